"""Workbooks as clerks make them, and lists read from them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from desktop_app.documents.excel_in.columns import plan
from desktop_app.documents.excel_in.header import find_header
from desktop_app.documents.excel_in.lines import read_lines
from desktop_app.documents.excel_in.model import ColumnPlan, ImportChoices, ReadLine, SheetInfo, SourceSheet
from desktop_app.documents.excel_in.reading import open_book, read_sheet
from desktop_app.texts import sentence

TODAY = date(2026, 11, 23)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET = f'<?xml version="1.0"?><worksheet xmlns="{_MAIN}"><sheetData>{{rows}}</sheetData></worksheet>'


def save_rows(path: Path, rows: Iterable[Sequence[Any]], *, merged: Iterable[str] = (), title: str = "DS") -> Path:
    """Write rows into a workbook with one sheet and return its path."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for reach in merged:
        sheet.merge_cells(reach)
    book.save(path)
    return path


def as_sheet(rows: Sequence[Any], **about: Any) -> SourceSheet:
    """Return rows as a sheet that was read; all rows become as wide as the widest."""
    width = max(map(len, rows), default=0)
    even = [[*row, *[None] * (width - len(row))] for row in rows]
    return SourceSheet(SheetInfo("DS", len(even), width), even, **about)


def plans_of(sheet: SourceSheet) -> tuple[ColumnPlan, ...]:
    """Return how the columns of a sheet are understood."""
    return plan(sheet, find_header(sheet.rows))


def targets_of(sheet: SourceSheet) -> dict[str, str]:
    """Return the field of every column that has one, by its letter."""
    return {column.letter: column.target for column in plans_of(sheet) if column.target}


def lines_of(sheet: SourceSheet) -> tuple[list[ReadLine], tuple[int, ...]]:
    """Return the lines of a sheet whose header and columns are found by the program."""
    first, last = find_header(sheet.rows)
    return read_lines(sheet, ImportChoices("DS", first, last, plans_of(sheet)), today=TODAY)


def file_lines(path: Path) -> tuple[list[ReadLine], tuple[int, ...]]:
    """Return the lines of the likely sheet of a file."""
    return lines_of(read_sheet(path, open_book(path).likely))


def codes(line: ReadLine) -> set[str]:
    """Return the codes of what is said about a line."""
    return {problem.finding.code for problem in line.problems}


def sentences(line: ReadLine) -> list[str]:
    """Return what is said about a line."""
    return [sentence(problem.finding) for problem in line.problems]


def bare_xlsx(path: Path, parts: dict[str, Iterable[bytes | str] | bytes | str], *, sheet_name: str = "DS") -> Path:
    """Write an .xlsx from its parts; "sheet" stands for the one sheet, "shared" for its shared texts."""
    names = {"sheet": "xl/worksheets/sheet1.xml", "shared": "xl/sharedStrings.xml"}
    fixed = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="{sheet_name}" '
        'sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
        f'Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, content in {**fixed, **{names.get(part, part): value for part, value in parts.items()}}.items():
            with packed.open(name, "w", force_zip64=True) as entry:
                for piece in [content] if isinstance(content, (bytes, str)) else content:
                    entry.write(piece.encode() if isinstance(piece, str) else piece)
    return path


def bare_ods(path: Path, tables: str, *, manifest: str = "") -> Path:
    """Write an .ods whose spreadsheet is ``tables``."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{office}:office:1.0" xmlns:table="{office}:table:1.0" '
        f'xmlns:text="{office}:text:1.0"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{office}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
            f'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>{manifest}</manifest:manifest>',
        )
        packed.writestr("content.xml", content)
    return path
