"""The page of the year's tasks by keyboard: giving, taking in, reviewing by one key, who has none, handing over."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from db.meeting_records import AssignmentOutcome
from db.register_records import ChangeInput, ChangeKind
from db.task_records import AssignmentInput
from db.tasks import WantedTasks
from desktop_app.office import Office
from tests.helpers.clerk import ALT, CTRL, press, write
from tests.ui.conftest import Desk
from ui.pages.assignments.coverage import CoveragePanel
from ui.pages.assignments.diary_dialog import DiaryDialog
from ui.pages.assignments.hand_over_dialog import HandOverDialog
from ui.pages.assignments.kinds_dialog import KindsDialog
from ui.pages.assignments.page import AssignmentsPage
from ui.pages.assignments.plan import PlanPanel
from ui.pages.assignments.review import OUTCOME, PROGRESS, ReviewPanel, tenths
from ui.pages.assignments.take_dialog import TakeDialog


@pytest.fixture
def page(desk: Desk) -> AssignmentsPage:
    """The page with a cell in hand that has one task."""

    def fill(office: Office) -> None:
        person = office.members.of_cell(desk.cells[0], date(2026, 11, 23))[0]
        office.tasks.add(
            AssignmentInput(
                cell_id=desk.cells[0],
                member_id=person.id,
                kind="security",
                text="Tuần tra ban đêm",
                given_on=date(2026, 1, 5),
                due_on=date(2026, 10, 31),
                year=2026,
            )
        )

    desk.clerk.ask(fill)
    press(Qt.Key.Key_5, ALT)
    desk.clerk.settle()
    made = desk.clerk.window.page
    assert isinstance(made, AssignmentsPage)
    made.context.set_cell_id(desk.cells[0])
    desk.clerk.settle()
    return made


def plan(page: AssignmentsPage) -> PlanPanel:
    panel = page.panel
    assert isinstance(panel, PlanPanel)
    return panel


def kept(desk: Desk) -> list[AssignmentOutcome]:
    lines, _ = desk.clerk.ask(lambda office: office.tasks.page(WantedTasks(year=2026)))
    return [line.assignment.outcome for line in lines]


def test_the_plan_shows_what_is_overdue_by_a_sign_and_in_words(page: AssignmentsPage) -> None:
    panel = plan(page)
    assert panel.model.rowCount() == 1
    assert "1 việc quá hạn" in panel.summary.text()
    index = panel.model.index(0, panel.model.columnCount() - 1)
    assert "quá hạn" in str(panel.model.data(index))


def test_a_task_is_given_by_keyboard(desk: Desk, page: AssignmentsPage) -> None:
    panel = plan(page)
    panel.table.setFocus()
    press(Qt.Key.Key_N, CTRL)
    desk.clerk.settle()
    assert panel.form.isVisible()
    panel.form.assignee.setFocus()
    write("Chi uy")
    panel.form.text.setFocus()
    write("Lam duong")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert not panel.form.isVisible()
    assert {line.assignment.text for line in panel.model.rows if line} == {"Tuần tra ban đêm", "Lam duong"}


def test_a_task_without_words_is_refused_beside_its_field(desk: Desk, page: AssignmentsPage) -> None:
    panel = plan(page)
    panel.add()
    desk.clerk.settle()
    panel.form.assignee.setText("Chi ủy")
    panel.form.save()
    desk.clerk.settle()
    assert panel.form.isVisible()
    assert "Chưa có nội dung" in panel.form.fields["text"].findings.text()
    desk.clerk.answers.yes = True
    press(Qt.Key.Key_Escape)
    assert not panel.form.isVisible()


def test_what_is_ready_is_ticked_and_taken_in(desk: Desk, page: AssignmentsPage) -> None:
    desk.clerk.ask(
        lambda office: office.tasks.add(
            AssignmentInput(
                cell_id=desk.cells[0],
                member_id=office.members.of_cell(desk.cells[0], date(2026, 11, 23))[1].id,
                text="Việc năm trước",
                given_on=date(2025, 1, 5),
                year=2025,
            )
        )
    )
    panel = plan(page)
    panel.propose()
    desk.clerk.settle()
    [dialog] = page.findChildren(TakeDialog)
    assert dialog.list.count() >= 1
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert "Việc năm trước" in {line.assignment.text for line in panel.model.rows if line}


def test_a_review_is_typed_and_concluded_by_one_key(desk: Desk, page: AssignmentsPage) -> None:
    press(Qt.Key.Key_2, CTRL)
    desk.clerk.settle()
    panel = page.panel
    assert isinstance(panel, ReviewPanel)
    assert panel.span.value() == "2026-11"
    panel.table.setFocus()
    panel.table.setCurrentIndex(panel.model.index(0, OUTCOME))
    press(Qt.Key.Key_2)
    assert "1 dòng chưa lưu" in panel.summary.text()
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert kept(desk) == [AssignmentOutcome.ABOVE]
    assert not panel.model.typed


def test_a_progress_that_cannot_be_is_refused_and_what_is_typed_stays(desk: Desk, page: AssignmentsPage) -> None:
    press(Qt.Key.Key_2, CTRL)
    desk.clerk.settle()
    panel = page.panel
    assert isinstance(panel, ReviewPanel)
    panel.model.setData(panel.model.index(0, PROGRESS), "120")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert panel.model.typed
    assert "Tiến độ" in page.problem_bar.label.text()
    desk.clerk.answers.yes = True
    assert panel.may_leave()
    assert not panel.model.typed


@pytest.mark.parametrize(("typed", "value"), [("85", 850), ("85,5%", 855), ("", None), ("nửa", None)])
def test_progress_is_typed_as_people_write_it(typed: str, value: int | None) -> None:
    assert tenths(typed) == value


def test_who_has_no_task_gets_one_by_enter(desk: Desk, page: AssignmentsPage) -> None:
    press(Qt.Key.Key_3, CTRL)
    desk.clerk.settle()
    panel = page.panel
    assert isinstance(panel, CoveragePanel)
    row = panel.model.row(0)
    assert row is not None
    assert len(row.without) == row.active - 1
    assert row.without[0][1] in panel.words.text()
    panel.table.setFocus()
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    shown = plan(page)
    assert shown.form.isVisible()
    assert shown.form.member.person_id() == row.without[0][0]


def test_the_tasks_of_who_left_are_handed_over(desk: Desk, page: AssignmentsPage) -> None:
    def leave(office: Office) -> None:
        person = office.members.of_cell(desk.cells[0], date(2026, 11, 23))[0]
        office.changes.apply(
            person.id, ChangeInput(kind=ChangeKind.TRANSFER_OUT, on=date(2026, 11, 1), place="Nơi khác")
        )

    panel = plan(page)
    assert not panel.hand_over.isVisible()
    desk.clerk.ask(leave)
    panel.refresh()
    desk.clerk.settle()
    assert panel.hand_over.isVisible()
    panel.hand_over_orphans()
    desk.clerk.settle()
    [dialog] = page.findChildren(HandOverDialog)
    dialog.hand_over()
    desk.clerk.settle()
    assert "Chưa chọn người nhận" in dialog.trouble.text()
    person = desk.clerk.ask(lambda office: office.members.of_cell(desk.cells[0], date(2026, 11, 23))[0])
    dialog.member.set_value(person.id, person.full_name)
    dialog.hand_over()
    desk.clerk.settle()
    assert not panel.hand_over.isVisible()
    assert {line.full_name for line in panel.model.rows if line and line.assignment.origin == "taken_over"} == {
        person.full_name
    }


def diary(desk: Desk, page: AssignmentsPage) -> DiaryDialog:
    plan(page).table.setFocus()
    press(Qt.Key.Key_J, CTRL)
    desk.clerk.settle()
    [dialog] = page.findChildren(DiaryDialog)
    assert isinstance(dialog, DiaryDialog)
    return dialog


def test_what_was_done_is_written_into_the_diary_by_keyboard(desk: Desk, page: AssignmentsPage) -> None:
    dialog = diary(desk, page)
    assert dialog.text.hasFocus()
    write("Tuan tra 4 dem")
    press(Qt.Key.Key_Tab)
    assert dialog.progress.hasFocus()
    write("40,5")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert [(entry.text, entry.progress) for entry in dialog.model.rows if entry] == [("Tuan tra 4 dem", 405)]
    assert dialog.text.value() == ""
    dialog.reject()
    desk.clerk.settle()
    line = plan(page).model.row(0)
    assert line is not None
    assert line.assignment.progress == 405


def test_an_entry_that_cannot_be_is_refused_with_a_sentence(desk: Desk, page: AssignmentsPage) -> None:
    dialog = diary(desk, page)
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert "Chưa ghi việc đã làm" in dialog.fields["text"].findings.text()
    write("Tuan tra")
    for typed, words in (("nua", "số từ 0 đến 100"), ("120", "từ 0 đến 100%")):
        dialog.progress.setText(typed)
        press(Qt.Key.Key_S, CTRL)
        desk.clerk.settle()
        assert words in dialog.trouble.text() + dialog.fields["progress"].findings.text()
    desk.clerk.answers.yes = False
    dialog.reject()
    assert dialog.isVisible(), "what is typed is not thrown away unasked"
    desk.clerk.answers.yes = True
    dialog.reject()
    task_id = dialog.line.assignment.id
    assert desk.clerk.ask(lambda office: office.tasks.entries(task_id)) == []


def test_kinds_are_added_renamed_and_put_aside(desk: Desk, page: AssignmentsPage) -> None:
    page.open_kinds()
    desk.clerk.settle()
    [dialog] = page.findChildren(KindsDialog)
    before = dialog.model.rowCount()
    press(Qt.Key.Key_N, CTRL)
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert dialog.trouble.isVisible(), "a kind needs a name"
    write("Chuyen doi so")
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert dialog.model.rowCount() == before + 1
    assert dialog.table.hasFocus()
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_A, CTRL)
    write("Chuyen doi so 2026")
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    press(Qt.Key.Key_Space)
    desk.clerk.settle()
    [own] = [kind for kind in desk.clerk.ask(lambda office: office.tasks.kinds(hidden=True)) if kind.own]
    assert (own.name, own.hidden) == ("Chuyen doi so 2026", True)
    assert own.code not in {kind.code for kind in desk.clerk.ask(lambda office: office.tasks.kinds())}
    dialog.reject()
