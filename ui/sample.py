"""Open the made-up commune for practice; it is built on first use, in a folder of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from db import files

if TYPE_CHECKING:
    from desktop_app.office import Office


def open_sample(folder: Path, report: Callable[[str], None] = lambda _: None) -> Office:
    """Return the sample office in ``folder``, built now when it is not there; runs on the worker.

    ``report`` is told each step of the building.
    """
    from db import places
    from desktop_app import demo
    from desktop_app.office import Password, open_office

    if not places.holds_office(folder):
        # Built under another name: what a crash leaves half-way is never taken for the sample.
        part = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        demo.build_commune(part, report=report)
        with files.explained():
            part.replace(folder)
    return open_office(folder, Password(demo.PASSWORD))
