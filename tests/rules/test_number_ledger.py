"""Every number is accounted for: a document bears it, it was left out with a reason, or it is missing."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from db.meeting_records import MeetingState, NumberSkip
from db.view_records import NumberedDocument
from desktop_app.rules import number_ledger
from desktop_app.rules.number_ledger import LineKind

DAY = date(2026, 11, 3)


def numbered(
    number: int, version: int = 1, *, series: str = "", state: MeetingState = MeetingState.FINAL
) -> NumberedDocument:
    series = series or f"s{number}"
    return NumberedDocument(
        id=f"{series}.{version}", series_id=series, number=number, version=version, state=state, on=DAY
    )


def left_out(first: int, last: int) -> NumberSkip:
    return NumberSkip(
        id=f"k{first}", owner_id="o", cell_id="c", document="minutes", first=first, last=last, on=DAY, reason="Sổ giấy"
    )


ranges = st.builds(lambda first, more: left_out(first, first + more), st.integers(1, 40), st.integers(0, 9))


def test_numbers_follow_the_highest_one() -> None:
    assert number_ledger.next_number([], []) == 1
    assert number_ledger.next_number([1, 2, 5], []) == 6


def test_a_book_begun_in_mid_year_goes_on_after_the_paper_one() -> None:
    assert number_ledger.next_number([], [left_out(1, 9)]) == 10


def test_a_spoiled_number_further_on_is_stepped_over_when_its_turn_comes() -> None:
    assert number_ledger.next_number([5], [left_out(8, 8)]) == 6
    assert number_ledger.next_number([7], [left_out(8, 8)]) == 9
    assert number_ledger.next_number([7], [left_out(9, 9), left_out(8, 8)]) == 10


@given(st.lists(st.integers(1, 40)), st.lists(ranges, max_size=4))
def test_the_next_number_was_never_given_out_nor_left_out_and_none_below_it_is_free(
    used: list[int], skipped: list[NumberSkip]
) -> None:
    number = number_ledger.next_number(used, skipped)
    out = {n for skip in skipped for n in range(skip.first, skip.last + 1)}
    highest = max(used, default=0)
    assert number > highest
    assert number not in out
    assert all(free in out for free in range(highest + 1, number))


def test_a_missing_number_is_shown_and_neighbours_together() -> None:
    lines = number_ledger.lines([numbered(1), numbered(5), numbered(7)], [])
    assert [(line.kind, line.first, line.last) for line in lines] == [
        (LineKind.USED, 1, 1),
        (LineKind.GAP, 2, 4),
        (LineKind.USED, 5, 5),
        (LineKind.GAP, 6, 6),
        (LineKind.USED, 7, 7),
    ]


def test_versions_of_one_document_are_one_line_and_the_newest_is_named() -> None:
    (line,) = number_ledger.lines(
        [numbered(1, 2, series="a"), numbered(1, series="a", state=MeetingState.SUPERSEDED)], []
    )
    assert line.document is not None
    assert (line.document.version, line.twice) == (2, False)


def test_a_number_two_documents_bear_is_pointed_out() -> None:
    lines = number_ledger.lines([numbered(1, series="a"), numbered(1, series="b")], [])
    assert [line.twice for line in lines] == [True, True]


def test_a_cancelled_document_keeps_its_number() -> None:
    (line,) = number_ledger.lines([numbered(1, state=MeetingState.CANCELLED)], [])
    assert line.cancelled


@given(st.lists(st.integers(1, 30), max_size=12, unique=True), st.lists(ranges, max_size=3))
def test_every_number_up_to_the_highest_stands_in_the_book_once(used: list[int], skipped: list[NumberSkip]) -> None:
    apart: list[NumberSkip] = []
    for skip in skipped:
        numbers = set(range(skip.first, skip.last + 1))
        if not numbers & set(used) and not any(numbers & set(range(o.first, o.last + 1)) for o in apart):
            apart.append(skip)
    lines = number_ledger.lines([numbered(number) for number in used], apart)
    told = [number for line in lines for number in range(line.first, line.last + 1)]
    assert told == sorted(set(told))
    assert set(range(1, max(used, default=0) + 1)) <= set(told)
    assert {line.first for line in lines if line.kind is LineKind.USED} == set(used)
