"""The button "Cả năm": the ways from the meetings of a month to the panels of the whole year."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton

from desktop_app.texts import tr

if TYPE_CHECKING:
    from ui.pages.base import Page

KEY = "F12"


class YearButton(QPushButton):
    """A menu of the panels; F12 goes to the one that was open last."""

    def __init__(self, page: Page) -> None:
        super().__init__(tr("Cả năm"))
        from ui.pages.year.panels import PANELS

        words = tr("Lịch cả năm, dự sinh hoạt từng người, kết luận và việc giao, danh mục chuyên đề")
        self.setToolTip(f"{words} ({KEY})")
        self._page = page
        menu = QMenu(self)
        for number, spec in enumerate(PANELS, 1):
            action = menu.addAction(f"&{number}. {spec.word()}")
            action.triggered.connect(self._opener(spec.name))
        self.setMenu(menu)
        shortcut = QShortcut(QKeySequence(KEY), page)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(partial(page.context.open_page, "year"))

    def _opener(self, panel: str) -> Callable[..., None]:
        return lambda _checked=False: self._page.context.open_page("year", panel=panel)
