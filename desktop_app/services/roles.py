"""Who leads the office, its sections and cells, by dates; what does not fit together is refused or pointed out."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

import msgspec

from db import members, organizations, roles
from db.ids import new_id
from db.problems import ProblemError
from db.records import Finding, Organization, OrganizationKind
from db.register_records import OrganizationRole, RoleKind
from db.text import normalize
from db.tree_records import RoleInput, RoleView
from desktop_app.rules import dates, regulation, tree
from desktop_app.rules.findings import error, warning
from desktop_app.rules.meeting import MAX_LINE
from desktop_app.services.base import Clock, refuse_errors, too_long
from desktop_app.services.regulations import RegulationService
from desktop_app.texts import term

if TYPE_CHECKING:
    from db.store import Store

_OF_CELLS: Final = frozenset({RoleKind.IN_CHARGE, RoleKind.GROUP_LEADER})
"""Roles that only cells have."""


class RoleService:
    """Use-cases of roles; each writing method is one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._regulations = RegulationService(store, office_id, clock)

    # --- reading ---

    def listed(self, unit_id: str, on: date) -> list[RoleView]:
        """Return all roles a unit ever had with names, the secretary first.

        ``left_on`` is set where a role holds on ``on`` although the person left the cell before.
        """
        return roles.views(self._store, unit_id, on)

    def holding(self, unit_id: str, on: date) -> list[RoleView]:
        """Return the roles that hold on a day, the secretary first."""
        return [view for view in self.listed(unit_id, on) if _holds(view.role, on)]

    def kinds(self, unit_id: str, on: date) -> tuple[RoleKind, ...]:
        """Return the roles a unit of its kind may have. Raises ProblemError V04, V05."""
        is_cell = self._own(unit_id, on).kind == OrganizationKind.CELL.value
        return tuple(role for role in RoleKind if is_cell or role not in _OF_CELLS)

    def findings(self, unit_id: str, on: date) -> list[Finding]:
        """Return what is to be pointed out about who leads a cell on a day; nothing about other units but who left."""
        unit = organizations.get(self._store, unit_id, on)
        if unit is None:
            raise ProblemError("V05", id=unit_id)
        held = self.holding(unit_id, on)
        found = [
            warning(
                "ROLE_PERSON_LEFT",
                f"roles.{view.role.id}",
                name=view.name,
                role=term("role", view.role.role.value),
                day=dates.format_day(view.left_on),
            )
            for view in held
            if view.left_on is not None
        ]
        if unit.kind == OrganizationKind.CELL.value:
            official = organizations.member_counts(self._store, on, unit_id, official_only=True).get(unit_id, 0)
            own = self._regulations.overrides(on)
            found += tree.size_findings(official, on, own)
            found += tree.committee_findings(official, (view.role.role for view in held), on, own)
        return found

    # --- checking ---

    def check(self, unit_id: str, entered: RoleInput, role_id: str | None = None) -> list[Finding]:
        """Return errors and warnings about a new role of a unit, or the changed role ``role_id``.

        Raises ProblemError V04 and V05 for a unit that is not the office's.
        """
        return list(self._check(unit_id, _cleaned(entered), role_id))

    def _check(
        self, unit_id: str, entered: RoleInput, role_id: str | None, apart: Collection[str] = ()
    ) -> Iterator[Finding]:
        unit = self._own(unit_id, entered.since)
        if entered.role not in self.kinds(unit_id, entered.since):
            yield error("ROLE_OF_CELLS", "role")
        for field in ("person_name", "decision", "note"):
            yield from too_long(field, getattr(entered, field), MAX_LINE)
        if not entered.member_id and not entered.person_name:
            yield error("ROLE_NOBODY", "person_name")
        if entered.until is not None and entered.until <= entered.since:
            yield error("ROLE_ENDS_BEFORE", "until")
        begun = unit.established_on or unit.valid_from
        if entered.since < begun:
            yield error("TREE_BEFORE_ESTABLISHED", "since", name=unit.name, day=dates.format_day(begun))
        if unit.closed_on is not None and (entered.until is None or entered.until > unit.closed_on):
            yield error("TREE_UNIT_CLOSED", "until", name=unit.name, day=dates.format_day(unit.closed_on))
        yield from self._overlaps(unit_id, entered, {role_id, *apart})
        if entered.member_id and entered.role is not RoleKind.IN_CHARGE:
            yield from self._person(unit, entered)
        if entered.since > self._clock().date():
            yield warning("TREE_FUTURE", "since")

    def _overlaps(self, unit_id: str, entered: RoleInput, apart: Collection[str | None]) -> Iterator[Finding]:
        for other in roles.of_unit(self._store, unit_id):
            if other.id in apart or not _overlap(other, entered):
                continue
            name, since = self._name(other), dates.format_day(other.valid_from)
            same = (other.member_id, other.person_name) == (entered.member_id, entered.person_name)
            if same and (other.role is entered.role or {other.role, entered.role} <= set(tree.COMMITTEE)):
                yield error("ROLE_TWICE", "role", name=name, role=term("role", other.role.value), day=since)
            elif other.role is entered.role and entered.role in tree.SINGLE:
                yield error("ROLE_HELD", "since", name=name, role=term("role", other.role.value), day=since)

    def _person(self, unit: Organization, entered: RoleInput) -> Iterator[Finding]:
        member_id = entered.member_id or ""
        person = members.get(self._store, member_id)
        if person is None:
            raise ProblemError("V05", id=member_id)
        of_cell = unit.kind == OrganizationKind.CELL.value
        if of_cell and not roles.in_cell(self._store, member_id, unit.id, entered.since):
            yield warning("ROLE_NOT_IN_CELL", "person_name", name=person.full_name, day=dates.format_day(entered.since))
        rule = regulation.find(
            "organization.secretary.standings", entered.since, self._regulations.overrides(entered.since)
        )
        standing = roles.standing(self._store, member_id, entered.since)
        if rule is not None and entered.role in tree.COMMITTEE and standing and standing not in rule.value:
            yield warning("ROLE_NOT_OFFICIAL", "person_name", rule.source, name=person.full_name)

    def _name(self, role: OrganizationRole) -> str:
        person = members.get(self._store, role.member_id) if role.member_id else None
        return person.full_name if person else role.person_name

    # --- writing ---

    def add(self, unit_id: str, entered: RoleInput, *, end_before: bool = False) -> OrganizationRole:
        """Write a role and return it; ``end_before`` ends the role of whoever has it now on the day it begins.

        Raises ProblemError V01 with the errors found, V04 and V05 for a unit that is not the office's.
        """
        entered = _cleaned(entered)
        ended = self._holders(unit_id, entered) if end_before else []
        refuse_errors(self._check(unit_id, entered, None, apart={role.id for role in ended}))
        role = self._record(new_id(), unit_id, entered)
        with self._store.operation("role.add", f"organization:{unit_id}", role=role.id, kind=role.role.value):
            for other in ended:
                roles.remove(self._store, other.id)
                roles.insert(self._store, msgspec.structs.replace(other, valid_to=entered.since))
            roles.insert(self._store, role)
        return role

    def _holders(self, unit_id: str, entered: RoleInput) -> list[OrganizationRole]:
        """Return those who have a single role from before the day a new one begins, and would have it beyond."""
        if entered.role not in tree.SINGLE:
            return []
        return [
            role
            for role in roles.of_unit(self._store, unit_id)
            if role.role is entered.role and _overlap(role, entered) and role.valid_from < entered.since
        ]

    def change(self, role_id: str, entered: RoleInput) -> OrganizationRole:
        """Correct a role that was written wrongly and return it. Raises ProblemError as ``add`` does."""
        before = self._role(role_id)
        entered = _cleaned(entered)
        refuse_errors(self._check(before.organization_id, entered, role_id))
        role = self._record(role_id, before.organization_id, entered)
        with self._store.operation("role.change", f"organization:{before.organization_id}", role=role_id):
            roles.remove(self._store, role_id)
            roles.insert(self._store, role)
        return role

    def end(self, role_id: str, on: date) -> OrganizationRole:
        """Let a role end on a day, the first on which it no longer holds. Raises ProblemError V01, V04, V05."""
        role = self._role(role_id)
        if on <= role.valid_from:
            refuse_errors([error("ROLE_ENDS_BEFORE", "until")])
        ended = msgspec.structs.replace(role, valid_to=on)
        with self._store.operation("role.end", f"organization:{role.organization_id}", role=role_id):
            roles.remove(self._store, role_id)
            roles.insert(self._store, ended)
        return ended

    def remove(self, role_id: str) -> None:
        """Take a role out that never was. Raises ProblemError V04, V05."""
        role = self._role(role_id)
        with self._store.operation("role.remove", f"organization:{role.organization_id}", role=role_id):
            roles.remove(self._store, role_id)

    # --- pieces ---

    def _role(self, role_id: str) -> OrganizationRole:
        found = roles.get(self._store, role_id)
        if found is None:
            raise ProblemError("V05", id=role_id)
        if found.owner_id != self._office_id:
            raise ProblemError("V04", name=self._name(found))
        return found

    def _own(self, unit_id: str, on: date) -> Organization:
        found = organizations.get(self._store, unit_id, on)
        if found is None:
            raise ProblemError("V05", id=unit_id)
        if found.owner_id != self._office_id:
            raise ProblemError("V04", name=found.name)
        return found

    def _record(self, role_id: str, unit_id: str, entered: RoleInput) -> OrganizationRole:
        return OrganizationRole(
            id=role_id,
            owner_id=self._office_id,
            organization_id=unit_id,
            role=entered.role,
            member_id=entered.member_id or None,
            person_name="" if entered.member_id else entered.person_name,
            valid_from=entered.since,
            valid_to=entered.until,
            decision=entered.decision,
            note=entered.note,
        )


def _cleaned(entered: RoleInput) -> RoleInput:
    return msgspec.structs.replace(
        entered,
        person_name="" if entered.member_id else normalize(entered.person_name),
        decision=normalize(entered.decision),
        note=normalize(entered.note),
    )


def _holds(role: OrganizationRole, on: date) -> bool:
    return role.valid_from <= on and (role.valid_to is None or role.valid_to > on)


def _overlap(role: OrganizationRole, entered: RoleInput) -> bool:
    begins_within = role.valid_to is None or entered.since < role.valid_to
    return begins_within and (entered.until is None or role.valid_from < entered.until)
