"""Sổ biên bản: what the bound book of the year holds, what is missing from it, and the book itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QStackedWidget, QWidget

from db import files, places
from desktop_app.rules.dates import format_day
from desktop_app.rules.percentages import format_number
from desktop_app.texts import term, tr
from ui import theme
from ui.book_window import BookWindow, progress
from ui.icons import on_button
from ui.pages.base import shorten
from ui.pages.panel import Panel
from ui.pages.tabs import TabsPage
from ui.widgets.choice import Choice
from ui.widgets.list_tools import Listed, ListTools
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column, RecordModel, RecordTable
from ui.widgets.words import capital

if TYPE_CHECKING:
    from desktop_app.office import Office
    from desktop_app.services.books import BookPlan, Gap, PlanPart

_BOOKS = ("minutes", "committee_minutes", "group_minutes")
_WHOLE, _EACH = "whole", "each"


@dataclass(frozen=True)
class Line:
    """One line of the book of one cell, or something missing from it."""

    cell_id: str
    number: str
    day: str
    what: str
    remark: str
    meeting_id: str = ""
    period: str = ""
    """Of what is missing; empty for what stands in the contents."""
    sign: str = "ok"
    """"ok", "none" (listed, not printed) or "missing"."""


class BookPanel(Panel):
    """Shows the plan of the book in hand; Ctrl+Enter binds it."""

    def __init__(self, page: TabsPage) -> None:
        super().__init__(page)
        self.plan: BookPlan | None = None
        self.window_: BookWindow | None = None
        self.book: Choice[str] = Choice([(name, capital(term("book", name))) for name in _BOOKS])
        self.double = QCheckBox(tr("In &hai mặt, lề rộng ở gáy"))
        self.double.setChecked(True)
        self.right = QCheckBox(tr("Mỗi biên bản bắt đầu ở trang bên &phải"))
        self.pieces: Choice[str] = Choice([(_WHOLE, tr("Một quyển chung")), (_EACH, tr("Mỗi chi bộ một quyển"))])
        self.bind = QPushButton(tr("&Lập sổ (Ctrl+Enter)"))
        on_button(self.bind, "print", theme.colors().on_primary)
        self.bind.setProperty("kind", "primary")
        self.lines: RecordModel[Line] = RecordModel(_line_columns())
        self.line_table = RecordTable(self.lines, tr("Mục lục của sổ và những gì còn thiếu"))
        self.cells: RecordModel[PlanPart] = RecordModel(_cell_columns())
        self.cell_table = RecordTable(self.cells, tr("Sổ biên bản của từng chi bộ"))
        self.totals = plain_label(role="muted", wrap=True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        one: Listed[Line] = Listed("year-book", self._title, totals=self.totals.text)
        all_: Listed[PlanPart] = Listed("year-books", self._title, totals=self.totals.text)
        self.line_tools = ListTools(self.page, self.line_table, one, scope=self.line_table)
        self.cell_tools = ListTools(self.page, self.cell_table, all_, scope=self.cell_table)
        head, options = QHBoxLayout(), QHBoxLayout()
        for row in (head, options):
            row.setSpacing(theme.px(8))
        words = plain_label(tr("&Sổ"))
        words.setBuddy(self.book)
        self.pieces_label = plain_label(tr("Đóng &thành"))
        self.pieces_label.setBuddy(self.pieces)
        for widget in (words, self.book):
            head.addWidget(widget)
        head.addStretch(1)
        for button in (self.bind, self.line_tools, self.cell_tools):
            head.addWidget(button)
        for box in (self.double, self.right):
            options.addWidget(box)
        options.addStretch(1)
        for widget in (self.pieces_label, self.pieces):
            options.addWidget(widget)
        if theme.is_large():
            shorten(head)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.cell_table)
        self.stack.addWidget(self.line_table)
        self.column.addLayout(head)
        self.column.addLayout(options)
        self.column.addWidget(self.stack, 1)
        self.column.addWidget(self.totals)
        chain = (self.book, self.bind, self.line_tools, self.cell_tools, self.double, self.right, self.pieces)
        for before, after in pairwise((*chain, self.cell_table, self.line_table)):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        self.book.currentIndexChanged.connect(lambda _place: self.refresh())
        self.double.toggled.connect(self._allow)
        self.bind.clicked.connect(self.make)
        self.line_table.opened.connect(self.open_line)
        self.cell_table.opened.connect(self.open_cell)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.make)

    @property
    def help_text(self) -> str:
        """Return what F1 says."""
        return tr(
            "Sổ biên bản: mọi biên bản đã chốt của một chi bộ trong năm, đóng thành một tệp có bìa, mục lục, số trang "
            "và trang xác nhận. Bảng cho biết trước sổ có gì, còn thiếu tháng nào; Enter mở buổi sinh hoạt ấy (hoặc "
            "chi bộ ấy, khi đang xem tất cả). Ctrl+Enter lập sổ rồi cho xem, in, lưu. In hai mặt: lề rộng nằm ở gáy. "
            "Biên bản đã hủy không in lại, chỉ ghi ở mục lục kèm lý do."
        )

    @property
    def table(self) -> QWidget:
        """The table in sight."""
        return self.cell_table if self.stack.currentIndex() == 0 else self.line_table

    def focus_first(self) -> None:
        """Put the cursor into the table."""
        self.table.setFocus()

    def escape(self) -> bool:
        """Ask the binding to end, where one is under way."""
        work = self.page.findChild(QWidget, "list-work")
        if work is not None and self.line_tools.work.working:
            self.line_tools.work.stop()
            return True
        return False

    # --- reading ---

    def _title(self) -> str:
        words = tr("{book} năm {year}", book=capital(term("book", self.book.value())), year=self.year)
        return f"{words} – {self.where}" if self.where else words

    def refresh(self) -> None:
        """Read what the book would hold."""
        cell_id, year, name = self.cell_id, self.year, self.book.value()

        def read(office: Office) -> BookPlan:
            from desktop_app.rules.numbering import Counted

            return office.books.plan(cell_id, year, Counted(name))

        self.read(read, self._show, tr("Đang xem sổ biên bản…"))

    def _show(self, plan: BookPlan) -> None:
        self.plan = plan
        whole = plan.cell_id is None
        for widget in (self.pieces_label, self.pieces, self.cell_tools):
            widget.setVisible(whole)
        self.line_tools.setVisible(not whole)
        if whole:
            self.cells.set_rows(plan.parts)
            self.cell_table.select(0)
        else:
            self.lines.set_rows(list(_lines(plan)))
            self.line_table.select(0)
        had_focus = self.table.hasFocus()
        self.stack.setCurrentWidget(self.cell_table if whole else self.line_table)
        if had_focus:
            self.focus_first()
        self.totals.setText(_totals(plan))
        self._allow()

    def _allow(self) -> None:
        self.right.setEnabled(self.double.isChecked())
        self.bind.setEnabled(self.plan is not None and self.plan.printed > 0)

    def open_line(self) -> None:
        """Go to the meeting of the line in hand, or to the month that is missing."""
        line = self.lines.row(self.line_table.currentIndex())
        if line is not None and (line.meeting_id or line.period):
            self.open_meeting(line.cell_id, line.period, line.meeting_id)

    def open_cell(self) -> None:
        """Take the cell of the line in hand; the panel then shows its book."""
        part = self.cells.row(self.cell_table.currentIndex())
        if part is not None:
            self.context.set_cell_id(part.cell_id)

    # --- binding ---

    def make(self) -> None:
        """Bind the book and show it, or a book for each cell and say where they lie."""
        plan = self.plan
        if plan is None or not plan.printed or self.line_tools.work.working:
            return
        if plan.cell_id is None and self.pieces.value() == _EACH:
            self._make_each(plan)
            return
        sides = (self.double.isChecked(), self.right.isChecked())
        report = progress(self.context)

        def work(office: Office) -> tuple[Path, bytes]:
            from desktop_app.documents.pdf.book import Binding

            path = office.books.write(plan, None, Binding(*sides), report)
            with files.explained():
                return path, path.read_bytes()

        self._run(work, lambda made: self._made(plan, made))

    def _made(self, plan: BookPlan, made: tuple[Path, bytes]) -> None:
        self.page.clear_problem()
        duplex = self.double.isChecked()
        self.window_ = BookWindow(self.context, self._title(), plan, made, duplex=duplex, parent=self)
        self.window_.finished.connect(self._closed)
        self.window_.open()

    def _closed(self) -> None:
        self.window_ = None
        self.focus_first()

    def _make_each(self, plan: BookPlan) -> None:
        facts = self.context.facts
        start = Path(facts.folder) / places.PRINTS if facts else None
        folder = self.context.questions.folder(tr("Chọn thư mục ghi các quyển sổ"), start=start)
        if folder is None:
            return
        sides = (self.double.isChecked(), self.right.isChecked())
        report = progress(self.context)

        def work(office: Office) -> Path:
            from desktop_app.documents.pdf.book import Binding

            done = 0

            def told(count: int, _total: int) -> None:
                report(done + count, plan.printed)

            for one in office.books.single(plan):
                office.books.write(one, folder, Binding(*sides), told)
                done += one.printed
            return folder

        self._run(work, self.line_tools.saved.show_path)

    def _run(self, work: Callable[[Office], object], done: Callable[..., None]) -> None:
        tools = self.line_tools
        tools.saved.hide()
        job = self.context.operations.run(
            work,
            done,
            on_done=tools.work.finish,
            on_stopped=tools.work.finish,
            receiver=self.page,
            busy=tr("Đang lập sổ…"),
        )
        tools.work.watch(job, stoppable=True)


# --- what the tables say ---


def _lines(plan: BookPlan) -> Sequence[Line]:
    """Return the contents of a cell's book and what is missing, month by month."""
    from desktop_app.documents.book import LineKind

    found: list[tuple[str, Line]] = []
    last = ""
    for part in plan.parts:
        for line in part.part.lines:
            last = line.on.isoformat() if line.on else last
            sign = {LineKind.PRINTED: "ok", LineKind.MISSING: "missing"}.get(line.kind, "none")
            day = format_day(line.on) if line.on else ""
            found.append((last, Line(part.cell_id, line.number, day, line.what, line.remark, line.key, sign=sign)))
        found += [(f"{gap.period}-99", _gap_line(gap)) for gap in part.gaps]
    return [line for _, line in sorted(found, key=lambda one: one[0])]


