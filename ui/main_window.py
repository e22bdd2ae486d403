"""The window: the list of pages at the left, the month and the cell at the top, the state of things at the bottom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from db.problems import ProblemError
from desktop_app.texts import explain, tr
from ui import theme
from ui.context import OfficeFacts, SaveState, WindowContext
from ui.icons import icon
from ui.navigation import INNER, PAGES, PageSpec
from ui.operations import Operations
from ui.preferences import Preferences
from ui.questions import Questions
from ui.status_bar import StatusBar
from ui.top_bar import TopBar
from ui.widgets.enter_moves import press_button
from ui.widgets.key_hints import KEY, KeyHints

if TYPE_CHECKING:
    from db.records import CellView
    from desktop_app.office import Office
    from ui.pages.base import Page


class MainWindow(QMainWindow):
    """Shows one page at a time of the office that ``operations`` holds open.

    ``closed`` is emitted when the user closed the window and every page agreed.
    """

    closed = Signal()

    def __init__(
        self,
        operations: Operations,
        preferences: Preferences,
        *,
        questions: Questions | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__()
        self.setWindowTitle(tr("Sổ Chi Bộ"))
        self.setWindowIcon(icon("app"))
        self.operations = operations
        self.context = WindowContext(
            operations, questions or Questions(self), preferences, today, self.open_page, parent=self
        )
        self.specs: dict[str, PageSpec] = {spec.name: spec for spec in (*PAGES, *INNER)}
        self.pages: dict[str, Page] = {}
        self._build()
        self._connect()
        self.resize(1366, 768)
        self.setMinimumSize(960, 600)

    # --- building ---

    def _build(self) -> None:
        middle = QWidget()
        rows = QVBoxLayout(middle)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        self.top_bar = TopBar(self.context)
        rows.addWidget(self.top_bar)
        columns = QHBoxLayout()
        columns.setSpacing(0)
        rows.addLayout(columns, 1)
        self.navigation = self._navigation()
        columns.addWidget(self.navigation)
        self.stack = QStackedWidget()
        columns.addWidget(self.stack, 1)
        self.status_bar = StatusBar(self.context)
        rows.addWidget(self.status_bar)
        self.setCentralWidget(middle)

    def _navigation(self) -> QListWidget:
        listed = QListWidget()
        listed.setObjectName("navigation")
        listed.setAccessibleName(tr("Các trang"))
        listed.setIconSize(QSize(theme.px(20), theme.px(20)))
        listed.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for spec in PAGES:
            item = QListWidgetItem(icon(spec.icon), spec.word())
            item.setData(Qt.ItemDataRole.UserRole, spec.name)
            item.setData(KEY, f"Alt+{spec.key}")
            item.setSizeHint(QSize(0, theme.px(40)))
            item.setToolTip(f"{spec.word()} (Alt+{spec.key})")
            listed.addItem(item)
        widest = max(listed.fontMetrics().horizontalAdvance(spec.word()) for spec in PAGES)
        self._wide = widest + theme.px(104)
        listed.setItemDelegate(KeyHints(listed))
        listed.setFixedWidth(self._wide)
        return listed

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show icons without words where large text leaves the page too little room."""
        super().resizeEvent(event)
        narrow = self.width() - self._wide < theme.px(900)
        self.navigation.setFixedWidth(theme.px(54) if narrow else self._wide)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the button in hand with Enter."""
        if not press_button(self, event):
            super().keyPressEvent(event)

    def _connect(self) -> None:
        self.navigation.itemClicked.connect(self._chosen)
        self.navigation.itemActivated.connect(self._chosen)
        for spec in PAGES:
            self._shortcut(f"Alt+{spec.key}", partial(self.open_page, spec.name))
        self._shortcut("Ctrl+K", self.top_bar.focus_search)
        self._shortcut("Ctrl+PgUp", lambda: self.top_bar.step_month(-1))
        self._shortcut("Ctrl+PgDown", lambda: self.top_bar.step_month(1))
        self._shortcut("F1", self.show_help)
        self._shortcut("F5", self.refresh)
        self._shortcut("F6", self._next_region)
        self.operations.problem.connect(self._show_problem)
        self.operations.busy_changed.connect(self.status_bar.show_busy)
        self.top_bar.cell_agreed.connect(self._to_work)
        self.context.cells_changed.connect(self.read_office)
        self.context.data_changed.connect(self.read_office)

    def _shortcut(self, keys: str, action: Callable[[], object]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(action)

    # --- pages ---

    def _chosen(self, item: QListWidgetItem) -> None:
        self.open_page(item.data(Qt.ItemDataRole.UserRole))

    @property
    def page(self) -> Page | None:
        """The page in front."""
        return self.pages.get(self._front) if self._front else None

    _front = ""

    def open_page(self, name: str, **args: object) -> None:
        """Bring a page to the front and hand it ``args``, unless the page in front wants to stay."""
        spec = self.specs[name]
        if self.page is not None and self._front != name and not self.page.may_leave():
            self._mark(self._front)
            return
        page = self.pages.get(name)
        if page is None:
            page = self.pages[name] = spec.make(self.context)
            self.stack.addWidget(page)
        if self._front != name:
            self.context.set_save_state(SaveState.NONE)
        self._front = name
        self.stack.setCurrentWidget(page)
        self._mark(name)
        page.open(**args)
        focused: QWidget | None = self.focusWidget()
        if focused is None or not page.isAncestorOf(focused):
            page.focus_work()

    def _mark(self, name: str) -> None:
        listed = self.specs[name].under or name
        self.navigation.setCurrentRow([spec.name for spec in PAGES].index(listed))

    def refresh(self) -> None:
        """Read the page in front again."""
        if self.page is not None:
            self.page.refresh()

    def show_help(self) -> None:
        """Show what the page in front is for and which keys it knows."""
        if self.page is not None:
            from ui.widgets.list_tools import keys_help

            text = self.page.help_text + keys_help(self.page)
            self.context.questions.tell(tr("Trợ giúp: {page}", page=self.page.title), _help(text))

    def _to_work(self) -> None:
        if self.page is not None:
            self.page.focus_work()

    def _next_region(self) -> None:
        regions: list[QWidget] = [self.navigation, self.top_bar, self.stack]
        focused: QWidget | None = self.focusWidget()
        inside = next(
            (i for i, region in enumerate(regions) if focused is not None and region.isAncestorOf(focused)), 0
        )
        if focused is self.navigation:
            inside = 0
        target = regions[(inside + 1) % len(regions)]
        if target is self.stack and self.page is not None:
            self.page.focus_work()
        elif target is self.top_bar:
            self.top_bar.focus_search()
        else:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- the office ---

    def start(self, page: str = "home") -> None:
        """Show the first page and read what the bars show; call once an office is open."""
        self.read_office()
        self.open_page(page)

    def read_office(self) -> None:
        """Read the office, its cells and the last backup and package again."""
        today = self.context.today()
        self.operations.run(lambda office: _facts(office, today), self._take_facts, self._show_problem)

    def _take_facts(self, read: tuple[OfficeFacts, tuple[CellView, ...]]) -> None:
        facts, cells = read
        self.context.facts, self.context.cells = facts, cells
        self.setWindowTitle(f"{facts.office.name} – {tr('Sổ Chi Bộ')}")
        self.top_bar.show_cells(cells)
        self.status_bar.show_facts(facts)
        self.context.facts_changed.emit()

    def _show_problem(self, problem: ProblemError) -> None:
        self.context.questions.problem(explain(problem))

    # --- the end ---

    def show_closing(self, text: str) -> None:
        """Show that the office is being closed; nothing can be touched any more."""
        self.setEnabled(False)
        self.status_bar.show_busy(text)
        self.show()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask the page in front, then let the owner of the window close the office."""
        if self.page is not None and not self.page.may_close():
            event.ignore()
            return
        # Whoever owns the window closes the office first and then takes the window away.
        event.ignore()
        self.closed.emit()


def _facts(office: Office, today: date) -> tuple[OfficeFacts, tuple[CellView, ...]]:
    from ui.facts import read

    return read(office, today)


def _help(text: str) -> str:
    keys = tr(
        "Phím chung: Alt+số mở trang · Ctrl+K tìm · Ctrl+PgUp/PgDn đổi tháng · F5 đọc lại · F6 chuyển vùng · F1 "
        "trợ giúp."
    )
    return f"{text}\n\n{keys}" if text else keys
