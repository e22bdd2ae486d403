"""The sample data opens from the first screen, in a folder of its own, marked as what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from db import places
from db.problems import ProblemError
from desktop_app import demo
from desktop_app.office import create_office
from tests.helpers.clerk import application
from tests.helpers.offices import FAST_KDF, FixedClock, commune_setup
from tests.helpers.ui import Scripted, bury, wait_idle
from ui import app
from ui.preferences import Preferences


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[app.Application]:
    def build(folder: Path, *, report: Callable[[str], None]) -> None:
        report("Ghi đảng viên")
        setup = commune_setup(sample=True, password=demo.PASSWORD)
        create_office(folder, setup, kdf=FAST_KDF, clock=FixedClock())[0].close(backup=False)

    monkeypatch.setattr(demo, "build_commune", build)
    monkeypatch.setattr(places, "usual_folder", lambda: tmp_path / "sochibo")
    made = app.Application(
        application(), Preferences(), folder=tmp_path / "so", questions=Scripted(), today=lambda: date(2026, 11, 23)
    )
    made.start()
    yield made
    wait_idle(qtbot, made.operations)
    made.stop()
    for window in (made.main_window, made.start_window):
        if window is not None:
            window.hide()
            window.deleteLater()
    made.deleteLater()
    bury()


def test_the_sample_opens_in_its_own_folder_and_is_marked(
    qtbot: QtBot, program: app.Application, tmp_path: Path
) -> None:
    assert program.start_window is not None
    program.start_window.sample_wanted.emit()
    wait_idle(qtbot, program.operations)
    assert program.main_window is not None
    assert program.main_window.status_bar.sample.isVisible()
    assert program.main_window.status_bar.sample.text() == "DỮ LIỆU MẪU"
    assert not (tmp_path / "so").exists()
    assert (tmp_path / f"sochibo-{app.SAMPLE}" / "sochibo.db").exists()


def is_open(program: app.Application) -> bool:
    return program.main_window is not None


def test_a_sample_left_half_way_is_built_anew(
    qtbot: QtBot, program: app.Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = demo.build_commune

    def crash(folder: Path, *, report: Callable[[str], None]) -> None:
        whole(folder, report=report)
        raise ProblemError("S06")

    monkeypatch.setattr(demo, "build_commune", crash)
    assert program.start_window is not None
    title = program.start_window.windowTitle()
    program.start_window.sample_wanted.emit()
    wait_idle(qtbot, program.operations)
    assert not is_open(program)
    assert (program.start_window.isEnabled(), program.start_window.windowTitle()) == (True, title)
    monkeypatch.setattr(demo, "build_commune", whole)
    program.start_window.sample_wanted.emit()
    wait_idle(qtbot, program.operations)
    assert is_open(program)
    assert not list(tmp_path.glob("*.part"))


def test_saying_no_leaves_everything_as_it_was(qtbot: QtBot, program: app.Application, tmp_path: Path) -> None:
    assert isinstance(program._questions, Scripted)
    program._questions.yes = False
    assert program.start_window is not None
    program.start_window.sample_wanted.emit()
    wait_idle(qtbot, program.operations)
    assert program.main_window is None
    assert not (tmp_path / f"sochibo-{app.SAMPLE}").exists()


def test_what_is_being_built_is_told_while_it_takes_long(qtbot: QtBot, program: app.Application) -> None:
    window = program.start_window
    assert window is not None
    go_on = Event()
    progress = window.progress
    program.operations.call(lambda: go_on.wait(20), busy="Đang lập dữ liệu mẫu…", receiver=program)
    qtbot.waitUntil(lambda: progress.isVisibleTo(window))
    assert progress.text.text() == "Đang lập dữ liệu mẫu…"
    program.operations.report("Ghi đảng viên")
    qtbot.waitUntil(lambda: progress.text.text() == "Ghi đảng viên")
    go_on.set()
    wait_idle(qtbot, program.operations)
    assert not progress.isVisibleTo(window)
