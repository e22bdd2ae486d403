"""Levels proposed by cells, decided by committees, annulled with a reason; what stands against them, and the cap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from db import audit, ballots, decisions, evaluations, organizations
from db.ballots import Rated
from db.decisions import LevelCount
from db.evaluation_records import Campaign, Evaluation, Ruling, RulingKind, Subject
from db.ids import new_id
from db.problems import ProblemError
from db.record_base import Record
from db.records import Finding
from db.text import normalize
from desktop_app.rules import ballots as ballot_rules
from desktop_app.rules import dates, decision_checks, rating, rating_cap, tree
from desktop_app.rules.decision_checks import MAX_BY, MAX_NUMBER, MAX_REASON, Case
from desktop_app.rules.findings import error
from desktop_app.rules.rating_cap import CapReading
from desktop_app.rules.scheme import CapScope, Level, Scheme
from desktop_app.services.ballots import BallotService
from desktop_app.services.base import Clock, refuse_errors, too_long
from desktop_app.services.reviews import ReviewService
from desktop_app.services.schemes import SchemeService

if TYPE_CHECKING:
    from db.store import Store

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


class Checked(Record, frozen=True, kw_only=True):
    """What is worth a look about one evaluation."""

    evaluation_id: str
    name: str
    subject: Subject
    organization_id: str
    organization_name: str
    level: str
    findings: tuple[Finding, ...]


class CapGroup(Record, frozen=True, kw_only=True):
    """The cap within one scope: a grassroots organisation, a cell, a group of alike collectives."""

    name: str
    """Of the organisation, or the types and sectors of a group; empty for all of the campaign."""
    organizations: tuple[str, ...]
    counts: Mapping[str, int]
    """By level, as decided, else as proposed."""
    undecided: int
    """Those rated that have no level yet."""
    readings: tuple[CapReading, ...]
    """The scheme's own reading first."""
    outstanding: tuple[CapReading, ...]
    """With the share for outstanding cases; empty where the scheme knows none."""

    @property
    def own(self) -> CapReading | None:
        """The reading the scheme goes by."""
        return rating_cap.own_reading(self.readings)


class DecisionService:
    """Use-cases of proposals and decisions; each writing method is one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._schemes = SchemeService(store, office_id, clock)
        self._reviews = ReviewService(store, office_id, clock)
        self._ballots = BallotService(store, office_id, clock)

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

    # --- checks ---

    def checks(self, campaign_id: str, *, subject: Subject | None = None, cell_id: str | None = None) -> list[Checked]:
        """Return those of a campaign about whom something is worth a look, in the order of names.

        Members or, without ``subject`` MEMBER, collectives; of one cell where it is named. Raises ProblemError Q44.
        """
        campaign = self._reviews.get(campaign_id)
        people = ballots.rated(
            self._store,
            campaign_id,
            self._named_on(campaign),
            collectives=subject is not Subject.MEMBER,
            organization_id=cell_id,
        )
        wanted = [one for one in people if subject is None or one.subject is subject]
        return self.checks_of(campaign, wanted)

    def checks_of(self, campaign: Campaign, people: Sequence[Rated]) -> list[Checked]:
        """Return what is worth a look about these people of a campaign, in their order."""
        ids = [one.evaluation_id for one in people]
        found = []
        for one, case in zip(people, self._cases(campaign, ids), strict=True):
            said = tuple(decision_checks.check(case))
            if said:
                found.append(
                    Checked(
                        evaluation_id=one.evaluation_id,
                        name=_name(one),
                        subject=one.subject,
                        organization_id=one.organization_id,
                        organization_name=one.organization_name,
                        level=decision_checks.level_of(case.evaluation),
                        findings=said,
                    )
                )
        return found

    def _cases(self, campaign: Campaign, ids: Sequence[str]) -> list[Case]:
        scheme = self._schemes.get(campaign.scheme)
        votes = self._ballots.results(ids)
        disciplined = decisions.disciplines(self._store, ids)
        earlier = decisions.earlier(self._store, ids)
        planned = decisions.planned(self._store, ids)
        made = []
        for kept in evaluations.several(self._store, ids):
            vote = votes.get(kept.id)
            times = disciplined.get(kept.id, 0) if kept.subject is Subject.MEMBER else None
            made.append(
                Case(
                    evaluation=kept,
                    scheme=scheme,
                    facts=rating.facts(scheme, kept, disciplines=times),
                    vote=vote.result if vote is not None else None,
                    disciplines=times,
                    earlier=self._earlier_level(kept, earlier.get(kept.id)),
                    planned=kept.id in planned,
                )
            )
        return made

    def _earlier_level(self, kept: Evaluation, before: decisions.Earlier | None) -> Level | None:
        scheme = self._schemes.all().get(before.scheme) if before is not None else None
        return scheme.level(before.level, kept.subject) if scheme is not None and before is not None else None

    # --- the cap ---

    def cap_view(self, campaign_id: str, subject: Subject, unit_id: str | None = None) -> list[CapGroup]:
        """Return the cap within each scope of the scheme on every reading; nothing where it has no cap.

        Of the group a unit is in where one is named. Warned of, never applied: no level is changed. Raises
        ProblemError Q44.
        """
        campaign = self._reviews.get(campaign_id)
        scheme = self._schemes.get(campaign.scheme)
        rule = scheme.cap(subject)
        if rule is None:
            return []
        groups: dict[tuple[str, ...], list[LevelCount]] = {}
        for line in decisions.level_counts(self._store, campaign_id, subject, self._named_on(campaign)):
            groups.setdefault(_scope(rule.scope, line), []).append(line)
        found = [_group(scheme, subject, key, lines) for key, lines in groups.items()]
        return [one for one in found if unit_id is None or unit_id in one.organizations]

    def _named_on(self, campaign: Campaign) -> date:
        return min(date(campaign.year, 12, 31), self._clock().date())


def _scope(scope: CapScope, line: LevelCount) -> tuple[str, ...]:
    """Return what a line is counted with: its cell, its grassroots organisation, collectives of its type and sector."""
    if scope is CapScope.CELL:
        return ("unit", line.organization_id, line.name)
    if scope is CapScope.GROUP:
        return ("group", line.type_code, line.sector_code)
    kind = tree.types().get(line.type_code)
    if kind is not None and kind.grassroots:
        return ("unit", line.organization_id, line.name)
    return ("all",)


def _group(scheme: Scheme, subject: Subject, key: tuple[str, ...], lines: Sequence[LevelCount]) -> CapGroup:
    counts: dict[str, int] = {}
    for line in lines:
        counts[line.level] = counts.get(line.level, 0) + line.people
    undecided = counts.pop("", 0)
    rule = scheme.cap(subject)
    outstanding = rule is not None and rule.outstanding_percent
    name = ""
    if key[0] == "unit":
        name = key[2]
    elif key[0] == "group":
        name = " – ".join(filter(None, (tree.type_word(key[1], "") if key[1] else "", tree.sector_word(key[2]))))
    return CapGroup(
        name=name,
        organizations=tuple(dict.fromkeys(line.organization_id for line in lines)),
        counts=counts,
        undecided=undecided,
        readings=rating_cap.cap(scheme, subject, counts),
        outstanding=rating_cap.cap(scheme, subject, counts, outstanding=True) if outstanding else (),
    )


def _name(one: Rated) -> str:
    return ballot_rules.display_name(one.subject, one.full_name, one.organization_name)


def _cleaned(entered: RulingInput) -> RulingInput:
    return RulingInput(
        on=entered.on,
        by=normalize(entered.by),
        number=normalize(entered.number),
        reason=normalize(entered.reason, keep_newlines=True),
    )
