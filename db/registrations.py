"""Queries of what members and collectives registered to reach in a year, beside what the review came to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from db.evaluation_records import Exclusion, Registration, Subject
from db.organizations import day, iso
from db.rating_records import RegistrationLine
from db.text import fold

if TYPE_CHECKING:
    from db.store import Row, Store

_COLUMNS = (
    "id", "owner_id", "year", "subject", "organization_id", "member_id", "level", "title", "registered_on", "note",
    "revision",
)  # fmt: skip
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM registration"
_HOLDS = "{0}.valid_from <= :on AND ({0}.valid_to IS NULL OR {0}.valid_to > :on)"


def _registration(row: Row) -> Registration:
    kept: dict[str, Any] = {column: row[column] for column in _COLUMNS}
    kept |= {"subject": Subject(kept["subject"]), "registered_on": day(kept["registered_on"])}
    return Registration(**kept)


def of_year(store: Store, owner_id: str, year: int, cell_id: str | None = None) -> list[Registration]:
    """Return the registrations of an office for a year, of one organisation and its people where it is named."""
    rows = store.rows(
        f"{_SELECT} WHERE owner_id = :owner AND year = :year{' AND organization_id = :cell' if cell_id else ''}"
        " ORDER BY subject, organization_id, member_id, id",
        {"owner": owner_id, "year": year, "cell": cell_id},
    )
    return [_registration(row) for row in rows]


def of_one(
    store: Store, year: int, subject: Subject, organization_id: str, member_id: str | None
) -> Registration | None:
    """Return the registration of a member or collective for a year, or None."""
    if member_id is not None:
        row = store.row(f"{_SELECT} WHERE member_id = ? AND year = ?", (member_id, year))
    else:
        row = store.row(
            f"{_SELECT} WHERE organization_id = ? AND year = ? AND subject = ? AND member_id IS NULL",
            (organization_id, year, subject.value),
        )
    return _registration(row) if row else None


_PEOPLE = f"""
    WITH who AS MATERIALIZED (
        SELECT ms.member_id, ms.cell_id FROM organization o CROSS JOIN membership ms ON ms.cell_id = o.id
        WHERE o.owner_id = :owner AND {_HOLDS.format("ms")} {{cell_membership}} AND EXISTS (
            SELECT 1 FROM member_status st WHERE st.member_id = ms.member_id AND st.axis = 'standing'
            AND {_HOLDS.format("st")} AND st.status IN ('probationary', 'official'))
        UNION
        SELECT r.member_id, r.organization_id FROM registration r
        WHERE r.owner_id = :owner AND r.year = :year AND r.subject = 'member' {{cell_registration}} AND NOT EXISTS (
            SELECT 1 FROM membership ms WHERE ms.member_id = r.member_id AND {_HOLDS.format("ms")})
    )
"""
"""Members of the office's cells on a day, and those registered who are gone."""


