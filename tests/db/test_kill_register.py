"""The program is killed while it changes hundreds of people at once: afterwards all of it is there, or nothing."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from db import audit
from desktop_app.office import Office, RawKey, create_office, open_office
from tests.helpers import many
from tests.helpers.member_lists import cells_of, dump
from tests.helpers.offices import FAST_KDF, commune_setup

KILLS = 10
"""Of each kind of work."""
MOST_KILLS = 60
"""Until one meets a write: how many do is a matter of the machine's load."""

if sys.platform == "win32":
    context = multiprocessing.get_context("spawn")
else:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.helpers.many"])


@dataclass(frozen=True)
class Sample:
    """Offices before the work, by its kind, and how many rows each table has after it."""

    folders: dict[str, Path]
    key: bytes
    after: dict[str, dict[str, int]]


@contextmanager
def opened(folder: Path, key: bytes) -> Iterator[Office]:
    office = open_office(folder, RawKey(key), clock=lambda: datetime(2026, 11, 20, 9, 30))  # noqa: DTZ001
    try:
        yield office
    finally:
        office.close(backup=False)


def counted(office: Office) -> dict[str, int]:
    """Return how many rows each table of the store has."""
    names = office.store.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'member_search%'")
    return {name: int(office.store.value(f"SELECT count(*) FROM {name}")) for name in (row["name"] for row in names)}


def people(office: Office) -> dict[str, Any]:
    """Return everything about everybody but how often a row was written: taking back is one more time."""
    kept = dump(office)
    columns = [row["name"] for row in office.store.rows("PRAGMA table_info(member)")]
    place = columns.index("revision")
    return {**kept, "member": [row[:place] + row[place + 1 :] for row in kept["member"]]}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """An office with two cells, and the same one after an import of 300 people; each kind of work done once."""
    base = tmp_path_factory.mktemp("many")
    office, _ = create_office(base / "empty", commune_setup(), kdf=FAST_KDF)
    cells_of(office)
    key = office.key
    office.close(backup=False)
    shutil.copytree(base / "empty", base / "full")
    with opened(base / "full", key) as full:
        many.bring_in(full, base)()
    folders = {kind: base / ("empty" if kind == "import" else "full") for kind in many.WORK}
    after = {}
    for kind, folder in folders.items():
        with opened(shutil.copytree(folder, base / kind), key) as done:
            many.WORK[kind](done, base)()
            after[kind] = counted(done)
    return Sample(folders, key, after)


def killed(folder: Path, key: bytes, kind: str, chance: random.Random, takes: dict[str, float]) -> tuple[bool, bool]:
    """Kill a child in the work or in its commit; return whether it had said it was done, and whether it was torn.

    ``takes`` keeps how long the work takes to its commit, and the commit.
    """
    hearing, saying = context.Pipe()
    child = context.Process(target=many.run, args=(str(folder), key, kind, saying), daemon=True)
    child.start()
    saying.close()
    assert hearing.recv() == "ready"
    in_commit = chance.random() < 0.6
    begun = time.monotonic()
    if in_commit:
        assert hearing.recv() == "commit"
        takes["work"] = time.monotonic() - begun
        begun = time.monotonic()
    end = begun + chance.uniform(0, 1.2) * takes["commit" if in_commit else "work"]
    while (left := end - time.monotonic()) > 0:
        if hearing.poll(left) and hearing.recv() == "done":
            takes["commit"] = min(takes["commit"], time.monotonic() - begun)
    child.kill()
    child.join()
    done = False
    try:
        while True:
            done |= hearing.recv() == "done"
    except (EOFError, ConnectionResetError):
        hearing.close()
    child.close()
    journal = folder / "sochibo.db-journal"
    return done, journal.exists() and journal.stat().st_size > 0


def came_to(office: Office, sample: Sample, kind: str, before: dict[str, Any], rows: dict[str, int]) -> str:
    """Return "nothing" or "all" of the work, or in words what is wrong."""
    if office.store.value("PRAGMA integrity_check(1)") != "ok" or office.store.rows("PRAGMA foreign_key_check"):
        return "the file is damaged"
    if audit.first_broken(office.store) is not None:
        return "the trail is broken"
    now = counted(office)
    if now == rows:
        return "nothing" if dump(office) == before else "rows changed without a trace"
    return "all" if now == sample.after[kind] else f"half: {now}"


@pytest.mark.parametrize("kind", many.WORK)
def test_killed_in_the_middle_of_many_it_is_all_or_nothing_and_can_be_done_again(
    sample: Sample, tmp_path: Path, kind: str
) -> None:
    seed = int(os.environ.get("SOCHIBO_KILL_SEED", random.randrange(10**6)))
    print(f"replay with SOCHIBO_KILL_SEED={seed}")  # noqa: T201  # shown when the test fails
    chance = random.Random(seed)
    takes = {"work": 0.05, "commit": 0.01}
    with opened(shutil.copytree(sample.folders[kind], tmp_path / "before"), sample.key) as office:
        before, rows, untouched = dump(office), counted(office), people(office)
    torn = 0
    for kill in range(MOST_KILLS):
        if kill >= KILLS and torn:
            break
        folder = shutil.copytree(sample.folders[kind], tmp_path / str(kill))
        acknowledged, in_transaction = killed(folder, sample.key, kind, chance, takes)
        torn += in_transaction
        with opened(folder, sample.key) as office:
            outcome = came_to(office, sample, kind, before, rows)
            assert outcome in ("all", "nothing"), f"kill {kill}: {outcome}"
            assert outcome == "all" or not acknowledged, f"kill {kill}: what was acknowledged is lost"
            if outcome == "nothing":
                many.WORK[kind](office, tmp_path)()
            if kind in ("import", "bulk", "merge"):
                many.undo(office, tmp_path)()
                assert people(office) == untouched, f"kill {kill}: what was taken back left something behind"
        shutil.rmtree(folder)
    print(f"{torn} deaths inside a transaction")  # noqa: T201
    assert torn, "no kill met a write: the test proves nothing"
