"""Rewards, discipline, badges and contact with the place of residence of the people of the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from db import member_records, members
from db.ids import new_id
from db.partial import bounds
from db.problems import ProblemError
from db.records import Finding, Member, Standing, StatusAxis
from db.register_records import MemberRecord, RecordInput
from db.text import normalize
from desktop_app.rules import party_age
from desktop_app.services import record_checks
from desktop_app.services.base import Clock, refuse_errors
from desktop_app.services.regulations import RegulationService

if TYPE_CHECKING:
    from db.store import Store


@dataclass(frozen=True)
class BadgeDue:
    """One member who reaches a level of the badge in a year, or reached it before and was never given it."""

    member_id: str
    full_name: str
    birth_date: str
    cell_id: str
    cell_name: str
    admitted_on: str
    years: int
    """The level to be given."""
    reached_on: str
    """Partial date on which those years are reached."""
    late: bool
    """Whether it was reached in an earlier year already."""
    missed: tuple[int, ...]
    """Lower levels that were never given."""
    held: tuple[int, ...]


class MemberRecordService:
    """Use-cases of what is noted of a person; each writing method is one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._regulations = RegulationService(store, office_id, clock)

    def listed(self, member_id: str) -> list[MemberRecord]:
        """Return all that is noted of a person, by kind, the latest of each first."""
        return member_records.of_member(self._store, member_id)

    def party_age(self, member_id: str, on: date) -> int | None:
        """Return a person's whole years in the Party on a day; None when the admission is unknown.

        Raises ProblemError V05 when there is no such person.
        """
        return party_age.years(self._member(member_id).admitted_on, on)

    def badge_levels(self) -> tuple[int, ...]:
        """Return the levels of the badge that hold today, in years."""
        today = self._clock().date()
        return party_age.levels(today, self._regulations.own().on(today))

    def badges_due(self, year: int) -> list[BadgeDue]:
        """Return the office's members who are to be given a badge in a year, by level, the highest first, then by name.

        Members are those of the last day of the year, or of today where that is later.
        """
        on = min(date(year, 12, 31), self._clock().date())
        levels = party_age.levels(date(year, 12, 31), self._regulations.own().on(date(year, 12, 31)))
        due: list[BadgeDue] = []
        for person in member_records.long_serving(self._store, self._office_id, on, year - min(levels)):
            missing = party_age.badges_due(person.admitted_on, person.held, year, levels)
            if missing:
                reached = party_age.reached_on(person.admitted_on, missing[-1])
                due.append(
                    BadgeDue(
                        person.member_id,
                        person.full_name,
                        person.birth_date,
                        person.cell_id,
                        person.cell_name,
                        person.admitted_on,
                        missing[-1],
                        reached,
                        late=int(reached[:4]) < year,
                        missed=missing[:-1],
                        held=person.held,
                    )
                )
        return sorted(due, key=lambda row: -row.years)

    def check(self, member_id: str, entered: RecordInput, record_id: str | None = None) -> list[Finding]:
        """Return errors and warnings about a new note of a person, or about the changed ``record_id``.

        Raises ProblemError V05 when there is no such person.
        """
        entered, member = cleaned(entered), self._member(member_id)
        others = [record for record in self.listed(member_id) if record.id != record_id]
        today = self._clock().date()
        span = bounds(entered.on)
        on = span[1] if span else today
        person = record_checks.Person(member.birth_date, member.admitted_on, self._standings(member_id, entered.on))
        rule = party_age.rule_of(on, self._regulations.own().on(on))
        return record_checks.findings(entered, person, others, today, rule)

    def _standings(self, member_id: str, on: str) -> set[Standing]:
        """Return the standings a person may have had on a day known in part."""
        span = bounds(on)
        if span is None:
            return set()
        return {
            Standing(line.status)
            for line in members.statuses(self._store, member_id)
            if line.axis is StatusAxis.STANDING
            and line.valid_from <= span[1]
            and (line.valid_to is None or line.valid_to > span[0])
        }

    def add(self, member_id: str, entered: RecordInput) -> MemberRecord:
        """Write a new note of a person and return it.

        Raises ProblemError V05 for an unknown person, V04 for one of another office, V01 with the findings.
        """
        record = self._checked(member_id, entered)
        with self._store.operation("member_record.add", f"member:{member_id}", kind=record.kind.value):
            member_records.insert(self._store, record)
        return record

    def add_many(self, notes: Sequence[tuple[str, RecordInput]]) -> list[MemberRecord]:
        """Write notes of people one after another, all of them or none, each given with whose it is; return them.

        Raises as ``add`` does, for the first one that is refused.
        """
        written: list[MemberRecord] = []
        with self._store.operation("member_record.add_many", f"organization:{self._office_id}", notes=len(notes)):
            for member_id, entered in notes:
                written.append(self._checked(member_id, entered))
                member_records.insert(self._store, written[-1])
        return written

    def _checked(self, member_id: str, entered: RecordInput) -> MemberRecord:
        self._own(member_id)
        refuse_errors(self.check(member_id, entered))
        return _record(new_id(), self._office_id, member_id, cleaned(entered))

    def change(self, record_id: str, entered: RecordInput) -> MemberRecord:
        """Write a note anew and return it. Raises ProblemError R21 when it is no longer there, and as ``add`` does."""
        before = self._get(record_id)
        self._own(before.member_id)
        refuse_errors(self.check(before.member_id, entered, record_id))
        record = _record(record_id, before.owner_id, before.member_id, cleaned(entered))
        with self._store.operation("member_record.change", f"member:{before.member_id}", kind=record.kind.value):
            member_records.update(self._store, record)
        return record

    def remove(self, record_id: str) -> MemberRecord:
        """Take a note away and return what it was, so that it can be put back by ``add``.

        Raises ProblemError R21 when it is no longer there, V04 for a person of another office.
        """
        before = self._get(record_id)
        self._own(before.member_id)
        with self._store.operation("member_record.remove", f"member:{before.member_id}", kind=before.kind.value):
            member_records.remove(self._store, record_id)
        return before

    def _get(self, record_id: str) -> MemberRecord:
        found = member_records.get(self._store, record_id)
        if found is None:
            raise ProblemError("R21")
        return found

    def _member(self, member_id: str) -> Member:
        found = members.get(self._store, member_id)
        if found is None:
            raise ProblemError("V05", id=member_id)
        return found

    def _own(self, member_id: str) -> None:
        member = self._member(member_id)
        if member.owner_id != self._office_id:
            raise ProblemError("V04", name=member.full_name)


def cleaned(entered: RecordInput) -> RecordInput:
    """Return a note with every text in its kept form."""
    texts = ("on", "until", "form", "number", "issuer", "place")
    return RecordInput(
        kind=entered.kind,
        **{name: normalize(getattr(entered, name)) for name in texts},
        text=normalize(entered.text, keep_newlines=True),
    )


def _record(record_id: str, owner_id: str, member_id: str, entered: RecordInput) -> MemberRecord:
    return MemberRecord(id=record_id, owner_id=owner_id, member_id=member_id, **msgspec.structs.asdict(entered))
