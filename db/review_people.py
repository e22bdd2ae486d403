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
    values = {
        "owner": owner_id,
        "on": date(year, 12, 31).isoformat(),
        "first": date(year, 1, 1).isoformat(),
        "after": date(year + 1, 1, 1).isoformat(),
        "cell": cell_id,
    }
    rows = store.tuples(
        f"""
        SELECT m.id, ms.cell_id, st.status, coalesce(d.status, 'active'), coalesce(m.admitted_on, ''),
               coalesce(p.political_system, ''), coalesce(p.category_code, ''), coalesce(p.party_position, ''),
               coalesce(p.government_position, ''), coalesce(p.union_position, '')
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
        values,
    )
    away = _days_away(store, values)
    roles = _roles(store, values)
    standings, duties = {one.value: one for one in Standing}, {one.value: one for one in Duty}
    return [
        Rateable(
            member_id=member,
            cell_id=cell,
            standing=standings[standing],
            duty=duties[duty],
            admitted_on=admitted_on,
            away_days=away.get(member, 0),
            political_system=political_system,
            category_code=category,
            party_position=party,
            government_position=government,
            union_position=union,
            roles=roles.get((member, cell), ()),
            office_roles=roles.get((member, owner_id), ()),
        )
        for member, cell, standing, duty, admitted_on, political_system, category, party, government, union in rows
    ]


def _days_away(store: Store, values: dict[str, str | None]) -> dict[str, int]:
    """Return by member on how many days of the year somebody was exempt for a time."""
    rows = store.tuples(
        "SELECT member_id, sum(julianday(min(coalesce(valid_to, :after), :after)) - julianday(max(valid_from, :first)))"
        " FROM member_status WHERE axis = 'duty' AND status = 'temporarily_exempt' AND valid_from <= :on"
        " AND (valid_to IS NULL OR valid_to > :first) GROUP BY member_id",
        values,
    )
    return {member: int(days) for member, days in rows}


def _roles(store: Store, values: dict[str, str | None]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return by member and organisation which roles somebody holds at the end of the year."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for member, unit, role in store.tuples(
        "SELECT r.member_id, r.organization_id, r.role FROM organization_role r WHERE r.member_id IS NOT NULL"
        f" AND {_HOLDS.format('r')} ORDER BY r.member_id, r.organization_id, r.rowid",
        values,
    ):
        found[member, unit] = (*found.get((member, unit), ()), role)
    return found


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
