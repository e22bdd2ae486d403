"""How the columns of a kind of workbook were understood the last time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.store import Store


def get(store: Store, signature: str) -> str:
    """Return the mapping kept for headers of this signature, as JSON; empty when there is none."""
    found = store.value("SELECT mapping FROM import_mapping WHERE signature = ?", (signature,))
    return str(found) if found is not None else ""


def put(store: Store, signature: str, mapping: str, used_at: str) -> None:
    """Keep a mapping, inside an operation."""
    store.execute(
        "INSERT INTO import_mapping (signature, mapping, used_at) VALUES (?, ?, ?)"
        " ON CONFLICT (signature) DO UPDATE SET mapping = excluded.mapping, used_at = excluded.used_at",
        (signature, mapping, used_at),
    )
