"""Passages a clerk keeps for use again: where they are offered, and how often they were used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from db.meeting_records import TextBlock
from db.text import fold

if TYPE_CHECKING:
    from db.store import Store

_COLUMNS = "id, field, title, body, uses, revision"


def listed(store: Store, owner_id: str) -> list[TextBlock]:
    """Return an owner's blocks, the most used first, then by title."""
    rows = store.rows(
        f"SELECT {_COLUMNS} FROM text_block WHERE owner_id = ? ORDER BY uses DESC, title_search, id", (owner_id,)
    )
    return msgspec.convert(rows, list[TextBlock])


def get(store: Store, block_id: str) -> TextBlock | None:
    """Return one block, or None."""
    row = store.row(f"SELECT {_COLUMNS} FROM text_block WHERE id = ?", (block_id,))
    return None if row is None else msgspec.convert(row, TextBlock)


def insert(store: Store, owner_id: str, block: TextBlock) -> None:
    """Keep a new block; called inside an operation."""
    store.execute(
        f"INSERT INTO text_block (owner_id, title_search, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(owner_id, fold(block.title)),
            *(block.id, block.field, block.title, block.body, block.uses, block.revision),
        ),
    )


def replace(store: Store, block: TextBlock) -> bool:
    """Write a block over that of the revision before; False when it is not that any more. Inside an operation."""
    changed = store.execute(
        "UPDATE text_block SET field = ?, title = ?, body = ?, title_search = ?, revision = ?"
        " WHERE id = ? AND revision = ?",
        (block.field, block.title, block.body, fold(block.title), block.revision, block.id, block.revision - 1),
    )
    return changed > 0


def count_use(store: Store, block_id: str) -> None:
    """Remember that a block was used once more; called inside an operation."""
    store.execute("UPDATE text_block SET uses = uses + 1 WHERE id = ?", (block_id,))


def remove(store: Store, block_id: str) -> bool:
    """Forget a block; called inside an operation. Returns whether there was one."""
    return store.execute("DELETE FROM text_block WHERE id = ?", (block_id,)) > 0
