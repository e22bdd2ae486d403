"""Hamlets (thôn, bản, tổ dân phố): their names and lives by date, and which cell covers them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from db import text
from db.organizations import HAMLET_NAME, day, iso
from db.records import CellHamlet, Hamlet

if TYPE_CHECKING:
    from db.store import Store

_AS_OF = "v.valid_from <= :on AND (v.valid_to IS NULL OR v.valid_to > :on)"
_EXISTS = "(h.established_on IS NULL OR h.established_on <= :on) AND (h.closed_on IS NULL OR h.closed_on > :on)"
_SELECT = f"SELECT h.id, h.owner_id, {HAMLET_NAME} AS name, h.established_on, h.closed_on FROM hamlet h"


def get(store: Store, hamlet_id: str, on: date) -> Hamlet | None:
    """Return a hamlet under the name it bears on a day."""
    row = store.row(f"{_SELECT} WHERE h.id = :id", {"id": hamlet_id, "on": on.isoformat()})
    if row is None:
        return None
    return Hamlet(**{**row, "established_on": day(row["established_on"]), "closed_on": day(row["closed_on"])})


def listed(store: Store, owner_id: str, on: date) -> list[Hamlet]:
    """Return an owner's hamlets that exist on a day, in the order of their names."""
    rows = store.rows(
        f"{_SELECT} WHERE h.owner_id = :owner AND {_EXISTS} ORDER BY h.name_sort, h.id",
        {"owner": owner_id, "on": on.isoformat()},
    )
    return msgspec.convert(rows, list[Hamlet])


def named(store: Store, owner_id: str, name: str) -> str | None:
    """Return the identifier of an owner's hamlet of this very name, one that still exists before one that is gone."""
    found = store.value(
        "SELECT id FROM hamlet WHERE owner_id = ? AND name = ? ORDER BY closed_on IS NOT NULL, closed_on DESC LIMIT 1",
        (owner_id, name),
    )
    return str(found) if found is not None else None


def covers(store: Store, on: date) -> dict[str, list[str]]:
    """Return the cells that cover each hamlet on a day, by the hamlet's identifier."""
    rows = store.tuples(
        "SELECT v.hamlet_id, v.cell_id FROM cell_hamlet v JOIN organization o ON o.id = v.cell_id"
        f" WHERE {_AS_OF} AND (o.closed_on IS NULL OR o.closed_on > :on) ORDER BY v.hamlet_id, v.valid_from",
        {"on": on.isoformat()},
    )
    found: dict[str, list[str]] = {}
    for hamlet, cell in rows:
        found.setdefault(hamlet, []).append(cell)
    return found


def cells(store: Store, hamlet_id: str, on: date) -> list[str]:
    """Return the cells that cover a hamlet on a day."""
    return covers(store, on).get(hamlet_id, [])


def of_cell(store: Store, cell_id: str, on: date) -> list[Hamlet]:
    """Return the hamlets a cell covers on a day, in the order of their names."""
    rows = store.rows(
        f"{_SELECT} JOIN cell_hamlet v ON v.hamlet_id = h.id WHERE v.cell_id = :cell AND {_AS_OF}"
        " ORDER BY h.name_sort, h.id",
        {"cell": cell_id, "on": on.isoformat()},
    )
    return [
        Hamlet(**{**row, "established_on": day(row["established_on"]), "closed_on": day(row["closed_on"])})
        for row in rows
    ]


def spans(store: Store, *, cell_id: str = "", hamlet_id: str = "") -> list[CellHamlet]:
    """Return every span in which a cell covered a hamlet, oldest first, of one cell or of one hamlet."""
    rows = store.rows(
        "SELECT id, owner_id, cell_id, hamlet_id, valid_from, valid_to FROM cell_hamlet"
        " WHERE cell_id = ? OR hamlet_id = ? ORDER BY valid_from, id",
        (cell_id, hamlet_id),
    )
    return [
        CellHamlet(**{**row, "valid_from": date.fromisoformat(row["valid_from"]), "valid_to": day(row["valid_to"])})
        for row in rows
    ]


_PLACED = """
    SELECT m.last_cell, p.hamlet_id, count(*) FROM member_profile p INDEXED BY member_profile_by_hamlet
    CROSS JOIN member m INDEXED BY member_standing ON m.id = p.member_id
    WHERE p.hamlet_id IS NOT NULL AND m.is_member AND m.settled_on <= :on
    GROUP BY p.hamlet_id, m.last_cell
    UNION ALL
    SELECT ms.cell_id, p.hamlet_id, count(*) FROM member m INDEXED BY member_by_settled
    CROSS JOIN member_profile p ON p.member_id = m.id AND p.hamlet_id IS NOT NULL
    JOIN membership ms ON ms.member_id = m.id AND ms.valid_from <= :on AND (ms.valid_to IS NULL OR ms.valid_to > :on)
    JOIN member_status s ON s.member_id = m.id AND s.axis = 'standing' AND s.valid_from <= :on
         AND (s.valid_to IS NULL OR s.valid_to > :on) AND s.status IN ('probationary', 'official')
    WHERE m.settled_on > :on
    GROUP BY p.hamlet_id, ms.cell_id
"""


