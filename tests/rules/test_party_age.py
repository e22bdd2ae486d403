"""Years in the Party and the badge they bring, also where only the year of admission is known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.rules import party_age

LEVELS = (30, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90)
DAYS = st.dates(date(1930, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("admitted", "on", "years"),
    [
        ("1996-11-20", date(2026, 11, 19), 29),
        ("1996-11-20", date(2026, 11, 20), 30),
        ("1996-11", date(2026, 11, 29), 29),
        ("1996-11", date(2026, 11, 30), 30),
        ("1996", date(2026, 12, 30), 29),
        ("1996", date(2026, 12, 31), 30),
        ("2026-11-20", date(2026, 11, 20), 0),
        ("2027", date(2026, 11, 20), 0),
        ("", date(2026, 11, 20), None),
        ("1996-13", date(2026, 11, 20), None),
    ],
)
def test_years_are_those_that_have_surely_passed(admitted: str, on: date, years: int | None) -> None:
    assert party_age.years(admitted, on) == years


@pytest.mark.parametrize(
    ("admitted", "held", "due"),
    [
        ("1996-12-31", (), (30,)),
        ("1997-01-01", (), ()),
        ("1996", (), (30,)),
        ("1996", (30,), ()),
        ("1990", (), (30,)),
        ("1985", (), (30, 40)),
        ("1985", (30,), (40,)),
        ("1985", (40,), ()),
        ("1976-05", (30, 40), (45, 50)),
        ("1930", (), LEVELS),
        ("", (), ()),
    ],
)
def test_a_badge_is_due_from_the_year_its_years_are_reached_until_it_is_given(
    admitted: str, held: tuple[int, ...], due: tuple[int, ...]
) -> None:
    assert party_age.badges_due(admitted, held, 2026, LEVELS) == due


@given(DAYS, st.sampled_from(LEVELS))
def test_the_day_a_level_is_reached_is_the_first_on_which_the_years_have_passed(day: date, level: int) -> None:
    reached = date.fromisoformat(party_age.reached_on(day.isoformat(), level))
    assert party_age.years(day.isoformat(), reached) == level
    assert party_age.years(day.isoformat(), date.fromordinal(reached.toordinal() - 1)) == level - 1


@given(DAYS, st.sampled_from(["%Y", "%Y-%m"]), st.sampled_from(LEVELS))
def test_of_a_day_known_in_part_the_anniversary_is_known_in_part(day: date, form: str, level: int) -> None:
    partial = day.strftime(form)
    assert party_age.reached_on(partial, level) == f"{day.year + level}{partial[4:]}"


def test_the_levels_are_a_dated_rule_and_hold_for_older_days_too() -> None:
    assert party_age.levels(date(2026, 11, 20)) == LEVELS
    assert party_age.levels(date(1990, 1, 1)) == LEVELS
    assert party_age.levels(date(2026, 11, 20), {party_age.LEVELS: [30, 40]}) == (30, 40)
    assert "chưa đối chiếu" in party_age.rule_of(date(2026, 11, 20)).source
