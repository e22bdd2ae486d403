"""A field for several lines of plain text that knows its place in a form."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QSize
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QPlainTextEdit, QWidget


class PlainTextEdit(QPlainTextEdit):
    """Several lines of text: Tab leaves it, pasting brings the words and never their looks.

    ``block_field`` says which text blocks are offered first (db.meeting_records.TextBlock); None offers none.
    """

    def __init__(self, lines: int, parent: QWidget | None = None, *, block_field: str | None = None) -> None:
        super().__init__(parent)
        self.block_field = block_field
        self.setTabChangesFocus(True)
        self._lines = lines
        self._height = 0
        self._fit()

    def _fit(self) -> None:
        # Qt has no "height in lines", and the window's style sheet would set its own least height at any time: only a
        # style sheet of the field's own holds.
        height = int(self._lines * QFontMetrics(self.font()).lineSpacing() + 2 * self.document().documentMargin())
        if height != self._height:
            self._height = height
            self.setStyleSheet(f"QPlainTextEdit {{ min-height: {height}px; }}")

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_height"):
            self._fit()

    def sizeHint(self) -> QSize:
        """Return the height of its lines; more only where a layout has room to give."""
        return QSize(super().sizeHint().width(), self._height)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste what was copied as tidy plain text, as one step of undo."""
        if source.hasText() or source.hasHtml():
            from ui.pasted import tidy

            self.insertPlainText(tidy(source.text(), source.html() if source.hasHtml() else ""))
            self.ensureCursorVisible()

    def value(self) -> str:
        """Return the text as typed, lines parted by a line feed."""
        return self.toPlainText()

    def put_in(self, text: str) -> None:
        """Put ``text`` in as if it were typed: over what is marked, else at the cursor, after words on a new line."""
        cursor = self.textCursor()
        if not cursor.hasSelection() and cursor.positionInBlock() and cursor.atBlockEnd():
            text = f"\n{text}"
        self.insertPlainText(text)
        self.ensureCursorVisible()

    def set_value(self, text: str) -> None:
        """Show ``text``; does nothing when it stands there already, so that undo and the cursor survive."""
        if text != self.toPlainText():
            self.setPlainText(text)
