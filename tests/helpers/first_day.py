"""A program on an empty machine, and the steps of its assistant by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.helpers.clerk import CTRL, application, press, write
from tests.helpers.ui import Scripted, bury, wait_idle
from ui.app import Application
from ui.pages.first_run.assistant import Assistant
from ui.pages.first_run.cells_step import CellsStep
from ui.pages.first_run.members_step import MembersStep
from ui.pages.first_run.recovery_step import RecoveryStep
from ui.preferences import Preferences

PASSWORD = "gió lùa cửa ải Mường Khương"


@contextmanager
def new_machine(qtbot: QtBot, tmp_path: Path) -> Iterator[Application]:
    """A program that has no office yet, on 23 November 2026; the key derivation is for the caller to make cheap."""
    made = Application(
        application(),
        Preferences(path=tmp_path / "preferences.json"),
        folder=tmp_path / "so",
        questions=Scripted(),
        today=lambda: date(2026, 11, 23),
    )
    yield made
    wait_idle(qtbot, made.operations)
    made.stop()
    for window in (made.main_window, made.start_window):
        if window is not None:
            window.hide()
            window.deleteLater()
    made.deleteLater()
    bury()


def answers(program: Application) -> Scripted:
    """Return the one who answers in the user's place."""
    assert isinstance(program._questions, Scripted)
    return program._questions


def assistant(program: Application, qtbot: QtBot) -> Assistant:
    """Return the assistant once its window has the keyboard."""
    window = program.start_window
    assert window is not None
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    assert isinstance(window.page, Assistant)
    return window.page


def reach(wanted: QWidget) -> None:
    """Go to a thing on the screen as the keyboard does: from one to the next."""
    for _ in range(30):
        if wanted.hasFocus():
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError("the keyboard does not come there")


def found_office(qtbot: QtBot, program: Application, cells: str) -> MembersStep:
    """Go from the first screen to the question of the members; ``cells`` is pasted as a table."""
    program.start()
    page = assistant(program, qtbot)
    press(Qt.Key.Key_Space)
    write("Đảng ủy xã Mường Khương")
    for _ in range(6):
        press(Qt.Key.Key_Return)
    for _ in range(2):
        write(PASSWORD)
        press(Qt.Key.Key_Return)
    wait_idle(qtbot, program.operations)
    assert isinstance(page.step, RecoveryStep)
    reach(page.step.typed)
    write(page.day.recovery_key)
    press(Qt.Key.Key_Return)
    assert isinstance(page.step, CellsStep)
    QGuiApplication.clipboard().setText(cells)
    press(Qt.Key.Key_V, CTRL)
    page.go_on()
    wait_idle(qtbot, program.operations)
    assert isinstance(page.step, MembersStep)
    return page.step
