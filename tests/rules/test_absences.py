"""Absences that repeat: what counts, what ends a row, what does neither."""

from __future__ import annotations

from datetime import date

import pytest

from db.meeting_records import Presence
from desktop_app.rules import absences
from desktop_app.rules.absences import Past
from tests.helpers.meetings import mark

DAY = date(2026, 11, 3)
P, E, U, N = Presence.PRESENT, Presence.EXCUSED, Presence.UNEXCUSED, Presence.NOT_REQUIRED


def found(now: Presence, *before: Presence, own: dict[str, int] | None = None) -> list[tuple[str, object]]:
    """What is said of somebody now, with the earlier meetings from the newest back."""
    pasts = {"m0": [Past(f"2026-{10 - number:02}", presence) for number, presence in enumerate(before)]}
    findings = absences.findings([mark(0, now)], "2026-11", pasts, DAY, own)
    return [(finding.code, finding.values["times"]) for finding in findings]


@pytest.mark.parametrize(
    ("now", "before", "times"),
    [
        (E, (E, E), 3),
        (E, (E, E, E, E), 5),
        (E, (E, N, E), 3),
        (E, (E, P, E), None),
        (E, (E, U, E), None),
        (E, (E,), None),
        (P, (E, E, E), None),
        (N, (E, E, E), None),
    ],
)
def test_excused_absences_count_in_a_row(now: Presence, before: tuple[Presence, ...], times: int | None) -> None:
    assert found(now, *before) == ([("MEETING_EXCUSED_IN_ROW", times)] if times else [])


@pytest.mark.parametrize(
    ("now", "before", "times"),
    [(U, (U, U), 3), (U, (P, U, E, U), 3), (U, (U,), None), (E, (U, U, U), None), (P, (U, U, U), None)],
)
def test_absences_without_a_reason_count_over_the_year(
    now: Presence, before: tuple[Presence, ...], times: int | None
) -> None:
    assert found(now, *before) == ([("MEETING_UNEXCUSED_IN_YEAR", times)] if times else [])


def test_two_meetings_of_one_month_are_one_month() -> None:
    pasts = {"m0": [Past("2026-11", U), Past("2026-10", U), Past("2026-10", U)]}
    assert list(absences.findings([mark(0, U)], "2026-11", pasts, DAY)) == []


def test_an_office_may_be_stricter_and_somebody_new_has_no_past() -> None:
    assert found(E, E, own={"meeting.attendance.excused_in_row": 2}) == [("MEETING_EXCUSED_IN_ROW", 2)]
    assert list(absences.findings([mark(5, E)], "2026-11", {}, DAY)) == []
