"""Where everything lies: the folder of an office on this computer, and what is called what inside it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PROGRAM: Final = "sochibo"

STORE: Final = "sochibo.db"
KEYSLOTS: Final = "keyslots.json"
LOCK: Final = "sochibo.lock"
BACKUPS: Final = "backups"
PRINTS: Final = "in"
REPORTS: Final = "nhat-ky"
"""Reports of bugs."""
RECEIVED: Final = "hopthu/den"
SENT: Final = "hopthu/di"
QUARANTINE: Final = "hopthu/cachly"
FOLDERS: Final = (BACKUPS, RECEIVED, SENT, QUARANTINE, PRINTS, REPORTS)
"""What a data folder holds besides its files."""


def usual_folder() -> Path:
    """Return the data folder of this user's office when nobody chose another one."""
    import platformdirs

    return platformdirs.user_data_path(_PROGRAM, appauthor=False)


def holds_office(folder: Path) -> bool:
    """Whether ``folder`` holds an office; what cannot be looked at (rights, length of the path) holds none."""
    try:
        return (folder / STORE).exists()
    except OSError:
        return False
