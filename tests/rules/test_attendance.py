"""Who had to come, who came, who may vote, and what a vote means."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.meeting_records import AttendanceMark, Presence, Vote
from db.records import Duty, Standing
from desktop_app.rules import attendance, voting

DAY = date(2026, 11, 3)


def mark(
    number: int,
    presence: Presence = Presence.PRESENT,
    standing: Standing = Standing.OFFICIAL,
    duty: Duty = Duty.ACTIVE,
    reason: str = "",
) -> AttendanceMark:
    return AttendanceMark(
        member_id=str(number),
        full_name=f"Lý A Sùng {number}",
        standing=standing,
        duty=duty,
        presence=presence,
        reason=reason,
    )


any_marks = st.lists(
    st.builds(
        mark,
        st.integers(0, 10**6),
        st.sampled_from(Presence),
        st.sampled_from([Standing.OFFICIAL, Standing.PROBATIONARY]),
        st.sampled_from(Duty),
    ),
    max_size=40,
)


def codes(marks: list[AttendanceMark], on: date | None = DAY) -> list[str]:
    return [finding.code for finding in attendance.findings(marks, on)]


@given(any_marks)
def test_present_and_absent_add_up_to_those_required(marks: list[AttendanceMark]) -> None:
    count = attendance.counts(marks)
    assert count.present + count.excused + count.unexcused == count.required
    assert count.official_present + count.probationary_present == count.present
    assert count.members + count.visiting == len(marks)
    assert count.official + count.probationary == count.members
    assert voting.entitled(marks, DAY) == count.official_present
    assert voting.body(marks, DAY) == count.official_required


def test_visiting_members_come_but_belong_elsewhere() -> None:
    count = attendance.counts([mark(1), mark(2, duty=Duty.VISITING)])
    assert (count.members, count.visiting, count.required, count.present, count.visiting_present) == (1, 1, 2, 2, 1)


def test_exempt_away_and_suspended_members_are_not_required() -> None:
    absent = Presence.NOT_REQUIRED
    marks = [mark(1, absent, duty=Duty.EXEMPT), mark(2, absent, duty=Duty.TEMPORARILY_EXEMPT)]
    marks += [mark(3, absent, duty=Duty.AWAY), mark(4, absent, duty=Duty.SUSPENDED), mark(5)]
    count = attendance.counts(marks)
    assert (count.exempt, count.away, count.suspended, count.required, count.members) == (2, 1, 1, 1, 5)


def test_exactly_eighty_five_per_cent_is_warned_about_with_the_source() -> None:
    marks = [mark(n, Presence.PRESENT if n < 17 else Presence.EXCUSED, reason="ốm") for n in range(20)]
    (finding,) = attendance.findings(marks, DAY)
    assert finding.code == "MEETING_ATTENDANCE_LOW"
    assert finding.source == "Hướng dẫn 42-HD/BTCTW ngày 28/10/2025 (chưa đối chiếu)"
    assert (finding.values["present"], finding.values["required"], finding.values["percent"]) == (17, 20, "85,00%")


def test_more_than_eighty_five_per_cent_is_enough() -> None:
    marks = [mark(n, Presence.PRESENT if n < 18 else Presence.EXCUSED, reason="ốm") for n in range(20)]
    assert codes(marks) == []


def test_absence_without_reason_is_warned_about() -> None:
    marks = [mark(n) for n in range(19)] + [mark(19, Presence.UNEXCUSED)]
    assert codes(marks) == ["MEETING_UNEXCUSED"]


def test_without_a_day_no_rule_of_a_day_applies() -> None:
    assert codes([mark(1), mark(2, Presence.UNEXCUSED)], None) == []


def test_a_list_on_which_nobody_is_required_is_no_list() -> None:
    assert codes([]) == ["MEETING_NO_ATTENDANCE"]
    assert codes([mark(1, Presence.NOT_REQUIRED)]) == ["MEETING_NO_ATTENDANCE"]


def test_a_meeting_nobody_came_to_is_an_error() -> None:
    assert "MEETING_NOBODY_PRESENT" in codes([mark(1, Presence.EXCUSED, reason="ốm")])


def test_a_member_stands_on_the_list_once() -> None:
    assert codes([mark(1), mark(2), mark(1)]) == ["MEETING_MEMBER_TWICE"]


@pytest.mark.parametrize(
    ("reason", "code"), [("", "REASON_MISSING"), ("  ", "REASON_MISSING"), ("a" * 201, "REASON_LONG")]
)
def test_an_excused_absence_has_a_reason_that_can_be_printed(reason: str, code: str) -> None:
    marks = [mark(n) for n in range(19)] + [mark(19, Presence.EXCUSED, reason=reason)]
    (finding,) = attendance.findings(marks, DAY)
    assert (finding.code, finding.field) == (f"MEETING_{code}", "attendance.19.reason")


def test_probationary_members_do_not_vote() -> None:
    marks = [mark(1), mark(2, standing=Standing.PROBATIONARY), mark(3, Presence.EXCUSED)]
    assert voting.entitled(marks, DAY) == 1
    assert voting.entitled(marks) == 1


def test_more_than_half_of_the_whole_body_passes_and_half_does_not() -> None:
    assert voting.result(Vote(entitled=30, agree=21, disagree=9), 40, DAY).passed
    half = voting.result(Vote(entitled=30, agree=20, disagree=10), 40, DAY)
    assert not half.passed
    assert half.base == 40
    assert half.percent_text == "66,67%"


def test_without_the_body_those_entitled_are_the_base() -> None:
    assert voting.result(Vote(entitled=3, agree=2, disagree=1)).passed
    nobody = voting.result(Vote(entitled=0, agree=0))
    assert not nobody.passed
    assert nobody.percent is None


def test_another_majority_may_be_set_by_the_office() -> None:
    own = {"meeting.vote.majority": {"numerator": 2, "denominator": 3}}
    assert not voting.result(Vote(entitled=3, agree=2, disagree=1), None, DAY, own).passed
