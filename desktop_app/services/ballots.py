"""Votes of the year-end review: a count prepared for a body, kept as a draft, checked, saved, and what it came to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from db import audit, ballots, drafts, evaluations, members, organizations, roles
from db.ballots import Body, Rated
from db.evaluation_records import (
    Ballot,
    BallotForm,
    BallotInput,
    BallotLine,
    Campaign,
    Exclusion,
    Stage,
    Subject,
)
from db.ids import new_id
from db.problems import ProblemError
from db.records import Finding
from db.text import normalize
from desktop_app.rules import ballots as rules
from desktop_app.rules import regulation, self_review
from desktop_app.rules.ballots import Candidate
from desktop_app.rules.findings import error
from desktop_app.services.ballot_sheet import BallotDraft, BallotSheet, VoteLine, Voter
from desktop_app.services.base import Clock, refuse_errors
from desktop_app.services.meeting_forms import NOT_REQUIRED
from desktop_app.services.regulations import RegulationService
from desktop_app.services.reviews import ReviewService
from desktop_app.services.schemes import SchemeService
from desktop_app.texts import term, tr

if TYPE_CHECKING:
    from db.store import Store

FORM = "ballot"
"""Name of its drafts."""
_FIRST_MONTH = 9
"""Year-end meetings are looked for from this month of the year reviewed to the middle of the next."""
_LAST_MONTH = 6


class BallotService:
    """Use-cases of ballots; each writing method is one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._schemes = SchemeService(store, office_id, clock)
        self._reviews = ReviewService(store, office_id, clock)
        self._regulations = RegulationService(store, office_id, clock)

    # --- reading ---

    def bodies(self, campaign_id: str) -> list[Body]:
        """Return who votes in a campaign with how many they are to vote on and how many have votes.

        First the office, which votes on every collective, then the cells by name. Raises ProblemError Q44.
        """
        campaign = self._reviews.get(campaign_id)
        found = ballots.bodies(self._store, campaign_id, self._named_on(campaign))
        if campaign.unit_id != self._office_id:
            return found
        own = next((body for body in found if body.organization_id == self._office_id), None)
        office = Body(
            organization_id=self._office_id,
            name=own.name if own is not None else self._name(self._office_id, campaign),
            members=0,
            members_voted=0,
            collectives=sum(body.collectives for body in found),
            collectives_voted=sum(body.collectives_voted for body in found),
            held_on=own.held_on if own is not None else None,
        )
        return [office, *(body for body in found if body is not own)]

    def kept(self, campaign_id: str, organization_id: str) -> list[Ballot]:
        """Return the counts a body held, the last first."""
        return ballots.of_body(self._store, campaign_id, organization_id)

    def get(self, ballot_id: str) -> Ballot:
        """Return a count. Raises ProblemError Q61 when it is no longer there."""
        found = ballots.get(self._store, ballot_id)
        if found is None:
            raise ProblemError("Q61")
        return found

    def prepare(
        self,
        campaign_id: str,
        organization_id: str,
        *,
        collectives: bool = False,
        ballot_id: str = "",
        again: bool = False,
    ) -> BallotSheet:
        """Return the form of a body's count: the one named, one begun and not saved, the last kept, or a new one.

        The office votes on every collective of the campaign, a cell on its members or on its own collectives. A new
        count begins with the totals of the last year-end meeting, else with those of the register. ``again`` begins a
        further count beside those kept. Raises ProblemError Q44, Q61.
        """
        campaign = self._reviews.get(campaign_id)
        scheme = self._schemes.get(campaign.scheme)
        people = self._voted_on(campaign, organization_id, collectives=collectives)
        known = {one.evaluation_id for one in people}
        counts = [
            ballot
            for ballot in ballots.of_body(self._store, campaign_id, organization_id)
            if not ballot.lines or any(line.evaluation_id in known for line in ballot.lines)
        ]
        meeting_on = None
        begun, drafted = self._draft(campaign_id, organization_id, collectives=collectives)
        wanted = ballot_id or ("" if begun is not None or again or not counts else counts[0].id)
        if wanted:
            kept = self.get(wanted)
            draft, drafted = self._draft(campaign_id, organization_id, collectives=collectives, ballot_id=wanted)
            entered = draft.entered if draft is not None else _input(kept)
            revision = draft.revision if draft is not None else kept.revision
        elif begun is not None:
            entered, revision = begun.entered, 0
        else:
            entered, meeting_on = self._begun(campaign, organization_id)
            revision = 0
        entered = _with_lines(entered, people)
        rated = {one.evaluation_id: one for one in people}
        missing = [line.evaluation_id for line in entered.lines if line.evaluation_id not in rated]
        if missing:
            # Somebody voted on who was left out of the rating later still has a line, so that it can be seen.
            rated |= {one.evaluation_id: one for one in ballots.named(self._store, missing, self._named_on(campaign))}
        shown_lines = tuple(line for line in entered.lines if line.evaluation_id in rated)
        subjects = {rated[line.evaluation_id].subject for line in shown_lines} or {Subject.MEMBER}
        return BallotSheet(
            campaign=campaign,
            scheme=scheme,
            organization_id=organization_id,
            organization_name=self._name(organization_id, campaign),
            collectives=collectives,
            levels=rules.ranked(scheme, subjects),
            rated=tuple(rated[line.evaluation_id] for line in shown_lines),
            entered=msgspec.structs.replace(entered, lines=shown_lines),
            ballot_id=wanted,
            revision=revision,
            drafted=drafted,
            counts=tuple((ballot.id, ballot.held_on) for ballot in counts),
            meeting_on=meeting_on,
            people=self._voters(organization_id, self._named_on(campaign)),
        )

    def results(self, evaluation_ids: Sequence[str]) -> dict[str, VoteLine]:
        """Return what the last counts say, by evaluation; who nobody voted on is left out."""
        last = ballots.latest(self._store, evaluation_ids)
        kept = {ballot.id: ballot for ballot in ballots.several(self._store, last.values())}
        subjects = {one.evaluation_id: one for one in ballots.named(self._store, list(last), date.max)}
        campaigns = {ballot.campaign_id for ballot in kept.values()}
        schemes = {id_: self._schemes.get(self._reviews.get(id_).scheme) for id_ in campaigns}
        lines = {(ballot.id, line.evaluation_id): line for ballot in kept.values() for line in ballot.lines}
        found = {}
        for evaluation_id, ballot_id in last.items():
            ballot, line = kept[ballot_id], lines[ballot_id, evaluation_id]
            scheme = schemes[ballot.campaign_id]
            levels = rules.ranked(scheme, [subjects[evaluation_id].subject])
            result = rules.result(scheme.vote, levels, line, ballot)
            found[evaluation_id] = VoteLine(evaluation_id=evaluation_id, ballot=ballot, line=line, result=result)
        return found

    def check(self, entered: BallotInput) -> list[Finding]:
        """Return what is wrong with a count and what is worth a look. Raises ProblemError Q44."""
        campaign = self._reviews.get(entered.campaign_id)
        ids = [line.evaluation_id for line in entered.lines]
        people = ballots.named(self._store, ids, self._named_on(campaign))
        candidates = {
            one.evaluation_id: Candidate(
                evaluation_id=one.evaluation_id,
                name=rules.display_name(one.subject, one.full_name, one.organization_name),
                subject=one.subject,
            )
            for one in people
            if one.exclusion is Exclusion.NONE and _votes_on(one, entered.organization_id, self._office_id)
        }
        found = rules.check(
            _cleaned(entered), candidates, self._schemes.get(campaign.scheme), self._clock().date(), campaign.year
        )
        if entered.chair_id is not None and members.get(self._store, entered.chair_id) is None:
            found.append(error("BALLOT_CHAIR_UNKNOWN", "chair_id"))
        return found

    # --- drafts ---

    def _draft(
        self, campaign_id: str, organization_id: str, *, collectives: bool, ballot_id: str = ""
    ) -> tuple[BallotDraft | None, str]:
        """Return what was typed of a count and not saved, and when; one that cannot be read counts for none."""
        id_ = _draft_id(campaign_id, organization_id, collectives=collectives, ballot_id=ballot_id)
        kept = drafts.get(self._store, FORM, id_)
        if kept is None:
            return None, ""
        try:
            return msgspec.json.decode(kept.body, type=BallotDraft), kept.saved_at
        except msgspec.MsgspecError:
            return None, ""

    def keep_draft(self, entered: BallotInput, *, collectives: bool, ballot_id: str = "", revision: int = 0) -> str:
        """Keep a count as it is being typed, however unfinished; return when. Raises ProblemError Q41, Q44."""
        campaign = self._open(entered.campaign_id)
        id_ = _draft_id(campaign.id, entered.organization_id, collectives=collectives, ballot_id=ballot_id)
        body = msgspec.json.encode(BallotDraft(entered=entered, revision=revision))
        at = audit.stamp(self._clock())
        with self._store.operation("ballot.draft", f"organization:{entered.organization_id}", campaign=campaign.id):
            drafts.put(self._store, FORM, id_, body, entered.organization_id, str(campaign.year), at)
        return at

    def discard(self, campaign_id: str, organization_id: str, *, collectives: bool, ballot_id: str = "") -> None:
        """Forget what was typed of a count and not saved."""
        id_ = _draft_id(campaign_id, organization_id, collectives=collectives, ballot_id=ballot_id)
        with self._store.operation("ballot.discard", f"organization:{organization_id}", campaign=campaign_id):
            drafts.remove(self._store, FORM, id_)

    # --- writing ---

    def save(
        self, entered: BallotInput, *, collectives: bool = False, ballot_id: str = "", revision: int = 0
    ) -> Ballot:
        """Keep a count, forget its draft, let those voted on stand as voted; return it.

        ``ballot_id`` and ``revision`` are those of the kept count it changes. Raises ProblemError V01 with the errors
        found, V04 for another office's, Q41 for a closed campaign, Q44, Q61, Q63 when it was changed meanwhile.
        """
        campaign = self._open(entered.campaign_id)
        entered = _cleaned(entered)
        refuse_errors(self.check(entered))
        draft_id = _draft_id(campaign.id, entered.organization_id, collectives=collectives, ballot_id=ballot_id)
        voted = msgspec.structs.replace(entered, lines=tuple(line for line in entered.lines if rules.total(line)))
        with self._store.operation(
            "ballot.save", f"organization:{entered.organization_id}", campaign=campaign.id, lines=len(voted.lines)
        ):
            before = self.get(ballot_id) if ballot_id else None
            if before is not None and before.revision != revision:
                raise ProblemError("Q63")
            kept = Ballot(
                id=before.id if before else new_id(),
                owner_id=self._office_id,
                revision=before.revision + 1 if before else 1,
                **{field: getattr(voted, field) for field in BallotInput.__struct_fields__},
            )
            ballots.put(self._store, kept)
            drafts.remove(self._store, FORM, draft_id)
            touched = {line.evaluation_id for line in (*kept.lines, *(before.lines if before else ()))}
            self._restage(sorted(touched))
        return kept

    def remove(self, ballot_id: str, revision: int) -> None:
        """Take a count away; those voted on stand as they did before it. Raises ProblemError Q41, Q61, Q63, V04."""
        before = self.get(ballot_id)
        campaign = self._open(before.campaign_id)
        with self._store.operation(
            "ballot.remove", f"organization:{before.organization_id}", campaign=campaign.id, lines=len(before.lines)
        ):
            if self.get(ballot_id).revision != revision:
                raise ProblemError("Q63")
            ballots.remove(self._store, ballot_id)
            self._restage([line.evaluation_id for line in before.lines])

    def _restage(self, evaluation_ids: Sequence[str]) -> None:
        """Let evaluations stand where their votes, else their forms, say; what was ruled about stays."""
        voted = ballots.latest(self._store, evaluation_ids)
        stages = {
            kept.id: Stage.VOTED if kept.id in voted else self_review.stage(kept.content, Stage.NONE)
            for kept in evaluations.several(self._store, evaluation_ids)
            if kept.stage in (Stage.NONE, Stage.SELF, Stage.REMARKED, Stage.VOTED)
        }
        ballots.set_stages(self._store, stages)

    # --- shared ---

    def _open(self, campaign_id: str) -> Campaign:
        """Return a campaign of this office that may be written in. Raises ProblemError Q41, Q44, V04."""
        found = self._reviews.require_open(campaign_id)
        if found.owner_id != self._office_id:
            raise ProblemError("V04", name=str(found.year))
        return found

    def _named_on(self, campaign: Campaign) -> date:
        """Return the day whose names a campaign goes by: the end of its year, today before that."""
        return min(date(campaign.year, 12, 31), self._clock().date())

    def _voted_on(self, campaign: Campaign, organization_id: str, *, collectives: bool) -> list[Rated]:
        everything = collectives and organization_id == self._office_id
        found = ballots.rated(
            self._store,
            campaign.id,
            self._named_on(campaign),
            collectives=collectives,
            organization_id=None if everything else organization_id,
        )
        return [one for one in found if one.exclusion is Exclusion.NONE]

    def _begun(self, campaign: Campaign, organization_id: str) -> tuple[BallotInput, date | None]:
        """Return a new count with the totals of the year-end meeting, else of the register, and that meeting's day."""
        empty = BallotInput(campaign_id=campaign.id, organization_id=organization_id)
        if organization_id == self._office_id:
            return empty, None
        today = self._clock().date()
        on = self._named_on(campaign)
        standings = regulation.in_force("meeting.vote.standings", on, self._regulations.own().on(on)).value
        meeting = ballots.year_end_meeting(
            self._store,
            organization_id,
            date(campaign.year, _FIRST_MONTH, 1),
            min(date(campaign.year + 1, _LAST_MONTH, 30), today),
            standings,
        )
        if meeting is not None:
            return (
                msgspec.structs.replace(
                    empty,
                    held_on=meeting.held_on,
                    convened=meeting.convened,
                    present=meeting.present,
                    issued=meeting.present,
                    chair_id=meeting.chair_id,
                ),
                meeting.held_on,
            )
        with_vote = [
            row
            for row in members.of_cell(self._store, organization_id, on)
            if row.standing in standings and row.duty not in NOT_REQUIRED
        ]
        return msgspec.structs.replace(empty, convened=len(with_vote)), None

    def _voters(self, organization_id: str, on: date) -> tuple[Voter, ...]:
        """Return who may chair or count: the members of a cell, who leads the office."""
        if organization_id != self._office_id:
            rows = members.of_cell(self._store, organization_id, on)
            return tuple(Voter(member_id=row.id, full_name=row.full_name, note=row.birth_date[:4]) for row in rows)
        found: dict[str, Voter] = {}
        for role in roles.views(self._store, organization_id, on):
            id_, note = role.role.member_id, term("role", role.role.role)
            if id_:
                found.setdefault(id_, Voter(member_id=id_, full_name=role.name, note=note))
        return tuple(found.values())

    def _name(self, organization_id: str, campaign: Campaign) -> str:
        found = organizations.get(self._store, organization_id, self._named_on(campaign))
        return found.name if found is not None else tr("Tổ chức không còn")


