"""What became of a meeting: who did what when, what a version says differently, and which meeting a paper is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from db import audit, drafts, issued, meetings, members, organizations
from db.meeting_records import Meeting, MeetingDraft, MeetingState
from db.problems import ProblemError
from db.records import AuditRow
from desktop_app.rules import check_code, dates, meeting_compare, numbering
from desktop_app.rules.meeting_compare import Difference
from desktop_app.services import issued_sources
from desktop_app.services.base import Clock
from desktop_app.services.regulations import RegulationService
from desktop_app.texts import tr

if TYPE_CHECKING:
    from db.store import Store

_MEETING_FORM = "meeting"
"""The name drafts of meetings are kept under."""
_SAVED = ("meeting.draft", "issued.draft")
"""Actions that follow one another while somebody types and are told as one."""


class MeetingEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something done with a meeting or with a document out of it."""

    at: str
    """Local wall time, ISO, for display; of the first one where several are told as one."""
    until: str
    """Of the last one."""
    actor: str
    """Code of who did it; empty where another office did."""
    action: str
    """Code, words in the terms ``history_action``."""
    times: int = 1
    label: str = ""
    """Number line of the meeting or document."""
    version: int = 0
    """0 where it is about no version."""
    reason: str = ""
    meeting_id: str = ""
    """The kept version it is about; empty for a draft and for what is no meeting."""


class FoundPaper(msgspec.Struct, frozen=True, kw_only=True):
    """The kept meeting a check code belongs to."""

    meeting_id: str
    label: str
    cell_id: str
    cell_name: str
    period: str
    held_on: str
    """As the screen shows a day."""
    version: int
    state: MeetingState
    newest_version: int


