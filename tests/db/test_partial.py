"""Partial dates: the days they may mean, and what can be said of two of them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.partial import bounds, surely_before, whole

PARTIALS = st.dates(date(1900, 1, 1), date(2100, 1, 1)).flatmap(
    lambda day: st.sampled_from([f"{day:%Y}", f"{day:%Y-%m}", day.isoformat()])
)


@pytest.mark.parametrize(
    ("partial", "first", "last"),
    [
        ("1968", date(1968, 1, 1), date(1968, 12, 31)),
        ("1968-02", date(1968, 2, 1), date(1968, 2, 29)),
        ("1968-12", date(1968, 12, 1), date(1968, 12, 31)),
        ("1968-03-05", date(1968, 3, 5), date(1968, 3, 5)),
    ],
)
def test_a_partial_date_may_mean_any_day_of_its_span(partial: str, first: date, last: date) -> None:
    assert bounds(partial) == (first, last)


@pytest.mark.parametrize(
    "other", ["", "68", "1899", "9999", "1968-13", "1968-00", "1968-2", "1969-02-29", "1968-03-05x", "x1968", "1968\n"]
)
def test_what_is_no_partial_date_has_no_span(other: str) -> None:
    assert bounds(other) is None
    assert whole(other) is None
    assert not surely_before(other, "2000")
    assert not surely_before("1900", other)


@given(PARTIALS, PARTIALS)
def test_one_is_surely_before_another_only_when_no_day_of_them_says_otherwise(one: str, other: str) -> None:
    first, second = bounds(one), bounds(other)
    assert first is not None
    assert second is not None
    assert surely_before(one, other) == all(early < late for early in first for late in second)


@given(PARTIALS)
def test_only_a_whole_date_names_a_day(partial: str) -> None:
    assert (whole(partial) is not None) == (len(partial) == 10)
