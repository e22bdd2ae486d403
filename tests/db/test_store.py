"""The store: its settings, what it refuses to open, and that a failed write leaves nothing behind."""

from __future__ import annotations

import secrets
import sqlite3
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from db import audit
from db.problems import ProblemError
from db.store import APPLICATION_ID, Store
from tests.helpers.schema import GOLDEN, schema_text
from tests.helpers.stores import KEY, OTHER_KEY, add_hamlets, hamlets, new_store

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = new_store(tmp_path / "sochibo.db")
    yield made
    made.close()


def test_every_setting_of_the_design_is_in_force(store: Store) -> None:
    expected: dict[str, Any] = {
        "journal_mode": "truncate",
        "locking_mode": "exclusive",
        "synchronous": 3,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "secure_delete": 1,
        "temp_store": 2,
        "auto_vacuum": 2,
        "application_id": APPLICATION_ID,
        "busy_timeout": 0,
    }
    found = {name: store.value(f"PRAGMA {name}") for name in expected}
    assert found == expected
    assert not store.value("PRAGMA mmap_size")


def test_the_settings_hold_after_opening_again(tmp_path: Path) -> None:
    new_store(tmp_path / "sochibo.db").close()
    store = Store.open(tmp_path / "sochibo.db", KEY)
    assert store.value("PRAGMA synchronous") == 3
    assert store.value("PRAGMA journal_mode") == "truncate"
    assert store.value("PRAGMA foreign_keys") == 1
    assert store.value("PRAGMA auto_vacuum") == 2
    store.close()


def test_every_table_of_ours_is_strict(store: Store) -> None:
    loose = [
        row["name"]
        for row in store.rows("PRAGMA table_list")
        if row["schema"] == "main"
        and not row["strict"]
        and not row["name"].startswith(("sqlite_", "_sqlite", "member_search"))
    ]
    assert not loose


def test_the_schema_is_the_one_that_was_reviewed() -> None:
    assert schema_text() == GOLDEN.read_text("utf-8"), "run python -m tests.helpers.schema and look at the difference"


# --- confidentiality -------------------------------------------------------------------------------------------------


def test_neither_store_nor_journal_shows_a_name(tmp_path: Path) -> None:
    canary = "Chảo Láo Tả canary"
    store = new_store(tmp_path / "sochibo.db")
    add_hamlets(store, *(f"{canary} {number}" for number in range(200)))
    with store.operation("hamlet.change", "hamlet:-"):
        store.execute("UPDATE hamlet SET name = name || '!'")
        journal = (tmp_path / "sochibo.db-journal").read_bytes()
    assert len(journal) > 4096
    store.close()
    content = (tmp_path / "sochibo.db").read_bytes()
    for kept in (content, journal):
        assert b"canary" not in kept
        assert b"hamlet" not in kept
    assert not content.startswith(b"SQLite format 3")


def test_at_rest_the_store_is_one_file(tmp_path: Path) -> None:
    store = new_store(tmp_path / "sochibo.db")
    add_hamlets(store, "Nà Lừa")
    store.close()
    left = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    assert left.pop("sochibo.db") > 0
    assert all(size == 0 for size in left.values()), left


def test_only_the_user_may_read_the_file(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("modes are a matter of other systems")
    new_store(tmp_path / "sochibo.db").close()
    assert (tmp_path / "sochibo.db").stat().st_mode & 0o077 == 0


# --- what is refused -------------------------------------------------------------------------------------------------


def problem_of_opening(path: Path, key: bytes = KEY) -> str:
    before = path.read_bytes()
    with pytest.raises(ProblemError) as refused:
        Store.open(path, key)
    assert path.read_bytes() == before, "a refused file must stay as it was"
    return refused.value.code


@pytest.mark.parametrize(
    "content",
    [b"", b"x", b"not a store at all" * 1000, secrets.token_bytes(8192)],
    ids=["empty", "byte", "text", "noise"],
)
def test_a_foreign_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "sochibo.db").write_bytes(content)
    assert problem_of_opening(tmp_path / "sochibo.db") == "S01"


def test_a_plain_sqlite_file_is_refused(tmp_path: Path) -> None:
    plain = sqlite3.connect(tmp_path / "sochibo.db")
    plain.execute("CREATE TABLE t (x)")
    plain.close()
    assert problem_of_opening(tmp_path / "sochibo.db") == "S01"


def test_an_encrypted_file_of_another_program_is_refused(tmp_path: Path) -> None:
    other = dbapi2.connect(str(tmp_path / "sochibo.db"))
    other.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    other.execute("CREATE TABLE t (x)")
    other.close()
    assert problem_of_opening(tmp_path / "sochibo.db") == "S01"


def test_the_wrong_key_is_refused(tmp_path: Path) -> None:
    new_store(tmp_path / "sochibo.db").close()
    assert problem_of_opening(tmp_path / "sochibo.db", OTHER_KEY) == "S01"


def test_a_missing_file_is_not_created(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="S10"):
        Store.open(tmp_path / "sochibo.db", KEY)
    assert not list(tmp_path.iterdir())


def test_an_existing_store_is_not_created_over(tmp_path: Path) -> None:
    (tmp_path / "sochibo.db").write_bytes(b"something")
    with pytest.raises(ProblemError, match="S14"):
        Store.create(tmp_path / "sochibo.db", KEY)
    assert (tmp_path / "sochibo.db").read_bytes() == b"something"


def test_a_second_opener_is_told_so_before_anything_was_written(tmp_path: Path) -> None:
    new_store(tmp_path / "sochibo.db").close()
    first = Store.open(tmp_path / "sochibo.db", KEY)
    with pytest.raises(ProblemError, match="S04"):
        Store.open(tmp_path / "sochibo.db", KEY)
    first.close()
    Store.open(tmp_path / "sochibo.db", KEY).close()


