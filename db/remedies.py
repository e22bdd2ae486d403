"""Queries of the plans of remedies: shortcomings with what is done about them, and who has to have a plan."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from db.evaluation_records import Remedy, RemedyState, Subject
from db.organizations import day, iso
from db.rating_records import PlanLine, RemedyLine
from db.text import fold

if TYPE_CHECKING:
    from db.store import Row, Store

_COLUMNS = (
    "id", "owner_id", "year", "evaluation_id", "organization_id", "member_id", "position", "shortcoming", "measure",
    "responsible", "responsible_id", "due_on", "state", "done_on", "result", "revision",
)  # fmt: skip
_SELECT = f"SELECT {', '.join(f'r.{column}' for column in _COLUMNS)} FROM remedy r"
_OPEN = "('open', 'doing')"


def _remedy(row: Row) -> Remedy:
    kept: dict[str, Any] = {column: row[column] for column in _COLUMNS}
    kept |= {"due_on": day(kept["due_on"]), "done_on": day(kept["done_on"]), "state": RemedyState(kept["state"])}
    return Remedy(**kept)


def get(store: Store, remedy_id: str) -> Remedy | None:
    """Return a shortcoming, or None."""
    row = store.row(f"{_SELECT} WHERE r.id = ?", (remedy_id,))
    return _remedy(row) if row else None


def several(store: Store, remedy_ids: Iterable[str]) -> list[Remedy]:
    """Return shortcomings in the order of the identifiers; unknown ones are left out."""
    rows = store.rows(
        f"{_SELECT} JOIN json_each(?) j ON j.value = r.id ORDER BY j.key", (json.dumps(list(remedy_ids)),)
    )
    return [_remedy(row) for row in rows]


def of_plan(store: Store, year: int, organization_id: str, member_id: str | None) -> list[Remedy]:
    """Return the plan made after the review of a year, of a collective or of one member."""
    rows = store.rows(
        f"{_SELECT} WHERE {_whose(member_id)} AND r.year = :year ORDER BY r.position, r.id",
        {"unit": organization_id, "member": member_id, "year": year},
    )
    return [_remedy(row) for row in rows]


def followed(store: Store, year: int, organization_id: str, member_id: str | None) -> list[Remedy]:
    """Return what is to be reported on in the review of a year: the plan of the year before, and older open ones."""
    rows = store.rows(
        f"{_SELECT} WHERE {_whose(member_id)} AND (r.year = :year - 1 OR r.year < :year AND r.state IN {_OPEN})"
        " ORDER BY r.year DESC, r.position, r.id",
        {"unit": organization_id, "member": member_id, "year": year},
    )
    return [_remedy(row) for row in rows]


def _whose(member_id: str | None) -> str:
    return "r.member_id = :member" if member_id else "r.organization_id = :unit AND r.member_id IS NULL"


def lines(
    store: Store,
    owner_id: str,
    year: int,
    on: date,
    *,
    cell_id: str | None = None,
    member_id: str | None = None,
    collective: bool | None = None,
    open_only: bool = False,
    earlier: bool = True,
    offset: int = 0,
    limit: int = -1,
) -> tuple[list[RemedyLine], int]:
    """Return the plans of a year by organisation and name, and how many items there are in all.

    ``earlier`` adds what is followed in that year: the plans of the year before, and older items still open.
    ``collective`` chooses those of collectives or of members; what is not done by the day ``on`` is overdue.
    """
    parts = ["r.owner_id = :owner"]
    since = f" OR r.year = :year - 1 OR r.year < :year AND r.state IN {_OPEN}" if earlier else ""
    parts.append(f"(r.year = :year{since})")
    if cell_id:
        parts.append("r.organization_id = :cell")
    if member_id:
        parts.append("r.member_id = :member")
    if collective is not None:
        parts.append(f"r.member_id IS {'NULL' if collective else 'NOT NULL'}")
    if open_only:
        parts.append(f"r.state IN {_OPEN}")
    where = " AND ".join(parts)
    values = {
        "owner": owner_id, "year": year, "cell": cell_id, "member": member_id, "on": on.isoformat(), "offset": offset,
        "limit": limit,
    }  # fmt: skip
    total = int(store.value(f"SELECT count(*) FROM remedy r WHERE {where}", values))
    rows = store.rows(
        f"""
        SELECT {", ".join(f"r.{column}" for column in _COLUMNS)}, coalesce(v.name, '') AS organization_name,
               coalesce(m.full_name, v.name, '') AS name, coalesce(p.full_name, '') AS in_charge
        FROM remedy r LEFT JOIN member m ON m.id = r.member_id LEFT JOIN member p ON p.id = r.responsible_id
        LEFT JOIN organization_version v ON v.organization_id = r.organization_id AND v.valid_to IS NULL
        WHERE {where}
        ORDER BY v.name_sort, r.organization_id, r.member_id IS NOT NULL, m.name_sort, r.member_id, r.year DESC,
                 r.position, r.id LIMIT :limit OFFSET :offset
        """,
        values,
    )
    found = []
    for row in rows:
        kept = _remedy(row)
        late = kept.state in (RemedyState.OPEN, RemedyState.DOING) and kept.due_on is not None and kept.due_on < on
        found.append(
            RemedyLine(
                remedy=kept,
                organization_name=row["organization_name"],
                name=row["name"],
                responsible=kept.responsible or row["in_charge"],
                overdue=late,
            )
        )
    return found, total


def plans(
    store: Store,
    campaign_id: str,
    wanted: Sequence[tuple[Subject, str]],
    suggested: Sequence[Subject],
    *,
    cell_id: str | None = None,
    collective: bool | None = None,
    missing: bool = False,
    text: str = "",
    offset: int = 0,
    limit: int = -1,
) -> tuple[list[PlanLine], int]:
    """Return who has to have a plan by the review of a campaign, or has one, and how many there are in all.

    ``wanted`` are the levels, each of a subject, that ask for a plan; ``suggested`` the subjects of whom one is asked
    where those above gave something to address. ``missing`` leaves out those who have a plan.
    """
    level = "CASE WHEN e.decided_level <> '' THEN e.decided_level ELSE e.proposed_level END"
    asked = (
        f"(e.subject || ' ' || {level} IN (SELECT value FROM json_each(:wanted))"
        " OR e.suggestions <> '' AND e.subject IN (SELECT value FROM json_each(:suggested)))"
    )
    planned = """
        (SELECT count(*) FROM remedy r WHERE r.member_id = e.member_id AND r.year = e.year AND r.state <> 'dropped'{0})
        + CASE WHEN e.member_id IS NULL THEN (SELECT count(*) FROM remedy r WHERE r.organization_id = e.organization_id
               AND r.year = e.year AND r.member_id IS NULL AND r.state <> 'dropped'{0}) ELSE 0 END
    """
    parts = ["e.campaign_id = :campaign", "e.exclusion = ''"]
    parts.append(f"({asked} AND ({planned.format('')}) = 0)" if missing else f"({asked} OR ({planned.format('')}) > 0)")
    if cell_id:
        parts.append("e.organization_id = :cell")
    if collective is not None:
        parts.append(f"e.member_id IS {'NULL' if collective else 'NOT NULL'}")
    if text:
        parts.append("instr(coalesce(m.name_search, v.name_search), :text) > 0")
    joined = f"""
        FROM evaluation e LEFT JOIN member m ON m.id = e.member_id
        LEFT JOIN organization_version v ON v.organization_id = e.organization_id AND v.valid_to IS NULL
        WHERE {" AND ".join(parts)}
    """
    values = {
        "campaign": campaign_id,
        "wanted": json.dumps([f"{subject.value} {code}" for subject, code in wanted]),
        "suggested": json.dumps([subject.value for subject in suggested]),
        "cell": cell_id, "text": fold(text), "offset": offset, "limit": limit,
    }  # fmt: skip
    total = int(store.value(f"SELECT count(*) {joined}", values))
    rows = store.rows(
        f"""
        SELECT e.id AS evaluation_id, e.subject, e.organization_id, coalesce(v.name, '') AS organization_name,
               e.member_id, coalesce(m.full_name, v.name, '') AS name, {level} AS level,
               e.suggestions <> '' AS suggested, {planned.format("")} AS items,
               {planned.format(" AND r.state = 'done'")} AS done
        {joined} ORDER BY e.member_id IS NOT NULL, v.name_sort, e.organization_id, m.name_sort, e.subject, e.id
        LIMIT :limit OFFSET :offset
        """,
        values,
    )
    return [
        PlanLine(**(row | {"subject": Subject(row["subject"]), "suggested": bool(row["suggested"])})) for row in rows
    ], total


# --- writing: inside an operation ---


def put(store: Store, kept: Remedy) -> None:
    """Keep a shortcoming in the place of what was there."""
    row: dict[str, Any] = {column: getattr(kept, column) for column in _COLUMNS}
    row |= {"due_on": iso(kept.due_on), "done_on": iso(kept.done_on), "state": kept.state.value}
    store.execute(
        f"INSERT INTO remedy ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) ON CONFLICT (id)"
        f" DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS[1:])}",
        [row[column] for column in _COLUMNS],
    )


def next_position(store: Store, year: int, organization_id: str, member_id: str | None) -> int:
    """Return the place after the last one of a plan."""
    return int(
        store.value(
            f"SELECT coalesce(max(r.position) + 1, 0) FROM remedy r WHERE {_whose(member_id)} AND r.year = :year",
            {"unit": organization_id, "member": member_id, "year": year},
        )
    )


def remove(store: Store, remedy_id: str) -> None:
    """Take a shortcoming away."""
    store.execute("DELETE FROM remedy WHERE id = ?", (remedy_id,))
