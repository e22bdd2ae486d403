"""Offices, sections and cells as they stand on a day, with what the tree shows of them; hamlets in ``db.hamlets``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from db import text
from db.records import CellView, Organization, OrganizationKind

if TYPE_CHECKING:
    from db.store import Store

_SELECT = """
    SELECT o.id, o.owner_id, o.code, o.established_on, o.closed_on, v.valid_from, v.valid_to, v.name, v.header_name,
           v.kind, v.parent_id, v.place, v.meeting_day, v.type_code, v.sector_code
    FROM organization o JOIN organization_version v ON v.organization_id = o.id
"""
_AS_OF = "v.valid_from <= :on AND (v.valid_to IS NULL OR v.valid_to > :on)"
_OPEN = "(o.closed_on IS NULL OR o.closed_on > :on)"
OF_MONTH = """
    of_month (id, shown) AS (
        SELECT life.id, max(life.begun, min(:on, coalesce(date(life.closed_on, '-1 day'), :on))) FROM (
            SELECT u.id, u.closed_on,
                   (SELECT min(w.valid_from) FROM organization_version w WHERE w.organization_id = u.id) AS begun
            FROM organization u
        ) AS life
        WHERE life.begun <= :last AND (life.closed_on IS NULL OR life.closed_on > max(:first, life.begun))
    )
"""
"""The one rule of who counts in a month, for the board, the consolidated table and the plan of a package: whoever
existed on any day from :first to :last, under the name and parent of the day ``shown``: :on, or the last day it existed
where it ended before.
"""
HAMLET_NAME = """
    coalesce((SELECT f.name FROM hamlet_former_name f WHERE f.hamlet_id = h.id AND f.until > :on
              ORDER BY f.until LIMIT 1), h.name)
"""
"""The name of the hamlet ``h`` on the day :on."""


_HERE = "ms.valid_from <= :on AND (ms.valid_to IS NULL OR ms.valid_to > :on)"
_MOVING = f"member m INDEXED BY member_by_settled CROSS JOIN membership ms ON ms.member_id = m.id AND {_HERE}"
_MOVING_IN_CELL = f"membership ms CROSS JOIN member m ON m.id = ms.member_id AND ms.cell_id = :cell AND {_HERE}"


def day(value: str | None) -> date | None:
    """Return the day a TEXT column holds."""
    return date.fromisoformat(value) if value else None


def iso(value: date | None) -> str | None:
    """Return the TEXT of a day."""
    return value.isoformat() if value else None


def _records(rows: list[dict[str, Any]]) -> list[Organization]:
    # Thousands at once: read in one step.
    return msgspec.convert(rows, list[Organization])


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


def offices_below(store: Store, parent_id: str, on: date) -> list[Organization]:
    """Return the offices directly below an office on a day, in the order of their names."""
    rows = store.rows(
        f"{_SELECT} WHERE v.parent_id = :parent AND {_AS_OF} AND {_OPEN}"
        " AND v.kind NOT IN ('cell', 'section') ORDER BY v.name_sort, o.id",
        {"parent": parent_id, "on": on.isoformat()},
    )
    return _records(rows)


def every(store: Store, on: date) -> list[Organization]:
    """Return every organisation that exists on a day, sections before others, each kind in the order of names."""
    rows = store.rows(
        f"{_SELECT} WHERE {_AS_OF} AND {_OPEN} ORDER BY v.kind <> 'section', v.name_sort, o.id",
        {"on": on.isoformat()},
    )
    return _records(rows)


def cell_names(store: Store, owner_id: str) -> list[tuple[str, str, str]]:
    """Return (identifier, code, name) of an owner's cells for every name they ever had, closed ones included."""
    found = store.tuples(
        "SELECT DISTINCT o.id, o.code, v.name FROM organization o JOIN organization_version v"
        " ON v.organization_id = o.id WHERE o.owner_id = ? AND v.kind = 'cell'",
        (owner_id,),
    )
    return [(str(unit), str(code), str(name)) for unit, code, name in found]


def sections(store: Store, owner_id: str, on: date) -> list[Organization]:
    """Return an office's own sections on a day, in the order of their names."""
    return _own(store, owner_id, on, OrganizationKind.SECTION)


def cells(store: Store, owner_id: str, on: date) -> list[Organization]:
    """Return an office's own cells on a day, at any depth, in the order of their names."""
    return _own(store, owner_id, on, OrganizationKind.CELL)


def _own(store: Store, owner_id: str, on: date, kind: OrganizationKind) -> list[Organization]:
    rows = store.rows(
        f"{_SELECT} WHERE o.owner_id = :owner AND v.kind = :kind AND {_AS_OF} AND {_OPEN} ORDER BY v.name_sort, o.id",
        {"owner": owner_id, "on": on.isoformat(), "kind": kind.value},
    )
    return _records(rows)


def children(store: Store, unit_id: str, on: date) -> list[Organization]:
    """Return whatever hangs directly below a unit on a day or later, in the order of names."""
    rows = store.rows(
        f"{_SELECT} WHERE v.parent_id = :parent AND (v.valid_to IS NULL OR v.valid_to > :on) AND {_OPEN}"
        " GROUP BY o.id ORDER BY v.name_sort, o.id",
        {"parent": unit_id, "on": on.isoformat()},
    )
    return _records(rows)


def code_owner(store: Store, owner_id: str, code: str) -> str | None:
    """Return the identifier of the organisation of this owner that has the code, capitals not distinguished."""
    found = store.value("SELECT id FROM organization WHERE owner_id = ? AND upper(code) = upper(?)", (owner_id, code))
    return str(found) if found is not None else None


