"""Votes worked by keyboard: figures typed along a row, ``=`` for what is still missing, then on to the next row."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QPersistentModelIndex, QRegularExpression, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QRegularExpressionValidator, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop_app.texts import tr
from ui import theme
from ui.widgets.ballot_model import COMMITTEE, FIRST, NAME, SELF, BallotModel, Index

_NAME_ROOM = 150
"""Pixels at 100 % a name needs at least; else what is only read makes room."""


class _Delegate(QStyledItemDelegate):
    """Edits one figure; writes into the model at every key, and back on Esc."""

    def __init__(self, model: BallotModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._before: tuple[int, int, str] | None = None
        self.closeEditor.connect(self._closed)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: ARG002
        """Open a line for a whole number."""
        editor = QLineEdit(parent)
        # The looks of a form's field would reach over the row below.
        editor.setStyleSheet("QLineEdit { min-height: 0; padding: 0 4px; border-radius: 0; }")
        editor.setValidator(QRegularExpressionValidator(QRegularExpression(r"\d{0,5}"), editor))
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.setAccessibleName(str(self._model.data(index, Qt.ItemDataRole.AccessibleTextRole)))
        text = self._model.text(index.row(), index.column())
        editor.setText(text)
        editor.selectAll()
        place = QPersistentModelIndex(index)
        editor.textEdited.connect(lambda typed: self._model.setData(place, typed))
        self._before = (index.row(), index.column(), text)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Leave the editor alone: what is typed is in the model already."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Write what stands in the editor."""
        assert isinstance(editor, QLineEdit)
        model.setData(index, editor.text())

    def _closed(self, _editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        before, self._before = self._before, None
        if before is not None and hint is QAbstractItemDelegate.EndEditHint.RevertModelCache:
            row, column, text = before
            self._model.setData(self._model.index(row, column), text)


class BallotTable(QTableView):
    """The votes of a count; ``finished`` is Enter after the last row, ``row_changed`` a cursor in another row."""

    finished = Signal()
    row_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ballot = BallotModel(self)
        self.setModel(self.ballot)
        self._delegate = _Delegate(self.ballot, self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(tr("Số phiếu của từng người, từng mức"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AnyKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked)
        self.setTabKeyNavigation(False)
        self.setShowGrid(True)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.ballot.modelReset.connect(self._reset)
        self.selectionModel().currentRowChanged.connect(lambda *_: self.row_changed.emit())

    # --- looks ---

    def _reset(self) -> None:
        self._fit()
        if self.ballot.rowCount():
            self.setCurrentIndex(self.ballot.index(0, FIRST))
        self.row_changed.emit()

    def _fit(self) -> None:
        model, room = self.ballot, theme.px(14 if theme.is_large() else 20)
        if not model.levels:
            return
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + theme.px(9))
        bold = self.font()
        bold.setBold(True)
        metrics = QFontMetrics(bold)
        widest = max((level.short for level in model.levels), key=metrics.horizontalAdvance)
        left = self.viewport().width()
        for column in range(SELF, model.columnCount()):
            heading = str(model.headerData(column, Qt.Orientation.Horizontal))
            known = {
                SELF: widest,
                COMMITTEE: widest,
                model.total: "00 ≠ 00",
                model.outcome: tr("{level} (+)", level=widest)
                if theme.is_large()
                else tr("{level} (cộng dồn)", level=widest),
            }
            words = max((heading, known.get(column, "0000")), key=metrics.horizontalAdvance)
            width = metrics.horizontalAdvance(words) + room
            left -= width
            # A hidden column forgets its width, so it is asked for none.
            if not self.isColumnHidden(column):
                self.setColumnWidth(column, width)
        # What is only read makes room for names where letters are large.
        for column in (SELF, COMMITTEE):
            self.setColumnHidden(column, left < theme.px(_NAME_ROOM))
        self.horizontalHeader().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns to the new width."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Fit the columns to a new size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "ballot"):
            self._fit()

    # --- the cursor ---

    @property
    def row(self) -> int:
        """The row in hand, -1 for none."""
        return self.currentIndex().row()

    def go_to(self, row: int, level: str = "") -> None:
        """Put the cursor on a row, on the column of a level where one is named."""
        column = next(
            (place for place in range(FIRST, self.ballot.blank) if self.ballot.level_at(place) == level), FIRST
        )
        if 0 <= row < self.ballot.rowCount():
            index = self.ballot.index(row, column)
            self.setFocus()
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def _next(self) -> None:
        """Go along the row; where all its votes are typed, or it ends, to the next one."""
        row, column = self.row, self.currentIndex().column()
        if column < FIRST - 1:
            column = FIRST - 1
        full = self.ballot.missing(row) == 0
        if not full and column < self.ballot.blank:
            self.setCurrentIndex(self.ballot.index(row, column + 1))
        elif row + 1 < self.ballot.rowCount():
            self.setCurrentIndex(self.ballot.index(row + 1, FIRST))
        else:
            self.finished.emit()

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Go on after Enter."""
        super().closeEditor(editor, hint)
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._next()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, ``=`` types what the row still lacks, Delete empties; a figure begins typing."""
        index = self.currentIndex()
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if self.state() is QAbstractItemView.State.EditingState:
            # What the editor does not use is not meant for the list.
            event.accept()
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._next()
        elif plain and event.text() == "=":
            self.ballot.fill(index.row(), index.column())
            self._next()
        elif plain and event.key() == Qt.Key.Key_Home:
            # The names are no place to type in.
            self.setCurrentIndex(self.ballot.index(index.row(), FIRST))
        elif plain and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.ballot.set_votes(index.row(), index.column(), None)
        else:
            super().keyPressEvent(event)
