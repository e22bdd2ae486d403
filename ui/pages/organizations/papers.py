"""The list of units on paper and as a workbook, as of a day that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop_app.texts import tr
from ui.paper_window import PaperDesk
from ui.widgets.list_tools import Listed, ListTools
from ui.widgets.paper_dialog import Asks

if TYPE_CHECKING:
    from ui.pages.base import Page
    from ui.widgets.record_table import RecordTable


class OrganizationPapers:
    """The button "In, xuất" of the page of organisations."""

    def __init__(self, page: Page, table: RecordTable, totals: Callable[[], str]) -> None:
        self.desk = PaperDesk(page)
        listed = Listed[object]("organizations", lambda: tr("Danh sách chi bộ"), totals=totals)
        self.tools = ListTools(page, table, listed)
        self.tools.add_paper(tr("Danh sách tổ chức…"), self.organizations)

    def organizations(self) -> None:
        """Every unit with its type, hamlets, secretary and number of members."""
        self.desk.ask(
            tr("Danh sách tổ chức"), Asks.DAY, lambda office, wanted: office.registers.organizations(wanted.on)
        )
