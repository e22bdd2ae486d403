"""The button "Giấy tờ" of a page of tabs: a menu of the papers it prints, and the way of a paper to its window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton

from desktop_app.texts import tr
from ui.icons import on_button
from ui.paper_window import show_paper

if TYPE_CHECKING:
    from desktop_app.documents.table_model import TableDocument
    from desktop_app.office import Office
    from ui.pages.base import Page
    from ui.pages.tabs import TabsPage

KEYS = "Ctrl+Shift+P"


class PaperButton(QPushButton):
    """Opens a menu by mouse or key; a subclass adds the papers and says in ``offer`` what can be printed now."""

    def __init__(self, page: TabsPage, tip: str) -> None:
        super().__init__(tr("Giấy tờ"))
        on_button(self, "print")
        self.setToolTip(tip)
        self.page = page
        self.menu_ = QMenu(self)
        self.actions_: dict[str, QAction] = {}
        self.menu_.aboutToShow.connect(self.offer)
        self.setMenu(self.menu_)
        shortcut = QShortcut(QKeySequence(KEYS), page)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.open_menu)

    def add(self, name: str, words: str, work: Callable[[], object]) -> None:
        """Add a line to the menu."""
        action = self.menu_.addAction(words)
        action.triggered.connect(lambda _checked=False: work())
        self.actions_[name] = action

    def offer(self) -> None:
        """Enable what can be printed now."""

    def open_menu(self) -> None:
        """Open the menu under the button with its first line in hand."""
        self.offer()
        self.menu_.popup(self.mapToGlobal(self.rect().bottomLeft()))
        self.menu_.setActiveAction(next(action for action in self.menu_.actions() if action.isEnabled()))


def show_made(page: Page, make: Callable[[Office], TableDocument]) -> None:
    """Show a paper as it will be printed."""

    def work(office: Office) -> tuple[TableDocument, bytes]:
        document = make(office)
        return document, office.registers.pdf(document)

    def shown(made: tuple[TableDocument, bytes]) -> None:
        page.clear_problem()
        show_paper(page.context, page, made)

    page.run(work, shown, busy=tr("Đang dựng trang in…"))
