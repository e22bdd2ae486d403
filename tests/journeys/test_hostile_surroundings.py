"""A malicious stick, a careless clerk, a dead battery, an impatient technician: nothing hangs, nothing breaks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from db import partitions
from desktop_app import __main__ as door
from desktop_app import restoring
from desktop_app.cli_arguments import PASSWORD_VARIABLE, Exit
from desktop_app.exchange import limits
from desktop_app.office import Password, open_office
from tests.helpers import neighbours
from tests.helpers.neighbours import PERIOD, Neighbours, everything, meeting, opened
from tests.helpers.offices import PASSWORD, FixedClock
from tests.helpers.refusals import Console, abroad, nobody, problem, untouched
from tests.helpers.stores import NOBODY
from ui import facts

ROOT = Path(__file__).resolve().parents[2]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="pipes, owners and bytes in names are of POSIX")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Neighbours:
    return neighbours.make_neighbours(tmp_path_factory.mktemp("surroundings"))


@pytest.fixture
def pair(template: Neighbours, tmp_path: Path) -> Neighbours:
    return template.copied(tmp_path)


@pytest.fixture
def console(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Console:
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    return Console(capsys)


def program(*arguments: object, read: bool = True) -> tuple[int, str]:
    """Run the program in a process of its own, which has 30 seconds; return its code and what it complained about."""
    with subprocess.Popen(
        [sys.executable, "-m", "desktop_app", *map(str, arguments)],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
        | {PASSWORD_VARIABLE: PASSWORD},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        if not read:
            process.stdout.close()
        try:
            said, complaint = process.communicate(timeout=30) if read else ("", process.stderr.read())  # type: ignore[union-attr]
            return process.wait(timeout=30), said + complaint
        finally:
            process.kill()


# --- the stick -------------------------------------------------------------------------------------------------------


@POSIX
def test_a_pipe_named_like_a_package_is_never_waited_for(pair: Neighbours) -> None:
    os.mkfifo(pair.stick / "a.goi")
    (pair.stick / "b.goi").mkdir()
    (pair.stick / "c.goi").symlink_to("c.goi")
    (pair.stick / "d.goi").symlink_to("/etc/passwd")
    (pair.stick / "xa").symlink_to("/etc", target_is_directory=True)
    with untouched(pair.upper):
        job = ("verify", "--data-dir", pair.upper, *(pair.stick / f"{name}.goi" for name in "abc"))
        code, said = program(*job)
        assert code == Exit.REFUSED
        assert (said.count("(X10)"), said.count("(E01)")) == (2, 1)
        with opened(pair.upper) as upper:
            assert [entry.path for entry in upper.exchange.scan(pair.stick)] == [pair.package]


@POSIX
def test_a_pipe_in_the_place_of_key_slots_or_of_a_backup_is_never_waited_for(pair: Neighbours) -> None:
    (made,) = restoring.find(pair.upper)
    fifo = pair.stick / made.path.name
    os.mkfifo(fifo)
    assert program("restore", "--from", fifo, "--data-dir", pair.upper)[0] == Exit.PROBLEM
    (pair.upper / "keyslots.json").unlink()
    os.mkfifo(pair.upper / "keyslots.json")
    assert program("verify", "--data-dir", pair.upper, pair.package)[0] == Exit.PROBLEM


def test_a_film_renamed_to_a_package_is_refused_before_it_is_copied(pair: Neighbours, console: Console) -> None:
    film = pair.stick / "phim.goi"
    with film.open("wb") as stream:
        stream.truncate(limits.FILE_BYTES + 1)
    copies = list((pair.upper / "hopthu" / "den").iterdir())
    assert console.refusal("import", "--data-dir", pair.upper, film) == "E12"
    assert list((pair.upper / "hopthu" / "den").iterdir()) == copies
    assert not list((pair.upper / "hopthu" / "cachly").glob("*.cachly"))


@POSIX
def test_a_package_that_may_not_be_read_is_told_apart_from_a_stick_that_is_gone(
    pair: Neighbours, console: Console
) -> None:
    with abroad(pair) as there:
        there.package.chmod(0)
        if os.geteuid() == 0:
            # Root may read everything: the office is handed over to somebody else, and so is the work.
            for path in (there.upper, *there.upper.rglob("*")):
                os.chown(path, NOBODY, -1)
        with nobody():
            assert console.refusal("import", "--data-dir", there.upper, there.package) == "X11"


@POSIX
def test_a_name_in_no_encoding_is_imported_like_any_other(pair: Neighbours, console: Console) -> None:
    strange = Path(os.fsdecode(os.fsencode(pair.stick) + b"/\xff\xfe\x1b[31m.goi"))
    pair.package.rename(strange)
    with opened(pair.upper) as upper:
        assert [entry.path for entry in upper.exchange.scan(pair.stick)] == [strange]
    assert console.run("import", "--data-dir", pair.upper, strange) == 0
    assert "Đã nhập: thêm" in console.out


# --- the command line ------------------------------------------------------------------------------------------------


def test_a_data_folder_may_have_any_name(pair: Neighbours, console: Console, tmp_path: Path) -> None:
    folder = tmp_path / "Số liệu của xã Mường Khương (mới)" / "#50% ? & 'cũ'"
    shutil.copytree(pair.upper, folder)
    assert console.run("import", "--data-dir", folder, pair.package) == 0
    assert console.run("restore", "--from", folder, "--data-dir", folder) == 0
    assert console.run("verify", "--data-dir", folder, pair.package) == 0


@pytest.mark.parametrize("name", ["d" * 300, "/".join(["d" * 200] * 30), "tệp"])
def test_a_data_folder_that_cannot_be_is_told(pair: Neighbours, console: Console, tmp_path: Path, name: str) -> None:
    (tmp_path / "tệp").write_text("x")
    assert console.problem("verify", "--data-dir", tmp_path / name, pair.package) == "S10"
    assert console.problem("restore", "--from", pair.commune, "--data-dir", tmp_path / name) == "S10"


@POSIX
def test_a_password_that_is_no_text_is_a_wrong_one(
    pair: Neighbours, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, os.fsdecode(b"\xff\xfe\xc4 khong phai chu"))
    assert console.problem("verify", "--data-dir", pair.upper, pair.package) == "K01"


@POSIX
def test_a_reader_who_goes_away_is_no_failure(pair: Neighbours) -> None:
    code, complaint = program("verify", "--data-dir", pair.upper, pair.package, read=False)
    assert (code, complaint) == (Exit.INTERRUPTED, "")


def test_stopping_in_the_middle_of_an_import_leaves_nothing_of_it(
    pair: Neighbours, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = partitions.insert

    def stopped(*arguments: object) -> None:
        if arguments[1] == "meetings":
            raise KeyboardInterrupt
        real(*arguments)  # type: ignore[arg-type]

    with untouched(pair.upper), monkeypatch.context() as patched:
        patched.setattr(partitions, "insert", stopped)
        assert console.run("import", "--data-dir", pair.upper, pair.package) == Exit.INTERRUPTED
        assert console.err == ""
    assert console.run("import", "--data-dir", pair.upper, pair.package) == 0


def test_stopping_while_the_program_is_loading_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(door, "main", stopped)
    assert door.run() == Exit.INTERRUPTED


@POSIX
def test_a_reason_of_stray_bytes_is_kept_as_text(pair: Neighbours) -> None:
    with opened(pair.upper) as upper:
        entry = upper.exchange.preview(pair.package)
        receipt = upper.exchange.apply(entry, os.fsdecode(b" \xff\x1b[31m h\xe1\xbb\x8fi r\xe1\xbb\x93i\x00 "))
        assert receipt.reason == "[31m hỏi rồi"


# --- the clock -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", ["1970-01-01T00:00:00", "1980-01-01T12:00:00", "2009-01-01T00:00:00"])
def test_with_a_dead_battery_the_month_is_recorded_sent_and_taken_in_all_the_same(pair: Neighbours, at: str) -> None:
    clock = FixedClock(at)
    with opened(pair.commune, clock) as commune, opened(pair.upper, clock) as upper:
        cell = neighbours.add_cell(commune, code="CB02")
        commune.meetings.finalize(meeting(commune, cell))
        sent = commune.exchange.make_package(PERIOD, pair.stick)
        entry = upper.exchange.preview(sent.path)
        assert entry.clock_suspect
        assert upper.exchange.apply(entry).verdict == "applied"
        assert commune.clock_is_wrong
        shown, _ = facts.read(commune, date(2026, 11, 23))
        assert shown.wrong_clock == "/".join(reversed(at[:10].split("-")))


def test_a_right_clock_is_left_alone(pair: Neighbours) -> None:
    with opened(pair.commune) as commune:
        assert not commune.clock_is_wrong
        assert commune.working_time() == commune.clock()
        assert facts.read(commune, date(2026, 11, 23))[0].wrong_clock == ""


@pytest.mark.parametrize("at", ["2106-02-07T06:28:15", "9999-12-31T23:59:59"])
def test_a_clock_far_ahead_stops_nothing_and_neither_does_setting_it_right(pair: Neighbours, at: str) -> None:
    with opened(pair.commune, FixedClock(at)) as commune:
        neighbours.add_cell(commune, code="CB02")
        commune.backups.run("manual")
        commune.exchange.make_package(PERIOD, pair.stick)
    with opened(pair.commune) as commune:
        cell = neighbours.add_cell(commune, code="CB03")
        commune.meetings.finalize(meeting(commune, cell))
        commune.exchange.make_package(PERIOD, pair.stick)
        assert commune.backups.run("manual").exists()


# --- two at once -----------------------------------------------------------------------------------------------------


def test_a_command_beside_an_open_window_changes_nothing(pair: Neighbours) -> None:
    office = open_office(pair.upper, Password(PASSWORD), clock=FixedClock())
    before = everything(office.store)
    for job in (("import", pair.package), ("restore", "--from", pair.upper)):
        code, said = program(job[0], "--data-dir", pair.upper, *job[1:])
        assert (code, "S04" in said) == (Exit.PROBLEM, True)
    assert everything(office.store) == before
    with problem() as codes:
        open_office(pair.upper, Password(PASSWORD), clock=FixedClock())
    assert codes == ["S04"]
    office.close(backup=False)
