"""What plans of remedies and registered titles have to be: fields that fit together, and when a plan is a duty."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from db.evaluation_records import RemedyState, Subject
from db.rating_records import PlanLine, RegistrationInput, RemedyInput
from db.records import Finding
from desktop_app.rules import dates, rating
from desktop_app.rules.findings import error
from desktop_app.rules.scheme import Scheme

MAX_TEXT = 2_000
"""Characters of a shortcoming, a measure, a result."""
MAX_NAME = 200
"""Characters of who is in charge, and of a registered title."""
FIRST_YEAR = 1990
YEARS_AHEAD = 2
LEVEL, SUGGESTIONS = "level", "suggestions"
"""Why a plan is a duty."""


def asking_levels(scheme: Scheme) -> tuple[tuple[Subject, str], ...]:
    """Return the levels, each of a subject, at which the scheme makes a plan a duty."""
    return tuple(
        (subject, level.code)
        for level in scheme.levels
        for subject in level.subjects
        if rating.needs_plan(scheme, subject, level.code)
    )


def asked_when_suggested(scheme: Scheme) -> tuple[Subject, ...]:
    """Return the collectives of which a plan is asked where those above suggested what to address.

    Those of whom the scheme asks one at some level at all (Bắc Giang, Nghị quyết giai đoạn 2021–2025, footnote 1: at
    HTNV or lower, or given gợi ý kiểm điểm).
    """
    return tuple(sorted({subject for subject, _ in asking_levels(scheme) if subject is not Subject.MEMBER}))


def duty(scheme: Scheme, line: PlanLine) -> str:
    """Return why a plan is a duty: "level", "suggestions", or nothing where it is a free choice."""
    if rating.needs_plan(scheme, line.subject, line.level):
        return LEVEL
    return SUGGESTIONS if line.suggested and line.subject in asked_when_suggested(scheme) else ""


def check(entered: RemedyInput, today: date) -> Iterator[Finding]:
    """Yield what is wrong with one shortcoming as typed."""
    if not entered.shortcoming:
        yield error("REMEDY_EMPTY", "shortcoming")
    for field, limit in (
        ("shortcoming", MAX_TEXT),
        ("measure", MAX_TEXT),
        ("result", MAX_TEXT),
        ("responsible", MAX_NAME),
    ):
        length = len(getattr(entered, field))
        if length > limit:
            yield error("TEXT_TOO_LONG", field, length=length, limit=limit)
    if not FIRST_YEAR <= entered.year <= today.year + YEARS_AHEAD:
        yield error("REMEDY_YEAR", "year", year=entered.year, least=FIRST_YEAR, most=today.year + YEARS_AHEAD)
    if entered.due_on is not None and entered.due_on.year < entered.year:
        yield error("REMEDY_DUE_EARLY", "due_on", day=dates.format_day(entered.due_on), year=entered.year)
    yield from _state(entered, today)


def _state(entered: RemedyInput, today: date) -> Iterator[Finding]:
    if entered.state is RemedyState.DONE and entered.done_on is None:
        yield error("REMEDY_DONE_DAY_MISSING", "done_on")
    if entered.done_on is not None and entered.done_on > today:
        yield error("REMEDY_DONE_IN_FUTURE", "done_on", day=dates.format_day(entered.done_on))
    if entered.done_on is not None and entered.state is not RemedyState.DONE:
        yield error("REMEDY_NOT_DONE", "done_on")
    if entered.state is RemedyState.DROPPED and not entered.result:
        yield error("REMEDY_DROP_REASON", "result")


def check_registration(entered: RegistrationInput, scheme: Scheme | None, today: date, field: str) -> Iterator[Finding]:
    """Yield what is wrong with one registration; ``scheme`` is that of its year, ``field`` the path of its row."""
    if entered.level and (scheme is None or scheme.level(entered.level, entered.subject) is None):
        short = scheme.short if scheme is not None else str(entered.year)
        yield error("REGISTRATION_LEVEL", f"{field}.level", level=entered.level, scheme=short)
    for name, limit in (("title", MAX_NAME), ("note", MAX_TEXT)):
        length = len(getattr(entered, name))
        if length > limit:
            yield error("TEXT_TOO_LONG", f"{field}.{name}", length=length, limit=limit)
    if not FIRST_YEAR <= entered.year <= today.year + YEARS_AHEAD:
        yield error("REGISTRATION_YEAR", f"{field}.year", year=entered.year, most=today.year + YEARS_AHEAD)
    if entered.registered_on is not None and entered.registered_on > today:
        day = dates.format_day(entered.registered_on)
        yield error("REGISTRATION_DAY_IN_FUTURE", f"{field}.registered_on", day=day)


def reached(scheme: Scheme | None, subject: Subject, registered: str, decided: str) -> bool | None:
    """Return whether the level decided is the one registered or a better one; None where either is not known."""
    if scheme is None:
        return None
    wanted, got = scheme.level(registered, subject), scheme.level(decided, subject)
    return None if wanted is None or got is None else got.rank <= wanted.rank
