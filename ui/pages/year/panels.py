"""The list of panels: the one place where a tab of the year is made known to its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.texts import tr
from ui.pages.panel import PanelSpec

if TYPE_CHECKING:
    from ui.pages.panel import Panel
    from ui.pages.tabs import TabsPage


def _calendar(page: TabsPage) -> Panel:
    from ui.pages.year.calendar import CalendarPanel

    return CalendarPanel(page)


def _attendance(page: TabsPage) -> Panel:
    from ui.pages.year.attendance import AttendancePanel

    return AttendancePanel(page)


def _outcomes(page: TabsPage) -> Panel:
    from ui.pages.year.outcomes import OutcomesPanel

    return OutcomesPanel(page)


def _themes(page: TabsPage) -> Panel:
    from ui.pages.year.themes import ThemesPanel

    return ThemesPanel(page)


def _quality(page: TabsPage) -> Panel:
    from ui.pages.year.quality import QualityPanel

    return QualityPanel(page)


def _book(page: TabsPage) -> Panel:
    from ui.pages.year.book import BookPanel

    return BookPanel(page)


def _ledger(page: TabsPage) -> Panel:
    from ui.pages.year.ledger import LedgerPanel

    return LedgerPanel(page)


PANELS = (
    PanelSpec("calendar", lambda: tr("Lịch năm"), _calendar),
    PanelSpec("attendance", lambda: tr("Dự sinh hoạt"), _attendance),
    PanelSpec("outcomes", lambda: tr("Kết luận, việc giao"), _outcomes),
    PanelSpec("themes", lambda: tr("Chuyên đề"), _themes),
    PanelSpec("quality", lambda: tr("Chất lượng"), _quality),
    PanelSpec("book", lambda: tr("Sổ biên bản"), _book),
    PanelSpec("ledger", lambda: tr("Sổ số"), _ledger),
)
