"""What the papers of the year-end review name of many people at once: particulars, tasks, shortcomings to report on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from db import assignments, remedies
from db.evaluation_records import Remedy
from db.meeting_records import Assignment

if TYPE_CHECKING:
    from db.store import Store


class Particulars(NamedTuple):
    """One member as a form names them."""

    full_name: str
    birth_date: str
    admitted_on: str
    official_on: str
    party_position: str
    government_position: str
    union_position: str
    occupation: str


def people(store: Store, member_ids: Sequence[str]) -> dict[str, Particulars]:
    """Return what forms name of members, by identifier."""
    rows = store.tuples(
        """
        SELECT m.id, m.full_name, coalesce(m.birth_date, ''), coalesce(m.admitted_on, ''), coalesce(m.official_on, ''),
               coalesce(p.party_position, ''), coalesce(p.government_position, ''), coalesce(p.union_position, ''),
               coalesce(p.occupation, '')
        FROM json_each(?) j JOIN member m ON m.id = j.value LEFT JOIN member_profile p ON p.member_id = m.id
        """,
        (json.dumps(list(member_ids)),),
    )
    return {row[0]: Particulars(*row[1:]) for row in rows}


def tasks(store: Store, member_ids: Sequence[str], year: int) -> dict[str, list[Assignment]]:
    """Return the tasks of a year that count, by member, the earliest due first; those withdrawn are left out."""
    columns = ", ".join(f"a.{column}" for column in assignments.COLUMNS)
    rows = store.rows(
        f"SELECT {columns} FROM json_each(:ids) j JOIN assignment a ON a.member_id = j.value AND a.year = :year"
        " WHERE a.outcome <> 'withdrawn' ORDER BY a.member_id, a.due_on IS NULL, a.due_on, a.given_on, a.id",
        {"ids": json.dumps(list(member_ids)), "year": year},
    )
    found: dict[str, list[Assignment]] = {}
    for row in rows:
        found.setdefault(row["member_id"], []).append(assignments.assignment(row))
    return found


def shortcomings(store: Store, member_ids: Sequence[str], year: int) -> dict[str, list[Remedy]]:
    """Return what members report on in the review of a year: last year's plan, and older items still open."""
    rows = store.tuples(
        "SELECT r.id, r.member_id FROM json_each(:ids) j JOIN remedy r ON r.member_id = j.value"
        " WHERE r.year = :year - 1 OR r.year < :year AND r.state IN ('open', 'doing')"
        " ORDER BY r.year DESC, r.position, r.id",
        {"ids": json.dumps(list(member_ids)), "year": year},
    )
    whose = {str(id_): str(member) for id_, member in rows}
    found: dict[str, list[Remedy]] = {}
    for one in remedies.several(store, list(whose)):
        found.setdefault(whose[one.id], []).append(one)
    return found
