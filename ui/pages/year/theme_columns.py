"""The columns of the list of themes and of the quarters of every cell."""

from __future__ import annotations

from datetime import date

from db.view_records import CellCover, QuarterCover, QuarterState, ThemeLine
from desktop_app.rules.dates import format_day
from desktop_app.texts import term, tr
from ui import theme
from ui.widgets.record_table import Column

FIRST_QUARTER = 1
"""Place of the column of the first quarter."""
QUARTERS = ("I", "II", "III", "IV")


def quarter_text(quarter: QuarterCover) -> str:
    """Return in words how a quarter stands."""
    if quarter.state is QuarterState.DONE and quarter.held_on is not None:
        return tr("{state} {day}", state=term("quarter_state", quarter.state.value), day=f"{quarter.held_on:%d/%m}")
    if quarter.state in (QuarterState.LATE, QuarterState.DUE) and not quarter.listed:
        return tr("{state}, chưa có tên", state=term("quarter_state", quarter.state.value))
    return term("quarter_state", quarter.state.value)


def _icon(quarter: QuarterCover) -> tuple[str, str]:
    c = theme.colors()
    return {
        QuarterState.DONE: ("done", c.ok),
        QuarterState.LATE: ("error", c.error),
        QuarterState.DUE: ("warning", c.warning),
        QuarterState.LISTED: ("draft", c.muted),
        QuarterState.UNLISTED: ("none", c.muted),
        QuarterState.BEFORE: ("", ""),
        QuarterState.NOT_ASKED: ("", ""),
    }[quarter.state]


def _tip(quarter: QuarterCover) -> str:
    lines = [quarter_text(quarter)]
    if quarter.listed:
        lines.append(tr("Danh mục có {count} chuyên đề.", count=quarter.listed))
    if quarter.source:
        lines.append(tr("Căn cứ: {source}", source=quarter.source))
    return "\n".join(lines)


def cover_columns() -> list[Column[CellCover]]:
    """Return the columns of the quarters, titles in the language in use."""

    def quarter(number: int) -> Column[CellCover]:
        return Column(
            tr("Quý {number}", number=QUARTERS[number]),
            lambda row: quarter_text(row.quarters[number]),
            120 if theme.is_large() else 170,
            icon=lambda row: _icon(row.quarters[number]),
            tip=lambda row: _tip(row.quarters[number]),
            wrap=theme.is_large(),
        )

    return [
        Column(tr("Chi bộ"), lambda row: row.cell_name),
        *(quarter(number) for number in range(4)),
        Column(tr("Danh mục,\nđã duyệt"), _listed, 96, number=True, spare=True),
    ]


def _listed(row: CellCover) -> str:
    listed = sum(quarter.listed for quarter in row.quarters)
    return f"{listed}, {sum(quarter.approved for quarter in row.quarters)}" if listed else tr("chưa có")


def _approval(line: ThemeLine) -> str:
    parts = [line.theme.approval_number, format_day(line.theme.approved_on) if line.theme.approved_on else ""]
    return ", ".join(part for part in parts if part) or tr("chưa duyệt")


def _held(line: ThemeLine) -> str:
    return format_day(line.held_on) if line.held_on else tr("chưa")


def line_columns() -> list[Column[ThemeLine]]:
    """Return the columns of the list, titles in the language in use."""
    return [
        Column(tr("Chi bộ"), lambda line: line.cell_name, 1),
        Column(tr("Quý"), lambda line: QUARTERS[line.theme.quarter - 1], 72),
        Column(tr("Tên chuyên đề"), lambda line: line.theme.title, wrap=True),
        Column(tr("Người soạn"), lambda line: line.writer, 140, spare=True),
        Column(tr("Người trình bày"), lambda line: line.presenter, 140, spare=True),
        Column(tr("Cấp trên duyệt"), _approval, 150),
        Column(tr("Gửi\nđảng viên"), lambda line: _day(line.theme.sent_on), 100),
        Column(tr("Đã sinh\nhoạt"), _held, 100),
        Column(tr("Báo cáo\ncấp trên"), lambda line: _day(line.theme.reported_on), 100),
        Column(tr("Ghi chú"), lambda line: line.theme.note.replace("\n", " "), 120, spare=True),
    ]


def _day(on: date | None) -> str:
    return format_day(on) if on else ""
