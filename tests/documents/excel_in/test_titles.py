"""Titles of columns: with accents, without, abbreviated, in two rows, in the old encodings, about somebody else."""

from __future__ import annotations

import pytest

from desktop_app.documents.excel_in import fields
from desktop_app.documents.excel_in.encodings import encode
from desktop_app.documents.excel_in.fields import FIELDS, match
from desktop_app.documents.excel_in.model import Encoding
from tests.helpers.workbooks import as_sheet, plans_of, targets_of

TABLE = {
    "Họ và tên": "full_name",
    "HỌ VÀ TÊN ĐẢNG VIÊN": "full_name",
    "Ho va ten": "full_name",
    "Họ tên khai sinh": "birth_name",
    "Họ và tên khai sinh (nếu có)": "birth_name",
    "Ng.sinh": "birth_date",
    "Ngày, tháng, năm sinh": "birth_date",
    "ngay sinh": "birth_date",
    "Giới tính": "sex",
    "Nam/Nữ": "sex",
    "DT": "ethnic_code",
    "Dân tộc": "ethnic_code",
    "ĐT": "phone",
    "SĐT": "phone",
    "TG": "religion_code",
    "QQ": "home_place",
    "Quê quán (xã, tỉnh)": "home_place",
    "TĐ LLCT": "theory_code",
    "Trình độ văn hóa": "general_education",
    "TĐCM": "qualification_code",
    "Số TĐV": "card_number",
    "Số thẻ Đảng viên": "card_number",
    "SLL": "file_number",
    "Ngày KN": "admitted_on",
    "Ngày vào Đảng": "admitted_on",
    "Ngày CT": "official_on",
    "Ngày vào Đảng chính thức": "official_on",
    "Ngày vào Đảng / chính thức": "admitted_official",
    "Ngày vào Đảng\nNgày chính thức": "admitted_official",
    "Ngày vào Đảng (chính thức)": "admitted_official",
    "Số thẻ, số lý lịch": "card_file",
    "Dân tộc, tôn giáo": "ethnic_religion",
    "CCCD": "national_id",
    "Số định danh cá nhân": "national_id",
    "Chi bộ": "cell",
    "Nơi sinh": "birth_place",
    "Nơi sinh hoạt": "cell",
    "Thôn/bản": "hamlet",
    "Ghi chú": "note",
    "STT": "",
    "Tuổi Đảng": "",
    "Khen thưởng": "",
}


@pytest.mark.parametrize(("title", "field"), TABLE.items())
def test_a_title_is_recognised(title: str, field: str) -> None:
    assert match((title,))[0] == field


@pytest.mark.parametrize("encoding", [Encoding.TCVN3, Encoding.VNI])
@pytest.mark.parametrize(("title", "field"), [entry for entry in TABLE.items() if entry[0][0].isupper()])
def test_a_title_is_recognised_in_the_old_encodings(title: str, field: str, encoding: Encoding) -> None:
    assert match((encode(title.lower(), encoding),))[0] == match((title.lower(),))[0]


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        (("Ngày vào Đảng", "Dự bị"), "admitted_on"),
        (("Ngày vào Đảng", "Chính thức"), "official_on"),
        (("Năm sinh", "Nam"), "birth_male"),
        (("Năm sinh", "Nữ"), "birth_female"),
        (("Trình độ", "Văn hóa"), "general_education"),
        (("Trình độ", "LLCT"), "theory_code"),
        (("Thẻ Đảng viên", "Số"), "card_number"),
        (("Thẻ Đảng viên", "Ngày cấp"), "card_issued_on"),
        (("CCCD", "Số"), "national_id"),
        (("CCCD", "Ngày cấp"), ""),
        (("Họ và tên", "Họ đệm"), "family_name"),
        (("Ngày sinh", "Tháng"), "birth_month"),
    ],
)
def test_two_rows_of_titles_are_read_together(parts: tuple[str, ...], field: str) -> None:
    assert match(parts)[0] == field


@pytest.mark.parametrize("title", ["Họ và tên vợ", "Ngày sinh của con", "Họ tên bố", "Mức sống", "Cột lạ", "x"])
def test_what_is_about_somebody_else_or_unknown_is_left_out(title: str) -> None:
    assert not match((title,))[0]


