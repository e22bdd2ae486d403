"""The guided form of one act on the tree: its day and decision, what its kind asks for, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from db.problems import ProblemError
from db.records import CellView, Finding, MemberRow, OrganizationKind
from db.register_records import TreeEvent, TreeEventKind
from db.tree_records import TreeAct, UnitInput
from desktop_app.texts import explain, tr
from ui import theme
from ui.context import WindowContext
from ui.icons import on_button
from ui.pages.organizations.act_parts import MergePanel, NewCell, Ready, advice, heading, kind_of
from ui.pages.organizations.going import GoingPanel, HamletTargets
from ui.pages.organizations.unit_fields import UnitFields, choices
from ui.widgets.dates import DateEdit
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import Field, FindingLine, WrappingLabel
from ui.widgets.plain import plain_label
from ui.widgets.rows import Rows

if TYPE_CHECKING:
    from desktop_app.office import Office

ONE = (TreeEventKind.RENAMED, TreeEventKind.CHANGED, TreeEventKind.REPARENTED, TreeEventKind.RETYPED)
"""Acts in which one unit goes on in another way: one form for all of them."""
_FIRST = {
    TreeEventKind.RENAMED: "name",
    TreeEventKind.REPARENTED: "parent_id",
    TreeEventKind.RETYPED: "type_code",
    TreeEventKind.CHANGED: "hamlets",
}
"""The field an act begins with."""


class ActForm(QWidget):
    """Fills in a TreeAct; ``saved`` carries the act that was written."""

    saved = Signal(TreeEvent)
    cancelled = Signal()

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.kind = TreeEventKind.CREATED
        self.unit_ids: tuple[str, ...] = ()
        self._cells: tuple[CellView, ...] = ()
        self._source = UnitInput()
        self._free_code = ""
        self._begun: TreeAct | None = None
        self._filling = False
        self._make()
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.check)

    # --- building ---

    def _make(self) -> None:
        self.heading = WrappingLabel(role="heading")
        self.hint = WrappingLabel(role="muted")
        self.on = DateEdit(self.context.today)
        self.decision_number, self.decided_by = QLineEdit(), QLineEdit()
        self.decision_on = DateEdit(self.context.today)
        self.note = QLineEdit()
        for edit in (self.decision_number, self.decided_by, self.note):
            edit.setMaxLength(400)
        self.fields = {
            "on": Field(tr("Từ ngà&y"), self.on, "on"),
            "decision_number": Field(tr("Số &quyết định"), self.decision_number, "decision_number"),
            "decision_on": Field(tr("Ngày q&uyết định"), self.decision_on, "decision_on"),
            "decided_by": Field(tr("C&ơ quan quyết định"), self.decided_by, "decided_by"),
            "note": Field(tr("Ghi c&hú"), self.note, "note"),
        }
        self.unit = UnitFields()
        self.unit.left.connect(self._left)
        self.ends = QCheckBox(tr("Chi bộ cũ &kết thúc hoạt động"))
        self.ends.toggled.connect(self._left)
        self.parts: Rows[UnitInput] = Rows(self._new_cell, tr("Thêm chi bộ mớ&i"), tr("Bỏ chi bộ này"))
        self.parts.changed.connect(self._left)
        self.merge = MergePanel()
        self.merge.changed.connect(self._merge_chosen)
        self.going = GoingPanel()
        self.going.changed.connect(self._left)
        self.homes = HamletTargets()
        self.homes.changed.connect(self._left)
        self.trouble = FindingLine()
        for one in self.fields.values():
            self._watch(one)

    def _watch(self, one: Field) -> None:
        def leave() -> None:
            one.visited = True
            self._left()

        if isinstance(one.editor, QLineEdit):
            one.editor.editingFinished.connect(leave)

    def _new_cell(self) -> NewCell:
        row = NewCell()
        row.set_value(self._empty_part())
        row.left.connect(self._left)
        return row

    def _lay_out(self) -> None:
        sheet = QFrame()
        sheet.setProperty("role", "card")
        column = QVBoxLayout(sheet)
        column.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
        column.setSpacing(theme.px(10))
        column.addWidget(self.heading)
        column.addWidget(self.hint)
        top = QHBoxLayout()
        top.setSpacing(theme.px(12))
        for name, stretch in (("on", 2), ("decision_number", 3), ("decision_on", 2), ("decided_by", 4)):
            top.addWidget(self.fields[name], stretch, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        for widget in (self.merge, self.ends, self.unit, self.parts, self.homes, self.going, self.fields["note"]):
            column.addWidget(widget)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(sheet)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(6))
        outer.addWidget(self.area, 1)
        outer.addWidget(self.trouble)
        buttons = QHBoxLayout()
        buttons.addWidget(plain_label(tr("Enter: sang ô sau · Ctrl+S: lưu · Esc: thôi"), role="hint"))
        buttons.addStretch(1)
        give_up = QPushButton(tr("Thôi (Esc)"))
        give_up.clicked.connect(self.cancelled)
        buttons.addWidget(give_up)
        self.keep = QPushButton(tr("Lưu (Ctrl+S)"))
        self.keep.setProperty("kind", "primary")
        on_button(self.keep, "save", theme.colors().on_primary)
        self.keep.clicked.connect(self.save)
        buttons.addWidget(self.keep)
        outer.addLayout(buttons)
        self.moves = EnterMoves([], self.save, self)

    # --- beginning ---

    def begin(self, kind: TreeEventKind, unit_ids: Sequence[str], unit: UnitInput | None = None) -> None:
        """Ask for an act on these units; ``unit`` proposes a new one for CREATED."""
        self.kind, self.unit_ids = kind, tuple(unit_ids)
        today, first = self.context.today(), next(iter(unit_ids), "")

        def read(office: Office) -> Ready:
            shown = unit if unit is not None else office.tree.form(first, today)
            if kind is TreeEventKind.CREATED and unit is not None:
                shown = msgspec.structs.replace(
                    unit,
                    code=office.organizations.free_code("CB" if unit.kind == "cell" else "BP"),
                    place=office.organizations.office().place,
                    type_code=office.organizations.usual_type(today) if unit.kind == "cell" else "section",
                )
            parents = [("", office.organizations.office().name)]
            parents += [(one.id, one.name) for one in office.tree.sections(today) if one.id not in unit_ids]
            free = office.organizations.free_code("CB")
            return Ready(shown, tuple(parents), tuple(office.organizations.cells(today)), free)

        self._begun = None
        self.setEnabled(False)
        self.context.operations.run(
            read, self._fill, self.show_problem, on_done=lambda: self.setEnabled(True), receiver=self
        )

    def _fill(self, ready: Ready) -> None:
        # What is disabled takes no cursor.
        self.setEnabled(True)
        self._filling = True
        self._cells, self._free_code = ready.cells, ready.free_code
        for name, one in self.fields.items():
            one.visited = False
            one.show_findings([])
            if isinstance(one.editor, QLineEdit) and name != "on":
                one.editor.clear()
        self.on.set_value(self.context.today())
        self._source = ready.unit
        self.unit.offer(choices(ready.parents), ready.unit.kind)
        self.unit.set_value(ready.unit)
        self.ends.setChecked(False)
        self.parts.set_values(())
        if self.kind is TreeEventKind.SPLIT:
            self.parts.insert(0)
        self.merge.begin(self._cells, self.unit_ids)
        if self.kind is TreeEventKind.MERGED:
            self.unit.set_value(self._empty_part())
        self.going.begin(tr("ở lại chi bộ cũ") if self.kind is TreeEventKind.SPLIT else tr("(chưa chọn)"))
        closing = self.kind is TreeEventKind.CLOSED and ready.unit.kind == OrganizationKind.CELL.value
        self.homes.show_hamlets(ready.unit.hamlets if closing else ())
        self.trouble.show_findings([])
        self._show_parts(ready.unit)
        self._filling = False
        self._begun = self.act()
        self._order()
        self.focus_first()
        self.check()

    def _empty_part(self) -> UnitInput:
        """Return what a new cell that comes out of another has from it."""
        used = {view.organization.code for view in self._cells} | {unit.code for unit in self.parts.values()}
        number = next((part for part in range(1, 1000) if f"CB{part:02d}" not in used), 1)
        code = self._free_code if self._free_code not in used else f"CB{number:02d}"
        return msgspec.structs.replace(self._source, code=code, name="", header_name="", hamlets=())

    def _show_parts(self, unit: UnitInput) -> None:
        kind = self.kind
        is_cell = unit.kind == OrganizationKind.CELL.value
        self.heading.setText(heading(kind, unit))
        self.hint.setText(advice(kind, is_cell=is_cell))
        self.unit.setVisible(kind is TreeEventKind.CREATED or kind in ONE)
        self.ends.setVisible(kind is TreeEventKind.SPLIT)
        self.parts.setVisible(kind is TreeEventKind.SPLIT)
        self.merge.setVisible(kind is TreeEventKind.MERGED)
        self.going.setVisible(False)
        self._into_shown()

    def _merge_chosen(self) -> None:
        self._into_shown()
        self._left()

    def _into_shown(self) -> None:
        if self.kind is TreeEventKind.MERGED:
            self.unit.setVisible(not self.merge.into())

    def _order(self) -> None:
        """Let Enter walk through what is asked for this act."""
        top, unit = [self.on, self.decision_number, self.decision_on, self.decided_by], self.unit.parts()
        parts = [part for row in self.parts.rows for part in row.parts()]
        tail = [*self.homes.parts(), *self.going.parts(), self.note]
        alone = self.kind is TreeEventKind.CREATED or self.kind in ONE
        named = [*unit, *top] if alone else [*top, *self.merge.parts(), *parts, *unit]
        self.moves.deleteLater()
        self.moves = EnterMoves([*named, *tail], self.save, self)

    def focus_first(self) -> None:
        """Put the cursor where the act begins."""
        edit: QWidget = self.on
        if self.kind is TreeEventKind.CREATED or self.kind in ONE:
            edit = self.unit.fields[_FIRST.get(self.kind, "name")].editor
        edit.setFocus()
        if isinstance(edit, QLineEdit) and self.kind is not TreeEventKind.CHANGED:
            edit.selectAll()

    # --- the act ---

    def act(self) -> TreeAct:
        """Return what stands in the form."""
        kind, unit_ids, into = self.kind, self.unit_ids, ""
        if kind in ONE:
            kind = kind_of(self._source, self.unit.value())
        units: tuple[UnitInput, ...] = ()
        if kind is TreeEventKind.CREATED or kind in ONE:
            units = (self.unit.value(),)
        elif kind is TreeEventKind.SPLIT:
            units = self.parts.values()
        elif kind is TreeEventKind.MERGED:
            into, unit_ids = self.merge.into(), self.merge.ending()
            units = () if into else (self.unit.value(),)
        return TreeAct(
            kind=kind,
            on=self.on.value() or self.context.today(),
            unit_ids=unit_ids,
            units=units,
            into_id=into,
            ends=kind is TreeEventKind.SPLIT and self.ends.isChecked(),
            members_to=self.going.members_to(),
            members=self.going.members(),
            hamlets=dict(self.homes.value()),
            decision_number=self.decision_number.text(),
            decision_on=self.decision_on.value(),
            decided_by=self.decided_by.text(),
            note=self.note.text(),
        )

    @property
    def changed(self) -> bool:
        """Whether something was typed that would be lost."""
        return self._begun is not None and self.act() != self._begun

    def _left(self) -> None:
        if not self._filling:
            self._soon.start()

    def check(self) -> None:
        """Ask what is wrong with the act, and who goes where."""
        if self._begun is None:
            return
        act = self.act()

        def ask(office: Office) -> tuple[list[Finding], dict[str, str], list[tuple[MemberRow, str]]]:
            return office.tree.check(act), office.tree.targets(act), office.tree.people(act)

        self.context.operations.run(ask, self._show_check, self.show_problem, receiver=self)

    def _show_check(self, answer: tuple[list[Finding], dict[str, str], list[tuple[MemberRow, str]]]) -> None:
        found, targets, people = answer
        if self.kind in (TreeEventKind.CLOSED, TreeEventKind.SPLIT, TreeEventKind.MERGED):
            new = [unit.code for unit in self.act().units]
            listed = sorted(targets.items(), key=lambda one: (one[0] not in new, one[0] != self._source.code))
            if self.kind is TreeEventKind.SPLIT:
                listed = [one for one in listed if one[0] in new or one[0] == self._source.code]
            named = [(code, name or tr("chi bộ mới ({code})", code=code)) for code, name in listed if code]
            self.going.offer(named)
            self.homes.offer(named)
            self.going.show_people(people)
        self.show_findings(found)

    def show_findings(self, found: Sequence[Finding]) -> None:
        """Show every finding beside its field, those without a field at the bottom."""
        self.merge.show_findings(found)
        for one in self.fields.values():
            one.show_findings([finding for finding in found if finding.field == one.path])
        self.unit.show_findings(found, "" if self.kind is not TreeEventKind.MERGED else "units.0.")
        self.parts.show_findings(found, "units")
        self.going.show_findings([one for one in found if self.going.isVisible()])
        self.homes.show_findings(found)
        # A split has no field for the hamlets as a whole, and no form one for the size of a new cell.
        whole = {"units", "hamlets"} if self.kind is TreeEventKind.SPLIT else {"units"}
        self.trouble.show_findings([one for one in found if one.field in whole or one.field.endswith(".members")])

    # --- saving ---

    def save(self) -> None:
        """Write the act."""
        if not self.keep.isEnabled() or self._begun is None:
            return
        for one in self.fields.values():
            one.visited = True
        self.merge.visit()
        self.unit.visit()
        self.going.visit()
        for row in self.parts.rows:
            if isinstance(row, NewCell):
                row.unit.visit()
        complaint = next((one for one in (self.on, self.decision_on) if one.complaint()), None)
        if complaint is not None:
            self.show_findings([])
            complaint.setFocus()
            return
        act = self.act()
        self.keep.setEnabled(False)
        self.context.operations.run(
            lambda office: office.tree.apply(act),
            self.saved.emit,
            self.show_problem,
            on_done=lambda: self.keep.setEnabled(True),
            receiver=self,
            busy=tr("Đang ghi thay đổi của tổ chức…"),
        )

    def show_problem(self, problem: ProblemError) -> None:
        """Show findings beside their fields, anything else at the bottom, and go to the first."""
        findings = problem.values.get("findings")
        found: tuple[Finding, ...] = findings if isinstance(findings, tuple) else ()
        self.show_findings(found)
        if not found:
            self.trouble.say(str(explain(problem)), grave=True)
        target = next(filter(None, (self._editor(one.field) for one in found)), None)
        if target is not None:
            target.setFocus()

    def _editor(self, path: str) -> QWidget | None:
        known: dict[str, QWidget] = {
            "members_to": self.going.all,
            "unit_ids": self.merge.cells,
            "into_id": self.merge.target,
        }
        if path in known:
            return known[path]
        if path in self.fields:
            return self.fields[path].editor
        unit = self.unit
        _, place, name = path.split(".")[:3] if path.startswith("units.") else ("", "", path.partition(".")[0])
        if place and self.kind is TreeEventKind.SPLIT:
            row = self.parts.rows[int(place)]
            unit = row.unit if isinstance(row, NewCell) else unit
        if name in unit.fields and unit.isVisible():
            return unit.fields[name].editor
        return self.going.table if path.startswith("members.") else None
