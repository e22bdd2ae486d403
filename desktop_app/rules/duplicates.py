"""Whether two people of the register may be one who was written down twice, and why; pure."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from db import partial
from db.record_base import Record
from db.text import fold

REASONS: Final = (
    "national_id",
    "name_birth",
    "near_name_birth",
    "name_swapped",
    "name_birth_partial",
    "name_year",
    "name_cell",
)
"""Why two may be one, the surest first; their words are the terms "duplicate_reason"."""
_WHOLE: Final = len("2000-01-01")
_MOST: Final = 40
"""So many people of one name or birth are no sign of anything: they are not compared with each other."""


class Suspect(Record, frozen=True, kw_only=True):
    """What is compared of a person."""

    id: str
    full_name: str
    birth_date: str
    card_number: str
    national_id: str
    cell_id: str
    """The last cell."""


def reason(one: Suspect, other: Suspect) -> str | None:
    """Return why the two may be one person, None when they are two."""
    if one.national_id and other.national_id:
        return "national_id" if one.national_id == other.national_id else None
    mine, theirs = fold(one.full_name).split(), fold(other.full_name).split()
    same_birth = one.birth_date == other.birth_date
    if "".join(mine) != "".join(theirs):
        near = same_birth and len(one.birth_date) == _WHOLE and _near(mine, theirs)
        return "near_name_birth" if near else None
    if same_birth and len(one.birth_date) == _WHOLE:
        return "name_birth"
    if _swapped(one.birth_date, other.birth_date):
        return "name_swapped"
    if one.card_number and other.card_number:
        # Two cards and no day they share: two people of a frequent name.
        return None
    if not one.birth_date or not other.birth_date:
        return "name_cell" if one.cell_id == other.cell_id else None
    if same_birth:
        return "name_year"
    return "name_birth_partial" if _overlap(one.birth_date, other.birth_date) else None


def pairs(people: Iterable[Suspect]) -> list[tuple[str, Suspect, Suspect]]:
    """Return (reason, who is proposed to stay, other) of all who may be one, the surest first, then as given."""
    place: dict[str, int] = {}
    groups: dict[tuple[str, str], list[Suspect]] = defaultdict(list)
    for person in people:
        place[person.id] = len(place)
        groups["name", fold(person.full_name).replace(" ", "")].append(person)
        if person.national_id:
            groups["national_id", person.national_id].append(person)
        if len(person.birth_date) == _WHOLE:
            groups["birth", person.birth_date].append(person)
    found = {(one.id, other.id): (why, one, other) for why, one, other in _compared(groups.values())}
    return sorted(found.values(), key=lambda pair: (REASONS.index(pair[0]), place[pair[1].id], place[pair[2].id]))


def _compared(groups: Iterable[list[Suspect]]) -> Iterator[tuple[str, Suspect, Suspect]]:
    for group in groups:
        for one, other in itertools.combinations(group[:_MOST], 2):
            why = reason(one, other)
            if why is not None:
                # Whoever has a card, then whoever was written down first, has the history: they are proposed to stay.
                stays, goes = sorted((one, other), key=lambda person: (not person.card_number, person.id))
                yield why, stays, goes


def _near(mine: list[str], theirs: list[str]) -> bool:
    """Whether two names differ by a word left out or by one letter."""
    if len(mine) != len(theirs):
        short, long = sorted((mine, theirs), key=len)
        return len(short) > 1 and len(long) == len(short) + 1 and not set(short) - set(long)
    differing = [(a, b) for a, b in zip(mine, theirs, strict=True) if a != b]
    return len(differing) == 1 and _one_letter(*differing[0])


def _one_letter(one: str, other: str) -> bool:
    """Whether one letter was left out, added or taken for another."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    if len(long) == len(short):
        return sum(a != b for a, b in zip(short, long, strict=True)) == 1 and len(short) > 1
    return any(long[:place] + long[place + 1 :] == short for place in range(len(long)))


def _swapped(one: str, other: str) -> bool:
    """Whether two days differ only in that day and month changed places."""
    mine, theirs = one.split("-"), other.split("-")
    return len(mine) == len(theirs) == 3 and mine != theirs and mine == [theirs[0], theirs[2], theirs[1]]


def _overlap(one: str, other: str) -> bool:
    mine, theirs = partial.bounds(one), partial.bounds(other)
    return mine is not None and theirs is not None and mine[0] <= theirs[1] and theirs[0] <= mine[1]
