"""What hangs on a unit of the tree and stands in the way of ending it or of taking an act back."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from db.organizations import day

if TYPE_CHECKING:
    from db.store import Row, Store


def begun(store: Store, unit_id: str) -> date | None:
    """Return the first day of a unit, None for an unknown one."""
    return day(store.value("SELECT min(valid_from) FROM organization_version WHERE organization_id = ?", (unit_id,)))


def last_version(store: Store, unit_id: str) -> date | None:
    """Return the day from which a unit is as it is in the end, None for an unknown one."""
    return day(store.value("SELECT max(valid_from) FROM organization_version WHERE organization_id = ?", (unit_id,)))


def coming(store: Store, cell_id: str, on: date) -> list[str]:
    """Return the full names of the people who come into a cell after a day."""
    rows = store.tuples(
        "SELECT m.full_name FROM membership s JOIN member m ON m.id = s.member_id"
        " WHERE s.cell_id = ? AND s.valid_from > ? ORDER BY m.name_sort, m.id",
        (cell_id, on.isoformat()),
    )
    return [name for (name,) in rows]


def last_meeting(store: Store, cell_id: str) -> date | None:
    """Return the day of a cell's last final meeting, None when it has none."""
    return day(store.value("SELECT max(held_on) FROM meeting WHERE cell_id = ? AND state = 'final'", (cell_id,)))


def drafts(store: Store, cell_id: str) -> list[Row]:
    """Return the meetings of a cell that are still being written, by month: rows of id, period and saved_at."""
    return store.rows(
        "SELECT id, period, saved_at FROM draft WHERE form = 'meeting' AND cell_id = ? ORDER BY period, id", (cell_id,)
    )


def meetings(store: Store, unit_id: str) -> int:
    """Return how many meetings of any state and drafts of meetings a unit has."""
    return int(
        store.value(
            "SELECT (SELECT count(*) FROM meeting WHERE cell_id = :unit)"
            " + (SELECT count(*) FROM draft WHERE cell_id = :unit)",
            {"unit": unit_id},
        )
    )


def people_besides(store: Store, unit_id: str, acts: Collection[str]) -> int:
    """Return how many people are or were in a cell otherwise than by these acts of membership."""
    return int(
        store.value(
            "SELECT count(DISTINCT s.member_id) FROM membership s WHERE s.cell_id = ? AND NOT EXISTS (SELECT 1 FROM"
            " member_event e WHERE e.member_id = s.member_id AND e.cell_id = s.cell_id AND e.on_date = s.valid_from"
            " AND e.id IN (SELECT value FROM json_each(?)))",
            (unit_id, json.dumps(sorted(acts))),
        )
    )


def hang_below(store: Store, unit_id: str) -> int:
    """Return how many units hang or hung on a unit, those apart that never existed."""
    return int(
        store.value(
            "SELECT count(DISTINCT v.organization_id) FROM organization_version v"
            " JOIN organization o ON o.id = v.organization_id WHERE v.parent_id = ?"
            " AND (o.closed_on IS NULL OR o.established_on IS NULL OR o.closed_on > o.established_on)",
            (unit_id,),
        )
    )


# --- writing: inside an operation ---


def annul(store: Store, unit_id: str, code: str) -> None:
    """Let a unit have existed on no day, under a code nobody wants: offices above may know of it already."""
    store.execute(
        "UPDATE organization SET closed_on ="
        " (SELECT min(valid_from) FROM organization_version WHERE organization_id = id), code = ? WHERE id = ?",
        (code, unit_id),
    )
    for table, column in (("cell_hamlet", "cell_id"), ("organization_role", "organization_id")):
        store.execute(f"DELETE FROM {table} WHERE {column} = ?", (unit_id,))
