"""A cell that says it did not meet has reported; one that says nothing has not."""

from __future__ import annotations

import pytest

from db.records import ConsolidatedRow
from desktop_app.rules.reporting import ReportState, report_state


@pytest.mark.parametrize(
    ("reported", "regular", "state"),
    [
        (True, 1, ReportState.REPORTED),
        (True, 0, ReportState.NO_REGULAR),
        (False, 0, ReportState.MISSING),
        (False, 1, ReportState.MISSING),
    ],
)
def test_a_line_says_how_the_month_of_a_cell_stands(reported: bool, regular: int, state: ReportState) -> None:
    row = ConsolidatedRow(
        office_id="o", office_name="", cell_id="c", cell_code="", cell_name="", members=30, reported=reported,
        regular=regular, thematic=0, other=0, required=0, present=0, conclusions=0, package="",
    )  # fmt: skip
    assert report_state(row) is state
