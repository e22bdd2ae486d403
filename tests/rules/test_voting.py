"""What a vote needs by its matter, and on how many it is counted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from db.meeting_records import AgendaItem, MeetingContent, MeetingKind, Presence, Vote, VoteMatter
from db.records import Finding
from desktop_app.rules import own_values, voting
from desktop_app.rules.meeting import MeetingContext, check
from tests.helpers.meetings import mark

DAY = date(2026, 11, 3)


def vote(agree: int, matter: VoteMatter = VoteMatter.ORDINARY, entitled: int = 9) -> Vote:
    return Vote(entitled=entitled, agree=agree, other=entitled - agree, matter=matter)


@pytest.mark.parametrize(
    ("matter", "agree", "passed"),
    [
        (VoteMatter.ORDINARY, 6, False),
        (VoteMatter.ORDINARY, 7, True),
        (VoteMatter.REMOVAL, 6, False),
        (VoteMatter.REMOVAL, 7, True),
        *((matter, 7, False) for matter in (VoteMatter.ADMISSION, VoteMatter.RECOGNITION, VoteMatter.EXPULSION)),
        *((matter, 8, True) for matter in (VoteMatter.ADMISSION, VoteMatter.RECOGNITION, VoteMatter.EXPULSION)),
    ],
)
def test_each_matter_has_its_part_of_all_twelve_members(matter: VoteMatter, agree: int, *, passed: bool) -> None:
    assert voting.result(vote(agree, matter), 12, DAY).passed is passed


def test_an_office_may_count_on_those_present() -> None:
    present = {"meeting.vote.base": "present"}
    result = voting.result(vote(6, VoteMatter.ADMISSION), 12, DAY, present)
    assert (result.passed, result.base, result.part, result.at_least) == (True, 9, "2/3", True)
    assert not voting.result(vote(6, VoteMatter.ADMISSION), 12, DAY).passed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("≥ 2/3", {"numerator": 2, "denominator": 3, "at_least": True}),
        ("từ 3/4", {"numerator": 3, "denominator": 4, "at_least": True}),
        (">1/2", {"numerator": 1, "denominator": 2, "at_least": False}),
        ("Quá 1/2", {"numerator": 1, "denominator": 2, "at_least": False}),
        ("1/2", {"numerator": 1, "denominator": 2}),
    ],
)
def test_a_part_is_typed_with_or_without_its_sign(text: str, value: dict[str, Any]) -> None:
    name = "meeting.vote.majority.admission"
    assert own_values.parse(name, text, DAY) == value
    known = own_values.entry(name)
    assert own_values.parse(name, own_values.canonical(known, value), DAY) == value


def findings(item: AgendaItem, absent: int = 0) -> dict[str, Finding]:
    marks = tuple(
        mark(number, Presence.EXCUSED if number < absent else Presence.PRESENT, "Ốm" if number < absent else "")
        for number in range(12)
    )
    content = MeetingContent(
        cell_id="c", kind=MeetingKind.REGULAR, period="2026-11", held_on=DAY, attendance=marks, agenda=(item,)
    )
    return {finding.code: finding for finding in check(content, MeetingContext(today=DAY))}


def test_fewer_votes_than_members_present_are_pointed_out() -> None:
    item = AgendaItem(title="Việc", conclusion="Nhất trí", vote=vote(9))
    assert "MEETING_VOTE_NOT_ALL" not in findings(item, absent=3)
    finding = findings(item)["MEETING_VOTE_NOT_ALL"]
    assert (finding.field, finding.values) == ("agenda.0.vote.entitled", {"number": 1, "entitled": 9, "present": 12})
    assert "Điều 3" in finding.source


def test_a_conclusion_two_thirds_did_not_carry_is_pointed_out() -> None:
    item = AgendaItem(title="Kết nạp", conclusion="Nhất trí", vote=vote(7, VoteMatter.ADMISSION))
    finding = findings(item, absent=3)["MEETING_VOTE_NOT_REACHED"]
    assert finding.values == {"number": 1, "agree": 7, "base": 12, "part": "2/3"}
    assert "chưa đối chiếu" in finding.source
