"""Whose work the program carries, and under which licences."""

from __future__ import annotations

from importlib import resources


def text() -> str:
    """Return a line for each part: name, licence, holder."""
    return resources.files("resources").joinpath("licences/notices.txt").read_text("utf-8").strip()
