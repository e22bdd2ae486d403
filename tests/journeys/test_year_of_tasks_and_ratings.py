"""A year by keyboard alone: the plan, two months of reviews, the review of ten members step by step, the tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from db.evaluation_records import Evaluation, Exclusion, Stage, Subject, YearFigures
from db.meeting_records import AssignmentOutcome
from db.records import Duty
from db.review_board import Wanted
from db.task_records import AssignmentInput, Origin
from db.tasks import WantedTasks
from desktop_app.office import Office, Password, open_office
from desktop_app.rules.scheme import SectionKind
from tests.helpers.clerk import ALT, CTRL, Clerk, copied_commune, press, write
from tests.helpers.hands import Hands
from tests.helpers.offices import PASSWORD, FixedClock
from ui.pages.assignments.coverage import CoveragePanel
from ui.pages.assignments.page import AssignmentsPage
from ui.pages.assignments.plan import PlanPanel
from ui.pages.assignments.review import ReviewPanel
from ui.pages.reviews.board import BoardPanel
from ui.pages.reviews.decisions import DecisionsPanel
from ui.pages.reviews.form import ReviewForm
from ui.pages.reviews.page import ReviewsPage
from ui.pages.reviews.table_columns import FIRST_FIGURE
from ui.pages.reviews.tables import TablesPanel
from ui.pages.reviews.votes import VotesPanel
from ui.widgets.choice import DropDown
from ui.widgets.plain_text import PlainTextEdit

P = TypeVar("P")
SHIFT = Qt.KeyboardModifier.ShiftModifier
SCORES = ("excellent",) * 2 + ("good",) * 5 + ("done",) * 2 + ("failed",)
"""The level each of the ten asks for, in the order of the list."""
CONCLUDED = Counter({AssignmentOutcome.OPEN: 5, AssignmentOutcome.ABOVE: 2, AssignmentOutcome.ON_TIME: 2})
CONCLUDED += Counter({AssignmentOutcome.LATE: 1, AssignmentOutcome.NOT_DONE: 1})
"""What the two months of reviews made of the eleven tasks."""
DEDUCTED = {"excellent": 2, "good": 8, "done": 16, "failed": 24}
"""Tenths of a point each gives away in every section."""


@pytest.fixture
def clerk(qtbot: QtBot, tmp_path: Path) -> Iterator[Clerk]:
    """An office of one cell with eleven members, one of them exempt, and last year's plan of two tasks."""
    clock = FixedClock("2026-11-23T08:30:00")
    [cell] = copied_commune(tmp_path / "xa", clock, cells=1, members=11)
    office = open_office(tmp_path / "xa", Password(PASSWORD), clock=clock)
    people = office.members.of_cell(cell, date(2025, 12, 31))
    for person, text in ((people[0], "Phụ trách xóm trên"), (people[3], "Tuyên truyền vệ sinh môi trường")):
        office.tasks.add(
            AssignmentInput(
                cell_id=cell, member_id=person.id, text=text, kind="outreach", given_on=date(2025, 1, 6), year=2025
            )
        )
    office.close(backup=False)
    made = Clerk(qtbot, tmp_path / "xa", clock)
    yield made
    made.leave()


def cursor() -> QWidget:
    found: QWidget | None = QApplication.focusWidget()
    assert found is not None
    return found


def tab_to(hands: Hands, widget: QWidget) -> None:
    """Walk with Tab to a field; it must be on the way."""
    for _ in range(60):
        if cursor() is widget:
            return
        hands.key(Qt.Key.Key_Tab)
    raise AssertionError(f"Tab never reaches {widget.accessibleName()}")


def choose_by_arrows(hands: Hands, choice: DropDown, text: str) -> None:
    """Choose an entry of a closed list with the arrow keys."""
    hands.key(Qt.Key.Key_Home)
    for _ in range(choice.count()):
        if choice.currentText() == text:
            return
        hands.key(Qt.Key.Key_Down)
    raise AssertionError(f"{text} is not offered")


def panel_of(clerk: Clerk, panel_class: type[P]) -> P:
    page = clerk.window.page
    assert isinstance(page, AssignmentsPage | ReviewsPage)
    panel = page.panel
    assert isinstance(panel, panel_class)
    return panel


