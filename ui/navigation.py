"""The list of pages: the one place where a page is made known to the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.texts import tr

if TYPE_CHECKING:
    from ui.context import WindowContext
    from ui.pages.base import Page


@dataclass(frozen=True)
class PageSpec:
    """How a page appears in the list and how it is made; its module is imported when it is first opened."""

    name: str
    word: Callable[[], str]
    icon: str
    key: str
    """The figure pressed together with Alt. It belongs to the page for good, also when pages before it are absent."""
    make: Callable[[WindowContext], Page]
    under: str = ""
    """The page whose line in the list stands for this one too; such a page has no key of its own."""


def _home(context: WindowContext) -> Page:
    from ui.pages.home.page import HomePage

    return HomePage(context)


def _organizations(context: WindowContext) -> Page:
    from ui.pages.organizations.page import OrganizationsPage

    return OrganizationsPage(context)


def _members(context: WindowContext) -> Page:
    from ui.pages.members.page import MembersPage

    return MembersPage(context)


def _meetings(context: WindowContext) -> Page:
    from ui.pages.meetings.page import MeetingsPage

    return MeetingsPage(context)


def _year(context: WindowContext) -> Page:
    from ui.pages.year.page import YearPage

    return YearPage(context)


def _assignments(context: WindowContext) -> Page:
    from ui.pages.assignments.page import AssignmentsPage

    return AssignmentsPage(context)


def _reviews(context: WindowContext) -> Page:
    from ui.pages.reviews.page import ReviewsPage

    return ReviewsPage(context)


def _exchange(context: WindowContext) -> Page:
    from ui.pages.exchange.page import ExchangePage

    return ExchangePage(context)


def _consolidated(context: WindowContext) -> Page:
    from ui.pages.consolidated.page import ConsolidatedPage

    return ConsolidatedPage(context)


def _settings(context: WindowContext) -> Page:
    from ui.pages.settings.page import SettingsPage

    return SettingsPage(context)


PAGES = (
    PageSpec("home", lambda: tr("Trang chủ"), "home", "1", _home),
    PageSpec("organizations", lambda: tr("Tổ chức"), "organizations", "2", _organizations),
    PageSpec("members", lambda: tr("Đảng viên"), "members", "3", _members),
    PageSpec("meetings", lambda: tr("Sinh hoạt chi bộ"), "meetings", "4", _meetings),
    PageSpec("assignments", lambda: tr("Phân công nhiệm vụ"), "assignments", "5", _assignments),
    PageSpec("reviews", lambda: tr("Kiểm điểm cuối năm"), "reviews", "6", _reviews),
    PageSpec("exchange", lambda: tr("Gửi và nhận"), "exchange", "8", _exchange),
    PageSpec("consolidated", lambda: tr("Báo cáo"), "reports", "9", _consolidated),
    PageSpec("settings", lambda: tr("Cài đặt"), "settings", "0", _settings),
)
INNER = (PageSpec("year", lambda: tr("Sinh hoạt chi bộ cả năm"), "meetings", "", _year, under="meetings"),)
"""Pages that are reached from another page; the list has no line for them."""
