"""Acts of membership as a clerk records them: what may follow, doing it, taking the last one back, and the counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import msgspec

from db import member_events, members, organizations
from db.problems import ProblemError
from db.records import Finding, Member
from db.register_records import ChangeInput, ChangeKind, MemberChange, Movements
from db.text import normalize
from desktop_app.rules import dates, membership, membership_checks, reconciliation
from desktop_app.rules.membership import NEW, State
from desktop_app.rules.membership_checks import History
from desktop_app.services import member_lines
from desktop_app.services.base import Clock
from desktop_app.services.regulations import RegulationService
from desktop_app.texts import tr

if TYPE_CHECKING:
    from db.store import Store

MAX_REASON = 300
"""Characters of the reason for taking an act back."""


@dataclass(frozen=True)
class ToldChange:
    """One act with the name of its cell, as a list shows it."""

    act: MemberChange
    cell_name: str
    """Name, on that day, of the cell the act led into; empty where it led into none."""

    def as_entered(self) -> ChangeInput:
        """Return the act as a form begins with it, standing and duty included."""
        return msgspec.structs.replace(self.act.change, standing=self.act.standing, duty=self.act.duty)


class MemberChangeService:
    """Use-cases of the acts; each writing method is one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._regulations = RegulationService(store, office_id, clock)

    # --- reading ---

    def listed(self, member_id: str) -> list[MemberChange]:
        """Return a person's acts, cancelled ones included, oldest first."""
        return member_events.of_member(self._store, member_id)

    def told(self, member_id: str) -> list[ToldChange]:
        """Return a person's acts with the names of their cells, cancelled ones included, oldest first."""
        acts = self.listed(member_id)
        names = self._cell_names({(act.change.cell_id, act.change.on) for act in acts})
        return [ToldChange(act, names[act.change.cell_id, act.change.on]) for act in acts]

    def state(self, member_id: str, on: date) -> State:
        """Return how a person stands on a day."""
        return member_lines.history(self._store, member_id, on).state

    def options(self, member_id: str, on: date) -> list[ChangeKind]:
        """Return the acts that may happen to a person on a day.

        There are none when something happened after that day, and none of people whom another office looks after.
        """
        person = members.get(self._store, member_id)
        if person is not None and person.owner_id != self._office_id:
            return []
        known = member_lines.history(self._store, member_id, on)
        if known.last_on is None or on < known.last_on:
            return []
        return list(membership.allowed(known.state))

    def check(self, member_id: str, change: ChangeInput) -> list[Finding]:
        """Return errors and warnings about an act of a person. Raises ProblemError V05 and V04 as ``apply`` does."""
        self._own(member_id)
        return self._check(member_id, member_lines.cleaned(change))

    def _check(self, member_id: str, change: ChangeInput) -> list[Finding]:
        known = member_lines.history(self._store, member_id, change.on)
        own = self._regulations.own().on
        return [
            *membership_checks.findings(change, known, self._clock().date(), own),
            *member_lines.cell_findings(self._store, self._office_id, change),
        ]

    def _own(self, member_id: str) -> Member:
        person = members.get(self._store, member_id)
        if person is None:
            raise ProblemError("V05", id=member_id)
        if person.owner_id != self._office_id:
            raise ProblemError("V04", name=person.full_name)
        return person

    def movements(self, start: date, end: date, cell_id: str | None = None) -> Movements:
        """Return who came and went from ``start`` to ``end`` (both included), in the office or in one of its cells.

        The members at both ends are counted in the lines of cells and standings, the acts come from the events; where
        the two do not agree about a person, a line says so (domain notes 2.4: the counts must balance).
        """
        opening = member_events.counted(self._store, self._office_id, start - timedelta(days=1))
        closing = member_events.counted(self._store, self._office_id, end)
        steps = reconciliation.steps(member_events.period(self._store, self._office_id, start, end), start)
        found = reconciliation.movements(start, end, opening, closing, steps, cell_id)
        return reconciliation.named(
            found,
            member_events.names(self._store, {line.member_id for line in found.lines}),
            self._cell_names({(line.cell_name, line.on) for line in found.lines}),
        )

    def _cell_names(self, wanted: set[tuple[str, date]]) -> dict[tuple[str, date], str]:
        names: dict[tuple[str, date], str] = {}
        for cell_id, on in wanted:
            cell = organizations.get(self._store, cell_id, on) if cell_id else None
            names[cell_id, on] = cell.name if cell else ""
        return names

    # --- writing ---

    def apply(self, member_id: str, change: ChangeInput) -> MemberChange:
        """Record an act of a person; cell, standing and duty follow from its day on.

        Raises ProblemError V05 for an unknown person, V04 for one of another office, V01 with the findings when the
        act may not follow what happened before, lies before it, or misses what it needs.
        """
        with self._store.operation("member.act", f"member:{member_id}", kind=change.kind.value) as detail:
            act = member_lines.write_change(self._store, self._office_id, member_id, change)
            detail["act"] = act.id
        return act

    def apply_to_all(self, member_ids: Sequence[str], change: ChangeInput) -> list[MemberChange]:
        """Record the same act for several people, for all of them or for none; otherwise as ``apply``.

        Raises ProblemError R13 with the name of the first person for whom it may not be done, and why.
        """
        acts: list[MemberChange] = []
        with self._store.operation(
            "member.act_many", f"organization:{change.cell_id or self._office_id}", kind=change.kind.value
        ) as detail:
            for member_id in member_ids:
                try:
                    acts.append(member_lines.write_change(self._store, self._office_id, member_id, change))
                except ProblemError as problem:
                    if problem.code != "V01":
                        raise
                    name = self._own(member_id).full_name
                    raise ProblemError("R13", name=name, **problem.values) from problem
            detail["people"] = len(acts)
        return acts

    def first_options(self) -> list[ChangeKind]:
        """Return the acts by which somebody new may come."""
        return list(membership.allowed(NEW))

    def check_correction(self, member_id: str, change: ChangeInput) -> list[Finding]:
        """Return errors and warnings about an act that is to stand in the place of a person's first one."""
        self._own(member_id)
        change = member_lines.cleaned(change)
        return [
            *membership_checks.findings(change, History(), self._clock().date(), self._regulations.own().on),
            *member_lines.cell_findings(self._store, self._office_id, change),
        ]

    def correct(self, member_id: str, change: ChangeInput) -> MemberChange:
        """Write anew how a person came into the register, as long as nothing else has happened to them.

        Raises ProblemError V05 and V04 as ``apply`` does, R15 when something else has happened, V01 with the findings.
        """
        self._own(member_id)
        holding = [known for known in self.listed(member_id) if not known.cancelled]
        if len(holding) != 1:
            raise ProblemError("R15")
        with self._store.operation("member.act_correct", f"member:{member_id}", kind=change.kind.value) as detail:
            act = member_lines.write_correction(self._store, self._office_id, holding[0], change, tr("Sửa lần ghi đầu"))
            detail["act"] = act.id
        return act

    def cancel(self, change_id: str, reason: str) -> None:
        """Take the last act of a person back: everything stands as before it, the act stays on record as cancelled.

        Raises ProblemError V05 for an unknown act, R16 without a reason, R11 when it is not the last one that holds,
        R12 when it is the one by which the person came into the register, R14 when the person would be back in a cell
        that is closed by now.
        """
        act = member_events.get(self._store, change_id)
        if act is None:
            raise ProblemError("V05", id=change_id)
        self._own(act.member_id)
        reason = normalize(reason)[:MAX_REASON]
        if not reason:
            raise ProblemError("R16")
        holding = [known for known in self.listed(act.member_id) if not known.cancelled]
        if not holding or holding[-1].id != act.id:
            raise ProblemError("R11")
        if len(holding) == 1:
            raise ProblemError("R12")
        with self._store.operation("member.act_cancel", f"member:{act.member_id}", act=act.id):
            member_lines.write_cancel(self._store, act.member_id, act, reason)
            self._refuse_closed_cell(act.member_id)

    def _refuse_closed_cell(self, member_id: str) -> None:
        for stay in members.memberships(self._store, member_id):
            cell = organizations.get(self._store, stay.cell_id, stay.valid_from)
            if cell is not None and cell.closed_on is not None and (stay.valid_to or date.max) > cell.closed_on:
                raise ProblemError("R14", name=cell.name, day=dates.format_day(cell.closed_on))
