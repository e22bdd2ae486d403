"""The first day: from an empty machine through the assistant to the board, and in again the next morning."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from db import keyslots
from tests.helpers.clerk import press, write
from tests.helpers.first_day import PASSWORD, answers, assistant, new_machine
from tests.helpers.ui import wait_idle
from ui.app import Application
from ui.pages.first_run.assistant import Assistant
from ui.pages.first_run.cells_step import CellsStep
from ui.pages.first_run.members_step import MembersStep
from ui.pages.first_run.office_step import OfficeStep
from ui.pages.first_run.password_step import PasswordStep
from ui.pages.first_run.recovery_step import RecoveryStep
from ui.pages.home.page import HomePage
from ui.pages.unlock.page import UnlockPage

TABLE = "Chi bộ thôn Nà Lừa\tThôn Nà Lừa\t3\nChi bộ ghép Bản Sen\tThôn Bản Sen; Thôn Cốc Ngù; Thôn Na Mạ\t5"


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Application]:
    monkeypatch.setattr(keyslots, "calibrated", lambda: keyslots.FLOOR)
    with new_machine(qtbot, tmp_path) as made:
        yield made


def test_a_new_user_comes_from_nothing_to_the_board_and_in_again(
    qtbot: QtBot, program: Application, tmp_path: Path
) -> None:
    program.start()
    page = assistant(program, qtbot)

    # Welcome: what must never be typed is said before anything can be typed.
    said = [label.text() for label in page.step.findChildren(type(page.title))]
    assert any("bí mật nhà nước" in text for text in said)
    press(Qt.Key.Key_Space)

    # The office: proposals follow the name.
    assert isinstance(page.step, OfficeStep)
    write("Đảng ủy xã Mường Khương")
    press(Qt.Key.Key_Return)
    assert page.step.header_name.text() == "ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG"
    assert page.step.code.text() == "MK"
    assert page.step.place.text() == "Mường Khương"
    for _ in range(5):
        press(Qt.Key.Key_Return)

    # The password, twice.
    assert isinstance(page.step, PasswordStep)
    write(PASSWORD)
    press(Qt.Key.Key_Return)
    write(PASSWORD)
    press(Qt.Key.Key_Return)
    wait_idle(qtbot, program.operations)

    # The recovery key: shown, saved as a sheet, covered while it is typed back, refused while it is wrong.
    assert isinstance(page.step, RecoveryStep)
    key = page.day.recovery_key
    assert page.step.key.height() >= page.step.key.sizeHint().height()
    assert all(group in page.step.key.text() for group in key.split("-"))
    answers(program).paths = [tmp_path / "khoa.pdf"]
    press(Qt.Key.Key_Space)
    wait_idle(qtbot, program.operations)
    assert (tmp_path / "khoa.pdf").read_bytes().startswith(b"%PDF")
    write(key[:-1] + ("A" if key[-1] != "A" else "B"))
    assert "•" in page.step.key.text()
    press(Qt.Key.Key_Return)
    assert isinstance(page.step, RecoveryStep)
    assert page.step.trouble.isVisible()
    page.step.typed.clear()
    write(key.lower().replace("-", " "))
    press(Qt.Key.Key_Return)

    # The cells, pasted from a table.
    assert isinstance(page.step, CellsStep)
    assert page.day.recovery_key == ""
    QGuiApplication.clipboard().setText(TABLE)
    page.step.paste()
    assert page.step.count.text() == "2 chi bộ"
    page.next.click()
    wait_idle(qtbot, program.operations)

    # The list of members may wait.
    assert isinstance(page.step, MembersStep)
    assert page.step.begin.hasFocus()
    press(Qt.Key.Key_Tab)
    assert page.next.hasFocus()
    press(Qt.Key.Key_Space)
    wait_idle(qtbot, program.operations)

    # The board.
    window = program.main_window
    assert window is not None
    home = window.page
    assert isinstance(home, HomePage)
    assert [home.model.index(row, 0).data() for row in range(2)] == ["Chi bộ ghép Bản Sen", "Chi bộ thôn Nà Lừa"]
    sen = next(cell for cell in window.context.cells if "Sen" in cell.organization.name)
    assert len(sen.hamlets) == 3
    assert sen.organization.meeting_day == 5

    # The next morning.
    window.context.office_switch_wanted.emit()
    qtbot.waitUntil(lambda: program.main_window is None)
    assert program.start_window is not None
    unlock = program.start_window.page
    assert isinstance(unlock, UnlockPage)
    unlock.secret.setText(PASSWORD)
    unlock.unlock()
    wait_idle(qtbot, program.operations)
    assert program.main_window is not None
    assert "Mường Khương" in program.main_window.windowTitle()


def test_a_weak_password_is_refused_and_nothing_is_created(qtbot: QtBot, program: Application, tmp_path: Path) -> None:
    program.start()
    page = assistant(program, qtbot)
    page.advance()
    write("Đảng ủy xã Mường Khương")
    page.go_on()
    assert isinstance(page.step, PasswordStep)
    for edit in (page.step.pair.first, page.step.pair.second):
        edit.setText("123456789012")
    page.go_on()
    wait_idle(qtbot, program.operations)
    assert isinstance(page.step, PasswordStep)
    assert "dễ đoán" in page.step.trouble.text()
    assert not (tmp_path / "so" / "sochibo.db").exists()


def test_the_office_step_says_which_fields_are_empty(qtbot: QtBot, program: Application) -> None:
    program.start()
    page = assistant(program, qtbot)
    page.advance()
    page.go_on()
    assert isinstance(page.step, OfficeStep)
    assert page.step.fields["name"].findings.isVisible()
    assert page.step.fields["code"].findings.isVisible()
    assert page.step.name.hasFocus()


def test_cells_that_the_book_refuses_are_named_by_their_line_and_the_others_are_kept(
    qtbot: QtBot, program: Application
) -> None:
    program.start()
    page = assistant(program, qtbot)
    page.advance()
    write("Đảng ủy xã Mường Khương")
    page.go_on()
    assert isinstance(page.step, PasswordStep)
    for edit in (page.step.pair.first, page.step.pair.second):
        edit.setText(PASSWORD)
    page.go_on()
    wait_idle(qtbot, program.operations)
    page.step.typed.setText(page.day.recovery_key)  # type: ignore[attr-defined]
    page.go_on()
    assert isinstance(page.step, CellsStep)
    QGuiApplication.clipboard().setText("Chi bộ A\tThôn A\t3\tX1\nChi bộ B\tThôn B\t99\tX2")
    page.step.paste()
    page.go_on()
    wait_idle(qtbot, program.operations)
    assert isinstance(page.step, CellsStep)
    assert "Dòng 2" in page.step.trouble.text()
    day = page.step.table.item(1, 2)
    assert day is not None
    day.setText("4")
    page.go_on()
    wait_idle(qtbot, program.operations)
    assert isinstance(page.step, MembersStep)
    page.go_on()
    wait_idle(qtbot, program.operations)
    assert program.main_window is not None
    assert len(program.main_window.context.cells) == 2


def test_a_folder_without_a_book_is_not_opened(qtbot: QtBot, program: Application, tmp_path: Path) -> None:
    program.start()
    page = assistant(program, qtbot)
    answers(program).paths = [tmp_path]
    page.step.existing.click()  # type: ignore[attr-defined]
    assert "Không phải thư mục sổ" in answers(program).asked[-1]
    assert isinstance(program.start_window.page if program.start_window else None, Assistant)
