"""The code lists: complete, unambiguous, and found by any usual spelling."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from desktop_app.lists import (
    code_of,
    discipline_applies_to,
    ethnic_code,
    ethnic_groups,
    name_of,
    names,
    province_of,
    words,
)
from desktop_app.texts import set_language

LISTS = (
    *("ethnic_groups", "religions", "provinces", "qualifications", "theory_levels", "categories", "services"),
    *("poverty", "disciplines", "household_circumstances", "household_columns"),
)


def test_all_54_groups_are_there_and_two_that_are_none() -> None:
    assert list(ethnic_groups()) == [f"{number:02}" for number in range(1, 57)]
    assert len(set(ethnic_groups().values())) == 56


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("Tày", "02"),
        ("Mông", "08"),
        ("H'Mông", "08"),
        ("hmong", "08"),
        ("Khmer", "05"),
        ("K'Ho", "16"),
        ("Bru - Vân Kiều", "23"),
        ("Ê Đê", "12"),
        ("Cờ Lao", "47"),
        ("08", "08"),
        ("Xyz", ""),
        ("", ""),
    ],
)
def test_a_group_is_found_by_any_usual_spelling(spelling: str, code: str) -> None:
    assert ethnic_code(spelling) == code


@pytest.mark.parametrize("listed", LISTS)
def test_every_name_and_code_leads_back_to_its_own_entry(listed: str) -> None:
    known = names(listed)
    assert known
    assert {code_of(listed, name): name for name in known.values()} == known
    assert {code_of(listed, code): name_of(listed, code) for code in known} == known


@pytest.mark.parametrize("listed", LISTS)
def test_no_spelling_stands_for_two_entries(listed: str) -> None:
    file = resources.files("resources").joinpath(f"lists/{listed}.toml")
    for code, entry in tomllib.loads(file.read_text("utf-8"))["entry"].items():
        for spelling in (*entry["aliases"], *entry.get("former", ())):
            assert code_of(listed, spelling) == code, spelling


@pytest.mark.parametrize(
    ("listed", "typed", "code"),
    [
        ("theory_levels", "trung cap", "intermediate"),
        ("theory_levels", "Cao cấp LLCT", "advanced"),
        ("theory_levels", "CỬ NHÂN", "bachelor"),
        ("qualifications", "ĐH", "university"),
        ("qualifications", "Thạc sỹ", "master"),
        ("religions", "không", "99"),
        ("religions", "Thiên chúa giáo", "02"),
        ("categories", "Công chức", "civil_servant"),
        ("services", "hưu  trí", "retired"),
        ("poverty", "Cận nghèo", "near_poor"),
        ("disciplines", "khien trach", "reprimand"),
    ],
)
def test_the_words_of_old_lists_are_understood(listed: str, typed: str, code: str) -> None:
    assert code_of(listed, typed) == code


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("Xã Nà Phặc, huyện Ngân Sơn, tỉnh Bắc Kạn", "19"),
        ("Quang Minh, Bắc Quang, Hà Giang", "08"),
        ("Kiến Xương - Thái Bình", "33"),
        ("TP. Hồ Chí Minh", "79"),
        ("quận 1, tp hcm", "79"),
        ("Thừa Thiên - Huế", "46"),
        ("Bà Rịa - Vũng Tàu", "79"),
        ("Hoà Bình", "25"),
        ("Nam Định", "37"),
        ("19", ""),
        ("Viêng Chăn, Lào", ""),
        ("", ""),
    ],
)
def test_a_home_place_under_an_old_name_lies_in_a_province_of_today(place: str, code: str) -> None:
    assert province_of(place) == code


def test_there_are_34_provinces() -> None:
    assert len(names("provinces")) == 34


def test_a_probationary_member_is_neither_dismissed_nor_expelled() -> None:
    for_probationary = [code for code in names("disciplines") if "probationary" in discipline_applies_to(code)]
    assert for_probationary == ["reprimand", "warning"]
    assert discipline_applies_to("exile") == ()


def test_the_window_shows_lists_in_its_language_and_paper_in_vietnamese() -> None:
    set_language("en")
    try:
        assert words("theory_levels")["advanced"] == "Advanced"
        assert names("theory_levels")["advanced"] == "Cao cấp"
        assert words("ethnic_groups")["02"] == "Tày"
    finally:
        set_language("vi")
