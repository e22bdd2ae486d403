"""Hand a file or folder to the programs of this computer."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication


def open_file(path: Path) -> bool:
    """Open a file or folder in whatever the computer uses for it; False where nothing can."""
    if QGuiApplication.platformName() in ("offscreen", "minimal"):
        return False
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def is_removable(folder: Path) -> bool:
    """Whether the folder looks like a stick: it lies under a place where systems mount them."""
    if os.name == "nt":
        import ctypes

        drive = ctypes.windll.kernel32.GetDriveTypeW(f"{folder.drive}\\")  # type: ignore[attr-defined,unused-ignore]
        return bool(drive == 2)
    return any(str(folder).startswith(place) for place in ("/media/", "/run/media/"))
