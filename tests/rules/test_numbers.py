"""Percentages have a named base and round half up; minutes have a number line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.meeting_records import MeetingKind
from desktop_app.rules import numbering, percentages
from desktop_app.rules.numbering import Counted


@pytest.mark.parametrize(
    ("count", "base", "text"),
    [
        (320, 410, "78,05%"),
        (88, 410, "21,46%"),
        (2, 410, "0,49%"),
        (76, 320, "23,75%"),
        (1125, 1474, "76,32%"),
        (325, 2022, "16,07%"),
        (1, 8, "12,50%"),
        (0, 5, "0,00%"),
        (5, 5, "100,00%"),
        (3, 0, "–"),
    ],
)
def test_the_percentages_of_real_reports_come_out(count: int, base: int, text: str) -> None:
    assert percentages.format_percent(count, base) == text


def test_halves_are_rounded_up() -> None:
    assert percentages.percent(1, 800) == Decimal("0.13")
    assert percentages.percent(1, 8, 0) == Decimal(13)
    assert percentages.percent(2, 410, 3) == Decimal("0.488")


def test_exactly_eighty_five_per_cent_is_not_above_it() -> None:
    assert not percentages.is_above(17, 20, 85)
    assert percentages.is_above(18, 20, 85)


def test_numbers_have_dots_between_thousands() -> None:
    assert percentages.format_number(1476) == "1.476"
    assert percentages.format_number(2_000_000) == "2.000.000"
    assert percentages.format_number(12) == "12"


@given(st.lists(st.integers(0, 10**6), max_size=12), st.integers(0, 4))
def test_shares_of_one_whole_add_up_to_a_hundred(counts: list[int], decimals: int) -> None:
    shares = percentages.shares(counts, decimals)
    assert sum(shares) == (100 if sum(counts) else 0)
    for count, share in zip(counts, shares, strict=True):
        exact = Decimal(count * 100) / sum(counts) if count else Decimal(0)
        assert abs(share - exact) < Decimal(1).scaleb(-decimals)


def test_a_negative_part_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="negative"):
        percentages.shares([1, -1])


def test_minutes_are_numbered_with_two_digits_at_least() -> None:
    day = date(2026, 11, 3)
    assert numbering.minutes_label(5, day) == "Số 05-BB/CB"
    assert numbering.minutes_label(112, day) == "Số 112-BB/CB"
    assert numbering.minutes_label(None, day) == "Số …-BB/CB"


def test_an_office_may_have_its_own_number_line() -> None:
    own = {"numbering.minutes.label": "Số {number:03}-BB/CB-NL"}
    assert numbering.minutes_label(5, date(2026, 11, 3), own) == "Số 005-BB/CB-NL"


def test_numbers_begin_anew_each_year_or_each_term() -> None:
    day, term = date(2026, 11, 3), {"numbering.minutes.reset": "term"}
    assert numbering.counting_since(day) == date(2026, 1, 1)
    assert numbering.counting_since(day, date(2025, 6, 1), term) == date(2025, 6, 1)
    assert numbering.counting_since(day, date(2027, 6, 1), term) is None
    assert numbering.counting_since(day, None, term) is None


def test_every_type_has_its_own_number_line() -> None:
    day = date(2026, 11, 3)
    printed = {document: numbering.label(document, 5, day) for document in Counted}
    assert printed[Counted.COMMITTEE_MINUTES] == "Số 05-BB/CU"
    assert printed[Counted.RESOLUTION] == "Số 05-NQ/CB"
    assert len(set(printed.values())) == len(Counted)
    assert numbering.minutes_label(7, day, None, MeetingKind.PARTY_GROUP) == "Số 07-BB/TĐ"
    assert numbering.label(Counted.NOTICE, None, day) == "Số …-TB/CB"


def test_minutes_of_committee_and_groups_are_numbered_apart_from_those_of_the_cell() -> None:
    assert numbering.kinds_in(Counted.COMMITTEE_MINUTES) == (MeetingKind.COMMITTEE,)
    assert numbering.kinds_in(Counted.RESOLUTION) == ()
    counted = [kind for document in Counted for kind in numbering.kinds_in(document)]
    assert sorted(counted) == sorted(MeetingKind)


def test_a_year_of_minutes_is_one_count() -> None:
    assert numbering.span(date(2026, 11, 3)) == (date(2026, 1, 1), date(2027, 1, 1))


def test_resolutions_are_numbered_through_the_term_and_anew_in_the_next() -> None:
    began, congress = date(2025, 7, 1), date(2030, 6, 15)
    span = partial(numbering.span, document=Counted.RESOLUTION)
    assert span(date(2026, 11, 3)) == (began, None)
    # The next term is known already: what is issued before it still belongs to this one.
    assert span(date(2030, 5, 20), terms=[congress]) == (began, congress)
    # Its value holds from the first of the month; the days before the congress count with the old term.
    named = {"numbering.term_began": congress}
    assert span(date(2030, 6, 10), named, terms=[began]) == (began, congress)
    assert span(date(2030, 6, 15), named, terms=[began]) == (congress, None)
    assert span(date(2024, 1, 1)) == (None, began)


@given(
    st.sampled_from(Counted),
    st.dates(date(2020, 1, 1), date(2031, 12, 31)),
    st.lists(st.dates(date(2019, 1, 1), date(2032, 1, 1))),
)
def test_a_day_lies_in_its_own_span(document: Counted, on: date, terms: list[date]) -> None:
    since, until = numbering.span(on, document=document, terms=terms)
    assert since is None or since <= on
    assert until is None or on < until
