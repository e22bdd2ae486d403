"""The cap on the top level under every reading of its base, with rounding; sums of published shares."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.evaluation_records import Subject
from desktop_app.rules import percentages, rating_cap
from desktop_app.rules import scheme as scheme_rules
from desktop_app.rules.rating_cap import CapReading
from desktop_app.rules.scheme import CapBase, Rounding, Scheme
from tests.helpers.schemes import next_scheme, scheme

MEMBER = Subject.MEMBER


def reading(of: Scheme, counts: Mapping[str, int], base: CapBase, rounding: Rounding) -> CapReading:
    readings = rating_cap.cap(of, MEMBER, counts)
    return next(one for one in readings if (one.base, one.rounding) == (base, rounding))


@pytest.mark.parametrize(
    ("base", "count", "exact", "floor", "nearest", "ceil"),
    [
        (CapBase.GOOD_ONLY, 37, "7.4", 7, 7, 8),
        (CapBase.GOOD_OR_BETTER, 44, "8.8", 8, 9, 9),
        (CapBase.RATED, 60, "12", 12, 12, 12),
    ],
)
def test_37_good_and_7_excellent_of_60_under_every_base(
    base: CapBase, count: int, exact: str, floor: int, nearest: int, ceil: int
) -> None:
    counts = {"excellent": 7, "good": 37, "done": 14, "failed": 2}
    for rounding, allowed in ((Rounding.FLOOR, floor), (Rounding.NEAREST, nearest), (Rounding.CEIL, ceil)):
        one = reading(scheme("2019"), counts, base, rounding)
        assert (one.base_count, one.exact, one.allowed) == (count, Fraction(exact), allowed)
        assert (one.top, one.over) == (7, 0)


@pytest.mark.parametrize(("base", "shown"), [(CapBase.GOOD_ONLY, "18,9%"), (CapBase.GOOD_OR_BETTER, "15,9%")])
def test_7_of_37_and_7_of_44_print_as_the_example_says(base: CapBase, shown: str) -> None:
    one = reading(scheme("2019"), {"excellent": 7, "good": 37}, base, Rounding.FLOOR)
    assert percentages.format_percent(one.top, one.base_count, 1) == shown


def test_one_too_many_is_seen_and_said_for_the_readings_it_breaks_only() -> None:
    counts = {"excellent": 8, "good": 37, "done": 14, "failed": 1}
    over = {(one.base, one.rounding): one.over for one in rating_cap.cap(scheme("2019"), MEMBER, counts)}
    assert over[CapBase.GOOD_ONLY, Rounding.FLOOR] == 1
    assert over[CapBase.GOOD_ONLY, Rounding.CEIL] == 0
    assert over[CapBase.GOOD_OR_BETTER, Rounding.FLOOR] == 0


@pytest.mark.parametrize(
    ("code", "base", "percent"),
    [
        ("2014", CapBase.GOOD_ONLY, 15),
        ("2018", CapBase.GOOD_ONLY, 20),
        ("2019", CapBase.GOOD_ONLY, 20),
        ("2023", CapBase.GOOD_ONLY, 20),
        ("2025", CapBase.GOOD_OR_BETTER, 20),
    ],
)
def test_the_reading_of_the_scheme_stands_first(code: str, base: CapBase, percent: int) -> None:
    readings = rating_cap.cap(scheme(code), MEMBER, {})
    assert len(readings) == 9
    own = rating_cap.own_reading(readings)
    assert own is readings[0]
    assert (own.base, own.rounding, own.percent) == (base, Rounding.FLOOR, percent)
    assert sum(one.by_scheme for one in readings) == 1


def test_an_outstanding_case_takes_the_higher_share_where_the_scheme_knows_one() -> None:
    counts = {"excellent": 10, "good": 30}
    plain = rating_cap.cap(scheme("2025"), MEMBER, counts)[0]
    more = rating_cap.cap(scheme("2025"), MEMBER, counts, outstanding=True)[0]
    assert (plain.percent, plain.allowed, plain.over) == (20, 8, 2)
    assert (more.percent, more.allowed, more.over) == (25, 10, 0)
    assert rating_cap.cap(scheme("2019"), MEMBER, counts, outstanding=True)[0].percent == 20


@pytest.mark.parametrize("subject", list(Subject))
def test_the_oldest_scheme_has_no_cap(subject: Subject) -> None:
    readings = rating_cap.cap(scheme("2007"), subject, {"clean": 5, "qualified_good": 5})
    assert readings == ()
    assert rating_cap.own_reading(readings) is None


def test_a_scheme_may_always_allow_one() -> None:
    new = scheme_rules.parse(next_scheme())
    assert rating_cap.cap(new, MEMBER, {"star": 1, "pass": 1})[0].allowed == 1
    assert rating_cap.cap(new, MEMBER, {})[0].allowed == 0
    strict = msgspec.structs.replace(new, caps=(msgspec.structs.replace(new.caps[0], min_one=False),))
    assert rating_cap.cap(strict, MEMBER, {"star": 1, "pass": 1})[0].over == 1


def test_half_a_person_rounds_up_to_the_nearest() -> None:
    assert rating_cap.rounded(Fraction(5, 2), Rounding.NEAREST) == 3
    assert rating_cap.rounded(Fraction(5, 2), Rounding.FLOOR) == 2
    assert rating_cap.rounded(Fraction(4, 2), Rounding.CEIL) == 2


@given(
    counts=st.fixed_dictionaries({level: st.integers(0, 500) for level in ("excellent", "good", "done", "failed")}),
    code=st.sampled_from(["2018", "2019", "2023", "2025"]),
)
def test_a_wider_base_and_a_kinder_rounding_never_allow_fewer(counts: dict[str, int], code: str) -> None:
    allowed = {(one.base, one.rounding): one.allowed for one in rating_cap.cap(scheme(code), MEMBER, counts)}
    for rounding in Rounding:
        bases = [allowed[base, rounding] for base in (CapBase.GOOD_ONLY, CapBase.GOOD_OR_BETTER, CapBase.RATED)]
        assert bases == sorted(bases)
    for base in CapBase:
        ways = [allowed[base, rounding] for rounding in (Rounding.FLOOR, Rounding.NEAREST, Rounding.CEIL)]
        assert ways == sorted(ways)
        assert ways[2] - ways[0] <= 1


# --- shares that were published --------------------------------------------------------------------------------------


def test_published_shares_that_do_not_add_up_are_flagged_with_their_sum() -> None:
    parts = [Decimal("71.43"), Decimal("29.82"), Decimal("0.54")]
    assert percentages.astray(parts) == Decimal("101.79")


@pytest.mark.parametrize(
    "parts",
    [
        ["78.05", "21.46", "0.49"],
        ["76.32", "23.27", "0.41"],
        ["33.33", "33.33", "33.33"],
        ["16.67", "16.67", "16.67", "16.67", "16.67", "16.67"],
        [],
    ],
)
def test_shares_that_only_rounding_keeps_from_100_are_not_flagged(parts: list[str]) -> None:
    assert percentages.astray([Decimal(part) for part in parts]) is None


@given(counts=st.lists(st.integers(0, 2000), min_size=1, max_size=8), decimals=st.integers(0, 3))
def test_true_shares_are_never_flagged(counts: list[int], decimals: int) -> None:
    total = sum(counts)
    parts = [part for count in counts if (part := percentages.percent(count, total, decimals)) is not None]
    assert percentages.astray(parts, decimals) is None
