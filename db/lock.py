"""One program at a time in one data folder: a lock the operating system itself drops when the program dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from db import files
from db.problems import ProblemError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class FolderLock:
    """Held from creation until ``release``; the file itself stays, because deleting it would open a race."""

    def __init__(self, path: Path) -> None:
        """Take the lock file at ``path``. Raises ProblemError S04 when another holds it, S05 when it cannot be made."""
        with files.explained():
            self._number: int | None = os.open(path, os.O_RDWR | os.O_CREAT, files.PRIVATE)
        try:
            if sys.platform == "win32":
                msvcrt.locking(self._number, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self._number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._number)
            self._number = None
            raise ProblemError("S04") from error

    def release(self) -> None:
        """Let the next one in; releasing twice does nothing."""
        if self._number is None:
            return
        os.close(self._number)
        self._number = None
