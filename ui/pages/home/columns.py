"""The columns of the month's board and what stands above and below it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from db.records import BoardRow, BoardState, Finding, Severity
from desktop_app.rules.dates import format_day
from desktop_app.rules.percentages import NO_BASE, format_percent
from desktop_app.rules.quality import text_of
from desktop_app.texts import sentence, term, tr
from ui import theme
from ui.widgets.record_table import Column


def state_icon(row: BoardRow) -> tuple[str, str]:
    """Return icon and colour for how far the cell's meeting is; the word beside it says the same."""
    c = theme.colors()
    return {
        BoardState.NONE: ("none", c.muted),
        BoardState.DRAFT: ("draft", c.warning),
        BoardState.FINAL: ("done", c.ok),
    }[row.state]


def missing_text(row: BoardRow) -> str:
    """Return what is missing and what to do about the first of it."""
    said = [sentence(Finding(code=code, severity=Severity.WARNING, field="")) for code in row.missing]
    if not row.members:
        return tr("{missing}: nhập ở trang Đảng viên (Alt+3)", missing=said[0])
    if row.state is BoardState.NONE:
        said[0] = tr("{missing}: Enter để ghi", missing=said[0])
    elif row.state is BoardState.DRAFT:
        said[0] = tr("{missing}: Enter để xem rồi chốt", missing=said[0])
    return "; ".join(said)


def missing_tip(row: BoardRow) -> str:
    """Return what is missing, a line each, with the document that asks for it and whether it was verified."""
    lines = []
    for code, source in zip_longest(row.missing, row.missing_sources, fillvalue=""):
        said = sentence(Finding(code=code, severity=Severity.WARNING, field=""))
        lines.append(f"{said} – {source}" if source else said)
    return "\n".join(lines)


def columns() -> list[Column[BoardRow]]:
    """Return the columns, titles in the language in use."""
    return [
        Column(tr("Chi bộ"), lambda row: row.cell_name, 206, tip=_cell_tip, wrap=True),
        Column(tr("Số\nĐV"), lambda row: str(row.members), 46, number=True),
        Column(tr("Chi ủy\nhọp"), _committee, 66, tip=_committee_tip, spare=True),
        Column(tr("Trạng thái"), lambda row: term("board_state", row.state.value), 106, icon=state_icon),
        Column(tr("Ngày họp"), lambda row: f"{row.held_on:%d/%m/%Y}" if row.held_on else "", 98, spare=True),
        Column(tr("Phải\ndự"), lambda row: _figure(row, row.required), 50, number=True),
        Column(tr("Có\nmặt"), lambda row: _figure(row, row.present), 48, number=True),
        Column(tr("Tỷ lệ"), _rate, 74, number=True),
        Column(tr("Chất\nlượng"), _quality, 88, spare=True),
        Column(tr("Chuyên đề\nquý này"), _thematic, 96, spare=True),
        Column(tr("Còn thiếu,\nviệc cần làm"), missing_text, tip=missing_tip, wrap=True),
    ]


def _cell_tip(row: BoardRow) -> str:
    return tr("{cell} – {count} thôn", cell=row.cell_name, count=row.hamlets) if row.hamlets else row.cell_name


def _figure(row: BoardRow, figure: int) -> str:
    return str(figure) if row.state is BoardState.FINAL else ""


def _rate(row: BoardRow) -> str:
    return format_percent(row.present, row.required) if row.state is BoardState.FINAL else ""


def _committee(row: BoardRow) -> str:
    if row.committee_on is not None:
        return f"{row.committee_on:%d/%m}"
    return tr("chưa") if row.has_committee else NO_BASE


def _committee_tip(row: BoardRow) -> str:
    if row.committee_on is not None:
        return tr("Chi ủy họp ngày {day}", day=format_day(row.committee_on))
    return tr("Chi ủy chưa họp") if row.has_committee else tr("Chi bộ không có chi ủy")


def _quality(row: BoardRow) -> str:
    if not row.quality_level:
        return ""
    level = term("quality_level", row.quality_level)
    return f"{level} {text_of(row.quality_points)}".strip()


def _thematic(row: BoardRow) -> str:
    return tr("{count} lần", count=row.thematic) if row.thematic else tr("chưa có")


@dataclass(frozen=True)
class Totals:
    """The month added up."""

    cells: int
    final: int
    drafts: int
    members: int
    required: int
    present: int


def add_up(rows: list[BoardRow]) -> Totals:
    """Return the totals; attendance counts finalised meetings only."""
    final = [row for row in rows if row.state is BoardState.FINAL]
    return Totals(
        cells=len(rows),
        final=len(final),
        drafts=sum(row.state is BoardState.DRAFT for row in rows),
        members=sum(row.members for row in rows),
        required=sum(row.required for row in final),
        present=sum(row.present for row in final),
    )
