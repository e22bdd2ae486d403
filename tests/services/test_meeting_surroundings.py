"""What the service knows around a meeting: earlier marks, who left, the committee, the quarter, a second draft."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from db.ids import new_id
from db.meeting_records import AttendanceMark, MeetingDraft, MeetingKind, Presence
from db.problems import ProblemError
from db.records import Organization
from db.register_records import ChangeKind, RoleKind
from db.tree_records import RoleInput
from desktop_app.services.base import errors
from tests.services.conftest import Commune
from tests.services.test_meetings import edit, written


@pytest.fixture
def cell(commune: Commune) -> Organization:
    cell = commune.cell()
    for name in ("Lý A Sử", "Sùng Thị Mỷ", "Hoàng Văn Đào", "Vàng A Tủa"):
        commune.person(cell.id, name)
    return cell


def codes(commune: Commune, draft: MeetingDraft) -> dict[str, str | int]:
    return {found.code: next(iter(found.values.values()), "") for found in commune.meetings.check(draft)}


def absent(draft: MeetingDraft, name: str, presence: Presence = Presence.EXCUSED) -> MeetingDraft:
    def mark(one: AttendanceMark) -> AttendanceMark:
        if one.full_name != name:
            return one
        return msgspec.structs.replace(one, presence=presence, reason="Ốm" if presence is Presence.EXCUSED else "")

    marks = tuple(mark(one) for one in draft.content.attendance)
    here = [one.member_id for one in marks if one.presence is Presence.PRESENT]
    votes = tuple(
        msgspec.structs.replace(item, vote=msgspec.structs.replace(item.vote, entitled=len(here), agree=len(here)))
        if item.vote
        else item
        for item in draft.content.agenda
    )
    changes: dict[str, Any] = {"attendance": marks, "agenda": votes, "approval_agree": len(here)}
    return edit(draft, chair_id=here[0], secretary_id=here[1], **changes)


def test_the_third_month_in_a_row_with_a_reason_is_counted_from_the_kept_meetings(
    commune: Commune, cell: Organization
) -> None:
    for period in ("2026-08", "2026-09"):
        draft = absent(written(commune, cell, period=period), "Vàng A Tủa")
        assert "MEETING_EXCUSED_IN_ROW" not in codes(commune, draft)
        commune.meetings.finalize(draft)
    third = absent(written(commune, cell, period="2026-10"), "Vàng A Tủa")
    assert codes(commune, third)["MEETING_EXCUSED_IN_ROW"] == "Vàng A Tủa"
    kept = commune.meetings.finalize(third)
    again = commune.meetings.revise(kept.id, "Sửa")
    [found] = [one for one in commune.meetings.check(again) if one.code == "MEETING_EXCUSED_IN_ROW"]
    assert found.values["count"] == 3, "the version that is replaced does not count beside the new one"


def test_somebody_who_left_before_the_day_stops_finalising(commune: Commune, cell: Organization) -> None:
    draft = written(commune, cell)
    gone = draft.content.attendance[-1]
    commune.act(gone.member_id, ChangeKind.TRANSFER_OUT, date(2026, 11, 1), place="Xã Bản Lầu")
    assert "MEETING_MEMBER_GONE" in {found.code for found in errors(commune.meetings.check(draft))}
    with pytest.raises(ProblemError, match="V01"):
        commune.meetings.finalize(draft)
    renewed = commune.meetings.refresh_attendance(draft)
    assert "MEETING_MEMBER_GONE" not in codes(commune, renewed)


def test_a_day_before_the_cell_was_founded_is_an_error(commune: Commune, cell: Organization) -> None:
    draft = edit(written(commune, cell), held_on=date(2019, 12, 31), period="2019-12")
    assert "MEETING_BEFORE_CELL" in codes(commune, draft)


def test_only_a_cell_with_a_committee_is_asked_whether_it_met(commune: Commune, cell: Organization) -> None:
    assert "MEETING_COMMITTEE_NOT_MET" not in codes(commune, written(commune, cell))
    for mark in written(commune, cell).content.attendance[:2]:
        commune.roles.add(cell.id, RoleInput(role=RoleKind.COMMITTEE, member_id=mark.member_id, since=date(2025, 1, 1)))
    assert "MEETING_COMMITTEE_NOT_MET" in codes(commune, written(commune, cell))
    committee = edit(written(commune, cell), kind=MeetingKind.COMMITTEE, held_on=date(2026, 11, 2))
    commune.meetings.finalize(msgspec.structs.replace(committee, id=new_id()))
    assert "MEETING_COMMITTEE_NOT_MET" not in codes(commune, written(commune, cell))


def test_the_last_month_of_a_quarter_asks_for_a_theme(commune: Commune, cell: Organization) -> None:
    assert "MEETING_NO_THEMATIC" not in codes(commune, written(commune, cell, period="2026-08"))
    assert "MEETING_NO_THEMATIC" in codes(commune, written(commune, cell, period="2026-09"))
    thematic = edit(written(commune, cell, MeetingKind.THEMATIC, "2026-08"), held_on=date(2026, 8, 20))
    commune.meetings.finalize(thematic)
    assert "MEETING_NO_THEMATIC" not in codes(commune, written(commune, cell, period="2026-09"))


def test_a_second_draft_of_the_same_meeting_is_named_by_when_it_was_saved(commune: Commune, cell: Organization) -> None:
    first = written(commune, cell)
    other = msgspec.structs.replace(first, id=new_id())
    commune.meetings.save_draft(other)
    assert codes(commune, first)["MEETING_OTHER_DRAFT"] == "20/11/2026 09:30"
    assert "MEETING_OTHER_DRAFT" not in codes(commune, other)
