"""Meetings through the service: what a form is filled with, what stops it, and what finalising does and never does."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

import msgspec
import pytest

from db import audit, drafts
from db.meeting_records import (
    AgendaItem,
    Guest,
    Meeting,
    MeetingDraft,
    MeetingKind,
    MeetingState,
    Opinion,
    Presence,
    Vote,
)
from db.problems import ProblemError
from db.records import BoardState, Duty, Organization, Standing
from db.register_records import ChangeKind
from desktop_app.services.base import errors
from desktop_app.texts import sentence
from tests.services.conftest import Commune

PERIOD = "2026-11"


@pytest.fixture
def cell(commune: Commune) -> Organization:
    cell = commune.cell()
    for name in ("Lý A Sử", "Sùng Thị Mỷ", "Hoàng Văn Đào"):
        commune.person(cell.id, name)
    return cell


def edit(draft: MeetingDraft, **changes: Any) -> MeetingDraft:
    return msgspec.structs.replace(draft, content=msgspec.structs.replace(draft.content, **changes))


def written(
    commune: Commune, cell: Organization, kind: MeetingKind = MeetingKind.REGULAR, period: str = PERIOD
) -> MeetingDraft:
    """A meeting without an error."""
    draft = commune.meetings.prepare(cell.id, kind, period)
    present = [mark.member_id for mark in draft.content.attendance if mark.presence is Presence.PRESENT]
    return edit(
        draft,
        start_time="07:30",
        end_time="10:00",
        place="Nhà văn hóa thôn Nà Lừa",
        chair_id=present[0],
        secretary_id=present[1],
        theme="" if kind is MeetingKind.REGULAR else "Chuyên đề học tập",
        agenda=(
            AgendaItem(
                title="Nhiệm vụ tháng tới",
                content="Trồng rừng.\nLàm đường.",
                opinions=(Opinion(speaker="Lý A Sử", text="Nhất trí.", member_id=present[0]),),
                conclusion="Giao đồng chí Sử phụ trách.",
                vote=Vote(entitled=len(present), agree=len(present)),
            ),
            AgendaItem(title="Việc khác"),
        ),
        approval_agree=len(present),
    )


def finalized(commune: Commune, cell: Organization, **options: Any) -> Meeting:
    return commune.meetings.finalize(written(commune, cell, **options))


# --- preparing ---


def test_a_new_form_knows_the_day_the_people_and_the_usual_agenda(commune: Commune, cell: Organization) -> None:
    commune.person(cell.id, "Vàng Thị Già", duty=Duty.EXEMPT)
    commune.person(cell.id, "Vàng A Đi", duty=Duty.AWAY)
    draft = commune.meetings.prepare(cell.id, MeetingKind.REGULAR, PERIOD)
    assert draft.content.held_on == date(2026, 11, 3)
    presences = {mark.full_name: mark.presence for mark in draft.content.attendance}
    assert presences["Lý A Sử"] is Presence.PRESENT
    assert presences["Vàng Thị Già"] is presences["Vàng A Đi"] is Presence.NOT_REQUIRED
    assert list(presences) == ["Hoàng Văn Đào", "Vàng A Đi", "Vàng Thị Già", "Sùng Thị Mỷ", "Lý A Sử"]
    assert len(draft.content.agenda) >= 4
    assert commune.meetings.drafts() == []


def test_the_register_is_that_of_the_meeting_day(commune: Commune, cell: Organization) -> None:
    commune.person(cell.id, "Vàng A Muộn", since=date(2026, 11, 4))
    draft = commune.meetings.prepare(cell.id, MeetingKind.REGULAR, PERIOD)
    assert "Vàng A Muộn" not in [mark.full_name for mark in draft.content.attendance]
    later = commune.meetings.refresh_attendance(edit(draft, held_on=date(2026, 11, 4)))
    assert "Vàng A Muộn" in [mark.full_name for mark in later.content.attendance]


def test_refreshing_the_list_keeps_what_was_ticked(commune: Commune, cell: Organization) -> None:
    draft = commune.meetings.prepare(cell.id, MeetingKind.REGULAR, PERIOD)
    first, *others = draft.content.attendance
    absent = msgspec.structs.replace(first, presence=Presence.EXCUSED, reason="Ốm")
    commune.act(others[0].member_id, ChangeKind.EXEMPTION, date(2026, 11, 1))
    after = commune.meetings.refresh_attendance(edit(draft, attendance=(absent, *others))).content.attendance
    assert (after[0].presence, after[0].reason) == (Presence.EXCUSED, "Ốm")
    assert after[1].presence is Presence.NOT_REQUIRED


def test_the_next_month_remembers_chair_secretary_and_place(commune: Commune, cell: Organization) -> None:
    last = finalized(commune, cell, period="2026-10")
    draft = commune.meetings.prepare(cell.id, MeetingKind.REGULAR, PERIOD)
    assert draft.content.chair_id == last.content.chair_id
    assert draft.content.secretary_id == last.content.secretary_id
    assert (draft.content.place, draft.content.start_time) == (last.content.place, last.content.start_time)
    assert draft.content.end_time == ""


def test_a_form_opened_again_shows_the_draft(commune: Commune, cell: Organization) -> None:
    kept = commune.meetings.save_draft(written(commune, cell))
    assert commune.meetings.prepare(cell.id, MeetingKind.REGULAR, PERIOD) == kept
    assert commune.meetings.prepare(cell.id, MeetingKind.COMBINED, PERIOD) == kept
    assert commune.meetings.prepare(cell.id, MeetingKind.THEMATIC, PERIOD).id != kept.id
    assert commune.meetings.draft(kept.id) == kept
    assert kept.saved_at == "2026-11-20T09:30:00"


def test_a_draft_may_be_as_unfinished_as_it_likes(commune: Commune, cell: Organization) -> None:
    draft = edit(
        commune.meetings.prepare(cell.id, MeetingKind.REGULAR, PERIOD),
        held_on=None,
        start_time="7",
        place="a" * 10_000,
        guests=(Guest(name=""),),
        agenda=(AgendaItem(title="", content="\ud800\x00 dở\u200b dang", opinions=(Opinion(speaker="", text=""),)),),
    )
    kept = commune.meetings.save_draft(draft)
    assert commune.meetings.draft(kept.id) == kept
    assert kept.content.agenda[0].content == "dở dang"
    assert len(kept.content.guests) == len(kept.content.agenda[0].opinions) == 1


def test_a_draft_is_thrown_away_once_and_asking_again_is_no_mistake(commune: Commune, cell: Organization) -> None:
    kept = commune.meetings.save_draft(written(commune, cell))
    commune.meetings.discard_draft(kept.id)
    commune.meetings.discard_draft(kept.id)
    with pytest.raises(ProblemError, match="V05"):
        commune.meetings.draft(kept.id)


def test_a_draft_nobody_can_read_is_a_known_problem(commune: Commune, cell: Organization) -> None:
    with commune.store.operation("test.spoil", "-"):
        drafts.put(commune.store, "meeting", "x", b'{"new": 1}', cell.id, PERIOD, "")
    with pytest.raises(ProblemError, match="V13"):
        commune.meetings.draft("x")


# --- checking ---


def test_a_complete_meeting_has_no_error(commune: Commune, cell: Organization) -> None:
    assert errors(commune.meetings.check(written(commune, cell))) == []


def test_a_blank_line_for_a_guest_is_no_mistake(commune: Commune, cell: Organization) -> None:
    draft = edit(written(commune, cell), guests=(Guest(name=" "), Guest(name="", unit="Huyện đội")))
    assert [finding.field for finding in errors(commune.meetings.check(draft))] == ["guests.1.name"]


def test_a_list_that_no_longer_fits_the_register_is_pointed_out(commune: Commune, cell: Organization) -> None:
    draft = written(commune, cell)
    commune.person(cell.id, "Vàng A Mới")
    found = {finding.code: finding for finding in commune.meetings.check(draft)}
    assert found["MEETING_REGISTER_CHANGED"].values == {"count": 1}


def test_an_endless_text_stops_at_its_field_and_the_draft_keeps_it_all(commune: Commune, cell: Organization) -> None:
    endless = "Nội dung dài. " * 800
    draft = edit(written(commune, cell), agenda=(AgendaItem(title="Mục một", content=endless),))
    kept = commune.meetings.save_draft(draft)
    (found,) = errors(commune.meetings.check(draft))
    assert found.field == "agenda.0.content"
    assert "{" not in sentence(found)
    with pytest.raises(ProblemError, match="V01"):
        commune.meetings.finalize(kept)
    assert commune.meetings.draft(kept.id).content.agenda[0].content == endless.strip()


def test_someone_unknown_on_the_list_is_an_error(commune: Commune, cell: Organization) -> None:
    draft = written(commune, cell)
    strange = msgspec.structs.replace(draft.content.attendance[0], member_id="nobody")
    found = commune.meetings.check(edit(draft, attendance=(*draft.content.attendance, strange)))
    assert "MEETING_MEMBER_UNKNOWN" in [finding.code for finding in errors(found)]


# --- finalising ---


def test_finalising_keeps_everything_that_was_written(commune: Commune, cell: Organization) -> None:
    draft = written(commune, cell)
    first, *others = draft.content.attendance
    draft = edit(
        draft,
        attendance=(first, *others[:-1], msgspec.structs.replace(others[-1], presence=Presence.EXCUSED, reason="Ốm")),
        guests=(Guest(name="Trần Thị Hoa", position="Đảng ủy viên", unit="Đảng ủy xã", from_above=True),),
        agenda=(
            msgspec.structs.replace(draft.content.agenda[0], vote=Vote(entitled=2, agree=1, disagree=1)),
            draft.content.agenda[1],
        ),
        approval_agree=2,
    )
    meeting = commune.meetings.finalize(commune.meetings.save_draft(draft))
    assert meeting.id == draft.id
    assert (meeting.number, meeting.version, meeting.state) == (1, 1, MeetingState.FINAL)
    assert meeting.content == draft.content
    assert commune.meetings.get(meeting.id) == meeting
    assert commune.meetings.drafts() == []
    (line,) = commune.meetings.listed()
    assert (line.required, line.present, line.excused, line.unexcused, line.conclusions) == (3, 2, 1, 0, 1)


def test_finalising_is_one_line_on_the_trail_without_names(commune: Commune, cell: Organization) -> None:
    draft = commune.meetings.save_draft(written(commune, cell))
    before, _ = audit.head(commune.store)
    commune.meetings.finalize(draft)
    row = audit.page(commune.store, offset=0, limit=1)[0]
    assert (row.seq, row.action, row.subject) == (before + 1, "meeting.finalize", f"meeting:{draft.id}")
    assert "Sử" not in row.detail


def test_text_is_kept_composed_and_clean(commune: Commune, cell: Organization) -> None:
    messy = unicodedata.normalize("NFD", "Ðảng\u00a0viên \x07nhất trí")
    draft = edit(written(commune, cell), agenda=(AgendaItem(title=messy, conclusion="Nhất trí"),))
    assert commune.meetings.finalize(draft).content.agenda[0].title == "Đảng viên nhất trí"


def test_the_same_draft_is_never_finalised_twice(commune: Commune, cell: Organization) -> None:
    draft = written(commune, cell)
    commune.meetings.finalize(draft)
    before = audit.head(commune.store)
    for call in (commune.meetings.finalize, commune.meetings.save_draft):
        with pytest.raises(ProblemError, match="V11"):
            call(draft)
    assert audit.head(commune.store) == before
    assert len(commune.meetings.listed()) == 1


@pytest.mark.parametrize("kind", [MeetingKind.REGULAR, MeetingKind.COMBINED])
def test_a_second_regular_meeting_in_a_month_is_refused(
    commune: Commune, cell: Organization, kind: MeetingKind
) -> None:
    finalized(commune, cell)
    second = written(commune, cell, kind)
    with pytest.raises(ProblemError) as refused:
        commune.meetings.finalize(second)
    assert (refused.value.code, refused.value.values["number"]) == ("V10", 1)
    assert len(commune.meetings.listed()) == 1


def test_thematic_and_extraordinary_meetings_stand_beside_the_regular_one(commune: Commune, cell: Organization) -> None:
    finalized(commune, cell)
    for kind in (MeetingKind.THEMATIC, MeetingKind.EXTRAORDINARY):
        finalized(commune, cell, kind=kind)
    assert sorted(line.number for line in commune.meetings.listed(cell.id, PERIOD)) == [1, 2, 3]


def test_minutes_are_numbered_by_cell_and_year(commune: Commune, cell: Organization) -> None:
    other = commune.cell("B", "Chi bộ thôn Bản Lầu", "Bản Lầu")
    for name in ("Lê An", "Lê Bình"):
        commune.person(other.id, name)
    assert finalized(commune, cell, period="2025-12").number == 1
    assert finalized(commune, cell, period="2026-10").number == 1
    assert finalized(commune, cell).number == 2
    assert finalized(commune, other).number == 1
    assert [line.period for line in commune.meetings.listed(cell.id, year=2026)] == ["2026-11", "2026-10"]


def test_the_number_of_a_cancelled_meeting_is_not_used_again(commune: Commune, cell: Organization) -> None:
    first = finalized(commune, cell)
    commune.meetings.cancel(first.id, "Ghi nhầm chi bộ")
    second = finalized(commune, cell)
    assert second.number == 2
    kept = commune.meetings.get(first.id)
    assert (kept.state, kept.revision_reason) == (MeetingState.CANCELLED, "Ghi nhầm chi bộ")


def test_cancelling_wants_a_reason(commune: Commune, cell: Organization) -> None:
    meeting = finalized(commune, cell)
    with pytest.raises(ProblemError, match="V01"):
        commune.meetings.cancel(meeting.id, " \n")
    assert commune.meetings.get(meeting.id).state is MeetingState.FINAL


def test_a_new_version_keeps_number_and_series_and_replaces_the_old(commune: Commune, cell: Organization) -> None:
    old = finalized(commune, cell)
    draft = commune.meetings.revise(old.id, "Sửa giờ kết thúc")
    assert draft.content == old.content
    new = commune.meetings.finalize(edit(draft, end_time="10:15"))
    assert (new.number, new.series_id, new.version) == (old.number, old.series_id, 2)
    assert commune.meetings.get(old.id).state is MeetingState.SUPERSEDED
    assert commune.meetings.get(new.id).revision_reason == "Sửa giờ kết thúc"
    with pytest.raises(ProblemError, match="V12"):
        commune.meetings.revise(old.id, "nữa")


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"kind": MeetingKind.COMMITTEE}, 2),
        ({"kind": MeetingKind.THEMATIC, "theme": "Dân vận khéo"}, 1),
        ({"period": "2025-10", "held_on": date(2025, 10, 3)}, 2),
        ({"held_on": date(2026, 10, 4)}, 1),
    ],
)
def test_a_new_version_in_another_book_or_year_never_takes_a_number_that_is_used_there(
    commune: Commune, cell: Organization, changes: dict[str, Any], number: int
) -> None:
    first = finalized(commune, cell, period="2026-10")
    finalized(commune, cell, period="2025-11")
    committee = edit(written(commune, cell, period="2026-09"), kind=MeetingKind.COMMITTEE)
    assert commune.meetings.finalize(committee).number == 1
    draft = edit(commune.meetings.revise(first.id, "Ghi nhầm"), **changes)
    assert commune.meetings.finalize(draft).number == number


def test_a_new_version_wants_a_reason(commune: Commune, cell: Organization) -> None:
    draft = commune.meetings.revise(finalized(commune, cell).id, "")
    assert [finding.field for finding in errors(commune.meetings.check(draft))] == ["revision_reason"]


def test_a_revision_being_written_is_found_again(commune: Commune, cell: Organization) -> None:
    meeting = finalized(commune, cell)
    draft = commune.meetings.save_draft(commune.meetings.revise(meeting.id, "Sửa"))
    assert commune.meetings.revise(meeting.id, "khác").id == draft.id


def test_two_revisions_of_one_meeting_cannot_both_become_final(commune: Commune, cell: Organization) -> None:
    meeting = finalized(commune, cell)
    one, two = commune.meetings.revise(meeting.id, "một"), commune.meetings.revise(meeting.id, "hai")
    commune.meetings.finalize(one)
    with pytest.raises(ProblemError, match="V12"):
        commune.meetings.finalize(two)
    assert [line.state for line in commune.meetings.listed()].count(MeetingState.FINAL) == 1


def test_a_meeting_of_another_office_is_left_alone(commune: Commune, cell: Organization) -> None:
    meeting = finalized(commune, cell)
    with commune.store.operation("test.give_away", "-"):
        commune.store.execute("UPDATE meeting SET owner_id = 'another'")
        commune.store.execute("UPDATE organization SET owner_id = 'another' WHERE id = ?", (cell.id,))
    for call in (
        lambda: commune.meetings.cancel(meeting.id, "x"),
        lambda: commune.meetings.revise(meeting.id, "x"),
        lambda: commune.meetings.prepare(cell.id, MeetingKind.THEMATIC, PERIOD),
    ):
        with pytest.raises(ProblemError, match="V04"):
            call()


def test_probationary_members_attend_but_have_no_vote(commune: Commune, cell: Organization) -> None:
    commune.person(cell.id, "Vừ A Dơ", standing=Standing.PROBATIONARY)
    found = commune.meetings.check(written(commune, cell))
    assert "MEETING_VOTE_TOO_MANY" in [finding.code for finding in errors(found)]


# --- the board ---


def test_the_board_shows_how_far_each_cell_is(commune: Commune, cell: Organization) -> None:
    other = commune.cell("B", "Chi bộ thôn Bản Lầu", "Bản Lầu")
    commune.cell("C", "Chi bộ thôn Cốc Ngù", "Cốc Ngù")
    for name in ("Lê An", "Lê Bình"):
        commune.person(other.id, name)
    meeting = finalized(commune, cell)
    draft = commune.meetings.save_draft(written(commune, other))
    drafted, none, final = commune.meetings.board(PERIOD)
    assert (none.state, none.missing, none.meeting_id) == (BoardState.NONE, ("no_members", "no_meeting"), None)
    assert (drafted.state, drafted.missing, drafted.meeting_id) == (BoardState.DRAFT, ("draft_only",), draft.id)
    assert (drafted.required, drafted.present) == (2, 2)
    assert (final.state, final.missing, final.meeting_id) == (BoardState.FINAL, (), meeting.id)
    assert (final.number, final.members, final.required, final.held_on) == (1, 3, 3, date(2026, 11, 3))


def test_the_board_names_what_is_missing_of_a_final(commune: Commune, cell: Organization) -> None:
    draft = written(commune, cell, period="2026-09")
    first, *others = draft.content.attendance
    item = msgspec.structs.replace(draft.content.agenda[0], vote=None)
    absent = msgspec.structs.replace(others[-1], presence=Presence.UNEXCUSED)
    commune.meetings.finalize(
        edit(
            draft,
            held_on=date(2026, 9, 4),
            attendance=(first, *others[:-1], absent),
            approval_agree=2,
            agenda=(item,),
        )
    )
    (row,) = commune.meetings.board("2026-09")
    assert row.missing == ("attendance_low", "not_on_fixed_day", "no_thematic_quarter")


def test_thematic_meetings_count_over_the_quarter(commune: Commune, cell: Organization) -> None:
    finalized(commune, cell, kind=MeetingKind.COMBINED, period="2026-07")
    finalized(commune, cell, kind=MeetingKind.THEMATIC, period="2026-08")
    finalized(commune, cell, period="2026-09")
    (row,) = commune.meetings.board("2026-09")
    assert row.thematic == 2
    assert "no_thematic_quarter" not in row.missing
    assert commune.meetings.board("2026-10")[0].thematic == 0


def test_a_revision_being_written_does_not_unsettle_the_board(commune: Commune, cell: Organization) -> None:
    meeting = finalized(commune, cell)
    commune.meetings.save_draft(commune.meetings.revise(meeting.id, "Sửa"))
    (row,) = commune.meetings.board(PERIOD)
    assert (row.state, row.meeting_id) == (BoardState.FINAL, meeting.id)


def test_an_old_board_counts_the_members_of_its_own_month(commune: Commune, cell: Organization) -> None:
    commune.person(cell.id, "Vàng A Mới", since=date(2026, 11, 2))
    assert commune.meetings.board("2026-10")[0].members == 3
    assert commune.meetings.board(PERIOD)[0].members == 4
