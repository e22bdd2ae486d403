"""Small facts of one store that are no records: whose store it is, whether it holds sample data."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.store import Store


def get(store: Store, key: str, default: str = "") -> str:
    """Return the value kept under ``key``, or ``default``."""
    found = store.value("SELECT value FROM setting WHERE key = ?", (key,))
    return default if found is None else str(found)


def put(store: Store, key: str, value: str) -> None:
    """Keep ``value`` under ``key``; called inside an operation."""
    store.execute(
        "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )


def remove(store: Store, key: str) -> None:
    """Forget what is kept under ``key``; called inside an operation."""
    store.execute("DELETE FROM setting WHERE key = ?", (key,))
