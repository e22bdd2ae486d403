"""Tuổi đảng: how long somebody has been in the Party, and which badge of years is due.

Counted from the day of admission. Of a day known in part the years are those that have surely passed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from db.partial import bounds
from desktop_app.rules import regulation

LEVELS = "member.badge.years"


def years(admitted_on: str, on: date) -> int | None:
    """Return the whole years since a partial day of admission; None when it is unknown, 0 before the first year.

    Takes the latest day the partial date may mean: "1996" is 30 years on 31/12/2026 at the latest.
    """
    span = bounds(admitted_on)
    if span is None:
        return None
    return max(0, _whole_years(span[1], on))


def reached_on(admitted_on: str, level: int) -> str:
    """Return the partial date on which ``level`` years are reached, as exactly as the admission is known."""
    year = int(admitted_on[:4]) + level
    rest = admitted_on[4:]
    if rest == "-02-29" and not _is_leap(year):
        rest = "-03-01"
    return f"{year:04}{rest}"


def badges_due(admitted_on: str, held: Collection[int], year: int, levels: Iterable[int]) -> tuple[int, ...]:
    """Return the levels of the badge (in years) that somebody reaches by the end of ``year`` and was not given, rising.

    A level below the highest one held is not asked for again. The last one returned is the one to be given; levels
    before it were missed. ``levels`` are those of the rule ``member.badge.years``, see ``levels``.
    """
    if bounds(admitted_on) is None:
        return ()
    reached = year - int(admitted_on[:4])
    highest = max(held, default=0)
    return tuple(level for level in sorted(levels) if highest < level <= reached)


def levels(on: date, own: regulation.Overrides | None = None) -> tuple[int, ...]:
    """Return the levels of the badge on a day; those of the first rule there is for earlier days."""
    rule = rule_of(on, own)
    return tuple(int(level) for level in rule.value)


def rule_of(on: date, own: regulation.Overrides | None = None) -> regulation.Rule:
    """Return the rule ``member.badge.years`` of a day; days before the oldest one are judged by the oldest one."""
    found = regulation.find(LEVELS, on, own)
    if found is not None:
        return found
    first = next(rule for rule in regulation.every() if rule.id == LEVELS)
    return regulation.in_force(LEVELS, first.valid_from or on, own)


def _whole_years(start: date, on: date) -> int:
    return on.year - start.year - ((on.month, on.day) < (start.month, start.day))


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
