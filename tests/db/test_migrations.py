"""Migrations: backed up first, all or nothing each, and a newer store is left alone."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlcipher3 import dbapi2

from db import backup, migrations
from db.problems import ProblemError
from db.store import Store
from tests.helpers.stores import KEY, add_hamlets, hamlets, new_store

LATER = SimpleNamespace(NAME="9001_later", STATEMENTS=("CREATE TABLE later (x TEXT) STRICT",))
BROKEN = SimpleNamespace(
    NAME="9002_broken", STATEMENTS=("CREATE TABLE half (x TEXT) STRICT", "INSERT INTO nowhere VALUES (1)")
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    store = new_store(tmp_path / "sochibo.db")
    add_hamlets(store, "Nà Lừa")
    store.close()
    return store.path


def with_modules(monkeypatch: pytest.MonkeyPatch, *more: SimpleNamespace) -> None:
    monkeypatch.setattr(migrations, "MODULES", (*migrations.MODULES, *more))


def test_a_new_store_needs_no_backup(path: Path) -> None:
    assert not (path.parent / "backups").exists()


def test_opening_again_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    Store.open(path, KEY).close()
    assert path.read_bytes() == before
    assert not (path.parent / "backups").exists()


def test_a_later_migration_runs_after_a_verified_backup(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_modules(monkeypatch, LATER)
    store = Store.open(path, KEY)
    assert store.value("SELECT count(*) FROM later") == 0
    assert hamlets(store) == ["Nà Lừa"]
    store.close()
    (made,) = backup.listed(path.parent / "backups")
    assert made.reason == "migration"
    monkeypatch.undo()
    old = Store.open(made.path, KEY)
    assert hamlets(old) == ["Nà Lừa"]
    assert old.value("SELECT count(*) FROM sqlite_master WHERE name = 'later'") == 0
    old.close()


def test_without_a_backup_nothing_is_migrated(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **named: object) -> Path:
        raise ProblemError("S06")

    before = path.read_bytes()
    with_modules(monkeypatch, LATER)
    monkeypatch.setattr(backup, "make", refuse)
    with pytest.raises(ProblemError, match="S06"):
        Store.open(path, KEY)
    assert path.read_bytes() == before


def test_a_migration_that_fails_leaves_no_trace_but_those_before_it_stay(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_modules(monkeypatch, LATER, BROKEN)
    with pytest.raises(dbapi2.OperationalError, match="nowhere"):
        Store.open(path, KEY)
    monkeypatch.undo()
    with_modules(monkeypatch, LATER)
    store = Store.open(path, KEY)
    names = {row["name"] for row in store.rows("SELECT name FROM sqlite_master")}
    assert "later" in names
    assert "half" not in names
    assert hamlets(store) == ["Nà Lừa"]
    store.close()


def test_a_store_of_a_newer_program_is_left_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_modules(monkeypatch, LATER)
    Store.open(path, KEY).close()
    monkeypatch.undo()
    before = path.read_bytes()
    with pytest.raises(ProblemError, match="S03"):
        Store.open(path, KEY)
    assert path.read_bytes() == before


def test_migrations_have_distinct_names_in_rising_order() -> None:
    names = [module.NAME for module in migrations.MODULES]
    assert names == sorted(set(names))
