"""The list of units on paper and as a workbook, as of a day that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop_app.texts import tr
from ui.pages.organizations.tree_model import columns
from ui.paper_window import PaperDesk
from ui.widgets.list_tools import Listed, ListTools, Report
from ui.widgets.paper_dialog import Asks

if TYPE_CHECKING:
    from datetime import date

    from db.tree_records import TreeNode
    from desktop_app.office import Office
    from ui.pages.base import Page


class OrganizationPapers:
    """The button "In, xuất" of the page of organisations."""

    def __init__(self, page: Page, scope: QWidget, on: Callable[[], date], totals: Callable[[], str]) -> None:
        self.desk = PaperDesk(page)
        listed: Listed[TreeNode] = Listed(
            "organizations", lambda: tr("Cây tổ chức"), lambda: _reader(on()), totals=totals
        )
        self.tools = ListTools(page, None, listed, scope=scope, columns=columns())
        self.tools.add_paper(tr("Danh sách tổ chức…"), self.organizations)

    def organizations(self) -> None:
        """Every unit with its type, hamlets, secretary and number of members."""
        self.desk.ask(
            tr("Danh sách tổ chức"), Asks.DAY, lambda office, wanted: office.registers.organizations(wanted.on)
        )


def _reader(on: date) -> Callable[[Office, Report], list[TreeNode]]:
    return lambda office, _report: office.organizations.tree(on)
