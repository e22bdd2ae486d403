"""Slowing down whoever guesses the password: failures are counted in a file, so that a restart does not forget them.

Three wrong passwords are free, then the wait grows from 5 seconds to 15 minutes; nothing is ever wiped. This slows a
person at the keyboard; someone who copied the files is slowed by Argon2id only.
"""

from __future__ import annotations

import contextlib
import math
import time
from pathlib import Path

import msgspec

from db import files
from db.problems import ProblemError

FREE = 3
WAITS = (5, 15, 60, 180, 300, 900)
"""Seconds to wait after the fourth, fifth, … failure; the last one holds for all that follow."""

clock = time.time
"""Seconds of wall time; tests set it."""


class Tries(msgspec.Struct, frozen=True):
    """How often in a row it went wrong, and when the last time."""

    failures: int = 0
    at: float = 0.0


def file_of(keyslots: Path) -> Path:
    """Return where the failures of a key slot file are counted."""
    return keyslots.with_suffix(".tries")


def admit(keyslots: Path) -> None:
    """Raise ProblemError K02 (``wait`` seconds) when the next try is not due yet."""
    seen = _read(keyslots)
    left = _remaining(seen)
    if left > 0:
        if clock() < seen.at:
            # The clock of the machine went back (a dead battery): the wait starts anew instead of lasting for ever.
            _write(keyslots, Tries(seen.failures, clock()))
        raise ProblemError("K02", wait=left)


def failed(keyslots: Path) -> int:
    """Count one failure; return the seconds until the next try is accepted."""
    seen = Tries(_read(keyslots).failures + 1, clock())
    _write(keyslots, seen)
    return _remaining(seen)


def forget(keyslots: Path) -> None:
    """Start from zero after a success."""
    with contextlib.suppress(OSError):
        file_of(keyslots).unlink(missing_ok=True)


def _remaining(seen: Tries) -> int:
    if seen.failures <= FREE:
        return 0
    wait = WAITS[min(seen.failures - FREE, len(WAITS)) - 1]
    return max(0, math.ceil(min(seen.at + wait - clock(), wait)))


def _read(keyslots: Path) -> Tries:
    # Whoever can damage this file can delete it too: an unreadable count is no count.
    with contextlib.suppress(OSError, msgspec.MsgspecError, ValueError):
        seen = msgspec.json.decode(file_of(keyslots).read_bytes(), type=Tries)
        if seen.failures >= 0 and math.isfinite(seen.at):
            return seen
    return Tries()


def _write(keyslots: Path, seen: Tries) -> None:
    # A folder that cannot be written must not hide the answer to the question asked: right or wrong password.
    with contextlib.suppress(ProblemError):
        files.write(file_of(keyslots), msgspec.json.encode(seen))
