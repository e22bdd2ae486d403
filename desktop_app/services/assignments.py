"""Assignments: what meetings gave to do, and how it came out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from db import assignments, audit
from db.meeting_records import Assignment, AssignmentOutcome
from db.problems import ProblemError
from db.text import normalize
from desktop_app.rules import dates
from desktop_app.rules.findings import error
from desktop_app.services.base import Clock, refuse_errors, too_long

if TYPE_CHECKING:
    from db.records import Finding
    from db.store import Store

MAX_REMARK = 1_000
"""Characters of a remark on how a task came out: it prints in a list."""


class AssignmentService:
    """Use-cases of assignments; the writing method is one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock

    def get(self, assignment_id: str) -> Assignment:
        """Return an assignment. Raises ProblemError V05 when there is none."""
        found = assignments.get(self._store, assignment_id)
        if found is None:
            raise ProblemError("V05", id=assignment_id)
        return found

    def open(self, cell_id: str, on: date | None = None) -> list[Assignment]:
        """Return what a cell has not finished, the most urgent first; given before the day ``on`` where it is named."""
        return assignments.open_ones(self._store, cell_id, on)

    def listed(
        self, cell_id: str | None = None, year: int | None = None, state: AssignmentOutcome | None = None
    ) -> list[Assignment]:
        """Return the office's assignments, newest first, of one cell, year of giving or outcome where named."""
        return assignments.listed(self._store, self._office_id, cell_id=cell_id, year=year, outcome=state)

    def check(self, assignment_id: str, outcome: AssignmentOutcome, done_on: date | None, remark: str) -> list[Finding]:
        """Return what is wrong with an outcome before it is recorded. Raises ProblemError V05."""
        kept = self.get(assignment_id)
        found = too_long("remark", normalize(remark, keep_newlines=True), MAX_REMARK)
        if kept.outcome is AssignmentOutcome.WITHDRAWN:
            found.append(error("ASSIGNMENT_WITHDRAWN", "outcome"))
        elif outcome is AssignmentOutcome.WITHDRAWN:
            found.append(error("ASSIGNMENT_WITHDRAW_IN_MINUTES", "outcome"))
        if done_on is not None and done_on < kept.given_on:
            days = {"done": dates.format_day(done_on), "given": dates.format_day(kept.given_on)}
            found.append(error("ASSIGNMENT_DONE_BEFORE_GIVEN", "done_on", **days))
        if done_on is not None and done_on > self._clock().date():
            found.append(error("ASSIGNMENT_DONE_IN_FUTURE", "done_on", done=dates.format_day(done_on)))
        return found

    def record(
        self, assignment_id: str, revision: int, outcome: AssignmentOutcome, done_on: date | None, remark: str
    ) -> Assignment:
        """Keep how a task came out, without a meeting, and return it; an open task has no day on which it was done.

        ``revision`` is that of the row the user saw. Raises ProblemError V01 with the errors found, V04 for another
        office's, V05 when there is none, M10 when it was changed meanwhile.
        """
        kept = self.get(assignment_id)
        if kept.owner_id != self._office_id:
            raise ProblemError("V04", name=kept.text)
        refuse_errors(self.check(assignment_id, outcome, done_on, remark))
        done = None if outcome is AssignmentOutcome.OPEN else done_on
        with self._store.operation(
            "assignment.record", f"assignment:{assignment_id}", cell=kept.cell_id, outcome=outcome.value
        ):
            if self.get(assignment_id).revision != revision:
                raise ProblemError("M10")
            now = audit.stamp(self._clock())
            assignments.enter(self._store, assignment_id, outcome, done, normalize(remark, keep_newlines=True), now)
            assignments.settle(self._store, [assignment_id])
        return self.get(assignment_id)
