"""What can be done with every list: print it, keep it as a workbook, choose its columns, copy rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from desktop_app.rules.percentages import format_number
from desktop_app.texts import language, tr
from ui.icons import icon, on_button
from ui.paper_window import ask_for_workbook, show_paper
from ui.widgets.column_dialog import ColumnDialog
from ui.widgets.record_table import Column, RecordTable
from ui.widgets.saved_bar import SavedBar
from ui.widgets.work_panel import WorkPanel

if TYPE_CHECKING:
    from desktop_app.documents.papers.lists import ListPaper
    from desktop_app.documents.table_model import TableDocument
    from desktop_app.office import Office
    from ui.pages.base import Page

T = TypeVar("T")
Report = Callable[[int], None]
"""Tells how many rows are read so far; raises where the user stopped the work."""

COVERED = "•••"
"""What a column shows of what is not to be seen; a column of nothing else stays out of prints."""
AT_ONCE = 1000
"""Rows of a paged list read at once."""


@dataclass(frozen=True)
class Listed(Generic[T]):
    """A list as it is printed: what it is called and where its rows come from."""

    name: str
    """Under which the choice of columns is kept."""
    title: Callable[[], str]
    fetch: Callable[[], Callable[[Office, Report], Sequence[T]]] | None = None
    """Called on the window's thread when something is wanted, with the filter of that moment in hand; returns what
    reads all rows on the worker. None where the table holds all rows already."""
    note: Callable[[], str] = str
    """What of the list is shown; empty where it is all of it."""
    totals: Callable[[], str] = str
    """Said under the list."""


def paged(read: Callable[[int, int], tuple[Sequence[T], int]], report: Report) -> list[T]:
    """Return all rows of a list that ``read(offset, limit)`` hands over page by page with their number in all."""
    rows: list[T] = []
    while True:
        found, total = read(len(rows), AT_ONCE)
        rows += found
        report(len(rows))
        if len(rows) >= total or not found:
            return rows


class ListTools(QPushButton):
    """The button "In, xuất" of one list; its keys work wherever ``scope`` has the cursor and the list is in sight.

    ``page`` reports problems and shows progress. ``columns`` serve a list that has no table of its own,
    ``words`` a page on which the usual ones would not tell which list is meant.
    """

    def __init__(
        self,
        page: Page,
        table: RecordTable | None,
        listed: Listed[Any],
        *,
        scope: QWidget | None = None,
        columns: Sequence[Column[Any]] = (),
        keys: bool = True,
        words: str = "",
    ) -> None:
        super().__init__(words or tr("&In, xuất"))
        on_button(self, "print")
        self.setToolTip(tr("In, xuất Excel, chọn cột của danh sách này"))
        self.page = page
        self.table = table
        self.listed = listed
        self.columns = list(table.records.columns) if table is not None else list(columns)
        self.saved, self.work = bars(page)
        self._scope = scope or page
        self._menu = QMenu(self)
        self.print_action = self._action("print", tr("&In danh sách…"), "Ctrl+P" if keys else "", self.print_list)
        self.excel_action = self._action("excel", tr("&Xuất Excel…"), "Ctrl+Shift+E" if keys else "", self.export_list)
        if table is not None:
            self.columns_action = self._action("", tr("Chọn &cột…"), "", self.choose_columns)
            self.copy_action = self._action("copy", tr("Ché&p các dòng đang chọn"), "", table.copy)
            # The table itself listens to the key; the menu only names it.
            self.copy_action.setText(f"{self.copy_action.text()}\tCtrl+C")
            table.choose_columns(self._kept_choice())
            self._add_orders(table)
        self.setMenu(self._menu)

    def _add_orders(self, table: RecordTable) -> None:
        """Let the keyboard sort what a click on a header sorts."""
        orders = [(place, column) for place, column in enumerate(self.columns) if column.order]
        if not orders:
            return
        menu = self._menu.addMenu(tr("&Sắp xếp theo"))
        for place, column in orders:
            menu.addAction(_plain(column)).triggered.connect(lambda _checked=False, place=place: table.sort_by(place))

    def _action(self, look: str, words: str, keys: str, work: Callable[[], object]) -> QAction:
        action = QAction(words, self)
        if look:
            action.setIcon(icon(look))
        if keys:
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self._scope.addAction(action)
        action.triggered.connect(lambda _checked=False: work())
        self._menu.addAction(action)
        return action

    def add_paper(self, words: str, work: Callable[[], object]) -> QAction:
        """Add a line for a paper of its own under those every list has."""
        if not any(action.isSeparator() for action in self._menu.actions()):
            self._menu.addSeparator()
        return self._action("", words, "", work)

    # --- columns ---

    def _choice_name(self) -> str:
        return f"{self.listed.name}.{language()}"

    def _kept_choice(self) -> list[int]:
        titles = self.page.context.preferences.hidden_columns.get(self._choice_name(), [])
        hidden = [place for place, column in enumerate(self.columns) if _plain(column) in titles]
        return hidden if len(hidden) < len(self.columns) else []

    def choose_columns(self) -> None:
        """Let the columns be chosen, and remember the choice on this computer."""
        assert self.table is not None
        dialog = ColumnDialog([_plain(column) for column in self.columns], self.table.unwanted, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._chosen(dialog.hidden_places()))
        dialog.open()

    def _chosen(self, hidden: list[int]) -> None:
        assert self.table is not None
        self.table.choose_columns(hidden)
        preferences = self.page.context.preferences
        preferences.hidden_columns[self._choice_name()] = [_plain(self.columns[place]) for place in hidden]
        preferences.save()

    # --- paper and workbook ---

    def print_list(self) -> None:
        """Show the whole list as it will be printed."""
        if not self._ready():
            return
        make = self._maker()
        report = self._reporter(lambda count: tr("Đang dựng trang in… {count} dòng", count=count))

        def work(office: Office) -> tuple[TableDocument, bytes]:
            document = office.registers.listed(make(office))
            return document, office.registers.pdf(document, report)

        self._run(work, self._show, tr("Đang dựng trang in…"))

    def _show(self, made: tuple[TableDocument, bytes]) -> None:
        self.page.clear_problem()
        show_paper(self.page.context, self.page, made)

    def export_list(self) -> None:
        """Ask for a place and write the whole list there as a workbook."""
        if not self._ready():
            return
        from desktop_app.documents.papers.common import file_part

        name = f"{file_part(self.listed.title())}-{self.page.context.today().isoformat()}"
        target = ask_for_workbook(self.page.context, name)
        if target is None:
            return
        make = self._maker()
        report = self._reporter(lambda count: tr("Đang ghi tệp Excel… {count} dòng", count=count))
        self._run(
            lambda office: office.registers.excel(office.registers.listed(make(office)), target, report),
            self._saved,
            tr("Đang ghi tệp Excel…"),
        )

    def _saved(self, path: Path) -> None:
        self.page.clear_problem()
        self.saved.show_path(path)

    def _ready(self) -> bool:
        in_sight = self.table.isVisible() if self.table is not None else self._scope.isVisible()
        return in_sight and not self.work.working

    def _run(self, work: Callable[[Office], T], on_success: Callable[[T], None], busy: str) -> None:
        self.saved.hide()
        job = self.page.context.operations.run(
            work, on_success, on_done=self.work.finish, on_stopped=self.work.finish, receiver=self.page, busy=busy
        )
        self.work.watch(job, stoppable=True)

    def _reporter(self, words: Callable[[str], str]) -> Report:
        operations = self.page.context.operations
        return lambda count: operations.report(words(format_number(count)))

    def _maker(self) -> Callable[[Office], ListPaper]:
        """Return what makes the paper on the worker, with everything the screen shows at this moment in hand."""
        table, listed, columns = self.table, self.listed, self.columns
        places = [
            place
            for place in range(len(columns))
            if table is None or not (place in table.unwanted or table.left_out(place))
        ]
        title, note, totals = listed.title(), listed.note(), listed.totals()
        held = list(table.records.rows) if table is not None and listed.fetch is None else []
        fetch = listed.fetch() if listed.fetch is not None else None
        report = self._reporter(lambda count: tr("Đang đọc danh sách… {count} dòng", count=count))

        def make(office: Office) -> ListPaper:
            rows = fetch(office, report) if fetch is not None else held
            return _paper(title, note, totals, [columns[place] for place in places], rows)

        return make


def _paper(title: str, note: str, totals: str, columns: Sequence[Column[Any]], rows: Sequence[Any]) -> ListPaper:
    from desktop_app.documents.papers.lists import ListColumn, ListPaper

    said = [[column.text(row) for column in columns] for row in rows if row is not None]
    covered = {
        place
        for place in range(len(columns))
        if (texts := {line[place] for line in said}) and texts <= {"", COVERED} and COVERED in texts
    }
    kept = [place for place in range(len(columns)) if place not in covered]
    return ListPaper(
        title=title,
        note=note,
        columns=tuple(ListColumn(title=_plain(columns[place]), number=columns[place].number) for place in kept),
        rows=[tuple(line[place] for place in kept) for line in said] if covered else said,
        totals=(totals,),
    )


def keys_help(page: QWidget) -> str:
    """Return the sentence on these keys that ends the help of a page with a list; empty for any other page."""
    if all(tools.print_action.shortcut().isEmpty() for tools in page.findChildren(ListTools)):
        return ""
    return "\n" + tr("Ctrl+P: in danh sách. Ctrl+Shift+E: xuất Excel. Nút “In, xuất” còn có chọn cột, sắp xếp.")


def _plain(column: Column[Any]) -> str:
    return column.title.replace("\n", " ")


def bars(page: Page) -> tuple[SavedBar, WorkPanel]:
    """Return the two bars under the head of a page; lists of one page share them."""
    saved = page.findChild(SavedBar)
    work = page.findChild(WorkPanel, "list-work")
    if saved is None or work is None:
        layout = page.layout()
        assert isinstance(layout, QVBoxLayout)
        saved, work = SavedBar(), WorkPanel(page.context.operations)
        work.setObjectName("list-work")
        place = layout.indexOf(page.problem_bar) + 1
        layout.insertWidget(place, saved)
        layout.insertWidget(place, work)
    return saved, work
