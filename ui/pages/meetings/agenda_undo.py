"""Steps of undo of the agenda: an item added, taken away, moved; an opinion or a task taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtGui import QUndoCommand

from db.meeting_records import AgendaItem, MeetingTask, Opinion

if TYPE_CHECKING:
    from ui.pages.meetings.agenda import AgendaSection


@dataclass
class Held:
    """An item and its name while the form is open, so that undo finds it wherever it moved."""

    key: int
    item: AgendaItem


class InsertItem(QUndoCommand):
    """An item was added."""

    def __init__(self, agenda: AgendaSection, place: int, held: Held) -> None:
        super().__init__()
        self._agenda, self._place, self._held = agenda, place, held

    def redo(self) -> None:
        """Put it in."""
        self._agenda.put(self._place, self._held)

    def undo(self) -> None:
        """Take it out, with what was typed into it kept for redo."""
        self._agenda.take(self._held.key)


class RemoveItem(QUndoCommand):
    """An item was taken away."""

    def __init__(self, agenda: AgendaSection, place: int, held: Held) -> None:
        super().__init__()
        self._agenda, self._place, self._held = agenda, place, held

    def redo(self) -> None:
        """Take it out."""
        self._agenda.take(self._held.key)

    def undo(self) -> None:
        """Put it back where it stood."""
        self._agenda.put(self._place, self._held)


class MoveItem(QUndoCommand):
    """An item was moved."""

    def __init__(self, agenda: AgendaSection, key: int, before: int, after: int) -> None:
        super().__init__()
        self._agenda, self._key, self._before, self._after = agenda, key, before, after

    def redo(self) -> None:
        """Move it."""
        self._agenda.shift(self._key, self._after)

    def undo(self) -> None:
        """Move it back."""
        self._agenda.shift(self._key, self._before)


class ReplaceItems(QUndoCommand):
    """The whole agenda was replaced by that of another meeting."""

    def __init__(self, agenda: AgendaSection, before: Sequence[Held], after: Sequence[Held]) -> None:
        super().__init__()
        self._agenda, self._before, self._after = agenda, before, after

    def redo(self) -> None:
        """Show the new one."""
        self._agenda.replace_all(self._after)

    def undo(self) -> None:
        """Show the one of before."""
        self._agenda.replace_all(self._before)


class RemovePart(QUndoCommand):
    """An opinion or a task was taken away; the row did so itself before this step was kept."""

    def __init__(self, agenda: AgendaSection, key: int, name: str, place: int, part: Opinion | MeetingTask) -> None:
        super().__init__()
        self._agenda, self._key, self._name = agenda, key, name
        self._place, self._part = place, part
        self._done = True

    def redo(self) -> None:
        """Take it away again."""
        if self._done:
            self._done = False
            return
        parts = self._parts()
        if self._part in parts:
            parts.remove(self._part)
            self._change(parts)

    def undo(self) -> None:
        """Put it back where it stood."""
        parts = self._parts()
        parts.insert(min(self._place, len(parts)), self._part)
        self._change(parts)

    def _parts(self) -> list[Opinion | MeetingTask]:
        self._agenda.keep()
        place = self._agenda.place_of(self._key)
        return [] if place is None else list(getattr(self._agenda.held[place].item, self._name))

    def _change(self, parts: Sequence[Opinion | MeetingTask]) -> None:
        place = self._agenda.place_of(self._key)
        if place is not None:
            item = self._agenda.held[place].item
            self._agenda.change_item(self._key, msgspec.structs.replace(item, **{self._name: tuple(parts)}))
