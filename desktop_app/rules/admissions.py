"""Who was admitted to the Party in a period, by groups that overlap: counts with percentages, never added up to 100."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from db.partial import bounds
from db.rating_records import Admitted
from db.record_base import Record
from desktop_app.rules import percentages

KINH = "01"
"""Code of the majority in the list of ethnic groups."""
ALL, WOMEN, MINORITY, YOUTH = "all", "women", "minority", "youth"
ETHNIC, CATEGORY = "ethnic:", "category:"
"""Before the code of a list."""


class Group(Record, frozen=True, kw_only=True):
    """One line: who, how many, of all."""

    code: str
    """"all", "women", "minority", "ethnic:<code>", "youth" or "category:<code>"."""
    count: int
    base: int

    def percent(self, decimals: int) -> Decimal | None:
        """Return the share of all; None where nobody was admitted."""
        return percentages.percent(self.count, self.base, decimals)


def within(people: Iterable[Admitted], first: date, last: date) -> list[Admitted]:
    """Return those whose day of admission surely lies in a period, both days included: "2017" only in a whole year."""
    found = []
    for one in people:
        span = bounds(one.admitted_on)
        if span is not None and first <= span[0] and span[1] <= last:
            found.append(one)
    return found


def touches(person: Admitted, first: date, last: date) -> bool:
    """Return whether the day of admission may lie in a period."""
    span = bounds(person.admitted_on)
    return span is not None and span[0] <= last and first <= span[1]


def belongs(person: Admitted, code: str) -> bool:
    """Return whether a person is in a group."""
    if code == WOMEN:
        return person.sex == "female"
    if code == MINORITY:
        return bool(person.ethnic_code) and person.ethnic_code != KINH
    if code == YOUTH:
        return person.youth_member
    if code.startswith(ETHNIC):
        return person.ethnic_code == code.removeprefix(ETHNIC)
    if code.startswith(CATEGORY):
        return person.category_code == code.removeprefix(CATEGORY)
    return True


def groups(people: Sequence[Admitted], categories: Sequence[str]) -> list[Group]:
    """Return every group with its count (domain notes 7.2): all, women, minorities and each of them, youth, categories.

    ``categories`` are the codes of the list in its order. A person counts in each group he or she belongs to.
    """
    return [
        Group(code=code, count=sum(belongs(one, code) for one in people), base=len(people))
        for code in _codes(people, categories)
    ]


def _codes(people: Sequence[Admitted], categories: Sequence[str]) -> Iterator[str]:
    yield from (ALL, WOMEN, MINORITY)
    counts: dict[str, int] = {}
    for one in people:
        if belongs(one, MINORITY):
            counts[one.ethnic_code] = counts.get(one.ethnic_code, 0) + 1
    yield from (f"{ETHNIC}{code}" for code in sorted(counts, key=lambda code: (-counts[code], code)))
    yield YOUTH
    known = {one.category_code for one in people}
    yield from (f"{CATEGORY}{code}" for code in categories if code in known)
