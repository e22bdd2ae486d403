"""Queries of scored meetings: levels of a year, and what a score sheet asks of other records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from db.meeting_records import MeetingKind
from db.organizations import day
from db.record_base import Record

if TYPE_CHECKING:
    from db.store import Store


class ScoredMeeting(Record, frozen=True, kw_only=True):
    """A final meeting with the level it was rated at."""

    cell_id: str
    meeting_id: str
    kind: MeetingKind
    period: str
    held_on: date
    level: str
    """Code of the level, empty where it was not scored."""
    points: int | None
    """In tenths."""


def of_year(
    store: Store, owner_id: str, year: int, kinds: Sequence[str], cell_id: str | None = None
) -> list[ScoredMeeting]:
    """Return an office's final meetings of some kinds in the months of a year, of one cell where it is named."""
    places = ", ".join("?" for _ in kinds)
    cell = "" if cell_id is None else " AND cell_id = ?"
    rows = store.rows(
        "SELECT cell_id, id AS meeting_id, kind, period, held_on, quality_level AS level, quality_points AS points"
        f" FROM meeting WHERE owner_id = ? AND state = 'final' AND period BETWEEN ? AND ? AND kind IN ({places}){cell}"
        " ORDER BY cell_id, period, held_on, id",
        (owner_id, f"{year:04}-01", f"{year:04}-12", *kinds, *(() if cell_id is None else (cell_id,))),
    )
    return msgspec.convert(rows, list[ScoredMeeting])


def invited_on(store: Store, cell_id: str, series_id: str, before: date | None) -> date | None:
    """Return the day of the last invitation a cell issued for a meeting, None where there is none."""
    return day(
        store.value(
            "SELECT max(issued_on) FROM issued_document WHERE cell_id = :cell AND type = 'invitation'"
            " AND state = 'final' AND meeting_series = :series AND (:before IS NULL OR issued_on <= :before)",
            {"cell": cell_id, "series": series_id, "before": before.isoformat() if before else None},
        )
    )
