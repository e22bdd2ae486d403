"""The widgets of the full form: earlier tasks, phrases used before, text blocks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from db.meeting_records import AssignmentOutcome, FollowUp, TextBlock
from tests.helpers.clerk import press, write
from ui.widgets.block_popup import BlockPopup
from ui.widgets.follow_up_model import Column
from ui.widgets.follow_up_table import FollowUpTable
from ui.widgets.phrase_edit import PhraseEdit
from ui.widgets.plain_text import PlainTextEdit

Show = Callable[[QWidget], QWidget]
DAY = date(2026, 11, 3)


def line(number: int, outcome: AssignmentOutcome = AssignmentOutcome.OPEN, due: date | None = None) -> FollowUp:
    return FollowUp(assignment_id=f"a{number}", text=f"Việc {number}", outcome=outcome, due_on=due)


@pytest.fixture
def table(show: Show) -> FollowUpTable:
    made = FollowUpTable(QUndoStack())
    made.set_lines([line(0), line(1), line(2)], DAY)
    show(made)
    return made


def outcomes(table: FollowUpTable) -> list[AssignmentOutcome]:
    return [one.outcome for one in table.lines.lines]


# --- earlier tasks ---


def test_one_key_says_what_became_of_a_task_and_goes_to_the_next(table: FollowUpTable) -> None:
    press(Qt.Key.Key_1)
    press(Qt.Key.Key_2)
    press(Qt.Key.Key_1)
    assert outcomes(table) == [AssignmentOutcome.ON_TIME, AssignmentOutcome.ABOVE, AssignmentOutcome.ON_TIME]
    assert table.row == 2


def test_what_was_late_asks_why_and_goes_on(table: FollowUpTable, qtbot: QtBot) -> None:
    press(Qt.Key.Key_3)
    write("chờ kinh phí")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: table.row == 1)
    press(Qt.Key.Key_1)
    assert outcomes(table)[:2] == [AssignmentOutcome.LATE, AssignmentOutcome.ON_TIME]
    assert table.lines.lines[0].remark == "chờ kinh phí"


def test_letters_begin_a_remark_and_escape_takes_it_back(table: FollowUpTable) -> None:
    write("đang làm")
    assert table.lines.lines[0].remark == "đang làm"
    press(Qt.Key.Key_Escape)
    assert table.lines.lines[0].remark == ""


def test_enter_walks_down_and_then_leaves(table: FollowUpTable, qtbot: QtBot) -> None:
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    with qtbot.waitSignal(table.finished):
        press(Qt.Key.Key_Return)


def test_space_ticks_a_task_and_takes_the_tick_back(table: FollowUpTable) -> None:
    table.go_to(2)
    press(Qt.Key.Key_Space)
    assert outcomes(table)[2] is AssignmentOutcome.ON_TIME
    press(Qt.Key.Key_Space)
    assert outcomes(table)[2] is AssignmentOutcome.OPEN


def test_every_step_is_taken_back(show: Show) -> None:
    undo = QUndoStack()
    table = FollowUpTable(undo)
    table.set_lines([line(0), line(1)], DAY)
    show(table)
    press(Qt.Key.Key_1)
    write("xong sớm")
    press(Qt.Key.Key_Return)
    table.go_to(0)
    press(Qt.Key.Key_Delete)
    assert [one.assignment_id for one in table.lines.lines] == ["a1"]
    undo.undo()
    assert [one.assignment_id for one in table.lines.lines] == ["a0", "a1"]
    assert table.lines.lines[1].remark == "xong sớm"
    undo.undo()
    undo.undo()
    assert table.lines.lines == (line(0), line(1))


def test_a_task_past_its_day_says_so_in_words_until_it_is_done(show: Show) -> None:
    table = FollowUpTable(QUndoStack())
    table.set_lines([line(0, due=date(2026, 10, 30)), line(1, due=DAY)], DAY)
    model = table.lines
    assert "quá hạn" in str(model.data(model.index(0, Column.DUE)))
    assert "quá hạn" not in str(model.data(model.index(1, Column.DUE)))
    model.decide(0, AssignmentOutcome.LATE)
    assert "quá hạn" not in str(model.data(model.index(0, Column.DUE)))


def test_the_cursor_begins_where_nothing_is_said_yet(show: Show) -> None:
    table = FollowUpTable(QUndoStack())
    table.set_lines([line(0, AssignmentOutcome.ON_TIME), line(1)], DAY)
    assert table.row == 1


# --- phrases ---


def test_phrases_are_offered_by_any_word_and_only_an_arrow_takes_one(show: Show) -> None:
    edit = PhraseEdit(["ốm, đi viện huyện", "đi làm ăn xa", "việc nhà"])
    show(edit)
    write("vien")
    assert edit.popup.isVisible()
    press(Qt.Key.Key_Return)
    assert not edit.popup.isVisible()
    assert edit.text() == "vien"
    edit.clear()
    write("di")
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert edit.text() == "đi làm ăn xa"


def test_the_key_that_closes_the_list_still_means_what_it_means(show: Show, qtbot: QtBot) -> None:
    edit = PhraseEdit(["ốm"])
    show(edit)
    write("o")
    with qtbot.waitSignal(edit.returnPressed):
        press(Qt.Key.Key_Return)


def test_down_in_an_empty_line_offers_all_and_escape_closes(show: Show) -> None:
    edit = PhraseEdit(["ốm", "việc nhà"])
    show(edit)
    press(Qt.Key.Key_Down)
    assert edit.popup.isVisible()
    press(Qt.Key.Key_Escape)
    assert not edit.popup.isVisible()
    assert edit.text() == ""


def test_a_phrase_typed_in_full_is_not_offered_again(show: Show) -> None:
    edit = PhraseEdit(["ốm"])
    show(edit)
    write("ốm")
    assert not edit.popup.isVisible()


# --- pasting and putting in ---


def test_a_pasted_table_is_one_step_to_take_back(show: Show) -> None:
    edit = PlainTextEdit(3)
    show(edit)
    copied = QMimeData()
    copied.setText("1\tLàm đường\r\n2\tThu đảng phí")
    edit.insertFromMimeData(copied)
    assert edit.value() == "1 – Làm đường\n2 – Thu đảng phí"
    edit.undo()
    assert edit.value() == ""


def test_what_is_put_in_goes_over_the_marked_words_or_onto_a_new_line(show: Show) -> None:
    edit = PlainTextEdit(3)
    show(edit)
    edit.put_in("Một.")
    edit.put_in("Hai.")
    assert edit.value() == "Một.\nHai."
    edit.selectAll()
    edit.put_in("Ba.")
    assert edit.value() == "Ba."
    edit.undo()
    assert edit.value() == "Một.\nHai."


# --- text blocks ---


@pytest.fixture
def editor(show: Show) -> PlainTextEdit:
    made = PlainTextEdit(4, block_field="content")
    show(made)
    return made


def opened(editor: PlainTextEdit, *bodies: str) -> BlockPopup:
    popup = BlockPopup(editor)
    popup.open_at(editor, [TextBlock(id=body, field="", title=body, body=f"{body}.") for body in bodies])
    return popup


def test_part_of_a_title_and_enter_put_a_block_at_the_cursor(editor: PlainTextEdit, qtbot: QtBot) -> None:
    popup = opened(editor, "Nhất trí", "Đề nghị làm đường")
    with qtbot.waitSignal(popup.picked) as told:
        write("duong")
        press(Qt.Key.Key_Return)
    assert editor.value() == "Đề nghị làm đường."
    assert told.args is not None
    assert told.args[0].title == "Đề nghị làm đường"
    assert editor.hasFocus()
    assert not popup.isVisible()


def test_arrows_choose_and_escape_changes_nothing(editor: PlainTextEdit) -> None:
    popup = opened(editor, "Một", "Hai")
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert editor.value() == "Hai."
    popup = opened(editor, "Một")
    press(Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert editor.value() == "Hai."


def test_without_blocks_the_list_says_so_and_text_can_be_kept(editor: PlainTextEdit, qtbot: QtBot) -> None:
    editor.set_value("Nhất trí.")
    popup = opened(editor)
    assert "Chưa có đoạn mẫu" in popup.body.text()
    press(Qt.Key.Key_Return)
    assert editor.value() == "Nhất trí."
    with qtbot.waitSignal(popup.keep_wanted):
        QTest.mouseClick(popup.keep, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(5, 5))
    assert editor.hasFocus()


def test_the_list_never_leaves_the_screen(editor: PlainTextEdit) -> None:
    window = editor.window()
    room = editor.screen().availableGeometry()
    window.move(room.right() - 200, room.bottom() - 200)
    QApplication.processEvents()
    popup = opened(editor, "Một")
    assert room.contains(popup.geometry())
    press(Qt.Key.Key_Escape)


def test_a_hostile_block_is_shown_as_it_is(editor: PlainTextEdit) -> None:
    popup = opened(editor, "<b>đậm</b>")
    assert popup.body.textFormat() is Qt.TextFormat.PlainText
    assert "<b>" in popup.body.text()
    press(Qt.Key.Key_Escape)
