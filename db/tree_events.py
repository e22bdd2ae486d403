"""The acts on the organisation tree, with the rows each of them touched so that it can be taken back."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from db.organizations import day, iso
from db.register_records import TreeEvent, TreeEventKind

if TYPE_CHECKING:
    from db.store import Row, Store

_COLUMNS = (
    "id",
    "owner_id",
    "kind",
    "on_date",
    "decision_number",
    "decision_on",
    "decided_by",
    "note",
    "cancelled",
    "cancel_reason",
)
_SELECT = f"SELECT {', '.join(f'e.{column}' for column in _COLUMNS)} FROM organization_event e"
_PARTS = {"subject": "subjects", "from": "sources", "to": "successors"}

Rows = dict[str, list[dict[str, Any]]]
"""Rows of several tables, columns by name, by the name of the table."""

_UNIT_TABLES = {
    "organization": "id",
    "organization_version": "organization_id",
    "cell_hamlet": "cell_id",
    "organization_role": "organization_id",
}
_HAMLET_TABLES = {"hamlet": "id", "hamlet_former_name": "hamlet_id"}


def _records(store: Store, rows: list[Row]) -> list[TreeEvent]:
    parts: dict[str, dict[str, list[str]]] = {row["id"]: {name: [] for name in _PARTS.values()} for row in rows}
    found = store.tuples(
        "SELECT event_id, organization_id, part FROM organization_event_part"
        " WHERE event_id IN (SELECT value FROM json_each(?)) ORDER BY organization_id",
        (json.dumps(list(parts)),),
    )
    for event_id, unit_id, part in found:
        parts[event_id][_PARTS[part]].append(unit_id)
    return [
        TreeEvent(
            id=row["id"],
            owner_id=row["owner_id"],
            kind=TreeEventKind(row["kind"]),
            on=date.fromisoformat(row["on_date"]),
            decision_number=row["decision_number"],
            decision_on=day(row["decision_on"]),
            decided_by=row["decided_by"],
            note=row["note"],
            cancelled=row["cancelled"],
            cancel_reason=row["cancel_reason"],
            **{name: tuple(units) for name, units in parts[row["id"]].items()},
        )
        for row in rows
    ]


def get(store: Store, event_id: str) -> TreeEvent | None:
    """Return an act by its identifier."""
    found = _records(store, store.rows(f"{_SELECT} WHERE e.id = ?", (event_id,)))
    return found[0] if found else None


def of_unit(store: Store, organization_id: str) -> list[TreeEvent]:
    """Return every act that concerned a unit, cancelled ones too, in the order of days, then of writing."""
    return _records(
        store,
        store.rows(
            f"{_SELECT} WHERE e.id IN (SELECT event_id FROM organization_event_part WHERE organization_id = ?)"
            " ORDER BY e.on_date, e.rowid",
            (organization_id,),
        ),
    )


def of_owner(store: Store, owner_id: str) -> list[TreeEvent]:
    """Return every act of an office on its tree, cancelled ones too, in the order of days, then of writing."""
    return _records(store, store.rows(f"{_SELECT} WHERE e.owner_id = ? ORDER BY e.on_date, e.rowid", (owner_id,)))


def between(store: Store, owner_id: str, first: date, last: date) -> list[TreeEvent]:
    """Return the acts of an office that hold, from ``first`` to ``last``, in the order of days."""
    return _records(
        store,
        store.rows(
            f"{_SELECT} WHERE e.owner_id = ? AND e.on_date BETWEEN ? AND ? AND e.cancelled = ''"
            " ORDER BY e.on_date, e.rowid",
            (owner_id, first.isoformat(), last.isoformat()),
        ),
    )


def later(store: Store, event: TreeEvent) -> TreeEvent | None:
    """Return the last act on one of the units of ``event`` that holds and was written after it, or None."""
    units = [*event.subjects, *event.sources, *event.successors]
    rows = store.rows(
        f"{_SELECT} WHERE e.rowid > (SELECT rowid FROM organization_event WHERE id = ?) AND e.cancelled = ''"
        " AND e.id IN (SELECT event_id FROM organization_event_part"
        " WHERE organization_id IN (SELECT value FROM json_each(?))) ORDER BY e.rowid DESC LIMIT 1",
        (event.id, json.dumps(units)),
    )
    found = _records(store, rows)
    return found[0] if found else None


def last_written(store: Store, events: Sequence[TreeEvent]) -> TreeEvent | None:
    """Return which of these acts was written last; identifiers do not tell, as the clock may have been set back."""
    ids = json.dumps([event.id for event in events])
    last = store.value(
        "SELECT id FROM organization_event WHERE id IN (SELECT value FROM json_each(?)) ORDER BY rowid DESC", (ids,)
    )
    return next((event for event in events if event.id == last), None)


def latest_day(store: Store, organization_id: str) -> date | None:
    """Return the day of the last act on a unit that holds, None when there is none."""
    return day(
        store.value(
            "SELECT max(e.on_date) FROM organization_event e JOIN organization_event_part p ON p.event_id = e.id"
            " WHERE p.organization_id = ? AND e.cancelled = ''",
            (organization_id,),
        )
    )


def kept(store: Store, event_id: str) -> tuple[dict[str, Any], Rows] | None:
    """Return (what was before, the rows as the act left them); None for an act that cannot be taken back."""
    row = store.row("SELECT before, after FROM organization_event WHERE id = ?", (event_id,))
    if row is None or row["before"] is None:
        return None
    return json.loads(row["before"]), json.loads(row["after"])


# --- writing: inside an operation ---


def insert(store: Store, event: TreeEvent, before: dict[str, Any], after: Rows) -> None:
    """Write an act; ``before`` and ``after`` are what ``kept`` returns of it."""
    store.insert_many(
        "organization_event",
        (*_COLUMNS, "before", "after"),
        [
            (
                event.id,
                event.owner_id,
                event.kind.value,
                event.on.isoformat(),
                event.decision_number,
                iso(event.decision_on),
                event.decided_by,
                event.note,
                event.cancelled,
                event.cancel_reason,
                _packed(before),
                _packed(after),
            )
        ],
    )
    store.insert_many(
        "organization_event_part",
        ("event_id", "organization_id", "part"),
        [(event.id, unit, part) for part, name in _PARTS.items() for unit in getattr(event, name)],
    )


def _packed(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def cancel(store: Store, event_id: str, at: str, reason: str) -> None:
    """Note that an act does not hold; the rows it kept are no longer needed."""
    store.execute(
        "UPDATE organization_event SET cancelled = ?, cancel_reason = ?, before = NULL, after = NULL WHERE id = ?",
        (at, reason, event_id),
    )


# --- the rows of units and hamlets as they are ---


def rows_of(store: Store, units: Collection[str], hamlets: Collection[str]) -> Rows:
    """Return every row of the tree about these units and hamlets."""
    found: Rows = {}
    for tables, ids in ((_UNIT_TABLES, units), (_HAMLET_TABLES, hamlets)):
        wanted = json.dumps(sorted(ids))
        for table, key in tables.items():
            found[table] = store.rows(
                f"SELECT * FROM {table} WHERE {key} IN (SELECT value FROM json_each(?)) ORDER BY 1, 2", (wanted,)
            )
    return found


def put_back(store: Store, before: Rows, units: Sequence[str], hamlets: Sequence[str]) -> None:
    """Write the rows of these units and hamlets as ``before`` has them, instead of those there are now."""
    # What refers to another row goes first and comes last; the store looks only when the operation ends.
    for tables, ids in ((_UNIT_TABLES, units), (_HAMLET_TABLES, hamlets)):
        wanted = json.dumps(list(ids))
        for table, key in tables.items():
            store.execute(f"DELETE FROM {table} WHERE {key} IN (SELECT value FROM json_each(?))", (wanted,))
    for table, rows in before.items():
        for row in rows:
            store.insert_many(table, tuple(row), [tuple(row.values())])
