"""The trail: every operation is on it, in an order nobody can change unnoticed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from db import audit
from db.problems import ProblemError
from db.store import Store
from tests.helpers.stores import add_hamlets, new_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = new_store(tmp_path / "sochibo.db")
    for number in range(5):
        add_hamlets(made, f"Thôn {number}")
    yield made
    made.close()


def forge(store: Store, sql: str) -> None:
    """Change the trail as someone with the key and another program could."""
    for trigger in ("audit_is_never_changed", "audit_is_never_deleted"):
        store.connection.execute(f"DROP TRIGGER {trigger}")
    store.connection.execute(sql)


def test_an_honest_trail_is_whole(store: Store) -> None:
    assert audit.first_broken(store) is None
    assert audit.head(store)[0] == 5


def test_an_empty_trail_is_whole(tmp_path: Path) -> None:
    store = new_store(tmp_path / "empty.db")
    assert audit.first_broken(store) is None
    assert audit.head(store) == (0, bytes(32))
    store.close()


@pytest.mark.parametrize(
    "sql", ["UPDATE audit SET action = 'x'", "DELETE FROM audit", "DELETE FROM audit WHERE seq = 5"]
)
def test_the_engine_itself_refuses_changes(store: Store, sql: str) -> None:
    with pytest.raises(ProblemError, match="S11"), store.operation("forge", "-"):
        store.execute(sql)
    assert audit.head(store)[0] == 5
    assert audit.first_broken(store) is None


@pytest.mark.parametrize(
    ("sql", "broken"),
    [
        ("UPDATE audit SET action = 'x' WHERE seq = 3", 3),
        ("UPDATE audit SET at = '2020-01-01T00:00:00' WHERE seq = 1", 1),
        ("UPDATE audit SET actor = actor || action, action = '' WHERE seq = 2", 2),
        ("UPDATE audit SET detail = '{}' WHERE seq = 5", 5),
        ("UPDATE audit SET hash = zeroblob(32) WHERE seq = 4", 4),
        ("UPDATE audit SET previous = zeroblob(32) WHERE seq = 4", 4),
        ("DELETE FROM audit WHERE seq = 3", 4),
        ("DELETE FROM audit WHERE seq = 1", 2),
        ("UPDATE audit SET seq = 9 WHERE seq = 5", 9),
    ],
)
def test_a_forged_row_is_found(store: Store, sql: str, broken: int) -> None:
    forge(store, sql)
    assert audit.first_broken(store) == broken


def test_the_hash_is_the_documented_one() -> None:
    digest = hashlib.sha256(bytes(32) + (1).to_bytes(8, "big"))
    for text in ("2026", "clerk", "a.b", "c:1", '{"n":"đ"}'):
        digest.update(len(text.encode()).to_bytes(4, "big") + text.encode())
    assert audit.row_hash(bytes(32), 1, "2026", "clerk", "a.b", "c:1", '{"n":"đ"}') == digest.digest()


def test_moving_text_between_fields_changes_the_hash() -> None:
    one = audit.row_hash(bytes(32), 1, "t", "ab", "c", "d", "e")
    other = audit.row_hash(bytes(32), 1, "t", "a", "bc", "d", "e")
    assert one != other


def test_pages_go_from_the_newest_to_the_oldest(store: Store) -> None:
    assert [row.seq for row in audit.page(store, offset=0, limit=2)] == [5, 4]
    assert [row.seq for row in audit.page(store, offset=4, limit=2)] == [1]
    assert audit.page(store, offset=5, limit=2) == []
