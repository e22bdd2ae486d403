"""Writing papers that are mostly tables as a workbook: the same words as the print, in the same order."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from db import files
from db.text import normalize
from desktop_app.documents.excel.cells import legal
from desktop_app.documents.excel.table_rows import FONT, TableRows, alignment, border, put_text
from desktop_app.documents.model import Paragraph, Signature, Style
from desktop_app.documents.table_model import (
    Block,
    Facts,
    RowKind,
    Signing,
    Table,
    TableColumn,
    TableDocument,
    TableRow,
    Ticks,
)

Progress = Callable[[int], None]

_PER_MM = 0.44
"""Width of a column in letters for each millimetre on paper."""
_LEAST_WIDTH = 5.0
_MARGIN = 0.5
"""Inches."""
_FACT_WIDTHS = (30.0, 70.0)
_TOLD_EVERY = 500
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_LONGEST_NAME = 31
"""Letters of a worksheet's name."""


def table_workbook(document: TableDocument, path: Path, progress: Progress | None = None) -> None:
    """Write the paper to ``path``, replacing a file of that name.

    Whole numbers are numbers, strings are never anything but strings. ``progress`` is told now and then how many rows
    are written; what it raises ends the writing before ``path`` is touched. Raises ProblemError as ``db.files.write``
    does; then an old file at ``path`` is untouched.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.creator = "Sổ Chi Bộ"
    book.properties.title = legal(document.name)
    try:
        parts = _worksheets(document)
        for number, part in enumerate(parts):
            writer = _Writer(book.create_sheet(part.name), document, progress)
            writer.write(part.blocks, first=number == 0, last=number == len(parts) - 1)
        buffer = BytesIO()
        book.save(buffer)
    except BaseException:
        _abandon(book)
        raise
    files.write(path, buffer.getvalue())


def _abandon(book: Any) -> None:
    """Let go of the temporary files of a workbook that is not finished."""
    for sheet in book.worksheets:
        if not sheet.closed:
            sheet.close()
        if sheet._writer is not None:
            sheet._writer.cleanup()


class _Part(NamedTuple):
    name: str
    blocks: list[Block]


def _worksheets(document: TableDocument) -> list[_Part]:
    """Return what stands on which worksheet; names are what Excel takes, each once."""
    parts = [_Part(document.title.capitalize(), [])]
    pending: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Table) and block.sheet:
            if not parts[-1].blocks and len(parts) == 1:
                parts = [_Part(block.sheet, [])]
            else:
                parts.append(_Part(block.sheet, []))
        if isinstance(block, Paragraph):
            pending.append(block)
            continue
        parts[-1].blocks.extend([*pending, block])
        pending = []
    parts[-1].blocks.extend(pending)
    named: list[_Part] = []
    for number, part in enumerate(parts, 1):
        name = " ".join(legal(part.name).translate(_FORBIDDEN).split())[:_LONGEST_NAME] or str(number)
        taken = {other.name.lower() for other in named}
        named.append(part._replace(name=name if name.lower() not in taken else f"{name[: _LONGEST_NAME - 4]} {number}"))
    return named


class _Writer:
    """One worksheet, written from its first row down."""

    def __init__(self, sheet: Any, document: TableDocument, progress: Progress | None) -> None:
        self.sheet = sheet
        self.document = document
        self.row = 0
        self._progress = progress
        self._told = 0
        self.columns = 2
        self.widths: list[float] = []

    def write(self, blocks: Sequence[Block], *, first: bool, last: bool) -> None:
        """Write the blocks, the head of the paper before them on the first worksheet, the signing after on the last."""
        self._set_up(blocks)
        head = list(self._head()) if first else []
        lines = list(self._above(blocks))
        before = len(head) + len(lines)
        table = next((block for block in blocks if isinstance(block, Table)), None)
        if table is not None:
            depth = _head_depth(table)
            self.sheet.freeze_panes = f"A{before + depth + 1}"
            self.sheet.print_title_rows = f"{before + 1}:{before + depth}"
        for line in (*head, *lines):
            self._append(line)
        begun = False
        for block in blocks:
            begun = begun or isinstance(block, Table)
            if not begun:
                continue
            if isinstance(block, Table):
                self._table(block)
            else:
                for line in self._words(block):
                    self._append(line)
        if last and self.document.signatures:
            for line in self._signing(self.document.signatures):
                self._append(line)

    def _above(self, blocks: Sequence[Block]) -> Iterator[_Line]:
        for block in blocks:
            if isinstance(block, Table):
                return
            yield from self._words(block)

    # --- the worksheet ---

    def _set_up(self, blocks: Sequence[Block]) -> None:
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet.properties import PageSetupProperties

        tables = [block for block in blocks if isinstance(block, Table)]
        widths: list[float] = [] if tables else list(_FACT_WIDTHS)
        for table in tables:
            for place, column in enumerate(table.columns):
                wide = max(_LEAST_WIDTH, column.width_mm * _PER_MM)
                widths[place : place + 1] = [max(wide, widths[place]) if place < len(widths) else wide]
        if any(isinstance(block, Facts) for block in blocks):
            widths[:2] = [max(pair) for pair in zip(_FACT_WIDTHS, [*widths, 0.0, 0.0], strict=False)]
        self.columns, self.widths = max(2, len(widths)), widths
        sheet = self.sheet
        for place, wide in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(place)].width = wide
        sheet.page_setup.orientation = "landscape" if self.document.landscape else "portrait"
        sheet.page_setup.paperSize = 9
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_options.horizontalCentered = True
        sheet.page_margins.left = sheet.page_margins.right = _MARGIN
        sheet.oddFooter.center.text = "&P/&N"
        # An ampersand in a footer begins a command of Excel's.
        sheet.oddFooter.left.text = legal(self.document.footer).replace("&", "&&")

    def _append(self, line: _Line) -> None:
        self.row += 1
        if line.height:
            self.sheet.row_dimensions[self.row].height = line.height
        for left, right in line.merged:
            if right > left:
                self._merge(self.row, left, self.row, right)
        self.sheet.append(line.cells)

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        from openpyxl.utils import get_column_letter

        self.sheet.merged_cells.add(f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}")

    # --- the head and words ---

    def _head(self) -> Iterator[_Line]:
        from desktop_app.documents.layout import document_layout

        document, head = self.document, self.document.letterhead
        title = document_layout(document.on).party_title
        half = self.columns // 2
        for upper, party, bold_left, bold_right, italic in (
            (head.upper_name, title, False, True, False),
            (head.issuer, head.place_and_date, True, False, True),
            ("*", "", False, False, False),
            (head.number, "", False, False, False),
        ):
            if upper or party:
                left = self._cell(upper, bold=bold_left, align="center")
                right = self._cell(party, bold=bold_right, italic=italic, align="center")
                cells = [left, *[None] * (half - 1), right, *[None] * (self.columns - half - 1)]
                yield _Line(cells, ((1, half), (half + 1, self.columns)), self._lines_of(upper, 1, half) * 16.0)
        yield _Line([None])
        yield self._across(document.title, bold=True, size=15, align="center")
        for subject in document.subject:
            yield self._across(subject, bold=True, size=13, align="center")
        if document.note:
            yield self._across(document.note, italic=True, align="center")
        if document.mark:
            yield self._across(document.mark, bold=True, color="C00000", align="center")
        yield _Line([None])

    def _words(self, block: Block) -> Iterator[_Line]:
        if isinstance(block, Paragraph):
            strong = block.style in (Style.HEADING, Style.ITEM)
            for line in normalize(block.text, keep_newlines=True).split("\n"):
                if line:
                    yield self._across(line, bold=strong, italic=block.style is Style.SUBITEM)
        elif isinstance(block, Facts):
            for fact in block.facts:
                value = fact.value or block.unknown
                cells = [self._cell(fact.label), self._cell(value, bold=bool(fact.value), wrap=True)]
                yield _Line(cells, ((2, self.columns),), self._lines_of(value, 2, self.columns) * 16.0)
        elif isinstance(block, Ticks):
            yield self._across(" ".join(part for part in (block.label, *(tick.words for tick in block.ticks)) if part))
        elif isinstance(block, Signing):
            if any(block.dated):
                yield self._across("   ".join(day for day in block.dated if day), italic=True, align="right")
            yield from self._signing(block.signatures)

    def _signing(self, signatures: Sequence[Signature]) -> Iterator[_Line]:
        share = max(1, self.columns // len(signatures))
        spans = [(place * share + 1, (place + 1) * share) for place in range(len(signatures))]
        spans[-1] = (spans[-1][0], max(spans[-1][0], self.columns))
        depth = max(len(signature.role.split("\n")) for signature in signatures)

        def line(texts: Sequence[str], *, bold: bool, height: float = 0.0) -> _Line:
            cells: list[Any] = [None] * max(self.columns, spans[-1][1])
            for (left, _), text in zip(spans, texts, strict=True):
                cells[left - 1] = self._cell(text, bold=bold, italic=not bold, align="center")
            return _Line(cells, tuple(spans), height)

        yield _Line([None])
        roles = [[*signature.role.split("\n"), signature.note] for signature in signatures]
        for number in range(depth + 1):
            texts = [role[number] if number < len(role) else "" for role in roles]
            yield line(texts, bold=number < depth and any(number < len(role) - 1 for role in roles))
        yield _Line([None], (), 54.0)
        yield line([signature.name for signature in signatures], bold=True)

    def _across(self, text: str, *, size: float = 11, **look: Any) -> _Line:
        """Return a line whose text goes over all columns."""
        cell = self._cell(text, size=size, wrap=True, **look)
        height = self._lines_of(text, 1, self.columns, size) * size * 1.45
        return _Line([cell], ((1, self.columns),), height)

    def _lines_of(self, text: str, left: int, right: int, size: float = 11) -> int:
        """Return about how many lines a text takes over these columns: merged cells do not grow by themselves."""
        room = sum(self.widths[left - 1 : right]) * 11 / size or 1.0
        return max(1, sum(math.ceil(len(part) * 1.08 / room) or 1 for part in text.split("\n")))

    def _cell(
        self,
        text: str,
        *,
        bold: bool = False,
        italic: bool = False,
        size: float = 11,
        color: str | None = None,
        align: str | None = None,
        wrap: bool = False,
    ) -> Any:
        from openpyxl.cell.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Font

        cell = WriteOnlyCell(self.sheet)
        cell.font = Font(name=FONT, size=size, bold=bold, italic=italic, color=color)
        cell.alignment = Alignment(horizontal=align, vertical="top", wrap_text=wrap or None)
        put_text(cell, normalize(text, keep_newlines=True))
        return cell

    # --- tables ---

    def _table(self, table: Table) -> None:
        self._headings(table)
        shown = TableRows(self.sheet, table, self.widths)
        empty = True
        for row in table.rows:
            empty = False
            self.row += 1
            if row.kind is RowKind.SECTION and len(table.columns) > 1:
                self._merge(self.row, 1, self.row, len(table.columns))
            height = shown.height(row)
            if height:
                self.sheet.row_dimensions[self.row].height = height
            self.sheet.append(shown.cells(row))
            # What was written is not looked at again: a register of thousands would keep all of it.
            self.sheet.row_dimensions.pop(self.row, None)
            self._told += 1
            if self._progress is not None and self._told % _TOLD_EVERY == 0:
                self._progress(self._told)
        if empty and table.empty:
            self.row += 1
            self._merge(self.row, 1, self.row, max(2, len(table.columns)))
            self.sheet.append(shown.cells(TableRow((table.empty,), RowKind.SECTION)))
        self._append(_Line([None]))

    def _headings(self, table: Table) -> None:
        columns = table.columns
        grouped = any(column.group for column in columns)
        first: list[str] = []
        begins = self.row + 1
        for place, column in enumerate(columns):
            before = columns[place - 1].group if place else ""
            first.append("" if column.group and column.group == before else column.group or column.title)
        rows = [first] if not grouped else [first, [column.title if column.group else "" for column in columns]]
        for titles, deepest in zip(rows, _depths(columns, grouped=grouped), strict=True):
            self.row += 1
            self.sheet.row_dimensions[self.row].height = deepest
            self.sheet.append([self._heading(title, table.size) for title in titles])
        if grouped:
            self._merge_headings(columns, begins)
        if table.numbered:
            self.row += 1
            self.sheet.append([self._heading(number, table.size - 1) for number in range(1, len(columns) + 1)])

    def _merge_headings(self, columns: Sequence[TableColumn], top: int) -> None:
        start = 0
        for place, column in enumerate(columns):
            if not column.group:
                self._merge(top, place + 1, top + 1, place + 1)
            following = columns[place + 1].group if place + 1 < len(columns) else ""
            if not column.group or column.group != following:
                if place > start:
                    self._merge(top, start + 1, top, place + 1)
                start = place + 1

    def _heading(self, title: str | int, size: float) -> Any:
        from openpyxl.styles import PatternFill

        number = isinstance(title, int)
        cell = self._cell("" if number else str(title), bold=not number, italic=number, size=size, wrap=True)
        if number:
            cell.value = title
        cell.alignment = alignment("center", "center")
        cell.fill = PatternFill("solid", start_color="F2F2F2")
        cell.border = border()
        return cell


class _Line(NamedTuple):
    """One row of a worksheet outside the tables."""

    cells: list[Any]
    merged: tuple[tuple[int, int], ...] = ()
    height: float = 0.0


def _head_depth(table: Table) -> int:
    """Return how many rows the headings of a table take."""
    return 1 + any(column.group for column in table.columns) + table.numbered


def _depths(columns: Sequence[TableColumn], *, grouped: bool) -> list[float]:
    """Return the heights of the rows of headings in points."""

    def lines(column: TableColumn) -> int:
        room = max(_LEAST_WIDTH, column.width_mm * _PER_MM)
        return sum(math.ceil(len(part) * 1.25 / room) or 1 for part in column.title.split("\n"))

    if not grouped:
        return [max(map(lines, columns)) * 13.0 + 6]
    alone = max((lines(column) for column in columns if not column.group), default=1)
    below = max(lines(column) for column in columns if column.group)
    upper = max(1, alone - below)
    return [max(upper, 2) * 13.0 + 4, below * 13.0 + 4]
