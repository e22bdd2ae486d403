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


def _collectives(page: TabsPage) -> Panel:
    from ui.pages.reviews.collectives import CollectivesPanel

    return CollectivesPanel(page)


def _registrations(page: TabsPage) -> Panel:
    from ui.pages.reviews.registrations import RegistrationsPanel

    return RegistrationsPanel(page)


def _plans(page: TabsPage) -> Panel:
    from ui.pages.reviews.plans import PlansPanel

    return PlansPanel(page)


def _years(page: TabsPage) -> Panel:
    from ui.pages.reviews.years import YearsPanel

    return YearsPanel(page)


def _tables(page: TabsPage) -> Panel:
    from ui.pages.reviews.tables import TablesPanel

    return TablesPanel(page)


PANELS: tuple[PanelSpec, ...] = (
    PanelSpec("board", lambda: tr("Đợt kiểm điểm"), _board),
    PanelSpec("votes", lambda: tr("Bỏ phiếu"), _votes),
    PanelSpec("decisions", lambda: tr("Đề xuất, quyết định"), _decisions),
    PanelSpec("collectives", lambda: tr("Tập thể"), _collectives),
    PanelSpec("registrations", lambda: tr("Đăng ký"), _registrations),
    PanelSpec("plans", lambda: tr("Khắc phục"), _plans),
    PanelSpec("years", lambda: tr("Các năm"), _years),
    PanelSpec("tables", lambda: tr("Biểu tổng hợp"), _tables),
)
