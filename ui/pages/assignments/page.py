"""The page of the tasks given to members through a year: plan, reviews, households, commitments, each on a tab."""

from __future__ import annotations

from desktop_app.texts import tr
from ui.pages.assignments.panels import PANELS
from ui.pages.tabs import TabsPage


class AssignmentsPage(TabsPage):
    """Phân công nhiệm vụ."""

    name = "assignments"
    specs = PANELS

    @property
    def title(self) -> str:
        """Return the words at the top."""
        return tr("Phân công nhiệm vụ")

    @property
    def own_help(self) -> str:
        """Return what F1 says of the page."""
        return tr(
            "Nhiệm vụ của đảng viên trong năm: chọn năm ở góc phải; chọn một chi bộ ở thanh trên cùng, hoặc tất cả. "
            "Ctrl+1, Ctrl+2… đổi thẻ."
        )
