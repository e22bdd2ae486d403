"""The inputs of one agenda item: title, content, opinions, conclusion, vote."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from db.meeting_records import AgendaItem, Opinion
from db.records import Finding
from desktop_app.texts import tr
from ui import theme
from ui.widgets.field import Field
from ui.widgets.member_picker import MemberPicker, People
from ui.widgets.plain import plain_label
from ui.widgets.plain_text import PlainTextEdit
from ui.widgets.rows import Row, Rows
from ui.widgets.vote_box import VoteBox


class OpinionRow(Row[Opinion]):
    """Who spoke, and what was said."""

    def __init__(self, people: People) -> None:
        super().__init__()
        self.speaker = MemberPicker(free=True)
        self.speaker.setPlaceholderText(tr("Người phát biểu"))
        self.speaker.set_people(people)
        self.text = PlainTextEdit(2)
        self.text.setPlaceholderText(tr("Tóm tắt ý kiến"))
        self.fields = {
            "speaker": Field("", self.speaker),
            "text": Field("", self.text),
        }
        for field, name in zip(self.fields.values(), (tr("Người phát biểu"), tr("Tóm tắt ý kiến")), strict=True):
            field.label.hide()
            field.editor.setAccessibleName(name)
        self.inputs.addWidget(self.fields["speaker"], 2, Qt.AlignmentFlag.AlignTop)
        self.inputs.addWidget(self.fields["text"], 5)
        self.speaker.textEdited.connect(self.changed)
        self.speaker.picked.connect(self.changed)
        self.text.textChanged.connect(self._text_changed)
        self._filling = False

    def _text_changed(self) -> None:
        if not self._filling:
            self.changed.emit()

    def parts(self) -> list[QWidget]:
        """Return the inputs in order."""
        return [self.speaker, self.text]

    def value(self) -> Opinion | None:
        """Return the opinion."""
        name, text = self.speaker.name(), self.text.value()
        return Opinion(speaker=name, text=text, member_id=self.speaker.person_id()) if name or text else None

    def set_value(self, value: Opinion) -> None:
        """Show an opinion."""
        self._filling = True
        self.speaker.set_value(value.member_id, value.speaker)
        self.text.set_value(value.text)
        self._filling = False

    def show_findings(self, findings: Sequence[Finding], prefix: str) -> None:
        """Show findings at the two parts."""
        for name, field in self.fields.items():
            field.visited = True
            field.show_findings([finding for finding in findings if finding.field == f"{prefix}.{name}"])

    def focus_part(self, part: str) -> None:
        """Go to a part, the speaker by default."""
        self.fields.get(part, self.fields["speaker"]).editor.setFocus()


class ItemEditor(QWidget):
    """Edits one item; ``changed`` speaks only of what the user did."""

    changed = Signal()
    title_left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people = People(())
        self._filling = False
        self.title = QLineEdit()
        self.title.setMaxLength(2000)
        self.content = PlainTextEdit(3)
        self.conclusion = PlainTextEdit(2)
        self.opinions: Rows[Opinion] = Rows(lambda: OpinionRow(self._people), tr("Thêm ý &kiến"), tr("Bỏ ý kiến này"))
        self.vote = VoteBox()
        self.fields = {
            "title": Field(tr("Tên nội dung"), self.title),
            "content": Field(tr("Nội dung trình bày"), self.content),
            "conclusion": Field(tr("Kết &luận"), self.conclusion),
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, theme.px(6), 0)
        layout.setSpacing(theme.px(6))
        layout.addWidget(self.fields["title"])
        layout.addWidget(self.fields["content"], 3)
        layout.addWidget(plain_label(tr("Ý kiến thảo luận")))
        layout.addWidget(self.opinions)
        layout.addWidget(self.fields["conclusion"], 2)
        layout.addWidget(self.vote)
        self.title.textEdited.connect(self._changed)
        self.title.editingFinished.connect(self.title_left)
        self.content.textChanged.connect(self._changed)
        self.conclusion.textChanged.connect(self._changed)
        self.opinions.changed.connect(self._changed)
        self.vote.changed.connect(self._changed)

    def set_people(self, people: People) -> None:
        """Offer these people as speakers."""
        self._people = people
        for row in self.opinions.rows:
            assert isinstance(row, OpinionRow)
            row.speaker.set_people(people)

    def fill(self, item: AgendaItem) -> None:
        """Show an item."""
        self._filling = True
        self.title.setText(item.title)
        self.content.set_value(item.content)
        self.opinions.set_values(item.opinions)
        self.conclusion.set_value(item.conclusion)
        self.vote.set_value(item.vote)
        self._filling = False

    def collect(self) -> AgendaItem:
        """Return the item as it stands."""
        return AgendaItem(
            title=self.title.text(),
            content=self.content.value(),
            opinions=self.opinions.values(),
            conclusion=self.conclusion.value(),
            vote=self.vote.value(),
        )

    def show_findings(self, findings: Sequence[Finding], prefix: str) -> None:
        """Show findings of the item whose path is ``prefix``."""
        for name, field in self.fields.items():
            field.visited = True
            field.show_findings([finding for finding in findings if finding.field == f"{prefix}.{name}"])
        self.opinions.show_findings(findings, f"{prefix}.opinions")
        votes = [f for f in findings if f.field == f"{prefix}.vote" or f.field.startswith(f"{prefix}.vote.")]
        self.vote.show_findings(votes, f"{prefix}.vote")

    def focus_part(self, path: str) -> None:
        """Go to a part of the item by its path within it, the title by default."""
        head, _, rest = path.partition(".")
        if head == "opinions":
            place, _, part = rest.partition(".")
            self.opinions.focus_row(int(place or 0), part)
        elif head == "vote":
            field = self.vote.fields.get(rest)
            (field.editor if field and self.vote.isChecked() else self.vote).setFocus()
        else:
            self.fields.get(head, self.fields["title"]).editor.setFocus()

    def _changed(self) -> None:
        if not self._filling:
            self.changed.emit()