def _gap_line(gap: Gap) -> Line:
    kind = capital(term("meeting_kind", gap.kind.value))
    month = f"{gap.period[5:]}/{gap.period[:4]}"
    said = tr("Còn là bản nháp, chưa chốt") if gap.draft_id else tr("Chưa có biên bản đã chốt")
    return Line(gap.cell_id, "", month, kind, said, gap.draft_id, gap.period, "missing")


def _totals(plan: BookPlan) -> str:
    from desktop_app.documents.book import LineKind

    lines = [line for part in plan.parts for line in part.part.lines]
    drafts = sum(bool(gap.draft_id) for gap in plan.gaps)
    counts: tuple[tuple[Callable[[str], str], int], ...] = (
        (lambda count: tr("{count} biên bản đã chốt", count=count), plan.printed),
        (lambda count: tr("{count} đã hủy", count=count), sum(line.kind is LineKind.CANCELLED for line in lines)),
        (lambda count: tr("{count} tháng chưa có", count=count), len(plan.gaps) - drafts),
        (lambda count: tr("{count} bản nháp", count=count), drafts),
        (
            lambda count: tr("{count} chỗ trống số chưa ghi lý do", count=count),
            sum(line.kind is LineKind.MISSING for line in lines),
        ),
    )
    said = [words(format_number(count)) for words, count in counts if count]
    return " · ".join(said) if said else tr("Trong năm chưa có biên bản nào.")


