"""Backups: only a copy that was opened again and compared counts; restoring overwrites nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import audit, backup, keyslots
from db.backup import Description
from db.problems import ProblemError
from db.store import Store
from tests.helpers.stores import KEY, OTHER_KEY, add_hamlets, hamlets, new_store

PASSWORD = "sông Chảy mùa nước đổ"
OTHER = "ruộng bậc thang vàng óng"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = new_store(tmp_path / "sochibo.db")
    keyslots.create(tmp_path / "keyslots.json", PASSWORD, KEY, kdf=keyslots.FLOOR)
    add_hamlets(made, *(f"canary {number}" for number in range(50)))
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


# --- making ----------------------------------------------------------------------------------------------------------


def test_a_backup_holds_what_the_store_holds(store: Store, folder: Path) -> None:
    made = backup.make(store, KEY, folder, reason="manual")
    copy = Store.open(made, KEY)
    assert hamlets(copy) == hamlets(store)
    assert audit.head(copy) == audit.head(store)
    assert copy.value("PRAGMA auto_vacuum") == 2
    copy.close()


def test_its_name_tells_number_time_reason_and_state(store: Store, folder: Path) -> None:
    made = backup.describe(backup.make(store, KEY, folder, reason="exit"))
    assert (made.number, made.day, made.time, made.reason) == (1, "2026-11-03", "08:30:00", "exit")
    assert made.holds(*audit.head(store))
    add_hamlets(store, "later")
    assert not made.holds(*audit.head(store))


def test_the_key_slots_come_with_it(store: Store, folder: Path) -> None:
    made = backup.describe(backup.make(store, KEY, folder, reason="manual"))
    assert keyslots.open_with_password(made.keyslots, PASSWORD) == KEY


def test_neither_name_nor_content_shows_a_person(store: Store, folder: Path) -> None:
    made = backup.make(store, KEY, folder, reason="manual")
    assert b"canary" not in made.read_bytes()
    assert not made.read_bytes().startswith(b"SQLite format 3")
    with pytest.raises(ProblemError, match="S01"):
        Store.open(made, OTHER_KEY)


def test_the_store_can_be_written_at_once_afterwards(store: Store, folder: Path) -> None:
    backup.make(store, KEY, folder, reason="manual")
    add_hamlets(store, "later")
    assert "later" in hamlets(store)
    assert store.value("PRAGMA journal_mode") == "truncate"


def spoiled(monkeypatch: pytest.MonkeyPatch, spoil: Any) -> None:
    """Let something happen to the copy after it was written and before it is verified."""
    real = backup._copy

    def copy(store: Store, key: bytes, part: Path) -> None:
        real(store, key, part)
        spoil(part)

    monkeypatch.setattr(backup, "_copy", copy)


def flip(part: Path) -> None:
    content = bytearray(part.read_bytes())
    content[len(content) // 2] ^= 1
    part.write_bytes(content)


def cut(part: Path) -> None:
    part.write_bytes(part.read_bytes()[:8192])


def lose_a_row(part: Path) -> None:
    other = Store.open(part, KEY)
    other.connection.execute("DELETE FROM hamlet WHERE id = 'canary 7'")
    other.close()


def gain_an_operation(part: Path) -> None:
    other = Store.open(part, KEY)
    with other.operation("forged", "-"):
        pass
    other.close()


@pytest.mark.parametrize("spoil", [flip, cut, lose_a_row, gain_an_operation])
def test_a_copy_that_differs_never_becomes_a_backup(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch, spoil: Any
) -> None:
    earlier = backup.make(store, KEY, folder, reason="manual")
    spoiled(monkeypatch, spoil)
    with pytest.raises(ProblemError) as refused:
        backup.make(store, KEY, folder, reason="manual")
    assert refused.value.code in {"B01", "S01", "S02", "S13"}
    assert [made.path for made in backup.listed(folder)] == [earlier]
    assert not [path for path in folder.iterdir() if ".part" in path.name]


def test_a_full_disk_is_noticed_before_anything_is_written(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(store.path.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(ProblemError, match="S06"):
        backup.make(store, KEY, folder, reason="manual")
    assert list(folder.iterdir()) == []


def test_a_write_that_fails_leaves_no_piece(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(part: Path) -> None:
        raise OSError(28, "No space left on device")

    spoiled(monkeypatch, full)
    with pytest.raises(ProblemError, match="S06"):
        backup.make(store, KEY, folder, reason="manual")
    assert list(folder.iterdir()) == []


def test_a_backup_is_not_made_under_another_key(store: Store, folder: Path) -> None:
    with pytest.raises(ValueError, match="key"):
        backup.make(store, OTHER_KEY, folder, reason="manual")
    assert backup.latest(folder) is None


# --- rotation --------------------------------------------------------------------------------------------------------


def described(number: int, day: str, reason: str = "exit") -> Description:
    return Description(Path(str(number)), number, day, "08:00:00", reason, number, "0" * 16)


def newest_first(days: list[str], reason: str = "exit") -> list[Description]:
    return [described(number, day, reason) for number, day in enumerate(days, 1)][::-1]


def days_before(count: int, step: int = 1) -> list[str]:
    last = date(2026, 11, 23)
    return [str(last - timedelta(days=step * back)) for back in reversed(range(count))]


def test_nothing_is_kept_of_nothing() -> None:
    assert backup.kept_of([]) == set()


def test_of_one_day_the_last_three_are_kept() -> None:
    assert backup.kept_of(newest_first(["2026-11-23"] * 5)) == {5, 4, 3}


def test_after_a_year_of_days_seven_days_four_weeks_and_twelve_months_are_kept() -> None:
    found = newest_first(days_before(400))
    kept = [made.day for made in found if made.number in backup.kept_of(found)]
    assert kept[:7] == days_before(7)[::-1]
    weeks = {date.fromisoformat(day).isocalendar()[:2] for day in kept}
    months = {day[:7] for day in kept}
    assert len(weeks) >= 4
    assert len(months) == 12
    assert 7 + 4 <= len(kept) <= 7 + 4 + 12


def test_an_old_backup_that_cannot_be_removed_spoils_no_new_one(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_folder: Path) -> list[Path]:
        raise ProblemError("S05")

    monkeypatch.setattr(backup, "rotate", refuse)
    assert backup.make(store, KEY, folder, reason="exit") == backup.latest(folder)


@pytest.mark.parametrize("reason", ["manual", "import", "migration", "restore"])
def test_the_last_three_made_on_purpose_are_kept_besides(reason: str) -> None:
    on_purpose = [described(number, "2026-11-22", reason) for number in (4, 3, 2, 1)]
    exits = [described(number, "2026-11-23") for number in (9, 8, 7, 6, 5)]
    assert backup.kept_of([*exits, *on_purpose]) == {9, 8, 7, 4, 3, 2}


@given(st.lists(st.dates(date(1980, 1, 1), date(2038, 1, 1)).map(str), min_size=1, max_size=80))
def test_whatever_the_clock_says_the_newest_stays_and_not_too_many(days: list[str]) -> None:
    kept = backup.kept_of(newest_first(days))
    assert len(days) in kept
    assert len(kept) <= backup.DAILY + backup.WEEKLY + backup.MONTHLY + backup.RECENT


def test_a_day_that_is_no_date_breaks_nothing() -> None:
    assert backup.kept_of(newest_first(["2026-99-99", "0000-00-00"])) == {1, 2}


def test_old_ones_leave_with_their_key_slots_and_only_after_the_new_one_is_there(store: Store, folder: Path) -> None:
    folder.mkdir()
    (folder / "ghi-chu.txt").write_text("not ours")
    for _ in range(6):
        backup.make(store, KEY, folder, reason="exit")
    assert [made.number for made in backup.listed(folder)] == [6, 5, 4]
    assert len(list(folder.iterdir())) == 3 * 2 + 1


def test_pieces_of_an_interrupted_backup_are_cleared_away(store: Store, folder: Path) -> None:
    folder.mkdir()
    piece = "sochibo_000009_2026-11-03_083000_exit_1-0123456789abcdef"
    for ending in (".db.part", ".db.part-journal", ".keyslots.json"):
        (folder / (piece + ending)).write_bytes(b"")
    made = backup.make(store, KEY, folder, reason="exit")
    assert {path.name for path in folder.iterdir()} == {made.name, backup.describe(made).keyslots.name}


def test_a_failed_backup_removes_no_old_one(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backup.make(store, KEY, folder, reason="exit")
    spoiled(monkeypatch, flip)
    with pytest.raises(ProblemError):
        backup.make(store, KEY, folder, reason="exit")
    assert len(backup.listed(folder)) == 1


# --- restoring -------------------------------------------------------------------------------------------------------


def closed_with_backup(store: Store, folder: Path) -> Path:
    made = backup.make(store, KEY, folder, reason="manual")
    add_hamlets(store, "after the backup")
    store.close()
    return made


def test_restoring_brings_the_old_state_and_keeps_the_present_one_beside(store: Store, folder: Path) -> None:
    made = closed_with_backup(store, folder)
    aside = backup.restore(made, store.path, KEY, stamp="20261123-101500")
    restored = Store.open(store.path, KEY)
    assert "after the backup" not in hamlets(restored)
    restored.close()
    assert aside is not None
    kept = Store.open(aside, KEY)
    assert "after the backup" in hamlets(kept)
    kept.close()


def test_restoring_keeps_the_newer_password(store: Store, folder: Path, tmp_path: Path) -> None:
    made = closed_with_backup(store, folder)
    keyslots.change_password(tmp_path / "keyslots.json", KEY, OTHER)
    backup.restore(made, store.path, KEY, stamp="1")
    assert keyslots.open_with_password(tmp_path / "keyslots.json", OTHER) == KEY


def test_restoring_on_a_new_machine_brings_the_key_slots(store: Store, folder: Path, tmp_path: Path) -> None:
    made = closed_with_backup(store, folder)
    new = tmp_path / "new"
    new.mkdir()
    assert backup.restore(made, new / "sochibo.db", KEY, stamp="1") is None
    assert keyslots.open_with_password(new / "keyslots.json", PASSWORD) == KEY
    Store.open(new / "sochibo.db", KEY).close()


def test_damaged_key_slots_are_replaced_and_kept_beside(store: Store, folder: Path, tmp_path: Path) -> None:
    made = closed_with_backup(store, folder)
    (tmp_path / "keyslots.json").write_bytes(b"damaged")
    backup.restore(made, store.path, KEY, stamp="1")
    assert keyslots.open_with_password(tmp_path / "keyslots.json", PASSWORD) == KEY
    assert (tmp_path / "truoc-khoi-phuc_1_keyslots.json").read_bytes() == b"damaged"


def test_a_journal_of_the_old_store_does_not_meet_the_new_one(store: Store, folder: Path, tmp_path: Path) -> None:
    made = closed_with_backup(store, folder)
    (tmp_path / "sochibo.db-journal").write_bytes(b"left by a crash")
    backup.restore(made, store.path, KEY, stamp="1")
    assert not (tmp_path / "sochibo.db-journal").exists()
    assert (tmp_path / "truoc-khoi-phuc_1_sochibo.db-journal").read_bytes() == b"left by a crash"


@pytest.mark.parametrize("spoil", [flip, cut])
def test_a_damaged_backup_is_refused_and_the_store_stays(store: Store, folder: Path, spoil: Any) -> None:
    made = closed_with_backup(store, folder)
    spoil(made)
    before = store.path.read_bytes()
    with pytest.raises(ProblemError) as refused:
        backup.restore(made, store.path, KEY, stamp="1")
    assert refused.value.code in {"S01", "S02", "S13"}
    assert store.path.read_bytes() == before
    assert not list(store.path.parent.glob("*.restore"))
    assert not list(store.path.parent.glob("truoc-khoi-phuc*"))


def test_a_backup_whose_trail_was_forged_is_refused(store: Store, folder: Path) -> None:
    made = closed_with_backup(store, folder)
    forger = Store.open(made, KEY)
    forger.connection.execute("DROP TRIGGER audit_is_never_changed")
    forger.connection.execute("UPDATE audit SET actor = 'someone else'")
    forger.close()
    with pytest.raises(ProblemError, match="B02"):
        backup.restore(made, store.path, KEY, stamp="1")


def test_restoring_twice_under_one_stamp_overwrites_nothing(store: Store, folder: Path) -> None:
    made = closed_with_backup(store, folder)
    aside = backup.restore(made, store.path, KEY, stamp="1")
    assert aside is not None
    before = aside.read_bytes()
    with pytest.raises(ProblemError, match="S14"):
        backup.restore(made, store.path, KEY, stamp="1")
    assert aside.read_bytes() == before


def test_a_restore_interrupted_at_its_last_step_leaves_the_old_store(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = closed_with_backup(store, folder)

    def fail(self: Path, target: Path) -> Path:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", fail)
        with pytest.raises(ProblemError, match="S13"):
            backup.restore(made, store.path, KEY, stamp="1")
    still = Store.open(store.path, KEY)
    assert "after the backup" in hamlets(still)
    still.close()


@pytest.mark.parametrize("name", ["sochibo.db", "x.db", "sochibo_1_2026-11-03_083000_exit_1-00.db", "sochibo_.db"])
def test_other_files_are_no_backups(folder: Path, name: str) -> None:
    folder.mkdir()
    (folder / name).write_bytes(b"")
    assert backup.listed(folder) == []
    with pytest.raises(ValueError, match=name):
        backup.describe(folder / name)
