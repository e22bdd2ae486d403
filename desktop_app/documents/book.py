"""The bound book of minutes: its cover, its contents, its last page, apart from how they are drawn.

The minutes themselves are the documents that are printed one by one; a book only knows in which order they stand.
The wording lies in resources/templates/book.toml and is Vietnamese whatever language the program shows.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from enum import StrEnum
from importlib import resources
from typing import Any

import msgspec

from desktop_app.documents.model import Document, Letterhead, Paragraph, Signature
from desktop_app.documents.table_model import Align, RowKind, Table, TableColumn, TableDocument, TableRow
from desktop_app.rules.dates import format_day


class LineKind(StrEnum):
    """What a line of the contents is about."""

    PRINTED = "printed"
    CANCELLED = "cancelled"
    """Minutes that were cancelled: listed with the reason, not printed."""
    SKIPPED = "skipped"
    """Numbers not given out, with the reason."""
    MISSING = "missing"
    """Numbers nobody has explained yet."""


class BookLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the contents."""

    kind: LineKind = LineKind.PRINTED
    key: str = ""
    """The kept meeting whose minutes stand in the book; empty where none do."""
    number: str
    """As it prints: "05", or "07–09" for several that were not given out."""
    on: date | None = None
    what: str = ""
    remark: str = ""


class BookPart(msgspec.Struct, frozen=True, kw_only=True):
    """The minutes of one cell."""

    name: str
    header: str
    """As a letterhead names the cell, capitals."""
    lines: tuple[BookLine, ...]

    @property
    def printed(self) -> int:
        """How many minutes stand in it."""
        return sum(line.kind is LineKind.PRINTED for line in self.lines)


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """A book ready to be drawn, but for its minutes."""

    cover: Document
    parts: tuple[BookPart, ...]
    """More than one begin with a page that names the cell."""
    signers: tuple[Signature, ...]
    whole_office: bool
    """Whether the office confirms the book, not a cell."""
    place: str

    @property
    def printed(self) -> int:
        """How many minutes stand in it."""
        return sum(part.printed for part in self.parts)


@functools.cache
def wording() -> Any:
    """Return the wording of books: tables of texts with {places}."""
    return tomllib.loads(resources.files("resources").joinpath("templates/book.toml").read_text("utf-8"))


