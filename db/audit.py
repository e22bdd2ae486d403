"""The append-only, hash-chained trail of every committed operation."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from db.records import AuditRow

if TYPE_CHECKING:
    from db.store import Store

GENESIS = bytes(32)
"""The hash before the first row."""

_COLUMNS = "seq, at, actor, action, subject, detail, previous, hash"


def stamp(moment: datetime) -> str:
    """Return the form in which the store keeps a local wall time: ISO with seconds, no zone, for display only."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S")


def local_now() -> str:
    """Return the stamp of now."""
    return stamp(datetime.now().astimezone())


def row_hash(previous: bytes, seq: int, at: str, actor: str, action: str, subject: str, detail: str) -> bytes:
    """Return SHA-256 over the previous hash and the row, each text preceded by its length."""
    digest = hashlib.sha256(previous)
    digest.update(seq.to_bytes(8, "big"))
    for text in (at, actor, action, subject, detail):
        encoded = text.encode()
        digest.update(len(encoded).to_bytes(4, "big"))
        digest.update(encoded)
    return digest.digest()


def append(connection: Any, at: str, actor: str, action: str, subject: str, detail: str) -> tuple[int, bytes]:
    """Append one row inside the open transaction of ``connection``; return its number and hash."""
    last = connection.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    seq, previous = (last[0] + 1, last[1]) if last else (1, GENESIS)
    chained = row_hash(previous, seq, at, actor, action, subject, detail)
    connection.execute(
        f"INSERT INTO audit ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (seq, at, actor, action, subject, detail, previous, chained),
    )
    return seq, chained


def head(store: Store) -> tuple[int, bytes]:
    """Return the number and hash of the last row: (0, 32 zero bytes) for an empty trail."""
    found = store.row("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
    return (found["seq"], found["hash"]) if found else (0, GENESIS)


def followed_only_by(store: Store, seq: int, hash_start: str, prefix: str) -> bool:
    """Whether row ``seq`` has a hash that begins so (hexadecimal) and every later row's action begins with ``prefix``.

    The first half tells that the row is of this very history, the second what was done since.
    """
    known = store.value("SELECT hash FROM audit WHERE seq = ?", (seq,))
    if known is None or not known.hex().startswith(hash_start):
        return False
    other = store.value(
        "SELECT count(*) FROM audit WHERE seq > ? AND substr(action, 1, ?) <> ?", (seq, len(prefix), prefix)
    )
    return bool(other == 0)


def page(store: Store, *, offset: int, limit: int) -> list[AuditRow]:
    """Return rows from newest to oldest."""
    found = store.rows(f"SELECT {_COLUMNS} FROM audit ORDER BY seq DESC LIMIT ? OFFSET ?", (limit, offset))
    return [AuditRow(**row) for row in found]


def of_subjects(store: Store, subjects: Collection[str]) -> list[AuditRow]:
    """Return the rows about some subjects, from oldest to newest."""
    places = ", ".join("?" for _ in subjects)
    found = store.rows(f"SELECT {_COLUMNS} FROM audit WHERE subject IN ({places}) ORDER BY seq", tuple(subjects))
    return [AuditRow(**row) for row in found]


def first_broken(store: Store) -> int | None:
    """Walk the chain and return the number of the first row that does not fit, or None when all fit."""
    from db.store import translated

    with translated():
        return first_broken_of(store.connection)


def first_broken_of(connection: Any) -> int | None:
    """Do as ``first_broken`` for a connection that is no open store, for instance a backup; one row in memory."""
    previous, expected = GENESIS, 1
    for seq, *texts, stated, digest in connection.execute(f"SELECT {_COLUMNS} FROM audit ORDER BY seq"):
        if seq != expected or stated != previous or digest != row_hash(previous, seq, *texts):
            return int(seq)
        previous, expected = digest, expected + 1
    return None
