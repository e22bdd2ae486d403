"""Reading the trail of operations and proving that nobody changed it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from db import audit
from db.records import AuditRow

if TYPE_CHECKING:
    from db.store import Store


class AuditService:
    """The trail, newest first, and its proof."""

    def __init__(self, store: Store, office_id: str, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock

    def page(self, offset: int = 0, limit: int = 100) -> list[AuditRow]:
        """Return up to ``limit`` rows from newest to oldest, the first ``offset`` left out."""
        return audit.page(self._store, offset=offset, limit=limit)

    def total(self) -> int:
        """Return how many rows there are."""
        return audit.head(self._store)[0]

    def verify(self) -> int | None:
        """Return the number of the first row that does not fit the chain, or None when the trail is whole."""
        return audit.first_broken(self._store)
