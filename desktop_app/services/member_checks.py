"""What can be said about a member form from the form alone: missing fields, impossible dates, unlikely ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from db.records import Duty, Finding, MemberInput, Standing
from desktop_app.lists import ethnic_groups
from desktop_app.rules import dates, regulation
from desktop_app.rules.findings import error, warning
from desktop_app.rules.meeting import MAX_LINE, MAX_TEXT
from desktop_app.services.base import too_long

_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_OLDEST = 1900
Own = Callable[[date], regulation.Overrides]
"""Gives the office's own values of rules on a day."""


def partial_bounds(partial: str) -> tuple[date, date] | None:
    """Return (first, last) day a partial date may mean, or None when it is not one."""
    matched = _PARTIAL.fullmatch(partial)
    if matched is None:
        return None
    year, month, day = (int(part) if part else None for part in matched.groups())
    try:
        if year is None or year < _OLDEST:
            return None
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            following = date(year + month // 12, month % 12 + 1, 1)
            return date(year, month, 1), date.fromordinal(following.toordinal() - 1)
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


def findings(entered: MemberInput, today: date, own: Own) -> list[Finding]:
    """Return errors and warnings about a form whose texts are cleaned; the office's lists are not looked at."""
    return [*_fields(entered), *_dates(entered, today, own), *_likely(entered, own)]


def _fields(entered: MemberInput) -> list[Finding]:
    found: list[Finding] = []
    if not any(letter.isalpha() for letter in entered.full_name):
        found.append(error("MEMBER_NAME_MISSING", "full_name"))
    for field in ("full_name", "sort_name", "card_number"):
        found += too_long(field, getattr(entered, field), MAX_LINE)
    found += too_long("note", entered.note, MAX_TEXT)
    if entered.ethnic_code and entered.ethnic_code not in ethnic_groups():
        found.append(error("MEMBER_ETHNIC_UNKNOWN", "ethnic_code", code=entered.ethnic_code))
    if entered.birth_date and partial_bounds(entered.birth_date) is None:
        found.append(error("MEMBER_BIRTH_FORM", "birth_date"))
    return found


def _dates(entered: MemberInput, today: date, own: Own) -> list[Finding]:
    found: list[Finding] = []
    born = partial_bounds(entered.birth_date)
    if born and born[0] > today:
        found.append(error("MEMBER_DATE_FUTURE", "birth_date"))
    for field in ("admitted_on", "official_on"):
        value = getattr(entered, field)
        if value is not None and value > today:
            found.append(error("MEMBER_DATE_FUTURE", field))
    if entered.since > today:
        found.append(warning("MEMBER_SINCE_FUTURE", "since"))
    if entered.admitted_on and born and entered.admitted_on <= born[0]:
        found.append(error("MEMBER_ADMITTED_BEFORE_BIRTH", "admitted_on"))
    elif entered.admitted_on and born:
        rule = regulation.find("member.admission.min_age", entered.admitted_on, own(entered.admitted_on))
        if rule is not None and _age(born[0], entered.admitted_on) < rule.value:
            age = _age(born[0], entered.admitted_on)
            found.append(warning("MEMBER_ADMITTED_YOUNG", "admitted_on", rule.source, age=age, minimum=rule.value))
    if entered.admitted_on and entered.official_on and entered.official_on < entered.admitted_on:
        found.append(error("MEMBER_OFFICIAL_BEFORE_ADMITTED", "official_on"))
    return found


def _likely(entered: MemberInput, own: Own) -> list[Finding]:
    found = list(_probation(entered, own))
    if entered.standing is Standing.PROBATIONARY and entered.official_on:
        found.append(warning("MEMBER_PROBATIONARY_BUT_OFFICIAL_DATE", "official_on"))
    if entered.standing is Standing.PROBATIONARY and entered.duty is Duty.EXEMPT:
        found.append(warning("MEMBER_PROBATIONARY_EXEMPT", "duty"))
    if entered.admitted_on and entered.since < entered.admitted_on:
        found.append(warning("MEMBER_SINCE_BEFORE_ADMITTED", "since"))
    return found


def _probation(entered: MemberInput, own: Own) -> Iterator[Finding]:
    """Yield a warning when the probation was shorter than the rule ``member.probation.months`` of the admission day."""
    admitted, official = entered.admitted_on, entered.official_on
    if admitted is None or official is None or official < admitted:
        return
    rule = regulation.find("member.probation.months", admitted, own(admitted))
    if rule is None:
        return
    months = (official.year - admitted.year) * 12 + official.month - admitted.month
    served = months - (official < dates.fixed_day(official.isoformat()[:7], admitted.day))
    if served < rule.value:
        yield warning("MEMBER_PROBATION_SHORT", "official_on", rule.source, months=served, least=rule.value)


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
