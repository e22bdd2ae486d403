"""A list of things to choose from by ticking: arrows move, the space bar ticks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from ui import theme
from ui.widgets.plain import plain_tip


class CheckList(QListWidget):
    """Lines with a box each; Enter is left to the dialog around."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._keys: list[str] = []

    def offer(self, lines: Sequence[tuple[str, str]], *, ticked: bool) -> None:
        """Offer lines of (key, words), all ticked or none."""
        self._keys = [key for key, _ in lines]
        self.clear()
        for _, words in lines:
            item = QListWidgetItem(words)
            item.setToolTip(plain_tip(words))
            item.setSizeHint(QSize(0, theme.px(26)))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            self.addItem(item)
        self.setCurrentRow(0)

    def tick_all(self, *, ticked: bool) -> None:
        """Tick every line or none."""
        for row in range(self.count()):
            self.item(row).setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)

    def tick(self, key: str) -> None:
        """Tick one line."""
        self.item(self._keys.index(key)).setCheckState(Qt.CheckState.Checked)

    def ticked(self) -> list[str]:
        """Return the keys of the lines that are ticked, in order."""
        return [key for row, key in enumerate(self._keys) if self.item(row).checkState() is Qt.CheckState.Checked]
