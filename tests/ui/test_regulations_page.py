"""The regulations in the settings: read, changed and restored by keyboard, every state told in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec
import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QWidget

from db.meeting_records import MeetingKind, Presence, Vote
from db.records import Finding, Severity
from desktop_app.office import Office
from desktop_app.rules import own_values
from desktop_app.services.regulations import RuleView
from tests.helpers.clerk import CTRL, NONE, application, press, write
from tests.ui.conftest import Desk
from ui import theme
from ui.pages.home.columns import missing_tip
from ui.pages.meetings.page import MeetingsPage
from ui.pages.settings.page import SettingsPage
from ui.pages.settings.regulations import RegulationsDialog, status
from ui.widgets.problem_list import ProblemList
from ui.widgets.vote_box import VoteBox

TODAY = date(2026, 11, 23)
PERCENT = "meeting.attendance.above_percent"
LABEL = "numbering.minutes.label"


@pytest.fixture
def dialog(desk: Desk) -> Iterator[RegulationsDialog]:
    desk.clerk.window.context.open_page("settings")
    desk.clerk.settle()
    page = desk.clerk.window.findChild(SettingsPage)
    assert page is not None
    page.regulations.setFocus()
    press(Qt.Key.Key_Space)
    desk.clerk.settle()
    opened = page.findChild(RegulationsDialog)
    assert opened is not None
    opened.table.setFocus()
    yield opened
    if QApplication.activeWindow() is opened:
        desk.clerk.answers.yes = True
        opened.reject()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def go(dialog: RegulationsDialog, rule_id: str) -> RuleView:
    row = next(n for n, rule in enumerate(dialog.model.rows) if rule is not None and rule.id == rule_id)
    dialog.table.select(row)
    rule = dialog.form.rule
    assert rule is not None
    assert rule.id == rule_id
    return rule


def listed(desk: Desk, rule_id: str) -> RuleView:
    rules = desk.clerk.ask(lambda office: office.regulations.listed(TODAY))
    return next(rule for rule in rules if rule.id == rule_id)


def retype(text: str) -> None:
    press(Qt.Key.Key_A, CTRL)
    press(Qt.Key.Key_Delete)
    write(text)


def test_the_table_tells_name_value_document_and_state_in_words(dialog: RegulationsDialog) -> None:
    rule = go(dialog, PERCENT)
    row = dialog.table.currentIndex().row()
    cells = [dialog.model.index(row, column).data() for column in range(4)]
    assert cells == [
        "Tỷ lệ đảng viên dự họp phải trên",
        "85%",
        "42-HD/BTCTW, 28/10/2025",
        "Chưa đối chiếu – mặc định sửa được",
    ]
    assert not dialog.table.isColumnHidden(2)
    assert "Hướng dẫn 42-HD/BTCTW ngày 28/10/2025" in dialog.form.facts.text()
    assert status(rule) == cells[3]
    assert f"{len(own_values.entries())} mục" in dialog.count.text()


def test_a_value_is_changed_with_its_reason_by_keyboard_alone(desk: Desk, dialog: RegulationsDialog) -> None:
    go(dialog, PERCENT)
    press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is dialog.form.line
    retype("80")
    press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is dialog.form.since
    assert dialog.form.since.text() == "01/11/2026"
    press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is dialog.form.reason
    write("Hướng dẫn 05-HD/TU ngày 12/10/2026")
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    kept = listed(desk, PERCENT)
    assert (kept.value, kept.reason, kept.since) == ("80%", "Hướng dẫn 05-HD/TU ngày 12/10/2026", date(2026, 11, 1))
    assert QApplication.focusWidget() is dialog.table
    row = dialog.table.currentIndex().row()
    assert dialog.model.index(row, 3).data() == "Đơn vị đã sửa"
    assert dialog.form.answer.text().startswith("✓ Đã lưu")


def test_saving_the_default_confirms_it(desk: Desk, dialog: RegulationsDialog) -> None:
    go(dialog, PERCENT)
    dialog.form.reason.setFocus()
    write("Đã xem văn bản")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert status(listed(desk, PERCENT)) == "Đơn vị đã xác nhận"


@pytest.mark.parametrize(("text", "reason", "said"), [("120", "x", "ngoài giới hạn"), ("80", "", "Chưa ghi lý do")])
def test_what_is_wrong_is_said_in_a_sentence_and_the_cursor_goes_there(
    desk: Desk, dialog: RegulationsDialog, text: str, reason: str, said: str
) -> None:
    go(dialog, PERCENT)
    dialog.form.line.setText(text)
    dialog.form.reason.setText(reason)
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert said in dialog.form.answer.text()
    assert QApplication.focusWidget() is (dialog.form.line if reason else dialog.form.reason)
    assert dialog.form.keep.isEnabled()
    assert not listed(desk, PERCENT).overridden


def test_a_day_that_is_none_is_said_before_anything_is_kept(desk: Desk, dialog: RegulationsDialog) -> None:
    go(dialog, PERCENT)
    dialog.form.since.setText("31/02/2026")
    dialog.form.reason.setText("x")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert QApplication.focusWidget() is dialog.form.since
    assert not listed(desk, PERCENT).overridden


def test_the_default_is_restored_after_a_question(desk: Desk, dialog: RegulationsDialog) -> None:
    go(dialog, PERCENT)
    assert not dialog.form.restore.isEnabled()
    dialog.form.line.setText("80")
    dialog.form.reason.setText("x")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    desk.clerk.answers.yes = False
    dialog.form.restore.click()
    desk.clerk.settle()
    assert listed(desk, PERCENT).overridden
    desk.clerk.answers.yes = True
    dialog.form.restore.click()
    desk.clerk.settle()
    assert not listed(desk, PERCENT).overridden
    assert any("85%" in asked for asked in desk.clerk.answers.asked)
    assert not dialog.form.restore.isEnabled()


def test_a_number_line_is_tried_out_while_it_is_typed(dialog: RegulationsDialog) -> None:
    go(dialog, LABEL)
    press(Qt.Key.Key_Return)
    retype("Số {number:03}-BB/CBNL")
    assert dialog.form.example.text() == "Văn bản số 5 sẽ in: Số 005-BB/CBNL"
    retype("Số {")
    assert "{number:02}" in dialog.form.example.text()


def test_an_agenda_is_edited_one_item_a_line(desk: Desk, dialog: RegulationsDialog) -> None:
    go(dialog, "meeting.agenda.regular")
    editor = dialog.form.editor
    assert isinstance(editor, QPlainTextEdit)
    assert len(editor.toPlainText().split("\n")) == 5
    editor.setPlainText("Thời sự\nViệc khác")
    dialog.form.reason.setText("x")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert listed(desk, "meeting.agenda.regular").value == "Thời sự; Việc khác"


def test_a_choice_is_made_from_words(desk: Desk, dialog: RegulationsDialog) -> None:
    go(dialog, "numbering.minutes.reset")
    assert dialog.form.choice.currentText() == "theo năm"
    dialog.form.choice.setFocus()
    press(Qt.Key.Key_Down)
    dialog.form.reason.setText("x")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert listed(desk, "numbering.minutes.reset").value == "theo nhiệm kỳ"


def test_what_the_program_fixes_offers_nothing_to_type(dialog: RegulationsDialog) -> None:
    go(dialog, "meeting.vote.standings")
    assert dialog.form.fixed.isVisible()
    assert not dialog.form.keep.isEnabled()
    assert not dialog.form.reason_field.isVisible()


def test_typing_is_not_lost_without_a_question(desk: Desk, dialog: RegulationsDialog) -> None:
    go(dialog, PERCENT)
    before = dialog.table.currentIndex().row()
    dialog.form.line.setText("70")
    desk.clerk.answers.yes = False
    dialog.table.select(before + 1)
    assert dialog.table.currentIndex().row() == before
    assert dialog.form.line.text() == "70"
    press(Qt.Key.Key_Escape)
    assert dialog.isVisible()
    desk.clerk.answers.yes = True
    press(Qt.Key.Key_Escape)
    assert not shiboken6.isValid(dialog)


def test_questions_go_back_to_the_window_when_the_dialog_closes(desk: Desk, dialog: RegulationsDialog) -> None:
    assert desk.clerk.answers.parent is dialog
    dialog.reject()
    assert desk.clerk.answers.parent is not dialog


def test_every_input_has_a_name_and_every_label_is_plain(dialog: RegulationsDialog) -> None:
    for rule_id in (PERCENT, "meeting.agenda.regular", "numbering.minutes.reset"):
        go(dialog, rule_id)
        for widget in dialog.findChildren(QWidget):
            focused = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible()
            if focused and not widget.objectName().startswith("qt_") and not isinstance(widget, QPushButton):
                assert widget.accessibleName() or widget.focusProxy() is not None, widget
    assert {label.textFormat() for label in dialog.form.findChildren(QLabel)} == {Qt.TextFormat.PlainText}


@pytest.mark.parametrize("scale", [100, 150])
def test_the_dialog_fits_a_small_screen_without_scrolling_sideways(desk: Desk, scale: int) -> None:
    theme.apply(application(), scale=scale)
    try:
        shown = RegulationsDialog(desk.clerk.window.context)
        shown.show()
        desk.clerk.settle()
        desk.clerk.window.hide()
        shown.activateWindow()
        for rule_id in ("layout.document.margin_top_mm", LABEL, "meeting.agenda.regular", "numbering.minutes.reset"):
            go(shown, rule_id)
            shown.table.setFocus()
            QApplication.processEvents()
            assert shown.width() <= 1366
            assert shown.height() <= 700
            assert not shown.table.horizontalScrollBar().isVisible()
            assert shown.form.width() <= shown.sheet.viewport().width()
            shown.form.keep.setFocus()
            assert shown.form.keep.visibleRegion().boundingRect() == shown.form.keep.rect()
        shown.reject()
    finally:
        theme.apply(application())
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_finding_tells_the_document_it_rests_on_and_that_it_was_not_verified(desk: Desk) -> None:
    source = "Hướng dẫn 42-HD/BTCTW ngày 28/10/2025 (chưa đối chiếu)"
    finding = Finding(code="attendance_low", severity=Severity.WARNING, field="x", source=source)
    problems = ProblemList()
    problems.show_findings([finding])
    item = problems.list.item(0)
    assert item.toolTip() == f"Căn cứ: {source}"
    assert item.data(Qt.ItemDataRole.AccessibleDescriptionRole) == f"Căn cứ: {source}"
    problems.deleteLater()


def test_keys_pressed_in_the_table_move_through_the_rules(dialog: RegulationsDialog) -> None:
    go(dialog, PERCENT)
    dialog.table.setFocus()
    press(Qt.Key.Key_Down, NONE)
    assert dialog.form.rule is not None
    assert dialog.form.rule.id == "meeting.attendance.max_unexcused"
    assert dialog.form.heading.text() == dialog.form.rule.title


def test_the_result_of_a_vote_follows_the_majority_of_the_office(desk: Desk) -> None:
    box = VoteBox()
    box.set_attendance(entitled=9, body=9)
    box.set_value(Vote(entitled=9, agree=6, disagree=3))
    shown = next(label for label in box.findChildren(QLabel) if label.accessibleName() == "Kết quả biểu quyết")
    assert shown.text().endswith(", thông qua.")
    box.set_rules({"meeting.vote.majority": {"numerator": 2, "denominator": 3}})
    assert shown.text().endswith("không thông qua.")
    box.deleteLater()


def test_the_board_tells_the_document_behind_what_is_missing(desk: Desk) -> None:
    row = desk.clerk.ask(lambda office: office.meetings.board("2026-09"))[0]
    assert row.missing == ("no_meeting", "no_thematic_quarter")
    said = missing_tip(row).split("\n")
    assert said[0] == "Chưa có biên bản sinh hoạt thường kỳ"
    assert said[1].endswith("Hướng dẫn 42-HD/BTCTW ngày 28/10/2025 (chưa đối chiếu)")


def test_a_kept_meeting_is_headed_by_the_number_line_of_the_office(desk: Desk) -> None:
    def keep(office: Office) -> str:
        office.regulations.override(LABEL, "Số {number}-BB/CBNL", "x")
        draft = office.meetings.prepare(desk.cells[0], MeetingKind.REGULAR, "2026-11")
        people = [mark.member_id for mark in draft.content.attendance if mark.presence is Presence.PRESENT]
        content = msgspec.structs.replace(
            draft.content,
            start_time="07:30",
            end_time="10:00",
            place="Nhà văn hóa",
            chair_id=people[0],
            secretary_id=people[1],
            approval_agree=len(people),
        )
        return office.meetings.finalize(msgspec.structs.replace(draft, content=content)).id

    desk.clerk.ask(keep)
    desk.clerk.window.context.open_page("meetings", cell_id=desk.cells[0])
    desk.clerk.settle()
    page = desk.clerk.window.findChild(MeetingsPage)
    assert page is not None
    assert page.final.heading.text().endswith("· Số 1-BB/CBNL")
