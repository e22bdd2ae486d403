"""What the steps of the assistant have in common, and the first of them: welcome."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.problems import ProblemError
from desktop_app.texts import explain, tr
from ui import theme
from ui.operations import Operations
from ui.questions import Questions
from ui.widgets.plain import plain_label


@dataclass
class FirstDay:
    """What the steps gather and share."""

    operations: Operations
    questions: Questions
    folder: Path
    name: str = ""
    header_name: str = ""
    code: str = ""
    kind: str = ""
    place: str = ""
    upper_name: str = ""
    password: str = field(default="", repr=False)
    recovery_key: str = field(default="", repr=False)


class Step(QWidget):
    """One screen of the assistant.

    ``leave`` is asked when the user wants to go on; a step that needs the worker answers later through ``ready``.
    """

    ready = Signal()
    """The step is done: the assistant goes on."""
    back_allowed = True

    def __init__(self, day: FirstDay, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.day = day
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.px(8))
        self.trouble = plain_label(role="error", wrap=True)
        self.trouble.hide()

    @property
    def title(self) -> str:
        """The words at the top."""
        return ""

    @property
    def next_word(self) -> str:
        """The word on the button that goes on."""
        return tr("&Tiếp tục")

    def enter(self) -> None:
        """Called when the step comes to the front."""

    def focus_first(self) -> None:
        """Put the cursor where work begins."""
        self.setFocus()
        self.focusNextChild()

    def leave(self) -> bool:
        """Whether to go on at once; False when something is wrong or the worker has to answer first."""
        return True

    def show_problem(self, problem: ProblemError) -> None:
        """Show a known failure in the step."""
        self.trouble.setText(str(explain(problem)))
        self.trouble.show()


class WelcomeStep(Step):
    """What the program is, what must never be typed into it, and four ways on."""

    create_wanted = Signal()
    sample_wanted = Signal()
    folder_wanted = Signal()
    restore_wanted = Signal()

    def __init__(self, day: FirstDay, parent: QWidget | None = None) -> None:
        super().__init__(day, parent)
        self.column.addWidget(
            plain_label(
                tr(
                    "Chương trình giữ danh sách đảng viên, ghi biên bản sinh hoạt chi bộ, in theo thể thức văn "
                    "bản của Đảng "
                    "và gửi số liệu lên cấp trên bằng USB. Mọi dữ liệu nằm trong máy này, được mã hóa."
                ),
                wrap=True,
            )
        )
        self.column.addWidget(_notice())
        self.column.addSpacing(theme.px(6))
        self.begin = self._choice(
            tr("&Lập sổ mới cho đơn vị"), tr("Đặt tên đơn vị, mật khẩu, in khóa khôi phục, nhập chi bộ: chừng 10 phút.")
        )
        self.begin.setProperty("kind", "primary")
        self.begin.clicked.connect(self.create_wanted)
        self.sample = self._choice(
            tr("Mở &dữ liệu mẫu"), tr("Một đảng bộ xã không có thật, 22 chi bộ, 938 đảng viên, để tập dùng.")
        )
        self.sample.clicked.connect(self.sample_wanted)
        self.existing = self._choice(tr("Mở &thư mục sổ đã có…"), tr("Chọn thư mục sổ trên ổ đĩa của máy này."))
        self.existing.clicked.connect(self.folder_wanted)
        self.restore = self._choice(
            tr("&Khôi phục từ bản sao lưu…"), tr("Máy cũ hỏng hoặc mất sổ: lấy lại từ USB hay thư mục sao lưu.")
        )
        self.restore.clicked.connect(self.restore_wanted)
        self.column.addStretch(1)

    @property
    def title(self) -> str:
        """Return the words at the top."""
        return tr("Chào mừng đến với Sổ Chi Bộ")

    def focus_first(self) -> None:
        """Put the cursor where work begins."""
        self.begin.setFocus()

    def _choice(self, words: str, hint: str) -> QPushButton:
        button = QPushButton(words)
        button.setMinimumHeight(theme.px(38))
        button.setMinimumWidth(theme.px(300))
        button.setAccessibleDescription(hint)
        self.column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(plain_label(hint, role="hint", wrap=True))
        self.column.addSpacing(theme.px(4))
        return button


def _notice() -> QFrame:
    from ui.icons import pixmap

    frame = QFrame()
    frame.setProperty("role", "warning-box")
    row = QHBoxLayout(frame)
    row.setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(10))
    row.setSpacing(theme.px(10))
    mark = QLabel()
    mark.setPixmap(pixmap("warning", theme.px(28), theme.colors().warning))
    row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(
        plain_label(
            tr(
                "Không nhập nội dung thuộc bí mật nhà nước (độ Mật, Tối mật, Tuyệt mật). Chương trình chỉ dành "
                "cho nội dung "
                "không mật; văn bản mật phải xử lý theo quy định riêng, trên máy riêng."
            ),
            wrap=True,
        ),
        1,
    )
    return frame
