"""The inputs of a self-review, section by section in the order the form prints them; the scheme says what each is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from db.evaluation_records import Part, Subject
from db.records import Finding
from desktop_app.rules.scheme import Scheme, Section, SectionKind
from desktop_app.texts import tr
from ui import theme
from ui.widgets.choice import Choice
from ui.widgets.field import FindingLine, WrappingLabel, set_invalid
from ui.widgets.plain_text import PlainTextEdit
from ui.widgets.points_edit import PointsEdit

_WORDS = frozenset({SectionKind.TEXT, SectionKind.GRADE, SectionKind.TASKS, SectionKind.SHORTCOMINGS})
_LINES = {SectionKind.POINTS: 2, SectionKind.GRADE: 3}


def level_choice(scheme: Scheme, subject: Subject) -> Choice[str]:
    """Return a choice of the levels of a subject, the first of them none."""
    return Choice([("", "–"), *((level.code, level.name) for level in scheme.levels_of(subject))])


class SectionInput(QFrame):
    """One section: its heading with what it asks for, a text where it has one, a grade or points beside."""

    changed = Signal()

    def __init__(self, section: Section, scheme: Scheme, subject: Subject) -> None:
        super().__init__()
        self.section = section
        self.text: PlainTextEdit | None = None
        self.grade: Choice[str] | None = None
        self.points: PointsEdit | None = None
        self.level: Choice[str] | None = None
        self.propose: QPushButton | None = None
        self.finding = FindingLine()
        number = f"{section.number}. " if section.number else ""
        self.heading = WrappingLabel(f"{number}{section.title}", role="heading" if not section.depth else "")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(14) * section.depth, theme.px(4), 0, theme.px(2))
        column.setSpacing(theme.px(3))
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.heading, 1)
        column.addLayout(head)
        if section.hint:
            column.addWidget(WrappingLabel(section.hint, role="muted"))
        self._beside(head, scheme, subject)
        if section.kind in _WORDS or section.kind in (SectionKind.POINTS, SectionKind.SUGGESTIONS):
            self.text = PlainTextEdit(_LINES.get(section.kind, 4), block_field="content")
            self.text.setAccessibleName(section.title)
            self.text.textChanged.connect(self.changed)
            column.addWidget(self.text)
        column.addWidget(self.finding)

    def _beside(self, head: QHBoxLayout, scheme: Scheme, subject: Subject) -> None:
        section = self.section
        if section.kind is SectionKind.GRADE and scheme.grades:
            self.grade = Choice([("", "–"), *((grade.code, grade.name) for grade in scheme.grades)])
            self.grade.setAccessibleName(tr("Tự đánh giá: {title}", title=section.title))
            self.grade.currentIndexChanged.connect(lambda _place: self.changed.emit())
            head.addWidget(self.grade)
        elif section.kind in (SectionKind.POINTS, SectionKind.TASKS) and section.most:
            if section.kind is SectionKind.TASKS:
                self.propose = QPushButton()
                self.propose.setProperty("kind", "flat")
                self.propose.hide()
                head.addWidget(self.propose)
            self.points = PointsEdit(section.most)
            self.points.setFixedWidth(theme.px(76))
            self.points.setAlignment(Qt.AlignmentFlag.AlignRight)
            self.points.setAccessibleName(tr("Điểm: {title}", title=section.title))
            self.points.textEdited.connect(lambda _text: self.changed.emit())
            head.addWidget(self.points)
        elif section.kind in (SectionKind.SELF_RATING, SectionKind.OFFICIAL_RATING):
            rated = subject if section.kind is SectionKind.SELF_RATING else Subject.MEMBER
            self.level = level_choice(scheme, rated)
            self.level.setMinimumWidth(theme.px(260))
            self.level.setAccessibleName(section.title)
            self.level.currentIndexChanged.connect(lambda _place: self.changed.emit())
            head.addWidget(self.level)

    # --- content ---

    def inputs(self) -> list[QWidget]:
        """Return the inputs in the order in which Tab walks through them: what is short first, then the words."""
        every: tuple[QWidget | None, ...] = (self.grade, self.points, self.level, self.text)
        return [one for one in every if one is not None]

    def fill(self, part: Part | None) -> None:
        """Show what stands in the section."""
        if self.text is not None:
            self.text.set_value(part.text if part else "")
        if self.grade is not None and not self.grade.take(part.grade if part else ""):
            self.grade.take("")
        if self.points is not None and self.section.kind is SectionKind.POINTS:
            self.points.set_value(part.points if part else None)

    def part(self) -> Part | None:
        """Return what stands in the section, None for nothing."""
        text = self.text.value() if self.text is not None else ""
        grade = self.grade.value() if self.grade is not None else ""
        own = self.points if self.section.kind is SectionKind.POINTS else None
        points = own.value() if own is not None else None
        if not text.strip() and not grade and points is None:
            return None
        return Part(code=self.section.code, text=text, grade=grade, points=points)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show what is wrong with the section."""
        complaint = self.points.complaint() if self.points is not None else ""
        if complaint:
            self.finding.say(tr("Lỗi: {sentence}", sentence=complaint), grave=True)
        else:
            self.finding.show_findings(findings)
        if self.points is not None:
            set_invalid(self.points, invalid=bool(complaint) or bool(findings))
