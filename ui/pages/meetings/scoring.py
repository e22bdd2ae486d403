"""Asks the office what can be counted of a meeting's score, whenever something is scored and the meeting changed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from db.problems import ProblemError
from desktop_app.services.quality import Assessment
from ui.context import WindowContext
from ui.pages.meetings.form import MeetingForm


class Scoring(QObject):
    """One question at a time, the last one asked anew; none while nothing is scored and the section is not in sight."""

    problem = Signal(ProblemError)

    def __init__(self, context: WindowContext, form: MeetingForm) -> None:
        super().__init__(form)
        self._context = context
        self._form = form
        self._asking = False
        self._again = False
        form.score.assess_wanted.connect(self.assess)
        form.left.connect(self._left)
        form.tabs.currentChanged.connect(lambda _place: self._left())

    def _left(self) -> None:
        if self._form.score.wants_figures or self._form.current is self._form.score:
            self.assess()

    def assess(self) -> None:
        """Ask what the program counts for the meeting as it stands in the form."""
        if not self._form.draft_id:
            return
        if self._asking:
            self._again = True
            return
        self._asking = True
        draft = self._form.collect()
        self._context.operations.run(
            lambda office: office.quality.assess(draft),
            partial(self._assessed, draft.id),
            self.problem.emit,
            on_done=self._done,
            receiver=self._form,
        )

    def _assessed(self, draft_id: str, found: Assessment) -> None:
        if draft_id == self._form.draft_id and not self._again:
            self._form.score.set_assessment(found)

    def _done(self) -> None:
        self._asking = False
        if self._again:
            self._again = False
            self.assess()
