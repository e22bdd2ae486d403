"""Pieces of the form of an act on the tree: one new cell, cells to be ticked, and the words above the fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from db.records import CellView, Finding, OrganizationKind
from db.register_records import TreeEventKind
from db.tree_records import UnitInput
from desktop_app.texts import term, tr
from ui import theme
from ui.pages.organizations.unit_fields import UnitFields, choices
from ui.widgets.choice import Choice
from ui.widgets.field import Field
from ui.widgets.rows import Row


@dataclass(frozen=True)
class Ready:
    """What a form needs to know before it is filled in."""

    unit: UnitInput
    parents: tuple[tuple[str, str], ...]
    cells: tuple[CellView, ...]
    free_code: str


class NewCell(Row[UnitInput]):
    """The fields of one new cell of a split."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.unit = UnitFields(short=True)
        self.unit.offer(choices(()), OrganizationKind.CELL.value)
        self.unit.left.connect(self.left)
        self.inputs.addWidget(self.unit)

    def parts(self) -> list[QWidget]:
        """Return the inputs in the order in which Tab walks through them."""
        return self.unit.parts()

    def value(self) -> UnitInput:
        """Return what is typed; a new cell counts even while it is empty, so that what is missing is said."""
        return self.unit.value()

    def set_value(self, value: UnitInput) -> None:
        """Show ``value``."""
        self.unit.set_value(value)

    def show_findings(self, findings: Sequence[Finding], prefix: str) -> None:
        """Show findings whose path begins with ``prefix``."""
        self.unit.show_findings(findings, f"{prefix}.")

    def focus_part(self, part: str) -> None:
        """Put the cursor into a field."""
        one = self.unit.fields.get(part)
        (one.editor if one else self.unit.name_edit).setFocus()


class CellList(QListWidget):
    """Cells to be ticked with Space."""

    def offer(self, cells: Sequence[CellView], ticked: Sequence[str]) -> None:
        """Offer these cells, some of them ticked."""
        self.clear()
        for view in cells:
            item = QListWidgetItem(view.organization.name)
            item.setData(Qt.ItemDataRole.UserRole, view.organization.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            on = view.organization.id in ticked
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.addItem(item)
        first = next((row for row in range(self.count()) if self.item(row).checkState() == Qt.CheckState.Checked), 0)
        self.setCurrentRow(first)

    def ticked(self) -> tuple[str, ...]:
        """Return the identifiers of the cells that are ticked."""
        items = [self.item(row) for row in range(self.count())]
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() == Qt.CheckState.Checked
        )


class MergePanel(QWidget):
    """Which cells come together, and into which of them; ``changed`` is emitted when something was chosen."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cells = CellList()
        self.cells.setMaximumHeight(theme.px(150))
        self.cells_field = Field(tr("Các chi &bộ sáp nhập (phím cách để chọn)"), self.cells, "unit_ids")
        self.cells.itemChanged.connect(lambda _item: self._chosen(self.cells_field))
        self.target: Choice[str] = Choice([("", "")])
        self.target_field = Field(tr("Sáp nhập &vào"), self.target, "into_id")
        self.target.activated.connect(lambda _place: self._chosen(self.target_field))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        row.addWidget(self.cells_field, 1)
        row.addWidget(self.target_field, 1, Qt.AlignmentFlag.AlignTop)
        self._filling = False

    def _chosen(self, one: Field) -> None:
        if not self._filling:
            one.visited = True
            self.changed.emit()

    def begin(self, cells: Sequence[CellView], ticked: Sequence[str]) -> None:
        """Offer these cells; the first one ticked takes the others in unless another is chosen."""
        self._filling = True
        self.cells.offer(cells, ticked)
        named = [(view.organization.id, view.organization.name) for view in cells]
        self.target.offer([*named, ("", tr("một chi bộ mới"))])
        self.target.take(next(iter(ticked), ""))
        for one in (self.cells_field, self.target_field):
            one.visited = False
        self._filling = False

    def into(self) -> str:
        """Return the cell that stays, empty when they become a new one."""
        return self.target.value()

    def ending(self) -> tuple[str, ...]:
        """Return the cells that end."""
        return tuple(one for one in self.cells.ticked() if one != self.into())

    def parts(self) -> list[QWidget]:
        """Return the inputs."""
        return [self.cells, self.target]

    def visit(self) -> None:
        """From now on everything that is wrong is said."""
        self.cells_field.visited = self.target_field.visited = True

    def show_findings(self, found: Sequence[Finding]) -> None:
        """Show what is wrong with what was chosen."""
        for one in (self.cells_field, self.target_field):
            one.show_findings([finding for finding in found if finding.field == one.path])


def heading(kind: TreeEventKind, unit: UnitInput) -> str:
    """Return the words above the form of an act."""
    new = {"cell": tr("Thêm chi bộ"), "section": tr("Thêm đảng bộ bộ phận")}
    if kind is TreeEventKind.CREATED:
        return new[unit.kind]
    if kind is TreeEventKind.MERGED:
        return term("tree_event", kind.value)
    return tr("{act}: {name}", act=term("tree_event", kind.value), name=unit.name)


def advice(kind: TreeEventKind, *, is_cell: bool) -> str:
    """Return a sentence on how the form of an act is filled in."""
    if kind is TreeEventKind.SPLIT:
        return tr(
            "Ghi từng chi bộ mới với các thôn của nó, rồi chọn ai về chi bộ nào. Thôn không ghi cho chi bộ mới thì "
            "ở lại chi bộ cũ."
        )
    if kind is TreeEventKind.MERGED:
        return tr(
            "Chọn các chi bộ kết thúc hoạt động và chi bộ nhận về; đảng viên và thôn của chúng chuyển theo, trừ ai "
            "được chọn nơi khác."
        )
    if kind is TreeEventKind.CLOSED and is_cell:
        return tr("Chọn nơi đảng viên và các thôn chuyển đến; sổ cũ, biên bản cũ vẫn giữ nguyên.")
    if kind is TreeEventKind.CREATED:
        return tr("Chi bộ ghép nhiều thôn: ghi các thôn cách nhau bằng dấu chấm phẩy.") if is_cell else ""
    return tr("Tình hình trước ngày này vẫn giữ trong lịch sử.")


def kind_of(before: UnitInput, now: UnitInput) -> TreeEventKind:
    """Return the act that a change of a unit is: one form serves names, parents, types and the rest."""
    if now.parent_id != before.parent_id:
        return TreeEventKind.REPARENTED
    if (now.type_code, now.sector_code) != (before.type_code, before.sector_code):
        return TreeEventKind.RETYPED
    return TreeEventKind.RENAMED if now.name != before.name else TreeEventKind.CHANGED
