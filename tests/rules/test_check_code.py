"""The check code of printed minutes: one for what they say, the same for ever, and readable off a paper."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.meeting_records import AgendaItem, Meeting, MeetingContent, MeetingKind, MeetingState, Vote
from desktop_app.rules.check_code import check_code, read_code
from tests.helpers.meetings import contents, mark

CONTENT = MeetingContent(
    cell_id="c",
    kind=MeetingKind.REGULAR,
    period="2026-11",
    held_on=date(2026, 11, 3),
    start_time="07:30",
    end_time="09:15",
    place="Nhà văn hóa thôn Nà Lừa",
    chair_id="m0",
    secretary_id="m1",
    attendance=(mark(0), mark(1)),
    agenda=(AgendaItem(title="Nhiệm vụ tháng tới", conclusion="Giao đồng chí Sử.", vote=Vote(entitled=2, agree=2)),),
    approval_agree=2,
)


def kept(content: MeetingContent = CONTENT, **changes: Any) -> Meeting:
    meeting = Meeting(
        id="s",
        owner_id="o",
        series_id="s",
        version=1,
        state=MeetingState.FINAL,
        number=5,
        content=content,
        finalized_at="2026-11-03T10:00:00",
    )
    return msgspec.structs.replace(meeting, **changes)


def test_the_code_of_a_meeting_is_the_same_for_ever() -> None:
    # On paper in cupboards: a program that gives another one calls those papers false.
    assert check_code(kept()) == "PR0X-GECX-KC"


@given(contents, st.sampled_from(["state", "reason", "time", "id", "owner"]))
def test_what_the_minutes_do_not_say_leaves_the_code_alone(content: MeetingContent, changed: str) -> None:
    others: dict[str, dict[str, Any]] = {
        "state": {"state": MeetingState.SUPERSEDED},
        "reason": {"revision_reason": "Sửa giờ"},
        "time": {"finalized_at": "2027-01-01T00:00:00"},
        "id": {"id": "another"},
        "owner": {"owner_id": "another"},
    }
    assert check_code(kept(content, **others[changed])) == check_code(kept(content))


@given(contents, contents)
def test_two_contents_have_two_codes(one: MeetingContent, other: MeetingContent) -> None:
    one, other = (msgspec.structs.replace(content, theme_id=None) for content in (one, other))
    assert (check_code(kept(one)) == check_code(kept(other))) == (one == other)


@given(contents)
def test_the_committee_above_which_holds_no_list_of_themes_finds_the_same_code(content: MeetingContent) -> None:
    held = msgspec.structs.replace(content, theme_id=None)
    assert check_code(kept(content)) == check_code(kept(held))


@pytest.mark.parametrize("change", [{"number": 6}, {"version": 2}, {"series_id": "t"}])
def test_number_version_and_series_are_part_of_what_the_paper_says(change: dict[str, Any]) -> None:
    assert check_code(kept(**change)) != check_code(kept())


@given(contents)
def test_a_code_is_read_back_however_it_was_typed(content: MeetingContent) -> None:
    code = check_code(kept(content))
    assert [len(part) for part in code.split("-")] == [4, 4, 2]
    assert not set(code) & set("ILOU")
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert read_code(typed) == read_code(code) == code


@pytest.mark.parametrize("typed", ["", "ABCD", "ABCD-EFGH-JKM", "ABCD-EFGH-J*", "ĐBCD-EFGH-JK"])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_code(typed) == ""
