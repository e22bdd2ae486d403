"""Stores that released programs wrote: a copy, what stood in it before this program touched it, and what is left."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from db import audit
from db.store import Store

RELEASED = Path(__file__).parents[1] / "db" / "released"
KEY = bytes.fromhex((RELEASED / "release_0002.key").read_text("ascii"))
_GROWS = {"audit", "_sqlite_migrations"}
"""Tables to which bringing a store up to date adds rows."""

Tables = dict[str, tuple[list[str], list[tuple[Any, ...]]]]
"""Columns and rows of each table."""


@contextmanager
def revived(name: str, folder: Path) -> Iterator[tuple[Store, Tables]]:
    """Give a copy of a released store opened by this program, and what the file held before."""
    target = folder / "sochibo.db"
    shutil.copy(RELEASED / name, target)
    before = _tables(target)
    assert before
    store = Store.open(target, KEY)
    try:
        yield store, before
    finally:
        store.close()


def _tables(path: Path) -> Tables:
    found = {}
    with closing(dbapi2.connect(str(path))) as connection:
        connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%search%'"
            " AND name NOT LIKE 'sqlite%'"
        )
        for (name,) in names.fetchall():
            cursor = connection.execute(f'SELECT * FROM "{name}"')
            found[name] = ([column[0] for column in cursor.description], sorted(cursor.fetchall(), key=repr))
    return found


def assert_every_row_is_there(store: Store, before: Tables) -> None:
    """Compare every table with what it held; only the trail and the list of migrations may have grown."""
    for name, (columns, rows) in before.items():
        wanted = ", ".join(f'"{column}"' for column in columns)
        after = sorted(store.tuples(f'SELECT {wanted} FROM "{name}"'), key=repr)
        if name in _GROWS:
            assert set(map(repr, rows)) <= set(map(repr, after)), name
        else:
            assert after == rows, name
    assert audit.first_broken(store) is None
