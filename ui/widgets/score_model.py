"""The score sheet of a meeting as a Qt model: criteria under their groups, the points of three stages, a remark."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import IntEnum

import msgspec
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont, QUndoCommand, QUndoStack

from db.meeting_records import ScorePoint, ScoreSheet
from db.records import Finding, Severity
from desktop_app.rules import quality
from desktop_app.rules.quality import Figure, Stage
from desktop_app.texts import tr
from ui import theme
from ui.widgets.field import finding_text
from ui.widgets.plain import plain_tip

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """Columns of the sheet."""

    TITLE = 0
    MOST = 1
    PROPOSED = 2
    VOTED = 3
    CONFIRMED = 4
    REMARK = 5


STAGES = {Column.PROPOSED: Stage.PROPOSED, Column.VOTED: Stage.VOTED, Column.CONFIRMED: Stage.CONFIRMED}
_POINTS = re.compile(r"([0-9]{1,4})(?:[.,]([0-9])?)?")


def points_of(text: str) -> int | None:
    """Return typed points in tenths, None for nothing."""
    match = _POINTS.fullmatch(text.strip())
    return int(match[1]) * 10 + int(match[2] or 0) if match else None


class ScoreModel(QAbstractTableModel):
    """Holds the sheet; every step goes through the undo stack of the form. Row of a group: no point, across all."""

    changed = Signal()
    """The user changed the sheet."""

    def __init__(self, undo: QUndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._undo = undo
        self.sheet: ScoreSheet | None = None
        self.figures: Mapping[str, Figure] = {}
        self._lines: list[int | str] = []
        """Of each row the place of its point, or the words of a group."""
        self._findings: dict[int, list[Finding]] = {}

    # --- content ---

    def set_sheet(self, sheet: ScoreSheet | None) -> None:
        """Show a sheet, or none."""
        if self._same_criteria(sheet):
            self.sheet = sheet
            self._tell_all()
            return
        self.beginResetModel()
        self.sheet = sheet
        self._findings = {}
        self._lines = []
        group = None
        for place, point in enumerate(sheet.points if sheet else ()):
            if point.group != group:
                group = point.group
                self._lines.append(group)
            self._lines.append(place)
        self.endResetModel()

    def _same_criteria(self, sheet: ScoreSheet | None) -> bool:
        if sheet is None or self.sheet is None:
            return False
        return [_words(point) for point in sheet.points] == [_words(point) for point in self.sheet.points]

    def set_figures(self, figures: Mapping[str, Figure]) -> None:
        """Take over what the program counts; points that followed it follow still."""
        before, self.figures = self.figures, dict(figures)
        if self.sheet is not None:
            fresh = quality.refreshed(self.sheet, before, figures)
            moved, self.sheet = fresh != self.sheet, fresh
            self._tell_all()
            if moved:
                self.changed.emit()

    def show_findings(self, findings: Mapping[int, list[Finding]]) -> None:
        """Show what rules say about single criteria, by their place."""
        self._findings = dict(findings)
        self._tell_all()

    def change(self, sheet: ScoreSheet | None) -> None:
        """Put another sheet in place of this one, as one step of undo."""
        if sheet != self.sheet:
            self._undo.push(_SetSheet(self, self.sheet, sheet))

    def keep_step(self, before: ScoreSheet | None) -> None:
        """Make one step of undo of what was typed since ``before``."""
        if before != self.sheet:
            self._undo.push(_SetSheet(self, before, self.sheet))

    def put(self, sheet: ScoreSheet | None) -> None:
        """Show a sheet that a step of undo or redo leads to."""
        if sheet != self.sheet:
            self.set_sheet(sheet)
            self.changed.emit()

    # --- points ---

    def point(self, row: int) -> ScorePoint | None:
        """Return the criterion of a row, None for a group."""
        line = self._lines[row] if 0 <= row < len(self._lines) else ""
        return self.sheet.points[line] if self.sheet is not None and isinstance(line, int) else None

    def row_of(self, place: int) -> int:
        """Return the row of a criterion by its place in the sheet, -1 when there is none."""
        return self._lines.index(place) if place in self._lines else -1

    def replaced(self, row: int, **changes: object) -> ScoreSheet | None:
        """Return the sheet with one criterion changed."""
        line = self._lines[row]
        if self.sheet is None or not isinstance(line, int):
            return self.sheet
        points = list(self.sheet.points)
        points[line] = msgspec.structs.replace(points[line], **changes)
        return msgspec.structs.replace(self.sheet, points=tuple(points))

    def taken_over(self, column: Column) -> ScoreSheet | None:
        """Return the sheet with the open points of a stage taken from the stage before it."""
        if self.sheet is None:
            return None
        stage = STAGES[column]
        before = list(Stage)[list(Stage).index(stage) - 1]
        points = [
            msgspec.structs.replace(point, **{stage.value: quality.points_at(point, before)})
            if getattr(point, stage) is None
            else point
            for point in self.sheet.points
        ]
        return msgspec.structs.replace(self.sheet, points=tuple(points))

    def usual(self, row: int, column: Column) -> int | None:
        """Return what ``=`` fills in: the figure of the program, or the points of the stage before."""
        point = self.point(row)
        if point is None:
            return None
        if column is Column.PROPOSED:
            figure = self.figures.get(point.code)
            return figure.points if figure else None
        stage = STAGES[column]
        return quality.points_at(point, list(Stage)[list(Stage).index(stage) - 1])

    def is_own(self, point: ScorePoint) -> bool:
        """Return whether the proposed points are others than those the program counts."""
        figure = self.figures.get(point.code)
        return bool(
            figure and figure.points is not None and point.proposed is not None and point.proposed != figure.points
        )

    def why(self, row: int) -> str:
        """Return what the program counts for a row and how, or what is said about a criterion it does not count."""
        point = self.point(row)
        if point is None:
            return ""
        figure = self.figures.get(point.code)
        if figure is None:
            return tr("Tiêu chí này do người chấm, chương trình không tính.")
        if figure.points is None:
            return figure.why
        return tr("Chương trình tính {points} điểm. {why}", points=quality.text_of(figure.points), why=figure.why)

    def finding_text(self, row: int) -> str:
        """Return what rules say about a row, empty when nothing."""
        line = self._lines[row] if 0 <= row < len(self._lines) else ""
        found = self._findings.get(line, ()) if isinstance(line, int) else ()
        return "\n".join(dict.fromkeys(map(finding_text, found)))

    def _tell_all(self) -> None:
        if self._lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, len(Column) - 1))

    # --- Qt ---

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of criteria and groups."""
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a column's heading."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        words = (tr("Tiêu chí"), tr("Tối đa"), tr("Tự chấm"), tr("Biểu quyết"), tr("Xác nhận"), tr("Ghi chú"))
        return words[section]

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A group takes no cursor; points and remarks can be typed."""
        if self.point(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() >= Column.PROPOSED else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows."""
        point, column = self.point(index.row()), Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index.row(), point, column)
        if role == Qt.ItemDataRole.EditRole and point is not None:
            return point.remark if column is Column.REMARK else quality.text_of(getattr(point, STAGES[column]))
        if role == Qt.ItemDataRole.TextAlignmentRole and Column.MOST <= column <= Column.CONFIRMED:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole and (point is None or (column in STAGES and self._wrong(point, column))):
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(point, column)
        if role == Qt.ItemDataRole.BackgroundRole and point is None:
            return QColor(theme.colors().sunken)
        if role == Qt.ItemDataRole.ToolTipRole and point is not None:
            return plain_tip("\n".join(filter(None, (self.finding_text(index.row()), self.why(index.row())))))
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take over what is typed, letter by letter, so that an autosave in the middle of it loses nothing."""
        point, column = self.point(index.row()), Column(index.column())
        if role != Qt.ItemDataRole.EditRole or point is None:
            return False
        name = "remark" if column is Column.REMARK else STAGES[column].value
        typed = str(value) if column is Column.REMARK else points_of(str(value))
        if getattr(point, name) != typed:
            self.sheet = self.replaced(index.row(), **{name: typed})
            self.dataChanged.emit(self.index(index.row(), 0), self.index(index.row(), len(Column) - 1))
            self.changed.emit()
        return True

    def _text(self, row: int, point: ScorePoint | None, column: Column) -> str:
        if point is None:
            line = self._lines[row]
            return self._group_words(str(line)) if column is Column.TITLE else ""
        if column is Column.TITLE:
            return point.title
        if column is Column.MOST:
            return quality.text_of(point.most)
        if column is Column.REMARK:
            return point.remark
        shown = quality.text_of(getattr(point, STAGES[column]))
        if self._wrong(point, column):
            return f"{shown} !"
        if column is Column.PROPOSED and self.is_own(point):
            return f"{shown} ≠ {quality.text_of(self.usual(row, column))}"
        return shown

    def _group_words(self, group: str) -> str:
        points: Sequence[ScorePoint] = self.sheet.points if self.sheet else ()
        most = sum(point.most for point in points if point.group == group)
        return tr("{group} ({most} điểm)", group=group, most=quality.text_of(most))

    @staticmethod
    def _wrong(point: ScorePoint, column: Column) -> bool:
        value: int | None = getattr(point, STAGES[column])
        return value is not None and not 0 <= value <= point.most

    def _colour(self, point: ScorePoint | None, column: Column) -> QColor | None:
        colors = theme.colors()
        if point is None or column is Column.MOST:
            return QColor(colors.muted if point is not None else colors.text)
        if column in STAGES and self._wrong(point, column):
            return QColor(colors.error)
        if column is Column.PROPOSED and self.is_own(point):
            return QColor(colors.warning)
        return None


def errors_of(findings: Sequence[Finding]) -> bool:
    """Return whether any of the findings stops the meeting."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def _words(point: ScorePoint) -> tuple[str, str, str, int]:
    return point.code, point.group, point.title, point.most


class _SetSheet(QUndoCommand):
    """The sheet before and after a step."""

    def __init__(self, model: ScoreModel, before: ScoreSheet | None, after: ScoreSheet | None) -> None:
        super().__init__()
        self._model, self._before, self._after = model, before, after

    def redo(self) -> None:
        """Put the sheet of after the step."""
        self._model.put(self._after)

    def undo(self) -> None:
        """Put the sheet of before the step."""
        self._model.put(self._before)
