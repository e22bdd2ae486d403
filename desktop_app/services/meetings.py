"""Meetings: the month's board, drafts being written, and finalising, replacing and cancelling what is kept."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

import msgspec

from db import assignments, audit, drafts, meeting_bases, meeting_parts, meetings, organizations, phrases
from db.ids import new_id
from db.meeting_records import (
    Meeting,
    MeetingContent,
    MeetingDraft,
    MeetingKind,
    MeetingState,
    MeetingSummary,
)
from db.problems import ProblemError
from db.records import BoardRow, CellView, Finding, Organization
from db.text import normalize
from desktop_app.rules import attendance, dates, numbering
from desktop_app.rules.findings import error
from desktop_app.services import board, meeting_checks, meeting_forms, meeting_starts
from desktop_app.services.base import Clock, refuse_errors, too_long
from desktop_app.services.meeting_checks import MAX_REASON
from desktop_app.services.numbers import NumberService
from desktop_app.services.regulations import RegulationService

if TYPE_CHECKING:
    from db.store import Store

FORM = "meeting"
"""The name meeting drafts are kept under."""
REASONS = "absence"
"""The name reasons for absence are learned under."""
_SUGGESTED = 12
"""Reasons shown at once."""


class MeetingService:
    """Use-cases of meetings; each writing method is one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._regulations = RegulationService(store, office_id, clock)

    # --- reading ---

    def board(self, period: str) -> list[BoardRow]:
        """Return one line a cell of the office for a month, in the order of the cells' names."""
        thematic = meetings.thematic(self._store, self._office_id, *board.quarter(period))
        finals: dict[str, list[MeetingSummary]] = {}
        for meeting in meetings.finals(self._store, self._office_id, period):
            finals.setdefault(meeting.cell_id, []).append(meeting)
        written: dict[str, list[MeetingDraft]] = {}
        for draft in self._drafts(period):
            written.setdefault(draft.content.cell_id, []).append(draft)
        ask = board.asked(self._regulations.own().on)
        met = board.committees(self._store, self._office_id, period)
        rows: list[BoardRow] = []
        for cell in self._cells(period):
            id_ = cell.organization.id
            held = board.Held(finals.get(id_, ()), written.get(id_, ()), thematic.get(id_, 0))
            rows.append(board.row(cell, period, held, ask, met))
        return rows

    def _cells(self, period: str) -> list[CellView]:
        """Return the cells that count in a month, as they stand at its end, or today while the month runs."""
        today, last = self._clock().date(), dates.last_day(period)
        on = min(last, max(today, last.replace(day=1)))
        return organizations.cell_views_of_month(self._store, self._office_id, last.replace(day=1), last, on)

    def get(self, meeting_id: str) -> Meeting:
        """Return a kept meeting, whatever its state. Raises ProblemError V05 when there is none."""
        found = meetings.get(self._store, meeting_id)
        if found is None:
            raise ProblemError("V05", id=meeting_id)
        return found

    def listed(
        self, cell_id: str | None = None, period: str | None = None, year: int | None = None
    ) -> list[MeetingSummary]:
        """Return kept meetings of any state, newest first, of one cell, month or year where these are named."""
        return meetings.summaries(self._store, cell_id=cell_id, period=period, year=year)

    def label(self, meeting: Meeting) -> str:
        """Return the number line of a kept meeting as its minutes print it, for instance "Số 05-BB/CB"."""
        on = meeting.content.held_on or dates.last_day(meeting.content.period)
        return numbering.minutes_label(meeting.number, on, self._regulations.overrides(on), meeting.content.kind)

    # --- drafts ---

    def drafts(self, period: str | None = None) -> list[MeetingDraft]:
        """Return the meetings being written, of one month or of all."""
        return self._drafts(period)

    def _drafts(self, period: str | None) -> list[MeetingDraft]:
        return [_decoded(kept.body) for kept in drafts.listed(self._store, FORM, period)]

    def draft(self, draft_id: str) -> MeetingDraft:
        """Return a meeting being written. Raises ProblemError V05 when there is none, V11 when it was finalised."""
        kept = drafts.get(self._store, FORM, draft_id)
        if kept is None:
            self._refuse_final(draft_id)
            raise ProblemError("V05", id=draft_id)
        return _decoded(kept.body)

    def prepare(self, cell_id: str, kind: MeetingKind, period: str, *, party_group: str = "") -> MeetingDraft:
        """Return the draft of a cell's meeting of a month: the one being written, else a new one already filled in.

        ``party_group`` names the group for a meeting of one. Nothing is written yet. Raises ProblemError V04 for a cell
        of another office, V05 for an unknown one, M11 for a month in which the cell did not exist yet.
        """
        named = normalize(party_group)
        same = meeting_starts.group_of(kind)
        for draft in self._drafts(period):
            content = draft.content
            alike = content.cell_id == cell_id and content.kind in same and content.party_group == named
            if alike and draft.revises is None:
                return draft
        last = dates.last_day(period)
        cell = self._own_cell(cell_id, last)
        if cell.valid_from > last:
            raise ProblemError("M11", name=cell.name, day=dates.format_day(cell.valid_from))
        return meeting_starts.started(self._store, cell, kind, period, named, self._regulations.own())

    def refresh_attendance(self, draft: MeetingDraft) -> MeetingDraft:
        """Return the draft with the attendance list of its day; what was ticked stays where it still can."""
        content = draft.content
        on = content.held_on or dates.last_day(content.period)
        marks = meeting_forms.marks(meeting_checks.register(self._store, content, on), content.attendance)
        return msgspec.structs.replace(draft, content=msgspec.structs.replace(content, attendance=marks))

    def refresh_follow_ups(self, draft: MeetingDraft) -> MeetingDraft:
        """Return the draft with the unfinished tasks as they are now; what was written about one stays."""
        content = draft.content
        on = content.held_on or dates.last_day(content.period)
        lines = meeting_forms.follow_ups(meeting_starts.looked_at(self._store, content.cell_id, on), content.follow_ups)
        return msgspec.structs.replace(draft, content=msgspec.structs.replace(content, follow_ups=lines))

    def before(self, draft: MeetingDraft) -> Meeting | None:
        """Return the last final meeting like this one (monthly, or of the same kind and party group) before its day."""
        content = draft.content
        on = content.held_on or dates.last_day(content.period)
        found = meeting_starts.last_of_group(self._store, content, on, self._series(draft))
        return meetings.get(self._store, found) if found else None

    def twin(self, draft: MeetingDraft) -> MeetingDraft | None:
        """Return another draft of the same meeting: of the same month, of a kind of which there is one on that day.

        A new version has its twin in another new version of the same meeting.
        """
        content = draft.content
        for kept in drafts.of_cell(self._store, FORM, content.cell_id, content.period):
            if kept.id != draft.id:
                other = _decoded(kept.body)
                if other.revises == draft.revises and meeting_starts.alike(other.content, content):
                    return other
        return None

    def preparations(self, draft: MeetingDraft) -> list[MeetingSummary]:
        """Return the final meetings of the cell's committee this month and the month before, the newest first."""
        content = draft.content
        first = dates.last_day(content.period).replace(day=1)
        periods = (content.period, (first - timedelta(days=1)).isoformat()[:7])
        return [
            meeting
            for period in periods
            for meeting in meetings.summaries(self._store, cell_id=content.cell_id, period=period)
            if meeting.kind is MeetingKind.COMMITTEE and meeting.state is MeetingState.FINAL
        ]

    def party_groups(self, cell_id: str, on: date) -> list[str]:
        """Return the names of a cell's party groups on a day."""
        return meeting_bases.party_groups(self._store, cell_id, on)

    def reasons(self, text: str = "") -> list[str]:
        """Return reasons for absence used before that fit what is typed, the most used first."""
        return phrases.suggested(self._store, REASONS, text, _SUGGESTED)

    def save_draft(self, draft: MeetingDraft) -> MeetingDraft:
        """Keep what is written so far and return it as kept; called again and again while someone types.

        Raises ProblemError V11 when the meeting was finalised meanwhile.
        """
        self._refuse_final(draft.id)
        kept = msgspec.structs.replace(
            draft,
            content=meeting_forms.cleaned(draft.content),
            revision_reason=normalize(draft.revision_reason, keep_newlines=True),
            saved_at=self._now(),
        )
        content = kept.content
        with self._store.operation("meeting.draft", f"meeting:{kept.id}", cell=content.cell_id, period=content.period):
            body = msgspec.json.encode(kept)
            drafts.put(self._store, FORM, kept.id, body, content.cell_id, content.period, kept.saved_at)
        return kept

    def discard_draft(self, draft_id: str) -> None:
        """Throw a draft away; one that is not there any more is no mistake."""
        if drafts.get(self._store, FORM, draft_id) is None:
            return
        with self._store.operation("meeting.discard", f"meeting:{draft_id}"):
            drafts.remove(self._store, FORM, draft_id)

    # --- finalising ---

    def check(self, draft: MeetingDraft) -> list[Finding]:
        """Return all errors and warnings of a draft, each with the path of its field."""
        return self._check(msgspec.structs.replace(draft, content=meeting_forms.cleaned(draft.content)))

    def _check(self, draft: MeetingDraft) -> list[Finding]:
        today = self._clock().date()
        on = draft.content.held_on or today
        case = meeting_checks.Case(
            draft=draft,
            cell=self._own_cell(draft.content.cell_id, on),
            series=self._series(draft),
            today=today,
            overrides=self._regulations.overrides(on),
            twin=self.twin(draft),
        )
        return meeting_checks.findings(self._store, case)

    def _series(self, draft: MeetingDraft) -> str:
        """Return the series a draft will belong to."""
        revised = meetings.head(self._store, draft.revises) if draft.revises else None
        return revised.series_id if revised else draft.id

    def finalize(self, draft: MeetingDraft) -> Meeting:
        """Check, number and keep a meeting, replace what it revises, and remove the draft: one operation.

        The meeting takes over the draft's identifier. Raises ProblemError V01 with the errors found, V10 when the cell
        has its regular meeting of the month already, V11 when this very draft was finalised before, V12 when the
        meeting it revises is no longer in use.
        """
        self._refuse_final(draft.id)
        draft = msgspec.structs.replace(
            draft,
            content=meeting_forms.cleaned(draft.content),
            revision_reason=normalize(draft.revision_reason, keep_newlines=True),
        )
        revised = self._revised(draft)
        found = self._check(draft)
        for finding in found:
            if finding.code == "MEETING_SECOND_REGULAR":
                raise ProblemError("V10", findings=(finding,), **finding.values)
        refuse_errors(found)
        series = revised.series_id if revised else draft.id
        content = self._for_good(draft, series)
        assert content.held_on is not None  # the check refuses a meeting without a day
        meeting = Meeting(
            id=draft.id,
            owner_id=self._office_id,
            series_id=series,
            version=revised.version + 1 if revised else 1,
            state=MeetingState.FINAL,
            number=self._number(content, content.held_on, revised),
            content=content,
            finalized_at=self._now(),
            revision_reason=draft.revision_reason if revised else "",
        )
        with self._store.operation(
            "meeting.finalize",
            f"meeting:{meeting.id}",
            cell=content.cell_id,
            period=content.period,
            number=meeting.number,
            version=meeting.version,
        ):
            touched, said = meeting_forms.touched(content), meeting_forms.reasons(content)
            if revised:
                touched |= assignments.touched(self._store, revised.id)
                said -= Counter(meeting_parts.reasons(self._store, revised.id))
                meetings.set_state(self._store, revised.id, MeetingState.SUPERSEDED)
            meetings.insert(self._store, meeting, totals(content))
            assignments.settle(self._store, touched)
            phrases.learn(self._store, REASONS, said, content.held_on.isoformat())
            drafts.remove(self._store, FORM, draft.id)
        return meeting

    def _for_good(self, draft: MeetingDraft, series: str) -> MeetingContent:
        """Return the content of a draft as a final keeps it: without blanks, tasks told apart, the score fixed."""
        content = meeting_forms.without_blanks(draft.content)
        given = [task.id for item in content.agenda for task in item.tasks]
        if given:
            content = meeting_forms.told_apart(content, assignments.taken(self._store, given, series))
        if content.score is None:
            return content
        from desktop_app.services import quality

        today = self._clock().date()
        on = content.held_on or today
        cell, overrides = self._own_cell(content.cell_id, on), self._regulations.overrides(on)
        settled = quality.settled(self._store, draft, cell, today, overrides)
        return msgspec.structs.replace(content, score=settled.score)

    def _revised(self, draft: MeetingDraft) -> meetings.Head | None:
        if draft.revises is None:
            return None
        return self._final(draft.revises)

    def _number(self, content: MeetingContent, on: date, revised: meetings.Head | None) -> int:
        """Return the number a meeting bears: that of the version before, where both stand in one book, else a new one.

        One entered under the wrong kind or year is numbered where it belongs: there another may bear its old number.
        """
        numbers, document = NumberService(self._store, self._office_id, self._clock), numbering.counted_as(content.kind)
        old = meetings.head_only(self._store, revised.id) if revised else None
        if old is not None and old.content.held_on is not None:
            same = numbering.counted_as(old.content.kind) is document
            if same and numbers.one_count(document, on, old.content.held_on):
                return old.number
        return numbers.next_number(content.cell_id, document, on)

    # --- after finalising ---

    def revise(self, meeting_id: str, reason: str) -> MeetingDraft:
        """Return a draft of a new version of a final meeting: the one being written, else a copy of it.

        Nothing is written yet. Raises ProblemError V04, V05, V12 when the meeting is not a final of this office.
        """
        self._final(meeting_id)
        for draft in self._drafts(None):
            if draft.revises == meeting_id:
                return draft
        return MeetingDraft(
            id=new_id(), content=self.get(meeting_id).content, revises=meeting_id, revision_reason=normalize(reason)
        )

    def cancel(self, meeting_id: str, reason: str) -> None:
        """Take a final meeting out of use, with a reason; its number is not used again.

        Raises ProblemError V01 without a reason or with too long a one, V04, V05, V12 when the meeting
        is not a final of this office.
        """
        why = normalize(reason, keep_newlines=True)
        if not why:
            refuse_errors([error("MEETING_CANCEL_REASON", "revision_reason")])
        refuse_errors(too_long("revision_reason", why, MAX_REASON))
        self._final(meeting_id)
        with self._store.operation("meeting.cancel", f"meeting:{meeting_id}"):
            touched = assignments.touched(self._store, meeting_id)
            meetings.set_state(self._store, meeting_id, MeetingState.CANCELLED, why)
            assignments.settle(self._store, touched)

    # --- shared ---

    def _final(self, meeting_id: str) -> meetings.Head:
        kept = meetings.head(self._store, meeting_id)
        if kept is None:
            raise ProblemError("V05", id=meeting_id)
        if kept.owner_id != self._office_id:
            cell = organizations.get(self._store, kept.cell_id, self._clock().date())
            raise ProblemError("V04", name=cell.name if cell else "")
        if kept.state is not MeetingState.FINAL:
            raise ProblemError("V12")
        return kept

    def _refuse_final(self, draft_id: str) -> None:
        kept = meetings.head(self._store, draft_id)
        if kept is not None:
            raise ProblemError("V11", number=kept.number)

    def _own_cell(self, cell_id: str, on: date) -> Organization:
        cell = organizations.get(self._store, cell_id, on)
        if cell is None:
            raise ProblemError("V05", id=cell_id)
        if cell.owner_id != self._office_id:
            raise ProblemError("V04", name=cell.name)
        return cell

    def _now(self) -> str:
        return audit.stamp(self._clock())


def totals(content: MeetingContent) -> meetings.Totals:
    """Return the counts that are kept beside a meeting."""
    counts = attendance.counts(content.attendance)
    return meetings.Totals(
        required=counts.required,
        present=counts.present,
        excused=counts.excused,
        unexcused=counts.unexcused,
        conclusions=sum(bool(item.conclusion) for item in content.agenda),
    )


def _decoded(body: bytes) -> MeetingDraft:
    try:
        return msgspec.json.decode(body, type=MeetingDraft)
    except msgspec.DecodeError as failure:
        raise ProblemError("V13") from failure
