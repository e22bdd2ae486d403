"""The form of one task of the plan."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from db.meeting_records import Assignment
from db.records import Finding, MemberRow
from db.task_records import AssignmentInput, Origin, TaskKind, TaskLine
from desktop_app.texts import explain, tr
from ui import theme
from ui.context import WindowContext
from ui.widgets.choice import Choice
from ui.widgets.dates import DateEdit
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import Field, FindingLine
from ui.widgets.member_picker import MemberPicker, People, Person
from ui.widgets.number import NumberEdit
from ui.widgets.plain import plain_label

if TYPE_CHECKING:
    from db.problems import ProblemError
    from desktop_app.office import Office


class TaskForm(QFrame):
    """Writes one task; ``saved`` brings it as kept, ``closed`` follows giving up."""

    saved = Signal(object)
    closed = Signal()

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setProperty("role", "card")
        self._kept: Assignment | None = None
        self._cell_id, self._year = "", 0
        self._begun: AssignmentInput | None = None
        self.heading = plain_label(role="heading")
        self.member, self.supervisor = MemberPicker(), MemberPicker()
        self.kind: Choice[str] = Choice([])
        self.text, self.target, self.area, self.basis, self.assignee = (QLineEdit() for _ in range(5))
        for edit, most in ((self.text, 1000), (self.target, 1000), (self.area, 300), (self.basis, 300)):
            edit.setMaxLength(most)
        self.assignee.setMaxLength(300)
        self.given_on, self.due_on = DateEdit(context.today), DateEdit(context.today)
        self.weight = NumberEdit()
        self.fields = {
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
        }
        self.trouble = FindingLine()
        self.keep = QPushButton(tr("Lưu (Ctrl+S)"))
        self._lay_out()
        self.moves = EnterMoves([field.editor for field in self.fields.values()], self.save, self)
        self.hide()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(10))
        column.addWidget(self.heading)
        for line in (
            (("member_id", 4), ("assignee", 3), ("kind", 4)),
            (("text", 7), ("target", 4), ("area", 3)),
            (("given_on", 2), ("due_on", 2), ("supervisor_id", 4), ("basis", 4), ("weight", 1)),
        ):
            row = QHBoxLayout()
            row.setSpacing(theme.px(10))
            for name, stretch in line:
                row.addWidget(self.fields[name], stretch, Qt.AlignmentFlag.AlignTop)
            column.addLayout(row)
        column.addWidget(self.trouble)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        give_up = QPushButton(tr("Thôi (Esc)"))
        give_up.clicked.connect(self.closed)
        self.keep.setProperty("kind", "primary")
        self.keep.clicked.connect(self.save)
        buttons.addWidget(give_up)
        buttons.addWidget(self.keep)
        column.addLayout(buttons)

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
        self.heading.setText(tr("{act} – {cell}, năm {year}", act=words, cell=cell[1], year=year))
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
        for field in self.fields.values():
            field.visited = False
            field.show_findings([])
        self.trouble.say(tr("Buổi sinh hoạt giao việc này: lời giao và hạn sửa trong biên bản."), grave=False)
        self.trouble.setVisible(from_meeting)
        self.keep.setEnabled(True)
        self.show()
        self._begun = self.value()
        (self.target if from_meeting else self.text if member else self.member).setFocus(Qt.FocusReason.TabFocusReason)
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

    @property
    def changed(self) -> bool:
        """Whether something was typed that would be lost."""
        return not self.isHidden() and self.value() != self._begun

    def save(self) -> None:
        """Write it."""
        if not self.keep.isEnabled() or not self.isVisible():
            return
        complaining = None
        for field in self.fields.values():
            field.visited = True
            field.show_findings([])
            own = getattr(field.editor, "complaint", None)
            if complaining is None and own is not None and own():
                complaining = field.editor
        if complaining is not None:
            complaining.setFocus()
            return
        entered, kept = self.value(), self._kept
        self.keep.setEnabled(False)

        def work(office: Office) -> Assignment:
            return office.tasks.update(kept.id, kept.revision, entered) if kept else office.tasks.add(entered)

        self.context.operations.run(
            work, self.saved.emit, self.show_problem, on_done=lambda: self.keep.setEnabled(True), receiver=self
        )

    def show_problem(self, problem: ProblemError) -> None:
        """Show findings beside their fields, anything else below them."""
        findings = problem.values.get("findings")
        found: tuple[Finding, ...] = findings if isinstance(findings, tuple) else ()
        for path, field in self.fields.items():
            field.show_findings([finding for finding in found if finding.field == path])
        self.trouble.show_findings([finding for finding in found if finding.field not in self.fields])
        if not found:
            self.trouble.say(str(explain(problem)), grave=True)
        first = next((field for path, field in self.fields.items() if any(f.field == path for f in found)), None)
        if first is not None:
            first.editor.setFocus()
