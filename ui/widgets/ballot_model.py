"""The votes of a count: one row for everybody voted on, one column a level, the sum and the result beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QWidget

from db.evaluation_records import BallotForm, BallotInput
from db.records import Finding, Severity
from desktop_app.rules import ballot_words, ballots
from desktop_app.rules.ballots import BLANK, VoteResult
from desktop_app.rules.scheme import Level
from desktop_app.services.ballot_sheet import BallotSheet
from desktop_app.texts import tr
from ui import theme
from ui.widgets.field import finding_text
from ui.widgets.plain import plain_tip

Index = QModelIndex | QPersistentModelIndex
NAME, SELF, COMMITTEE = 0, 1, 2
FIRST = 3
"""Place of the best level."""


class BallotModel(QAbstractTableModel):
    """Votes as typed; ``changed`` after every key that changes one."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet: BallotSheet | None = None
        self.entered: BallotInput | None = None
        """The count as it stands: its totals come from the form around."""
        self.levels: tuple[Level, ...] = ()
        self.editable = True
        self._known: Mapping[str, Level] = {}
        self._findings: Mapping[int, Sequence[Finding]] = {}

    # --- what is shown ---

    def show_sheet(self, sheet: BallotSheet) -> None:
        """Show a body's count."""
        self.beginResetModel()
        self.sheet, self.entered, self.levels = sheet, sheet.entered, sheet.levels
        self._known = {level.code: level for level in sheet.scheme.levels}
        self._findings = {}
        self.endResetModel()

    def take_totals(self, totals: BallotInput) -> None:
        """Count with other totals; lines stay."""
        if self.entered is not None:
            self.entered = msgspec.structs.replace(totals, lines=self.entered.lines)
            self._tell_all()

    def show_findings(self, findings: Mapping[int, Sequence[Finding]]) -> None:
        """Show what rules say about single lines."""
        self._findings = findings
        self._tell_all()

    def _tell_all(self) -> None:
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    # --- one line ---

    @property
    def blank(self) -> int:
        """Place of the column of ballots that ticked nothing."""
        return FIRST + len(self.levels)

    @property
    def total(self) -> int:
        """Place of the column of the sum."""
        return self.blank + 1

    @property
    def outcome(self) -> int:
        """Place of the column of the result."""
        return self.blank + 2

    def level_at(self, column: int) -> str | None:
        """Return the code of the level of a column, "" for that of blanks, None for one no votes are typed in."""
        if FIRST <= column < self.blank:
            return self.levels[column - FIRST].code
        return BLANK if column == self.blank and self.sheet is not None else None

    def name(self, row: int) -> str:
        """Return who a row is about."""
        if self.sheet is None or not 0 <= row < len(self.sheet.rated):
            return ""
        one = self.sheet.rated[row]
        return ballots.display_name(one.subject, one.full_name, one.organization_name)

    def missing(self, row: int) -> int | None:
        """Return how many votes a row lacks (negative: has too many), None while nobody knows how many there are."""
        if self.entered is None or not 0 <= row < len(self.entered.lines):
            return None
        wanted = ballots.must_add_to(self.entered)
        return None if wanted is None else wanted - ballots.total(self.entered.lines[row])

    def result(self, row: int) -> VoteResult | None:
        """Return what the votes of a row come to."""
        if self.entered is None or self.sheet is None or not 0 <= row < len(self.entered.lines):
            return None
        subject = self.sheet.rated[row].subject
        own = [level for level in self.levels if subject in level.subjects]
        return ballots.result(self.sheet.scheme.vote, own, self.entered.lines[row], self.entered)

    def words(self, row: int) -> str:
        """Return the result of a row in sentences, after what is wrong with it."""
        result = self.result(row)
        if result is None or self.sheet is None:
            return ""
        found = [finding_text(finding) for finding in self._findings.get(row, ())]
        if result.counted and self.missing(row) != 0:
            # Half a row carries nothing yet.
            return " ".join(found) or tr("{name}: mới ghi {count} phiếu.", name=self.name(row), count=self._cast(row))
        return " ".join([*found, ballot_words.sentence(result, self.sheet.scheme, self._known, self.name(row))])

    def set_votes(self, row: int, column: int, votes: int | None) -> None:
        """Type the votes of a cell; None empties it."""
        level = self.level_at(column)
        if self.entered is None or level is None or not self.editable or not 0 <= row < len(self.entered.lines):
            return
        line = self.entered.lines[row]
        counted = {code: count for code, count in line.votes.items() if code != level}
        if votes is not None:
            counted[level] = votes
        if counted == line.votes:
            return
        lines = list(self.entered.lines)
        lines[row] = msgspec.structs.replace(line, votes=counted)
        self.entered = msgspec.structs.replace(self.entered, lines=tuple(lines))
        self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))
        self.changed.emit()

    def fill(self, row: int, column: int) -> None:
        """Type into a cell what the row still lacks."""
        missing, level = self.missing(row), self.level_at(column)
        if self.entered is not None and missing is not None and level is not None:
            before = self.entered.lines[row].votes.get(level, 0)
            self.set_votes(row, column, max(0, before + missing))

    # --- Qt ---

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of those voted on."""
        return 0 if parent.isValid() or self.entered is None else len(self.entered.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of columns."""
        return 0 if parent.isValid() else self.outcome + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's heading."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.ToolTipRole and FIRST <= section < self.blank:
            return plain_tip(self.levels[section - FIRST].name)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        by_hands = self.entered is not None and self.entered.form is BallotForm.HANDS
        words = {
            NAME: tr("Họ và tên, tập thể"),
            SELF: tr("Tự nhận"),
            COMMITTEE: tr("Chi ủy"),
            self.blank: tr("Không giơ") if by_hands else tr("Trắng"),
            self.total: tr("Cộng"),
            self.outcome: tr("Kết quả"),
        }
        return words.get(section) or self.levels[section - FIRST].short

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Votes can be typed."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        typed = self.editable and self.level_at(index.column()) is not None
        return flags | Qt.ItemFlag.ItemIsEditable if typed else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        row, column = index.row(), index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self.text(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and FIRST <= column <= self.total:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole and (column == self.outcome or (column == self.total and self._off(row))):
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.words(row))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            heading = self.headerData(column, Qt.Orientation.Horizontal)
            return f"{self.name(row)}, {heading}: {self.text(row, column)}"
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take over what is typed, letter by letter, so that the sum beside it is always that of what is in sight."""
        text = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or self.level_at(index.column()) is None:
            return False
        if text and not (text.isascii() and text.isdigit()):
            return False
        self.set_votes(index.row(), index.column(), int(text) if text else None)
        return True

    def text(self, row: int, column: int) -> str:
        """Return what a cell shows in letters."""
        if self.entered is None or self.sheet is None:
            return ""
        line, level = self.entered.lines[row], self.level_at(column)
        if level is not None:
            return str(line.votes[level]) if level in line.votes else ""
        if column == NAME:
            return self.name(row)
        if column in (SELF, COMMITTEE):
            one = self.sheet.rated[row]
            code = one.self_level if column == SELF else one.committee_level
            return self._known[code].short if code in self._known else code
        if column == self.total:
            return self._sum(row)
        result = self.result(row)
        if result is None or not self._cast(row) or self._off(row):
            return ""
        if self.missing(row) is None:
            return tr("chưa đủ số")
        return ballot_words.brief(result, self._known, narrow=theme.is_large())

    def _cast(self, row: int) -> int:
        assert self.entered is not None
        return ballots.total(self.entered.lines[row])

    def _sum(self, row: int) -> str:
        assert self.entered is not None
        votes = self._cast(row)
        if not votes:
            return ""
        return f"{votes} ≠ {ballots.must_add_to(self.entered)}" if self._off(row) else str(votes)

    def _off(self, row: int) -> bool:
        """Whether the votes of a row were typed and do not add up."""
        return bool(self.missing(row)) and self._cast(row) > 0

    def _colour(self, row: int, column: int) -> QColor | None:
        colors = theme.colors()
        if column in (SELF, COMMITTEE):
            return QColor(colors.muted)
        if column == self.total and self._off(row):
            return QColor(colors.error)
        if column == self.outcome:
            result = self.result(row)
            return QColor(colors.ok if result is not None and result.level else colors.warning)
        if column == NAME and any(one.severity is Severity.ERROR for one in self._findings.get(row, ())):
            return QColor(colors.error)
        return None
