"""The inputs of the member form: each shows one value of a person and gives it back, whatever its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from ui.widgets.choice import DropDown
from ui.widgets.cover import Cover
from ui.widgets.dates import DateEdit, PartialDateEdit
from ui.widgets.month_edit import MonthEdit
from ui.widgets.plain_text import PlainTextEdit


class Line(QLineEdit):
    """One line of text."""

    def __init__(self, longest: int = 300, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(longest)

    def value(self) -> str:
        """Return what is typed."""
        return self.text()

    def set_value(self, text: str) -> None:
        """Show ``text`` from its beginning."""
        self.setText(text)
        self.setCursorPosition(0)


class Codes(DropDown):
    """Chooses a code by its word; a code no list knows is shown as it is, never lost."""

    def __init__(self, entries: Iterable[tuple[str, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.offer(entries)

    def offer(self, entries: Iterable[tuple[str, str]]) -> None:
        """Offer these (code, word) instead of those before; what was chosen stays chosen."""
        chosen = self.value()
        self.blockSignals(True)
        self.clear()
        for code, word in entries:
            self.addItem(word, code)
        self.blockSignals(False)
        if chosen:
            self.set_value(chosen)

    def value(self) -> str:
        """Return the code chosen."""
        return str(self.currentData() or "")

    def set_value(self, code: str | None) -> None:
        """Choose a code."""
        code = code or ""
        if self.findData(code) < 0 and code:
            self.addItem(code, code)
        self.setCurrentIndex(max(0, self.findData(code)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave keys with Ctrl to the form around."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Roll only when the choice is in hand: a form that is scrolled must change nothing."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def of_list(listed: str) -> Codes:
    """Return a choice of the entries of a code list, or none of them."""
    from desktop_app.lists import words

    return Codes([("", ""), *words(listed).items()])


def watch(editor: QWidget, touched: Callable[[], object], left: Callable[[], object]) -> None:
    """Call ``touched`` on every change of an editor and ``left`` when it is left."""
    if isinstance(editor, Cover):
        editor = editor.editor
    if isinstance(editor, QLineEdit):
        editor.textChanged.connect(lambda _text: touched())
        editor.editingFinished.connect(left)
    elif isinstance(editor, QComboBox):
        editor.currentIndexChanged.connect(lambda _index: touched())
        editor.activated.connect(lambda _index: left())
    elif isinstance(editor, PlainTextEdit):
        editor.textChanged.connect(touched)


def parts(editor: QWidget) -> list[QWidget]:
    """Return what takes the focus in an editor, in order."""
    return [editor.reveal, editor.editor] if isinstance(editor, Cover) else [editor]


def lock(editor: QWidget, *, locked: bool) -> None:
    """Let an editor only show its value, or be written in again; what is covered can be uncovered all the same."""
    inner = editor.editor if isinstance(editor, Cover) else editor
    if isinstance(inner, (QLineEdit, PlainTextEdit)):
        inner.setReadOnly(locked)
    else:
        inner.setEnabled(not locked)


def read(editor: QWidget) -> Any:
    """Return the value of an editor; a date that cannot be read is unknown."""
    if isinstance(editor, Cover):
        return editor.value()
    if isinstance(editor, PartialDateEdit):
        return editor.value() or ""
    assert isinstance(editor, (Line, Codes, PlainTextEdit, DateEdit, MonthEdit))
    return editor.value()


def write(editor: QWidget, value: str | date | None) -> None:
    """Show a value in an editor of its kind."""
    editor.set_value(value)  # type: ignore[attr-defined]


def complaint(editor: QWidget) -> str:
    """Return what is wrong with a date as typed, empty for any other editor and when nothing is."""
    if isinstance(editor, (DateEdit, PartialDateEdit, MonthEdit)):
        return editor.complaint()
    return ""


def capital(words: str) -> str:
    """Return words as they begin a line."""
    return words[:1].upper() + words[1:]
