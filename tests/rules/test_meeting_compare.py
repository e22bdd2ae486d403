"""Two versions of a meeting are told apart field by field, and nothing that changed goes unsaid."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.meeting_records import (
    AgendaItem,
    AnnouncedDocument,
    AssignmentOutcome,
    FollowUp,
    Guest,
    MeetingContent,
    MeetingKind,
    MeetingTask,
    Opinion,
    Presence,
    ScorePoint,
    ScoreSheet,
    Vote,
)
from db.records import Duty, Standing
from desktop_app.rules import meeting_compare
from desktop_app.rules.meeting_compare import Piece
from tests.helpers.meetings import contents, mark

ITEM = AgendaItem(
    title="Nhiệm vụ tháng tới",
    content="Trồng rừng.",
    opinions=(Opinion(speaker="Lý A Sử", text="Nhất trí."),),
    conclusion="Giao đồng chí Sử.",
    vote=Vote(entitled=3, agree=3),
    tasks=(MeetingTask(id="t", text="Phát cỏ", assignee="Lý A Sử", due_on=date(2026, 11, 30)),),
)
MEETING = MeetingContent(
    cell_id="c",
    kind=MeetingKind.REGULAR,
    period="2026-11",
    held_on=date(2026, 11, 3),
    start_time="07:30",
    end_time="10:00",
    place="Nhà văn hóa",
    chair_id="m0",
    secretary_id="m1",
    attendance=(mark(0), mark(1), mark(2, Presence.EXCUSED, "Ốm")),
    guests=(Guest(name="Trần Thị Hoa", position="Đảng ủy viên", from_above=True),),
    agenda=(ITEM, AgendaItem(title="Việc khác")),
    approval_agree=2,
    documents=(AnnouncedDocument(number="50-CT/TW", summary="Về sinh hoạt chi bộ"),),
    follow_ups=(FollowUp(assignment_id="a", text="Sửa đường"),),
    score=ScoreSheet(
        scheme="x", points=(ScorePoint(code="a", group="I", title="Chi ủy họp trước", most=50, proposed=45),)
    ),
)


def changed(**fields: Any) -> list[tuple[str, str, str, str]]:
    found = meeting_compare.differences(MEETING, msgspec.structs.replace(MEETING, **fields), {"x": "Vàng A Xa"})
    return [(one.place, one.field, one.before, one.after) for one in found]


def item(**fields: Any) -> tuple[AgendaItem, ...]:
    return (msgspec.structs.replace(ITEM, **fields), *MEETING.agenda[1:])


FIRST = "Nội dung 1: Nhiệm vụ tháng tới"


@pytest.mark.parametrize(
    ("fields", "place", "field", "before", "after"),
    [
        ({"held_on": date(2026, 11, 4)}, "", "Ngày họp", "03/11/2026", "04/11/2026"),
        ({"kind": MeetingKind.COMBINED}, "", "Loại sinh hoạt", "thường kỳ", "thường kỳ kết hợp chuyên đề"),
        ({"chair_id": "x"}, "", "Chủ trì", "Lý Minh Cường", "Vàng A Xa"),
        ({"chair_id": "gone"}, "", "Chủ trì", "Lý Minh Cường", "người không còn trong sổ"),
        ({"approval_agree": None}, "", "Số tán thành biên bản", "2", ""),
        ({"recorded": True}, "", "Có ghi âm, ghi hình", "", "có"),
        ({"guests": ()}, "", "Đại biểu, khách mời", "Trần Thị Hoa, Đảng ủy viên (cấp trên)", ""),
        ({"documents": ()}, "", "Văn bản phổ biến", "50-CT/TW – Về sinh hoạt chi bộ", ""),
        ({"agenda": item(content="Trồng cây.")}, FIRST, "Nội dung trình bày", "Trồng rừng.", "Trồng cây."),
        ({"agenda": item(opinions=())}, FIRST, "Ý kiến", "Lý A Sử: Nhất trí.", ""),
        ({"agenda": item(attached=True)}, FIRST, "Tài liệu kèm theo", "", "có"),
        ({"agenda": item(tasks=())}, FIRST, "Việc giao", "Phát cỏ (Lý A Sử, hạn 30/11/2026)", ""),
    ],
)  # fmt: skip
def test_a_changed_field_is_named_with_what_stood_and_stands_there(
    fields: dict[str, Any], place: str, field: str, before: str, after: str
) -> None:
    assert changed(**fields) == [(place, field, before, after)]


def test_the_same_meeting_has_no_difference() -> None:
    assert changed() == []


def test_attendance_is_told_person_by_person() -> None:
    marks = (mark(0, Presence.UNEXCUSED), mark(2, Presence.EXCUSED, "Đi viện"), mark(3))
    assert changed(attendance=marks) == [
        ("Điểm danh", "Lý Minh Cường", "có mặt", "vắng không lý do"),
        ("Điểm danh", "Nông Văn Hòa", "có mặt", ""),
        ("Điểm danh", "Trần Thị Thảo", "vắng có lý do (Ốm)", "vắng có lý do (Đi viện)"),
        ("Điểm danh", "Lò Thị Mai", "", "có mặt"),
    ]


def test_another_standing_is_told_too() -> None:
    marks = (msgspec.structs.replace(mark(0), standing=Standing.PROBATIONARY), *MEETING.attendance[1:])
    ((_, name, before, after),) = changed(attendance=marks)
    assert name == "Lý Minh Cường"
    assert before != after
    assert "dự bị" in after
    marks = (msgspec.structs.replace(mark(0), duty=Duty.VISITING), *MEETING.attendance[1:])
    assert len(changed(attendance=marks)) == 1


def test_items_are_followed_to_where_they_stand_now() -> None:
    turned = MEETING.agenda[::-1]
    assert changed(agenda=turned) == [
        ("Nội dung", "Thứ tự", "Nhiệm vụ tháng tới\nViệc khác", "Việc khác\nNhiệm vụ tháng tới")
    ]
    renamed = (msgspec.structs.replace(ITEM, title="Nhiệm vụ tháng 12"), MEETING.agenda[1])
    assert changed(agenda=renamed) == [
        ("Nội dung 1: Nhiệm vụ tháng 12", "Tên mục", "Nhiệm vụ tháng tới", "Nhiệm vụ tháng 12")
    ]
    fields = [field for _, field, _, after in changed(agenda=MEETING.agenda[1:]) if not after]
    assert fields == ["Tên mục", "Nội dung trình bày", "Ý kiến", "Kết luận", "Việc giao", "Biểu quyết"]


def test_a_vote_and_an_outcome_are_told_in_words() -> None:
    ((_, _, _, after),) = changed(agenda=item(vote=Vote(entitled=3, agree=2, other=1)))
    assert "tán thành 2" in after
    assert "ý kiến khác 1" in after
    done = FollowUp(assignment_id="a", text="Sửa đường", outcome=AssignmentOutcome.LATE, remark="Mưa lũ")
    ((_, _, _, after),) = changed(follow_ups=(done,))
    assert after.startswith("Sửa đường: ")
    assert after.endswith(" – Mưa lũ")


def test_points_are_told_by_criterion_in_whole_points_and_tenths() -> None:
    point = ScorePoint(code="a", group="I", title="Chi ủy họp trước", most=50, proposed=45, voted=50)
    assert changed(score=ScoreSheet(scheme="x", points=(point,))) == [
        ("Chấm điểm", "Chi ủy họp trước", "4,5 / – / –", "4,5 / 5 / –")
    ]


@given(contents, contents)
def test_contents_that_print_differently_have_a_difference_and_equal_ones_none(
    one: MeetingContent, other: MeetingContent
) -> None:
    assert meeting_compare.differences(one, one) == []
    scalars = ("kind", "period", "held_on", "start_time", "place", "theme", "approval_agree", "guests", "dues_note")
    if any(getattr(one, name) != getattr(other, name) for name in scalars):
        assert meeting_compare.differences(one, other)
    for difference in meeting_compare.differences(one, other):
        assert difference.before != difference.after


prose = st.text(st.sampled_from("ab đ\n."), max_size=60)


@given(prose, prose)
def test_marked_pieces_hold_both_texts_letter_for_letter(before: str, after: str) -> None:
    pieces = meeting_compare.pieces(before, after)
    assert "".join(piece.text for piece in pieces if piece.mark != "+") == before
    assert "".join(piece.text for piece in pieces if piece.mark != "-") == after
    assert all(piece.text for piece in pieces)


def test_a_changed_word_is_marked_among_those_kept() -> None:
    assert meeting_compare.pieces("có mặt 37 đồng chí", "có mặt 38 đồng chí") == [
        Piece("=", "có mặt "),
        Piece("-", "37 "),
        Piece("+", "38 "),
        Piece("=", "đồng chí"),
    ]
