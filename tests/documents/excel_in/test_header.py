"""The header is found wherever it stands, whatever is merged, repeated or numbered around it."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_app.documents.excel_in.header import find_header, numbers_columns
from tests.helpers.workbooks import as_sheet, lines_of, targets_of

PERSON: list[Any] = [1, "Lò Văn Hùng", "05/03/1965", "Nam", "Tày"]
ONE: list[Any] = ["TT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc"]


def test_a_header_in_the_first_row() -> None:
    assert find_header(as_sheet([ONE, PERSON]).rows) == (1, 1)


def test_a_header_in_row_7_under_titles() -> None:
    above = [["ĐẢNG ỦY XÃ X", None, None, "ĐẢNG CỘNG SẢN VIỆT NAM"], [], ["DANH SÁCH ĐẢNG VIÊN"], [], ["Năm 2026"], []]
    assert find_header(as_sheet([*above, ONE, PERSON]).rows) == (7, 7)


def test_two_rows_with_groups_over_sub_columns() -> None:
    rows = [
        ["DANH SÁCH"],
        ["TT", "Họ và tên", "Năm sinh", None, "Ngày vào Đảng", None],
        [None, None, "Nam", "Nữ", "Dự bị", "Chính thức"],
        [1, "Lò Văn Hùng", "1965", None, "03/02/1990", "03/02/1991"],
    ]
    assert find_header(as_sheet(rows).rows) == (2, 3)
    targets = {"B": "full_name", "C": "birth_male", "D": "birth_female", "E": "admitted_on", "F": "official_on"}
    assert targets_of(as_sheet(rows)) == targets
    merged = ((1, 2, 1, 3), (1, 4, 1, 5), (1, 0, 2, 0), (1, 1, 2, 1))
    assert targets_of(as_sheet(rows, merged=merged)) == targets


def test_a_row_that_numbers_the_columns_belongs_to_the_header() -> None:
    for numbers in ([1, 2, 3, 4, 5], ["(1)", "(2)", "(3)", "(4)", "(5)"], ["A", "B", 1, 2, 3]):
        assert find_header(as_sheet([ONE, numbers, PERSON]).rows) == (1, 2)


def test_groups_above_whose_sub_columns_are_better_known() -> None:
    rows = [
        ["STT", "Thông tin chung", None, None, "Đảng", None],
        [None, "Họ và tên", "Ngày sinh", "Dân tộc", "Ngày vào Đảng", "Số thẻ"],
        [1, "Lò Văn Hùng", "1965", "Tày", "1990", "01234567"],
    ]
    assert find_header(as_sheet(rows).rows) == (1, 2)
    assert targets_of(as_sheet(rows)) == {
        "B": "full_name",
        "C": "birth_date",
        "D": "ethnic_code",
        "E": "admitted_on",
        "F": "card_number",
    }


def test_a_list_without_a_header_has_none() -> None:
    assert find_header(as_sheet([PERSON, PERSON]).rows) == (0, 0)
    assert find_header([]) == (0, 0)


@pytest.mark.parametrize("filled", [[1, 5, 9], ["Nam", 1, 2], [1965, 1966, 1967], [1, 2], [7, 8, 9]])
def test_not_every_row_of_numbers_numbers_columns(filled: list[Any]) -> None:
    assert not numbers_columns(filled)


def test_everything_that_is_no_person_is_left_out_and_named() -> None:
    rows = [
        ["DANH SÁCH ĐẢNG VIÊN"],
        ONE,
        ["I", "Chi bộ thôn Nà Lừa: 2 đảng viên"],
        PERSON,
        [],
        [],
        [],
        [2, "Tống Thị Cộng", "1970", "Nữ", "Kinh"],
        ONE,
        [1, 2, 3, 4, 5],
        ["Chi bộ Bản Phiệt"],
        ["Tổ đảng 1"],
        [3, "Giàng A Pó", "1980", "Nam", "Mông"],
        ["B", "Đảng viên dự bị"],
        [4, "Vàng Thị Mỷ", "2000", "Nữ", "Mông"],
        ["Tổng cộng", None, 4, 2, 2],
        [None, None, None, "Mường Khương, ngày 02 tháng 3 năm 2026"],
        [None, "NGƯỜI LẬP BIỂU", None, "T/M CHI ỦY"],
        [None, "Nguyễn Thị Lan", None, "Vàng A Tủa"],
    ]
    lines, skipped = lines_of(as_sheet(rows))
    assert [(line.row, line.values["full_name"], line.values.get("cell")) for line in lines] == [
        (4, "Lò Văn Hùng", "Chi bộ thôn Nà Lừa"),
        (8, "Tống Thị Cộng", "Chi bộ thôn Nà Lừa"),
        (13, "Giàng A Pó", "Chi bộ Bản Phiệt"),
        (15, "Vàng Thị Mỷ", "Chi bộ Bản Phiệt"),
    ]
    assert lines[2].values["party_group"] == "Tổ đảng 1"
    assert str(lines[3].values["standing"]) == "probationary"
    assert skipped == (3, 5, 6, 7, 9, 10, 11, 12, 14, 16, 17, 18, 19)
    assert not any(line.problems for line in lines)


def test_a_list_of_names_alone_keeps_them_all() -> None:
    lines, skipped = lines_of(as_sheet([["STT", "Họ và tên"], [1, "Lò Văn Hùng"], [2, "Giàng A Pó"], ["Cộng", 2]]))
    assert [line.values["full_name"] for line in lines] == ["Lò Văn Hùng", "Giàng A Pó"]
    assert skipped == (4,)


def test_a_cell_merged_over_its_people_counts_for_each() -> None:
    rows = [["Chi bộ", "Họ và tên", "Ngày sinh"], ["Chi bộ Nà Lừa", "Lò Văn A", "1965"], [None, "Lò Văn B", "1966"]]
    lines, _ = lines_of(as_sheet(rows, merged=((1, 0, 2, 0),)))
    assert [line.values["cell"] for line in lines] == ["Chi bộ Nà Lừa"] * 2
