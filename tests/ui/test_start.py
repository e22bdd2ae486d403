"""Before the office is open: unlocking, waiting after wrong passwords, the recovery key, the sample data."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app import texts
from desktop_app.office import create_office
from tests.helpers.clerk import application, press
from tests.helpers.offices import FAST_KDF, PASSWORD, FixedClock, commune_setup
from tests.helpers.ui import Scripted, bury, type_text, wait_idle
from ui.app import FRAME, Application
from ui.pages.first_run.assistant import Assistant
from ui.pages.first_run.office_step import OfficeStep
from ui.pages.unlock.new_password import NewPasswordPage
from ui.pages.unlock.page import UnlockPage
from ui.preferences import Preferences

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def start(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Application]]:
    """A factory of started programs, all taken down afterwards."""
    made: list[Application] = []

    def factory(folder: Path, **chosen: object) -> Application:
        preferences = Preferences(path=tmp_path / "preferences.json", **chosen)  # type: ignore[arg-type]
        program = Application(
            application(), preferences, folder=folder, questions=Scripted(), today=lambda: date(2026, 11, 23)
        )
        program.start()
        made.append(program)
        return program

    yield factory
    for program in made:
        wait_idle(qtbot, program.operations)
        program.stop()
        for window in (program.main_window, program.start_window):
            if window is not None:
                window.hide()
                window.deleteLater()
        program.deleteLater()
    bury()


@pytest.fixture
def folder(tmp_path: Path) -> tuple[Path, str]:
    """The folder of a closed office and its recovery key."""
    office, recovery_key = create_office(tmp_path / "xa", commune_setup(), kdf=FAST_KDF, clock=FixedClock())
    office.close(backup=False)
    return tmp_path / "xa", recovery_key


def unlock_page(program: Application) -> UnlockPage:
    assert program.start_window is not None
    page = program.start_window.page
    assert isinstance(page, UnlockPage)
    return page


def enter(qtbot: QtBot, program: Application, text: str) -> None:
    page = unlock_page(program)
    type_text(page.secret, text)
    QTest.keyClick(page.secret, Qt.Key.Key_Return)
    wait_idle(qtbot, program.operations)


def test_the_right_password_and_enter_open_the_window(
    qtbot: QtBot, start: Callable[..., Application], folder: tuple[Path, str]
) -> None:
    program = start(folder[0])
    enter(qtbot, program, PASSWORD)
    assert program.main_window is not None
    assert program.start_window is None
    assert "Mường Khương" in program.main_window.windowTitle()


def test_a_wrong_password_is_said_in_a_sentence_and_the_next_try_is_free(
    qtbot: QtBot, start: Callable[..., Application], folder: tuple[Path, str]
) -> None:
    program = start(folder[0])
    enter(qtbot, program, "sai mật khẩu")
    page = unlock_page(program)
    assert "Mật khẩu không đúng" in page.trouble_text.text()
    assert "0 giây" not in page.trouble_text.text()
    assert page.go.isEnabled()
    assert page.secret.selectedText()


def test_after_several_wrong_passwords_the_button_counts_down(
    qtbot: QtBot, start: Callable[..., Application], folder: tuple[Path, str]
) -> None:
    program = start(folder[0])
    for _ in range(4):
        enter(qtbot, program, "sai mật khẩu")
    page = unlock_page(program)
    assert not page.go.isEnabled()
    assert "Thử lại sau" in page.go.text()
    before = page.go.text()
    qtbot.waitUntil(lambda: page.go.text() != before, timeout=3000)


def test_the_show_button_shows_what_was_typed(start: Callable[..., Application], folder: tuple[Path, str]) -> None:
    page = unlock_page(start(folder[0]))
    assert page.secret.echoMode() is QLineEdit.EchoMode.Password
    page.reveal.click()
    assert page.secret.echoMode() is QLineEdit.EchoMode.Normal
    page.reveal.click()
    assert page.secret.echoMode() is QLineEdit.EchoMode.Password


def test_the_recovery_key_opens_but_asks_for_a_new_password_first(
    qtbot: QtBot, start: Callable[..., Application], folder: tuple[Path, str]
) -> None:
    program = start(folder[0])
    page = unlock_page(program)
    page.switch.click()
    enter(qtbot, program, folder[1].lower().replace("-", " "))
    assert program.start_window is not None
    new = program.start_window.page
    assert isinstance(new, NewPasswordPage)
    assert program.main_window is None
    type_text(new.pair.first, "một câu mới đủ dài")
    type_text(new.pair.second, "một câu khác hẳn")
    new.go.click()
    assert "chưa giống nhau" in new.pair.difference.text()
    new.pair.second.clear()
    type_text(new.pair.second, "một câu mới đủ dài")
    new.go.click()
    wait_idle(qtbot, program.operations)
    assert program.main_window is not None


def test_a_folder_without_a_book_begins_with_the_assistant(start: Callable[..., Application], tmp_path: Path) -> None:
    program = start(tmp_path / "empty")
    assert program.start_window is not None
    assert "Chào mừng" in program.start_window.page.title.text()  # type: ignore[attr-defined]


def test_a_second_program_is_told_that_the_book_is_open(
    qtbot: QtBot, start: Callable[..., Application], folder: tuple[Path, str]
) -> None:
    first, second = start(folder[0]), start(folder[0])
    enter(qtbot, first, PASSWORD)
    enter(qtbot, second, PASSWORD)
    assert "cửa sổ khác" in unlock_page(second).trouble_text.text()


def test_the_first_screen_loads_no_library_of_the_office() -> None:
    code = (
        "import sys; from PySide6.QtWidgets import QApplication; app = QApplication([]);"
        "import ui.app, ui.start_window, ui.pages.unlock.page;"
        "heavy = {'sqlite_utils', 'sqlcipher3', 'reportlab', 'openpyxl', 'nacl', 'pyrage', 'msgspec', 'PySide6.QtSvg'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_another_language_and_size_rebuild_the_window(
    qtbot: QtBot, start: Callable[..., Application], folder: tuple[Path, str]
) -> None:
    program = start(folder[0])
    enter(qtbot, program, PASSWORD)
    before = program.main_window
    assert before is not None
    program.preferences.language = "en"
    program.preferences.text_size = 150
    program.preferences.dark = True
    before.context.appearance_changed.emit()
    wait_idle(qtbot, program.operations)
    assert program.main_window is not before
    assert program.main_window is not None
    words = [program.main_window.navigation.item(row).text() for row in range(program.main_window.navigation.count())]
    assert words[0] == "Home"
    assert texts.language() == "en"


def test_closing_the_window_backs_up_and_ends(
    qtbot: QtBot, start: Callable[..., Application], folder: tuple[Path, str]
) -> None:
    program = start(folder[0])
    enter(qtbot, program, PASSWORD)
    assert program.main_window is not None
    program.main_window.close()
    qtbot.waitUntil(lambda: program.main_window is None)
    assert list((folder[0] / "backups").glob("*.db"))


def test_the_way_back_to_the_password_closes_the_book(
    qtbot: QtBot, start: Callable[..., Application], folder: tuple[Path, str]
) -> None:
    program = start(folder[0])
    enter(qtbot, program, PASSWORD)
    assert program.main_window is not None
    program.main_window.context.office_switch_wanted.emit()
    qtbot.waitUntil(lambda: program.main_window is None)
    enter(qtbot, program, PASSWORD)
    assert program.main_window is not None


def test_enter_presses_the_button_in_hand_from_the_first_page_on(
    qtbot: QtBot, start: Callable[..., Application], tmp_path: Path
) -> None:
    program = start(tmp_path / "none")
    assert program.start_window is not None
    assistant = program.start_window.page
    assert isinstance(assistant, Assistant)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QPushButton))
    press(Qt.Key.Key_Return)
    assert isinstance(assistant.step, OfficeStep)
    assistant.back.setFocus()
    press(Qt.Key.Key_Return)
    assert not isinstance(assistant.step, OfficeStep)


def test_a_screen_smaller_than_the_window_is_filled_so_that_nothing_is_cut_off(
    qtbot: QtBot, start: Callable[..., Application], folder: tuple[Path, str]
) -> None:
    program = start(folder[0])
    enter(qtbot, program, PASSWORD)
    window = program.main_window
    assert window is not None
    room = window.screen().availableGeometry()
    assert room.height() < 768 + FRAME or window.height() + FRAME <= room.height()
    assert window.isMaximized() is (room.width() <= 1366 or room.height() <= 768 + FRAME)
