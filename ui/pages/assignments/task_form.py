"""The form of one task of the plan."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from db.meeting_records import Assignment
from db.records import MemberRow
from db.task_records import AssignmentInput, Origin, TaskKind, TaskLine
from desktop_app.texts import tr
from ui.context import WindowContext
from ui.widgets.choice import Choice
from ui.widgets.dates import DateEdit
from ui.widgets.field import Field
from ui.widgets.member_picker import MemberPicker, People, Person
from ui.widgets.number import NumberEdit
from ui.widgets.side_form import SideForm

if TYPE_CHECKING:
    from desktop_app.office import Office


class TaskForm(SideForm):
    """Writes one task; ``saved`` brings it as kept."""

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        self._kept: Assignment | None = None
        self._cell_id, self._year = "", 0
        self.member, self.supervisor = MemberPicker(), MemberPicker()
        self.kind: Choice[str] = Choice([])
        self.text, self.target, self.area, self.basis, self.assignee = (QLineEdit() for _ in range(5))
        for edit, most in ((self.text, 1000), (self.target, 1000), (self.area, 300), (self.basis, 300)):
            edit.setMaxLength(most)
        self.assignee.setMaxLength(300)
        self.given_on, self.due_on = DateEdit(context.today), DateEdit(context.today)
        self.weight = NumberEdit()
        super().__init__(
            context,
            {
                "member_id": Field(tr("Đảng &viên"), self.member, "member_id"),
                "assignee": Field(tr("Hoặc tậ&p thể"), self.assignee, "assignee"),
                "kind": Field(tr("&Loại nhiệm vụ"), self.kind, "kind"),
                "text": Field(tr("&Nội dung"), self.text, "text"),
                "target": Field(tr("&Chỉ tiêu, sản phẩm"), self.target, "target"),
                "area": Field(tr("Địa &bàn"), self.area, "area"),
                "given_on": Field(tr("Ngày &giao"), self.given_on, "given_on"),
                "due_on": Field(tr("&Hạn (trống: cả năm)"), self.due_on, "due_on"),
                "supervisor_id": Field(tr("Người &theo dõi"), self.supervisor, "supervisor_id"),
                "basis": Field(tr("Căn c&ứ"), self.basis, "basis"),
                "weight": Field(tr("Trọng &số"), self.weight, "weight"),
            },
            [
                (("member_id", 4), ("assignee", 3), ("kind", 4)),
                (("text", 7), ("target", 4), ("area", 3)),
                (("given_on", 2), ("due_on", 2), ("supervisor_id", 4), ("basis", 4), ("weight", 1)),
            ],
            parent,
        )

    def begin(
        self,
        cell: tuple[str, str],
        year: int,
        kinds: list[TaskKind],
        line: TaskLine | None = None,
        member: tuple[str, str] | None = None,
    ) -> None:
        """Ask for a new task of a cell, given as (identifier, name), or for a change of ``line``."""
        self._cell_id, self._year = cell[0], year
        self._kept = line.assignment if line else None
        words = tr("Sửa nhiệm vụ") if line else tr("Giao nhiệm vụ")
        self.kind.offer([(kind.code, kind.name) for kind in kinds])
        kept = self._kept
        self.kind.take(kept.kind if kept else "outreach")
        who = (kept.member_id, line.full_name if line else "") if kept else (member or (None, ""))
        self.member.set_value(*who)
        self.assignee.setText(kept.assignee if kept and kept.member_id is None else "")
        for edit, name in ((self.text, "text"), (self.target, "target"), (self.area, "area"), (self.basis, "basis")):
            edit.setText(getattr(kept, name) if kept else "")
        today = self.context.today()
        self.given_on.set_value(kept.given_on if kept else (today if today.year == year else date(year, 1, 2)))
        self.due_on.set_value(kept.due_on if kept else None)
        self.supervisor.set_value(kept.supervisor_id if kept else None, kept.supervisor if kept else "")
        self.weight.set_value(kept.weight if kept else 1)
        from_meeting = kept is not None and kept.origin == Origin.MEETING
        for name in ("member_id", "assignee", "text", "given_on", "due_on"):
            self.fields[name].editor.setEnabled(not from_meeting)
        first = self.target if from_meeting else self.text if member else self.member
        self.show_form(tr("{act} – {cell}, năm {year}", act=words, cell=cell[1], year=year), first)
        self.trouble.say(tr("Buổi sinh hoạt giao việc này: lời giao và hạn sửa trong biên bản."), grave=False)
        self.trouble.setVisible(from_meeting)
        cell_id = cell[0]

        def people(office: Office) -> list[MemberRow]:
            return office.members.of_cell(cell_id, today)

        self.context.operations.run(people, lambda rows: self._offer(cell_id, rows), receiver=self)

    def _offer(self, cell_id: str, rows: list[MemberRow]) -> None:
        if cell_id == self._cell_id:
            people = People([Person(row.id, row.full_name, row.birth_date) for row in rows])
            self.member.set_people(people)
            self.supervisor.set_people(people)

    def value(self) -> AssignmentInput:
        """Return what is typed."""
        weight = self.weight.value()
        return AssignmentInput(
            cell_id=self._cell_id,
            member_id=self.member.person_id(),
            assignee=self.assignee.text(),
            kind=self.kind.value(),
            text=self.text.text(),
            target=self.target.text(),
            area=self.area.text(),
            given_on=self.given_on.value() or self.context.today(),
            due_on=self.due_on.value(),
            basis=self.basis.text(),
            supervisor_id=self.supervisor.person_id(),
            weight=1 if weight is None else weight,
            origin=Origin(self._kept.origin) if self._kept else Origin.PLAN,
            origin_id=self._kept.origin_id if self._kept else None,
            year=self._kept.year if self._kept else self._year,
        )

    def write(self) -> None:
        """Keep it."""
        entered, kept = self.value(), self._kept

        def work(office: Office) -> Assignment:
            return office.tasks.update(kept.id, kept.revision, entered) if kept else office.tasks.add(entered)

        self.run(work)
