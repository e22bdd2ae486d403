"""Danh sách đảng viên đến hạn tặng Huy hiệu Đảng: who reaches a level in a year, or reached it and has no badge."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import msgspec

from desktop_app.documents.model import Paragraph
from desktop_app.documents.papers.common import Issuer, columns, paper, stacked, wording
from desktop_app.documents.table_model import Block, RowKind, Table, TableDocument, TableRow
from desktop_app.rules import dates

_WIDTHS = (
    *(("number", 10), ("name", 46), ("birth", 22), ("cell", 52), ("joined", 24), ("due", 30), ("card", 26)),
    ("held", 30),
)
_CENTRED = ("number", "birth", "joined", "due", "card")


class DueRow(msgspec.Struct, frozen=True, kw_only=True):
    """One member who is to be given a badge."""

    full_name: str
    birth_date: str
    cell_name: str
    admitted_on: str
    card_number: str
    years: int
    reached_on: str
    late: bool
    """Whether it was reached in an earlier year already."""
    held: tuple[int, ...]


def badges_document(rows: Sequence[DueRow], year: int, source: str, issuer: Issuer) -> TableDocument:
    """Return the list of a year, the highest badge first; ``source`` is the document the levels come from."""
    words = wording()["badges"]
    table = Table(
        columns=columns("badges", _WIDTHS, _CENTRED),
        rows=list(_rows(rows)),
        empty=words["empty"],
        sheet=words["year"].format(year=year),
    )
    blocks: list[Block] = [table]
    if source:
        blocks.append(Paragraph(words["source"].format(source=source)))
    return paper(
        issuer,
        "badges",
        subject=[words["year"].format(year=year)],
        blocks=blocks,
        landscape=True,
        about=str(year),
    )


def _rows(due: Sequence[DueRow]) -> Iterator[TableRow]:
    words = wording()["badges"]
    for years, group in itertools.groupby(due, key=lambda row: row.years):
        within = list(group)
        yield TableRow((words["section"].format(years=years, count=len(within)),), RowKind.SECTION)
        for number, row in enumerate(within, 1):
            yield _row(number, row)
    if due:
        yield TableRow((words["total"].format(count=len(due)),), RowKind.SECTION)


def _row(number: int, row: DueRow) -> TableRow:
    words = wording()["badges"]
    held = ", ".join(words["held_years"].format(years=years) for years in sorted(row.held))
    return TableRow(
        (
            number,
            row.full_name,
            dates.format_partial(row.birth_date),
            row.cell_name,
            dates.format_partial(row.admitted_on),
            stacked(dates.format_partial(row.reached_on), words["late"] if row.late else ""),
            row.card_number,
            held,
        )
    )
