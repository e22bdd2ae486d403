"""What the papers of the year-end review are made of: a campaign with its scheme, those rated, their votes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from db import ballots, evaluations, remedies, review_print, roles
from db.evaluation_records import Campaign, Evaluation, Exclusion, Subject
from db.record_base import Record
from desktop_app.rules.scheme import Form, Scheme
from desktop_app.services.ballots import BallotService
from desktop_app.services.base import Clock
from desktop_app.services.issuers import issuer_of, organization_of
from desktop_app.services.reviews import ReviewService
from desktop_app.services.schemes import SchemeService

if TYPE_CHECKING:
    from db.ballots import Rated as RatedRow
    from db.store import Store
    from desktop_app.documents.papers.common import Issuer
    from desktop_app.documents.review_form import FormData
    from desktop_app.documents.review_words import Fill, Line, Rated, VoteCount

AT_ONCE = 100
"""People read together while many forms are drawn: memory stays the same however many there are."""


class Setting(Record, frozen=True, kw_only=True):
    """A campaign with its scheme, and the day by which its papers name organisations and people."""

    campaign: Campaign
    scheme: Scheme
    on: date


class ReviewLines:
    """Reads only."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._reviews = ReviewService(store, office_id, clock)
        self._schemes = SchemeService(store, office_id, clock)
        self._ballots = BallotService(store, office_id, clock)
        self._issuers: dict[tuple[str, date], Issuer] = {}
        self._secretaries: dict[date, dict[str, str]] = {}

    def setting(self, campaign_id: str) -> Setting:
        """Return a campaign with its scheme. Raises ProblemError Q44, Q31."""
        campaign = self._reviews.get(campaign_id)
        on = min(self._clock().date(), date(campaign.year, 12, 31))
        on = max(on, date(campaign.year, 1, 1))
        return Setting(campaign=campaign, scheme=self._schemes.get(campaign.scheme), on=on)

    def setting_of(self, evaluation_id: str) -> tuple[Setting, Evaluation]:
        """Return an evaluation with its campaign. Raises ProblemError Q44, Q31."""
        kept = self._reviews.evaluation(evaluation_id)
        return self.setting(kept.campaign_id), kept

    # --- who ---

    def rows(
        self, setting: Setting, *, collectives: bool, organization_id: str | None = None, everybody: bool = False
    ) -> list[RatedRow]:
        """Return those rated, by the names of their cells and their own; with ``everybody`` those left out too."""
        found = ballots.rated(
            self._store, setting.campaign.id, setting.on, collectives=collectives, organization_id=organization_id
        )
        return [row for row in found if everybody or row.exclusion is Exclusion.NONE]

    def people(self, kept: Sequence[Evaluation], rows: Iterable[RatedRow]) -> dict[str, Rated]:
        """Return how papers name those whose evaluations these are, by evaluation."""
        from desktop_app.documents.review_words import Rated

        units = {row.evaluation_id: row.organization_name for row in rows}
        known = review_print.people(self._store, [one.member_id for one in kept if one.member_id])
        found = {}
        for one in kept:
            unit, person = units.get(one.id, ""), known.get(one.member_id or "")
            if person is None:
                found[one.id] = Rated(name=unit)
                continue
            positions = (person.party_position, person.government_position, person.union_position)
            found[one.id] = Rated(
                name=person.full_name,
                cell_name=unit,
                birth_date=person.birth_date,
                positions=one.content.positions or "; ".join(part for part in positions if part),
                workplace=person.occupation,
                admitted_on=person.admitted_on,
                official_on=person.official_on,
            )
        return found

    def lines(self, rows: Sequence[RatedRow]) -> list[Line]:
        """Return those rated with what was written and how the votes went, in the order of the rows."""
        from desktop_app.documents.review_words import Line

        ids = [row.evaluation_id for row in rows]
        kept = evaluations.several(self._store, ids)
        people, counts = self.people(kept, rows), self.counts(ids)
        return [Line(rated=people[one.id], evaluation=one, count=counts.get(one.id)) for one in kept]

    def counts(self, evaluation_ids: Sequence[str]) -> dict[str, VoteCount]:
        """Return how the last votes on evaluations went; who nobody voted on is left out."""
        from desktop_app.documents.review_words import VoteCount

        found = {}
        for id_, line in self._ballots.results(evaluation_ids).items():
            result = line.result
            cumulative = result.level if not result.alone else ""
            found[id_] = VoteCount(votes=line.line.votes, base=result.base, level=result.alone, cumulative=cumulative)
        return found

    # --- forms ---

    def form(self, setting: Setting, kept: Evaluation) -> Form | None:
        """Return the form of an evaluation: the one chosen, else the first of its subject that is no analysis sheet."""
        chosen = setting.scheme.form(kept.content.form)
        if chosen is not None:
            return chosen
        usual = (one for one in setting.scheme.forms if kept.subject in one.subjects and not one.analysis)
        return next(usual, None)

    def forms(self, setting: Setting, rows: Sequence[RatedRow], fill: Fill) -> Iterator[tuple[FormData, Issuer]]:
        """Yield what the forms of many print, a hundred people read at a time; who has no form is left out."""
        for start in range(0, len(rows), AT_ONCE):
            yield from self._some_forms(setting, rows[start : start + AT_ONCE], fill)

    def _some_forms(self, setting: Setting, rows: Sequence[RatedRow], fill: Fill) -> Iterator[tuple[FormData, Issuer]]:
        from desktop_app.documents.review_form import FormData

        store, year = self._store, setting.campaign.year
        kept = evaluations.several(store, [row.evaluation_id for row in rows])
        members = [one.member_id for one in kept if one.member_id]
        people = self.people(kept, rows)
        tasks = review_print.tasks(store, members, year)
        shortcomings = review_print.shortcomings(store, members, year)
        for one in kept:
            form = self.form(setting, one)
            if form is None:
                continue
            own = shortcomings.get(one.member_id or "", ())
            if one.member_id is None:
                own = remedies.followed(store, year, one.organization_id, None)
            issuer = self.issuer(one.organization_id, setting.on)
            data = FormData(
                scheme=setting.scheme,
                form=form,
                subject=one.subject,
                year=year,
                fill=fill,
                rated=people[one.id],
                evaluation=one,
                tasks=tasks.get(one.member_id or "", ()),
                shortcomings=own,
                secretary=issuer.secretary,
                **self._deciding(one, setting.on),
            )
            yield data, issuer

    def _deciding(self, kept: Evaluation, on: date) -> dict[str, str]:
        """Return who decides: the office on its cells and members, the unit above it on the office itself."""
        office = self.issuer(self._office_id, on)
        if kept.subject is not Subject.MEMBER and kept.organization_id == self._office_id:
            return {"deciding": "upper"}
        return {"deciding": office.signing, "deciding_secretary": office.secretary}

    # --- who issues ---

    def issuer(self, organization_id: str, on: date) -> Issuer:
        """Return an organisation as it issues a paper on a day; asked again it is not read anew."""
        known = self._issuers.get((organization_id, on))
        if known is None:
            cell = None if organization_id == self._office_id else organization_id
            known = self._issuers[organization_id, on] = issuer_of(self._store, self._office_id, on, cell)
        return known

    def name(self, organization_id: str, on: date) -> str:
        """Return the name of an organisation on a day. Raises ProblemError V05."""
        return organization_of(self._store, organization_id, on).name

    def secretary(self, organization_id: str, on: date) -> str:
        """Return the full name of an organisation's secretary on a day; empty when unknown."""
        if on not in self._secretaries:
            self._secretaries[on] = roles.secretaries(self._store, on)
        return self._secretaries[on].get(organization_id, "")
