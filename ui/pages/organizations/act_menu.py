"""The menu of the acts on the unit in hand, and the line of counts below the tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QMenu

from db.records import OrganizationKind
from db.register_records import TreeEventKind
from db.tree_records import TreeCounts, TreeNode
from desktop_app.rules.percentages import format_number
from desktop_app.texts import tr


class Acts(Protocol):
    """What the menu asks of the page."""

    def show_details(self) -> None:
        """Show the history, the hamlets and the committee of the unit in hand."""

    def add_section(self) -> None:
        """Ask for a new section."""

    def close_unit(self) -> None:
        """Ask where everything goes when the unit in hand ends."""

    def begin(self, kind: TreeEventKind) -> None:
        """Open the form of an act on the unit in hand."""


def fill(menu: QMenu, acts: Acts, node: TreeNode | None, *, own: bool) -> None:
    """Offer what may be done with a unit; ``own`` says whether it is the office's and of today."""
    menu.clear()
    is_cell = node is not None and node.organization.kind == OrganizationKind.CELL.value
    lines: list[tuple[str, bool, Callable[[], object]]] = [
        (tr("Lịch sử, cấp ủ&y… (Enter)"), node is not None, acts.show_details),
        (tr("Thêm đảng bộ bộ &phận…"), True, acts.add_section),
        (tr("Đổ&i tên…"), own, lambda: acts.begin(TreeEventKind.RENAMED)),
        (tr("&Thôn, ngày họp, mã…"), own, lambda: acts.begin(TreeEventKind.CHANGED)),
        (tr("Chuyển cấp trên t&rực tiếp…"), own, lambda: acts.begin(TreeEventKind.REPARENTED)),
        (tr("Chuyển đổi &loại hình…"), own, lambda: acts.begin(TreeEventKind.RETYPED)),
        (tr("Chia tác&h…"), own and is_cell, lambda: acts.begin(TreeEventKind.SPLIT)),
        (tr("&Sáp nhập…"), own and is_cell, lambda: acts.begin(TreeEventKind.MERGED)),
        (tr("&Kết thúc hoạt động… (Delete)"), own, acts.close_unit),
    ]
    for place, (words, enabled, action) in enumerate(lines):
        if place in (1, 2, 6, 8):
            menu.addSeparator()
        entry = menu.addAction(words)
        entry.setEnabled(enabled)
        entry.triggered.connect(lambda _checked=False, action=action: action())


def counts_line(counts: TreeCounts) -> str:
    """Return in one line how the cells cover the hamlets."""
    parts = [
        tr("{count} chi bộ", count=format_number(counts.cells)),
        tr("{count} đảng viên", count=format_number(counts.members)),
        tr("độc lập: {count}", count=counts.single),
        *(
            tr("ghép {hamlets} thôn: {count}", hamlets=hamlets, count=count)
            for hamlets, count in sorted(counts.joint.items())
        ),
    ]
    if counts.no_hamlet:
        parts.append(tr("không theo thôn: {count}", count=counts.no_hamlet))
    if counts.sections:
        parts.insert(0, tr("{count} đảng bộ bộ phận", count=counts.sections))
    parts.append(tr("{count} thôn", count=format_number(counts.hamlets)))
    parts.append(tr("thôn chưa có chi bộ: {count}", count=counts.without_cell))
    parts.append(tr("thôn trắng đảng viên: {count}", count=counts.without_member))
    return " · ".join(parts)
