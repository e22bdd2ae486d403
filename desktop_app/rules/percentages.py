"""Percentages and numbers as Vietnamese documents write them: counts are kept, percentages are derived.

Real reports mix bases and truncation, so every function here names its base and rounds half up.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

DECIMALS = 2
"""Places after the comma unless a table says otherwise."""
NO_BASE = "–"
"""What is shown where the base is nothing."""


def percent(count: int, base: int, decimals: int = DECIMALS) -> Decimal | None:
    """Return count × 100 / base rounded half up, or None when the base is not above zero."""
    if base <= 0:
        return None
    return (Decimal(count * 100) / Decimal(base)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def format_percent(count: int, base: int, decimals: int = DECIMALS) -> str:
    """Return the percentage as text, for instance "78,05%"; a dash when there is no base."""
    share = percent(count, base, decimals)
    return NO_BASE if share is None else f"{format_number(share)}%"


def format_number(number: int | Decimal) -> str:
    """Return a number with a dot between thousands and a comma before decimals: "1.476", "78,05"."""
    return (
        f"{number:,f}".translate(_VIETNAMESE) if isinstance(number, Decimal) else f"{number:,}".translate(_VIETNAMESE)
    )


_VIETNAMESE = str.maketrans({",": ".", ".": ","})


def is_above(count: int, base: int, threshold: int) -> bool:
    """Return whether count is more than ``threshold`` percent of base, exactly (85 % of 20 is not above 85 %)."""
    return count * 100 > threshold * base


def shares(counts: Sequence[int], decimals: int = DECIMALS) -> tuple[Decimal, ...]:
    """Return the percentages of the parts of one whole, adjusted by the largest remainder so that they add up to 100.

    All zero when there is nothing to share. Raises ValueError for a negative count.
    """
    if any(count < 0 for count in counts):
        raise ValueError("a count is never negative")
    total, unit = sum(counts), Decimal(1).scaleb(-decimals)
    if total == 0:
        return tuple(Decimal(0).quantize(unit) for _ in counts)
    steps = 100 * 10**decimals
    whole = [count * steps // total for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda part: (-(counts[part] * steps % total), part))
    for part in by_remainder[: steps - sum(whole)]:
        whole[part] += 1
    return tuple(part * unit for part in whole)


def astray(parts: Sequence[Decimal], decimals: int = DECIMALS) -> Decimal | None:
    """Return what printed percentages of one whole add up to where rounding alone does not explain that it is not 100.

    None where they add up: every part may be off by half of its last place. Reports are found to say 71,43 + 29,82 +
    0,54 = 101,79 of one whole; groups that overlap are no parts and must not be held against 100.
    """
    total = sum(parts, Decimal(0))
    slack = len(parts) * Decimal(1).scaleb(-decimals) / 2
    return None if not parts or abs(total - 100) <= slack else total
