"""Turning a line into a person, and what the register's own checks say about it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from db import partial
from db.records import Duty, Finding, Hamlet, MemberInput, Sex, Standing
from db.register_records import MemberProfile
from db.text import fold
from desktop_app.documents.excel_in.model import CellProblem
from desktop_app.rules import dates, person_numbers, regulation
from desktop_app.rules.findings import error, warning
from desktop_app.rules.matching import Identity
from desktop_app.services import import_fields, member_checks
from desktop_app.services.import_plan import Columns, Own
from desktop_app.services.import_register import Register

NUMBERS: Final[dict[str, Callable[[str], str]]] = {
    "national_id": person_numbers.digits,
    "phone": person_numbers.phone,
    "file_number": person_numbers.file_number,
    "general_education": person_numbers.education,
}
"""Fields that are kept in a form of their own, and what brings a text into it."""
_NOTHING: Final = MemberProfile()
_SEXES: Final = {sex.value: sex for sex in Sex}
_NAMED_FOR: Final = {"thi": Sex.FEMALE, "van": Sex.MALE}
"""Middle names that tell whether a person is a man or a woman, where the list does not."""


@functools.lru_cache(maxsize=65536)
def kept_text(field: str, text: str) -> str:
    """Return a text of a file as the register keeps it in one of the fields of ``NUMBERS``."""
    return NUMBERS[field](text)


class People:
    """Makes people of lines, for one import."""

    def __init__(self, register: Register, hamlets: Iterable[Hamlet], since: date, today: date, own: Own) -> None:
        self._register = register
        self._since = since
        self._today = today
        self._own = own
        self._hamlets = {hamlet.id: hamlet.name for hamlet in hamlets}
        self._by_name: dict[str, list[str]] = {}
        for hamlet_id, name in self._hamlets.items():
            self._by_name.setdefault(fold(name), []).append(hamlet_id)
        self._probation = functools.lru_cache(maxsize=4096)(self._months_of_probation)

    def hamlet_name(self, hamlet_id: str) -> str:
        """Return the name of a hamlet."""
        return self._hamlets.get(hamlet_id, hamlet_id)

    def hamlet_id(self, name: str) -> str:
        """Return the hamlet of a name, empty when none or several have it."""
        found = self._by_name.get(fold(name), [])
        return found[0] if len(found) == 1 else ""

    def new(
        self, row: int, texts: Mapping[str, str], identity: Identity, problems: list[CellProblem], columns: Columns
    ) -> MemberInput | None:
        """Return a line as a new person; None, with the problems told, when it cannot be one."""
        sex = self._sex(row, texts, problems, columns)
        if not identity.cell_id:
            problems.append(columns.error(row, "IMPORT_CELL_MISSING", "cell"))
        if sex is None or not identity.cell_id:
            return None
        own: dict[str, Any] = {name: text for name in columns.of_person if (text := texts.get(name))}
        others: dict[str, Any] = {name: text for name in columns.of_profile if (text := texts.get(name))}
        if "youth_member" in others:
            others["youth_member"] = True
        own.setdefault("full_name", "")
        own["sex"] = sex
        person = MemberInput(
            **own,
            profile=MemberProfile(**others) if others else _NOTHING,
            cell_id=identity.cell_id,
            standing=self._standing(texts),
            duty=Duty(texts["duty"]) if texts.get("duty") else Duty.ACTIVE,
            since=(partial.whole(texts["since"]) if texts.get("since") else None) or self._since,
            party_group=texts.get("party_group", ""),
        )
        found = member_checks.findings(person, self._today, self._own)
        problems += [columns.problem(row, finding) for finding in found]
        problems += [columns.problem(row, finding) for finding in self._holders(texts, "")]
        return person

    def changed(self, row: int, member_id: str, changes: Mapping[str, str], columns: Columns) -> list[CellProblem]:
        """Return what is wrong with somebody known once a line has changed them, but was not before."""
        before = self._register.person(member_id)
        after = import_fields.changed_person(before, changes)
        was = {(one.code, one.field) for one in member_checks.findings(before, self._today, self._own)}
        found = [
            one for one in member_checks.findings(after, self._today, self._own) if (one.code, one.field) not in was
        ]
        found += self._holders(changes, member_id)
        return [columns.problem(row, finding) for finding in found]

    def _holders(self, texts: Mapping[str, str], member_id: str) -> list[Finding]:
        """Return errors about numbers that somebody else of the register has."""
        found: list[Finding] = []
        directory = self._register.directory
        for field, code, holder in (
            ("card_number", "MEMBER_CARD_USED", directory.holder_of_card),
            ("national_id", "MEMBER_NATIONAL_ID_USED", directory.holder_of_national_id),
        ):
            number = texts.get(field, "")
            other = holder(number) if number else None
            if other is not None and other.id != member_id:
                more = {"card": number} if field == "card_number" else {}
                found.append(error(code, field, name=other.full_name, **more))
        return found

    def _sex(self, row: int, texts: Mapping[str, str], problems: list[CellProblem], columns: Columns) -> Sex | None:
        """Return the sex a line gives, else what the middle name tells, with a word about it."""
        if texts.get("sex"):
            return _SEXES[texts["sex"]]
        middle = fold(texts.get("full_name", "")).split()[1:-1]
        told = {_NAMED_FOR[word] for word in middle if word in _NAMED_FOR}
        if len(told) == 1:
            sex = told.pop()
            problems.append(
                columns.warning(row, "IMPORT_SEX_GUESSED", "sex", sex=import_fields.shown("sex", sex.value))
            )
            return sex
        problems.append(columns.error(row, "IMPORT_SEX_MISSING", "sex"))
        return None

    def _standing(self, texts: Mapping[str, str]) -> Standing:
        """Return how a new person stands: as the file says, else probationary while that cannot have ended yet."""
        if texts.get("standing"):
            return Standing(texts["standing"])
        if texts.get("official_on"):
            return Standing.OFFICIAL
        admitted = partial.bounds(texts.get("admitted_on", ""))
        if admitted is None:
            return Standing.OFFICIAL
        months = self._probation(admitted[0])
        served = dates.whole_months(admitted[0], self._since)
        return Standing.PROBATIONARY if months and served < months else Standing.OFFICIAL

    def _months_of_probation(self, admitted: date) -> int:
        rule = regulation.find("member.probation.months", admitted, self._own(admitted))
        return int(rule.value) if rule is not None else 0


def place_hamlet(
    people: People, row: int, texts: dict[str, str], problems: list[CellProblem], columns: Columns
) -> dict[str, str]:
    """Put the identifier of the hamlet into the texts of a line that names one, and return what it says of it.

    A name that leads to no hamlet is left out, with a word about it.
    """
    if "hamlet" not in columns:
        return {}
    name = texts.pop("hamlet", "")
    hamlet_id = people.hamlet_id(name) if name else ""
    if name and not hamlet_id:
        problems.append(columns.problem(row, warning("IMPORT_HAMLET_UNKNOWN", "hamlet", name=name)))
        return {}
    if hamlet_id:
        texts["hamlet_id"] = hamlet_id
    return {"hamlet_id": hamlet_id}