def test_every_field_has_titles_and_every_title_a_field() -> None:
    known = set(fields._titles()[0].values())
    assert known - {"leave_out"} == set(FIELDS)


def test_no_title_stands_for_two_fields() -> None:
    import tomllib
    from importlib import resources

    table = tomllib.loads(resources.files("resources").joinpath("lists/import_titles.toml").read_text("utf-8"))
    seen: dict[str, str] = {}
    for field, titles in table.items():
        for title in titles:
            assert seen.setdefault(fields._accented(title), field) == field, title


def test_a_telephone_under_dt_is_told_by_its_numbers() -> None:
    sheet = as_sheet(
        [["Họ tên", "Ngày sinh", "DT"], ["Lò Văn A", "1965", "0912345678"], ["Lò Văn B", "1966", 987654321]]
    )
    assert targets_of(sheet) == {"A": "full_name", "B": "birth_date", "C": "phone"}


def test_one_name_over_two_columns_is_family_and_given_name() -> None:
    rows = [["TT", "Họ và tên", None, "Ngày sinh"], [1, "Lò Văn", "Hùng", "1965"], [2, "Trần Thị", "Bé", "1970"]]
    for about in ({}, {"merged": ((0, 1, 0, 2),)}):
        assert targets_of(as_sheet(rows, **about)) == {"B": "family_name", "C": "given_name", "D": "birth_date"}


def test_two_columns_for_one_field_leave_the_surer_or_fuller_one() -> None:
    sheet = as_sheet([["Họ tên", "Ghi chú", "Ghi chú", "Ngày sinh"], ["Lò Văn A", None, "x", "1965"]])
    assert targets_of(sheet) == {"A": "full_name", "C": "note", "D": "birth_date"}
    hidden = as_sheet(sheet.rows, hidden_columns=frozenset({2}))
    assert targets_of(hidden)["B"] == "note"


def test_a_choice_made_before_goes_before_the_name_of_a_column() -> None:
    from desktop_app.documents.excel_in.columns import plan

    sheet = as_sheet([["Họ tên", "Cột lạ", "Ghi chú"], ["Lò Văn A", "0912345678", "x"]])
    remembered = {fields.title_key("CỘT LẠ"): "phone", fields.title_key("ghi chú"): "", "họ tên": "no such field"}
    plans = plan(sheet, (1, 1), remembered)
    assert [(column.target, column.reason) for column in plans] == [
        ("full_name", "name"),
        ("phone", "remembered"),
        ("", "remembered"),
    ]


def test_columns_without_titles_are_told_by_what_they_hold() -> None:
    rows = [
        ["Nguyễn Văn Hùng", "Nam", "05/03/1965", "Tày", "03/02/1990", "012345678901", "0912345678"],
        ["Lò Thị Mỷ", "Nữ", "1970", "Thái", "04/05/1995", "012345678902", "0912345679"],
        ["Giàng A Pó", "Nam", "1.2.1980", "Mông", "05/06/2005", "012345678903", "0912345670"],
    ]
    assert targets_of(as_sheet(rows)) == {
        "A": "full_name",
        "B": "sex",
        "C": "birth_date",
        "D": "ethnic_code",
        "E": "admitted_on",
        "F": "national_id",
        "G": "phone",
    }


def test_samples_and_titles_are_shown_decoded() -> None:
    names = ["Nguyễn Văn Hùng", "Đặng Thị Mười", "Lò Thị Mỷ"]
    rows = [[encode("Họ và tên", Encoding.TCVN3), "Tuổi"], *[[encode(name, Encoding.TCVN3), 5] for name in names]]
    column = plans_of(as_sheet(rows, fonts={0: ".VnTime"}))[0]
    assert (column.title, column.encoding, column.samples) == ("Họ và tên", Encoding.TCVN3, tuple(names))


def test_a_font_of_the_old_kind_over_unicode_text_does_not_spoil_it() -> None:
    sheet = as_sheet([["Họ và tên", "Ngày sinh"], ["Nguyễn Thị Hòa", 1965]], fonts={0: ".VnTime"})
    assert plans_of(sheet)[0].samples == ("Nguyễn Thị Hòa",)
