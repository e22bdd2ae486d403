"""A list of the screen as a paper: the columns chosen there, as wide as their words, and the rows in their order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from desktop_app.documents.model import Letterhead, Paragraph
from desktop_app.documents.papers.common import Issuer, file_part, wording
from desktop_app.documents.table_model import Align, Block, Table, TableColumn, TableDocument, TableRow
from desktop_app.rules import dates
from desktop_app.texts import tr

_NUMBER_MM = 11.0
_PORTRAIT_MM = 165.0
"""Width of the text on an upright sheet; lists whose columns want more lie on their side."""


class ListColumn(msgspec.Struct, frozen=True, kw_only=True):
    """One column of a list."""

    title: str
    width_mm: float
    number: bool = False


def list_document(
    title: str,
    note: str,
    columns: Sequence[ListColumn],
    rows: Iterable[TableRow],
    totals: Sequence[str],
    issuer: Issuer,
) -> TableDocument:
    """Return the list as a paper; ``rows`` have a cell for each column, numbers go before them.

    ``rows`` are walked through once. ``note`` says what of the list is shown, ``totals`` follow it, a line each.
    """
    words = wording()
    place = words["place_and_date"].format(place=issuer.place or words["unknown"], date=dates.format_long(issuer.on))
    shown = (
        TableColumn(tr("STT"), _NUMBER_MM, Align.CENTRE),
        *(
            TableColumn(column.title, column.width_mm, Align.RIGHT if column.number else Align.LEFT)
            for column in columns
        ),
    )
    table = Table(columns=shown, rows=rows, empty=tr("Danh sách trống."), sheet=title)
    blocks: list[Block] = [table, *(Paragraph(line) for line in totals if line)]
    return TableDocument(
        on=issuer.on,
        letterhead=Letterhead(upper_name=issuer.upper_name, issuer=issuer.header_name, number="", place_and_date=place),
        title=title.upper(),
        note=note,
        blocks=tuple(blocks),
        landscape=sum(column.width_mm for column in shown) > _PORTRAIT_MM,
        name=f"{title} – {issuer.name}",
        author=issuer.name,
        file_name=f"{file_part(title) or 'danh-sach'}-{issuer.on.isoformat()}",
        mark=words["mark"]["sample"] if issuer.sample else "",
        footer=words["mark"]["sample_footer"] if issuer.sample else "",
    )
