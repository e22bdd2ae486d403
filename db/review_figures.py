"""What the twelve months say of those reviewed: counted for a whole campaign, or one cell of it, at once.

Every figure has the rows behind it (``db.review_rows``): who does not believe a number can look at what was counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from db.evaluation_records import Campaign, CollectiveFigures, Evaluation, YearFigures

if TYPE_CHECKING:
    from db.store import Store

_OF = "e.campaign_id = :campaign AND e.subject = 'member'"
_MEETING = """
    m.state = 'final' AND m.kind IN ('regular', 'combined') AND m.period BETWEEN :first AND :last
"""
OUTCOMES = ("above", "on_time", "late", "not_done", "open")


def values_of(year: int, campaign_id: str = "", **more: Any) -> dict[str, Any]:
    """Return what the statements of a year's figures name."""
    return {
        "campaign": campaign_id,
        "year": year,
        "before": year - 1,
        "text": f"{year:04}",
        "first": f"{year:04}-01",
        "last": f"{year:04}-12",
        "from": f"{year:04}-01-01",
        "to": f"{year:04}-12-31",
        **more,
    }


def of_members(
    store: Store, campaign_id: str, year: int, cell_id: str | None = None, *, evaluation_id: str | None = None
) -> dict[str, YearFigures]:
    """Return by evaluation the figures of every member of a campaign, of one cell in it or of one person."""
    values = values_of(year, campaign_id, cell=cell_id, evaluation=evaluation_id)
    of = _OF + (" AND e.organization_id = :cell" if cell_id else "")
    of += " AND e.id = :evaluation" if evaluation_id else ""
    found: dict[str, dict[str, int]] = {
        id_: {} for (id_,) in store.tuples(f"SELECT e.id FROM evaluation e WHERE {of}", values)
    }
    for sql in _MEMBER_SQL:
        for row in store.rows(sql.format(of=of, meeting=_MEETING), values):
            found[row.pop("id")] |= row
    return {id_: YearFigures(**row) for id_, row in found.items()}


_COUNTED = ", ".join(f"sum(a.outcome = '{one}') AS {one}" for one in OUTCOMES)
_MEMBER_SQL = (
    """
    SELECT e.id, sum(a.presence <> 'not_required') AS required, sum(a.presence = 'present') AS attended,
           sum(a.presence = 'excused') AS excused, sum(a.presence = 'unexcused') AS unexcused
    FROM evaluation e CROSS JOIN attendance a ON a.member_id = e.member_id
    CROSS JOIN meeting m ON m.id = a.meeting_id WHERE {of} AND {meeting} GROUP BY e.id
    """,
    f"""
    SELECT e.id, count(*) AS tasks, {_COUNTED}
    FROM evaluation e CROSS JOIN assignment a ON a.member_id = e.member_id AND a.year = :year
    WHERE {{of}} AND a.outcome <> 'withdrawn' GROUP BY e.id
    """,
    """
    SELECT e.id, count(DISTINCT h.household_id) AS households
    FROM evaluation e CROSS JOIN household_charge h ON h.member_id = e.member_id
    WHERE {of} AND h.valid_from <= :to AND (h.valid_to IS NULL OR h.valid_to > :from) GROUP BY e.id
    """,
    """
    SELECT e.id, sum(v.visits) AS visits
    FROM evaluation e CROSS JOIN assignment_entry v ON v.member_id = e.member_id
    WHERE {of} AND v.on_date BETWEEN :from AND :to GROUP BY e.id
    """,
    """
    SELECT e.id, count(*) AS commitment_months, sum(r.kept = 'kept') AS commitment_kept
    FROM evaluation e CROSS JOIN commitment c ON c.member_id = e.member_id AND c.year = :year
    CROSS JOIN commitment_review r ON r.commitment_id = c.id WHERE {of} GROUP BY e.id
    """,
    """
    SELECT e.id, sum(r.kind = 'reward') AS rewards, sum(r.kind = 'discipline') AS disciplines
    FROM evaluation e CROSS JOIN member_record r ON r.member_id = e.member_id AND r.kind IN ('reward', 'discipline')
    WHERE {of} AND substr(r.on_date, 1, 4) = :text GROUP BY e.id
    """,
    """
    SELECT e.id, count(*) AS themes FROM theme t CROSS JOIN evaluation e ON {of}
         AND (e.member_id = t.presenter_id OR e.member_id = t.writer_id)
    WHERE t.year = :year AND (t.presenter_id IS NOT NULL OR t.writer_id IS NOT NULL) GROUP BY e.id
    """,
    """
    SELECT e.id, count(*) AS shortcomings, sum(r.state = 'done') AS shortcomings_fixed
    FROM evaluation e CROSS JOIN remedy r ON r.member_id = e.member_id AND r.year = :before
    WHERE {of} AND r.state <> 'dropped' GROUP BY e.id
    """,
)


