"""Queries of the consolidated table: the cells below an office, at any depth, with the counts of one month."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.store import Row, Store

_DEPTH = 12
"""Levels of offices followed downwards; a tree that runs in a circle ends here instead of never."""

_CELLS = """
    WITH RECURSIVE office (id, name, name_sort, depth, branch) AS (
        SELECT v.organization_id, v.name, v.name_sort, 0, v.organization_id FROM organization_version v
        WHERE v.organization_id = :office AND v.valid_from <= :on AND (v.valid_to IS NULL OR v.valid_to > :on)
        UNION
        SELECT v.organization_id, v.name, v.name_sort, office.depth + 1,
               iif(office.depth = 0, v.organization_id, office.branch)
        FROM office JOIN organization_version v ON v.parent_id = office.id AND v.kind <> 'cell'
             AND v.valid_from <= :on AND (v.valid_to IS NULL OR v.valid_to > :on)
        WHERE office.depth < :depth
    )
    SELECT office.id AS office_id, office.name AS office_name, office.branch, o.id AS cell_id, o.code AS cell_code,
           v.name AS cell_name
    FROM office JOIN organization_version v ON v.parent_id = office.id AND v.kind = 'cell'
         AND v.valid_from <= :on AND (v.valid_to IS NULL OR v.valid_to > :on)
    JOIN organization o ON o.id = v.organization_id AND (o.closed_on IS NULL OR o.closed_on > :on)
    ORDER BY office.depth, office.name_sort, office.id, v.name_sort, o.id
"""

_COUNTS = """
    SELECT cell_id, sum(kind IN ('regular', 'combined')) AS regular, sum(kind IN ('thematic', 'combined')) AS thematic,
           sum(kind NOT IN ('regular', 'combined', 'thematic')) AS other,
           sum(CASE WHEN kind IN ('regular', 'combined') THEN required ELSE 0 END) AS required,
           sum(CASE WHEN kind IN ('regular', 'combined') THEN present ELSE 0 END) AS present,
           sum(conclusions) AS conclusions
    FROM meeting WHERE period = ? AND state = 'final' GROUP BY cell_id
"""


def cells_below(store: Store, office_id: str, on: date) -> list[Row]:
    """Return the cells of an office and of all offices below it on a day, its own first, then by name.

    Each row has office_id, office_name, branch (the office directly below it hangs on), cell_id, cell_code, cell_name.
    """
    return store.rows(_CELLS, {"office": office_id, "on": on.isoformat(), "depth": _DEPTH})


def offices_below(store: Store, office_id: str, on: date) -> list[Row]:
    """Return the offices directly below one on a day by name, as rows of id and name."""
    return store.rows(
        "SELECT organization_id AS id, name FROM organization_version WHERE parent_id = :office AND kind <> 'cell'"
        " AND valid_from <= :on AND (valid_to IS NULL OR valid_to > :on) ORDER BY name_sort, organization_id",
        {"office": office_id, "on": on.isoformat()},
    )


def meeting_counts(store: Store, period: str) -> dict[str, Row]:
    """Return the counts of the final meetings of a month by cell.

    ``regular`` and ``thematic`` both count a combined meeting; ``required`` and ``present`` are those of the regular
    (or combined) meeting; ``conclusions`` are those of all meetings of the month.
    """
    return {row["cell_id"]: row for row in store.rows(_COUNTS, (period,))}
