"""Which cell of the office a name in somebody's list means: by its name, its name without "chi bộ", or its code."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from db.record_base import Record
from db.text import fold

_PREFIXES = ("chi bo ", "cb ")
_ABBREVIATIONS = {"tdp ": "to dan pho ", "kp ": "khu pho ", "kdc ": "khu dan cu "}
_HAMLET_WORDS = ("thon ", "ban ", "xom ", "to dan pho ", "khu pho ", "khu dan cu ", "khu ", "ap ", "to ")
"""What a hamlet is called; people leave it out where no two hamlets share the rest of the name."""


class CellName(Record, frozen=True):
    """A cell as people may name it."""

    id: str
    code: str
    name: str


class CellNames:
    """The cells of an office, found by what is typed."""

    def __init__(self, cells: Iterable[CellName]) -> None:
        self._names = {cell.id: cell.name for cell in cells}
        self._exact: dict[str, set[str]] = {}
        self._short: dict[str, set[str]] = {}
        self._bare: dict[str, set[str]] = {}
        self._found: dict[str, tuple[str, ...]] = {}
        for cell in cells:
            folded = fold(cell.name)
            for spelling in (folded, fold(cell.code)):
                self._exact.setdefault(spelling, set()).add(cell.id)
            self._short.setdefault(_short(folded), set()).add(cell.id)
            self._bare.setdefault(_bare(_short(folded)), set()).add(cell.id)

    def name(self, cell_id: str) -> str:
        """Return the name of a cell, empty for one that is not among them."""
        return self._names.get(cell_id, "")

    def find(self, typed: str) -> tuple[str, ...]:
        """Return the cells that a text may mean: one when it is clear, none when unknown, several when ambiguous."""
        known = self._found.get(typed)
        if known is None:
            known = self._found[typed] = self._looked_up(fold(typed))
        return known

    def _looked_up(self, folded: str) -> tuple[str, ...]:
        short = _short(folded)
        for spellings, wanted in ((self._exact, folded), (self._short, short), (self._bare, _bare(short))):
            cells = spellings.get(wanted)
            if cells:
                return tuple(sorted(cells))
        return ()

    def nearest(self, typed: str) -> str:
        """Return the name of the cell that is spelled most alike, empty when none is."""
        spellings = {_short(fold(name)): name for name in self._names.values()}
        close = difflib.get_close_matches(_short(fold(typed)), list(spellings), n=1, cutoff=0.6)
        return spellings[close[0]] if close else ""


def former_names(ever: Iterable[CellName], now: Iterable[CellName]) -> dict[str, set[str]]:
    """Return, by folded text, the cells that bear it no more: renamed since, or gone."""
    present = {(cell.id, fold(text)) for cell in now for text in (cell.name, cell.code)}
    found: dict[str, set[str]] = {}
    for cell in ever:
        for text in (fold(cell.name), fold(cell.code)):
            if (cell.id, text) not in present:
                found.setdefault(text, set()).add(cell.id)
    return found


def _short(folded: str) -> str:
    short = folded
    for prefix in _PREFIXES:
        short = short.removeprefix(prefix)
    for abbreviated, words in _ABBREVIATIONS.items():
        if short.startswith(abbreviated):
            return words + short.removeprefix(abbreviated)
    return short


def _bare(short: str) -> str:
    for word in _HAMLET_WORDS:
        if short.startswith(word):
            return short.removeprefix(word)
    return short
