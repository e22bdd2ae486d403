"""What goes between the service of ballots and its form: the sheet of a body, a draft, what the last count says."""

from __future__ import annotations

from datetime import date

from db.ballots import Rated
from db.evaluation_records import Ballot, BallotInput, BallotLine, Campaign, Exclusion
from db.record_base import Record
from desktop_app.rules.ballots import Candidate, VoteResult, display_name
from desktop_app.rules.scheme import Level, Scheme


class BallotDraft(Record, frozen=True, kw_only=True):
    """The body of a draft: the count as typed, and the revision of the kept one it changes."""

    entered: BallotInput
    revision: int = 0


class Voter(Record, frozen=True, kw_only=True):
    """Somebody who may chair or count."""

    member_id: str
    full_name: str
    note: str
    """Tells people of one name apart: year of birth, or the post."""


class BallotSheet(Record, frozen=True, kw_only=True):
    """Everything a form shows of a body's count: who is voted on, columns, totals, what was typed."""

    campaign: Campaign
    scheme: Scheme
    organization_id: str
    organization_name: str
    collectives: bool
    levels: tuple[Level, ...]
    """The columns, the best level first."""
    rated: tuple[Rated, ...]
    """In the order of the lines."""
    entered: BallotInput
    """With a line for everybody voted on; what was typed comes from the draft where there is one."""
    ballot_id: str = ""
    """Of the kept count it shows, empty for a new one."""
    revision: int = 0
    drafted: str = ""
    """When the draft it shows was kept, empty where it shows none."""
    counts: tuple[tuple[str, date | None], ...] = ()
    """All kept counts of the body and kind, the last first: identifier and day."""
    meeting_on: date | None = None
    """Day of the year-end meeting its totals come from."""
    people: tuple[Voter, ...] = ()

    def candidates(self) -> dict[str, Candidate]:
        """Return who may be voted on, by identifier: not those left out of the rating."""
        return {
            one.evaluation_id: Candidate(
                evaluation_id=one.evaluation_id,
                name=display_name(one.subject, one.full_name, one.organization_name),
                subject=one.subject,
            )
            for one in self.rated
            if one.exclusion is Exclusion.NONE
        }


class VoteLine(Record, frozen=True, kw_only=True):
    """What the last count says of one member or collective."""

    evaluation_id: str
    ballot: Ballot
    line: BallotLine
    result: VoteResult
