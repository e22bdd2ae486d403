"""The campaign of a year-end review: opening it for everybody, its steps, filling forms in, closing and reopening."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from db import audit, evaluations, exchange, meeting_views, review_board, review_figures, review_people
from db.evaluation_records import (
    BoardLine,
    Campaign,
    CampaignChange,
    CampaignState,
    CampaignStep,
    CampaignVersion,
    CellLine,
    CollectiveFigures,
    Evaluation,
    EvaluationContent,
    Exclusion,
    Rateable,
    Stage,
    Subject,
    YearFigures,
)
from db.ids import new_id
from db.problems import ProblemError
from db.text import normalize
from desktop_app.rules import form_choice, review_texts
from desktop_app.rules.scheme import Applies, Scheme
from desktop_app.services.base import Clock
from desktop_app.services.schemes import SchemeService

if TYPE_CHECKING:
    from db.review_board import Wanted
    from db.store import Row, Store

Progress = Callable[[int, int], None]
"""Told how many of how many are done; what it raises ends the work and takes all of it back."""
_MAX_NOTE = 1_000


@dataclass(frozen=True)
class Behind:
    """The rows behind a figure."""

    kind: str
    """What they are: "meetings", "tasks", "households", "visits", "commitments", "rewards" …; empty for none."""
    rows: Sequence[Row]
    """on_date, what, state, note, id."""


class ReviewService:
    """Use-cases of campaigns; each writing method is one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._schemes = SchemeService(store, office_id, clock)

    # --- reading ---

    def campaigns(self) -> list[Campaign]:
        """Return the office's campaigns, the youngest year first."""
        return evaluations.campaigns(self._store, self._office_id)

    def campaign(self, year: int, unit_id: str = "") -> Campaign | None:
        """Return the campaign of a year, of the office or of a cell that reviews by itself; None for none."""
        return evaluations.campaign_of(self._store, unit_id or self._office_id, year)

    def get(self, campaign_id: str) -> Campaign:
        """Return a campaign. Raises ProblemError Q44 when there is none."""
        found = evaluations.campaign(self._store, campaign_id)
        if found is None:
            raise ProblemError("Q44", id=campaign_id)
        return found

    def evaluation(self, evaluation_id: str) -> Evaluation:
        """Return an evaluation. Raises ProblemError Q44 when there is none."""
        found = evaluations.get(self._store, evaluation_id)
        if found is None:
            raise ProblemError("Q44", id=evaluation_id)
        return found

    def require_open(self, campaign_id: str) -> Campaign:
        """Return a campaign that may be written in. Raises ProblemError Q41 for a closed one, Q44 for none."""
        found = self.get(campaign_id)
        if found.state is CampaignState.CLOSED:
            raise ProblemError("Q41", year=found.year)
        return found

    def versions(self, campaign_id: str) -> list[CampaignVersion]:
        """Return each time a campaign was closed, the first first."""
        return evaluations.versions(self._store, campaign_id)

    def board(self, campaign_id: str, wanted: Wanted, offset: int = 0, limit: int = 200) -> tuple[list[BoardLine], int]:
        """Return lines of the board, by organisation and name, and how many there are in all."""
        return review_board.page(self._store, campaign_id, wanted, offset, limit)

    def cells(self, campaign_id: str) -> list[CellLine]:
        """Return one line a cell with how many of its members stand where."""
        return review_board.cells(self._store, campaign_id)

    def levels(self, campaign_id: str, subject: Subject, *, proposed: bool = False) -> dict[str, dict[str, int]]:
        """Return by organisation how many rated stand at each decided (or proposed) level."""
        return review_board.levels(self._store, campaign_id, subject, proposed=proposed)

    def sent_since(self, campaign: Campaign) -> bool:
        """Return whether a package went out since the campaign was opened, so that a change makes it out of date."""
        opened = campaign.opened_on.isoformat()
        return any(row["exported_at"] and row["made_at"][:10] >= opened for row in exchange.sent(self._store))

    # --- opening ---

    def proposed_steps(self, scheme: Scheme, year: int) -> tuple[CampaignStep, ...]:
        """Return the steps of a scheme with the deadlines it proposes for a year."""
        return tuple(
            CampaignStep(
                code=step.code, title=step.title, due_on=date(year + int(step.next_year), step.month, step.day)
            )
            for step in scheme.steps
        )

    def open(
        self, year: int, *, scheme: str = "", unit_id: str = "", steps: Sequence[CampaignStep] | None = None
    ) -> Campaign:
        """Open the review of a year for all members and collectives of the office, or of one cell.

        ``scheme`` is that of the year where it is empty. Raises ProblemError Q42 when the year has one already, Q30 for
        a year without a scheme, Q31 for an unknown one.
        """
        rules = self._schemes.get(scheme) if scheme else self._schemes.of_year(year)
        unit = unit_id or self._office_id
        made = Campaign(
            id=new_id(),
            owner_id=self._office_id,
            unit_id=unit,
            year=year,
            scheme=rules.code,
            state=CampaignState.OPEN,
            version=1,
            opened_on=self._clock().date(),
            steps=tuple(self.proposed_steps(rules, year) if steps is None else steps),
        )
        with self._store.operation("campaign.open", f"campaign:{made.id}", year=year, scheme=rules.code) as detail:
            if evaluations.campaign_of(self._store, unit, year) is not None:
                raise ProblemError("Q42", year=year)
            evaluations.put_campaign(self._store, made)
            found = [*self._members(made, rules), *self._collectives(made, rules)]
            review_board.insert(self._store, found)
            detail["count"] = len(found)
        return made

    def _people(self, campaign: Campaign) -> list[Rateable]:
        cell = None if campaign.unit_id == self._office_id else campaign.unit_id
        return review_people.members(self._store, self._office_id, campaign.year, cell)

    def _members(self, campaign: Campaign, scheme: Scheme) -> Iterator[Evaluation]:
        for person in self._people(campaign):
            yield self._new_member(campaign, scheme, person)

    def _new_member(self, campaign: Campaign, scheme: Scheme, person: Rateable) -> Evaluation:
        return Evaluation(
            id=new_id(),
            owner_id=self._office_id,
            campaign_id=campaign.id,
            year=campaign.year,
            scheme=scheme.code,
            subject=Subject.MEMBER,
            organization_id=person.cell_id,
            member_id=person.member_id,
            content=EvaluationContent(
                form=form_choice.form_of(scheme, Subject.MEMBER, form_choice.position(person)),
                positions=form_choice.positions_text(person),
            ),
            exclusion=form_choice.exclusion_of(scheme, campaign.year, person),
        )

    def _collectives(self, campaign: Campaign, scheme: Scheme) -> Iterator[Evaluation]:
        for unit in review_people.units(self._store, self._office_id, campaign.year):
            if campaign.unit_id not in (self._office_id, unit.id):
                continue
            for subject in form_choice.collective_subjects(unit, self._office_id):
                yield Evaluation(
                    id=new_id(),
                    owner_id=self._office_id,
                    campaign_id=campaign.id,
                    year=campaign.year,
                    scheme=scheme.code,
                    subject=subject,
                    organization_id=unit.id,
                    content=EvaluationContent(form=form_choice.form_of(scheme, subject, Applies.COLLECTIVE)),
                )

    # --- what the register says since ---

    def changes(self, campaign_id: str) -> list[CampaignChange]:
        """Return what the register says otherwise than the campaign: newcomers, people gone, moved, other reasons.

        What was set by hand stays out.
        """
        campaign = self.get(campaign_id)
        scheme = self._schemes.get(campaign.scheme)
        people = {person.member_id: person for person in self._people(campaign)}
        names = review_people.names(self._store, people)
        found: list[CampaignChange] = []
        known: set[str] = set()
        for id_, member, cell, form, exclusion, form_by_hand, excluded_by_hand, stage in review_board.standing(
            self._store, campaign_id
        ):
            if member is None:
                continue
            known.add(member)
            person = people.get(member)
            name = names.get(member, "")
            if person is None:
                if exclusion != Exclusion.LEFT and not excluded_by_hand:
                    gone = review_people.names(self._store, [member]).get(member, "")
                    found.append(CampaignChange(kind="left", name=gone, evaluation_id=id_, before=exclusion))
                continue
            if person.cell_id != cell:
                moved = CampaignChange(kind="moved", name=name, evaluation_id=id_, before=cell, after=person.cell_id)
                found.append(moved)
            now = form_choice.exclusion_of(scheme, campaign.year, person)
            if now != exclusion and not excluded_by_hand:
                found.append(
                    CampaignChange(kind="exclusion", name=name, evaluation_id=id_, before=exclusion, after=now)
                )
            wanted = form_choice.form_of(scheme, Subject.MEMBER, form_choice.position(person))
            if wanted != form and not form_by_hand and stage == Stage.NONE:
                found.append(CampaignChange(kind="form", name=name, evaluation_id=id_, before=form, after=wanted))
        found += [CampaignChange(kind="new", name=names[one], after=one) for one in people if one not in known]
        return found

    def refresh(self, campaign_id: str) -> int:
        """Bring in what ``changes`` tells and return how many there were. Raises ProblemError Q41, Q44."""
        campaign = self.require_open(campaign_id)
        scheme = self._schemes.get(campaign.scheme)
        changes = self.changes(campaign_id)
        people = {person.member_id: person for person in self._people(campaign)}
        with self._store.operation("campaign.refresh", f"campaign:{campaign_id}", count=len(changes)):
            fresh = [self._new_member(campaign, scheme, people[one.after]) for one in changes if one.kind == "new"]
            review_board.insert(self._store, fresh)
            for one in changes:
                if one.kind != "new":
                    evaluations.put(self._store, _changed(self.evaluation(one.evaluation_id), one))
        return len(changes)

    # --- by hand ---

    def set_exclusion(self, evaluation_id: str, revision: int, exclusion: Exclusion, note: str) -> Evaluation:
        """Take somebody out of the rating or into it, with a reason.

        Raises ProblemError Q47 without a reason, Q41, Q43, Q44.
        """
        note = normalize(note)[:_MAX_NOTE]
        if not note:
            raise ProblemError("Q47")
        return self._change(evaluation_id, revision, exclusion=exclusion, exclusion_note=note, exclusion_by_hand=True)

    def set_form(self, evaluation_id: str, revision: int, form: str) -> Evaluation:
        """Give somebody another form of the scheme. Raises ProblemError Q31 for a form it has not, Q41, Q43, Q44."""
        kept = self.evaluation(evaluation_id)
        found = self._schemes.get(kept.scheme).form(form)
        if found is None or kept.subject not in found.subjects or found.analysis:
            raise ProblemError("Q31", name=form)
        content = msgspec.structs.replace(kept.content, form=form)
        return self._change(evaluation_id, revision, content=content, form_by_hand=True)

    def move(self, evaluation_id: str, revision: int, cell_id: str) -> Evaluation:
        """Let another cell of the campaign rate a member. Raises ProblemError Q41, Q43, Q44."""
        return self._change(evaluation_id, revision, organization_id=cell_id)

    def _change(self, evaluation_id: str, revision: int, **fields: object) -> Evaluation:
        kept = self.evaluation(evaluation_id)
        self.require_open(kept.campaign_id)
        with self._store.operation("evaluation.change", f"evaluation:{evaluation_id}", what="+".join(sorted(fields))):
            kept = self.evaluation(evaluation_id)
            if kept.revision != revision:
                raise ProblemError("Q43")
            changed = msgspec.structs.replace(kept, **fields, revision=revision + 1)
            evaluations.put(self._store, changed)
        return changed

    def set_steps(self, campaign_id: str, revision: int, steps: Sequence[CampaignStep], note: str = "") -> Campaign:
        """Write the steps with their deadlines and what is done. Raises ProblemError Q41, Q43, Q44."""
        kept = self.require_open(campaign_id)
        cleaned = tuple(
            msgspec.structs.replace(step, title=normalize(step.title), note=normalize(step.note)) for step in steps
        )
        with self._store.operation("campaign.steps", f"campaign:{campaign_id}", count=len(cleaned)):
            if self.get(campaign_id).revision != revision:
                raise ProblemError("Q43")
            changed = msgspec.structs.replace(kept, steps=cleaned, note=normalize(note), revision=revision + 1)
            evaluations.put_campaign(self._store, changed)
        return changed

    # --- closing ---

    def close(self, campaign_id: str, revision: int) -> Campaign:
        """Close a campaign: nothing in it may be changed any more. Raises ProblemError Q41, Q43, Q44."""
        kept = self.require_open(campaign_id)
        now = audit.stamp(self._clock())
        with self._store.operation("campaign.close", f"campaign:{campaign_id}", version=kept.version):
            if self.get(campaign_id).revision != revision:
                raise ProblemError("Q43")
            changed = msgspec.structs.replace(kept, state=CampaignState.CLOSED, revision=revision + 1)
            evaluations.put_campaign(self._store, changed)
            evaluations.put_version(self._store, campaign_id, CampaignVersion(version=kept.version, closed_at=now))
        return changed

    def reopen(self, campaign_id: str, revision: int, reason: str) -> Campaign:
        """Open a closed campaign again as its next version; what was ruled before stays on record.

        Raises ProblemError Q45 without a reason, Q43, Q44.
        """
        kept, reason = self.get(campaign_id), normalize(reason)[:_MAX_NOTE]
        if not reason:
            raise ProblemError("Q45")
        if kept.state is CampaignState.OPEN:
            return kept
        now = audit.stamp(self._clock())
        with self._store.operation("campaign.reopen", f"campaign:{campaign_id}", version=kept.version + 1):
            if self.get(campaign_id).revision != revision:
                raise ProblemError("Q43")
            closed = next(one for one in self.versions(campaign_id) if one.version == kept.version)
            evaluations.put_version(
                self._store,
                campaign_id,
                msgspec.structs.replace(closed, reopened_at=now, reopen_reason=reason),
            )
            changed = msgspec.structs.replace(
                kept, state=CampaignState.OPEN, version=kept.version + 1, revision=revision + 1
            )
            evaluations.put_campaign(self._store, changed)
        return changed

    # --- figures ---

    def figures(self, campaign_id: str, cell_id: str | None = None) -> dict[str, YearFigures | CollectiveFigures]:
        """Return what the twelve months say, by evaluation; of one cell's members where it is named."""
        campaign = self.get(campaign_id)
        found: dict[str, YearFigures | CollectiveFigures] = {}
        found |= review_figures.of_members(self._store, campaign_id, campaign.year, cell_id)
        if cell_id is None:
            found |= self._collective_figures(campaign)
        return found

    def _collective_figures(self, campaign: Campaign) -> dict[str, CollectiveFigures]:
        counted = review_figures.of_collectives(self._store, campaign.id, campaign.year)
        months = self._months(campaign.year)
        found: dict[str, CollectiveFigures] = {}
        for id_, _, unit, *_rest in review_board.standing(self._store, campaign.id):
            if id_ in counted:
                due = sum(months.values()) if unit == self._office_id else months.get(unit, 0)
                found[id_] = msgspec.structs.replace(counted[id_], months=due)
        return found

    def _months(self, year: int) -> dict[str, int]:
        """Return by cell in how many months of a year it existed, up to this month."""
        today = self._clock().date()
        last = min(date(year, 12, 31), today)
        cells = meeting_views.cells_of_span(self._store, self._office_id, date(year, 1, 1), date(year, 12, 31), last)
        return {
            cell.id: sum(
                cell.begun <= date(year, month, 28) and (cell.closed is None or cell.closed > date(year, month, 1))
                for month in range(1, 13)
                if date(year, month, 1) <= today
            )
            for cell in cells
        }

    def behind(self, evaluation_id: str, figure: str) -> Behind:
        """Return the rows behind a figure of a member; nothing for a figure of a collective."""
        kept = self.evaluation(evaluation_id)
        if kept.member_id is None:
            return Behind("", ())
        return Behind(*review_figures.behind(self._store, kept.member_id, kept.year, figure))

    def prefill(self, campaign_id: str, cell_id: str | None = None) -> int:
        """Write the year's figures, and the sentences made of them, into every form nobody has written in yet.

        Returns how many forms were filled in. Raises ProblemError Q41, Q44.
        """
        campaign = self.require_open(campaign_id)
        scheme = self._schemes.get(campaign.scheme)
        figures = self.figures(campaign_id, cell_id)
        open_ones = review_board.untouched(self._store, campaign_id, cell_id)
        texts: list[tuple[str, str, str]] = []
        for id_, _subject, form_code in open_ones:
            form = scheme.form(form_code)
            if form is not None and id_ in figures:
                texts += [(id_, code, text) for code, text in review_texts.section_texts(form, figures[id_]).items()]
        wanted = {id_: figures[id_] for id_, *_ in open_ones if id_ in figures}
        with self._store.operation("campaign.prefill", f"campaign:{campaign_id}", count=len(wanted)):
            review_board.fill_in(self._store, wanted, texts)
        return len(wanted)


def _changed(kept: Evaluation, change: CampaignChange) -> Evaluation:
    fields: dict[str, object] = {"revision": kept.revision + 1}
    if change.kind == "left":
        fields["exclusion"] = Exclusion.LEFT
    elif change.kind == "moved":
        fields["organization_id"] = change.after
    elif change.kind == "exclusion":
        fields["exclusion"] = Exclusion(change.after)
    else:
        fields["content"] = msgspec.structs.replace(kept.content, form=change.after)
    return msgspec.structs.replace(kept, **fields)
