"""What a clerk does on the page of meetings, step by step."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from tests.helpers.clerk import CTRL, press, write
from tests.ui.conftest import Desk
from ui.pages.meetings.page import MeetingsPage

NA_LUA, BAN_LAU = "na lua", "ban lau"


def open_cell(desk: Desk, page: MeetingsPage, name: str) -> None:
    press(Qt.Key.Key_L, CTRL)
    write(name)
    press(Qt.Key.Key_Return)
    desk.clerk.settle()


def fill(desk: Desk, page: MeetingsPage) -> None:
    """Type what a regular meeting needs, by keyboard."""
    form = page.draft.form
    form.info.start_time.setFocus()
    write("1930")
    press(Qt.Key.Key_Return)
    write("Nhà văn hóa thôn")
    press(Qt.Key.Key_Return)
    write("hoa")
    press(Qt.Key.Key_Return)
    write("thao")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_PageDown, CTRL)
    write("phuc2")
    write("ốm")
    press(Qt.Key.Key_Return)
    QApplication.processEvents()
    press(Qt.Key.Key_Return)
    write("Nghe phổ biến văn bản.")
    press(Qt.Key.Key_PageDown, CTRL)
    write("=")
    press(Qt.Key.Key_Return)
    write("2115")
    press(Qt.Key.Key_Tab)
    desk.clerk.settle()


def finalise(desk: Desk, page: MeetingsPage) -> None:
    open_cell(desk, page, NA_LUA)
    fill(desk, page)
    press(Qt.Key.Key_Return, CTRL)
    desk.clerk.settle()


def shown(page: MeetingsPage) -> QWidget:
    widget = page.stack.currentWidget()
    assert widget is not None
    return widget
