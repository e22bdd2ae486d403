"""The campaign of a year-end review: opening it for everybody, its steps, filling forms in, closing and reopening."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

import msgspec

from db import audit, evaluations, exchange, review_board, review_people
from db.evaluation_records import (
    Campaign,
    CampaignChange,
    CampaignState,
    CampaignStep,
    CampaignVersion,
    Enrolled,
    Evaluation,
    EvaluationContent,
    Exclusion,
    Rateable,
    Stage,
    Subject,
)
from db.ids import new_id
from db.problems import ProblemError
from db.record_base import Record
from db.text import normalize
from desktop_app.rules import form_choice, review_changes
from desktop_app.rules.scheme import Applies, Scheme
from desktop_app.services.review_figures import Behind, ReviewFigures

__all__ = ["Amendment", "Behind", "ReviewService"]
_MAX_NOTE = 1_000


class Amendment(Record, frozen=True, kw_only=True):
    """What of an evaluation is chosen by hand; what is left empty stays."""

    exclusion: Exclusion | None = None
    note: str = ""
    """The reason of the exclusion."""
    form: str = ""
    cell_id: str = ""


class ReviewService(ReviewFigures):
    """Use-cases of campaigns; each writing method is one transaction."""

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

        ``scheme`` is that of the year where it is empty. Raises ProblemError Q42 when the year has one already (also
        one of the office while a cell asks, or of a cell while the office does), Q49 for a unit that is not the
        office's, Q30 for a year without a scheme, Q31 for an unknown one.
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
            self._require_room(unit, year)
            evaluations.put_campaign(self._store, made)
            people = self._members(made, rules, self._people(made))
            found = [*people, *self._collectives(made, rules, self._units(made))]
            review_board.insert(self._store, found)
            detail["count"] = len(found)
        return made

    def _require_room(self, unit: str, year: int) -> None:
        """Refuse to have anybody reviewed twice for a year. Raises ProblemError Q42, Q49 for a unit not of here."""
        if unit not in review_people.unit_names(self._store, self._office_id):
            raise ProblemError("Q49", name=unit)
        standing = {one.unit_id for one in self.campaigns() if one.year == year}
        if unit in standing or self._office_id in standing or (unit == self._office_id and standing):
            raise ProblemError("Q42", year=year)

    def _people(self, campaign: Campaign) -> list[Rateable]:
        cell = None if campaign.unit_id == self._office_id else campaign.unit_id
        return review_people.members(self._store, self._office_id, campaign.year, cell)

    def _members(self, campaign: Campaign, scheme: Scheme, people: Iterable[Rateable]) -> Iterator[Evaluation]:
        forms = {applies: form_choice.form_of(scheme, Subject.MEMBER, applies) for applies in Applies}
        for person in people:
            yield Evaluation(
                id=new_id(),
                owner_id=self._office_id,
                campaign_id=campaign.id,
                year=campaign.year,
                scheme=scheme.code,
                subject=Subject.MEMBER,
                organization_id=person.cell_id,
                member_id=person.member_id,
                content=EvaluationContent(
                    form=forms[form_choice.position(person)], positions=form_choice.positions_text(person)
                ),
                exclusion=form_choice.exclusion_of(scheme, campaign.year, person),
            )

    def _units(self, campaign: Campaign) -> dict[tuple[Subject, str], str]:
        """Return the collectives a campaign is to review, each with its name."""
        return {
            (subject, unit.id): unit.name
            for unit in review_people.units(self._store, self._office_id, campaign.year)
            if campaign.unit_id in (self._office_id, unit.id)
            for subject in form_choice.collective_subjects(unit, self._office_id)
        }

    def _collectives(
        self, campaign: Campaign, scheme: Scheme, units: Iterable[tuple[Subject, str]]
    ) -> Iterator[Evaluation]:
        for subject, unit in units:
            yield Evaluation(
                id=new_id(),
                owner_id=self._office_id,
                campaign_id=campaign.id,
                year=campaign.year,
                scheme=scheme.code,
                subject=subject,
                organization_id=unit,
                content=EvaluationContent(form=form_choice.form_of(scheme, subject, Applies.COLLECTIVE)),
            )

    # --- what the register says since ---

    def changes(self, campaign_id: str) -> list[CampaignChange]:
        """Return what the register says otherwise than the campaign: newcomers, people gone, moved, other reasons.

        What was chosen by hand stays out, and what was decided; who was voted on stays with the cell that voted.
        Raises ProblemError Q44.
        """
        campaign = self.get(campaign_id)
        scheme = self._schemes.get(campaign.scheme)
        people = {person.member_id: person for person in self._people(campaign)}
        units = self._units(campaign)
        enrolled = review_board.enrolled(self._store, campaign_id)
        found = review_changes.differences(scheme, campaign.year, enrolled, people, units)
        return self._named(campaign, found, {one.id: one for one in enrolled}, people)

    def _named(
        self,
        campaign: Campaign,
        found: Sequence[CampaignChange],
        enrolled: Mapping[str, Enrolled],
        people: Mapping[str, Rateable],
    ) -> list[CampaignChange]:
        """Return changes with the names of people and cells in them."""
        about = [enrolled[one.evaluation_id] if one.evaluation_id else None for one in found]
        members = [one.after if who is None else who.member_id or "" for one, who in zip(found, about, strict=True)]
        names = review_people.names(self._store, members)
        cells = review_people.unit_names(self._store, campaign.owner_id)
        named = []
        for one, who, member in zip(found, about, members, strict=True):
            person = people.get(member)
            unit = person.cell_id if person else who.organization_id if who else one.after.partition(" ")[2]
            named.append(
                msgspec.structs.replace(
                    one,
                    name=names.get(member) or cells.get(unit, ""),
                    cell_name=cells.get(unit, ""),
                    was=cells.get(one.before, "") if one.kind == "moved" else "",
                )
            )
        return named

    def refresh(self, campaign_id: str, chosen: Collection[CampaignChange] | None = None) -> int:
        """Bring in what ``changes`` tells, all of it or those chosen, and return how many there were.

        What is no longer so when it is written is passed over. Raises ProblemError Q41, Q44.
        """
        campaign = self.require_open(campaign_id)
        scheme = self._schemes.get(campaign.scheme)
        changes = [one for one in self.changes(campaign_id) if chosen is None or one in chosen]
        people = {person.member_id: person for person in self._people(campaign)}
        new = [people[one.after] for one in changes if one.kind == "new"]
        units = [tuple(one.after.split(" ")) for one in changes if one.kind == "new_unit"]
        with self._store.operation("campaign.refresh", f"campaign:{campaign_id}", count=len(changes)):
            review_board.insert(self._store, self._members(campaign, scheme, new))
            wanted = [(Subject(subject), unit) for subject, unit in units]
            review_board.insert(self._store, self._collectives(campaign, scheme, wanted))
            enrolled = {one.id: one for one in review_board.enrolled(self._store, campaign_id)}
            review_board.change(self._store, _placed(enrolled, changes))
        return len(changes)

    # --- by hand ---

    def set_exclusion(self, evaluation_id: str, revision: int, exclusion: Exclusion, note: str) -> Evaluation:
        """Take somebody out of the rating or into it, with a reason. Raises as ``amend`` does."""
        return self.amend(evaluation_id, revision, Amendment(exclusion=exclusion, note=note))

    def set_form(self, evaluation_id: str, revision: int, form: str) -> Evaluation:
        """Give somebody another form of the scheme. Raises as ``amend`` does."""
        return self.amend(evaluation_id, revision, Amendment(form=form))

    def move(self, evaluation_id: str, revision: int, cell_id: str) -> Evaluation:
        """Let another cell of the campaign rate a member. Raises as ``amend`` does."""
        return self.amend(evaluation_id, revision, Amendment(cell_id=cell_id))

    def amend(self, evaluation_id: str, revision: int, wanted: Amendment) -> Evaluation:
        """Write by hand whether somebody is rated, on which form and by which cell; the register is asked no more.

        Raises ProblemError Q47 for leaving somebody out, or taking them in again, without a reason; Q48 for what was
        decided already, and for moving somebody who was voted on; Q49 for a form the scheme has not or a cell that is
        not in the campaign; Q41, Q43, Q44.
        """
        kept = self.evaluation(evaluation_id)
        campaign = self.require_open(kept.campaign_id)
        fields = self._amended(campaign, kept, wanted)
        if not fields:
            return kept
        with self._store.operation("evaluation.change", f"evaluation:{evaluation_id}", what="+".join(sorted(fields))):
            kept = self.evaluation(evaluation_id)
            if kept.revision != revision:
                raise ProblemError("Q43")
            changed = msgspec.structs.replace(kept, **fields, revision=revision + 1)
            evaluations.put(self._store, changed)
        return changed

    def _amended(self, campaign: Campaign, kept: Evaluation, wanted: Amendment) -> dict[str, object]:
        fields: dict[str, object] = {}
        note = normalize(wanted.note)[:_MAX_NOTE]
        if wanted.exclusion is not None and (wanted.exclusion, note) != (kept.exclusion, kept.exclusion_note):
            if not note:
                raise ProblemError("Q47")
            if wanted.exclusion is not Exclusion.NONE and kept.stage is Stage.DECIDED:
                raise self._standing(kept)
            fields |= {"exclusion": wanted.exclusion, "exclusion_note": note, "exclusion_by_hand": True}
        if wanted.form and wanted.form != kept.content.form:
            found = self._schemes.get(kept.scheme).form(wanted.form)
            if found is None or kept.subject not in found.subjects or found.analysis:
                raise ProblemError("Q49", name=wanted.form)
            content = msgspec.structs.replace(kept.content, form=wanted.form)
            fields |= {"content": content, "form_by_hand": True}
        if wanted.cell_id and wanted.cell_id != kept.organization_id:
            cells = {unit for _, unit in self._units(campaign)} - {self._office_id}
            if wanted.cell_id not in cells or kept.subject is not Subject.MEMBER:
                raise ProblemError("Q49", name=wanted.cell_id)
            if kept.stage not in review_changes.BEFORE_VOTE:
                raise self._standing(kept)
            fields |= {"organization_id": wanted.cell_id, "moved_by_hand": True}
        return fields

    def _standing(self, kept: Evaluation) -> ProblemError:
        return ProblemError("Q48", name=evaluations.names(self._store, kept.id)[0])

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


def _placed(enrolled: Mapping[str, Enrolled], changes: Iterable[CampaignChange]) -> Iterator[tuple[str, str, str, str]]:
    """Yield (organisation, form, exclusion, evaluation) of every evaluation that changes, once."""
    column = {"left": "exclusion", "exclusion": "exclusion", "moved": "organization_id", "form": "form"}
    placed: dict[str, Enrolled] = {}
    for change in changes:
        if change.kind in column:
            one = placed.get(change.evaluation_id, enrolled[change.evaluation_id])
            placed[one.id] = Enrolled(**(one._asdict() | {column[change.kind]: str(change.after)}))
    for one in placed.values():
        yield one.organization_id, one.form, one.exclusion, one.id
