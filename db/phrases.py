"""Queries of phrases: short texts of the clerk's own that are offered again, the most used first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from db.text import fold

if TYPE_CHECKING:
    from db.store import Store


def suggested(store: Store, kind: str, typed: str, limit: int) -> list[str]:
    """Return phrases of a kind with a word that begins as what is typed, accents and case apart, most used first."""
    start = fold(typed).strip()
    rows = store.tuples(
        "SELECT text FROM phrase WHERE kind = :kind AND (substr(text_search, 1, length(:start)) = :start"
        " OR instr(text_search, ' ' || :start) > 0) ORDER BY uses DESC, last_on DESC, text LIMIT :limit",
        {"kind": kind, "start": start, "limit": limit},
    )
    return [str(text) for (text,) in rows]


def learn(store: Store, kind: str, used: Mapping[str, int], on: str) -> None:
    """Count, inside an operation, how often phrases were used; ``on`` is the ISO day of it."""
    for text, times in used.items():
        store.execute(
            "INSERT INTO phrase (kind, text, text_search, uses, last_on) VALUES (?, ?, ?, ?, ?)"
            ""
            " ON CONFLICT (kind, text) DO UPDATE"
            " SET uses = uses + excluded.uses, last_on = max(last_on, excluded.last_on)",
            (kind, text, fold(text), times, on),
        )
