"""The columns of the member list."""

from __future__ import annotations

from collections.abc import Callable

from db.records import Duty, MemberRow
from desktop_app.rules import dates
from desktop_app.texts import term, tr
from ui.widgets.record_table import Column

HIDDEN = "•••"


def standing_text(row: MemberRow) -> str:
    """Return standing, and duty where it is not the ordinary one."""
    standing = term("standing", row.standing.value)
    return standing if row.duty is Duty.ACTIVE else f"{standing} · {term('duty', row.duty.value)}"


def columns(ethnic: Callable[[str], str]) -> list[Column[MemberRow]]:
    """Return the columns; ``ethnic`` gives the word for a code, or ``HIDDEN`` while it is not to be seen."""
    return [
        Column(tr("Họ và tên"), lambda row: row.full_name, order="name"),
        Column(tr("Ngày sinh"), lambda row: dates.format_partial(row.birth_date), 108, order="birth_date"),
        Column(tr("Giới tính"), lambda row: term("sex", row.sex.value), 80, spare=True),
        Column(tr("Dân tộc"), lambda row: ethnic(row.ethnic_code), 84, spare=True),
        Column(tr("Chi bộ"), lambda row: row.cell_name, order="cell"),
        Column(tr("Tình trạng"), standing_text, 200, order="standing"),
        Column(
            tr("Ngày vào Đảng"),
            lambda row: dates.format_partial(row.admitted_on),
            132,
            order="admitted_on",
            spare=True,
        ),
        Column(tr("Số thẻ"), lambda row: row.card_number, 100, order="card_number", spare=True),
    ]
