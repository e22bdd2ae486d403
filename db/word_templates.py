"""Word templates of the office's own: the one in use and, for the day that one fails, the one before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.store import Store

KEPT = 2
"""How many of a kind are kept."""


@dataclass(frozen=True)
class WordTemplate:
    """One template as it was taken in."""

    kind: str
    version: int
    body: bytes
    adopted_at: str
    """Local wall time, ISO, for display."""


def kept(store: Store, kind: str) -> list[WordTemplate]:
    """Return the templates of a kind, the one in use first."""
    found = store.rows(
        "SELECT kind, version, body, adopted_at FROM word_template WHERE kind = ? ORDER BY version DESC", (kind,)
    )
    return [WordTemplate(**row) for row in found]


def adopted(store: Store) -> dict[str, str]:
    """Return when the template in use was taken in, by kind; kinds without one are left out."""
    found = store.rows("SELECT kind, max(adopted_at) AS adopted_at FROM word_template GROUP BY kind")
    return {row["kind"]: row["adopted_at"] for row in found}


def add(store: Store, kind: str, body: bytes, adopted_at: str) -> int:
    """Keep a template as the one in use and return its version; called inside an operation."""
    version = int(store.value("SELECT coalesce(max(version), 0) FROM word_template WHERE kind = ?", (kind,)) or 0) + 1
    store.execute(
        "INSERT INTO word_template (kind, version, body, adopted_at) VALUES (?, ?, ?, ?)",
        (kind, version, body, adopted_at),
    )
    store.execute("DELETE FROM word_template WHERE kind = ? AND version <= ?", (kind, version - KEPT))
    return version


def remove(store: Store, kind: str) -> bool:
    """Forget the office's templates of a kind; called inside an operation. Returns whether there were any."""
    return store.execute("DELETE FROM word_template WHERE kind = ?", (kind,)) > 0
