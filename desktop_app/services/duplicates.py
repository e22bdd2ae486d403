"""People who were written down twice: who they may be, both side by side, and one made of two with history kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec

from db import duplicates, member_profiles, members, organizations
from db.problems import ProblemError
from db.records import Member, PersonInput
from db.register_records import SENSITIVE, ChangeSet
from desktop_app.rules import duplicates as rules
from desktop_app.services import change_sets, member_checks, merge_history, person_fields
from desktop_app.services.base import Clock, errors, refuse_errors
from desktop_app.services.regulations import RegulationService

if TYPE_CHECKING:
    from db.store import Store

HISTORY: Final = "history"
"""The name under which ``choices`` says whose cells and standings prevail."""


@dataclass(frozen=True)
class Candidate:
    """Two people who may be one."""

    first_id: str
    second_id: str
    first: str
    """Name, birth and cell as people read them."""
    second: str
    reason: str
    """A value of rules.duplicates.REASONS."""


@dataclass(frozen=True)
class Candidates:
    """A part of those found."""

    rows: tuple[Candidate, ...]
    total: int


@dataclass(frozen=True)
class FieldPair:
    """One field of two people."""

    field: str
    keep: str
    """The value of the one to be kept, as people read it."""
    drop: str
    suggested: str
    """"keep" or "drop": the one to be kept has its value unless it is empty."""

    @property
    def differs(self) -> bool:
        """Whether there is something to choose."""
        return self.keep != self.drop

    @property
    def sensitive(self) -> bool:
        """Whether the value is to be covered."""
        return self.field in SENSITIVE


@dataclass(frozen=True)
class Side:
    """One of two people compared."""

    id: str
    full_name: str
    spans: tuple[tuple[str, str, str, str], ...]
    """History: (axis, cell's name or status, valid_from, valid_to or ""), oldest first."""
    acts: int
    meetings: int
    """How many kept meetings have the person on the list."""


@dataclass(frozen=True)
class Comparison:
    """Two people side by side."""

    keep: Side
    drop: Side
    fields: tuple[FieldPair, ...]
    """Those that are not empty for both, in the order of the form."""


class DuplicateService:
    """Use-cases of people written down twice."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._regulations = RegulationService(store, office_id, clock)

    def candidates(self, offset: int = 0, limit: int = 100) -> Candidates:
        """Return pairs of own people who may be one, the surest first, without those said to be two."""
        found = [rules.Suspect(**row) for row in duplicates.suspects(self._store, self._office_id)]
        apart = duplicates.distinct(self._store)
        pairs = [pair for pair in rules.pairs(found) if _ordered(pair[1].id, pair[2].id) not in apart]
        cells: dict[str, str] = {}
        rows = tuple(
            Candidate(one.id, other.id, self._line(one, cells), self._line(other, cells), why)
            for why, one, other in pairs[offset : offset + limit]
        )
        return Candidates(rows, len(pairs))

    def _line(self, person: rules.Suspect, cells: dict[str, str]) -> str:
        if person.cell_id not in cells:
            cell = organizations.get(self._store, person.cell_id, self._clock().date())
            cells[person.cell_id] = cell.name if cell else ""
        parts = [person.full_name, person_fields.shown("birth_date", person.birth_date, {}), cells[person.cell_id]]
        return " · ".join(part for part in parts if part)

    def compare(self, keep_id: str, drop_id: str) -> Comparison:
        """Return two people side by side. Raises ProblemError V05 (unknown), V04 (not ours), R32 (merged already)."""
        keep, drop = self._pair(keep_id, drop_id)
        hamlets = {hamlet.id: hamlet.name for hamlet in member_profiles.hamlets(self._store, self._office_id)}
        mine, theirs = self._person(keep), self._person(drop)
        fields = []
        for field in person_fields.ALL:
            own = person_fields.shown(field, person_fields.get(mine, field), hamlets)
            other = person_fields.shown(field, person_fields.get(theirs, field), hamlets)
            if own or other:
                fields.append(FieldPair(field, own, other, "keep" if own else "drop"))
        return Comparison(self._side(keep), self._side(drop), tuple(fields))

    def _side(self, member: Member) -> Side:
        spans = [
            ("cell", self._cell(stay.cell_id), stay.valid_from, stay.valid_to)
            for stay in members.memberships(self._store, member.id)
        ]
        spans += [
            (line.axis.value, line.status, line.valid_from, line.valid_to)
            for line in members.statuses(self._store, member.id)
        ]
        told = tuple(
            (axis, value, start.isoformat(), until.isoformat() if until else "")
            for axis, value, start, until in sorted(spans, key=lambda span: span[2])
        )
        acts = len(duplicates.events(self._store, member.id))
        return Side(member.id, member.full_name, told, acts, duplicates.meetings(self._store, member.id))

    def _cell(self, cell_id: str) -> str:
        cell = organizations.get(self._store, cell_id, self._clock().date())
        return cell.name if cell else ""

    def dismiss(self, one: str, other: str) -> None:
        """Remember that two are two people, so that they are not shown again."""
        with self._store.operation("member.keep_apart", f"member:{one}", other=other):
            duplicates.keep_apart(self._store, one, other)

    def merge(self, keep_id: str, drop_id: str, choices: Mapping[str, str]) -> ChangeSet | None:
        """Make one person of two, in one transaction that can be taken back; return the change set.

        ``choices`` says by field whose value stays, "keep" or "drop"; what it does not name is the value of the one
        kept, or the other's where that is empty. Under ``HISTORY`` it says whose cells, standings and acts prevail;
        what the other's history says of earlier days goes before them. Records and roles are given to the one kept,
        minutes stay as they are; the row dropped leads to the one kept and is in no list any more. Raises ProblemError
        V05 (unknown), V04 (not ours), R32 (one of the two was merged already), V01 (the chosen values contradict each
        other, with the findings).
        """
        keep, drop = self._pair(keep_id, drop_id)
        mine, theirs = self._person(keep), self._person(drop)
        values: dict[str, Any] = {}
        for field in person_fields.ALL:
            own, other = person_fields.get(mine, field), person_fields.get(theirs, field)
            chosen = choices.get(field) or ("keep" if own or not other else "drop")
            if chosen == "drop":
                values[field] = other
        after = person_fields.replaced(mine, values)
        today, own_rules = self._clock().date(), self._regulations.own().on
        known = {finding.code for finding in errors(member_checks.findings(mine, today, own_rules))}
        refuse_errors(one for one in member_checks.findings(after, today, own_rules) if one.code not in known)
        with self._store.operation("member.merge", f"member:{keep_id}", dropped=drop_id) as detail:
            recording = change_sets.begin(self._store, "merge", after.full_name)
            recording.note([keep_id, drop_id])
            duplicates.retire(self._store, drop_id, keep_id)
            prevails = drop_id if choices.get(HISTORY) == "drop" else keep_id
            merge_history.join(self._store, keep_id, drop_id, prevails=prevails)
            duplicates.move_records(self._store, drop_id, keep_id)
            duplicates.move_roles(self._store, drop_id, keep_id)
            own_fields = {name: getattr(after, name) for name in person_fields.OWN}
            member = msgspec.structs.replace(keep, revision=keep.revision + 1, **own_fields)
            members.update(self._store, member, after.profile)
            made = recording.end()
            detail["set"] = made.id if made else None
        return made

    def _person(self, member: Member) -> PersonInput:
        own = {name: getattr(member, name) for name in person_fields.OWN}
        return PersonInput(**own, profile=members.profile(self._store, member.id))

    def _pair(self, keep_id: str, drop_id: str) -> tuple[Member, Member]:
        found = []
        for member_id in (keep_id, drop_id):
            member = members.get(self._store, member_id)
            if member is None:
                raise ProblemError("V05", id=member_id)
            if member.owner_id != self._office_id:
                raise ProblemError("V04", name=member.full_name)
            if duplicates.merged_into(self._store, member_id) is not None or keep_id == drop_id:
                raise ProblemError("R32", name=member.full_name)
            found.append(member)
        return found[0], found[1]


def _ordered(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
