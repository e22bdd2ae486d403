"""What a meeting draws when it is put beside the other meetings of its cell."""

from __future__ import annotations

from datetime import date

import pytest

from db.meeting_records import AttendanceMark, MeetingContent, MeetingKind, Presence, Vote, VoteMatter
from db.records import Severity
from desktop_app.rules import voting
from desktop_app.rules.meeting_surroundings import Surroundings, findings
from tests.helpers.meetings import mark

DAY = date(2026, 9, 3)


def meeting(*marks: AttendanceMark, kind: MeetingKind = MeetingKind.REGULAR, **more: object) -> MeetingContent:
    return MeetingContent(cell_id="c", kind=kind, period="2026-09", held_on=DAY, attendance=marks, **more)  # type: ignore[arg-type]


def codes(content: MeetingContent, around: Surroundings, own: dict[str, object] | None = None) -> list[tuple[str, str]]:
    return [(finding.code, finding.field) for finding in findings(content, around, own)]


@pytest.mark.parametrize(
    ("earlier", "warned"),
    [
        (["excused", "excused"], True),
        (["present", "excused", "excused"], True),
        (["excused", "not_required", "excused"], True),
        (["excused", "present", "excused"], False),
        (["excused", "unexcused"], False),
        (["excused"], False),
        ([], False),
    ],
)
def test_the_third_excused_absence_in_a_row_is_told(earlier: list[str], warned: bool) -> None:
    content = meeting(mark(0), mark(1, Presence.EXCUSED, "Ốm"))
    found = findings(content, Surroundings(earlier={"m1": earlier}))
    assert [finding.code for finding in found] == ["MEETING_EXCUSED_IN_ROW"] * warned
    assert all("12-HD" in finding.source or "42-HD" in finding.source for finding in found)
    assert all(finding.values["count"] == 3 and finding.field == "attendance.1.reason" for finding in found)


@pytest.mark.parametrize(
    ("earlier", "warned"),
    [(["unexcused", "present", "unexcused"], True), (["unexcused", "excused", "excused"], False)],
)
def test_the_third_absence_without_reason_of_a_year_is_told(earlier: list[str], warned: bool) -> None:
    content = meeting(mark(1, Presence.UNEXCUSED))
    found = findings(content, Surroundings(earlier={"m1": earlier}))
    assert [finding.code for finding in found] == ["MEETING_UNEXCUSED_IN_YEAR"] * warned
    assert all("24-QĐ/TW" in finding.source for finding in found)


def test_an_office_may_set_another_number_or_none() -> None:
    content = meeting(mark(1, Presence.EXCUSED, "Ốm"))
    around = Surroundings(earlier={"m1": ["excused"]})
    assert codes(content, around, {"meeting.attendance.excused_in_row": 2})
    assert not codes(content, around, {"meeting.attendance.excused_in_row": 0})


def test_a_meeting_before_the_cell_was_founded_is_an_error() -> None:
    [found] = findings(meeting(), Surroundings(cell_began=date(2026, 9, 4)))
    assert (found.code, found.severity, found.field) == ("MEETING_BEFORE_CELL", Severity.ERROR, "held_on")
    assert not findings(meeting(), Surroundings(cell_began=DAY))


def test_who_had_left_is_an_error_and_who_came_later_a_warning_and_both_are_named() -> None:
    found = findings(meeting(), Surroundings(gone=("Lò Văn Pó",), not_yet=tuple(f"Người {n}" for n in range(7))))
    assert [(one.code, one.severity) for one in found] == [
        ("MEETING_MEMBER_GONE", Severity.ERROR),
        ("MEETING_MEMBER_NOT_YET", Severity.WARNING),
    ]
    assert found[0].values["names"] == "Lò Văn Pó"
    assert found[1].values["names"] == "Người 0, Người 1, Người 2, Người 3, Người 4, … (7)"


@pytest.mark.parametrize(
    ("kind", "met", "prepared", "warned"),
    [
        (MeetingKind.REGULAR, False, None, True),
        (MeetingKind.COMBINED, False, None, True),
        (MeetingKind.REGULAR, False, "series", False),
        (MeetingKind.REGULAR, True, None, False),
        (MeetingKind.REGULAR, None, None, False),
        (MeetingKind.EXTRAORDINARY, False, None, False),
    ],
)
def test_the_committee_meets_first_where_there_is_one(
    kind: MeetingKind,
    met: bool | None,
    prepared: str | None,
    warned: bool,
) -> None:
    content = meeting(kind=kind, prepared_by=prepared)
    assert codes(content, Surroundings(committee_met=met)) == [("MEETING_COMMITTEE_NOT_MET", "held_on")] * warned
    assert not codes(content, Surroundings(committee_met=met), {"meeting.committee.first": "no"})


def test_a_quarter_without_a_theme_is_told_by_its_regular_meeting_only() -> None:
    assert codes(meeting(), Surroundings(thematic=0)) == [("MEETING_NO_THEMATIC", "kind")]
    assert not codes(meeting(), Surroundings(thematic=1))
    assert not codes(meeting(), Surroundings(thematic=None))
    assert not codes(meeting(kind=MeetingKind.COMBINED), Surroundings(thematic=0))


@pytest.mark.parametrize(("agree", "passed"), [(19, False), (20, True), (21, True)])
@pytest.mark.parametrize("matter", [matter for matter in VoteMatter if matter is not VoteMatter.ORDINARY])
def test_admission_recognition_removal_and_expulsion_take_two_thirds_of_the_body(
    matter: VoteMatter,
    agree: int,
    passed: bool,
) -> None:
    vote = Vote(entitled=25, agree=agree, disagree=25 - agree, matter=matter)
    assert voting.result(vote, 30, DAY).passed is passed


def test_the_base_may_be_those_present_where_the_office_says_so() -> None:
    vote = Vote(entitled=20, agree=11, disagree=9)
    assert not voting.result(vote, 30, DAY).passed
    present = voting.result(vote, 30, DAY, {"meeting.vote.base": "present"})
    assert (present.passed, present.base) == (True, 20)
