"""Backups of an office: one at the end of a day's work, none when nothing happened, and a way back."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from db import backup
from db.problems import ProblemError
from desktop_app.office import Office, Password, Recovery, create_office, open_office
from desktop_app.restoring import restore_office
from desktop_app.texts import explain
from tests.helpers.offices import FAST_KDF, PASSWORD, FixedClock, commune_setup

SINCE = date(2020, 1, 1)


def add_cell(office: Office, code: str) -> None:
    office.organizations.add_cell(code, f"Chi bộ {code}", "", "Mường Khương", 3, (f"Thôn {code}",), SINCE)


def cells(office: Office) -> list[str]:
    return [cell.organization.code for cell in office.organizations.cells(date(2026, 11, 3))]


def backups(office: Office) -> list[Path]:
    return [made.path for made in backup.listed(office.folder / "backups")]


def test_leaving_after_a_change_makes_a_backup_and_leaving_without_one_does_not(
    office: Office, clock: FixedClock
) -> None:
    office.close()
    (first,) = backups(office)
    again = open_office(office.folder, Password(PASSWORD), clock=clock)
    again.close()
    assert backups(office) == [first]
    clock.advance(days=1)
    third = open_office(office.folder, Password(PASSWORD), clock=clock)
    add_cell(third, "NL")
    third.close()
    assert len(backups(office)) == 2
    assert backup.describe(backups(office)[0]).reason == "exit"


def test_a_backup_can_be_made_at_any_moment(office: Office) -> None:
    assert office.backups.latest() is None
    made = office.backups.run("manual")
    assert office.backups.latest() == made
    assert [one.reason for one in office.backups.listed()] == ["manual"]
    assert office.backups.at_exit() is None


def test_a_failed_backup_at_the_end_is_told_but_the_office_is_closed(
    office: Office, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object, **named: object) -> Path:
        raise ProblemError("S06")

    with monkeypatch.context() as patched:
        patched.setattr(backup, "make", fail)
        with pytest.raises(ProblemError, match="B05") as raised:
            office.close()
        assert "đầy" in explain(raised.value).what
    again = open_office(office.folder, Password(PASSWORD), clock=clock)
    assert not again.checked_after_crash
    again.close()


def test_a_backup_restored_brings_back_that_day_and_keeps_the_present_beside(office: Office, clock: FixedClock) -> None:
    add_cell(office, "NL")
    made = office.backups.run("manual")
    add_cell(office, "BP")
    office.close()
    restored = restore_office(office.folder, made, Password(PASSWORD), clock=clock)
    assert cells(restored) == ["NL"]
    assert restored.audit.page()[0].action == "backup.restored"
    assert restored.audit.verify() is None
    restored.close()
    assert len(list(office.folder.glob("truoc-khoi-phuc_*_sochibo.db"))) == 1


def test_a_backup_and_its_key_slots_are_enough_on_a_new_machine(tmp_path: Path, clock: FixedClock) -> None:
    office, recovery_key = create_office(tmp_path / "old", commune_setup(), kdf=FAST_KDF, clock=clock)
    add_cell(office, "NL")
    office.close()
    stick = tmp_path / "stick"
    shutil.copytree(office.folder / "backups", stick)
    (made,) = backup.listed(stick)
    restored = restore_office(tmp_path / "new", made.path, Recovery(recovery_key), clock=clock)
    assert cells(restored) == ["NL"]
    assert restored.id == office.id
    assert restored.must_change_password
    restored.close()
    open_office(tmp_path / "new", Password(PASSWORD), clock=clock).close()


def test_restoring_into_an_open_office_is_refused(office: Office, clock: FixedClock) -> None:
    made = office.backups.run("manual")
    with pytest.raises(ProblemError, match="S04"):
        restore_office(office.folder, made, Password(PASSWORD), clock=clock)


@pytest.mark.parametrize("wrong", ["không phải mật khẩu này", ""])
def test_restoring_with_the_wrong_password_changes_nothing(office: Office, clock: FixedClock, wrong: str) -> None:
    made = office.backups.run("manual")
    office.close()
    before = (office.folder / "sochibo.db").read_bytes()
    with pytest.raises(ProblemError, match="K01"):
        restore_office(office.folder, made, Password(wrong), clock=clock)
    assert (office.folder / "sochibo.db").read_bytes() == before


def test_another_file_is_not_restored(office: Office, tmp_path: Path, clock: FixedClock) -> None:
    other = tmp_path / "anh.jpg"
    other.write_bytes(b"picture")
    office.close()
    with pytest.raises(ProblemError, match="B03"):
        restore_office(office.folder, other, Password(PASSWORD), clock=clock)


def test_numbers_of_backups_go_on_after_a_restore(office: Office, clock: FixedClock) -> None:
    made = office.backups.run("manual")
    add_cell(office, "NL")
    office.close()
    newest = backup.listed(office.folder / "backups")[0].number
    restored = restore_office(office.folder, made, Password(PASSWORD), clock=clock)
    restored.close()
    assert backup.listed(office.folder / "backups")[0].number == newest + 1
