"""A field for a time of day, typed as people write it and tidied when it is left."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from db.problems import ProblemError


class TimeEdit(QLineEdit):
    """A time of day; what cannot be read as one is kept as typed, for the rules to name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText("19:30")
        self.setMaxLength(100)
        self.editingFinished.connect(self.tidy)

    def value(self) -> str:
        """Return ``HH:MM``, or the typed text where it is no time, or an empty text."""
        from desktop_app.rules import dates

        text = self.text().strip()
        # "730" is how a time is typed on the number pad.
        padded = text.zfill(4) if len(text) == 3 and text.isdecimal() else text
        try:
            return dates.parse_time(padded) if padded else ""
        except ProblemError:
            return text

    def set_value(self, time: str) -> None:
        """Show ``time``."""
        if time != self.text():
            self.setText(time)

    def tidy(self) -> None:
        """Write what was typed as ``HH:MM``; called when the field is left, never while typing (Unikey)."""
        self.set_value(self.value())
