"""A clerk before the window of a commune with two cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.helpers.clerk import Clerk, copied_commune
from tests.helpers.offices import FixedClock
from ui.pages.meetings.page import MeetingsPage


@dataclass
class Desk:
    """The clerk and the cells of the office."""

    clerk: Clerk
    cells: list[str]
    folder: Path


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """An office of two cells of twelve members, on 23 November 2026, opened in the window."""
    clock = FixedClock("2026-11-23T08:30:00")
    cells = copied_commune(tmp_path / "xa", clock)
    clerk = Clerk(qtbot, tmp_path / "xa", clock)
    yield Desk(clerk, cells, tmp_path / "xa")
    clerk.leave()


@pytest.fixture
def page(desk: Desk) -> MeetingsPage:
    desk.clerk.window.open_page("meetings")
    desk.clerk.settle()
    made = desk.clerk.window.pages["meetings"]
    assert isinstance(made, MeetingsPage)
    return made