def back_in_the_window(clerk: Clerk) -> None:
    """Do what a window manager does when a dialog closes, which the screen of the tests has not."""
    clerk.settle()
    clerk.window.activateWindow()
    QApplication.processEvents()


# --- the plan of the year ---


def take_the_cell_in_hand(clerk: Clerk) -> None:
    press(Qt.Key.Key_K, CTRL)
    press(Qt.Key.Key_Tab, SHIFT)
    assert cursor() is clerk.window.top_bar.cell
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    clerk.settle()
    assert clerk.window.context.cell is not None


def plan_the_year(clerk: Clerk) -> None:
    """Take last year's plan over and give eight more members a task each."""
    press(Qt.Key.Key_5, ALT)
    clerk.settle()
    take_the_cell_in_hand(clerk)
    plan = panel_of(clerk, PlanPanel)
    clerk.choose(Qt.Key.Key_L)
    press(Qt.Key.Key_Return)
    back_in_the_window(clerk)
    proposed = {line.assignment.origin for line in plan.model.rows if line is not None}
    assert proposed == {Origin.PLAN, Origin.HELP}
    busy = {line.assignment.member_id for line in plan.model.rows if line is not None}
    cell_id = plan.cell_id
    assert cell_id is not None
    people = clerk.ask(lambda office: office.members.of_cell(cell_id, date(2026, 11, 23)))
    for number, person in enumerate(one for one in people if one.duty is Duty.ACTIVE and one.id not in busy):
        press(Qt.Key.Key_N, CTRL)
        clerk.settle()
        assert cursor() is plan.form.member
        write(person.full_name)
        press(Qt.Key.Key_Return)
        press(Qt.Key.Key_Return)
        press(Qt.Key.Key_Return)
        assert cursor() is plan.form.text, "whoever is a member needs no collective"
        write(f"Vận động hộ dân, nhóm {number + 1}")
        for _ in range(3):
            press(Qt.Key.Key_Return)
        assert cursor() is plan.form.given_on
        press(Qt.Key.Key_A, CTRL)
        write("05/01/2026")
        press(Qt.Key.Key_Return)
        assert cursor() is plan.form.due_on
        write("31/10/2026" if number % 2 else "30/11/2026")
        press(Qt.Key.Key_S, CTRL)
        clerk.settle()
        assert not plan.form.isVisible()
        assert plan.table.hasFocus()


def assert_everybody_has_a_task(clerk: Clerk) -> None:
    press(Qt.Key.Key_3, CTRL)
    clerk.settle()
    coverage = panel_of(clerk, CoveragePanel)
    row = coverage.model.row(0)
    assert row is not None
    assert (row.active, row.without) == (10, ())


def review_a_month(clerk: Clerk, month: int, keys: str) -> None:
    """Conclude the tasks of a month by one key each, in the order of the list."""
    panel = panel_of(clerk, ReviewPanel)
    press(Qt.Key.Key_K, ALT)
    assert cursor() is panel.span
    choose_by_arrows(Hands(clerk), panel.span, f"Tháng {month}")
    clerk.settle()
    press(Qt.Key.Key_Tab)
    tab_to(Hands(clerk), panel.table)
    press(Qt.Key.Key_Home, CTRL)
    for key in keys:
        write(key)
    press(Qt.Key.Key_S, CTRL)
    clerk.settle()
    assert not panel.model.typed


# --- the review of the year ---


def open_the_review(clerk: Clerk) -> BoardPanel:
    press(Qt.Key.Key_6, ALT)
    clerk.settle()
    board = panel_of(clerk, BoardPanel)
    press(Qt.Key.Key_Return)
    clerk.settle()
    assert board.campaign is not None
    return board


def first_member(board: BoardPanel) -> None:
    while board.line is None or board.line.subject is not Subject.MEMBER or board.line.exclusion is not Exclusion.NONE:
        assert board.lines.currentIndex().row() + 1 < board.lines_model.rowCount()
        press(Qt.Key.Key_Down)