class BookData(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a book prints besides the minutes."""

    document: str
    """Which count: "minutes", "committee_minutes" or "group_minutes"."""
    year: int
    upper_header: str
    header: str
    """Header name of the cell, or of the office for the book of all its cells."""
    name: str
    """Of the cell or office."""
    place: str
    parts: tuple[BookPart, ...]
    whole_office: bool
    secretary: str
    """Printed name of who signs for the cell or office; empty when unknown."""
    sample: bool


def book_of(data: BookData) -> Book:
    """Return the book as its writers take it."""
    words = wording()
    cover, title = words["cover"], words["title"]["book"]
    what = words["title"][data.document]
    subject = [what, cover["year"].format(year=data.year)]
    if data.whole_office:
        subject.insert(1, cover["all_cells"])
    elif span := _span(data.parts):
        subject.append(span)
    note, role = words["signature"]["note"], words["signature"]["office" if data.whole_office else "cell"]
    where = cover["place"].format(place=data.place or "…", year=data.year)
    return Book(
        cover=Document(
            on=date(data.year, 12, 31),
            letterhead=Letterhead(upper_name=data.upper_header, issuer=data.header, number="", place_and_date=where),
            title=title,
            subject=tuple(subject),
            paragraphs=(),
            signatures=(),
            name=cover["name"].format(title=f"{title} {what}".capitalize(), year=data.year, whose=data.name),
            author=data.name,
            mark=words["mark"]["sample"] if data.sample else "",
            footer=words["mark"]["sample_footer"] if data.sample else "",
        ),
        parts=data.parts,
        signers=(
            Signature(role=words["signature"]["maker"], note=note, name=""),
            Signature(role=role, note=note, name=data.secretary),
        ),
        whole_office=data.whole_office,
        place=data.place,
    )


def _span(parts: Iterable[BookPart]) -> str:
    numbers = [line.number for part in parts for line in part.lines if line.kind is LineKind.PRINTED]
    if not numbers:
        return ""
    cover: dict[str, str] = wording()["cover"]
    pattern = cover["span"] if len(numbers) > 1 else cover["one"]
    return pattern.format(first=numbers[0], last=numbers[-1])


def contents_document(book: Book) -> TableDocument:
    """Return the contents as a paper of its own, for writers that do not know on which page a minute begins."""
    words, cover = wording()["contents"], book.cover
    rows: list[TableRow] = []
    for part in book.parts:
        if len(book.parts) > 1:
            rows.append(TableRow((part.name,), RowKind.SECTION))
        rows += [_row(line) for line in part.lines or (BookLine(number="", remark=words["empty"]),)]
    columns = (
        TableColumn(words["number"], 17, Align.CENTRE),
        TableColumn(words["day"], 25, Align.CENTRE),
        TableColumn(words["what"], 123),
    )
    return TableDocument(
        on=cover.on,
        letterhead=cover.letterhead,
        title=words["title"],
        blocks=(Table(columns=columns, rows=tuple(rows), size=13),),
        landscape=False,
        name=cover.name,
        author=cover.author,
        file_name="muc-luc",
        mark=cover.mark,
        footer=cover.footer,
    )


def _row(line: BookLine) -> TableRow:
    day = format_day(line.on) if line.on else ""
    return TableRow((line.number, day, "\n".join(text for text in (line.what, line.remark) if text)))


def bound_documents(book: Book, document_of: Callable[[BookLine], Document]) -> Iterator[Document | TableDocument]:
    """Yield everything that stands in a book, in its order, for a writer that takes whole documents.

    What a minute bears at its foot alone, its check code, is said under its title: such a book has one foot for all.
    """
    yield book.cover
    yield contents_document(book)
    for part in book.parts:
        for line in part.lines:
            if line.key:
                document = document_of(line)
                own = (
                    document.footer.replace(book.cover.footer, "").strip(" ·") if book.cover.footer else document.footer
                )
                note = " · ".join(text for text in (document.note, own) if text)
                yield msgspec.structs.replace(document, note=note)
    yield closing_document(book, None)


def closing_document(book: Book, pages: int | None) -> Document:
    """Return the last page of a book of so many pages: what it holds, confirmed by two signatures.

    Where the number of pages is not known there is room to write it.
    """
    words, cover = wording()["closing"], book.cover
    return msgspec.structs.replace(
        cover,
        letterhead=msgspec.structs.replace(
            cover.letterhead, place_and_date=words["place_and_date"].format(place=book.place or "…")
        ),
        title=words["title_office" if book.whole_office else "title"],
        subject=(cover.name,),
        paragraphs=tuple(Paragraph(text) for text in _closing(book, pages)),
        signatures=book.signers,
    )


def _closing(book: Book, pages: int | None) -> Iterator[str]:
    words = wording()["closing"]
    yield words["pages"].format(pages="…" if pages is None else pages, count=book.printed)
    for kind in (LineKind.CANCELLED, LineKind.SKIPPED, LineKind.MISSING):
        said = []
        for part in book.parts:
            numbers = ", ".join(line.number for line in part.lines if line.kind is kind)
            if numbers and book.whole_office:
                said.append(words["in_cell"].format(numbers=numbers, cell=part.name))
            elif numbers:
                said.append(numbers)
        if said:
            yield words[kind.value].format(numbers="; ".join(said))


def remark(kind: LineKind, *, version: int = 1, reason: str = "") -> str:
    """Return what the contents say beside a line: why it was cancelled or not given out, which version it is."""
    words: dict[str, str] = wording()["contents"]
    reason = " ".join(reason.split())
    if kind is LineKind.CANCELLED:
        return words["cancelled"].format(reason=reason) if reason else words["cancelled_plainly"]
    if kind is LineKind.SKIPPED:
        return words["skipped"].format(reason=reason)
    if kind is LineKind.MISSING:
        return words["missing"]
    if version == 1:
        return ""
    pattern = words["replaced_why"] if reason else words["replaced"]
    return pattern.format(version=version, reason=reason)


def span_of(first: int, last: int) -> str:
    """Return one number or a span of them as the contents print it."""
    if first == last:
        return f"{first:02}"
    pattern: str = wording()["contents"]["span"]
    return pattern.format(first=f"{first:02}", last=f"{last:02}")
