"""A list of the screen as a paper: the columns chosen there, as wide as their words, and the rows in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from desktop_app.documents.model import Letterhead, Paragraph
from desktop_app.documents.papers.common import Issuer, file_part, wording
from desktop_app.documents.table_model import Align, Block, Cell, Table, TableColumn, TableDocument, TableRow
from desktop_app.rules import dates
from desktop_app.texts import tr

_NUMBER_MM = 11.0
_LETTER_MM = 1.95
"""Width of a usual letter of the table's size."""
_CELL_MM = 2.4
_LEAST_MM, _MOST_MM = 13.0, 68.0
_UPRIGHT_MM = 172.0
"""Lists whose columns want more than this lie on their side."""
_LOOKED_AT = 400
"""Rows looked at for the width of a column."""
_WHOLE = re.compile(r"-?(\d{1,3}(\.\d{3})+|\d{1,9})")


class ListColumn(msgspec.Struct, frozen=True, kw_only=True):
    """One column of a list."""

    title: str
    number: bool = False


class ListPaper(msgspec.Struct, frozen=True, kw_only=True):
    """A list of the screen as it is to be printed or kept."""

    title: str
    note: str = ""
    """What of the list is shown, for instance one cell only."""
    columns: tuple[ListColumn, ...]
    rows: Sequence[Sequence[str]]
    """A text for each column."""
    totals: tuple[str, ...] = ()
    """Said under the list, a line each."""


class _Rows:
    """The rows with numbers before them; they are made while they are written, again for each writer."""

    def __init__(self, paper: ListPaper) -> None:
        self._paper = paper

    def __iter__(self) -> Iterator[TableRow]:
        numbers = [column.number for column in self._paper.columns]
        for place, texts in enumerate(self._paper.rows, 1):
            cells = (_cell(text) if number else text for text, number in zip(texts, numbers, strict=True))
            yield TableRow((place, *cells))


def list_document(paper: ListPaper, issuer: Issuer) -> TableDocument:
    """Return the list as a paper, a number before each row."""
    words = wording()
    place = words["place_and_date"].format(place=issuer.place or words["unknown"], date=dates.format_long(issuer.on))
    shown = (
        TableColumn(tr("STT"), _NUMBER_MM, Align.CENTRE),
        *(
            TableColumn(column.title, _width(paper, number), Align.RIGHT if column.number else Align.LEFT)
            for number, column in enumerate(paper.columns)
        ),
    )
    table = Table(columns=shown, rows=_Rows(paper), empty=tr("Danh sách trống."), size=9.5, sheet=paper.title)
    blocks: list[Block] = [table, *(Paragraph(line) for line in paper.totals if line)]
    return TableDocument(
        on=issuer.on,
        letterhead=Letterhead(upper_name=issuer.upper_name, issuer=issuer.header_name, number="", place_and_date=place),
        title=paper.title.upper(),
        note=paper.note,
        blocks=tuple(blocks),
        landscape=sum(column.width_mm for column in shown) > _UPRIGHT_MM,
        name=f"{paper.title} – {issuer.name}",
        author=issuer.name,
        file_name=f"{file_part(paper.title) or 'danh-sach'}-{issuer.on.isoformat()}",
        mark=words["mark"]["sample"] if issuer.sample else "",
        footer=words["mark"]["sample_footer"] if issuer.sample else "",
    )


def _width(paper: ListPaper, place: int) -> float:
    """Return the width a column wants: that of nearly all of its texts, or of the longest word of its heading."""
    step = max(1, len(paper.rows) // _LOOKED_AT)
    lengths = sorted(max(map(len, paper.rows[row][place].split("\n"))) for row in range(0, len(paper.rows), step))
    usual = lengths[int(len(lengths) * 0.95)] if lengths else 0
    heading = max(map(len, paper.columns[place].title.split()), default=0)
    return min(_MOST_MM, max(_LEAST_MM, max(usual, heading) * _LETTER_MM + _CELL_MM))


def _cell(text: str) -> Cell:
    """Return a whole number as a number, so that a workbook can reckon with it; anything else stays text."""
    return int(text.replace(".", "")) if _WHOLE.fullmatch(text) else text
