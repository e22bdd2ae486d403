"""A field that is covered until asked for: what it holds is sensitive, and the screen has onlookers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QDynamicPropertyChangeEvent, QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop_app.texts import tr
from ui.icons import on_button
from ui.widgets.field import set_invalid


class _Holds(Protocol):
    """What any editor of one value can do."""

    value: Callable[[], Any]
    set_value: Callable[[Any], None]


class Cover(QWidget):
    """An editor behind a button; a value that is there is covered when it is shown, nothing is not."""

    def __init__(self, editor: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        self._holds: _Holds = editor  # type: ignore[assignment]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.reveal = QPushButton(tr("Đang ẩn · Hiện"))
        on_button(self.reveal, "eye")
        self.reveal.clicked.connect(self.uncover)
        row.addWidget(self.reveal)
        row.addWidget(editor)
        self.reveal.hide()
        self.setFocusProxy(editor)

    @property
    def covered(self) -> bool:
        """Whether the value is out of sight now."""
        return not self.reveal.isHidden()

    def set_covered(self, *, covered: bool) -> None:
        """Cover the editor or show it."""
        self.reveal.setVisible(covered)
        self.editor.setVisible(not covered)
        self.setFocusProxy(self.reveal if covered else self.editor)

    def uncover(self) -> None:
        """Show the editor and put the cursor into it."""
        self.set_covered(covered=False)
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def value(self) -> Any:
        """Return the editor's value."""
        return self._holds.value()

    def set_value(self, value: Any) -> None:
        """Show a value; the cover stays as it is."""
        self._holds.set_value(value)

    def setAccessibleName(self, name: str) -> None:
        """Name both the editor and the button that shows it."""
        super().setAccessibleName(name)
        self.editor.setAccessibleName(name)
        self.reveal.setAccessibleName(tr("Hiện: {field}", field=name))

    def setAccessibleDescription(self, description: str) -> None:
        """Tell the editor what is wrong with it."""
        super().setAccessibleDescription(description)
        self.editor.setAccessibleDescription(description)

    def event(self, event: QEvent) -> bool:
        """Hand the frame of something wrong on to the editor."""
        if isinstance(event, QDynamicPropertyChangeEvent) and bytes(event.propertyName().data()) == b"invalid":
            set_invalid(self.editor, invalid=bool(self.property("invalid")))
        return super().event(event)
