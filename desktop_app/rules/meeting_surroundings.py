"""What the rules say about a meeting beside the rest of its cell's life: the meetings before it, who belongs to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import msgspec

from db.meeting_records import AttendanceMark, MeetingContent, MeetingKind, Presence
from db.records import Finding
from desktop_app.rules import attendance_span, dates, regulation
from desktop_app.rules.findings import error, warning

ANSWERING = (MeetingKind.REGULAR, MeetingKind.COMBINED)
"""The monthly meetings, at which absences are counted and which the committee prepares."""
_NAMES = 5
"""So many people are named in one sentence; of more only the number is told."""


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """What is known around a meeting; what is None or empty is not asked for."""

    cell_began: date | None = None
    """The first day of the cell."""
    not_yet: tuple[str, ...] = ()
    """Names of those on the list who came to the cell only after the day of the meeting."""
    gone: tuple[str, ...] = ()
    """Names of those on the list who had left the cell by that day."""
    earlier: Mapping[str, Sequence[str]] = msgspec.field(default_factory=dict)
    """By person the marks of this year's monthly meetings before this one, in their order."""
    thematic: int | None = None
    """Thematic or combined meetings of the quarter, this one left out; None where the cell still has time."""
    committee_met: bool | None = None
    """Whether the cell's committee met in the month before this meeting; None where the cell has no committee."""
    other_drafts: tuple[str, ...] = ()
    """When other drafts of the same meeting were last saved, as they are shown."""


def findings(
    content: MeetingContent, around: Surroundings, overrides: regulation.Overrides | None = None
) -> list[Finding]:
    """Return all findings about a meeting beside its surroundings; rules are those of the day it was held."""
    return [
        *_cell(content, around),
        *_listed(around),
        *_absences(content, around, overrides),
        *_prepared(content, around, overrides),
        *_themes(content, around, overrides),
        *(warning("MEETING_OTHER_DRAFT", "kind", saved=saved) for saved in around.other_drafts),
    ]


def _cell(content: MeetingContent, around: Surroundings) -> Iterator[Finding]:
    began = around.cell_began
    if began is not None and content.held_on is not None and content.held_on < began:
        yield error("MEETING_BEFORE_CELL", "held_on", day=dates.format_day(began))


def _listed(around: Surroundings) -> Iterator[Finding]:
    if around.gone:
        yield error("MEETING_MEMBER_GONE", "attendance", names=_named(around.gone))
    if around.not_yet:
        yield warning("MEETING_MEMBER_NOT_YET", "attendance", names=_named(around.not_yet))


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMES])
    return f"{shown}, … ({len(names)})" if len(names) > _NAMES else shown


def _absences(
    content: MeetingContent, around: Surroundings, overrides: regulation.Overrides | None
) -> Iterator[Finding]:
    """Warn of runs of excused absences and of absences without reason in the year.

    Sources: rules ``meeting.attendance.excused_in_row``, ``meeting.attendance.unexcused_in_year``.
    """
    on = content.held_on
    if on is None or content.kind not in ANSWERING:
        return
    row = regulation.find(attendance_span.EXCUSED_IN_ROW, on, overrides)
    year = regulation.find(attendance_span.UNEXCUSED_IN_YEAR, on, overrides)
    for position, mark in enumerate(content.attendance):
        earlier = around.earlier.get(mark.member_id, ())
        if row is not None and row.value and mark.presence == Presence.EXCUSED:
            run = _run(earlier) + 1
            if run >= row.value:
                field = f"attendance.{position}.reason"
                yield warning("MEETING_EXCUSED_IN_ROW", field, row.source, name=mark.full_name, count=run)
        if year is not None and year.value and mark.presence == Presence.UNEXCUSED:
            count = list(earlier).count(Presence.UNEXCUSED.value) + 1
            if count >= year.value:
                field = f"attendance.{position}.presence"
                yield warning("MEETING_UNEXCUSED_IN_YEAR", field, year.source, name=mark.full_name, count=count)


def _run(earlier: Sequence[str]) -> int:
    """Return how many excused absences end the marks; a meeting that needed no coming breaks no run."""
    run = 0
    for presence in reversed(earlier):
        if presence == Presence.NOT_REQUIRED:
            continue
        if presence != Presence.EXCUSED:
            break
        run += 1
    return run


def asked_about(marks: Sequence[AttendanceMark]) -> list[str]:
    """Return whose earlier marks are needed: those who are absent now."""
    return [mark.member_id for mark in marks if mark.presence in (Presence.EXCUSED, Presence.UNEXCUSED)]


def _prepared(
    content: MeetingContent, around: Surroundings, overrides: regulation.Overrides | None
) -> Iterator[Finding]:
    """Warn where the committee did not meet first. Source: rule ``meeting.committee.first``."""
    if around.committee_met is not False or content.prepared_by or content.held_on is None:
        return
    rule = regulation.find("meeting.committee.first", content.held_on, overrides)
    if rule is not None and rule.value == "yes" and content.kind in ANSWERING:
        yield warning("MEETING_COMMITTEE_NOT_MET", "held_on", rule.source)


def _themes(content: MeetingContent, around: Surroundings, overrides: regulation.Overrides | None) -> Iterator[Finding]:
    """Warn in the last month of a quarter without a theme. Source: rule ``meeting.thematic.per_quarter``."""
    if around.thematic is None or content.held_on is None or content.kind is not MeetingKind.REGULAR:
        return
    rule = regulation.find("meeting.thematic.per_quarter", content.held_on, overrides)
    if rule is not None and around.thematic < rule.value:
        yield warning("MEETING_NO_THEMATIC", "kind", rule.source, least=rule.value, count=around.thematic)
