"""The arithmetic of a person's attendance over many meetings."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.meeting_records import Presence
from desktop_app.rules.attendance_span import EXCUSED_IN_ROW, Tally, noted

LETTERS = {"c": Presence.PRESENT, "p": Presence.EXCUSED, "k": Presence.UNEXCUSED, "-": Presence.NOT_REQUIRED}


def tally(marks: str) -> Tally:
    """Count marks given as letters, one a month."""
    made = Tally()
    for month, letter in enumerate(marks, 1):
        made.add(LETTERS[letter].value, f"2026-{month:02}")
    return made


@pytest.mark.parametrize(
    ("marks", "excused_run", "absent_run"),
    [("", 0, 0), ("pp-p", 3, 3), ("ppcp", 2, 1), ("ppkp", 2, 4), ("pppc", 3, 0), ("k-k", 0, 2)],
)
def test_runs_end_where_the_person_came_and_are_not_broken_by_meetings_that_did_not_ask_for_them(
    marks: str, excused_run: int, absent_run: int
) -> None:
    found = tally(marks)
    assert (found.excused_run, found.absent_run) == (excused_run, absent_run)


@given(st.text("cpk-", max_size=12))
def test_the_figures_add_up_and_no_run_is_longer_than_what_it_is_made_of(marks: str) -> None:
    found = tally(marks)
    assert found.required == found.present + found.excused + found.unexcused == len(marks) - marks.count("-")
    assert found.excused_run <= found.excused
    assert found.absent_run <= found.excused + found.unexcused
    assert found.unexcused_months == found.unexcused


def test_absences_without_reason_count_by_months() -> None:
    found = Tally()
    for period in ("2026-01", "2026-01", "2026-02"):
        found.add(Presence.UNEXCUSED.value, period)
    assert (found.unexcused, found.unexcused_months) == (3, 2)


def test_the_rules_of_the_day_say_who_needs_attention_and_an_office_may_ask_for_more() -> None:
    on = date(2026, 11, 30)
    assert [code for code, _ in noted(tally("ppp"), on, None)] == ["excused_in_row"]
    assert [code for code, _ in noted(tally("kckck"), on, None)] == ["unexcused_in_year"]
    assert noted(tally("ppkk"), on, None) == []
    [(code, source)] = noted(tally("ppkk"), on, {EXCUSED_IN_ROW: 2})
    assert code == "excused_in_row"
    assert "đơn vị đã sửa" in source
