"""The office's own copy of a file from a stick: read once, hashed, and worked with from then on."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from pathlib import Path
from typing import BinaryIO

from db.problems import ProblemError
from desktop_app.exchange import limits, safe_write
from desktop_app.exchange.desk import Desk

_PIECE = 1024 * 1024


def copy_in(desk: Desk, path: Path) -> str:
    """Copy a file from the stick into hopthu/den, read the copy back, and return its SHA-256, which names it.

    Raises ProblemError: E01 (the stick is gone), E12 (larger than any package), X10, X11 (no file, or not to be read),
    S06 and the like (the own disk).
    """
    from db import files

    temporary = desk.incoming / f"{secrets.token_hex(8)}.part"
    try:
        with files.explained():
            with temporary.open("xb") as target:
                name = _copy(path, target)
                target.flush()
                os.fsync(target.fileno())
            if _hash_of(temporary) != name:
                raise ProblemError("E01")
            temporary.replace(copy_path(desk, name))
        return name
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _copy(path: Path, target: BinaryIO) -> str:
    """Write the file at ``path`` to ``target`` and return its SHA-256; errors of ``target`` pass as they are."""
    digest, total = hashlib.sha256(), 0
    with safe_write.explained(reading=True):
        source = safe_write.open_to_read(path)
    with source:
        while True:
            with safe_write.explained(reading=True):
                piece = source.read(_PIECE)
            if not piece:
                return digest.hexdigest()
            total += len(piece)
            if total > limits.FILE_BYTES:
                raise ProblemError("E12")
            digest.update(piece)
            target.write(piece)


def copy_path(desk: Desk, sha256: str) -> Path:
    """Return where the copy of a file lies."""
    return desk.incoming / f"{sha256}.goi"


def _hash_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
