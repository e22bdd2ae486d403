"""The register of households: adding and closing them, what they are over time, who is in charge, visits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from db import audit, households, members, tasks
from db.households import WantedHouseholds
from db.ids import new_id
from db.problems import ProblemError
from db.records import Finding
from db.task_records import Charge, Circumstance, Household, HouseholdLine, TaskEntry
from db.text import normalize
from desktop_app import lists
from desktop_app.rules.findings import error
from desktop_app.services.base import Clock, refuse_errors

if TYPE_CHECKING:
    from db.store import Store

MAX_LINE = 300
MAX_TEXT = 1_000
MAX_PEOPLE = 50
"""People of one household; more is a slip of the finger."""


class HouseholdService:
    """Use-cases of households; each writing method is one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock

    # --- reading ---

    def page(self, wanted: WantedHouseholds, offset: int = 0, limit: int = 200) -> tuple[list[HouseholdLine], int]:
        """Return households by hamlet and head as of a day, and how many there are in all."""
        return households.page(self._store, self._office_id, wanted, offset, limit)

    def get(self, household_id: str) -> Household:
        """Return a household. Raises ProblemError Q20 when there is none."""
        found = households.get(self._store, household_id)
        if found is None:
            raise ProblemError("Q20")
        return found

    def history(self, household_id: str) -> tuple[list[Circumstance], list[Charge], list[TaskEntry]]:
        """Return what a household was, who was in charge, and the visits; the latest first."""
        return (
            households.circumstances(self._store, household_id),
            households.charges(self._store, household_id),
            households.visits(self._store, household_id),
        )

    def orphaned(self, on: date | None = None) -> dict[str, str]:
        """Return by household the name of who is in charge of it but has left the cell."""
        return households.orphaned(self._store, self._office_id, on or self._clock().date())

    def check(self, kept: Household) -> list[Finding]:
        """Return what is wrong with a household."""
        found = [] if kept.head else [error("HOUSEHOLD_NO_HEAD", "head")]
        if kept.people is not None and not 0 <= kept.people <= MAX_PEOPLE:
            found.append(error("HOUSEHOLD_PEOPLE", "people", most=MAX_PEOPLE))
        for name, limit in (("head", MAX_LINE), ("address", MAX_LINE), ("phone", MAX_LINE), ("note", MAX_TEXT)):
            value = getattr(kept, name)
            if len(value) > limit:
                found.append(error("TEXT_TOO_LONG", name, length=len(value), limit=limit))
        return found

    # --- writing ---

    def save(self, kept: Household, circumstance: str | None = None) -> Household:
        """Write a household, new where it has no identifier, with what it is from today on where that is given.

        An empty ``circumstance`` ends the one that holds. Raises ProblemError V01 with the errors found, V04 for
        another office's, Q20 for an unknown one, Q21 when it was changed meanwhile.
        """
        tidy = msgspec.structs.replace(
            kept,
            id=kept.id or new_id(),
            owner_id=self._office_id,
            **{name: normalize(getattr(kept, name)) for name in ("head", "address", "phone", "note")},
        )
        refuse_errors(self.check(tidy))
        today = self._clock().date()
        with self._store.operation("household.save", f"household:{tidy.id}", new=int(not kept.id)):
            if kept.id:
                self._seen(kept.id, kept.revision)
                tidy = msgspec.structs.replace(tidy, revision=kept.revision + 1)
            households.put(self._store, tidy)
            if circumstance is not None:
                self._become(tidy, circumstance, max(today, tidy.valid_from), "")
        return tidy

    def save_many(self, made: Sequence[tuple[Household, str]]) -> list[Household]:
        """Write new households with what they are, all of them or none. Raises as ``save``, for the first refused."""
        found: list[Household] = []
        for kept, _ in made:
            tidy = msgspec.structs.replace(
                kept,
                id=new_id(),
                owner_id=self._office_id,
                **{name: normalize(getattr(kept, name)) for name in ("head", "address", "phone", "note")},
            )
            refuse_errors(self.check(tidy))
            found.append(tidy)
        with self._store.operation("household.save_many", f"organization:{self._office_id}", count=len(found)):
            for tidy, (_, circumstance) in zip(found, made, strict=True):
                households.put(self._store, tidy)
                if circumstance:
                    self._become(tidy, circumstance, tidy.valid_from, "")
        return found

    def become(self, household_id: str, code: str, on: date, decision: str = "") -> None:
        """Write what a household is from a day on; an empty code says it is nothing special any more.

        Raises ProblemError Q22 for a code of no list, Q20 for an unknown household.
        """
        kept = self._own(household_id)
        with self._store.operation("household.become", f"household:{household_id}", code=code):
            self._become(kept, code, on, normalize(decision)[:MAX_LINE])

    def _become(self, kept: Household, code: str, on: date, decision: str) -> None:
        if code and code not in lists.names("household_circumstances"):
            raise ProblemError("Q22", circumstance=code)
        held = next(
            (
                one
                for one in households.circumstances(self._store, kept.id)
                if one.valid_to is None or one.valid_to > on
            ),
            None,
        )
        if (held.code if held else "") == code:
            return
        if not code:
            households.end_circumstance(self._store, kept.id, on)
            return
        made = Circumstance(id=new_id(), household_id=kept.id, code=code, valid_from=on, decision=decision)
        households.put_circumstance(self._store, made)

    def charge(self, household_ids: Sequence[str], member_id: str, cell_id: str, on: date, reason: str = "") -> None:
        """Put a member in charge of households from a day on; who was in charge is so no longer.

        Raises ProblemError Q23 for somebody who is not in the register, Q20 for an unknown household.
        """
        if members.get(self._store, member_id) is None:
            raise ProblemError("Q23")
        with self._store.operation("household.charge", f"member:{member_id}", count=len(household_ids)):
            for household_id in household_ids:
                self._own(household_id)
                made = Charge(
                    id=new_id(),
                    household_id=household_id,
                    member_id=member_id,
                    cell_id=cell_id,
                    valid_from=on,
                    end_reason=normalize(reason)[:MAX_LINE],
                )
                households.put_charge(self._store, made)

    def release(self, household_ids: Sequence[str], on: date, reason: str) -> None:
        """Leave households without anybody in charge from a day on."""
        with self._store.operation("household.release", f"organization:{self._office_id}", count=len(household_ids)):
            for household_id in household_ids:
                self._own(household_id)
                households.end_charge(self._store, household_id, on, normalize(reason)[:MAX_LINE])

    def visit(self, household_id: str, on: date, text: str, visits: int = 1) -> TaskEntry:
        """Write that a household was called on. Raises ProblemError V01 with the errors found, Q20, Q24 for nobody."""
        self._own(household_id)
        today, words = self._clock().date(), normalize(text, keep_newlines=True)
        found = [error("TASK_ENTRY_IN_FUTURE", "on")] if on > today else []
        if not 1 <= visits <= 99:
            found.append(error("HOUSEHOLD_VISITS", "visits"))
        if len(words) > MAX_TEXT:
            found.append(error("TEXT_TOO_LONG", "text", length=len(words), limit=MAX_TEXT))
        refuse_errors(found)
        charged = [
            one
            for one in households.charges(self._store, household_id)
            if one.valid_from <= on and (one.valid_to is None or one.valid_to > on)
        ]
        if not charged:
            raise ProblemError("Q24")
        entry = TaskEntry(
            id=new_id(),
            owner_id=self._office_id,
            member_id=charged[0].member_id,
            household_id=household_id,
            on=on,
            text=words,
            visits=visits,
            at=audit.stamp(self._clock()),
        )
        with self._store.operation("household.visit", f"household:{household_id}"):
            tasks.add_entry(self._store, entry)
        return entry

    def close(self, household_id: str, revision: int, on: date, reason: str) -> Household:
        """Close a household that moved or joined another; its history stays. Raises ProblemError Q20, Q21."""
        with self._store.operation("household.close", f"household:{household_id}"):
            kept = self._seen(household_id, revision)
            changed = msgspec.structs.replace(
                kept, valid_to=on, end_reason=normalize(reason)[:MAX_LINE], revision=revision + 1
            )
            households.put(self._store, changed)
            households.end_charge(self._store, household_id, on, changed.end_reason)
        return changed

    def _own(self, household_id: str) -> Household:
        kept = self.get(household_id)
        if kept.owner_id != self._office_id:
            raise ProblemError("V04", name=kept.head)
        return kept

    def _seen(self, household_id: str, revision: int) -> Household:
        kept = self._own(household_id)
        if kept.revision != revision:
            raise ProblemError("Q21")
        return kept
