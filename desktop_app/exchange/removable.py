"""Sticks: whether a folder is one, and which packages lie on it; nothing on a stick is ever followed or started."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

from desktop_app.exchange import limits
from desktop_app.exchange.safe_write import explained

ENDING = ".goi"
_MOUNTS = (Path("/media"), Path("/run/media"))
"""Where desktops mount sticks."""
_REMOVABLE_DRIVE = 2
"""What Windows answers about a stick (DRIVE_REMOVABLE)."""
_REPARSE = 0x400
"""Windows marks links and junctions with this attribute."""


def is_removable(folder: Path) -> bool:
    """Return whether a folder lies on a stick, as far as the system tells."""
    if sys.platform == "win32":  # pragma: no cover - the other system's answer
        import ctypes

        return bool(ctypes.WinDLL("kernel32").GetDriveTypeW(f"{folder.drive}\\") == _REMOVABLE_DRIVE)
    return any(mounts in folder.parents for mounts in _MOUNTS)


def packages(folder: Path) -> list[Path]:
    """Return the package files of a folder and of the folders directly in it, hidden ones too, in order of name.

    Worms hide folders and put shortcuts in their place: hidden folders are looked into, links and reparse points never.
    Raises ProblemError E01 when the folder cannot be read.
    """
    with explained(reading=True):
        found = [path for path in _entries(folder) if _is_package(path)]
        for below in _entries(folder):
            if _plain(below, stat.S_ISDIR):
                found += [path for path in _quietly(below) if _is_package(path)]
    return sorted(found)[: limits.LISTED_FILES]


def _is_package(path: Path) -> bool:
    return path.name.lower().endswith(ENDING) and not path.name.startswith("~") and _plain(path, stat.S_ISREG)


def _plain(path: Path, is_kind: Callable[[int], bool]) -> bool:
    """Return whether the entry itself (never what it leads to) is of a kind and no link or reparse point."""
    try:
        status = path.lstat()
    except OSError:
        return False
    return is_kind(status.st_mode) and not getattr(status, "st_file_attributes", 0) & _REPARSE


def _entries(folder: Path) -> list[Path]:
    with os.scandir(folder) as listing:
        return [Path(entry.path) for entry, _ in zip(listing, range(10_000), strict=False)]


def _quietly(folder: Path) -> list[Path]:
    """A folder that may not be opened is passed over; the others still count."""
    try:
        return _entries(folder)
    except OSError:
        return []
