"""The register on the screen: search, sort, pages, the form and its mistakes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from db.records import Member, MemberFilter, MemberInput, MemberPage, MemberRow, Sex
from tests.helpers.clerk import ALT, CTRL, press, write
from tests.helpers.ui import type_text
from tests.ui.conftest import Desk
from ui.pages.members.columns import HIDDEN, columns
from ui.pages.members.model import PAGE, MemberModel
from ui.pages.members.page import MembersPage


@pytest.fixture
def page(desk: Desk) -> MembersPage:
    desk.clerk.window.start()
    desk.clerk.settle()
    press(Qt.Key.Key_3, ALT)
    desk.clerk.settle()
    shown = desk.clerk.window.page
    assert isinstance(shown, MembersPage)
    return shown


def editor(page: MembersPage, path: str) -> Any:
    return page.form.fields[path].editor


def new_person(page: MembersPage) -> MemberInput:
    value = page.form.value()
    assert isinstance(value, MemberInput)
    return value


def names(page: MembersPage) -> list[str]:
    return [row.full_name for row in page.model.rows if row is not None]


def find(desk: Desk, page: MembersPage, text: str) -> None:
    page.search.setFocus()
    write(text)
    desk.clerk._qtbot.waitUntil(lambda: page.model.wanted.text == text)
    desk.clerk.settle()


def test_the_list_is_in_the_order_of_given_names(page: MembersPage) -> None:
    assert len(names(page)) == 24
    assert names(page)[0].endswith("Cường")
    assert "24" in page.count.text()


def test_typing_without_accents_finds_people(desk: Desk, page: MembersPage) -> None:
    find(desk, page, "phuc")
    assert names(page)
    assert all("Phúc" in name for name in names(page))


def test_a_click_on_a_header_sorts_in_the_engine_and_again_turns_round(desk: Desk, page: MembersPage) -> None:
    header = page.table.horizontalHeader()
    header.sectionClicked.emit(1)
    desk.clerk.settle()
    assert page.model.wanted.order_by == "birth_date"
    births = [row.birth_date for row in page.model.rows if row is not None]
    assert births == sorted(births)
    header.sectionClicked.emit(1)
    desk.clerk.settle()
    births = [row.birth_date for row in page.model.rows if row is not None]
    assert births == sorted(births, reverse=True)


def test_the_cell_in_hand_is_the_filter(desk: Desk, page: MembersPage) -> None:
    desk.clerk.window.context.set_cell_id(desk.cells[1])
    desk.clerk.settle()
    assert len(names(page)) == 12
    assert page.cell.currentText() == "Chi bộ thôn Bản Lầu"


def test_the_ethnic_group_is_covered_until_asked_for(desk: Desk, page: MembersPage) -> None:
    page.open_member(page.model.rows[0].id if page.model.rows[0] else "")
    desk.clerk.settle()
    editor(page, "ethnic_code").set_value("02")
    page.save()
    desk.clerk.settle()
    assert page.model.index(0, 3).data() == HIDDEN
    page.reveal.click()
    assert page.model.index(0, 3).data() == "Tày"
    page.open_member(page.model.rows[0].id if page.model.rows[0] else "")
    desk.clerk.settle()
    assert editor(page, "ethnic_code").reveal.isVisible()
    assert not editor(page, "ethnic_code").editor.isVisible()


def test_selected_lines_go_to_the_clipboard_as_cells(page: MembersPage) -> None:
    page.table.setFocus()
    page.table.selectAll()
    page.table.copy()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert len(lines) == 24
    assert lines[0].split("\t")[0].endswith("Cường")
    assert lines[0].split("\t")[3] in ("", HIDDEN)


def test_a_person_is_added_by_keyboard_alone(desk: Desk, page: MembersPage) -> None:
    press(Qt.Key.Key_N, CTRL)
    write("Đặng Thị Ước")
    press(Qt.Key.Key_Return)
    write("1990")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert page.opened is None
    find(desk, page, "uoc")
    assert names(page) == ["Đặng Thị Ước"]
    row = page.model.rows[0]
    assert row is not None
    assert (row.birth_date, row.sex) == ("1990", Sex.FEMALE)


def test_who_was_saved_is_in_hand_in_the_list_wherever_they_stand_now(desk: Desk, page: MembersPage) -> None:
    row = page.model.row(10)
    assert row is not None
    page.open_member(row.id)
    desk.clerk.settle()
    editor = page.form.fields["full_name"].editor
    assert isinstance(editor, QLineEdit)
    editor.setText("Vàng A Ýt")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    current = page.model.row(page.table.currentIndex().row())
    assert current is not None
    assert (current.id, current.full_name) == (row.id, "Vàng A Ýt")
    assert page.table.hasFocus()
    press(Qt.Key.Key_F5)
    desk.clerk.settle()
    again = page.model.row(page.table.currentIndex().row())
    assert again is not None
    assert again.id == row.id


def test_a_mistake_is_said_beside_its_field_when_the_field_is_left(desk: Desk, page: MembersPage) -> None:
    press(Qt.Key.Key_N, CTRL)
    page.form.show_tab(2)
    write("35/13/2020")
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert page.form.fields["admitted_on"].findings.isVisible()
    assert not page.form.fields["cell_id"].findings.isVisible()
    assert not page.form.problems.isVisible()


def test_saving_with_mistakes_lists_them_all_and_leads_to_the_first(desk: Desk, page: MembersPage) -> None:
    press(Qt.Key.Key_N, CTRL)
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert page.opened is not None
    assert page.form.problems.isVisible()
    assert {finding.field for finding in page.form.problems.findings} >= {"full_name", "cell_id"}
    assert page.form.fields["full_name"].findings.isVisible()
    assert page.form.fields["cell_id"].findings.isVisible()
    assert editor(page, "full_name").hasFocus()


def test_leaving_a_changed_form_asks_and_stays_when_told_so(desk: Desk, page: MembersPage) -> None:
    press(Qt.Key.Key_N, CTRL)
    write("Nông Văn Mới")
    desk.clerk.answers.yes = False
    press(Qt.Key.Key_1, ALT)
    assert desk.clerk.window.page is page
    assert editor(page, "full_name").text() == "Nông Văn Mới"
    desk.clerk.answers.yes = True
    press(Qt.Key.Key_1, ALT)
    desk.clerk.settle()
    assert desk.clerk.window.page is not page


def test_a_form_opened_before_another_change_is_refused_with_a_sentence(desk: Desk, page: MembersPage) -> None:
    row = page.model.rows[0]
    assert row is not None
    page.open_member(row.id)
    desk.clerk.settle()

    def meanwhile(office: object) -> Member:
        members = office.members  # type: ignore[attr-defined]
        before: Member = members.get(row.id)
        return members.update(row.id, before.revision, members.form(row.id))  # type: ignore[no-any-return]

    desk.clerk.ask(meanwhile)
    type_text(editor(page, "note"), "x")
    page.save()
    desk.clerk.settle()
    assert page.problem_bar.isVisible()
    assert "(V02)" in page.problem_bar.label.text()


def test_hostile_names_are_shown_as_they_are(desk: Desk, page: MembersPage) -> None:
    hostile = "<b>x</b><img src=http://a/b.png> =cmd|' /C calc'!A0"
    press(Qt.Key.Key_N, CTRL)
    write(hostile)
    editor(page, "cell_id").setCurrentIndex(1)
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    find(desk, page, "<img")
    assert names(page) == [hostile]
    tip = page.model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "<b>" not in tip
    assert "<img" not in tip


def _row(number: int) -> MemberRow:
    from db.records import Duty, Standing

    return MemberRow(
        id=str(number),
        full_name=f"Người {number}",
        birth_date="",
        sex=Sex.MALE,
        ethnic_code="",
        cell_id="c",
        cell_name="Chi bộ",
        standing=Standing.OFFICIAL,
        duty=Duty.ACTIVE,
        admitted_on="",
        official_on="",
        card_number="",
    )


def test_only_the_pages_looked_at_are_read(qtbot: object) -> None:
    asked: list[int] = []

    def fetch(_wanted: MemberFilter, offset: int, limit: int, take: Callable[[MemberPage], None]) -> None:
        asked.append(offset)
        take(MemberPage(rows=tuple(_row(offset + n) for n in range(limit)), total=33_000, offset=offset))

    wanted = MemberFilter(on=date(2026, 11, 23))
    model = MemberModel(columns(str), fetch, wanted)
    model.show_filter(wanted)
    assert model.rowCount() == 33_000
    assert model.index(20_050, 0).data() == "…"
    qtbot.waitUntil(lambda: model.index(20_050, 0).data() == "Người 20050")  # type: ignore[attr-defined]
    assert asked == [0, 20_050 // PAGE * PAGE]


def test_a_new_member_is_on_the_register_from_the_first_of_the_month_in_hand(desk: Desk, page: MembersPage) -> None:
    press(Qt.Key.Key_N, CTRL)
    assert new_person(page).since == date(2026, 11, 1)


def test_the_next_new_member_begins_with_cell_and_day_of_the_one_before(desk: Desk, page: MembersPage) -> None:
    press(Qt.Key.Key_N, CTRL)
    type_text(editor(page, "full_name"), "Lò Thị Mới")
    editor(page, "cell_id").set_value(desk.cells[1])
    editor(page, "since").set_value(date(2026, 10, 5))
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    press(Qt.Key.Key_N, CTRL)
    following = new_person(page)
    assert (following.full_name, following.cell_id, following.since) == ("", desk.cells[1], date(2026, 10, 5))
