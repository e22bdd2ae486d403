"""The few fields in which the outcome of a task is written, below the list it stands in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from db.meeting_records import Assignment, AssignmentOutcome
from db.records import Finding
from desktop_app.texts import explain, term, tr
from ui import theme
from ui.context import WindowContext
from ui.widgets.choice import Choice
from ui.widgets.dates import DateEdit
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import Field, FindingLine, WrappingLabel
from ui.widgets.words import capital

if TYPE_CHECKING:
    from db.problems import ProblemError

OFFERED = (
    AssignmentOutcome.OPEN,
    AssignmentOutcome.ON_TIME,
    AssignmentOutcome.ABOVE,
    AssignmentOutcome.LATE,
    AssignmentOutcome.NOT_DONE,
)
"""What can be chosen here, each by the key of its place (0 to 4)."""
MAX_REMARK = 300


class OutcomeForm(QFrame):
    """Writes what became of one task; ``saved`` follows a write, ``closed`` when it is given up."""

    saved = Signal()
    closed = Signal()

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.assignment: Assignment | None = None
        self.setProperty("role", "card")
        self.task = WrappingLabel(role="heading")
        self.outcome: Choice[str] = Choice(
            [(each.value, capital(term("assignment_outcome", each.value))) for each in OFFERED]
        )
        self.outcome.currentIndexChanged.connect(self._outcome_chosen)
        self.done_on = DateEdit(context.today)
        self.remark = QLineEdit()
        self.remark.setMaxLength(MAX_REMARK)
        self.fields = {
            "outcome": Field(tr("Kết &quả"), self.outcome, "outcome"),
            "done_on": Field(tr("Ngà&y hoàn thành"), self.done_on, "done_on"),
            "remark": Field(tr("&Ghi chú"), self.remark, "remark"),
        }
        self.trouble = FindingLine()
        self.keep = QPushButton(tr("Lưu (Ctrl+S)"))
        self.keep.setProperty("kind", "primary")
        self.keep.clicked.connect(self.save)
        give_up = QPushButton(tr("Thôi (Esc)"))
        give_up.clicked.connect(self.closed)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(10))
        column.addWidget(self.task)
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        for name, stretch in (("outcome", 3), ("done_on", 2), ("remark", 5)):
            row.addWidget(self.fields[name], stretch, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        column.addWidget(self.trouble)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(give_up)
        buttons.addWidget(self.keep)
        column.addLayout(buttons)
        self.moves = EnterMoves([self.outcome, self.done_on, self.remark], self.save, self)
        self._begun: tuple[str, str, str] = ("", "", "")
        self.hide()

    def begin(self, assignment: Assignment, outcome: AssignmentOutcome | None = None) -> None:
        """Ask for the outcome of a task; ``outcome`` proposes one."""
        self.assignment = assignment
        who = f" – {assignment.assignee}" if assignment.assignee else ""
        self.task.setText(f"{assignment.text}{who}")
        self.done_on.set_value(assignment.done_on)
        self.remark.setText(assignment.remark)
        self.outcome.take(assignment.outcome.value)
        self._begun = self._typed()
        if outcome is not None:
            self.outcome.take(outcome.value)
        self._outcome_chosen()
        for field in self.fields.values():
            field.visited = False
            field.show_findings([])
        self.trouble.hide()
        self.show()
        first: QWidget = self.done_on if outcome is not None and self.done_on.isEnabled() else self.outcome
        first.setFocus(Qt.FocusReason.TabFocusReason)
        if first is self.done_on:
            self.done_on.selectAll()

    def _outcome_chosen(self, _place: int = 0) -> None:
        """Propose today for what is done; what is not done has no day."""
        chosen = AssignmentOutcome(self.outcome.value())
        done = chosen not in (AssignmentOutcome.OPEN, AssignmentOutcome.NOT_DONE)
        self.done_on.setEnabled(done)
        if not done:
            self.done_on.set_value(None)
        elif not self.done_on.text():
            self.done_on.set_value(self._proposed(chosen))

    def _proposed(self, chosen: AssignmentOutcome) -> date:
        """Return the day to begin with: today, but for what was in time never after the deadline."""
        today = self.context.today()
        due = self.assignment.due_on if self.assignment else None
        return min(today, due) if due is not None and chosen is not AssignmentOutcome.LATE else today

    def _typed(self) -> tuple[str, str, str]:
        return self.outcome.value(), self.done_on.text(), self.remark.text()

    @property
    def changed(self) -> bool:
        """Whether something was typed that would be lost."""
        # When another tab is asked for, this one is out of sight already.
        return not self.isHidden() and self._typed() != self._begun

    def save(self) -> None:
        """Write it."""
        assignment = self.assignment
        if assignment is None or not self.keep.isEnabled():
            return
        for field in self.fields.values():
            field.visited = True
            field.show_findings([])
        if self.done_on.complaint():
            self.done_on.setFocus()
            return
        outcome, done_on, remark = AssignmentOutcome(self.outcome.value()), self.done_on.value(), self.remark.text()
        self.keep.setEnabled(False)
        self.context.operations.run(
            lambda office: office.assignments.record(assignment.id, assignment.revision, outcome, done_on, remark),
            lambda _kept: self.saved.emit(),
            self.show_problem,
            on_done=lambda: self.keep.setEnabled(True),
            receiver=self,
        )

    def show_problem(self, problem: ProblemError) -> None:
        """Show findings beside their fields, anything else below them."""
        findings = problem.values.get("findings")
        found: tuple[Finding, ...] = findings if isinstance(findings, tuple) else ()
        for path, field in self.fields.items():
            field.show_findings([finding for finding in found if finding.field == path])
        rest = [finding for finding in found if finding.field not in self.fields]
        self.trouble.show_findings(rest)
        if not found:
            self.trouble.say(str(explain(problem)), grave=True)
