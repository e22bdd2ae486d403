"""The month's board: a line a cell with its regular meeting, what prepared it, how it was rated, what is missing."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from db import meeting_views
from db.meeting_records import MeetingDraft, MeetingKind, MeetingSummary
from db.records import BoardRow, BoardState, CellView
from desktop_app.rules import attendance, dates, percentages, regulation

if TYPE_CHECKING:
    from db.store import Store

_REGULAR = (MeetingKind.REGULAR, MeetingKind.COMBINED)


@functools.lru_cache(maxsize=64)
def quarter(period: str) -> tuple[str, str]:
    """Return the first and the last month of the quarter a period lies in."""
    first = (int(period[5:]) - 1) // 3 * 3 + 1
    return f"{period[:4]}-{first:02}", f"{period[:4]}-{first + 2:02}"


_NOBODY = attendance.AttendanceCounts()


Asked = Callable[[str, date], tuple[Any, str] | None]
"""Gives the value of a rule on a day, with the source to show; None where no rule of that id holds."""


def asked(own: Callable[[date], regulation.Overrides]) -> Asked:
    """Return how rules are asked for one board: most cells meet on one of a few days, so each answer is kept."""

    @functools.cache
    def answer(rule_id: str, on: date) -> tuple[Any, str] | None:
        rule = regulation.find(rule_id, on, own(on))
        return (rule.value, rule.source) if rule is not None else None

    return answer


@dataclass(frozen=True)
class Committees:
    """Which cells have a committee, and when it met for the month's meeting."""

    cells: Collection[str] = ()
    met_on: Mapping[str, date] = field(default_factory=dict)


def committees(store: Store, office_id: str, period: str) -> Committees:
    """Read which cells had a committee at the end of a month, and when it met for the month's meeting."""
    before = (date.fromisoformat(f"{period}-01") - timedelta(days=1)).strftime("%Y-%m")
    return Committees(
        cells=meeting_views.committees(store, dates.last_day(period)),
        met_on=meeting_views.committee_days(store, office_id, before, period),
    )


class Held(NamedTuple):
    """What a cell held and is writing."""

    finals: Sequence[MeetingSummary]
    """Of the month."""
    drafts: Sequence[MeetingDraft]
    """Of the month."""
    thematic: int
    """Thematic and combined meetings finalised in the quarter."""


def row(cell: CellView, period: str, held: Held, ask: Asked, committees: Committees) -> BoardRow:
    """Return a cell's line of the month ``period``."""
    finals, drafts, thematic = held
    final = next((one for one in finals if one.kind in _REGULAR), None) if finals else None
    draft = next((one for one in drafts if one.content.kind in _REGULAR), None) if drafts else None
    state = BoardState.FINAL if final else BoardState.DRAFT if draft else BoardState.NONE
    counts = attendance.counts(draft.content.attendance) if draft and not final else _NOBODY
    committee_on = committees.met_on.get(cell.organization.id)
    unprepared = cell.organization.id in committees.cells and committee_on is None
    missing = (*_missing(cell, period, final, state, thematic, ask), *_preparation(final, ask, unprepared=unprepared))
    return BoardRow(
        cell_id=cell.organization.id,
        cell_name=cell.organization.name,
        hamlets=len(cell.hamlets),
        members=cell.members,
        state=state,
        meeting_id=final.id if final else draft.id if draft else None,
        held_on=final.held_on if final else draft.content.held_on if draft else None,
        number=final.number if final else None,
        required=final.required if final else counts.required,
        present=final.present if final else counts.present,
        excused=final.excused if final else counts.excused,
        unexcused=final.unexcused if final else counts.unexcused,
        thematic=thematic,
        missing=tuple([code for code, _ in missing]) if missing else (),
        missing_sources=tuple([source for _, source in missing]) if missing else (),
        has_committee=cell.organization.id in committees.cells,
        committee_on=committee_on,
        quality_level=final.quality_level if final else "",
        quality_points=final.quality_points if final else None,
    )


def _missing(
    cell: CellView, period: str, final: MeetingSummary | None, state: BoardState, thematic: int, ask: Asked
) -> Iterator[tuple[str, str]]:
    """Yield each thing that is missing, as a code, with the source of the rule that asks for it."""
    closed = cell.organization.closed_on
    if closed is not None and closed <= dates.last_day(period):
        yield "closed_in_month", ""
    elif not cell.members:
        yield "no_members", ""
    if state is not BoardState.FINAL:
        yield ("draft_only" if state is BoardState.DRAFT else "no_meeting"), ""
    if final:
        rule = ask("meeting.attendance.above_percent", final.held_on)
        if rule is not None and final.required and not percentages.is_above(final.present, final.required, rule[0]):
            yield "attendance_low", rule[1]
        day = cell.organization.meeting_day
        if day is not None and final.held_on != dates.fixed_day(period, day):
            yield "not_on_fixed_day", ""
    if period == quarter(period)[1]:
        first = date(int(period[:4]), int(period[5:]), 1)
        per_quarter = ask("meeting.thematic.per_quarter", first)
        if per_quarter is not None and thematic < per_quarter[0]:
            yield "no_thematic_quarter", per_quarter[1]


def _preparation(final: MeetingSummary | None, ask: Asked, *, unprepared: bool) -> Iterator[tuple[str, str]]:
    """Yield that the committee did not meet before a final meeting, where a rule of that day asks for it."""
    if final is None or not unprepared:
        return
    rule = ask("meeting.committee.first", final.held_on)
    if rule is not None and rule[0] == "yes":
        yield "committee_not_met", rule[1]
