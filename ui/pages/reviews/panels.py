"""The list of panels: the one place where a tab is made known to its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.texts import tr
from ui.pages.panel import PanelSpec

if TYPE_CHECKING:
    from ui.pages.panel import Panel
    from ui.pages.tabs import TabsPage


def _board(page: TabsPage) -> Panel:
    from ui.pages.reviews.board import BoardPanel

    return BoardPanel(page)


def _votes(page: TabsPage) -> Panel:
    from ui.pages.reviews.votes import VotesPanel

    return VotesPanel(page)


def _decisions(page: TabsPage) -> Panel:
    from ui.pages.reviews.decisions import DecisionsPanel

    return DecisionsPanel(page)


PANELS: tuple[PanelSpec, ...] = (
    PanelSpec("board", lambda: tr("Đợt kiểm điểm"), _board),
    PanelSpec("votes", lambda: tr("Bỏ phiếu"), _votes),
    PanelSpec("decisions", lambda: tr("Đề xuất, quyết định"), _decisions),
)
