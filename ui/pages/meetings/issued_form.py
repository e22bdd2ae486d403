"""The form of a resolution, notice or invitation: day, subject, parts of the text, recipients, who signs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from db.meeting_records import DocumentSection, IssuedContent, IssuedDraft, IssuedType
from db.records import Finding
from desktop_app.texts import tr
from ui import theme
from ui.widgets.dates import DateEdit
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import Field, FindingLine
from ui.widgets.plain_text import PlainTextEdit
from ui.widgets.problem_list import ProblemList
from ui.widgets.rows import Row, Rows

_EMPTY = IssuedDraft(id="", content=IssuedContent(type=IssuedType.NOTICE, cell_id=""))


class SectionRow(Row[DocumentSection]):
    """One part of the text: its heading, which may be empty, above what stands under it."""

    move_wanted = Signal(int)
    """-1 for up, 1 for down."""

    def __init__(self) -> None:
        super().__init__()
        self.heading = QLineEdit()
        self.heading.setMaxLength(1000)
        self.heading.setPlaceholderText(tr("Tiêu đề mục, để trống nếu không có"))
        self.heading.setAccessibleName(tr("Tiêu đề mục"))
        self.text = PlainTextEdit(4)
        self.text.setAccessibleName(tr("Nội dung mục"))
        self.findings = FindingLine()
        column = QVBoxLayout()
        column.setSpacing(theme.px(3))
        for widget in (self.heading, self.text, self.findings):
            column.addWidget(widget)
        self.inputs.addLayout(column, 1)
        self.heading.textChanged.connect(self.changed)
        self.text.textChanged.connect(self.changed)
        for widget in (self.heading, self.text):
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Alt+↑ and Alt+↓ move the part; Enter in the heading goes into the text."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_wanted.emit(step)
            return True
        if watched is self.heading and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                return False
            self.text.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return False

    def parts(self) -> list[QWidget]:
        """Return the inputs in the order in which Tab walks through them."""
        return [self.heading, self.text]

    def value(self) -> DocumentSection:
        """Return the part, also an empty one: it is on the screen to be filled in."""
        return DocumentSection(self.heading.text(), self.text.value())

    def set_value(self, value: DocumentSection) -> None:
        """Show a part."""
        if self.heading.text() != value.heading:
            self.heading.setText(value.heading)
        self.text.set_value(value.text)

    def show_findings(self, findings: Sequence[Finding], prefix: str) -> None:  # noqa: ARG002 - all are of this part
        """Show what is wrong with the part."""
        self.findings.show_findings(findings)

    def focus_part(self, part: str) -> None:
        """Put the cursor into the heading or the text."""
        (self.text if part == "text" else self.heading).setFocus()


class SectionRows(Rows[DocumentSection]):
    """The parts in their order; Alt+↑ and Alt+↓ move the one in hand."""

    def __init__(self) -> None:
        super().__init__(self._made, tr("Thêm &mục"), tr("Bỏ mục này"))

    def _made(self) -> SectionRow:
        row = SectionRow()
        row.move_wanted.connect(lambda step: self._move(row, step))
        return row

    def _move(self, row: SectionRow, step: int) -> None:
        values = list(self.values())
        place = self.rows.index(row)
        target = place + step
        if not 0 <= target < len(values):
            return
        part = "text" if row.text.hasFocus() else "heading"
        values[place], values[target] = values[target], values[place]
        self.set_values(values)
        self.rows[target].focus_part(part)
        self.changed.emit()


class IssuedForm(QWidget):
    """``fill`` shows a draft, ``collect`` returns it as it stands; ``changed`` follows every key."""

    changed = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = _EMPTY
        self._filling = False
        self.problems = ProblemList()
        self.problems.chosen.connect(lambda finding: self.focus_field(finding.field))
        self.about = FindingLine()
        """What is to be said of the meeting behind the document."""
        self.day = DateEdit(today)
        self.subject, self.authority, self.signer_title, self.signer, self.reason = (QLineEdit() for _ in range(5))
        for line in (self.subject, self.authority, self.signer_title, self.signer, self.reason):
            line.setMaxLength(1000)
        self.sections = SectionRows()
        self.sections_said = FindingLine()
        self.recipients = PlainTextEdit(3)
        self.fields = {
            "issued_on": Field(tr("&Ngày ban hành"), self.day, "issued_on"),
            "subject": Field(tr("Trích &yếu"), self.subject, "subject"),
            "recipients": Field(tr("Nơi nh&ận, mỗi nơi một dòng"), self.recipients, "recipients"),
            "authority": Field(tr("&Quyền hạn ký"), self.authority, "authority"),
            "signer_title": Field(tr("C&hức vụ"), self.signer_title, "signer_title"),
            "signer": Field(tr("Người &ký"), self.signer, "signer"),
            "revision_reason": Field(tr("&Lý do lập bản mới"), self.reason, "revision_reason"),
        }
        for field in self.fields.values():
            field.visited = True
        self._build()
        self._connect()

    def _build(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme.px(8), 0)
        column.setSpacing(theme.px(8))
        self.day.setFixedWidth(theme.px(150))
        head, end = QHBoxLayout(), QHBoxLayout()
        # A finding under one field must not push its neighbours down.
        head.addWidget(self.fields["issued_on"], 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.fields["subject"], 1, Qt.AlignmentFlag.AlignTop)
        for name in ("authority", "signer_title", "signer"):
            end.addWidget(self.fields[name], 1, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.fields["revision_reason"])
        column.addWidget(self.about)
        column.addLayout(head)
        column.addWidget(self.sections)
        column.addWidget(self.sections_said)
        column.addWidget(self.fields["recipients"])
        column.addLayout(end)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.problems)
        layout.addWidget(self.area, 1)

    def _connect(self) -> None:
        for line in (self.day, self.subject, self.authority, self.signer_title, self.signer, self.reason):
            line.textChanged.connect(self._typed)
        self.recipients.textChanged.connect(self._typed)
        self.sections.changed.connect(self._typed)
        self.moves = (
            EnterMoves([self.reason, self.day, self.subject], self._into_text, self),
            EnterMoves([self.authority, self.signer_title, self.signer], lambda: None, self),
        )

    def _into_text(self) -> None:
        self.sections.focus_row(0, "text")

    def _typed(self) -> None:
        if not self._filling:
            self.changed.emit()

    # --- content ---

    @property
    def draft_id(self) -> str:
        """Identifier of the draft in hand, empty for none."""
        return self._draft.id

    def fill(self, draft: IssuedDraft) -> None:
        """Show a draft."""
        self._filling = True
        self._draft, content = draft, draft.content
        self.fields["revision_reason"].setVisible(draft.revises is not None)
        self.reason.setText(draft.revision_reason)
        self.day.set_value(content.issued_on)
        self.subject.setText(content.subject)
        self.sections.set_values(content.sections)
        self.recipients.set_value("\n".join(content.recipients))
        self.authority.setText(content.authority)
        self.signer_title.setText(content.signer_title)
        self.signer.setText(content.signer)
        for line in (self.subject, self.signer):
            line.setCursorPosition(0)
        self._filling = False
        self.problems.close_list()
        self.show_findings(())

    def collect(self) -> IssuedDraft:
        """Return the draft as it stands in the form."""
        before = self._draft.content
        signer = self.signer.text()
        content = msgspec.structs.replace(
            before,
            issued_on=self.day.value(),
            subject=self.subject.text(),
            sections=self.sections.values(),
            recipients=tuple(line for line in self.recipients.value().split("\n") if line.strip()),
            authority=self.authority.text(),
            signer_title=self.signer_title.text(),
            # Another name typed over is another person, whom the register may not know.
            signer_id=before.signer_id if signer.strip() == before.signer else None,
            signer=signer,
        )
        return msgspec.structs.replace(self._draft, content=content, revision_reason=self.reason.text())

    def begin(self) -> None:
        """Put the cursor where the work begins."""
        (self.reason if self._draft.revises and not self.reason.text() else self.subject).setFocus()

    # --- findings ---

    def show_findings(self, findings: Sequence[Finding], *, everything: bool = False) -> None:
        """Show what is wrong beside the fields; ``everything`` lists it above as well."""
        for path, field in self.fields.items():
            field.show_findings([finding for finding in findings if finding.field == path])
        self.about.show_findings([finding for finding in findings if finding.field == "meeting_series"])
        self.sections_said.show_findings([finding for finding in findings if finding.field == "sections"])
        self.sections.show_findings(findings, "sections")
        if everything:
            self.problems.show_findings(findings)

    def focus_field(self, path: str) -> None:
        """Put the cursor into the field of a finding."""
        name, _, rest = path.partition(".")
        if name in self.fields:
            self.fields[name].editor.setFocus()
            self.area.ensureWidgetVisible(self.fields[name])
        elif name == "sections":
            place, _, part = rest.partition(".")
            self.sections.focus_row(int(place) if place.isdigit() else 0, part or "text")
        else:
            self.subject.setFocus()
