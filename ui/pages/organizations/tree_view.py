"""The tree on the screen: arrows walk and unfold it, Enter opens a unit, Ctrl+C copies the selected lines."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from db.tree_records import TreeNode
from desktop_app.texts import tr
from ui import theme
from ui.pages.organizations.tree_model import NAME, TreeModel

_LEAST_NAME = 250
"""Pixels at 100 % the names need."""
_GIVES_WAY = (2, 6)
"""Columns that are hidden where there is no room: the type, then the secretary."""


class TreeTable(QTreeView):
    """Shows a TreeModel; ``opened`` carries the unit chosen by Enter or double click, ``chosen`` the one in hand."""

    opened = Signal(str)
    chosen = Signal(str)

    def __init__(self, model: TreeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tree = model
        self.setModel(model)
        self.setAccessibleName(tr("Cây tổ chức"))
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setExpandsOnDoubleClick(False)
        self.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.setIndentation(theme.px(18))
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        for place, column in enumerate(model.columns):
            if column.width:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
                self.setColumnWidth(place, theme.px(column.width))
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.doubleClicked.connect(lambda _index: self._open())
        self.selectionModel().currentChanged.connect(lambda _now, _before: self.chosen.emit(self.unit_id()))

    def show_nodes(self, nodes: list[TreeNode]) -> None:
        """Show these lines unfolded; the unit in hand stays in hand, else the first cell is taken."""
        before, folded = self.unit_id(), self._folded()
        self.tree.set_nodes(nodes)
        self.expandAll()
        for unit_id in folded:
            self.collapse(self.tree.index_of(unit_id))
        # A reset takes the selection model's connections with it only where the model is another one.
        if not self.select(before) and nodes:
            self.select(nodes[min(1, len(nodes) - 1)].organization.id)

    def _folded(self) -> list[str]:
        return [
            node.organization.id
            for node in self.tree.nodes()
            if self.tree.rowCount(index := self.tree.index_of(node.organization.id)) and not self.isExpanded(index)
        ]

    def select(self, unit_id: str) -> bool:
        """Take a unit in hand and show it; return whether it is there."""
        index = self.tree.index_of(unit_id)
        if not index.isValid():
            return False
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)
        return True

    def node(self) -> TreeNode | None:
        """Return the line in hand."""
        return self.tree.node(self.currentIndex())

    def unit_id(self) -> str:
        """Return the unit in hand, empty when there is none."""
        node = self.node()
        return node.organization.id if node else ""

    def selected(self) -> list[TreeNode]:
        """Return the selected lines in the order of the tree."""
        rows = {index.internalPointer().node.organization.id for index in self.selectionModel().selectedRows(NAME)}
        return [node for node in self.tree.nodes() if node.organization.id in rows]

    def _open(self) -> None:
        if self.unit_id():
            self.opened.emit(self.unit_id())

    def copy(self) -> None:
        """Put the selected lines on the clipboard, as a spreadsheet takes them."""
        lines = [
            "\t".join(column.text(node).replace("\t", " ").replace("\n", " ") for column in self.tree.columns)
            for node in self.selected()
        ]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy and open by keyboard; the rest is Qt's: arrows walk, Right unfolds, Left folds."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide what gives way until the names have room: nobody should have to scroll sideways."""
        super().resizeEvent(event)
        widths = [theme.px(column.width or _LEAST_NAME) for column in self.tree.columns]
        hidden: set[int] = set()
        for place in _GIVES_WAY:
            if sum(width for at, width in enumerate(widths) if at not in hidden) > self.viewport().width():
                hidden.add(place)
        for place in _GIVES_WAY:
            if self.isColumnHidden(place) != (place in hidden):
                self.setColumnHidden(place, place in hidden)
