"""The tree of organisations as a Qt model: the lines the service gives, hung below one another by their depth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QFont

from db.records import OrganizationKind
from db.tree_records import TreeNode
from desktop_app.rules.percentages import format_number
from desktop_app.texts import tr
from ui import theme
from ui.icons import icon
from ui.widgets.plain import plain_tip
from ui.widgets.record_table import Column

Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
NAME = 0
"""The column that shows the tree."""


def columns() -> list[Column[TreeNode]]:
    """Return the columns of the tree."""
    return [
        Column(tr("Tên tổ chức"), lambda node: node.organization.name),
        Column(tr("Mã"), lambda node: node.organization.code, 76),
        Column(tr("Loại"), lambda node: node.type_word, 156),
        Column(tr("Thôn, bản, tổ dân phố"), lambda node: "; ".join(node.hamlets), 194),
        Column(tr("Số ĐV"), lambda node: format_number(node.members), 84, number=True),
        Column(tr("Ngày họp"), _meeting_day, 112),
        Column(tr("Bí thư"), lambda node: node.secretary, 160),
    ]


def _meeting_day(node: TreeNode) -> str:
    held = node.organization.meeting_day
    return tr("ngày {day}", day=f"{held:02d}") if held else ""


@dataclass
class Branch:
    """One line with what hangs below it."""

    node: TreeNode
    above: Branch | None
    place: int
    """Which of the lines below ``above`` it is."""
    below: list[Branch] = field(default_factory=list)


class TreeModel(QAbstractItemModel):
    """Shows the lines of ``OrganizationService.tree``; what is below what follows from their depth."""

    def __init__(self) -> None:
        super().__init__()
        self.columns = columns()
        self._tops: list[Branch] = []
        self._branches: dict[str, Branch] = {}

    def set_nodes(self, nodes: Sequence[TreeNode]) -> None:
        """Show these lines instead of those before."""
        self.beginResetModel()
        self._tops, self._branches = [], {}
        way: list[Branch] = []
        for node in nodes:
            del way[node.depth :]
            above = way[-1] if way else None
            siblings = above.below if above else self._tops
            branch = Branch(node, above, len(siblings))
            siblings.append(branch)
            way.append(branch)
            self._branches[node.organization.id] = branch
        self.endResetModel()

    def node(self, index: Index) -> TreeNode | None:
        """Return the line at an index."""
        branch = index.internalPointer() if index.isValid() else None
        return branch.node if isinstance(branch, Branch) else None

    def nodes(self) -> list[TreeNode]:
        """Return all lines in their order."""
        return [branch.node for branch in self._branches.values()]

    def index_of(self, unit_id: str) -> QModelIndex:
        """Return where a unit stands, an invalid index when it is not shown."""
        branch = self._branches.get(unit_id)
        return self.createIndex(branch.place, 0, branch) if branch else QModelIndex()

    # --- what Qt asks ---

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's signature
        """Return the index of a line below another."""
        siblings = self._below(parent)
        if 0 <= row < len(siblings) and 0 <= column < len(self.columns):
            return self.createIndex(row, column, siblings[row])
        return QModelIndex()

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]  # Qt has two functions of this name
        """Return the index of the line above."""
        branch = index.internalPointer() if index.isValid() else None
        if not isinstance(branch, Branch) or branch.above is None:
            return QModelIndex()
        return self.createIndex(branch.above.place, 0, branch.above)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many lines hang below one."""
        return 0 if parent.isValid() and parent.column() > 0 else len(self._below(parent))

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of columns."""
        return len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what Qt shows of a cell."""
        node = self.node(index)
        if node is None:
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(node)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(column.text(node))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.number else _LEFT
        if role == Qt.ItemDataRole.DecorationRole and index.column() == NAME:
            return icon(_ICONS.get(node.organization.kind, "organizations"))
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(theme.px(60), theme.px(28))
        if role == Qt.ItemDataRole.FontRole and node.organization.kind != OrganizationKind.CELL.value:
            font = QFont()
            font.setBold(True)
            return font
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what Qt shows of a header."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.columns[section].number else _LEFT
        return None

    def _below(self, parent: Index) -> list[Branch]:
        branch = parent.internalPointer() if parent.isValid() else None
        return branch.below if isinstance(branch, Branch) else self._tops


_ICONS = {OrganizationKind.CELL.value: "members", OrganizationKind.SECTION.value: "folder"}
