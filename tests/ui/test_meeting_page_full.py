"""The page of meetings around the full form: text blocks kept, pages counted, a second draft, the next cell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from db.ids import new_id
from db.meeting_records import AssignmentOutcome, MeetingDraft, MeetingKind, TextBlock
from db.register_records import RoleKind
from db.tree_records import RoleInput
from desktop_app.office import Office
from tests.helpers.clerk import CTRL, press, write
from tests.helpers.ui import bury
from tests.ui.conftest import Desk
from tests.ui.steps import NA_LUA, fill, finalise, open_cell, shown
from ui.pages.meetings.block_dialog import BlockDialog
from ui.pages.meetings.page import OTHERS, MeetingsPage

SHIFT = Qt.KeyboardModifier.ShiftModifier


# --- text blocks ---


def kept_blocks(desk: Desk) -> list[TextBlock]:
    return desk.clerk.ask(lambda office: office.text_blocks.listed())


def test_a_passage_is_kept_in_one_cell_and_put_in_for_the_next(desk: Desk, page: MeetingsPage) -> None:
    open_cell(desk, page, NA_LUA)
    form = page.draft.form
    form.go_to(form.agenda)
    write("Nhất trí với báo cáo của chi ủy.")
    desk.clerk.answers.typed = "Nhất trí"
    press(Qt.Key.Key_F3, SHIFT)
    desk.clerk.settle()
    assert [(block.field, block.title, block.body) for block in kept_blocks(desk)] == [
        ("content", "Nhất trí", "Nhất trí với báo cáo của chi ủy.")
    ]
    assert form.agenda.editor.content.hasFocus()
    page.open_cell(desk.cells[1])
    desk.clerk.settle()
    form.go_to(form.agenda)
    press(Qt.Key.Key_F3)
    desk.clerk.settle()
    assert page.draft.blocks.popup.isVisible()
    write("nhat tri")
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert form.collect().content.agenda[0].content == "Nhất trí với báo cáo của chi ủy."
    assert [block.uses for block in kept_blocks(desk)] == [1]


def test_only_the_marked_words_are_kept_and_an_empty_field_keeps_nothing(desk: Desk, page: MeetingsPage) -> None:
    open_cell(desk, page, NA_LUA)
    form = page.draft.form
    form.go_to(form.agenda)
    press(Qt.Key.Key_F3, SHIFT)
    desk.clerk.settle()
    assert kept_blocks(desk) == []
    write("Một. Hai.")
    for _ in range(4):
        press(Qt.Key.Key_Left, SHIFT)
    desk.clerk.answers.typed = "Hai"
    press(Qt.Key.Key_F3, SHIFT)
    desk.clerk.settle()
    assert [block.body for block in kept_blocks(desk)] == ["Hai."]


def test_giving_up_the_name_keeps_nothing(desk: Desk, page: MeetingsPage) -> None:
    open_cell(desk, page, NA_LUA)
    page.draft.form.go_to(page.draft.form.agenda)
    write("Một.")
    desk.clerk.answers.typed = None
    press(Qt.Key.Key_F3, SHIFT)
    desk.clerk.settle()
    assert kept_blocks(desk) == []


@pytest.fixture
def dialog(desk: Desk) -> Iterator[BlockDialog]:
    def make(office: Office) -> None:
        office.text_blocks.add("content", "Một.", "Bài một")
        office.text_blocks.add("", "Hai.", "Bài hai")

    desk.clerk.ask(make)
    made = BlockDialog(desk.clerk.window.context, desk.clerk.window)
    made.show()
    desk.clerk.settle()
    yield made
    made.hide()
    made.deleteLater()
    bury()


def test_a_block_is_changed_in_the_dialog(desk: Desk, dialog: BlockDialog) -> None:
    assert [dialog.list.item(row).text() for row in range(2)] == ["Bài hai", "Bài một"]
    dialog.list.setCurrentRow(1)
    dialog.title.setText("Mở đầu")
    dialog.field.set_value("opinion")
    dialog.body.set_value("Một, hai.")
    dialog.keep()
    desk.clerk.settle()
    changed = next(block for block in kept_blocks(desk) if block.title == "Mở đầu")
    assert (changed.field, changed.body, changed.revision) == ("opinion", "Một, hai.", 2)
    assert dialog.title.text() == "Mở đầu"
    assert not dialog.dirty


def test_a_block_without_text_is_refused_beside_its_field(desk: Desk, dialog: BlockDialog) -> None:
    dialog.body.set_value(" ")
    dialog.keep()
    desk.clerk.settle()
    assert "chưa có chữ" in dialog.fields["body"].findings.text()
    assert len(kept_blocks(desk)) == 2


def test_a_block_is_thrown_away_after_asking(desk: Desk, dialog: BlockDialog) -> None:
    desk.clerk.answers.yes = False
    dialog.throw_away()
    desk.clerk.settle()
    assert len(kept_blocks(desk)) == 2
    desk.clerk.answers.yes = True
    dialog.throw_away()
    desk.clerk.settle()
    assert [block.title for block in kept_blocks(desk)] == ["Bài một"]
    dialog.throw_away()
    desk.clerk.settle()
    assert not dialog.save.isEnabled()


def test_what_was_typed_is_not_left_unasked(desk: Desk, dialog: BlockDialog) -> None:
    dialog.title.setText("Tên mới")
    desk.clerk.answers.yes = False
    dialog.list.setCurrentRow(1)
    assert dialog.list.currentRow() == 0
    assert dialog.title.text() == "Tên mới"
    dialog.reject()
    assert dialog.isVisible()
    desk.clerk.answers.yes = True
    dialog.list.setCurrentRow(1)
    assert dialog.title.text() == "Bài một"


def test_a_block_changed_elsewhere_meanwhile_is_not_written_over(desk: Desk, dialog: BlockDialog) -> None:
    def meanwhile(office: Office) -> None:
        block = next(one for one in office.text_blocks.listed() if one.title == "Bài hai")
        office.text_blocks.update(block.id, block.revision, "", "Bài hai", "Khác.")

    desk.clerk.ask(meanwhile)
    dialog.body.set_value("Của tôi.")
    dialog.keep()
    desk.clerk.settle()
    assert dialog.problem_bar.isVisible()
    assert "Khác." in [block.body for block in kept_blocks(desk)]


# --- pages ---


def test_the_pages_of_the_print_are_counted_after_each_save(desk: Desk, page: MeetingsPage) -> None:
    open_cell(desk, page, NA_LUA)
    assert page.draft.pages.text() == ""
    form = page.draft.form
    form.agenda.editor.content.setPlainText("Đồng chí bí thư trình bày. " * 10)
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    few = int(page.draft.pages.text().split()[0])
    form.agenda.editor.content.setPlainText("Đồng chí bí thư trình bày. " * 290)
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    many = int(page.draft.pages.text().split()[0])
    press(Qt.Key.Key_F9)
    desk.clerk.settle()
    assert 1 <= few < many
    assert page.preview.view.page_count == many


# --- a second draft ---


def second_draft(desk: Desk, **changed: object) -> MeetingDraft:
    def make(office: Office) -> MeetingDraft:
        first = office.meetings.save_draft(office.meetings.prepare(desk.cells[0], MeetingKind.REGULAR, "2026-11"))
        content = msgspec.structs.replace(first.content, place="Nơi khác", **changed)
        return office.meetings.save_draft(MeetingDraft(id=new_id(), content=content))

    return desk.clerk.ask(make)


def test_a_second_draft_of_the_meeting_is_named_and_thrown_away(desk: Desk, page: MeetingsPage) -> None:
    other = second_draft(desk)
    open_cell(desk, page, NA_LUA)
    assert page.draft.twin.isVisible()
    here = page.draft.form.draft_id
    page.draft.twin.open_other.click()
    desk.clerk.settle()
    assert page.draft.form.draft_id != here
    page.draft.twin.discard_other.click()
    desk.clerk.settle()
    assert not page.draft.twin.isVisible()
    left = desk.clerk.ask(lambda office: office.meetings.drafts())
    assert [draft.id for draft in left] == [page.draft.form.draft_id]
    assert other.id in {here, page.draft.form.draft_id}


def test_a_combined_meeting_is_the_regular_one_and_a_thematic_one_is_another(desk: Desk, page: MeetingsPage) -> None:
    second_draft(desk, kind=MeetingKind.COMBINED)
    open_cell(desk, page, NA_LUA)
    assert page.draft.twin.isVisible()
    page.draft.twin.discard_other.click()
    desk.clerk.settle()
    second_draft(desk, kind=MeetingKind.THEMATIC)
    open_cell(desk, page, NA_LUA)
    assert not page.draft.twin.isVisible()


def test_saying_no_keeps_both_drafts(desk: Desk, page: MeetingsPage) -> None:
    second_draft(desk)
    open_cell(desk, page, NA_LUA)
    desk.clerk.answers.yes = False
    page.draft.twin.discard_other.click()
    desk.clerk.settle()
    assert len(desk.clerk.ask(lambda office: office.meetings.drafts())) == 2


# --- the next cell ---


def test_one_key_after_finalising_opens_the_next_cell_without_minutes(desk: Desk, page: MeetingsPage) -> None:
    finalise(desk, page)
    assert shown(page) is page.final
    press(Qt.Key.Key_F7)
    desk.clerk.settle()
    assert page.cell_id == desk.cells[1]
    assert shown(page) is page.draft
    focused = QApplication.focusWidget()
    assert isinstance(focused, QWidget)
    assert page.draft.form.isAncestorOf(focused)


def test_when_every_cell_has_its_minutes_the_key_says_so(desk: Desk, page: MeetingsPage) -> None:
    said: list[str] = []
    desk.clerk.window.context.message.connect(said.append)
    finalise(desk, page)
    page.cells.model.set_rows([row for row in page.cells.model.rows if row.cell_id == desk.cells[0]])
    page.next_cell()
    assert said[-1] == "Mọi chi bộ đã có biên bản tháng này."


# --- what the office knows around a meeting ---


def test_a_task_given_at_one_meeting_is_looked_at_in_the_next_and_its_reason_remembered(
    desk: Desk, page: MeetingsPage
) -> None:
    open_cell(desk, page, NA_LUA)
    form = page.draft.form
    form.go_to(form.agenda)
    form.agenda.editor.conclusion.setPlainText("Làm đường.")
    form.agenda.editor.tasks.add.click()
    write("Vận động hiến đất")
    press(Qt.Key.Key_Tab)
    write("toan the")
    press(Qt.Key.Key_Return)
    form.go_to(form.info)
    fill(desk, page)
    press(Qt.Key.Key_Return, CTRL)
    desk.clerk.settle()
    assert shown(page) is page.final
    desk.clerk.window.context.set_period("2026-12")
    desk.clerk.settle()
    [line] = form.collect().content.follow_ups
    assert (line.text, line.assignee, line.outcome) == (
        "Vận động hiến đất",
        "Toàn thể đảng viên",
        AssignmentOutcome.OPEN,
    )
    form.go_to(form.attendance)
    write("phuc2")
    write("o")
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    QApplication.processEvents()
    assert [mark.reason for mark in form.collect().content.attendance if mark.reason] == ["ốm"]


def test_open_tasks_are_read_again_by_one_button(desk: Desk, page: MeetingsPage) -> None:
    open_cell(desk, page, NA_LUA)
    said: list[str] = []
    desk.clerk.window.context.message.connect(said.append)
    page.draft.form.go_to(page.draft.form.carried)
    page.draft.form.carried.renew.click()
    desk.clerk.settle()
    assert said[-1] == "Danh sách việc đã đủ những việc chưa xong."


def test_another_kind_of_meeting_asks_for_other_people(desk: Desk, page: MeetingsPage) -> None:
    leader = desk.clerk.ask(lambda office: office.members.of_cell(desk.cells[0], date(2026, 11, 3))[0])

    def lead(office: Office) -> None:
        entered = RoleInput(role=RoleKind.SECRETARY, member_id=leader.id, since=date(2025, 1, 1))
        office.roles.add(desk.cells[0], entered)

    desk.clerk.ask(lead)
    open_cell(desk, page, NA_LUA)
    kind = page.draft.form.info.kind
    kind.set_value(MeetingKind.COMMITTEE)
    kind.activated.emit(kind.currentIndex())
    desk.clerk.settle()
    assert [mark.member_id for mark in page.draft.form.collect().content.attendance] == [leader.id]


def test_a_committee_meeting_is_begun_from_the_list_of_kinds(desk: Desk, page: MeetingsPage) -> None:
    open_cell(desk, page, NA_LUA)
    desk.clerk.answers.choice = OTHERS.index(MeetingKind.COMMITTEE)
    page.entries.add.click()
    desk.clerk.settle()
    content = page.draft.form.collect().content
    assert content.kind is MeetingKind.COMMITTEE
    assert content.agenda
    assert not page.draft.form.info.prepared_by.isVisible()
