"""A field for a time of day, typed as people write it and tidied when it is left."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QLineEdit, QWidget

_WRITTEN = re.compile(r"^(\d{1,2})(?:\s*(?:[:.,hg]|giờ)\s*(\d{1,2})?\s*(?:phút|p|')?)?$", re.IGNORECASE)
_DIGITS = re.compile(r"^(\d{1,2})(\d{2})$")


def parse_time(text: str) -> str | None:
    """Return ``HH:MM`` for "7", "730", "7h30", "7g30", "7 giờ 30 phút", "19.30"; None when it is no time of day."""
    bare = text.strip().replace("\u00a0", " ")
    found = _WRITTEN.match(bare) or _DIGITS.match(bare)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


class TimeEdit(QLineEdit):
    """A time of day; what cannot be read as one is kept as typed, for the rules to name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText("hh:mm")
        self.setMaxLength(40)
        self.editingFinished.connect(self.tidy)

    def value(self) -> str:
        """Return ``HH:MM``, or the typed text where it is no time, or an empty text."""
        text = self.text().strip()
        return parse_time(text) or text

    def set_value(self, time: str) -> None:
        """Show ``time``."""
        if time != self.text():
            self.setText(time)

    def tidy(self) -> None:
        """Write what was typed as ``HH:MM``; called when the field is left, never while typing (Unikey)."""
        self.set_value(self.value())
