"""The inputs of one agenda item: title, content, opinions, conclusion, vote, tasks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from db.ids import new_id
from db.meeting_records import AgendaItem, MeetingContent, MeetingTask, Opinion
from db.records import Finding
from db.text import fold
from desktop_app.texts import tr
from ui import theme
from ui.pages.meetings.item_rows import OpinionRow, TaskRow, with_groups
from ui.widgets.field import Field, WrappingLabel
from ui.widgets.member_picker import People
from ui.widgets.plain import plain_label
from ui.widgets.plain_text import PlainTextEdit
from ui.widgets.rows import Rows
from ui.widgets.vote_box import VoteBox

_HINT = 220
"""Characters of the conclusion of before that are shown; F2 brings all of them."""


class ItemEditor(QWidget):
    """Edits one item; ``changed`` speaks only of what the user did."""

    changed = Signal()
    title_left = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people, self._helpers = People(()), with_groups(People(()))
        self._filling = False
        self._unread: dict[str, str] = {}
        self.before: AgendaItem | None = None
        """The item of this title in the meeting before."""
        self.title = QLineEdit()
        self.title.setMaxLength(2000)
        self.content = PlainTextEdit(3, block_field="content")
        self.conclusion = PlainTextEdit(2, block_field="conclusion")
        self.before_label = WrappingLabel(role="muted")
        self.opinions: Rows[Opinion] = Rows(lambda: OpinionRow(self._people), tr("Thêm ý &kiến"), tr("Bỏ ý kiến này"))
        self.tasks: Rows[MeetingTask] = Rows(
            lambda: TaskRow(self._helpers, today, self._unread), tr("Thêm &việc giao"), tr("Bỏ việc này")
        )
        self.vote = VoteBox()
        self.attached = QCheckBox(tr("Có tài liệu kèm theo"))
        self.fields = {
            "title": Field(tr("Tên nội dung"), self.title),
            "content": Field(tr("Nội dung trình bày"), self.content),
            "conclusion": Field(tr("Kết &luận"), self.conclusion),
        }
        self._build()
        self._connect()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, theme.px(6), 0)
        layout.setSpacing(theme.px(6))
        layout.addWidget(self.fields["title"])
        layout.addWidget(self.before_label)
        layout.addWidget(self.fields["content"], 3)
        layout.addWidget(plain_label(tr("Ý kiến thảo luận")))
        layout.addWidget(self.opinions)
        layout.addWidget(self.fields["conclusion"], 2)
        layout.addWidget(self.vote)
        layout.addWidget(plain_label(tr("Việc giao tại buổi sinh hoạt")))
        layout.addWidget(self.tasks)
        layout.addWidget(self.attached)
        self.before_label.hide()

    def _connect(self) -> None:
        self.title.textEdited.connect(self._changed)
        self.title.editingFinished.connect(self.title_left)
        self.content.textChanged.connect(self._changed)
        self.conclusion.textChanged.connect(self._changed)
        self.opinions.changed.connect(self._changed)
        self.tasks.changed.connect(self._changed)
        self.vote.changed.connect(self._changed)
        self.attached.clicked.connect(self._changed)

    def set_people(self, people: People) -> None:
        """Offer these people as speakers, and beside them the groups tasks are given to."""
        self._people, self._helpers = people, with_groups(people)
        for row in self.opinions.rows:
            assert isinstance(row, OpinionRow)
            row.speaker.set_people(people)
        for task in self.tasks.rows:
            assert isinstance(task, TaskRow)
            task.assignee.set_people(self._helpers)

    def fill(self, item: AgendaItem) -> None:
        """Show an item."""
        self._filling = True
        self.title.setText(item.title)
        self.content.set_value(item.content)
        self.opinions.set_values(item.opinions)
        self.conclusion.set_value(item.conclusion)
        self.vote.set_value(item.vote)
        self.tasks.set_values(item.tasks)
        self.attached.setChecked(item.attached)
        self._filling = False

    def forget(self) -> None:
        """Forget what belonged to the meeting shown before."""
        self._unread.clear()
        self.show_before(None, "")

    def collect(self) -> AgendaItem:
        """Return the item as it stands."""
        return AgendaItem(
            title=self.title.text(),
            content=self.content.value(),
            opinions=self.opinions.values(),
            conclusion=self.conclusion.value(),
            vote=self.vote.value(),
            tasks=self.tasks.values(),
            attached=self.attached.isChecked(),
        )

    # --- the meeting before ---

    def show_before(self, before: MeetingContent | None, title: str) -> None:
        """Show what the meeting before concluded on the item of this title; F2 copies from there."""
        wanted = fold(title)
        items = before.agenda if before and wanted else ()
        self.before = item = next((one for one in items if fold(one.title) == wanted), None)
        conclusion = " ".join(item.conclusion.split()) if item else ""
        if len(conclusion) > _HINT:
            conclusion = conclusion[:_HINT].rsplit(" ", 1)[0] + "…"
        self.before_label.setVisible(bool(conclusion))
        if conclusion and before is not None:
            day = "/".join(reversed(before.held_on.isoformat().split("-"))) if before.held_on else ""
            self.before_label.setText(tr("Kết luận ngày {day}: {text}", day=day, text=conclusion))

    def copy_before(self, focused: QWidget) -> bool:
        """Bring the field or rows in hand from the meeting before; False when there is nothing to bring."""
        before = self.before
        if before is None:
            return False
        if self.opinions.isAncestorOf(focused):
            return self._copy_opinions(before)
        if self.tasks.isAncestorOf(focused):
            return self._copy_tasks(before)
        for name in ("content", "conclusion"):
            editor = self.fields[name].editor
            if editor is focused:
                assert isinstance(editor, PlainTextEdit)
                text: str = getattr(before, name)
                if text:
                    editor.put_in(text)
                return bool(text)
        return False

    def _copy_opinions(self, before: AgendaItem) -> bool:
        here = {opinion.speaker for opinion in self.opinions.values()}
        # What somebody said is said anew each time: only who spoke is brought.
        fresh = [msgspec.structs.replace(said, text="") for said in before.opinions if said.speaker not in here]
        self.opinions.bring(fresh)
        return bool(fresh)

    def _copy_tasks(self, before: AgendaItem) -> bool:
        here = {task.text for task in self.tasks.values()}
        fresh = [
            msgspec.structs.replace(task, id=new_id(), due_on=None) for task in before.tasks if task.text not in here
        ]
        self.tasks.bring(fresh)
        return bool(fresh)

    # --- findings and the cursor ---

    def show_findings(self, findings: Sequence[Finding], prefix: str) -> None:
        """Show findings of the item whose path is ``prefix``."""
        for name, field in self.fields.items():
            field.visited = True
            field.show_findings([finding for finding in findings if finding.field == f"{prefix}.{name}"])
        self.opinions.show_findings(findings, f"{prefix}.opinions")
        self.tasks.show_findings(findings, f"{prefix}.tasks")
        votes = [f for f in findings if f.field == f"{prefix}.vote" or f.field.startswith(f"{prefix}.vote.")]
        self.vote.show_findings(votes, f"{prefix}.vote")

    def focus_part(self, path: str) -> None:
        """Go to a part of the item by its path within it, the title by default."""
        head, _, rest = path.partition(".")
        place, _, part = rest.partition(".")
        if head == "opinions":
            self.opinions.focus_row(int(place or 0), part)
        elif head == "tasks":
            self.tasks.focus_row(int(place or 0), part)
        elif head == "vote":
            field = self.vote.fields.get(rest)
            (field.editor if field and self.vote.isChecked() else self.vote).setFocus()
        else:
            self.fields.get(head, self.fields["title"]).editor.setFocus()

    def _changed(self) -> None:
        if not self._filling:
            self.changed.emit()
