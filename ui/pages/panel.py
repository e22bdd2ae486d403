"""What the panels of a page of tabs have in common: they read one year, of the cell in hand or of all cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ui import theme

if TYPE_CHECKING:
    from desktop_app.office import Office
    from ui.pages.tabs import TabsPage

T = TypeVar("T")


@dataclass(frozen=True)
class PanelSpec:
    """How a panel is called and how it is made; its module is imported when it is first shown."""

    name: str
    word: Callable[[], str]
    make: Callable[[TabsPage], Panel]


class Panel(QWidget):
    """One tab of the year; a subclass fills ``column`` and overrides ``refresh`` and ``focus_first``."""

    def __init__(self, page: TabsPage) -> None:
        super().__init__()
        self.page = page
        self.context = page.context
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(theme.px(8), theme.px(8), theme.px(8), theme.px(8))
        self.column.setSpacing(theme.px(8))
        self._asked = 0

    @property
    def year(self) -> int:
        """The year in hand."""
        return self.page.year

    @property
    def cell_id(self) -> str | None:
        """The cell in hand, None for all of them."""
        return self.context.cell.organization.id if self.context.cell else None

    @property
    def where(self) -> str:
        """The name of the cell in hand, empty for all of them."""
        return self.context.cell.organization.name if self.context.cell else ""

    def asked(self, **_args: object) -> None:
        """Take what the page was opened with, before ``refresh``: for instance who to show."""

    def refresh(self) -> None:
        """Read again what is shown."""
        raise NotImplementedError

    def focus_first(self) -> None:
        """Put the cursor where work begins."""
        raise NotImplementedError

    def turn_to(self, stack: QStackedWidget, shown: QWidget) -> None:
        """Show a part of the panel; the cursor does not stay behind in the part that goes out of sight."""
        # The window's own: what is read may arrive while another program is in front.
        focus: QWidget | None = self.window().focusWidget()
        before = stack.currentWidget()
        had_focus = focus is not None and self.isAncestorOf(focus)
        stack.setCurrentWidget(shown)
        if had_focus and shown is not before:
            self.focus_first()

    @property
    def help_text(self) -> str:
        """What the panel is for and its keys."""
        return ""

    def may_leave(self) -> bool:
        """Whether another panel or page may come to the front; asks when something typed would be lost."""
        return True

    def save(self) -> None:
        """Ctrl+S: keep what is typed, where something can be typed."""

    def escape(self) -> bool:
        """Esc: close what is open; return whether there was anything to close."""
        return False

    def read(self, work: Callable[[Office], T], shown: Callable[[T], None], busy: str) -> None:
        """Read on the worker; an answer that a later question has overtaken is dropped."""
        self._asked += 1
        asked = self._asked

        def take(found: T) -> None:
            if asked == self._asked:
                self.page.clear_problem()
                shown(found)

        self.page.run(work, take, busy=busy)

    def open_meeting(self, cell_id: str, period: str, meeting_id: str = "") -> None:
        """Go to a cell's meeting of a month, or to the one named."""
        self.context.open_page("meetings", cell_id=cell_id, period=period, meeting_id=meeting_id)
