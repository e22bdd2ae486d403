"""The panels of a year by keyboard: calendar, attendance, conclusions with their tasks, list of themes."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from db.meeting_records import AgendaItem, AssignmentOutcome, MeetingKind, MeetingTask, Presence
from db.view_records import OutcomeFilter, QuarterState, ThemeInput
from desktop_app.office import Office
from tests.helpers.clerk import CTRL, press, write
from tests.ui.conftest import Desk
from ui.pages.home.page import HomePage
from ui.pages.meetings.page import MeetingsPage
from ui.pages.year.attendance import AttendancePanel
from ui.pages.year.calendar import FIRST_MONTH, CalendarPanel
from ui.pages.year.outcomes import OutcomesPanel
from ui.pages.year.page import YearPage
from ui.pages.year.themes import ThemesPanel


def hold(office: Office, cell_id: str, period: str, kind: MeetingKind = MeetingKind.REGULAR, **fields: Any) -> str:
    """Finalise a meeting of a cell; the third of the list stays away with a reason."""
    draft = office.meetings.prepare(cell_id, kind, period)
    marks = list(draft.content.attendance)
    away = next(place for place, mark in enumerate(marks) if place > 2 and mark.presence is Presence.PRESENT)
    marks[away] = msgspec.structs.replace(marks[away], presence=Presence.EXCUSED, reason="Ốm")
    present = [mark.member_id for mark in marks if mark.presence is Presence.PRESENT]
    known: dict[str, Any] = {
        "attendance": tuple(marks),
        "held_on": date(int(period[:4]), int(period[5:]), 3),
        "start_time": "07:30",
        "end_time": "10:00",
        "place": "Nhà văn hóa",
        "chair_id": present[0],
        "secretary_id": present[1],
        "theme": "Học tập và làm theo Bác" if kind is MeetingKind.THEMATIC else "",
        "agenda": (AgendaItem(title="Nhiệm vụ", conclusion="Làm xong đường nội thôn."),),
    }
    return office.meetings.finalize(
        msgspec.structs.replace(draft, content=msgspec.structs.replace(draft.content, **{**known, **fields}))
    ).id


@pytest.fixture
def year(desk: Desk) -> YearPage:
    """The cell that stands first in lists met in September and November, in November with a theme and with tasks."""
    first = desk.cells[1]
    task = MeetingTask(id="viec-1", text="Làm đường nội thôn", assignee="Chi ủy", due_on=date(2026, 11, 10))
    item = AgendaItem(title="Nhiệm vụ", conclusion="Giao chi ủy làm đường.", tasks=(task,))

    def fill(office: Office) -> None:
        hold(office, first, "2026-09")
        hold(office, first, "2026-11", agenda=(item,))
        hold(office, first, "2026-11", MeetingKind.THEMATIC)

    desk.clerk.ask(fill)
    desk.clerk.window.open_page("year")
    desk.clerk.settle()
    made = desk.clerk.window.pages["year"]
    assert isinstance(made, YearPage)
    return made


def go(desk: Desk, year: YearPage, key: Qt.Key) -> Any:
    press(key, CTRL)
    desk.clerk.settle()
    return year.panel


def front(desk: Desk) -> MeetingsPage:
    page = desk.clerk.window.page
    assert isinstance(page, MeetingsPage)
    return page


# --- the page ---


def test_the_year_is_reached_from_the_meetings_and_escape_leads_back(desk: Desk, page: MeetingsPage) -> None:
    page.cells.focus_search()
    press(Qt.Key.Key_F12)
    desk.clerk.settle()
    assert isinstance(desk.clerk.window.page, YearPage)
    assert desk.clerk.window.navigation.currentItem().data(Qt.ItemDataRole.UserRole) == "meetings"
    assert "Ctrl+1" in desk.clerk.window.page.help_text
    press(Qt.Key.Key_Escape)
    desk.clerk.settle()
    after: object = desk.clerk.window.page
    assert after is page


def test_another_year_is_typed_or_stepped(desk: Desk, year: YearPage) -> None:
    year.picker.setFocus()
    press(Qt.Key.Key_Down)
    desk.clerk.settle()
    assert year.year == 2025
    panel = year.panel
    assert isinstance(panel, CalendarPanel)
    assert not any(row.regular for row in panel.model.rows if row)
    year.picker.edit.selectAll()
    write("26")
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert year.year == 2026
    desk.clerk.window.context.set_period("2024-05")
    desk.clerk.settle()
    assert year.year == 2024


def test_every_panel_opens_by_its_key_and_says_what_it_is_for(desk: Desk, year: YearPage) -> None:
    said = set()
    for number in range(year.tabs.count()):
        go(desk, year, Qt.Key(Qt.Key.Key_1 + number))
        assert year.tabs.currentIndex() == number
        said.add(year.help_text)
    assert len(said) == year.tabs.count()


# --- the calendar ---


def test_arrows_walk_the_calendar_words_tell_the_box_and_enter_opens_the_meeting(desk: Desk, year: YearPage) -> None:
    panel = year.panel
    assert isinstance(panel, CalendarPanel)
    assert panel.table.hasFocus()
    assert panel.table.currentIndex().column() == FIRST_MONTH + 10
    press(Qt.Key.Key_Left)
    assert "thiếu biên bản" in panel.words.text()
    press(Qt.Key.Key_Left)
    assert "tháng 9/2026: Thường kỳ ngày 03/09/2026" in panel.words.text()
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    shown = front(desk).final.meeting
    assert shown is not None
    assert shown.content.period == "2026-09"
    assert desk.clerk.window.context.period == "2026-09"


def test_a_month_is_copied_as_signs_and_of_several_meetings_one_is_chosen(desk: Desk, year: YearPage) -> None:
    panel = year.panel
    assert isinstance(panel, CalendarPanel)
    row = panel.model.row(panel.table.currentIndex())
    assert row is not None
    assert {mark.kind for mark in row.month(11).marks} == {MeetingKind.REGULAR, MeetingKind.THEMATIC}
    press(Qt.Key.Key_C, CTRL)
    cells = QGuiApplication.clipboard().text().split("\t")
    assert cells[9:12] == ["TK", "!", "TK CĐ"]
    assert cells[-1] == "2/3"
    press(Qt.Key.Key_Return)
    QApplication.processEvents()
    assert [action.text().split(" · ")[0] for action in panel.menu.actions()] == ["Thường kỳ", "Chuyên đề"]
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    shown = front(desk).final.meeting
    assert shown is not None
    assert shown.content.kind is MeetingKind.THEMATIC


def test_an_empty_month_begins_a_meeting(desk: Desk, year: YearPage) -> None:
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert front(desk).draft_in_sight
    assert front(desk).cell_id == desk.cells[0]


# --- attendance ---


def test_enter_on_a_person_shows_the_meetings_behind_the_figures_and_leads_to_one(desk: Desk, year: YearPage) -> None:
    panel: AttendancePanel = go(desk, year, Qt.Key.Key_2)
    assert panel.table.hasFocus()
    away = next(row for row in panel.model.rows if row and row.excused == 2)
    write_name = away.full_name
    panel.search.setFocus()
    write(write_name)
    assert [row.full_name for row in panel.model.rows if row] == [write_name]
    panel.table.setFocus()
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert panel.behind.hasFocus()
    assert [row.presence for row in panel.meetings.rows if row] == [Presence.EXCUSED] * 2
    press(Qt.Key.Key_Escape)
    assert panel.table.hasFocus()
    assert panel.below.isHidden()
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    shown = front(desk).final.meeting
    assert shown is not None
    assert shown.content.period == "2026-11"


def test_people_are_sorted_and_another_span_counts_other_meetings(desk: Desk, year: YearPage) -> None:
    panel: AttendancePanel = go(desk, year, Qt.Key.Key_2)
    panel.table.sort_by(5)
    panel.table.sort_by(5)
    rows = [row for row in panel.model.rows if row]
    assert rows[0].excused == max(row.excused for row in rows)
    panel.kinds.set_value("all")
    desk.clerk.settle()
    assert max(row.required for row in panel.model.rows if row) == 3
    panel.span.set_value("q1")
    desk.clerk.settle()
    assert panel.model.rows == []
    assert "0 người" in panel.totals.text()


# --- conclusions and tasks ---


def test_the_outcome_of_a_task_is_written_by_one_key_and_enter(desk: Desk, year: YearPage) -> None:
    panel: OutcomesPanel = go(desk, year, Qt.Key.Key_3)
    lines = [line for line in panel.model.rows if line]
    place = next(number for number, line in enumerate(lines) if line.assignment)
    assert lines[place].overdue
    panel.table.select(place)
    press(Qt.Key.Key_3)
    assert panel.form.isVisible()
    assert panel.form.outcome.value() == AssignmentOutcome.LATE
    assert panel.form.done_on.hasFocus()
    press(Qt.Key.Key_Return)
    write("Mưa lũ")
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert not panel.form.isVisible()
    kept = panel.line
    assert kept is not None
    assert kept.assignment is not None
    assert (kept.assignment.outcome, kept.assignment.done_on, kept.assignment.remark) == (
        AssignmentOutcome.LATE,
        date(2026, 11, 23),
        "Mưa lũ",
    )
    assert panel.table.hasFocus()


def test_a_day_before_the_task_was_given_is_refused_beside_its_field(desk: Desk, year: YearPage) -> None:
    panel: OutcomesPanel = go(desk, year, Qt.Key.Key_3)
    panel.wanted.set_value(OutcomeFilter.OPEN)
    desk.clerk.settle()
    panel.table.setFocus()
    press(Qt.Key.Key_1)
    panel.form.done_on.selectAll()
    write("1/1/2026")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert panel.form.isVisible()
    assert panel.form.fields["done_on"].findings.isVisible()
    desk.clerk.answers.yes = False
    press(Qt.Key.Key_Escape)
    assert panel.form.isVisible()
    desk.clerk.answers.yes = True
    press(Qt.Key.Key_Escape)
    assert not panel.form.isVisible()


def test_enter_on_a_conclusion_opens_its_meeting(desk: Desk, year: YearPage) -> None:
    panel: OutcomesPanel = go(desk, year, Qt.Key.Key_3)
    line = panel.line
    assert line is not None
    assert line.assignment is None
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    shown = front(desk).final.meeting
    assert shown is not None
    assert shown.id == line.meeting_id


# --- the list of themes ---


def themes(desk: Desk, year: YearPage) -> ThemesPanel:
    panel: ThemesPanel = go(desk, year, Qt.Key.Key_4)
    assert isinstance(panel, ThemesPanel)
    return panel


def test_a_theme_is_typed_with_enter_from_field_to_field(desk: Desk, year: YearPage) -> None:
    panel = themes(desk, year)
    press(Qt.Key.Key_N, CTRL)
    desk.clerk.settle()
    assert panel.form.title_edit.hasFocus()
    assert panel.form.quarter.value() == "4"
    write("Phát triển kinh tế hộ")
    for _ in range(2):
        press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    write("15-CV/ĐU")
    press(Qt.Key.Key_Return)
    write("12/1/2026")
    for _ in range(4):
        press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert not panel.form.isVisible()
    line = panel.line
    assert line is not None
    assert (line.theme.title, line.theme.approval_number, line.theme.approved_on) == (
        "Phát triển kinh tế hộ",
        "15-CV/ĐU",
        date(2026, 1, 12),
    )
    assert panel.table.hasFocus()


def test_the_quarters_say_how_each_cell_stands_and_enter_leads_on(desk: Desk, year: YearPage) -> None:
    panel = themes(desk, year)
    first, second = (row for row in panel.cover.rows if row)
    assert [quarter.state for quarter in first.quarters] == [
        QuarterState.BEFORE,
        QuarterState.BEFORE,
        QuarterState.LATE,
        QuarterState.DONE,
    ]
    assert second.quarters[3].state is QuarterState.UNLISTED
    assert "2 chi bộ trễ" in panel.summary.text()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert panel.form.isVisible()
    press(Qt.Key.Key_Escape)
    panel.cells.setFocus()
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    shown = front(desk).final.meeting
    assert shown is not None
    assert shown.content.kind is MeetingKind.THEMATIC


def listed(desk: Desk, *titles: str, year: int = 2026) -> None:
    def add(office: Office) -> None:
        for title in titles:
            office.themes.add(ThemeInput(cell_id=desk.cells[1], year=year, quarter=1, title=title))

    desk.clerk.ask(add)


def test_one_approval_goes_into_all_selected_lines(desk: Desk, year: YearPage, monkeypatch: pytest.MonkeyPatch) -> None:
    listed(desk, "A", "B")
    panel = themes(desk, year)
    panel.table.setFocus()
    press(Qt.Key.Key_A, CTRL)
    monkeypatch.setattr(desk.clerk.answers, "fields", lambda *_args, **_more: {"number": "7-CV/ĐU", "on": "5/1"})
    panel.approve()
    desk.clerk.settle()
    assert {line.theme.approval_number for line in panel.model.rows if line} == {"7-CV/ĐU"}
    monkeypatch.setattr(desk.clerk.answers, "fields", lambda *_args, **_more: {"number": "", "on": "40/1"})
    panel.approve()
    desk.clerk.settle()
    assert year.problem_bar.isVisible()


def test_last_years_list_is_taken_over_and_a_second_time_says_why_not(desk: Desk, year: YearPage) -> None:
    listed(desk, "A", "B", year=2025)
    panel = themes(desk, year)
    panel.copy()
    desk.clerk.settle()
    assert [line.theme.title for line in panel.model.rows if line] == ["A", "B"]
    panel.copy()
    desk.clerk.settle()
    assert "M82" in year.problem_bar.label.text()


def test_a_line_is_taken_away_after_asking(desk: Desk, year: YearPage) -> None:
    listed(desk, "A")
    panel = themes(desk, year)
    panel.table.setFocus()
    desk.clerk.answers.yes = False
    press(Qt.Key.Key_Delete)
    desk.clerk.settle()
    assert panel.model.rowCount() == 1
    desk.clerk.answers.yes = True
    press(Qt.Key.Key_Delete)
    desk.clerk.settle()
    assert panel.model.rowCount() == 0


def test_a_line_half_typed_is_not_lost_by_changing_the_tab(desk: Desk, year: YearPage) -> None:
    panel = themes(desk, year)
    press(Qt.Key.Key_N, CTRL)
    write("Đang gõ")
    desk.clerk.answers.yes = False
    year.go_to(0)
    desk.clerk.settle()
    assert year.panel is panel
    assert panel.form.isVisible()
    desk.clerk.answers.yes = True
    year.go_to(0)
    desk.clerk.settle()
    assert year.panel is not panel


# --- the month's board ---


def test_the_board_says_whether_the_committee_met_and_how_the_meeting_was_rated(desk: Desk, year: YearPage) -> None:
    desk.clerk.window.open_page("home")
    desk.clerk.settle()
    home = desk.clerk.window.page
    assert isinstance(home, HomePage)
    texts = {column.title.replace("\n", " "): column.text for column in home.model.columns}
    row = home.model.row(0)
    assert row is not None
    assert (row.has_committee, row.committee_on) == (False, None)
    assert texts["Chi ủy họp"](row) == "–"
    met = msgspec.structs.replace(
        row, has_committee=True, committee_on=date(2026, 11, 1), quality_level="good", quality_points=925
    )
    assert texts["Chi ủy họp"](met) == "01/11"
    assert texts["Chất lượng"](met) == "Tốt 92,5"
    assert texts["Chi ủy họp"](msgspec.structs.replace(row, has_committee=True)) == "chưa"
