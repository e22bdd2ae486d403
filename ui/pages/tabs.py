"""A page of one year whose work lies on tabs: a panel is made when it is shown first, and read when it is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from db.problems import ProblemError
from desktop_app.texts import sentence, tr
from ui import theme
from ui.context import WindowContext
from ui.pages.base import Page
from ui.pages.panel import PanelSpec
from ui.widgets.plain import plain_label
from ui.widgets.year_picker import YearPicker

if TYPE_CHECKING:
    from ui.pages.panel import Panel


class TabsPage(Page):
    """Ctrl+1, Ctrl+2… change the tab; a subclass gives ``specs``, ``title`` and ``own_help``."""

    specs: tuple[PanelSpec, ...] = ()

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        words = plain_label(tr("Nă&m"))
        self.picker = YearPicker(int(context.period[:4]))
        self.picker.year_changed.connect(lambda _year: self._show_panel())
        words.setBuddy(self.picker.edit)
        for widget in (words, self.picker):
            self.tools.addWidget(widget)
        self.panels: dict[str, Panel] = {}
        self._shown = 0
        self.tabs = QTabWidget()
        if theme.is_large():
            # Large letters on a small screen: all tabs stay in sight, with less air and at the worst fewer letters.
            self.tabs.setStyleSheet(f"QTabBar::tab {{ padding: {theme.px(6)}px {theme.px(7)}px; }}")
            self.tabs.tabBar().setElideMode(Qt.TextElideMode.ElideRight)
            self.tabs.setUsesScrollButtons(False)
        for number, spec in enumerate(self.specs, 1):
            place = QWidget()
            QVBoxLayout(place).setContentsMargins(0, 0, 0, 0)
            self.tabs.addTab(place, spec.word())
            self.tabs.setTabToolTip(number - 1, f"Ctrl+{number}")
        self.tabs.currentChanged.connect(self._tab_changed)
        self.body.addWidget(self.tabs, 1)
        for number in range(1, len(self.specs) + 1):
            self._key(f"Ctrl+{number}", partial(self.go_to, number - 1))
        self._key("Ctrl+S", self._save)
        self._key("Esc", self._escape)
        context.cell_changed.connect(self._stale)
        context.data_changed.connect(self._stale)
        context.cells_changed.connect(self._stale)
        context.period_changed.connect(self._period_changed)

    def _key(self, keys: str, work: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(work)

    # --- what the window asks ---

    @property
    def own_help(self) -> str:
        """What F1 says of the page itself, before what the panel in front says."""
        return ""

    @property
    def help_text(self) -> str:
        """Return what F1 says: of this page, and of the panel in front."""
        return self.own_help + "\n\n" + self.panel.help_text

    @property
    def year(self) -> int:
        """The year in hand."""
        return self.picker.year

    @property
    def panel(self) -> Panel:
        """The panel in front."""
        spec = self.specs[max(0, self.tabs.currentIndex())]
        made = self.panels.get(spec.name)
        if made is None:
            made = self.panels[spec.name] = spec.make(self)
            layout = self.tabs.currentWidget().layout()
            assert layout is not None
            layout.addWidget(made)
        return made

    def open(self, **args: object) -> None:
        """Come to the front; ``panel`` and ``year`` say what to show, the rest goes to the panel."""
        wanted, year = str(args.get("panel") or ""), args.get("year")
        place = next((place for place, spec in enumerate(self.specs) if spec.name == wanted), -1)
        self.picker.set_year(int(str(year)) if year else int(self.context.period[:4]), quietly=True)
        if place >= 0 and place != self.tabs.currentIndex():
            self.tabs.setCurrentIndex(place)
        self.panel.asked(**{name: value for name, value in args.items() if name not in ("panel", "year")})
        self._show_panel()
        self.panel.focus_first()

    def refresh(self) -> None:
        """Read the panel in front again."""
        self.panel.refresh()

    def focus_work(self) -> None:
        """Put the cursor where the panel in front begins."""
        self.panel.focus_first()

    def may_leave(self) -> bool:
        """Ask when something typed would be lost."""
        return self.panel.may_leave()

    # --- panels ---

    def go_to(self, place: int) -> None:
        """Bring a panel to the front."""
        self.tabs.setCurrentIndex(place)
        self.panel.focus_first()

    def show_tab(self, name: str, **args: object) -> None:
        """Bring the panel of that name to the front and tell it what is asked for."""
        self.open(panel=name, year=self.year, **args)

    def _tab_changed(self, place: int) -> None:
        before = self.panels.get(self.specs[self._shown].name)
        if before is not None and place != self._shown and not before.may_leave():
            self.tabs.blockSignals(True)
            self.tabs.setCurrentIndex(self._shown)
            self.tabs.blockSignals(False)
            return
        self._shown = place
        self._show_panel()

    def _show_panel(self) -> None:
        self._shown = self.tabs.currentIndex()
        self.panel.refresh()

    def _stale(self, *_what: object) -> None:
        if self.isVisible():
            self.panel.refresh()

    def _period_changed(self, period: str) -> None:
        if self.isVisible():
            self.picker.set_year(int(period[:4]))

    def show_refused(self, problem: ProblemError) -> None:
        """Show a known failure; mistakes of single fields are said one by one."""
        self.show_problem(problem)
        findings = problem.values.get("findings")
        if isinstance(findings, tuple) and findings:
            said = " ".join(sentence(finding) for finding in findings)
            self.problem_bar.label.setText(f"{self.problem_bar.label.text()} {said}")

    def _save(self) -> None:
        self.panel.save()

    def _escape(self) -> None:
        if not self.panel.escape():
            self.go_back()

    def go_back(self) -> None:
        """Esc where nothing is open: go where the page was reached from. By default: stay."""
