"""Titles registered at the start of a year: writing them, taking last year's over, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from db import members, organizations, registrations, review_people
from db.evaluation_records import Registration, Subject
from db.ids import new_id
from db.problems import ProblemError
from db.rating_records import RegistrationInput, RegistrationLine
from db.record_base import Record
from db.records import Finding
from db.text import fold, normalize
from desktop_app.rules import form_choice, remedies
from desktop_app.rules.scheme import Scheme
from desktop_app.services.base import Clock, refuse_errors
from desktop_app.services.schemes import SchemeService

if TYPE_CHECKING:
    from db.store import Store


class RegistrationView(Record, frozen=True, kw_only=True):
    """A line with whether what was registered was reached."""

    line: RegistrationLine
    reached: bool | None
    """None where nothing was registered, or nothing is decided yet."""


class Compared(Record, frozen=True, kw_only=True):
    """How the registrations of one subject came out."""

    subject: Subject
    registered: int
    reached: int
    missed: int

    @property
    def pending(self) -> int:
        """Those whose result is not known."""
        return self.registered - self.reached - self.missed


class RegistrationService:
    """Use-cases of registrations; each writing method is one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._schemes = SchemeService(store, office_id, clock)

    # --- reading ---

    def scheme(self, year: int) -> Scheme | None:
        """Return the scheme whose levels are registered for a year; None for a year without one."""
        return self._schemes.all().of_year(year)

    def people(
        self,
        year: int,
        *,
        cell_id: str | None = None,
        text: str = "",
        registered: bool | None = None,
        offset: int = 0,
        limit: int = -1,
    ) -> tuple[list[RegistrationView], int]:
        """Return members with what they registered for a year, by cell and name, and how many there are in all."""
        found, total = registrations.people(
            self._store,
            self._office_id,
            year,
            self._on(year),
            cell_id=cell_id,
            text=text,
            registered=registered,
            offset=offset,
            limit=limit,
        )
        scheme = self.scheme(year)
        return [_view(scheme, line) for line in found], total

    def collectives(self, year: int, *, cell_id: str | None = None, text: str = "") -> list[RegistrationView]:
        """Return the collectives of a year with what they registered, the office first, then by name."""
        scheme = self.scheme(year)
        return [
            _view(scheme, line)
            for line in self._collectives(year)
            if (cell_id is None or line.organization_id == cell_id) and fold(text) in fold(line.name)
        ]

    def _collectives(self, year: int) -> Iterator[RegistrationLine]:
        kept = {
            (one.subject, one.organization_id): one
            for one in registrations.of_year(self._store, self._office_id, year)
            if one.member_id is None
        }
        results = registrations.collective_results(self._store, self._office_id, year)
        for unit in review_people.units(self._store, self._office_id, self._on(year).year):
            for subject in form_choice.collective_subjects(unit, self._office_id):
                evaluation, level = results.get((subject.value, unit.id), ("", ""))
                yield RegistrationLine(
                    subject=subject,
                    organization_id=unit.id,
                    organization_name=unit.name,
                    name=unit.name,
                    registration=kept.get((subject, unit.id)),
                    evaluation_id=evaluation,
                    decided_level=level,
                )

    def compare(self, year: int) -> list[Compared]:
        """Return by subject how many registered a level, how many reached it and how many did not."""
        scheme = self.scheme(year)
        found: dict[Subject, list[int]] = {}
        for subject, wanted, got, count in registrations.outcomes(self._store, self._office_id, year):
            counts = found.setdefault(subject, [0, 0, 0])
            counts[0] += count
            verdict = remedies.reached(scheme, subject, wanted, got)
            if verdict is not None:
                counts[1 if verdict else 2] += count
        return [
            Compared(subject=subject, registered=found[subject][0], reached=found[subject][1], missed=found[subject][2])
            for subject in Subject
            if subject in found
        ]

    def check(self, entered: Sequence[RegistrationInput]) -> list[Finding]:
        """Return what is wrong with registrations as typed; fields "rows.<place>.<field>"."""
        today = self._clock().date()
        return [
            finding
            for place, one in enumerate(map(_cleaned, entered))
            for finding in remedies.check_registration(one, self.scheme(one.year), today, f"rows.{place}")
        ]

    # --- writing ---

    def set(self, entered: Sequence[RegistrationInput]) -> int:
        """Write registrations of members and collectives, all of them or none; return how many changed.

        One without level, title and note is taken away. Raises ProblemError V01 with the errors found, V04, V05, Q71
        when one was changed since it was read.
        """
        cleaned = [_cleaned(one) for one in entered]
        refuse_errors(self.check(cleaned))
        for one in cleaned:
            self._require_own(one)
        changed = 0
        with self._store.operation("registration.set", f"organization:{self._office_id}", count=len(cleaned)):
            for one in cleaned:
                changed += self._put(one)
        return changed

    def _put(self, entered: RegistrationInput) -> bool:
        kept = registrations.of_one(
            self._store, entered.year, entered.subject, entered.organization_id, entered.member_id
        )
        if entered.revision is not None and entered.revision != (kept.revision if kept else 0):
            raise ProblemError("Q71")
        if not (entered.level or entered.title or entered.note):
            if kept is not None:
                registrations.remove(self._store, kept.id)
            return kept is not None
        fields = msgspec.structs.asdict(entered)
        del fields["revision"]
        made = Registration(
            id=kept.id if kept else new_id(),
            owner_id=self._office_id,
            revision=kept.revision if kept else 1,
            **fields,
        )
        if made == kept:
            return False
        registrations.put(self._store, msgspec.structs.replace(made, revision=kept.revision + 1) if kept else made)
        return True

    def copy(self, from_year: int, to_year: int, cell_id: str | None = None) -> int:
        """Take registrations of a year over into another as a first draft; return how many were.

        A level goes over only where the scheme of that year has it under the same name: nothing is converted. Days and
        notes stay behind, so do people and collectives no longer there and those registered already. Raises
        ProblemError Q70 when nothing is left to take over.
        """
        before, after = self.scheme(from_year), self.scheme(to_year)
        there = self._there(to_year)
        known = {_key(one) for one in registrations.of_year(self._store, self._office_id, to_year)}
        made = []
        for one in registrations.of_year(self._store, self._office_id, from_year, cell_id):
            level = one.level if _same_level(before, after, one) else ""
            if _key(one) in known or _key(one) not in there or not (level or one.title):
                continue
            made.append(
                Registration(
                    id=new_id(),
                    owner_id=self._office_id,
                    year=to_year,
                    subject=one.subject,
                    organization_id=there[_key(one)],
                    member_id=one.member_id,
                    level=level,
                    title=one.title,
                )
            )
        if not made:
            raise ProblemError("Q70", year=from_year, into=to_year)
        with self._store.operation(
            "registration.copy", f"organization:{cell_id or self._office_id}", from_year=from_year, year=to_year
        ):
            registrations.insert_many(self._store, made)
        return len(made)

    def _there(self, year: int) -> dict[tuple[Subject, str], str]:
        """Return who may register for a year, with the organisation each is in."""
        people, _ = registrations.people(self._store, self._office_id, year, self._on(year))
        return {_key(line): line.organization_id for line in (*people, *self._collectives(year))}

    # --- shared ---

    def _on(self, year: int) -> date:
        return min(date(year, 12, 31), self._clock().date())

    def _require_own(self, entered: RegistrationInput) -> None:
        unit = organizations.get(self._store, entered.organization_id, self._on(entered.year))
        if unit is None:
            raise ProblemError("V05", id=entered.organization_id)
        if unit.owner_id != self._office_id:
            raise ProblemError("V04", name=unit.name)
        if entered.member_id is not None and members.get(self._store, entered.member_id) is None:
            raise ProblemError("V05", id=entered.member_id)


def _key(one: Registration | RegistrationLine) -> tuple[Subject, str]:
    return one.subject, one.member_id or one.organization_id


def _same_level(before: Scheme | None, after: Scheme | None, one: Registration) -> bool:
    if before is None or after is None or not one.level:
        return False
    old, new = before.level(one.level, one.subject), after.level(one.level, one.subject)
    return old is not None and new is not None and old.name == new.name


def _view(scheme: Scheme | None, line: RegistrationLine) -> RegistrationView:
    level = line.registration.level if line.registration else ""
    return RegistrationView(line=line, reached=remedies.reached(scheme, line.subject, level, line.decided_level))


def _cleaned(entered: RegistrationInput) -> RegistrationInput:
    return msgspec.structs.replace(entered, title=normalize(entered.title), note=normalize(entered.note))
