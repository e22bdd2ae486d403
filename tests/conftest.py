"""What every test shares: no screen, Vietnamese texts, quick offices that are closed afterwards."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

# Must be set before the first Qt import of any test: there is no screen where tests run.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

import hypothesis
import pytest

from desktop_app import texts
from desktop_app.office import Office, Setup
from tests.helpers.offices import FixedClock, commune_setup, copied_office

hypothesis.settings.register_profile("ordinary", deadline=None)
hypothesis.settings.load_profile("ordinary")


@pytest.fixture(autouse=True)
def _texts_in_vietnamese() -> Iterator[None]:
    """Leave no test speaking the language another one chose."""
    texts.set_language("vi")
    yield
    texts.set_language("vi")


@pytest.fixture(autouse=True)
def _widgets_die_on_their_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let no worker of a test with windows collect garbage that holds widgets, as ``ui.app`` does; it would crash."""
    windows = "qtbot" in request.fixturenames
    if windows:
        gc.disable()
    yield
    if windows:
        gc.enable()


@pytest.fixture
def clock() -> FixedClock:
    """A clock standing at 2026-11-03, 8:30, that a test may move."""
    return FixedClock()


@pytest.fixture
def make(tmp_path: Path, clock: FixedClock) -> Iterator[Callable[..., Office]]:
    """A factory ``make(name, setup)`` of open offices in their own folders; all are closed afterwards."""
    made: list[Office] = []

    def factory(name: str = "office", setup: Setup | None = None) -> Office:
        office = copied_office(tmp_path / name, setup or commune_setup(), clock, number=len(made))
        made.append(office)
        return office

    yield factory
    for office in made:
        office.close(backup=False)


@pytest.fixture
def office(make: Callable[..., Office]) -> Office:
    """An open, empty commune office."""
    return make("xa")
