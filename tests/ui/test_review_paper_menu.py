"""The papers of the year-end review are asked for by keyboard and shown as they print."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import docx
import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from db.evaluation_records import Subject
from db.places import PRINTS
from tests.helpers.clerk import ALT, CTRL, press, write
from tests.helpers.ui import bury
from tests.ui.conftest import Desk
from tests.ui.windows import CTRL_SHIFT, shown
from ui.pages.reviews.board import BoardPanel
from ui.pages.reviews.page import ReviewsPage
from ui.pages.reviews.paper_dialog import ReviewPaperDialog
from ui.paper_window import PaperWindow


@pytest.fixture(autouse=True)
def _closed_afterwards() -> Iterator[None]:
    yield
    for left in QApplication.topLevelWidgets():
        if isinstance(left, QDialog) and left.isVisible():
            left.close()
    bury()


@pytest.fixture
def reviews(desk: Desk) -> ReviewsPage:
    """The page of a year that is opened, the first cell in hand."""
    press(Qt.Key.Key_6, ALT)
    desk.clerk.settle()
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    page = desk.clerk.window.page
    assert isinstance(page, ReviewsPage)
    return page


def board(page: ReviewsPage) -> BoardPanel:
    panel = page.panel
    assert isinstance(panel, BoardPanel)
    return panel


def go_to_member(page: ReviewsPage) -> str:
    rows = board(page).lines_model.rows
    place = next(n for n, line in enumerate(rows) if line is not None and line.subject is Subject.MEMBER)
    board(page).lines.select(place)
    line = board(page).line
    assert line is not None
    return line.name


def words(window: PaperWindow) -> str:
    pages = PdfReader(BytesIO(window.panel.data)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def choose(desk: Desk, page: ReviewsPage, name: str) -> None:
    page.papers.offer()
    assert page.papers.actions_[name].isEnabled()
    page.papers.actions_[name].trigger()
    desk.clerk.settle()


def agree(desk: Desk) -> PaperWindow:
    shown(ReviewPaperDialog).agree.click()
    desk.clerk.settle()
    return shown(PaperWindow)


def test_papers_of_one_are_offered_only_where_one_is_in_hand(desk: Desk, reviews: ReviewsPage) -> None:
    own = {"form_blank", "form_prefilled", "form_complete", "sheet", "own_remedies"}
    go_to_member(reviews)
    reviews.papers.offer()
    # The scheme of 2025 has no analysis sheets.
    assert {name for name in own if reviews.papers.actions_[name].isEnabled()} == own - {"sheet"}
    press(Qt.Key.Key_Escape)
    desk.clerk.settle()
    reviews.papers.offer()
    assert {name for name, action in reviews.papers.actions_.items() if not action.isEnabled()} == own


def test_the_menu_opens_by_key_and_prints_the_form_of_the_one_in_hand(desk: Desk, reviews: ReviewsPage) -> None:
    name = go_to_member(reviews)
    press(Qt.Key.Key_P, CTRL_SHIFT)
    assert reviews.papers.menu_.isVisible()
    QTest.keyClick(reviews.papers.menu_, Qt.Key.Key_G)
    desk.clerk.settle()
    window = shown(PaperWindow)
    assert name.upper() in words(window)
    assert not window.excel.isVisible(), "a form is no table"
    assert window.panel.word_button.isVisible()


def test_the_form_in_sight_prints_what_is_typed_and_not_kept_yet(desk: Desk, reviews: ReviewsPage) -> None:
    go_to_member(reviews)
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    form = board(reviews).form
    form.remark.setPlainText("Gõ dở, chưa ghi.")
    form.remark.setFocus()
    press(Qt.Key.Key_P, CTRL)
    desk.clerk.settle()
    assert "Gõ dở, chưa ghi." in words(shown(PaperWindow))


def test_ballots_are_asked_for_by_keyboard_alone(desk: Desk, reviews: ReviewsPage) -> None:
    go_to_member(reviews)
    choose(desk, reviews, "ballots")
    dialog = shown(ReviewPaperDialog)
    assert dialog.cell.currentData() == reviews.context.cell.organization.id  # type: ignore[union-attr]  # in hand
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    assert dialog.copies.hasFocus()
    write("3")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert words(shown(PaperWindow)).count("PHIẾU BIỂU QUYẾT") == 3


def test_the_committee_votes_on_collectives_only(desk: Desk, reviews: ReviewsPage) -> None:
    choose(desk, reviews, "count")
    dialog = shown(ReviewPaperDialog)
    dialog.cell.setCurrentIndex(dialog.cell.findData(None))
    assert not dialog.who.isEnabled()
    dialog.blank.setChecked(True)
    window = agree(desk)
    assert "Tên tập thể" in words(window)
    assert window.excel.isVisible()


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("meeting", "BIÊN BẢN HỌP KIỂM ĐIỂM"),
        ("proposals", "DANH SÁCH ĐỀ NGHỊ"),
        ("decisions", "Kết quả đánh giá"),
        ("registrations", "BẢN ĐĂNG KÝ"),
        ("remedies", "KẾ HOẠCH"),
    ],
)
def test_every_other_paper_opens(desk: Desk, reviews: ReviewsPage, name: str, title: str) -> None:
    choose(desk, reviews, name)
    assert title in words(agree(desk))


def test_forms_of_all_cells_come_as_one_file(desk: Desk, reviews: ReviewsPage) -> None:
    campaign = board(reviews).campaign
    assert campaign is not None
    cells = desk.clerk.ask(lambda office: office.reviews.cells(campaign.id))
    rated = sum(cell.rated for cell in cells)
    assert rated > 20
    choose(desk, reviews, "forms")
    dialog = shown(ReviewPaperDialog)
    dialog.cell.setCurrentIndex(dialog.cell.findData(None))
    dialog.fill.set_value("blank")
    window = agree(desk)
    assert words(window).count("BẢN KIỂM ĐIỂM CÁ NHÂN") == rated
    assert list((desk.folder / PRINTS).glob("kiem-diem-2026-blank-*.pdf"))
    desk.clerk.answers.path = desk.folder / "tất cả.docx"
    press(Qt.Key.Key_W, CTRL_SHIFT)
    desk.clerk.settle()
    said = [paragraph.text for paragraph in docx.Document(str(desk.folder / "tất cả.docx")).paragraphs]
    assert said.count("BẢN KIỂM ĐIỂM CÁ NHÂN") == rated


def test_a_year_without_a_campaign_is_said_in_a_sentence(desk: Desk) -> None:
    press(Qt.Key.Key_6, ALT)
    desk.clerk.settle()
    page = desk.clerk.window.page
    assert isinstance(page, ReviewsPage)
    choose(desk, page, "proposals")
    shown(ReviewPaperDialog).agree.click()
    desk.clerk.settle()
    assert "Chưa mở đợt kiểm điểm năm 2026" in page.problem_bar.label.text()


def test_every_line_of_the_menu_has_a_letter_of_its_own(reviews: ReviewsPage) -> None:
    letters = [action.text().partition("&")[2][:1].lower() for action in reviews.papers.actions_.values()]
    assert len(set(letters)) == len(letters)
    assert all(letter.isascii() and letter.isalpha() for letter in letters)


def test_an_empty_form_is_chosen_by_its_number_and_bears_nobodys_name(desk: Desk, reviews: ReviewsPage) -> None:
    name = go_to_member(reviews)
    desk.clerk.answers.choice = 1
    choose(desk, reviews, "blank")
    assert desk.clerk.answers.asked[-1] == "Mẫu trống"
    printed = words(shown(PaperWindow))
    assert "KIỂM ĐIỂM" in printed
    assert name.upper() not in printed.upper()


def test_the_plan_of_remedies_of_the_one_in_hand_bears_their_name(desk: Desk, reviews: ReviewsPage) -> None:
    name = go_to_member(reviews)
    choose(desk, reviews, "own_remedies")
    assert name.upper() in words(shown(PaperWindow)).upper()
