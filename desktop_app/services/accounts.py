"""The clerk's password: changing it, and checking one before it is set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from db import files, founding, keyslots, places, settings

if TYPE_CHECKING:
    from db.store import Store


class AccountService:
    """Changes how the store is unlocked."""

    def __init__(self, store: Store, office_id: str, clock: Callable[[], datetime], folder: Path, key: bytes) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._keyslots = folder / places.KEYSLOTS
        self._key = key

    @property
    def must_change_password(self) -> bool:
        """Whether the recovery key was used and no new password was set since."""
        return settings.get(self._store, founding.MUST_CHANGE_PASSWORD) == "1"

    def confirm_password(self, password: str) -> None:
        """Return when ``password`` is the present one. Raises ProblemError K01, K02, K04."""
        keyslots.open_with_password(self._keyslots, password)

    def change_password(self, new_password: str) -> None:
        """Set a new password; the recovery key stays valid.

        The slot and the trail change together: when one cannot be written, the old password still holds. Raises
        ProblemError K04, K05, K06, S05, S06, S07, S10, S13.
        """
        names = founding.names(self._store)
        with files.explained():
            before = self._keyslots.read_bytes()
        try:
            with self._store.operation("account.password_changed", f"organization:{self._office_id}"):
                settings.remove(self._store, founding.MUST_CHANGE_PASSWORD)
                keyslots.change_password(self._keyslots, self._key, new_password, names=names)
        except BaseException:
            if self._keyslots.read_bytes() != before:
                files.write(self._keyslots, before)
            raise
