"""Partial dates, of which perhaps only the year or the month is known: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""

from __future__ import annotations

import functools
import re
from datetime import date, timedelta

_PARTIAL = re.compile("([0-9]{4})(?:-([0-9]{2}))?")
_WHOLE = len("2000-01-31")
_LATEST = date.max.year - 1
OLDEST = 1900
"""The first year a date of the register may lie in."""


@functools.lru_cache(maxsize=32768)
def bounds(partial: str) -> tuple[date, date] | None:
    """Return (first, last) day a partial date may mean, or None when it is empty or no partial date."""
    # A list is full of the same few thousand days, and the checks of one person ask for each of them many times.
    if len(partial) == _WHOLE and partial[4] == partial[7] == "-":
        return _whole_day(partial)
    matched = _PARTIAL.fullmatch(partial)
    if matched is None:
        return None
    year, month = int(matched[1]), int(matched[2]) if matched[2] else None
    if not OLDEST <= year <= _LATEST:
        return None
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if not 1 <= month <= 12:
        return None
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), following - timedelta(days=1)


def _whole_day(iso: str) -> tuple[date, date] | None:
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return None
    return (day, day) if OLDEST <= day.year <= _LATEST else None


def whole(partial: str) -> date | None:
    """Return the day of a partial date of which the day is known, otherwise None."""
    span = bounds(partial)
    return span[0] if span is not None and span[0] == span[1] else None


def surely_before(early: str, late: str) -> bool:
    """Return whether every day ``early`` may mean lies before every day ``late`` may mean."""
    first, second = bounds(early), bounds(late)
    return first is not None and second is not None and first[1] < second[0]
