"""The list of panels: the one place where a tab is made known to its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.texts import tr
from ui.pages.panel import PanelSpec

if TYPE_CHECKING:
    from ui.pages.panel import Panel
    from ui.pages.tabs import TabsPage


def _plan(page: TabsPage) -> Panel:
    from ui.pages.assignments.plan import PlanPanel

    return PlanPanel(page)


def _review(page: TabsPage) -> Panel:
    from ui.pages.assignments.review import ReviewPanel

    return ReviewPanel(page)


def _coverage(page: TabsPage) -> Panel:
    from ui.pages.assignments.coverage import CoveragePanel

    return CoveragePanel(page)


def _households(page: TabsPage) -> Panel:
    from ui.pages.assignments.households import HouseholdsPanel

    return HouseholdsPanel(page)


def _commitments(page: TabsPage) -> Panel:
    from ui.pages.assignments.commitments import CommitmentsPanel

    return CommitmentsPanel(page)


PANELS: tuple[PanelSpec, ...] = (
    PanelSpec("plan", lambda: tr("Kế hoạch năm"), _plan),
    PanelSpec("review", lambda: tr("Đánh giá theo kỳ"), _review),
    PanelSpec("coverage", lambda: tr("Độ phủ"), _coverage),
    PanelSpec("households", lambda: tr("Hộ phụ trách"), _households),
    PanelSpec("commitments", lambda: tr("Cam kết"), _commitments),
)
