"""The empty workbook a list of households is typed into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from db import files

_ROWS = 500
"""Rows prepared for typing."""
_WIDTHS = {"head": 26, "address": 30, "hamlet": 18, "people": 10, "circumstance": 34, "member": 26, "note": 26}


def households_workbook(path: Path, columns: Mapping[str, str], circumstances: Sequence[str]) -> None:
    """Write ``path``: the titles of ``columns`` (by name) over empty cells, circumstances to be chosen from a list.

    Raises ProblemError as ``db.files.write`` does.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Hộ gia đình"
    listed: Any = book.create_sheet("Danh mục")
    for name in circumstances:
        listed.append([name])
    listed.column_dimensions["A"].width = 40
    for place, (name, title) in enumerate(columns.items(), 1):
        cell = sheet.cell(1, place, title)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="FFE8EEF4")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = _WIDTHS.get(name, 16)
        if name != "people":
            for row in range(2, _ROWS + 2):
                # What is typed stays as typed, telephone numbers with their leading zero.
                sheet.cell(row, place).number_format = "@"
        if name == "circumstance":
            choices = DataValidation("list", formula1=f"'Danh mục'!$A$1:$A${len(circumstances)}", allow_blank=True)
            choices.add(f"{letter}2:{letter}{_ROWS + 1}")
            sheet.add_data_validation(choices)
    sheet.freeze_panes = "A2"
    buffer = BytesIO()
    book.save(buffer)
    files.write(path, buffer.getvalue())
