"""Tasks of earlier meetings as a Qt model: what became of each, in one of a few words, and a remark."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import IntEnum

import msgspec
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont, QUndoCommand, QUndoStack

from db.meeting_records import AssignmentOutcome, FollowUp
from desktop_app.texts import term, tr
from ui import theme
from ui.widgets.plain import plain_tip
from ui.widgets.words import capital

Index = QModelIndex | QPersistentModelIndex
SIGNS = {
    AssignmentOutcome.OPEN: "…",
    AssignmentOutcome.ABOVE: "★",
    AssignmentOutcome.ON_TIME: "✓",
    AssignmentOutcome.LATE: "◔",
    AssignmentOutcome.NOT_DONE: "✗",
    AssignmentOutcome.WITHDRAWN: "–",
}
"""Signs that tell outcomes apart without colour."""


class Column(IntEnum):
    """Columns of the list."""

    TEXT = 0
    ASSIGNEE = 1
    DUE = 2
    OUTCOME = 3
    REMARK = 4


class FollowUpModel(QAbstractTableModel):
    """Holds the lines; every change goes through the undo stack of the form, a remark once it is left."""

    changed = Signal()
    """A line was changed by the user."""

    def __init__(self, undo: QUndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._undo = undo
        self._lines: list[FollowUp] = []
        self._day: date | None = None

    @property
    def lines(self) -> tuple[FollowUp, ...]:
        """The lines as they stand now."""
        return tuple(self._lines)

    def set_lines(self, lines: Sequence[FollowUp], day: date | None) -> None:
        """Show other lines; ``day`` is that of the meeting, after which a task is overdue."""
        self.beginResetModel()
        self._lines, self._day = list(lines), day
        self.endResetModel()

    def replace(self, lines: Sequence[FollowUp]) -> None:
        """Show other lines of the same meeting, changed by the user."""
        self.set_lines(lines, self._day)
        self.changed.emit()

    def decide(self, row: int, outcome: AssignmentOutcome) -> None:
        """Say what became of a task, as one step of undo."""
        before = self._lines[row]
        if before.outcome is not outcome:
            self._undo.push(_SetLine(self, before, msgspec.structs.replace(before, outcome=outcome)))

    def remove(self, row: int) -> None:
        """Take a line away: the task is not looked at here. One step of undo."""
        after = [line for place, line in enumerate(self._lines) if place != row]
        self._undo.push(_SetLines(self, self._lines, after))

    def take(self, lines: Sequence[FollowUp]) -> None:
        """Show other lines as one step of undo."""
        self._undo.push(_SetLines(self, self._lines, lines))

    def keep_remark(self, row: int, before: FollowUp) -> None:
        """Make one step of undo of a remark that was typed since ``before``."""
        after = self._lines[row]
        if after.assignment_id == before.assignment_id and after.remark != before.remark:
            self._undo.push(_SetLine(self, before, after))

    def put(self, line: FollowUp) -> None:
        """Write one line; does nothing when its task is not listed any more."""
        for row, held in enumerate(self._lines):
            if held.assignment_id == line.assignment_id:
                if held != line:
                    self._lines[row] = line
                    self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))
                    self.changed.emit()
                return

    # --- Qt ---

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of tasks."""
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a column's heading."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (tr("Việc đã giao"), tr("Người thực hiện"), tr("Thời hạn"), tr("Kết quả"), tr("Ghi chú"))[section]

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only the remark can be typed."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == Column.REMARK:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows."""
        line, column = self._lines[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(line, column)
        if role == Qt.ItemDataRole.EditRole:
            return line.remark
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(line, column)
        if role == Qt.ItemDataRole.FontRole and column is Column.OUTCOME and line.outcome is not AssignmentOutcome.OPEN:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(line.remark if column is Column.REMARK else line.text)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (self._text(line, each).replace("\n", ", ") for each in Column)))
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take over a remark as it is typed, so that an autosave in the middle of it loses nothing."""
        if role != Qt.ItemDataRole.EditRole or index.column() != Column.REMARK:
            return False
        line = self._lines[index.row()]
        if line.remark != value:
            self._lines[index.row()] = msgspec.structs.replace(line, remark=str(value))
            self.changed.emit()
        return True

    def _text(self, line: FollowUp, column: Column) -> str:
        from desktop_app.rules.dates import format_day

        if column is Column.TEXT:
            return line.text
        if column is Column.ASSIGNEE:
            return line.assignee
        if column is Column.DUE:
            due = format_day(line.due_on) if line.due_on else ""
            return f"{due}\n{tr('quá hạn')}" if self._overdue(line) else due
        if column is Column.OUTCOME:
            return outcome_text(line.outcome)
        return line.remark

    def _overdue(self, line: FollowUp) -> bool:
        late = line.due_on is not None and self._day is not None and line.due_on < self._day
        return late and line.outcome is AssignmentOutcome.OPEN

    def _colour(self, line: FollowUp, column: Column) -> QColor | None:
        colors = theme.colors()
        if column is Column.DUE and self._overdue(line):
            return QColor(colors.error)
        if column is Column.OUTCOME:
            return {
                AssignmentOutcome.ABOVE: QColor(colors.ok),
                AssignmentOutcome.ON_TIME: QColor(colors.ok),
                AssignmentOutcome.LATE: QColor(colors.warning),
                AssignmentOutcome.NOT_DONE: QColor(colors.error),
            }.get(line.outcome)
        return None


def outcome_text(outcome: AssignmentOutcome) -> str:
    """Return the sign and the short word for what became of a task."""
    return f"{SIGNS[outcome]}  {capital(term('assignment_outcome_short', outcome))}"


class _SetLine(QUndoCommand):
    """One line before and after a step."""

    def __init__(self, model: FollowUpModel, before: FollowUp, after: FollowUp) -> None:
        super().__init__()
        self._model, self._before, self._after = model, before, after

    def redo(self) -> None:
        """Write the line of after the step."""
        self._model.put(self._after)

    def undo(self) -> None:
        """Write the line of before the step."""
        self._model.put(self._before)


class _SetLines(QUndoCommand):
    """All lines before and after one was taken away or some were added."""

    def __init__(self, model: FollowUpModel, before: Sequence[FollowUp], after: Sequence[FollowUp]) -> None:
        super().__init__()
        self._model, self._before, self._after = model, tuple(before), tuple(after)

    def redo(self) -> None:
        """Show those of after the step."""
        self._model.replace(self._after)

    def undo(self) -> None:
        """Show those of before the step."""
        self._model.replace(self._before)
