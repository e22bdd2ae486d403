"""What this computer remembers for its user, declared once with types and defaults; no personal data, no secrets."""

from __future__ import annotations

import contextlib
import os
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths

PLACE = "SOCHIBO_PREFERENCES"
"""Environment variable with another path for the file, for portable use and for tests."""


@dataclass
class Preferences:
    """The choices; ``path`` is where ``save`` writes them (nowhere when None)."""

    language: str = "vi"
    text_size: int = 100
    """Percent: 100, 125 or 150."""
    dark: bool = False
    office_folder: str = ""
    """The office folder that the start screen opens; empty means the usual place."""
    package_folder: str = ""
    """Where packages were last written or read, for the next time."""
    document_folder: str = ""
    """Where a workbook was last saved."""
    hidden_columns: dict[str, list[str]] = field(default_factory=dict)
    """Columns taken out of a list, by the list's name and the language, as their headings."""
    path: Path | None = field(default=None, repr=False)

    def save(self) -> None:
        """Write the file in one step; a disk that refuses costs only the memory of a choice."""
        if self.path is None:
            return
        import json

        kept = {name: value for name, value in asdict(self).items() if name != "path"}
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            part = self.path.with_suffix(".part")
            part.write_text(json.dumps(kept, ensure_ascii=False, indent=1), "utf-8")
            part.replace(self.path)


def default_path() -> Path:
    """Return where the file lies on this computer."""
    named = os.environ.get(PLACE)
    if named:
        return Path(named)
    # Asked of Qt, which is loaded by now, and not of the library below: the first screen waits for this.
    base = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return Path(base) / "sochibo" / "preferences.json"


def load(path: Path) -> Preferences:
    """Read the file; whatever is missing, damaged or of a wrong type falls back to its default."""
    chosen = Preferences(path=path)
    try:
        text = path.read_text("utf-8")
    except (OSError, ValueError):
        return chosen
    # Imported here: the first screen of a first day has nothing to read.
    import json

    try:
        kept = json.loads(text)
    except ValueError:
        return chosen
    if not isinstance(kept, dict):
        return chosen
    for place in fields(Preferences):
        value = kept.get(place.name)
        if place.name != "path" and type(value) is type(getattr(chosen, place.name)):
            setattr(chosen, place.name, value)
    if chosen.language not in ("vi", "en"):
        chosen.language = "vi"
    if chosen.text_size not in (100, 125, 150):
        chosen.text_size = 100
    hidden: Any = chosen.hidden_columns
    chosen.hidden_columns = {
        name: [title for title in titles if isinstance(title, str)]
        for name, titles in hidden.items()
        if isinstance(titles, list)
    }
    return chosen
