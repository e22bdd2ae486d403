"""What only the store can tell about a meeting: the month around it, and who was in the cell that day."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from db.meeting_records import AgendaItem, Meeting, MeetingDraft, MeetingKind, Presence, Vote
from db.problems import ProblemError
from db.records import Finding, Organization, Severity
from db.register_records import ChangeKind, RoleKind
from db.tree_records import RoleInput
from desktop_app.texts import sentence
from tests.services.conftest import START, Commune

NAMES = ("Lý A Sử", "Sùng Thị Mỷ", "Hoàng Văn Đào", "Vàng A Nhà")


@pytest.fixture
def cell(commune: Commune) -> Organization:
    cell = commune.cell()
    for name in NAMES:
        commune.person(cell.id, name)
    return cell


def edit(draft: MeetingDraft, **changes: Any) -> MeetingDraft:
    return msgspec.structs.replace(draft, content=msgspec.structs.replace(draft.content, **changes))


def written(
    commune: Commune,
    cell: Organization,
    period: str = "2026-11",
    kind: MeetingKind = MeetingKind.REGULAR,
    absent: Presence = Presence.PRESENT,
) -> MeetingDraft:
    """A draft without an error; the last one of the list is ``absent``."""
    draft = commune.meetings.prepare(cell.id, kind, period)
    *others, last = draft.content.attendance
    reason = "Ốm" if absent is Presence.EXCUSED else ""
    marks = (*others, msgspec.structs.replace(last, presence=absent, reason=reason))
    present = [mark.member_id for mark in marks if mark.presence is Presence.PRESENT]
    vote = Vote(entitled=len(present), agree=len(present))
    return edit(
        draft,
        held_on=draft.content.held_on or date.fromisoformat(f"{period}-03"),
        start_time="07:30",
        end_time="10:00",
        place="Nhà văn hóa",
        chair_id=present[0],
        secretary_id=present[1],
        theme="Chuyên đề",
        attendance=marks,
        agenda=(AgendaItem(title="Việc", conclusion="Nhất trí.", vote=vote),),
        approval_agree=len(present),
    )


def held(commune: Commune, cell: Organization, period: str, **options: Any) -> Meeting:
    return commune.meetings.finalize(written(commune, cell, period, **options))


def found(commune: Commune, draft: MeetingDraft) -> dict[str, Finding]:
    findings = {finding.code: finding for finding in commune.meetings.check(draft)}
    assert all("{" not in sentence(finding) for finding in findings.values())
    return findings


# --- absences that repeat ---


def test_the_third_excused_absence_in_a_row_is_pointed_out_with_its_source(
    commune: Commune, cell: Organization
) -> None:
    for period in ("2026-09", "2026-10"):
        draft = written(commune, cell, period, absent=Presence.EXCUSED)
        assert "MEETING_EXCUSED_IN_ROW" not in found(commune, draft)
        commune.meetings.finalize(draft)
    draft = written(commune, cell, absent=Presence.EXCUSED)
    finding = found(commune, draft)["MEETING_EXCUSED_IN_ROW"]
    assert (finding.severity, finding.field) == (Severity.WARNING, "attendance.3")
    assert finding.values == {"name": draft.content.attendance[3].full_name, "times": 3}
    assert "42-HD/BTCTW" in finding.source
    assert "28/10/2025" in finding.source


def test_coming_once_or_a_new_year_ends_the_row(commune: Commune, cell: Organization) -> None:
    for period, absent in (
        ("2025-12", Presence.EXCUSED),
        ("2026-01", Presence.EXCUSED),
        ("2026-02", Presence.EXCUSED),
    ):
        draft = written(commune, cell, period, absent=absent)
        assert "MEETING_EXCUSED_IN_ROW" not in found(commune, draft)
        commune.meetings.finalize(draft)
    held(commune, cell, "2026-03")
    held(commune, cell, "2026-04", absent=Presence.EXCUSED)
    draft = written(commune, cell, "2026-05", absent=Presence.EXCUSED)
    assert "MEETING_EXCUSED_IN_ROW" not in found(commune, draft)


def test_the_third_month_without_a_reason_is_pointed_out_however_far_apart(
    commune: Commune, cell: Organization
) -> None:
    held(commune, cell, "2026-01", absent=Presence.UNEXCUSED)
    held(commune, cell, "2026-05")
    kept = held(commune, cell, "2026-07", absent=Presence.UNEXCUSED)
    draft = written(commune, cell, absent=Presence.UNEXCUSED)
    assert found(commune, draft)["MEETING_UNEXCUSED_IN_YEAR"].values["times"] == 3
    again = commune.meetings.revise(kept.id, "Sửa")
    assert "MEETING_UNEXCUSED_IN_YEAR" not in found(commune, again), "an older version of itself does not count"
    commune.meetings.cancel(kept.id, "nhầm")
    assert "MEETING_UNEXCUSED_IN_YEAR" not in found(commune, draft)


# --- the month ---


def test_where_a_cell_has_a_committee_it_meets_first(commune: Commune, cell: Organization) -> None:
    assert "MEETING_COMMITTEE_DID_NOT_MEET" not in found(commune, written(commune, cell)), "no committee"
    people = {mark.full_name: mark.member_id for mark in written(commune, cell).content.attendance}
    for name, role in zip(NAMES, (RoleKind.SECRETARY, RoleKind.DEPUTY, RoleKind.COMMITTEE), strict=False):
        commune.roles.add(cell.id, RoleInput(role=role, member_id=people[name], since=START))
    finding = found(commune, written(commune, cell))["MEETING_COMMITTEE_DID_NOT_MEET"]
    assert "42-HD/BTCTW" in finding.source
    extraordinary = written(commune, cell, kind=MeetingKind.EXTRAORDINARY)
    assert "MEETING_COMMITTEE_DID_NOT_MEET" not in found(commune, extraordinary)
    met = written(commune, cell, kind=MeetingKind.COMMITTEE)
    kept = commune.meetings.finalize(edit(met, held_on=date(2026, 11, 2)))
    linked = written(commune, cell)
    assert linked.content.prepared_by == kept.series_id
    assert "MEETING_COMMITTEE_DID_NOT_MEET" not in found(commune, linked)
    later = found(commune, edit(linked, held_on=date(2026, 11, 1)))["MEETING_COMMITTEE_MET_LATER"]
    assert later.values == {"day": "02/11/2026"}
    commune.meetings.cancel(kept.id, "nhầm")
    assert "MEETING_COMMITTEE_DID_NOT_MEET" in found(commune, linked)


def test_a_quarter_without_a_theme_is_pointed_out_in_its_last_month(commune: Commune, cell: Organization) -> None:
    assert "MEETING_NO_THEME_THIS_QUARTER" not in found(commune, written(commune, cell, "2026-08"))
    late = written(commune, cell, "2026-09")
    finding = found(commune, late)["MEETING_NO_THEME_THIS_QUARTER"]
    assert finding.values == {"quarter": "3/2026", "least": 1}
    assert "MEETING_NO_THEME_THIS_QUARTER" not in found(commune, edit(late, kind=MeetingKind.COMBINED))
    held(commune, cell, "2026-07", kind=MeetingKind.THEMATIC)
    assert "MEETING_NO_THEME_THIS_QUARTER" not in found(commune, late)


def test_a_meeting_off_the_fixed_day_names_the_day_and_the_source(commune: Commune, cell: Organization) -> None:
    finding = found(commune, edit(written(commune, cell), held_on=date(2026, 11, 4)))["MEETING_OFF_FIXED_DAY"]
    assert finding.values == {"date": "04/11/2026", "fixed": "03/11/2026"}
    assert "ngày sinh hoạt định kỳ" in finding.source


def test_a_second_draft_of_the_meeting_is_named_by_its_time(commune: Commune, cell: Organization) -> None:
    draft = commune.meetings.save_draft(written(commune, cell))
    assert "MEETING_TWO_DRAFTS" not in found(commune, draft)
    other = msgspec.structs.replace(draft, id="another")
    assert found(commune, other)["MEETING_TWO_DRAFTS"].values == {"at": "09:30 20/11/2026"}
    commune.meetings.finalize(other)


# --- people and the cell of the day ---


def test_who_had_left_or_was_not_there_yet_is_named(commune: Commune, cell: Organization) -> None:
    other = commune.cell("B", "Chi bộ thôn Bản Lầu", "Bản Lầu")
    draft = written(commune, cell)
    gone, new = draft.content.attendance[3], commune.person(cell.id, "Vàng A Mới", since=date(2026, 11, 9))
    stranger = commune.person(other.id, "Lê An")
    commune.act(gone.member_id, ChangeKind.CELL_MOVE, date(2026, 10, 15), cell_id=other.id)
    strangers = tuple(
        msgspec.structs.replace(gone, member_id=one.id, full_name=one.full_name) for one in (new, stranger)
    )
    checked = found(commune, edit(draft, attendance=(*draft.content.attendance, *strangers)))
    left, early, elsewhere = (checked[f"MEETING_MEMBER_{code}"] for code in ("HAD_LEFT", "NOT_YET_THERE", "ELSEWHERE"))
    assert all(finding.severity is Severity.ERROR for finding in (left, early, elsewhere))
    assert left.values == {"name": gone.full_name, "day": "03/11/2026", "left": "15/10/2026"}
    assert early.values == {"name": "Vàng A Mới", "day": "03/11/2026", "comes": "09/11/2026"}
    assert (elsewhere.values["name"], elsewhere.field) == ("Lê An", "attendance.5")
    with pytest.raises(ProblemError, match="V01"):
        commune.meetings.finalize(edit(draft, attendance=(*draft.content.attendance, *strangers)))


def test_a_day_before_the_cell_existed_is_an_error(commune: Commune, cell: Organization) -> None:
    draft = written(commune, cell, "2020-01")
    finding = found(commune, edit(draft, period="2019-12", held_on=date(2019, 12, 3)))["MEETING_BEFORE_CELL"]
    assert (finding.severity, finding.values) == (Severity.ERROR, {"day": "01/01/2020"})


def test_a_committee_or_a_group_without_anybody_says_where_to_enter_them(commune: Commune, cell: Organization) -> None:
    draft = written(commune, cell)
    committee = edit(draft, kind=MeetingKind.COMMITTEE, attendance=())
    assert "MEETING_NO_COMMITTEE" in found(commune, committee)
    group = found(commune, edit(draft, kind=MeetingKind.PARTY_GROUP, attendance=()))
    assert {"MEETING_NO_PARTY_GROUP", "MEETING_NO_GROUP_MEMBERS"} <= set(group)


def test_the_share_of_those_who_come_is_not_asked_of_a_committee(commune: Commune, cell: Organization) -> None:
    draft = written(commune, cell, absent=Presence.UNEXCUSED)
    assert {"MEETING_ATTENDANCE_LOW", "MEETING_UNEXCUSED"} <= set(found(commune, draft))
    committee = found(commune, edit(draft, kind=MeetingKind.COMMITTEE))
    assert not {"MEETING_ATTENDANCE_LOW", "MEETING_UNEXCUSED"} & set(committee)
