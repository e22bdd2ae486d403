"""The page of meetings in the true window over a true office: a meeting's whole life."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QWidget

from db.meeting_records import MeetingDraft, MeetingKind, MeetingState, Presence
from db.problems import ProblemError
from db.records import MemberInput, Sex, Standing
from db.register_records import ChangeInput, ChangeKind
from desktop_app import texts
from tests.helpers.clerk import CTRL, press, write
from tests.helpers.ui import underlined
from tests.ui.conftest import Desk
from tests.ui.steps import BAN_LAU, NA_LUA, fill, finalise, open_cell, shown
from ui.pages.meetings.page import MeetingsPage
from ui.printing import Printing, new_printer


def test_a_meeting_is_typed_finalised_and_shown_with_its_number(desk: Desk, page: MeetingsPage) -> None:
    finalise(desk, page)
    assert shown(page) is page.final
    assert "Số 01-BB/CB" in page.final.heading.text()
    meeting = page.final.meeting
    assert meeting is not None
    kept = desk.clerk.ask(lambda office: office.meetings.get(meeting.id))
    content = kept.content
    assert (content.start_time, content.end_time, content.place) == ("19:30", "21:15", "Nhà văn hóa thôn")
    assert [(m.full_name, m.reason) for m in content.attendance if m.presence is Presence.EXCUSED] == [
        ("Giàng Văn Phúc", "ốm")
    ]
    assert content.approval_agree == 10
    assert desk.clerk.ask(lambda office: office.meetings.drafts()) == []
    assert page.final.panel.data.startswith(b"%PDF")
    assert "Chốt biên bản" in desk.clerk.answers.asked[-1]


def test_looking_at_a_cell_writes_nothing(desk: Desk, page: MeetingsPage) -> None:
    open_cell(desk, page, NA_LUA)
    open_cell(desk, page, BAN_LAU)
    assert page.may_leave()
    desk.clerk.settle()
    assert desk.clerk.ask(lambda office: office.meetings.drafts()) == []


def test_errors_are_listed_and_lead_to_their_fields(desk: Desk, page: MeetingsPage) -> None:
    open_cell(desk, page, NA_LUA)
    press(Qt.Key.Key_Return, CTRL)
    desk.clerk.settle()
    form = page.draft.form
    assert form.problems.isVisible()
    assert form.problems.list.hasFocus()
    codes = [finding.code for finding in form.problems.findings]
    assert codes[:3] == ["MEETING_NO_START", "MEETING_NO_END", "MEETING_NO_PLACE"]
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert form.closing.end_time.hasFocus()
    assert form.current is form.closing
    assert desk.clerk.ask(lambda office: office.meetings.listed()) == []


def test_a_mended_error_leaves_the_list(desk: Desk, page: MeetingsPage) -> None:
    open_cell(desk, page, NA_LUA)
    press(Qt.Key.Key_Return, CTRL)
    desk.clerk.settle()
    press(Qt.Key.Key_Return)
    write("1930")
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    codes = [finding.code for finding in page.draft.form.problems.findings]
    assert "MEETING_NO_START" not in codes
    assert "MEETING_NO_END" in codes


def test_saying_no_leaves_the_draft(desk: Desk, page: MeetingsPage) -> None:
    desk.clerk.answers.yes = False
    finalise(desk, page)
    assert shown(page) is page.draft
    assert page.draft.form.isEnabled()
    assert len(desk.clerk.ask(lambda office: office.meetings.drafts())) == 1


def test_what_was_typed_is_there_after_switching_cells(desk: Desk, page: MeetingsPage) -> None:
    open_cell(desk, page, NA_LUA)
    page.draft.form.info.place.setFocus()
    write("Nhà bí thư")
    page.open_cell(desk.cells[1])
    page.open_cell(desk.cells[0])
    page.open_cell(desk.cells[1])
    page.open_cell(desk.cells[0])
    desk.clerk.settle()
    assert page.draft.form.info.place.text() == "Nhà bí thư"
    kept = desk.clerk.ask(lambda office: office.meetings.drafts())
    assert [draft.content.place for draft in kept] == ["Nhà bí thư"]
    assert "Nháp" in str(page.cells.model.data(page.cells.model.index(page.cells.model.row_of(desk.cells[0]), 0)))


def test_another_month_keeps_what_was_typed_in_this_one(desk: Desk, page: MeetingsPage) -> None:
    open_cell(desk, page, NA_LUA)
    page.draft.form.info.place.setFocus()
    write("Nhà bí thư")
    desk.clerk.window.context.set_period("2026-10")
    desk.clerk.settle()
    assert page.draft.form.collect().content.period == "2026-10"
    assert page.draft.form.info.place.text() == ""
    desk.clerk.window.context.set_period("2026-11")
    desk.clerk.settle()
    assert page.draft.form.info.place.text() == "Nhà bí thư"


def test_closing_the_window_keeps_the_last_letters(desk: Desk, page: MeetingsPage) -> None:
    open_cell(desk, page, NA_LUA)
    page.draft.form.info.place.setFocus()
    write("Nhà văn hóa")
    assert page.may_close()
    assert [d.content.place for d in desk.clerk.ask(lambda office: office.meetings.drafts())] == ["Nhà văn hóa"]


def test_a_disk_that_refuses_is_told_and_closing_asks(
    desk: Desk, page: MeetingsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_cell(desk, page, NA_LUA)

    def full(_draft: MeetingDraft) -> MeetingDraft:
        raise ProblemError("S06")

    desk.clerk.ask(lambda office: monkeypatch.setattr(office.meetings, "save_draft", full))
    page.draft.form.info.place.setFocus()
    write("Nhà văn hóa")
    page.draft.save()
    desk.clerk.settle()
    assert page.problem_bar.isVisible()
    assert page.draft.save_label.text() == "Chưa lưu"
    desk.clerk.answers.yes = False
    assert not page.may_close()
    desk.clerk.ask(lambda _office: monkeypatch.undo())
    assert page.may_close()


def test_the_time_of_the_last_save_is_shown(desk: Desk, page: MeetingsPage) -> None:
    open_cell(desk, page, NA_LUA)
    page.draft.form.info.place.setFocus()
    write("N")
    assert page.draft.save_label.text() == "Chưa lưu"
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert page.draft.save_label.text() == "Đã lưu nháp 08:30:00"


def test_a_problem_is_said_beside_the_field_that_was_left(desk: Desk, page: MeetingsPage) -> None:
    open_cell(desk, page, NA_LUA)
    form = page.draft.form
    form.info.start_time.setFocus()
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert form.info.fields["start_time"].findings.text().startswith("Lỗi: ")
    assert form.info.fields["place"].findings.text().startswith("Lỗi: ")
    assert not form.info.fields["chair_id"].findings.text()


def test_a_draft_is_previewed_and_the_form_is_as_before(desk: Desk, page: MeetingsPage) -> None:
    open_cell(desk, page, NA_LUA)
    press(Qt.Key.Key_F9)
    desk.clerk.settle()
    assert shown(page) is page.preview
    assert page.preview.view.page_count >= 1
    press(Qt.Key.Key_Escape)
    assert shown(page) is page.draft


def test_a_new_version_replaces_the_old_and_keeps_it(desk: Desk, page: MeetingsPage) -> None:
    finalise(desk, page)
    page.final.revise.click()
    desk.clerk.settle()
    assert shown(page) is page.draft
    assert page.draft.form.info.revision_reason.text() == "Ghi nhầm số tán thành"
    page.draft.form.info.place.setFocus()
    page.draft.form.info.place.selectAll()
    write("Trường học")
    press(Qt.Key.Key_Return, CTRL)
    desk.clerk.settle()
    assert shown(page) is page.final
    assert page.final.versions.count() == 2
    listed = desk.clerk.ask(lambda office: office.meetings.listed())
    assert sorted((m.version, m.state) for m in listed) == [(1, MeetingState.SUPERSEDED), (2, MeetingState.FINAL)]
    page.final.version_wanted.emit(page.final.versions.itemData(1))
    desk.clerk.settle()
    assert not page.final.revise.isVisible()
    assert page.final.meeting is not None
    assert page.final.meeting.content.place == "Nhà văn hóa thôn"


def test_a_cancelled_meeting_is_shown_as_such_and_the_cell_can_meet_again(desk: Desk, page: MeetingsPage) -> None:
    finalise(desk, page)
    page.final.cancel.click()
    desk.clerk.settle()
    assert page.final.state.text() == "Đã hủy"
    assert not page.final.cancel.isVisible()
    open_cell(desk, page, BAN_LAU)
    open_cell(desk, page, NA_LUA)
    assert shown(page) is page.draft


def test_no_reason_no_new_version(desk: Desk, page: MeetingsPage) -> None:
    finalise(desk, page)
    desk.clerk.answers.why = None
    page.final.revise.click()
    page.final.cancel.click()
    desk.clerk.settle()
    assert shown(page) is page.final


def test_a_draft_thrown_away_does_not_come_back(desk: Desk, page: MeetingsPage) -> None:
    open_cell(desk, page, NA_LUA)
    page.draft.form.info.place.setFocus()
    write("Nhà bí thư")
    press(Qt.Key.Key_S, CTRL)
    write("!")
    page.draft.discard_button.click()
    desk.clerk.settle()
    page.draft.autosave.flush()
    desk.clerk.settle()
    assert desk.clerk.ask(lambda office: office.meetings.drafts()) == []
    assert page.draft.form.info.place.text() == ""


def test_a_further_meeting_of_another_kind_stands_beside_the_first(desk: Desk, page: MeetingsPage) -> None:
    open_cell(desk, page, NA_LUA)
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    page.entries.add.click()
    desk.clerk.settle()
    assert page.draft.form.info.kind.value() is MeetingKind.THEMATIC
    assert page.draft.form.info.theme.isVisible()
    assert page.entries.box.count() == 2


def test_another_day_brings_the_register_of_that_day(desk: Desk, page: MeetingsPage) -> None:
    def move_out(office: object) -> None:
        member = next(row for row in office.members.of_cell(desk.cells[0], date(2026, 11, 3)))  # type: ignore[attr-defined]
        move = ChangeInput(kind=ChangeKind.CELL_MOVE, on=date(2026, 11, 10), cell_id=desk.cells[1])
        office.changes.apply(member.id, move)  # type: ignore[attr-defined]

    desk.clerk.ask(move_out)
    open_cell(desk, page, NA_LUA)
    form = page.draft.form
    assert len(form.collect().content.attendance) == 12
    form.info.held_on.setFocus()
    form.info.held_on.selectAll()
    write("15/11")
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert len(form.collect().content.attendance) == 11


def test_the_conclusions_of_the_meeting_before_are_shown(desk: Desk, page: MeetingsPage) -> None:
    open_cell(desk, page, NA_LUA)
    page.draft.form.agenda.editor.conclusion.setPlainText("Làm đường bê tông xong trước 15/12")
    fill(desk, page)
    press(Qt.Key.Key_Return, CTRL)
    desk.clerk.settle()
    desk.clerk.window.context.set_period("2026-12")
    desk.clerk.settle()
    assert "Làm đường bê tông" in page.draft.form.carried.before.text()
    assert "03/11/2026" in page.draft.form.carried.before_heading.text()


def test_minutes_are_printed_page_by_page(desk: Desk, page: MeetingsPage, tmp_path: Path) -> None:
    finalise(desk, page)
    page.printing.choose = lambda *_asked: _to_file(tmp_path / "in.pdf")  # type: ignore[method-assign]
    press(Qt.Key.Key_P, CTRL)
    import pypdf

    printed = pypdf.PdfReader(tmp_path / "in.pdf")
    assert len(printed.pages) == page.final.panel.view.page_count
    width = float(printed.pages[0].mediabox.width)
    assert abs(width - 595) < 2


def _to_file(path: Path) -> QPrinter:
    printer = new_printer("thử")
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def test_a_printer_that_cannot_begin_is_no_success(desk: Desk, page: MeetingsPage, tmp_path: Path, qtlog: Any) -> None:
    finalise(desk, page)
    printing = Printing()
    printing.choose = lambda *_asked: _to_file(tmp_path / "no" / "such" / "in.pdf")  # type: ignore[method-assign]
    with qtlog.disabled(), pytest.raises(ProblemError) as refusal:
        printing.print_pdf(page.final.panel.data, page, "thử")
    assert refusal.value.code == "M22"


def test_a_computer_without_a_printer_says_so_and_what_to_do(desk: Desk, page: MeetingsPage) -> None:
    finalise(desk, page)
    with mock.patch("PySide6.QtPrintSupport.QPrinterInfo.availablePrinterNames", return_value=[]):
        press(Qt.Key.Key_P, CTRL)
    assert "Lưu PDF" in page.problem_bar.label.text()


def test_minutes_are_saved_where_the_user_says(desk: Desk, page: MeetingsPage, tmp_path: Path) -> None:
    finalise(desk, page)
    desk.clerk.answers.path = tmp_path / "bien ban.pdf"
    page.final.panel.save_button.click()
    desk.clerk.settle()
    assert desk.clerk.answers.path.read_bytes() == page.final.panel.data


def test_minutes_are_opened_from_the_offices_own_folder(desk: Desk, page: MeetingsPage) -> None:
    finalise(desk, page)
    opened: list[Path] = []

    def open_file(path: Path) -> bool:
        opened.append(path)
        return True

    page.printing.open_file = open_file  # type: ignore[method-assign]
    page.final.panel.open_button.click()
    desk.clerk.settle()
    assert opened == [desk.folder / "in" / "bien-ban-CB01-2026-11-01.pdf"]
    assert opened[0].read_bytes() == page.final.panel.data


def test_the_form_needs_no_sideways_scrolling_on_a_small_screen(desk: Desk, page: MeetingsPage) -> None:
    open_cell(desk, page, NA_LUA)
    assert desk.clerk.window.width() == 1366
    for place, section in enumerate(page.draft.form.sections):
        page.draft.form.go_to_section(place)
        QApplication.processEvents()
        sheet = section.widget()
        assert sheet is not None
        assert sheet.minimumSizeHint().width() <= section.viewport().width()
        assert sheet.height() <= section.viewport().height(), f"section {place} scrolls"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_underlined_letter_leads_to_two_places(desk: Desk, page: MeetingsPage, language: str) -> None:
    texts.set_language(language)
    other = MeetingsPage(desk.clerk.window.context)
    desk.clerk.window.stack.addWidget(other)
    desk.clerk.window.stack.setCurrentWidget(other)
    other.open_cell(desk.cells[0])
    desk.clerk.settle()
    for place in range(len(other.draft.form.sections)):
        other.draft.form.go_to_section(place)
        QApplication.processEvents()
        visible = [widget for widget in desk.clerk.window.findChildren(QWidget) if widget.isVisible()]
        letters = [letter for widget in visible for letter in underlined(widget)]
        assert len(letters) == len(set(letters)), f"section {place}: {sorted(letters)}"


def test_the_page_explains_itself(desk: Desk, page: MeetingsPage) -> None:
    press(Qt.Key.Key_F1)
    assert "Ctrl+Enter" in desk.clerk.answers.asked[-1]


def test_who_was_added_to_the_register_later_comes_onto_the_list_by_one_button(desk: Desk, page: MeetingsPage) -> None:
    open_cell(desk, page, NA_LUA)
    fill(desk, page)
    marks = page.draft.form.attendance.table.model.marks
    cell_id = page.cell_id
    entered = MemberInput(
        full_name="Lò Thị Mới", sex=Sex.FEMALE, cell_id=cell_id, standing=Standing.OFFICIAL, since=date(2026, 11, 1)
    )
    desk.clerk.ask(lambda office: office.members.add(entered))
    page.draft.form.go_to_section(1)
    page.draft.form.attendance.table.renew.setFocus()
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    after = page.draft.form.attendance.table.model.marks
    assert {mark.full_name for mark in after} - {mark.full_name for mark in marks} == {"Lò Thị Mới"}
    assert [mark.full_name for mark in after if mark.presence is Presence.EXCUSED] == ["Giàng Văn Phúc"]