def people(
    store: Store,
    owner_id: str,
    year: int,
    on: date,
    *,
    cell_id: str | None = None,
    text: str = "",
    registered: bool | None = None,
    offset: int = 0,
    limit: int = -1,
) -> tuple[list[RegistrationLine], int]:
    """Return members with what they registered for a year, by cell and name, and how many there are in all.

    Members are those of the day ``on``; ``registered`` leaves out those without, or with, a registration.
    """
    values = {
        "owner": owner_id, "year": year, "on": on.isoformat(), "cell": cell_id, "text": fold(text), "offset": offset,
        "limit": limit,
    }  # fmt: skip
    who = _PEOPLE.format(
        cell_membership="AND ms.cell_id = :cell" if cell_id else "",
        cell_registration="AND r.organization_id = :cell" if cell_id else "",
    )
    parts = ["1"]
    if text:
        parts.append("instr(m.name_search, :text) > 0")
    if registered is not None:
        parts.append("r.id IS NOT NULL" if registered else "r.id IS NULL")
    joined = f"""
        FROM who JOIN member m ON m.id = who.member_id
        LEFT JOIN registration r ON r.member_id = who.member_id AND r.year = :year
        LEFT JOIN organization_version v ON v.organization_id = who.cell_id AND {_HOLDS.format("v")}
        WHERE {" AND ".join(parts)}
    """
    total = int(store.value(f"{who} SELECT count(*) {joined}", values))
    rows = store.rows(
        f"""
        {who}, page AS MATERIALIZED (
            SELECT who.member_id AS person, who.cell_id, m.full_name, v.name_sort AS cell_sort, m.name_sort,
                   coalesce(v.name, '') AS cell_name, {", ".join(f"r.{column}" for column in _COLUMNS)}
            {joined}
            ORDER BY v.name_sort, who.cell_id, m.name_sort, m.id LIMIT :limit OFFSET :offset
        )
        SELECT page.*, {_RESULT}
        FROM page LEFT JOIN evaluation e ON e.id = (
            SELECT x.id FROM evaluation x WHERE x.member_id = page.person AND x.year = :year
            ORDER BY x.decided_level = '', x.id LIMIT 1)
        ORDER BY page.cell_sort, page.cell_id, page.name_sort, page.person
        """,
        values,
    )
    return [
        RegistrationLine(
            subject=Subject.MEMBER,
            organization_id=row["cell_id"],
            organization_name=row["cell_name"],
            member_id=row["person"],
            name=row["full_name"],
            registration=_registration(row) if row["id"] is not None else None,
            evaluation_id=row["evaluation_id"],
            exclusion=Exclusion(row["exclusion"]),
            decided_level=row["result"],
        )
        for row in rows
    ], total


_RESULT = """
    coalesce(e.id, '') AS evaluation_id, coalesce(e.exclusion, '') AS exclusion,
    CASE WHEN e.annulled_on IS NULL AND e.exclusion = '' THEN e.decided_level ELSE '' END AS result
"""


def collective_results(store: Store, owner_id: str, year: int) -> dict[tuple[str, str], tuple[str, str]]:
    """Return (evaluation, level decided) of the collectives of an office by subject and organisation."""
    rows = store.tuples(
        "SELECT subject, organization_id, id, CASE WHEN annulled_on IS NULL THEN decided_level ELSE '' END"
        " FROM evaluation WHERE owner_id = ? AND year = ? AND member_id IS NULL ORDER BY decided_level <> '', id",
        (owner_id, year),
    )
    return {(subject, unit): (id_, level) for subject, unit, id_, level in rows}


def outcomes(store: Store, owner_id: str, year: int) -> list[tuple[Subject, str, str, int]]:
    """Return (subject, level registered, level decided, how many) of all who registered a level for a year."""
    rows = store.tuples(
        """
        SELECT r.subject, r.level, coalesce(CASE WHEN r.member_id IS NOT NULL THEN
                   (SELECT max(e.decided_level) FROM evaluation e WHERE e.member_id = r.member_id
                    AND e.year = r.year AND e.annulled_on IS NULL AND e.exclusion = '')
               ELSE (SELECT max(e.decided_level) FROM evaluation e WHERE e.organization_id = r.organization_id
                    AND e.year = r.year AND e.subject = r.subject AND e.annulled_on IS NULL) END, '') AS result,
               count(*)
        FROM registration r WHERE r.owner_id = ? AND r.year = ? AND r.level <> '' GROUP BY r.subject, r.level, result
        """,
        (owner_id, year),
    )
    return [(Subject(subject), level, result, count) for subject, level, result, count in rows]


# --- writing: inside an operation ---


def put(store: Store, kept: Registration) -> None:
    """Keep a registration in the place of what was there."""
    row: dict[str, Any] = {column: getattr(kept, column) for column in _COLUMNS}
    row |= {"subject": kept.subject.value, "registered_on": iso(kept.registered_on)}
    store.execute(
        f"INSERT INTO registration ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) ON CONFLICT (id)"
        f" DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS[1:])}",
        [row[column] for column in _COLUMNS],
    )


def insert_many(store: Store, made: Iterable[Registration]) -> None:
    """Write new registrations."""
    for one in made:
        put(store, one)


def remove(store: Store, registration_id: str) -> None:
    """Take a registration away."""
    store.execute("DELETE FROM registration WHERE id = ?", (registration_id,))