def _draft_id(campaign_id: str, organization_id: str, *, collectives: bool, ballot_id: str = "") -> str:
    return f"{campaign_id}.{organization_id}.{'collectives' if collectives else 'members'}.{ballot_id}"


def _votes_on(one: Rated, organization_id: str, office_id: str) -> bool:
    """Return whether a body votes on somebody: a cell on its own, the office on every collective too."""
    return one.organization_id == organization_id or (
        organization_id == office_id and one.subject is not Subject.MEMBER
    )


def _with_lines(entered: BallotInput, people: Sequence[Rated]) -> BallotInput:
    """Return a count with a line for everybody voted on, in their order; lines of others with votes come last."""
    lines = {line.evaluation_id: line for line in entered.lines}
    known = {one.evaluation_id for one in people}
    first = [lines.get(one.evaluation_id, BallotLine(evaluation_id=one.evaluation_id)) for one in people]
    rest = [line for line in entered.lines if line.evaluation_id not in known and rules.total(line)]
    return msgspec.structs.replace(entered, lines=(*first, *rest))


def _input(ballot: Ballot) -> BallotInput:
    return BallotInput(**{field: getattr(ballot, field) for field in BallotInput.__struct_fields__})


def _cleaned(entered: BallotInput) -> BallotInput:
    """Return a count with every text in its kept form; where hands are raised no number of ballots is kept."""
    by_hands = entered.form is BallotForm.HANDS
    return msgspec.structs.replace(
        entered,
        issued=None if by_hands else entered.issued,
        returned=None if by_hands else entered.returned,
        valid=None if by_hands else entered.valid,
        chair_id=entered.chair_id or None,
        head_teller="" if by_hands else normalize(entered.head_teller),
        tellers=() if by_hands else tuple(name for each in entered.tellers if (name := normalize(each))),
        note=normalize(entered.note, keep_newlines=True),
        lines=tuple(
            msgspec.structs.replace(line, votes={level: count for level, count in line.votes.items() if count})
            for line in entered.lines
        ),
    )
