"""The score sheet in the form: begun by a key, typed down a column, followed by the program, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from db.meeting_records import MeetingContent, MeetingDraft, MeetingKind, ScorePoint, ScoreSheet
from db.records import Finding, Severity
from desktop_app import texts
from desktop_app.rules import quality
from desktop_app.rules.quality import Figure
from desktop_app.services.quality import Assessment
from tests.helpers.clerk import CTRL, application, press, write
from tests.helpers.meetings import mark, words
from tests.ui.conftest import Desk
from tests.ui.steps import BAN_LAU, NA_LUA, fill, open_cell
from ui import theme
from ui.pages.meetings.form import MeetingForm
from ui.pages.meetings.page import MeetingsPage
from ui.pages.year.page import YearPage
from ui.pages.year.quality import RESULT, QualityPanel
from ui.widgets.score_model import Column

DAY = date(2026, 11, 3)
FIGURES = {
    "attendance": Figure(170, "Có mặt 18/20."),
    "time": Figure(100, "Họp 95 phút."),
    "invited": Figure(None, "?"),
}


def assessment(**figures: Figure) -> Assessment:
    schemes = tuple(quality.schemes(DAY))
    usual = quality.scheme_of_kind(MeetingKind.REGULAR, DAY)
    return Assessment(usual, usual, {**FIGURES, **figures}, schemes, "Vàng A Páo, Ủy viên")


@pytest.fixture(scope="module")
def window(qapp: QApplication) -> Iterator[QWidget]:
    theme.apply(application())
    form = MeetingForm(lambda: date(2026, 11, 23))
    form.resize(880, 600)
    yield form
    form.hide()
    form.deleteLater()


@pytest.fixture
def form(window: MeetingForm, qtbot: QtBot) -> MeetingForm:
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    content = MeetingContent(
        cell_id="c", kind=MeetingKind.REGULAR, period="2026-11", held_on=DAY, attendance=tuple(map(mark, range(4)))
    )
    window.fill(MeetingDraft(id="d", content=content), ())
    window.begin()
    press(Qt.Key.Key_5, CTRL)
    window.score.set_assessment(assessment())
    return window


@pytest.fixture
def begun(form: MeetingForm) -> MeetingForm:
    form.score.begin.setFocus()
    press(Qt.Key.Key_Return)
    return form


def sheet(form: MeetingForm) -> ScoreSheet:
    found = form.collect().content.score
    assert found is not None
    return found


def point(form: MeetingForm, code: str) -> ScorePoint:
    return next(one for one in sheet(form).points if one.code == code)


def test_nothing_is_scored_until_somebody_asks_for_it(form: MeetingForm) -> None:
    assert form.collect().content.score is None
    assert form.score.begin.isVisible()
    assert not form.score.table.isVisible()


def test_a_kind_without_a_scheme_cannot_be_begun_and_says_where_to_choose_one(form: MeetingForm) -> None:
    form.score.set_assessment(Assessment(None, None, {}, tuple(quality.schemes(DAY))))
    assert not form.score.begin.isEnabled()
    assert "Cài đặt" in form.score.nothing.text()


def test_beginning_fills_in_what_the_program_counts_and_who_may_confirm(begun: MeetingForm) -> None:
    assert (point(begun, "attendance").proposed, point(begun, "time").proposed) == (170, 100)
    assert point(begun, "invited").proposed is None
    assert sheet(begun).confirmed_by == "Vàng A Páo, Ủy viên"
    assert begun.score.table.hasFocus()


def test_points_are_typed_down_the_column(begun: MeetingForm) -> None:
    for typed in ("5", "3,5", "6"):
        write(typed)
        press(Qt.Key.Key_Return)
        QApplication.processEvents()
    points = [one.proposed for one in sheet(begun).points]
    assert points[:4] == [50, 35, 60, 170]
    table = begun.score.table
    under_cursor = table.score.point(table.currentIndex().row())
    assert under_cursor is not None
    assert under_cursor.code == "attendance"
    assert "27" not in begun.score.why.text()
    assert begun.score.why.text() == "Chương trình tính 17 điểm. Có mặt 18/20."


def test_one_key_fills_in_the_usual_points_and_one_takes_them_away(begun: MeetingForm) -> None:
    table = begun.score.table
    row = table.score.row_of(3)
    table.go_to(row, Column.PROPOSED)
    write("12")
    press(Qt.Key.Key_Return)
    QApplication.processEvents()
    assert point(begun, "attendance").proposed == 120
    table.go_to(row, Column.PROPOSED)
    assert table.score.data(table.currentIndex()) == "12 ≠ 17"
    write("=")
    assert point(begun, "attendance").proposed == 170
    press(Qt.Key.Key_Right)
    write("=")
    assert point(begun, "attendance").voted == 170
    press(Qt.Key.Key_Delete)
    assert point(begun, "attendance").voted is None


def test_the_vote_of_the_cell_is_taken_over_for_what_is_open(begun: MeetingForm) -> None:
    table = begun.score.table
    table.go_to(table.score.row_of(3), Column.VOTED)
    write("15")
    press(Qt.Key.Key_Return)
    QApplication.processEvents()
    begun.score.vote_alike.click()
    assert (point(begun, "attendance").voted, point(begun, "time").voted) == (150, 100)
    assert begun.score.result.text() == "25/100 điểm · Kém (theo chi bộ biểu quyết)"


def test_points_follow_the_meeting_until_they_are_typed(begun: MeetingForm) -> None:
    begun.score.set_assessment(assessment(attendance=Figure(200, "Đủ.")))
    assert point(begun, "attendance").proposed == 200
    table = begun.score.table
    table.go_to(table.score.row_of(3), Column.PROPOSED)
    write("9")
    press(Qt.Key.Key_Return)
    QApplication.processEvents()
    begun.score.set_assessment(assessment(attendance=Figure(140, "Trên 85%.")))
    assert point(begun, "attendance").proposed == 90


def test_another_scheme_brings_its_criteria_and_its_levels(begun: MeetingForm) -> None:
    scheme = begun.score.scheme
    scheme.setFocus()
    scheme.set_value("binh_thuan")
    scheme.activated.emit(scheme.currentIndex())
    begun.score.set_assessment(assessment())
    assert sheet(begun).scheme == "binh_thuan"
    assert point(begun, "attendance").proposed == 170


def test_every_step_is_taken_back_and_done_again(begun: MeetingForm) -> None:
    whole = sheet(begun)
    write("5")
    press(Qt.Key.Key_Return)
    QApplication.processEvents()
    begun.score.vote_alike.click()
    scored = sheet(begun)
    begun.score.drop.click()
    assert begun.collect().content.score is None
    for _ in range(3):
        begun.undo.undo()
    assert sheet(begun) == whole
    for _ in range(2):
        begun.undo.redo()
    assert sheet(begun) == scored


def test_escape_leaves_the_points_as_they_were(begun: MeetingForm) -> None:
    before = sheet(begun)
    write("9")
    assert sheet(begun) != before
    press(Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert sheet(begun) == before


def test_what_cannot_be_points_cannot_be_typed(begun: MeetingForm) -> None:
    write("x")
    write("4")
    write("đ")
    assert sheet(begun).points[0].proposed == 40


def test_points_being_typed_stay_with_their_meeting_when_another_is_shown(begun: MeetingForm) -> None:
    begun.score.table.go_to(begun.score.table.score.row_of(0), Column.PROPOSED)
    write("4")
    empty = tuple(msgspec.structs.replace(one, proposed=None) for one in sheet(begun).points)
    other = ScoreSheet(scheme="standard", points=empty)
    content = MeetingContent(cell_id="c", kind=MeetingKind.REGULAR, period="2026-12", held_on=DAY, score=other)
    begun.fill(MeetingDraft(id="e", content=content), ())
    QApplication.processEvents()
    assert sheet(begun).points == empty
    assert not [line for line in begun.score.table.findChildren(QLineEdit) if line.isVisible()]


def test_findings_stand_at_their_criterion_and_lead_to_it(begun: MeetingForm) -> None:
    values: dict[str, str | int] = {"title": "Tỷ lệ", "points": "25", "most": "20"}
    wrong = Finding(code="QUALITY_OVER_MOST", severity=Severity.ERROR, field="score.3.voted", values=values)
    begun.go_to_section(0)
    begun.show_findings([wrong])
    begun.focus_path("score.3.voted")
    table = begun.score.table
    assert begun.current is begun.score
    assert (table.currentIndex().row(), table.currentIndex().column()) == (table.score.row_of(3), Column.VOTED)
    assert texts.sentence(wrong) in begun.score.row_findings.text()
    begun.focus_path("score.confirmed_by")
    assert begun.score.confirmed_by.hasFocus()


def test_enter_after_the_last_criterion_goes_on_to_the_end_of_the_meeting(begun: MeetingForm) -> None:
    begun.score.table.go_to(begun.score.table.score.row_of(10), Column.PROPOSED)
    press(Qt.Key.Key_Return)
    assert begun.tabs.currentIndex() == begun.sections.index(begun.closing)


def test_the_sheet_needs_no_sideways_scrolling(begun: MeetingForm) -> None:
    body = begun.score.widget()
    assert body is not None
    assert body.minimumSizeHint().width() <= 880
    table = begun.score.table
    assert sum(table.columnWidth(column) for column in Column) <= table.viewport().width()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.lists(st.tuples(*[st.none() | st.integers(0, 9_999)] * 3, words), min_size=11, max_size=11),
    confirmed_by=words,
)
def test_a_sheet_shown_and_collected_is_the_same_sheet(
    window: MeetingForm, values: list[tuple[int | None, int | None, int | None, str]], confirmed_by: str
) -> None:
    scheme = quality.scheme("standard", DAY)
    assert scheme is not None
    plain = quality.sheet(scheme, {})
    points = tuple(
        msgspec.structs.replace(one, proposed=proposed, voted=voted, confirmed=confirmed, remark=remark)
        for one, (proposed, voted, confirmed, remark) in zip(plain.points, values, strict=True)
    )
    made = ScoreSheet(scheme="standard", points=points, confirmed_by=confirmed_by, level="fair", total=700)
    content = MeetingContent(cell_id="c", kind=MeetingKind.REGULAR, period="2026-11", held_on=DAY, score=made)
    window.fill(MeetingDraft(id="d", content=content), ())
    assert window.collect().content.score == made


# --- with the office behind ---


def test_a_meeting_is_scored_by_keyboard_and_shown_in_the_year(desk: Desk, page: MeetingsPage) -> None:
    open_cell(desk, page, NA_LUA)
    fill(desk, page)
    press(Qt.Key.Key_5, CTRL)
    desk.clerk.settle()
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    for _ in range(2):
        press(Qt.Key.Key_Down)
    write("6")
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    press(Qt.Key.Key_Return, CTRL)
    desk.clerk.settle()
    final = page.final.meeting
    assert final is not None
    score = final.content.score
    assert score is not None
    assert {one.code: one.proposed for one in score.points}["papers"] == 60
    assert score.total == sum(one.proposed or 0 for one in score.points)
    assert score.level == "weak"
    desk.clerk.window.open_page("year", panel="quality", year=2026)
    desk.clerk.settle()
    year = desk.clerk.window.pages["year"]
    assert isinstance(year, YearPage)
    panel = year.panel
    assert isinstance(panel, QualityPanel)
    row = next(place for place, one in enumerate(panel.model.rows) if one is not None and one.result.scored)
    shown = [panel.model.data(panel.model.index(row, column)) for column in (11, RESULT)]
    assert shown == [f"Kém {quality.text_of(score.total)}", "Kém*"]
    panel.table.setCurrentIndex(panel.model.index(row, RESULT))
    assert "Phú Thọ (chưa đối chiếu)" in panel.words.text()
    panel.table.setCurrentIndex(panel.model.index(row, 11))
    panel.table.setFocus()
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert page.final.meeting is not None
    assert page.final.meeting.id == final.id


def test_figures_follow_what_is_typed_elsewhere_in_the_form(desk: Desk, page: MeetingsPage) -> None:
    open_cell(desk, page, BAN_LAU)
    form = page.draft.form
    press(Qt.Key.Key_5, CTRL)
    desk.clerk.settle()
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert point(form, "minutes").proposed is None
    press(Qt.Key.Key_6, CTRL)
    write("=")
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert point(form, "minutes").proposed == 80
