"""A simple list from a workbook, a CSV file or the clipboard as decoded rows, within the limits of any other file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from db.problems import ProblemError
from desktop_app.documents.excel_in import columns, encodings, fields, reading
from desktop_app.documents.excel_in.header import numbers_columns
from desktop_app.documents.excel_in.model import Raw, SheetInfo, SourceSheet
from desktop_app.texts import tr

MAX_LETTERS = 8_000_000
"""Letters of a list that comes as text; one of a whole commune has a hundredth of it."""
MAX_SHEETS = 20
"""Sheets of a workbook that are looked through for the list."""
_LOOKED_AT = 60
_PARTED_BY = "\t;,|"
_TITLE = re.compile(r"\s+")
_BYTE_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


@dataclass(frozen=True)
class PlainRow:
    """One row below the header."""

    row: int
    """From 1, as in the file."""
    values: dict[str, Raw]
    """By name of a column; texts readable, None where the cell is empty."""
    formulas: frozenset[str] = frozenset()
    """Columns whose cell holds a formula."""


@dataclass(frozen=True)
class PlainList:
    """A list whose columns are understood."""

    columns: dict[str, str]
    """Title in the file by name of a column, as they stand from left to right."""
    rows: tuple[PlainRow, ...]


def read_file(path: Path, column_of: Callable[[str], str], must: str) -> PlainList | None:
    """Return the list in a workbook or CSV file, None where no row of it is a header with the column ``must``.

    ``column_of`` tells the column a title means, "" for none. Raises ProblemError as ``reading.open_book`` does.
    """
    try:
        book = reading.open_book(path)
    except ProblemError as problem:
        if problem.code != "R54":
            raise
        return read_text(_text_of(path), column_of, must, path.name)
    shown = [info for info in book.sheets if info.rows and not info.hidden] or list(book.sheets)
    for info in shown[:MAX_SHEETS]:
        found = _list_of(reading.read_sheet(path, info.name), column_of, must)
        if found is not None:
            return found
    return None


def read_text(text: str, column_of: Callable[[str], str], must: str, name: str = "") -> PlainList | None:
    """Return the list in a copied table or the text of a CSV file with this ``name``; as ``read_file``."""
    name = name or tr("(bảng đã dán)")
    if len(text) > MAX_LETTERS:
        raise ProblemError("R58", name=name, limit=MAX_LETTERS // 1_000_000)
    text = text.lstrip("\ufeff").replace("\x00", "")
    first = text.lstrip("\r\n").split("\n", 1)[0]
    parted_by = max(_PARTED_BY, key=first.count)
    # A lone quotation mark would swallow all the lines after it.
    alone = text.count('"') % 2 == 1
    lines = io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n"), newline="")
    try:
        rows: list[list[Raw]] = [
            [cell if cell.strip() else None for cell in row]
            for row in csv.reader(lines, delimiter=parted_by, quoting=csv.QUOTE_NONE if alone else csv.QUOTE_MINIMAL)
        ]
    except csv.Error:
        raise ProblemError("R57", name=name) from None
    width = max(map(len, rows), default=0)
    if width * len(rows) > MAX_LETTERS:
        raise ProblemError("R60", name=name)
    even = [[*row, *[None] * (width - len(row))] for row in rows]
    return _list_of(SourceSheet(SheetInfo("", len(even), width), even), column_of, must)


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_LETTERS * 4:
            raise ProblemError("R58", name=path.name, limit=MAX_LETTERS * 4 // 1_000_000)
        content = path.read_bytes()
    except OSError:
        raise ProblemError("R50", name=path.name) from None
    marked = next((name for mark, name in _BYTE_MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        return content.decode(marked)
    except UnicodeDecodeError:
        # What Excel saves as plain CSV on a Vietnamese Windows; the column's letters tell whether it was an old font.
        return content.decode("windows-1252", "replace")


def _list_of(sheet: SourceSheet, column_of: Callable[[str], str], must: str) -> PlainList | None:
    header = _header(sheet, column_of, must)
    if header is None:
        return None
    first = last = header + 1
    if last < len(sheet.rows) and numbers_columns([cell for cell in sheet.rows[last] if cell is not None]):
        last += 1
    plans = columns.plan(sheet, (first, first), {})
    places: dict[str, int] = {}
    titles: dict[str, str] = {}
    for plan in plans:
        meant = column_of(_readable(sheet.rows[header][plan.index]))
        if meant and meant not in places:
            places[meant], titles[meant] = plan.index, plan.title
    styles = {
        plan.index: (plan.encoding, encodings.capitals(plan.encoding, sheet.fonts.get(plan.index, "")))
        for plan in plans
    }

    def decoded(cell: Raw, index: int) -> Raw:
        if not isinstance(cell, str):
            return cell
        encoding, capitals = styles[index]
        return encodings.decode(cell, encoding, capitals=capitals)

    rows = []
    for number in range(last, len(sheet.rows)):
        cells = sheet.rows[number]
        formulas = frozenset(name for name, index in places.items() if (number, index) in sheet.formulas)
        values = {name: decoded(cells[index], index) for name, index in places.items()}
        if formulas or any(value is not None for value in values.values()):
            rows.append(PlainRow(number + 1, values, formulas))
    return PlainList(titles, tuple(rows))


def _header(sheet: SourceSheet, column_of: Callable[[str], str], must: str) -> int | None:
    """Return the row, from 0, that names the most columns, ``must`` among them; None for none."""
    best, most = None, 0
    for number, row in enumerate(sheet.rows[:_LOOKED_AT]):
        known = _known(row, column_of)
        if must in known and len(known) > most:
            best, most = number, len(known)
    return best


def _known(row: Sequence[Raw], column_of: Callable[[str], str]) -> set[str]:
    return {column_of(_readable(cell)) for cell in row if isinstance(cell, str) and len(cell) <= 120} - {""}


def _readable(cell: Raw) -> str:
    return _TITLE.sub(" ", fields.readable(cell)).strip() if isinstance(cell, str) else ""
