"""Verified backups: copied with the engine's own backup, opened again and checked before they count."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.store import Store


def make(store: Store, key: bytes, folder: Path, *, reason: str) -> Path:
    """Write a verified backup of ``store`` into ``folder`` and return its path."""
    raise NotImplementedError
