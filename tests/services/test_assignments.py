"""Tasks from the meeting that gives them to their outcome, through new versions, cancellations and entries by hand."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import msgspec
import pytest

from db import assignments, audit
from db.meeting_records import (
    AgendaItem,
    Assignment,
    AssignmentOutcome,
    FollowUp,
    Meeting,
    MeetingDraft,
    MeetingKind,
    MeetingTask,
    Presence,
)
from db.problems import ProblemError
from db.records import Finding, Organization
from desktop_app.services.assignments import AssignmentService
from tests.services.conftest import Commune, now

DUE = date(2026, 11, 20)
TASK = MeetingTask(id="road", text="Làm 200 m đường", assignee="Lý A Sử", due_on=DUE)


@pytest.fixture
def cell(commune: Commune) -> Organization:
    cell = commune.cell()
    for name in ("Lý A Sử", "Sùng Thị Mỷ", "Hoàng Văn Đào"):
        commune.person(cell.id, name)
    return cell


@pytest.fixture
def service(commune: Commune) -> AssignmentService:
    return AssignmentService(commune.store, commune.office.id, now)


def edit(draft: MeetingDraft, **changes: Any) -> MeetingDraft:
    return msgspec.structs.replace(draft, content=msgspec.structs.replace(draft.content, **changes))


def complete(draft: MeetingDraft, *tasks: MeetingTask, **changes: Any) -> MeetingDraft:
    """A draft without an error that gives these tasks."""
    present = [mark.member_id for mark in draft.content.attendance if mark.presence is Presence.PRESENT]
    fields: dict[str, Any] = {
        "start_time": "07:30",
        "end_time": "10:00",
        "place": "Nhà văn hóa",
        "chair_id": present[0],
        "secretary_id": present[1],
        "agenda": (AgendaItem(title="Nhiệm vụ tháng tới", conclusion="Nhất trí.", tasks=tasks),),
        "approval_agree": len(present),
        **changes,
    }
    return edit(draft, **fields)


def given(commune: Commune, cell: Organization, *tasks: MeetingTask, period: str = "2026-10") -> Meeting:
    draft = commune.meetings.prepare(cell.id, MeetingKind.REGULAR, period)
    return commune.meetings.finalize(complete(draft, *tasks))


def answered(
    commune: Commune, cell: Organization, outcome: AssignmentOutcome, remark: str = "", period: str = "2026-11"
) -> Meeting:
    """The next meeting, which says this of the task."""
    draft = commune.meetings.prepare(cell.id, MeetingKind.REGULAR, period)
    (line,) = draft.content.follow_ups
    told = msgspec.structs.replace(line, outcome=outcome, remark=remark)
    return commune.meetings.finalize(complete(draft, follow_ups=(told,)))


def only(service: AssignmentService) -> Assignment:
    (found,) = service.listed()
    return found


def test_finalising_makes_an_assignment_that_bears_the_tasks_identifier(
    commune: Commune, cell: Organization, service: AssignmentService
) -> None:
    person = commune.person(cell.id, "Vàng A Nhận")
    before, _ = audit.head(commune.store)
    meeting = given(commune, cell, msgspec.structs.replace(TASK, member_id=person.id))
    found = service.get("road")
    assert (found.cell_id, found.meeting_id, found.given_on) == (cell.id, meeting.id, meeting.content.held_on)
    assert (found.text, found.assignee, found.member_id, found.due_on) == (TASK.text, "Lý A Sử", person.id, DUE)
    assert (found.outcome, found.revision) == (AssignmentOutcome.OPEN, 1)
    assert audit.head(commune.store)[0] == before + 1, "one operation, one line on the trail"


def test_a_draft_gives_nothing_to_do(commune: Commune, cell: Organization, service: AssignmentService) -> None:
    draft = commune.meetings.prepare(cell.id, MeetingKind.REGULAR, "2026-10")
    commune.meetings.save_draft(complete(draft, TASK))
    assert service.listed() == []


def test_what_is_not_done_stands_in_the_next_meeting_the_most_urgent_first(
    commune: Commune, cell: Organization
) -> None:
    endless = MeetingTask(id="later", text="Việc lâu dài", assignee="Chi ủy")
    given(commune, cell, endless, TASK)
    follow_ups = commune.meetings.prepare(cell.id, MeetingKind.REGULAR, "2026-11").content.follow_ups
    assert follow_ups == (
        FollowUp(assignment_id="road", text=TASK.text, assignee="Lý A Sử", due_on=DUE),
        FollowUp(assignment_id="later", text="Việc lâu dài", assignee="Chi ủy"),
    )
    assert commune.meetings.prepare(cell.id, MeetingKind.THEMATIC, "2026-11").content.follow_ups == ()


def test_a_follow_up_tells_the_outcome_and_then_the_task_comes_no_more(
    commune: Commune, cell: Organization, service: AssignmentService
) -> None:
    given(commune, cell, TASK)
    meeting = answered(commune, cell, AssignmentOutcome.LATE, "Chậm một tuần")
    found = only(service)
    assert (found.outcome, found.remark, found.recorded_in) == (AssignmentOutcome.LATE, "Chậm một tuần", meeting.id)
    assert service.open(cell.id) == []
    assert [one.id for one in service.listed(cell.id, 2026, AssignmentOutcome.LATE)] == ["road"]
    assert service.listed(cell.id, 2025) == service.listed(state=AssignmentOutcome.OPEN) == []


def test_a_follow_up_that_leaves_a_task_open_keeps_its_remark(
    commune: Commune, cell: Organization, service: AssignmentService
) -> None:
    given(commune, cell, TASK)
    answered(commune, cell, AssignmentOutcome.OPEN, "Xong một nửa")
    found = only(service)
    assert (found.outcome, found.remark, found.recorded_in) == (AssignmentOutcome.OPEN, "Xong một nửa", None)
    assert [one.id for one in service.open(cell.id)] == ["road"]


def test_cancelling_the_meeting_that_told_an_outcome_opens_the_task_again(
    commune: Commune, cell: Organization, service: AssignmentService
) -> None:
    given(commune, cell, TASK)
    meeting = answered(commune, cell, AssignmentOutcome.ON_TIME)
    commune.meetings.cancel(meeting.id, "Ghi nhầm chi bộ")
    found = only(service)
    assert (found.outcome, found.recorded_in, found.remark) == (AssignmentOutcome.OPEN, None, "")


def test_cancelling_goes_back_to_what_was_told_before(
    commune: Commune, cell: Organization, service: AssignmentService
) -> None:
    given(commune, cell, TASK, period="2026-09")
    first = answered(commune, cell, AssignmentOutcome.LATE, "tháng mười", period="2026-10")
    draft = commune.meetings.prepare(cell.id, MeetingKind.REGULAR, "2026-11")
    told = FollowUp(assignment_id="road", text=TASK.text, outcome=AssignmentOutcome.NOT_DONE)
    second = commune.meetings.finalize(complete(draft, follow_ups=(told,)))
    assert only(service).outcome is AssignmentOutcome.NOT_DONE
    commune.meetings.cancel(second.id, "nhầm")
    assert (only(service).outcome, only(service).recorded_in) == (AssignmentOutcome.LATE, first.id)


def test_cancelling_the_meeting_that_gave_a_task_withdraws_it(
    commune: Commune, cell: Organization, service: AssignmentService
) -> None:
    meeting = given(commune, cell, TASK)
    commune.meetings.cancel(meeting.id, "Ghi nhầm")
    assert only(service).outcome is AssignmentOutcome.WITHDRAWN
    assert commune.meetings.prepare(cell.id, MeetingKind.REGULAR, "2026-11").content.follow_ups == ()


def test_a_new_version_changes_withdraws_and_adds_tasks(
    commune: Commune, cell: Organization, service: AssignmentService
) -> None:
    dropped, added = MeetingTask(id="dropped", text="Việc bỏ"), MeetingTask(id="added", text="Việc thêm")
    old = given(commune, cell, TASK, dropped)
    changed = msgspec.structs.replace(TASK, text="Làm 300 m đường")
    new = commune.meetings.finalize(complete(commune.meetings.revise(old.id, "Sửa việc"), changed, added))
    found = {one.id: one for one in service.listed()}
    assert (found["road"].text, found["road"].meeting_id, found["road"].revision) == ("Làm 300 m đường", new.id, 2)
    assert found["dropped"].outcome is AssignmentOutcome.WITHDRAWN
    assert found["added"].outcome is AssignmentOutcome.OPEN
    third = commune.meetings.revise(new.id, "Trả lại việc")
    commune.meetings.finalize(complete(third, changed, added, dropped))
    assert service.get("dropped").outcome is AssignmentOutcome.OPEN


def test_a_new_version_of_the_meeting_that_gave_a_task_keeps_its_outcome(
    commune: Commune, cell: Organization, service: AssignmentService
) -> None:
    old = given(commune, cell, TASK)
    answered(commune, cell, AssignmentOutcome.ABOVE)
    draft = commune.meetings.revise(old.id, "Sửa giờ")
    commune.meetings.finalize(edit(draft, end_time="10:15"))
    assert only(service).outcome is AssignmentOutcome.ABOVE


def test_a_task_copied_from_the_meeting_before_is_a_task_of_its_own(
    commune: Commune, cell: Organization, service: AssignmentService
) -> None:
    given(commune, cell, TASK)
    twice = commune.meetings.prepare(cell.id, MeetingKind.REGULAR, "2026-11")
    meeting = commune.meetings.finalize(complete(twice, TASK, TASK))
    own = [task.id for item in meeting.content.agenda for task in item.tasks]
    assert len({"road", *own}) == 3
    assert {one.id for one in service.listed()} == {"road", *own}
    assert service.get("road").given_on == date(2026, 10, 3)


# --- by hand ---


def test_an_outcome_is_recorded_by_hand(commune: Commune, cell: Organization, service: AssignmentService) -> None:
    given(commune, cell, TASK)
    found = service.record("road", 1, AssignmentOutcome.ON_TIME, date(2026, 11, 18), " Đã  nghiệm thu ")
    assert (found.outcome, found.done_on, found.remark) == (
        AssignmentOutcome.ON_TIME,
        date(2026, 11, 18),
        "Đã nghiệm thu",
    )
    assert (found.recorded_in, found.revision) == (None, 2)
    row = audit.page(commune.store, offset=0, limit=1)[0]
    assert row.action == "assignment.record"
    assert "nghiệm" not in row.detail


def test_a_stale_row_is_not_written_over(commune: Commune, cell: Organization, service: AssignmentService) -> None:
    given(commune, cell, TASK)
    service.record("road", 1, AssignmentOutcome.LATE, None, "")
    with pytest.raises(ProblemError, match="M10"):
        service.record("road", 1, AssignmentOutcome.ON_TIME, None, "")
    assert only(service).outcome is AssignmentOutcome.LATE


def test_a_hand_entry_stands_over_the_minutes_before_it_and_under_those_after(
    commune: Commune, cell: Organization, service: AssignmentService
) -> None:
    given(commune, cell, TASK)
    meeting = answered(commune, cell, AssignmentOutcome.NOT_DONE)
    service.record("road", only(service).revision, AssignmentOutcome.LATE, None, "xong rồi")
    assert only(service).outcome is AssignmentOutcome.LATE
    with commune.store.operation("test.later", "-"):
        commune.store.execute("UPDATE meeting SET finalized_at = '2026-11-21T08:00:00' WHERE id = ?", (meeting.id,))
        assignments.settle(commune.store, ["road"])
    assert only(service).outcome is AssignmentOutcome.NOT_DONE
    commune.meetings.cancel(meeting.id, "nhầm")
    assert (only(service).outcome, only(service).remark) == (AssignmentOutcome.LATE, "xong rồi")


@pytest.mark.parametrize(
    ("outcome", "done_on", "remark", "field"),
    [
        (AssignmentOutcome.ON_TIME, date(2026, 10, 2), "", "done_on"),
        (AssignmentOutcome.ON_TIME, date(2026, 11, 21), "", "done_on"),
        (AssignmentOutcome.ON_TIME, None, "a" * 1001, "remark"),
        (AssignmentOutcome.WITHDRAWN, None, "", "outcome"),
    ],
)
def test_what_cannot_be_is_refused(
    commune: Commune,
    cell: Organization,
    service: AssignmentService,
    outcome: AssignmentOutcome,
    done_on: date | None,
    remark: str,
    field: str,
) -> None:
    given(commune, cell, TASK)
    with pytest.raises(ProblemError) as refused:
        service.record("road", 1, outcome, done_on, remark)
    found = cast("tuple[Finding, ...]", refused.value.values["findings"])
    assert [finding.field for finding in found] == [field]
    assert only(service).outcome is AssignmentOutcome.OPEN


def test_a_withdrawn_task_takes_no_outcome(commune: Commune, cell: Organization, service: AssignmentService) -> None:
    commune.meetings.cancel(given(commune, cell, TASK).id, "nhầm")
    with pytest.raises(ProblemError, match="V01"):
        service.record("road", only(service).revision, AssignmentOutcome.LATE, None, "")


def test_a_task_of_another_office_is_left_alone(
    commune: Commune, cell: Organization, service: AssignmentService
) -> None:
    given(commune, cell, TASK)
    with commune.store.operation("test.give_away", "-"):
        commune.store.execute("UPDATE assignment SET owner_id = 'another'")
    with pytest.raises(ProblemError, match="V04"):
        service.record("road", 1, AssignmentOutcome.LATE, None, "")
    with pytest.raises(ProblemError, match="V05"):
        service.get("unknown")
