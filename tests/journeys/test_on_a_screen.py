"""The true program on a true screen: it opens, takes the password from the keyboard, and closes in good order."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers.offices import commune_setup, make_office
from tests.helpers.screen import PATIENCE, Screen, available, screen

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "song chay mua nuoc do"


@pytest.fixture(scope="module")
def shown() -> Iterator[Screen]:
    assert available(), "the screen's programs are missing: run the tests through dev.py, which installs them"
    with screen() as running:
        yield running


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the hidden screen is an X server")
def test_a_clerk_opens_the_office_by_keyboard_and_leaves_it_backed_up(shown: Screen, tmp_path: Path) -> None:
    folder = tmp_path / "office"
    make_office(folder, replace(commune_setup(), password=PASSWORD)).close(backup=False)
    environment = shown.environment | {"XDG_CONFIG_HOME": str(tmp_path / "config"), "HOME": str(tmp_path)}
    command = [sys.executable, "dev.py", "run", "--data-dir", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as program:
        try:
            shown.wait_for_window("Sổ Chi Bộ")
            shown.type(PASSWORD)
            shown.press("Return")
            window = shown.wait_for_window("Mường Khương")
            shown.do("windowactivate", "--sync", window)
            shown.press("alt+F4")
            _, complaints = program.communicate(timeout=PATIENCE)
        finally:
            program.kill()
    assert program.returncode == 0, complaints
    assert "Traceback" not in complaints
    assert list((folder / "backups").iterdir()), "something changed, so the exit makes a backup"
