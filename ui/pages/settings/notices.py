"""The version of the program and whose work it carries."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

NOTICES = """Qt 6, PySide6 và shiboken6 – LGPL 3 (The Qt Company)
SQLCipher (sqlcipher3) – BSD (Zetetic LLC); SQLite – phạm vi công cộng
sqlite-utils – Apache 2.0 (Simon Willison)
msgspec – BSD 3 (Jim Crist-Harif)
PyNaCl – Apache 2.0; libsodium – ISC
pyrage, age – MIT
ReportLab – BSD
openpyxl – MIT
pypdfium2 – Apache 2.0 / BSD 3; PDFium – BSD 3
Tinos – SIL OFL 1.1 (Steve Matteson, Google)
Python – PSF License"""


def program_version() -> str:
    """Return the version of the program: that of the installed package, else that in pyproject.toml."""
    try:
        return metadata.version("sochibo")
    except metadata.PackageNotFoundError:
        pass
    import tomllib

    project = Path(__file__).parents[3] / "pyproject.toml"
    try:
        return str(tomllib.loads(project.read_text("utf-8"))["project"]["version"])
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        return "?"
