"""Queries of the register of households: by hamlet, with what they are and who is in charge on a day; their history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from db.organizations import day, iso
from db.task_records import Charge, Circumstance, Household, HouseholdLine, TaskEntry
from db.text import fold, sort_key

if TYPE_CHECKING:
    from db.store import Row, Store

_COLUMNS = (
    "id", "owner_id", "hamlet_id", "head", "address", "people", "phone", "note", "valid_from", "valid_to", "end_reason",
    "revision",
)  # fmt: skip
_HOLDS = "{0}.valid_from <= :on AND ({0}.valid_to IS NULL OR {0}.valid_to > :on)"
_LINES = f"""
    FROM household h
    LEFT JOIN hamlet w ON w.id = h.hamlet_id
    LEFT JOIN household_circumstance c ON c.household_id = h.id AND {_HOLDS.format("c")}
    LEFT JOIN household_charge g ON g.household_id = h.id AND {_HOLDS.format("g")}
    LEFT JOIN member m ON m.id = g.member_id
    LEFT JOIN organization_version v ON v.organization_id = g.cell_id AND v.valid_to IS NULL
    WHERE h.owner_id = :owner AND {_HOLDS.format("h")}
"""


@dataclass(frozen=True, kw_only=True)
class WantedHouseholds:
    """Which households are wanted."""

    on: date
    hamlet_id: str | None = None
    member_id: str | None = None
    cell_id: str | None = None
    circumstance: str = ""
    uncharged: bool = False
    """Only those nobody is in charge of."""
    text: str = ""
    """Beginnings of the words of the head's name."""


def _household(row: Row) -> Household:
    kept: dict[str, Any] = {column: row[column] for column in _COLUMNS}
    kept["valid_from"], kept["valid_to"] = date.fromisoformat(kept["valid_from"]), day(kept["valid_to"])
    return Household(**kept)


def get(store: Store, household_id: str) -> Household | None:
    """Return a household, or None."""
    row = store.row(f"SELECT {', '.join(_COLUMNS)} FROM household WHERE id = ?", (household_id,))
    return _household(row) if row else None


def page(
    store: Store, owner_id: str, wanted: WantedHouseholds, offset: int, limit: int
) -> tuple[list[HouseholdLine], int]:
    """Return households by hamlet and head, and how many there are in all; a negative limit is all."""
    parts, words = [], fold(wanted.text).split()
    if wanted.hamlet_id:
        parts.append("h.hamlet_id = :hamlet")
    if wanted.member_id:
        parts.append("g.member_id = :member")
    if wanted.cell_id:
        parts.append(
            "(g.cell_id = :cell OR h.hamlet_id IN (SELECT hamlet_id FROM cell_hamlet x WHERE x.cell_id = :cell"
            f" AND {_HOLDS.format('x')}))"
        )
    if wanted.circumstance:
        parts.append("c.code = :circumstance")
    if wanted.uncharged:
        parts.append("g.id IS NULL")
    parts += [f"instr(' ' || h.head_search, :w{place}) > 0" for place in range(len(words))]
    where = "".join(f" AND {part}" for part in parts)
    values: dict[str, Any] = {
        "owner": owner_id,
        "on": wanted.on.isoformat(),
        "hamlet": wanted.hamlet_id,
        "member": wanted.member_id,
        "cell": wanted.cell_id,
        "circumstance": wanted.circumstance,
        "first": f"{wanted.on.year:04}-01-01",
        "last": f"{wanted.on.year:04}-12-31",
        "offset": offset,
        "limit": limit,
        **{f"w{place}": f" {word}" for place, word in enumerate(words)},
    }
    total = int(store.value(f"SELECT count(*) {_LINES}{where}", values))
    visited = "assignment_entry e WHERE e.household_id = h.id AND e.on_date BETWEEN :first AND :last"
    rows = store.rows(
        f"SELECT {', '.join(f'h.{column}' for column in _COLUMNS)}, coalesce(w.name, '') AS hamlet_name,"
        " coalesce(c.code, '') AS circumstance, g.member_id AS charged, coalesce(m.full_name, '') AS full_name,"
        f" coalesce(v.name, '') AS cell_name, coalesce((SELECT sum(e.visits) FROM {visited}), 0) AS visits,"
        f" (SELECT max(e.on_date) FROM {visited} AND e.visits > 0) AS last_visit"
        f" {_LINES}{where} ORDER BY w.name_sort, h.head_sort, h.id LIMIT :limit OFFSET :offset",
        values,
    )
    return [
        HouseholdLine(
            household=_household(row),
            hamlet_name=row["hamlet_name"],
            circumstance=row["circumstance"],
            member_id=row["charged"],
            full_name=row["full_name"],
            cell_name=row["cell_name"],
            visits=row["visits"],
            last_visit=day(row["last_visit"]),
        )
        for row in rows
    ], total


