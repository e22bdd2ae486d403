"""Who a campaign of the year-end review is about: members with what decides how they are rated, cells, committees."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from db.evaluation_records import Rateable, Unit
from db.record_base import Duty, Standing

if TYPE_CHECKING:
    from db.store import Store

_HOLDS = "{0}.valid_from <= :on AND ({0}.valid_to IS NULL OR {0}.valid_to > :on)"


def members(store: Store, owner_id: str, year: int, cell_id: str | None = None) -> list[Rateable]:
    """Return the members of an office's cells at the end of a year, of one cell where it is named; people by name."""
    last, first = date(year, 12, 31), date(year, 1, 1)
    rows = store.tuples(
        f"""
        SELECT m.id, ms.cell_id, st.status, coalesce(d.status, 'active'), coalesce(m.admitted_on, ''),
               coalesce((SELECT sum(julianday(min(coalesce(t.valid_to, :after), :after))
                                    - julianday(max(t.valid_from, :first)))
                FROM member_status t WHERE t.member_id = m.id AND t.axis = 'duty' AND t.status = 'temporarily_exempt'
                AND t.valid_from <= :on AND (t.valid_to IS NULL OR t.valid_to > :first)), 0),
               coalesce(p.political_system, ''), coalesce(p.category_code, ''), coalesce(p.party_position, ''),
               coalesce(p.government_position, ''), coalesce(p.union_position, ''),
               coalesce((SELECT group_concat(r.role) FROM organization_role r WHERE r.member_id = m.id
                AND r.organization_id = ms.cell_id AND {_HOLDS.format("r")}), ''),
               coalesce((SELECT group_concat(r.role) FROM organization_role r WHERE r.member_id = m.id
                AND r.organization_id = :owner AND {_HOLDS.format("r")}), '')
        FROM membership ms
        JOIN organization o ON o.id = ms.cell_id AND o.owner_id = :owner
        JOIN member m ON m.id = ms.member_id
        JOIN member_status st ON st.member_id = m.id AND st.axis = 'standing' AND {_HOLDS.format("st")}
             AND st.status IN ('probationary', 'official')
        LEFT JOIN member_status d ON d.member_id = m.id AND d.axis = 'duty' AND {_HOLDS.format("d")}
        LEFT JOIN member_profile p ON p.member_id = m.id
        WHERE {_HOLDS.format("ms")}{" AND ms.cell_id = :cell" if cell_id else ""}
        ORDER BY ms.cell_id, m.name_sort, m.rowid
        """,
        {
            "owner": owner_id,
            "on": last.isoformat(),
            "first": first.isoformat(),
            "after": date(year + 1, 1, 1).isoformat(),
            "cell": cell_id,
        },
    )
    return [
        Rateable(
            member_id=row[0],
            cell_id=row[1],
            standing=Standing(row[2]),
            duty=Duty(row[3]),
            admitted_on=row[4],
            away_days=int(row[5]),
            political_system=row[6],
            category_code=row[7],
            party_position=row[8],
            government_position=row[9],
            union_position=row[10],
            roles=tuple(row[11].split(",")) if row[11] else (),
            office_roles=tuple(row[12].split(",")) if row[12] else (),
        )
        for row in rows
    ]


def names(store: Store, member_ids: Iterable[str]) -> dict[str, str]:
    """Return the full names of people by identifier."""
    found = store.tuples(
        "SELECT m.id, m.full_name FROM json_each(?) j JOIN member m ON m.id = j.value", (json.dumps(list(member_ids)),)
    )
    return {str(id_): str(name) for id_, name in found}


def unit_names(store: Store, owner_id: str) -> dict[str, str]:
    """Return the present names of an office and its cells, closed ones too, by identifier."""
    found = store.tuples(
        "SELECT o.id, v.name FROM organization o JOIN organization_version v ON v.organization_id = o.id"
        " AND v.valid_to IS NULL WHERE o.owner_id = ?",
        (owner_id,),
    )
    return {str(id_): str(name) for id_, name in found}


def units(store: Store, owner_id: str, year: int) -> list[Unit]:
    """Return the office itself and its cells as of the end of a year, the office first, then by name."""
    rows = store.tuples(
        f"""
        SELECT o.id, v.name, v.kind, v.type_code, EXISTS (SELECT 1 FROM organization_role r
               WHERE r.organization_id = o.id AND r.role = 'committee' AND {_HOLDS.format("r")})
        FROM organization o JOIN organization_version v ON v.organization_id = o.id AND {_HOLDS.format("v")}
        WHERE o.owner_id = :owner AND (o.id = :owner OR v.kind = 'cell')
              AND (o.closed_on IS NULL OR o.closed_on > :on)
        ORDER BY o.id <> :owner, v.name_sort, o.id
        """,
        {"owner": owner_id, "on": date(year, 12, 31).isoformat()},
    )
    return [Unit(id=row[0], name=row[1], kind=row[2], type_code=row[3], has_committee=bool(row[4])) for row in rows]