def write_a_form(clerk: Clerk, form: ReviewForm, hands: Hands, level: str) -> None:
    """Give every section its points, the level asked for, the committee's remark and its level; save."""
    scheme = form.review.scheme if form.review else None
    assert scheme is not None
    found = scheme.level(level)
    assert found is not None
    first = True
    for section in form.sections:
        if section.points is not None:
            if not first:
                tab_to(hands, section.points)
            first = False
            assert cursor() is section.points
            hands.key(Qt.Key.Key_A, CTRL)
            hands.type(f"{max(0, (section.section.most or 0) - DEDUCTED[level]) / 10:.1f}".replace(".", ","))
        if section.level is not None and section.section.kind is SectionKind.SELF_RATING:
            tab_to(hands, section.level)
            choose_by_arrows(hands, section.level, found.name)
    tab_to(hands, form.remark)
    assert isinstance(cursor(), PlainTextEdit)
    hands.key(Qt.Key.Key_A, CTRL)
    hands.text("Nhất trí với bản tự kiểm điểm.")
    tab_to(hands, form.committee)
    choose_by_arrows(hands, form.committee, found.name)
    hands.key(Qt.Key.Key_S, CTRL)
    clerk.settle()
    assert form.review is not None
    assert form.review.evaluation.stage is Stage.REMARKED, form.trouble.text()


def write_ten_forms(clerk: Clerk, board: BoardPanel) -> Hands:
    hands = Hands(clerk)
    first_member(board)
    press(Qt.Key.Key_Return)
    clerk.settle()
    for number, level in enumerate(SCORES):
        assert board.in_form
        write_a_form(clerk, board.form, hands, level)
        if number + 1 < len(SCORES):
            hands.key(Qt.Key.Key_F7)
            clerk.settle()
            # Who is not rated has nothing to write and is passed by.
            while board.line is not None and board.line.exclusion is not Exclusion.NONE:
                hands.key(Qt.Key.Key_F7)
                clerk.settle()
    press(Qt.Key.Key_Escape)
    clerk.settle()
    return hands


def vote(clerk: Clerk) -> None:
    """Count the votes of nine on ten members; the first row is wrong before it is right."""
    press(Qt.Key.Key_2, CTRL)
    clerk.settle()
    panel = panel_of(clerk, VotesPanel)
    if panel.stack.currentWidget() is panel.overview:
        press(Qt.Key.Key_Down)
        press(Qt.Key.Key_Return)
        clerk.settle()
    form = panel.form
    assert form.totals.held_on.hasFocus()
    write("20/11")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    for _ in range(5):
        press(Qt.Key.Key_A, CTRL)
        write("9")
        press(Qt.Key.Key_Return)
    for _ in range(4):
        press(Qt.Key.Key_Return)
    clerk.settle()
    table = form.table
    assert table.hasFocus()
    for number in "7", "1", "0", "0", "0":
        write(number)
        press(Qt.Key.Key_Return)
    press(Qt.Key.Key_S, CTRL)
    clerk.settle()
    assert "các cột cộng lại là 8, mà có 9 phiếu hợp lệ" in form.words.text()
    assert table.row == 0
    places = {"excellent": 0, "good": 1, "done": 2, "failed": 3}
    press(Qt.Key.Key_Home)
    write("8")
    press(Qt.Key.Key_Return)
    for row, level in enumerate(SCORES[1:], 1):
        assert table.row == row
        for _ in range(places[level]):
            write("0")
            press(Qt.Key.Key_Return)
        write("=")
    press(Qt.Key.Key_S, CTRL)
    clerk.settle()
    assert {one.stage for one in form.sheet.rated} == {Stage.VOTED} if form.sheet else False


def rule(clerk: Clerk) -> None:
    """Propose all by the votes; decide as proposed, but one lower, because the cap warned."""
    press(Qt.Key.Key_3, CTRL)
    clerk.settle()
    panel = panel_of(clerk, DecisionsPanel)
    assert panel.table.hasFocus()
    press(Qt.Key.Key_A, CTRL)
    press(Qt.Key.Key_E, CTRL)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_A, CTRL)
    write("20/11/2026")
    press(Qt.Key.Key_S, CTRL)
    clerk.settle()
    assert "20% × 7 = 1,4, tối đa 1, đang xếp 2" in panel.below.cap_words.text()
    press(Qt.Key.Key_A, CTRL)
    press(Qt.Key.Key_D, CTRL)
    type_decision(clerk, "15/QĐ-ĐU")
    names = [row.line.name for row in panel.model.rows if row is not None and row.line.decided_level == "excellent"]
    assert len(names) == 2, "the cap warns and changes nothing"
    press(Qt.Key.Key_Home, CTRL)
    while (row := panel.model.row(panel.table.currentIndex())) is None or row.line.decided_level != "excellent":
        press(Qt.Key.Key_Down)
    press(Qt.Key.Key_D, CTRL)
    choose_by_arrows(Hands(clerk), panel.form.level, "HTTNV – Hoàn thành tốt nhiệm vụ")
    type_decision(clerk, "16/QĐ-ĐU")


