"""The history of a person and the guided form of an act, as a clerk uses them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from db.records import Duty, MemberFilter, MemberRow, Standing
from db.register_records import ChangeInput, ChangeKind, MemberChange
from tests.helpers.clerk import ALT, CTRL, press, write
from tests.helpers.ui import bury
from tests.ui.conftest import Desk
from ui.pages.members.change_dialog import ChangeDialog
from ui.pages.members.changes_panel import ChangesPanel
from ui.pages.members.page import MembersPage

K = ChangeKind
TODAY = date(2026, 11, 23)


@pytest.fixture
def panel(desk: Desk) -> Iterator[ChangesPanel]:
    desk.clerk.window.start()
    desk.clerk.settle()
    made = ChangesPanel(desk.clerk.window.context)
    made.resize(1100, 500)
    made.show()
    made.activateWindow()
    made.show_member(people(desk)[0].id)
    desk.clerk.settle()
    yield made
    made.close()
    made.deleteLater()
    bury()


def people(desk: Desk) -> list[MemberRow]:
    return list(desk.clerk.ask(lambda office: office.members.page(MemberFilter(on=TODAY), 0, 50)).rows)


def acts(desk: Desk, panel: ChangesPanel) -> list[MemberChange]:
    member_id = panel.member_id
    return desk.clerk.ask(lambda office: office.changes.listed(member_id))


def begun(desk: Desk, panel: ChangesPanel) -> ChangeDialog:
    panel.act.click()
    desk.clerk.settle()
    dialog = panel.dialog
    assert dialog is not None
    QApplication.processEvents()
    return dialog


def choose(desk: Desk, dialog: ChangeDialog, kind: ChangeKind) -> None:
    dialog.form.kind.setCurrentIndex(dialog.form.kind.findData(kind.value))
    dialog.form.kind.activated.emit(dialog.form.kind.currentIndex())
    desk.clerk.settle()


def save(desk: Desk, dialog: ChangeDialog) -> None:
    dialog.save()
    desk.clerk.settle()


def shown(dialog: ChangeDialog) -> list[str]:
    return [name for name, field in dialog.form.fields.items() if not field.isHidden()]


def said(dialog: ChangeDialog, name: str) -> str:
    return dialog.form.fields[name].findings.text()


def test_a_person_registered_shows_one_line_that_can_be_written_anew(panel: ChangesPanel) -> None:
    assert panel.model.rowCount() == 1
    assert panel.model.index(0, 1).data() == "Ghi vào danh sách: chính thức"
    assert "Chi bộ" in str(panel.model.index(0, 2).data())
    assert panel.now.text().startswith("Hiện nay: chính thức · sinh hoạt bình thường · Chi bộ")
    assert panel.cancel.isHidden()
    assert not panel.correct.isHidden()


def test_an_act_is_recorded_by_keyboard_alone(desk: Desk, panel: ChangesPanel) -> None:
    dialog = begun(desk, panel)
    assert QApplication.focusWidget() is dialog.form.on
    write("1/11/2026")
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert QApplication.focusWidget() is dialog.form.kind
    write("Miễn")
    desk.clerk.settle()
    assert dialog.form.chosen is K.EXEMPTION
    press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is dialog.form.decision_number
    write("15-QĐ/ĐU")
    press(Qt.Key.Key_Return)
    write("28/10")
    press(Qt.Key.Key_Return)
    write("Đảng ủy xã")
    press(Qt.Key.Key_Return)
    write("Tuổi cao, sức yếu")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert panel.dialog is None
    last = acts(desk, panel)[-1]
    assert last.change == ChangeInput(
        kind=K.EXEMPTION,
        on=date(2026, 11, 1),
        decision_number="15-QĐ/ĐU",
        decision_on=date(2026, 10, 28),
        decided_by="Đảng ủy xã",
        reason="Tuổi cao, sức yếu",
    )
    assert panel.model.index(0, 1).data() == "Miễn công tác và sinh hoạt đảng"
    assert panel.model.index(0, 3).data() == "15-QĐ/ĐU, ngày 28/10/2026, Đảng ủy xã"
    assert "miễn sinh hoạt" in panel.now.text()
    assert panel.correct.isHidden()


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (K.CELL_MOVE, ["cell_id", "party_group", "decision_number", "decision_on", "decided_by", "paper_number"]),
        (K.TRANSFER_OUT, ["place", "paper_number", "dues_until"]),
        (K.TEMPORARY_EXEMPTION, ["decision_number", "decision_on", "decided_by", "until"]),
        (K.DEATH, []),
    ],
)
def test_an_act_asks_for_what_it_needs_and_no_more(
    desk: Desk, panel: ChangesPanel, kind: ChangeKind, fields: list[str]
) -> None:
    dialog = begun(desk, panel)
    assert shown(dialog) == ["on", "kind"]
    choose(desk, dialog, kind)
    assert set(shown(dialog)) == {"on", "kind", *fields, "reason"}
    dialog.reject()


def test_only_acts_that_may_follow_are_offered(desk: Desk, panel: ChangesPanel) -> None:
    dialog = begun(desk, panel)
    offered = {dialog.form.kind.itemData(place) for place in range(dialog.form.kind.count())}
    assert "recognition" not in offered
    assert {"transfer_out", "cell_move", "death"} <= offered
    dialog.reject()


def test_a_day_before_the_last_act_is_said_beside_the_day(desk: Desk, panel: ChangesPanel) -> None:
    dialog = begun(desk, panel)
    dialog.form.on.setText("1/1/1990")
    dialog.form.on.editingFinished.emit()
    desk.clerk.settle()
    assert dialog.form.kind.count() == 0
    assert "không được ghi trước ngày đó" in said(dialog, "on")
    dialog.form.on.setText("1/11/2026")
    dialog.form.on.editingFinished.emit()
    desk.clerk.settle()
    assert dialog.form.kind.count() > 5
    assert said(dialog, "on") == ""
    dialog.reject()


def test_what_is_missing_stops_saving_beside_its_field(desk: Desk, panel: ChangesPanel) -> None:
    dialog = begun(desk, panel)
    save(desk, dialog)
    assert QApplication.focusWidget() is dialog.form.kind
    choose(desk, dialog, K.CELL_MOVE)
    save(desk, dialog)
    assert "Chưa chọn chi bộ" in said(dialog, "cell_id")
    assert QApplication.focusWidget() is dialog.form.cell
    dialog.form.until.setText("31/02/2027")
    choose(desk, dialog, K.TEMPORARY_OUT)
    save(desk, dialog)
    assert "Lỗi" in said(dialog, "until")
    dialog.form.until.setText("")
    dialog.form.place.setText("Hà Nội")
    save(desk, dialog)
    assert acts(desk, panel)[-1].duty is Duty.AWAY


def test_a_missing_paper_is_pointed_out_when_the_field_is_left_and_does_not_stop(
    desk: Desk, panel: ChangesPanel
) -> None:
    dialog = begun(desk, panel)
    choose(desk, dialog, K.TRANSFER_OUT)
    dialog.form.place.setFocus()
    write("Đảng bộ xã Bản Lầu")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert said(dialog, "paper_number").startswith("Lưu ý: ")
    dialog.form.dues_until.setText("10")
    dialog.form.dues_until.editingFinished.emit()
    assert dialog.form.dues_until.text() == "10/2026"
    save(desk, dialog)
    last = acts(desk, panel)[-1]
    assert (last.standing, last.change.dues_until) == (Standing.TRANSFERRED, "2026-10")
    assert panel.now.text() == "Hiện nay: đã chuyển sinh hoạt"


def test_the_last_act_is_taken_back_with_a_reason(desk: Desk, panel: ChangesPanel) -> None:
    told: list[bool] = []
    panel.changed.connect(lambda: told.append(True))
    dialog = begun(desk, panel)
    choose(desk, dialog, K.DEATH)
    save(desk, dialog)
    desk.clerk.answers.why = None
    panel.cancel.click()
    desk.clerk.settle()
    assert not acts(desk, panel)[-1].cancelled
    desk.clerk.answers.why = "Nhầm người"
    panel.cancel.click()
    desk.clerk.settle()
    assert acts(desk, panel)[-1].cancel_reason == "Nhầm người"
    assert panel.model.index(0, 1).data() == "ĐÃ HỦY – Từ trần"
    assert panel.model.index(0, 4).data() == "Hủy vì: Nhầm người"
    assert "chính thức" in panel.now.text()
    assert told == [True, True]


def test_the_first_entry_is_written_anew(desk: Desk, panel: ChangesPanel) -> None:
    panel.correct.click()
    desk.clerk.settle()
    dialog = panel.dialog
    assert dialog is not None
    assert dialog.form.chosen is K.REGISTERED
    assert dialog.form.cell.currentText().startswith("Chi bộ")
    dialog.form.standing.setCurrentIndex(dialog.form.standing.findData("probationary"))
    dialog.form.on.setText("5/3/2026")
    save(desk, dialog)
    first, second = acts(desk, panel)
    assert first.cancelled
    assert (second.change.on, second.standing) == (date(2026, 3, 5), Standing.PROBATIONARY)


def test_a_move_to_come_does_not_change_what_is_now(desk: Desk, panel: ChangesPanel) -> None:
    before, member_id = panel.now.text(), panel.member_id
    held = desk.clerk.ask(lambda office: office.changes.listed(member_id))[0].change.cell_id
    other = next(cell for cell in desk.cells if cell != held)
    move = ChangeInput(kind=K.CELL_MOVE, on=date(2026, 12, 1), cell_id=other)
    desk.clerk.ask(lambda office: office.changes.apply(member_id, move))
    panel.show_member(member_id)
    desk.clerk.settle()
    assert panel.now.text() == before
    assert panel.model.rowCount() == 2


def test_what_was_typed_is_not_thrown_away_unasked(desk: Desk, panel: ChangesPanel) -> None:
    dialog = begun(desk, panel)
    choose(desk, dialog, K.DEATH)
    dialog.form.reason.set_value("Bệnh nặng")
    desk.clerk.answers.yes = False
    press(Qt.Key.Key_Escape)
    assert panel.dialog is dialog
    desk.clerk.answers.yes = True
    press(Qt.Key.Key_Escape)
    assert panel.dialog is None


def test_hostile_text_stays_text(desk: Desk, panel: ChangesPanel) -> None:
    dialog = begun(desk, panel)
    choose(desk, dialog, K.DEATH)
    dialog.form.reason.set_value("<b>đậm</b> & \u202eđảo")
    save(desk, dialog)
    assert panel.model.index(0, 4).data() == "<b>đậm</b> & đảo"


# --- from the list ---


@pytest.fixture
def page(desk: Desk) -> MembersPage:
    desk.clerk.window.start()
    desk.clerk.settle()
    press(Qt.Key.Key_3, ALT)
    desk.clerk.settle()
    made = desk.clerk.window.page
    assert isinstance(made, MembersPage)
    return made


def test_several_people_move_to_another_cell_at_once(desk: Desk, page: MembersPage) -> None:
    page.table.setFocus()
    page.table.selectAll()
    press(Qt.Key.Key_M, CTRL)
    desk.clerk.settle()
    dialog = page.people.acts.dialog
    assert dialog is not None
    assert dialog.names.text().startswith("24 người: ")
    dialog.form.cell.setCurrentIndex(dialog.form.cell.findData(desk.cells[0]))
    save(desk, dialog)
    assert "đang ở chi bộ đó" in said(dialog, "cell_id")
    assert dialog.problem_bar.isVisible()
    dialog.reject()
    page.table.clearSelection()
    desk.clerk.window.context.set_cell_id(desk.cells[1])
    desk.clerk.settle()
    page.table.selectAll()
    page.people.acts.move_selected()
    desk.clerk.settle()
    dialog = page.people.acts.dialog
    assert dialog is not None
    dialog.form.cell.setCurrentIndex(dialog.form.cell.findData(desk.cells[0]))
    save(desk, dialog)
    assert page.people.acts.dialog is None
    on = TODAY
    assert len(desk.clerk.ask(lambda office: office.members.of_cell(desk.cells[0], on))) == 24


def test_people_never_looked_at_move_along(desk: Desk, page: MembersPage) -> None:
    page.table.selectAll()
    page.model.rows[3:] = [None] * (len(page.model.rows) - 3)
    page.people.acts.move_selected()
    desk.clerk.settle()
    dialog = page.people.acts.dialog
    assert dialog is not None
    assert len({member_id for member_id, _ in dialog.people}) == 24
    assert dialog.names.text().endswith("và 21 người khác")
    dialog.reject()


def test_the_menu_of_the_list_knows_how_many_are_selected(desk: Desk, page: MembersPage) -> None:
    page.table.select(0)
    assert page.people.acts.act.isEnabled()
    page.table.selectAll()
    assert not page.people.acts.act.isEnabled()
    assert page.people.acts.move.isEnabled()
    page.table.select(2)
    page.table.setFocus()
    press(Qt.Key.Key_T, CTRL)
    desk.clerk.settle()
    dialog = page.people.acts.dialog
    assert dialog is not None
    row = page.model.row(2)
    assert row is not None
    assert dialog.names.text() == row.full_name
    press(Qt.Key.Key_Escape)
    assert page.people.acts.dialog is None
