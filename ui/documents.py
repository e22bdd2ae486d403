"""Hand a file or folder to the programs of this computer, and write what a service made as bytes."""

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


def write_bytes(path: Path, content: bytes) -> Path:
    """Write ``content`` to ``path`` in one step and return the path. Raises ProblemError S05, S06, S10, S13."""
    from db import files

    files.write(path, content)
    return path


def is_removable(folder: Path) -> bool:
    """Whether the folder looks like a stick: it lies under a place where systems mount them."""
    if os.name == "nt":
        import ctypes

        drive = ctypes.windll.kernel32.GetDriveTypeW(f"{folder.drive}\\")  # type: ignore[attr-defined,unused-ignore]
        return bool(drive == 2)
    return any(str(folder).startswith(place) for place in ("/media/", "/run/media/"))
