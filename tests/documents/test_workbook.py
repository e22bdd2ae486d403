"""The consolidated workbook holds numbers as numbers and strings as nothing but strings."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook.workbook import Workbook

from db.problems import ProblemError
from db.records import ConsolidatedRow
from desktop_app import texts
from desktop_app.documents.excel import cells
from desktop_app.documents.excel.consolidated import HEADER_ROW, consolidated_workbook

HOSTILE = [
    "=cmd|' /C calc'!A0",
    "=1+1",
    "=",
    "+84912345678",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "#N/A",
    "#REF!",
    "<b>x</b>&amp;",
    "http://example.org",
    "mailto:x@y",
    "  hai dấu cách  ",
    "0012",
    "TRUE",
    "3/11",
    "汉字 😀",
    "'đã trích",
]


def row(number: int = 1, **changes: Any) -> ConsolidatedRow:
    """Return the line of a cell that has reported, with changes."""
    whole = ConsolidatedRow(
        office_id="o1",
        office_name="Đảng ủy xã Mường Khương",
        cell_id=f"c{number}",
        cell_code=f"NL{number}",
        cell_name=f"Chi bộ thôn Nà Lừa {number}",
        members=41,
        reported=True,
        regular=1,
        thematic=0,
        other=0,
        required=40,
        present=37,
        conclusions=4,
        package="MK01 · 2026-11 · số 3",
    )
    return msgspec.structs.replace(whole, **changes)


def missing(number: int) -> ConsolidatedRow:
    return row(number, reported=False, regular=0, thematic=0, other=0, required=0, present=0, conclusions=0, package="")


def written(path: Path, *rows: ConsolidatedRow, office: str = "Tỉnh ủy Lào Cai", sample: bool = False) -> Workbook:
    target = path / "tong-hop.xlsx"
    consolidated_workbook(rows, office_name=office, period="2026-11", sample=sample, path=target)
    return openpyxl.load_workbook(target)


def values(book: Workbook, sheet: int = 0) -> list[list[Any]]:
    return [list(line) for line in book.worksheets[sheet].iter_rows(values_only=True)]


def test_a_row_a_cell_with_its_figures(tmp_path: Path) -> None:
    lines = values(written(tmp_path, row(), missing(2)))
    assert lines[HEADER_ROW - 1] == [
        "STT", "Đảng bộ", "Mã", "Chi bộ", "Đảng viên", "Phải dự", "Có mặt", "Tỷ lệ %", "Thường kỳ", "Chuyên đề", "Khác",
        "Số kết luận", "Gói", "Trạng thái",
    ]  # fmt: skip
    assert lines[HEADER_ROW] == [
        1, "Đảng ủy xã Mường Khương", "NL1", "Chi bộ thôn Nà Lừa 1", 41, 40, 37, 0.925, 1, 0, 0, 4,
        "MK01 · 2026-11 · số 3", "Đã báo cáo",
    ]  # fmt: skip
    assert lines[HEADER_ROW + 1][-1] == "CHƯA BÁO CÁO"
    assert lines[HEADER_ROW + 1][5:13] == [None] * 8


def test_the_last_row_adds_up_what_was_reported(tmp_path: Path) -> None:
    lines = values(written(tmp_path, row(1), row(2, present=30, required=41, conclusions=2), missing(3)))
    assert lines[-1] == [None, "Cộng", None, "3 chi bộ", 123, 81, 67, 0.8272, 2, 0, 0, 6, None, None]


def test_the_head_says_whose_table_which_month_and_how_many_reported(tmp_path: Path) -> None:
    lines = values(written(tmp_path, row(1), missing(2)))
    assert [line[0] for line in lines[: HEADER_ROW - 1]] == [
        "Tỉnh ủy Lào Cai",
        "BẢNG TỔNG HỢP SINH HOẠT CHI BỘ THÁNG 11/2026",
        None,
        "Đã báo cáo: 1/2 chi bộ",
    ]


def test_the_head_tells_who_reported_without_a_regular_meeting(tmp_path: Path) -> None:
    lines = values(written(tmp_path, row(1), row(2, regular=0, required=0, present=0)))
    assert lines[HEADER_ROW - 2][0] == "Đã báo cáo: 2/2 chi bộ · 1 chi bộ không có biên bản sinh hoạt thường kỳ."


def test_sample_data_is_marked_on_both_sheets(tmp_path: Path) -> None:
    book = written(tmp_path, row(), sample=True)
    assert [sheet["A3"].value for sheet in book.worksheets] == ["DỮ LIỆU MẪU"] * 2


def test_the_second_sheet_names_who_has_not_reported(tmp_path: Path) -> None:
    book = written(tmp_path, row(1), missing(2))
    assert book.sheetnames == ["Tổng hợp", "Chưa báo cáo"]
    assert values(book, 1)[HEADER_ROW:] == [[1, "Đảng ủy xã Mường Khương", "NL2", "Chi bộ thôn Nà Lừa 2", 41]]
    assert values(written(tmp_path, row(1)), 1)[HEADER_ROW][1] == "Tất cả chi bộ đã báo cáo."


def test_an_office_of_which_nothing_came_is_named_and_counted_as_no_cell(tmp_path: Path) -> None:
    silent = msgspec.structs.replace(missing(2), cell_id="", cell_code="", cell_name="", members=0)
    lines = values(written(tmp_path, row(1), silent))
    assert lines[HEADER_ROW + 1][3] == "(chưa nhận gói nào của đơn vị này)"
    assert lines[-1][3] == "1 chi bộ"


def test_a_table_without_rows_is_a_table(tmp_path: Path) -> None:
    assert values(written(tmp_path))[-1][3] == "0 chi bộ"


def test_numbers_are_numbers_and_shares_show_as_per_cent(tmp_path: Path) -> None:
    sheet = written(tmp_path, row()).worksheets[0]
    share = sheet.cell(HEADER_ROW + 1, 8)
    assert (share.data_type, share.number_format) == ("n", "0.00%")
    assert sheet.cell(HEADER_ROW + 1, 5).data_type == "n"
    assert sheet.cell(HEADER_ROW + 2, 8).number_format == "0.00%"


def test_a_share_without_a_base_is_left_empty(tmp_path: Path) -> None:
    assert values(written(tmp_path, row(required=0, present=0)))[HEADER_ROW][7] is None


def test_the_sheet_is_ready_to_be_printed(tmp_path: Path) -> None:
    sheet = written(tmp_path, row(), row(2)).worksheets[0]
    assert sheet.freeze_panes == f"A{HEADER_ROW + 1}"
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize or 0)) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"
    assert sheet.auto_filter.ref == f"A{HEADER_ROW}:N{HEADER_ROW + 2}"
    assert sheet.column_dimensions["D"].width > 25


@pytest.mark.parametrize("text", HOSTILE)
def test_a_string_is_never_a_formula_an_error_or_a_link(text: str, tmp_path: Path) -> None:
    book = written(
        tmp_path,
        row(office_name=text, cell_code=text, cell_name=text, package=text),
        msgspec.structs.replace(missing(2), office_name=text, cell_name=text),
        office=text,
    )
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type in {"s", "n"}, cell
                assert cell.hyperlink is None
    sheet = book.worksheets[0]
    assert sheet["A1"].value == text
    assert [sheet.cell(HEADER_ROW + 1, column).value for column in (2, 3, 4, 13)] == [text] * 4
    assert book.worksheets[1].cell(HEADER_ROW + 1, 4).value == text
    with zipfile.ZipFile(tmp_path / "tong-hop.xlsx") as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/"):
                assert b"<f>" not in parts.read(name)
                assert b"hyperlink" not in parts.read(name)


def test_a_string_excel_might_run_stays_quoted_when_it_is_edited(tmp_path: Path) -> None:
    cell = written(tmp_path, row(cell_name="=1+1")).worksheets[0].cell(HEADER_ROW + 1, 4)
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)


def test_characters_no_sheet_can_hold_are_left_out(tmp_path: Path) -> None:
    book = written(tmp_path, row(cell_name="Nà\x00 Lừa\x0b\x1b\ud800\uffff"))
    assert book.worksheets[0].cell(HEADER_ROW + 1, 4).value == "Nà Lừa"


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_a_plain_string_is_one_the_library_leaves_alone(text: str) -> None:
    sheet = openpyxl.Workbook().active
    assert sheet is not None
    cell = sheet.cell(1, 1)
    if cells.is_plain(text):
        cell.value = text
        assert cell.data_type == "s"
        assert cell.value == text
    cell.value = "'" + cells.legal(text)
    assert cell.value == "'" + cells.legal(text)


def test_text_longer_than_a_cell_is_cut(tmp_path: Path) -> None:
    book = written(tmp_path, row(cell_name="a" * 40_000))
    assert book.worksheets[0].cell(HEADER_ROW + 1, 4).value == "a" * cells.MAX_TEXT


def test_the_workbook_follows_the_language_of_the_program(tmp_path: Path) -> None:
    texts.set_language("en")
    book = written(tmp_path, row(), missing(2))
    assert book.sheetnames == ["Consolidated", "Not reported"]
    assert values(book)[HEADER_ROW + 1][-1] == "NOT REPORTED"


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    nowhere = tmp_path / "no such folder" / "x.xlsx"
    with pytest.raises(ProblemError) as caught:
        consolidated_workbook([row()], office_name="x", period="2026-11", sample=False, path=nowhere)
    assert caught.value.code == "S10"
    assert list(tmp_path.iterdir()) == []
