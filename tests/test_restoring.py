"""Restoring: which backups are found, which password opens them, what is remembered, and the job without a window."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from db import founding, settings
from db.problems import ProblemError
from desktop_app import cli, restoring
from desktop_app.cli_arguments import PASSWORD_VARIABLE, Exit
from desktop_app.office import Password, create_office, open_office
from desktop_app.restoring import restore_office
from tests.helpers import neighbours
from tests.helpers.neighbours import PERIOD, Neighbours, opened
from tests.helpers.offices import FAST_KDF, PASSWORD, FixedClock, commune_setup

NEWER = "ruộng bậc thang vàng óng"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Neighbours:
    return neighbours.make_neighbours(tmp_path_factory.mktemp("restore"))


@pytest.fixture
def pair(template: Neighbours, tmp_path: Path) -> Neighbours:
    return template.copied(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> tuple[Path, str]:
    """The folder of a closed office with one backup, and its recovery key."""
    office, recovery_key = create_office(tmp_path / "xa", commune_setup(), kdf=FAST_KDF, clock=FixedClock())
    office.close()
    return tmp_path / "xa", recovery_key


# --- finding ---------------------------------------------------------------------------------------------------------


def test_backups_are_found_in_a_copy_of_the_whole_data_folder(pair: Neighbours) -> None:
    found = restoring.find(pair.commune)
    assert {made.path.parent for made in found} == {pair.commune / "backups"}
    assert restoring.find(pair.commune / "backups") == found
    assert restoring.find(found[0].path) == found[:1]
    assert {made.path.parent.parent for made in restoring.find(pair.commune.parent)} == {pair.commune, pair.upper}


def test_the_newest_backup_is_the_first(pair: Neighbours) -> None:
    with opened(pair.commune) as commune:
        made = commune.backups.run("manual")
    assert restoring.find(pair.commune)[0].path == made
    assert "theo yêu cầu" in restoring.line(restoring.find(pair.commune)[0])


def test_links_and_folders_named_like_backups_are_passed_over(pair: Neighbours) -> None:
    (real,) = restoring.find(pair.commune)
    stick = pair.stick / "sao"
    stick.mkdir()
    (stick / real.path.name).symlink_to(real.path)
    (stick / real.path.name.replace("_000001_", "_000002_")).mkdir()
    (pair.stick / "loop").symlink_to(pair.stick, target_is_directory=True)
    with pytest.raises(ProblemError, match="B04"):
        restoring.find(pair.stick)


def test_a_place_that_is_gone_is_told_apart_from_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="S10"):
        restoring.find(tmp_path / "usb")
    with pytest.raises(ProblemError, match="B04"):
        restoring.find(tmp_path)


# --- unlocking -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("password", "must_change"), [(PASSWORD, True), (NEWER, False)])
def test_the_password_of_today_and_that_of_the_backup_both_open_it(
    folder: tuple[Path, str], password: str, *, must_change: bool
) -> None:
    office = open_office(folder[0], Password(PASSWORD), clock=FixedClock())
    office.accounts.change_password(NEWER)
    office.close(backup=False)
    restored = restore_office(folder[0], restoring.find(folder[0])[0].path, Password(password), clock=FixedClock())
    assert restored.must_change_password is must_change
    restored.close(backup=False)
    open_office(folder[0], Password(NEWER), clock=FixedClock()).close(backup=False)


def test_a_backup_without_its_key_slots_opens_with_those_of_the_office(folder: tuple[Path, str]) -> None:
    (made,) = restoring.find(folder[0])
    made.keyslots.unlink()
    restore_office(folder[0], made.path, Password(PASSWORD), clock=FixedClock()).close(backup=False)


def test_a_backup_mends_damaged_key_slots_too(folder: tuple[Path, str]) -> None:
    (folder[0] / "keyslots.json").write_bytes(b"{}")
    (made,) = restoring.find(folder[0])
    restore_office(folder[0], made.path, Password(PASSWORD), clock=FixedClock()).close(backup=False)
    open_office(folder[0], Password(PASSWORD), clock=FixedClock()).close(backup=False)


# --- what is remembered ----------------------------------------------------------------------------------------------


def test_the_next_package_is_announced_as_one_that_may_step_back_until_the_office_above_took_it(
    pair: Neighbours,
) -> None:
    with opened(pair.commune) as commune:
        assert commune.exchange.ready(PERIOD).restored_from == ""
    (made,) = restoring.find(pair.commune)
    restored = restore_office(pair.commune, made.path, Password(PASSWORD), clock=FixedClock("2026-11-24T08:00:00"))
    assert restored.exchange.ready(PERIOD).restored_from == f"{made.day} {made.time}"
    with opened(pair.upper) as upper:
        first = upper.exchange.apply(upper.exchange.preview(pair.package))
        first_ack = upper.exchange.write_receipt(first, pair.stick)
        restored.exchange.apply(restored.exchange.preview(first_ack))
        # An acknowledgement of a package the backup knew of says nothing about what came after it.
        assert restored.exchange.ready(PERIOD).restored_from
        neighbours.add_cell(restored, code="CB02")
        sent = restored.exchange.make_package(PERIOD, pair.stick)
        ack = upper.exchange.write_receipt(upper.exchange.apply(upper.exchange.preview(sent.path)), pair.stick)
    restored.exchange.apply(restored.exchange.preview(ack))
    assert restored.exchange.ready(PERIOD).restored_from == ""
    assert settings.get(restored.store, founding.RESTORED_SENT) == ""
    restored.close(backup=False)


def test_a_package_forgotten_by_the_backup_is_held_at_the_office_above(pair: Neighbours) -> None:
    (made,) = restoring.find(pair.commune)
    with opened(pair.commune) as commune:
        neighbours.add_cell(commune, code="CB02")
        later = commune.exchange.make_package(PERIOD, pair.stick)
    restored = restore_office(pair.commune, made.path, Password(PASSWORD), clock=FixedClock("2026-11-24T08:00:00"))
    neighbours.add_cell(restored, code="CB03")
    other = pair.stick / "sau"
    other.mkdir()
    again = restored.exchange.make_package(PERIOD, other)
    restored.close(backup=False)
    with opened(pair.upper) as upper:
        for path in (pair.package, later.path):
            upper.exchange.apply(upper.exchange.preview(path))
        before = neighbours.everything(upper.store)
        entry = upper.exchange.preview(again.path)
        assert entry.code in ("E35", "E36")
        assert not entry.can_apply
        after = neighbours.everything(upper.store)
        assert all(
            after[name] == rows for name, rows in before.items() if name in ("member", "meeting", "organization")
        )


# --- without a window ------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)


def test_the_command_brings_a_damaged_book_back(folder: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> None:
    (folder[0] / "sochibo.db").write_bytes(b"rubbish")
    given = ["restore", "--from", str(folder[0] / "backups"), "--data-dir", str(folder[0])]
    assert cli.main(given) == Exit.OK
    assert "truoc-khoi-phuc" in capsys.readouterr().out
    open_office(folder[0], Password(PASSWORD), clock=FixedClock()).close(backup=False)


def test_the_command_moves_an_office_to_a_new_machine_by_its_recovery_key(
    folder: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stick = tmp_path / "usb"
    shutil.copytree(folder[0] / "backups", stick)
    monkeypatch.setenv(PASSWORD_VARIABLE, folder[1])
    new = tmp_path / "máy mới"
    assert cli.main(["restore", "--recovery", "--from", str(stick), "--data-dir", str(new)]) == Exit.OK
    assert "mật khẩu mới" in capsys.readouterr().out
    open_office(new, Password(PASSWORD), clock=FixedClock()).close(backup=False)


def test_the_command_lists_what_it_finds(folder: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["restore", "--list", "--from", str(folder[0])]) == Exit.OK
    shown = capsys.readouterr().out
    assert "03/11/2026 08:30 · khi thoát chương trình · 1 thao tác" in shown
    assert not list(folder[0].glob("truoc-khoi-phuc_*"))


@pytest.mark.parametrize(("place", "code"), [("nothing", "S10"), ("trong", "B04"), ("anh.jpg", "B03")])
def test_the_command_says_why_there_is_nothing_to_restore(
    folder: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str, code: str
) -> None:
    (tmp_path / "trong").mkdir()
    (tmp_path / "anh.jpg").write_bytes(b"picture")
    given = ["restore", "--from", str(tmp_path / place), "--data-dir", str(folder[0])]
    assert cli.main(given) == Exit.PROBLEM
    assert code in capsys.readouterr().err


def test_the_command_restores_nothing_with_a_wrong_password(
    folder: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (folder[0] / "sochibo.db").read_bytes()
    monkeypatch.setenv(PASSWORD_VARIABLE, "không phải mật khẩu")
    assert cli.main(["restore", "--from", str(folder[0]), "--data-dir", str(folder[0])]) == Exit.PROBLEM
    assert "K01" in capsys.readouterr().err
    assert (folder[0] / "sochibo.db").read_bytes() == before
