"""Step: the list of members, from the clerk's own Excel file at once or later."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.texts import tr
from ui import theme
from ui.icons import on_button
from ui.pages.first_run.steps import FirstDay, Step
from ui.widgets.plain import plain_label


class MembersStep(Step):
    """Offers the import assistant; the office is open and complete without it."""

    import_wanted = Signal()
    back_allowed = False

    def __init__(self, day: FirstDay, parent: QWidget | None = None) -> None:
        super().__init__(day, parent)
        self.column.addWidget(
            plain_label(
                tr(
                    "Sổ đã lập xong. Nếu đơn vị có sẵn danh sách đảng viên trong Excel thì nhập ngay được: tệp nào "
                    "cũng đọc được, xem lại từng dòng trước khi ghi, và hoàn tác được cả lần nhập."
                ),
                wrap=True,
            )
        )
        self.column.addSpacing(theme.px(6))
        self.begin = QPushButton(tr("Nhập &danh sách đảng viên từ Excel ngay"))
        on_button(self.begin, "excel")
        self.begin.setMinimumHeight(theme.px(38))
        self.begin.clicked.connect(self.import_wanted)
        self.column.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(
            plain_label(
                tr("Về sau vẫn nhập được: trang Đảng viên, phím Ctrl+I; hoặc thêm từng người bằng Ctrl+N."),
                role="hint",
                wrap=True,
            )
        )
        self.column.addStretch(1)

    @property
    def title(self) -> str:
        """Return the words at the top."""
        return tr("Danh sách đảng viên")

    @property
    def next_word(self) -> str:
        """Return the word on the button that goes on."""
        return tr("Để &sau, mở sổ")

    def focus_first(self) -> None:
        """Put the cursor where work begins."""
        self.begin.setFocus()
