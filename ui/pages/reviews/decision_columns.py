"""Columns of the lists of decisions: the levels of everybody, what is worth a look, the cap on every reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from db.evaluation_records import Exclusion, Ruling, Stage, Subject
from db.records import Finding, Severity
from desktop_app.rules import ballot_words, percentages
from desktop_app.rules.dates import format_day
from desktop_app.rules.rating_cap import CapReading
from desktop_app.rules.scheme import Level, Scheme
from desktop_app.services.decision_views import CapGroup, DecisionLine
from desktop_app.texts import sentence, term, tr
from ui import theme
from ui.widgets.record_table import Column

CELL = 1
"""Place of the column of the cell."""


@dataclass(frozen=True)
class CheckLine:
    """One thing worth a look, and the row it leads to."""

    row: int
    name: str
    finding: Finding


@dataclass(frozen=True)
class CapLine:
    """One reading of the cap within one scope."""

    group: CapGroup
    reading: CapReading
    outstanding: bool


def short(levels: Callable[[], Scheme | None], code: str) -> str:
    """Return a level as a narrow column shows it."""
    scheme = levels()
    level: Level | None = scheme.level(code) if scheme is not None and code else None
    return level.short if level is not None else code


def columns(scheme: Callable[[], Scheme | None]) -> list[Column[DecisionLine]]:
    """Return the columns of the list of levels."""

    def level(code: Callable[[DecisionLine], str]) -> Callable[[DecisionLine], str]:
        return lambda row: short(scheme, code(row))

    return [
        Column(tr("Họ và tên, tập thể"), name, wrap=True, icon=_look),
        Column(tr("Chi bộ"), lambda row: row.line.organization_name, 170, spare=True),
        Column(tr("Tự nhận"), level(lambda row: row.line.self_level), 90, spare=True),
        Column(tr("Chi ủy"), level(lambda row: row.line.committee_level), 90, spare=True),
        Column(tr("Kết quả phiếu"), lambda row: _vote(row, scheme()), 168, wrap=True),
        Column(tr("Đề xuất"), level(lambda row: row.line.proposed_level), 94),
        Column(tr("Quyết định"), lambda row: _decided(row, scheme), 130, icon=_decided_icon),
        Column(tr("Xem lại"), _worth, 82, number=True),
    ]


def name(row: DecisionLine) -> str:
    """Return who a line is about."""
    line = row.line
    return line.name if line.subject is Subject.MEMBER else f"{term('review_subject', line.subject)}: {line.name}"


def _look(row: DecisionLine) -> tuple[str, str]:
    c = theme.colors()
    if row.line.exclusion is not Exclusion.NONE:
        return "close", c.muted
    if any(one.severity is Severity.ERROR for one in row.findings):
        return "error", c.error
    return ("warning", c.warning) if row.findings else ("done", c.ok)


def _vote(row: DecisionLine, scheme: Scheme | None) -> str:
    if row.vote is None or scheme is None:
        return ""
    return ballot_words.brief(row.vote.result, {level.code: level for level in scheme.levels})


def _decided(row: DecisionLine, scheme: Callable[[], Scheme | None]) -> str:
    line = row.line
    if line.exclusion is not Exclusion.NONE:
        return term("exclusion", line.exclusion.value)
    words = short(scheme, line.decided_level)
    return tr("{level}, đã hủy", level=words) if line.annulled and words else words


def _decided_icon(row: DecisionLine) -> tuple[str, str]:
    c = theme.colors()
    if row.line.stage is Stage.ANNULLED:
        return "close", c.error
    return ("done", c.ok) if row.line.stage is Stage.DECIDED else ("", "")


def _worth(row: DecisionLine) -> str:
    return str(len(row.findings)) if row.findings else ""


def check_columns() -> list[Column[CheckLine]]:
    """Return the columns of what is worth a look."""
    c = theme.colors()

    def icon(line: CheckLine) -> tuple[str, str]:
        return ("error", c.error) if line.finding.severity is Severity.ERROR else ("warning", c.warning)

    return [
        Column(tr("Họ và tên, tập thể"), lambda line: line.name, 230, icon=icon),
        Column(tr("Cần xem lại"), lambda line: sentence(line.finding), wrap=True),
    ]


def check_lines(rows: Sequence[DecisionLine]) -> list[CheckLine]:
    """Return everything worth a look, what could not be first."""
    found = [
        CheckLine(row=place, name=name(row), finding=finding)
        for place, row in enumerate(rows)
        for finding in row.findings
    ]
    return sorted(found, key=lambda line: line.finding.severity is not Severity.ERROR)


SCOPE = 0
"""Place of the column of the scope of a cap."""


def cap_columns(everything: Callable[[], str]) -> list[Column[CapLine]]:
    """Return the columns of the cap; ``everything`` names a group that is all of the campaign."""
    return [
        Column(tr("Phạm vi"), lambda line: line.group.name or everything(), 200, wrap=True),
        Column(tr("Cơ số tính"), _base, wrap=True),
        Column(tr("Tính ra"), lambda line: exact(line.reading), 132),
        Column(tr("Làm tròn"), lambda line: term("scheme_rounding", line.reading.rounding.value), 110, wrap=True),
        Column(tr("Tối đa"), lambda line: str(line.reading.allowed), 64, number=True),
        Column(tr("Đang xếp"), lambda line: str(line.reading.top), 84, number=True),
        Column(tr("So với trần"), over, 116, icon=_over_icon),
    ]


def _base(line: CapLine) -> str:
    words = term("scheme_base", line.reading.base.value)
    if line.outstanding:
        words = tr("{base}, trường hợp nổi trội", base=words)
    return tr("{base} – cách đang dùng", base=words) if line.reading.by_scheme and not line.outstanding else words


def exact(reading: CapReading) -> str:
    """Return how the share comes about: "20% × 37 = 7,4"."""
    decimals = 0 if reading.denominator == 1 else 1 if 10 % reading.denominator == 0 else 2
    share = percentages.percent(reading.numerator, reading.denominator * 100, decimals)
    number = percentages.format_number(share) if share is not None else "0"
    return f"{reading.percent}% × {reading.base_count} = {number}"


def over(line: CapLine) -> str:
    """Return in words whether the cap holds."""
    if line.reading.over:
        return tr("vượt {count}", count=line.reading.over)
    return tr("còn {count}", count=line.reading.allowed - line.reading.top)


def _over_icon(line: CapLine) -> tuple[str, str]:
    c = theme.colors()
    return ("warning", c.warning) if line.reading.over else ("done", c.ok)


def cap_lines(groups: Sequence[CapGroup]) -> list[CapLine]:
    """Return every reading of every group, the scheme's own first in each."""
    return [
        CapLine(group=group, reading=reading, outstanding=outstanding)
        for group in groups
        for readings, outstanding in ((group.readings, False), (group.outstanding, True))
        for reading in readings
    ]


def ruling_columns(scheme: Callable[[], Scheme | None]) -> list[Column[Ruling]]:
    """Return the columns of what was ruled about one."""
    return [
        Column(tr("Ngày"), lambda row: format_day(row.on), 104),
        Column(tr("Việc"), lambda row: term("ruling_kind", row.kind.value), 120),
        Column(tr("Mức"), lambda row: short(scheme, row.level), 96),
        Column(tr("Cơ quan"), lambda row: row.by, wrap=True),
        Column(tr("Số văn bản"), lambda row: row.number, 120),
        Column(tr("Lý do"), lambda row: row.reason.replace("\n", " "), 190, wrap=True),
        Column(tr("Bản"), lambda row: str(row.version), 50, number=True),
    ]
