"""Sổ số văn bản: what each number of a cell's documents stands for, which were left out, which are missing."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QWidget

from desktop_app.rules import dates
from desktop_app.rules.number_ledger import Ledger, LedgerLine, LineKind
from desktop_app.rules.numbering import Counted, kinds_in
from desktop_app.texts import term, tr
from ui import theme
from ui.icons import on_button
from ui.pages.panel import Panel
from ui.pages.tabs import TabsPage
from ui.widgets.choice import Choice
from ui.widgets.list_tools import Listed, ListTools
from ui.widgets.plain import plain_label, set_role
from ui.widgets.record_table import Column, RecordModel, RecordTable
from ui.widgets.words import capital

if TYPE_CHECKING:
    from desktop_app.office import Office
    from desktop_app.services.numbers import CellCount


class LedgerPanel(Panel):
    """The book of the cell in hand line by line, or how the books of all cells stand."""

    def __init__(self, page: TabsPage) -> None:
        super().__init__(page)
        self.ledger: Ledger | None = None
        self._counts: list[CellCount] = []
        self.document: Choice[Counted] = Choice([(kind, term("counted", kind.value)) for kind in Counted])
        self.document.setAccessibleName(tr("Loại văn bản"))
        self.model: RecordModel[LedgerLine] = RecordModel(_columns())
        self.table = RecordTable(self.model, tr("Sổ số văn bản"))
        self.cells: RecordModel[CellCount] = RecordModel(_cell_columns())
        self.cell_table = RecordTable(self.cells, tr("Sổ số của các chi bộ"))
        self.start_button = QPushButton(tr("&Bắt đầu từ số…"))
        self.skip_button = QPushButton(tr("Bỏ &qua số…"))
        self.unskip_button = QPushButton(tr("&Dùng lại số (Delete)"))
        for button in (self.start_button, self.skip_button, self.unskip_button):
            button.setAutoDefault(False)
        on_button(self.skip_button, "add")
        self.said = plain_label(wrap=True)
        self._lay_out()
        self.document.currentIndexChanged.connect(lambda _place: self.refresh())
        self.table.opened.connect(self._open_line)
        self.table.selectionModel().currentChanged.connect(lambda *_: self._allow())
        self.cell_table.opened.connect(self._open_cell)
        self.start_button.clicked.connect(self.start)
        self.skip_button.clicked.connect(self.skip)
        self.unskip_button.clicked.connect(self.unskip)
        QShortcut(QKeySequence("Delete"), self.table).activated.connect(self.unskip)

    def _lay_out(self) -> None:
        self.list_tools = ListTools(
            self.page, self.table, Listed[LedgerLine]("numbers", self._title, totals=self.said.text), scope=self.table
        )
        self.cell_tools = ListTools(
            self.page,
            self.cell_table,
            Listed[Any]("numbers-cells", self._title, totals=self.said.text),
            scope=self.cell_table,
        )
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        label = plain_label(tr("&Loại văn bản"))
        label.setBuddy(self.document)
        head.addWidget(label)
        head.addWidget(self.document)
        head.addStretch(1)
        for tools in (self.list_tools, self.cell_tools):
            head.addWidget(tools)
        below = QHBoxLayout()
        below.setSpacing(theme.px(8))
        below.addStretch(1)
        for button in (self.unskip_button, self.skip_button, self.start_button):
            below.addWidget(button)
        self.column.addLayout(head)
        self.column.addWidget(self.said)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.cell_table)
        self.column.addWidget(self.stack, 1)
        self.column.addLayout(below)
        chain: tuple[QWidget, ...] = (
            self.document, self.list_tools, self.cell_tools, self.table, self.cell_table, self.unskip_button,
            self.skip_button, self.start_button,
        )  # fmt: skip
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    @property
    def help_text(self) -> str:
        """Return what F1 says."""
        return tr(
            "Sổ số văn bản: mỗi loại văn bản của một chi bộ có một dãy số riêng; số đã cấp không dùng lại, số thiếu "
            "phải ghi lý do. Bắt đầu dùng chương trình giữa năm: nút “Bắt đầu từ số”, các số trước ghi ở sổ giấy. "
            "Enter trên một dòng: mở biên bản, văn bản, hoặc ghi lý do cho số thiếu. Delete: dùng lại số đã bỏ qua."
        )

    def focus_first(self) -> None:
        """Put the cursor into the list."""
        (self.table if self.cell_id else self.cell_table).setFocus()

    def _title(self) -> str:
        words = tr(
            "Sổ số: {document} năm {year}", document=term("counted", self.document.value()).lower(), year=self.year
        )
        return f"{words} – {self.where}" if self.where else words

    # --- reading ---

    def refresh(self) -> None:
        """Read the book again."""
        document, year, cell_id = self.document.value(), self.year, self.cell_id
        self.stack.setCurrentWidget(self.table if cell_id else self.cell_table)
        for widget in (self.skip_button, self.unskip_button, self.list_tools):
            widget.setVisible(cell_id is not None)
        self.cell_tools.setVisible(cell_id is None)
        busy = tr("Đang đọc sổ số…")
        if cell_id is not None:
            self.read(lambda office: office.numbers.ledger(cell_id, document, year), self._show, busy)
        else:
            self.read(lambda office: office.numbers.overview(document, year), self._show_cells, busy)

    def _show(self, ledger: Ledger) -> None:
        row = self.table.currentIndex().row()
        self.ledger = ledger
        self.model.set_rows(ledger.lines)
        self.table.select(min(max(row, 0), max(len(ledger.lines) - 1, 0)))
        parts = [tr("Số tiếp theo: {number:02}.", number=ledger.next_number)]
        if ledger.since is not None and ledger.until is None:
            parts.append(tr("Đánh số theo nhiệm kỳ, từ {day}.", day=dates.format_day(ledger.since)))
        if ledger.gaps:
            missing = ", ".join(_numbers(line) for line in ledger.gaps)
            parts.append(tr("Thiếu số {numbers}, chưa rõ lý do: nhấn Enter trên dòng đó để ghi.", numbers=missing))
        if any(line.twice for line in ledger.lines):
            parts.append(tr("Có số đã dùng cho hai văn bản."))
        self._say(parts, warning=bool(ledger.gaps) or any(line.twice for line in ledger.lines))
        self._allow()

    def _show_cells(self, counts: list[CellCount]) -> None:
        self._counts = counts
        self.cells.set_rows(counts)
        self.cell_table.select(0)
        missing = sum(count.missing for count in counts)
        said = tr("{cells} chi bộ. Enter: mở sổ số của chi bộ.", cells=len(counts))
        short = tr("Thiếu {missing} số chưa rõ lý do.", missing=missing) if missing else ""
        self._say([said, short], warning=bool(missing))

    def _say(self, parts: list[str], *, warning: bool) -> None:
        self.said.setText(" ".join(part for part in parts if part))
        set_role(self.said, "warning" if warning else "muted")

    def _line(self) -> LedgerLine | None:
        return self.model.row(self.table.currentIndex()) if self.table.currentIndex().isValid() else None

    def _allow(self) -> None:
        line = self._line()
        self.unskip_button.setEnabled(line is not None and line.kind is LineKind.SKIPPED)

    # --- opening ---

    def _open_cell(self, row: int) -> None:
        count = self.cells.row(row)
        if count is not None:
            self.context.set_cell_id(count.cell_id)

    def _open_line(self, row: int) -> None:
        line = self.model.row(row)
        if line is None or self.cell_id is None:
            return
        if line.kind is LineKind.GAP:
            self._explain(line)
        elif line.document is not None and kinds_in(self.document.value()):
            self.open_meeting(self.cell_id, line.document.period, line.document.id)
        elif line.document is not None:
            self._open_issued(self.cell_id, line.document.id)

    def _open_issued(self, cell_id: str, document_id: str) -> None:
        from ui.pages.meetings.issued_dialog import IssuedDialog
        from ui.pages.meetings.issued_list import About
        from ui.printing import Printing

        about = About(cell_id, self.where, self.year)
        dialog = IssuedDialog(self.context, Printing(), about, self.page)
        dialog.open_document(document_id, draft=False)
        dialog.open()

    # --- writing ---

    def _explain(self, line: LedgerLine) -> None:
        """Ask why numbers are missing and keep the answer."""
        reason = self.context.questions.reason(
            tr("Số thiếu"), tr("Vì sao không có văn bản mang số {numbers}?", numbers=_numbers(line))
        )
        if reason:
            self._skip(line.first, line.last, reason)

    def skip(self) -> None:
        """Leave numbers out of the book of the cell in hand."""
        if self.cell_id is None:
            return
        answers = self.context.questions.fields(
            tr("Bỏ qua số"),
            tr("Các số này chương trình sẽ không cấp, thí dụ vì đã viết hỏng hoặc đã ghi ở sổ giấy."),
            {"first": tr("Từ số"), "last": tr("Đến số (để trống nếu chỉ một số)"), "reason": tr("Lý do")},
        )
        if answers is not None:
            first = _number(answers["first"])
            self._skip(first, _number(answers["last"]) if answers["last"].strip() else first, answers["reason"])

    def _skip(self, first: int, last: int, reason: str) -> None:
        document, year, cell_id = self.document.value(), self.year, self.cell_id or ""
        self._write(
            lambda office: office.numbers.skip(cell_id, document, first, last, office.numbers.day_of(year), reason)
        )

    def start(self) -> None:
        """Let the book of the cell in hand, or of all cells, go on after the paper one."""
        cell_ids = [self.cell_id] if self.cell_id else [count.cell_id for count in self._counts]
        where = self.where or tr("tất cả {count} chi bộ", count=len(cell_ids))
        answers = self.context.questions.fields(
            tr("Bắt đầu từ số"),
            tr(
                "{document} tiếp theo của {where} sẽ mang số này; các số trước ghi là đã dùng ở sổ giấy.",
                document=term("counted", self.document.value()),
                where=where,
            ),
            {"number": tr("Số tiếp theo")},
        )
        if answers is None or not cell_ids:
            return
        document, year, number = self.document.value(), self.year, _number(answers["number"])
        reason = tr("Đã ghi trong sổ giấy")
        self._write(
            lambda office: office.numbers.start_at(cell_ids, document, number, office.numbers.day_of(year), reason),
            lambda left: self.context.say(
                tr(
                    "Đã bắt đầu từ số {number}; {left} chi bộ đã tới hoặc quá số này nên giữ nguyên.",
                    number=number,
                    left=len(left),
                )
                if left
                else tr("Đã bắt đầu từ số {number}.", number=number)
            ),
        )

    def unskip(self) -> None:
        """Give the left-out numbers of the line in hand free again, after asking."""
        line = self._line()
        if line is None or line.kind is not LineKind.SKIPPED:
            return
        agreed = self.context.questions.confirm(
            tr("Dùng lại số"),
            tr("Bỏ ghi chú cho số {numbers}? Số nhỏ hơn số đã cấp sẽ hiện là thiếu.", numbers=_numbers(line)),
            yes=tr("&Dùng lại"),
            no=tr("&Thôi"),
            loses=True,
        )
        if agreed:
            skip_id = line.skip_id
            self._write(lambda office: office.numbers.unskip(skip_id))

    def _write(self, work: Callable[[Office], Any], done: Callable[[Any], None] = lambda _found: None) -> None:
        def written(found: object) -> None:
            self.page.clear_problem()
            done(found)
            self.refresh()

        self.context.operations.run(work, written, self.page.show_refused, receiver=self)


def _number(text: str) -> int:
    """Return a number typed by hand; 0, which the rules refuse, for anything else."""
    typed = text.strip()
    return int(typed) if typed.isdecimal() and len(typed) < 9 else 0


def _numbers(line: LedgerLine) -> str:
    return f"{line.first:02}" if line.first == line.last else f"{line.first:02}–{line.last:02}"


def _what(line: LedgerLine) -> str:
    document = line.document
    if document is None:
        return ""
    if not document.kind:
        return document.words
    kind = capital(term("meeting_kind", document.kind))
    month = tr("tháng {month}", month=dates.format_partial(document.period))
    return ", ".join(part for part in (kind, month, document.words) if part)


def _state(line: LedgerLine) -> str:
    if line.document is None:
        return term("ledger_line", line.kind.value)
    state = capital(term("meeting_state", line.document.state))
    if line.document.version > 1:
        state = tr("{state}, bản {version}", state=state, version=line.document.version)
    return tr("{state} – TRÙNG SỐ", state=state) if line.twice else state


def _mark(line: LedgerLine) -> tuple[str, str]:
    colors = theme.colors()
    if line.kind is LineKind.GAP or line.twice:
        return "error", colors.error
    if line.kind is LineKind.SKIPPED or line.cancelled:
        return "none", colors.muted
    return "done", colors.ok


def _columns() -> list[Column[LedgerLine]]:
    return [
        Column(tr("Số"), _numbers, 96),
        Column(tr("Ngày"), lambda line: dates.format_day(line.document.on) if line.document is not None else "", 110),
        Column(tr("Văn bản"), _what, wrap=True),
        Column(tr("Trạng thái"), _state, 240, icon=_mark),
        Column(tr("Lý do"), lambda line: line.reason.replace("\n", " "), wrap=True),
    ]


def _cell_mark(count: CellCount) -> tuple[str, str]:
    colors = theme.colors()
    return ("error", colors.error) if count.missing or count.twice else ("done", colors.ok)


def _cell_state(count: CellCount) -> str:
    parts = [tr("thiếu {missing} số", missing=count.missing)] if count.missing else []
    if count.twice:
        parts.append(tr("có số trùng"))
    return capital("; ".join(parts)) if parts else tr("Đủ số")


def _cell_columns() -> list[Column[Any]]:
    return [
        Column(tr("Chi bộ"), lambda count: count.cell_name),
        Column(tr("Đã cấp"), lambda count: str(count.used), 90, number=True),
        Column(tr("Đã hủy"), lambda count: str(count.cancelled), 90, number=True),
        Column(tr("Bỏ qua"), lambda count: str(count.skipped), 90, number=True),
        Column(tr("Số tiếp theo"), lambda count: f"{count.next_number:02}", 120, number=True),
        Column(tr("Tình trạng"), _cell_state, 240, icon=_cell_mark),
    ]
