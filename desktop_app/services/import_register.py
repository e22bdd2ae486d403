"""The register as one import sees it: everyone at once, with cell, standing and last act on the day it holds from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from db import member_matching
from db.records import Duty, PersonInput, Sex, Standing
from db.register_records import MemberProfile
from desktop_app.rules.matching import Directory, Identity
from desktop_app.rules.membership import NEW, State
from desktop_app.rules.membership_checks import History
from desktop_app.services.import_fields import PROFILE_FIELDS, canonical, typed

if TYPE_CHECKING:
    from db.store import Store


class Register:
    """Everyone of the office, found by who they are and asked for single fields."""

    def __init__(self, store: Store, office_id: str, on: date, fields: Iterable[str]) -> None:
        self._profile = tuple(name for name in PROFILE_FIELDS if name in set(fields))
        columns = ("id", "revision", "held_id", *member_matching.PERSON_COLUMNS, *self._profile)
        self._places = {name: place for place, name in enumerate(columns)}
        self._stays = member_matching.stays_on(store, on)
        self._standings = member_matching.standings_on(store, on)
        self._on = on
        self._duties: dict[str, str] | None = None
        self._last_days: dict[str, date] | None = None
        self._store = store
        self._rows: dict[str, tuple[Any, ...]] = {}
        self.directory = Directory()
        name, birth, card = (self._places[field] for field in ("full_name", "birth_date", "card_number"))
        nowhere = ("", "", "")
        add, stays, rows = self.directory.add, self._stays, self._rows
        for row in member_matching.people(store, office_id, self._profile):
            rows[row[0]] = row
            add(Identity(row[name], row[birth], row[card], row[2], stays.get(row[0], nowhere)[0], row[0]))

    def ids(self) -> Iterable[str]:
        """Return the identifiers of everyone, in the order in which they were written down."""
        return self._rows

    def _duty(self, member_id: str) -> str:
        if self._duties is None:
            self._duties = member_matching.duties_on(self._store, self._on)
        return self._duties.get(member_id, Duty.ACTIVE.value)

    def row(self, member_id: str) -> tuple[Any, ...]:
        """Return what the register says of a person, as the store holds it; ``place`` tells where each field is."""
        return self._rows[member_id]

    def place(self, field: str) -> int:
        """Return where in a row a field is. Raises KeyError for one that was not asked for."""
        return self._places[field]

    def value(self, member_id: str, field: str) -> str:
        """Return what the register says in one field, as canonical text; cell, standing and duty on the day asked."""
        if field == "standing":
            return self._standings.get(member_id, "")
        if field == "duty":
            return self._duty(member_id)
        if field in ("cell", "party_group"):
            stay = self._stays.get(member_id)
            return (stay[1] if field == "party_group" else stay[0]) if stay else ""
        return canonical(self._rows[member_id][self._places[field]])

    def revision(self, member_id: str) -> int:
        """Return the revision of a person's row."""
        return int(self._rows[member_id][1])

    def state(self, member_id: str) -> State:
        """Return how a person stands on the day asked."""
        standing = self._standings.get(member_id)
        return State(Standing(standing), Duty(self._duty(member_id))) if standing else NEW

    def history(self, member_id: str, admitted_on: str) -> History:
        """Return what an act of a person is checked against; ``admitted_on`` is a partial date."""
        if self._last_days is None:
            self._last_days = member_matching.last_days(self._store)
        stay = self._stays.get(member_id)
        return History(
            state=self.state(member_id),
            last_on=self._last_days.get(member_id),
            came_on=date.fromisoformat(stay[2]) if stay else None,
            cell_id=stay[0] if stay else "",
            party_group=stay[1] if stay else "",
            admitted_on=admitted_on,
        )

    def person(self, member_id: str) -> PersonInput:
        """Return a person with as much of the profile as the import asked for."""
        row = self._rows[member_id]
        own = {name: row[self._places[name]] for name in member_matching.PERSON_COLUMNS}
        own["sex"] = Sex(own["sex"])
        profile = MemberProfile(
            **{name: typed(name, canonical(row[self._places[name]])) for name in self._profile},
        )
        return PersonInput(**own, profile=profile)
