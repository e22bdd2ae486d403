"""Looking at proposals and decisions: lines with votes and checks beside the levels, and the cap on every reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from db import ballots, decisions, evaluations
from db.ballots import Rated
from db.decisions import LevelCount
from db.evaluation_records import BoardLine, Campaign, Evaluation, Subject
from db.record_base import Record
from db.records import Finding
from desktop_app.rules import decision_checks, rating, rating_cap, tree
from desktop_app.rules.ballots import display_name
from desktop_app.rules.decision_checks import Case
from desktop_app.rules.rating_cap import CapReading
from desktop_app.rules.scheme import CapScope, Level, Scheme
from desktop_app.services.ballot_sheet import VoteLine
from desktop_app.services.ballots import BallotService
from desktop_app.services.base import Clock
from desktop_app.services.reviews import ReviewService
from desktop_app.services.schemes import SchemeService

if TYPE_CHECKING:
    from db.review_board import Wanted
    from db.store import Store


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


class DecisionLine(Record, frozen=True, kw_only=True):
    """One line of the list of decisions."""

    line: BoardLine
    vote: VoteLine | None
    findings: tuple[Finding, ...]


class DecisionViews:
    """Everything about decisions that only reads."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._schemes = SchemeService(store, office_id, clock)
        self._reviews = ReviewService(store, office_id, clock)
        self._ballots = BallotService(store, office_id, clock)

    def lines(
        self, campaign_id: str, wanted: Wanted, offset: int = 0, limit: int = 200
    ) -> tuple[list[DecisionLine], int]:
        """Return lines of a campaign with their votes and what is worth a look, and how many there are in all.

        Raises ProblemError Q44.
        """
        campaign = self._reviews.get(campaign_id)
        found, total = self._reviews.board(campaign_id, wanted, offset, limit)
        ids = [line.id for line in found]
        votes = self._ballots.results(ids)
        said = {case.evaluation.id: tuple(decision_checks.check(case)) for case in self._cases(campaign, ids, votes)}
        return [DecisionLine(line=line, vote=votes.get(line.id), findings=said[line.id]) for line in found], total

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
        for one, case in zip(people, self._cases(campaign, ids, self._ballots.results(ids)), strict=True):
            said = tuple(decision_checks.check(case))
            if said:
                found.append(
                    Checked(
                        evaluation_id=one.evaluation_id,
                        name=display_name(one.subject, one.full_name, one.organization_name),
                        subject=one.subject,
                        organization_id=one.organization_id,
                        organization_name=one.organization_name,
                        level=decision_checks.level_of(case.evaluation),
                        findings=said,
                    )
                )
        return found

    def _cases(self, campaign: Campaign, ids: Sequence[str], votes: Mapping[str, VoteLine]) -> list[Case]:
        scheme = self._schemes.get(campaign.scheme)
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
