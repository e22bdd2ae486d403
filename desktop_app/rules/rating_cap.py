"""How many may reach the top level: the cap of a scheme on every reading of its base, computed and never applied.

Regulations leave open whether "số hoàn thành tốt" counts those rated excellent as well; so every base is worked out
with every rounding, and the one the scheme (or the office) goes by is marked.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from db.evaluation_records import Subject
from db.record_base import Record
from desktop_app.rules.scheme import Cap, CapBase, Rounding, Scheme


class CapReading(Record, frozen=True, kw_only=True):
    """The cap on one reading of its base and one rounding."""

    base: CapBase
    rounding: Rounding
    percent: int
    """Of the base, as the scheme says: that for outstanding cases where it was asked for."""
    base_count: int
    """How many the base is."""
    numerator: int
    """Exact share before rounding, ``numerator / denominator`` in lowest terms."""
    denominator: int
    allowed: int
    top: int
    """How many are at the top level."""
    over: int
    """How many of them are too many; 0 where the cap holds."""
    by_scheme: bool
    """Whether this is the reading the scheme goes by."""

    @property
    def exact(self) -> Fraction:
        """The share before rounding."""
        return Fraction(self.numerator, self.denominator)


def top_level(scheme: Scheme, subject: Subject) -> str:
    """Return the code of the best level of a subject, "" where the scheme does not rate it."""
    levels = sorted(scheme.levels_of(subject), key=lambda level: level.rank)
    return levels[0].code if levels else ""


def cap(
    scheme: Scheme, subject: Subject, counts: Mapping[str, int], *, outstanding: bool = False
) -> tuple[CapReading, ...]:
    """Return the cap on every base and rounding, the scheme's own reading first; nothing where it has no cap.

    ``counts`` are those at each level (by the level they were given: one at a part level is not counted again at the
    level it is a part of). ``outstanding`` takes the higher share for outstanding cases, where the scheme knows one.
    """
    rule = scheme.cap(subject)
    if rule is None or not scheme.levels_of(subject):
        return ()
    percent = rule.outstanding_percent if outstanding and rule.outstanding_percent else rule.percent
    top = counts.get(top_level(scheme, subject), 0)
    readings = [
        _reading(rule, base, rounding, percent, _base_count(scheme, subject, counts, base), top)
        for base in CapBase
        for rounding in Rounding
    ]
    return tuple(sorted(readings, key=lambda reading: not reading.by_scheme))


def own_reading(readings: tuple[CapReading, ...]) -> CapReading | None:
    """Return the reading the scheme goes by, None where there is no cap."""
    return next((reading for reading in readings if reading.by_scheme), None)


def _base_count(scheme: Scheme, subject: Subject, counts: Mapping[str, int], base: CapBase) -> int:
    levels = sorted(scheme.levels_of(subject), key=lambda level: level.rank)
    first, second = levels[:1], levels[1:2]
    if base is CapBase.GOOD_ONLY:
        counted = second
    elif base is CapBase.GOOD_OR_BETTER:
        counted = first + second
    else:
        counted = levels
    return sum(counts.get(level.code, 0) for level in counted)


def _reading(rule: Cap, base: CapBase, rounding: Rounding, percent: int, count: int, top: int) -> CapReading:
    exact = Fraction(count * percent, 100)
    allowed = rounded(exact, rounding)
    if rule.min_one and count > 0:
        allowed = max(allowed, 1)
    return CapReading(
        base=base,
        rounding=rounding,
        percent=percent,
        base_count=count,
        numerator=exact.numerator,
        denominator=exact.denominator,
        allowed=allowed,
        top=top,
        over=max(0, top - allowed),
        by_scheme=base is rule.base and rounding is rule.rounding,
    )


def rounded(exact: Fraction, rounding: Rounding) -> int:
    """Return a share as a whole number; nearest rounds a half up."""
    if rounding is Rounding.FLOOR:
        return exact.numerator // exact.denominator
    if rounding is Rounding.CEIL:
        return -(-exact.numerator // exact.denominator)
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
