"""From cells to the values of a person, and what is said where that does not work."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.records import Duty, Severity, Sex, Standing
from desktop_app.documents.excel_in import values
from desktop_app.documents.excel_in.cell import REFUSED, Context, Missing, filled_by
from desktop_app.documents.excel_in.encodings import encode
from desktop_app.documents.excel_in.fields import FIELDS
from desktop_app.documents.excel_in.model import Encoding
from tests.helpers.workbooks import TODAY, as_sheet, codes, lines_of, sentences

PLAIN = Context(TODAY)


def only(target: str, raw: Any, context: Context = PLAIN) -> tuple[object, str]:
    """Return (value, code of the first thing said) of a cell for a field."""
    outcome = values.read(target, raw, context)
    return outcome.values[0], outcome.notes[0].code if outcome.notes else ""


@pytest.mark.parametrize(
    ("target", "raw", "value", "code"),
    [
        ("full_name", " Lò  Văn\u00a0Hùng ", "Lò Văn Hùng", ""),
        ("full_name", "1. Đ/c Lò Văn Hùng", "Lò Văn Hùng", ""),
        ("full_name", "Ðặng Thị Mười", "Đặng Thị Mười", ""),
        ("full_name", "H'Hen Niê", "H'Hen Niê", ""),
        ("full_name", "Ông Văn Tùng", "Ông Văn Tùng", ""),
        ("full_name", 12345, REFUSED, "READ_NAME_FORM"),
        ("full_name", date(2020, 1, 1), REFUSED, "READ_NAME_FORM"),
        ("full_name", "---", REFUSED, "READ_NAME_FORM"),
        ("full_name", "=A1&B1", REFUSED, "READ_FORMULA_TEXT"),
        ("full_name", "#REF!", REFUSED, "READ_CELL_ERROR"),
        ("note", "#N/A", REFUSED, "READ_CELL_ERROR"),
        ("note", "#1 hàng đầu", "#1 hàng đầu", ""),
        ("note", 12, "12", ""),
        ("note", date(2020, 3, 5), "05/03/2020", ""),
        ("card_number", "01234567", "01234567", ""),
        ("card_number", "01.234.567", "01234567", ""),
        ("card_number", 1234567, "01234567", "READ_ZERO_RESTORED"),
        ("card_number", 12345678.0, "12345678", ""),
        ("card_number", "TN-0012", "TN-0012", ""),
        ("card_number", 0, "", ""),
        ("card_number", "1,2345E+07", REFUSED, "READ_NUMBER_MANGLED"),
        ("national_id", "012345678901", "012345678901", ""),
        ("national_id", "012 345 678 901", "012345678901", ""),
        ("national_id", 12345678901.0, "012345678901", "READ_ZERO_RESTORED"),
        ("national_id", 1.2345e10, "012345000000", "READ_ZERO_RESTORED"),
        ("national_id", 1234567890, "001234567890", "READ_ZERO_RESTORED"),
        ("national_id", "12345678901", "012345678901", "READ_ZERO_RESTORED"),
        ("national_id", "123456789", REFUSED, "READ_NATIONAL_ID_OLD"),
        ("national_id", "1.2345E+10", REFUSED, "READ_NUMBER_MANGLED"),
        ("national_id", "1234567890123", REFUSED, "READ_NATIONAL_ID_FORM"),
        ("national_id", 1.5, REFUSED, "READ_NUMBER_MANGLED"),
        ("national_id", float("inf"), REFUSED, "READ_NUMBER_MANGLED"),
        ("phone", 912345678, "0912345678", ""),
        ("phone", "0912.345.678", "0912345678", ""),
        ("phone", "0912345678; 0987654321", "0912345678; 0987654321", ""),
        ("sex", "nam", Sex.MALE, ""),
        ("sex", "Nữ", Sex.FEMALE, ""),
        ("sex", "N", REFUSED, "READ_SEX_FORM"),
        ("sex", None, None, ""),
        ("ethnic_code", "H'Mông", "08", ""),
        ("ethnic_code", "hmong", "08", ""),
        ("ethnic_code", "Xyz", REFUSED, "READ_LIST_UNKNOWN"),
        ("religion_code", "Không", "99", ""),
        ("poverty_code", "Không", "", ""),
        ("poverty_code", "hộ cận nghèo", "near_poor", ""),
        ("theory_code", "TC", "intermediate", ""),
        ("qualification_code", "Đại học Luật", "university", ""),
        ("general_education", "7/10", "7/10", ""),
        ("general_education", date(2026, 10, 7), "7/10", "READ_EDUCATION_DAY"),
        ("general_education", date(2026, 12, 12), "12/12", "READ_EDUCATION_DAY"),
        ("general_education", date(2026, 3, 5), REFUSED, "READ_EDUCATION_FORM"),
        ("standing", "Dự bị", Standing.PROBATIONARY, ""),
        ("standing", "CT", Standing.OFFICIAL, ""),
        ("standing", "lạ", REFUSED, "READ_STANDING_FORM"),
        ("duty", "x", Duty.EXEMPT, ""),
        ("duty", 1, Duty.EXEMPT, ""),
        ("duty", "Tạm miễn", Duty.TEMPORARILY_EXEMPT, ""),
        ("duty", None, None, ""),
        ("youth_member", "Có", True, ""),
        ("youth_member", True, True, ""),
        ("political_system", "x", "yes", ""),
        ("political_system", "Không", "no", ""),
        ("political_system", "", "", ""),
        ("revision", 3, 3, ""),
        ("birth_date", "#VALUE!", REFUSED, "READ_CELL_ERROR"),
    ],
)
def test_a_cell_becomes_a_value_or_says_why_not(target: str, raw: Any, value: object, code: str) -> None:
    assert only(target, raw) == (value, code)


def test_a_qualification_keeps_its_branch() -> None:
    assert values.read("qualification_code", "Đại học Luật", PLAIN).values == ("university", "Luật")


anything = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30), st.dates(),
    st.sampled_from(["#REF!", "=1", "x", "a\nb", "/;/", "(", "\u00ad", "\x00", "0" * 40, "9" * 400]),
)  # fmt: skip


@given(st.sampled_from(sorted(FIELDS)), anything, st.sampled_from(Encoding))
def test_no_cell_breaks_the_reading(target: str, raw: Any, encoding: Encoding) -> None:
    if target in ("family_name", "given_name", "birth_day", "birth_month", "birth_year"):
        return
    outcome = values.read(target, raw, Context(TODAY, encoding, titles=True))
    assert len(outcome.values) == len(filled_by(target))
    for note in outcome.notes:
        assert note.field in FIELDS
    if REFUSED in outcome.values:
        assert outcome.notes or target == "revision"


@given(st.lists(st.lists(anything, min_size=3, max_size=3), max_size=8))
def test_no_sheet_breaks_the_reading(rows: list[list[Any]]) -> None:
    lines, skipped = lines_of(as_sheet([["Họ và tên", "Ngày sinh", "Số thẻ"], *rows]))
    assert sorted([line.row for line in lines] + list(skipped)) == list(range(2, len(rows) + 2))
    for line in lines:
        assert not any(isinstance(value, Missing) for value in line.values.values())
        assert "full_name" in line.values or line.refused


def test_every_sentence_names_its_cell() -> None:
    rows = [
        ["TT", "Họ và tên", "Ngày sinh", "Số thẻ"],
        [1, None, "31/02/1990", 1234567],
        [2, "Lò Văn A", "#REF!", None],
    ]
    lines, _ = lines_of(as_sheet(rows))
    assert [(one.row, one.column) for line in lines for one in line.problems] == [(2, 1), (2, 2), (2, 3), (3, 2)]
    said = " ".join(text for line in lines for text in sentences(line))
    assert all(place in said for place in ("B2", "C2", "D2", "C3"))
    assert "{" not in said
    assert [line.refused for line in lines] == [True, True]


def test_births_under_the_columns_of_the_sexes() -> None:
    rows = [["Họ tên", "Năm sinh", None, "Dân tộc"], [None, "Nam", "Nữ", None], ["Lò Văn A", 1965, None, "Tày"]]
    rows += [["Lò Thị B", None, "5/3/1970", "Tày"], ["Lò C", 1965, 1970, "Tày"]]
    lines, _ = lines_of(as_sheet(rows))
    assert [(line.values.get("birth_date"), line.values.get("sex")) for line in lines[:2]] == [
        ("1965", Sex.MALE),
        ("1970-03-05", Sex.FEMALE),
    ]
    assert codes(lines[2]) == {"READ_BOTH_SEXES"}


def test_a_mark_in_the_only_column_of_a_sex_tells_both() -> None:
    rows = [["Họ tên", "Ngày sinh", "Nữ"], ["Lò Văn A", "1965", None], ["Lò Thị B", "1970", "x"]]
    lines, _ = lines_of(as_sheet(rows))
    assert [(line.values["birth_date"], line.values["sex"]) for line in lines] == [
        ("1965", Sex.MALE),
        ("1970", Sex.FEMALE),
    ]


def test_forms_of_address_go_and_tell_the_sex() -> None:
    rows = [["Họ tên", "Ngày sinh"], ["Ông Lò Văn A", "1965"], ["Bà Lò Thị B", "1970"], ["Vàng A Páo", "1970"]]
    lines, _ = lines_of(as_sheet(rows))
    assert [line.values["full_name"] for line in lines] == ["Lò Văn A", "Lò Thị B", "Vàng A Páo"]
    assert [line.values.get("sex") for line in lines] == [Sex.MALE, Sex.FEMALE, None]


def test_family_and_given_name_are_put_together_and_so_are_the_parts_of_a_birth() -> None:
    rows = [
        ["Họ đệm", "Tên", "Ngày sinh", None, None],
        [None, None, "Ngày", "Tháng", "Năm"],
        ["Lò Văn", "A", 5, 3, 1965],
    ]
    lines, _ = lines_of(as_sheet([*rows, ["Vàng A", "Páo", None, None, 1970]]))
    assert [(line.values["full_name"], line.values["birth_date"]) for line in lines] == [
        ("Lò Văn A", "1965-03-05"),
        ("Vàng A Páo", "1970"),
    ]


def test_several_fields_in_one_cell_are_taken_apart() -> None:
    rows = [
        ["Họ và tên đang dùng, họ tên khai sinh", "Nam/nữ, dân tộc, tôn giáo", "Ngày vào Đảng / chính thức"],
        ["Lò Văn A\n(Lò Văn Páo)", "Nam, Tày, Không", "03/02/1990\n03/02/1991"],
    ]
    rows[0] += ["Nghề nghiệp trước khi vào Đảng và hiện nay", "Số thẻ, số lý lịch"]
    rows[1] += ["Làm ruộng\nHưu trí", "01234567 / 001234 TN"]
    line = lines_of(as_sheet(rows))[0][0]
    assert line.values == {
        "full_name": "Lò Văn A",
        "birth_name": "Lò Văn Páo",
        "sex": Sex.MALE,
        "ethnic_code": "02",
        "religion_code": "99",
        "admitted_on": "1990-02-03",
        "official_on": "1991-02-03",
        "former_occupation": "Làm ruộng",
        "occupation": "Hưu trí",
        "card_number": "01234567",
        "file_number": "001234 TN",
    }


def test_a_refused_value_is_missing_and_an_empty_one_is_empty() -> None:
    rows = [["Họ tên", "Ngày sinh", "Ngày vào Đảng"], ["Lò Văn A", "31/02/1990", None]]
    line = lines_of(as_sheet(rows))[0][0]
    assert line.values == {"full_name": "Lò Văn A", "admitted_on": ""}
    assert line.refused


def test_a_state_may_tell_the_duty_instead_of_the_standing() -> None:
    rows = [["Họ tên", "Trạng thái"], ["Lò Văn A", "Chính thức"], ["Lò Văn B", "Miễn sinh hoạt"]]
    lines, _ = lines_of(as_sheet(rows))
    assert [(line.values.get("standing"), line.values.get("duty")) for line in lines] == [
        (Standing.OFFICIAL, None),
        (None, Duty.EXEMPT),
    ]


def test_a_formula_without_a_result_is_named() -> None:
    rows = [["Họ tên", "Ngày sinh"], ["Lò Văn A", None]]
    line = lines_of(as_sheet(rows, formulas=frozenset({(1, 1)})))[0][0]
    assert codes(line) == {"READ_FORMULA_EMPTY"}


@pytest.mark.parametrize("encoding", [Encoding.TCVN3, Encoding.VNI])
def test_a_whole_list_in_an_old_encoding(encoding: Encoding) -> None:
    def old(*texts: str) -> list[Any]:
        return [encode(text, encoding) for text in texts]

    rows = [
        old("Họ và tên", "Giới tính", "Dân tộc", "Chi bộ"),
        old("Nguyễn Văn Hùng", "nam", "Tày", "Chi bộ thôn Nà Lừa"),
        old("Đặng Thị Mười", "nữ", "Mường", "Chi bộ thôn Nà Lừa"),
        old("tổng cộng", "2", "", ""),
    ]
    lines, skipped = lines_of(as_sheet(rows))
    assert [list(line.values.values()) for line in lines] == [
        ["Nguyễn Văn Hùng", Sex.MALE, "02", "Chi bộ thôn Nà Lừa"],
        ["Đặng Thị Mười", Sex.FEMALE, "06", "Chi bộ thôn Nà Lừa"],
    ]
    assert skipped == (4,)


def test_a_letter_that_an_editor_dropped_is_put_back_and_pointed_out() -> None:
    rows = [
        ["Họ và tên", "Ngày sinh"],
        ["D\u00acng V¨n Hïng", 1965],
        ["NguyÔn ThÞ Lan", 1970],
    ]
    line = lines_of(as_sheet(rows))[0][0]
    assert line.values["full_name"] == "Dương Văn Hùng"
    assert codes(line) == {"READ_LETTER_LOST"}
    assert line.problems[0].finding.severity is Severity.WARNING
