"""The attendance list of one meeting as a Qt model: who was there, who was not and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum

import msgspec
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont, QUndoCommand, QUndoStack

from db.meeting_records import AttendanceMark, Presence
from db.records import Duty, Finding, Standing
from desktop_app.texts import term, tr
from ui import theme
from ui.widgets.field import finding_text
from ui.widgets.plain import plain_tip
from ui.widgets.words import capital

Index = QModelIndex | QPersistentModelIndex
ABSENT = (Presence.EXCUSED, Presence.UNEXCUSED)


class Column(IntEnum):
    """Columns of the list."""

    PLACE = 0
    NAME = 1
    STANDING = 2
    PRESENCE = 3
    REASON = 4


class AttendanceModel(QAbstractTableModel):
    """Holds the marks; every change of presence goes through the undo stack of the form."""

    changed = Signal()
    """A mark was changed by the user."""

    def __init__(self, undo: QUndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._undo = undo
        self._marks: list[AttendanceMark] = []
        self._findings: dict[int, list[Finding]] = {}

    # --- content ---

    @property
    def marks(self) -> tuple[AttendanceMark, ...]:
        """The marks as they stand now."""
        return tuple(self._marks)

    def set_marks(self, marks: Sequence[AttendanceMark]) -> None:
        """Show another list."""
        self.beginResetModel()
        self._marks = list(marks)
        self._findings = {}
        self.endResetModel()

    def show_findings(self, findings: Mapping[int, list[Finding]]) -> None:
        """Show what rules say about single rows."""
        touched = set(self._findings) | set(findings)
        self._findings = dict(findings)
        for row in touched:
            if row < len(self._marks):
                self._tell(row)

    def mark_presence(self, row: int, presence: Presence) -> bool:
        """Set one person's presence as one step of undo; False where the person need not come."""
        mark = self._marks[row]
        if mark.presence is Presence.NOT_REQUIRED:
            return False
        if mark.presence is not presence:
            reason = "" if presence is Presence.PRESENT else mark.reason
            after = msgspec.structs.replace(mark, presence=presence, reason=reason)
            self._undo.push(_SetMark(self, mark, after))
        return True

    def take_over(self, row: int, before: AttendanceMark) -> bool:
        """Set presence and reason as they were at another meeting, as one step of undo; False where nothing changes."""
        mark = self._marks[row]
        after = msgspec.structs.replace(mark, presence=before.presence, reason=before.reason)
        if Presence.NOT_REQUIRED in (mark.presence, before.presence) or after == mark:
            return False
        self._undo.push(_SetMark(self, mark, after))
        return True

    def keep_reason(self, row: int, before: AttendanceMark) -> None:
        """Make one step of undo of a reason that was typed since ``before``."""
        after = self._marks[row]
        if after.member_id == before.member_id and after.reason != before.reason:
            self._undo.push(_SetMark(self, before, after))

    def put(self, mark: AttendanceMark) -> None:
        """Write one person's mark; does nothing when the register no longer lists the person."""
        for row, held in enumerate(self._marks):
            if held.member_id == mark.member_id:
                if held != mark:
                    self._marks[row] = mark
                    self._tell(row)
                    self.changed.emit()
                return

    def finding_text(self, row: int) -> str:
        """Return what rules say about a row, empty when nothing."""
        return "\n".join(finding_text(finding) for finding in self._findings.get(row, ()))

    def _tell(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    # --- Qt ---

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of people."""
        return 0 if parent is not None and parent.isValid() else len(self._marks)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a column's heading."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (tr("STT"), tr("Họ và tên"), tr("Tình trạng"), tr("Có mặt, vắng"), tr("Lý do vắng"))[section]

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only the reason of somebody absent can be typed."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == Column.REASON and self._marks[index.row()].presence in ABSENT:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows."""
        mark = self._marks[index.row()]
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index.row(), mark, column)
        if role == Qt.ItemDataRole.EditRole:
            return mark.reason
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(index.row(), mark, column)
        if role == Qt.ItemDataRole.FontRole and mark.presence in ABSENT and column in (Column.NAME, Column.PRESENCE):
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.finding_text(index.row())) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (self._text(index.row(), mark, each) for each in Column)))
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take over a reason as it is typed, so that an autosave in the middle of it loses nothing."""
        if role != Qt.ItemDataRole.EditRole or index.column() != Column.REASON:
            return False
        mark = self._marks[index.row()]
        if mark.reason != value:
            self._marks[index.row()] = msgspec.structs.replace(mark, reason=str(value))
            self.changed.emit()
        return True

    def _text(self, row: int, mark: AttendanceMark, column: Column) -> str:
        if column is Column.PLACE:
            return str(row + 1)
        if column is Column.NAME:
            return mark.full_name
        if column is Column.STANDING:
            return "" if mark.standing is Standing.OFFICIAL else capital(term("standing", mark.standing))
        if column is Column.PRESENCE:
            return presence_text(mark)
        if mark.presence is Presence.NOT_REQUIRED:
            return capital(term("duty", mark.duty)) if mark.duty is not Duty.ACTIVE else ""
        return mark.reason or self.finding_text(row)

    def _colour(self, row: int, mark: AttendanceMark, column: Column) -> QColor | None:
        colors = theme.colors()
        if mark.presence is Presence.NOT_REQUIRED:
            return QColor(colors.muted)
        if column is Column.REASON and not mark.reason and self._findings.get(row):
            return QColor(colors.error)
        if column is Column.PRESENCE and mark.presence in ABSENT:
            return QColor(colors.warning if mark.presence is Presence.EXCUSED else colors.error)
        return None


def presence_text(mark: AttendanceMark) -> str:
    """Return the sign and the word for somebody's presence; the sign tells them apart without colour."""
    signs = {Presence.PRESENT: "✓", Presence.EXCUSED: "○", Presence.UNEXCUSED: "✗", Presence.NOT_REQUIRED: "–"}
    return f"{signs[mark.presence]}  {capital(term('presence', mark.presence))}"


class _SetMark(QUndoCommand):
    """One person's mark before and after a step."""

    def __init__(self, model: AttendanceModel, before: AttendanceMark, after: AttendanceMark) -> None:
        super().__init__(before.full_name)
        self._model = model
        self._before = before
        self._after = after

    def redo(self) -> None:
        """Write the mark of after the step."""
        self._model.put(self._after)

    def undo(self) -> None:
        """Write the mark of before the step."""
        self._model.put(self._before)
