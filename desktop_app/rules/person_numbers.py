"""The numbers that go with a person: how they are written, and whether they can be what they say they are."""

from __future__ import annotations

import re

_SEPARATORS = re.compile(r"[\s.\-–]+")
_NATIONAL_ID = re.compile("[0-9]{12}")
_PHONE = re.compile("0(?:[35789][0-9]{8}|2[0-9]{9})")
_FILE_NUMBER = re.compile("[0-9]{6}[A-ZĐ]{2,3}")
_EDUCATION = re.compile(r"(?:lớp )?([0-9]{1,2}) ?[/\\] ?(10|12)", re.IGNORECASE)
_EDUCATION_CLASSES = re.compile("([0-9]{1,2})/(10|12)")


def digits(text: str) -> str:
    """Return a number without the spaces, dots and hyphens people group its digits with; other text as it is."""
    joined = _SEPARATORS.sub("", text)
    return joined if joined.isascii() and joined.isdigit() else text


def phone(text: str) -> str:
    """Return a telephone number as it is kept: digits only, +84 as 0; several numbers or words as they are."""
    joined = _SEPARATORS.sub("", text).replace("(", "").replace(")", "")
    joined = "0" + joined[3:].removeprefix("0") if joined.startswith("+84") else joined
    return joined if joined.isascii() and joined.isdigit() else text


def is_phone(text: str) -> bool:
    """Return whether a kept text is a Vietnamese telephone number: 10 digits, or 11 of a fixed line (02…)."""
    return bool(_PHONE.fullmatch(text))


def is_national_id(text: str) -> bool:
    """Return whether a kept text has the shape of a số định danh cá nhân: 12 digits."""
    return bool(_NATIONAL_ID.fullmatch(text))


def national_id_fits(number: str, *, female: bool, birth_year: str) -> bool:
    """Return whether the century, sex and year of birth written in a number are those of the person.

    Digits 4 to 6, by Nghị định 137/2015/NĐ-CP, 31/12/2015, Điều 13: 0 and 1 are men and women born 1900 to 1999, 2 and
    3 those born 2000 to 2099. ``birth_year`` has four digits or is empty when unknown.
    """
    sign, year = int(number[3]), number[4:6]
    if sign % 2 != int(female):
        return False
    return not birth_year or birth_year == f"{19 + sign // 2}{year}"


def file_number(text: str) -> str:
    """Return a số lý lịch as it is kept: capitals, nothing between the digits and the letters of the đảng bộ."""
    joined = re.sub(r"[\s./\-–]+", "", text).upper()
    return joined if _FILE_NUMBER.fullmatch(joined) else text


def is_file_number(text: str) -> bool:
    """Return whether a kept text has the shape of a số lý lịch: 6 digits and the 2 or 3 letters of the đảng bộ."""
    return bool(_FILE_NUMBER.fullmatch(text))


def education(text: str) -> str:
    """Return a level of general education as it is kept: "12/12", "7/10"; other words as they are."""
    matched = _EDUCATION.fullmatch(text)
    return f"{int(matched[1])}/{matched[2]}" if matched else text


def is_education(text: str) -> bool:
    """Return whether a kept text is a class of the system of 10 or of 12 classes."""
    matched = _EDUCATION_CLASSES.fullmatch(text)
    return matched is not None and 0 <= int(matched[1]) <= int(matched[2])
