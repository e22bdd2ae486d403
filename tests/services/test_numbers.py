"""Books of numbers through the service: begun in mid-year, spoiled numbers, gaps, and one count for each type."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest

from db.meeting_records import MeetingKind
from db.problems import ProblemError
from db.records import Finding, Organization
from desktop_app.rules.number_ledger import LineKind
from desktop_app.rules.numbering import Counted
from desktop_app.services.numbers import NumberService
from desktop_app.services.regulations import RegulationService
from tests.services.conftest import TODAY, Commune, now
from tests.services.test_meetings import finalized

WHY = "Đã ghi trong sổ giấy"


@pytest.fixture
def cell(commune: Commune) -> Organization:
    cell = commune.cell()
    for name in ("Lý A Sử", "Sùng Thị Mỷ", "Hoàng Văn Đào"):
        commune.person(cell.id, name)
    return cell


@pytest.fixture
def numbers(commune: Commune) -> NumberService:
    return NumberService(commune.store, commune.office.id, now)


def refused(problem: pytest.ExceptionInfo[ProblemError]) -> list[str]:
    found = cast("tuple[Finding, ...]", problem.value.values["findings"])
    return [finding.code for finding in found]


def test_a_book_begun_in_november_goes_on_after_the_paper_one(
    commune: Commune, cell: Organization, numbers: NumberService
) -> None:
    assert numbers.start_at([cell.id], Counted.MINUTES, 11, TODAY, WHY) == []
    assert finalized(commune, cell).number == 11
    ledger = numbers.ledger(cell.id, Counted.MINUTES, 2026)
    assert [(line.kind, line.first, line.last, line.reason) for line in ledger.lines] == [
        (LineKind.SKIPPED, 1, 10, WHY),
        (LineKind.USED, 11, 11, ""),
    ]
    assert (ledger.next_number, ledger.gaps) == (12, ())
    assert numbers.next_number(cell.id, Counted.MINUTES, date(2027, 1, 3)) == 1


def test_all_cells_begin_at_once_and_those_further_on_are_named(
    commune: Commune, cell: Organization, numbers: NumberService
) -> None:
    other = commune.cell("SP", "Chi bộ thôn Sa Pả", "Sa Pả")
    numbers.start_at([other.id], Counted.MINUTES, 20, TODAY, WHY)
    assert numbers.start_at([cell.id, other.id], Counted.MINUTES, 11, TODAY, WHY) == [other.id]
    assert numbers.next_number(cell.id, Counted.MINUTES, TODAY) == 11
    assert numbers.next_number(other.id, Counted.MINUTES, TODAY) == 20


def test_beginning_further_on_leaves_what_was_left_out_already(cell: Organization, numbers: NumberService) -> None:
    numbers.skip(cell.id, Counted.MINUTES, 4, 6, TODAY, "Viết hỏng")
    numbers.start_at([cell.id], Counted.MINUTES, 11, TODAY, WHY)
    lines = numbers.ledger(cell.id, Counted.MINUTES, 2026).lines
    assert [(line.first, line.last) for line in lines] == [(1, 3), (4, 6), (7, 10)]


def test_each_type_is_counted_by_itself(commune: Commune, cell: Organization, numbers: NumberService) -> None:
    numbers.start_at([cell.id], Counted.RESOLUTION, 5, TODAY, WHY)
    assert finalized(commune, cell).number == 1
    assert finalized(commune, cell, kind=MeetingKind.EXTRAORDINARY).number == 2
    assert numbers.next_number(cell.id, Counted.RESOLUTION, TODAY) == 5
    assert numbers.next_number(cell.id, Counted.COMMITTEE_MINUTES, TODAY) == 1
    assert numbers.next_number(cell.id, Counted.NOTICE, TODAY) == 1


def test_a_spoiled_number_is_left_out_and_given_back(
    commune: Commune, cell: Organization, numbers: NumberService
) -> None:
    kept = numbers.skip(cell.id, Counted.MINUTES, 1, 1, TODAY, "Viết hỏng")
    assert numbers.next_number(cell.id, Counted.MINUTES, TODAY) == 2
    numbers.unskip(kept.id)
    assert numbers.next_number(cell.id, Counted.MINUTES, TODAY) == 1
    with pytest.raises(ProblemError, match="V05"):
        numbers.unskip(kept.id)


def test_a_cancelled_meeting_keeps_its_number_in_the_book_with_the_reason(
    commune: Commune, cell: Organization, numbers: NumberService
) -> None:
    meeting = finalized(commune, cell)
    commune.meetings.cancel(meeting.id, "Ghi nhầm chi bộ")
    (line,) = numbers.ledger(cell.id, Counted.MINUTES, 2026).lines
    assert (line.cancelled, line.reason) == (True, "Ghi nhầm chi bộ")
    assert finalized(commune, cell).number == 2


def test_a_gap_is_shown_until_somebody_explains_it(
    commune: Commune, cell: Organization, numbers: NumberService
) -> None:
    kept = numbers.skip(cell.id, Counted.MINUTES, 1, 3, TODAY, WHY)
    finalized(commune, cell)
    numbers.unskip(kept.id)
    (gap,) = numbers.ledger(cell.id, Counted.MINUTES, 2026).gaps
    assert (gap.first, gap.last) == (1, 3)
    numbers.skip(cell.id, Counted.MINUTES, gap.first, gap.last, TODAY, WHY)
    assert numbers.ledger(cell.id, Counted.MINUTES, 2026).gaps == ()


def test_numbers_by_term_run_on_over_new_year(commune: Commune, cell: Organization, numbers: NumberService) -> None:
    rules = RegulationService(commune.store, commune.office.id, now)
    rules.override("numbering.minutes.reset", "term", "Theo nhiệm kỳ", date(2025, 1, 1))
    first = finalized(commune, cell, period="2025-12")
    second = finalized(commune, cell)
    assert (first.number, second.number) == (1, 2)
    ledger = numbers.ledger(cell.id, Counted.MINUTES, 2026)
    assert ledger.since == date(2025, 7, 1)
    assert [line.first for line in ledger.lines] == [1, 2]


@pytest.mark.parametrize(
    ("first", "last", "reason", "code"),
    [
        (0, 3, WHY, "NUMBER_RANGE"),
        (5, 4, WHY, "NUMBER_RANGE"),
        (1, 10_000, WHY, "NUMBER_RANGE"),
        (3, 3, " ", "NUMBER_REASON"),
        (3, 3, "x" * 301, "TEXT_TOO_LONG"),
        (1, 2, WHY, "NUMBER_USED"),
        (7, 9, WHY, "NUMBER_SKIPPED_ALREADY"),
    ],
)
def test_what_cannot_be_left_out_is_refused(
    commune: Commune, cell: Organization, numbers: NumberService, first: int, last: int, reason: str, code: str
) -> None:
    finalized(commune, cell)
    numbers.skip(cell.id, Counted.MINUTES, 8, 8, TODAY, WHY)
    with pytest.raises(ProblemError, match="V01") as problem:
        numbers.skip(cell.id, Counted.MINUTES, first, last, TODAY, reason)
    assert refused(problem) == [code]
    assert len(numbers.ledger(cell.id, Counted.MINUTES, 2026).lines) == 2


def test_a_book_cannot_begin_before_its_second_number(cell: Organization, numbers: NumberService) -> None:
    with pytest.raises(ProblemError, match="V01") as problem:
        numbers.start_at([cell.id], Counted.MINUTES, 1, TODAY, WHY)
    assert refused(problem) == ["NUMBER_START"]


def test_an_unknown_cell_is_refused(numbers: NumberService) -> None:
    with pytest.raises(ProblemError, match="V05"):
        numbers.skip("nobody", Counted.MINUTES, 1, 1, TODAY, WHY)
