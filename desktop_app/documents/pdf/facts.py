"""Drawing facts in two columns: a name, and in bold letters what it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from db.text import normalize
from desktop_app.documents.pdf.party import PartyPages
from desktop_app.documents.pdf.typeset import Face, Line, break_lines
from desktop_app.documents.table_model import Fact, Facts

_SIZE = 11.0
_LEADING = 13.8
_GAP = 14.0
"""Points between the two columns."""
_LABEL = 0.44
"""Share of a column that the names take; longer ones go on in a further line."""


class _Part(NamedTuple):
    left: float
    face: Face
    lines: list[Line]


class FactsBlock:
    """Facts on their way through the pages."""

    def __init__(self, pages: PartyPages, block: Facts) -> None:
        self.pages = pages
        self.block = block
        self.half = (pages.width - _GAP) / 2
        self.label_width = self.half * _LABEL

    def draw(self) -> None:
        """Draw the facts line by line; two that share a line stay together."""
        waiting: list[Fact] = []
        for fact in self.block.facts:
            if waiting and (fact.wide or len(waiting) == 2):
                self._line(waiting)
                waiting = []
            waiting.append(fact)
            if fact.wide:
                self._line(waiting)
                waiting = []
        if waiting:
            self._line(waiting)
        self.pages.y -= 4

    def _line(self, facts: Sequence[Fact]) -> None:
        pages = self.pages
        parts = [part for place, fact in enumerate(facts) for part in self._parts(fact, place)]
        count = max(len(part.lines) for part in parts)
        whole = pages.page_room // _LEADING
        if pages.y - count * _LEADING < pages.bottom and count <= whole:
            pages.next_page()
        done = 0
        while done < count:
            room = int((pages.y - pages.bottom) / _LEADING)
            if room < 1:
                pages.next_page()
                continue
            for part in parts:
                for number, line in enumerate(part.lines[done : done + room], 1):
                    pages.sheet.line(line, part.face, _SIZE, part.left, pages.y - number * _LEADING)
            taken = min(room, count - done)
            pages.y -= taken * _LEADING
            done += taken

    def _parts(self, fact: Fact, place: int) -> tuple[_Part, _Part]:
        pages = self.pages
        regular, bold = pages.faces.regular, pages.faces.bold
        left = pages.left + place * (self.half + _GAP)
        room = (pages.width if fact.wide else self.half) - self.label_width
        label = break_lines(regular.printable(fact.label), regular, _SIZE, self.label_width - 4)
        face = bold if fact.value else regular
        said = face.known_only(normalize(fact.value or self.block.unknown, keep_newlines=True))
        value = [line for part in said.split("\n") for line in break_lines(part, face, _SIZE, room)]
        return _Part(left, regular, label), _Part(left + self.label_width, face, value)
