"""Steps of undo of the agenda: an item added, taken away, moved; an opinion taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

from db.meeting_records import Opinion

if TYPE_CHECKING:
    from ui.pages.meetings.agenda import AgendaSection, Held


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


class RemoveOpinion(QUndoCommand):
    """An opinion was taken away; the row did so itself before this step was kept."""

    def __init__(self, agenda: AgendaSection, key: int, place: int, opinion: Opinion) -> None:
        super().__init__()
        self._agenda, self._key, self._place, self._opinion = agenda, key, place, opinion
        self._done = True

    def redo(self) -> None:
        """Take it away again."""
        if self._done:
            self._done = False
            return
        opinions = self._opinions()
        if self._opinion in opinions:
            opinions.remove(self._opinion)
            self._agenda.change_opinions(self._key, opinions)

    def undo(self) -> None:
        """Put it back where it stood."""
        opinions = self._opinions()
        opinions.insert(min(self._place, len(opinions)), self._opinion)
        self._agenda.change_opinions(self._key, opinions)

    def _opinions(self) -> list[Opinion]:
        self._agenda.keep()
        place = self._agenda.place_of(self._key)
        return [] if place is None else list(self._agenda.held[place].item.opinions)
