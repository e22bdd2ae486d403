"""What a line of the consolidated table says about a cell's month: reported, reported without a meeting, not at all."""

from __future__ import annotations

from enum import StrEnum

from db.records import ConsolidatedRow


class ReportState(StrEnum):
    """Words stand in the terms ``report_state``."""

    REPORTED = "reported"
    """A package covers the month and holds minutes of the regular meeting."""
    NO_REGULAR = "no_regular"
    """A package covers the month and says that there are no minutes of a regular meeting."""
    MISSING = "missing"
    """No package covers the month."""


def report_state(row: ConsolidatedRow) -> ReportState:
    """Return how a cell's month stands; a combined meeting counts as the regular one, as it does in ``row.regular``."""
    if not row.reported:
        return ReportState.MISSING
    return ReportState.REPORTED if row.regular else ReportState.NO_REGULAR
