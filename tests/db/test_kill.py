"""The program is killed a hundred times while it saves: nothing it acknowledged is lost, nothing is half saved."""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest

from db import audit, drafts
from db.meeting_records import MeetingKind
from db.records import MemberInput, Sex
from db.store import Store
from desktop_app.office import Office, RawKey, create_office, open_office
from tests.helpers import saver
from tests.helpers.offices import FAST_KDF, commune_setup

KILLS = 100
MEMBERS = 30
MOST_SAVES = 13
"""Some children die before their first save, some after a dozen: lives are counted in saves, so that a slow or busy
machine kills at the same moments as a fast one."""


@dataclass
class Said:
    """What the children acknowledged so far."""

    finals: set[str] = field(default_factory=set)
    steps: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, kind: str, meeting_id: str, step: int) -> None:
        if kind == "final":
            self.finals.add(meeting_id)
        elif kind == "draft":
            self.steps[meeting_id] = max(self.steps[meeting_id], step)


@dataclass(frozen=True)
class Sample:
    folder: Path
    key: bytes
    cell_id: str


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    """An office with one cell of thirty members, closed."""
    office, _ = create_office(tmp_path / "xa", commune_setup(), kdf=FAST_KDF)
    since = date(2020, 1, 1)
    cell = office.organizations.add_cell("NL", "Chi bộ thôn Nà Lừa", "", "Mường Khương", 3, ("Nà Lừa",), since)
    for number in range(MEMBERS):
        name = f"Hoàng Văn {chr(ord('A') + number % 26)}{number}"
        office.members.add(MemberInput(full_name=name, sex=Sex.MALE, cell_id=cell.id, since=since))
    office.close(backup=False)
    return Sample(office.folder, office.key, cell.id)


@contextmanager
def opened(sample: Sample) -> Iterator[Office]:
    office = open_office(sample.folder, RawKey(sample.key), clock=lambda: datetime(2026, 11, 20, 9, 30))  # noqa: DTZ001
    try:
        yield office
    finally:
        office.close(backup=False)


def lost_or_half(store: Store, said: Said) -> list[str]:
    """Return everything wrong with the store after a kill, in words; an empty list when all is well."""
    wrong = []
    if store.value("PRAGMA integrity_check(1)") != "ok":
        wrong.append("the file is damaged")
    broken = audit.first_broken(store)
    if broken is not None:
        wrong.append(f"the trail is broken at {broken}")
    kept = store.rows(
        """
        SELECT id, number, required, present, excused, unexcused,
            (SELECT count(*) FROM attendance WHERE meeting_id = meeting.id) AS marks,
            (SELECT count(*) FROM agenda_item WHERE meeting_id = meeting.id) AS items,
            (SELECT count(*) FROM meeting_task t JOIN assignment a ON a.id = t.task_id
             WHERE t.meeting_id = meeting.id AND a.meeting_id = meeting.id AND a.outcome = 'open') AS tasks,
            (SELECT count(*) FROM audit
             WHERE action = 'meeting.finalize' AND subject = 'meeting:' || meeting.id) AS noted
        FROM meeting ORDER BY number
        """
    )
    for row in kept:
        full = row["marks"] == row["required"] == row["present"] + row["excused"] + row["unexcused"] == MEMBERS
        if not full or row["items"] != row["tasks"] or row["items"] != saver.DRAFTS_A_MEETING or row["noted"] != 1:
            wrong.append(f"half a meeting: {row}")
    if [row["number"] for row in kept] != list(range(1, len(kept) + 1)):
        wrong.append("the numbers have a gap")
    finals = {row["id"] for row in kept}
    if store.value("SELECT count(*) FROM audit WHERE action = 'meeting.finalize'") != len(finals):
        wrong.append("the trail speaks of a meeting that is not there")
    if store.value("SELECT count(*) FROM attendance") != MEMBERS * len(finals):
        wrong.append("attendance without a meeting")
    if store.value("SELECT count(*) FROM assignment") != saver.DRAFTS_A_MEETING * len(finals):
        wrong.append("a task nobody gave")
    wrong += [f"lost meeting {lost}" for lost in said.finals - finals]
    open_drafts = {draft.id: draft.body for draft in drafts.listed(store, "meeting")}
    wrong += [f"{both} is draft and final" for both in finals & open_drafts.keys()]
    for meeting_id, step in said.steps.items():
        if meeting_id not in finals:
            body = open_drafts.get(meeting_id, b"")
            if body.count("Nội dung".encode()) < step:
                wrong.append(f"lost draft {meeting_id} step {step}")
    return wrong