def circumstances(store: Store, household_id: str) -> list[Circumstance]:
    """Return what a household was, the latest first."""
    rows = store.rows(
        "SELECT id, household_id, code, valid_from, valid_to, decision FROM household_circumstance"
        " WHERE household_id = ? ORDER BY valid_from DESC",
        (household_id,),
    )
    return [
        Circumstance(**(row | {"valid_from": date.fromisoformat(row["valid_from"]), "valid_to": day(row["valid_to"])}))
        for row in rows
    ]


def charges(store: Store, household_id: str) -> list[Charge]:
    """Return who was in charge of a household, the latest first."""
    rows = store.rows(
        "SELECT id, household_id, member_id, cell_id, valid_from, valid_to, end_reason FROM household_charge"
        " WHERE household_id = ? ORDER BY valid_from DESC",
        (household_id,),
    )
    return [
        Charge(**(row | {"valid_from": date.fromisoformat(row["valid_from"]), "valid_to": day(row["valid_to"])}))
        for row in rows
    ]


def visits(store: Store, household_id: str) -> list[TaskEntry]:
    """Return the visits to a household, the latest first."""
    rows = store.rows(
        "SELECT id, owner_id, member_id, assignment_id, household_id, on_date, text, visits, progress, at"
        " FROM assignment_entry WHERE household_id = ? ORDER BY on_date DESC, at DESC",
        (household_id,),
    )
    found = []
    for row in rows:
        on = row.pop("on_date")
        found.append(TaskEntry(**row, on=date.fromisoformat(on)))
    return found


def orphaned(store: Store, owner_id: str, on: date) -> dict[str, str]:
    """Return by household the name of who is in charge of it on a day but has left the cell."""
    found = store.tuples(
        f"""
        SELECT g.household_id, m.full_name FROM household_charge g JOIN household h ON h.id = g.household_id
        JOIN member m ON m.id = g.member_id
        WHERE h.owner_id = :owner AND {_HOLDS.format("g")} AND NOT EXISTS (
              SELECT 1 FROM membership s WHERE s.member_id = g.member_id AND s.cell_id = g.cell_id
              AND {_HOLDS.format("s")})
        """,
        {"owner": owner_id, "on": on.isoformat()},
    )
    return {str(id_): str(name) for id_, name in found}


# --- writing: inside an operation ---


def put(store: Store, kept: Household) -> None:
    """Write a household in the place of what was there."""
    row = {column: getattr(kept, column) for column in _COLUMNS}
    row |= {"valid_from": kept.valid_from.isoformat(), "valid_to": iso(kept.valid_to)}
    row |= {"head_sort": sort_key(kept.head), "head_search": fold(kept.head)}
    store.execute(
        f"INSERT INTO household ({', '.join(row)}) VALUES ({', '.join('?' * len(row))}) ON CONFLICT (id) DO UPDATE SET"
        f" {', '.join(f'{name} = excluded.{name}' for name in row if name != 'id')}",
        list(row.values()),
    )


def put_circumstance(store: Store, kept: Circumstance) -> None:
    """Begin a circumstance; the one that holds that day ends with it."""
    _end(store, "household_circumstance", kept.household_id, kept.valid_from)
    store.execute(
        "INSERT INTO household_circumstance (id, household_id, code, valid_from, valid_to, decision)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (kept.id, kept.household_id, kept.code, kept.valid_from.isoformat(), iso(kept.valid_to), kept.decision),
    )


def end_circumstance(store: Store, household_id: str, on: date) -> None:
    """End the circumstance that holds on a day."""
    _end(store, "household_circumstance", household_id, on)


def put_charge(store: Store, kept: Charge) -> None:
    """Put a member in charge; whoever was in charge that day is so no longer."""
    end_charge(store, kept.household_id, kept.valid_from, kept.end_reason)
    store.execute(
        "INSERT INTO household_charge (id, household_id, member_id, cell_id, valid_from, valid_to, end_reason)"
        " VALUES (?, ?, ?, ?, ?, ?, '')",
        (
            kept.id, kept.household_id, kept.member_id, kept.cell_id, kept.valid_from.isoformat(), iso(kept.valid_to),
        ),
    )  # fmt: skip


def end_charge(store: Store, household_id: str, on: date, reason: str) -> None:
    """End the charge that holds on a day; one that only began that day never was."""
    store.execute(
        "UPDATE household_charge SET end_reason = ? WHERE household_id = ? AND valid_from < ?"
        " AND (valid_to IS NULL OR valid_to > ?)",
        (reason, household_id, on.isoformat(), on.isoformat()),
    )
    _end(store, "household_charge", household_id, on)


def _end(store: Store, table: str, household_id: str, on: date) -> None:
    store.execute(f"DELETE FROM {table} WHERE household_id = ? AND valid_from >= ?", (household_id, on.isoformat()))
    store.execute(
        f"UPDATE {table} SET valid_to = ? WHERE household_id = ? AND (valid_to IS NULL OR valid_to > ?)",
        (on.isoformat(), household_id, on.isoformat()),
    )
