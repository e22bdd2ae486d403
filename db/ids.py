"""Identifiers: UUIDv7, made once when a row is created."""

from __future__ import annotations

import secrets
import threading
import time
import uuid

_lock = threading.Lock()
_last_ms = 0


def new_id() -> str:
    """Return a new UUIDv7 in its 36-character text form.

    Identifiers made by one process never go back in time, even when the clock of the machine does: the time part is
    the later of now and the last one used (order is a convenience for the index, never a proof of anything).
    """
    global _last_ms  # noqa: PLW0603
    with _lock:
        _last_ms = max(time.time_ns() // 1_000_000, _last_ms + 1)
        milliseconds = _last_ms
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76
    value |= secrets.randbits(12) << 64
    value |= 0b10 << 62
    value |= secrets.randbits(62)
    return str(uuid.UUID(int=value))
