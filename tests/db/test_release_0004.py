"""The store of the release before the full month: every row of it is still there, and its drafts can be finished."""

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
from db.meeting_records import MeetingState
from db.store import Store
from desktop_app.services.meetings import MeetingService

RELEASED = Path(__file__).parent / "released"
KEY = bytes.fromhex((RELEASED / "release_0002.key").read_text("ascii"))
_GROWS = {"audit", "_sqlite_migrations"}
"""Tables to which bringing a store up to date adds rows."""


def now() -> datetime:
    return datetime(2026, 12, 20, 8, 30)  # noqa: DTZ001


@pytest.fixture
def path(tmp_path: Path) -> Path:
    target = tmp_path / "sochibo.db"
    shutil.copy(RELEASED / "release_0004.db", target)
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
    assert len(before["meeting"][1]) == 5
    for name, (columns, rows) in before.items():
        wanted = ", ".join(f'"{column}"' for column in columns)
        after = sorted(store.tuples(f'SELECT {wanted} FROM "{name}"'), key=repr)
        if name in _GROWS:
            assert set(map(repr, rows)) <= set(map(repr, after)), name
        else:
            assert after == rows, name
    assert audit.first_broken(store) is None


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
