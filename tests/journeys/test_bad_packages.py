"""Packages that are cut off, altered, misdirected, repeated or too new: refused by the upper office in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from desktop_app import demo_exchange
from desktop_app.cli_arguments import PASSWORD_VARIABLE
from desktop_app.exchange import manifest
from tests.helpers import forging, neighbours
from tests.helpers.exchange import Pair, Side
from tests.helpers.neighbours import PERIOD, Neighbours, opened
from tests.helpers.offices import PASSWORD, FixedClock, make_office, upper_setup
from tests.helpers.refusals import Console, untouched


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Neighbours:
    return neighbours.make_neighbours(tmp_path_factory.mktemp("packages"))


@pytest.fixture
def pair(template: Neighbours, tmp_path: Path) -> Neighbours:
    return template.copied(tmp_path)


@pytest.fixture
def console(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Console:
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    return Console(capsys)


@contextmanager
def forge(pair: Neighbours) -> Iterator[Pair]:
    """Both offices open, as the forging of packages wants them."""
    with opened(pair.commune) as commune, opened(pair.upper) as upper:
        sides = [
            Side(office.store, office.id, office.folder, FixedClock(), office.exchange) for office in (commune, upper)
        ]
        yield Pair(sides[0], sides[1], pair.stick, [], [])


def refuse(console: Console, folder: Path, package: Path, *codes: str) -> None:
    """Expect the package to be refused alike by verify and import, with not one row changed."""
    with untouched(folder):
        assert console.refusal("verify", "--data-dir", folder, package) in codes
        assert console.refusal("import", "--data-dir", folder, package) in codes


# --- bytes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("left", [0, 1, 20, 150, 2000, -1])
def test_a_package_cut_off_is_refused(pair: Neighbours, console: Console, left: int) -> None:
    pair.package.write_bytes(pair.package.read_bytes()[:left])
    refuse(console, pair.upper, pair.package, "E10", "E11")


@pytest.mark.parametrize("part", [0.0, 0.01, 0.5, 0.9, 1.0])
def test_a_package_with_one_altered_bit_is_refused(pair: Neighbours, console: Console, part: float) -> None:
    data = bytearray(pair.package.read_bytes())
    data[int(part * (len(data) - 1))] ^= 1
    pair.package.write_bytes(data)
    refuse(console, pair.upper, pair.package, "E10", "E11", "E13")


def test_a_package_with_something_after_its_end_is_refused(pair: Neighbours, console: Console) -> None:
    pair.package.write_bytes(pair.package.read_bytes() + b"\0")
    refuse(console, pair.upper, pair.package, "E10", "E11")


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"PK\x03\x04", b"MZ" + bytes(5000), "Xin chào".encode()])
def test_a_file_that_only_has_the_ending_of_a_package_is_refused(
    pair: Neighbours, console: Console, content: bytes
) -> None:
    pair.package.write_bytes(content)
    refuse(console, pair.upper, pair.package, "E11")


def test_content_exchanged_under_a_right_signature_is_refused(pair: Neighbours, console: Console) -> None:
    with forge(pair) as forged:
        found = forging.opened(forged, pair.package)
        files = [
            (path, content.replace("Trồng rừng".encode(), "Phá rừng".encode()))
            for path, content in forging.files_of(found)
        ]
        data = forging.sealed(forged, found.manifest, files)
    pair.package.write_bytes(data)
    refuse(console, pair.upper, pair.package, "E20")


# --- whose -----------------------------------------------------------------------------------------------------------


def test_a_package_for_another_office_is_refused(pair: Neighbours, console: Console, tmp_path: Path) -> None:
    other = make_office(tmp_path / "khac", upper_setup(code="YB"))
    other.exchange.check_code()
    other.close(backup=False)
    refuse(console, tmp_path / "khac", pair.package, "E13")


def test_a_package_of_an_office_nobody_enrolled_is_refused(pair: Neighbours, console: Console, tmp_path: Path) -> None:
    with opened(pair.upper) as upper:
        stranger = make_office(tmp_path / "la", neighbours.stranger_setup())
        # It knows this office, but this office was put back to the day before it knew the stranger.
        before = upper.backups.run("manual")
        demo_exchange.enrol(stranger, upper, pair.stick)
        cell = neighbours.add_cell(stranger)
        stranger.meetings.finalize(neighbours.meeting(stranger, cell))
        sent = stranger.exchange.make_package(PERIOD, pair.stick)
        stranger.close(backup=False)
    assert console.run("restore", "--from", before, "--data-dir", pair.upper) == 0
    refuse(console, pair.upper, sent.path, "E32")


def test_the_same_package_twice_changes_nothing_the_second_time(pair: Neighbours, console: Console) -> None:
    job = ("import", "--data-dir", pair.upper, pair.package)
    assert console.run(*job) == 0
    copy = pair.stick / "ban chep (2).goi"
    copy.write_bytes(pair.package.read_bytes())
    with untouched(pair.upper):
        for path in (pair.package, copy):
            assert console.run("import", "--data-dir", pair.upper, path) == 0
            assert "I30" in console.out
            assert "đã nhập ngày" in console.out


def test_the_same_package_named_twice_in_one_command_is_taken_in_once(pair: Neighbours, console: Console) -> None:
    assert console.run("import", "--data-dir", pair.upper, pair.package, pair.package) == 0
    assert console.out.count("Đã nhập: thêm") == 1
    assert "I30" in console.out


def test_our_own_package_is_no_news_to_us(pair: Neighbours, console: Console) -> None:
    refuse(console, pair.commune, pair.package, "I39")


# --- newer programs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fields", [{"fmt": "goi/2"}, {"schema": manifest.SCHEMA + 1, "app": "9.1"}])
def test_a_rightly_signed_package_of_a_newer_program_asks_for_an_update(
    pair: Neighbours, console: Console, fields: dict[str, Any]
) -> None:
    with forge(pair) as forged:
        data = forging.restated(forged, **fields)
    pair.package.write_bytes(data)
    refuse(console, pair.upper, pair.package, "E14")
    assert "cập nhật chương trình" in console.out


# --- one bad among good ----------------------------------------------------------------------------------------------


def test_a_bad_package_keeps_no_good_one_out(pair: Neighbours, console: Console) -> None:
    bad = pair.stick / "A-hong.goi"
    bad.write_bytes(pair.package.read_bytes()[:-100])
    assert console.run("import", "--data-dir", pair.upper, bad, pair.package) == 1
    assert "Đã nhập: thêm" in console.out
    assert "A-hong.goi" in console.out
    (reason,) = (pair.upper / "hopthu" / "cachly").glob("*.txt")
    assert reason.read_text("ascii").startswith("E1")
