"""The card in which the password is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from db.problems import ProblemError
from desktop_app.texts import explain, tr
from ui import theme
from ui.context import WindowContext
from ui.widgets.password_pair import PasswordPair
from ui.widgets.plain import plain_label, set_role

if TYPE_CHECKING:
    from desktop_app.office import Office


class PasswordCard(QFrame):
    """Asks for the present password and twice for the new one."""

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setProperty("role", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(12))
        column.setSpacing(theme.px(6))
        column.addWidget(plain_label(tr("Mật khẩu"), role="heading"))
        label = plain_label(tr("Mật khẩu đang &dùng"))
        column.addWidget(label)
        self.present = QLineEdit()
        self.present.setEchoMode(QLineEdit.EchoMode.Password)
        self.present.setAccessibleName(tr("Mật khẩu đang dùng"))
        label.setBuddy(self.present)
        column.addWidget(self.present)
        self.pair = PasswordPair()
        self.present.returnPressed.connect(self.pair.first.setFocus)
        self.pair.accepted.connect(self.change)
        column.addWidget(self.pair)
        self.answer = plain_label(wrap=True)
        self.answer.hide()
        column.addWidget(self.answer)
        row = QHBoxLayout()
        self.go = QPushButton(tr("Đổi mật &khẩu"))
        self.go.clicked.connect(self.change)
        row.addWidget(self.go)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)

    def change(self) -> None:
        """Set the new password when the present one is right."""
        present, new = self.present.text(), self.pair.agreed()
        if not present:
            self.present.setFocus()
            return
        if new is None or not self.go.isEnabled():
            return

        def work(office: Office) -> None:
            office.accounts.confirm_password(present)
            office.accounts.change_password(new)

        self.go.setEnabled(False)
        self.context.operations.run(
            work,
            self._changed,
            self.show_problem,
            on_done=lambda: self.go.setEnabled(True),
            receiver=self,
            busy=tr("Đang đổi mật khẩu…"),
        )

    def _changed(self, _: None) -> None:
        for edit in (self.present, self.pair.first, self.pair.second):
            edit.clear()
        self._say(tr("✓ Đã đổi mật khẩu. Khóa khôi phục đã in vẫn còn giá trị."), "ok")

    def show_problem(self, problem: ProblemError) -> None:
        """Show a known failure in the card."""
        self._say(str(explain(problem)), "error")

    def _say(self, text: str, role: str) -> None:
        self.answer.setText(text)
        set_role(self.answer, role)
        self.answer.show()
