"""The one door to the encrypted store: opening, pragmas, transactions, and errors translated once."""

from __future__ import annotations

import contextlib
import hmac
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlcipher3
from sqlcipher3 import dbapi2

# sqlite-utils picks its driver by these names; without them its alter=True writes fail over sqlcipher3.
sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", dbapi2)

import sqlite_utils  # noqa: E402

from db import audit, files, member_search, migrations  # noqa: E402
from db.problems import ProblemError  # noqa: E402

APPLICATION_ID = 0x534F4342
"""Marks the file as ours ("SOCB")."""
OLDEST_SQLITE = (3, 51, 3)
"""Below this version the engine has known defects in its journal; the program refuses to start."""

_PRAGMAS = (
    "PRAGMA cipher_log_level = NONE",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA journal_mode = TRUNCATE",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    # KiB, taken only as pages are read; with less, 33,000 people are deciphered anew at every page of the list.
    "PRAGMA cache_size = -24576",
    "PRAGMA busy_timeout = 0",
)

Row = dict[str, Any]


_CODES = {
    5: "S04",  # BUSY
    6: "S04",  # LOCKED
    7: "S12",  # NOMEM
    8: "S05",  # READONLY
    10: "S13",  # IOERR
    11: "S02",  # CORRUPT
    13: "S06",  # FULL
    14: "S10",  # CANTOPEN
    19: "S11",  # CONSTRAINT
    26: "S01",  # NOTADB
}
"""Primary result codes of the engine that are failures of the world."""
_BUGS = frozenset({1, 20, 21, 23, 25})
"""ERROR (bad SQL), MISMATCH, MISUSE, AUTH, RANGE: mistakes of ours, which must not be explained away."""
_ATTACH, _DETACH, _PRAGMA, _ALLOWED = 24, 25, 19, 0
_FORBIDDEN_PRAGMAS = frozenset({"writable_schema", "key", "rekey", "hexkey", "hexrekey"})


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Turn what the library raises into problems the user can be told about; bugs pass through unchanged."""
    try:
        yield
    except dbapi2.Error as error:
        problem = _problem_of(error)
        if problem is None:
            raise
        raise problem from error
    except MemoryError as error:
        raise ProblemError("S12") from error


def _problem_of(error: Any) -> ProblemError | None:
    """Return the problem that an exception of the library stands for, or None when it is a bug."""
    result = getattr(error, "sqlite_errorcode", None)
    if result is None:
        # Raised by the driver itself: a wrong thread, a wrong number of values. Only a connection that could not be
        # opened again after a failed save is nobody's mistake.
        return ProblemError("S10") if "closed database" in str(error) else None
    primary = result & 0xFF
    if primary in _BUGS:
        return None
    return ProblemError(_CODES.get(primary, "S99"), detail=str(error))


class Store:
    """One open store on one connection; use it from the thread that opened it."""

    def __init__(self, path: Path, connection: Any, key: bytes, actor: str) -> None:
        self.path = path
        self.connection = connection
        self.db = sqlite_utils.Database(connection, execute_plugins=False)
        self._key = key
        self.actor = actor
        """Who is working, as an identifier, for the audit trail."""
        self.now = audit.local_now
        """The clock of the audit trail; tests set it."""
        self._writing = False

    # --- opening and closing ---

    @classmethod
    def create(cls, path: Path, key: bytes, actor: str = "-") -> Store:
        """Create a new store at ``path``, encrypted with the 32-byte ``key``, and bring its schema up to date.

        Raises ProblemError: S03, S04, S05, S06, S08, S10, S14 (a file is already there).
        """
        if path.exists():
            raise ProblemError("S14", path=str(path))
        with files.explained():
            path.touch(mode=files.PRIVATE)
        return cls._connect(path, key, actor, new=True)

    @classmethod
    def open(cls, path: Path, key: bytes, actor: str = "-") -> Store:
        """Open the store at ``path`` with the 32-byte ``key``; run pending migrations after a verified backup.

        Raises ProblemError: S01 (foreign or wrong key), S02 (damaged), S03 (written by a newer program), S04 (in use),
        S05 (read-only), S08 (engine too old), S10 (cannot be opened).
        """
        if not path.is_file():
            raise ProblemError("S10", path=str(path))
        if not (files.is_writable(path) and files.is_writable(path.parent)):
            raise ProblemError("S05", path=str(path))
        return cls._connect(path, key, actor, new=False)

    @classmethod
    def _connect(cls, path: Path, key: bytes, actor: str, *, new: bool) -> Store:
        if dbapi2.sqlite_version_info < OLDEST_SQLITE:
            raise ProblemError("S08", version=dbapi2.sqlite_version)
        with translated():
            connection = connect(path, key, new=new)
            try:
                store = cls(path, connection, key, actor)
                migrations.apply(store, key)
                store.fold_words()
            except BaseException:
                connection.close()
                raise
        return store

    def fold_words(self) -> None:
        """Let people be found about whom nothing was folded yet: those a migration brought along."""
        if member_search.is_due(self):
            with self.operation("store.fold_words", "-"):
                pass

    def check(self) -> None:
        """Look through the whole file for damage. Raises ProblemError S02 when there is any."""
        if self.rows("PRAGMA quick_check(1)") != [{"quick_check": "ok"}]:
            raise ProblemError("S02")

    def is_keyed_by(self, key: bytes) -> bool:
        """Whether this is the key the store was opened with."""
        return hmac.compare_digest(self._key, key)

    def close(self) -> None:
        """Close the connection; the store is one file again."""
        with translated():
            self.connection.close()

    # --- reading ---

    def rows(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[Row]:
        """Return all rows of a query as dictionaries."""
        with translated():
            cursor = self.connection.execute(sql, parameters)
            names = [column[0] for column in cursor.description]
            # The engine gives every row as many values as there are names; asking each time costs a fifth.
            return [dict(zip(names, row, strict=False)) for row in cursor.fetchall()]

    def row(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> Row | None:
        """Return the first row of a query, or None."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def value(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> Any:
        """Return the first column of the first row of a query, or None."""
        with translated():
            found = self.connection.execute(sql, parameters).fetchone()
        return None if found is None else found[0]

    # --- writing ---

    @contextlib.contextmanager
    def operation(self, action: str, subject: str, **detail: str | int | None) -> Iterator[dict[str, Any]]:
        """One transaction that ends with one row on the audit trail.

        ``action`` names the use-case ("meeting.finalize"), ``subject`` the row it is about ("meeting:<id>"); ``detail``
        holds identifiers and codes only. The mapping yielded may be filled with more detail before the block ends.
        Operations do not nest: one use-case, one transaction, one row.
        """
        if self._writing:
            raise RuntimeError("operations do not nest")
        noted: dict[str, Any] = dict(detail)
        written: tuple[int, bytes] | None = None
        self._writing = True
        try:
            with translated():
                try:
                    with self.db.atomic():
                        yield noted
                        self._require_operation()
                        member_search.flush(self)
                        written = audit.append(
                            self.connection, self.now(), self.actor, action, subject, canonical(noted)
                        )
                except dbapi2.IntegrityError:
                    raise
                except dbapi2.Error as error:
                    if written is None or not self._reached_the_disk(written, error):
                        raise
        finally:
            self._writing = False

    def _reached_the_disk(self, written: tuple[int, bytes], error: Exception) -> bool:
        """Whether the operation that ended with this row of the trail was committed although COMMIT failed.

        Only a fresh look at the file can tell. Raises ProblemError S07 when the file cannot be looked at.
        """
        try:
            self.connection.close()
            self.connection = connect(self.path, self._key, new=False)
            self.db = sqlite_utils.Database(self.connection, execute_plugins=False)
            found = self.connection.execute("SELECT hash FROM audit WHERE seq = ?", written[:1]).fetchone()
        except (dbapi2.Error, ProblemError):
            raise ProblemError("S07") from error
        return found is not None and found[0] == written[1]

    def execute(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> int:
        """Run one writing statement inside an operation; return how many rows it changed."""
        self._require_operation()
        with translated():
            return int(self.connection.execute(sql, parameters).rowcount)

    def insert_many(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert rows of plain values into a table inside an operation, in the order of ``columns``."""
        self._require_operation()
        names = ", ".join(columns)
        places = ", ".join("?" for _ in columns)
        with translated():
            self.connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)

    def change_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one writing statement inside an operation once for each row of plain values."""
        self._require_operation()
        with translated():
            self.connection.executemany(sql, rows)

    def tuples(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query as tuples, for bulk reading."""
        with translated():
            found: list[tuple[Any, ...]] = self.connection.execute(sql, parameters).fetchall()
        return found

    def _require_operation(self) -> None:
        # The engine ends a transaction by itself on some errors; what follows must not be written outside of one.
        if not self._writing or not self.connection.in_transaction:
            raise RuntimeError("writes happen inside Store.operation() only")


def connect(path: Path, key: bytes, *, new: bool) -> Any:
    """Return a prepared connection to the file at ``path``. Raises as ``prepare`` does."""
    with translated():
        # Without waiting: whoever has the file open keeps it until they close it.
        connection = dbapi2.connect(str(path), isolation_level=None, timeout=0)
        try:
            prepare(connection, key, new=new)
        except BaseException:
            connection.close()
            raise
    return connection


def prepare(connection: Any, key: bytes, *, new: bool) -> None:
    """Give a fresh connection its key and the pragmas every store connection has; refuse what is not our store.

    Raises ProblemError S01 when the file is not a store of ours or the key is wrong, S03 when a newer program wrote it.
    """
    if len(key) != 32:
        raise ValueError("the store key has 32 bytes")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    if new:
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    if new:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    else:
        require_ours(connection)
        # Taking the lock at once tells a second opener now, not at the first save.
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    connection.set_authorizer(_authorize)


def _authorize(action: int, first: str | None, *_rest: str | None) -> int:
    """Forbid what the program never does, so that no SQL that slips in can: other files, other keys, a forged schema.

    Called while a statement is compiled, never while it runs; it costs nothing measurable (figure 2).
    """
    if action in (_ATTACH, _DETACH) or (action == _PRAGMA and str(first).lower() in _FORBIDDEN_PRAGMAS):
        return int(dbapi2.SQLITE_DENY)
    return _ALLOWED


def require_ours(connection: Any) -> None:
    """Refuse a keyed connection whose file is not a store of ours, or whose key is wrong: ProblemError S01, S02."""
    with translated():
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise ProblemError("S01")


def canonical(value: Any) -> str:
    """Return JSON text with sorted keys and no spaces."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
