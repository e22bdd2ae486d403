"""Many people at once on the screen: filters, bulk edit, duplicates side by side, and taking back; by keyboard."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from db.records import MemberFilter, MemberInput, Sex
from db.register_records import MemberProfile
from desktop_app.services.duplicates import HISTORY
from tests.helpers.clerk import ALT, CTRL, NONE, press, write
from tests.ui.conftest import Desk
from ui.pages.members.bulk_dialog import BulkDialog
from ui.pages.members.columns import HIDDEN
from ui.pages.members.duplicates_dialog import DuplicatesDialog
from ui.pages.members.editors import write as write_value
from ui.pages.members.history_dialog import HistoryDialog
from ui.pages.members.page import MembersPage
from ui.widgets.cover import Cover

ON = date(2026, 11, 23)


@pytest.fixture
def page(desk: Desk) -> MembersPage:
    desk.clerk.window.start()
    desk.clerk.settle()
    press(Qt.Key.Key_3, ALT)
    desk.clerk.settle()
    shown = desk.clerk.window.page
    assert isinstance(shown, MembersPage)
    return shown


def add(desk: Desk, name: str, **changes: Any) -> str:
    """Write a person down behind the window."""
    entered = MemberInput(
        full_name=name, birth_date="1980-05-06", sex=Sex.MALE, cell_id=desk.cells[0], since=date(2021, 1, 1), **changes
    )
    return desk.clerk.ask(lambda office: office.members.add(entered).id)


def opened(desk: Desk, page: MembersPage, key: Qt.Key, kind: type[Any]) -> Any:
    """Press Ctrl and a key on the list; return the window that comes."""
    page.table.setFocus()
    press(key, CTRL)
    desk.clerk.settle()
    dialog = page.people.dialog
    assert isinstance(dialog, kind)
    desk.clerk._qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    desk.clerk.settle()
    return dialog


def close(desk: Desk, dialog: QDialog) -> None:
    dialog.setFocus()
    press(Qt.Key.Key_Escape)
    desk.clerk.settle()
    page = desk.clerk.window.page
    assert isinstance(page, MembersPage)
    assert page.people.dialog is None


def occupations(desk: Desk) -> set[str]:
    return desk.clerk.ask(
        lambda office: {
            office.members.profile(member_id).occupation for member_id in office.members.ids(MemberFilter(on=ON))
        }
    )


# --- filters ---


def test_the_list_narrows_by_standing_and_sex_from_the_keyboard(desk: Desk, page: MembersPage) -> None:
    page.filters.standing.setFocus()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    desk.clerk.settle()
    assert page.model.wanted.standing is not None
    assert page.model.rowCount() == 2
    press(Qt.Key.Key_Down)
    desk.clerk.settle()
    assert page.model.wanted.recognition_due
    assert page.model.rowCount() == 2
    assert page.filters.narrows
    page.filters.standing.set_value("")
    page.filters.sex.setFocus()
    press(Qt.Key.Key_Down)
    desk.clerk.settle()
    assert page.model.wanted.sex is Sex.MALE


def test_an_empty_answer_to_a_filter_does_not_offer_the_first_import(desk: Desk, page: MembersPage) -> None:
    page.filters.standing.set_value("suspended")
    page.filters.changed.emit()
    desk.clerk.settle()
    assert page.model.rowCount() == 0
    assert page.count.text() == "Không có ai khớp với những gì đang lọc."
    assert page.importing.empty.isHidden()


# --- one field of many ---


def bulk(desk: Desk, page: MembersPage, rows: int) -> BulkDialog:
    page.table.setFocus()
    page.table.select(0)
    for _ in range(rows - 1):
        press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    dialog = opened(desk, page, Qt.Key.Key_B, BulkDialog)
    assert isinstance(dialog, BulkDialog)
    return dialog


def type_value(desk: Desk, dialog: BulkDialog, field: str, text: str) -> None:
    dialog.field.set_value(field)
    desk.clerk.settle()
    dialog._fields[field].editor.setFocus()
    write(text)
    desk.clerk._qtbot.waitUntil(lambda: not dialog._pause.isActive())
    desk.clerk.settle()


def test_a_bulk_edit_is_looked_at_made_and_taken_back_by_keyboard(desk: Desk, page: MembersPage) -> None:
    dialog = bulk(desk, page, 3)
    assert not dialog.save.isEnabled()
    type_value(desk, dialog, "occupation", "Làm ruộng")
    assert [line.after for line in dialog.model.rows if line] == ["Làm ruộng"] * 3
    assert "3" in dialog.save.text()
    assert occupations(desk) == {""}
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert occupations(desk) == {"", "Làm ruộng"}
    assert dialog.undo.isVisible()
    assert not dialog.save.isVisible()
    dialog.undo.setFocus()
    press(Qt.Key.Key_Space)
    desk.clerk.settle()
    assert occupations(desk) == {""}
    assert dialog.save.isEnabled()
    close(desk, dialog)
    assert desk.clerk.window.focusWidget() is page.table


def test_tab_and_enter_go_from_the_field_to_its_value_and_who_was_selected_stays_so(
    desk: Desk, page: MembersPage
) -> None:
    dialog = bulk(desk, page, 3)
    dialog.field.setFocus()
    press(Qt.Key.Key_Tab)
    assert dialog._fields["occupation"].editor.hasFocus()
    dialog.field.set_value("note")
    desk.clerk.settle()
    dialog.field.setFocus()
    press(Qt.Key.Key_Return)
    assert dialog._fields["note"].editor.hasFocus()
    dialog.field.set_value("occupation")
    desk.clerk.settle()
    type_value(desk, dialog, "occupation", "Làm ruộng")
    press(Qt.Key.Key_Return)
    assert dialog.save.hasFocus()
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    close(desk, dialog)
    assert page.table.selected_rows() == [0, 1, 2]


def test_people_never_looked_at_are_changed_too_when_all_are_selected(desk: Desk, page: MembersPage) -> None:
    page.model.rows[20:] = [None] * 4
    page.table.selectAll()
    dialog = opened(desk, page, Qt.Key.Key_B, BulkDialog)
    assert len(dialog._ids) == 24
    assert len(set(dialog._ids)) == 24
    close(desk, dialog)


def test_clearing_a_field_is_pointed_out_before_it_is_done(desk: Desk, page: MembersPage) -> None:
    dialog = bulk(desk, page, 2)
    dialog.field.set_value("admitted_on")
    desk.clerk.settle()
    assert "xóa trắng" in dialog.summary.text()
    desk.clerk.answers.yes = False
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert dialog.made is None
    type_value(desk, dialog, "admitted_on", "31/02/2010")
    assert not dialog.save.isEnabled()
    close(desk, dialog)


def test_sensitive_values_are_covered_until_they_are_asked_for(desk: Desk, page: MembersPage) -> None:
    dialog = bulk(desk, page, 2)
    dialog.field.set_value("ethnic_code")
    cover = dialog._fields["ethnic_code"].editor
    assert isinstance(cover, Cover)
    write_value(cover.editor, "02")
    dialog.preview()
    desk.clerk.settle()
    after = dialog.model.index(0, 2)
    assert after.data() == HIDDEN
    dialog.reveal.setFocus()
    press(Qt.Key.Key_Space)
    assert after.data() == "Tày"
    close(desk, dialog)


# --- duplicates ---


def test_two_written_for_one_are_merged_by_keyboard_and_parted_again(desk: Desk, page: MembersPage) -> None:
    keep = add(desk, "Nông Văn Hoàn", profile=MemberProfile(occupation="Làm ruộng"))
    drop = add(desk, "Nông Văn Hoàn", profile=MemberProfile(occupation="Giáo viên", phone="0912345678"))
    page.refresh()
    desk.clerk.settle()
    dialog = opened(desk, page, Qt.Key.Key_D, DuplicatesDialog)
    pairs = [row for row in dialog.model.rows if row and {row.first_id, row.second_id} == {keep, drop}]
    assert [row.reason for row in pairs] == ["name_birth"]
    dialog.table.select(dialog.model.rows.index(pairs[0]))
    desk.clerk.settle()
    kept = pairs[0].first_id
    table = dialog.compared
    fields = [pair.field for pair in table._fields]
    row = fields.index("occupation")
    assert HISTORY in fields
    table.setFocus()
    table.setCurrentCell(row, 2)
    press(Qt.Key.Key_Space)
    assert table.choices["occupation"] == "drop"
    assert table.item(row, 2).text().startswith("●")
    assert table.item(row, 1).text().startswith("○")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    profile = desk.clerk.ask(lambda office: office.members.profile(kept))
    assert profile.phone == "0912345678"
    assert desk.clerk.ask(lambda office: len(office.members.search("nong van hoan", ON))) == 1
    assert dialog.undo.isVisible()
    dialog.undo.click()
    desk.clerk.settle()
    assert desk.clerk.ask(lambda office: len(office.members.search("nong van hoan", ON))) == 2
    close(desk, dialog)


def test_two_people_told_apart_do_not_come_again(desk: Desk, page: MembersPage) -> None:
    dialog = opened(desk, page, Qt.Key.Key_D, DuplicatesDialog)
    before = dialog.model.rowCount()
    assert before > 0
    press(Qt.Key.Key_D, CTRL)
    desk.clerk.settle()
    assert dialog.model.rowCount() == before - 1
    close(desk, dialog)


def test_the_two_selected_are_compared_and_may_change_places(desk: Desk, page: MembersPage) -> None:
    page.table.setFocus()
    page.table.select(0)
    press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    page.people.compare_two()
    desk.clerk.settle()
    dialog = page.people.dialog
    assert isinstance(dialog, DuplicatesDialog)
    first = dialog._pair
    dialog.exchange()
    desk.clerk.settle()
    assert first is not None
    assert dialog._pair == (first[1], first[0])
    dialog.merge()
    desk.clerk.settle()
    assert page.model.rowCount() == 23
    dialog.take_back()
    desk.clerk.settle()
    assert page.model.rowCount() == 24
    close(desk, dialog)


# --- taking back ---


def test_the_history_takes_back_and_asks_about_those_changed_since(desk: Desk, page: MembersPage) -> None:
    def edit(office: Any) -> str:
        some = office.members.ids(MemberFilter(on=ON))
        office.bulk.apply(some, "occupation", "Làm ruộng")
        office.bulk.apply(some[:1], "occupation", "Giáo viên")
        return str(some[0])

    desk.clerk.ask(edit)
    dialog = opened(desk, page, Qt.Key.Key_H, HistoryDialog)
    assert dialog.model.rowCount() == 2
    assert dialog.model.index(1, 2).data() == "Nghề nghiệp hiện nay"
    dialog.table.select(1)
    desk.clerk.answers.asked.clear()
    press(Qt.Key.Key_Z, CTRL)
    desk.clerk.settle()
    assert len(desk.clerk.answers.asked) == 2
    assert "1 người đã được sửa" in desk.clerk.answers.asked[1]
    assert occupations(desk) == {"", "Giáo viên"}
    assert not dialog.undo_button.isEnabled() or dialog.table.currentIndex().row() == 0
    close(desk, dialog)


def test_nothing_is_taken_back_without_a_yes(desk: Desk, page: MembersPage) -> None:
    desk.clerk.ask(lambda office: office.bulk.apply(office.members.ids(MemberFilter(on=ON)), "note", "x"))
    desk.clerk.answers.yes = False
    dialog = opened(desk, page, Qt.Key.Key_H, HistoryDialog)
    dialog.table.setFocus()
    press(Qt.Key.Key_Return, NONE)
    desk.clerk.settle()
    assert desk.clerk.ask(lambda office: office.change_sets.listed()[0].undone_at) == ""
    close(desk, dialog)


def test_the_menu_allows_what_the_selection_allows(page: MembersPage) -> None:
    page.table.select(0)
    page.people._allow()
    assert page.people.bulk.isEnabled()
    assert not page.people.compare.isEnabled()
    page.table.clearSelection()
    page.people._allow()
    assert not page.people.bulk.isEnabled()
    page.people.edit_many()
    assert page.people.dialog is None
