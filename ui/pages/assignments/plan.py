"""Kế hoạch năm: the tasks of a cell or of all cells, with a form for one, and what may be taken into the plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from db.meeting_records import Assignment, AssignmentOutcome
from db.problems import ProblemError
from db.task_records import AssignmentInput, Origin, Orphan, TaskKind, TaskLine
from db.tasks import WantedTasks
from desktop_app.rules.percentages import format_number
from desktop_app.texts import tr
from ui import theme
from ui.icons import on_button
from ui.pages.assignments.columns import is_overdue, task_columns
from ui.pages.assignments.task_form import TaskForm
from ui.pages.base import shorten
from ui.pages.panel import Panel
from ui.pages.tabs import TabsPage
from ui.widgets.choice import Choice
from ui.widgets.list_tools import Listed, ListTools, Report, paged
from ui.widgets.more_bar import MoreBar
from ui.widgets.plain import plain_label
from ui.widgets.record_table import RecordModel, RecordTable

if TYPE_CHECKING:
    from desktop_app.office import Office

AT_ONCE = 200
_CELL = 1
"""Place of the column of the cell."""


@dataclass(frozen=True)
class Found:
    """What the panel shows at once."""

    lines: list[TaskLine]
    total: int
    kinds: list[TaskKind]
    orphans: list[Orphan]


class PlanPanel(Panel):
    """Ctrl+N gives a task, Enter changes one, Delete takes one away; the rest by buttons."""

    def __init__(self, page: TabsPage) -> None:
        super().__init__(page)
        self.kinds: list[TaskKind] = []
        self.orphans: list[Orphan] = []
        self._total = 0
        self._wanted_id = ""
        self._for: tuple[str, str] | None = None
        self.model: RecordModel[TaskLine] = RecordModel(task_columns(self.context.today()))
        self.table = RecordTable(self.model, tr("Nhiệm vụ của đảng viên trong năm"))
        self.form = TaskForm(self.context)
        self.summary = plain_label(role="heading", wrap=True)
        self.order: Choice[str] = Choice(
            [("member", tr("Theo người")), ("due", tr("Theo hạn")), ("cell", tr("Theo chi bộ"))]
        )
        self.which: Choice[str] = Choice(
            [
                ("", tr("Mọi nhiệm vụ")),
                ("open", tr("Đang thực hiện")),
                ("overdue", tr("Quá hạn")),
                ("planned", tr("Trong kế hoạch")),
            ]
        )
        self.buttons = {
            "add": self._button(tr("Giao (Ctrl+N)"), "add", self.add),
            "diary": self._button(tr("Nhật &ký…"), "edit", self.diary),
            "end": self._button(tr("T&hôi giao…"), "close", self.end),
            "remove": self._button(tr("Xóa…"), "delete", self.remove),
            "take": self._button(tr("&Lấy sẵn…"), "copy", self.propose),
        }
        self.hand_over = self._button(tr("&Bàn giao việc dang dở…"), "warning", self.hand_over_orphans)
        self.more = MoreBar()
        self._lay_out()
        self._connect()

    def _button(self, words: str, picture: str, work: Callable[[], object]) -> QPushButton:
        button = QPushButton(words)
        on_button(button, picture)
        button.clicked.connect(lambda _checked=False: work())
        return button

    def _lay_out(self) -> None:
        listed: Listed[TaskLine] = Listed("assignments-plan", self._title, fetch=self._fetch, note=lambda: self.where)
        self.list_tools = ListTools(self.page, self.table, listed, scope=self)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.summary, 1)
        head.addWidget(self.hand_over)
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        # Where letters are large the buttons need the whole row.
        choices = head if theme.is_large() else bar
        for words, field in ((tr("Xế&p"), self.order), (tr("Hi&ện"), self.which)):
            label = plain_label(words)
            label.setBuddy(field)
            choices.addWidget(label)
            choices.addWidget(field)
        head.addWidget(self.list_tools)
        bar.addStretch(1)
        for button in self.buttons.values():
            bar.addWidget(button)
        if theme.is_large():
            shorten(bar)
        self.column.addLayout(head)
        self.column.addLayout(bar)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.more)
        self.column.addWidget(self.form)

    def _connect(self) -> None:
        self.order.currentIndexChanged.connect(lambda _place: self.refresh())
        self.which.currentIndexChanged.connect(lambda _place: self.refresh())
        self.table.opened.connect(lambda _row: self.edit())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._allow())
        self.form.saved.connect(self._saved)
        self.form.closed.connect(self.escape)
        self.more.wanted.connect(self._read_on)
        for keys, work, where in (
            ("Ctrl+N", self.add, self),
            ("Ctrl+J", self.diary, self),
            ("Del", self.remove, self.table),
        ):
            shortcut = QShortcut(QKeySequence(keys), where)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(work)

    @property
    def help_text(self) -> str:
        """Return what F1 says."""
        return tr(
            "Kế hoạch năm: mọi nhiệm vụ của đảng viên, do kế hoạch hay do buổi sinh hoạt giao. Ctrl+N giao việc mới, "
            "Enter sửa, Ctrl+J ghi nhật ký, Delete xóa việc chưa ai ghi gì; “Thôi giao” giữ lại việc kèm lý do. "
            "“Lấy sẵn” đưa vào kế hoạch việc năm trước, việc theo chức vụ, giúp đỡ đảng viên dự bị, chuyên đề được "
            "phân công. Người đã rời chi bộ còn việc dang dở thì có nút bàn giao."
        )

    def focus_first(self) -> None:
        """Put the cursor into the list."""
        self.table.setFocus()

    def may_leave(self) -> bool:
        """Ask when a task was typed and not saved."""
        if self.form.changed and not self.context.questions.discard_changes():
            return False
        self.form.hide()
        return True

    def save(self) -> None:
        """Keep the task being typed."""
        self.form.save()

    def escape(self) -> bool:
        """Close the form; asks when something was typed."""
        if not self.form.isVisible():
            return False
        if self.may_leave():
            self.table.setFocus()
        return True

    def asked(self, **args: object) -> None:
        """Take whom to give a task to."""
        member = args.get("member_id")
        self._for = (str(member), str(args.get("full_name") or "")) if member else None

    # --- reading ---

    def _title(self) -> str:
        words = tr("Nhiệm vụ đảng viên năm {year}", year=self.year)
        return f"{words} – {self.where}" if self.where else words

    def wanted(self) -> WantedTasks:
        """Return what is to be shown."""
        which = self.which.value()
        return WantedTasks(
            year=self.year,
            cell_id=self.cell_id,
            outcome=AssignmentOutcome.OPEN if which == "open" else None,
            overdue_on=self.context.today() if which == "overdue" else None,
            planned=True if which == "planned" else None,
            order=self.order.value(),
        )

    def refresh(self) -> None:
        """Read the tasks of the year again."""
        wanted = self.wanted()

        def read(office: Office) -> Found:
            lines, total = office.tasks.page(wanted, 0, AT_ONCE)
            return Found(lines, total, office.tasks.kinds(), office.tasks.orphans())

        self.read(read, self._show, tr("Đang đọc nhiệm vụ…"))

    def _show(self, found: Found) -> None:
        self.kinds, self.orphans, self._total = found.kinds, found.orphans, found.total
        place = self.table.currentIndex().row()
        self.table.leave_out(_CELL, out=self.cell_id is not None)
        self.model.set_rows(found.lines)
        wanted = next((at for at, line in enumerate(found.lines) if line.assignment.id == self._wanted_id), place)
        self._wanted_id = ""
        self.table.select(min(max(0, wanted), max(0, len(found.lines) - 1)))
        self.more.show_share(len(found.lines), found.total, more=len(found.lines) < found.total)
        self.hand_over.setVisible(bool(found.orphans))
        self.summary.setText(self._summary(found))
        self._allow()
        if self._for is not None:
            member, self._for = self._for, None
            self.add(member)

    def _summary(self, found: Found) -> str:
        parts = [tr("{count} nhiệm vụ", count=format_number(found.total))]
        today = self.context.today()
        overdue = sum(is_overdue(line.assignment, today) for line in found.lines)
        if overdue:
            parts.append(tr("{count} việc quá hạn", count=overdue))
        if found.orphans:
            parts.append(tr("{count} việc của người đã rời chi bộ", count=len(found.orphans)))
        return " · ".join(parts)

    def _read_on(self) -> None:
        wanted, offset = self.wanted(), self.model.rowCount()
        self.read(lambda office: office.tasks.page(wanted, offset, AT_ONCE), self._add, tr("Đang đọc tiếp…"))

    def _add(self, found: tuple[list[TaskLine], int]) -> None:
        place = self.table.currentIndex().row()
        rows = [*(row for row in self.model.rows if row is not None), *found[0]]
        self.model.set_rows(rows)
        self.table.select(max(0, place))
        self.more.show_share(len(rows), found[1], more=len(rows) < found[1])

    def _fetch(self) -> Callable[[Office, Report], Sequence[TaskLine]]:
        wanted = self.wanted()
        return lambda office, report: paged(lambda offset, limit: office.tasks.page(wanted, offset, limit), report)

    # --- one task ---

    @property
    def line(self) -> TaskLine | None:
        """The task in hand."""
        return self.model.row(self.table.currentIndex())

    @property
    def member_in_hand(self) -> tuple[str, str]:
        """The member and the cell of the line in hand."""
        line = self.line
        return (line.assignment.member_id or "", line.assignment.cell_id) if line is not None else ("", "")

    def _allow(self) -> None:
        line = self.line
        is_open = line is not None and line.assignment.outcome is AssignmentOutcome.OPEN
        for name in ("add", "take"):
            self.buttons[name].setEnabled(self.cell_id is not None)
            self.buttons[name].setToolTip("" if self.cell_id else tr("Chọn một chi bộ ở thanh trên cùng trước"))
        self.buttons["diary"].setEnabled(line is not None)
        self.buttons["end"].setEnabled(is_open)
        self.buttons["remove"].setEnabled(is_open and line is not None and line.assignment.origin != Origin.MEETING)

    def add(self, member: tuple[str, str] | None = None) -> None:
        """Ask for a new task of the cell in hand."""
        if self.cell_id is None:
            self.context.say(tr("Chọn một chi bộ ở thanh trên cùng trước"))
        elif self.may_leave():
            self.form.begin((self.cell_id, self.where), self.year, self.kinds, member=member)

    def edit(self) -> None:
        """Ask for a change of the task in hand."""
        line = self.line
        if line is not None and self.may_leave():
            self.form.begin((line.assignment.cell_id, line.cell_name), self.year, self.kinds, line)

    def _saved(self, kept: Assignment) -> None:
        self._wanted_id = kept.id
        self.form.hide()
        self.table.setFocus()
        self.context.say(tr("Đã lưu nhiệm vụ."))
        self.refresh()

    def remove(self) -> None:
        """Take the task in hand away after asking."""
        line = self.line
        if line is None or not self.buttons["remove"].isEnabled():
            return
        asked = tr("Xóa “{text}” của {name}?", text=line.assignment.text, name=line.assignment.assignee)
        if self.context.questions.confirm(tr("Xóa nhiệm vụ"), asked, yes=tr("&Xóa"), no=tr("&Thôi"), loses=True):
            kept = line.assignment
            self.page.run(
                lambda office: office.tasks.remove(kept.id, kept.revision), lambda _none: self.refresh(), self._refused
            )

    def diary(self) -> None:
        """Show what was done for the task in hand, and write more of it."""
        line = self.line
        if line is not None and self.may_leave():
            from ui.pages.assignments.diary_dialog import DiaryDialog

            dialog = DiaryDialog(self.page, line)
            dialog.written.connect(self.refresh)
            dialog.finished.connect(lambda _result: self.table.setFocus())
            dialog.open()

    def end(self) -> None:
        """End the task in hand with a reason; it stays on record."""
        line = self.line
        if line is None:
            return
        reason = self.context.questions.reason(tr("Thôi giao"), tr("Vì sao thôi giao nhiệm vụ này?"))
        if reason:
            kept, today = line.assignment, self.context.today()
            self.page.run(
                lambda office: office.tasks.end(kept.id, kept.revision, today, reason),
                lambda _kept: self.refresh(),
                self._refused,
            )

    # --- many ---

    def propose(self) -> None:
        """Offer what the plan could hold and does not."""
        cell_id, year = self.cell_id, self.year
        if cell_id is not None and self.may_leave():
            self.page.run(lambda office: office.tasks.proposals(cell_id, year), self._offer, self._refused)

    def _offer(self, proposals: list[AssignmentInput]) -> None:
        if not proposals:
            self.context.questions.tell(tr("Lấy sẵn"), tr("Không còn việc nào để đưa thêm vào kế hoạch."))
            return
        from ui.pages.assignments.take_dialog import TakeDialog

        dialog = TakeDialog(self.page, proposals)
        dialog.taken.connect(self._take)
        dialog.open()

    def _take(self, chosen: list[AssignmentInput]) -> None:
        def done(made: list[Assignment]) -> None:
            self.context.say(tr("Đã đưa {count} việc vào kế hoạch.", count=len(made)))
            self.table.setFocus()
            self.refresh()

        self.page.run(lambda office: office.tasks.adopt(chosen), done, self._refused)

    def hand_over_orphans(self) -> None:
        """Hand the open tasks of people who left a cell to one of its members."""
        if self.orphans:
            from ui.pages.assignments.hand_over_dialog import HandOverDialog

            dialog = HandOverDialog(self.page, self.orphans)
            dialog.done_over.connect(self._handed_over)
            dialog.open()

    def _handed_over(self, count: int) -> None:
        self.context.say(tr("Đã bàn giao {count} việc.", count=count))
        self.refresh()

    def _refused(self, problem: ProblemError) -> None:
        self.page.show_refused(problem)
