"""Meetings: the month's board, drafts being written, and finalising, replacing and cancelling what is kept."""

from __future__ import annotations

import functools
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from db import audit, drafts, meetings, members, organizations, roles
from db.ids import new_id
from db.meeting_records import (
    Meeting,
    MeetingContent,
    MeetingDraft,
    MeetingKind,
    MeetingState,
    MeetingSummary,
    Presence,
)
from db.problems import ProblemError
from db.records import BoardRow, CellView, Finding, Organization
from db.text import normalize
from desktop_app.rules import attendance, dates, numbering
from desktop_app.rules.findings import error, warning
from desktop_app.rules.meeting import MeetingContext, agenda_template, check
from desktop_app.rules.meeting_surroundings import findings as around_it
from desktop_app.services import board, meeting_forms, meeting_surroundings, quality
from desktop_app.services.base import Clock, refuse_errors, too_long
from desktop_app.services.numbers import NumberService
from desktop_app.services.regulations import RegulationService

if TYPE_CHECKING:
    from db.store import Store

MAX_REASON = 1_000
"""Characters of a reason for a new version or for taking a meeting out of use: it prints, and packages carry it."""
FORM = "meeting"
"""The name meeting drafts are kept under."""


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
        first, last = board.quarter(period)
        finals: dict[str, list[MeetingSummary]] = {}
        for meeting in meetings.finals(self._store, self._office_id, first, last):
            finals.setdefault(meeting.cell_id, []).append(meeting)
        written: dict[str, list[MeetingDraft]] = {}
        for draft in self._drafts(period):
            written.setdefault(draft.content.cell_id, []).append(draft)
        # Most cells meet on one of a few days.
        own = functools.cache(self._regulations.own().on)
        met = board.committees(self._store, self._office_id, period)
        return [
            board.row(
                cell, period, finals.get(cell.organization.id, ()), written.get(cell.organization.id, ()), own, met
            )
            for cell in self._cells(period)
        ]

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

    def prepare(self, cell_id: str, kind: MeetingKind, period: str) -> MeetingDraft:
        """Return the draft of a cell's meeting of a month: the one being written, else a new one already filled in.

        Nothing is written yet. Raises ProblemError V04 for a cell of another office, V05 for an unknown one.
        """
        same = (MeetingKind.REGULAR, MeetingKind.COMBINED) if kind.value in meetings.COUNTED else (kind,)
        for draft in self._drafts(period):
            if draft.content.cell_id == cell_id and draft.content.kind in same and draft.revises is None:
                return draft
        last = dates.last_day(period)
        cell = self._own_cell(cell_id, last)
        held_on = dates.fixed_day(period, cell.meeting_day) if cell.meeting_day else None
        on = held_on or last
        before = meetings.latest(self._store, cell_id, on)
        marks = meeting_forms.marks(members.of_cell(self._store, cell_id, on))
        present = {mark.member_id for mark in marks if mark.presence is Presence.PRESENT}
        known = before.content if before else MeetingContent(cell_id=cell_id, kind=kind, period=period)
        chair_id, minute_taker = meeting_forms.officers(roles.of_unit(self._store, cell_id, on), known, present)
        return MeetingDraft(
            id=new_id(),
            content=MeetingContent(
                cell_id=cell_id,
                kind=kind,
                period=period,
                held_on=held_on,
                start_time=known.start_time,
                place=known.place,
                chair_id=chair_id,
                secretary_id=minute_taker,
                attendance=marks,
                agenda=agenda_template(kind, on, self._regulations.overrides(on)),
            ),
        )

    def refresh_attendance(self, draft: MeetingDraft) -> MeetingDraft:
        """Return the draft with the attendance list of its day; what was ticked stays where it still can."""
        content = draft.content
        on = content.held_on or dates.last_day(content.period)
        marks = meeting_forms.marks(members.of_cell(self._store, content.cell_id, on), content.attendance)
        return msgspec.structs.replace(draft, content=msgspec.structs.replace(content, attendance=marks))

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
        content, today = draft.content, self._clock().date()
        on = content.held_on or today
        cell = self._own_cell(content.cell_id, on)
        context = MeetingContext(today=today, meeting_day=cell.meeting_day, overrides=self._regulations.overrides(on))
        found = [
            finding for finding in check(content, context) if finding.field not in meeting_forms.blank_guests(content)
        ]
        if content.kind.value in meetings.COUNTED:
            kept = meetings.regular(self._store, content.cell_id, content.period)
            if kept is not None and kept.id != draft.revises:
                period = f"{content.period[5:]}/{content.period[:4]}"
                found.append(error("MEETING_SECOND_REGULAR", "kind", period=period, number=kept.number))
        if draft.revises is not None and not draft.revision_reason.strip():
            found.append(error("MEETING_REVISION_REASON", "revision_reason"))
        found += too_long("revision_reason", draft.revision_reason, MAX_REASON)
        found += quality.findings(self._store, draft, cell, today, context.overrides)
        if cell.closed_on is not None and content.held_on is not None and content.held_on >= cell.closed_on:
            found.append(error("MEETING_CELL_CLOSED", "held_on", day=dates.format_day(cell.closed_on)))
        if meetings.unknown_members(self._store, _people(content)):
            found.append(error("MEETING_MEMBER_UNKNOWN", "attendance"))
        if content.held_on is not None:
            surroundings = meeting_surroundings.of_meeting(
                self._store, content, cell, self._series(draft), self._other_drafts(draft)
            )
            found += around_it(content, surroundings, context.overrides)
        differing = meeting_forms.register_differs(content, members.roll(self._store, content.cell_id, on))
        if differing:
            found.append(warning("MEETING_REGISTER_CHANGED", "attendance", count=differing))
        return found

    def _series(self, draft: MeetingDraft) -> str:
        kept = meetings.head(self._store, draft.revises) if draft.revises else None
        return kept.series_id if kept else draft.id

    def _other_drafts(self, draft: MeetingDraft) -> tuple[str, ...]:
        """Return when other drafts of the same meeting were saved last."""
        content = draft.content
        counted = content.kind.value in meetings.COUNTED
        written = [
            _decoded(kept.body)
            for kept in drafts.listed(self._store, FORM, content.period)
            if kept.cell_id == content.cell_id and kept.id != draft.id
        ]
        return tuple(
            f"{dates.format_day(date.fromisoformat(one.saved_at[:10]))} {one.saved_at[11:16]}".strip()
            for one in written
            if one.revises == draft.revises
            and (one.content.kind is content.kind or (counted and one.content.kind.value in meetings.COUNTED))
            and (counted or one.content.held_on == content.held_on)
        )

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
        content = meeting_forms.without_blanks(self._scored(draft))
        assert content.held_on is not None  # the check refuses a meeting without a day
        meeting = Meeting(
            id=draft.id,
            owner_id=self._office_id,
            series_id=revised.series_id if revised else draft.id,
            version=revised.version + 1 if revised else 1,
            state=MeetingState.FINAL,
            number=revised.number if revised else self._next_number(content, content.held_on),
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
            if revised:
                meetings.set_state(self._store, revised.id, MeetingState.SUPERSEDED)
            meetings.insert(self._store, meeting, totals(content))
            drafts.remove(self._store, FORM, draft.id)
        return meeting

    def _scored(self, draft: MeetingDraft) -> MeetingContent:
        """Return the content with the level and the points of its score sheet fixed."""
        today = self._clock().date()
        on = draft.content.held_on or today
        cell = self._own_cell(draft.content.cell_id, on)
        return quality.settled(self._store, draft, cell, today, self._regulations.overrides(on))

    def _revised(self, draft: MeetingDraft) -> meetings.Head | None:
        if draft.revises is None:
            return None
        return self._final(draft.revises)

    def _next_number(self, content: MeetingContent, on: date) -> int:
        numbers = NumberService(self._store, self._office_id, self._clock)
        return numbers.next_number(content.cell_id, numbering.counted_as(content.kind), on)

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
            meetings.set_state(self._store, meeting_id, MeetingState.CANCELLED, why)

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


def _people(content: MeetingContent) -> set[str]:
    spoken = {opinion.member_id for item in content.agenda for opinion in item.opinions}
    officers = {content.chair_id, content.secretary_id}
    return {mark.member_id for mark in content.attendance} | {person for person in spoken | officers if person}


def _decoded(body: bytes) -> MeetingDraft:
    try:
        return msgspec.json.decode(body, type=MeetingDraft)
    except msgspec.DecodeError as failure:
        raise ProblemError("V13") from failure
