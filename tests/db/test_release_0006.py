"""The store of the release with the year-end review: every row is still there, and what it kept is read as it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

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
from tests.helpers.released import Tables, assert_every_row_is_there, revived


def now() -> datetime:
    return datetime(2027, 12, 28, 8, 30)  # noqa: DTZ001


@pytest.fixture
def released(tmp_path: Path) -> Iterator[tuple[Store, Tables]]:
    with revived("release_0006.db", tmp_path) as found:
        yield found


@pytest.fixture
def store(released: tuple[Store, Tables]) -> Store:
    return released[0]


def test_every_row_of_the_release_is_still_there(released: tuple[Store, Tables]) -> None:
    store, before = released
    assert len(before["evaluation"][1]) == 20
    assert_every_row_is_there(store, before)


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