if sys.platform == "win32":
    context = multiprocessing.get_context("spawn")
else:
    # One process loads the program once and then starts each child by a fork, long before any store is open.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pytest", "tests.helpers.saver", "db.founding", "db.lock"])


def lived(sample: Sample, said: Said, saves: int, more: float) -> bool:
    """Kill a child after so many saves and ``more`` of the time a save takes it.

    Returns whether it died in the middle of a transaction.
    """
    hearing, saying = context.Pipe(duplex=False)
    child = context.Process(
        target=saver.run, args=(str(sample.folder), sample.key, sample.cell_id, saying), daemon=True
    )
    child.start()
    saying.close()
    said.add(*hearing.recv())
    takes, last = 0.005, time.monotonic()
    for _ in range(saves):
        said.add(*hearing.recv())
        takes, last = time.monotonic() - last, time.monotonic()
    end = last + more * takes
    while hearing.poll(max(0.0, end - time.monotonic())):
        said.add(*hearing.recv())
        if time.monotonic() >= end:
            break
    child.kill()
    child.join()
    # What was acknowledged before the death but not heard yet counts as well.
    try:
        while True:
            said.add(*hearing.recv())
    except EOFError:
        hearing.close()
    child.close()
    journal = sample.folder / "sochibo.db-journal"
    return journal.exists() and journal.stat().st_size > 0


def test_a_hundred_kills_lose_nothing_acknowledged_and_leave_nothing_half_saved(sample: Sample) -> None:
    seed = int(os.environ.get("SOCHIBO_KILL_SEED", random.randrange(10**6)))
    print(f"replay with SOCHIBO_KILL_SEED={seed}")  # noqa: T201  # shown when the test fails
    chance = random.Random(seed)
    said = Said()
    torn = 0
    for kill in range(KILLS):
        torn += lived(sample, said, chance.randrange(MOST_SAVES + 1), chance.uniform(0, 2))
        with opened(sample) as office:
            assert office.checked_after_crash
            assert lost_or_half(office.store, said) == [], f"after kill {kill}"
    print(f"{len(said.finals)} finals acknowledged, {torn} deaths inside a transaction")  # noqa: T201
    # How much a child gets done before its death is a matter of the machine's load; that it does something is not.
    assert len(said.finals) >= KILLS // 5, "the children hardly ever saved: the test proves nothing"
    assert torn >= KILLS // 50, "the kills hardly ever met a write: the test proves nothing"


@pytest.mark.parametrize(
    ("damage", "noticed"),
    [
        ("DELETE FROM attendance WHERE position = 7", "half a meeting"),
        ("DELETE FROM agenda_item WHERE position = 0", "half a meeting"),
        ("DELETE FROM assignment", "half a meeting"),
        ("UPDATE assignment SET outcome = 'withdrawn'", "half a meeting"),
        ("UPDATE assignment SET meeting_id = NULL", "half a meeting"),
        ("DELETE FROM meeting", "lost meeting"),
        ("UPDATE draft SET body = x'00'", "lost draft"),
        ("DELETE FROM draft", "lost draft"),
    ],
)
def test_the_search_for_losses_finds_them(sample: Sample, damage: str, noticed: str) -> None:
    said = Said()
    with opened(sample) as office:
        for number in range(2):
            draft = office.meetings.prepare(sample.cell_id, MeetingKind.EXTRAORDINARY, saver.PERIOD)
            draft = office.meetings.save_draft(saver.written(draft, saver.DRAFTS_A_MEETING))
            said.add("draft", draft.id, saver.DRAFTS_A_MEETING)
            if number == 0:
                office.meetings.finalize(draft)
                said.add("final", draft.id, saver.DRAFTS_A_MEETING)
        assert lost_or_half(office.store, said) == []
        office.store.connection.execute("PRAGMA foreign_keys = OFF")
        office.store.connection.execute(damage)
        assert noticed in " ".join(lost_or_half(office.store, said))
