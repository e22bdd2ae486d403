"""A new password, typed twice, with advice while it is typed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from desktop_app.texts import tr
from ui import theme
from ui.widgets.plain import plain_label, set_role

SHORTEST = 12
"""Characters; what is refused is decided by db.passwords, this is the advice beside the field."""


class PasswordPair(QWidget):
    """Two lines for a new password; ``accepted`` is emitted when Enter is pressed in the second."""

    accepted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(4))
        self.first = self._line(layout, tr("&Mật khẩu mới"))
        self.advice = plain_label(wrap=True)
        layout.addWidget(self.advice)
        layout.addSpacing(theme.px(6))
        self.second = self._line(layout, tr("&Gõ lại lần nữa"))
        self.difference = plain_label(wrap=True)
        layout.addWidget(self.difference)
        self.reveal = QCheckBox(tr("&Hiện chữ đã gõ"))
        self.reveal.toggled.connect(self._reveal)
        layout.addWidget(self.reveal)
        self.first.textChanged.connect(self._advise)
        self.second.textChanged.connect(self._compare)
        self.first.returnPressed.connect(self._to_second)
        self.second.returnPressed.connect(self.accepted)
        self._advise("")

    def _line(self, layout: QVBoxLayout, words: str) -> QLineEdit:
        label = plain_label(words)
        layout.addWidget(label)
        edit = QLineEdit()
        edit.setEchoMode(QLineEdit.EchoMode.Password)
        edit.setAccessibleName(words.replace("&", ""))
        label.setBuddy(edit)
        layout.addWidget(edit)
        return edit

    def _reveal(self, shown: bool) -> None:  # noqa: FBT001 - a Qt signal
        for edit in (self.first, self.second):
            edit.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def _to_second(self) -> None:
        self.second.setFocus()
        self.second.selectAll()

    def _advise(self, text: str) -> None:
        lacking = SHORTEST - len(text)
        if lacking > 0 and text:
            said, role = tr("Còn thiếu {count} ký tự.", count=lacking), "warning"
        elif not text:
            said = tr("Ít nhất {count} ký tự. Dễ nhớ nhất là một câu vài từ, có dấu cách.", count=SHORTEST)
            role = "hint"
        elif len(text) < SHORTEST + 6:
            said, role = tr("Đủ dài. Thêm một từ nữa thì càng tốt."), "ok"
        else:
            said, role = tr("Tốt."), "ok"
        self.advice.setText(said)
        set_role(self.advice, role)
        self._compare("")

    def _compare(self, _text: str) -> None:
        same = self.first.text() == self.second.text()
        self.difference.setText("" if same or not self.second.text() else tr("Hai lần gõ chưa giống nhau."))
        set_role(self.difference, "warning")

    def agreed(self) -> str | None:
        """Return the password when both lines hold the same, else None and say what is wrong."""
        if not self.first.text():
            self.first.setFocus()
            return None
        if self.first.text() != self.second.text():
            self.difference.setText(tr("Hai lần gõ chưa giống nhau."))
            self.second.setFocus()
            self.second.selectAll()
            return None
        return self.first.text()
