"""The page of the year-end review by keyboard: opening a year, the board, the form with its draft and its rules."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from db.evaluation_records import BoardLine, Exclusion, Stage, Subject
from db.records import MemberInput, Sex
from tests.helpers.clerk import ALT, CTRL, press, write
from tests.ui.conftest import Desk
from tests.ui.test_window import _underlined as underlined
from ui.pages.reviews.board import BoardPanel
from ui.pages.reviews.changes_dialog import ChangesDialog
from ui.pages.reviews.form_side import BehindDialog
from ui.pages.reviews.line_dialog import LineDialog
from ui.pages.reviews.page import ReviewsPage
from ui.pages.reviews.steps_dialog import StepsDialog


@pytest.fixture
def board(desk: Desk) -> BoardPanel:
    """The page of a year that is not opened yet."""
    press(Qt.Key.Key_6, ALT)
    desk.clerk.settle()
    page = desk.clerk.window.page
    assert isinstance(page, ReviewsPage)
    panel = page.panel
    assert isinstance(panel, BoardPanel)
    return panel


@pytest.fixture
def opened(desk: Desk, board: BoardPanel) -> BoardPanel:
    """The year opened, the first cell in hand."""
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert board.campaign is not None
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    return board


def go_to_member(desk: Desk, board: BoardPanel) -> str:
    place = next(
        place
        for place, line in enumerate(board.lines_model.rows)
        if line is not None and line.subject is Subject.MEMBER
    )
    board.lines.select(place)
    line = board.line
    assert line is not None
    return line.name


def test_a_year_is_opened_by_one_key_under_the_scheme_in_force(desk: Desk, board: BoardPanel) -> None:
    assert board.stack.currentWidget() is board.start
    assert board.start.scheme.value() == "2025"
    assert "366-QĐ/TW" in board.start.words.text()
    assert board.start.button.hasFocus()
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert board.campaign is not None
    assert [row.organization_id for row in board.cells_model.rows if row is not None][1:] == desk.cells[::-1]
    assert "QĐ 366 (2025)" in board.summary.text()


def test_a_deadline_that_is_no_day_stops_the_opening_with_a_sentence(desk: Desk, board: BoardPanel) -> None:
    board.start.steps.edits[0].setText("32/13")
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert board.campaign is None
    assert board.start.trouble.text()
    assert board.start.steps.edits[0].hasFocus()


def cell_in_hand(board: BoardPanel) -> str | None:
    return board.cell_id


def is_in_form(board: BoardPanel) -> bool:
    return board.in_form


def test_enter_opens_a_cell_and_escape_leads_back_to_all(desk: Desk, opened: BoardPanel) -> None:
    assert cell_in_hand(opened) is not None
    subjects = {line.subject for line in opened.lines_model.rows if line is not None}
    assert Subject.CELL in subjects
    assert Subject.MEMBER in subjects
    press(Qt.Key.Key_Escape)
    desk.clerk.settle()
    assert cell_in_hand(opened) is None
    assert opened.table is opened.cells


def test_a_name_is_found_in_all_cells_without_accents(desk: Desk, opened: BoardPanel) -> None:
    name = go_to_member(desk, opened)
    press(Qt.Key.Key_Escape)
    desk.clerk.settle()
    press(Qt.Key.Key_F, CTRL)
    opened.filter.search.setText(name)
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert name in {line.name for line in opened.lines_model.rows if line is not None}


def test_a_form_is_written_saved_and_the_next_opened_by_keys(desk: Desk, opened: BoardPanel) -> None:
    name = go_to_member(desk, opened)
    opened.lines.setFocus()
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    form = opened.form
    assert is_in_form(opened)
    assert name in form.heading.text()
    assert form.sections[2].points is not None
    assert form.sections[2].points.hasFocus()
    write("4,5")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert form.review is not None
    kept = form.review.evaluation
    assert (kept.content.points, kept.stage) == (45, Stage.SELF)
    assert "4,5" in form.side.verdict.text()
    press(Qt.Key.Key_F7)
    desk.clerk.settle()
    assert form.review.evaluation.id != kept.id
    press(Qt.Key.Key_Escape)
    desk.clerk.settle()
    assert not is_in_form(opened)
    assert Stage.SELF in {line.stage for line in opened.lines_model.rows if line is not None}


def test_too_many_points_are_told_beside_the_section_and_nothing_is_saved(desk: Desk, opened: BoardPanel) -> None:
    go_to_member(desk, opened)
    opened.lines.setFocus()
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    form = opened.form
    write("99")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert form.review is not None
    assert form.review.evaluation.content.points is None
    assert "99" in form.sections[2].finding.text()
    assert form.trouble.isVisible()


def test_what_is_typed_and_not_saved_is_there_again(desk: Desk, opened: BoardPanel) -> None:
    go_to_member(desk, opened)
    opened.lines.setFocus()
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    write("3")
    press(Qt.Key.Key_Escape)
    desk.clerk.settle()
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    form = opened.form
    assert form.review is not None
    assert form.review.draft is not None
    assert form.sections[2].points is not None
    assert form.sections[2].points.text() == "3"
    assert "bản nháp" in form.state.text()


def test_a_figure_opens_its_rows(desk: Desk, opened: BoardPanel) -> None:
    go_to_member(desk, opened)
    opened.lines.setFocus()
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    side = opened.form.side
    press(Qt.Key.Key_F4)
    assert side.table.hasFocus()
    side.table.select(0)
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    [dialog] = opened.form.findChildren(BehindDialog)
    assert isinstance(dialog, QDialog)
    dialog.reject()


def line_of(opened: BoardPanel, name: str) -> BoardLine:
    return next(line for line in opened.lines_model.rows if line is not None and line.name == name)


def amending(opened: BoardPanel) -> LineDialog:
    [dialog] = opened.page.findChildren(LineDialog)
    assert isinstance(dialog, LineDialog)
    return dialog


def test_somebody_is_left_out_with_a_reason(desk: Desk, opened: BoardPanel) -> None:
    name = go_to_member(desk, opened)
    opened.lines.setFocus()
    press(Qt.Key.Key_F4)
    dialog = amending(opened)
    assert dialog.exclusion.hasFocus()
    press(Qt.Key.Key_End)
    dialog.save()
    assert "lý do" in dialog.trouble.text()
    assert dialog.note.hasFocus()
    write("Đi lao động nước ngoài cả năm")
    for _ in range(3):
        press(Qt.Key.Key_Return)
    desk.clerk.settle()
    line = line_of(opened, name)
    assert (line.exclusion, line.exclusion_note) == (Exclusion.OTHER, "Đi lao động nước ngoài cả năm")
    opened.filter.stage.set_value("excluded")
    desk.clerk.settle()
    assert {line.exclusion for line in opened.lines_model.rows if line is not None} == {
        Exclusion.EXEMPT,
        Exclusion.OTHER,
    }
    desk.clerk.window.activateWindow()
    desk.clerk.settle()
    opened.lines.setFocus()
    press(Qt.Key.Key_Escape)
    desk.clerk.settle()
    assert opened.lines_model.rowCount() > 2


def test_a_member_gets_another_form_and_is_rated_by_another_cell(desk: Desk, opened: BoardPanel) -> None:
    name = go_to_member(desk, opened)
    opened.lines.setFocus()
    press(Qt.Key.Key_F4)
    dialog = amending(opened)
    dialog.form.set_value("2B")
    dialog.cell.set_value(desk.cells[0])
    dialog.save()
    desk.clerk.settle()
    assert name not in {line.name for line in opened.lines_model.rows if line is not None}
    desk.clerk.window.context.set_cell_id(desk.cells[0])
    desk.clerk.settle()
    assert {"2B", "2C"} == {line.form for line in opened.lines_model.rows if line is not None and line.name == name}


def test_the_office_itself_is_the_first_row_and_opens_its_collectives(desk: Desk, board: BoardPanel) -> None:
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    board.cells.select(0)
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    rows = [line for line in board.lines_model.rows if line is not None]
    assert rows
    assert {line.subject for line in rows} <= {Subject.COMMITTEE, Subject.GRASSROOTS}
    assert board.lines.hasFocus()
    press(Qt.Key.Key_Escape)
    desk.clerk.settle()
    assert board.table is board.cells
    assert board.cells.hasFocus()


def test_what_the_register_says_otherwise_is_ticked_line_by_line(desk: Desk, opened: BoardPanel) -> None:
    people = [
        MemberInput(
            full_name=name,
            sex=Sex.MALE,
            admitted_on="2010-03-03",
            official_on="2011-03-03",
            cell_id=desk.cells[1],
            since=date(2020, 1, 1),
        )
        for name in ("Lù Văn Tỉn", "Vàng A Páo")
    ]
    desk.clerk.ask(lambda office: office.members.add_many(people))
    opened.acts.refresh()
    desk.clerk.settle()
    [dialog] = opened.page.findChildren(ChangesDialog)
    assert isinstance(dialog, ChangesDialog)
    assert [dialog.list.item(row).text() for row in range(2)] == [
        "Vàng A Páo (Chi bộ thôn Bản Lầu): mới có trong sổ",
        "Lù Văn Tỉn (Chi bộ thôn Bản Lầu): mới có trong sổ",
    ]
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    names = {line.name for line in opened.lines_model.rows if line is not None}
    assert "Lù Văn Tỉn" in names
    assert "Vàng A Páo" not in names


def test_figures_of_written_forms_are_counted_again(desk: Desk, opened: BoardPanel) -> None:
    opened.acts.count_again()
    desk.clerk.settle()
    assert not opened.acts.work.working
    opened.acts.fill_in()
    desk.clerk.settle()
    assert not opened.acts.work.working


def test_a_closed_review_is_reopened_only_with_a_reason(desk: Desk, opened: BoardPanel) -> None:
    opened.acts.close()
    desk.clerk.settle()
    assert opened.campaign is not None
    assert opened.campaign.state == "closed"
    assert not opened.acts.prefill.isEnabled()
    desk.clerk.answers.why = None
    opened.acts.reopen()
    desk.clerk.settle()
    assert opened.campaign.state == "closed"
    desk.clerk.answers.why = "Bổ sung kết luận kỷ luật"
    opened.acts.reopen()
    desk.clerk.settle()
    assert (opened.campaign.state, opened.campaign.version) == ("open", 2)


def test_the_steps_are_marked_done(desk: Desk, opened: BoardPanel) -> None:
    opened.acts.steps()
    desk.clerk.settle()
    [dialog] = opened.page.findChildren(StepsDialog)
    dialog.finished_on[0].setFocus()
    write("20/11/2026")
    dialog.save()
    desk.clerk.settle()
    assert opened.campaign is not None
    assert str(opened.campaign.steps[0].done_on) == "2026-11-20"


def test_the_help_names_the_keys(board: BoardPanel) -> None:
    assert "F4" in board.page.help_text
    assert "Ctrl+1" in board.page.help_text


def test_no_two_buttons_of_the_board_share_an_underlined_letter(desk: Desk, opened: BoardPanel) -> None:
    for _ in range(2):
        letters = Counter(underlined(desk.clerk.window))
        assert {letter for letter, times in letters.items() if times > 1} == set()
        opened.acts.panel.escape()
        desk.clerk.settle()
