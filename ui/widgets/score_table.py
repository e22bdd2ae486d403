"""The score sheet worked by keyboard: points typed down a column, one key for the usual points, a remark beside."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QPersistentModelIndex, QRegularExpression, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QRegularExpressionValidator, QResizeEvent, QUndoStack
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

from db.meeting_records import ScoreSheet
from db.records import Finding
from desktop_app.rules.quality import MAX_REMARK
from desktop_app.texts import tr
from ui import theme
from ui.widgets.score_model import STAGES, Column, Index, ScoreModel

_STEPS = (Column.PROPOSED, Column.VOTED, Column.CONFIRMED, Column.REMARK)


class _Delegate(QStyledItemDelegate):
    """Edits points or a remark; writes into the model at every key, and back on Esc."""

    def __init__(self, model: ScoreModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._before: ScoreSheet | None = None
        self._editor: QLineEdit | None = None
        self.closeEditor.connect(self._closed)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: ARG002
        """Open a line of plain text."""
        editor = QLineEdit(parent)
        # The looks of a form's field would reach over the row below.
        editor.setStyleSheet("QLineEdit { min-height: 0; padding: 0 4px; border-radius: 0; }")
        if index.column() == Column.REMARK:
            editor.setMaxLength(MAX_REMARK)
        else:
            editor.setValidator(QRegularExpressionValidator(QRegularExpression(r"\d{0,3}([.,]\d?)?"), editor))
            editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        heading = self._model.headerData(index.column(), Qt.Orientation.Horizontal)
        point = self._model.point(index.row())
        editor.setAccessibleName(f"{point.title if point else ''}, {heading}")
        editor.setText(str(self._model.data(index, Qt.ItemDataRole.EditRole)))
        editor.selectAll()
        place = QPersistentModelIndex(index)
        editor.textEdited.connect(lambda text: self._model.setData(place, text))
        self._before = self._model.sheet
        self._editor = editor
        return editor

    def leave(self) -> None:
        """Close an open cell and write nothing: the model holds every key typed into it already."""
        editor, self._editor, self._before = self._editor, None, None
        if editor is not None:
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Leave the editor alone: rewriting what is being typed breaks Unikey."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Write what stands in the editor."""
        assert isinstance(editor, QLineEdit)
        model.setData(index, editor.text())

    def _closed(self, _editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        before, self._before, self._editor = self._before, None, None
        if before is None:
            return
        if hint is QAbstractItemDelegate.EndEditHint.RevertModelCache:
            self._model.put(before)
        else:
            self._model.keep_step(before)


class ScoreTable(QTableView):
    """All criteria of a sheet; ``finished`` is Enter after the last one, ``row_changed`` a cursor that moved."""

    finished = Signal()
    row_changed = Signal()

    def __init__(self, undo: QUndoStack, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.score = ScoreModel(undo, self)
        self.setModel(self.score)
        self._delegate = _Delegate(self.score, self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(tr("Phiếu chấm điểm"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AnyKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked)
        self.setTabKeyNavigation(False)
        self.setShowGrid(True)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(Column.TITLE, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.score.modelReset.connect(self._lay_out)
        self.selectionModel().currentChanged.connect(lambda *_: self.row_changed.emit())

    def show_sheet(self, sheet: ScoreSheet | None) -> None:
        """Show the sheet of another meeting; a cell still open belongs to the one before."""
        self._delegate.leave()
        self.score.set_sheet(sheet)

    # --- looks ---

    def _lay_out(self) -> None:
        self.clearSpans()
        for row in range(self.score.rowCount()):
            if self.score.point(row) is None:
                self.setSpan(row, 0, 1, len(Column))
        self._fit()

    def _fit(self) -> None:
        bold = self.font()
        bold.setBold(True)
        metrics = QFontMetrics(bold)
        room = theme.px(18)
        for column in (Column.MOST, *STAGES):
            heading = str(self.score.headerData(column, Qt.Orientation.Horizontal))
            words = max((heading, "12,5 ≠ 20" if column is Column.PROPOSED else "100"), key=metrics.horizontalAdvance)
            self.setColumnWidth(column, metrics.horizontalAdvance(words) + room)
        self.setColumnWidth(Column.REMARK, max(theme.px(110), self.viewport().width() * 18 // 100))
        self._fit_rows()

    def _fit_rows(self) -> None:
        metrics = self.fontMetrics()
        usual = metrics.height() + theme.px(7)
        width = max(1, self.columnWidth(Column.TITLE) - theme.px(14))
        for row in range(self.score.rowCount()):
            point = self.score.point(row)
            words = point.title if point else ""
            lines = metrics.boundingRect(0, 0, width, 10_000, Qt.TextFlag.TextWordWrap, words).height()
            self.setRowHeight(row, max(usual, lines + theme.px(7)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit rows to the new width."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Fit the columns to a new size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "score"):
            self._fit()

    # --- the cursor ---

    def go_to(self, row: int, column: Column, *, edit: bool = False) -> None:
        """Put the cursor on a cell, and open it where ``edit`` says so."""
        if self.score.point(row) is not None:
            index = self.score.index(row, column)
            self.setFocus()
            self.setCurrentIndex(index)
            self.scrollTo(index)
            if edit:
                self.edit(index)

    def go_to_place(self, place: int, part: str) -> None:
        """Put the cursor on a part of a criterion: a stage or its remark."""
        columns = {stage.value: column for column, stage in STAGES.items()}
        self.go_to(self.score.row_of(place), columns.get(part, Column.REMARK))

    def begin(self) -> None:
        """Put the cursor on the first criterion, in the last stage in which something stands."""
        if not self.currentIndex().isValid():
            self.go_to(self.score.row_of(0), Column.PROPOSED)
        self.setFocus()

    def _next(self) -> None:
        index = self.currentIndex()
        column = Column(index.column()) if index.column() in _STEPS else Column.PROPOSED
        for row in range(index.row() + 1, self.score.rowCount()):
            if self.score.point(row) is not None:
                self.go_to(row, column)
                return
        self.finished.emit()

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Go down the column after Enter."""
        super().closeEditor(editor, hint)
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._next()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes down the column, ``=`` fills in the usual points, Delete empties; a figure begins typing."""
        index = self.currentIndex()
        column = Column(max(0, index.column()))
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if self.state() is QAbstractItemView.State.EditingState:
            # What the editor does not use is not meant for the list.
            event.accept()
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._next()
        elif plain and event.text() == "=" and column in STAGES:
            self.score.change(self._with(index, self.score.usual(index.row(), column)))
        elif plain and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and column >= Column.PROPOSED:
            self._empty(index, column)
        else:
            super().keyPressEvent(event)

    def _with(self, index: Index, points: int | None) -> ScoreSheet | None:
        return self.score.replaced(index.row(), **{STAGES[Column(index.column())].value: points})

    def _empty(self, index: Index, column: Column) -> None:
        if column is Column.REMARK:
            self.score.change(self.score.replaced(index.row(), remark=""))
        else:
            # What the program counts comes back where people leave it open.
            usual = self.score.usual(index.row(), column) if column is Column.PROPOSED else None
            self.score.change(self._with(index, usual))

    # --- findings ---

    def show_findings(self, findings: Mapping[int, list[Finding]]) -> None:
        """Show what rules say about single criteria."""
        self.score.show_findings(findings)
        self.row_changed.emit()