# --- cells with their hamlets and numbers ---


@dataclass(frozen=True)
class Facts:
    """What is shown beside the units of a day: read once for all lists of it."""

    hamlets: dict[str, tuple[str, ...]]
    """Names by cell."""
    members: dict[str, int]
    """How many by cell."""
    present: dict[str, int]
    """How many by cell with those who only take part for a time."""
    units: list[Organization] | None = None
    """Every unit of the day as ``every`` returns them, where they were asked for."""


def facts(store: Store, on: date, *, units: bool = False) -> Facts:
    """Return what is shown beside the units of a day, and with ``units`` all of them."""
    counted = _counted(store, on)
    return Facts(
        hamlets=hamlets_by_cell(store, on),
        members={cell: members for cell, (members, _) in counted.items()},
        present={cell: all_ for cell, (_, all_) in counted.items()},
        units=every(store, on) if units else None,
    )


def cell_views(store: Store, owner_id: str, on: date, known: Facts | None = None) -> list[CellView]:
    """Return an office's own cells, at any depth, with hamlets and member counts on a day, in the order of names."""
    if known is None or known.units is None:
        return _views(cells(store, owner_id, on), known or facts(store, on))
    kind = OrganizationKind.CELL.value
    return _views([unit for unit in known.units if unit.owner_id == owner_id and unit.kind == kind], known)


def cell_views_of_month(store: Store, owner_id: str, first: date, last: date, on: date) -> list[CellView]:
    """Return an office's own cells that count in a month, with hamlets and members as of ``on``, in order of names.

    ``first`` and ``last`` are the days of the month; ``units_of_month`` says which cells count and how they are named.
    """
    rows = store.rows(
        f"WITH {OF_MONTH} {_SELECT} JOIN of_month ON of_month.id = o.id AND v.valid_from <= of_month.shown"
        " AND (v.valid_to IS NULL OR v.valid_to > of_month.shown)"
        " WHERE o.owner_id = :owner AND v.kind = 'cell' ORDER BY v.name_sort, o.id",
        {"owner": owner_id, "first": first.isoformat(), "last": last.isoformat(), "on": on.isoformat()},
    )
    return _views(_records(rows), facts(store, on))


def _views(found: list[Organization], known: Facts) -> list[CellView]:
    return [
        CellView(organization=cell, hamlets=known.hamlets.get(cell.id, ()), members=known.members.get(cell.id, 0))
        for cell in found
    ]


def hamlets_by_cell(store: Store, on: date, cell_id: str | None = None) -> dict[str, tuple[str, ...]]:
    """Return the names of each cell's hamlets on a day, in order; of one cell only when it is named."""
    rows = store.rows(
        f"SELECT v.cell_id, {HAMLET_NAME} AS name FROM cell_hamlet v JOIN hamlet h ON h.id = v.hamlet_id"
        f" WHERE {_AS_OF} AND (:cell IS NULL OR v.cell_id = :cell) ORDER BY v.cell_id, h.name_sort, h.id",
        {"on": on.isoformat(), "cell": cell_id},
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        found[row["cell_id"]] = (*found.get(row["cell_id"], ()), row["name"])
    return found


def member_counts(store: Store, on: date, cell_id: str | None = None, *, official_only: bool = False) -> dict[str, int]:
    """Return how many members belong to each cell on a day (đảng số): probationary and official, but no visitors.

    ``official_only`` leaves the probationary ones out.

    Exempt, absent and suspended members count (documents of the 13th Congress); those visiting count at their official
    cell.
    """
    counted = _counted(store, on, cell_id, official_only=official_only)
    return {cell: members for cell, (members, _) in counted.items() if members}


def _counted(
    store: Store, on: date, cell_id: str | None = None, *, official_only: bool = False
) -> dict[str, tuple[int, int]]:
    """Return by cell on a day how many members belong to it, and how many with those who only take part for a time."""
    # Whose lines say nothing more after the day is counted by the last of them, the others by those of the day.
    rows = store.tuples(
        f"""
        SELECT m.last_cell, sum(m.last_duty <> 'visiting'), count(*) FROM member m INDEXED BY member_by_last_cell
        WHERE m.is_member AND m.settled_on <= :on AND (m.last_standing = 'official' OR NOT :official_only)
              {"AND m.last_cell = :cell" if cell_id else ""}
        GROUP BY m.last_cell
        UNION ALL
        SELECT ms.cell_id, sum(NOT EXISTS (
                   SELECT 1 FROM member_status d WHERE d.member_id = m.id AND d.axis = 'duty'
                   AND d.status = 'visiting' AND d.valid_from <= :on AND (d.valid_to IS NULL OR d.valid_to > :on))),
               count(*)
        FROM {_MOVING_IN_CELL if cell_id else _MOVING}
        JOIN member_status s ON s.member_id = m.id AND s.axis = 'standing' AND s.valid_from <= :on
             AND (s.valid_to IS NULL OR s.valid_to > :on)
             AND (s.status = 'official' OR (s.status = 'probationary' AND NOT :official_only))
        WHERE m.settled_on > :on
        GROUP BY ms.cell_id
        """,
        {"on": on.isoformat(), "cell": cell_id, "official_only": int(official_only)},
    )
    found: dict[str, tuple[int, int]] = {}
    for cell, members, all_ in rows:
        before = found.get(cell, (0, 0))
        found[cell] = (before[0] + members, before[1] + all_)
    return found


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
            "type_code",
            "sector_code",
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
                organization.type_code,
                organization.sector_code,
                text.search_text(organization.name),
                text.sort_key(organization.name),
            )
        ],
    )
