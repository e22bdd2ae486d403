"""Who of the register a line of somebody's list is: for certain, perhaps, or nobody.

The order follows what tells people apart: our own identifier (a workbook of ours), the number of the party card, the
personal identity number (CCCD), then name and birth. Nobody is taken for somebody known on a likeness alone: what is
only near is handed to the clerk.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from enum import StrEnum

from db import partial
from db.record_base import Record
from db.text import fold, sort_key


class Identity(Record, frozen=True):
    """What tells one person from another; what is unknown is empty."""

    full_name: str
    birth_date: str = ""
    """Partial date."""
    card_number: str = ""
    national_id: str = ""
    cell_id: str = ""
    id: str = ""
    """The register's identifier."""


class Likeness(StrEnum):
    """How sure it is that two are one."""

    NOBODY = "nobody"
    NEAR = "near"
    SURE = "sure"
    CONTRADICTION = "contradiction"
    """The numbers of one line belong to two people."""


class Match(Record, frozen=True):
    """Whom a line was found to be."""

    likeness: Likeness
    known: Identity | None = None
    code: str = ""
    """Why it is not sure: a code of the findings."""
    other: Identity | None = None
    """The second person, for a contradiction."""


_WHOLE = len("2000-01-31")
NOBODY = Match(Likeness.NOBODY)


class _Folded(dict[str, str]):
    """Words with what they are folded to: words repeat in any list of names, each is folded once."""

    def __missing__(self, word: str) -> str:
        if len(self) > _MOST_WORDS:
            self.clear()
        folded = self[word] = fold(word).replace(" ", "")
        return folded


_MOST_WORDS = 65536
_FOLDED = _Folded()


@functools.lru_cache(maxsize=65536)
def _spelled(word: str) -> str:
    return sort_key(word)


def name_key(full_name: str) -> str:
    """Return what names share that differ only in accents, capitals, hyphens or apostrophes."""
    return " ".join(map(_FOLDED.__getitem__, full_name.split()))


def same_name(one: str, other: str) -> bool:
    """Return whether two names are spelled alike, tones included ("hoà" and "hòa" are alike, capitals too)."""
    return one == other or list(map(_spelled, one.split())) == list(map(_spelled, other.split()))


class Directory:
    """People to be found again: the register, or the lines of a file read so far."""

    def __init__(self, people: Iterable[Identity] = ()) -> None:
        self._by_id: dict[str, Identity] = {}
        self._by_card: dict[str, Identity] = {}
        self._by_national: dict[str, Identity] = {}
        self._by_name: dict[str, list[Identity]] = {}
        for person in people:
            self.add(person)

    def add(self, person: Identity) -> None:
        """Take a person in; of several with one number the first is found by it."""
        if person.id:
            self._by_id.setdefault(person.id, person)
        if person.card_number:
            self._by_card.setdefault(person.card_number, person)
        if person.national_id:
            self._by_national.setdefault(person.national_id, person)
        key = name_key(person.full_name)
        namesakes = self._by_name.get(key)
        if namesakes is None:
            self._by_name[key] = [person]
        else:
            namesakes.append(person)

    def holder_of_card(self, card_number: str) -> Identity | None:
        """Return who has a card number."""
        return self._by_card.get(card_number)

    def holder_of_national_id(self, national_id: str) -> Identity | None:
        """Return who has a personal identity number."""
        return self._by_national.get(national_id)

    def find(self, line: Identity) -> Match:
        """Return whom a line is; ``line.id`` is the identifier the line itself names."""
        own = self._by_id.get(line.id)
        if own is not None:
            return Match(Likeness.SURE, own)
        card = self._by_card.get(line.card_number)
        national = self._by_national.get(line.national_id)
        if card is not None and national is not None and card is not national:
            return Match(Likeness.CONTRADICTION, card, "IMPORT_NUMBERS_OF_TWO", national)
        held = card or national
        if held is not None:
            if same_name(line.full_name, held.full_name) or _same_day(line, held):
                return Match(Likeness.SURE, held)
            if name_key(line.full_name) == name_key(held.full_name) and _may_be_one_birth(line, held):
                return Match(Likeness.SURE, held)
            return Match(Likeness.NEAR, held, "IMPORT_CARD_OF_OTHER" if card else "IMPORT_NATIONAL_ID_OF_OTHER")
        return self._by_likeness(line)

    def _by_likeness(self, line: Identity) -> Match:
        sure: list[Identity] = []
        near: list[tuple[Identity, str]] = []
        for person in self._by_name.get(name_key(line.full_name), ()):
            code = _doubt(line, person)
            if code == "":
                sure.append(person)
            elif code is not None:
                near.append((person, code))
        if len(sure) == 1:
            return Match(Likeness.SURE, sure[0])
        if sure:
            here = [person for person in sure if person.cell_id == line.cell_id]
            return Match(Likeness.NEAR, (here or sure)[0], "IMPORT_SEVERAL_ALIKE")
        if near:
            return Match(Likeness.NEAR, *near[0])
        return NOBODY


def _doubt(line: Identity, person: Identity) -> str | None:
    """Return "" when a namesake is the person, a code when it may be, None when it is somebody else."""
    here = not line.cell_id or line.cell_id == person.cell_id
    mine, theirs = line.birth_date, person.birth_date
    code: str | None = None
    if mine == theirs:
        if here or len(mine) == _WHOLE:
            code = "" if mine or line.cell_id else "IMPORT_SAME_NAME"
        elif mine:
            code = "IMPORT_SAME_NAME_AND_YEAR"
    elif len(mine) == len(theirs) == _WHOLE:
        # By far the most frequent: two people of one name born on different days.
        code = "IMPORT_BIRTH_SWAPPED" if here and _swapped(mine, theirs) else None
    elif (here or (mine and theirs)) and _may_be_one_birth(line, person):
        code = "IMPORT_BIRTH_LESS_KNOWN"
    if code is None:
        return None
    if not same_name(line.full_name, person.full_name):
        return code or "IMPORT_NAME_ACCENTS"
    if line.card_number and person.card_number and line.card_number != person.card_number:
        return code or "IMPORT_OTHER_CARD"
    if line.national_id and person.national_id and line.national_id != person.national_id:
        return code or "IMPORT_OTHER_NATIONAL_ID"
    return code


def _same_day(line: Identity, person: Identity) -> bool:
    return line.birth_date == person.birth_date and len(line.birth_date) == _WHOLE


def _may_be_one_birth(line: Identity, person: Identity) -> bool:
    """Return whether both births may be one day; an unknown one may be any."""
    mine, theirs = partial.bounds(line.birth_date), partial.bounds(person.birth_date)
    if mine is None or theirs is None:
        return True
    return mine[0] <= theirs[1] and theirs[0] <= mine[1]


def _swapped(one: str, other: str) -> bool:
    """Return whether two days differ only in that day and month changed places."""
    mine, theirs = one.split("-"), other.split("-")
    return len(mine) == len(theirs) == 3 and mine == [theirs[0], theirs[2], theirs[1]]
