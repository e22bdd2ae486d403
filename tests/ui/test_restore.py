"""Bringing a book back from a backup in the window: on the same machine after damage, and on a new one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.office import create_office
from tests.helpers.clerk import application
from tests.helpers.offices import FAST_KDF, PASSWORD, FixedClock, commune_setup
from tests.helpers.ui import Scripted, bury, type_text, wait_idle
from ui.app import Application
from ui.pages.first_run.assistant import Assistant
from ui.pages.first_run.steps import WelcomeStep
from ui.pages.restore.page import RestorePage
from ui.pages.unlock.new_password import NewPasswordPage
from ui.pages.unlock.page import UnlockPage
from ui.preferences import Preferences

Start = Callable[[Path], Application]


@pytest.fixture
def questions() -> Scripted:
    return Scripted()


@pytest.fixture
def start(qtbot: QtBot, tmp_path: Path, questions: Scripted) -> Iterator[Start]:
    """A factory of started programs, all taken down afterwards."""
    made: list[Application] = []

    def factory(folder: Path) -> Application:
        preferences = Preferences(path=tmp_path / "preferences.json")
        program = Application(
            application(), preferences, folder=folder, questions=questions, today=lambda: date(2026, 11, 23)
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
def book(tmp_path: Path) -> tuple[Path, str]:
    """The folder of a closed office with one backup, and its recovery key."""
    office, recovery_key = create_office(tmp_path / "xa", commune_setup(), kdf=FAST_KDF, clock=FixedClock())
    office.close()
    return tmp_path / "xa", recovery_key


def spoil(folder: Path) -> None:
    """Damage the middle of the store."""
    path = folder / "sochibo.db"
    data = bytearray(path.read_bytes())
    for place in range(0, len(data), 1500):
        data[place] ^= 0x55
    path.write_bytes(data)


def restore_page(qtbot: QtBot, program: Application) -> RestorePage:
    assert program.start_window is not None
    page = program.start_window.page
    assert isinstance(page, RestorePage)
    wait_idle(qtbot, program.operations)
    return page


def test_a_damaged_book_offers_the_way_back_and_ends_open(
    qtbot: QtBot, start: Start, book: tuple[Path, str], questions: Scripted
) -> None:
    folder, _ = book
    spoil(folder)
    program = start(folder)
    assert program.start_window is not None
    unlock = program.start_window.page
    assert isinstance(unlock, UnlockPage)
    assert unlock.mend.isHidden()
    type_text(unlock.secret, PASSWORD)
    unlock.unlock()
    wait_idle(qtbot, program.operations)
    assert "sao lưu" in unlock.trouble_text.text()
    assert not unlock.mend.isHidden()
    unlock.mend.click()
    page = restore_page(qtbot, program)
    assert len(page.model.rows) == 1
    type_text(page.secret, PASSWORD)
    page.restore()
    wait_idle(qtbot, program.operations)
    assert "03/11/2026 08:30" in questions.asked[-1]
    assert "Đã khôi phục" in page.trouble_text.text()
    (aside,) = folder.glob("truoc-khoi-phuc_*_sochibo.db")
    assert str(aside) in page.trouble_text.text()
    assert program.main_window is None
    page.enter.click()
    assert program.main_window is not None


def test_a_new_machine_begins_with_the_stick(
    qtbot: QtBot, start: Start, book: tuple[Path, str], questions: Scripted, tmp_path: Path
) -> None:
    folder, recovery_key = book
    stick = tmp_path / "usb" / "sao luu Mường Khương"
    shutil.copytree(folder / "backups", stick)
    program = start(tmp_path / "may moi")
    assert program.start_window is not None
    assistant = program.start_window.page
    assert isinstance(assistant, Assistant)
    assert isinstance(assistant.step, WelcomeStep)
    assistant.step.restore.click()
    page = restore_page(qtbot, program)
    assert page.model.rows == []
    assert not page.go.isEnabled()
    questions.paths = [tmp_path / "usb"]
    page.browse_folder.click()
    wait_idle(qtbot, program.operations)
    page.by_recovery.setChecked(True)
    type_text(page.secret, recovery_key.lower())
    page.go.click()
    wait_idle(qtbot, program.operations)
    assert "Đã khôi phục" in page.trouble_text.text()
    assert "truoc-khoi-phuc" not in page.trouble_text.text()
    page.enter.click()
    assert isinstance(program.start_window.page, NewPasswordPage)


def test_a_wrong_password_restores_nothing_and_leaves_the_choice(
    qtbot: QtBot, start: Start, book: tuple[Path, str]
) -> None:
    folder, _ = book
    before = (folder / "sochibo.db").read_bytes()
    program = start(folder)
    assert program.start_window is not None
    program.start_window.show_restore()
    page = restore_page(qtbot, program)
    type_text(page.secret, "không phải mật khẩu")
    page.restore()
    wait_idle(qtbot, program.operations)
    assert "Mật khẩu không đúng" in page.trouble_text.text()
    assert page.go.isEnabled()
    assert (folder / "sochibo.db").read_bytes() == before


def test_saying_no_restores_nothing(qtbot: QtBot, start: Start, book: tuple[Path, str], questions: Scripted) -> None:
    program = start(book[0])
    assert program.start_window is not None
    program.start_window.show_restore()
    page = restore_page(qtbot, program)
    questions.yes = False
    type_text(page.secret, PASSWORD)
    page.restore()
    wait_idle(qtbot, program.operations)
    assert not list(book[0].glob("truoc-khoi-phuc_*"))
    page.back.click()
    assert isinstance(program.start_window.page, UnlockPage)


def test_a_place_without_a_backup_and_a_file_that_is_none_are_said_so(
    qtbot: QtBot, start: Start, book: tuple[Path, str], questions: Scripted, tmp_path: Path
) -> None:
    (tmp_path / "trong").mkdir()
    (tmp_path / "anh.jpg").write_bytes(b"picture")
    program = start(book[0])
    assert program.start_window is not None
    program.start_window.show_restore()
    page = restore_page(qtbot, program)
    questions.paths = [tmp_path / "trong", tmp_path / "anh.jpg"]
    page.browse_folder.click()
    wait_idle(qtbot, program.operations)
    assert "không có bản sao lưu" in page.trouble_text.text()
    page.browse_file.click()
    wait_idle(qtbot, program.operations)
    assert "không phải bản sao lưu" in page.trouble_text.text()
    assert not page.go.isEnabled()
