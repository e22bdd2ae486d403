"""Open the made-up commune for practice; it is built on first use, in a folder of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.office import Office


def open_sample(folder: Path) -> Office:
    """Return the sample office in ``folder``, built now when it is not there; runs on the worker."""
    from desktop_app import demo
    from desktop_app.office import Password, exists, open_office

    if not exists(folder):
        demo.build_commune(folder)
    return open_office(folder, Password(demo.PASSWORD))
