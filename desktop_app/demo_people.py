"""Invented members for the sample office: names, ages and histories in the proportions of a mountain province."""

from __future__ import annotations

import functools
import random
import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import resources
from typing import Any

from db.records import Duty, Sex, Standing

MEMBERS = 938
"""As many as a real mountain commune of 22 village cells has."""
TODAY = date(2026, 11, 3)
BEGINNING = date(2025, 7, 1)
"""The day the commune was set up; nobody stands in its cells earlier."""

_AGES = ((20, 30, 13), (31, 45, 34), (46, 60, 31), (61, 70, 13), (71, 88, 9))
"""(youngest, oldest, share) of age bands."""
_FEMALE = 0.39
_OWN_GROUP = 0.66
"""How often a member is of one of the groups most of the village is of."""


@dataclass(frozen=True)
class Person:
    """One invented member."""

    full_name: str
    birth_date: str
    sex: Sex
    ethnic_code: str
    admitted_on: date
    official_on: date | None
    card_number: str
    standing: Standing
    """At the end of ``changes``."""
    since: date
    duty: Duty = Duty.ACTIVE
    duty_since: date | None = None
    was_probationary: bool = False
    """Whether the person became official while in the cell: a change on ``official_on``."""

    @property
    def age(self) -> int:
        """Years of age this year, give or take one."""
        return TODAY.year - int(self.birth_date[:4])


@dataclass
class _Counter:
    cards: int = 70102410
    names: set[str] = field(default_factory=set)


@functools.cache
def _groups() -> list[dict[str, Any]]:
    file = resources.files("resources").joinpath("demo/people.toml")
    groups: list[dict[str, Any]] = tomllib.loads(file.read_text("utf-8"))["group"]
    return groups


def sizes(weights: list[int], total: int = MEMBERS) -> list[int]:
    """Return whole numbers in the proportions of ``weights`` that add up to ``total``."""
    whole = [weight * total // sum(weights) for weight in weights]
    for position in range(total - sum(whole)):
        whole[position % len(whole)] += 1
    return whole


def village(rng: random.Random, size: int, groups: list[str], counter: _Counter) -> list[Person]:
    """Return the members of one cell; no two of them have the same name."""
    counter.names = set()
    return [_person(rng, groups, counter) for _ in range(size)]


def counter() -> _Counter:
    """Return what makes card numbers unique over all villages."""
    return _Counter()


def _person(rng: random.Random, groups: list[str], counted: _Counter) -> Person:
    group = _group(rng, groups)
    sex = Sex.FEMALE if rng.random() < _FEMALE else Sex.MALE
    young, old, _ = rng.choices(_AGES, [band[2] for band in _AGES])[0]
    age = rng.randint(young, old)
    born = date(TODAY.year - age, rng.randint(1, 12), rng.randint(1, 28))
    admitted, official = _admission(rng, born, age)
    probationary = official is None
    counted.cards += rng.randint(1, 9)
    duty, duty_since = _duty(rng, age, sex, probationary=probationary)
    return Person(
        full_name=_name(rng, group, sex, counted.names),
        birth_date=_birth(rng, born, age),
        sex=sex,
        ethnic_code=group["code"],
        admitted_on=admitted,
        official_on=official,
        card_number="" if probationary else str(counted.cards),
        standing=Standing.PROBATIONARY if probationary else Standing.OFFICIAL,
        since=max(BEGINNING, admitted),
        duty=duty,
        duty_since=duty_since,
        was_probationary=official is not None and official > BEGINNING,
    )


def _group(rng: random.Random, groups: list[str]) -> dict[str, Any]:
    known = {group["code"]: group for group in _groups()}
    if rng.random() < _OWN_GROUP:
        return known[rng.choice(groups)]
    return rng.choices(_groups(), [group["share"] for group in _groups()])[0]


def _name(rng: random.Random, group: dict[str, Any], sex: Sex, taken: set[str]) -> str:
    kind = sex.value
    while True:
        parts = (rng.choice(group["surnames"]), rng.choice(group[f"{kind}_middle"]), rng.choice(group[kind]))
        name = " ".join(part for part in parts if part)
        if name not in taken:
            taken.add(name)
            return name


def _birth(rng: random.Random, born: date, age: int) -> str:
    """Return a birth date; of old people often only the year or the month is known."""
    if age > 68 and rng.random() < 0.45:
        return f"{born:%Y}" if rng.random() < 0.7 else f"{born:%Y-%m}"
    return born.isoformat()


def _admission(rng: random.Random, born: date, age: int) -> tuple[date, date | None]:
    """Return (admitted, official); official is None for those still on probation in November 2026."""
    if age < 38 and rng.random() < 0.1:
        admitted = date(2025, 12, 1) + timedelta(days=rng.randint(0, 300))
        return max(admitted, born.replace(year=born.year + 18) + timedelta(days=30)), None
    oldest = min(age - 1, 36)
    years = rng.randint(min(19, oldest), max(19, oldest)) if age > 20 else 18
    admitted = min(born.replace(year=born.year + years) + timedelta(days=rng.randint(20, 300)), date(2025, 9, 20))
    admitted = max(admitted, born.replace(year=born.year + 18) + timedelta(days=20))
    official = admitted.replace(year=admitted.year + 1, day=min(admitted.day, 28)) + timedelta(days=rng.randint(0, 12))
    return (admitted, official) if official < TODAY else (admitted, None)


def _duty(rng: random.Random, age: int, sex: Sex, *, probationary: bool) -> tuple[Duty, date | None]:
    chance = rng.random()
    if age >= 73 and chance < 0.7:
        return Duty.EXEMPT, date(2026, 1, 5) + timedelta(days=rng.randint(0, 120))
    if probationary:
        return Duty.ACTIVE, None
    if sex is Sex.FEMALE and 24 <= age <= 36 and chance < 0.06:
        return Duty.TEMPORARILY_EXEMPT, date(2026, 8, 1) + timedelta(days=rng.randint(0, 60))
    if 22 <= age <= 45 and chance < 0.045:
        return Duty.AWAY, date(2026, 3, 1) + timedelta(days=rng.randint(0, 200))
    return Duty.ACTIVE, None
