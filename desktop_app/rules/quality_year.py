"""The level of a whole year from the levels of its regular meetings.

Source: rule ``quality.yearly`` (a scheme of Phú Thọ, not verified): Tốt when every regular meeting is fair or better
and at least seven are good; Khá when every one is average or better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from desktop_app.rules import regulation
from desktop_app.rules.quality import LEVELS


class YearLevel(msgspec.Struct, frozen=True, kw_only=True):
    """What the meetings of a year come to."""

    level: str
    """Code of the level; empty while no meeting is scored."""
    counts: Mapping[str, int]
    """Meetings by level."""
    scored: int
    missing: int
    """Months that are due and have no scored meeting: while there are any, the level is only a provisional one."""
    source: str
    """Citation of the rule; empty while no meeting is scored."""

    @property
    def provisional(self) -> bool:
        """Whether the level may still change: something is missing, or the year is not over."""
        return self.missing > 0


def yearly_level(levels: Sequence[str], on: date, overrides: regulation.Overrides | None = None) -> YearLevel:
    """Return what the levels of a year's regular meetings come to, in any order, under the rule of a day.

    A month that is due and has no scored meeting is an empty level: it never raises the year, and it is counted, but
    the level is worked out from those that are scored.
    """
    return rated(levels, yearly_rule(on, overrides))


def yearly_rule(on: date, overrides: regulation.Overrides | None = None) -> regulation.Rule:
    """Return the rule of a day by which years are rated."""
    return regulation.in_force("quality.yearly", on, overrides)


def rated(levels: Sequence[str], rule: regulation.Rule) -> YearLevel:
    """Return what ``yearly_level`` does, by a rule in hand: for thousands of cells at once."""
    counts = {level: levels.count(level) for level in LEVELS}
    scored = sum(counts.values())
    return YearLevel(
        level=_level(counts, scored, rule.value) if scored else "",
        counts=counts,
        scored=scored,
        missing=len(levels) - scored,
        source=rule.source if scored else "",
    )


def _level(counts: Mapping[str, int], scored: int, rule: Mapping[str, Any]) -> str:
    def reaching(level: str) -> int:
        return sum(counts[one] for one in LEVELS[: LEVELS.index(level) + 1])

    if reaching(rule["good_all"]) == scored and counts["good"] >= rule["good_count"]:
        return "good"
    if reaching(rule["fair_all"]) == scored and reaching("fair") >= rule["fair_count"]:
        return "fair"
    return "average" if reaching("average") * 100 >= rule["average_percent"] * scored else "weak"