class MeetingHistoryService:
    """Reads only."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._regulations = RegulationService(store, office_id, clock)

    def series_of(self, meeting_id: str) -> str:
        """Return the series of a kept meeting or of a draft; a draft that was never saved is its own."""
        kept = meetings.head(self._store, meeting_id)
        if kept is not None:
            return kept.series_id
        draft = drafts.get(self._store, _MEETING_FORM, meeting_id)
        revised = issued_sources.decoded(draft.body).revises if draft is not None else None
        head = meetings.head(self._store, revised) if revised else None
        return head.series_id if head is not None else meeting_id

    # --- the trail ---

    def of(self, series_id: str) -> list[MeetingEvent]:
        """Return what was done with a meeting and the documents out of it, the newest first.

        Versions another office made stand in it with the time they were made. Raises ProblemError V05 when there is no
        such meeting and no draft of it.
        """
        versions = [self._meeting(id_) for id_ in meetings.versions_of(self._store, series_id)]
        written = self._drafts(series_id, {meeting.id for meeting in versions})
        if not versions and not written:
            raise ProblemError("V05", id=series_id)
        papers = [self._issued(summary.id) for summary in issued.summaries(self._store, meeting_series=series_id)]
        about = {f"meeting:{meeting.id}": (meeting.id, self._label(meeting), meeting.version) for meeting in versions}
        about.update({f"meeting:{id_}": ("", "", 0) for id_ in written})
        about.update({f"issued:{paper.id}": ("", self._paper_label(paper), paper.version) for paper in papers})
        reasons = {f"meeting:{meeting.id}": meeting for meeting in versions}
        events = [self._event(row, *about[row.subject], reasons) for row in audit.of_subjects(self._store, set(about))]
        told = {(event.action, event.meeting_id) for event in events}
        events += [
            MeetingEvent(
                at=meeting.finalized_at,
                until=meeting.finalized_at,
                actor="",
                action="meeting.finalize",
                label=self._label(meeting),
                version=meeting.version,
                reason=_reason(meeting, "meeting.finalize"),
                meeting_id=meeting.id,
            )
            for meeting in versions
            if ("meeting.finalize", meeting.id) not in told
        ]
        # The sort keeps the order of the trail among events of one second.
        return list(reversed(_told_together(sorted(events, key=lambda event: event.at))))

    def _drafts(self, series_id: str, versions: set[str]) -> list[str]:
        """Return the drafts of a meeting that are being written: of itself or of a new version."""
        found = []
        for kept in drafts.listed(self._store, _MEETING_FORM):
            try:
                draft = msgspec.json.decode(kept.body, type=MeetingDraft)
            except msgspec.DecodeError:
                continue
            if draft.id == series_id or draft.revises in versions:
                found.append(draft.id)
        return found

    def _event(
        self, row: AuditRow, meeting_id: str, label: str, version: int, meetings_by_subject: dict[str, Meeting]
    ) -> MeetingEvent:
        meeting = meetings_by_subject.get(row.subject)
        saved = row.action in _SAVED
        return MeetingEvent(
            at=row.at,
            until=row.at,
            actor=row.actor,
            action=row.action,
            label="" if saved and meeting is not None else label,
            version=version,
            reason=_reason(meeting, row.action) if meeting is not None else "",
            meeting_id="" if saved else meeting_id,
        )

    # --- versions ---

    def versions(self, series_id: str) -> list[Meeting]:
        """Return all kept versions of a meeting, the first one first."""
        return [self._meeting(id_) for id_ in meetings.versions_of(self._store, series_id)]

    def compare(self, before_id: str, after_id: str) -> list[Difference]:
        """Return what the second of two kept meetings says differently. Raises ProblemError V05 for an unknown one."""
        before, after = self._meeting(before_id), self._meeting(after_id)
        names = {}
        for content in (before.content, after.content):
            for member_id in filter(None, (content.chair_id, content.secretary_id)):
                member = members.get(self._store, member_id)
                if member is not None:
                    names[member_id] = member.full_name
            if content.prepared_by:
                names[content.prepared_by] = self._called(content.prepared_by)
        return meeting_compare.differences(before.content, after.content, names)

    def _called(self, series_id: str) -> str:
        versions = meetings.versions_of(self._store, series_id)
        held = self._meeting(versions[-1]).content.held_on if versions else None
        return tr("ngày {day}", day=dates.format_day(held)) if held else tr("có")

    # --- papers ---

    def find_code(self, typed: str, year: int) -> FoundPaper | None:
        """Return the kept meeting of a year whose printed minutes bear a check code, None when none does.

        Raises ProblemError M42 when what was typed cannot be a check code.
        """
        wanted = check_code.read_code(typed)
        if not wanted:
            raise ProblemError("M42", text=typed[:40])
        for meeting_id in meetings.held_in(self._store, year):
            meeting = self._meeting(meeting_id)
            if check_code.check_code(meeting) == wanted:
                return self._found(meeting)
        return None

    def _found(self, meeting: Meeting) -> FoundPaper:
        content = meeting.content
        on = content.held_on or self._clock().date()
        cell = organizations.get(self._store, content.cell_id, on)
        versions = meetings.versions_of(self._store, meeting.series_id)
        return FoundPaper(
            meeting_id=meeting.id,
            label=self._label(meeting),
            cell_id=content.cell_id,
            cell_name=cell.name if cell else "",
            period=content.period,
            held_on=dates.format_day(on),
            version=meeting.version,
            state=meeting.state,
            newest_version=self._meeting(versions[-1]).version,
        )

    # --- shared ---

    def _meeting(self, meeting_id: str) -> Meeting:
        found = meetings.get(self._store, meeting_id)
        if found is None:
            raise ProblemError("V05", id=meeting_id)
        return found

    def _issued(self, document_id: str) -> issued.Head:
        found = issued.head(self._store, document_id)
        assert found is not None  # it was listed just now
        return found

    def _label(self, meeting: Meeting) -> str:
        on = meeting.content.held_on or dates.last_day(meeting.content.period)
        return numbering.minutes_label(meeting.number, on, self._regulations.overrides(on), meeting.content.kind)

    def _paper_label(self, paper: issued.Head) -> str:
        on = paper.issued_on
        return numbering.label(numbering.Counted(paper.type.value), paper.number, on, self._regulations.overrides(on))


def _reason(meeting: Meeting, action: str) -> str:
    """Return the reason that belongs to an action: a cancelled meeting keeps that of its cancelling only."""
    cancelled = meeting.state is MeetingState.CANCELLED
    if action == "meeting.cancel":
        return meeting.revision_reason
    return meeting.revision_reason if action == "meeting.finalize" and not cancelled else ""


def _told_together(events: list[MeetingEvent]) -> list[MeetingEvent]:
    """Return the events with savings of a draft that follow one another told as one."""
    told: list[MeetingEvent] = []
    for event in events:
        last = told[-1] if told else None
        alike = last is not None and (last.action, last.label, last.actor) == (event.action, event.label, event.actor)
        if last is not None and alike and event.action in _SAVED:
            told[-1] = msgspec.structs.replace(last, until=event.at, times=last.times + 1)
        else:
            told.append(event)
    return told
