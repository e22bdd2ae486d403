"""The self-review of a member or a collective: its sections as the scheme has them, kept while they are typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from db.evaluation_records import Evaluation, EvaluationContent, Exclusion, Subject
from db.problems import ProblemError
from db.records import Finding
from desktop_app.rules.scheme import Scheme, SectionKind
from desktop_app.services.self_reviews import Assessment, OpenReview, ReviewDraft
from desktop_app.texts import explain, term, tr
from ui import theme
from ui.autosave import Autosave
from ui.pages.reviews.form_sections import SectionInput, level_choice
from ui.pages.reviews.form_side import BehindDialog, FormSide
from ui.widgets.choice import Choice
from ui.widgets.dates import DateEdit
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import Field, FindingLine
from ui.widgets.plain import plain_label
from ui.widgets.plain_text import PlainTextEdit

if TYPE_CHECKING:
    from desktop_app.office import Office
    from desktop_app.services.reviews import Behind
    from ui.pages.base import Page

_PAUSE = 500
"""Milliseconds after the last key until the rules are asked."""


class ReviewForm(QWidget):
    """``closed`` asks to go back to the board; ``next_wanted`` for the member after this one; ``saved`` follows."""

    closed = Signal()
    next_wanted = Signal()
    saved = Signal(object)

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.context = page.context
        self.review: OpenReview | None = None
        self.sections: list[SectionInput] = []
        self._filling = False
        self._findings: tuple[Finding, ...] = ()
        self.heading = plain_label(role="heading")
        self.state = plain_label(role="muted")
        self.keep = QPushButton(tr("Lưu (Ctrl+S)"))
        self.keep.setProperty("kind", "primary")
        self.following = QPushButton(tr("&Người sau (F7)"))
        self.back = QPushButton(tr("&Về bảng (Esc)"))
        self.trouble = FindingLine()
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.side = FormSide()
        self.autosave: Autosave[ReviewDraft] = Autosave(
            self.context.operations, self.draft, lambda office, draft: office.self_reviews.save_draft(draft), self
        )
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._timer.timeout.connect(self.assess)
        self._lay_out()
        self.keep.clicked.connect(self.save)
        self.following.clicked.connect(self.next_wanted)
        self.back.clicked.connect(self.closed)
        self.side.wanted.connect(self.open_figure)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.back)
        head.addWidget(self.heading, 1)
        head.addWidget(self.state)
        head.addWidget(self.following)
        head.addWidget(self.keep)
        column.addLayout(head)
        column.addWidget(self.trouble)
        row = QHBoxLayout()
        row.addWidget(self.area, 1)
        row.addWidget(self.side)
        column.addLayout(row, 1)

    # --- showing one ---

    def begin(self, review: OpenReview) -> None:
        """Show a review; what was typed and not saved stands in it again."""
        self._timer.stop()
        same = self.review is not None and self.review.evaluation.id == review.evaluation.id
        self.review = review
        draft = review.draft
        content = draft.content if draft is not None else review.evaluation.content
        self._filling = True
        self._build(review.scheme, review.evaluation.subject)
        self._fill(content)
        self._filling = False
        form = review.form.number if review.form else content.form
        self.heading.setText(
            f"{review.name} – {review.unit} · {form}"
            if review.name != review.unit
            else f"{term('review_subject', review.evaluation.subject)} {review.name} · {form}"
        )
        self.side.show_figures(review.figures)
        self._tell_state()
        self.trouble.hide()
        self._findings = ()
        shown = draft if draft is not None else self.draft()
        self.autosave.watch(shown)
        writable = review.evaluation.exclusion is Exclusion.NONE
        self.keep.setEnabled(writable)
        if not writable:
            reason = term("exclusion", review.evaluation.exclusion)
            self.trouble.say(tr("Không thuộc diện xếp loại: {reason}.", reason=reason), grave=False)
        self.assess()
        if not same:
            self.focus_first()

    def _tell_state(self) -> None:
        review = self.review
        if review is not None:
            words = term("review_stage", review.evaluation.stage)
            self.state.setText(tr("bản nháp chưa lưu; {stage}", stage=words) if review.draft else words)

    def _build(self, scheme: Scheme, subject: Subject) -> None:
        assert self.review is not None
        sheet = QWidget()
        sheet.setObjectName("sheet")
        body = QVBoxLayout(sheet)
        body.setContentsMargins(theme.px(10), theme.px(6), theme.px(14), theme.px(10))
        body.setSpacing(theme.px(6))
        self.positions = QLineEdit()
        self.positions.setMaxLength(300)
        self.self_on = DateEdit(self.context.today)
        self.self_on.setFixedWidth(theme.px(140))
        top = QHBoxLayout()
        self.fields = {
            "positions": Field(tr("&Chức vụ"), self.positions, "positions"),
            "self_on": Field(tr("N&gày tự kiểm điểm"), self.self_on, "self_on"),
        }
        top.addWidget(self.fields["positions"], 1, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.fields["self_on"], 0, Qt.AlignmentFlag.AlignTop)
        body.addLayout(top)
        form = self.review.form
        self.sections = [SectionInput(section, scheme, subject) for section in form.sections] if form else []
        self.suggestions = PlainTextEdit(3, block_field="content")
        for section in self.sections:
            if section.section.kind is SectionKind.SUGGESTIONS:
                self.fields["suggestions"] = Field(
                    tr("Gợi ý kiểm điểm của cấp trên (nếu có)"), self.suggestions, "suggestions"
                )
                body.addWidget(self.fields["suggestions"])
            body.addWidget(section)
            section.changed.connect(self._changed)
            if section.propose is not None:
                section.propose.clicked.connect(self._take_proposal)
        self._build_end(body, scheme, subject)
        body.addStretch(1)
        self.area.setWidget(sheet)
        walk: list[QWidget] = [self.positions, self.self_on]
        for section in self.sections:
            if section.section.kind is SectionKind.SUGGESTIONS:
                walk.append(self.suggestions)
            walk += section.inputs()
        self._watch([*walk, *self._end])
        self.moves = EnterMoves([*walk, *self._end], self.keep.setFocus, self)

    def _build_end(self, body: QVBoxLayout, scheme: Scheme, subject: Subject) -> None:
        """Add what others say of the one reviewed: the place of residence, the agency, the committee."""
        body.addWidget(plain_label(tr("Nhận xét, đề nghị"), role="heading"))
        self.residence = PlainTextEdit(3, block_field="content")
        self.residence_by = QLineEdit()
        self.residence_by.setMaxLength(300)
        self.residence_on = DateEdit(self.context.today)
        self.agency = level_choice(scheme, Subject.MEMBER)
        self.remark = PlainTextEdit(3, block_field="content")
        self.committee: Choice[str] = level_choice(scheme, subject)
        self._end: list[QWidget] = []
        if subject is Subject.MEMBER:
            self.fields["residence_comment"] = Field(
                tr("Nhận xét của chi ủy nơi cư trú"), self.residence, "residence_comment"
            )
            self.fields["residence_by"] = Field(tr("Người nhận xét"), self.residence_by, "residence_by")
            self.fields["residence_on"] = Field(tr("Ngày"), self.residence_on, "residence_on")
            self.fields["agency_level"] = Field(tr("Cơ quan xếp loại"), self.agency, "agency_level")
            body.addWidget(self.fields["residence_comment"])
            line = QHBoxLayout()
            for name, share in (("residence_by", 3), ("residence_on", 2), ("agency_level", 3)):
                line.addWidget(self.fields[name], share, Qt.AlignmentFlag.AlignTop)
            body.addLayout(line)
            self._end += [self.residence, self.residence_by, self.residence_on, self.agency]
        self.fields["committee_remark"] = Field(tr("Nhận xét, đánh giá của chi ủy"), self.remark, "committee_remark")
        self.fields["committee_level"] = Field(tr("Mức chi ủy đề nghị"), self.committee, "committee_level")
        body.addWidget(self.fields["committee_remark"])
        body.addWidget(self.fields["committee_level"])
        self._end += [self.remark, self.committee]

    def _watch(self, widgets: Sequence[QWidget]) -> None:
        own = {id(widget) for section in self.sections for widget in section.inputs()}
        for widget in widgets:
            widget.installEventFilter(self)
            if id(widget) in own:
                continue
            if isinstance(widget, PlainTextEdit):
                widget.textChanged.connect(self._changed)
            elif isinstance(widget, QLineEdit):
                widget.textEdited.connect(lambda _text: self._changed())
            elif isinstance(widget, Choice):
                widget.currentIndexChanged.connect(lambda _place: self._changed())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Bring the field the cursor goes to into sight, and say what is wrong once it was left."""
        if isinstance(watched, QWidget):
            if event.type() == QEvent.Type.FocusIn:
                self.area.ensureWidgetVisible(watched, 0, theme.px(60))
            elif event.type() == QEvent.Type.FocusOut:
                for field in self.fields.values():
                    field.visited = field.visited or field.editor is watched
        return False

    # --- content ---

    def _fill(self, content: EvaluationContent) -> None:
        parts = {part.code: part for part in content.parts}
        self.positions.setText(content.positions)
        self.self_on.set_value(content.self_on)
        for section in self.sections:
            section.fill(parts.get(section.section.code))
            if section.section.kind is SectionKind.TASKS and section.points is not None:
                section.points.set_value(content.task_points)
            if section.level is not None:
                is_own = section.section.kind is SectionKind.SELF_RATING
                section.level.take(content.self_level if is_own else content.official_level)
        self.suggestions.set_value(content.suggestions)
        self.residence.set_value(content.residence_comment)
        self.residence_by.setText(content.residence_by)
        self.residence_on.set_value(content.residence_on)
        self.agency.take(content.agency_level)
        self.remark.set_value(content.committee_remark)
        self.committee.take(content.committee_level)

    def collect(self) -> EvaluationContent:
        """Return what stands in the form; what it has no field for stays as it was."""
        assert self.review is not None
        draft = self.review.draft
        before = draft.content if draft is not None else self.review.evaluation.content
        own = {section.section.code for section in self.sections}
        parts = [part for part in before.parts if part.code not in own]
        parts += [part for section in self.sections if (part := section.part()) is not None]
        fields: dict[str, object] = {}
        for section in self.sections:
            if section.section.kind is SectionKind.TASKS and section.points is not None:
                fields["task_points"] = section.points.value()
            if section.level is not None:
                is_own = section.section.kind is SectionKind.SELF_RATING
                fields["self_level" if is_own else "official_level"] = section.level.value()
        return msgspec.structs.replace(
            before,
            positions=self.positions.text(),
            self_on=self.self_on.value(),
            parts=tuple(sorted(parts, key=lambda part: part.code)),
            suggestions=self.suggestions.value(),
            residence_comment=self.residence.value(),
            residence_by=self.residence_by.text(),
            residence_on=self.residence_on.value(),
            agency_level=self.agency.value(),
            committee_remark=self.remark.value(),
            committee_level=self.committee.value(),
            **fields,
        )

    def draft(self) -> ReviewDraft:
        """Return what stands in the form as a draft."""
        assert self.review is not None
        kept = self.review
        revision = kept.draft.revision if kept.draft is not None else kept.evaluation.revision
        return ReviewDraft(id=kept.evaluation.id, revision=revision, content=self.collect())

    def _changed(self) -> None:
        if not self._filling and self.review is not None:
            self.autosave.touch()
            self._timer.start()

    # --- rules ---

    def assess(self) -> None:
        """Ask the rules what they say of what stands in the form."""
        review = self.review
        if review is None:
            return
        asked, content = review.evaluation.id, self.collect()

        def shown(told: Assessment) -> None:
            if self.review is not None and self.review.evaluation.id == asked:
                self._show_assessment(told)

        self.context.operations.run(lambda office: office.self_reviews.assess(asked, content), shown, receiver=self)

    def _show_assessment(self, told: Assessment) -> None:
        assert self.review is not None
        self._findings = told.findings
        self.side.show_assessment(told, self.review.scheme)
        for section in self.sections:
            paths = {f"parts.{section.section.code}"}
            if section.section.kind is SectionKind.TASKS:
                paths.add("task_points")
            if section.section.kind is SectionKind.SELF_RATING:
                paths.add("self_level")
            section.show_findings([finding for finding in told.findings if finding.field in paths])
            if section.propose is not None:
                self._offer(section, told)
        for path, field in self.fields.items():
            field.show_findings([finding for finding in told.findings if finding.field == path])

    def _offer(self, section: SectionInput, told: Assessment) -> None:
        from desktop_app.rules.quality import text_of

        score = told.task_score
        assert section.propose is not None
        section.propose.setVisible(score is not None)
        if score is not None:
            section.propose.setText(tr("Theo nhiệm vụ: {points}", points=text_of(score.points)))
            section.propose.setToolTip(score.explanation)
            section.propose.setProperty("points", score.points)

    def _take_proposal(self) -> None:
        for section in self.sections:
            if section.propose is not None and section.points is not None:
                section.points.set_value(int(section.propose.property("points")))
                section.points.setFocus()
                self._changed()

    def open_figure(self, name: str) -> None:
        """Show the rows behind a figure."""
        review = self.review
        if review is None:
            return

        def shown(found: Behind) -> None:
            title = f"{term('review_figure', name)} – {review.name}, {review.evaluation.year}"
            BehindDialog(title, found, self).open()

        self.context.operations.run(
            lambda office: office.reviews.behind(review.evaluation.id, name), shown, receiver=self
        )

    # --- keeping ---

    def save(self) -> None:
        """Keep the review."""
        review = self.review
        if review is None or not self.keep.isEnabled():
            return
        complaining = next(
            (one.points for one in self.sections if one.points is not None and one.points.complaint()), None
        )
        if complaining is not None:
            complaining.setFocus()
            self.assess()
            return
        draft = self.draft()
        self.keep.setEnabled(False)
        self.context.operations.run(
            lambda office: _kept(office, draft),
            self._saved,
            self._failed,
            on_done=lambda: self.keep.setEnabled(True),
            receiver=self,
        )

    def _saved(self, kept: Evaluation) -> None:
        assert self.review is not None
        self.autosave.forget()
        self.review = msgspec.structs.replace(self.review, evaluation=kept, draft=None)
        self.autosave.watch(self.draft())
        self.trouble.hide()
        self._tell_state()
        self.context.say(tr("Đã lưu bản kiểm điểm của {name}.", name=self.review.name))
        self.saved.emit(kept)
        self.assess()

    def _failed(self, problem: ProblemError) -> None:
        findings = problem.values.get("findings")
        if not isinstance(findings, tuple):
            self.trouble.say(str(explain(problem)), grave=True)
            return
        for field in self.fields.values():
            field.visited = True
        self.trouble.show_findings(findings)
        self.assess()
        places: dict[str, QWidget] = {path: field.editor for path, field in self.fields.items()}
        for section in self.sections:
            inputs = section.inputs()
            if inputs:
                places[f"parts.{section.section.code}"] = inputs[0]
        first = next((places[finding.field] for finding in findings if finding.field in places), None)
        if first is not None:
            first.setFocus()

    def leave(self) -> None:
        """Hand over what was typed before another review, or the board, is shown."""
        self._timer.stop()
        if self.review is not None:
            self.autosave.flush()

    def focus_first(self) -> None:
        """Put the cursor into the first section somebody writes in."""
        inputs = [widget for section in self.sections for widget in section.inputs()]
        (inputs[0] if inputs else self.positions).setFocus(Qt.FocusReason.OtherFocusReason)


def _kept(office: Office, draft: ReviewDraft) -> Evaluation:
    return office.self_reviews.save(draft.id, draft.revision, draft.content)
