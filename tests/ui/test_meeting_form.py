"""The meeting form: what goes in comes out, keys lead through it, problems lead to fields, steps are taken back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from db.meeting_records import (
    AgendaItem,
    AnnouncedDocument,
    FollowUp,
    Guest,
    MeetingContent,
    MeetingDraft,
    MeetingKind,
    MeetingTask,
    Opinion,
    Presence,
    Vote,
)
from db.records import Finding, Severity
from tests.helpers.clerk import ALT, CTRL, application, press, write
from tests.helpers.meetings import contents, mark, words
from ui import theme
from ui.pages.meetings.form import MeetingForm

TODAY = date(2026, 11, 23)


def draft(**changed: object) -> MeetingDraft:
    fields: dict[str, object] = {
        "cell_id": "c",
        "kind": MeetingKind.REGULAR,
        "period": "2026-11",
        "held_on": date(2026, 11, 3),
        "attendance": tuple(mark(number) for number in range(4)),
        "agenda": (AgendaItem(title="Thông tin thời sự"), AgendaItem(title="Nhiệm vụ tháng tới")),
    }
    return MeetingDraft(id="d", content=MeetingContent(**(fields | changed)))  # type: ignore[arg-type]


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
    window.fill(draft(), ())
    window.begin()
    return window


# --- what goes in comes out ---


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=contents, reason=words)
def test_a_meeting_shown_and_collected_is_the_same_meeting(
    window: MeetingForm, content: MeetingContent, reason: str
) -> None:
    listed = {entry.member_id for entry in content.attendance}
    whole = MeetingDraft(id="d", content=content, revises="old", revision_reason=reason, saved_at="2026-11-23T08:30:00")
    window.fill(whole, ())
    kept = window.collect()
    assert kept == whole, listed


def test_showing_a_meeting_is_no_change_of_it(form: MeetingForm, qtbot: QtBot) -> None:
    vote = Vote(entitled=4, agree=4)
    item = AgendaItem(title="a", opinions=(Opinion(speaker="b", text="c"),), vote=vote)
    with qtbot.assertNotEmitted(form.changed):
        form.fill(draft(agenda=(item, item), guests=(Guest(name="g"),), theme="t"), ())
        form.agenda.list.setCurrentRow(1)
        for place in range(len(form.sections)):
            form.go_to_section(place)
        form.collect()


def test_a_form_of_sixty_members_opens_within_a_tenth_of_a_second(form: MeetingForm) -> None:
    big = draft(attendance=tuple(mark(number) for number in range(60)))
    form.fill(big, ())
    began = time.thread_time()
    form.fill(big, ())
    QApplication.processEvents()
    assert time.thread_time() - began < 0.1


# --- keys ---


def test_enter_walks_from_field_to_field_and_into_the_next_section(form: MeetingForm) -> None:
    form.info.kind.setFocus()
    walked = []
    for _ in range(12):
        walked.append(QApplication.focusWidget())
        press(Qt.Key.Key_Return)
        if form.tabs.currentIndex():
            break
    info = form.info
    lines: list[QWidget] = [info.kind, info.period.edit, info.held_on, info.start_time, info.place, info.chair]
    assert walked[:7] == [*lines, info.secretary]


def test_control_and_page_keys_change_the_section_from_any_field(form: MeetingForm) -> None:
    seen = []
    for _ in form.sections:
        press(Qt.Key.Key_PageDown, CTRL)
        seen.append(form.tabs.currentIndex())
    last = len(form.sections) - 1
    # A score sheet nobody began is passed by; the way back leads to it.
    assert seen == [*range(1, last - 1), last, last, last]
    press(Qt.Key.Key_PageUp, CTRL)
    assert form.tabs.currentIndex() == last - 1
    press(Qt.Key.Key_4, CTRL)
    assert form.current is form.agenda
    assert form.agenda.editor.content.hasFocus()


def test_attendance_goes_on_to_the_agenda_when_nobody_is_left_to_find(form: MeetingForm) -> None:
    form.go_to_section(1)
    press(Qt.Key.Key_Return)
    assert form.current is form.agenda


def test_a_meeting_with_three_absent_takes_few_keys(form: MeetingForm) -> None:
    form.fill(draft(attendance=tuple(mark(number) for number in range(30))), ())
    form.go_to_section(1)
    keys = 0
    for name, reason in (("cuong", "ốm"), ("mai 7", "việc nhà"), ("thao 10", "đi xa")):
        write(name)
        press(Qt.Key.Key_Return)
        write("p")
        write(reason)
        press(Qt.Key.Key_Return)
        QApplication.processEvents()
        keys += len(name) + 3
    marks = form.collect().content.attendance
    assert sum(entry.presence is Presence.EXCUSED for entry in marks) == 3
    assert keys <= 30
    assert form.attendance.figures[1].text() == "27"
    assert form.attendance.figures[4].text() == "90,00%"


# --- findings ---


def finding(field: str, code: str = "MEETING_NO_PLACE", severity: Severity = Severity.ERROR) -> Finding:
    return Finding(code=code, severity=severity, field=field)


def test_a_problem_is_shown_beside_its_field_only_after_the_field_was_left(form: MeetingForm) -> None:
    form.info.start_time.setFocus()
    form.show_findings([finding("place")])
    assert not form.info.fields["place"].findings.isVisible()
    form.info.place.setFocus()
    form.info.chair.setFocus()
    form.show_findings([finding("place")])
    assert form.info.fields["place"].findings.isVisible()


def test_the_field_left_in_the_draft_before_shows_no_problem_in_the_next_one(form: MeetingForm) -> None:
    form.info.place.setFocus()
    form.fill(draft(), ())
    form.begin()
    form.show_findings([finding("place")])
    assert not form.info.fields["place"].findings.isVisible()


def test_leaving_a_field_asks_for_a_check(form: MeetingForm, qtbot: QtBot) -> None:
    form.info.place.setFocus()
    with qtbot.waitSignal(form.left):
        form.info.chair.setFocus()


def test_no_key_does_more_than_mark_the_form_changed(form: MeetingForm, qtbot: QtBot) -> None:
    form.info.place.setFocus()
    with qtbot.assertNotEmitted(form.left), qtbot.waitSignal(form.changed):
        write("N")


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("place", 0),
        ("chair_id", 0),
        ("held_on", 0),
        ("period", 0),
        ("kind", 0),
        ("guests.0.name", 0),
        ("guests.0.unit", 0),
        ("attendance", 1),
        ("attendance.2", 1),
        ("attendance.2.reason", 1),
        ("documents.0.summary", 2),
        ("follow_ups.0.remark", 2),
        ("agenda", 3),
        ("agenda.1.title", 3),
        ("agenda.0.conclusion", 3),
        ("agenda.0.opinions.0.speaker", 3),
        ("agenda.0.opinions.0.text", 3),
        ("agenda.0.vote.agree", 3),
        ("agenda.1.vote", 3),
        ("agenda.0.vote.matter", 3),
        ("agenda.0.tasks.0.due_on", 3),
        ("guidance", 3),
        ("guidance_reply", 3),
        ("dues_note", 3),
        ("approval_agree", 5),
        ("end_time", 5),
    ],
)
def test_every_problem_leads_to_its_field(form: MeetingForm, path: str, section: int) -> None:
    spoken = AgendaItem(
        title="a",
        opinions=(Opinion(speaker="b", text="c"),),
        vote=Vote(entitled=4, agree=4),
        tasks=(MeetingTask(id="t", text="x"),),
    )
    form.fill(
        draft(
            documents=(AnnouncedDocument(number="50-CT/TW"),),
            follow_ups=(FollowUp(assignment_id="f", text="y"),),
            agenda=(spoken, AgendaItem(title="b")),
            guests=(Guest(name="g"),),
            attendance=(mark(0), mark(1), mark(2, Presence.EXCUSED)),
        ),
        (),
    )
    form.focus_path(path)
    assert form.tabs.currentIndex() == section
    focused = QApplication.focusWidget()
    assert focused is not None
    assert form.current.isAncestorOf(focused)


def test_the_list_of_problems_leads_there_by_enter(form: MeetingForm) -> None:
    form.show_findings(
        [finding("approval_agree", "MEETING_NOT_APPROVED", Severity.WARNING), finding("place")], everything=True
    )
    assert form.problems.list.hasFocus()
    press(Qt.Key.Key_Return)
    assert form.info.place.hasFocus()
    assert form.info.fields["place"].findings.isVisible()


def test_a_day_that_cannot_be_read_says_so_instead_of_being_missing(form: MeetingForm) -> None:
    form.info.held_on.setFocus()
    form.info.held_on.selectAll()
    write("31/2")
    press(Qt.Key.Key_Tab)
    form.show_findings([finding("held_on", "MEETING_NO_DATE")])
    shown = form.info.fields["held_on"].findings.text()
    assert "31/2" in shown


def test_the_theme_is_asked_for_where_there_is_one(form: MeetingForm) -> None:
    assert not form.info.theme.isVisible()
    form.fill(draft(kind=MeetingKind.THEMATIC), ())
    assert form.info.theme.isVisible()


# --- undo ---


def titles(form: MeetingForm) -> list[str]:
    return [item.title for item in form.collect().content.agenda]


def test_an_item_taken_away_comes_back_with_everything_in_it(form: MeetingForm) -> None:
    form.go_to(form.agenda)
    write("Nghe phổ biến.")
    form.agenda.list.setFocus()
    press(Qt.Key.Key_Delete)
    assert titles(form) == ["Nhiệm vụ tháng tới"]
    press(Qt.Key.Key_Z, CTRL)
    agenda = form.collect().content.agenda
    assert [item.title for item in agenda] == ["Thông tin thời sự", "Nhiệm vụ tháng tới"]
    assert agenda[0].content == "Nghe phổ biến."


def test_items_move_with_what_was_typed_and_back(form: MeetingForm) -> None:
    form.go_to(form.agenda)
    write("A")
    press(Qt.Key.Key_Down, ALT)
    assert titles(form) == ["Nhiệm vụ tháng tới", "Thông tin thời sự"]
    assert form.collect().content.agenda[1].content == "A"
    form.undo.undo()
    assert titles(form) == ["Thông tin thời sự", "Nhiệm vụ tháng tới"]
    form.undo.redo()
    assert titles(form) == ["Nhiệm vụ tháng tới", "Thông tin thời sự"]


def test_an_item_is_added_after_the_one_in_hand(form: MeetingForm) -> None:
    form.go_to(form.agenda)
    press(Qt.Key.Key_N, CTRL)
    write("Kết nạp")
    assert titles(form) == ["Thông tin thời sự", "Kết nạp", "Nhiệm vụ tháng tới"]
    form.undo.undo()
    assert titles(form) == ["Thông tin thời sự", "Nhiệm vụ tháng tới"]


def test_an_opinion_comes_back_to_its_own_item(form: MeetingForm) -> None:
    spoken = AgendaItem(title="a", opinions=(Opinion(speaker="b", text="c"), Opinion(speaker="d", text="e")))
    form.fill(draft(agenda=(spoken, AgendaItem(title="khác"))), ())
    form.go_to(form.agenda)
    form.agenda.editor.opinions.rows[0].remove.click()
    form.agenda.list.setCurrentRow(1)
    assert form.collect().content.agenda[0].opinions == (Opinion(speaker="d", text="e"),)
    form.undo.undo()
    assert form.collect().content.agenda == (spoken, AgendaItem(title="khác"))
    form.undo.redo()
    assert form.collect().content.agenda[0].opinions == (Opinion(speaker="d", text="e"),)


def test_a_guest_comes_back(form: MeetingForm) -> None:
    form.fill(draft(guests=(Guest(name="a"), Guest(name="b"))), ())
    form.info.guests.rows[0].remove.click()
    assert [guest.name for guest in form.collect().content.guests] == ["b"]
    form.undo.undo()
    assert [guest.name for guest in form.collect().content.guests] == ["a", "b"]
    form.undo.redo()
    assert [guest.name for guest in form.collect().content.guests] == ["b"]


def test_a_mark_is_taken_back_from_the_empty_search_line(form: MeetingForm) -> None:
    form.go_to_section(1)
    write("thao3")
    assert form.collect().content.attendance[2].presence is Presence.UNEXCUSED
    press(Qt.Key.Key_Z, CTRL)
    assert form.collect().content.attendance[2].presence is Presence.PRESENT


def test_another_meeting_begins_without_steps_to_take_back(form: MeetingForm) -> None:
    form.go_to(form.agenda)
    form.agenda.remove_item()
    form.fill(draft(), ())
    assert not form.undo.canUndo()


# --- people and votes follow attendance ---


def test_a_vote_proposes_the_official_members_present(form: MeetingForm) -> None:
    form.go_to_section(1)
    write("thao3")
    form.go_to(form.agenda)
    form.agenda.editor.vote.setFocus()
    press(Qt.Key.Key_Space)
    assert form.agenda.editor.vote.entitled.value() == 3


def test_a_register_of_another_day_replaces_the_list_and_nothing_else(form: MeetingForm) -> None:
    form.go_to(form.agenda)
    write("Nghe.")
    form.set_attendance(draft(attendance=(mark(0),)).content, ())
    kept = form.collect().content
    assert [entry.member_id for entry in kept.attendance] == ["m0"]
    assert kept.agenda[0].content == "Nghe."


# --- for those who listen to the screen ---


def test_every_input_has_a_name(form: MeetingForm) -> None:
    form.fill(draft(guests=(Guest(name="g"),), agenda=(AgendaItem(title="a", vote=Vote(entitled=1, agree=1)),)), ())
    form.agenda.editor.opinions.insert(0)
    nameless = [
        widget
        for section in form.sections
        for widget in section.findChildren(QWidget)
        if widget.window() is form
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not widget.objectName().startswith("qt_")
        and not (widget.accessibleName() or getattr(widget, "text", str)() or getattr(widget, "title", str)())
    ]
    assert nameless == []


def test_a_figure_in_the_empty_search_line_marks_the_row_the_arrows_chose(form: MeetingForm) -> None:
    form.go_to_section(1)
    table = form.attendance.table
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_3)
    assert [mark.presence for mark in table.model.marks[:2]] == [Presence.PRESENT, Presence.UNEXCUSED]
    assert table.search.text() == ""


def test_ticking_a_vote_brings_its_counts_into_sight_with_the_cursor_in_them(form: MeetingForm, qtbot: QtBot) -> None:
    form.go_to(form.agenda)
    form.window().resize(900, 420)
    vote = form.agenda.editor.vote
    vote.setFocus()
    press(Qt.Key.Key_Space)
    assert vote.agree.hasFocus()
    qtbot.waitUntil(lambda: vote.agree.visibleRegion().boundingRect().height() == vote.agree.height())


def test_escape_in_a_field_closes_the_list_of_problems_and_stays_in_the_field(form: MeetingForm) -> None:
    form.show_findings([finding("place")], everything=True)
    form.info.place.setFocus()
    press(Qt.Key.Key_Escape)
    assert form.problems.isHidden()
    assert form.info.place.hasFocus()
