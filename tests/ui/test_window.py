"""The window around the pages: keys, month and cell in hand, search, help, what the bottom says."""

from __future__ import annotations

from collections import Counter
from datetime import date

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QGroupBox,
    QLabel,
    QTabBar,
    QTabWidget,
    QWidget,
)

from db.meeting_records import MeetingKind
from db.records import BoardState, MemberInput, Sex, Standing
from desktop_app import VERSION, notices
from tests.helpers.clerk import ALT, CTRL, press, write
from tests.ui.conftest import Desk
from ui.pages.home.page import HomePage
from ui.pages.members.page import MembersPage
from ui.pages.organizations.page import OrganizationsPage
from ui.pages.settings.page import SettingsPage


def begin(desk: Desk) -> HomePage:
    desk.clerk.window.start()
    desk.clerk.settle()
    page = desk.clerk.window.page
    assert isinstance(page, HomePage)
    return page


def test_the_board_has_a_line_for_each_cell_with_its_state_in_words(desk: Desk) -> None:
    page = begin(desk)
    assert [page.model.index(row, 0).data() for row in range(page.model.rowCount())] == [
        "Chi bộ thôn Bản Lầu",
        "Chi bộ thôn Nà Lừa",
    ]
    assert page.model.index(0, 3).data() == "Chưa có"
    assert "biên bản" in page.model.index(0, 10).data()
    assert page.counters.final.text() == "0/2"


def test_a_draft_shows_as_a_draft_when_home_is_read_again(desk: Desk) -> None:
    page = begin(desk)
    cell = desk.cells[0]
    desk.clerk.ask(
        lambda office: office.meetings.save_draft(office.meetings.prepare(cell, MeetingKind.REGULAR, "2026-11"))
    )
    press(Qt.Key.Key_F5)
    desk.clerk.settle()
    states = {row.cell_id: row.state for row in page.model.rows if row is not None}
    assert states[cell] is BoardState.DRAFT
    assert page.counters.drafts.text() == "1"


def test_home_says_who_is_due_for_recognition_and_for_a_badge(desk: Desk) -> None:
    page = begin(desk)
    assert page.counters.due.text() == "Đảng viên (Alt+3): 2 đảng viên dự bị đến hạn công nhận chính thức."
    some = desk.clerk.ask(lambda office: office.members.of_cell(desk.cells[0], date(2026, 11, 1)))[0]
    known = desk.clerk.ask(lambda office: office.members.form(some.id))
    veteran = msgspec.structs.replace(known, admitted_on="1996-05-19", official_on="1997-05-19")
    new = MemberInput(
        full_name="Lù A Mới",
        sex=Sex.MALE,
        admitted_on="2025-11-03",
        cell_id=desk.cells[0],
        standing=Standing.PROBATIONARY,
        since=date(2026, 1, 1),
    )
    desk.clerk.ask(lambda office: office.members.update(some.id, office.members.get(some.id).revision, veteran))
    desk.clerk.ask(lambda office: office.members.add(new))
    press(Qt.Key.Key_F5)
    desk.clerk.settle()
    assert page.counters.due.text() == (
        "Đảng viên (Alt+3): 3 đảng viên dự bị đến hạn công nhận chính thức; 1 đồng chí đến hạn Huy hiệu Đảng năm 2026."
    )


def test_enter_on_a_line_opens_the_meeting_of_that_cell(desk: Desk) -> None:
    begin(desk)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert desk.clerk.window.page is desk.clerk.window.pages["meetings"]
    assert desk.clerk.window.context.cell is not None
    assert desk.clerk.window.context.cell.organization.id == desk.cells[0]


def test_pages_open_by_their_figures(desk: Desk) -> None:
    begin(desk)
    for key, name in ((Qt.Key.Key_3, "members"), (Qt.Key.Key_2, "organizations"), (Qt.Key.Key_1, "home")):
        press(key, ALT)
        desk.clerk.settle()
        assert desk.clerk.window.page is desk.clerk.window.pages[name]
        assert desk.clerk.window.navigation.currentItem().data(Qt.ItemDataRole.UserRole) == name


