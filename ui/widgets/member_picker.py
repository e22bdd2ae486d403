"""A field in which a person is chosen by typing part of the name, with or without accents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QCompleter, QLineEdit, QWidget

from db.text import fold
from desktop_app.texts import tr


@dataclass(frozen=True)
class Person:
    """Someone who can be chosen."""

    id: str
    full_name: str
    note: str = ""
    """Shown after the name where two people bear the same one, for instance the year of birth."""


class People:
    """The persons of one choice, ready to be searched at every key."""

    def __init__(self, persons: Sequence[Person]) -> None:
        names = [fold(person.full_name) for person in persons]
        self.persons = tuple(persons)
        self._names = names
        self._words = [name.split() for name in names]
        self._by_id = {person.id: person for person in persons}
        twice = {name for name in names if names.count(name) > 1}
        self._labels: list[str] = [
            f"{person.full_name} ({person.note})" if name in twice and person.note else person.full_name
            for person, name in zip(persons, names, strict=True)
        ]

    def get(self, person_id: str | None) -> Person | None:
        """Return the person with this identifier."""
        return self._by_id.get(person_id) if person_id else None

    def label(self, person: Person) -> str:
        """Return the name, with the note where another person bears the same name."""
        return self._labels[self.persons.index(person)] if person.id in self._by_id else person.full_name

    def search(self, text: str) -> list[Person]:
        """Return who fits ``text``, in this order: given name, another part of the name, anywhere within it."""
        wanted = fold(text)
        if not wanted:
            return list(self.persons)
        parts = wanted.split()
        ranked: list[tuple[int, int]] = []
        for place, (name, words) in enumerate(zip(self._names, self._words, strict=True)):
            if words and words[-1].startswith(wanted):
                ranked.append((0, place))
            elif all(any(word.startswith(part) for word in words) for part in parts):
                ranked.append((1, place))
            elif wanted in name:
                ranked.append((2, place))
        return [self.persons[place] for _, place in sorted(ranked)]

    def named(self, text: str) -> Person | None:
        """Return the one person whom ``text`` names in full; None when nobody or more than one."""
        wanted = fold(text)
        found = [
            person
            for person, name, label in zip(self.persons, self._names, self._labels, strict=True)
            if wanted in (name, fold(label))
        ]
        return found[0] if wanted and len(found) == 1 else None


class MemberPicker(QLineEdit):
    """Chooses one of ``people``; where ``free`` is set, another name may be typed as it is.

    Completion happens in a popup only: anything that rewrites the line while it is typed in breaks Unikey, which
    corrects what it sent by Backspace and letters.
    """

    picked = Signal()

    def __init__(self, *, free: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._free = free
        self._people = People(())
        self._chosen: Person | None = None
        self._offered: list[Person] = []
        self.setMaxLength(200)
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setWidget(self)
        self._completer.setMaxVisibleItems(8)
        self._completer.setWrapAround(False)
        self._completer.activated[QModelIndex].connect(self._activated)  # type: ignore[index]
        self.textEdited.connect(self._edited)
        self.editingFinished.connect(self.tidy)

    def _popup(self) -> QAbstractItemView:
        popup = self._completer.popup()
        assert popup is not None
        return popup

    # --- value ---

    def set_people(self, people: People) -> None:
        """Offer these people from now on; keeps who is chosen."""
        self._people = people
        if self._chosen is not None:
            self.set_value(self._chosen.id, self._chosen.full_name)

    def offers(self, person_id: str) -> bool:
        """Whether this person is among those who may be chosen."""
        return self._people.get(person_id) is not None

    def set_value(self, person_id: str | None, name: str = "") -> None:
        """Show a person of ``people``, or somebody else; an identifier not among them is kept with its name."""
        known = self._people.get(person_id)
        self._chosen = known or (Person(person_id, name) if person_id and name else None)
        text = self._people.label(self._chosen) if self._chosen else name
        if text != self.text():
            self.setText(text)

    def person_id(self) -> str | None:
        """Return whom the line names, None when nobody of ``people``."""
        person = self._current()
        return person.id if person else None

    def name(self) -> str:
        """Return the person's name, or what was typed."""
        person = self._current()
        return person.full_name if person else self.text()

    def complaint(self) -> str:
        """Return what is wrong with what is typed: where only ``people`` may be chosen, that it names none of them."""
        if self._free or not self.text().strip() or self._current() is not None:
            return ""
        found = len(self._people.search(self.text()))
        if found > 1:
            return tr(
                "Có {found} người hợp với “{text}”: hãy chọn một trong danh sách hiện ra.",
                found=found,
                text=self.text(),
            )
        return tr("Không có ai tên “{text}” trong danh sách của chi bộ.", text=self.text())

    def _current(self) -> Person | None:
        if self._chosen is not None and self.text() == self._people.label(self._chosen):
            return self._chosen
        return self._people.named(self.text())

    # --- choosing ---

    def tidy(self) -> None:
        """Take the one person who fits what was typed; called when the line is left."""
        if not self.text().strip() or self._current() is not None:
            person = self._current()
        elif self._free:
            return
        else:
            found = self._people.search(self.text())
            person = found[0] if len(found) == 1 else None
        if person is not None:
            self._take(person)

    def _edited(self, text: str) -> None:
        self._chosen = None
        if text.strip():
            self._offer(self._people.search(text))
        else:
            self._popup().hide()

    def _offer(self, found: list[Person]) -> None:
        popup = self._popup()
        self._offered = found
        if not found:
            popup.hide()
            return
        self._model.setStringList([self._people.label(person) for person in found])
        self._completer.complete()
        # Where a name of one's own may be typed, Enter must keep it: nobody is proposed until an arrow key asks.
        popup.setCurrentIndex(QModelIndex() if self._free and len(found) > 1 else self._model.index(0, 0))

    def _activated(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self._offered):
            self._take(self._offered[index.row()])
            self.picked.emit()

    def _take(self, person: Person) -> None:
        self._chosen = person
        label = self._people.label(person)
        if label != self.text():
            self.setText(label)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the popup have the keys that choose; Down opens it with everybody."""
        popup = self._popup()
        if popup.isVisible():
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                index = popup.currentIndex()
                popup.hide()
                if index.isValid():
                    self._activated(index)
                if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                    # A key that comes through the popup does not travel on to the form: press it once more.
                    again = QKeyEvent(QEvent.Type.KeyPress, event.key(), event.modifiers(), event.text())
                    QApplication.postEvent(self, again)
                    return
            elif event.key() == Qt.Key.Key_Escape:
                popup.hide()
                return
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4) and not self.isReadOnly():
            self._offer(self._people.search("" if self._current() else self.text()))
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select the name when the line is entered by the keyboard, so that typing replaces it."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()
