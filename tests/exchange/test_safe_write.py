"""The stick fails at every step in turn: each failure has its name, and no half package is left."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from db.problems import ProblemError
from desktop_app.exchange import limits, safe_write
from desktop_app.exchange.safe_write import Files
from desktop_app.exchange.views import State
from tests.helpers.exchange import PERIOD, make_pair

DATA = bytes(range(256)) * 40
STEPS = ("free", "create", "write", "sync", "close", "read_back", "replace", "sync_folder", "size", "remove")


class FailingFiles(Files):
    """A stick whose step ``at`` fails."""

    def __init__(self, at: str, error: Callable[[], Exception]) -> None:
        self.at, self.error = at, error
        for name in STEPS:
            if name == at:
                setattr(self, name, self._fail)

    def _fail(self, *_: Any) -> Any:
        raise self.error()


class ShortFiles(Files):
    """A stick that takes a few bytes at a time."""

    def write(self, descriptor: int, data: memoryview) -> int:
        return super().write(descriptor, data[:100])


class StuckFiles(Files):
    """A stick that takes nothing and says nothing."""

    def write(self, descriptor: int, data: memoryview) -> int:
        return 0


class LyingFiles(Files):
    """A stick of faked capacity: what is read back is not what was written."""

    def read_back(self, path: Path) -> Iterator[bytes]:
        for piece in super().read_back(path):
            yield piece[:-1] + bytes([piece[-1] ^ 1])


class ForgetfulFiles(Files):
    """A stick that holds only the beginning."""

    def read_back(self, path: Path) -> Iterator[bytes]:
        for piece in super().read_back(path):
            yield piece[:100]


class RepeatingFiles(Files):
    """A stick that holds more than was written."""

    def read_back(self, path: Path) -> Iterator[bytes]:
        yield from super().read_back(path)
        yield b"?"


class ShrinkingFiles(Files):
    """A folder that states another size once the name is there."""

    def size(self, path: Path) -> int:
        return 0


class FullFiles(Files):
    """A stick with too little room."""

    def free(self, folder: Path) -> int:
        return 2 * len(DATA) - 1


def _error(number: int) -> Callable[[], Exception]:
    return lambda: OSError(number, "injected")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "E02"),
        (errno.EROFS, "E03"),
        (errno.EACCES, "E03"),
        (errno.EIO, "E01"),
        (errno.ENODEV, "E01"),
        (errno.ENOENT, "E01"),
    ],
)
def test_each_step_that_fails_is_named_and_leaves_nothing(tmp_path: Path, step: str, number: int, code: str) -> None:
    with pytest.raises(ProblemError, match=code):
        safe_write.write(FailingFiles(step, _error(number)), tmp_path, "BC.goi", DATA)
    left = {path.name for path in tmp_path.iterdir()}
    # After the name was given only a whole file can stand there; before, nothing does.
    assert left <= ({"BC.goi"} if step in ("sync_folder", "size") else set())
    assert all(path.read_bytes() == DATA for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (StuckFiles(), "E02"),
        (LyingFiles(), "E04"),
        (ForgetfulFiles(), "E04"),
        (RepeatingFiles(), "E04"),
        (FullFiles(), "E02"),
    ],
)
def test_a_stick_that_cheats_is_found_out(tmp_path: Path, files: Files, code: str) -> None:
    (tmp_path / "BC.goi").write_bytes(b"older")
    with pytest.raises(ProblemError, match=code):
        safe_write.write(files, tmp_path, "BC.goi", DATA)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"older"]


def test_a_size_that_shrinks_after_the_rename_is_found_out(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="E04"):
        safe_write.write(ShrinkingFiles(), tmp_path, "BC.goi", DATA)


def test_a_stick_that_takes_little_at_a_time_ends_whole(tmp_path: Path) -> None:
    assert safe_write.write(ShortFiles(), tmp_path, "BC.goi", DATA).read_bytes() == DATA


def test_a_piece_left_by_a_pulled_stick_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "~BC.goi.part").write_bytes(b"half")
    assert safe_write.write(Files(), tmp_path, "BC.goi", DATA).read_bytes() == DATA
    assert [path.name for path in tmp_path.iterdir()] == ["BC.goi"]


def test_the_missing_room_is_told_in_megabytes(tmp_path: Path) -> None:
    with pytest.raises(ProblemError) as caught:
        safe_write.write(FullFiles(), tmp_path, "BC.goi", DATA)
    assert caught.value.values == {"n": 1}
    assert safe_write.megabytes(3 * limits.MIB + 1) == 4


def test_a_failed_stick_keeps_the_number_and_the_next_attempt_writes_the_same_bytes(tmp_path: Path) -> None:
    files = LyingFiles()
    pair = make_pair(tmp_path, members=1)
    pair.child.exchange._desk.__dict__["files"] = files
    with pytest.raises(ProblemError, match="E04"):
        pair.send()
    [made] = pair.child.exchange.sent()
    assert made.exported_at == ""
    kept_bytes = made.path.read_bytes()
    pair.child.exchange._desk.__dict__["files"] = Files()
    sent = pair.send()
    assert (sent.seq, sent.path.read_bytes()) == (1, kept_bytes)
    assert sent.exported_at != ""


def test_a_folder_that_is_not_there_is_a_pulled_stick(tmp_path: Path) -> None:
    pair = make_pair(tmp_path, members=1)
    with pytest.raises(ProblemError, match="E01"):
        pair.child.exchange.make_package(PERIOD, tmp_path / "nowhere")
    with pytest.raises(ProblemError, match="E01"):
        pair.child.exchange.request_file(tmp_path / "nowhere")
    with pytest.raises(ProblemError, match="E01"):
        pair.parent.exchange.scan(tmp_path / "nowhere")
    entry = pair.parent.exchange.preview(tmp_path / "nowhere.goi")
    assert (entry.state, entry.code, entry.sha256) == (State.REJECTED, "E01", "")


def test_a_copy_that_was_changed_on_the_own_disk_is_noticed(tmp_path: Path) -> None:
    pair = make_pair(tmp_path, members=1)
    entry = pair.look(pair.send())
    copy = pair.parent.folder / "hopthu/den" / f"{entry.sha256}.goi"
    copy.write_bytes(copy.read_bytes() + b"x")
    with pytest.raises(ProblemError, match="E01"):
        pair.parent.exchange.apply(entry)


def test_a_file_too_large_is_not_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = make_pair(tmp_path, members=1)
    sent = pair.send()
    monkeypatch.setattr(limits, "FILE_BYTES", 100)
    assert pair.look(sent).code == "E12"
    assert pair.parent.exchange.verify(sent.path).code == "E12"
    assert not list((pair.parent.folder / "hopthu/den").iterdir())


def test_verifying_leaves_no_trace(tmp_path: Path) -> None:
    pair = make_pair(tmp_path, members=1)
    sent = pair.send()
    rows = pair.parent.store.value("SELECT count(*) FROM audit")
    entry = pair.parent.exchange.verify(sent.path)
    assert (entry.state, entry.label) == (State.PREVIEWED, sent.label)
    assert entry.check_code == sent.check_code
    assert not (pair.parent.folder / "hopthu/den").exists()
    assert pair.parent.store.value("SELECT count(*) FROM audit") == rows
