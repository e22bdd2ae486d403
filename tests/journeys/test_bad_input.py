"""Bad passwords, bad disks, bad files: each ends in sentences, and what was saved stays as it was."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from db import tries
from desktop_app.cli_arguments import PASSWORD_VARIABLE, Exit
from desktop_app.exchange import safe_write
from desktop_app.exchange.safe_write import Files
from desktop_app.exchange.service import ExchangeService
from desktop_app.office import Password, open_office
from tests.helpers import neighbours
from tests.helpers.neighbours import PERIOD, Neighbours, everything, opened
from tests.helpers.offices import PASSWORD
from tests.helpers.refusals import Console, abroad, nobody, problem, rows, untouched

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Neighbours:
    return neighbours.make_neighbours(tmp_path_factory.mktemp("bad"))


@pytest.fixture
def pair(template: Neighbours, tmp_path: Path) -> Neighbours:
    return template.copied(tmp_path)


@pytest.fixture
def console(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Console:
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    return Console(capsys)


# --- passwords -------------------------------------------------------------------------------------------------------


def test_a_wrong_password_opens_nothing_and_more_of_them_have_to_wait(
    pair: Neighbours, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1_700_000_000.0]
    monkeypatch.setattr(tries, "clock", lambda: now[0])
    with untouched(pair.upper):
        for _ in range(tries.FREE + 1):
            with problem() as codes:
                open_office(pair.upper, Password("không phải mật khẩu"))
            assert codes == ["K01"]
        with problem() as codes:
            open_office(pair.upper, Password(PASSWORD))
        assert codes == ["K02"]
        assert console.problem("import", "--data-dir", pair.upper, pair.package) == "K02"
        now[0] += tries.WAITS[0]
        monkeypatch.setenv(PASSWORD_VARIABLE, "không phải mật khẩu")
        assert console.problem("verify", "--data-dir", pair.upper, pair.package) == "K01"
        now[0] += tries.WAITS[1]


# --- the store -------------------------------------------------------------------------------------------------------


def read_everything(folder: Path) -> None:
    """Open the office as after a crash, so that the whole file is looked through, and read every row."""
    (folder / "sochibo.lock").write_bytes(b"open")
    with opened(folder) as office:
        everything(office.store)


def test_one_flipped_bit_anywhere_in_the_store_is_told_and_the_backup_brings_it_back(
    pair: Neighbours, console: Console
) -> None:
    store = pair.commune / "sochibo.db"
    good = store.read_bytes()
    for place in range(40, len(good), len(good) // 12):
        store.write_bytes(good[:place] + bytes((good[place] ^ 4,)) + good[place + 1 :])
        with problem() as codes:
            read_everything(pair.commune)
        assert codes[0] in ("S01", "S02")
    spoiled = store.read_bytes()
    assert console.problem("minutes", "--period", PERIOD, "--data-dir", pair.commune) in ("S01", "S02")
    assert store.read_bytes() == spoiled
    assert console.run("restore", "--from", pair.commune, "--data-dir", pair.commune) == 0
    (aside,) = pair.commune.glob("truoc-khoi-phuc_*_sochibo.db")
    assert aside.read_bytes() == spoiled
    (pair.commune / "sochibo.lock").write_bytes(b"")
    assert rows(pair.commune)["meeting"]


@pytest.mark.parametrize("left", [0, 100, 4096, -4096, -1])
def test_a_store_cut_off_is_told(pair: Neighbours, console: Console, left: int) -> None:
    store = pair.upper / "sochibo.db"
    good = store.read_bytes()
    store.write_bytes(good[:left])
    (pair.upper / "sochibo.lock").write_bytes(b"open")
    assert console.problem("import", "--data-dir", pair.upper, pair.package) in ("S01", "S02")
    assert store.read_bytes() == good[:left]


def plain_sqlite(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE member (full_name TEXT)")
    connection.commit()
    connection.close()


def words(path: Path) -> None:
    path.write_text("Đây không phải là sổ. " * 500, "utf-8")


@pytest.mark.parametrize("replace", [plain_sqlite, words])
def test_a_foreign_file_in_the_place_of_the_store_is_left_as_it_is(
    pair: Neighbours, console: Console, replace: Any
) -> None:
    store = pair.upper / "sochibo.db"
    replace(store)
    before = store.read_bytes()
    assert console.problem("import", "--data-dir", pair.upper, pair.package) in ("S01", "S02")
    assert store.read_bytes() == before


@pytest.mark.parametrize("name", ["sochibo.db", "keyslots.json"])
def test_the_store_or_the_key_slots_of_another_office_do_not_open(
    pair: Neighbours, console: Console, name: str
) -> None:
    shutil.copyfile(pair.commune / name, pair.upper / name)
    before = (pair.upper / "sochibo.db").read_bytes()
    assert console.problem("import", "--data-dir", pair.upper, pair.package) == "S01"
    assert (pair.upper / "sochibo.db").read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"{}", b"[" * 60_000, b"\xff\xfe", b"x" * 100_000])
def test_key_slots_that_are_none_are_told(pair: Neighbours, console: Console, content: bytes) -> None:
    (pair.upper / "keyslots.json").write_bytes(content)
    assert console.problem("verify", "--data-dir", pair.upper, pair.package) == "K04"


# --- the own disk ----------------------------------------------------------------------------------------------------


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nothing below ``folder`` can be written, not even when the tests run as root."""
    below = [folder, *folder.rglob("*")]
    for path in below:
        path.chmod(0o555 if path.is_dir() else 0o444)
    with nobody():
        yield
    for path in below:
        path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_read_only_data_folder_is_told_by_every_job(pair: Neighbours, console: Console) -> None:
    with abroad(pair) as there, untouched(there.upper), read_only(there.upper):
        for job, *given in (
            ("import", there.package),
            ("verify", there.package),
            ("minutes", "--period", PERIOD),
            ("restore", "--from", there.upper),
        ):
            assert console.problem(job, "--data-dir", there.upper, *given) == "S05"


