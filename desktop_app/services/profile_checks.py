"""What can be said about a person's further particulars from the form alone, and how they are kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from db.partial import bounds, surely_before
from db.records import Finding, PersonInput, Sex
from db.register_records import MemberProfile
from db.text import normalize
from desktop_app import lists
from desktop_app.rules import person_numbers
from desktop_app.rules.findings import error, warning
from desktop_app.rules.meeting import MAX_LINE, MAX_TEXT
from desktop_app.services.base import too_long

LONG = frozenset({"family_circumstances", "health"})
"""Particulars of several lines."""
CODES = {
    "religion_code": "religions",
    "qualification_code": "qualifications",
    "theory_code": "theory_levels",
    "category_code": "categories",
    "service_code": "services",
    "poverty_code": "poverty",
}
"""Particulars that are codes, with their lists."""
_POLITICAL = ("", "yes", "no")
_TEXTS = tuple(name for name in MemberProfile.__struct_fields__ if name not in ("hamlet_id", "youth_member"))
_NOTHING = MemberProfile()


def cleaned(profile: MemberProfile) -> MemberProfile:
    """Return the particulars with every text in its kept form and every number as numbers are kept."""
    if profile == _NOTHING:
        return profile
    texts = {name: normalize(value, keep_newlines=name in LONG) for name in _TEXTS if (value := getattr(profile, name))}
    for name, kept in (
        ("national_id", person_numbers.digits),
        ("phone", person_numbers.phone),
        ("file_number", person_numbers.file_number),
        ("general_education", person_numbers.education),
    ):
        if texts.get(name):
            texts[name] = kept(texts[name])
    return msgspec.structs.replace(profile, hamlet_id=profile.hamlet_id or None, **texts)


def findings(entered: PersonInput, today: date) -> list[Finding]:
    """Return errors and warnings about particulars that are cleaned; the office's lists are not looked at."""
    profile = entered.profile
    if profile == _NOTHING:
        return []
    return [*_texts(profile), *_numbers(entered, profile), *_dates(entered, profile, today)]


def _texts(profile: MemberProfile) -> Iterator[Finding]:
    values = msgspec.structs.astuple(profile)
    if [value for value in values if type(value) is str and len(value) > MAX_LINE]:
        for name in _TEXTS:
            yield from too_long(name, getattr(profile, name), MAX_TEXT if name in LONG else MAX_LINE)
    for name, listed in CODES.items():
        code = getattr(profile, name)
        if code and code not in lists.names(listed):
            yield error("MEMBER_CODE_UNKNOWN", name, code=code)
    if profile.political_system not in _POLITICAL:
        yield error("MEMBER_CODE_UNKNOWN", "political_system", code=profile.political_system)


def _numbers(entered: PersonInput, profile: MemberProfile) -> Iterator[Finding]:
    number = profile.national_id
    if number and not person_numbers.is_national_id(number):
        yield error("MEMBER_NATIONAL_ID_FORM", "national_id")
    elif number and not person_numbers.national_id_fits(
        number, female=entered.sex is Sex.FEMALE, birth_year=entered.birth_date[:4]
    ):
        yield warning("MEMBER_NATIONAL_ID_UNLIKELY", "national_id")
    if profile.phone and not person_numbers.is_phone(profile.phone):
        yield warning("MEMBER_PHONE_FORM", "phone")
    if profile.file_number and not person_numbers.is_file_number(profile.file_number):
        yield warning("MEMBER_FILE_NUMBER_FORM", "file_number")
    if profile.general_education and not person_numbers.is_education(profile.general_education):
        yield warning("MEMBER_EDUCATION_FORM", "general_education")


def _dates(entered: PersonInput, profile: MemberProfile, today: date) -> Iterator[Finding]:
    """Yield what is impossible in the order birth, youth union, admission, recognition, card; compared by bounds."""
    if not profile.youth_joined_on and not profile.card_issued_on:
        return
    for field in ("youth_joined_on", "card_issued_on"):
        value = str(getattr(profile, field))
        span = bounds(value)
        if value and span is None:
            yield error("MEMBER_PARTIAL_FORM", field)
        elif span and span[0] > today:
            yield error("MEMBER_DATE_FUTURE", field)
    born, youth = bounds(entered.birth_date), bounds(profile.youth_joined_on)
    if born and youth and youth[1] <= born[0]:
        yield error("MEMBER_YOUTH_BEFORE_BIRTH", "youth_joined_on")
    elif surely_before(entered.admitted_on, profile.youth_joined_on):
        yield warning("MEMBER_YOUTH_AFTER_ADMITTED", "youth_joined_on")
    if surely_before(profile.card_issued_on, entered.admitted_on):
        yield error("MEMBER_CARD_BEFORE_ADMITTED", "card_issued_on")
    elif surely_before(profile.card_issued_on, entered.official_on):
        yield warning("MEMBER_CARD_BEFORE_OFFICIAL", "card_issued_on")
