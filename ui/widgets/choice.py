"""Drop-downs: one whose list is as wide as its words, and one of a few fixed choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

V = TypeVar("V", bound=str)
MOST_IN_SIGHT = 14
"""Lines of an open list; a longer one scrolls."""


class DropDown(QComboBox):
    """A drop-down whose open list shows its longest words, however narrow the field is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxVisibleItems(MOST_IN_SIGHT)

    def showPopup(self) -> None:
        """Open the list wide enough."""
        self.fit_list()
        super().showPopup()

    def fit_list(self) -> None:
        """Give the list the width of its longest words."""
        view = self.view()
        bar = view.verticalScrollBar().sizeHint().width() if self.count() > self.maxVisibleItems() else 0
        view.setMinimumWidth(view.sizeHintForColumn(0) + bar + 2 * view.frameWidth())


class Choice(DropDown, Generic[V]):
    """Chooses one of ``(value, words)``; rolling the wheel over it in passing changes nothing."""

    def __init__(self, choices: Sequence[tuple[V, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: list[V] = []
        self.offer(choices)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def offer(self, choices: Sequence[tuple[V, str]]) -> None:
        """Offer these choices instead of those before."""
        self._values = [value for value, _ in choices]
        self.clear()
        self.addItems([words for _, words in choices])

    def value(self) -> V:
        """Return what is chosen."""
        return self._values[max(0, self.currentIndex())]

    def set_value(self, value: V) -> None:
        """Choose ``value``."""
        self.setCurrentIndex(self._values.index(value))

    def take(self, value: V) -> bool:
        """Choose ``value`` where it is offered; return whether it is."""
        if value not in self._values:
            return False
        self.set_value(value)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave keys with Ctrl and Enter to the form around."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier or event.key() in (
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        ):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Roll only when the choice is in hand."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
