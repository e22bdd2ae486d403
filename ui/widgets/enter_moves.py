"""Enter goes to the next field and presses the button in hand, as clerks expect of a form."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QWidget,
)


class EnterMoves(QObject):
    """Watches the ``fields`` in their order; Enter in the last calls ``at_end``.

    A field of several lines keeps plain Enter for itself; the tab order is set to the same order.
    """

    def __init__(self, fields: Sequence[QWidget], at_end: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self.fields = list(fields)
        self.at_end = at_end
        for field, following in zip(self.fields, self.fields[1:], strict=False):
            QWidget.setTabOrder(field, following)
        for field in self.fields:
            field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Watch the keys and the focus."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not plain:
            return False
        if isinstance(watched, QPlainTextEdit) or (isinstance(watched, QComboBox) and watched.view().isVisible()):
            return False
        if isinstance(watched, QLineEdit) and _offers(watched):
            return False
        self._next(watched)
        return True

    def _next(self, watched: QObject) -> None:
        place = next((i for i, field in enumerate(self.fields) if field is watched), None)
        if place is None:
            return
        rest = [field for field in self.fields[place + 1 :] if field.isVisible() and field.isEnabled()]
        if not rest:
            self.at_end()
            return
        rest[0].setFocus(Qt.FocusReason.TabFocusReason)
        _show(rest[0])
        if isinstance(rest[0], QLineEdit):
            rest[0].selectAll()


def _show(field: QWidget) -> None:
    """Scroll until the field is in sight: only Qt's own Tab does that by itself."""
    above = field.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(field)
        above = above.parentWidget()


def press_button(window: QWidget, event: QKeyEvent) -> bool:
    """Press the button in hand when the key is Enter; Qt leaves this to Space outside dialogs.

    For ``keyPressEvent`` of a window, which gets what nothing inside it used. Returns whether the key was used.
    """
    plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not plain or event.isAutoRepeat():
        return False
    focused: QWidget | None = window.focusWidget()
    if not isinstance(focused, QPushButton | QToolButton) or not focused.isEnabled():
        return False
    focused.click()
    return True


def _offers(edit: QLineEdit) -> bool:
    """Whether a list of proposals is open below the line: Enter belongs to it then."""
    completer: QCompleter | None = edit.completer()
    popup = completer.popup() if completer is not None else None
    return popup is not None and popup.isVisible()
