"""Danh mục chuyên đề: above how every cell stands with each quarter, below the list of the cell in hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from db.problems import ProblemError
from db.view_records import CellCover, QuarterState, ThemeLine
from desktop_app.rules import dates
from desktop_app.texts import tr
from ui import theme
from ui.icons import on_button
from ui.pages.base import shorten
from ui.pages.panel import Panel
from ui.pages.tabs import TabsPage
from ui.pages.year.theme_columns import FIRST_QUARTER, cover_columns, line_columns
from ui.pages.year.theme_form import ThemeForm
from ui.widgets.field import WrappingLabel
from ui.widgets.list_tools import Listed, ListTools, Report
from ui.widgets.plain import plain_label
from ui.widgets.record_table import RecordModel, RecordTable

if TYPE_CHECKING:
    from db.meeting_records import Theme
    from desktop_app.office import Office


class CoverTable(RecordTable):
    """Walked quarter by quarter; copying takes whole rows."""

    def __init__(self, model: RecordModel[CellCover], name: str) -> None:
        super().__init__(model, name)
        self.setSelectionBehavior(RecordTable.SelectionBehavior.SelectItems)
        self.setSelectionMode(RecordTable.SelectionMode.SingleSelection)

    def selected_rows(self) -> list[int]:
        """Return the rows in which a cell is selected."""
        return sorted({index.row() for index in self.selectedIndexes()})


class LineTable(RecordTable):
    """The lines of one cell; its name is printed and copied, while on the screen it stands above the table."""

    def _fit_columns(self) -> None:
        super()._fit_columns()
        self.setColumnHidden(0, True)


class ThemesPanel(Panel):
    """The quarters of every cell, the lines of one, and a form for a line."""

    def __init__(self, page: TabsPage) -> None:
        super().__init__(page)
        self._filling = False
        self._lines_of = ""
        """The cell whose lines are shown or being read."""
        self._wanted = ""
        """The line to be in hand once the list was read."""
        self.cover: RecordModel[CellCover] = RecordModel(cover_columns())
        self.cells = CoverTable(self.cover, tr("Chuyên đề từng quý: mỗi chi bộ một dòng"))
        self.model: RecordModel[ThemeLine] = RecordModel(line_columns())
        self.table = LineTable(self.model, tr("Danh mục chuyên đề của chi bộ đang chọn"))
        self.form = ThemeForm(self.context)
        self.summary = WrappingLabel(role="heading")
        self.heading = plain_label(role="heading")
        self.buttons = {
            "add": self._button(tr("Thêm (Ctrl+N)"), "add", self.add),
            "edit": self._button(tr("Sửa (Ctrl+E)"), "edit", self.edit),
            "approve": self._button(tr("Ghi &duyệt…"), "done", self.approve),
            "remove": self._button(tr("Xóa…"), "delete", self.remove),
        }
        self.copy_button = self._button(tr("&Chép từ năm trước…"), "copy", self.copy)
        self._lay_out()
        self._connect()

    def _button(self, words: str, picture: str, work: Callable[[], object]) -> QPushButton:
        button = QPushButton(words)
        on_button(button, picture)
        button.clicked.connect(lambda _checked=False: work())
        return button

    def _lay_out(self) -> None:
        self.covering, self.listing = QWidget(), QWidget()
        self.cover_tools = ListTools(
            self.page, self.cells, Listed[CellCover]("year-themes-cover", self._cover_title), scope=self.covering
        )
        listed: Listed[ThemeLine] = Listed("year-themes", self._list_title, fetch=self._fetch)
        self.list_tools = ListTools(self.page, self.table, listed, scope=self.listing, words=tr("In dan&h mục"))
        for place, head, table in (
            (self.covering, (self.copy_button, self.cover_tools), self.cells),
            (self.listing, (*self.buttons.values(), self.list_tools), self.table),
        ):
            column = QVBoxLayout(place)
            column.setContentsMargins(0, 0, 0, 0)
            row = QHBoxLayout()
            row.addWidget(self.summary if place is self.covering else self.heading, 1)
            for button in head:
                row.addWidget(button)
            if theme.is_large():
                shorten(row)
            column.addLayout(row)
            column.addWidget(table, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.covering)
        split.addWidget(self.listing)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        self.column.addWidget(split, 1)
        self.column.addWidget(self.form)

    def _connect(self) -> None:
        self.cells.opened.connect(lambda _row: self.open_quarter())
        self.cells.selectionModel().currentRowChanged.connect(lambda *_: self._read_lines())
        self.table.opened.connect(lambda _row: self.edit())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._allow())
        self.form.saved.connect(self._saved)
        self.form.closed.connect(self.escape)
        for keys, work, where in (
            ("Ctrl+N", self.add, self),
            ("Ctrl+E", self.edit, self),
            ("Del", self.remove, self.table),
            ("Ctrl+Return", self.open_in_hand, self.table),
        ):
            shortcut = QShortcut(QKeySequence(keys), where)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(work)

    @property
    def help_text(self) -> str:
        """Return what F1 says."""
        return tr(
            "Danh mục chuyên đề: bảng trên cho thấy từng quý của mỗi chi bộ (đã sinh hoạt, trễ, đến hạn, có trong danh "
            "mục, chưa có); Enter mở buổi đã họp, hoặc thêm chuyên đề cho quý còn trống. Bảng dưới là danh mục của chi "
            "bộ đang chọn: Ctrl+N thêm, Enter sửa, Delete xóa, Ctrl+Enter mở buổi sinh hoạt. “Ghi duyệt” ghi số và "
            "ngày văn bản duyệt cho các dòng đang chọn (Shift+mũi tên, Ctrl+A) cùng một lúc."
        )

    def focus_first(self) -> None:
        """Put the cursor into the quarters."""
        self.cells.setFocus()

    def may_leave(self) -> bool:
        """Ask when a line was typed and not saved."""
        if self.form.changed and not self.context.questions.discard_changes():
            return False
        self._show_form(shown=False)
        return True

    def _show_form(self, *, shown: bool) -> None:
        self.form.setVisible(shown)
        # With large text a small screen has no room for three things.
        self.covering.setVisible(not shown or not theme.is_large())

    def save(self) -> None:
        """Keep the line being typed."""
        self.form.save()

    def escape(self) -> bool:
        """Close the form; asks when something was typed."""
        if not self.form.isVisible():
            return False
        if self.may_leave():
            self.table.setFocus()
        return True

    # --- reading ---

    def _cover_title(self) -> str:
        return tr("Sinh hoạt chuyên đề từng quý năm {year}", year=self.year)

    def _list_title(self) -> str:
        words = tr("Danh mục chuyên đề năm {year}", year=self.year)
        return f"{words} – {self.where}" if self.where else words

    def _fetch(self) -> Callable[[Office, Report], Sequence[ThemeLine]]:
        """Return what a print shows: the list of the cell in hand at the top of the window, or of all of them."""
        year, cell_id = self.year, self.cell_id
        return lambda office, _report: office.themes.listed(year, cell_id)

    def refresh(self) -> None:
        """Read the year again."""
        year = self.year
        self.read(lambda office: office.themes.coverage(year), self._show, busy=tr("Đang đọc danh mục chuyên đề…"))

    def _show(self, rows: list[CellCover]) -> None:
        current = self.cells.currentIndex()
        before = self.cover.row(current)
        column = current.column() if current.isValid() and current.column() >= FIRST_QUARTER else self._column_now()
        # Moving to the first row and from there to the one in hand would read twice.
        self._filling = True
        self.cover.set_rows(rows)
        wanted = self.cell_id or (before.cell_id if before else "")
        place = next((number for number, row in enumerate(rows) if row.cell_id == wanted), 0)
        self.cells.setCurrentIndex(self.cover.index(place, column))
        self._filling = False
        self._lines_of = "-"
        self.summary.setText(summary(rows))
        self._read_lines()

    def _read_lines(self) -> None:
        """Read the list of the cell in hand."""
        cell, year = self.cell, self.year
        cell_id = cell.cell_id if cell else ""
        if self._filling or cell_id == self._lines_of:
            return
        self._lines_of = cell_id
        self.heading.setText(cell.cell_name if cell else "")
        if not cell_id:
            self._show_lines(cell_id, [])
            return
        self.page.run(lambda office: office.themes.listed(year, cell_id), partial(self._show_lines, cell_id))

    def _column_now(self) -> int:
        return FIRST_QUARTER + dates.quarter(self.context.period) - 1

    @property
    def cell(self) -> CellCover | None:
        """The cell in hand."""
        return self.cover.row(self.cells.currentIndex())

    @property
    def line(self) -> ThemeLine | None:
        """The line in hand."""
        return self.model.row(self.table.currentIndex())

    def _show_lines(self, cell_id: str, rows: list[ThemeLine]) -> None:
        if cell_id != self._lines_of:
            return
        current = self._wanted or (self.line.theme.id if self.line else "")
        self._wanted = ""
        self.model.set_rows(rows)
        self.table.select(next((place for place, row in enumerate(rows) if row.theme.id == current), 0))
        self._allow()

    def _allow(self) -> None:
        self.buttons["add"].setEnabled(self.cell is not None)
        for name in ("edit", "approve", "remove"):
            self.buttons[name].setEnabled(self.line is not None)

    # --- the quarter in hand ---

    def open_quarter(self) -> None:
        """Open the meeting of the quarter in hand, go to its line, or begin one where there is none."""
        cell, quarter = self.cell, self.cells.currentIndex().column() - FIRST_QUARTER + 1
        if cell is None or not 1 <= quarter <= 4:
            self.table.setFocus()
            return
        known = cell.quarters[quarter - 1]
        if known.meeting_id is not None and known.held_on is not None:
            self.open_meeting(cell.cell_id, known.held_on.isoformat()[:7], known.meeting_id)
            return
        place = next(
            (number for number, line in enumerate(self.model.rows) if line and line.theme.quarter == quarter), None
        )
        if place is None:
            self.add()
        else:
            self.table.select(place)
            self.table.setFocus()

    def open_in_hand(self) -> None:
        """Open the meeting that carried out the line in hand."""
        line = self.line
        if line is not None and line.meeting_id is not None and line.held_on is not None:
            self.open_meeting(line.theme.cell_id, line.held_on.isoformat()[:7], line.meeting_id)

    # --- lines ---

    def add(self) -> None:
        """Ask for a new line of the cell in hand."""
        cell = self.cell
        if cell is not None and self.may_leave():
            quarter = self.cells.currentIndex().column() - FIRST_QUARTER + 1
            if not 1 <= quarter <= 4:
                quarter = dates.quarter(self.context.period)
            self._show_form(shown=True)
            self.form.begin((cell.cell_id, cell.cell_name), self.year, quarter)

    def edit(self) -> None:
        """Ask for a change of the line in hand."""
        line = self.line
        if line is not None and self.may_leave():
            self._show_form(shown=True)
            self.form.begin((line.theme.cell_id, line.cell_name), line.theme.year, line.theme.quarter, line)

    def _saved(self, kept: Theme) -> None:
        self._wanted = kept.id
        self._show_form(shown=False)
        self.table.setFocus()
        self.context.say(tr("Đã lưu chuyên đề."))
        self.refresh()

    def remove(self) -> None:
        """Take the line in hand away after asking."""
        line = self.line
        if line is None or not self.buttons["remove"].isEnabled():
            return
        if not self.context.questions.confirm(
            tr("Xóa chuyên đề"),
            tr("Xóa “{title}” khỏi danh mục của {cell}?", title=line.theme.title, cell=line.cell_name),
            yes=tr("&Xóa"),
            no=tr("&Thôi"),
            loses=True,
        ):
            return
        theme_id = line.theme.id
        self.page.run(lambda office: office.themes.remove(theme_id), lambda _theme: self.refresh(), self._refused)

    def approve(self) -> None:
        """Write the number and the day of an approval into the selected lines."""
        chosen = [line for number in self.table.selected_rows() if (line := self.model.row(number)) is not None]
        if not chosen:
            return
        typed = self.context.questions.fields(
            tr("Ghi duyệt"),
            tr("Văn bản duyệt của cấp trên, ghi cho {count} dòng đang chọn.", count=len(chosen)),
            {"number": tr("Số văn bản"), "on": tr("Ngày duyệt")},
        )
        if typed is None:
            return
        try:
            on: date = dates.parse_day(typed["on"], self.context.today())
        except ProblemError as problem:
            self.page.show_problem(problem)
            return
        ids, number = [line.theme.id for line in chosen], typed["number"]
        self.page.run(
            lambda office: office.themes.approve(ids, number, on), lambda _none: self.refresh(), self._refused
        )

    def copy(self) -> None:
        """Take last year's list over, of the cell at the top of the window or of all cells."""
        year, cell_id = self.year, self.cell_id
        whose = self.where or tr("tất cả chi bộ")
        if not self.context.questions.confirm(
            tr("Chép danh mục"),
            tr("Chép danh mục năm {before} của {whose} sang năm {year}?", before=year - 1, whose=whose, year=year),
            yes=tr("&Chép"),
            no=tr("&Thôi"),
            detail=tr("Chỉ chép tên, quý và người; ngày duyệt, ngày gửi để trống. Tên đã có thì không chép lại."),
        ):
            return
        self.page.run(
            lambda office: office.themes.copy(year - 1, year, cell_id),
            partial(self._copied, year),
            self._refused,
            busy=tr("Đang chép danh mục…"),
        )

    def _copied(self, year: int, count: int) -> None:
        self.context.say(tr("Đã chép {count} chuyên đề sang năm {year}.", count=count, year=year))
        self.refresh()

    def _refused(self, problem: ProblemError) -> None:
        self.page.show_refused(problem)


def summary(rows: Sequence[CellCover]) -> str:
    """Return in a line how the year stands: cells done in each quarter that has begun, and who is late."""
    if not rows:
        return tr("Năm này đơn vị chưa có chi bộ nào.")
    parts = []
    for number, name in enumerate(("I", "II", "III", "IV")):
        states = [row.quarters[number].state for row in rows]
        done = states.count(QuarterState.DONE)
        asked = len(states) - states.count(QuarterState.NOT_ASKED)
        parts.append(f"{name} {done}/{asked}")
    words = tr("Đã sinh hoạt chuyên đề: quý {quarters}", quarters=" · ".join(parts))
    late = sum(any(quarter.state is QuarterState.LATE for quarter in row.quarters) for row in rows)
    return f"{words} – " + tr("{count} chi bộ trễ", count=late) if late else words
