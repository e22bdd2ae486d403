"""The page of a whole year of meetings: its calendar, attendance, conclusions and themes, each on a tab."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.texts import tr
from ui.context import WindowContext
from ui.icons import on_button
from ui.pages.tabs import TabsPage
from ui.pages.year.panels import PANELS


class YearPage(TabsPage):
    """Is reached from the page of the meetings, and leads back to it."""

    name = "year"
    specs = PANELS

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.back = QPushButton(tr("&Về buổi sinh hoạt (Esc)"))
        on_button(self.back, "left")
        self.back.clicked.connect(self.go_back)
        self.tools.addWidget(self.back)

    @property
    def title(self) -> str:
        """Return the words at the top."""
        return tr("Sinh hoạt chi bộ cả năm")

    @property
    def own_help(self) -> str:
        """Return what F1 says of the page."""
        return tr(
            "Nhìn lại cả năm: chọn năm ở góc phải; chọn một chi bộ ở thanh trên cùng, hoặc tất cả. "
            "Ctrl+1, Ctrl+2… đổi thẻ. Esc về trang Sinh hoạt chi bộ."
        )

    def go_back(self) -> None:
        """Go to the page of the meetings."""
        self.context.open_page("meetings")
