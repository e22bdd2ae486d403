"""The count of one vote, with what it came to worked out beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QGroupBox, QHBoxLayout, QWidget

from db.meeting_records import Vote, VoteForm, VoteMatter
from db.records import Finding, Severity
from desktop_app.texts import term, tr
from ui import theme
from ui.widgets.choice import Choice
from ui.widgets.field import Field, FindingLine, WrappingLabel, set_invalid
from ui.widgets.number import NumberEdit
from ui.widgets.words import capital

if TYPE_CHECKING:
    from desktop_app.rules.regulation import Overrides


class VoteBox(QGroupBox):
    """A vote that was or was not taken; ticking it proposes how many may vote, never how they voted."""

    changed = Signal()
    opened = Signal()
    """The user ticked the box: its inputs have come into being."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Có &biểu quyết"), parent)
        self.setCheckable(True)
        self.setChecked(False)
        self.setAccessibleName(tr("Có biểu quyết"))
        self.form = Choice([(form, capital(term("vote_form", form))) for form in VoteForm])
        self.matter = Choice([(matter, capital(term("vote_matter", matter))) for matter in VoteMatter])
        self.entitled, self.agree, self.disagree, self.other = (NumberEdit() for _ in range(4))
        self.fields = {
            "form": Field(tr("Hình thức"), self.form, "form"),
            "matter": Field(tr("Việc biểu quyết"), self.matter, "matter"),
            "entitled": Field(tr("Có quyền biểu quyết"), self.entitled, "entitled"),
            "agree": Field(tr("Tán thành"), self.agree, "agree"),
            "disagree": Field(tr("Không tán thành"), self.disagree, "disagree"),
            "other": Field(tr("Ý kiến khác"), self.other, "other"),
        }
        self.agree.setToolTip(tr("Phím = điền số còn lại"))
        self._entitled_now = 0
        self._body = 0
        self._own: Overrides = {}
        self._result = WrappingLabel(role="muted")
        self._result.setAccessibleName(tr("Kết quả biểu quyết"))
        self.finding = FindingLine()
        what, numbers = QHBoxLayout(), QHBoxLayout()
        for row in (what, numbers):
            row.setSpacing(theme.px(8))
        for name, field in self.fields.items():
            if name in ("form", "matter"):
                what.addWidget(field, 1)
                continue
            # Four counts stand beside each other also at 150 %: their words wrap, and the inputs keep one line.
            field.label.setWordWrap(True)
            numbers.addWidget(field, 1, Qt.AlignmentFlag.AlignBottom)
        layout = QGridLayout(self)
        layout.setContentsMargins(theme.px(10), theme.px(6), theme.px(10), theme.px(8))
        layout.setVerticalSpacing(theme.px(4))
        layout.addLayout(what, 0, 0)
        layout.addLayout(numbers, 1, 0)
        layout.addWidget(self._result, 2, 0)
        layout.addWidget(self.finding, 3, 0)
        self.toggled.connect(self._toggled)
        self.form.currentIndexChanged.connect(self._changed)
        self.matter.currentIndexChanged.connect(self._changed)
        for number in (self.entitled, self.agree, self.disagree, self.other):
            number.textEdited.connect(self._changed)
            number.setMinimumWidth(theme.px(64))
        self._show_body()

    # --- content ---

    def set_attendance(self, entitled: int, body: int) -> None:
        """Tell how many of those present may vote, and how many voters the cell has."""
        self._entitled_now, self._body = entitled, body
        self._work_out()

    def set_rules(self, own: Overrides) -> None:
        """Tell the office's own values of rules on the day of the meeting."""
        self._own = own
        self._work_out()

    def set_value(self, vote: Vote | None) -> None:
        """Show a vote, or that there was none."""
        self.blockSignals(True)
        self.setChecked(vote is not None)
        self.blockSignals(False)
        for choice in (self.form, self.matter):
            choice.blockSignals(True)
        self.form.set_value(vote.form if vote else VoteForm.HANDS)
        self.matter.set_value(vote.matter if vote else VoteMatter.ORDINARY)
        for choice in (self.form, self.matter):
            choice.blockSignals(False)
        for number, count in (
            (self.entitled, vote.entitled if vote else None),
            (self.agree, vote.agree if vote else None),
            (self.disagree, vote.disagree if vote else None),
            (self.other, vote.other if vote else None),
        ):
            number.set_value(count)
        self._show_body()

    def value(self) -> Vote | None:
        """Return the vote; an empty count is none."""
        if not self.isChecked():
            return None
        return Vote(
            form=self.form.value(),
            entitled=self.entitled.value() or 0,
            agree=self.agree.value() or 0,
            disagree=self.disagree.value() or 0,
            other=self.other.value() or 0,
            matter=self.matter.value(),
        )

    def show_findings(self, findings: Sequence[Finding], prefix: str) -> None:
        """Frame the counts that findings are about (their paths begin with ``prefix``), and say all below them.

        While the cursor waits in the empty first count nothing is said: nobody can have made a mistake yet.
        """
        if self.agree.value() is None and self.agree.hasFocus():
            findings = ()
        wrong = {finding.field for finding in findings if finding.severity is Severity.ERROR}
        for name, field in self.fields.items():
            set_invalid(field.editor, invalid=f"{prefix}.{name}" in wrong)
        self.finding.show_findings(findings)

    # --- working out ---

    def _toggled(self, on: bool) -> None:  # noqa: FBT001 - the signal decides
        if on and self.entitled.value() is None:
            self.entitled.set_value(self._entitled_now)
            for number in (self.disagree, self.other):
                number.set_value(0)
        self._show_body()
        self.changed.emit()
        if on:
            self.agree.setFocus(Qt.FocusReason.OtherFocusReason)
            self.opened.emit()

    def _show_body(self) -> None:
        for field in self.fields.values():
            field.setVisible(self.isChecked())
        self._result.setVisible(self.isChecked())
        self._work_out()

    def _changed(self) -> None:
        self._work_out()
        self.changed.emit()

    def _work_out(self) -> None:
        vote = self.value()
        if vote is None:
            return
        from desktop_app.rules import voting

        counted = vote.agree + vote.disagree + vote.other
        missing = vote.entitled - counted
        for number in (self.agree, self.disagree, self.other):
            rest = missing + (number.value() or 0)
            number.missing = rest if rest >= 0 else None
        if self.agree.value() is None:
            self._result.setText(tr("Còn {missing} phiếu chưa ghi; phím = điền số còn lại.", missing=missing))
            return
        if missing < 0:
            self._result.setText(tr("Thừa {extra} phiếu so với số có quyền.", extra=-missing))
            return
        outcome = voting.result(vote, self._body or None, overrides=self._own)
        passed = tr("thông qua") if outcome.passed else tr("không thông qua")
        result = tr(
            "Kết quả: tán thành {agree}/{entitled} ({percent}), {passed}.",
            agree=outcome.agree,
            entitled=outcome.entitled,
            percent=outcome.percent_text,
            passed=passed,
        )
        if missing > 0:
            result = tr("Còn {missing} phiếu chưa ghi.", missing=missing) + " " + result
        self._result.setText(result)