def in_child(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run Python code in a process of its own."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    environment = os.environ | {PASSWORD_VARIABLE: PASSWORD}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)


LIMITED = """
import resource, sys
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from desktop_app.cli import main
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
@pytest.mark.parametrize("stops_at", ["the copy", "the store"])
def test_a_disk_that_takes_no_more_imports_nothing_and_says_so(pair: Neighbours, stops_at: str) -> None:
    limit = 3 if stops_at == "the copy" else (pair.upper / "sochibo.db").stat().st_size
    with untouched(pair.upper):
        done = in_child(LIMITED, limit, "import", "--data-dir", pair.upper, pair.package)
        assert "Traceback" not in done.stderr
        assert done.returncode == (Exit.REFUSED if stops_at == "the copy" else Exit.PROBLEM), done
        assert "S06" in done.stdout + done.stderr or "S13" in done.stderr
    assert not list(pair.upper.rglob("*.part"))


def fill(path: Path) -> None:
    """Write until the disk takes nothing more."""
    number = os.open(path, os.O_WRONLY | os.O_CREAT)
    with contextlib.suppress(OSError):
        while os.write(number, bytes(64 * 1024)):
            pass
    os.close(number)


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[None]:
    """A disk of ``size`` bytes at ``folder``."""
    options = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if sys.platform != "linux" or os.geteuid() or subprocess.run(options, check=False, capture_output=True).returncode:
        pytest.skip("needs the right to mount")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_stops_import_prints_and_backup_but_loses_nothing(
    pair: Neighbours, console: Console, tmp_path: Path
) -> None:
    disk = tmp_path / "day"
    disk.mkdir()
    with small_disk(disk, 24 * 1024 * 1024):
        folder = Path(shutil.copytree(pair.upper, disk / "tinh"))
        filler = disk / "phim.mkv"
        with untouched(folder):
            fill(filler)
            job = ("import", "--data-dir", folder, pair.package)
            assert console.refusal(*job) == "S06"
            assert console.problem("restore", "--from", folder, "--data-dir", folder) == "S06"
            with opened(folder) as upper:
                # It can still be looked at; what does not fit is told.
                upper.reports.consolidated(PERIOD)
                with problem() as codes:
                    upper.backups.run("manual")
                assert codes == ["S06"]
                with problem() as codes:
                    upper.documents.consolidated(PERIOD, folder)
                assert codes == ["S06"]
        assert not [path for path in folder.rglob("*") if "part" in path.name or path.suffix == ".xlsx"]
        filler.unlink()
        assert console.run(*job) == 0
        assert rows(folder)["receipt"]


# --- the stick -------------------------------------------------------------------------------------------------------


class PulledStick(Files):
    """A stick that is pulled out at one step."""

    def __init__(self, step: str) -> None:
        self.step = step
        setattr(self, step, self._gone)

    def _gone(self, *_: Any) -> Any:
        raise OSError(errno.EIO, os.strerror(errno.EIO))


@pytest.mark.parametrize("step", ["free", "create", "write", "sync", "read_back", "replace", "sync_folder"])
def test_a_stick_pulled_while_a_package_is_written_leaves_no_package_and_costs_no_number(
    pair: Neighbours, step: str
) -> None:
    stick = pair.stick / "moi"
    stick.mkdir()
    with opened(pair.commune) as commune:
        neighbours.add_cell(commune, code="CB02")
        pulled = ExchangeService(commune.store, commune.id, commune.folder, commune.clock, files=PulledStick(step))
        with problem() as codes:
            pulled.make_package(PERIOD, stick)
        assert codes == ["E01"]
        whole = [path for path in stick.iterdir() if not path.name.startswith("~")]
        assert whole == [] or step == "sync_folder"
        made = next(sent for sent in commune.exchange.sent() if sent.seq == 2)
        assert made.exported_at == ""
        again = commune.exchange.make_package(PERIOD, stick)
        assert (again.seq, again.path.name) == (2, made.file_name)
        assert commune.exchange.verify(again.path).code == "I39"


def test_a_stick_that_is_gone_is_told_for_sending_and_for_receiving(pair: Neighbours, console: Console) -> None:
    with opened(pair.commune) as commune, opened(pair.upper) as upper:
        entry = upper.exchange.preview(pair.package)
        shutil.rmtree(pair.stick)
        with problem() as codes:
            commune.exchange.make_package(PERIOD, pair.stick)
        assert codes == ["E01"]
        with problem() as codes:
            upper.exchange.scan(pair.stick)
        assert codes == ["E01"]
        # What was copied in before needs the stick no more.
        receipt = upper.exchange.apply(entry)
        with problem() as codes:
            upper.exchange.write_receipt(receipt, pair.stick)
        assert codes == ["E01"]
    assert console.refusal("verify", "--data-dir", pair.upper, pair.package) == "E01"


class PulledFile(io.BytesIO):
    """A file of which only the first piece can still be read."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() or size is None or size > 1024 * 1024:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return super().read(1000)


def test_a_stick_pulled_while_a_package_is_read_leaves_nothing_behind(
    pair: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = pair.package.read_bytes()
    with opened(pair.upper) as upper:
        before = everything(upper.store)
        with monkeypatch.context() as patched:
            patched.setattr(safe_write, "open_to_read", lambda _path: PulledFile(data))
            entry = upper.exchange.preview(pair.package)
            assert (entry.code, entry.can_apply) == ("E01", False)
            assert upper.exchange.verify(pair.package).code == "E01"
        assert everything(upper.store) == before
        assert not list((pair.upper / "hopthu" / "den").iterdir())
        assert upper.exchange.apply(upper.exchange.preview(pair.package)).verdict == "applied"
