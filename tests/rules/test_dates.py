"""Days and times are understood the way clerks type them, and refused with a sentence otherwise."""

from __future__ import annotations

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.problems import ProblemError
from desktop_app.rules import dates

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("05/03/2026", date(2026, 3, 5)),
        ("5/3", date(2026, 3, 5)),
        ("5.3.26", date(2026, 3, 5)),
        ("05-03-2026", date(2026, 3, 5)),
        ("5 3 2026", date(2026, 3, 5)),
        (" 5 / 3 / 2026 ", date(2026, 3, 5)),
        ("05032026", date(2026, 3, 5)),
        ("2026-03-05", date(2026, 3, 5)),
        ("ngày 05 tháng 3 năm 2026", date(2026, 3, 5)),
        ("hôm nay", TODAY),
        ("HÔM NAY", TODAY),
        ("hom nay", TODAY),
        ("hôm qua", date(2026, 11, 22)),
        ("29/2/2024", date(2024, 2, 29)),
    ],
)
def test_a_day_is_understood_as_typed(typed: str, day: date) -> None:
    assert dates.parse_day(typed, TODAY) == day


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "D01"),
        ("mai", "D01"),
        ("5/3/2", "D01"),
        ("3", "D01"),
        ("03/25/2026", "D02"),
        ("2026-25-03", "D02"),
        ("31/2/2026", "D03"),
        ("0/1/2026", "D03"),
        ("45/12/2026", "D03"),
        ("5/3/0000", "D01"),
        ("5/3/0026", "D01"),
        ("0026-03-05", "D01"),
    ],
)
def test_a_day_that_is_none_is_refused_with_its_reason(typed: str, code: str) -> None:
    with pytest.raises(ProblemError) as caught:
        dates.parse_day(typed, TODAY)
    assert (caught.value.code, caught.value.values["text"]) == (code, typed)


@pytest.mark.parametrize("typed", ["٥/٣/٢٠٢٦", "２０２６-03-05", "١٩٧٥"])
def test_figures_of_other_scripts_are_no_date(typed: str) -> None:
    # They could be read, but the office above refuses whatever is not plainly a date.
    with pytest.raises(ProblemError, match="D01"):
        dates.parse_partial(typed, TODAY)


def test_in_january_the_end_of_december_was_last_year() -> None:
    assert dates.parse_day("28/12", date(2027, 1, 5)) == date(2026, 12, 28)
    assert dates.parse_day("3/1", date(2026, 12, 30)) == date(2026, 1, 3)


@pytest.mark.parametrize(("typed", "year"), [("3/2/75", 1975), ("3/2/05", 2005), ("3/2/08", 2008), ("3/2/09", 1909)])
def test_two_digits_of_a_birth_year_mean_someone_grown_up(typed: str, year: int) -> None:
    assert dates.parse_day(typed, TODAY, "birth").year == year


@pytest.mark.parametrize(("typed", "year"), [("3/2/26", 2026), ("3/2/36", 2036), ("3/2/37", 1937), ("3/2/98", 1998)])
def test_two_digits_of_any_other_year_mean_one_near_today(typed: str, year: int) -> None:
    assert dates.parse_day(typed, TODAY).year == year


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_what_the_screen_shows_is_read_back(day: date) -> None:
    assert dates.parse_day(dates.format_day(day), TODAY) == day
    assert dates.parse_day(day.isoformat(), TODAY) == day
    assert dates.parse_day(dates.format_long(day), TODAY) == day
    assert dates.parse_partial(dates.format_partial(day.isoformat()), TODAY) == day.isoformat()


@given(st.text(max_size=20))
def test_anything_typed_gives_a_day_or_a_known_problem(typed: str) -> None:
    for parse in (dates.parse_day, dates.parse_partial):
        with contextlib.suppress(ProblemError):
            parse(typed, TODAY)


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("", "", ""),
        ("1975", "1975", "1975"),
        ("3/1975", "1975-03", "03/1975"),
        ("03-1975", "1975-03", "03/1975"),
        ("1975-03", "1975-03", "03/1975"),
        ("5/3/1975", "1975-03-05", "05/03/1975"),
        ("5.3.75", "1975-03-05", "05/03/1975"),
    ],
)
def test_a_birth_date_may_be_partial(typed: str, kept: str, shown: str) -> None:
    assert dates.parse_partial(typed, TODAY) == kept
    assert dates.format_partial(kept) == shown


