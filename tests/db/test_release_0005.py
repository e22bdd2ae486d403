"""The store of the release before the year-end review: every row is still there, and its tasks count in their years."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from db.meeting_records import AssignmentOutcome, MeetingState
from db.store import Store
from desktop_app.services.assignments import AssignmentService
from desktop_app.services.meetings import MeetingService
from tests.helpers.released import Tables, assert_every_row_is_there, revived


def now() -> datetime:
    return datetime(2027, 2, 20, 8, 30)  # noqa: DTZ001


@pytest.fixture
def released(tmp_path: Path) -> Iterator[tuple[Store, Tables]]:
    with revived("release_0005.db", tmp_path) as found:
        yield found


@pytest.fixture
def store(released: tuple[Store, Tables]) -> Store:
    return released[0]


def test_every_row_of_the_release_is_still_there(released: tuple[Store, Tables]) -> None:
    store, before = released
    assert len(before["assignment"][1]) == 2
    assert_every_row_is_there(store, before)


def test_the_tasks_of_the_release_stand_as_they_were_and_count_in_the_year_they_were_due(store: Store) -> None:
    office_id: str = store.value("SELECT value FROM setting WHERE key = 'office_id'")
    tasks = AssignmentService(store, office_id, now)
    kept = {one.text: one for one in tasks.listed()}
    assert {text: (one.outcome, one.year) for text, one in kept.items()} == {
        "Nạo vét mương Nà Lừa": (AssignmentOutcome.ABOVE, 2027),
        "Vận động thu quỹ": (AssignmentOutcome.LATE, 2026),
    }
    assert {(one.kind, one.origin, one.weight, one.ended_on) for one in kept.values()} == {
        ("resolution", "meeting", 1, None)
    }
    late = kept["Vận động thu quỹ"]
    changed = tasks.record(late.id, late.revision, AssignmentOutcome.ON_TIME, None, "")
    assert (changed.outcome, changed.year) == (AssignmentOutcome.ON_TIME, 2026)


def test_the_draft_of_the_release_is_finished_by_this_program(store: Store) -> None:
    office_id: str = store.value("SELECT value FROM setting WHERE key = 'office_id'")
    service = MeetingService(store, office_id, now)
    (draft,) = service.drafts("2027-02")
    here = draft.content.attendance[0].member_id
    content = msgspec.structs.replace(
        draft.content, start_time="07:30", end_time="10:00", place="Nhà văn hóa", chair_id=here, secretary_id=here
    )
    assert service.finalize(msgspec.structs.replace(draft, content=content)).state is MeetingState.FINAL
