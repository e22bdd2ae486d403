"""The store of the release with the year-end review: every row is still there, and what it kept is read as it was."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from db import audit
from db.evaluation_records import Stage, Subject
from db.meeting_records import AssignmentOutcome
from db.review_board import Wanted
from db.store import Store
from db.task_records import Kept
from db.tasks import WantedTasks
from desktop_app.services.commitments import CommitmentService
from desktop_app.services.reviews import ReviewService
from desktop_app.services.self_reviews import SelfReviewService
from desktop_app.services.tasks import TaskService

RELEASED = Path(__file__).parent / "released"
KEY = bytes.fromhex((RELEASED / "release_0002.key").read_text("ascii"))
_GROWS = {"audit", "_sqlite_migrations"}
"""Tables to which bringing a store up to date adds rows."""


def now() -> datetime:
    return datetime(2027, 12, 28, 8, 30)  # noqa: DTZ001


@pytest.fixture
def path(tmp_path: Path) -> Path:
    target = tmp_path / "sochibo.db"
    shutil.copy(RELEASED / "release_0006.db", target)
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
    assert len(before["evaluation"][1]) == 20
    for name, (columns, rows) in before.items():
        wanted = ", ".join(f'"{column}"' for column in columns)
        after = sorted(store.tuples(f'SELECT {wanted} FROM "{name}"'), key=repr)
        if name in _GROWS:
            assert set(map(repr, rows)) <= set(map(repr, after)), name
        else:
            assert after == rows, name
    assert audit.first_broken(store) is None


def test_the_review_of_the_release_stands_as_it_was(store: Store) -> None:
    office_id: str = store.value("SELECT value FROM setting WHERE key = 'office_id'")
    reviews = ReviewService(store, office_id, now)
    campaign = reviews.campaign(2027)
    assert campaign is not None
    lines, _ = reviews.board(campaign.id, Wanted(subject=Subject.MEMBER), 0, -1)
    [decided] = [line for line in lines if line.stage is Stage.DECIDED]
    assert (decided.self_level, decided.committee_level) == ("good", "good")
    assert (decided.proposed_level, decided.decided_level) == ("good", "done")
    kept = SelfReviewService(store, office_id, now).open(decided.id).evaluation
    assert (kept.decision_number, kept.decided_on) == ("15-QĐ/ĐU", date(2027, 12, 10))
    assert kept.content.committee_remark == "Nhất trí."


def test_the_tasks_and_commitments_of_the_release_stand_as_they_were(store: Store) -> None:
    office_id: str = store.value("SELECT value FROM setting WHERE key = 'office_id'")
    tasks = TaskService(store, office_id, now)
    [planned] = tasks.page(WantedTasks(year=2027, planned=True))[0]
    assert (planned.assignment.outcome, planned.assignment.target) == (AssignmentOutcome.ABOVE, "30 hộ")
    assert [(entry.text, entry.progress) for entry in tasks.entries(planned.assignment.id)] == [("Đi từng nhà", 400)]
    [own] = [kind for kind in tasks.kinds() if kind.own]
    assert own.name == "Chuyển đổi số"
    assert planned.assignment.member_id is not None
    commitment = CommitmentService(store, office_id, now).get(planned.assignment.member_id, 2027)
    assert commitment is not None
    assert [(review.period, review.kept) for review in commitment.reviews] == [("2027-02", Kept.PARTLY)]
