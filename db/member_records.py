"""Queries of what is noted of a person: rewards, discipline, badges, contact with the place of residence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from db.register_records import MemberRecord, RecordKind

if TYPE_CHECKING:
    from db.store import Store

_COLUMNS = ("id", "owner_id", "member_id", "kind", "on_date", "until", "form", "number", "issuer", "place", "text")
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM member_record"


@dataclass(frozen=True)
class LongServing:
    """A member whose years in the Party are looked at."""

    member_id: str
    full_name: str
    birth_date: str
    cell_id: str
    cell_name: str
    admitted_on: str
    held: tuple[int, ...]
    """Badges given, in years."""


def of_member(store: Store, member_id: str) -> list[MemberRecord]:
    """Return all that is noted of a person, by kind, the latest of each first."""
    rows = store.rows(f"{_SELECT} WHERE member_id = ? ORDER BY kind, on_date DESC, rowid DESC", (member_id,))
    return [_record(row) for row in rows]


def get(store: Store, record_id: str) -> MemberRecord | None:
    """Return one note, or None."""
    found = store.row(f"{_SELECT} WHERE id = ?", (record_id,))
    return None if found is None else _record(found)


def insert(store: Store, record: MemberRecord) -> None:
    """Write a new note; called inside an operation."""
    store.insert_many("member_record", _COLUMNS, [_kept(record)])


def update(store: Store, record: MemberRecord) -> None:
    """Write a note in the place of what it was; called inside an operation."""
    remove(store, record.id)
    insert(store, record)


def remove(store: Store, record_id: str) -> None:
    """Forget a note; called inside an operation."""
    store.execute("DELETE FROM member_record WHERE id = ?", (record_id,))


def long_serving(store: Store, owner_id: str, on: date, admitted_by: int) -> list[LongServing]:
    """Return the members of an office on a day who were admitted in the year ``admitted_by`` or earlier, by name.

    Visitors from other cells are not among them: their own cell sees to them.
    """
    found = store.rows(
        """
        SELECT m.id AS member_id, m.full_name, m.birth_date, ms.cell_id, coalesce(c.name, '') AS cell_name,
               m.admitted_on,
               (SELECT group_concat(r.form) FROM member_record r WHERE r.member_id = m.id AND r.kind = 'badge') AS held
        FROM member m
        JOIN member_status st ON st.member_id = m.id AND st.axis = 'standing'
             AND st.status IN ('probationary', 'official')
             AND st.valid_from <= :on AND (st.valid_to IS NULL OR st.valid_to > :on)
        JOIN membership ms ON ms.member_id = m.id
             AND ms.valid_from <= :on AND (ms.valid_to IS NULL OR ms.valid_to > :on)
        LEFT JOIN organization_version c ON c.organization_id = ms.cell_id
             AND c.valid_from <= :on AND (c.valid_to IS NULL OR c.valid_to > :on)
        WHERE m.owner_id = :owner AND m.admitted_on < :below AND NOT EXISTS (
            SELECT 1 FROM member_status d WHERE d.member_id = m.id AND d.axis = 'duty' AND d.status = 'visiting'
            AND d.valid_from <= :on AND (d.valid_to IS NULL OR d.valid_to > :on))
        ORDER BY m.name_sort, m.name_search, m.rowid
        """,
        {"owner": owner_id, "on": on.isoformat(), "below": f"{admitted_by + 1:04}"},
    )
    return [LongServing(**{**row, "held": _years(row["held"])}) for row in found]


def _years(joined: str | None) -> tuple[int, ...]:
    return tuple(sorted(int(part) for part in (joined or "").split(",") if part.isascii() and part.isdigit()))


def _kept(record: MemberRecord) -> tuple[Any, ...]:
    values = msgspec.structs.asdict(record)
    values["on_date"] = values.pop("on")
    values["kind"] = record.kind.value
    return tuple(values[column] for column in _COLUMNS)


def _record(row: dict[str, Any]) -> MemberRecord:
    row["on"] = row.pop("on_date")
    row["kind"] = RecordKind(row["kind"])
    return MemberRecord(**row)
