"""Queries of scored meetings: levels of a year, and what a score sheet asks of other records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from db.organizations import day

if TYPE_CHECKING:
    from db.store import Store


class ScoredMeeting(NamedTuple):
    """A final meeting with the level it was rated at; thousands are read at once."""

    cell_id: str
    period: str
    meeting_id: str
    kind: str
    """A value of MeetingKind."""
    day: str
    """ISO."""
    level: str
    """Code of the level, empty where it was not scored."""
    points: int | None
    """In tenths."""

    @property
    def held_on(self) -> date:
        """The day of the meeting."""
        return date.fromisoformat(self.day)


def of_year(
    store: Store, owner_id: str, year: int, kinds: Sequence[str], cell_id: str | None = None
) -> list[ScoredMeeting]:
    """Return an office's final meetings of some kinds in the months of a year, of one cell where it is named."""
    places = ", ".join("?" for _ in kinds)
    cell = "" if cell_id is None else " AND cell_id = ?"
    rows = store.tuples(
        "SELECT cell_id, period, id, kind, held_on, quality_level, quality_points FROM meeting"
        " INDEXED BY meeting_of_year"
        f" WHERE owner_id = ? AND state = 'final' AND period BETWEEN ? AND ? AND kind IN ({places}){cell}",
        (owner_id, f"{year:04}-01", f"{year:04}-12", *kinds, *(() if cell_id is None else (cell_id,))),
    )
    return list(map(ScoredMeeting._make, rows))


def invited_on(store: Store, cell_id: str, series_id: str, before: date | None) -> date | None:
    """Return the day of the last invitation a cell issued for a meeting, None where there is none."""
    return day(
        store.value(
            "SELECT max(issued_on) FROM issued_document WHERE cell_id = :cell AND type = 'invitation'"
            " AND state = 'final' AND meeting_series = :series AND (:before IS NULL OR issued_on <= :before)",
            {"cell": cell_id, "series": series_id, "before": before.isoformat() if before else None},
        )
    )
