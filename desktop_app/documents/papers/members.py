"""Danh sách đảng viên theo chi bộ, and who is due for a badge: short lists of people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from db.record_base import Duty, Standing
from db.registers import RegisterPerson
from desktop_app.documents.papers.common import Issuer, columns, paper, position, word, wording
from desktop_app.documents.papers.register import by_cell, counted
from desktop_app.documents.table_model import RowKind, Table, TableDocument, TableRow
from desktop_app.rules import dates

_WIDTHS = (
    *(("number", 9), ("name", 37), ("birth", 19.5), ("sex", 11.5), ("joined", 19.5), ("official", 19.5), ("card", 18)),
    *(("position", 20), ("status", 24)),
)
_CENTRED = ("number", "birth", "sex", "joined", "official", "card")


def members_document(people: Sequence[RegisterPerson], issuer: Issuer, *, one_cell: bool, about: str) -> TableDocument:
    """Return the list of members by cell as of the issuer's day, visitors among them."""
    words = wording()
    table = Table(
        columns=columns("members", _WIDTHS, _CENTRED),
        rows=list(_rows(people, one_cell=one_cell)),
        empty=words["members"]["empty"],
        size=9,
        sheet=words["members"]["title"].capitalize(),
    )
    return paper(
        issuer,
        "members",
        subject=[words["on"].format(date=dates.format_long(issuer.on))],
        blocks=[table],
        landscape=False,
        about=about,
    )


def _rows(people: Sequence[RegisterPerson], *, one_cell: bool) -> Iterator[TableRow]:
    words = wording()["members"]
    for name, within in by_cell(people):
        if not one_cell:
            visitors = sum(person.duty is Duty.VISITING for person in within)
            pattern: str = words["visitors"] if visitors else words["cell"]
            heading = pattern.format(cell=name, count=counted(within)["members"], visitors=visitors)
            yield TableRow((heading,), RowKind.SECTION)
        for number, person in enumerate(within, 1):
            yield _row(number, person)
    if people:
        visitors = sum(person.duty is Duty.VISITING for person in people)
        more = words["total_visitors"].format(count=visitors) if visitors else ""
        yield TableRow((words["total"].format(**counted(people)) + more,), RowKind.SECTION)


def _row(number: int, person: RegisterPerson) -> TableRow:
    return TableRow(
        (
            number,
            person.full_name,
            dates.format_partial(person.birth_date),
            word("sex", person.sex),
            dates.format_partial(person.admitted_on),
            dates.format_partial(person.official_on),
            person.card_number,
            position(person),
            status(person.standing, person.duty),
        )
    )


def status(standing: Standing, duty: Duty) -> str:
    """Return standing, and duty where it is not the ordinary one."""
    said = word("standing", standing)
    return said if duty is Duty.ACTIVE else f"{said}; {word('duty', duty).lower()}"
