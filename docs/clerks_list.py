"""A member list as a commune keeps it in Excel, with people of the sample office, for the pictures of the import."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font

from db.records import MemberRow
from desktop_app.documents.excel_in import encodings
from desktop_app.documents.excel_in.model import Encoding
from desktop_app.rules.dates import format_partial

HEADER = 5
TITLES = ("TT", "Họ và tên", "Ng.sinh", "Nam/nữ", "Chi bộ", "Ngày vào Đảng", "Số thẻ", "Quê quán", "ĐT")
STRANGERS = (
    ("Nông Thị Bích Ngọc", "12.5.1988", "Nữ", "03/02/2015", "Bản Lầu, Mường Khương, Lào Cai", "0912 345 678"),
    ("Hoàng Seo Lử", "31/02/1979", "Nam", "19/05/2009", "Pha Long, Mường Khương, Lào Cai", ""),
    ("Vàng Văn Thắng", "1990", "Nam", "2013", "Nấm Lư, Mường Khương, Lào Cai", "987654321"),
)


def write(path: Path, known: list[MemberRow]) -> None:
    """Write the list: a title, a header in row 5, the people of ``known`` and some strangers; homes in TCVN3."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "DSĐV"
    sheet["A1"] = "ĐẢNG BỘ XÃ"
    sheet["A3"] = "DANH SÁCH ĐẢNG VIÊN"
    for row in (1, 3):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(TITLES))
    for column, title in enumerate(TITLES, 1):
        sheet.cell(HEADER, column, title)
    homes = [line[4] for line in STRANGERS]
    lines = [
        (
            row.full_name,
            format_partial(row.birth_date),
            "Nữ" if row.sex.value == "female" else "Nam",
            row.cell_name,
            format_partial(row.admitted_on) if row.admitted_on else "",
            row.card_number,
            homes[place % len(homes)] if place % 2 else "",
            "",
        )
        for place, row in enumerate(known)
    ]
    cell = known[0].cell_name
    lines += [(name, born, sex, cell, day, "", home, phone) for name, born, sex, day, home, phone in STRANGERS]
    for place, line in enumerate(lines, 1):
        sheet.cell(HEADER + place, 1, place)
        for column, value in enumerate(line, 2):
            sheet.cell(HEADER + place, column, encodings.encode(value, Encoding.TCVN3) if column == 8 else value)
        sheet.cell(HEADER + place, 8).font = Font(name=".VnTime")
    book.save(path)
