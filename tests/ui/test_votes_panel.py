"""Votes typed by keyboard: totals that must agree, a result beside every row, drafts that outlive the window's page."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from db.evaluation_records import BallotForm, Stage, Subject
from desktop_app import texts as texts_of_program
from tests.helpers.clerk import CTRL, press, write
from tests.helpers.hands import Hands
from tests.helpers.ui import underlined
from tests.ui.conftest import Desk
from tests.ui.windows import shown
from ui.pages.reviews.decisions import DecisionsPanel
from ui.pages.reviews.page import ReviewsPage
from ui.pages.reviews.votes import VotesPanel
from ui.paper_window import PaperWindow
from ui.widgets.ballot_model import FIRST


@pytest.fixture
def panel(desk: Desk) -> VotesPanel:
    """The list of those who vote, in an open campaign."""
    desk.clerk.ask(lambda office: office.reviews.open(2026))
    page = show(desk, "votes")
    shown = page.panel
    assert isinstance(shown, VotesPanel)
    return shown


def show(desk: Desk, panel: str) -> ReviewsPage:
    desk.clerk.window.open_page("reviews", panel=panel)
    desk.clerk.settle()
    page = desk.clerk.window.page
    assert isinstance(page, ReviewsPage)
    return page


def open_cell(desk: Desk, panel: VotesPanel, place: int = 1) -> None:
    panel.bodies.select(place)
    press(Qt.Key.Key_Return)
    desk.clerk.settle()


def type_totals(desk: Desk, *, day: str = "20/11", counts: tuple[str, ...] = ("10", "10", "10", "10", "10")) -> None:
    """Type day and totals from the day on; the cursor ends in the votes."""
    write(day)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    for number in counts:
        press(Qt.Key.Key_A, CTRL)
        write(number)
        press(Qt.Key.Key_Return)
    for _ in range(4):
        press(Qt.Key.Key_Return)
    desk.clerk.settle()


def texts(panel: VotesPanel, row: int) -> list[str]:
    model = panel.form.table.ballot
    return [model.text(row, column) for column in range(FIRST, model.columnCount())]


def test_a_year_without_a_campaign_leads_to_the_board(desk: Desk) -> None:
    page = show(desk, "votes")
    panel = page.panel
    assert isinstance(panel, VotesPanel)
    assert "2026" in panel.nothing.words.text()
    assert panel.nothing.button.hasFocus()
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert page.specs[page.tabs.currentIndex()].name == "board"


def test_the_office_stands_first_and_enter_opens_a_cell(desk: Desk, panel: VotesPanel) -> None:
    names = [body.name for body in panel.model.rows if body is not None]
    assert names[0] == "Đảng ủy xã Mường Khương"
    assert panel.bodies.hasFocus()
    open_cell(desk, panel)
    form = panel.form
    assert form.heading.text() == names[1]
    # The register gives ten votes: twelve members, one probationary and one exempt.
    assert form.totals.counts["convened"].value() == 10
    assert form.totals.held_on.hasFocus()
    press(Qt.Key.Key_Escape)
    desk.clerk.settle()
    assert panel.stack.currentWidget() is panel.overview
    assert panel.bodies.hasFocus()


def test_votes_of_eleven_members_are_typed_in_few_keys(desk: Desk, panel: VotesPanel) -> None:
    open_cell(desk, panel)
    type_totals(desk)
    table, hands = panel.form.table, Hands(desk.clerk)
    assert table.hasFocus()
    rows = table.ballot.rowCount()
    assert rows == 11
    for row in range(rows):
        assert (table.row, table.currentIndex().column()) == (row, FIRST)
        if row % 3 == 0:
            # All for the best level: one key.
            hands.type("=")
        else:
            hands.type("7")
            hands.key(Qt.Key.Key_Return)
            hands.type("=")
    assert hands.keys <= 3 * rows
    assert texts(panel, 0) == ["10", "", "", "", "", "10", "HTXSNV"]
    assert texts(panel, 1) == ["7", "3", "", "", "", "10", "HTXSNV"]
    assert panel.form.keep.hasFocus()
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    campaign = desk.clerk.ask(lambda office: office.reviews.campaign(2026))
    assert campaign is not None
    cell = panel.form.sheet.organization_id if panel.form.sheet else ""
    (kept,) = desk.clerk.ask(lambda office: office.ballots.kept(campaign.id, cell))
    assert (kept.convened, kept.valid, len(kept.lines)) == (10, 10, 11)
    assert {one.stage for one in panel.form.sheet.rated} == {Stage.VOTED} if panel.form.sheet else False


def test_a_sum_that_differs_is_told_at_once_and_not_saved(desk: Desk, panel: VotesPanel) -> None:
    open_cell(desk, panel)
    type_totals(desk)
    table = panel.form.table
    for text in ("7", "2", "0", "0", "0"):
        write(text)
        press(Qt.Key.Key_Return)
    assert texts(panel, 0)[-2:] == ["9 ≠ 10", ""]
    panel.form.check()
    assert "1 dòng chưa khớp" in panel.form.summary.text()
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert table.row == 0
    assert "các cột cộng lại là 9, mà có 10 phiếu hợp lệ" in panel.form.words.text()
    assert panel.form.sheet is not None
    assert not panel.form.sheet.counts


def test_no_level_reached_is_said_with_the_reading_from_above(desk: Desk, panel: VotesPanel) -> None:
    open_cell(desk, panel)
    type_totals(desk)
    for text in ("4", "4", "2"):
        write(text)
        press(Qt.Key.Key_Return)
    panel.form.table.go_to(0)
    assert texts(panel, 0)[-1] == "HTTNV (cộng dồn)"
    assert "Không mức nào tự đạt." in panel.form.words.text()
    assert "8/10 (80,00%)" in panel.form.words.text()
    panel.form.table.ballot.set_votes(0, FIRST, 1)
    panel.form.table.ballot.set_votes(0, FIRST + 1, 1)
    panel.form.table.ballot.set_votes(0, FIRST + 2, None)
    panel.form.table.ballot.fill(0, panel.form.table.ballot.blank)
    assert texts(panel, 0)[-3:] == ["8", "10", "không mức nào đạt"]


def test_what_was_typed_is_a_draft_when_one_comes_back(desk: Desk, panel: VotesPanel) -> None:
    open_cell(desk, panel)
    type_totals(desk, counts=("10", "9", "9"))
    press(Qt.Key.Key_Escape)
    desk.clerk.settle()
    open_cell(desk, panel)
    counts = {name: edit.value() for name, edit in panel.form.totals.counts.items()}
    assert counts == {"convened": 10, "present": 9, "issued": 9, "returned": None, "valid": None}
    assert "Đã giữ nháp" in panel.form.state.text()
    desk.clerk.answers.yes = True
    panel.form.discard.click()
    desk.clerk.settle()
    assert panel.form.totals.counts["present"].value() is None
    assert panel.form.discard.isHidden()


def test_a_present_number_over_those_convened_is_said_beside_it(desk: Desk, panel: VotesPanel) -> None:
    open_cell(desk, panel)
    type_totals(desk, counts=("10", "12"))
    field = panel.form.totals.fields["present"]
    assert "Hơn số triệu tập (10)" in field.findings.text()
    # The key "=" types the number before it.
    panel.form.totals.counts["present"].setFocus()
    write("=")
    assert panel.form.totals.counts["present"].value() == 10


def test_raised_hands_need_no_ballots(desk: Desk, panel: VotesPanel) -> None:
    open_cell(desk, panel)
    totals = panel.form.totals
    totals.form.set_value(BallotForm.HANDS.value)
    assert not totals.fields["issued"].isEnabled()
    totals.counts["present"].set_value(9)
    panel.form.table.ballot.fill(0, FIRST)
    assert texts(panel, 0)[0] == "9"


def test_a_vote_held_again_is_a_second_count_and_one_may_be_deleted(desk: Desk, panel: VotesPanel) -> None:
    open_cell(desk, panel)
    type_totals(desk)
    write("=")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    form = panel.form
    assert form.again.isVisible()
    form.again.click()
    desk.clerk.settle()
    assert form.sheet is not None
    assert (form.sheet.ballot_id, texts(panel, 0)[0]) == ("", "")
    form.focus_first()
    type_totals(desk, day="21/11")
    write("4")
    press(Qt.Key.Key_Return)
    write("=")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert [form.counts.itemText(place) for place in range(form.counts.count())] == [
        "Lần 2 (21/11/2026)",
        "Lần 1 (20/11/2026)",
    ]
    form.counts.setCurrentIndex(1)
    desk.clerk.settle()
    assert texts(panel, 0)[0] == "10"
    form.remove.click()
    desk.clerk.settle()
    assert form.counts.isHidden()
    assert texts(panel, 0)[:2] == ["4", "6"]


def test_the_office_votes_on_cells_and_committees(desk: Desk, panel: VotesPanel) -> None:
    open_cell(desk, panel, 0)
    sheet = panel.form.sheet
    assert sheet is not None
    assert sheet.collectives
    assert {one.subject for one in sheet.rated} == {Subject.CELL, Subject.COMMITTEE}
    assert not panel.form.kind.isEnabled()
    press(Qt.Key.Key_Escape)
    desk.clerk.settle()
    open_cell(desk, panel, 1)
    panel.form.kind.set_value("collectives")
    desk.clerk.settle()
    assert panel.form.sheet is not None
    assert [one.subject for one in panel.form.sheet.rated] == [Subject.CELL]


def test_a_closed_campaign_shows_votes_and_takes_none(desk: Desk, panel: VotesPanel) -> None:
    campaign = panel.campaign
    assert campaign is not None
    desk.clerk.ask(lambda office: office.reviews.close(campaign.id, campaign.revision))
    open_cell(desk, panel)
    assert not panel.form.keep.isEnabled()
    assert not panel.form.totals.isEnabled()
    panel.form.table.setFocus()
    write("7")
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert texts(panel, 0)[0] == ""


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_underlined_letter_leads_to_two_places(desk: Desk, panel: VotesPanel, language: str) -> None:
    open_cell(desk, panel)
    type_totals(desk)
    write("=")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    texts_of_program.set_language(language)
    page = ReviewsPage(desk.clerk.window.context)
    desk.clerk.window.stack.addWidget(page)
    desk.clerk.window.stack.setCurrentWidget(page)
    for name in ("votes", "decisions"):
        page.open(panel=name)
        desk.clerk.settle()
        shown = page.panel
        if isinstance(shown, DecisionsPanel):
            shown.table.setFocus()
            press(Qt.Key.Key_E, CTRL)
            shown.below.to_caps.click()
        else:
            assert isinstance(shown, VotesPanel)
            shown.form.table.ballot.set_votes(1, FIRST, 3)
        letters = Counter(
            letter for widget in page.findChildren(QWidget) if widget.isVisible() for letter in underlined(widget)
        )
        assert {letter for letter, times in letters.items() if times > 1} == set(), name
        assert desk.clerk.window.minimumSizeHint().width() <= 1366


@pytest.mark.parametrize("name", ["ballots", "count"])
def test_ballots_and_minutes_of_the_cell_in_hand_are_printed_from_its_count(
    desk: Desk, panel: VotesPanel, name: str
) -> None:
    open_cell(desk, panel)
    panel.prints[name].setFocus()
    press(Qt.Key.Key_Space)
    desk.clerk.settle()
    window = shown(PaperWindow)
    assert window.panel.data.startswith(b"%PDF")
    window.close()
