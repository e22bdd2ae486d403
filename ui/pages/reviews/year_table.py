"""The table of years side by side: walked cell by cell, with what is typed and not kept yet."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent

from desktop_app.services.rating_history import YearRow
from ui import theme
from ui.widgets.record_table import Column, RecordModel, RecordTable

FIRST_YEAR = 2
"""Place of the column of the first year."""
Typed = dict[tuple[str, int], str]
"""Levels typed and not kept yet, by row and year."""


class YearModel(RecordModel[YearRow]):
    """What was typed and not kept yet stands out."""

    def __init__(self, columns: list[Column[YearRow]], years: tuple[int, ...], typed: Typed) -> None:
        super().__init__(columns)
        self.years = years
        self.typed = typed

    def year(self, index: QModelIndex | QPersistentModelIndex) -> int | None:
        """Return the year of a column, None where it is of no year."""
        place = index.column() - FIRST_YEAR
        return self.years[place] if 0 <= place < len(self.years) else None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what Qt shows of a cell."""
        row, year = self.row(index), self.year(index)
        if row is not None and year is not None and (row.key, year) in self.typed:
            if role == Qt.ItemDataRole.FontRole:
                font = QFont()
                font.setBold(True)
                return font
            if role == Qt.ItemDataRole.ForegroundRole:
                return QColor(theme.colors().primary)
        return super().data(index, role)

    def touch(self, row: int) -> None:
        """Show a row anew."""
        self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))


class YearTable(RecordTable):
    """Walked cell by cell; Enter goes down, as one types a column from paper; copying takes whole rows."""

    def __init__(self, model: YearModel, name: str) -> None:
        super().__init__(model, name)
        self.setSelectionBehavior(RecordTable.SelectionBehavior.SelectItems)
        self.setSelectionMode(RecordTable.SelectionMode.SingleSelection)

    def selected_rows(self) -> list[int]:
        """Return the rows in which a cell is selected."""
        return sorted({index.row() for index in self.selectedIndexes()})

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter go to the cell below."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            index = self.currentIndex()
            below = self.model().index(index.row() + 1, index.column())
            if below.isValid():
                self.setCurrentIndex(below)
            return
        super().keyPressEvent(event)
