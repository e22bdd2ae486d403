"""What the list of themes asks of a cell: one thematic meeting a quarter at least, by the rule of that quarter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from db.meeting_records import Theme
from db.records import Finding
from db.text import fold
from db.view_records import QuarterState, ThemeInput
from desktop_app.rules import dates, regulation
from desktop_app.rules.findings import error, warning

PER_QUARTER = "meeting.thematic.per_quarter"
MAX_TITLE = 300
"""Characters of a theme: it prints in the heading of the minutes."""
MAX_NOTE = 1_000
_FIRST_YEAR = 1990
_YEARS_AHEAD = 2


def first_day(year: int, quarter: int) -> date:
    """Return the first day of a quarter (1 to 4)."""
    return date(year, quarter * 3 - 2, 1)


def last_day(year: int, quarter: int) -> date:
    """Return the last day of a quarter (1 to 4)."""
    return dates.last_day(f"{year:04}-{quarter * 3:02}")


def state(
    quarter: tuple[int, int],
    life: tuple[date, date | None],
    *,
    listed: int,
    held: int,
    today: date,
    kept_since: str,
    rule: regulation.Rule | None,
) -> QuarterState:
    """Return how a cell stands with a quarter, given as (year, 1 to 4).

    ``life`` is the first day of the cell and the day from which it no longer existed. ``rule`` says how many meetings
    are asked for (rule ``meeting.thematic.per_quarter``, HD 12-HD/BTCTW, 06/7/2018); a cell that did not exist from
    the first to the last day of the quarter is not asked. "Due" is the last month of the quarter. ``kept_since`` is
    the first month, YYYY-MM, of which the office kept minutes (empty for none): quarters before it are in books of
    paper.
    """
    asked = int(rule.value) if rule is not None else 0
    if held >= max(asked, 1):
        return QuarterState.DONE
    first, last = first_day(*quarter), last_day(*quarter)
    begun, closed = life
    if begun > first or (closed is not None and closed <= last) or not asked:
        return QuarterState.LISTED if listed and (closed is None or closed > today) else QuarterState.NOT_ASKED
    if last < today:
        return QuarterState.LATE if kept_since and kept_since <= f"{last:%Y-%m}" else QuarterState.BEFORE
    if today >= last.replace(day=1):
        return QuarterState.DUE
    return QuarterState.LISTED if listed else QuarterState.UNLISTED


def check(entered: ThemeInput, others: Iterable[Theme], today: date) -> Iterator[Finding]:
    """Yield errors and warnings about one line; ``others`` are the cell's other lines of the year."""
    if not entered.title:
        yield error("THEME_NO_TITLE", "title")
    for field, limit in (("title", MAX_TITLE), ("approval_number", 60), ("note", MAX_NOTE)):
        length = len(getattr(entered, field))
        if length > limit:
            yield error("TEXT_TOO_LONG", field, length=length, limit=limit)
    if not _FIRST_YEAR <= entered.year <= today.year + _YEARS_AHEAD:
        yield error("THEME_YEAR", "year", year=entered.year, least=_FIRST_YEAR, most=today.year + _YEARS_AHEAD)
    if not 1 <= entered.quarter <= 4:
        yield error("THEME_QUARTER", "quarter")
    for field in ("approved_on", "sent_on", "reported_on"):
        day = getattr(entered, field)
        if day is not None and day > today:
            yield error("THEME_DAY_IN_FUTURE", field, day=dates.format_day(day))
    yield from _order(entered)
    if entered.title and any(fold(entered.title) == fold(other.title) for other in others):
        yield warning("THEME_TWICE", "title")


def _order(entered: ThemeInput) -> Iterator[Finding]:
    if entered.approval_number and entered.approved_on is None:
        yield warning("THEME_APPROVAL_WITHOUT_DAY", "approved_on")
    if entered.sent_on and entered.approved_on and entered.sent_on < entered.approved_on:
        yield warning("THEME_SENT_BEFORE_APPROVED", "sent_on")
    if entered.reported_on and entered.sent_on and entered.reported_on < entered.sent_on:
        yield warning("THEME_REPORTED_BEFORE_SENT", "reported_on")
