"""A small dialog that asks why, in a sentence or two."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from desktop_app.texts import tr
from ui import theme
from ui.widgets.plain import plain_label
from ui.widgets.plain_text import PlainTextEdit


class ReasonDialog(QDialog):
    """Enter agrees once something is written, Shift+Enter begins a new line, Tab goes to the buttons, Esc gives up."""

    def __init__(self, title: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.px(480))
        layout = QVBoxLayout(self)
        words = plain_label(label, wrap=True)
        layout.addWidget(words)
        self.edit = PlainTextEdit(3)
        self.edit.setAccessibleName(label)
        self.edit.installEventFilter(self)
        words.setBuddy(self.edit)
        layout.addWidget(self.edit)
        layout.addWidget(plain_label(tr("Enter: đồng ý · Shift+Enter: xuống dòng · Esc: thôi"), role="hint"))
        buttons = QDialogButtonBox()
        self.agree = buttons.addButton(tr("Đồn&g ý"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("&Thôi"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.edit.textChanged.connect(self._allow)
        self._allow()
        self.edit.setFocus()

    def _allow(self) -> None:
        self.agree.setEnabled(bool(self.reason()))

    def reason(self) -> str:
        """Return what is written, without blanks around it."""
        return self.edit.value().strip()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter agree."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            if self.agree.isEnabled():
                self.accept()
            return True
        return super().eventFilter(watched, event)

    def ask(self) -> str | None:
        """Show the dialog until it is answered; None when the user gave up, never an empty text."""
        return self.reason() or None if self.exec() == QDialog.DialogCode.Accepted else None
