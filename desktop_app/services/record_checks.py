"""What can be said about a reward, a discipline, a badge or a contact with the place of residence."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from db.partial import bounds, surely_before
from db.records import Finding, Standing
from db.register_records import MemberRecord, RecordInput, RecordKind
from desktop_app import lists
from desktop_app.rules import party_age
from desktop_app.rules.findings import error, warning
from desktop_app.rules.meeting import MAX_LINE, MAX_TEXT
from desktop_app.rules.regulation import Rule
from desktop_app.services.base import too_long

EXEMPT = "exempt"
"""Form of a contact of somebody introduced who need not attend at the place of residence."""


@dataclass(frozen=True)
class Person:
    """What is known of the person a note is about."""

    birth_date: str
    admitted_on: str
    standings: Collection[Standing]
    """Those the person may have had on the day of the note; empty when nothing is known."""


def findings(
    entered: RecordInput, person: Person, others: Sequence[MemberRecord], today: date, badges: Rule
) -> list[Finding]:
    """Return errors and warnings about a note whose texts are cleaned.

    ``others`` are the other notes of the person, ``badges`` the rule ``member.badge.years`` of the day of the note.
    """
    alike = [record for record in others if record.kind is entered.kind]
    found = [*_general(entered, person, today)]
    if entered.kind is RecordKind.REWARD and not entered.form and not entered.text:
        found.append(error("RECORD_REWARD_EMPTY", "form"))
    elif entered.kind is RecordKind.DISCIPLINE:
        found += _discipline(entered, person)
    elif entered.kind is RecordKind.BADGE:
        found += _badge(entered, person, alike, badges)
    elif entered.kind is RecordKind.RESIDENCE:
        found += _residence(entered, alike)
    elif entered.kind is RecordKind.COMMENT:
        contacts = [record for record in others if record.kind is RecordKind.RESIDENCE]
        found += _comment(entered, alike, contacts)
    return found


def _general(entered: RecordInput, person: Person, today: date) -> Iterator[Finding]:
    for field in ("form", "number", "issuer", "place"):
        yield from too_long(field, getattr(entered, field), MAX_LINE)
    yield from too_long("text", entered.text, MAX_TEXT)
    for field in ("on", "until"):
        value = str(getattr(entered, field))
        if value and bounds(value) is None:
            yield error("MEMBER_PARTIAL_FORM", field)
    span = bounds(entered.on)
    if not entered.on:
        yield error("RECORD_DAY_MISSING", "on")
    elif span and span[0] > today:
        yield error("MEMBER_DATE_FUTURE", "on")
    elif surely_before(entered.on, person.birth_date):
        yield error("RECORD_BEFORE_BIRTH", "on")
    if surely_before(entered.until, entered.on):
        yield error("RECORD_ENDS_BEFORE", "until")


def _discipline(entered: RecordInput, person: Person) -> Iterator[Finding]:
    """Yield what speaks against a form of discipline: Quy định 69-QĐ/TW, 06/7/2022, says whom it is meant for."""
    allowed = lists.discipline_applies_to(entered.form)
    if not allowed:
        yield error("RECORD_DISCIPLINE_MISSING", "form")
    elif person.standings and not {standing.value for standing in person.standings} & set(allowed):
        yield error("RECORD_DISCIPLINE_STANDING", "form", form=lists.words("disciplines")[entered.form])
    if not entered.number:
        yield warning("RECORD_NUMBER_MISSING", "number")
    if surely_before(entered.on, person.admitted_on):
        yield warning("RECORD_BEFORE_ADMITTED", "on")


def _badge(entered: RecordInput, person: Person, alike: Sequence[MemberRecord], badges: Rule) -> Iterator[Finding]:
    if not entered.form.isdecimal() or int(entered.form) not in badges.value:
        yield error("RECORD_BADGE_LEVEL", "form", badges.source, levels=", ".join(map(str, badges.value)))
        return
    if any(record.form == entered.form for record in alike):
        yield error("RECORD_BADGE_TWICE", "form", years=entered.form)
    # In favour of the member: the earliest admission, the latest day of the badge.
    admitted, span = bounds(person.admitted_on), bounds(entered.on)
    if admitted and span:
        served = party_age.years(admitted[0].isoformat(), span[1]) or 0
        if served < int(entered.form):
            yield warning("RECORD_BADGE_EARLY", "on", badges.source, years=served, level=entered.form)


def _residence(entered: RecordInput, alike: Sequence[MemberRecord]) -> Iterator[Finding]:
    if entered.form not in ("", EXEMPT):
        yield error("MEMBER_CODE_UNKNOWN", "form", code=entered.form)
    if not entered.place:
        yield error("RECORD_PLACE_MISSING", "place")
    if not entered.until and any(not record.until for record in alike):
        yield warning("RECORD_RESIDENCE_OPEN", "until")


def _comment(
    entered: RecordInput, alike: Sequence[MemberRecord], contacts: Sequence[MemberRecord]
) -> Iterator[Finding]:
    """Yield what speaks against a yearly comment of the place of residence (Quy định 213-QĐ/TW, 02/01/2020)."""
    if entered.form and entered.form not in lists.names("residence_levels"):
        yield error("MEMBER_CODE_UNKNOWN", "form", code=entered.form)
    if not entered.form and not entered.text:
        yield error("RECORD_COMMENT_EMPTY", "text")
    year = entered.on[:4]
    if any(record.on[:4] == year for record in alike):
        yield warning("RECORD_COMMENT_TWICE", "on", year=year)
    open_then = [
        contact for contact in contacts if contact.on[:4] <= year and (not contact.until or contact.until[:4] >= year)
    ]
    if not open_then:
        yield warning("RECORD_COMMENT_NO_CONTACT", "on")
    elif all(contact.form == EXEMPT for contact in open_then):
        yield warning("RECORD_COMMENT_EXEMPT", "on")
