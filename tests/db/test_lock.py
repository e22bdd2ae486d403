"""One program a folder, and a program that died is noticed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from db.lock import FolderLock
from db.problems import ProblemError

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import sys
from pathlib import Path
from db.lock import FolderLock
lock = FolderLock(Path(sys.argv[1]))
lock.mark()
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_holder_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    first = FolderLock(tmp_path / "lock")
    with pytest.raises(ProblemError, match="S04"):
        FolderLock(tmp_path / "lock")
    first.release()
    FolderLock(tmp_path / "lock").release()


def test_another_process_is_refused_and_its_death_is_noticed(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "lock")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline().strip() == b"held"
        with pytest.raises(ProblemError, match="S04"):
            FolderLock(tmp_path / "lock")
    finally:
        holder.kill()
        holder.wait()
        holder.stdin.close()
        holder.stdout.close()
    lock = FolderLock(tmp_path / "lock")
    assert lock.left_open
    lock.release()


def test_a_clean_exit_leaves_no_mark(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path / "lock")
    assert not lock.left_open
    lock.mark()
    lock.release()
    lock.release()
    again = FolderLock(tmp_path / "lock")
    assert not again.left_open
    again.release()


def test_an_opening_that_failed_does_not_wipe_the_mark_of_a_crash(tmp_path: Path) -> None:
    crashed = FolderLock(tmp_path / "lock")
    crashed.mark()
    crashed.abandon()
    failed = FolderLock(tmp_path / "lock")
    assert failed.left_open
    failed.release()
    again = FolderLock(tmp_path / "lock")
    assert again.left_open
    again.mark()
    again.release()
    last = FolderLock(tmp_path / "lock")
    assert not last.left_open
    last.release()


def test_a_lock_in_a_folder_that_is_not_there_is_explained(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="S10"):
        FolderLock(tmp_path / "none" / "lock")
