"""What the form of a meeting knows before anybody typed a word, and what it is compared with."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from db.meeting_records import (
    AgendaItem,
    Meeting,
    MeetingContent,
    MeetingDraft,
    MeetingKind,
    MeetingTask,
    Presence,
)
from db.problems import ProblemError
from db.records import Organization
from db.register_records import RoleKind
from db.tree_records import RoleInput
from db.view_records import ThemeInput
from desktop_app.services.themes import ThemeService
from tests.services.conftest import START, Commune, now


@pytest.fixture
def cell(commune: Commune) -> Organization:
    """A cell of two party groups with a committee of three."""
    cell = commune.cell()
    people = [
        commune.person(cell.id, name, party_group=group)
        for name, group in (
            ("Lý A Sử", "Tổ 1"),
            ("Sùng Thị Mỷ", "Tổ 1"),
            ("Hoàng Văn Đào", "Tổ 1"),
            ("Vàng A Nhà", "Tổ 2"),
            ("Giàng Thị Sua", "Tổ 2"),
        )
    ]
    held = (RoleKind.SECRETARY, RoleKind.DEPUTY, RoleKind.COMMITTEE)
    for person, role in zip(people, held, strict=False):
        commune.roles.add(cell.id, RoleInput(role=role, member_id=person.id, since=START))
    commune.roles.add(cell.id, RoleInput(role=RoleKind.GROUP_LEADER, member_id=people[4].id, since=START))
    return cell


def names(content: MeetingContent) -> set[str]:
    return {mark.full_name for mark in content.attendance}


def edit(draft: MeetingDraft, **changes: Any) -> MeetingDraft:
    return msgspec.structs.replace(draft, content=msgspec.structs.replace(draft.content, **changes))


def held(
    commune: Commune, cell: Organization, kind: MeetingKind, on: date, *, party_group: str = "", **changes: Any
) -> Meeting:
    draft = commune.meetings.prepare(cell.id, kind, on.isoformat()[:7], party_group=party_group)
    present = [mark.member_id for mark in draft.content.attendance if mark.presence is Presence.PRESENT]
    fields: dict[str, Any] = {
        "held_on": on,
        "start_time": "07:30",
        "end_time": "10:00",
        "place": f"Nơi họp {kind.value}",
        "chair_id": present[0],
        "secretary_id": present[1],
        "theme": draft.content.theme or "Chuyên đề",
        "agenda": (AgendaItem(title="Việc", conclusion="Nhất trí."),),
        "approval_agree": len(present),
        **changes,
    }
    return commune.meetings.finalize(edit(draft, **fields))


def test_to_a_committee_meeting_come_those_who_lead_the_cell_that_day(commune: Commune, cell: Organization) -> None:
    content = commune.meetings.prepare(cell.id, MeetingKind.COMMITTEE, "2026-11").content
    assert names(content) == {"Lý A Sử", "Sùng Thị Mỷ", "Hoàng Văn Đào"}
    assert content.held_on is None, "the fixed day is that of the cell"
    assert content.agenda[0].title.startswith("Đánh giá")


def test_to_a_party_group_come_its_members_and_its_leader_chairs(commune: Commune, cell: Organization) -> None:
    assert commune.meetings.party_groups(cell.id, date(2026, 11, 1)) == ["Tổ 1", "Tổ 2"]
    draft = commune.meetings.prepare(cell.id, MeetingKind.PARTY_GROUP, "2026-11", party_group=" Tổ  2")
    assert names(draft.content) == {"Vàng A Nhà", "Giàng Thị Sua"}
    chair = next(mark for mark in draft.content.attendance if mark.member_id == draft.content.chair_id)
    assert (draft.content.party_group, chair.full_name) == ("Tổ 2", "Giàng Thị Sua")
    unnamed = commune.meetings.prepare(cell.id, MeetingKind.PARTY_GROUP, "2026-11")
    assert unnamed.content.attendance == ()
    named = commune.meetings.refresh_attendance(edit(unnamed, party_group="Tổ 1"))
    assert len(named.content.attendance) == 3


def test_each_party_group_has_its_own_draft(commune: Commune, cell: Organization) -> None:
    one, two = (
        commune.meetings.save_draft(
            commune.meetings.prepare(cell.id, MeetingKind.PARTY_GROUP, "2026-11", party_group=group)
        )
        for group in ("Tổ 1", "Tổ 2")
    )
    assert one.id != two.id
    again = commune.meetings.prepare(cell.id, MeetingKind.PARTY_GROUP, "2026-11", party_group="Tổ 2")
    assert again == two


def test_the_committee_meeting_since_the_last_monthly_one_is_linked(commune: Commune, cell: Organization) -> None:
    early = held(commune, cell, MeetingKind.COMMITTEE, date(2026, 9, 30))
    assert commune.meetings.prepare(cell.id, MeetingKind.REGULAR, "2026-10").content.prepared_by == early.series_id
    held(commune, cell, MeetingKind.REGULAR, date(2026, 10, 3))
    assert commune.meetings.prepare(cell.id, MeetingKind.REGULAR, "2026-11").content.prepared_by is None
    late = held(commune, cell, MeetingKind.COMMITTEE, date(2026, 10, 30))
    for kind in (MeetingKind.REGULAR, MeetingKind.THEMATIC):
        assert commune.meetings.prepare(cell.id, kind, "2026-11").content.prepared_by == late.series_id
    draft = commune.meetings.prepare(cell.id, MeetingKind.EXTRAORDINARY, "2026-11")
    assert draft.content.prepared_by is None
    assert [line.id for line in commune.meetings.preparations(draft)] == [late.id]


def test_a_committee_meeting_of_long_ago_prepared_nothing(commune: Commune, cell: Organization) -> None:
    held(commune, cell, MeetingKind.COMMITTEE, date(2026, 9, 30))
    assert commune.meetings.prepare(cell.id, MeetingKind.REGULAR, "2026-11").content.prepared_by is None


def test_the_theme_of_the_quarter_stands_in_the_form_until_it_was_held(commune: Commune, cell: Organization) -> None:
    themes = ThemeService(commune.store, commune.office.id, now)
    for quarter, title in ((3, "Chuyên đề quý ba"), (4, "Chuyên đề quý bốn")):
        themes.add(ThemeInput(cell_id=cell.id, year=2026, quarter=quarter, title=title))
    meeting = held(commune, cell, MeetingKind.THEMATIC, date(2026, 10, 20))
    assert meeting.content.theme == "Chuyên đề quý bốn"
    assert meeting.content.theme_id is not None
    content = commune.meetings.prepare(cell.id, MeetingKind.COMBINED, "2026-11").content
    assert (content.theme, content.theme_id) == ("", None)


def test_place_and_time_come_from_the_last_meeting_of_the_same_kind(commune: Commune, cell: Organization) -> None:
    held(commune, cell, MeetingKind.REGULAR, date(2026, 10, 3))
    held(commune, cell, MeetingKind.COMMITTEE, date(2026, 11, 1))
    assert commune.meetings.prepare(cell.id, MeetingKind.COMBINED, "2026-11").content.place == "Nơi họp regular"
    assert commune.meetings.prepare(cell.id, MeetingKind.COMMITTEE, "2026-12").content.place == "Nơi họp committee"
    assert commune.meetings.prepare(cell.id, MeetingKind.CONGRESS, "2026-12").content.place == "Nơi họp committee"


def test_the_meeting_before_is_the_last_one_like_this(commune: Commune, cell: Organization) -> None:
    regular = held(commune, cell, MeetingKind.COMBINED, date(2026, 9, 3))
    held(commune, cell, MeetingKind.COMMITTEE, date(2026, 10, 1))
    draft = commune.meetings.prepare(cell.id, MeetingKind.REGULAR, "2026-10")
    assert commune.meetings.before(draft) == regular
    assert commune.meetings.before(edit(draft, held_on=date(2026, 9, 3))) is None
    assert commune.meetings.before(commune.meetings.revise(regular.id, "Sửa")) is None
    held(commune, cell, MeetingKind.PARTY_GROUP, date(2026, 10, 5), party_group="Tổ 1")
    for group, found in (("Tổ 1", True), ("Tổ 2", False)):
        later = commune.meetings.prepare(cell.id, MeetingKind.PARTY_GROUP, "2026-11", party_group=group)
        assert (commune.meetings.before(later) is not None) is found


def test_a_month_before_the_cell_existed_is_refused(commune: Commune, cell: Organization) -> None:
    with pytest.raises(ProblemError) as refused:
        commune.meetings.prepare(cell.id, MeetingKind.REGULAR, "2019-12")
    assert (refused.value.code, refused.value.values["day"]) == ("M11", "01/01/2020")


def test_a_second_draft_of_a_meeting_is_found_by_the_first(commune: Commune, cell: Organization) -> None:
    first = commune.meetings.save_draft(commune.meetings.prepare(cell.id, MeetingKind.REGULAR, "2026-11"))
    second = msgspec.structs.replace(edit(first, kind=MeetingKind.COMBINED), id="another")
    assert commune.meetings.twin(second) == first
    commune.meetings.save_draft(second)
    assert commune.meetings.twin(first) is not None
    assert commune.meetings.twin(msgspec.structs.replace(second, revises="some")) is None
    extra = msgspec.structs.replace(edit(first, kind=MeetingKind.EXTRAORDINARY), id="extra")
    commune.meetings.save_draft(extra)
    other_day = msgspec.structs.replace(edit(extra, held_on=date(2026, 11, 9)), id="extra 2")
    assert commune.meetings.twin(other_day) is None, "several may be held in a month"
    assert commune.meetings.twin(edit(other_day, held_on=extra.content.held_on)) == extra


def test_unfinished_tasks_are_looked_up_anew_and_what_was_written_stays(commune: Commune, cell: Organization) -> None:
    tasks = tuple(MeetingTask(id=id_, text=id_, assignee="Chi ủy") for id_ in ("a", "b"))
    item = AgendaItem(title="Việc", conclusion="Nhất trí.", tasks=tasks)
    held(commune, cell, MeetingKind.REGULAR, date(2026, 10, 3), agenda=(item,))
    draft = commune.meetings.prepare(cell.id, MeetingKind.REGULAR, "2026-11")
    first, second = draft.content.follow_ups
    told = msgspec.structs.replace(second, remark="đang làm")
    late = msgspec.structs.replace(item, tasks=(MeetingTask(id="c", text="c"),))
    held(commune, cell, MeetingKind.EXTRAORDINARY, date(2026, 10, 20), agenda=(late,))
    refreshed = commune.meetings.refresh_follow_ups(edit(draft, follow_ups=(told,))).content.follow_ups
    assert [line.assignment_id for line in refreshed] == ["b", "a", "c"]
    assert refreshed[0] == told
    assert first in refreshed


def test_reasons_are_learned_from_finals_and_the_most_used_comes_first(commune: Commune, cell: Organization) -> None:
    def absent(content: MeetingContent, *reasons: str) -> dict[str, Any]:
        marks = list(content.attendance)
        for position, reason in enumerate(reasons, 2):
            marks[position] = msgspec.structs.replace(marks[position], presence=Presence.EXCUSED, reason=reason)
        return {"attendance": tuple(marks), "approval_agree": 2}

    one = commune.meetings.prepare(cell.id, MeetingKind.REGULAR, "2026-10").content
    meeting = held(commune, cell, MeetingKind.REGULAR, date(2026, 10, 3), **absent(one, "Ốm", "Đi làm ăn xa"))
    held(commune, cell, MeetingKind.REGULAR, date(2026, 11, 3), **absent(one, "Ốm"))
    assert commune.meetings.reasons() == ["Ốm", "Đi làm ăn xa"]
    assert commune.meetings.reasons("an x") == commune.meetings.reasons("DI LAM") == ["Đi làm ăn xa"]
    assert commune.meetings.reasons("om") == ["Ốm"]
    assert commune.meetings.reasons("m") == []
    again = commune.meetings.revise(meeting.id, "Sửa giờ")
    commune.meetings.finalize(edit(again, end_time="10:20"))
    assert commune.store.value("SELECT uses FROM phrase WHERE text = 'Ốm'") == 2, "a new version is not a new absence"
