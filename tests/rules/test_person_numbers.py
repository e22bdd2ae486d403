"""The numbers that go with a person: kept in one form, and recognised for what they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.rules import person_numbers as numbers


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0912 345 678", "0912345678"),
        ("0912.345.678", "0912345678"),
        ("+84 912 345 678", "0912345678"),
        ("+84 (0)912 345 678", "0912345678"),
        ("0912345678 hoặc 0912345679", "0912345678 hoặc 0912345679"),
        ("không có", "không có"),
    ],
)
def test_a_telephone_number_is_kept_as_its_digits(typed: str, kept: str) -> None:
    assert numbers.phone(typed) == kept


@pytest.mark.parametrize(
    ("kept", "well"),
    [("0912345678", True), ("02143812345", True), ("912345678", False), ("0412345678", False), ("09123456789", False)],
)
def test_telephone_numbers_of_the_country_are_known(kept: str, *, well: bool) -> None:
    assert numbers.is_phone(kept) is well


@pytest.mark.parametrize(
    ("number", "female", "year", "fits"),
    [
        ("010080123456", False, "1980", True),
        ("010180123456", True, "1980", True),
        ("010080123456", True, "1980", False),
        ("010080123456", False, "1981", False),
        ("010204123456", False, "2004", True),
        ("010304123456", True, "2004", True),
        ("010304123456", True, "1904", False),
        ("010080123456", False, "", True),
    ],
)
def test_a_national_number_tells_sex_and_year_of_birth(number: str, year: str, *, female: bool, fits: bool) -> None:
    assert numbers.national_id_fits(number, female=female, birth_year=year) is fits


@pytest.mark.parametrize(
    ("typed", "kept", "well"),
    [
        ("012345 lc", "012345LC", True),
        ("012345/TNG", "012345TNG", True),
        ("012345-đb", "012345ĐB", True),
        ("12345", "12345", False),
        ("lý lịch cũ", "lý lịch cũ", False),
    ],
)
def test_a_file_number_is_six_digits_and_letters(typed: str, kept: str, *, well: bool) -> None:
    assert numbers.file_number(typed) == kept
    assert numbers.is_file_number(kept) is well


@pytest.mark.parametrize(
    ("typed", "kept", "well"),
    [
        ("12/12", "12/12", True),
        ("7 / 10", "7/10", True),
        ("Lớp 09/12", "9/12", True),
        ("13/12", "13/12", False),
        ("Tốt nghiệp THPT", "Tốt nghiệp THPT", False),
    ],
)
def test_education_is_a_class_of_ten_or_twelve(typed: str, kept: str, *, well: bool) -> None:
    assert numbers.education(typed) == kept
    assert numbers.is_education(kept) is well


@given(st.text(max_size=20))
def test_what_is_kept_once_is_kept_the_same_again(typed: str) -> None:
    for kept in (numbers.digits, numbers.phone, numbers.file_number, numbers.education):
        assert kept(kept(typed)) == kept(typed)
