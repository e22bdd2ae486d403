"""What can be said about a member form from the form alone: missing fields, impossible dates, unlikely ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from db.partial import bounds, surely_before
from db.records import Duty, Finding, MemberInput, PersonInput, Standing
from desktop_app.lists import ethnic_groups
from desktop_app.rules import dates, regulation
from desktop_app.rules.findings import error, warning
from desktop_app.rules.meeting import MAX_LINE, MAX_TEXT
from desktop_app.services import profile_checks
from desktop_app.services.base import too_long

Own = Callable[[date], regulation.Overrides]
"""Gives the office's own values of rules on a day."""


def findings(entered: PersonInput, today: date, own: Own) -> list[Finding]:
    """Return errors and warnings about a form whose texts are cleaned; the office's lists are not looked at."""
    admitted, official = bounds(entered.admitted_on), bounds(entered.official_on)
    found = [*_fields(entered), *_dates(entered, today, own)]
    if admitted is not None and official is not None:
        found += _probation(admitted[0], official[1], own)
    found += profile_checks.findings(entered, today)
    if isinstance(entered, MemberInput):
        found += _likely(entered)
    return found


def _fields(entered: PersonInput) -> list[Finding]:
    found: list[Finding] = []
    if not (entered.full_name[:1].isalpha() or any(letter.isalpha() for letter in entered.full_name)):
        found.append(error("MEMBER_NAME_MISSING", "full_name"))
    if len(entered.full_name) + len(entered.sort_name) + len(entered.card_number) + len(entered.note) > MAX_LINE:
        for field in ("full_name", "sort_name", "card_number"):
            found += too_long(field, getattr(entered, field), MAX_LINE)
        found += too_long("note", entered.note, MAX_TEXT)
    if entered.ethnic_code and entered.ethnic_code not in ethnic_groups():
        found.append(error("MEMBER_ETHNIC_UNKNOWN", "ethnic_code", code=entered.ethnic_code))
    return found


PARTIALS = {
    "birth_date": "MEMBER_BIRTH_FORM",
    "admitted_on": "MEMBER_PARTIAL_FORM",
    "official_on": "MEMBER_PARTIAL_FORM",
}
"""Partial dates of a person and the finding for one that is none."""


def _dates(entered: PersonInput, today: date, own: Own) -> list[Finding]:
    found: list[Finding] = []
    for field, malformed in PARTIALS.items():
        value = getattr(entered, field)
        if not value:
            continue
        span = bounds(value)
        if span is None:
            found.append(error(malformed, field))
        elif span[0] > today:
            found.append(error("MEMBER_DATE_FUTURE", field))
    if isinstance(entered, MemberInput) and entered.since > today:
        found.append(warning("MEMBER_SINCE_FUTURE", "since"))
    born, admitted = bounds(entered.birth_date), bounds(entered.admitted_on)
    if admitted and born:
        if admitted[1] <= born[0]:
            found.append(error("MEMBER_ADMITTED_BEFORE_BIRTH", "admitted_on"))
        else:
            found += _young(born[0], admitted[1], own)
    if surely_before(entered.official_on, entered.admitted_on):
        found.append(error("MEMBER_OFFICIAL_BEFORE_ADMITTED", "official_on"))
    return found


def _young(born: date, admitted: date, own: Own) -> Iterator[Finding]:
    """Yield a warning when even the earliest birth and the latest admission were below ``member.admission.min_age``."""
    rule = regulation.find("member.admission.min_age", admitted, own(admitted))
    if rule is not None and _age(born, admitted) < rule.value:
        age = _age(born, admitted)
        yield warning("MEMBER_ADMITTED_YOUNG", "admitted_on", rule.source, age=age, minimum=rule.value)


def _likely(entered: MemberInput) -> Iterator[Finding]:
    if entered.standing is Standing.PROBATIONARY and entered.official_on:
        yield warning("MEMBER_PROBATIONARY_BUT_OFFICIAL_DATE", "official_on")
    if entered.standing is Standing.PROBATIONARY and entered.duty is Duty.EXEMPT:
        yield warning("MEMBER_PROBATIONARY_EXEMPT", "duty")
    admitted = bounds(entered.admitted_on)
    if admitted and entered.since < admitted[0]:
        yield warning("MEMBER_SINCE_BEFORE_ADMITTED", "since")


def _probation(admitted: date, official: date, own: Own) -> Iterator[Finding]:
    """Yield a warning when the probation was shorter than the rule ``member.probation.months`` of the admission day.

    Of dates known in part the days that make it longest are handed over.
    """
    if official < admitted:
        return
    rule = regulation.find("member.probation.months", admitted, own(admitted))
    if rule is None:
        return
    months = (official.year - admitted.year) * 12 + official.month - admitted.month
    if months > rule.value:
        return
    served = months - (official < dates.fixed_day(official.isoformat()[:7], admitted.day))
    if served < rule.value:
        yield warning("MEMBER_PROBATION_SHORT", "official_on", rule.source, months=served, least=rule.value)


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
