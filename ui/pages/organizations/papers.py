"""The list of units on paper and as a workbook, as of the day the page shows or another one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from db.tree_records import TreeNode
from desktop_app.rules.dates import format_day
from desktop_app.texts import tr
from ui.pages.organizations.tree_model import columns
from ui.paper_window import PaperDesk
from ui.widgets.list_tools import Listed, ListTools, Report
from ui.widgets.paper_dialog import Asks

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop_app.office import Office
    from ui.pages.base import Page


class OrganizationPapers:
    """The button "In, xuất" of the page of organisations; its keys work within ``scope``, where the tree is."""

    def __init__(self, page: Page, scope: QWidget, on: Callable[[], date], totals: Callable[[], str]) -> None:
        self.desk = PaperDesk(page)
        self._on = on
        listed = Listed[TreeNode](
            "organizations",
            lambda: tr("Cây tổ chức"),
            fetch=self._fetch,
            note=lambda: tr("Tại ngày {day}", day=format_day(on())),
            totals=totals,
        )
        self.tools = ListTools(page, None, listed, scope=scope, columns=columns())
        self.tools.add_paper(tr("Danh sách tổ chức…"), self.organizations)

    def _fetch(self) -> Callable[[Office, Report], list[TreeNode]]:
        on = self._on()

        def fetch(office: Office, _report: Report) -> list[TreeNode]:
            return office.organizations.tree(on)

        return fetch

    def organizations(self) -> None:
        """Every unit with its type, hamlets, secretary and number of members."""
        self.desk.ask(
            tr("Danh sách tổ chức"), Asks.DAY, lambda office, wanted: office.registers.organizations(wanted.on)
        )
