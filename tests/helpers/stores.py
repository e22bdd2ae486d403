"""Bare stores for tests of the lowest floor: no password, a fixed key, rows without meaning."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from db.store import Store

KEY = bytes(range(32))
OTHER_KEY = bytes(32)
NOBODY = 65534


def new_store(path: Path, key: bytes = KEY) -> Store:
    """Return a new, empty store whose clock stands still."""
    store = Store.create(path, key, actor="test") if key != KEY else _copied_store(path)
    store.now = lambda: "2026-11-03T08:30:00"
    return store


def _copied_store(path: Path) -> Store:
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(_empty_store())
    return Store.open(path, KEY, actor="test")


@functools.cache
def _empty_store() -> bytes:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "store.db"
        Store.create(path, KEY, actor="test").close()
        return path.read_bytes()


def add_hamlets(store: Store, *names: str) -> None:
    """Write rows of the simplest table in one operation."""
    with store.operation("hamlet.add", "hamlet:-", count=len(names)):
        store.insert_many(
            "hamlet",
            ("id", "owner_id", "name", "name_search", "name_sort"),
            [(name, "o", name, "", "") for name in names],
        )


def hamlets(store: Store) -> list[str]:
    """Return the names written by ``add_hamlets``, sorted."""
    return [row["name"] for row in store.rows("SELECT name FROM hamlet ORDER BY name")]


class FailingConnection:
    """A connection whose COMMIT fails, before or after the engine did it."""

    def __init__(self, connection: Any, error: Exception, *, committed: bool) -> None:
        self._connection = connection
        self._error = error
        self._committed = committed

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def execute(self, sql: str, *parameters: Any) -> Any:
        """Run the statement; COMMIT raises."""
        if sql != "COMMIT":
            return self._connection.execute(sql, *parameters)
        self._connection.execute("COMMIT" if self._committed else "ROLLBACK")
        raise self._error


@contextlib.contextmanager
def unwritable(files: dict[str, bytes]) -> Iterator[Path]:
    """A folder with files that nobody may write, not even when the tests run as root."""
    if sys.platform == "win32":
        raise NotImplementedError
    folder = Path(tempfile.mkdtemp(prefix="sochibo-readonly-"))
    previous = os.geteuid()
    try:
        for name, content in files.items():
            (folder / name).write_bytes(content)
            (folder / name).chmod(0o444)
        folder.chmod(0o555)
        if previous == 0:
            os.seteuid(NOBODY)
        yield folder
    finally:
        os.seteuid(previous)
        folder.chmod(0o755)
        shutil.rmtree(folder)
