"""After the recovery key was used: a new password must be set before work goes on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from db.problems import ProblemError
from desktop_app.texts import explain, tr
from ui import theme
from ui.operations import Operations
from ui.widgets.password_pair import PasswordPair
from ui.widgets.plain import plain_label


class NewPasswordPage(QWidget):
    """Asks for the new password twice and sets it; ``changed`` says that it holds."""

    changed = Signal()

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.operations = operations
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(10))
        layout.addWidget(plain_label(tr("Đặt mật khẩu mới"), role="title"))
        layout.addWidget(
            plain_label(
                tr("Sổ đã mở bằng khóa khôi phục. Khóa khôi phục đã in vẫn còn giá trị."), role="muted", wrap=True
            )
        )
        self.pair = PasswordPair()
        self.first = self.pair.first
        self.pair.accepted.connect(self.change)
        layout.addWidget(self.pair)
        self.trouble = plain_label(role="error", wrap=True)
        self.trouble.hide()
        layout.addWidget(self.trouble)
        self.go = QPushButton(tr("Đặt mật khẩu và &tiếp tục"))
        self.go.setProperty("kind", "primary")
        self.go.clicked.connect(self.change)
        layout.addWidget(self.go)
        layout.addStretch(1)

    def change(self) -> None:
        """Set what is typed, when both lines agree."""
        password = self.pair.agreed()
        if password is None:
            return
        self.go.setEnabled(False)
        self.operations.run(
            lambda office: office.accounts.change_password(password),
            lambda _: self.changed.emit(),
            self.show_problem,
            on_done=lambda: self.go.setEnabled(True),
            receiver=self,
        )

    def show_problem(self, problem: ProblemError) -> None:
        """Show a known failure below the lines."""
        self.trouble.setText(str(explain(problem)))
        self.trouble.show()
