"""Reading a workbook of any usual kind (.xlsx, .xlsm, .xls, .ods) as plain cells, within limits."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from db.problems import ProblemError
from desktop_app.documents.excel_in.model import Raw, SheetInfo, SourceBook, SourceSheet

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook


def open_book(path: Path) -> SourceBook:
    """Return what a workbook holds: its sheets and the one that most looks like a list of people.

    Raises ProblemError R50 to R64: the file cannot be opened, is no workbook, is protected, damaged, too large.
    """
    content = _content(path)
    book = _workbook(content, path)
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    infos = []
    for meta in book.sheets_metadata:
        if meta.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        infos.append(
            SheetInfo(meta.name, sheet.total_height, sheet.total_width, meta.visible is not SheetVisibleEnum.Visible)
        )
    likely = max(infos, key=lambda info: (not info.hidden, info.rows))
    return SourceBook(path, hashlib.sha256(content).hexdigest(), tuple(infos), likely.name)


def read_sheet(path: Path, name: str) -> SourceSheet:
    """Return the cells of one sheet. Raises ProblemError as ``open_book`` does, and R65 when the sheet is gone."""
    book = _workbook(_content(path), path)
    sheet = book.get_sheet_by_name(name)
    rows = [[_raw(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    info = SheetInfo(name, len(rows), len(rows[0]) if rows else 0)
    merged = tuple((first[0], first[1], last[0], last[1]) for first, last in sheet.merged_cell_ranges or ())
    return SourceSheet(info, rows, merged=merged)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise ProblemError("R50", name=path.name) from None


def _workbook(content: bytes, path: Path) -> CalamineWorkbook:
    import io

    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except CalamineError:
        raise ProblemError("R51", name=path.name) from None


def _raw(cell: str | float | bool | date | time | timedelta) -> Raw:
    if cell == "":
        return None
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, (time, timedelta)):
        return str(cell)
    return cell
