"""Papers that are mostly tables, apart from how they are drawn: print and workbook take the same one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum

import msgspec

from desktop_app.documents.model import Letterhead, Paragraph, Signature


class Reckoned(str):
    """A number with decimals as print has it; in a workbook it is that number."""

    number: Decimal

    def __new__(cls, text: str, number: Decimal) -> Reckoned:
        """Return the words of a number."""
        made = super().__new__(cls, text)
        made.number = number
        return made


Cell = str | int | None
"""What a cell says; a text may have line breaks, None and an empty text leave it empty."""


class Align(StrEnum):
    """Where the words of a column stand."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class TableColumn(msgspec.Struct, frozen=True):
    """One column; neighbours with the same ``group`` stand under one common heading."""

    title: str
    width_mm: float
    """Width wanted; the columns of a table together are made as wide as the paper between its margins."""
    align: Align = Align.LEFT
    group: str = ""


class RowKind(StrEnum):
    """What a row is in its table."""

    PLAIN = "plain"
    SECTION = "section"
    """A heading across all columns; only its first cell speaks. It stays with the row after it."""
    TOTAL = "total"
    """Stands out."""


class TableRow(msgspec.Struct, frozen=True):
    """One row; it has as many cells as its table has columns, a section only one."""

    cells: tuple[Cell, ...]
    kind: RowKind = RowKind.PLAIN


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A ruled table whose headings are repeated on every page."""

    columns: tuple[TableColumn, ...]
    rows: Iterable[TableRow]
    """Walked through once by each writer: whoever prints and keeps the same table gives something that lasts."""
    numbered: bool = False
    """Whether a row of column numbers stands under the headings, as in official forms."""
    empty: str = ""
    """Said where there is no row at all."""
    size: float = 10
    """Of the letters, in points; in the workbook too."""
    sheet: str = ""
    """Name of a worksheet that begins with what stands before this table; empty where it stays on the one begun."""
    row_mm: float = 0
    """Least height of a row, where something is to be written into it by hand."""
    dotted: bool = False
    """Whether its one column is dotted lines to write on: no headings, no upright lines; dots follow a row's words."""


class Fact(msgspec.Struct, frozen=True):
    """A name and what it is; ``wide`` ones take the whole width."""

    label: str
    value: str
    wide: bool = False


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """Facts in two columns, read line by line."""

    facts: tuple[Fact, ...]
    unknown: str = ""
    """Stands where a value is empty, for instance dots to write on."""


class Tick(msgspec.Struct, frozen=True):
    """One answer with its box."""

    text: str
    chosen: bool = False

    @property
    def words(self) -> str:
        """What is printed: an empty or a full box, and the answer."""
        return f"{FULL_BOX if self.chosen else EMPTY_BOX} {self.text}"


EMPTY_BOX, FULL_BOX = "□", "■"
"""In the bundled faces and in Times New Roman alike."""


class Ticks(msgspec.Struct, frozen=True, kw_only=True):
    """Answers to tick beside each other after a few words; an answer is never divided from its box."""

    label: str
    ticks: tuple[Tick, ...]


class Signing(msgspec.Struct, frozen=True, kw_only=True):
    """Places to sign in the midst of a paper, each with its day above it."""

    signatures: tuple[Signature, ...]
    places: int = 2
    """Places beside each other, the signatures are the last of them."""
    dated: tuple[str, ...] = ()
    """As many as signatures, or none."""


class Slip(msgspec.Struct, frozen=True, kw_only=True):
    """A small paper among others on a page, to be cut off along the line below it; it stays whole where a page can
    hold it."""

    upper_name: str
    issuer: str
    title: str
    subject: tuple[str, ...] = ()
    note: str = ""
    table: Table
    below: str = ""
    """Said in small letters under the table."""


Block = Paragraph | Facts | Table | Ticks | Signing | Slip


class TableDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A paper ready to be drawn; the fields shared with ``Document`` mean the same."""

    on: date
    """The day whose layout applies."""
    letterhead: Letterhead
    title: str
    subject: tuple[str, ...] = ()
    note: str = ""
    blocks: tuple[Block, ...]
    signatures: tuple[Signature, ...] = ()
    """A line break in a role begins its next line."""
    landscape: bool = True
    bare: bool = False
    """Whether neither letterhead nor title stands above the blocks: slips have their own."""
    name: str
    """Title in the file's properties."""
    author: str
    file_name: str
    """Proposed when it is kept, without ending."""
    mark: str = ""
    footer: str = ""
    template: str = "table"
    """Which template its Word face has (``documents.word.fields.Kind``)."""
