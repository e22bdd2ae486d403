"""Reports for a month: the consolidated table over all cells below, and who has not reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from db import exchange, organizations, reports
from db.records import ConsolidatedRow
from desktop_app.rules import dates
from desktop_app.services.base import Clock

if TYPE_CHECKING:
    from db.store import Row, Store

_NOTHING = {"regular": 0, "thematic": 0, "other": 0, "required": 0, "present": 0, "conclusions": 0}


class ReportService:
    """Reads only; nothing here writes."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock

    def consolidated(self, period: str) -> list[ConsolidatedRow]:
        """Return a line for each cell of the office and of all offices below that existed on any day of a month.

        Names and parents are those of the last day of the month, or of the last day the cell existed; members are
        counted on the last day of the month, so that nobody who was moved counts twice.
        The office's own cells come first, then those of the offices below by name. A cell of another office has
        reported when an imported package covers its meetings of the month, even with none held; an own cell has when
        its regular meeting is final. A combined meeting counts as regular and as thematic; attendance is that of the
        regular meeting. An office below of which no cell is known yet is one line without a cell.
        """
        on = dates.last_day(period)
        members = organizations.member_counts(self._store, on)
        counts = reports.meeting_counts(self._store, period)
        packages = exchange.covering_packages(self._store, period)
        cells = reports.cells_below(self._store, self._office_id, on.replace(day=1), on)
        known = {cell["branch"] for cell in cells}
        silent = [
            _unknown(office)
            for office in reports.offices_below(self._store, self._office_id, on)
            if office["id"] not in known
        ]
        rows = []
        for cell in cells:
            package = packages.get(cell["cell_id"], "")
            row = {**cell, **counts.get(cell["cell_id"], _NOTHING), "package": package}
            own = row["office_id"] == self._office_id
            row["members"] = members.get(cell["cell_id"], 0)
            row["reported"] = row["regular"] > 0 if own else bool(package)
            del row["branch"]
            rows.append(row)
        return msgspec.convert(rows, list[ConsolidatedRow]) + silent

    def missing_cells(self, period: str) -> list[ConsolidatedRow]:
        """Return those lines of the consolidated table that have not reported."""
        return [row for row in self.consolidated(period) if not row.reported]


def _unknown(office: Row) -> ConsolidatedRow:
    """Return the line of an office that is enrolled and of which nothing has come yet."""
    return ConsolidatedRow(
        office_id=office["id"],
        office_name=office["name"],
        cell_id="",
        cell_code="",
        cell_name="",
        members=0,
        reported=False,
        regular=0,
        thematic=0,
        other=0,
        required=0,
        present=0,
        conclusions=0,
        package="",
    )