def of_collectives(
    store: Store, campaign: Campaign, *, evaluation: Evaluation | None = None
) -> dict[str, CollectiveFigures]:
    """Return by evaluation the figures of every collective of a campaign, or of one; the office's are of all its cells.

    In how many months a cell ought to have met is not known here: ``months`` stays 0.
    """
    unit = evaluation.organization_id if evaluation and evaluation.organization_id != campaign.owner_id else ""
    one_id = evaluation.id if evaluation else ""
    values = values_of(campaign.year, campaign.id, owner=campaign.owner_id, unit=unit, evaluation=one_id)
    by_cell = _by_cell(store, values)
    named = store.rows(
        "SELECT id, organization_id, owner_id, subject FROM evaluation WHERE campaign_id = :campaign"
        " AND subject <> 'member' AND (:evaluation = '' OR id = :evaluation)",
        values,
    )
    remedies = {
        row["organization_id"]: row
        for row in store.rows(
            "SELECT organization_id, count(*) AS shortcomings, sum(state = 'done') AS shortcomings_fixed FROM remedy"
            " WHERE year = :before AND member_id IS NULL AND state <> 'dropped' GROUP BY organization_id",
            values,
        )
    }
    levels = _levels(store, values)
    found: dict[str, CollectiveFigures] = {}
    for one in named:
        unit, is_office = one["organization_id"], one["organization_id"] == one["owner_id"]
        row = _added(by_cell.values()) if is_office else dict(by_cell.get(unit, {}))
        rated = levels.get("" if is_office else unit, {})
        fixed = remedies.get(unit, {})
        found[one["id"]] = CollectiveFigures(
            **{name: value for name, value in row.items() if name != "quality"},
            quality=dict(row.get("quality", {})),
            units=sum(rated.values()),
            by_level=rated,
            shortcomings=fixed.get("shortcomings", 0),
            shortcomings_fixed=fixed.get("shortcomings_fixed", 0),
        )
    return found


def _by_cell(store: Store, values: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    of_cell = "AND {0} = :unit" if values["unit"] else ""
    for sql, column in _CELL_SQL:
        for row in store.rows(sql.format(of_cell=of_cell.format(column)), values):
            found.setdefault(row.pop("cell_id"), {}).update(row)
    for cell, level, count in store.tuples(
        "SELECT cell_id, quality_level, count(*) FROM meeting WHERE owner_id = :owner AND state = 'final'"
        f" AND period BETWEEN :first AND :last AND quality_level <> '' {of_cell.format('cell_id')}"
        " GROUP BY cell_id, quality_level",
        values,
    ):
        found.setdefault(cell, {}).setdefault("quality", {})[level] = count
    return found


_CELL_SQL = (
    (
        """
        SELECT cell_id, count(DISTINCT CASE WHEN kind IN ('regular', 'combined') THEN period END) AS regular,
               sum(kind IN ('thematic', 'combined')) AS thematic, sum(kind = 'committee') AS committee,
               count(DISTINCT CASE WHEN kind IN ('thematic', 'combined')
                              THEN (CAST(substr(period, 6) AS INTEGER) + 2) / 3 END) AS quarters,
               sum(CASE WHEN kind IN ('regular', 'combined') THEN required ELSE 0 END) AS required,
               sum(CASE WHEN kind IN ('regular', 'combined') THEN present ELSE 0 END) AS present
        FROM meeting WHERE owner_id = :owner AND state = 'final' AND period BETWEEN :first AND :last {of_cell}
        GROUP BY cell_id
        """,
        "cell_id",
    ),
    (
        f"""
        SELECT a.cell_id, count(*) AS tasks, {_COUNTED}
        FROM assignment a WHERE a.owner_id = :owner AND a.year = :year AND a.outcome <> 'withdrawn' {{of_cell}}
        GROUP BY a.cell_id
        """,
        "a.cell_id",
    ),
    (
        """
        SELECT e.organization_id AS cell_id, count(*) AS members, sum(EXISTS (SELECT 1 FROM assignment a
               WHERE a.member_id = e.member_id AND a.year = :year AND a.outcome <> 'withdrawn')) AS assigned,
               sum(EXISTS (SELECT 1 FROM member_record r WHERE r.member_id = e.member_id AND r.kind = 'discipline'
                           AND substr(r.on_date, 1, 4) = :text)) AS disciplined,
               sum(EXISTS (SELECT 1 FROM member m WHERE m.id = e.member_id AND substr(m.admitted_on, 1, 4) = :text))
                   AS admitted
        FROM evaluation e WHERE e.campaign_id = :campaign AND e.subject = 'member' {of_cell}
        GROUP BY e.organization_id
        """,
        "e.organization_id",
    ),
)
"""Statements that count by cell, each with its column of the cell."""


def _levels(store: Store, values: dict[str, Any]) -> dict[str, dict[str, int]]:
    """Return how many members of each cell are decided at each level, and under "" how many collectives."""
    found: dict[str, dict[str, int]] = {}
    for cell, level, count in store.tuples(
        "SELECT CASE subject WHEN 'member' THEN organization_id ELSE '' END, decided_level, count(*) FROM evaluation"
        " WHERE campaign_id = :campaign AND subject IN ('member', 'cell', 'grassroots') AND decided_level <> ''"
        " AND annulled_on IS NULL AND organization_id <> owner_id GROUP BY 1, 2",
        values,
    ):
        found.setdefault(cell, {})[level] = count
    return found


def _added(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {"quality": {}}
    for row in rows:
        for name, value in row.items():
            if name == "quality":
                for level, count in value.items():
                    found["quality"][level] = found["quality"].get(level, 0) + count
            else:
                found[name] = found.get(name, 0) + (value or 0)
    return found
