"""The page of the year-end review: the campaign's board, votes, decisions, collectives and years, each on a tab."""

from __future__ import annotations

from desktop_app.texts import tr
from ui.pages.reviews.panels import PANELS
from ui.pages.tabs import TabsPage


class ReviewsPage(TabsPage):
    """Kiểm điểm cuối năm."""

    name = "reviews"
    specs = PANELS

    @property
    def title(self) -> str:
        """Return the words at the top."""
        return tr("Kiểm điểm cuối năm")

    @property
    def own_help(self) -> str:
        """Return what F1 says of the page."""
        return tr(
            "Kiểm điểm, đánh giá, xếp loại cuối năm: chọn năm ở góc phải; chọn một chi bộ ở thanh trên cùng, "
            "hoặc tất cả. Ctrl+1, Ctrl+2… đổi thẻ."
        )