def test_every_page_opens_helps_and_fits_a_small_screen(desk: Desk) -> None:
    begin(desk)
    for name in desk.clerk.window.specs:
        desk.clerk.window.open_page(name)
        desk.clerk.settle()
        page = desk.clerk.window.pages[name]
        assert page.title, name
        assert page.help_text, name
        desk.clerk.window.show_help()
        assert page.help_text in desk.clerk.answers.asked[-1]
        hint = desk.clerk.window.minimumSizeHint()
        assert hint.width() <= 1366, name
        assert hint.height() <= 720, name


def test_the_month_in_hand_moves_and_the_board_follows(desk: Desk) -> None:
    page = begin(desk)
    press(Qt.Key.Key_PageUp, CTRL)
    desk.clerk.settle()
    assert desk.clerk.window.context.period == "2026-10"
    assert desk.clerk.window.top_bar.month.text() == "Tháng 10/2026"
    assert "10/2026" in page.title_label.text()
    press(Qt.Key.Key_PageDown, CTRL)
    press(Qt.Key.Key_PageDown, CTRL)
    press(Qt.Key.Key_PageDown, CTRL)
    desk.clerk.settle()
    assert desk.clerk.window.context.period == "2027-01"


def test_search_finds_a_person_without_accents_and_opens_the_form(desk: Desk) -> None:
    begin(desk)
    press(Qt.Key.Key_K, CTRL)
    search = desk.clerk.window.top_bar.search
    assert QApplication.focusWidget() is search
    write("huong")
    desk.clerk.settle()
    desk.clerk._qtbot.waitUntil(search.list.isVisible)
    assert any("Hường" in hit.text for hit in search.hits)
    assert search.text() == "huong"
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    page = desk.clerk.window.page
    assert isinstance(page, MembersPage)
    assert "Hường" in page.form.value().full_name


def test_search_finds_pages_and_cells_and_says_when_there_is_nothing(desk: Desk) -> None:
    begin(desk)
    search = desk.clerk.window.top_bar.search
    search.setFocus()
    write("na lua")
    desk.clerk._qtbot.waitUntil(lambda: bool(search.hits))
    assert search.hits[0].text == "Chi bộ thôn Nà Lừa"
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert desk.clerk.window.top_bar.cell.currentText() == "Chi bộ thôn Nà Lừa"
    search.setFocus()
    write("zzzz")
    desk.clerk._qtbot.waitUntil(search.list.isVisible)
    assert "Không tìm thấy" in search.list.item(0).text()
    press(Qt.Key.Key_Escape)
    assert not search.list.isVisible()


def test_a_cell_is_added_by_keyboard_and_stands_in_every_list(desk: Desk) -> None:
    begin(desk)
    press(Qt.Key.Key_2, ALT)
    desk.clerk.settle()
    press(Qt.Key.Key_N, CTRL)
    desk.clerk.settle()
    write("Chi bộ thôn Cốc Ngù")
    press(Qt.Key.Key_Return)
    write("Thôn Cốc Ngù; Thôn Na Mạ")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    page = desk.clerk.window.page
    assert isinstance(page, OrganizationsPage)
    assert not page.form.isVisible()
    assert "3 chi bộ" in page.count.text()
    assert "4 thôn" in page.count.text()
    assert desk.clerk.window.top_bar.cell.findText("Chi bộ thôn Cốc Ngù") > 0


def test_a_cell_with_a_code_in_use_is_refused_beside_the_field(desk: Desk) -> None:
    begin(desk)
    desk.clerk.window.open_page("organizations")
    desk.clerk.settle()
    page = desk.clerk.window.page
    assert isinstance(page, OrganizationsPage)
    page.add()
    desk.clerk.settle()
    page.form.unit.name_edit.setText("Chi bộ <b>x</b>")
    page.form.unit.code.setText("CB01")
    page.form.save()
    desk.clerk.settle()
    assert page.form.isVisible()
    assert "CB01" in page.form.unit.fields["code"].findings.text()


