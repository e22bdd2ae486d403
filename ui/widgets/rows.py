"""Rows of inputs that can be added and taken away: guests, opinions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QUndoCommand
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from db.records import Finding
from ui import theme
from ui.icons import icon, on_button

V = TypeVar("V")


class Row(QWidget, Generic[V]):
    """One row; a subclass fills ``inputs``, gives and takes a value; ``beside`` is where its remove button stands."""

    changed = Signal()

    def __init__(self, beside: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignTop) -> None:
        super().__init__()
        self.inputs = QHBoxLayout()
        self.inputs.setSpacing(theme.px(6))
        self.remove = QToolButton()
        self.remove.setProperty("kind", "flat")
        self.remove.setIcon(icon("delete"))
        self.remove.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.remove.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self.inputs, 1)
        layout.addWidget(self.remove, 0, beside)

    def parts(self) -> list[QWidget]:
        """Return the inputs in the order in which Tab walks through them."""
        raise NotImplementedError

    def value(self) -> V | None:
        """Return what is typed, None when nothing is."""
        raise NotImplementedError

    def set_value(self, value: V) -> None:
        """Show ``value``."""
        raise NotImplementedError

    def show_findings(self, findings: Sequence[Finding], prefix: str) -> None:
        """Show findings whose path begins with ``prefix``."""

    def focus_part(self, part: str) -> None:
        """Put the cursor into the input named ``part``, the first when there is none of that name."""
        raise NotImplementedError


class Rows(QWidget, Generic[V]):
    """Any number of rows; empty ones count for nothing."""

    changed = Signal()
    removed = Signal(int, object)
    """A row was taken away by the user: its place and its value."""

    def __init__(self, make: Callable[[], Row[V]], add_words: str, remove_words: str) -> None:
        super().__init__()
        self._make = make
        self._remove_words = remove_words
        self.rows: list[Row[V]] = []
        self.add = QPushButton(add_words)
        on_button(self.add, "add")
        self.add.setProperty("kind", "flat")
        self.add.clicked.connect(lambda: self.insert(len(self.rows)).focus_part(""))
        self._stack = QVBoxLayout()
        self._stack.setSpacing(theme.px(4))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(4))
        layout.addLayout(self._stack)
        layout.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    def insert(self, place: int, value: V | None = None) -> Row[V]:
        """Put a row in, empty unless ``value`` is given, and return it."""
        row = self._make()
        if value is not None:
            row.set_value(value)
        row.remove.setAccessibleName(self._remove_words)
        row.remove.setToolTip(self._remove_words)
        row.remove.clicked.connect(lambda: self._take_away(row))
        row.changed.connect(self.changed)
        place = min(place, len(self.rows))
        self.rows.insert(place, row)
        self._stack.insertWidget(place, row)
        # A layout shows what was put into it only later; until then the row takes no cursor.
        row.show()
        self._walk_in_place(place)
        return row

    def bring(self, values: Sequence[V]) -> None:
        """Add rows as if the user had typed them; rows that stand empty make room, the cursor goes to the first."""
        if not values:
            return
        for row in [row for row in self.rows if row.value() is None]:
            self._drop(row)
        first = len(self.rows)
        for value in values:
            self.insert(len(self.rows), value)
        self.rows[first].focus_part("")
        self.changed.emit()

    def values(self) -> tuple[V, ...]:
        """Return the values of the rows in which something is typed."""
        return tuple(value for row in self.rows if (value := row.value()) is not None)

    def set_values(self, values: Sequence[V]) -> None:
        """Show these rows and no others; rows that stand already are used again."""
        while len(self.rows) > len(values):
            self._drop(self.rows[-1])
        for row, value in zip(self.rows, values, strict=False):
            row.set_value(value)
        for value in values[len(self.rows) :]:
            self.insert(len(self.rows), value)

    def show_findings(self, findings: Sequence[Finding], prefix: str) -> None:
        """Show findings at the rows they are about; ``prefix`` is the path of the list."""
        for place, row in enumerate(self._counted()):
            own = f"{prefix}.{place}"
            row.show_findings([f for f in findings if f.field == own or f.field.startswith(f"{own}.")], own)

    def focus_row(self, place: int, part: str) -> bool:
        """Put the cursor into a row by its place among those that count."""
        counted = self._counted()
        if place < len(counted):
            counted[place].focus_part(part)
        elif self.rows:
            self.rows[-1].focus_part(part)
        else:
            self.add.setFocus()
        return True

    def _counted(self) -> list[Row[V]]:
        return [row for row in self.rows if row.value() is not None]

    def _take_away(self, row: Row[V]) -> None:
        place, value = self.rows.index(row), row.value()
        self._drop(row)
        following = self.rows[min(place, len(self.rows) - 1)].remove if self.rows else self.add
        following.setFocus()
        if value is not None:
            self.removed.emit(place, value)
        self.changed.emit()

    def _drop(self, row: Row[V]) -> None:
        self.rows.remove(row)
        self._stack.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _walk_in_place(self, place: int) -> None:
        # Qt walks by the order of creation; a row made later must be walked where it stands.
        row = self.rows[place]
        following = self.rows[place + 1].parts()[0] if place + 1 < len(self.rows) else self.add
        before = _stop_before(following)
        for part in (*row.parts(), row.remove):
            if before is not None:
                QWidget.setTabOrder(before, part)
            before = part


def _stop_before(widget: QWidget) -> QWidget | None:
    """Return where Tab stops before ``widget``; boxes are no stops, and to Qt "after a box" means after all in it."""
    before = widget.previousInFocusChain()
    while before is not None and before is not widget:
        if before.focusPolicy() & Qt.FocusPolicy.TabFocus and not before.isAncestorOf(widget):
            return before
        before = before.previousInFocusChain()
    return None


class PutBack(QUndoCommand, Generic[V]):
    """The step of undo of a row taken away; the row did so itself before this step was kept."""

    def __init__(self, rows: Rows[V], place: int, value: V) -> None:
        super().__init__()
        self._rows, self._place, self._value = rows, place, value
        self._done = True

    def redo(self) -> None:
        """Take it away again."""
        if self._done:
            self._done = False
            return
        values = list(self._rows.values())
        if self._value in values:
            values.remove(self._value)
        self._rows.set_values(values)
        self._rows.changed.emit()

    def undo(self) -> None:
        """Put it back where it stood."""
        self._rows.insert(self._place, self._value)
        self._rows.changed.emit()
