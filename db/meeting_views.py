"""Queries that look back at the meetings of a span: the cells of a year, its calendar, attendance."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from db.organizations import OF_MONTH, day

if TYPE_CHECKING:
    from db.store import Row, Store

OWN_MEETINGS: Final = ("regular", "combined", "thematic", "extraordinary", "year_end", "congress")
"""The kinds to which every member of a cell is called."""
MONTHLY: Final = ("regular", "combined")


@dataclass(frozen=True)
class LivingCell:
    """A cell that existed on any day of a span, under its name of the end of it."""

    id: str
    name: str
    begun: date
    closed: date | None
    """The first day on which it no longer existed."""


def cells_of_span(store: Store, owner_id: str, first: date, last: date, on: date) -> list[LivingCell]:
    """Return an office's cells that existed on any day from ``first`` to ``last``, in the order of their names.

    They are named as of ``on``, or of the last day each existed.
    """
    rows = store.tuples(
        f"WITH {OF_MONTH} SELECT o.id, v.name, (SELECT min(w.valid_from) FROM organization_version w"
        " WHERE w.organization_id = o.id), o.closed_on FROM of_month JOIN organization o ON o.id = of_month.id"
        " JOIN organization_version v ON v.organization_id = o.id AND v.valid_from <= of_month.shown"
        " AND (v.valid_to IS NULL OR v.valid_to > of_month.shown)"
        " WHERE o.owner_id = :owner AND v.kind = 'cell' ORDER BY v.name_sort, o.id",
        {"owner": owner_id, "first": first.isoformat(), "last": last.isoformat(), "on": on.isoformat()},
    )
    return [LivingCell(id_, name, date.fromisoformat(begun), day(closed)) for id_, name, begun, closed in rows]


# --- the calendar ---


def held_of_year(store: Store, owner_id: str, year: int) -> list[tuple[str, str, int, str]]:
    """Return (cell, month YYYY-MM, whether its regular meeting is final, "kind day id,kind day id …") of a year.

    The final meetings of an office; those of one month are put together by the engine, for a province has 45,000.
    """
    return store.tuples(
        "SELECT cell_id, period, max(kind IN ('regular', 'combined')),"
        " group_concat(kind || ' ' || held_on || ' ' || id, ',') FROM meeting INDEXED BY meeting_of_year"
        " WHERE owner_id = ? AND state = 'final' AND period BETWEEN ? AND ? GROUP BY period, cell_id",
        (owner_id, f"{year:04}-01", f"{year:04}-12"),
    )


def drafts_of_year(store: Store, year: int) -> list[tuple[str, str, str, bytes]]:
    """Return (cell, period, draft, body) of the meetings of a year that are being written."""
    return store.tuples(
        "SELECT cell_id, period, id, body FROM draft WHERE form = 'meeting' AND period BETWEEN ? AND ?"
        " ORDER BY period, saved_at, id",
        (f"{year:04}-01", f"{year:04}-12"),
    )


def first_period(store: Store, owner_id: str) -> str:
    """Return the month of the first meeting an office kept, YYYY-MM; empty when it kept none.

    What lies before stands in books of paper: nothing of it is missing here.
    """
    found = store.value(
        "SELECT period FROM meeting WHERE owner_id = ? AND state = 'final' ORDER BY period LIMIT 1", (owner_id,)
    )
    return str(found or "")


# --- who prepared the month's meeting ---


def committees(store: Store, on: date) -> set[str]:
    """Return the units that have a committee (chi ủy) on a day: somebody beside secretary and deputy is in it."""
    rows = store.tuples(
        "SELECT DISTINCT organization_id FROM organization_role WHERE role = 'committee' AND valid_from <= :on"
        " AND (valid_to IS NULL OR valid_to > :on)",
        {"on": on.isoformat()},
    )
    return {str(unit) for (unit,) in rows}


def committee_days(store: Store, owner_id: str, before: str, period: str) -> dict[str, date]:
    """Return by cell the last day its committee met to prepare the meeting of a month.

    That is after the regular meeting of the month ``before`` and not after that of ``period``.
    """
    regular = (
        "SELECT r.held_on FROM meeting r"
        " WHERE r.cell_id = c.cell_id AND r.state = 'final' AND r.kind IN ('regular', 'combined')"
    )
    rows = store.tuples(
        "SELECT c.cell_id, max(c.held_on) FROM meeting c WHERE c.period BETWEEN :before AND :period"
        " AND c.kind = 'committee' AND c.state = 'final' AND c.owner_id = :owner"
        f" AND c.held_on > coalesce(({regular} AND r.period = :before), '')"
        f" AND c.held_on <= coalesce(({regular} AND r.period = :period), c.held_on)"
        " GROUP BY c.cell_id",
        {"owner": owner_id, "before": before, "period": period},
    )
    return {cell: date.fromisoformat(day_) for cell, day_ in rows}


# --- attendance of people ---


def _chosen(kinds: Sequence[str]) -> str:
    # Kinds are words of this program, never typed: they may stand in the statement.
    return "(" + ", ".join(f"'{kind}'" for kind in kinds) + ")"


def marks(
    store: Store, owner_id: str, span: tuple[str, str], kinds: Sequence[str], cell_id: str | None
) -> list[tuple[str, str, str]]:
    """Return (person, month, presence) of every list of attendance of a span of months, in the order of the meetings.

    ``span`` is the first and the last month, YYYY-MM; of one cell where it is named.
    """
    where = "m.cell_id = :cell AND m.period" if cell_id else "m.period"
    return store.tuples(
        f"SELECT a.member_id, m.period, a.presence FROM meeting m CROSS JOIN attendance a ON a.meeting_id = m.id"
        f" WHERE {where} BETWEEN :first AND :last AND m.state = 'final' AND m.kind IN {_chosen(kinds)}"
        " AND m.owner_id = :owner ORDER BY m.held_on, m.number",
        {"owner": owner_id, "first": span[0], "last": span[1], "cell": cell_id},
    )


def marks_of(
    store: Store, people: Sequence[str], span: tuple[str, str], kinds: Sequence[str]
) -> list[tuple[str, str, str]]:
    """Return the same as ``marks`` of a few people, wherever they were."""
    return store.tuples(
        "SELECT a.member_id, m.period, a.presence FROM json_each(:people) p"
        " CROSS JOIN attendance a ON a.member_id = p.value CROSS JOIN meeting m ON m.id = a.meeting_id"
        f" WHERE m.period BETWEEN :first AND :last AND m.state = 'final' AND m.kind IN {_chosen(kinds)}"
        " ORDER BY m.held_on, m.number",
        {"people": json.dumps(list(people)), "first": span[0], "last": span[1]},
    )


def attended(store: Store, people: Sequence[str], span: tuple[str, str], kinds: Sequence[str]) -> list[Row]:
    """Return the meetings of a span on whose lists these people stand, the latest first, with presence and reason."""
    return store.rows(
        "SELECT m.id AS meeting_id, m.cell_id, coalesce(v.name, '') AS cell_name, m.kind, m.period, m.held_on,"
        " m.number, a.presence, a.reason FROM json_each(:people) p"
        " CROSS JOIN attendance a ON a.member_id = p.value CROSS JOIN meeting m ON m.id = a.meeting_id"
        " LEFT JOIN organization_version v ON v.organization_id = m.cell_id AND v.valid_from <= m.held_on"
        " AND (v.valid_to IS NULL OR v.valid_to > m.held_on)"
        f" WHERE m.period BETWEEN :first AND :last AND m.state = 'final' AND m.kind IN {_chosen(kinds)}"
        " ORDER BY m.held_on DESC, m.number DESC",
        {"people": json.dumps(list(people)), "first": span[0], "last": span[1]},
    )


def retired(store: Store) -> dict[str, str]:
    """Return into whom each person of the register was merged."""
    return dict(store.tuples("SELECT id, merged_into FROM member WHERE merged_into IS NOT NULL"))


@dataclass(frozen=True)
class Named:
    """A person with the name to show and to sort by."""

    id: str
    full_name: str
    key: str
    cell_id: str
    cell_name: str


_NAMED = """
    SELECT m.id, m.full_name, m.name_sort, coalesce(m.last_cell, ''), coalesce(v.name, '')
    FROM {source} LEFT JOIN organization_version v ON v.organization_id = m.last_cell AND v.valid_from <= :on
         AND (v.valid_to IS NULL OR v.valid_to > :on)