_SIGNS = {"ok": "done", "none": "none", "missing": "warning"}


def _sign(sign: str) -> tuple[str, str]:
    colors = theme.colors()
    return _SIGNS[sign], {"ok": colors.ok, "none": colors.muted, "missing": colors.warning}[sign]


def _line_columns() -> list[Column[Line]]:
    return [
        Column(tr("Số"), lambda line: line.number, 74, icon=lambda line: _sign(line.sign)),
        Column(tr("Ngày, tháng"), lambda line: line.day, 104),
        Column(tr("Nội dung"), lambda line: line.what, wrap=True),
        Column(tr("Ghi chú"), lambda line: line.remark, 330, wrap=True),
    ]


def _months(part: PlanPart) -> str:
    """Return the months without minutes, neighbours as a span: "1–3, 7"."""
    numbers = sorted({int(gap.period[5:]) for gap in part.gaps if not gap.draft_id})
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    return ", ".join(str(span[0]) if len(span) == 1 else f"{span[0]}–{span[-1]}" for span in spans)


def _count(part: PlanPart, *kinds: str) -> str:
    number = sum(line.kind.value in kinds for line in part.part.lines)
    return format_number(number) if number else ""


def _cell_columns() -> list[Column[PlanPart]]:
    return [
        Column(
            tr("Chi bộ"),
            lambda part: part.part.name,
            icon=lambda part: _sign("missing" if part.gaps else "ok"),
        ),
        Column(tr("Biên bản\nđã chốt"), lambda part: format_number(part.part.printed), 92, number=True),
        Column(tr("Đã hủy"), lambda part: _count(part, "cancelled"), 78, number=True),
        Column(tr("Thiếu tháng"), _months, 250, wrap=True),
        Column(
            tr("Bản\nnháp"),
            lambda part: str(sum(bool(gap.draft_id) for gap in part.gaps) or ""),
            70,
            number=True,
        ),
        Column(tr("Số chưa ghi\nlý do"), lambda part: _count(part, "missing"), 104, number=True),
    ]
