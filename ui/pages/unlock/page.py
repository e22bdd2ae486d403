"""The screen that asks for the password: the first thing seen each day, so it must come at once.

It imports Qt and texts only; the office and its libraries are loaded on the worker while the password is typed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from db.problems import ProblemError
from desktop_app.texts import explain, tr
from ui import theme
from ui.operations import Operations
from ui.widgets.plain import plain_label, set_role

if TYPE_CHECKING:
    from desktop_app.office import Office


_DAMAGED = frozenset({"S01", "S02", "S10", "K04"})
"""What a backup mends: the store or its key slots are damaged, foreign or gone."""


class UnlockPage(QWidget):
    """Opens the office in ``folder`` by password or by the printed recovery key.

    ``opened`` says that the worker holds the office and whether a new password must be set; the other signals say
    that the user wants something else.
    """

    opened = Signal(bool)
    sample_wanted = Signal()
    other_wanted = Signal()
    restore_wanted = Signal()

    def __init__(self, operations: Operations, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.operations = operations
        self.folder = folder
        self.by_recovery = False
        self._wait = 0
        self._build()
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._tick)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(10))
        self.title = plain_label(tr("Mở sổ của đơn vị"), role="title")
        outer.addWidget(self.title)
        self.place = plain_label(str(self.folder), role="hint", wrap=True)
        outer.addWidget(self.place)
        outer.addSpacing(theme.px(6))
        self.label = plain_label(tr("&Mật khẩu"), wrap=True)
        outer.addWidget(self.label)
        line = QHBoxLayout()
        self.secret = QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setMinimumHeight(theme.px(36))
        self.secret.returnPressed.connect(self.unlock)
        self.label.setBuddy(self.secret)
        line.addWidget(self.secret, 1)
        self.reveal = QPushButton(tr("&Hiện"))
        self.reveal.setCheckable(True)
        self.reveal.setMinimumHeight(theme.px(36))
        self.reveal.setAccessibleName(tr("Hiện chữ đã gõ"))
        self.reveal.toggled.connect(self._show_secret)
        line.addWidget(self.reveal)
        outer.addLayout(line)
        self.trouble = QFrame()
        self.trouble.setProperty("role", "error-box")
        inside = QVBoxLayout(self.trouble)
        inside.setContentsMargins(theme.px(10), theme.px(8), theme.px(10), theme.px(8))
        self.trouble_text = plain_label(wrap=True)
        inside.addWidget(self.trouble_text)
        self.mend = QPushButton(tr("Khôi phục từ &bản sao lưu…"))
        self.mend.clicked.connect(self.restore_wanted)
        self.mend.hide()
        inside.addWidget(self.mend, 0, Qt.AlignmentFlag.AlignLeft)
        self.trouble.hide()
        outer.addWidget(self.trouble)
        self.go = QPushButton(tr("M&ở sổ"))
        self.go.setProperty("kind", "primary")
        self.go.setMinimumHeight(theme.px(38))
        self.go.setDefault(True)
        self.go.clicked.connect(self.unlock)
        outer.addWidget(self.go)
        outer.addSpacing(theme.px(10))
        self.switch = self._link(tr("&Quên mật khẩu: dùng khóa khôi phục"), self.toggle_recovery)
        self.sample = self._link(tr("Mở &dữ liệu mẫu"), self.sample_wanted.emit)
        self.other = self._link(tr("Lập sổ mới hoặc mở &thư mục khác…"), self.other_wanted.emit)
        self.restore = self._link(tr("&Khôi phục từ bản sao lưu…"), self.restore_wanted.emit)
        for link in (self.switch, self.sample, self.other, self.restore):
            outer.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        outer.addStretch(1)
        self.setFocusProxy(self.secret)
        self._name_secret()

    def _link(self, words: str, action: object) -> QPushButton:
        link = QPushButton(words)
        link.setProperty("kind", "link")
        link.setCursor(Qt.CursorShape.PointingHandCursor)
        link.clicked.connect(action)
        return link

    # --- what is typed ---

    def _show_secret(self, shown: bool) -> None:  # noqa: FBT001 - a Qt signal
        mode = QLineEdit.EchoMode.Normal if shown or self.by_recovery else QLineEdit.EchoMode.Password
        self.secret.setEchoMode(mode)
        self.reveal.setText(tr("&Ẩn") if shown else tr("&Hiện"))
        self.secret.setFocus()

    def toggle_recovery(self) -> None:
        """Ask for the recovery key instead of the password, or the other way round."""
        self.by_recovery = not self.by_recovery
        self.secret.clear()
        self.trouble.hide()
        self.reveal.setVisible(not self.by_recovery)
        self.reveal.setChecked(False)
        self._show_secret(self.by_recovery)
        self._name_secret()

    def _name_secret(self) -> None:
        if self.by_recovery:
            self.label.setText(tr("&Khóa khôi phục trên tờ giấy đã in (gạch nối và chữ hoa, thường không quan trọng)"))
            self.switch.setText(tr("&Quay lại dùng mật khẩu"))
        else:
            self.label.setText(tr("&Mật khẩu"))
            self.switch.setText(tr("&Quên mật khẩu: dùng khóa khôi phục"))
        self.secret.setAccessibleName(tr("Mã khôi phục") if self.by_recovery else tr("Mật khẩu"))

    # --- unlocking ---

    def unlock(self) -> None:
        """Try what is typed."""
        text = self.secret.text()
        if not text or self._wait or not self.go.isEnabled():
            return
        folder, by_recovery = self.folder, self.by_recovery

        def opener() -> Office:
            from desktop_app.office import Password, Recovery, open_office

            return open_office(folder, Recovery(text) if by_recovery else Password(text))

        self.trouble.hide()
        self._allow(allowed=False)
        self.operations.open(opener, self._opened, self._refused, on_done=self._settle, receiver=self)

    def _allow(self, *, allowed: bool) -> None:
        self.go.setEnabled(allowed)
        self.go.setText(tr("M&ở sổ") if allowed else tr("Đang mở…"))
        self.secret.setReadOnly(not allowed)

    def _settle(self) -> None:
        if not self._wait:
            self._allow(allowed=True)

    def _opened(self, _office: object) -> None:
        self.secret.clear()
        self.opened.emit(self.by_recovery)

    def _refused(self, problem: ProblemError) -> None:
        self.secret.selectAll()
        self.secret.setFocus()
        self.show_problem(problem)
        wait = problem.values.get("wait")
        if isinstance(wait, (int, float)) and wait > 0:
            self._wait = int(wait)
            self._allow(allowed=False)
            self.secret.setReadOnly(False)
            self._second.start()
            self._show_wait()

    def show_problem(self, problem: ProblemError) -> None:
        """Show a known failure below the field."""
        said = explain(problem)
        waits = problem.values.get("wait") == 0
        following = tr("Hãy kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi gõ lại.") if waits else said.next
        self.trouble_text.setText(f"{said.what} {said.safe}\n{following}")
        self.mend.setVisible(problem.code in _DAMAGED)
        set_role(self.trouble, "error-box")
        self.trouble.show()

    def _tick(self) -> None:
        self._wait = max(0, self._wait - 1)
        if self._wait:
            self._show_wait()
            return
        self._second.stop()
        self._allow(allowed=True)

    def _show_wait(self) -> None:
        self.go.setText(tr("Thử lại sau {seconds} giây", seconds=self._wait))
