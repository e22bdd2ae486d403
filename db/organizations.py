"""Queries of the organisation tree: offices, their cells, and the hamlets a cell covers, as of a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from db import text
from db.records import CellHamlet, CellView, Hamlet, Organization, OrganizationKind

if TYPE_CHECKING:
    from db.store import Store

_SELECT = """
    SELECT o.id, o.owner_id, o.code, o.established_on, o.closed_on, v.valid_from, v.valid_to, v.name, v.header_name,
           v.kind, v.parent_id, v.place, v.meeting_day
    FROM organization o JOIN organization_version v ON v.organization_id = o.id
"""
_AS_OF = "v.valid_from <= :on AND (v.valid_to IS NULL OR v.valid_to > :on)"
_OPEN = "(o.closed_on IS NULL OR o.closed_on > :on)"


def day(value: str | None) -> date | None:
    """Return the day a TEXT column holds."""
    return date.fromisoformat(value) if value else None


def iso(value: date | None) -> str | None:
    """Return the TEXT of a day."""
    return value.isoformat() if value else None


def _record(row: dict[str, Any]) -> Organization:
    for name in ("established_on", "closed_on", "valid_to"):
        row[name] = day(row[name])
    row["valid_from"] = date.fromisoformat(row["valid_from"])
    return Organization(**row)


def get(store: Store, organization_id: str, on: date) -> Organization | None:
    """Return the organisation as it stood ``on`` that day, or as it first stood when it is younger than that."""
    row = store.row(
        f"{_SELECT} WHERE o.id = :id AND v.valid_from <= :on ORDER BY v.valid_from DESC LIMIT 1",
        {"id": organization_id, "on": on.isoformat()},
    ) or store.row(f"{_SELECT} WHERE o.id = :id ORDER BY v.valid_from LIMIT 1", {"id": organization_id})
    return _record(row) if row else None


def versions(store: Store, organization_id: str) -> list[Organization]:
    """Return every version of an organisation, oldest first."""
    return [
        _record(row) for row in store.rows(f"{_SELECT} WHERE o.id = :id ORDER BY v.valid_from", {"id": organization_id})
    ]


def below(store: Store, parent_id: str, on: date, *, cells: bool) -> list[Organization]:
    """Return the cells, or the offices, directly below an office on a day, in the order of their names."""
    rows = store.rows(
        f"{_SELECT} WHERE v.parent_id = :parent AND {_AS_OF} AND {_OPEN}"
        f" AND v.kind {'=' if cells else '<>'} :cell ORDER BY v.name_sort, o.id",
        {"parent": parent_id, "on": on.isoformat(), "cell": OrganizationKind.CELL.value},
    )
    return [_record(row) for row in rows]


def code_owner(store: Store, owner_id: str, code: str) -> str | None:
    """Return the identifier of the organisation of this owner that has the code, capitals not distinguished."""
    found = store.value("SELECT id FROM organization WHERE owner_id = ? AND upper(code) = upper(?)", (owner_id, code))
    return str(found) if found is not None else None


# --- cells with their hamlets and numbers ---


def cell_views(store: Store, parent_id: str, on: date) -> list[CellView]:
    """Return the cells of an office with hamlets and member counts on a day, in the order of their names."""
    names = hamlets_by_cell(store, on)
    counts = member_counts(store, on)
    return [
        CellView(organization=cell, hamlets=names.get(cell.id, ()), members=counts.get(cell.id, 0))
        for cell in below(store, parent_id, on, cells=True)
    ]


def hamlets_by_cell(store: Store, on: date, cell_id: str | None = None) -> dict[str, tuple[str, ...]]:
    """Return the names of each cell's hamlets on a day, in order; of one cell only when it is named."""
    rows = store.rows(
        "SELECT v.cell_id, h.name FROM cell_hamlet v JOIN hamlet h ON h.id = v.hamlet_id"
        f" WHERE {_AS_OF} AND (:cell IS NULL OR v.cell_id = :cell) ORDER BY v.cell_id, h.name_sort, h.id",
        {"on": on.isoformat(), "cell": cell_id},
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        found[row["cell_id"]] = (*found.get(row["cell_id"], ()), row["name"])
    return found


def member_counts(store: Store, on: date, cell_id: str | None = None) -> dict[str, int]:
    """Return how many members belong to each cell on a day (đảng số): probationary and official, but no visitors.

    Exempt, absent and suspended members count (documents of the 13th Congress); those visiting count at their official
    cell.
    """
    rows = store.rows(
        """
        SELECT m.cell_id, count(*) AS members FROM membership m
        JOIN member_status s ON s.member_id = m.member_id AND s.axis = 'standing' AND s.valid_from <= :on
             AND (s.valid_to IS NULL OR s.valid_to > :on) AND s.status IN ('probationary', 'official')
        WHERE m.valid_from <= :on AND (m.valid_to IS NULL OR m.valid_to > :on)
          AND (:cell IS NULL OR m.cell_id = :cell)
          AND NOT EXISTS (SELECT 1 FROM member_status d WHERE d.member_id = m.member_id AND d.axis = 'duty'
               AND d.status = 'visiting' AND d.valid_from <= :on AND (d.valid_to IS NULL OR d.valid_to > :on))
        GROUP BY m.cell_id
        """,
        {"on": on.isoformat(), "cell": cell_id},
    )
    return {row["cell_id"]: int(row["members"]) for row in rows}


def hamlet_named(store: Store, owner_id: str, name: str) -> str | None:
    """Return the identifier of an owner's hamlet of this name (accents and capitals not distinguished by more)."""
    found = store.value("SELECT id FROM hamlet WHERE owner_id = ? AND name = ?", (owner_id, name))
    return str(found) if found is not None else None


def hamlet_cells(store: Store, hamlet_id: str, on: date) -> list[str]:
    """Return the cells that cover a hamlet on a day."""
    rows = store.rows(
        f"SELECT v.cell_id FROM cell_hamlet v WHERE v.hamlet_id = :hamlet AND {_AS_OF}",
        {"hamlet": hamlet_id, "on": on.isoformat()},
    )
    return [row["cell_id"] for row in rows]


# --- writing: inside an operation ---


def insert(store: Store, organization: Organization) -> None:
    """Write a new organisation with its first version."""
    store.execute(
        "INSERT INTO organization (id, owner_id, code, established_on, closed_on) VALUES (?, ?, ?, ?, ?)",
        (
            organization.id,
            organization.owner_id,
            organization.code,
            iso(organization.established_on),
            iso(organization.closed_on),
        ),
    )
    _insert_version(store, organization)


def upsert(store: Store, organization: Organization) -> None:
    """Write an organisation learnt from another office: new, or with what it knows better now."""
    store.execute(
        "INSERT INTO organization (id, owner_id, code, established_on, closed_on) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET code = excluded.code, established_on = excluded.established_on,"
        " closed_on = excluded.closed_on",
        (
            organization.id,
            organization.owner_id,
            organization.code,
            iso(organization.established_on),
            iso(organization.closed_on),
        ),
    )
    known = versions(store, organization.id)
    if known:
        change_version(store, organization)
    else:
        _insert_version(store, organization)


def set_code(store: Store, organization_id: str, code: str) -> None:
    """Change the own short code of an organisation."""
    store.execute("UPDATE organization SET code = ? WHERE id = ?", (code, organization_id))


def close(store: Store, organization_id: str, on: date | None) -> None:
    """Set the day an organisation is closed on, or open it again."""
    store.execute("UPDATE organization SET closed_on = ? WHERE id = ?", (iso(on), organization_id))


def change_version(store: Store, changed: Organization) -> None:
    """Write how an organisation stands from ``changed.valid_from`` on; what held before stays as it was.

    A version that began on the same day is replaced; one that began earlier ends that day. Versions that begin later
    are left alone.
    """
    start = changed.valid_from
    standing = store.row(
        f"SELECT v.valid_from, v.valid_to FROM organization_version v WHERE v.organization_id = :id AND {_AS_OF}",
        {"id": changed.id, "on": start.isoformat()},
    )
    end = day(standing["valid_to"]) if standing else _next_start(store, changed.id, start)
    if standing and standing["valid_from"] == start.isoformat():
        store.execute(
            "DELETE FROM organization_version WHERE organization_id = ? AND valid_from = ?",
            (changed.id, start.isoformat()),
        )
    elif standing:
        store.execute(
            "UPDATE organization_version SET valid_to = ? WHERE organization_id = ? AND valid_from = ?",
            (start.isoformat(), changed.id, standing["valid_from"]),
        )
    _insert_version(store, changed, end)


def _next_start(store: Store, organization_id: str, start: date) -> date | None:
    return day(
        store.value(
            "SELECT min(valid_from) FROM organization_version WHERE organization_id = ? AND valid_from > ?",
            (organization_id, start.isoformat()),
        )
    )


def _insert_version(store: Store, organization: Organization, end: date | None = None) -> None:
    store.insert_many(
        "organization_version",
        (
            "organization_id",
            "valid_from",
            "valid_to",
            "name",
            "header_name",
            "kind",
            "parent_id",
            "place",
            "meeting_day",
            "name_search",
            "name_sort",
        ),
        [
            (
                organization.id,
                organization.valid_from.isoformat(),
                iso(end or organization.valid_to),
                organization.name,
                organization.header_name,
                organization.kind,
                organization.parent_id,
                organization.place,
                organization.meeting_day,
                text.search_text(organization.name),
                text.sort_key(organization.name),
            )
        ],
    )


def insert_hamlets(store: Store, hamlets: Sequence[Hamlet]) -> None:
    """Write new hamlets."""
    store.insert_many(
        "hamlet",
        ("id", "owner_id", "name", "name_search", "name_sort"),
        [(row.id, row.owner_id, row.name, text.search_text(row.name), text.sort_key(row.name)) for row in hamlets],
    )


def insert_cell_hamlets(store: Store, rows: Sequence[CellHamlet]) -> None:
    """Write which cell covers which hamlet."""
    store.insert_many(
        "cell_hamlet",
        ("id", "owner_id", "cell_id", "hamlet_id", "valid_from", "valid_to"),
        [
            (row.id, row.owner_id, row.cell_id, row.hamlet_id, row.valid_from.isoformat(), iso(row.valid_to))
            for row in rows
        ],
    )


def extend_cell_hamlet(store: Store, cell_id: str, hamlet_id: str, start: date) -> bool:
    """Let a cover of a hamlet that begins later begin on a day already; return whether there was one."""
    changed = store.execute(
        "UPDATE cell_hamlet SET valid_from = :start WHERE id = (SELECT id FROM cell_hamlet"
        " WHERE cell_id = :cell AND hamlet_id = :hamlet AND valid_from > :start ORDER BY valid_from LIMIT 1)",
        {"cell": cell_id, "hamlet": hamlet_id, "start": start.isoformat()},
    )
    return changed > 0


def end_cell_hamlet(store: Store, cell_id: str, hamlet_id: str, on: date) -> None:
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
