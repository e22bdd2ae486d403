"""Queries of the dated acts of a person's membership: their history, the last one, and how all stood before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from db import members
from db.organizations import day, iso
from db.record_base import Duty, Standing
from db.records import Membership, MemberStatus
from db.register_records import ChangeInput, ChangeKind, MemberChange

if TYPE_CHECKING:
    from db.store import Store

_COLUMNS = (
    "id",
    "owner_id",
    "member_id",
    "seq",
    "kind",
    "on_date",
    "cell_id",
    "party_group",
    "standing",
    "duty",
    "decision_number",
    "decision_on",
    "decided_by",
    "place",
    "paper_number",
    "dues_until",
    "until",
    "reason",
    "cancelled",
    "cancel_reason",
    "before",
)
_SELECT = f"SELECT {', '.join(_COLUMNS[:-1])} FROM member_event"
_HOLDS = "cancelled IS NULL"


class Before(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an act changed, as it was: the person's lines with their ids, and the dates the act set."""

    memberships: tuple[Membership, ...] = ()
    statuses: tuple[MemberStatus, ...] = ()
    admitted_on: str | None = None
    """What stood there, where the act set it; otherwise None."""
    official_on: str | None = None


def _record(row: dict[str, Any]) -> MemberChange:
    return MemberChange(
        id=row["id"],
        owner_id=row["owner_id"],
        member_id=row["member_id"],
        seq=row["seq"],
        change=ChangeInput(
            kind=ChangeKind(row["kind"]),
            on=date.fromisoformat(row["on_date"]),
            cell_id=row["cell_id"] or "",
            party_group=row["party_group"],
            decision_number=row["decision_number"],
            decision_on=day(row["decision_on"]),
            decided_by=row["decided_by"],
            place=row["place"],
            paper_number=row["paper_number"],
            dues_until=row["dues_until"],
            until=day(row["until"]),
            reason=row["reason"],
        ),
        standing=Standing(row["standing"]),
        duty=Duty(row["duty"]),
        cancelled=row["cancelled"] or "",
        cancel_reason=row["cancel_reason"],
    )


# --- reading ---


def get(store: Store, change_id: str) -> MemberChange | None:
    """Return one act."""
    found = store.row(f"{_SELECT} WHERE id = ?", (change_id,))
    return _record(found) if found else None


def of_member(store: Store, member_id: str) -> list[MemberChange]:
    """Return every act of a person, cancelled ones included, oldest first."""
    return [_record(row) for row in store.rows(f"{_SELECT} WHERE member_id = ? ORDER BY seq", (member_id,))]


def last(store: Store, member_id: str) -> MemberChange | None:
    """Return the last act of a person that holds."""
    found = store.row(f"{_SELECT} WHERE member_id = ? AND {_HOLDS} ORDER BY seq DESC LIMIT 1", (member_id,))
    return _record(found) if found else None


def next_seq(store: Store, member_id: str) -> int:
    """Return the number of a person's next act."""
    return int(store.value("SELECT coalesce(max(seq), 0) + 1 FROM member_event WHERE member_id = ?", (member_id,)))


def before(store: Store, change_id: str) -> Before | None:
    """Return how all was before an act; None for one that was worked out of lines an older program wrote."""
    kept = store.value("SELECT before FROM member_event WHERE id = ?", (change_id,))
    return msgspec.json.decode(kept, type=Before) if kept else None


# --- counting over a period ---


def counted(store: Store, office_id: str, on: date) -> list[tuple[str, str, date]]:
    """Return (member, cell, since) of everyone who counts in a cell of an office on a day, by the lines alone.

    Probationary and official members count, visitors do not, as in ``organizations.member_counts``.
    """
    rows = store.tuples(
        """
        SELECT m.member_id, m.cell_id, max(m.valid_from, s.valid_from) FROM membership m
        JOIN organization o ON o.id = m.cell_id AND o.owner_id = :office
        JOIN member_status s ON s.member_id = m.member_id AND s.axis = 'standing' AND s.valid_from <= :on
             AND (s.valid_to IS NULL OR s.valid_to > :on) AND s.status IN ('probationary', 'official')
        WHERE m.valid_from <= :on AND (m.valid_to IS NULL OR m.valid_to > :on)
          AND NOT EXISTS (SELECT 1 FROM member_status d WHERE d.member_id = m.member_id AND d.axis = 'duty'
               AND d.status = 'visiting' AND d.valid_from <= :on AND (d.valid_to IS NULL OR d.valid_to > :on))
        """,
        {"office": office_id, "on": on.isoformat()},
    )
    return [(member, cell, date.fromisoformat(since)) for member, cell, since in rows]


def period(store: Store, office_id: str, start: date, end: date) -> list[MemberChange]:
    """Return the acts that hold, until ``end``, of every person of an office who had one from ``start`` on.

    By person, oldest first: what came before ``start`` says how the person stood when the period began.
    """
    rows = store.rows(
        f"{_SELECT} WHERE owner_id = :office AND {_HOLDS} AND on_date <= :end AND member_id IN (SELECT member_id"
        f" FROM member_event WHERE owner_id = :office AND {_HOLDS} AND on_date BETWEEN :start AND :end)"
        " AND member_id NOT IN (SELECT id FROM member WHERE merged_into IS NOT NULL) ORDER BY member_id, seq",
        {"office": office_id, "start": start.isoformat(), "end": end.isoformat()},
    )
    return [_record(row) for row in rows]


def names(store: Store, member_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of people by identifier."""
    rows = store.rows(
        "SELECT id, full_name FROM member WHERE id IN (SELECT value FROM json_each(?))",
        (msgspec.json.encode(sorted(member_ids)).decode(),),
    )
    return {row["id"]: row["full_name"] for row in rows}


# --- writing: inside an operation ---


def insert(store: Store, change: MemberChange, was: Before) -> None:
    """Write an act with how all was before it."""
    insert_many(store, [(change, was)])


def insert_many(store: Store, acts: Iterable[tuple[MemberChange, Before]]) -> None:
    """Write acts, each with how all was before it."""
    store.insert_many("member_event", _COLUMNS, (_row(change, was) for change, was in acts))


def _row(change: MemberChange, was: Before) -> tuple[object, ...]:
    act = change.change
    return (
        change.id,
        change.owner_id,
        change.member_id,
        change.seq,
        act.kind.value,
        act.on.isoformat(),
        act.cell_id or None,
        act.party_group,
        change.standing.value,
        change.duty.value,
        act.decision_number,
        iso(act.decision_on),
        act.decided_by,
        act.place,
        act.paper_number,
        act.dues_until,
        iso(act.until),
        act.reason,
        change.cancelled or None,
        change.cancel_reason,
        msgspec.json.encode(was).decode(),
    )


def cancel(store: Store, change_id: str, at: str, reason: str) -> None:
    """Note that an act does not hold any more; its row stays."""
    store.execute("UPDATE member_event SET cancelled = ?, cancel_reason = ? WHERE id = ?", (at, reason, change_id))


def replace_lines(
    store: Store, member_id: str, memberships: Sequence[Membership], statuses: Sequence[MemberStatus]
) -> None:
    """Put a person's lines back exactly as they are given, ids included."""
    store.execute("DELETE FROM membership WHERE member_id = ?", (member_id,))
    store.execute("DELETE FROM member_status WHERE member_id = ?", (member_id,))
    members.insert_memberships(store, memberships)
    members.insert_statuses(store, statuses)
