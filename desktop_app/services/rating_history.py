"""Ratings over the years, each in the words of its own scheme; and results of old years typed from paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from db import audit, decisions, evaluations, members, organizations, rating_views, review_board, review_people
from db.evaluation_records import (
    Campaign,
    CampaignState,
    Evaluation,
    EvaluationContent,
    Exclusion,
    Ruling,
    RulingKind,
    Subject,
)
from db.ids import new_id
from db.problems import ProblemError
from db.rating_records import YearRating
from db.record_base import Record
from db.records import Finding
from db.text import normalize
from desktop_app.rules import decision_checks, form_choice
from desktop_app.rules.findings import error
from desktop_app.rules.scheme import Level, Scheme
from desktop_app.services.base import Clock, refuse_errors, too_long
from desktop_app.services.reviews import ReviewService
from desktop_app.services.schemes import SchemeService
from desktop_app.texts import tr

if TYPE_CHECKING:
    from db.store import Store

MOST_YEARS = 12
"""Years side by side at the most."""
FIRST_YEAR = 1990


class ToldRating(Record, frozen=True, kw_only=True):
    """One year's rating with the scheme of that year."""

    rating: YearRating
    scheme: Scheme | None
    """None where its file is not there any more: codes are shown as they are."""

    def level(self, code: str) -> Level | None:
        """Return a level of that year, or None."""
        return self.scheme.level(code, self.rating.subject) if self.scheme is not None and code else None

    def short(self, code: str) -> str:
        """Return a level as a narrow column shows it, the code itself where the scheme does not know it."""
        level = self.level(code)
        return level.short if level is not None else code

    @property
    def standing(self) -> str:
        """Code of the level that holds: decided and not annulled; empty for none."""
        return self.rating.decided_level if self.rating.annulled_on is None else ""


class YearRow(Record, frozen=True, kw_only=True):
    """One member or collective with its ratings by year."""

    subject: Subject
    organization_id: str
    member_id: str | None = None
    name: str
    birth_date: str = ""
    years: dict[int, ToldRating]

    @property
    def key(self) -> str:
        """What tells the row from others."""
        return f"{self.subject.value} {self.member_id or self.organization_id}"


class YearGrid(Record, frozen=True, kw_only=True):
    """Years side by side."""

    years: tuple[int, ...]
    schemes: dict[int, Scheme]
    """The scheme of each year: that of its campaign, else the one in force; a year without one is left out."""
    closed: tuple[int, ...]
    """Years whose campaign is closed: nothing of them may be typed."""
    rows: tuple[YearRow, ...]


class OldResult(Record, frozen=True, kw_only=True):
    """The level somebody was decided at in an old year, as a decision on paper says."""

    year: int
    subject: Subject
    organization_id: str
    """The cell that rated the member then, or the collective."""
    member_id: str | None = None
    level: str


