"""Days, times, months and counts: typed freely, tidied on leaving, never while typing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tests.helpers.clerk import press, write
from ui.widgets.dates import DateEdit, MonthPicker, PartialDateEdit, parse_month, shift_month
from ui.widgets.number import NumberEdit
from ui.widgets.times import TimeEdit

Show = Callable[[QWidget], QWidget]
TODAY = date(2026, 11, 23)


def test_a_day_is_written_in_full_when_the_field_is_left_and_not_before(show: Show) -> None:
    edit = DateEdit(lambda: TODAY)
    show(edit)
    write("3.11.26")
    assert edit.text() == "3.11.26"
    press(Qt.Key.Key_Tab)
    assert edit.text() == "03/11/2026"
    assert edit.value() == date(2026, 11, 3)


def test_words_for_a_day_are_understood(show: Show) -> None:
    edit = DateEdit(lambda: TODAY)
    show(edit)
    write("hôm nay")
    press(Qt.Key.Key_Tab)
    assert edit.text() == "23/11/2026"


def test_what_is_no_day_stays_as_typed_and_says_why(show: Show) -> None:
    edit = DateEdit(lambda: TODAY)
    show(edit)
    write("31/2")
    press(Qt.Key.Key_Tab)
    assert edit.text() == "31/2"
    assert edit.value() is None
    assert edit.complaint()


def test_nothing_typed_is_no_complaint(show: Show) -> None:
    edit = DateEdit(lambda: TODAY)
    show(edit)
    press(Qt.Key.Key_Tab)
    assert (edit.value(), edit.complaint()) == (None, "")


@pytest.mark.parametrize(("typed", "kept", "shown"), [("1975", "1975", "1975"), ("3/1975", "1975-03", "03/1975")])
def test_a_date_known_in_part_stays_partial(show: Show, typed: str, kept: str, shown: str) -> None:
    edit = PartialDateEdit(lambda: TODAY)
    show(edit)
    write(typed)
    press(Qt.Key.Key_Tab)
    assert (edit.value(), edit.text()) == (kept, shown)


@pytest.mark.parametrize(
    ("typed", "kept"), [("19h30", "19:30"), ("730", "07:30"), ("1930", "19:30"), ("7 giờ", "07:00"), ("", "")]
)
def test_a_time_is_read_as_people_write_it(show: Show, typed: str, kept: str) -> None:
    edit = TimeEdit()
    show(edit)
    write(typed)
    press(Qt.Key.Key_Tab)
    assert edit.value() == edit.text() == kept


def test_what_is_no_time_is_kept_for_the_rules_to_name(show: Show) -> None:
    edit = TimeEdit()
    show(edit)
    write("tối qua")
    press(Qt.Key.Key_Tab)
    assert edit.value() == "tối qua"


@pytest.mark.parametrize(
    ("typed", "period"),
    [
        ("11/2026", "2026-11"),
        ("1.26", "2026-01"),
        ("112026", "2026-11"),
        ("5", "2026-05"),
        ("13/2026", None),
        ("x", None),
    ],
)
def test_a_month_is_read_in_short_forms(typed: str, period: str | None) -> None:
    assert parse_month(typed, 2026) == period


def test_months_step_over_the_year() -> None:
    assert shift_month("2026-12", 1) == "2027-01"
    assert shift_month("2026-01", -1) == "2025-12"


def test_the_month_picker_says_a_change_once(show: Show) -> None:
    picker = MonthPicker("2026-11")
    told: list[str] = []
    picker.period_changed.connect(told.append)
    show(picker)
    press(Qt.Key.Key_Up)
    picker.edit.selectAll()
    write("3/27")
    press(Qt.Key.Key_Tab)
    assert told == ["2026-12", "2027-03"]
    assert picker.edit.text() == "03/2027"


def test_a_month_that_is_none_falls_back_to_the_one_in_hand(show: Show) -> None:
    picker = MonthPicker("2026-11")
    show(picker)
    picker.edit.selectAll()
    write("99/99")
    press(Qt.Key.Key_Tab)
    assert (picker.period, picker.edit.text()) == ("2026-11", "11/2026")


def test_a_count_takes_figures_only_and_the_equals_key_types_what_is_left(show: Show) -> None:
    edit = NumberEdit()
    show(edit)
    write("-1a2")
    assert edit.value() == 12
    edit.missing = 23
    write("=")
    assert edit.value() == 23


def test_an_empty_count_is_no_count(show: Show) -> None:
    edit = NumberEdit()
    show(edit)
    write("=")
    assert edit.value() is None
