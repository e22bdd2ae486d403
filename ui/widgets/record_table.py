"""A table of records: columns are declared, text is plain, cut text has a tip, what is selected can be copied."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui import theme
from ui.icons import icon
from ui.widgets.plain import plain_tip

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
LEAST = 130
"""Pixels at 100 % that a column sharing the rest needs at least; one of several lines half as much again."""
MOST_LINES = 4
MARGIN = 18
"""Pixels at 100 % that a cell keeps free beside its text."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Column(Generic[T]):
    """One column: its title and what it shows of a row."""

    title: str
    text: Callable[[T], str]
    width: int = 0
    """Pixels at 100 %; 0 shares what is left."""
    number: bool = False
    """Aligned right."""
    icon: Callable[[T], tuple[str, str]] | None = None
    """Name and colour of an icon beside the text; the text alone must say the same."""
    order: str = ""
    """Name by which the service sorts this column; empty when it cannot be sorted."""
    tip: Callable[[T], str] | None = None
    wrap: bool = False
    """Goes on in further lines where it is longer than the column is wide."""
    spare: bool = False
    """Hidden where there is no room for it, so that nobody has to scroll sideways; copying brings it all the same."""


class RecordModel(QAbstractTableModel, Generic[T]):
    """Rows already sorted and chosen by a service; the model only shows them."""

    def __init__(self, columns: Sequence[Column[T]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self.rows: list[T | None] = []
        self.emphasized: set[int] = set()
        """Rows in bold, such as totals."""

    def set_rows(self, rows: Sequence[T]) -> None:
        """Show these rows instead of those before."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def row(self, index: Index | int) -> T | None:
        """Return the record at an index, None where there is none (yet)."""
        place = index if isinstance(index, int) else index.row()
        return self.rows[place] if 0 <= place < len(self.rows) else None

    # --- what Qt asks ---

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what Qt shows of a cell."""
        record = self.row(index)
        if record is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole else None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(record)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(column.tip(record) if column.tip else column.text(record))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.number else _LEFT
        if role == Qt.ItemDataRole.DecorationRole and column.icon is not None:
            name, color = column.icon(record)
            return icon(name, color) if name else None
        if role == Qt.ItemDataRole.FontRole and index.row() in self.emphasized:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.BackgroundRole and index.row() in self.emphasized:
            return QColor(theme.colors().sunken)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what Qt shows of a header."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.columns[section].number else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.columns[section].title.replace("\n", " ")
        return None


class RecordTable(QTableView):
    """Shows a RecordModel: whole rows, Enter opens, Ctrl+C copies the selected rows with tabs between cells.

    A column may be taken away in two ways: by the page, where it has nothing to say (``leave_out``), and by the user
    (``choose_columns``); what the user took away is not copied either.

    ``opened`` carries the row chosen by Enter or double click; ``sort_wanted`` the order a header click asks for.
    """

    opened = Signal(int)
    sort_wanted = Signal(str, bool)

    def __init__(self, model: RecordModel[Any], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.records = model
        self._left_out: frozenset[int] = frozenset()
        self._unwanted: frozenset[int] = frozenset()
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self._wrapping = [place for place, column in enumerate(model.columns) if column.wrap]
        self.setWordWrap(bool(self._wrapping))
        self.setTabKeyNavigation(False)
        self.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(28))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(theme.px(40))
        for place, column in enumerate(model.columns):
            if column.width:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
                self.setColumnWidth(place, theme.px(column.width))
            else:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        self._order: tuple[int, bool] | None = None
        header.setSectionsClickable(any(column.order for column in model.columns))
        header.sectionClicked.connect(self.sort_by)
        if self._wrapping:
            model.modelReset.connect(self._fit_rows)
            # Later: rows that grow while the header divides its room make it divide unevenly.
            header.sectionResized.connect(self._resized, Qt.ConnectionType.QueuedConnection)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide spare columns, the last first, until the others have room."""
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        columns = self.records.columns
        wanted = [theme.px(column.width or (LEAST * 3 // 2 if column.wrap else LEAST)) for column in columns]
        shown = [not self.left_out(place) and place not in self._unwanted for place in range(len(columns))]
        for place in reversed(range(len(columns))):
            if sum(width for width, kept in zip(wanted, shown, strict=True) if kept) <= self.viewport().width():
                break
            shown[place] = shown[place] and not columns[place].spare
        for place, kept in enumerate(shown):
            if self.isColumnHidden(place) == kept:
                self.setColumnHidden(place, not kept)

    def _resized(self, place: int) -> None:
        if place in self._wrapping:
            self._fit_rows()

    def _fit_rows(self) -> None:
        """Give as many lines to each row as its words need."""
        metrics = self.fontMetrics()
        usual = self.verticalHeader().defaultSectionSize()
        for number, record in enumerate(self.records.rows):
            lines = 1
            for place in self._wrapping if record is not None else ():
                if self.isColumnHidden(place):
                    continue
                room = max(1, self.columnWidth(place) - theme.px(MARGIN))
                wide = metrics.horizontalAdvance(self.records.columns[place].text(record))
                # A line that breaks between words is not filled to its end.
                lines = max(lines, 1 if wide <= room else min(MOST_LINES, math.ceil(wide * 1.15 / room)))
            self.setRowHeight(number, usual + (lines - 1) * metrics.height())

    def leave_out(self, place: int, *, out: bool) -> None:
        """Take a column away whatever the room, or let it come back."""
        self._left_out = (self._left_out | {place}) if out else (self._left_out - {place})
        self.setColumnHidden(place, out or place in self._unwanted)

    def choose_columns(self, unwanted: Iterable[int]) -> None:
        """Show all columns but these, as far as there is room; copying leaves them out too."""
        self._unwanted = frozenset(unwanted)
        self._fit_columns()

    @property
    def unwanted(self) -> frozenset[int]:
        """The places of the columns the user took away."""
        return self._unwanted

    def left_out(self, place: int) -> bool:
        """Whether a column was taken away."""
        return place in self._left_out

    def show_order(self, order: str, *, descending: bool) -> None:
        """Mark the column by which the rows are sorted."""
        for place, column in enumerate(self.records.columns):
            if column.order == order:
                self._order = (place, descending)
                direction = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
                self.horizontalHeader().setSortIndicatorShown(True)
                self.horizontalHeader().setSortIndicator(place, direction)

    def sort_by(self, section: int) -> None:
        """Ask for the rows in the order of a column, turned round when they are in it already."""
        order = self.records.columns[section].order
        if not order:
            if self._order:
                self.show_order(self.records.columns[self._order[0]].order, descending=self._order[1])
            return
        descending = self._order == (section, False)
        self.show_order(order, descending=descending)
        self.sort_wanted.emit(order, descending)

    def selected_rows(self) -> list[int]:
        """Return the numbers of the selected rows, in order."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def copy(self) -> None:
        """Put the selected rows on the clipboard, as a spreadsheet takes them."""
        lines = []
        for number in self.selected_rows():
            record = self.records.row(number)
            if record is not None:
                columns = enumerate(self.records.columns)
                cells = (column.text(record) for place, column in columns if place not in self._unwanted)
                lines.append("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in cells))
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy and open by keyboard."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def select(self, row: int, *more: int) -> None:
        """Make ``row`` the current one and show it; ``more`` rows are selected with it."""
        if 0 <= row < self.records.rowCount():
            self.selectRow(row)
            self.scrollTo(self.records.index(row, 0))
            for other in more:
                self.selectionModel().select(
                    self.records.index(other, 0),
                    QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
                )