class RatingHistoryService:
    """Use-cases of the ratings of the years; each writing method is one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._schemes = SchemeService(store, office_id, clock)
        self._reviews = ReviewService(store, office_id, clock)

    # --- reading ---

    def of_member(self, member_id: str) -> list[ToldRating]:
        """Return what every review said of a member, the youngest year first, each in its own scheme's words."""
        return self._told(rating_views.of_years(self._store, member_ids=[member_id]))

    def of_collective(self, organization_id: str) -> list[ToldRating]:
        """Return what every review said of an organisation and its committee, the youngest year first."""
        return self._told(rating_views.of_years(self._store, organization_id=organization_id))

    def side_by_side(self, first: int, last: int, cell_id: str | None = None) -> YearGrid:
        """Return the years from ``first`` to ``last`` (at the most ``MOST_YEARS``) beside each other.

        Of a cell: the cell itself, its committee, and who was rated in it then or is in it now. Without one: all
        collectives. Nothing is converted: every year keeps its own levels.
        """
        last = max(first, last)
        first = max(first, last - MOST_YEARS + 1)
        span = (first, last)
        schemes, closed = self._years(span)
        return YearGrid(
            years=tuple(range(first, last + 1)),
            schemes=schemes,
            closed=closed,
            rows=tuple(self._collectives(span, cell_id)) + (tuple(self._people(span, cell_id)) if cell_id else ()),
        )

    def _years(self, span: tuple[int, int]) -> tuple[dict[int, Scheme], tuple[int, ...]]:
        every = self._schemes.all()
        schemes, closed = {}, []
        for year in range(span[0], span[1] + 1):
            campaign = evaluations.campaign_of(self._store, self._office_id, year)
            scheme = every.get(campaign.scheme) if campaign is not None else every.of_year(year)
            if scheme is not None:
                schemes[year] = scheme
            if campaign is not None and campaign.state is CampaignState.CLOSED:
                closed.append(year)
        return schemes, tuple(closed)

    def _collectives(self, span: tuple[int, int], cell_id: str | None) -> Iterable[YearRow]:
        told: dict[tuple[str, Subject], dict[int, ToldRating]] = {}
        names: dict[str, str] = {}
        owner = None if cell_id is not None else self._office_id
        found = rating_views.of_years(self._store, organization_id=cell_id, owner_id=owner, years=span)
        for one in reversed(self._told(found)):
            told.setdefault((one.rating.organization_id, one.rating.subject), {})[one.rating.year] = one
            names[one.rating.organization_id] = one.rating.organization_name
        # An old result can be typed where none is kept yet.
        for unit in review_people.units(self._store, self._office_id, span[1]):
            if cell_id in (None, unit.id):
                names[unit.id] = unit.name
                for subject in form_choice.collective_subjects(unit, self._office_id):
                    told.setdefault((unit.id, subject), {})
        ordered = sorted(told, key=lambda key: (key[0] != self._office_id, names[key[0]], key[0], key[1]))
        for organization_id, subject in ordered:
            yield YearRow(
                subject=subject,
                organization_id=organization_id,
                name=names[organization_id],
                years=told[organization_id, subject],
            )

    def _people(self, span: tuple[int, int], cell_id: str) -> Iterable[YearRow]:
        people = rating_views.members_of_years(self._store, cell_id, span, self._on(span[1]))
        told: dict[str, dict[int, ToldRating]] = {}
        found = rating_views.of_years(self._store, member_ids=[member for member, *_ in people], years=span)
        for one in reversed(self._told(found)):
            told.setdefault(one.rating.member_id or "", {})[one.rating.year] = one
        for member, name, born in people:
            yield YearRow(
                subject=Subject.MEMBER,
                organization_id=cell_id,
                member_id=member,
                name=name,
                birth_date=born,
                years=told.get(member, {}),
            )

    def _told(self, found: Iterable[YearRating]) -> list[ToldRating]:
        every = self._schemes.all()
        return [ToldRating(rating=one, scheme=every.get(one.scheme)) for one in found]

    def check(
        self, results: Sequence[OldResult], on: date | None = None, by: str = "", number: str = ""
    ) -> list[Finding]:
        """Return what stands against results of old years; fields "rows.<place>", "on", "by", "number"."""
        found = [
            *too_long("by", normalize(by), decision_checks.MAX_BY),
            *too_long("number", normalize(number), decision_checks.MAX_NUMBER),
        ]
        today = self._clock().date()
        if on is not None and on > today:
            found.append(error("OLD_DAY_IN_FUTURE", "on"))
        for place, one in enumerate(results):
            if not FIRST_YEAR <= one.year < today.year:
                found.append(error("OLD_YEAR", f"rows.{place}", year=one.year, least=FIRST_YEAR, most=today.year - 1))
        return found

    # --- writing ---

    def record(self, results: Sequence[OldResult], *, on: date | None = None, by: str = "", number: str = "") -> int:
        """Keep levels that were decided in years before this one, typed from paper; return how many changed.

        A year without a campaign gets one under the scheme of that year with nobody in it but those typed. ``on`` is
        the day of the decision, the last of the year where none is named. Raises ProblemError V01 with the errors
        found (a level outside the scheme of its year, somebody not rated), Q30 for a year without a scheme, Q41 for a
        closed one, V05.
        """
        refuse_errors(self.check(results, on, by, number))
        campaigns = {year: self._campaign(year) for year in {one.year for one in results}}
        found: list[Finding] = []
        wanted: list[tuple[Evaluation, bool, str]] = []
        for place, one in enumerate(results):
            campaign, _ = campaigns[one.year]
            kept = self._evaluation(campaign, one)
            evaluation = kept or self._new(campaign, one)
            scheme = self._schemes.get(campaign.scheme)
            name = self._name(one)
            found += decision_checks.may_rule(evaluation, RulingKind.DECISION, one.level, scheme, name, f"rows.{place}")
            standing = evaluation.decided_level if evaluation.annulled_on is None else ""
            if standing != one.level:
                wanted.append((evaluation, kept is None, one.level))
        refuse_errors(found)
        if not wanted:
            return 0
        with self._store.operation("rating.old", f"organization:{self._office_id}", count=len(wanted)):
            for campaign, fresh in campaigns.values():
                if fresh:
                    evaluations.put_campaign(self._store, campaign)
            review_board.insert(self._store, (one for one, fresh, _ in wanted if fresh))
            decisions.rule(
                self._store,
                (
                    self._ruling(one, campaigns[one.year][0], level, on, normalize(by), normalize(number))
                    for one, _, level in wanted
                ),
            )
        return len(wanted)

    def _ruling(self, one: Evaluation, campaign: Campaign, level: str, on: date | None, by: str, number: str) -> Ruling:
        return Ruling(
            id=new_id(),
            evaluation_id=one.id,
            seq=0,
            version=campaign.version,
            kind=RulingKind.DECISION,
            level=level,
            on=on or date(one.year, 12, 31),
            by=by or self._office_name(),
            number=number,
            at=audit.stamp(self._clock()),
        )

    def _campaign(self, year: int) -> tuple[Campaign, bool]:
        """Return the campaign of a year, and whether it has to be written first."""
        kept = evaluations.campaign_of(self._store, self._office_id, year)
        if kept is not None:
            return self._reviews.require_open(kept.id), False
        made = Campaign(
            id=new_id(),
            owner_id=self._office_id,
            unit_id=self._office_id,
            year=year,
            scheme=self._schemes.of_year(year).code,
            state=CampaignState.OPEN,
            version=1,
            opened_on=self._clock().date(),
            note=tr("Ghi lại kết quả năm cũ"),
        )
        return made, True

    def _evaluation(self, campaign: Campaign, one: OldResult) -> Evaluation | None:
        if one.member_id is not None:
            return evaluations.of_member(self._store, campaign.id, one.member_id)
        return evaluations.of_collective(self._store, campaign.id, one.subject, one.organization_id)

    def _new(self, campaign: Campaign, one: OldResult) -> Evaluation:
        return Evaluation(
            id=new_id(),
            owner_id=self._office_id,
            campaign_id=campaign.id,
            year=campaign.year,
            scheme=campaign.scheme,
            subject=one.subject,
            organization_id=one.organization_id,
            member_id=one.member_id,
            content=EvaluationContent(form=""),
            exclusion=Exclusion.NONE,
        )

    def _name(self, one: OldResult) -> str:
        if one.member_id is not None:
            person = members.get(self._store, one.member_id)
            if person is None:
                raise ProblemError("V05", id=one.member_id)
            return person.full_name
        unit = organizations.get(self._store, one.organization_id, self._clock().date())
        if unit is None:
            raise ProblemError("V05", id=one.organization_id)
        if unit.owner_id != self._office_id:
            raise ProblemError("V04", name=unit.name)
        return unit.name

    def _office_name(self) -> str:
        found = organizations.get(self._store, self._office_id, self._clock().date())
        return found.name if found is not None else ""

    def _on(self, year: int) -> date:
        return min(date(year, 12, 31), self._clock().date())