def test_the_bottom_says_that_there_is_no_backup_and_no_package_yet(desk: Desk) -> None:
    begin(desk)
    assert "Chưa sao lưu" in desk.clerk.window.status_bar.backup.text()
    assert "Chưa lập gói" in desk.clerk.window.status_bar.package.text()
    assert not desk.clerk.window.status_bar.sample.isVisible()


def test_the_settings_back_up_and_prove_the_trail(desk: Desk) -> None:
    begin(desk)
    press(Qt.Key.Key_0, ALT)
    desk.clerk.settle()
    page = desk.clerk.window.page
    assert isinstance(page, SettingsPage)
    page.backup.click()
    desk.clerk.settle()
    assert list((desk.folder / "backups").glob("*.db"))
    assert "23/11/2026" in desk.clerk.window.status_bar.backup.text()
    page.verify.click()
    desk.clerk.settle()
    assert "nguyên vẹn" in page.safety_answer.text()


def test_the_settings_tell_version_and_licences(desk: Desk) -> None:
    begin(desk)
    desk.clerk.window.open_page("settings")
    desk.clerk.settle()
    page = desk.clerk.window.page
    assert isinstance(page, SettingsPage)
    assert any(VERSION in label.text() for label in page.findChildren(QLabel))
    page.licences.click()
    assert notices.text() in desk.clerk.answers.asked[-1]


def test_a_line_with_much_to_do_is_as_tall_as_its_words(desk: Desk) -> None:
    page = begin(desk)
    page.table.setColumnWidth(0, 200)
    rows = [row for row in page.model.rows if row is not None]
    long = msgspec.structs.replace(rows[0], missing=("no_meeting", "no_thematic_quarter", "not_on_fixed_day"))
    short = msgspec.structs.replace(rows[1], state=BoardState.FINAL, missing=())
    page.model.set_rows([long, short])
    assert page.table.rowHeight(0) > page.table.rowHeight(1)


def test_a_cell_without_members_says_where_to_enter_them(desk: Desk) -> None:
    office = desk.clerk
    office.ask(lambda o: o.organizations.add_cell("TR", "Chi bộ Trường học", "", "", 5, (), date(2026, 1, 1)))
    page = begin(desk)
    place = next(i for i, row in enumerate(page.model.rows) if row is not None and not row.members)
    assert "Alt+3" in page.model.index(place, 10).data()


def test_enter_presses_the_button_in_hand(desk: Desk) -> None:
    page = begin(desk)
    page.send.setFocus()
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert desk.clerk.window.page is desk.clerk.window.pages["exchange"]


def test_no_two_things_in_sight_share_an_underlined_letter(desk: Desk) -> None:
    begin(desk)
    for name in desk.clerk.window.specs:
        desk.clerk.window.open_page(name)
        desk.clerk.settle()
        page = desk.clerk.window.page
        assert page is not None
        tabs = page.findChild(QTabWidget)
        for place in range(tabs.count() if tabs else 1):
            if tabs is not None:
                tabs.setCurrentIndex(place)
                desk.clerk.settle()
            letters = Counter(_underlined(desk.clerk.window))
            assert {letter for letter, times in letters.items() if times > 1} == set(), (name, place)


def _underlined(window: QWidget) -> list[str]:
    words: list[str] = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, QAbstractButton) or (isinstance(widget, QLabel) and widget.buddy() is not None):
            words.append(widget.text())
        elif isinstance(widget, QGroupBox):
            words.append(widget.title())
        elif isinstance(widget, QTabBar):
            words += [widget.tabText(place) for place in range(widget.count())]
    return [word[word.index("&") + 1].upper() for word in words if "&" in word]


def test_the_settings_show_the_folder_although_they_open_before_the_office_was_read(desk: Desk) -> None:
    desk.clerk.window.context.facts = None
    desk.clerk.window.start("settings")
    desk.clerk.settle()
    page = desk.clerk.window.page
    assert isinstance(page, SettingsPage)
    assert page.folder.text() == str(desk.folder)
