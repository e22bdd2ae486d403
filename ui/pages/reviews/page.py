"""The page of the year-end review: the campaign's board, votes, decisions, collectives and years, each on a tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.texts import tr
from ui.context import WindowContext
from ui.icons import on_button
from ui.pages.reviews.panels import PANELS
from ui.pages.reviews.papers import ReviewPapers
from ui.pages.tabs import TabsPage

if TYPE_CHECKING:
    from desktop_app.rules.scheme import Scheme


class ReviewsPage(TabsPage):
    """Kiểm điểm cuối năm."""

    name = "reviews"
    specs = PANELS

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.schemes = QPushButton(tr("&Quy định đánh giá…"))
        on_button(self.schemes, "edit")
        self.schemes.clicked.connect(self.open_schemes)
        self.papers = ReviewPapers(self)
        self.tools.addWidget(self.papers)
        self.tools.addWidget(self.schemes)

    def open_schemes(self) -> None:
        """Show the rating schemes, that of the year in hand first, and let the office change them."""
        year = self.year
        self.run(lambda office: office.schemes.all().of_year(year), self._open_schemes)

    def _open_schemes(self, scheme: Scheme | None) -> None:
        from ui.pages.settings.schemes import SchemesDialog

        SchemesDialog(self.context, self, scheme=scheme.code if scheme is not None else "").open()

    @property
    def title(self) -> str:
        """Return the words at the top."""
        return tr("Kiểm điểm cuối năm")

    @property
    def own_help(self) -> str:
        """Return what F1 says of the page."""
        return tr(
            "Kiểm điểm, đánh giá, xếp loại cuối năm: chọn năm ở góc phải; chọn một chi bộ ở thanh trên cùng, "
            "hoặc tất cả. Ctrl+1, Ctrl+2… đổi thẻ. Ctrl+Shift+P mở danh sách giấy tờ in được."
        )
