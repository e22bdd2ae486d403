"""A field for several lines of plain text that knows its place in a form."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QPlainTextEdit, QWidget


class PlainTextEdit(QPlainTextEdit):
    """Several lines of text: Tab leaves it, pasting brings the words and never their looks."""

    def __init__(self, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self._lines = lines
        self._fit()

    def _fit(self) -> None:
        # Qt has no "height in lines"; without one every text field would claim the same share of a small screen.
        frame = self.document().documentMargin() + self.frameWidth() + 2
        self.setMinimumHeight(int(self._lines * QFontMetrics(self.font()).lineSpacing() + 2 * frame))

    def value(self) -> str:
        """Return the text as typed, lines parted by a line feed."""
        return self.toPlainText()

    def set_value(self, text: str) -> None:
        """Show ``text``; does nothing when it stands there already, so that undo and the cursor survive."""
        if text != self.toPlainText():
            self.setPlainText(text)
