"""People are chosen by part of the name, in a popup, without touching the line while it is typed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from tests.helpers.clerk import press, write
from ui.widgets.member_picker import MemberPicker, People, Person

Show = Callable[[QWidget], QWidget]
PEOPLE = People(
    [
        Person("1", "Hoàng Thị Nguyệt"),
        Person("2", "Nông Văn Hòa"),
        Person("3", "Đặng Văn Toàn"),
        Person("4", "Lò Thị Mai", "1961"),
        Person("5", "Lò Thị Mai", "1988"),
    ]
)


@pytest.fixture
def picker(show: Show) -> MemberPicker:
    made = MemberPicker()
    made.set_people(PEOPLE)
    show(made)
    return made


def names(text: str) -> list[str]:
    return [person.full_name for person in PEOPLE.search(text)]


def test_the_given_name_comes_first() -> None:
    assert names("hoa") == ["Nông Văn Hòa", "Hoàng Thị Nguyệt"]


def test_accents_and_the_barred_d_do_not_matter() -> None:
    assert names("dang") == names("Đặng") == ["Đặng Văn Toàn"]


def test_several_words_are_found_in_any_order() -> None:
    assert names("mai lo") == ["Lò Thị Mai", "Lò Thị Mai"]


def test_enter_takes_the_first_and_goes_on(picker: MemberPicker) -> None:
    write("hoa")
    assert picker.text() == "hoa"
    press(Qt.Key.Key_Return)
    assert (picker.text(), picker.person_id()) == ("Nông Văn Hòa", "2")
    assert QApplication.activePopupWidget() is None


def test_tab_takes_the_one_in_sight_too(picker: MemberPicker) -> None:
    write("dang")
    press(Qt.Key.Key_Tab)
    assert picker.person_id() == "3"
    assert not picker.hasFocus()


def test_escape_closes_the_popup_and_leaves_what_was_typed(picker: MemberPicker) -> None:
    write("hoa")
    press(Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None
    assert picker.text() == "hoa"


def test_unikey_correcting_itself_is_not_disturbed(picker: MemberPicker) -> None:
    write("toa")
    press(Qt.Key.Key_Backspace)
    write("à")
    assert picker.text() == "toà"


def test_people_of_one_name_are_told_apart(picker: MemberPicker) -> None:
    write("mai")
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert (picker.text(), picker.person_id()) == ("Lò Thị Mai (1988)", "5")


def test_a_name_in_full_is_enough_without_the_popup(picker: MemberPicker) -> None:
    picker.setText("nong van hoa")
    picker.tidy()
    assert (picker.text(), picker.person_id()) == ("Nông Văn Hòa", "2")


def test_nobody_of_that_name_is_said(picker: MemberPicker) -> None:
    write("xyz")
    press(Qt.Key.Key_Tab)
    assert picker.person_id() is None
    assert "xyz" in picker.complaint()


def test_a_name_that_two_people_bear_has_to_be_chosen(picker: MemberPicker) -> None:
    picker.setText("Lò Thị Mai")
    picker.tidy()
    assert picker.person_id() is None
    assert "2" in picker.complaint()


def test_a_free_name_is_kept_as_typed(show: Show) -> None:
    speaker = MemberPicker(free=True)
    speaker.set_people(PEOPLE)
    show(speaker)
    write("Bà Hoa hội phụ nữ")
    press(Qt.Key.Key_Return)
    assert (speaker.name(), speaker.person_id(), speaker.complaint()) == ("Bà Hoa hội phụ nữ", None, "")


def test_a_free_name_proposes_nobody_where_several_fit(show: Show) -> None:
    speaker = MemberPicker(free=True)
    speaker.set_people(PEOPLE)
    show(speaker)
    write("Mai")
    press(Qt.Key.Key_Return)
    assert speaker.name() == "Mai"


def test_somebody_who_left_the_list_is_kept(picker: MemberPicker) -> None:
    picker.set_value("gone", "Vàng A Páo")
    assert (picker.person_id(), picker.name()) == ("gone", "Vàng A Páo")
    picker.set_people(PEOPLE)
    assert picker.person_id() == "gone"


def test_emptying_the_line_chooses_nobody(picker: MemberPicker) -> None:
    picker.set_value("2")
    picker.selectAll()
    press(Qt.Key.Key_Delete)
    press(Qt.Key.Key_Tab)
    assert (picker.text(), picker.person_id(), picker.complaint()) == ("", None, "")
