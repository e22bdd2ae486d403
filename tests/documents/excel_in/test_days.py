"""Days as clerks write them: the same day or a refusal, never another day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop_app.documents.excel_in.days import Habits, Order, habits_of, read_day, read_two
from tests.helpers.workbooks import TODAY

days = st.dates(date(1925, 1, 1), TODAY)
FORMS = [
    "{d:02}/{m:02}/{y}",
    "{d}/{m}/{y}",
    "{d}.{m}.{y}",
    "{d}-{m}-{y}",
    " {d} / {m} / {y} ",
    "{d:02}{m:02}{y}",
    "{y}-{m:02}-{d:02}",
    "{y}-{m:02}-{d:02} 00:00:00",
    "ngày {d} tháng {m} năm {y}",
    "{d},{m},{y}",
    "'{d}/{m}/{y}",
    "{d}/{m}/{y}.",
]


@given(days, st.sampled_from(FORMS))
def test_a_written_day_is_that_day(day: date, form: str) -> None:
    assert read_day(form.format(d=day.day, m=day.month, y=day.year), TODAY).partial == day.isoformat()


@given(st.dates(date(1930, 1, 1), date(2008, 1, 1)), st.sampled_from(["{d}/{m}/{y:02}", "{d}.{m}.{y:02}"]))
def test_a_year_of_two_digits_is_a_birth_in_the_past(day: date, form: str) -> None:
    assert read_day(form.format(d=day.day, m=day.month, y=day.year % 100), TODAY, birth=True).partial == day.isoformat()


@given(days)
def test_a_real_day_is_itself(day: date) -> None:
    assert read_day(day, TODAY).partial == day.isoformat()


@given(days, st.booleans())
def test_a_serial_number_is_its_day_and_is_pointed_out(day: date, from_1904: bool) -> None:
    serial = (day - (date(1904, 1, 1) if from_1904 else date(1899, 12, 30))).days
    found = read_day(serial, TODAY, habits=Habits(from_1904=from_1904))
    assert (found.partial, found.code) == (day.isoformat(), "READ_DATE_SERIAL")


@given(days)
def test_digits_run_together_as_a_number_keep_their_day(day: date) -> None:
    assert read_day(int(f"{day.day}{day.month:02}{day.year}"), TODAY).partial == day.isoformat()


@given(st.one_of(st.text(max_size=12), st.text(alphabet="0123456789/.- ", max_size=12), st.floats(), st.integers()))
@example("29/02/1900")
@example(float("nan"))
@example(float("inf"))
@example(1e300)
@example(73416)
def test_whatever_a_cell_holds_it_is_a_partial_date_or_refused(raw: Any) -> None:
    found = read_day(raw, TODAY)
    if found.partial:
        parts = [int(part) for part in found.partial.split("-")]
        assert 1900 <= parts[0] <= 2100
        date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)
    elif found.partial is None:
        assert found.code


@pytest.mark.parametrize(
    ("raw", "partial", "code"),
    [
        ("1975", "1975", ""),
        (1975, "1975", ""),
        ("3/1975", "1975-03", ""),
        ("03-1975", "1975-03", ""),
        ("năm 1940", "1940", ""),
        ("031965", "1965-03", ""),
        (3.1975, "1975-03", ""),
        (1.198, "1980-01", ""),
        ("00/00/1965", "1965", "READ_DATE_ZERO"),
        ("00/3/1965", "1965-03", "READ_DATE_ZERO"),
        (date(1905, 5, 18), "1965", "READ_DATE_TYPED_YEAR"),
        ("", "", ""),
        ("-", "", ""),
        ("không rõ", "", ""),
        ("31/02/1990", None, "READ_DATE_NONE"),
        ("29/02/1965", None, "READ_DATE_NONE"),
        ("5/0/1965", None, "READ_DATE_NONE"),
        ("05/13/1965", None, "READ_DATE_ORDER"),
        ("5/3", None, "READ_DATE_FORM"),
        ("5/75", None, "READ_DATE_FORM"),
        ("5/3/196", None, "READ_DATE_FORM"),
        ("khoảng 1940", None, "READ_DATE_FORM"),
        ("O5/03/1965", None, "READ_DATE_FORM"),
        (5.2, None, "READ_DATE_FORM"),
        (True, None, "READ_DATE_FORM"),
        ("05/03/1865", None, "READ_DATE_YEAR"),
        (date(2150, 1, 1), None, "READ_DATE_YEAR"),
    ],
)
def test_partial_unlikely_and_impossible_days(raw: Any, partial: str | None, code: str) -> None:
    found = read_day(raw, TODAY, birth=True)
    assert (found.partial, found.code) == (partial, code)


def test_a_column_with_the_month_first_makes_what_reads_both_ways_unsure() -> None:
    habits = habits_of(["05/13/1965", "12/25/1970", "31/12/1970", "05/06/1965"])
    assert habits.order is Order.UNSURE
    assert read_day("05/06/1965", TODAY, habits=habits).code == "READ_DATE_UNSURE"
    assert read_day("05/05/1965", TODAY, habits=habits).partial == "1965-05-05"
    assert read_day("25/06/1965", TODAY, habits=habits).partial == "1965-06-25"


def test_one_slip_in_a_long_column_is_pointed_out_beside_the_others_or_not_at_all() -> None:
    few = habits_of(["05/13/1965", *["25/12/1970"] * 5])
    assert read_day("05/06/1965", TODAY, habits=few).code == "READ_DATE_MIXED"
    assert habits_of(["05/13/1965", *["25/12/1970"] * 50]).order is Order.DAY_FIRST


def test_days_that_excel_took_for_months_are_pointed_out() -> None:
    habits = habits_of(
        ["25/12/1970", "13/01/1980", "31/05/1975", "20/10/1966", *[date(1970, 5, d) for d in (1, 2, 3, 4)]]
    )
    assert read_day(date(1970, 5, 4), TODAY, habits=habits).code == "READ_DATE_SWAPPED"
    assert not habits_of(["25/12/1970", date(1970, 5, 14)]).swapped


@pytest.mark.parametrize(
    ("raw", "first", "second"),
    [
        ("03/02/1990\n03/02/1991", "1990-02-03", "1991-02-03"),
        ("03/02/1990 / 03/02/1991", "1990-02-03", "1991-02-03"),
        ("3/2/90; 3/2/91", "1990-02-03", "1991-02-03"),
        ("KN: 3/2/1990 CT: 3/2/1991", "1990-02-03", "1991-02-03"),
        ("2/1990 - 2/1991", "1990-02", "1991-02"),
        ("1990/1991", "1990", "1991"),
        ("03/02/1990", "1990-02-03", ""),
        (date(1990, 2, 3), "1990-02-03", ""),
        ("31/02/1990\n03/02/1991", None, "1991-02-03"),
        ("03/02/1990 03/02", None, ""),
    ],
)
def test_two_days_in_one_cell_are_taken_apart(raw: Any, first: str | None, second: str | None) -> None:
    found = read_two(raw, TODAY, Habits())
    assert (found[0].partial, found[1].partial) == (first, second)
