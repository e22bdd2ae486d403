"""The store of the release before the year-end review: every row is still there, and its tasks count in their years."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlcipher3 import dbapi2

from db import audit
from db.meeting_records import AssignmentOutcome, MeetingState
from db.store import Store
from desktop_app.services.assignments import AssignmentService
from desktop_app.services.meetings import MeetingService

RELEASED = Path(__file__).parent / "released"
KEY = bytes.fromhex((RELEASED / "release_0002.key").read_text("ascii"))
_GROWS = {"audit", "_sqlite_migrations"}
"""Tables to which bringing a store up to date adds rows."""


def now() -> datetime:
    return datetime(2027, 2, 20, 8, 30)  # noqa: DTZ001


@pytest.fixture
def path(tmp_path: Path) -> Path:
    target = tmp_path / "sochibo.db"
    shutil.copy(RELEASED / "release_0005.db", target)
    return target


@pytest.fixture
def before(path: Path) -> dict[str, tuple[list[str], list[tuple[Any, ...]]]]:
    """What stands in the file before this program has touched it: columns and rows of each table."""
    found = {}
    with closing(dbapi2.connect(str(path))) as connection:
        connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%search%'"
            " AND name NOT LIKE 'sqlite%'"
        )
        for (name,) in names.fetchall():
            cursor = connection.execute(f'SELECT * FROM "{name}"')
            found[name] = ([column[0] for column in cursor.description], sorted(cursor.fetchall(), key=repr))
    return found


@pytest.fixture
def store(path: Path, before: dict[str, Any]) -> Iterator[Store]:
    assert before
    opened = Store.open(path, KEY)
    yield opened
    opened.close()


def test_every_row_of_the_release_is_still_there(
    store: Store, before: dict[str, tuple[list[str], list[tuple[Any, ...]]]]
) -> None:
    assert len(before["assignment"][1]) == 2
    for name, (columns, rows) in before.items():
        wanted = ", ".join(f'"{column}"' for column in columns)
        after = sorted(store.tuples(f'SELECT {wanted} FROM "{name}"'), key=repr)
        if name in _GROWS:
            assert set(map(repr, rows)) <= set(map(repr, after)), name
        else:
            assert after == rows, name
    assert audit.first_broken(store) is None


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
