"""Levels proposed by cells, decided by committees, annulled with a reason; what stands against them, and the cap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from db import audit, ballots, decisions, evaluations, organizations
from db.ballots import Rated
from db.evaluation_records import Campaign, Evaluation, Ruling, RulingKind
from db.ids import new_id
from db.problems import ProblemError
from db.record_base import Record
from db.records import Finding
from db.text import normalize
from desktop_app.rules import dates, decision_checks
from desktop_app.rules.ballots import display_name
from desktop_app.rules.decision_checks import MAX_BY, MAX_NUMBER, MAX_REASON
from desktop_app.rules.findings import error
from desktop_app.services.base import refuse_errors, too_long
from desktop_app.services.decision_views import DecisionViews

if TYPE_CHECKING:
    pass

_ACTIONS = {
    RulingKind.PROPOSAL: "evaluation.propose",
    RulingKind.DECISION: "evaluation.decide",
    RulingKind.ANNULMENT: "evaluation.annul",
}


class Chosen(Record, frozen=True, kw_only=True):
    """The level somebody is to be proposed or decided at."""

    evaluation_id: str
    level: str
    revision: int | None = None
    """Of the evaluation as the user saw it; None where nobody saw it."""


class RulingInput(Record, frozen=True, kw_only=True):
    """What a form hands over beside the levels."""

    on: date | None = None
    by: str = ""
    """Who proposes or decides; empty for the cell of each one, or the office."""
    number: str = ""
    """Of the document of a decision."""
    reason: str = ""


class DecisionService(DecisionViews):
    """Use-cases of proposals and decisions; each writing method is one transaction."""

    # --- reading ---

    def rulings(self, evaluation_id: str) -> list[Ruling]:
        """Return every proposal, decision and annulment of an evaluation, the first first."""
        return evaluations.rulings(self._store, evaluation_id)

    def by_votes(self, evaluation_ids: Sequence[str]) -> dict[str, str]:
        """Return the levels the last votes carried; those without one are left out."""
        found = self._ballots.results(evaluation_ids)
        return {id_: line.result.level for id_, line in found.items() if line.result.level}

    def proposed(self, evaluation_ids: Sequence[str]) -> dict[str, str]:
        """Return the levels proposed; those without one are left out."""
        people = ballots.named(self._store, evaluation_ids, self._clock().date())
        return {one.evaluation_id: one.proposed_level for one in people if one.proposed_level}

    def decider(self) -> str:
        """Return the name the office decides under."""
        found = organizations.get(self._store, self._office_id, self._clock().date())
        return found.name if found is not None else ""

    def check(self, kind: RulingKind, chosen: Sequence[Chosen], entered: RulingInput) -> list[Finding]:
        """Return what stands against a ruling before it is made; fields "on", "by", "number", "reason", "rows.<place>".

        Raises ProblemError Q64 for an evaluation that is no longer there.
        """
        kept = self._kept(chosen)
        people = self._people(chosen)
        found = self._plain(kind, _cleaned(entered))
        for place, (one, wanted) in enumerate(zip(kept, chosen, strict=True)):
            field = f"rows.{place}"
            scheme, name = self._schemes.get(one.scheme), _name(people[one.id])
            wrong = decision_checks.may_rule(one, kind, wanted.level, scheme, name, field)
            on, before = entered.on, one.proposed_on
            if not wrong and kind is RulingKind.DECISION and on is not None and before is not None and on < before:
                wrong = [error("RULING_BEFORE_PROPOSAL", "on", name=name, day=dates.format_day(before))]
            found += wrong
        return found

    def _plain(self, kind: RulingKind, entered: RulingInput) -> list[Finding]:
        found = []
        if entered.on is None:
            found.append(error("RULING_DAY_MISSING", "on"))
        elif entered.on > self._clock().date():
            found.append(error("RULING_IN_FUTURE", "on", day=dates.format_day(entered.on)))
        if kind is RulingKind.ANNULMENT and not entered.reason:
            found.append(error("RULING_REASON_MISSING", "reason"))
        found += too_long("by", entered.by, MAX_BY)
        found += too_long("number", entered.number, MAX_NUMBER)
        return [*found, *too_long("reason", entered.reason, MAX_REASON)]

    # --- writing ---

    def propose(self, chosen: Sequence[Chosen], entered: RulingInput) -> int:
        """Keep what a cell proposes for one or many; return for how many.

        Raises ProblemError V01 with the errors found, V04, Q41 for a closed campaign, Q63 when one was changed
        meanwhile, Q64, Q65 for nobody.
        """
        return self._rule(RulingKind.PROPOSAL, chosen, entered)

    def decide(self, chosen: Sequence[Chosen], entered: RulingInput) -> int:
        """Keep what the committee decided for one or many; return for how many. Raises as ``propose`` does."""
        return self._rule(RulingKind.DECISION, chosen, entered)

    def annul(self, chosen: Sequence[Chosen], entered: RulingInput) -> int:
        """Annul what was decided, with a reason; the ruling stays on record. Raises as ``propose`` does.

        A closed campaign is reopened first, so that the change goes out as a new version.
        """
        return self._rule(RulingKind.ANNULMENT, chosen, entered)

    def _rule(self, kind: RulingKind, chosen: Sequence[Chosen], entered: RulingInput) -> int:
        if not chosen:
            raise ProblemError("Q65")
        entered = _cleaned(entered)
        campaigns = self._open_ones(self._kept(chosen))
        refuse_errors(self.check(kind, chosen, entered))
        people, at = self._people(chosen), audit.stamp(self._clock())
        decider = self.decider()
        assert entered.on is not None
        subject = f"evaluation:{chosen[0].evaluation_id}" if len(chosen) == 1 else f"campaign:{next(iter(campaigns))}"
        with self._store.operation(_ACTIONS[kind], subject, count=len(chosen)):
            made = []
            for one, wanted in zip(self._kept(chosen), chosen, strict=True):
                if wanted.revision is not None and wanted.revision != one.revision:
                    raise ProblemError("Q63")
                proposer = people[one.id].organization_name if kind is RulingKind.PROPOSAL else decider
                made.append(
                    Ruling(
                        id=new_id(),
                        evaluation_id=one.id,
                        seq=0,
                        version=campaigns[one.campaign_id].version,
                        kind=kind,
                        level=one.decided_level if kind is RulingKind.ANNULMENT else wanted.level,
                        on=entered.on,
                        by=entered.by or proposer,
                        number=entered.number,
                        reason=entered.reason,
                        at=at,
                    )
                )
            decisions.rule(self._store, made)
        return len(made)

    def _open_ones(self, kept: Sequence[Evaluation]) -> dict[str, Campaign]:
        found = {id_: self._reviews.require_open(id_) for id_ in {one.campaign_id for one in kept}}
        for campaign in found.values():
            if campaign.owner_id != self._office_id:
                raise ProblemError("V04", name=str(campaign.year))
        return found

    def _kept(self, chosen: Sequence[Chosen]) -> list[Evaluation]:
        ids = [one.evaluation_id for one in chosen]
        found = evaluations.several(self._store, ids)
        if [one.id for one in found] != ids:
            raise ProblemError("Q64")
        return found

    def _people(self, chosen: Sequence[Chosen]) -> dict[str, Rated]:
        ids = [one.evaluation_id for one in chosen]
        return {one.evaluation_id: one for one in ballots.named(self._store, ids, self._clock().date())}


def _cleaned(entered: RulingInput) -> RulingInput:
    return RulingInput(
        on=entered.on,
        by=normalize(entered.by),
        number=normalize(entered.number),
        reason=normalize(entered.reason, keep_newlines=True),
    )


def _name(one: Rated) -> str:
    return display_name(one.subject, one.full_name, one.organization_name)