def test_an_engine_that_is_too_old_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dbapi2, "sqlite_version_info", (3, 51, 2))
    with pytest.raises(ProblemError, match="S08"):
        Store.create(tmp_path / "sochibo.db", KEY)


@pytest.fixture(scope="module")
def sample_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    store = new_store(tmp_path_factory.mktemp("sample") / "sochibo.db")
    add_hamlets(store, *(f"Thôn {number}" for number in range(100)))
    store.close()
    return store.path.read_bytes()


def open_and_check(path: Path) -> None:
    opened = Store.open(path, KEY)
    try:
        opened.check()
    finally:
        opened.close()


@settings(max_examples=60)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_one_flipped_bit_anywhere_is_noticed(
    sample_bytes: bytes, tmp_path_factory: pytest.TempPathFactory, place: float, bit: int
) -> None:
    position = int(place * len(sample_bytes))
    damaged = bytearray(sample_bytes)
    damaged[position] ^= 1 << bit
    path = tmp_path_factory.mktemp("damaged") / "sochibo.db"
    path.write_bytes(damaged)
    with pytest.raises(ProblemError) as noticed:
        open_and_check(path)
    assert noticed.value.code in {"S01", "S02", "S13"}


@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_a_file_cut_short_is_noticed(sample_bytes: bytes, tmp_path: Path, kept: float) -> None:
    path = tmp_path / "sochibo.db"
    path.write_bytes(sample_bytes[: int(len(sample_bytes) * kept)])
    with pytest.raises(ProblemError) as noticed:
        open_and_check(path)
    assert noticed.value.code in {"S01", "S02", "S13"}


# --- writing ---------------------------------------------------------------------------------------------------------


def test_an_operation_is_one_transaction_and_one_row_of_the_trail(store: Store) -> None:
    with store.operation("hamlet.add", "hamlet:1", count=1) as noted:
        store.insert_many(
            "hamlet", ("id", "owner_id", "name", "name_search", "name_sort"), [("1", "o", "Nà Lừa", "", "")]
        )
        noted["found"] = "nothing"
    (row,) = audit.page(store, offset=0, limit=10)
    assert (row.seq, row.actor, row.action, row.subject) == (1, "test", "hamlet.add", "hamlet:1")
    assert row.detail == '{"count":1,"found":"nothing"}'


def test_an_operation_that_fails_leaves_nothing(store: Store) -> None:
    class MistakeError(Exception):
        pass

    def add_one_and_fail() -> None:
        with store.operation("hamlet.add", "hamlet:1"):
            store.db.table("hamlet").insert(
                {"id": "1", "owner_id": "o", "name": "x", "name_search": "", "name_sort": ""}
            )
            raise MistakeError

    with pytest.raises(MistakeError):
        add_one_and_fail()
    assert hamlets(store) == []
    assert audit.head(store) == (0, audit.GENESIS)
    add_hamlets(store, "after")
    assert hamlets(store) == ["after"]


def test_operations_do_not_nest(store: Store) -> None:
    with pytest.raises(RuntimeError), store.operation("a", "-"), store.operation("b", "-"):
        pass
    assert audit.head(store)[0] == 0


def test_nothing_is_written_outside_an_operation(store: Store) -> None:
    with pytest.raises(RuntimeError):
        store.execute("DELETE FROM hamlet")
    with pytest.raises(RuntimeError):
        store.insert_many("hamlet", ("id",), [("1",)])


def test_nothing_is_written_after_the_engine_gave_the_transaction_up(store: Store) -> None:
    def go_on(sql: str) -> None:
        with store.operation("a", "-"):
            store.connection.execute("ROLLBACK")
            if sql:
                store.execute(sql)

    for sql in ("DELETE FROM hamlet", ""):
        with pytest.raises(RuntimeError):
            go_on(sql)
    assert audit.head(store)[0] == 0


def test_a_contradiction_is_explained_and_undone(store: Store) -> None:
    add_hamlets(store, "same")
    with pytest.raises(ProblemError, match="S11"):
        add_hamlets(store, "other", "same")
    assert hamlets(store) == ["same"]


def test_a_dangling_reference_found_at_the_commit_is_explained_and_undone(store: Store) -> None:
    with pytest.raises(ProblemError, match="S11"), store.operation("cell_hamlet.add", "-"):
        store.insert_many(
            "cell_hamlet",
            ("id", "owner_id", "cell_id", "hamlet_id", "valid_from"),
            [("1", "o", "?", "?", "2026-01-01")],
        )
    assert store.value("SELECT count(*) FROM cell_hamlet") == 0
    assert audit.head(store)[0] == 0


def test_a_mistake_in_sql_is_a_bug_and_not_explained_away(store: Store) -> None:
    with pytest.raises(dbapi2.OperationalError, match="no such table"):
        store.rows("SELECT * FROM nowhere")
    with pytest.raises(dbapi2.Error):
        store.rows("SELECT ?", (1, 2))


def test_the_store_belongs_to_the_thread_that_opened_it(store: Store) -> None:
    caught: list[BaseException] = []

    def elsewhere() -> None:
        try:
            store.rows("SELECT 1")
        except dbapi2.Error as error:
            caught.append(error)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert isinstance(caught[0], dbapi2.ProgrammingError)


@pytest.mark.parametrize(
    "sql", ["ATTACH DATABASE ':memory:' AS other", "PRAGMA writable_schema = ON", "PRAGMA rekey = 'x'"]
)
def test_statements_the_program_never_needs_are_forbidden(store: Store, sql: str) -> None:
    with pytest.raises(dbapi2.DatabaseError, match="not authorized"):
        store.rows(sql)
