"""The clerk's own workbook with the refused rows only: bad cells coloured and commented, the reasons beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from db import files
from db.records import Finding, Severity
from desktop_app.documents.excel.cells import is_plain, legal
from desktop_app.documents.excel_in.columns import letter_of
from desktop_app.documents.excel_in.model import CellProblem, ImportLine, Raw, SourceSheet, Verdict
from desktop_app.documents.excel_in.own_book import REASON_TITLE
from desktop_app.texts import sentence, tr

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_KEEPS_FORMAT: Final = frozenset({".xlsx", ".xlsm"})
_MOST_CELLS: Final = 600_000
"""Above this a workbook is written anew from its values: with its formats it would not fit into the memory allowed."""
_COLOUR: Final = "FFFFC7CE"
_AUTHOR: Final = "Sổ Chi Bộ"
_REASON_WIDTH: Final = 60
_WIDTH: Final = 18
_COMMENT_SIZE: Final = (280, 120)
"""Width and height in pixels."""


def refused_workbook(
    source: Path, sheet: SourceSheet, header_last: int, lines: Sequence[ImportLine], target: Path
) -> None:
    """Write ``target``: everything of ``source`` down to its header, then the rows of ``lines``, in their order.

    An .xlsx keeps its formats; any other kind, or one too large, comes back with the same values in a plain workbook.
    Formulas of those rows become the values they had, where they had any. Imported again, the corrected file holds
    nothing but these people. Raises ProblemError as ``db.files.write`` does; an old file at ``target`` is untouched
    then.
    """
    rows = [line.row for line in lines]
    book = _with_formats(source, sheet, header_last, rows) or _from_values(sheet, header_last, rows)
    column = _reason_column(sheet, header_last)
    page: Any = book[sheet.info.name] if sheet.info.name in book.sheetnames else book.active
    _mark(page, column, header_last, lines)
    book.active = page
    buffer = BytesIO()
    book.save(buffer)
    files.write(target, buffer.getvalue())


def _reason_column(sheet: SourceSheet, header_last: int) -> int:
    """Return the column of reasons, from 0: that of an earlier round, else the first one after the list."""
    for row in sheet.rows[:header_last]:
        for index, cell in enumerate(row):
            if cell == REASON_TITLE:
                return index
    return sheet.info.columns


# --- the rows ---


def _with_formats(source: Path, sheet: SourceSheet, header_last: int, rows: Sequence[int]) -> Workbook | None:
    """Return the workbook itself without the other rows; None where it cannot be taken as it is."""
    from openpyxl import load_workbook

    if source.suffix.lower() not in _KEEPS_FORMAT or sheet.info.rows * sheet.info.columns > _MOST_CELLS:
        return None
    try:
        book = load_workbook(source, keep_links=False)
        page = book[sheet.info.name]
        _keep(page, sheet, header_last, rows)
    except Exception:
        # What openpyxl cannot read raises anything; the values are known all the same.
        return None
    return book


def _keep(page: Worksheet, sheet: SourceSheet, header_last: int, rows: Sequence[int]) -> None:
    """Move the rows to keep up under the header and take all others away."""
    for merged in list(page.merged_cells.ranges):
        if merged.max_row > header_last:
            page.unmerge_cells(str(merged))
    width = max(page.max_column, sheet.info.columns)
    for place, row in enumerate(rows, header_last + 1):
        for index in range(width):
            cell = page.cell(row, index + 1)
            known = sheet.rows[row - 1][index] if index < len(sheet.rows[row - 1]) else None
            if cell.data_type == "f" and known is not None:
                _put(cell, known)
            if cell.comment is not None and cell.comment.author == _AUTHOR:
                cell.comment = None
                _colour(cell, None)
        if place != row:
            height = page.row_dimensions[row].height
            page.move_range(f"A{row}:{letter_of(width - 1)}{row}", rows=place - row)
            page.row_dimensions[place].height = height
        page.row_dimensions[place].hidden = False
    last = header_last + len(rows)
    if page.max_row > last:
        page.delete_rows(last + 1, page.max_row - last)
    for number in [number for number in page.row_dimensions if number > last]:
        del page.row_dimensions[number]
    page.auto_filter.filterColumn = []


def _from_values(sheet: SourceSheet, header_last: int, rows: Sequence[int]) -> Workbook:
    """Return a plain workbook with the values of the header and of the rows to keep, and the fonts they are read in."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils.exceptions import IllegalCharacterError

    book = Workbook()
    page = book.active
    assert page is not None
    try:
        page.title = sheet.info.name
    except (ValueError, IllegalCharacterError):
        page.title = tr("Danh sách")
    for place, row in enumerate([*range(1, header_last + 1), *rows], 1):
        for index, value in enumerate(sheet.rows[row - 1]):
            if value is None:
                continue
            cell = page.cell(place, index + 1)
            _put(cell, value)
            if index in sheet.fonts:
                cell.font = Font(name=sheet.fonts[index], bold=place <= header_last)
    for first_row, first_column, last_row, last_column in sheet.merged:
        if last_row < header_last:
            page.merge_cells(None, first_row + 1, first_column + 1, last_row + 1, last_column + 1)
    for index in range(sheet.info.columns):
        page.column_dimensions[letter_of(index)].width = _WIDTH
    return book


def _put(cell: Any, value: Raw) -> None:
    """Put a value into a cell; a text stays a text whatever it looks like."""
    if isinstance(value, str):
        cell.value = legal(value)
        cell.data_type = "s"
        if not is_plain(value):
            cell.quotePrefix = True
        return
    cell.value = value
    if isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"


# --- what is wrong with them ---


def _mark(page: Any, column: int, header_last: int, lines: Sequence[ImportLine]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font

    if header_last:
        title = page.cell(header_last, column + 1)
        _put(title, REASON_TITLE)
        title.font = Font(bold=True)
        title.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    page.column_dimensions[letter_of(column)].width = _REASON_WIDTH
    page.column_dimensions[letter_of(column)].hidden = False
    for place, line in enumerate(lines, header_last + 1):
        by_column: dict[int, list[str]] = {}
        for problem in _told(line):
            by_column.setdefault(problem.column, []).append(sentence(_here(problem, place)))
        for index, sentences in by_column.items():
            if index < 0:
                continue
            cell = page.cell(place, index + 1)
            _colour(cell, _COLOUR)
            cell.comment = Comment(legal("\n".join(sentences)), _AUTHOR, _COMMENT_SIZE[1], _COMMENT_SIZE[0])
        reason = page.cell(place, column + 1)
        reasons = [text for texts in by_column.values() for text in texts]
        # Other rows are named by their numbers in the clerk's file: this one's stands beside its reasons.
        _put(reason, "\n".join([tr("Dòng {row} của tệp đã nhập:", row=line.row), *reasons]))
        reason.alignment = Alignment(vertical="top", wrap_text=True)


def _told(line: ImportLine) -> list[CellProblem]:
    """Return what is to be said of a line: of a refused one what refuses it, of any other everything."""
    errors = [problem for problem in line.problems if problem.finding.severity is Severity.ERROR]
    return errors if line.verdict is Verdict.REFUSED else list(line.problems)


def _here(problem: CellProblem, row: int) -> Finding:
    """Return a finding that names its cell by where it is now."""
    finding = problem.finding
    if "cell" not in finding.values or problem.column < 0:
        return finding
    return msgspec.structs.replace(finding, values={**finding.values, "cell": f"{letter_of(problem.column)}{row}"})


def _colour(cell: Any, colour: str | None) -> None:
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", start_color=colour, end_color=colour) if colour else PatternFill()
