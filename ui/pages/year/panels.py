"""The list of panels: the one place where a tab of the year is made known to its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.texts import tr

if TYPE_CHECKING:
    from ui.pages.year.page import YearPage
    from ui.pages.year.panel import Panel


@dataclass(frozen=True)
class PanelSpec:
    """How a panel is called and how it is made; its module is imported when it is first shown."""

    name: str
    word: Callable[[], str]
    make: Callable[[YearPage], Panel]


def _calendar(page: YearPage) -> Panel:
    from ui.pages.year.calendar import CalendarPanel

    return CalendarPanel(page)


def _attendance(page: YearPage) -> Panel:
    from ui.pages.year.attendance import AttendancePanel

    return AttendancePanel(page)


def _outcomes(page: YearPage) -> Panel:
    from ui.pages.year.outcomes import OutcomesPanel

    return OutcomesPanel(page)


def _themes(page: YearPage) -> Panel:
    from ui.pages.year.themes import ThemesPanel

    return ThemesPanel(page)


def _quality(page: YearPage) -> Panel:
    from ui.pages.year.quality import QualityPanel

    return QualityPanel(page)


def _book(page: YearPage) -> Panel:
    from ui.pages.year.book import BookPanel

    return BookPanel(page)


def _ledger(page: YearPage) -> Panel:
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
