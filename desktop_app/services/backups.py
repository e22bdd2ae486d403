"""Making, listing and restoring backups of the office's store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from db import audit, backup, places
from db.problems import ProblemError
from desktop_app.texts import explain

if TYPE_CHECKING:
    from db.store import Store

_EXCHANGE: Final = "package."
"""How the trail calls everything that is done with packages."""


class BackupService:
    """Backups of one open store, in the folder beside it."""

    def __init__(self, store: Store, office_id: str, clock: Callable[[], datetime], folder: Path, key: bytes) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._folder = folder / places.BACKUPS
        self._key = key

    def run(self, reason: str = "manual") -> Path:
        """Make a verified backup now and return its path; ``reason`` is a short ASCII word.

        Raises ProblemError: B01 (the copy could not be verified), S05, S06, S10, S13.
        """
        return backup.make(self._store, self._key, self._folder, reason=reason)

    def listed(self) -> list[backup.Description]:
        """Return the backups there are, the latest first."""
        return backup.listed(self._folder)

    def latest(self) -> Path | None:
        """Return the newest backup, or None."""
        return backup.latest(self._folder)

    def before_import(self) -> Path | None:
        """Keep what the store holds before packages are taken in; return the backup, or None.

        Imports that follow one another with no other work between them share the backup made before the first: each of
        them can be repeated from its copy, and a hundred backups in a row would push out the one that matters. Raises
        as ``run``; then nothing may be imported.
        """
        newest = backup.latest(self._folder)
        if newest is not None:
            made = backup.describe(newest)
            if audit.followed_only_by(self._store, made.seq, made.head, _EXCHANGE):
                return None
        return self.run("import")

    def at_exit(self) -> Path | None:
        """Back up when something was committed since the last backup; return its path, or None.

        Raises ProblemError B05 with the reason: the day's work is saved all the same, which the sentence has to say.
        """
        newest = backup.latest(self._folder)
        if newest is not None and backup.describe(newest).holds(*audit.head(self._store)):
            return None
        try:
            return self.run("exit")
        except ProblemError as problem:
            raise ProblemError("B05", why=explain(problem).what) from problem
