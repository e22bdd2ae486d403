"""Making one history of two: the acts, cells and standings of a person who was written down twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from db import duplicates, member_events, members
from db.member_events import Before
from db.records import Membership, MemberStatus, StatusAxis
from desktop_app.services.member_lines import reopened

if TYPE_CHECKING:
    from db.store import Store

_Row = TypeVar("_Row", Membership, MemberStatus)


def join(store: Store, kept_id: str, dropped_id: str, *, prevails: str) -> None:
    """Give the history of both to ``kept_id``, inside an open operation.

    From the day on which the history of ``prevails`` (one of the two) begins, it holds alone; what the other's says of
    earlier days goes before it. Acts of the other that fall into that time contradict it: they stay with the row of the
    person dropped, which no list shows.
    """
    other = dropped_id if prevails == kept_id else kept_id
    stays, lines = members.memberships(store, prevails), members.statuses(store, prevails)
    acts, other_acts = duplicates.events(store, prevails), duplicates.events(store, other)
    standings = [line for line in lines if line.axis is StatusAxis.STANDING]
    first = _first(standings)
    earlier_stays = _before(members.memberships(store, other), _first(stays))
    earlier_lines = _before(members.statuses(store, other), first)
    begun = min((act["on_date"] for act in acts if act["cancelled"] is None), default=None)
    start = begun or (first.isoformat() if first else None)
    earlier = [act for act in other_acts if start is None or act["on_date"] < start]
    later = [act for act in other_acts if act not in earlier]
    for person in (kept_id, dropped_id):
        member_events.replace_lines(store, person, (), ())
        duplicates.replace_events(store, person, [])
    all_stays = _of(kept_id, [*earlier_stays, *stays])
    all_lines = _of(kept_id, [*earlier_lines, *lines])
    member_events.replace_lines(store, kept_id, all_stays, all_lines)
    moved = [_told(act, kept_id, (), ()) for act in earlier]
    moved += [_told(act, kept_id, earlier_stays, earlier_lines) for act in acts]
    duplicates.replace_events(store, kept_id, moved)
    duplicates.replace_events(store, dropped_id, later)


def _first(rows: Iterable[Membership | MemberStatus]) -> date | None:
    return min((row.valid_from for row in rows), default=None)


def _before(rows: Sequence[_Row], day: date | None) -> list[_Row]:
    """Return what rows say of the time before a day; all of it without one."""
    if day is None:
        return list(rows)
    return [
        msgspec.structs.replace(row, valid_to=day if row.valid_to is None else min(row.valid_to, day))
        for row in rows
        if row.valid_from < day
    ]


def _of(member_id: str, rows: Iterable[_Row]) -> list[_Row]:
    return [msgspec.structs.replace(row, member_id=member_id) for row in rows]


def _told(
    act: dict[str, Any], member_id: str, stays: Sequence[Membership], lines: Sequence[MemberStatus]
) -> dict[str, Any]:
    """Return an act whose state of before is that of the one kept, with what now lies before all of it."""
    if not act["before"]:
        return act
    was = msgspec.json.decode(act["before"], type=Before)
    if not was.memberships and not was.statuses:
        # Without the act that begins the history that prevails, the other one goes on.
        on = date.fromisoformat(act["on_date"])
        stays, lines = [reopened(row, on) for row in stays], [reopened(row, on) for row in lines]
    now = msgspec.structs.replace(
        was,
        memberships=tuple(_of(member_id, [*stays, *was.memberships])),
        statuses=tuple(_of(member_id, [*lines, *was.statuses])),
    )
    return {**act, "before": msgspec.json.encode(now).decode()}
