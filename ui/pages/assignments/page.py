"""The page of the tasks given to members through a year: plan, reviews, households, commitments, each on a tab."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.texts import tr
from ui.context import WindowContext
from ui.icons import on_button
from ui.pages.assignments.panels import PANELS
from ui.pages.assignments.papers import TaskPapers
from ui.pages.tabs import TabsPage


class AssignmentsPage(TabsPage):
    """Phân công nhiệm vụ."""

    name = "assignments"
    specs = PANELS

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.papers = TaskPapers(self)
        self.kinds = QPushButton(tr("L&oại nhiệm vụ…"))
        on_button(self.kinds, "edit")
        self.kinds.clicked.connect(self.open_kinds)
        self.tools.addWidget(self.papers)
        self.tools.addWidget(self.kinds)

    def open_kinds(self) -> None:
        """Show the kinds of tasks, and let the office change them."""
        from ui.pages.assignments.kinds_dialog import KindsDialog

        dialog = KindsDialog(self)
        dialog.changed.connect(self.refresh)
        dialog.finished.connect(lambda _result: self.focus_work())
        dialog.open()

    @property
    def title(self) -> str:
        """Return the words at the top."""
        return tr("Phân công nhiệm vụ")

    @property
    def own_help(self) -> str:
        """Return what F1 says of the page."""
        return tr(
            "Nhiệm vụ của đảng viên trong năm: chọn năm ở góc phải; chọn một chi bộ ở thanh trên cùng, hoặc tất cả. "
            "Ctrl+1, Ctrl+2… đổi thẻ. Ctrl+Shift+P mở danh sách giấy tờ in được."
        )
