"""The few fields in which the outcome of a task is written, below the list it stands in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from db.meeting_records import Assignment, AssignmentOutcome
from desktop_app.texts import term, tr
from ui.context import WindowContext
from ui.widgets.choice import Choice
from ui.widgets.dates import DateEdit
from ui.widgets.field import Field
from ui.widgets.side_form import SideForm
from ui.widgets.words import capital

if TYPE_CHECKING:
    pass

OFFERED = (
    AssignmentOutcome.OPEN,
    AssignmentOutcome.ON_TIME,
    AssignmentOutcome.ABOVE,
    AssignmentOutcome.LATE,
    AssignmentOutcome.NOT_DONE,
)
"""What can be chosen here, each by the key of its place (0 to 4)."""
MAX_REMARK = 300


class OutcomeForm(SideForm):
    """Writes what became of one task; ``saved`` brings it as kept."""

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        self.assignment: Assignment | None = None
        self.outcome: Choice[str] = Choice(
            [(each.value, capital(term("assignment_outcome", each.value))) for each in OFFERED]
        )
        self.outcome.currentIndexChanged.connect(self._outcome_chosen)
        self.done_on = DateEdit(context.today)
        self.remark = QLineEdit()
        self.remark.setMaxLength(MAX_REMARK)
        super().__init__(
            context,
            {
                "outcome": Field(tr("Kết &quả"), self.outcome, "outcome"),
                "done_on": Field(tr("Ngà&y hoàn thành"), self.done_on, "done_on"),
                "remark": Field(tr("&Ghi chú"), self.remark, "remark"),
            },
            [(("outcome", 3), ("done_on", 2), ("remark", 5))],
            parent,
        )

    def begin(self, assignment: Assignment, outcome: AssignmentOutcome | None = None) -> None:
        """Ask for the outcome of a task; ``outcome`` proposes one."""
        self.assignment = assignment
        who = f" – {assignment.assignee}" if assignment.assignee else ""
        self.done_on.set_value(assignment.done_on)
        self.remark.setText(assignment.remark)
        self.outcome.take(assignment.outcome.value)
        self.show_form(f"{assignment.text}{who}", self.outcome)
        if outcome is not None:
            self.outcome.take(outcome.value)
        self._outcome_chosen()
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

    def value(self) -> tuple[str, str, str]:
        """Return what is typed."""
        return self.outcome.value(), self.done_on.text(), self.remark.text()

    def write(self) -> None:
        """Keep it."""
        assignment = self.assignment
        if assignment is None:
            raise RuntimeError("an outcome is written of a task that was asked for")
        outcome, done_on, remark = AssignmentOutcome(self.outcome.value()), self.done_on.value(), self.remark.text()
        self.run(lambda office: office.assignments.record(assignment.id, assignment.revision, outcome, done_on, remark))
