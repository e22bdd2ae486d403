"""The sample month, built once by each test process."""

from __future__ import annotations

import functools
import shutil
from dataclasses import replace
from pathlib import Path

from desktop_app import demo
from tests.helpers import templates


@functools.cache
def month() -> demo.DemoResult:
    """Return the month as it was built; nothing may be changed in it."""
    return demo.build(templates.kept() / "month")


def copied_month(folder: Path) -> demo.DemoResult:
    """Return the month with both offices copied below ``folder``, to be changed freely; the rest lies where it was."""
    built = month()
    for name in (demo.COMMUNE_FOLDER, demo.UPPER_FOLDER):
        shutil.copytree(built.folder / name, folder / name)
    return replace(built, folder=folder)
