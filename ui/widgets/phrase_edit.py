"""A line that offers what was typed there before, and never insists."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QCompleter, QLineEdit, QWidget

from db.text import fold

_OFFERED = 8
"""Phrases that are offered at once."""


class PhraseEdit(QLineEdit):
    """Offers phrases that have the typed words, in a list below; only an arrow key takes one over.

    Popup completion only: writing into the line while one types breaks Unikey.
    """

    def __init__(self, phrases: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._phrases = [(fold(phrase), phrase) for phrase in phrases]
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setWidget(self)
        self._completer.setMaxVisibleItems(_OFFERED)
        self._completer.setWrapAround(False)
        self._completer.activated[QModelIndex].connect(self._activated)  # type: ignore[index]
        self.textEdited.connect(self._offer)

    @property
    def popup(self) -> QAbstractItemView:
        """The list below the line."""
        popup = self._completer.popup()
        assert popup is not None
        return popup

    def _offer(self, text: str) -> None:
        words = fold(text).split()
        found = [phrase for folded, phrase in self._phrases if all(word in folded for word in words) and phrase != text]
        if not words or not found:
            self.popup.hide()
            return
        self._model.setStringList(found[:_OFFERED])
        self._completer.complete()
        self.popup.setCurrentIndex(QModelIndex())

    def _activated(self, index: QModelIndex) -> None:
        self.selectAll()
        self.insert(str(index.data() or ""))
        self.popup.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take over the phrase an arrow key chose; Down in an empty line offers all."""
        popup = self.popup
        key = Qt.Key(event.key())
        if popup.isVisible() and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            index = popup.currentIndex()
            popup.hide()
            if index.isValid():
                self._activated(index)
            # A key that comes through the popup does not travel on to what is around the line: press it once more.
            QApplication.postEvent(self, QKeyEvent(QEvent.Type.KeyPress, event.key(), event.modifiers(), event.text()))
        elif popup.isVisible() and key == Qt.Key.Key_Escape:
            popup.hide()
        elif key == Qt.Key.Key_Down and not popup.isVisible() and self._phrases and not self.text():
            self._model.setStringList([phrase for _, phrase in self._phrases[:_OFFERED]])
            self._completer.complete()
        else:
            super().keyPressEvent(event)
