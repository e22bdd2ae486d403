"""Plans to overcome shortcomings after a review: who has to have one, its items, and what becomes of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from db import evaluations, members, organizations, remedies
from db.evaluation_records import Remedy, RemedyState
from db.ids import new_id
from db.problems import ProblemError
from db.rating_records import PlanLine, RemedyInput, RemedyLine
from db.record_base import Record
from db.records import Finding
from db.text import normalize
from desktop_app.rules import remedies as rules
from desktop_app.rules.scheme import Scheme
from desktop_app.services.base import Clock, refuse_errors
from desktop_app.services.schemes import SchemeService

if TYPE_CHECKING:
    from db.store import Store

_FIELDS = RemedyInput.__struct_fields__


class PlanView(Record, frozen=True, kw_only=True):
    """Somebody's plan with why it is a duty."""

    line: PlanLine
    duty: str
    """"level" or "suggestions"; empty where it is a free choice."""

    @property
    def missing(self) -> bool:
        """Whether a plan is a duty and there is none."""
        return bool(self.duty) and not self.line.items


class RemedyService:
    """Use-cases of plans of remedies; each writing method is one transaction.

    What is found in the review of a year is mended in the next one, so a closed campaign does not stop it.
    """

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._schemes = SchemeService(store, office_id, clock)

    # --- reading ---

    def plans(
        self,
        year: int,
        *,
        cell_id: str | None = None,
        collective: bool | None = None,
        missing: bool = False,
        text: str = "",
        offset: int = 0,
        limit: int = -1,
    ) -> tuple[list[PlanView], int]:
        """Return who has to have a plan after the review of a year, or has one, and how many there are in all.

        Collectives first. ``missing`` leaves only those who have to have one and have none. Nobody while the year has
        no campaign.
        """
        campaign = evaluations.campaign_of(self._store, self._office_id, year)
        if campaign is None:
            return [], 0
        scheme = self._schemes.get(campaign.scheme)
        found, total = remedies.plans(
            self._store,
            campaign.id,
            rules.asking_levels(scheme),
            rules.asked_when_suggested(scheme),
            cell_id=cell_id,
            collective=collective,
            missing=missing,
            text=text,
            offset=offset,
            limit=limit,
        )
        return [PlanView(line=line, duty=rules.duty(scheme, line)) for line in found], total

    def scheme(self, year: int) -> Scheme | None:
        """Return the scheme the campaign of a year goes by, else the one in force; None for neither."""
        campaign = evaluations.campaign_of(self._store, self._office_id, year)
        return self._schemes.get(campaign.scheme) if campaign else self._schemes.all().of_year(year)

    def lines(
        self,
        year: int,
        *,
        cell_id: str | None = None,
        member_id: str | None = None,
        collective: bool | None = None,
        open_only: bool = False,
        earlier: bool = True,
        offset: int = 0,
        limit: int = -1,
    ) -> tuple[list[RemedyLine], int]:
        """Return the items of a year's plans, with those of before that are followed in it, and how many in all."""
        return remedies.lines(
            self._store,
            self._office_id,
            year,
            self._clock().date(),
            cell_id=cell_id,
            member_id=member_id,
            collective=collective,
            open_only=open_only,
            earlier=earlier,
            offset=offset,
            limit=limit,
        )

    def of_plan(self, year: int, organization_id: str, member_id: str | None = None) -> list[Remedy]:
        """Return the plan made after the review of a year, of a collective or of one member."""
        return remedies.of_plan(self._store, year, organization_id, member_id)

    def followed(self, year: int, organization_id: str, member_id: str | None = None) -> list[Remedy]:
        """Return what the review of a year has to report on: the plan of the year before, and older open items."""
        return remedies.followed(self._store, year, organization_id, member_id)

    def check(self, entered: RemedyInput) -> list[Finding]:
        """Return what is wrong with an item as typed."""
        return list(rules.check(_cleaned(entered), self._clock().date()))

    # --- writing ---

    def add(self, entered: RemedyInput) -> Remedy:
        """Write a new item at the end of its plan and return it. Raises ProblemError V01, V04, V05."""
        entered = _cleaned(entered)
        self._require_own(entered)
        refuse_errors(self.check(entered))
        subject = f"organization:{entered.organization_id}"
        with self._store.operation("remedy.add", subject, year=entered.year) as detail:
            place = remedies.next_position(self._store, entered.year, entered.organization_id, entered.member_id)
            made = Remedy(
                id=new_id(), owner_id=self._office_id, position=place, **{n: getattr(entered, n) for n in _FIELDS}
            )
            remedies.put(self._store, made)
            detail["remedy"] = made.id
        return made

    def update(self, remedy_id: str, revision: int, entered: RemedyInput) -> Remedy:
        """Write an item anew and return it.

        Raises ProblemError Q72 when it is no longer there, Q73 when it was changed since it was read, V01, V04, V05.
        """
        entered = _cleaned(entered)
        self._own(remedy_id)
        self._require_own(entered)
        refuse_errors(self.check(entered))
        with self._store.operation("remedy.change", f"remedy:{remedy_id}", year=entered.year):
            kept = self._own(remedy_id)
            if kept.revision != revision:
                raise ProblemError("Q73")
            changed = msgspec.structs.replace(
                kept, revision=revision + 1, **{name: getattr(entered, name) for name in _FIELDS}
            )
            remedies.put(self._store, changed)
        return changed

    def set_state(
        self, remedy_ids: Sequence[str], state: RemedyState, on: date | None = None, result: str | None = None
    ) -> int:
        """Write how far items are, all of them or none; return how many changed.

        ``on`` is the day something was done, today where none is named; ``result`` replaces what was said of it where
        given. Raises ProblemError Q72, V01, V04.
        """
        done_on = (on or self._clock().date()) if state is RemedyState.DONE else None
        changed = []
        for remedy_id in remedy_ids:
            kept = self._own(remedy_id)
            said = kept.result if result is None else normalize(result, keep_newlines=True)
            now = msgspec.structs.replace(kept, state=state, done_on=done_on, result=said)
            if now != kept:
                refuse_errors(self.check(_input(now)))
                changed.append(msgspec.structs.replace(now, revision=kept.revision + 1))
        if not changed:
            return 0
        subject = f"remedy:{changed[0].id}" if len(changed) == 1 else f"organization:{self._office_id}"
        with self._store.operation("remedy.state", subject, state=state.value, count=len(changed)):
            for one in changed:
                remedies.put(self._store, one)
        return len(changed)

    def remove(self, remedy_id: str) -> Remedy:
        """Take an item away that nothing was done about yet, and return what it was.

        Raises ProblemError Q72, V04, Q74 where something was said of it: it may only be dropped, with a reason.
        """
        kept = self._own(remedy_id)
        if kept.state is not RemedyState.OPEN or kept.result:
            raise ProblemError("Q74")
        with self._store.operation("remedy.remove", f"remedy:{remedy_id}", year=kept.year):
            remedies.remove(self._store, remedy_id)
        return kept

    # --- shared ---

    def _own(self, remedy_id: str) -> Remedy:
        found = remedies.get(self._store, remedy_id)
        if found is None:
            raise ProblemError("Q72")
        if found.owner_id != self._office_id:
            raise ProblemError("V04", name=found.shortcoming)
        return found

    def _require_own(self, entered: RemedyInput) -> None:
        unit = organizations.get(self._store, entered.organization_id, self._clock().date())
        if unit is None:
            raise ProblemError("V05", id=entered.organization_id)
        if unit.owner_id != self._office_id:
            raise ProblemError("V04", name=unit.name)
        for person in (entered.member_id, entered.responsible_id):
            if person is not None and members.get(self._store, person) is None:
                raise ProblemError("V05", id=person)


def _input(kept: Remedy) -> RemedyInput:
    return RemedyInput(**{name: getattr(kept, name) for name in _FIELDS})


def _cleaned(entered: RemedyInput) -> RemedyInput:
    return msgspec.structs.replace(
        entered,
        responsible=normalize(entered.responsible),
        **{
            name: normalize(getattr(entered, name), keep_newlines=True) for name in ("shortcoming", "measure", "result")
        },
    )