def living(store: Store, on: date, present: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """Return by hamlet how many people of the register live in it on a day, and by cell how many in no hamlet known.

    Both as the particulars say; ``present`` is how many there are in each cell, visitors among them.
    """
    residents: dict[str, int] = {}
    unplaced = dict(present)
    for cell, hamlet, people in store.tuples(_PLACED, {"on": on.isoformat()}):
        residents[hamlet] = residents.get(hamlet, 0) + people
        unplaced[cell] = unplaced.get(cell, 0) - people
    return residents, unplaced


def homes(store: Store, member_ids: Sequence[str], on: date) -> dict[str, str]:
    """Return the name, on a day, of the hamlet each of these people lives in, as far as it is known."""
    rows = store.tuples(
        f"SELECT p.member_id, {HAMLET_NAME} FROM member_profile p JOIN hamlet h ON h.id = p.hamlet_id"
        " WHERE p.member_id IN (SELECT value FROM json_each(:members))",
        {"members": json.dumps(list(member_ids)), "on": on.isoformat()},
    )
    return dict(rows)


def lives_in(store: Store, hamlet_id: str) -> int:
    """Return how many people, present and past, have this hamlet in their particulars."""
    return int(store.value("SELECT count(*) FROM member_profile WHERE hamlet_id = ?", (hamlet_id,)))


# --- writing: inside an operation ---


def insert(store: Store, hamlets: Sequence[Hamlet]) -> None:
    """Write new hamlets."""
    store.insert_many(
        "hamlet",
        ("id", "owner_id", "name", "established_on", "closed_on", "name_search", "name_sort"),
        [
            (
                row.id,
                row.owner_id,
                row.name,
                iso(row.established_on),
                iso(row.closed_on),
                text.search_text(row.name),
                text.sort_key(row.name),
            )
            for row in hamlets
        ],
    )


def rename(store: Store, hamlet_id: str, name: str, on: date) -> None:
    """Give a hamlet a new name from a day on; what it was called before stays known."""
    store.execute(
        "INSERT INTO hamlet_former_name (hamlet_id, until, name) SELECT id, :on, name FROM hamlet WHERE id = :id"
        " ON CONFLICT DO NOTHING",
        {"id": hamlet_id, "on": on.isoformat()},
    )
    store.execute(
        "UPDATE hamlet SET name = ?, name_search = ?, name_sort = ? WHERE id = ?",
        (name, text.search_text(name), text.sort_key(name), hamlet_id),
    )


def renamed_after(store: Store, hamlet_id: str, on: date) -> date | None:
    """Return the first day after ``on`` on which a hamlet changed its name, None when it did not."""
    return day(
        store.value(
            "SELECT min(until) FROM hamlet_former_name WHERE hamlet_id = ? AND until > ?", (hamlet_id, on.isoformat())
        )
    )


def close(store: Store, hamlet_id: str, on: date | None) -> None:
    """Let a hamlet no longer exist from a day on, or exist again with None."""
    store.execute("UPDATE hamlet SET closed_on = ? WHERE id = ?", (iso(on), hamlet_id))


def annul(store: Store, hamlet_id: str) -> None:
    """Let a hamlet have existed on no day: offices above may know of it already, so its row stays."""
    store.execute("UPDATE hamlet SET closed_on = established_on WHERE id = ?", (hamlet_id,))


def begin(store: Store, hamlet_id: str, on: date) -> None:
    """Let a hamlet that begins later exist on a day already."""
    store.execute(
        "UPDATE hamlet SET established_on = ? WHERE id = ? AND (established_on > ? OR closed_on <= established_on)",
        (on.isoformat(), hamlet_id, on.isoformat()),
    )


def insert_covers(store: Store, rows: Sequence[CellHamlet]) -> None:
    """Write which cell covers which hamlet."""
    store.insert_many(
        "cell_hamlet",
        ("id", "owner_id", "cell_id", "hamlet_id", "valid_from", "valid_to"),
        [
            (row.id, row.owner_id, row.cell_id, row.hamlet_id, row.valid_from.isoformat(), iso(row.valid_to))
            for row in rows
        ],
    )


def extend_cover(store: Store, cell_id: str, hamlet_id: str, start: date) -> bool:
    """Let a cover of a hamlet that begins later begin on a day already; return whether there was one."""
    bound = {"cell": cell_id, "hamlet": hamlet_id, "start": start.isoformat()}
    changed = store.execute(
        "UPDATE cell_hamlet SET valid_from = :start WHERE id = (SELECT id FROM cell_hamlet"
        " WHERE cell_id = :cell AND hamlet_id = :hamlet AND valid_from > :start ORDER BY valid_from LIMIT 1)",
        bound,
    )
    return changed > 0


def end_cover(store: Store, cell_id: str, hamlet_id: str, on: date) -> None:
    """End a cell's cover of a hamlet on a day; a cover that began that day or later vanishes."""
    start = on.isoformat()
    store.execute(
        "DELETE FROM cell_hamlet WHERE cell_id = ? AND hamlet_id = ? AND valid_from >= ?", (cell_id, hamlet_id, start)
    )
    store.execute(
        "UPDATE cell_hamlet SET valid_to = ? WHERE cell_id = ? AND hamlet_id = ?"
        " AND (valid_to IS NULL OR valid_to > ?)",
        (start, cell_id, hamlet_id, start),
    )
