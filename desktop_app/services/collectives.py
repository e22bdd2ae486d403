"""The collectives of a review on one list: levels, votes, what was registered, plans to overcome shortcomings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import evaluations
from db.evaluation_records import Campaign, Registration
from db.record_base import Record
from db.review_board import Wanted
from desktop_app.rules import decision_checks, rating
from desktop_app.rules.rating import Judged
from desktop_app.rules.scheme import Level, Scheme
from desktop_app.services.base import Clock
from desktop_app.services.decision_views import DecisionLine
from desktop_app.services.decisions import DecisionService
from desktop_app.services.registrations import RegistrationService
from desktop_app.services.remedies import PlanView, RemedyService
from desktop_app.services.reviews import ReviewService
from desktop_app.services.schemes import SchemeService

if TYPE_CHECKING:
    from db.store import Store


class CollectiveLine(Record, frozen=True, kw_only=True):
    """One collective of a campaign."""

    decision: DecisionLine
    registration: Registration | None
    reached: bool | None
    """Whether what was registered was reached; None where nothing was, or nothing is decided."""
    plan: PlanView | None
    """None where no plan is a duty and none was made."""


class Standards(Record, frozen=True, kw_only=True):
    """What a level asks of a collective, held against its year."""

    level: Level | None
    """That it stands at: decided, proposed, wished for; else the best it reaches."""
    reachable: Level | None
    """The best level nothing speaks against; None where nothing is known."""
    conditions: tuple[Judged, ...]


class Collectives(Record, frozen=True, kw_only=True):
    """The collectives of a year."""

    campaign: Campaign | None
    """None while the year has no campaign."""
    scheme: Scheme | None = None
    decider: str = ""
    lines: tuple[CollectiveLine, ...] = ()


class CollectiveService:
    """Reads only: levels are written by the services of decisions, registrations and remedies."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._schemes = SchemeService(store, office_id, clock)
        self._reviews = ReviewService(store, office_id, clock)
        self._decisions = DecisionService(store, office_id, clock)
        self._registrations = RegistrationService(store, office_id, clock)
        self._remedies = RemedyService(store, office_id, clock)

    def of_year(self, year: int, cell_id: str | None = None) -> Collectives:
        """Return the collectives of a year's campaign, of one unit where it is named."""
        campaign = evaluations.campaign_of(self._store, self._office_id, year)
        if campaign is None:
            return Collectives(campaign=None)
        lines, _ = self._decisions.lines(campaign.id, Wanted(organization_id=cell_id), 0, -1)
        registered = {
            (view.line.subject, view.line.organization_id): view
            for view in self._registrations.collectives(year, cell_id=cell_id)
        }
        plans, _ = self._remedies.plans(year, cell_id=cell_id, collective=True)
        planned = {view.line.evaluation_id: view for view in plans}
        found = []
        for decision in lines:
            view = registered.get((decision.line.subject, decision.line.organization_id))
            found.append(
                CollectiveLine(
                    decision=decision,
                    registration=view.line.registration if view is not None else None,
                    reached=view.reached if view is not None else None,
                    plan=planned.get(decision.line.id),
                )
            )
        found.sort(key=lambda one: one.decision.line.organization_id != self._office_id)
        return Collectives(
            campaign=campaign,
            scheme=self._schemes.get(campaign.scheme),
            decider=self._decisions.decider(),
            lines=tuple(found),
        )

    def standards(self, evaluation_id: str) -> Standards:
        """Return the conditions of the level a collective stands at, else of the best it reaches. Raises Q44."""
        kept = self._reviews.evaluation(evaluation_id)
        scheme = self._schemes.get(kept.scheme)
        form = scheme.form(kept.content.form)
        figures = kept.figures or self._reviews.figures(kept.campaign_id).get(kept.id)
        known = rating.facts(scheme, kept, figures=figures)
        best = rating.reachable(scheme, kept.subject, form, known)
        code = decision_checks.level_of(kept) or kept.content.committee_level or kept.content.self_level or best
        level = scheme.level(code, kept.subject)
        return Standards(
            level=level,
            reachable=scheme.level(best, kept.subject),
            conditions=tuple(rating.conditions_met(scheme, level, kept.subject, form, known)) if level else (),
        )
