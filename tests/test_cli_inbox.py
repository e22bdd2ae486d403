"""The commands of an upper office with many sticks: what was found, taken in, refused, acknowledged, file by file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from db import places
from desktop_app import cli, demo
from desktop_app.cli_arguments import PASSWORD_VARIABLE, Exit
from desktop_app.office import Office, Password, open_office
from tests.helpers.clerk import populate
from tests.helpers.offices import PASSWORD, FixedClock, make_office, upper_setup
from tests.journeys.test_meeting_month import enrol


class World:
    """A commune that sent two packages, and the office above that has seen none of them."""

    def __init__(self, folder: Path) -> None:
        clock = FixedClock("2026-11-23T08:30:00")
        self.commune, self.upper, self.stick = folder / "xa", folder / "tinh", folder / "usb"
        (self.stick / "AN").mkdir(parents=True)
        below = make_office(self.commune, clock=clock)
        above = make_office(self.upper, upper_setup(), clock=clock)
        populate(below, cells=1, members=4)
        self.request = below.exchange.request_file(self.stick)
        enrol(below, above, self.stick)
        first = below.exchange.make_package("2026-10", self.stick).path
        # A worm hid the second one in a folder.
        second = below.exchange.make_package("2026-11", self.stick / "AN").path
        self.packages = (first, second)
        below.close(backup=False)
        above.close(backup=False)

    def say(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[dict[str, Any]]]:
        """Run a command of the upper office and return its exit code and what it said, object by object."""
        code = cli.main([arguments[0], "--data-dir", str(self.upper), *arguments[1:], "--json"])
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    def opened(self) -> Office:
        """Open the upper office."""
        return open_office(self.upper, Password(PASSWORD))


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    return World(tmp_path)


def test_a_scan_finds_what_is_in_hidden_folders_and_takes_nothing_in(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    _, seen = world.say(capsys, "inbox", "scan", str(world.stick))
    reports = [one for one in seen if one["kind"] == "REPORT"]
    assert {one["file_name"] for one in reports} == {path.name for path in world.packages}
    assert {one["state"] for one in reports} == {"previewed"}
    assert {one["issuer_name"] for one in reports} == {"Đảng ủy xã Mường Khương"}
    assert all(len(one["check_code"].split()) == 8 for one in reports)
    office = world.opened()
    assert office.exchange.receipts() == []
    office.close(backup=False)


def test_all_packages_of_a_stick_are_taken_in_in_order_and_acknowledged_where_they_lie(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    _, done = world.say(capsys, "import", "--all", "--receipts", str(world.stick))
    taken = [one for one in done if one["taken_in"]]
    assert [one["seq"] for one in taken] == [1, 2]
    assert taken[0]["added"] > 0
    for one, path in zip(taken, world.packages, strict=True):
        written = Path(one["receipt"])
        assert written.is_file()
        assert written.parent == path.parent
    # Once more: nothing changes, and the receipts are there again.
    for one in taken:
        Path(one["receipt"]).unlink()
    code, again = world.say(capsys, "import", "--receipts", *(str(path) for path in world.packages))
    assert code == Exit.OK
    assert [one["code"] for one in again] == ["I30", "I30"]
    assert all(Path(one["receipt"]).is_file() for one in again)


def test_a_spoiled_package_does_not_stop_the_others(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    data = bytearray(world.packages[0].read_bytes())
    data[len(data) // 2] ^= 1
    world.packages[0].write_bytes(data)
    code, done = world.say(capsys, "import", "--all", str(world.stick))
    assert code == Exit.REFUSED
    by_name = {one["file_name"]: one for one in done}
    assert by_name[world.packages[0].name]["code"] == "E10"
    assert not by_name[world.packages[0].name]["taken_in"]
    assert by_name[world.packages[1].name]["taken_in"]
    assert by_name[world.packages[1].name]["missing"] == [1]


def test_receipts_are_listed_by_month_and_written_anew(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["receipts", "--data-dir", str(world.upper)]) == Exit.REFUSED
    capsys.readouterr()
    world.say(capsys, "import", *(str(path) for path in world.packages))
    out = tmp_path / "giay bao"
    out.mkdir()
    code, listed = world.say(capsys, "receipts", "--period", "11/2026", "--out", str(out))
    assert code == Exit.OK
    [one] = listed
    assert (one["period"], one["verdict"], one["seq"]) == ("2026-11", "applied", 2)
    assert [Path(one["receipt"])] == list(out.iterdir())
    assert cli.main(["receipts", "--data-dir", str(world.upper)]) == Exit.OK
    said = capsys.readouterr().out
    assert said.count("Đảng ủy xã Mường Khương") == 2


def test_words_are_there_for_people(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["import", "--data-dir", str(world.upper), "--receipts", str(world.packages[0])]) == Exit.OK
    said = capsys.readouterr().out
    assert "Đã nhập: thêm" in said
    assert "BN_" in said
    empty = world.stick.parent / "trong"
    empty.mkdir()
    assert cli.main(["inbox", "scan", "--data-dir", str(world.upper), str(empty)]) == Exit.REFUSED
    assert "Không thấy gói nào" in capsys.readouterr().out


def test_without_an_office_only_the_outside_of_a_package_is_told(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE)
    monkeypatch.setattr(places, "usual_folder", lambda: tmp_path / "khong-co")
    cut = tmp_path / "cut.goi"
    cut.write_bytes(world.packages[0].read_bytes()[:90])
    plain = tmp_path / "anh.goi"
    plain.write_bytes(b"\x89PNG" + bytes(400))
    given = [str(path) for path in (world.packages[0], world.request, cut, plain, tmp_path / "none.goi")]
    assert cli.main(["verify", *given, "--json"]) == Exit.REFUSED
    sealed, request, *broken = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (sealed["sealed"], sealed["issuer_name"], sealed["code"]) == (True, "", "")
    assert (request["kind"], request["issuer_name"]) == ("ENROL_REQ", "Đảng ủy xã Mường Khương")
    office = open_office(world.commune, Password(PASSWORD))
    assert request["check_code"] == office.exchange.check_code()
    office.close(backup=False)
    assert [one["code"] for one in broken] == ["E10", "E11", "E01"]
    assert cli.main(["verify", *given[:2]]) == Exit.OK
    assert "phần vỏ còn nguyên" in capsys.readouterr().out


def test_a_request_somebody_altered_is_not_told_as_whole(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(places, "usual_folder", lambda: tmp_path / "khong-co")
    data = world.request.read_bytes()
    for at in range(0, len(data), 97):
        bent = bytearray(data)
        bent[at] ^= 4
        (tmp_path / "sua.goi").write_bytes(bent)
        assert cli.main(["verify", str(tmp_path / "sua.goi")]) == Exit.REFUSED, at
    assert "Traceback" not in capsys.readouterr().out


def test_the_sample_month_is_verified_by_the_same_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.helpers.sample import copied_month

    monkeypatch.setenv(PASSWORD_VARIABLE, demo.PASSWORD)
    month = copied_month(tmp_path / "mau")
    assert month.package is not None
    upper = Path(shutil.copytree(month.folder / demo.UPPER_FOLDER, tmp_path / "tinh2"))
    assert cli.main(["verify", "--data-dir", str(upper), str(month.package), "--json"]) == Exit.OK
    [one] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (one["state"], one["code"]) == ("duplicate", "I30")
