"""How the form of a meeting begins: everything the store knows before anybody has typed a word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from db import assignments, meeting_bases, meetings, roles, themes
from db.ids import new_id
from db.meeting_records import Assignment, Meeting, MeetingContent, MeetingDraft, MeetingKind, Presence, Theme
from db.records import Organization
from desktop_app.rules import dates, tasks
from desktop_app.rules.meeting import agenda_template
from desktop_app.rules.meeting_month import MONTHLY, PREPARED, WITH_THEME
from desktop_app.services import meeting_checks, meeting_forms

if TYPE_CHECKING:
    from db.store import Store
    from desktop_app.services.regulations import OwnValues

LOOKING_BACK = (*MONTHLY, MeetingKind.YEAR_END)
"""Kinds at which the cell goes through what it gave to do earlier."""


def group_of(kind: MeetingKind) -> Sequence[MeetingKind]:
    """Return the kinds a meeting is compared with: the monthly ones are one group, every other kind is its own."""
    return MONTHLY if kind in MONTHLY else (kind,)


def alike(one: MeetingContent, other: MeetingContent) -> bool:
    """Return whether two forms of a cell and month can only be meant for one meeting."""
    if one.kind not in group_of(other.kind) or one.party_group != other.party_group:
        return False
    return one.kind.value in meetings.COUNTED or one.held_on == other.held_on


def started(
    store: Store, cell: Organization, kind: MeetingKind, period: str, party_group: str, own: OwnValues
) -> MeetingDraft:
    """Return a new draft filled in with what is known of the cell that month; nothing is written."""
    last = dates.last_day(period)
    monthly = kind not in meeting_checks.OF_PART
    held_on = dates.fixed_day(period, cell.meeting_day) if cell.meeting_day and monthly else None
    on = held_on or last
    bare = MeetingContent(cell_id=cell.id, kind=kind, period=period, party_group=party_group)
    before = _before(store, bare, on)
    known = before.content if before else bare
    marks = meeting_forms.marks(meeting_checks.register(store, bare, on))
    present = {mark.member_id for mark in marks if mark.presence is Presence.PRESENT}
    held = roles.of_unit(store, cell.id, on)
    chair_id, minute_taker = meeting_forms.officers(held, known, present, in_group=kind is MeetingKind.PARTY_GROUP)
    prepared = meeting_bases.preparing(store, cell.id, on, "") if kind in PREPARED else None
    theme = _theme(store, cell.id, on) if kind in WITH_THEME else None
    open_ones = looked_at(store, cell.id, on) if kind in LOOKING_BACK else ()
    return MeetingDraft(
        id=new_id(),
        content=MeetingContent(
            cell_id=cell.id,
            kind=kind,
            period=period,
            held_on=held_on,
            start_time=known.start_time,
            place=known.place,
            chair_id=chair_id,
            secretary_id=minute_taker,
            theme=theme.title if theme else "",
            attendance=marks,
            agenda=agenda_template(kind, on, own.on(on)),
            party_group=party_group,
            prepared_by=prepared[0] if prepared else None,
            theme_id=theme.id if theme else None,
            follow_ups=meeting_forms.follow_ups(open_ones),
        ),
    )


def looked_at(store: Store, cell_id: str, on: date) -> list[Assignment]:
    """Return the unfinished tasks a meeting of that day looks at, the most urgent first."""
    return [one for one in assignments.open_ones(store, cell_id, on) if tasks.next_meeting_asks(one, on)]


def _before(store: Store, content: MeetingContent, on: date) -> Meeting | None:
    """Return the last final meeting of the same group of kinds, else the last one of any kind, without its parts."""
    same = last_of_group(store, content, on)
    return meetings.head_only(store, same) if same else meetings.latest(store, content.cell_id, on)


def last_of_group(store: Store, content: MeetingContent, on: date, series: str = "") -> str | None:
    """Return the last final meeting like this one that the cell held before a day, without those of a series."""
    kinds = group_of(content.kind)
    return meeting_bases.last_of(store, content.cell_id, kinds, on, series, content.party_group)


def _theme(store: Store, cell_id: str, on: date) -> Theme | None:
    """Return the first theme of the quarter's list, those first that no final meeting bears yet, where it is one."""
    planned = themes.of_quarter(store, cell_id, on.year, (on.month + 2) // 3)
    return planned[0] if planned and not meeting_bases.bears(store, planned[0].id) else None
