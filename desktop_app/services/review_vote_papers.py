"""The printed papers of the votes of the year-end review: ballots, minutes of the count and of the meeting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from db import ballots
from db.evaluation_records import Ballot, Subject
from db.problems import ProblemError
from desktop_app.services.base import Clock
from desktop_app.services.meeting_papers import MeetingPaperService
from desktop_app.services.meetings import MeetingService
from desktop_app.services.regulations import RegulationService
from desktop_app.services.review_lines import ReviewLines, Setting

if TYPE_CHECKING:
    from db.ballots import Rated as RatedRow
    from db.store import Store
    from desktop_app.documents.model import Document
    from desktop_app.documents.review_minutes import Gathering
    from desktop_app.documents.table_model import TableDocument

MOST_BALLOTS = 500
"""Of one body at a time."""


class ReviewVotePapers:
    """What every paper of the review is drawn with, and those of the votes; reads only."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._regulations = RegulationService(store, office_id, clock)

    def pdf(self, document: Document | TableDocument) -> bytes:
        """Return a paper as PDF, in the layout of its day with the office's own values."""
        return MeetingPaperService(self._store, self._office_id, self._clock).pdf(document)

    def _lines(self) -> ReviewLines:
        """Return what reads for one paper; what it remembers is not older than that."""
        return ReviewLines(self._store, self._office_id, self._clock)

    # --- votes ---

    def ballots(
        self, campaign_id: str, organization_id: str, *, collectives: bool = False, copies: int = 0
    ) -> TableDocument:
        """Return ballots of a body with the names of those it votes on, as many as it has members who vote.

        The office votes on every collective. ``copies`` is another number of them, at most 500. Raises ProblemError
        Q80, Q82.
        """
        from desktop_app.documents.review_ballots import ballots_document

        reads = self._lines()
        setting = reads.setting(campaign_id)
        rows = self._voted_on(reads, setting, organization_id, collectives=collectives)
        issuer = reads.issuer(organization_id, setting.on)
        wanted = copies or self.voters(campaign_id, organization_id, collectives=collectives)
        if not 1 <= wanted <= MOST_BALLOTS:
            raise ProblemError("Q82", most=MOST_BALLOTS)
        subject = None if collectives else Subject.MEMBER
        lines = reads.lines(rows)
        return ballots_document(setting.scheme, subject, setting.campaign.year, lines, issuer, wanted)

    def voters(self, campaign_id: str, organization_id: str, *, collectives: bool = False) -> int:
        """Return how many ballots a body is likely to need: those convened, at least one."""
        from desktop_app.services.ballots import BallotService

        sheet = BallotService(self._store, self._office_id, self._clock).prepare(
            campaign_id, organization_id, collectives=collectives
        )
        return min(MOST_BALLOTS, max(1, sheet.entered.convened or len(sheet.rated)))

    def count(
        self, campaign_id: str, organization_id: str, *, collectives: bool = False, blank: bool = False
    ) -> TableDocument:
        """Return the minutes of a body's last count, or ``blank`` ones to be filled in by hand.

        Raises ProblemError Q83 where nothing was counted, Q80.
        """
        from desktop_app.documents.review_ballots import CountData, count_document

        reads = self._lines()
        setting = reads.setting(campaign_id)
        rows = self._voted_on(reads, setting, organization_id, collectives=collectives)
        issuer = reads.issuer(organization_id, setting.on)
        ballot = None if blank else self._last_count(campaign_id, organization_id, rows)
        lines = reads.lines(rows)
        if ballot is not None:
            counted = {line.evaluation_id for line in ballot.lines}
            lines = [line for line in lines if line.evaluation.id in counted]
        chair = self._name(ballot.chair_id) if ballot else ""
        return count_document(
            CountData(
                scheme=setting.scheme,
                subject=None if collectives else Subject.MEMBER,
                year=setting.campaign.year,
                body=issuer.name,
                lines=lines,
                ballot=ballot,
                chair=chair,
            ),
            issuer,
        )

    def _voted_on(
        self, reads: ReviewLines, setting: Setting, organization_id: str, *, collectives: bool
    ) -> list[RatedRow]:
        """Return those a body votes on: the office on all collectives, a cell on its members or its own collectives."""
        everywhere = collectives and organization_id == self._office_id
        where = None if everywhere else organization_id
        rows = reads.rows(setting, collectives=collectives, organization_id=where)
        if not rows:
            raise ProblemError("Q80", where=reads.name(organization_id, setting.on))
        return rows

    def _last_count(self, campaign_id: str, organization_id: str, rows: Sequence[RatedRow]) -> Ballot:
        asked = {row.evaluation_id for row in rows}
        for ballot in ballots.of_body(self._store, campaign_id, organization_id):
            if any(line.evaluation_id in asked for line in ballot.lines):
                return ballot
        raise ProblemError("Q83")

    # --- the review meeting ---

    def meeting(self, campaign_id: str, cell_id: str, *, blank: bool = False) -> TableDocument:
        """Return the minutes of a cell's review meeting, from its last year-end meeting, the forms and the votes.

        ``blank`` ones have the names alone and lines to write on. Raises ProblemError Q80.
        """
        from desktop_app.documents.review_minutes import Gathering, ReviewMeetingData, review_meeting_document

        reads = self._lines()
        setting = reads.setting(campaign_id)
        rows = reads.rows(setting, collectives=False, organization_id=cell_id, everybody=True)
        if not rows:
            raise ProblemError("Q80", where=reads.name(cell_id, setting.on))
        gathering = Gathering() if blank else self._gathering(setting, cell_id)
        data = ReviewMeetingData(
            scheme=setting.scheme,
            year=setting.campaign.year,
            cell_name=reads.name(cell_id, setting.on),
            gathering=gathering,
            lines=reads.lines(rows),
            blank=blank,
        )
        return review_meeting_document(data, reads.issuer(cell_id, setting.on))

    def _gathering(self, setting: Setting, cell_id: str) -> Gathering:
        """Return what the minutes of the cell's last year-end meeting say, nothing where there are none."""
        from db.meeting_records import Presence
        from desktop_app.documents.minutes_words import clock_time
        from desktop_app.documents.review_minutes import Gathering
        from desktop_app.rules import attendance

        year = setting.campaign.year
        found = ballots.year_end_meeting(self._store, cell_id, date(year, 10, 1), date(year + 1, 4, 30), ())
        if found is None:
            return Gathering()
        content = MeetingService(self._store, self._office_id, self._clock).get(found.id).content
        count = attendance.counts(content.attendance)
        absent = [
            f"{mark.full_name} – {mark.reason}" if mark.reason else mark.full_name
            for mark in content.attendance
            if mark.presence in (Presence.EXCUSED, Presence.UNEXCUSED)
        ]
        return Gathering(
            held_on=content.held_on,
            start=clock_time(content.start_time),
            end=clock_time(content.end_time),
            place=content.place,
            members=count.members,
            present=count.present,
            absent=absent,
            chair=self._name(content.chair_id),
            secretary=self._name(content.secretary_id),
        )

    def _name(self, member_id: str | None) -> str:
        from db import members

        found = members.get(self._store, member_id) if member_id else None
        return found.full_name if found else ""
