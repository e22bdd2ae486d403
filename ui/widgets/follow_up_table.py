"""The tasks of earlier meetings worked by keyboard: one key says what became of a task, letters begin a remark."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent, QUndoStack
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from db.meeting_records import AssignmentOutcome, FollowUp
from desktop_app.texts import tr
from ui import theme
from ui.widgets.follow_up_model import Column, FollowUpModel, Index

KEYS = {
    "1": AssignmentOutcome.ON_TIME,
    "2": AssignmentOutcome.ABOVE,
    "3": AssignmentOutcome.LATE,
    "4": AssignmentOutcome.NOT_DONE,
    "0": AssignmentOutcome.OPEN,
}
"""Which key says what became of a task; letters begin a remark."""
EXPLAINED = (AssignmentOutcome.LATE, AssignmentOutcome.NOT_DONE)
"""Outcomes after which the remark is opened: one wants to know why."""


class _RemarkDelegate(QStyledItemDelegate):
    """Edits a remark; writes it into the model at every key, and back on Esc."""

    closed = Signal(bool)
    """Whether by Enter."""

    def __init__(self, model: FollowUpModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._row = -1
        self._before: FollowUp | None = None
        self.closeEditor.connect(self._closed)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: ARG002
        """Open a line of plain text."""
        editor = QLineEdit(parent)
        editor.setMaxLength(1000)
        editor.setStyleSheet("QLineEdit { min-height: 0; padding: 0 4px; border-radius: 0; }")
        editor.setAccessibleName(tr("Ghi chú"))
        editor.setText(self._model.lines[index.row()].remark)
        place = QPersistentModelIndex(index)
        editor.textEdited.connect(lambda text: self._model.setData(place, text))
        self._row = index.row()
        self._before = self._model.lines[self._row]
        return editor

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of the words as they wrap; Qt forgets the room the style sheet keeps beside them."""
        size = super().sizeHint(option, index)
        table = self.parent()
        assert isinstance(table, QTableView)
        room = QRect(0, 0, table.columnWidth(index.column()) - theme.px(24), 10_000)
        words = QFontMetrics(table.font()).boundingRect(room, Qt.TextFlag.TextWordWrap, str(index.data() or ""))
        return QSize(size.width(), max(size.height(), words.height() + theme.px(8)))

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Leave the editor alone: rewriting what is being typed breaks Unikey."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Write what stands in the editor."""
        assert isinstance(editor, QLineEdit)
        model.setData(index, editor.text())

    def _closed(self, _editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        before, self._before = self._before, None
        if before is None:
            return
        if hint is QAbstractItemDelegate.EndEditHint.RevertModelCache:
            self._model.put(before)
        else:
            self._model.keep_remark(self._row, before)
        self.closed.emit(hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache)


class FollowUpTable(QTableView):
    """One line a task; Delete takes one away, Enter goes on, after the last one out of the list."""

    changed = Signal()
    finished = Signal()
    """Enter after the last task."""

    def __init__(self, undo: QUndoStack, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = FollowUpModel(undo, self)
        self.setModel(self.lines)
        delegate = _RemarkDelegate(self.lines, self)
        delegate.closed.connect(self._remark_closed)
        self.setItemDelegate(delegate)
        self.setAccessibleName(tr("Việc đã giao từ các buổi trước"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(theme.px(120))
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(Column.TEXT, QHeaderView.ResizeMode.Stretch)
        self._fit = QTimer(self, singleShot=True, interval=0)
        self._fit.timeout.connect(self.resizeRowsToContents)
        self.lines.changed.connect(self.changed)
        self.lines.modelReset.connect(self._shown)
        self._fit_columns()

    def _fit_columns(self) -> None:
        bold = self.font()
        bold.setBold(True)
        metrics = QFontMetrics(bold)
        for column, text in ((Column.DUE, "30/11/2026"), (Column.OUTCOME, "✗  Không hoàn thành")):
            self.setColumnWidth(column, metrics.horizontalAdvance(text) + theme.px(26))
        # The words of a task have half of the rest, who does it and the remark share the other half.
        rest = self.viewport().width() - self.columnWidth(Column.DUE) - self.columnWidth(Column.OUTCOME)
        for column, share in ((Column.ASSIGNEE, 0.27), (Column.REMARK, 0.25)):
            self.setColumnWidth(column, int(rest * share))
        self._fit.start()

    def set_lines(self, lines: Sequence[FollowUp], day: date | None) -> None:
        """Show these tasks, the cursor on the first one of which nothing is said yet."""
        self.lines.set_lines(lines, day)

    def _shown(self) -> None:
        lines = self.lines.lines
        still = [row for row, line in enumerate(lines) if line.outcome is AssignmentOutcome.OPEN]
        if lines:
            self.setCurrentIndex(self.lines.index(still[0] if still else 0, Column.TEXT))
        self._fit.start()

    @property
    def row(self) -> int:
        """The row in hand, -1 when there is none."""
        return self.currentIndex().row()

    def go_to(self, row: int, *, remark: bool = False) -> None:
        """Put the cursor on a row, or into its remark."""
        if 0 <= row < self.lines.rowCount():
            index = self.lines.index(row, Column.REMARK if remark else Column.TEXT)
            self.setFocus()
            self.setCurrentIndex(index)
            self.scrollTo(index)
            if remark:
                self.edit(index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the words anew where the width changed."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit_columns()

    def changeEvent(self, event: QEvent) -> None:
        """Fit the columns to a new size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_fit"):
            self._fit_columns()

    # --- keys ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Say what became of the task by one key; a letter begins its remark; Enter goes on."""
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        text, row = event.text(), self.row
        if self.state() is QAbstractItemView.State.EditingState:
            # What the editor of a remark does not use is not meant for the list.
            event.accept()
        elif row < 0 or not plain:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go_on()
        elif event.key() == Qt.Key.Key_Delete:
            self.lines.remove(row)
        elif text in KEYS:
            self._decide(row, KEYS[text])
        elif text == " ":
            still = self.lines.lines[row].outcome is AssignmentOutcome.OPEN
            self._decide(row, AssignmentOutcome.ON_TIME if still else AssignmentOutcome.OPEN)
        elif text.strip() and text.isprintable():
            self.go_to(row, remark=True)
            editor = QApplication.focusWidget()
            if isinstance(editor, QLineEdit):
                editor.setCursorPosition(len(editor.text()))
                editor.insert(text)
        else:
            super().keyPressEvent(event)

    def _decide(self, row: int, outcome: AssignmentOutcome) -> None:
        self.lines.decide(row, outcome)
        if outcome in EXPLAINED:
            self.go_to(row, remark=True)
        elif row < self.lines.rowCount() - 1:
            self.go_to(row + 1)

    def _go_on(self) -> None:
        if self.row < self.lines.rowCount() - 1:
            self.go_to(self.row + 1)
        else:
            self.finished.emit()

    def _remark_closed(self, by_enter: bool) -> None:  # noqa: FBT001 - the signal decides
        if by_enter and self.row < self.lines.rowCount() - 1:
            # Later, when the view is done with the editor.
            QTimer.singleShot(0, lambda: self.go_to(self.row + 1))
