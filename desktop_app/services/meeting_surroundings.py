"""Reads from the store what the rules ask about the surroundings of a meeting."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from db import meeting_surroundings as around
from db import roles
from db.meeting_records import MeetingContent, MeetingKind
from db.register_records import RoleKind
from desktop_app.rules.meeting_surroundings import ANSWERING, Surroundings, asked_about
from desktop_app.services.board import quarter

if TYPE_CHECKING:
    from db.records import Organization
    from db.store import Store

_THEMATIC = (MeetingKind.THEMATIC, MeetingKind.COMBINED)


def of_meeting(
    store: Store, content: MeetingContent, cell: Organization, series_id: str, other_drafts: tuple[str, ...]
) -> Surroundings:
    """Return the surroundings of a meeting that has a day; ``series_id`` is its own, whose versions do not count."""
    on = content.held_on
    assert on is not None
    gone, not_yet = _not_of_cell(store, content, on)
    first, last = quarter(content.period)
    monthly = content.kind in ANSWERING

    def held(kinds: tuple[MeetingKind, ...], start: str, end: str) -> int:
        return around.count_of_kinds(store, content.cell_id, kinds, start, end, on, series_id)

    return Surroundings(
        cell_began=cell.established_on,
        gone=gone,
        not_yet=not_yet,
        earlier=around.earlier_marks(store, asked_about(content.attendance), on.replace(month=1, day=1), on, series_id)
        if monthly
        else {},
        thematic=held(_THEMATIC, first, last) if monthly and content.period == last else None,
        committee_met=held((MeetingKind.COMMITTEE,), content.period, content.period) > 0
        if monthly and _has_committee(store, content.cell_id, on)
        else None,
        other_drafts=other_drafts,
    )


def _has_committee(store: Store, cell_id: str, on: date) -> bool:
    return any(role.role is RoleKind.COMMITTEE for role in roles.of_unit(store, cell_id, on))


def _not_of_cell(store: Store, content: MeetingContent, on: date) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of those on the list who had left the cell by that day, and of those who came only later."""
    spans = around.spans_in_cell(store, content.cell_id, [mark.member_id for mark in content.attendance])
    gone: list[str] = []
    not_yet: list[str] = []
    day = on.isoformat()
    for mark in content.attendance:
        own = spans.get(mark.member_id)
        if not own or any(start <= day and (end is None or end > day) for start, end in own):
            continue
        (gone if own[0][0] <= day else not_yet).append(mark.full_name)
    return tuple(gone), tuple(not_yet)
