"""Papers around a meeting are asked for by keyboard and shown as they print."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from tests.helpers.clerk import CTRL, press, write
from tests.helpers.ui import bury
from tests.ui.conftest import Desk
from tests.ui.steps import NA_LUA, fill, finalise, open_cell
from tests.ui.windows import CTRL_SHIFT, shown
from ui.pages.meetings.page import MeetingsPage
from ui.pages.meetings.paper_dialogs import BlankDialog, ExtractDialog
from ui.pages.settings.regulations import RegulationsDialog
from ui.paper_window import PaperWindow
from ui.printing import Printing


@pytest.fixture(autouse=True)
def _closed_afterwards() -> Iterator[None]:
    yield
    for left in QApplication.topLevelWidgets():
        if isinstance(left, QDialog) and left.isVisible():
            left.close()
    bury()


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def offered(page: MeetingsPage) -> set[str]:
    page.papers.offer()
    return {name for name, action in page.papers.actions_.items() if action.isEnabled()}


def choose(desk: Desk, page: MeetingsPage, name: str) -> None:
    assert name in offered(page)
    page.papers.actions_[name].trigger()
    desk.clerk.settle()


def test_only_what_can_be_printed_is_offered(desk: Desk, page: MeetingsPage) -> None:
    blanks = {"blank_minutes", "blank_attendance", "blank_score"}
    open_cell(desk, page, NA_LUA)
    assert offered(page) == {"attendance", "score", "blanks"} | blanks
    finalise(desk, page)
    assert offered(page) == {"attendance", "score", "extract", "blanks"} | blanks


def test_the_menu_opens_by_key_and_gives_a_paper_by_its_letter(desk: Desk, page: MeetingsPage) -> None:
    open_cell(desk, page, NA_LUA)
    press(Qt.Key.Key_P, CTRL_SHIFT)
    assert page.papers.menu_.isVisible()
    QTest.keyClick(page.papers.menu_, Qt.Key.Key_M)
    desk.clerk.settle()
    assert "Mẫu để ghi tay" in words(shown(PaperWindow).panel.data)


def test_the_attendance_list_shows_what_is_ticked_on_the_screen(desk: Desk, page: MeetingsPage) -> None:
    open_cell(desk, page, NA_LUA)
    fill(desk, page)
    choose(desk, page, "attendance")
    window = shown(PaperWindow)
    assert "Vắng có lý do: 1." in words(window.panel.data)
    assert window.excel.isVisible()


def test_a_form_to_write_on_is_no_workbook(desk: Desk, page: MeetingsPage) -> None:
    open_cell(desk, page, NA_LUA)
    choose(desk, page, "blank_minutes")
    window = shown(PaperWindow)
    assert "Mẫu để ghi tay" in words(window.panel.data)
    assert not window.excel.isVisible()
    window.save_workbook()
    assert desk.clerk.answers.asked == []


def test_an_extract_holds_what_is_ticked(desk: Desk, page: MeetingsPage) -> None:
    finalise(desk, page)
    choose(desk, page, "extract")
    dialog = shown(ExtractDialog)
    assert not dialog.agree.isEnabled()
    assert dialog.list.hasFocus()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Space)
    assert dialog.places() == [1]
    press(Qt.Key.Key_Return, CTRL)
    desk.clerk.settle()
    printed = words(shown(PaperWindow).panel.data)
    assert "2. Đánh giá kết quả" in printed
    assert "1. Thông tin thời sự" not in printed


def test_forms_of_all_cells_are_printed_in_one_go(
    desk: Desk, page: MeetingsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[int] = []

    def take(printing: Printing, pdf: bytes, *_args: object) -> bool:
        sent.append(len(PdfReader(BytesIO(pdf)).pages))
        return True

    monkeypatch.setattr(Printing, "print_pdf", take)
    choose(desk, page, "blanks")
    dialog = shown(BlankDialog)
    assert dialog.forms() == ["minutes"]
    assert len(dialog.list.ticked()) == 2
    press(Qt.Key.Key_Space)
    assert not dialog.agree.isEnabled()
    press(Qt.Key.Key_Down)
    dialog.boxes["attendance"].setFocus()
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Return, CTRL)
    desk.clerk.settle()
    window = shown(PaperWindow)
    printed = words(window.panel.data)
    assert "CHI BỘ THÔN NÀ LỪA" in printed
    assert "CHI BỘ THÔN BẢN LẦU" in printed
    assert "Giấy tờ" not in window.panel.heading.text()
    press(Qt.Key.Key_P, CTRL)
    assert sent == [len(PdfReader(BytesIO(window.panel.data)).pages)]
    assert desk.clerk.ask(lambda office: office.meetings.drafts()) == []


def test_a_kind_that_is_not_scored_offers_no_score_sheet(desk: Desk, page: MeetingsPage) -> None:
    choose(desk, page, "blanks")
    dialog = shown(BlankDialog)
    dialog.boxes["score"].setChecked(True)
    assert "score" in dialog.forms()
    dialog.kind.set_value(dialog.kind._values[3])
    assert dialog.forms() == ["minutes"]


def test_the_page_is_looked_at_while_its_layout_is_typed(desk: Desk, page: MeetingsPage) -> None:
    window = desk.clerk.window
    dialog = RegulationsDialog(window.context, window)
    dialog.open()
    desk.clerk.settle()
    dialog.search.setFocus()
    write("co chu noi dung")
    press(Qt.Key.Key_Return)
    assert dialog.table.hasFocus()
    assert [rule.id for rule in dialog.model.rows if rule is not None] == ["layout.document.body_size"]
    dialog.form.line.setText("16")
    press(Qt.Key.Key_F9)
    desk.clerk.settle()
    shown(PaperWindow).close()
    dialog.form.line.setText("rộng")
    dialog.form.show_page()
    desk.clerk.settle()
    assert dialog.form.answer.isVisible()
    dialog.form.line.setText("14")
    assert desk.clerk.ask(lambda office: office.regulations.own().book) == {}


def test_a_rule_that_shows_on_no_paper_has_no_page(desk: Desk, page: MeetingsPage) -> None:
    window = desk.clerk.window
    dialog = RegulationsDialog(window.context, window)
    dialog.open()
    desk.clerk.settle()
    assert dialog.form.rule is not None
    assert dialog.form.rule.id == "meeting.min_minutes.regular"
    assert dialog.form.preview.isHidden()
    press(Qt.Key.Key_F9)
    desk.clerk.settle()
    assert not [one for one in QApplication.topLevelWidgets() if isinstance(one, PaperWindow) and one.isVisible()]
