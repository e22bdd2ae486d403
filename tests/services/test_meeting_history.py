"""What became of a meeting is told from the trail, versions are compared, and a paper is matched by its code."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from db.meeting_records import IssuedType, Meeting, MeetingState
from db.problems import ProblemError
from db.records import Organization
from desktop_app.rules.check_code import check_code
from desktop_app.services.issued import IssuedService
from desktop_app.services.meeting_history import MeetingHistoryService
from desktop_app.texts import term
from tests.services.conftest import Commune, now
from tests.services.test_issued import filled
from tests.services.test_meetings import edit, finalized, written


@pytest.fixture
def cell(commune: Commune) -> Organization:
    cell = commune.cell()
    for name in ("Lý A Sử", "Sùng Thị Mỷ", "Hoàng Văn Đào"):
        commune.person(cell.id, name)
    return cell


@pytest.fixture
def history(commune: Commune) -> MeetingHistoryService:
    return MeetingHistoryService(commune.store, commune.office.id, now)


def revised(commune: Commune, meeting: Meeting, reason: str = "Ghi nhầm nơi họp") -> Meeting:
    return commune.meetings.finalize(edit(commune.meetings.revise(meeting.id, reason), place="Sân kho hợp tác xã"))


def test_the_trail_tells_who_wrote_finalised_replaced_and_cancelled(
    commune: Commune, cell: Organization, history: MeetingHistoryService
) -> None:
    draft = written(commune, cell)
    for _ in range(3):
        commune.meetings.save_draft(draft)
    first = commune.meetings.finalize(draft)
    second = revised(commune, first)
    commune.meetings.cancel(second.id, "Lập nhầm chi bộ")
    events = history.of(first.series_id)
    assert [(event.action, event.version, event.times, event.reason) for event in reversed(events)] == [
        ("meeting.draft", 1, 3, ""),
        ("meeting.finalize", 1, 1, ""),
        ("meeting.finalize", 2, 1, ""),
        ("meeting.cancel", 2, 1, "Lập nhầm chi bộ"),
    ]
    assert all(event.actor for event in events)
    assert events[0].label == "Số 01-BB/CB"
    assert all(term("history_action", event.action) != event.action for event in events)


def test_a_reason_stands_beside_the_version_it_was_given_for(
    commune: Commune, cell: Organization, history: MeetingHistoryService
) -> None:
    first = finalized(commune, cell)
    revised(commune, first)
    newest, oldest = history.of(first.series_id)
    assert (newest.reason, oldest.reason) == ("Ghi nhầm nơi họp", "")


def test_a_meeting_being_written_has_a_trail_already(
    commune: Commune, cell: Organization, history: MeetingHistoryService
) -> None:
    draft = commune.meetings.save_draft(written(commune, cell))
    (event,) = history.of(draft.id)
    assert (event.action, event.meeting_id, event.version) == ("meeting.draft", "", 0)
    with pytest.raises(ProblemError, match="V05"):
        history.of("nothing")


def test_a_new_version_being_written_stands_in_the_trail(
    commune: Commune, cell: Organization, history: MeetingHistoryService
) -> None:
    first = finalized(commune, cell)
    commune.meetings.save_draft(commune.meetings.revise(first.id, "Ghi nhầm"))
    assert [event.action for event in history.of(first.series_id)] == ["meeting.draft", "meeting.finalize"]


def test_a_version_without_a_trail_of_its_own_is_told_from_itself(
    commune: Commune, cell: Organization, history: MeetingHistoryService
) -> None:
    from db import meetings
    from desktop_app.services.meetings import totals

    first = finalized(commune, cell)
    other = msgspec.structs.replace(
        first, id="imported", version=2, finalized_at="2099-11-21T08:00:00", state=MeetingState.SUPERSEDED
    )
    with commune.store.operation("exchange.import", "package:x"):
        meetings.insert(commune.store, other, totals(other.content))
    newest = history.of(first.series_id)[0]
    assert (newest.at, newest.actor, newest.version) == ("2099-11-21T08:00:00", "", 2)


def test_documents_out_of_the_meeting_stand_in_its_trail(
    commune: Commune, cell: Organization, history: MeetingHistoryService
) -> None:
    meeting = finalized(commune, cell)
    issued = IssuedService(commune.store, commune.office.id, now)
    kept = issued.finalize(filled(issued.prepare(IssuedType.RESOLUTION, cell.id, meeting)))
    issued.cancel(kept.id, "Lập nhầm")
    cancelled, made, _ = history.of(meeting.series_id)
    assert (cancelled.action, made.action, made.label) == ("issued.cancel", "issued.finalize", "Số 01-NQ/CB")


# --- comparing ---


def test_versions_are_compared_field_by_field(
    commune: Commune, cell: Organization, history: MeetingHistoryService
) -> None:
    first = finalized(commune, cell)
    second = revised(commune, first)
    (difference,) = history.compare(first.id, second.id)
    assert (difference.field, difference.after) == ("Địa điểm", "Sân kho hợp tác xã")
    assert history.compare(second.id, second.id) == []
    assert [meeting.version for meeting in history.versions(first.series_id)] == [1, 2]
    with pytest.raises(ProblemError, match="V05"):
        history.compare(first.id, "nothing")


# --- matching a paper ---


def test_a_paper_is_matched_by_its_code_whatever_way_it_is_typed(
    commune: Commune, cell: Organization, history: MeetingHistoryService
) -> None:
    first = finalized(commune, cell)
    second = revised(commune, first)
    for meeting, state in ((first, MeetingState.SUPERSEDED), (second, MeetingState.FINAL)):
        code = check_code(meeting)
        for typed in (code, code.lower(), code.replace("-", " "), f" {code.replace('-', '')} "):
            found = history.find_code(typed, 2026)
            assert found is not None
            assert (found.meeting_id, found.state, found.version) == (meeting.id, state, meeting.version)
            assert (found.label, found.cell_name, found.newest_version) == ("Số 01-BB/CB", cell.name, 2)


def test_a_code_of_another_year_or_of_nothing_matches_nothing(
    commune: Commune, cell: Organization, history: MeetingHistoryService
) -> None:
    meeting = finalized(commune, cell)
    assert history.find_code(check_code(meeting), 2025) is None
    changed = msgspec.structs.replace(meeting, number=2)
    assert history.find_code(check_code(changed), 2026) is None


@pytest.mark.parametrize("typed", ["", "ABC", "7K2M-9QXD-4T9", "đ" * 10, "\x00" * 10])
def test_what_is_no_code_is_said_to_be_none(history: MeetingHistoryService, typed: str) -> None:
    with pytest.raises(ProblemError, match="M42"):
        history.find_code(typed, date(2026, 1, 1).year)
