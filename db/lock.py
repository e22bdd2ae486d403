"""One program at a time in one data folder: a lock the operating system itself drops when the program dies.

The same file remembers whether the last program left in good order: it holds a mark while the store is open.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from db import files
from db.problems import ProblemError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_MARK, _NO_MARK = b"open", b"shut"
_LOCKED_BYTE = 1 << 20
"""Windows locks bytes, and a locked byte cannot be read: one far behind the mark is locked."""


class FolderLock:
    """Held from creation until ``release``; the file itself stays, because deleting it would open a race."""

    def __init__(self, path: Path) -> None:
        """Take the lock file at ``path``. Raises ProblemError S04 when another holds it, S05 when it cannot be made."""
        with files.explained():
            number = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), files.PRIVATE)
        try:
            if sys.platform == "win32":
                os.lseek(number, _LOCKED_BYTE, os.SEEK_SET)
                msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(number)
            raise ProblemError("S04") from error
        self._number: int | None = number
        self._marked = False
        os.lseek(number, 0, os.SEEK_SET)
        self.left_open = os.read(number, len(_MARK)) == _MARK
        """Whether the program that held the lock before died without closing the store."""

    def mark(self) -> None:
        """Note that the store is open now. Raises ProblemError as ``files.explained`` says."""
        assert self._number is not None
        with files.explained():
            os.lseek(self._number, 0, os.SEEK_SET)
            os.write(self._number, _MARK)
        self._marked = True

    def release(self) -> None:
        """Let the next one in; the mark of this holder is wiped. Releasing twice does nothing."""
        if self._number is None:
            return
        if self._marked:
            # Overwritten, not cut off: on a full disk the next mark needs no new room. A mark that stays costs a check.
            with contextlib.suppress(OSError):
                os.lseek(self._number, 0, os.SEEK_SET)
                os.write(self._number, _NO_MARK)
        os.close(self._number)
        self._number = None

    def abandon(self) -> None:
        """Let the next one in, but leave the mark: the store was not closed in good order."""
        self._marked = False
        self.release()
