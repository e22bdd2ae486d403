"""Queries of the consolidated table: the cells below an office, at any depth, with the counts of one month."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from db.organizations import OF_MONTH

if TYPE_CHECKING:
    from db.store import Row, Store

_DEPTH = 12
"""Levels of offices and sections followed downwards; a tree that runs in a circle ends here instead of never."""

_CELLS = f"""
    WITH RECURSIVE {OF_MONTH},
    unit AS MATERIALIZED (
        SELECT v.organization_id AS id, v.name, v.name_sort, v.kind, v.parent_id FROM of_month
        JOIN organization_version v ON v.organization_id = of_month.id AND v.valid_from <= of_month.shown
             AND (v.valid_to IS NULL OR v.valid_to > of_month.shown)
    ),
    -- A section only groups the cells of its office: what is below it counts as below the office.
    place (id, office, depth, levels, branch) AS (
        SELECT id, id, 0, 0, id FROM unit WHERE id = :office
        UNION
        SELECT unit.id, iif(unit.kind = 'section', place.office, unit.id), place.depth + (unit.kind <> 'section'),
               place.levels + 1, iif(place.depth = 0 AND unit.kind <> 'section', unit.id, place.branch)
        FROM place JOIN unit ON unit.parent_id = place.id AND unit.kind <> 'cell'
        WHERE place.levels < :depth
    )
    SELECT office.id AS office_id, office.name AS office_name, place.branch, o.id AS cell_id, o.code AS cell_code,
           cell.name AS cell_name
    FROM place JOIN unit AS office ON office.id = place.office
    JOIN unit AS cell ON cell.parent_id = place.id AND cell.kind = 'cell'
    JOIN organization o ON o.id = cell.id
    ORDER BY place.depth, office.name_sort, office.id, cell.name_sort, o.id
"""

_COUNTS = """
    SELECT cell_id, sum(kind IN ('regular', 'combined')) AS regular, sum(kind IN ('thematic', 'combined')) AS thematic,
           sum(kind NOT IN ('regular', 'combined', 'thematic')) AS other,
           sum(CASE WHEN kind IN ('regular', 'combined') THEN required ELSE 0 END) AS required,
           sum(CASE WHEN kind IN ('regular', 'combined') THEN present ELSE 0 END) AS present,
           sum(conclusions) AS conclusions
    FROM meeting WHERE period = ? AND state = 'final' AND kind NOT IN ('committee', 'party_group') GROUP BY cell_id
"""


def cells_below(store: Store, office_id: str, first: date, last: date) -> list[Row]:
    """Return the cells of an office and of all offices below it that count in a month, its own first, then by name.

    ``first`` and ``last`` are the days of the month; ``db.organizations.OF_MONTH`` is the rule. Each row has
    office_id, office_name, branch (the office directly below it hangs on), cell_id, cell_code, cell_name.
    """
    bound = {"office": office_id, "first": first.isoformat(), "last": last.isoformat(), "on": last.isoformat()}
    return store.rows(_CELLS, {**bound, "depth": _DEPTH})


def offices_below(store: Store, office_id: str, on: date) -> list[Row]:
    """Return the offices directly below one on a day by name, as rows of id and name."""
    return store.rows(
        "SELECT organization_id AS id, name FROM organization_version JOIN organization o ON o.id = organization_id"
        " WHERE parent_id = :office AND kind NOT IN ('cell', 'section') AND valid_from <= :on"
        " AND (valid_to IS NULL OR valid_to > :on) AND (o.closed_on IS NULL OR o.closed_on > :on)"
        " ORDER BY name_sort, organization_id",
        {"office": office_id, "on": on.isoformat()},
    )


def meeting_counts(store: Store, period: str) -> dict[str, Row]:
    """Return the counts of the final meetings of a month by cell.

    ``regular`` and ``thematic`` both count a combined meeting; ``required`` and ``present`` are those of the regular
    (or combined) meeting; ``conclusions`` are those of all meetings of the month. What a committee (chi ủy) or a party
    group holds is no meeting of the cell.
    """
    return {row["cell_id"]: row for row in store.rows(_COUNTS, (period,))}