def type_decision(clerk: Clerk, number: str) -> None:
    """Go on from the level: the day, by whom as it stands, the number of the paper."""
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_A, CTRL)
    write("22/11/2026")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    write(number)
    press(Qt.Key.Key_S, CTRL)
    clerk.settle()


def read_the_tables(clerk: Clerk, target: Path) -> list[str]:
    """Show the table of members, write it as a workbook, and return the words of its last row on screen."""
    press(Qt.Key.Key_8, CTRL)
    clerk.settle()
    panel = panel_of(clerk, TablesPanel)
    assert panel.figures.hasFocus()
    clerk.answers.path = target
    press(Qt.Key.Key_E, CTRL | SHIFT)
    clerk.settle()
    last = next(row for row in range(panel.grid.rowCount()) if row in panel.grid.emphasized)
    return [
        str(panel.grid.data(panel.grid.index(last, column)) or "")
        for column in range(FIRST_FIGURE, panel.grid.columnCount())
    ]


def reviewed(office: Office) -> list[Evaluation]:
    campaign = office.reviews.campaign(2026)
    assert campaign is not None
    lines, _ = office.reviews.board(campaign.id, Wanted(subject=Subject.MEMBER), 0, -1)
    return [office.self_reviews.open(line.id).evaluation for line in lines]


def test_a_year_goes_from_its_plan_to_its_tables_without_the_mouse(clerk: Clerk, tmp_path: Path) -> None:
    plan_the_year(clerk)
    assert_everybody_has_a_task(clerk)
    press(Qt.Key.Key_2, CTRL)
    clerk.settle()
    review_a_month(clerk, 10, "0120")
    review_a_month(clerk, 11, "2134")
    lines, total = clerk.ask(lambda office: office.tasks.page(WantedTasks(year=2026)))
    assert total == 11
    assert Counter(line.assignment.outcome for line in lines) == CONCLUDED

    board = open_the_review(clerk)
    hands = write_ten_forms(clerk, board)
    # Points for every section, two levels, a remark: about eighty keys a form, the words of the remark apart.
    assert hands.keys <= 850
    vote(clerk)
    rule(clerk)
    shown = read_the_tables(clerk, tmp_path / "bieu.xlsx")
    assert shown == ["11", "10", "1 · 10,00%", "6 · 60,00%", "2 · 20,00%", "1 · 10,00%", "1", "0", "0"]
    assert_reviewed(clerk.ask(reviewed))
    rows = openpyxl.load_workbook(tmp_path / "bieu.xlsx").active
    assert rows is not None
    total_row = next(row for row in rows.iter_rows(values_only=True) if "Cộng" in row)
    assert [cell for cell in total_row if cell is not None] == [
        *("Cộng", 11, 10),
        *(1, 10, 6, 60, 2, 20, 1, 10),
        *(0, 0, 1),
    ]


def assert_reviewed(every: list[Evaluation]) -> None:
    """Every one of the ten went through every step; who is exempt through none; the figures are those of the year."""
    rated = [one for one in every if one.exclusion is Exclusion.NONE]
    assert (len(every), len(rated)) == (11, 10)
    assert {one.stage for one in rated} == {Stage.DECIDED}
    assert [one.exclusion for one in every if one not in rated] == [Exclusion.EXEMPT]
    assert Counter(one.content.self_level for one in rated) == Counter(SCORES)
    assert Counter(one.proposed_level for one in rated) == Counter(SCORES)
    lowered = [one for one in rated if one.proposed_level != one.decided_level]
    assert [(one.proposed_level, one.decided_level) for one in lowered] == [("excellent", "good")]
    figures = [one.figures for one in rated if isinstance(one.figures, YearFigures)]
    assert sum(one.above for one in figures) == CONCLUDED[AssignmentOutcome.ABOVE]
    assert sum(one.not_done for one in figures) == CONCLUDED[AssignmentOutcome.NOT_DONE]
