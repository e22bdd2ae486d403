"""The store of the release before the full month: every row of it is still there, and its drafts can be finished."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from db.meeting_records import MeetingState
from db.store import Store
from desktop_app.services.meetings import MeetingService
from tests.helpers.released import Tables, assert_every_row_is_there, revived


def now() -> datetime:
    return datetime(2026, 12, 20, 8, 30)  # noqa: DTZ001


@pytest.fixture
def released(tmp_path: Path) -> Iterator[tuple[Store, Tables]]:
    with revived("release_0004.db", tmp_path) as found:
        yield found


@pytest.fixture
def store(released: tuple[Store, Tables]) -> Store:
    return released[0]


def test_every_row_of_the_release_is_still_there(released: tuple[Store, Tables]) -> None:
    store, before = released
    assert len(before["meeting"][1]) == 5
    assert_every_row_is_there(store, before)


def test_a_draft_of_the_release_is_finished_by_this_program(store: Store) -> None:
    office_id: str = store.value("SELECT value FROM setting WHERE key = 'office_id'")
    service = MeetingService(store, office_id, now)
    draft = next(one for one in service.drafts("2026-12") if one.content.agenda[0].title == "Nhiệm vụ tháng tới")
    assert (draft.content.follow_ups, draft.content.guidance, draft.content.score) == ((), "", None)
    kept = service.finalize(msgspec.structs.replace(draft))
    assert kept.state is MeetingState.FINAL
    assert service.get(kept.id).content.agenda == draft.content.agenda


def test_a_meeting_of_the_release_reads_as_it_was_written(store: Store) -> None:
    office_id: str = store.value("SELECT value FROM setting WHERE key = 'office_id'")
    service = MeetingService(store, office_id, now)
    final = next(one for one in service.listed(period="2026-12") if one.state is MeetingState.FINAL)
    content = service.get(final.id).content
    assert (content.agenda[0].conclusion, content.guests[0].name) == ("Thống nhất.", "Nguyễn Thị Hà")
    assert (content.documents, content.agenda[0].tasks, content.agenda[0].attached) == ((), (), False)
