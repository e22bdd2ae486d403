"""Pieces of the form of an act on the tree: one new cell, cells to be ticked, and the words above the fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from db.records import CellView, Finding, OrganizationKind
from db.register_records import TreeEventKind
from db.tree_records import UnitInput
from desktop_app.texts import term, tr
from ui.pages.organizations.unit_fields import UnitFields, choices
from ui.widgets.rows import Row


@dataclass(frozen=True)
class Ready:
    """What a form needs to know before it is filled in."""

    unit: UnitInput
    parents: tuple[tuple[str, str], ...]
    cells: tuple[CellView, ...]


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
