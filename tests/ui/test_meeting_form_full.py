"""The form at full: documents, earlier tasks, guidance, tasks given, what is copied from the meeting before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from db.meeting_records import (
    AgendaItem,
    AnnouncedDocument,
    AssignmentOutcome,
    AttendanceMark,
    FollowUp,
    Guest,
    Meeting,
    MeetingContent,
    MeetingDraft,
    MeetingKind,
    MeetingState,
    MeetingTask,
    Opinion,
    Presence,
    Theme,
    Vote,
    VoteMatter,
)
from tests.helpers.clerk import ALT, CTRL, application, press, write
from tests.helpers.meetings import mark
from ui import theme
from ui.pages.meetings.form import MeetingForm
from ui.pages.meetings.item_rows import TaskRow

TODAY = date(2026, 11, 23)
SHIFT = Qt.KeyboardModifier.ShiftModifier


def content(**changed: object) -> MeetingContent:
    fields: dict[str, object] = {
        "cell_id": "c",
        "kind": MeetingKind.REGULAR,
        "period": "2026-11",
        "held_on": date(2026, 11, 3),
        "attendance": tuple(mark(number) for number in range(4)),
        "agenda": (AgendaItem(title="Thông tin thời sự"), AgendaItem(title="Nhiệm vụ tháng tới")),
    }
    return MeetingContent(**(fields | changed))  # type: ignore[arg-type]


def before(**changed: object) -> Meeting:
    held = content(held_on=date(2026, 10, 3), period="2026-10", **changed)
    return Meeting(
        id="b",
        owner_id="o",
        series_id="s",
        version=1,
        state=MeetingState.FINAL,
        number=9,
        content=held,
        finalized_at="",
    )


@pytest.fixture(scope="module")
def window(qapp: QApplication) -> Iterator[QWidget]:
    theme.apply(application())
    form = MeetingForm(lambda: TODAY)
    form.resize(900, 560)
    yield form
    form.hide()
    form.deleteLater()


@pytest.fixture
def form(window: MeetingForm, qtbot: QtBot) -> MeetingForm:
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    show(window)
    return window


def show(form: MeetingForm, **changed: object) -> None:
    form.fill(MeetingDraft(id="d", content=content(**changed)), ())
    form.begin()


def kept(form: MeetingForm) -> MeetingContent:
    return form.collect().content


# --- by keyboard, in the order of the paper ---


def test_documents_are_typed_row_after_row_by_enter(form: MeetingForm) -> None:
    form.go_to(form.carried)
    for number, summary in (("50-CT/TW", "về sinh hoạt chi bộ"), ("42-HD/BTCTW", "hướng dẫn")):
        press(Qt.Key.Key_Return)
        write(number)
        press(Qt.Key.Key_Return)
        write(summary)
        press(Qt.Key.Key_Return)
    assert kept(form).documents == (
        AnnouncedDocument(number="50-CT/TW", summary="về sinh hoạt chi bộ"),
        AnnouncedDocument(number="42-HD/BTCTW", summary="hướng dẫn"),
    )


def test_enter_never_lands_on_the_button_that_takes_a_row_away(form: MeetingForm) -> None:
    form.info.guests.add.setFocus()
    press(Qt.Key.Key_Return)
    write("Lò Văn Khách")
    for _ in range(4):
        press(Qt.Key.Key_Return)
    assert form.info.guests.add.hasFocus()
    assert kept(form).guests == (Guest(name="Lò Văn Khách"),)


def test_a_task_is_given_with_person_and_day(form: MeetingForm) -> None:
    form.go_to(form.agenda)
    form.agenda.editor.tasks.add.click()
    write("Vận động hiến đất")
    press(Qt.Key.Key_Tab)
    write("hoa")
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    write("30/11")
    press(Qt.Key.Key_Return)
    [task] = kept(form).agenda[0].tasks
    assert (task.text, task.assignee, task.member_id) == ("Vận động hiến đất", "Nông Văn Hòa", "m1")
    assert task.due_on == date(2026, 11, 30)
    assert kept(form).agenda[0].tasks == (task,), "a task keeps its identifier"


def test_a_task_for_everybody_names_nobody_of_the_register(form: MeetingForm) -> None:
    form.go_to(form.agenda)
    form.agenda.editor.tasks.add.click()
    write("Học Nghị quyết")
    press(Qt.Key.Key_Tab)
    write("toan the")
    press(Qt.Key.Key_Return)
    [task] = kept(form).agenda[0].tasks
    assert (task.assignee, task.member_id) == ("Toàn thể đảng viên", None)


def test_a_day_that_is_none_is_named_and_not_lost_when_the_item_is_left(form: MeetingForm) -> None:
    form.go_to(form.agenda)
    form.agenda.editor.tasks.add.click()
    row = form.agenda.editor.tasks.rows[0]
    assert isinstance(row, TaskRow)
    write("Việc")
    row.due.setFocus()
    write("31/2")
    press(Qt.Key.Key_Tab)
    assert "31/2" in row.fields["due_on"].findings.text()
    form.agenda.list.setCurrentRow(1)
    form.agenda.list.setCurrentRow(0)
    row = form.agenda.editor.tasks.rows[0]
    assert isinstance(row, TaskRow)
    assert row.due.text() == "31/2"
    assert kept(form).agenda[0].tasks[0].due_on is None


def test_a_task_taken_away_comes_back_under_its_own_identifier(form: MeetingForm) -> None:
    given = (MeetingTask(id="1", text="một"), MeetingTask(id="2", text="hai"))
    show(form, agenda=(AgendaItem(title="a", tasks=given),))
    form.go_to(form.agenda)
    form.agenda.editor.tasks.rows[0].remove.click()
    assert kept(form).agenda[0].tasks == given[1:]
    form.undo.undo()
    assert kept(form).agenda[0].tasks == given


def test_what_a_vote_is_about_is_kept(form: MeetingForm) -> None:
    form.go_to(form.agenda)
    vote = form.agenda.editor.vote
    vote.setFocus()
    press(Qt.Key.Key_Space)
    write("=")
    vote.matter.set_value(VoteMatter.ADMISSION)
    assert kept(form).agenda[0].vote == Vote(entitled=4, agree=4, matter=VoteMatter.ADMISSION)


def test_items_are_walked_by_key_to_guidance_and_back(form: MeetingForm) -> None:
    form.go_to(form.agenda)
    press(Qt.Key.Key_PageDown, ALT)
    write("A")
    press(Qt.Key.Key_PageDown, ALT)
    assert form.agenda.guidance.guidance.hasFocus()
    write("Đề nghị làm sớm")
    press(Qt.Key.Key_Tab)
    write("Xin tiếp thu")
    press(Qt.Key.Key_Tab)
    write("Đã thu đủ")
    press(Qt.Key.Key_PageUp, ALT)
    assert form.agenda.editor.content.hasFocus()
    now = kept(form)
    assert now.agenda[1].content == "A"
    assert (now.guidance, now.guidance_reply, now.dues_note) == ("Đề nghị làm sớm", "Xin tiếp thu", "Đã thu đủ")


def test_guidance_is_no_item_to_be_moved_or_taken_away(form: MeetingForm) -> None:
    form.go_to(form.agenda)
    form.agenda.list.setCurrentRow(2)
    form.agenda.list.setFocus()
    press(Qt.Key.Key_Delete)
    press(Qt.Key.Key_Up, ALT)
    assert [item.title for item in kept(form).agenda] == ["Thông tin thời sự", "Nhiệm vụ tháng tới"]


def test_a_meeting_whose_items_are_all_gone_still_takes_guidance_and_a_new_item(form: MeetingForm) -> None:
    show(form, agenda=())
    form.go_to(form.agenda)
    assert form.agenda.guidance.guidance.hasFocus()
    press(Qt.Key.Key_N, CTRL)
    write("Việc mới")
    assert [item.title for item in kept(form).agenda] == ["Việc mới"]


# --- earlier tasks ---


OPEN = FollowUp(assignment_id="a", text="Hiến đất", assignee="Nông Văn Hòa")


def test_attendance_goes_on_to_earlier_tasks_where_there_are_some_and_they_to_the_agenda(form: MeetingForm) -> None:
    show(form, follow_ups=(OPEN,))
    form.go_to(form.attendance)
    press(Qt.Key.Key_Return)
    assert form.carried.table.hasFocus()
    press(Qt.Key.Key_1)
    press(Qt.Key.Key_Return)
    assert form.agenda.editor.content.hasFocus()
    assert [line.outcome for line in kept(form).follow_ups] == [AssignmentOutcome.ON_TIME]


def test_open_tasks_read_again_are_one_step_to_take_back(form: MeetingForm) -> None:
    show(form, follow_ups=(OPEN,))
    assert not form.carried.take_tasks([OPEN])
    assert form.carried.take_tasks([OPEN, FollowUp(assignment_id="b", text="Thu đảng phí")])
    assert [line.assignment_id for line in kept(form).follow_ups] == ["a", "b"]
    form.undo.undo()
    assert kept(form).follow_ups == (OPEN,)


# --- kinds, themes, preparation ---


def test_the_party_group_is_asked_for_where_one_meets(form: MeetingForm) -> None:
    assert not form.info.party_group.isVisible()
    show(form, kind=MeetingKind.PARTY_GROUP, party_group="Tổ 1")
    assert form.info.party_group.isVisible()
    assert kept(form).party_group == "Tổ 1"


def test_a_theme_of_the_yearly_list_is_chosen_by_part_of_its_name(form: MeetingForm) -> None:
    listed = Theme(id="t1", owner_id="o", cell_id="c", year=2026, quarter=4, title="Phát triển kinh tế hộ")
    form.info.set_themes([listed])
    show(form, kind=MeetingKind.THEMATIC)
    form.info.theme.setFocus()
    write("kinh te")
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert (kept(form).theme, kept(form).theme_id) == ("Phát triển kinh tế hộ", "t1")
    form.info.theme.setFocus()
    form.info.theme.selectAll()
    write("Chuyên đề khác")
    assert (kept(form).theme, kept(form).theme_id) == ("Chuyên đề khác", None)
    form.info.set_themes([])


def test_the_committee_meeting_that_prepared_it_is_chosen_where_there_is_one(form: MeetingForm) -> None:
    form.info.set_prepared([("s1", "Họp chi ủy ngày 01/11/2026")])
    show(form)
    assert form.info.prepared_by.isVisible()
    assert kept(form).prepared_by is None
    show(form, prepared_by="s1")
    assert form.info.prepared_by.currentText() == "Họp chi ủy ngày 01/11/2026"
    assert kept(form).prepared_by == "s1"
    form.info.set_prepared([])
    show(form)
    assert not form.info.prepared_by.isVisible()


# --- F2 ---


def test_a_field_is_copied_from_the_meeting_before_and_taken_back(form: MeetingForm) -> None:
    form.set_before(before(place="Nhà văn hóa", end_time="21:00"))
    form.info.place.setFocus()
    press(Qt.Key.Key_F2)
    assert kept(form).place == "Nhà văn hóa"
    press(Qt.Key.Key_Z, CTRL)
    assert kept(form).place == ""
    form.go_to(form.closing)
    form.closing.end_time.setFocus()
    press(Qt.Key.Key_F2)
    assert kept(form).end_time == "21:00"


def test_the_chair_of_before_is_copied_only_while_he_may_be_chosen(form: MeetingForm) -> None:
    form.set_before(before(chair_id="m1", secretary_id="gone"))
    form.info.chair.setFocus()
    press(Qt.Key.Key_F2)
    form.info.secretary.setFocus()
    press(Qt.Key.Key_F2)
    assert (kept(form).chair_id, kept(form).secretary_id) == ("m1", None)


def test_content_and_conclusion_come_from_the_item_of_the_same_title(form: MeetingForm) -> None:
    item = AgendaItem(title="NHIỆM VỤ tháng tới", content="Cũ", conclusion="Giao Toàn")
    form.set_before(before(agenda=(AgendaItem(title="khác", content="không"), item)))
    form.go_to(form.agenda)
    press(Qt.Key.Key_F2)
    assert kept(form).agenda[0].content == ""
    press(Qt.Key.Key_PageDown, ALT)
    assert "Giao Toàn" in form.agenda.editor.before_label.text()
    assert "03/10/2026" in form.agenda.editor.before_label.text()
    write("Mới")
    press(Qt.Key.Key_F2)
    form.agenda.editor.conclusion.setFocus()
    press(Qt.Key.Key_F2)
    assert (kept(form).agenda[1].content, kept(form).agenda[1].conclusion) == ("Mới\nCũ", "Giao Toàn")


def test_tasks_come_without_their_day_under_new_identifiers_and_speakers_without_their_words(form: MeetingForm) -> None:
    item = AgendaItem(
        title="Thông tin thời sự",
        opinions=(Opinion(speaker="Nông Văn Hòa", text="Nhất trí", member_id="m1"),),
        tasks=(MeetingTask(id="old", text="Thu đảng phí", assignee="Chi ủy", due_on=date(2026, 10, 30)),),
    )
    form.set_before(before(agenda=(item,)))
    form.go_to(form.agenda)
    for rows in (form.agenda.editor.opinions, form.agenda.editor.tasks):
        rows.add.setFocus()
        press(Qt.Key.Key_F2)
        rows.add.setFocus()
        press(Qt.Key.Key_F2)
    now = kept(form).agenda[0]
    assert now.opinions == (Opinion(speaker="Nông Văn Hòa", text="", member_id="m1"),)
    [task] = now.tasks
    assert (task.text, task.assignee, task.due_on) == ("Thu đảng phí", "Chi ủy", None)
    assert task.id != "old"


def test_the_absence_of_before_is_copied_row_by_row(form: MeetingForm) -> None:
    away = (mark(0), mark(1, Presence.EXCUSED, "đi làm ăn xa"))
    form.set_before(before(attendance=away))
    form.go_to(form.attendance)
    form.attendance.table.go_to(1)
    press(Qt.Key.Key_F2)
    marks = kept(form).attendance
    assert [(one.presence, one.reason) for one in marks[:2]] == [
        (Presence.PRESENT, ""),
        (Presence.EXCUSED, "đi làm ăn xa"),
    ]
    form.undo.undo()
    assert kept(form).attendance[1] == mark(1)


def test_guests_and_documents_of_before_are_added_once(form: MeetingForm) -> None:
    form.set_before(before(guests=(Guest(name="Lò A"),), documents=(AnnouncedDocument(number="1-NQ"),)))
    for section, rows in ((form.info, form.info.guests), (form.carried, form.carried.documents)):
        form.go_to(section)
        for _ in range(2):
            rows.add.setFocus()
            press(Qt.Key.Key_F2)
    assert kept(form).guests == (Guest(name="Lò A"),)
    assert kept(form).documents == (AnnouncedDocument(number="1-NQ"),)


def test_the_agenda_of_before_keeps_what_was_written_and_is_taken_back(form: MeetingForm) -> None:
    form.go_to(form.agenda)
    write("Nghe.")
    form.set_before(before(agenda=(AgendaItem(title="Mới", content="cũ"), AgendaItem(title="thông tin thời sự"))))
    press(Qt.Key.Key_F2, SHIFT)
    assert [(item.title, item.content) for item in kept(form).agenda] == [("Mới", ""), ("Thông tin thời sự", "Nghe.")]
    form.undo.undo()
    assert [item.title for item in kept(form).agenda] == ["Thông tin thời sự", "Nhiệm vụ tháng tới"]


def test_items_of_ones_own_with_words_in_them_survive_the_agenda_of_before(form: MeetingForm) -> None:
    form.go_to(form.agenda)
    write("Nghe.")
    form.set_before(before(agenda=(AgendaItem(title="Mới"),)))
    form.copy_agenda()
    assert [item.title for item in kept(form).agenda] == ["Mới", "Thông tin thời sự"]


def test_without_a_meeting_before_the_key_says_so(form: MeetingForm, qtbot: QtBot) -> None:
    for key in (Qt.KeyboardModifier.NoModifier, SHIFT):
        with qtbot.waitSignal(form.said) as told:
            press(Qt.Key.Key_F2, key)
        assert told.args is not None
        assert "trước buổi này" in told.args[0]
    form.set_before(before())
    form.info.place.setFocus()
    with qtbot.waitSignal(form.said):
        press(Qt.Key.Key_F2)


def test_the_conclusions_of_before_stand_beside_the_tasks(form: MeetingForm) -> None:
    form.set_before(before(agenda=(AgendaItem(title="a", conclusion="Làm đường"), AgendaItem(title="b"))))
    form.go_to(form.carried)
    assert form.carried.before.text() == "• Làm đường"
    form.set_before(None)
    assert not form.carried.before_heading.isVisible()


# --- text blocks ---


def test_text_blocks_are_asked_for_in_long_texts_only(form: MeetingForm, qtbot: QtBot) -> None:
    form.go_to(form.agenda)
    with qtbot.waitSignal(form.block_wanted) as wanted:
        press(Qt.Key.Key_F3)
    assert wanted.args == [form.agenda.editor.content]
    with qtbot.waitSignal(form.block_kept):
        press(Qt.Key.Key_F3, SHIFT)
    form.go_to(form.info)
    with qtbot.assertNotEmitted(form.block_wanted), qtbot.waitSignal(form.said):
        press(Qt.Key.Key_F3)


def test_reasons_typed_for_one_are_offered_for_the_next(form: MeetingForm, qtbot: QtBot) -> None:
    form.attendance.table.set_reasons(["việc nhà"])
    form.go_to(form.attendance)
    table = form.attendance.table

    def edit(name: str) -> None:
        write(f"{name}2")
        QApplication.processEvents()

    edit("cuong")
    write("ốm, đi viện huyện")
    press(Qt.Key.Key_Return)
    QApplication.processEvents()
    edit("mai")
    write("vien")
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    QApplication.processEvents()
    edit("thao")
    write("nha")
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    QApplication.processEvents()
    reasons = {one.full_name.split()[-1]: one.reason for one in kept(form).attendance if one.reason}
    assert reasons == {"Cường": "ốm, đi viện huyện", "Mai": "ốm, đi viện huyện", "Thảo": "việc nhà"}
    qtbot.waitUntil(table.search.hasFocus)
    table.set_reasons([])


def test_marks_of_people_are_kept(form: MeetingForm) -> None:
    marks: tuple[AttendanceMark, ...] = kept(form).attendance
    assert len(marks) == 4
