"""What papers of meetings need to know beside the meeting itself."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.store import Store


def held_on(store: Store, series_id: str) -> date | None:
    """Return the day of the newest version of a meeting, cancelled or not; None where none of it is here."""
    row = store.row("SELECT held_on FROM meeting WHERE series_id = ? ORDER BY version DESC LIMIT 1", (series_id,))
    return date.fromisoformat(row["held_on"]) if row else None
