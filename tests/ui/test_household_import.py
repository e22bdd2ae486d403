"""Taking in a list of households by keyboard: pasted or from a file, judged, then written or refused with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from desktop_app.services.household_lines import HouseholdVerdict
from tests.helpers.clerk import ALT, CTRL, press
from tests.helpers.workbooks import save_rows
from tests.ui.conftest import Desk
from ui.pages.assignments.household_import_dialog import HouseholdImportDialog
from ui.pages.assignments.households import HouseholdsPanel
from ui.pages.assignments.page import AssignmentsPage


@pytest.fixture
def panel(desk: Desk) -> HouseholdsPanel:
    press(Qt.Key.Key_5, ALT)
    desk.clerk.settle()
    page = desk.clerk.window.page
    assert isinstance(page, AssignmentsPage)
    page.context.set_cell_id(desk.cells[0])
    desk.clerk.settle()
    press(Qt.Key.Key_4, CTRL)
    desk.clerk.settle()
    assert isinstance(page.panel, HouseholdsPanel)
    return page.panel


@pytest.fixture
def dialog(desk: Desk, panel: HouseholdsPanel) -> HouseholdImportDialog:
    press(Qt.Key.Key_I, CTRL)
    desk.clerk.settle()
    return panel.page.findChildren(HouseholdImportDialog)[0]


def paste(desk: Desk, text: str) -> None:
    QApplication.clipboard().setText(text)
    press(Qt.Key.Key_V, CTRL)
    desk.clerk.settle()


def verdicts(dialog: HouseholdImportDialog) -> list[HouseholdVerdict]:
    return [row.verdict for row in dialog.model.rows if row is not None]


def test_a_pasted_table_is_shown_then_taken_and_stands_in_the_list(
    desk: Desk, panel: HouseholdsPanel, dialog: HouseholdImportDialog
) -> None:
    paste(desk, "Chủ hộ\tSố khẩu\tDiện hộ\nGiàng A Páo\t5\tHộ nghèo\nLù Văn Tỉn\tbốn\t\n")
    assert verdicts(dialog) == [HouseholdVerdict.NEW, HouseholdVerdict.WRONG]
    assert "1 hộ mới" in dialog.counts.text()
    assert "1 dòng sai" in dialog.counts.text()
    assert "để sửa" in dialog.reason.text()
    press(Qt.Key.Key_Down)
    assert "bốn" in dialog.words.text()
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert [line.household.head for line in panel.model.rows if line] == ["Giàng A Páo"]
    assert panel.page.findChildren(HouseholdImportDialog) == []
    # Without a window manager nobody gives the window back the keyboard.
    desk.clerk.window.activateWindow()
    QApplication.processEvents()
    assert panel.table.hasFocus()


def test_the_same_list_again_says_why_nothing_is_left_to_import(
    desk: Desk, panel: HouseholdsPanel, dialog: HouseholdImportDialog
) -> None:
    text = "Chủ hộ\tSố khẩu\nGiàng A Páo\t5\n"
    paste(desk, text)
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    desk.clerk.window.activateWindow()
    QApplication.processEvents()
    press(Qt.Key.Key_I, CTRL)
    desk.clerk.settle()
    again = panel.page.findChildren(HouseholdImportDialog)[-1]
    paste(desk, text)
    assert verdicts(again) == [HouseholdVerdict.KNOWN]
    assert not again.keep.isEnabled()
    assert "đã có trong sổ" in again.reason.text()
    press(Qt.Key.Key_S, CTRL)
    press(Qt.Key.Key_Escape)
    desk.clerk.settle()
    assert len(panel.model.rows) == 1


def test_only_what_has_to_be_looked_at_is_shown_when_asked_for(desk: Desk, dialog: HouseholdImportDialog) -> None:
    paste(desk, "Chủ hộ\tSố khẩu\nGiàng A Páo\t5\nLù Văn Tỉn\tbốn\n")
    dialog.only.setFocus()
    press(Qt.Key.Key_Space)
    assert verdicts(dialog) == [HouseholdVerdict.WRONG]


def test_a_list_without_heads_is_refused_with_a_sentence_and_the_one_before_is_forgotten(
    desk: Desk, dialog: HouseholdImportDialog
) -> None:
    paste(desk, "Chủ hộ\nGiàng A Páo\n")
    assert dialog.keep.isEnabled()
    paste(desk, "Tên\tTuổi\nA\t5\n")
    assert "Chủ hộ" in dialog.trouble.text()
    assert not dialog.keep.isEnabled()
    assert verdicts(dialog) == []
    paste(desk, " ")
    assert "dán" in dialog.trouble.text()


def test_a_file_is_chosen_by_keyboard_and_nobody_is_meant_without_a_cell(
    desk: Desk, dialog: HouseholdImportDialog, tmp_path: Path
) -> None:
    today = desk.clerk.window.context.today()
    name = desk.clerk.ask(lambda office: office.members.of_cell(desk.cells[0], today))[0].full_name
    desk.clerk.answers.path = save_rows(tmp_path / "ho.xlsx", [["Chủ hộ", "Phụ trách"], ["Giàng A Páo", name]])
    press(Qt.Key.Key_O, CTRL)
    desk.clerk.settle()
    first = verdicts(dialog)
    dialog.cell.set_value("")
    desk.clerk.settle()
    assert (first, verdicts(dialog)) == ([HouseholdVerdict.NEW], [HouseholdVerdict.WRONG])


def test_the_sample_is_saved_and_can_be_chosen(desk: Desk, dialog: HouseholdImportDialog, tmp_path: Path) -> None:
    desk.clerk.answers.path = tmp_path / "mau.xlsx"
    dialog.sample.click()
    desk.clerk.settle()
    assert "mau.xlsx" in dialog.words.text()
    press(Qt.Key.Key_O, CTRL)
    desk.clerk.settle()
    assert "không có hộ nào" in dialog.trouble.text()


def test_hostile_words_are_shown_as_they_are(desk: Desk, dialog: HouseholdImportDialog) -> None:
    paste(desk, "Chủ hộ\tThôn\n<b>Pao</b>\t<img src=x>\n=HYPERLINK(1)\t\n")
    assert verdicts(dialog) == [HouseholdVerdict.WRONG, HouseholdVerdict.WRONG]
    assert "<img src=x>" in dialog.words.text()
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in dialog.findChildren(QLabel) if label.text())


def test_no_two_things_share_an_underlined_letter(dialog: HouseholdImportDialog) -> None:
    words = [button.text() for button in dialog.findChildren(QAbstractButton)]
    words += [label.text() for label in dialog.findChildren(QLabel) if label.buddy() is not None]
    letters = [text[text.index("&") + 1].lower() for text in words if "&" in text]
    assert len(letters) == len(set(letters)), letters
