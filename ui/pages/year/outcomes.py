"""Kết luận và việc giao: what the meetings concluded, the tasks given, and whether they were done."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from db.meeting_records import AssignmentOutcome
from db.view_records import OutcomeFilter, OutcomeLine, OutcomePage
from desktop_app.rules.dates import format_day
from desktop_app.rules.percentages import format_number
from desktop_app.texts import term, tr
from ui import theme
from ui.icons import on_button
from ui.pages.panel import Panel
from ui.pages.tabs import TabsPage
from ui.pages.year.outcome_form import OFFERED, OutcomeForm
from ui.pages.year.spans import SpanChoice
from ui.widgets.choice import Choice
from ui.widgets.list_tools import Listed, ListTools, Report
from ui.widgets.more_bar import MoreBar
from ui.widgets.plain import plain_label
from ui.widgets.record_table import MARGIN, MOST_LINES, Column, RecordModel, RecordTable
from ui.widgets.words import capital

if TYPE_CHECKING:
    from desktop_app.office import Office

AT_ONCE = 200
"""Meetings, or tasks, read at once."""


_CELL, _WHAT, _NOTE = 1, 2, 6
"""Places of columns."""
_SPANNED = 3
"""Columns a conclusion takes: it has neither anybody who does it nor a deadline."""


class OutcomeTable(RecordTable):
    """A conclusion goes on into the columns that only tasks have."""

    def show_spans(self) -> None:
        """Lay conclusions over several columns; to be called when the rows were changed."""
        self.clearSpans()
        for number, line in enumerate(self.records.rows):
            if line is not None and line.assignment is None:
                self.setSpan(number, _WHAT, 1, _SPANNED)
        self._fit_rows()

    def _fit_rows(self) -> None:
        super()._fit_rows()
        metrics, usual = self.fontMetrics(), self.verticalHeader().defaultSectionSize()
        room = sum(self.columnWidth(_WHAT + place) for place in range(_SPANNED)) - theme.px(MARGIN)
        cell = max(1, self.columnWidth(_CELL) - theme.px(MARGIN))
        for number, line in enumerate(self.records.rows):
            if line is not None and line.assignment is None:
                named = 0 if self.isColumnHidden(_CELL) else metrics.horizontalAdvance(line.cell_name) * 1.05 / cell
                wide = metrics.horizontalAdvance(what(line)) * 1.05 / max(1, room)
                lines = min(MOST_LINES, max(1, math.ceil(named), math.ceil(wide)))
                self.setRowHeight(number, usual + (lines - 1) * metrics.height())


class OutcomesPanel(Panel):
    """The lines; Enter on a task writes its outcome, Enter on a conclusion opens its meeting."""

    def __init__(self, page: TabsPage) -> None:
        super().__init__(page)
        self._rows: list[OutcomeLine] = []
        self._read_so_far = 0
        self._more = False
        self.span = SpanChoice()
        self.wanted: Choice[str] = Choice([(each.value, term("outcome_filter", each.value)) for each in OutcomeFilter])
        self.wanted.setAccessibleName(tr("Hiện những dòng"))
        self.model: RecordModel[OutcomeLine] = RecordModel(_columns())
        self.table = OutcomeTable(self.model, tr("Kết luận và việc giao"))
        self.form = OutcomeForm(self.context)
        self.more = MoreBar()
        self.totals = plain_label(role="muted", wrap=True)
        self.record_button = QPushButton(tr("Ghi kết &quả…"))
        on_button(self.record_button, "edit")
        self.go = QPushButton(tr("Mở &buổi sinh hoạt"))
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        listed: Listed[OutcomeLine] = Listed(
            "year-outcomes", self._title, fetch=self._fetch, totals=self.totals.text, note=self._note
        )
        self.list_tools = ListTools(self.page, self.table, listed, scope=self)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        for words, field in ((tr("&Kỳ"), self.span), (tr("&Hiện"), self.wanted)):
            label = plain_label(words)
            label.setBuddy(field)
            head.addWidget(label)
            head.addWidget(field)
        head.addStretch(1)
        for button in (self.record_button, self.go, self.list_tools):
            head.addWidget(button)
        self.column.addLayout(head)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.more)
        self.column.addWidget(self.form)
        self.column.addWidget(self.totals)
        chain: tuple[QWidget, ...] = (self.span, self.wanted, self.record_button, self.go, self.list_tools, self.table)
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        self.span.currentIndexChanged.connect(lambda _place: self.refresh())
        self.wanted.currentIndexChanged.connect(lambda _place: self.refresh())
        self.table.opened.connect(self.open_line)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._allow())
        self.record_button.clicked.connect(lambda: self.record(None))
        self.go.clicked.connect(self.open_in_hand)
        self.form.saved.connect(self._saved)
        self.form.closed.connect(self.escape)
        self.more.wanted.connect(self._read_on)
        for key, outcome in enumerate(OFFERED):
            shortcut = QShortcut(QKeySequence(str(key)), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(lambda outcome=outcome: self.record(outcome))
        opening = QShortcut(QKeySequence("Ctrl+Return"), self.table)
        opening.setContext(Qt.ShortcutContext.WidgetShortcut)
        opening.activated.connect(self.open_in_hand)

    @property
    def help_text(self) -> str:
        """Return what F1 says."""
        return tr(
            "Kết luận và việc giao: mỗi kết luận của các buổi sinh hoạt, dưới nó là việc đã giao và kết quả. Enter "
            "trên một việc để ghi kết quả; hoặc bấm thẳng 1 đúng hạn, 2 vượt mức, 3 chậm, 4 không hoàn thành, 0 đang "
            "thực hiện. Enter trên một kết luận, hay Ctrl+Enter trên mọi dòng, mở buổi sinh hoạt ấy."
        )

    def focus_first(self) -> None:
        """Put the cursor into the table."""
        self.table.setFocus()

    def may_leave(self) -> bool:
        """Ask when an outcome was typed and not saved."""
        if self.form.changed and not self.context.questions.discard_changes():
            return False
        self.form.hide()
        return True

    def save(self) -> None:
        """Keep the outcome being typed."""
        if self.form.isVisible():
            self.form.save()

    def escape(self) -> bool:
        """Close the form; asks when something was typed."""
        if not self.form.isVisible():
            return False
        if self.may_leave():
            self.table.setFocus()
        return True

    # --- reading ---

    def _title(self) -> str:
        words = tr("Kết luận, việc giao và kết quả {span}", span=self.span.words(self.year))
        return f"{words} – {self.where}" if self.where else words

    def _note(self) -> str:
        return "" if self.wanted.value() == OutcomeFilter.ALL else self.wanted.currentText()

    def _question(self) -> Callable[[Office, int, int], OutcomePage]:
        span, cell_id, wanted = self.span.span(self.year), self.cell_id, OutcomeFilter(self.wanted.value())

        def ask(office: Office, offset: int, limit: int) -> OutcomePage:
            return office.meeting_views.outcomes(span, cell_id, wanted, offset=offset, limit=limit)

        return ask

    def refresh(self) -> None:
        """Read the lines again."""
        ask = self._question()
        # As many as were in sight, so that the line just written does not vanish.
        wanted = max(AT_ONCE, self._read_so_far)
        self.read(lambda office: ask(office, 0, wanted), self._show, busy=tr("Đang đọc kết luận và việc giao…"))

    def _show(self, page: OutcomePage) -> None:
        self._rows = []
        self._read_so_far = 0
        self._add(page)

    def _read_on(self) -> None:
        ask, offset = self._question(), self._read_so_far
        self.read(lambda office: ask(office, offset, AT_ONCE), self._add, busy=tr("Đang đọc kết luận và việc giao…"))

    def _add(self, page: OutcomePage) -> None:
        place = max(0, self.table.currentIndex().row())
        self._rows += page.rows
        self._read_so_far, self._more = page.offset + page.read, page.more
        self.table.leave_out(_CELL, out=self.cell_id is not None)
        self.table.leave_out(_NOTE, out=not any(map(_note, self._rows)))
        self.model.set_rows(self._rows)
        self.table.show_spans()
        self.table.select(min(place, max(0, len(self._rows) - 1)))
        self.more.show_share(self._read_so_far, page.total, more=page.more)
        self.totals.setText(_totals(self._rows))
        self._allow()

    def _fetch(self) -> Callable[[Office, Report], Sequence[OutcomeLine]]:
        if not self._more:
            rows = list(self._rows)
            return lambda _office, _report: rows
        ask = self._question()
        return lambda office, _report: ask(office, 0, -1).rows

    # --- the line in hand ---

    @property
    def line(self) -> OutcomeLine | None:
        """The line in hand."""
        return self.model.row(self.table.currentIndex())

    def _allow(self) -> None:
        line = self.line
        self.record_button.setEnabled(line is not None and _may_record(line))
        self.go.setEnabled(line is not None and line.meeting_id is not None)

    def open_line(self, number: int) -> None:
        """Write the outcome of a task, or open the meeting of a conclusion."""
        line = self.model.row(number)
        if line is not None and _may_record(line):
            self.record(None)
        else:
            self.open_in_hand()

    def open_in_hand(self) -> None:
        """Open the meeting that concluded or gave what is in hand."""
        line = self.line
        if line is not None and line.meeting_id is not None:
            self.open_meeting(line.cell_id, line.held_on.isoformat()[:7], line.meeting_id)

    def record(self, outcome: AssignmentOutcome | None) -> None:
        """Ask for the outcome of the task in hand; ``outcome`` proposes one."""
        line = self.line
        if line is not None and line.assignment is not None and _may_record(line):
            self.form.begin(line.assignment, outcome)
            self.table.scrollTo(self.table.currentIndex())

    def _saved(self, _kept: object) -> None:
        self.form.hide()
        self.table.setFocus()
        self.context.say(tr("Đã ghi kết quả thực hiện."))
        # Whoever shows tasks reads them again; this panel among them.
        self.context.data_changed.emit()


def _may_record(line: OutcomeLine) -> bool:
    return line.assignment is not None and line.assignment.outcome is not AssignmentOutcome.WITHDRAWN


def what(line: OutcomeLine) -> str:
    """Return what a line is about."""
    if line.assignment is not None:
        return f"– {line.assignment.text}"
    return line.conclusion.replace("\n", " ") or line.title


def result(line: OutcomeLine) -> str:
    """Return in words how a line came out."""
    if line.assignment is not None:
        words = capital(term("assignment_outcome", line.assignment.outcome.value))
        return tr("{state}, quá hạn", state=words) if line.overdue else words
    if not line.tasks:
        return ""
    return tr("xong {finished}/{tasks} việc", finished=line.finished, tasks=line.tasks)


def _result_icon(line: OutcomeLine) -> tuple[str, str]:
    c = theme.colors()
    if line.assignment is None:
        return ("", "")
    if line.overdue:
        return "warning", c.warning
    return {
        AssignmentOutcome.OPEN: ("none", c.muted),
        AssignmentOutcome.ABOVE: ("star", c.ok),
        AssignmentOutcome.ON_TIME: ("done", c.ok),
        AssignmentOutcome.LATE: ("done", c.warning),
        AssignmentOutcome.NOT_DONE: ("error", c.error),
        AssignmentOutcome.WITHDRAWN: ("close", c.muted),
    }[line.assignment.outcome]


def _note(line: OutcomeLine) -> str:
    kept = line.assignment
    if kept is None:
        return ""
    parts = []
    if kept.done_on is not None:
        parts.append(tr("xong ngày {day}", day=format_day(kept.done_on)))
    if line.recorded_on is not None:
        parts.append(tr("theo buổi {day}", day=format_day(line.recorded_on)))
    if kept.remark:
        parts.append(kept.remark.replace("\n", " "))
    return "; ".join(parts)


def _due(line: OutcomeLine) -> str:
    return format_day(line.assignment.due_on) if line.assignment and line.assignment.due_on else ""


def _columns() -> list[Column[OutcomeLine]]:
    return [
        Column(tr("Ngày"), lambda line: format_day(line.held_on), 100),
        Column(tr("Chi bộ"), lambda line: line.cell_name, 150, spare=True, wrap=True),
        Column(tr("Kết luận, việc giao"), what, wrap=True, tip=_tip),
        Column(tr("Người thực hiện"), lambda line: line.assignment.assignee if line.assignment else "", 150, wrap=True),
        Column(tr("Thời hạn"), _due, 100),
        Column(tr("Kết quả"), result, 166, icon=_result_icon, wrap=True),
        Column(tr("Ghi chú"), _note, 190, wrap=True, spare=True),
    ]


def _tip(line: OutcomeLine) -> str:
    return "\n".join(part for part in (line.title, what(line)) if part)


def _totals(rows: Sequence[OutcomeLine]) -> str:
    tasks = [line for line in rows if line.assignment is not None]
    counts = {
        each: sum(line.assignment is not None and line.assignment.outcome is each for line in tasks)
        for each in AssignmentOutcome
    }
    parts = [tr("{count} kết luận", count=format_number(len(rows) - len(tasks)))]
    parts.append(tr("{count} việc giao", count=format_number(len(tasks))))
    parts += [
        f"{term('assignment_outcome', each.value).lower()} {format_number(count)}"
        for each, count in counts.items()
        if count
    ]
    overdue = sum(line.overdue for line in tasks)
    if overdue:
        parts.append(tr("quá hạn {count}", count=format_number(overdue)))
    return " · ".join(parts)