@pytest.mark.parametrize(("typed", "code"), [("5/75", "D01"), ("13/1975", "D03"), ("75", "D01")])
def test_an_unclear_partial_date_is_refused(typed: str, code: str) -> None:
    with pytest.raises(ProblemError) as caught:
        dates.parse_partial(typed, TODAY)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("19h30", "19:30"),
        ("19:30", "19:30"),
        ("1930", "19:30"),
        ("19h", "19:00"),
        ("7h5", "07:05"),
        ("19 giờ 30", "19:30"),
        ("19 giờ 30 phút", "19:30"),
        ("19.30", "19:30"),
        ("19g30", "19:30"),
        ("0:00", "00:00"),
    ],
)
def test_a_time_is_understood_as_typed(typed: str, kept: str) -> None:
    assert dates.parse_time(typed) == kept
    assert dates.minutes_of(kept) is not None


@pytest.mark.parametrize("typed", ["", "24:00", "19:60", "930", "tối", "19:3:0"])
def test_a_time_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(ProblemError) as caught:
        dates.parse_time(typed)
    assert caught.value.code == "D04"


@pytest.mark.parametrize("kept", ["", "7:5", "24:00", "19:60", "19h30", " 19:30"])
def test_only_the_kept_form_of_a_time_counts(kept: str) -> None:
    assert dates.minutes_of(kept) is None


def test_documents_write_months_as_the_party_does() -> None:
    assert dates.format_official(date(2018, 7, 6)) == "06/7/2018"
    assert dates.format_official(date(2007, 2, 3)) == "03/02/2007"
    assert dates.format_long(date(2026, 11, 3)) == "ngày 03 tháng 11 năm 2026"
    assert dates.format_period("2026-01") == "tháng 01 năm 2026"


@pytest.mark.parametrize(("period", "quarter"), [("2026-01", 1), ("2026-03", 1), ("2026-04", 2), ("2026-12", 4)])
def test_a_month_lies_in_its_quarter(period: str, quarter: int) -> None:
    assert dates.quarter(period) == quarter


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("2026-11", date(2026, 11, 30)),
        ("2026-12", date(2026, 12, 31)),
        ("2028-02", date(2028, 2, 29)),
        ("9999-12", date(9999, 12, 31)),
    ],
)
def test_the_last_day_of_a_month(period: str, day: date) -> None:
    assert dates.last_day(period) == day


def test_the_fixed_day_of_a_short_month_is_its_last() -> None:
    assert dates.fixed_day("2026-02", 31) == date(2026, 2, 28)
    assert dates.fixed_day("2026-11", 3) == date(2026, 11, 3)
    assert dates.fixed_day("2026-12", 31) - dates.fixed_day("2026-11", 31) == timedelta(days=31)


@pytest.mark.parametrize(
    ("stamp", "day", "shown"),
    [
        ("2026-11-03T08:30:59", "03/11/2026", "03/11/2026 08:30"),
        ("2026-11-03 08:30", "03/11/2026", "03/11/2026 08:30"),
        ("2026-11-03", "03/11/2026", "03/11/2026"),
        ("", "", ""),
    ],
)
def test_a_kept_time_is_shown_to_the_minute(stamp: str, day: str, shown: str) -> None:
    assert (dates.format_stamp_day(stamp), dates.format_stamp(stamp)) == (day, shown)


@pytest.mark.parametrize("typed", ["0000", "0026", "3/0026", "0026-03", "5/3/0026", "1799"])
def test_a_year_before_any_paper_is_a_slip(typed: str) -> None:
    with pytest.raises(ProblemError, match="D01"):
        dates.parse_partial(typed, TODAY)
