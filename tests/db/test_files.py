"""Safe writing: the new file is whole or the old one is untouched, whatever fails and whenever."""

from __future__ import annotations

import errno
import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db import files
from db.problems import ProblemError
from tests.helpers.stores import unwritable


def failing(number: int) -> Callable[..., Any]:
    def fail(*arguments: object, **named: object) -> Any:
        raise OSError(number, os.strerror(number))

    return fail


def test_the_new_content_takes_the_place_of_the_old(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    files.write(path, b"old")
    files.write(path, b"new")
    assert path.read_bytes() == b"new"
    assert [left.name for left in tmp_path.iterdir()] == ["keys"]


def test_only_the_user_may_read_it(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("modes are a matter of other systems")
    files.write(tmp_path / "keys", b"secret")
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o600


def test_content_is_on_the_disk_before_it_gets_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    real_sync, real_replace = os.fsync, Path.replace

    def sync(number: int) -> None:
        steps.append("sync")
        real_sync(number)

    def replace(self: Path, target: Path) -> Path:
        steps.append("replace")
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", replace)
    files.write(tmp_path / "keys", b"content")
    assert steps[:2] == ["sync", "replace"]
    assert steps[2:] == ([] if sys.platform == "win32" else ["sync"])


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "S06"),
        (errno.EDQUOT, "S06"),
        (errno.EROFS, "S05"),
        (errno.EACCES, "S05"),
        (errno.EIO, "S13"),
        (errno.ENOENT, "S10"),
    ],
)
@pytest.mark.parametrize("step", ["open", "write", "fsync"])
def test_a_failure_at_any_step_is_explained_and_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int, code: str
) -> None:
    path = tmp_path / "keys"
    files.write(path, b"old")
    with monkeypatch.context() as patched:
        patched.setattr(os, step, failing(number))
        with pytest.raises(ProblemError) as explained:
            files.write(path, b"new")
    assert explained.value.code == code
    assert path.read_bytes() == b"old"
    assert [left.name for left in tmp_path.iterdir()] == ["keys"]


def test_a_new_file_is_on_the_disk_when_the_block_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    real_sync = os.fsync

    def sync(number: int) -> None:
        real_sync(number)
        steps.append("sync")

    monkeypatch.setattr(os, "fsync", sync)
    content = os.urandom(200_000)
    with files.created(tmp_path / "package", content) as digest:
        steps.append("block")
    assert digest.result() == hashlib.sha256(content).hexdigest()
    assert sorted(steps[:2]) == ["block", "sync"]
    assert steps[2:] == ([] if sys.platform == "win32" else ["sync"])
    assert (tmp_path / "package").read_bytes() == content
    if sys.platform != "win32":
        assert (tmp_path / "package").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("step", ["open", "write", "fsync"])
def test_a_new_file_that_fails_is_explained_and_not_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(os, step, failing(errno.ENOSPC))
        with pytest.raises(ProblemError, match="S06"), files.created(tmp_path / "package", b"new"):
            pass
    assert list(tmp_path.iterdir()) == []


def test_a_block_that_fails_leaves_no_new_file_and_its_own_reason(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), files.created(tmp_path / "package", b"new"):
        raise FileNotFoundError("of the block")
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_taken_keeps_its_file(tmp_path: Path) -> None:
    files.write(tmp_path / "package", b"old")
    with pytest.raises(ProblemError, match="S10"), files.created(tmp_path / "package", b"new"):
        pass
    assert (tmp_path / "package").read_bytes() == b"old"


def test_a_rename_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "keys"
    files.write(path, b"old")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", failing(errno.EACCES))
        with pytest.raises(ProblemError, match="S05"):
            files.write(path, b"new")
    assert path.read_bytes() == b"old"
    assert [left.name for left in tmp_path.iterdir()] == ["keys"]


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not made read-only this way")
def test_a_read_only_folder_is_explained() -> None:
    with unwritable({"keys": b"old"}) as folder:
        assert not files.is_writable(folder)
        assert not files.is_writable(folder / "keys")
        with pytest.raises(ProblemError, match="S05"):
            files.write(folder / "keys", b"new")
        assert (folder / "keys").read_bytes() == b"old"


def test_a_folder_where_a_file_stands_is_explained(tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"")
    with pytest.raises(ProblemError, match="S10"):
        files.make_folder(tmp_path / "taken" / "below")
