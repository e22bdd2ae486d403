"""A member list as offices really keep them: titles, a header of two rows, old letters, days of every kind, errors."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from desktop_app.documents.excel_in import encodings
from desktop_app.documents.excel_in.model import Encoding

CELLS = ("Chi bộ thôn Nà Lừa", "Chi bộ thôn Bản Lầu", "Chi bộ thôn Cốc Cái")
FIRST_HEADER, LAST_HEADER = 7, 8
FIRST_ROW = 9
WIDTHS = {"A": 6, "B": 26, "C": 12, "D": 12, "E": 10, "F": 26, "G": 14, "H": 30, "I": 24, "J": 16, "K": 14, "L": 10}

Value = str | int | date | None


@dataclass(frozen=True)
class Line:
    """One line of the list; dates as the clerk wrote them."""

    name: str
    born: Value
    woman: bool = False
    ethnic: str = "Tày"
    days: Value = "3/2/2010 - 3/2/2011"
    """Day of admission and day of recognition, in one cell."""
    card: Value = None
    home: str = "xã Mường Khương, tỉnh Lào Cai"
    cell: str = CELLS[0]
    national_id: Value = None
    phone: Value = None


def cells_of(line: Line) -> dict[str, Value]:
    """Return what stands in which column; the home place in TCVN3, as its font says."""
    home = encodings.encode(line.home, Encoding.TCVN3)
    return {
        "B": line.name,
        "D" if line.woman else "C": line.born,
        "E": line.ethnic,
        "F": line.days,
        "G": line.card,
        "H": home,
        "I": line.cell,
        "J": line.national_id,
        "K": line.phone,
    }


def good_lines() -> list[Line]:
    """Return people nothing is wrong with, as different pens write them."""
    return [
        Line("Nông Văn Cường", date(1968, 3, 5), card="51.000101", phone="0912 345 678"),
        Line(unicodedata.normalize("NFD", "Hoàng Thị Nguyệt"), "12.5.71", woman=True, card="51.000102", ethnic="Nùng"),
        Line("Lò Văn Toàn", 1975, card=51000103, national_id="010075000103"),
        Line("Vàng A Páo", "8/1980", ethnic="H'Mông", card="51.000104", cell=CELLS[1], phone=987654321),
        Line("Giàng Thị Dín", date(1985, 11, 20), woman=True, ethnic="Mông", card="51.000105", cell=CELLS[1]),
        Line("Đặng Quốc Hưng", "01/09/1990", days="19/5/2020\n19/5/2021", card="51.000106", cell="CB thôn Bản Lầu"),
        Line("Trần Thị Thảo", "2-9-1982", woman=True, ethnic="Kinh", card="51.000107", cell=CELLS[2]),
        Line("Lý Seo Phử", "1959", ethnic="Mông", days="1985", card="51.000108", cell=CELLS[2]),
    ]


def put(sheet: Worksheet, row: int, line: Line) -> None:
    """Write one line into a row of the list."""
    for column, value in cells_of(line).items():
        sheet[f"{column}{row}"] = value
    sheet[f"H{row}"].font = Font(name=".VnTime")
    sheet[f"L{row}"] = row * 7


def write(path: Path, rows: dict[int, Line], *, empty: range, totals: int) -> None:
    """Write the workbook; ``rows`` by their number, ``empty`` rows in the middle, a totals row at the end."""
    book = Workbook()
    notes = book.active
    assert isinstance(notes, Worksheet)
    notes.title = "Ghi chú"
    notes["A1"] = "Bản gõ lại tháng 6"
    sheet = book.create_sheet("DSDV")
    for row, words in ((1, "ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG"), (3, "DANH SÁCH ĐẢNG VIÊN"), (4, "(Có đến ngày 30/6/2026)")):
        sheet.merge_cells(f"A{row}:L{row}")
        sheet[f"A{row}"] = words
    for column, words in (
        ("A", "TT"),
        ("B", "Họ và tên"),
        ("E", "DT"),
        ("F", "Ngày vào Đảng / chính thức"),
        ("G", "Số thẻ ĐV"),
        ("H", "Quê quán"),
        ("I", "Chi bộ"),
        ("J", "Số CCCD"),
        ("K", "Điện thoại"),
        ("L", "Mã cũ"),
    ):
        sheet.merge_cells(f"{column}{FIRST_HEADER}:{column}{LAST_HEADER}")
        sheet[f"{column}{FIRST_HEADER}"] = words
    sheet.merge_cells(f"C{FIRST_HEADER}:D{FIRST_HEADER}")
    sheet[f"C{FIRST_HEADER}"] = "Ng.sinh"
    sheet[f"C{LAST_HEADER}"], sheet[f"D{LAST_HEADER}"] = "Nam", "Nữ"
    for letter, width in WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    sheet.column_dimensions["L"].hidden = True
    for place, (row, line) in enumerate(rows.items()):
        assert row not in empty
        sheet[f"A{row}"] = place + 1
        put(sheet, row, line)
    sheet[f"B{totals}"] = f"Tổng cộng: {len(rows)} đảng viên"
    book.save(path)
