"""One field of many people at once: what would change is shown first, and all of it can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec

from db import member_profiles, members
from db.problems import ProblemError
from db.records import Finding, PersonInput
from db.register_records import ChangeSet
from desktop_app.rules.findings import error
from desktop_app.services import change_sets, member_checks, person_fields
from desktop_app.services.base import Clock, errors
from desktop_app.services.members import cleaned
from desktop_app.services.regulations import RegulationService

if TYPE_CHECKING:
    from db.store import Store

FIELDS: Final = (
    *("occupation", "former_occupation", "party_position", "government_position", "union_position"),
    *("category_code", "political_system", "service_code"),
    *("general_education", "qualification_code", "qualification_field", "academic_title", "theory_code"),
    *("foreign_language", "computer_skill", "minority_language"),
    *("home_place", "birth_place", "permanent_address", "temporary_address", "hamlet_id"),
    *("admitted_on", "admitted_place", "official_on", "official_place", "introducers", "card_issued_on"),
    *("youth_joined_on", "youth_member", "ethnic_code", "religion_code", "family_background", "poverty_code", "note"),
)
"""Fields several people may share, in the order they are offered.

Names, birth, card, telephone and other numbers are each person's own; cell, standing and duty change by acts.
"""


@dataclass(frozen=True)
class BulkLine:
    """What the change means for one person."""

    member_id: str
    full_name: str
    before: str
    """The value as people read it."""
    after: str
    problems: tuple[Finding, ...] = ()
    """Why this person is left out; empty when nothing stands against it."""

    @property
    def changes(self) -> bool:
        """Whether the person will be written anew."""
        return not self.problems and self.before != self.after


class BulkService:
    """Use-cases of the bulk edit."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._regulations = RegulationService(store, office_id, clock)

    def preview(self, member_ids: Sequence[str], field: str, value: Any) -> list[BulkLine]:
        """Return what would become of each person; nothing is written.

        ``value`` is that of the field as a form has it: a text, a code, a partial date, a hamlet's identifier; empty
        takes the value away. People who would have an error they do not have now, and people of other offices, are
        left out with the reason. Raises ProblemError V05 for an unknown person, ValueError for a field of no use here.
        """
        return [line for line, _ in self._planned(member_ids, field, value)]

    def apply(self, member_ids: Sequence[str], field: str, value: Any) -> ChangeSet | None:
        """Change everybody nothing stands against, in one transaction; return the change set, None when none differs.

        Raises as ``preview`` does.
        """
        planned = [(line, after) for line, after in self._planned(member_ids, field, value) if line.changes]
        with self._store.operation("member.bulk", "member:-", field=field, count=len(planned)) as detail:
            recording = change_sets.begin(self._store, "bulk", field)
            recording.note([line.member_id for line, _ in planned])
            for line, after in planned:
                self._write(line.member_id, after)
            made = recording.end()
            detail["set"] = made.id if made else None
        return made

    def _planned(self, member_ids: Sequence[str], field: str, value: Any) -> list[tuple[BulkLine, PersonInput]]:
        if field not in FIELDS:
            raise ValueError(field)
        if field == "youth_member":
            value = bool(value)
        hamlets = {hamlet.id: hamlet.name for hamlet in member_profiles.hamlets(self._store, self._office_id)}
        profiles = members.profiles(self._store, list(member_ids))
        today, own = self._clock().date(), self._regulations.own().on
        planned = []
        for member_id in dict.fromkeys(member_ids):
            member = members.get(self._store, member_id)
            if member is None:
                raise ProblemError("V05", id=member_id)
            person = PersonInput(
                **{name: getattr(member, name) for name in person_fields.OWN}, profile=profiles[member_id]
            )
            after = cleaned(person_fields.replaced(person, {field: value}))
            found: list[Finding] = []
            if member.owner_id != self._office_id:
                found = [error("BULK_FOREIGN", field)]
            elif after != person:
                known = {finding.code for finding in errors(member_checks.findings(person, today, own))}
                found = [one for one in errors(member_checks.findings(after, today, own)) if one.code not in known]
                if after.profile.hamlet_id and after.profile.hamlet_id not in hamlets:
                    found.append(error("MEMBER_HAMLET_UNKNOWN", field))
            line = BulkLine(
                member_id=member_id,
                full_name=member.full_name,
                before=person_fields.shown(field, person_fields.get(person, field), hamlets),
                after=person_fields.shown(field, person_fields.get(after, field), hamlets),
                problems=tuple(found),
            )
            planned.append((line, after))
        return planned

    def _write(self, member_id: str, after: PersonInput) -> None:
        member = members.get(self._store, member_id)
        if member is None:
            raise ProblemError("V05", id=member_id)
        own = {name: getattr(after, name) for name in person_fields.OWN}
        members.update(self._store, msgspec.structs.replace(member, revision=member.revision + 1, **own), after.profile)
