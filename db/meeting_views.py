"""Queries that look back at the meetings of a span: the cells of a year, its calendar, attendance, conclusions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from db.organizations import OF_MONTH, day

if TYPE_CHECKING:
    from db.store import Store

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
