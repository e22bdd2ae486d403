"""Rows of an agenda item: who spoke and what was said, and the tasks given with person and day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from db.ids import new_id
from db.meeting_records import MeetingTask, Opinion
from db.records import Finding
from desktop_app.texts import tr
from ui.widgets.dates import DateEdit
from ui.widgets.field import Field
from ui.widgets.member_picker import MemberPicker, People, Person
from ui.widgets.plain_text import PlainTextEdit
from ui.widgets.rows import Row

_GROUP = "@"
"""Begins the identifiers of those who are no person of the register."""
GROUPS = ("Chi ủy", "Toàn thể đảng viên")
"""Whom tasks are given to beside single persons, as the minutes print them."""


def with_groups(people: People) -> People:
    """Return the people and, after them, the groups a task may be given to."""
    return People([*people.persons, *(Person(f"{_GROUP}{name}", name) for name in GROUPS)])


class OpinionRow(Row[Opinion]):
    """Who spoke, and what was said."""

    def __init__(self, people: People) -> None:
        super().__init__()
        self.speaker = MemberPicker(free=True)
        self.speaker.setPlaceholderText(tr("Người phát biểu"))
        self.speaker.set_people(people)
        self.text = PlainTextEdit(2, block_field="opinion")
        self.text.setPlaceholderText(tr("Tóm tắt ý kiến"))
        self.fields = {
            "speaker": Field("", self.speaker),
            "text": Field("", self.text),
        }
        name_fields(self.fields, (tr("Người phát biểu"), tr("Tóm tắt ý kiến")))
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
        show_at(self.fields, findings, prefix)

    def focus_part(self, part: str) -> None:
        """Go to a part, the speaker by default."""
        self.fields.get(part, self.fields["speaker"]).editor.setFocus()


class TaskRow(Row[MeetingTask]):
    """Việc, người thực hiện, thời hạn.

    ``unread`` keeps by task what was typed as a day and is none, so that it is still there when the item comes back.
    """

    def __init__(self, people: People, today: Callable[[], date], unread: dict[str, str]) -> None:
        super().__init__()
        self._unread = unread
        self._filling = False
        self.id = new_id()
        self.text = PlainTextEdit(2, block_field="task")
        self.text.setPlaceholderText(tr("Việc được giao"))
        self.assignee = MemberPicker(free=True)
        self.assignee.setPlaceholderText(tr("Người thực hiện"))
        self.assignee.set_people(people)
        self.due = DateEdit(today)
        self.due.setPlaceholderText(tr("Thời hạn"))
        self.fields = {
            "text": Field("", self.text),
            "assignee": Field("", self.assignee),
            "due_on": Field("", self.due),
        }
        name_fields(self.fields, (tr("Việc được giao"), tr("Người thực hiện"), tr("Thời hạn")))
        for field, share in zip(self.fields.values(), (5, 3, 2), strict=True):
            self.inputs.addWidget(field, share, Qt.AlignmentFlag.AlignTop)
        self.text.textChanged.connect(self._edited)
        self.assignee.textEdited.connect(self.changed)
        self.assignee.picked.connect(self.changed)
        self.due.textEdited.connect(self.changed)
        self.due.editingFinished.connect(self._due_left)

    def _edited(self) -> None:
        if not self._filling:
            self.changed.emit()

    def _due_left(self) -> None:
        field = self.fields["due_on"]
        field.visited = True
        field.show_findings(())

    def parts(self) -> list[QWidget]:
        """Return the inputs in order."""
        return [self.text, self.assignee, self.due]

    def value(self) -> MeetingTask | None:
        """Return the task; a row keeps its identifier as long as it stands."""
        person = self.assignee.person_id()
        if person is not None and person.startswith(_GROUP):
            person = None
        if self.due.complaint():
            self._unread[self.id] = self.due.text()
        else:
            self._unread.pop(self.id, None)
        task = MeetingTask(
            id=self.id,
            text=self.text.value(),
            assignee=self.assignee.name(),
            member_id=person,
            due_on=self.due.value(),
        )
        blank = not (task.text or task.assignee or task.due_on or self.due.text().strip())
        return None if blank else task

    def set_value(self, value: MeetingTask) -> None:
        """Show a task."""
        self._filling = True
        self.id = value.id
        self.text.set_value(value.text)
        self.assignee.set_value(value.member_id, value.assignee)
        typed = self._unread.get(value.id, "") if value.due_on is None else ""
        self.due.setText(typed)
        if not typed:
            self.due.set_value(value.due_on)
        self._filling = False

    def show_findings(self, findings: Sequence[Finding], prefix: str) -> None:
        """Show findings at the parts."""
        show_at(self.fields, findings, prefix)

    def focus_part(self, part: str) -> None:
        """Go to a part, the words of the task by default."""
        self.fields.get(part, self.fields["text"]).editor.setFocus()


def name_fields(fields: dict[str, Field], names: Sequence[str]) -> None:
    """Give the inputs of a row names for those who listen, without labels above them."""
    for field, name in zip(fields.values(), names, strict=True):
        field.label.hide()
        field.editor.setAccessibleName(name)


def show_at(fields: dict[str, Field], findings: Sequence[Finding], prefix: str) -> None:
    """Show findings at the parts of a row whose path is ``prefix``."""
    for name, field in fields.items():
        field.visited = True
        field.show_findings([finding for finding in findings if finding.field == f"{prefix}.{name}"])