"""


def named(store: Store, people: Sequence[str], on: date) -> dict[str, Named]:
    """Return the names of people and of the cells they are in, cells as of a day."""
    source = "json_each(:people) p CROSS JOIN member m ON m.id = p.value"
    rows = store.tuples(_NAMED.format(source=source), {"people": json.dumps(list(people)), "on": on.isoformat()})
    return {row[0]: Named(*row) for row in rows}


def members_by_name(store: Store, on: date, offset: int, limit: int) -> list[Named]:
    """Return a page of the members of a day in the order of their names."""
    source = (
        "(SELECT w.rowid AS r FROM member w INDEXED BY member_by_name WHERE w.is_member AND w.settled_on <= :on"
        " ORDER BY w.name_sort, w.name_search, w.rowid LIMIT :limit OFFSET :offset) page"
        " JOIN member m ON m.rowid = page.r"
    )
    rows = store.tuples(
        f"{_NAMED.format(source=source)} ORDER BY m.name_sort, m.name_search, m.rowid",
        {"on": on.isoformat(), "limit": limit, "offset": offset},
    )
    return [Named(*row) for row in rows]


def member_total(store: Store, on: date) -> int:
    """Return how many members ``members_by_name`` has in all."""
    return int(
        store.value(
            "SELECT count(*) FROM member m INDEXED BY member_by_name WHERE m.is_member AND m.settled_on <= ?",
            (on.isoformat(),),
        )
    )


def many_people(store: Store, limit: int) -> bool:
    """Return whether the register has more people than ``limit``."""
    return store.value("SELECT 1 FROM member LIMIT 1 OFFSET ?", (limit,)) is not None
