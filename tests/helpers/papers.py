"""Papers for tests: people of a register, who issues it, tables of any content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import openpyxl

from db.record_base import Duty, Standing
from db.records import Sex
from db.register_records import ChangeKind, MemberProfile
from db.registers import Badge, Crossing, RegisterPerson
from desktop_app.documents.excel.table import table_workbook
from desktop_app.documents.model import Letterhead, Signature
from desktop_app.documents.papers.common import Issuer
from desktop_app.documents.table_model import Block, Table, TableColumn, TableDocument, TableRow

DAY = date(2026, 11, 20)
OFFICE = Issuer(
    on=DAY,
    upper_name="ĐẢNG BỘ TỈNH LÀO CAI",
    header_name="ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG",
    name="Đảng ủy xã Mường Khương",
    place="Mường Khương",
    signing="office",
    secretary="Lý Seo Dìn",
)
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "=1+1",
    "+84912345678",
    "-2+3",
    "@SUM(A1)",
    "#REF!",
    "<b>x</b>&amp;",
    "  hai  dấu  cách  ",
    "0012",
    "TRUE",
    "3/11",
    "'đã trích",
    "{name} %s \\n",
    "dòng một\ndòng hai",
    "汉字 😀",
    "\u202eđảo ngược",
    "\x00\x07chuông",
    "Nguyễn" * 60,
)


def person(number: int = 1, **changes: Any) -> RegisterPerson:
    """Return a person of whom much is known, with changes; those of ``profile`` are given as a dict."""
    profile = MemberProfile(
        birth_name="Lù Seo Páo",
        home_place="Xã Mường Khương, tỉnh Lào Cai",
        general_education="12/12",
        theory_code="intermediate",
        qualification_code="university",
        qualification_field="Nông nghiệp",
        foreign_language="Tiếng Anh B1",
        occupation="Công chức xã",
        former_occupation="Nông dân",
        religion_code="06",
        file_number="028415 MK",
        party_position="Chi ủy viên",
        national_id="010075001234",
        health="Tốt",
        family_circumstances="Vợ và hai con",
    )
    whole = RegisterPerson(
        id=f"m{number}",
        full_name=f"Lù Văn Páo {number}",
        birth_date="1975-03-05",
        sex=Sex.MALE,
        ethnic_code="01",
        admitted_on="1999-03",
        official_on="2000-03-05",
        card_number=f"0102{number:04}",
        note="",
        cell_id="c1",
        cell_name="Chi bộ thôn Nà Lừa",
        party_group="",
        standing=Standing.OFFICIAL,
        standing_since="2000-03-05",
        standing_decision="",
        standing_reason="",
        duty=Duty.ACTIVE,
        profile=msgspec.structs.replace(profile, **changes.pop("profile", {})),
    )
    return msgspec.structs.replace(whole, **changes)


def register_people() -> list[RegisterPerson]:
    """Return two cells in which everything a register can show happens once."""
    return [
        person(1),
        person(2, full_name="Vàng Thị Mỷ", sex=Sex.FEMALE, birth_date="1999", standing=Standing.PROBATIONARY),
        person(3, duty=Duty.EXEMPT, note="Tuổi cao", profile={"former_occupation": "", "service_code": "retired"}),
        person(4, standing=Standing.TRANSFERRED),
        person(5, cell_id="c2", cell_name="Chi bộ Trường THCS", standing=Standing.DECEASED),
        person(6, cell_id="c2", cell_name="Chi bộ Trường THCS", standing=Standing.REMOVED),
        person(7, cell_id="c2", cell_name="Chi bộ Trường THCS", standing=Standing.EXPELLED, standing_reason="Vi phạm"),
    ]


CROSSINGS = {
    "m1": [Crossing(kind=ChangeKind.TRANSFER_IN, on="2025-07-01", place="Đảng bộ xã Pha Long", reason="", decision="")],
    "m4": [
        Crossing(kind=ChangeKind.TRANSFER_OUT, on="2026-05-04", place="Đảng bộ phường Lào Cai", reason="", decision="")
    ],
    "m5": [Crossing(kind=ChangeKind.DEATH, on="2026-06-07", place="", reason="Ốm nặng", decision="")],
    "m6": [Crossing(kind=ChangeKind.REMOVAL, on="2026-06-09", place="", reason="Bỏ sinh hoạt", decision="33-QĐ/ĐU")],
}
BADGES = {"m3": [Badge(years="30", number="1234"), Badge(years="40", number="")]}


def document(*blocks: Block, **changes: Any) -> TableDocument:
    """Return a paper of these blocks."""
    whole = TableDocument(
        on=DAY,
        letterhead=Letterhead(
            upper_name="ĐẢNG BỘ TỈNH LÀO CAI",
            issuer="ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG",
            number="",
            place_and_date="Mường Khương, ngày 20 tháng 11 năm 2026",
        ),
        title="DANH SÁCH THỬ",
        blocks=blocks,
        name="Danh sách thử",
        author="Đảng ủy xã",
        file_name="danh-sach-thu",
    )
    return msgspec.structs.replace(whole, **changes)


def table(rows: Sequence[TableRow], *, columns: int = 3, **changes: Any) -> Table:
    """Return a table of plain columns."""
    titles = [TableColumn(f"Cột {number}", 40) for number in range(1, columns + 1)]
    return msgspec.structs.replace(Table(columns=tuple(titles), rows=rows), **changes)


def signed(*, role: str = "T/M CHI BỘ\nBÍ THƯ") -> tuple[Signature, Signature]:
    """Return two places to sign, one under two lines."""
    note = "(ký, ghi rõ họ tên)"
    return Signature(role="NGƯỜI LẬP", note=note, name=""), Signature(role=role, note=note, name="Lý Seo Dìn")


def workbook_values(paper: TableDocument, folder: Path) -> list[list[list[Any]]]:
    """Return every value of every worksheet of a paper, row by row."""
    path = folder / "giay.xlsx"
    table_workbook(paper, path)
    book = openpyxl.load_workbook(path)
    return [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets]


def said_by_workbook(paper: TableDocument, folder: Path) -> Iterator[str]:
    """Yield the words of a paper's workbook in reading order, numbers as a reader sees them."""
    from desktop_app.rules.percentages import format_number

    path = folder / "giay.xlsx"
    table_workbook(paper, path)
    for sheet in openpyxl.load_workbook(path).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float):
                    decimals = len(cell.number_format.partition(".")[2])
                    yield format_number(round(Decimal(str(cell.value)), decimals) if decimals else int(cell.value))
                elif cell.value is not None:
                    yield from str(cell.value).split()
