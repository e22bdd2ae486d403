"""Cấp ủy: who leads a unit and led it, what the rules point out, and a form for one role."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from db.problems import ProblemError
from db.records import Finding, MemberRow
from db.register_records import RoleKind
from db.tree_records import RoleInput, RoleView
from desktop_app.rules.dates import format_day
from desktop_app.texts import explain, term, tr
from ui import theme
from ui.context import WindowContext
from ui.icons import on_button
from ui.widgets.choice import Choice
from ui.widgets.dates import DateEdit
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import Field, FindingLine
from ui.widgets.member_picker import MemberPicker, People, Person
from ui.widgets.record_table import Column, RecordModel, RecordTable

Read = tuple[list[RoleView], list[Finding], tuple[RoleKind, ...], list[MemberRow]]


def _columns() -> list[Column[RoleView]]:
    return [
        Column(tr("Chức vụ"), lambda view: term("role", view.role.role.value), 250),
        Column(tr("Họ và tên"), lambda view: view.name),
        Column(tr("Từ ngày"), lambda view: format_day(view.role.valid_from), 106),
        Column(tr("Thôi từ ngày"), _until, 124),
        Column(tr("Quyết định"), lambda view: view.role.decision, 150),
        Column(tr("Cần xem lại"), _warning, 190),
    ]


def _until(view: RoleView) -> str:
    return format_day(view.role.valid_to) if view.role.valid_to else ""


def _warning(view: RoleView) -> str:
    return tr("rời chi bộ {day}", day=format_day(view.left_on)) if view.left_on else ""


class RoleForm(QFrame):
    """One role; ``saved`` is emitted when it was written."""

    saved = Signal()
    closed = Signal()

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.unit_id = ""
        self.role_id: str | None = None
        self.setProperty("role", "card")
        self.role: Choice[str] = Choice([("", "")])
        self.person = MemberPicker(free=True)
        self.since, self.until = DateEdit(context.today), DateEdit(context.today)
        self.decision = QLineEdit()
        self.decision.setMaxLength(400)
        self.before = QCheckBox(tr("Người trước th&ôi từ ngày này"))
        self.fields = {
            "role": Field(tr("Chức &vụ"), self.role, "role"),
            "person_name": Field(tr("Họ và t&ên"), self.person, "person_name"),
            "since": Field(tr("Từ ngà&y"), self.since, "since"),
            "until": Field(tr("Thôi t&ừ ngày"), self.until, "until"),
            "decision": Field(tr("&Quyết định"), self.decision, "decision"),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(10), theme.px(6), theme.px(10), theme.px(8))
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        for name, stretch in (("role", 4), ("person_name", 4), ("since", 3), ("until", 3), ("decision", 3)):
            row.addWidget(self.fields[name], stretch, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        self.trouble = FindingLine()
        column.addWidget(self.trouble)
        buttons = QHBoxLayout()
        buttons.addWidget(self.before)
        buttons.addStretch(1)
        give_up = QPushButton(tr("Thôi (Esc)"))
        give_up.clicked.connect(self.closed)
        self.keep = QPushButton(tr("Lưu (Ctrl+S)"))
        self.keep.setProperty("kind", "primary")
        self.keep.clicked.connect(self.save)
        buttons.addWidget(give_up)
        buttons.addWidget(self.keep)
        column.addLayout(buttons)
        self.moves = EnterMoves([self.role, self.person, self.since, self.until, self.decision], self.save, self)
        self.hide()

    def begin(self, unit_id: str, kinds: tuple[RoleKind, ...], people: list[MemberRow], view: RoleView | None) -> None:
        """Ask for a new role, or for what is to be corrected in ``view``."""
        self.unit_id, self.role_id = unit_id, view.role.id if view else None
        self.role.offer([(kind.value, term("role", kind.value)) for kind in kinds])
        self.person.set_people(People([Person(one.id, one.full_name, one.birth_date[:4]) for one in people]))
        role = view.role if view else None
        if role is not None:
            self.role.take(role.role.value)
        self.person.set_value(role.member_id if role else None, view.name if view else "")
        self.since.set_value(role.valid_from if role else self.context.today())
        self.until.set_value(role.valid_to if role else None)
        self.decision.setText(role.decision if role else "")
        self.before.setChecked(False)
        self.before.setVisible(view is None)
        self.trouble.show_findings([])
        for one in self.fields.values():
            one.visited = False
            one.show_findings([])
        self._begun = self.value()
        self.show()
        self.role.setFocus()

    def value(self) -> RoleInput:
        """Return what stands in the fields."""
        person = self.person.person_id()
        return RoleInput(
            role=RoleKind(self.role.value() or RoleKind.SECRETARY.value),
            member_id=person,
            person_name="" if person else self.person.name(),
            since=self.since.value() or self.context.today(),
            until=self.until.value(),
            decision=self.decision.text(),
        )

    @property
    def changed(self) -> bool:
        """Whether something was typed that would be lost."""
        return self.isVisible() and self.value() != self._begun

    def save(self) -> None:
        """Write the role."""
        if not self.keep.isEnabled():
            return
        for one in self.fields.values():
            one.visited = True
            one.show_findings([])
        wrong = next((edit for edit in (self.since, self.until) if edit.complaint()), None)
        if wrong is not None:
            wrong.setFocus()
            return
        entered, unit_id, role_id, ends = self.value(), self.unit_id, self.role_id, self.before.isChecked()
        self.keep.setEnabled(False)
        self.context.operations.run(
            lambda office: (
                office.roles.change(role_id, entered)
                if role_id
                else office.roles.add(unit_id, entered, end_before=ends)
            ),
            lambda _role: self.saved.emit(),
            self.show_problem,
            on_done=lambda: self.keep.setEnabled(True),
            receiver=self,
        )

    def show_problem(self, problem: ProblemError) -> None:
        """Show findings beside their fields, anything else below them."""
        findings = problem.values.get("findings")
        found: tuple[Finding, ...] = findings if isinstance(findings, tuple) else ()
        for path, one in self.fields.items():
            one.visited = True
            one.show_findings([finding for finding in found if finding.field == path])
        self.trouble.say("" if found else str(explain(problem)), grave=True)
        first = next((self.fields[one.field] for one in found if one.field in self.fields), None)
        if first is not None:
            first.editor.setFocus()


class RolesTab(QWidget):
    """The roles of one unit; ``changed`` is emitted when one was written."""

    changed = Signal()

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.unit_id = ""
        self._editable = False
        self.kinds: tuple[RoleKind, ...] = ()
        self.people: list[MemberRow] = []
        self.findings = FindingLine()
        self.model: RecordModel[RoleView] = RecordModel(_columns())
        self.table = RecordTable(self.model, tr("Cấp ủy và người phụ trách"))
        self.table.opened.connect(self.edit)
        self.form = RoleForm(context)
        self.form.saved.connect(self._saved)
        self.form.closed.connect(self.close_form)
        self.new = QPushButton(tr("Thê&m chức vụ…"))
        on_button(self.new, "add")
        self.change = QPushButton(tr("Sửa (Enter)"))
        self.end = QPushButton(tr("Thôi giữ chức vụ…"))
        self.remove = QPushButton(tr("Gỡ dòng ghi nhầm…"))
        self.new.clicked.connect(lambda: self.begin(None))
        self.change.clicked.connect(lambda: self.edit(self.table.currentIndex().row()))
        self.end.clicked.connect(self.end_role)
        self.remove.clicked.connect(self.remove_role)
        self.buttons = QHBoxLayout()
        for button in (self.new, self.change, self.end, self.remove):
            self.buttons.addWidget(button)
        self.buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(8), theme.px(8), theme.px(8), theme.px(8))
        column.addWidget(self.findings)
        column.addWidget(self.form)
        column.addWidget(self.table, 1)
        column.addLayout(self.buttons)

    def show_unit(self, unit_id: str, on: date, *, editable: bool) -> None:
        """Read the roles of a unit as of a day; only the present can be changed."""
        self.unit_id = unit_id
        self._editable = editable
        self.form.hide()
        self._show_buttons()
        self.context.operations.run(
            lambda office: (
                office.roles.listed(unit_id, on),
                office.roles.findings(unit_id, on),
                office.roles.kinds(unit_id, on) if editable else (),
                office.members.of_cell(unit_id, on),
            ),
            self._show,
            receiver=self,
        )

    def _show(self, read: Read) -> None:
        roles, found, self.kinds, self.people = read
        # Who holds a role now stands above who held one.
        self.model.set_rows(sorted(roles, key=lambda view: view.role.valid_to is not None))
        self.table.select(0)
        self.findings.show_findings(found)
        for button in (self.change, self.end, self.remove):
            button.setEnabled(bool(roles))

    def _show_buttons(self) -> None:
        for button in (self.new, self.change, self.end, self.remove):
            button.setVisible(self._editable and self.form.isHidden())

    def begin(self, view: RoleView | None) -> None:
        """Open the form."""
        if self.kinds:
            self.form.begin(self.unit_id, self.kinds, self.people, view)
            self._show_buttons()

    def edit(self, row: int) -> None:
        """Correct the role in a row."""
        view = self.model.row(row)
        if view is not None:
            self.begin(view)

    def _view(self) -> RoleView | None:
        return self.model.row(self.table.currentIndex().row())

    def end_role(self) -> None:
        """Open the role in hand at the day on which it ends."""
        view = self._view()
        if view is not None:
            self.begin(view)
            self.form.until.set_value(view.left_on or view.role.valid_to or self.context.today())
            self.form.until.setFocus()
            self.form.until.selectAll()

    def remove_role(self) -> None:
        """Take out a role that never was."""
        view = self._view()
        if view is None or not self.context.questions.confirm(
            tr("Gỡ dòng ghi nhầm"),
            tr(
                "Gỡ “{name}” khỏi danh sách? Chỉ gỡ khi ghi nhầm; người thôi giữ chức vụ thì ghi ngày thôi.",
                name=view.name,
            ),
            yes=tr("&Gỡ"),
            no=tr("&Thôi"),
            loses=True,
        ):
            return
        role_id = view.role.id
        self.context.operations.run(
            lambda office: office.roles.remove(role_id), lambda _none: self.changed.emit(), receiver=self
        )

    def close_form(self) -> bool:
        """Close the form; asks when something was typed. Return whether it is closed."""
        if not self.form.isVisible():
            return True
        if self.form.changed and not self.context.questions.discard_changes():
            return False
        self.form.hide()
        self._show_buttons()
        self.table.setFocus()
        return True

    def _saved(self) -> None:
        self.form.hide()
        self.table.setFocus()
        self.changed.emit()

    def show_problem(self, problem: ProblemError) -> None:
        """Show a known failure above the list."""
        self.findings.say(str(explain(problem)), grave=True)
