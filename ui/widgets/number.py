"""A field for a count."""

from __future__ import annotations

from PySide6.QtCore import QRegularExpression
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QWidget


class NumberEdit(QLineEdit):
    """A whole number of at most five digits, or nothing; the key ``=`` types the number that is still missing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setValidator(QRegularExpressionValidator(QRegularExpression(r"\d{0,5}"), self))
        self.missing: int | None = None
        """What ``=`` types; None leaves the key without effect."""

    def value(self) -> int | None:
        """Return the number, None when nothing stands there."""
        text = self.text()
        return int(text) if text.isascii() and text.isdigit() else None

    def set_value(self, number: int | None) -> None:
        """Show ``number``."""
        text = "" if number is None else str(number)
        if text != self.text():
            self.setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Type the missing number on ``=``."""
        if event.text() == "=" and not self.isReadOnly():
            if self.missing is not None:
                self.selectAll()
                self.insert(str(self.missing))
            return
        super().keyPressEvent(event)
