"""What a PDF writer draws, line by line, caught where it is drawn: the text of a golden print, with its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from unittest import mock


class Drawn(NamedTuple):
    """One line on one page; x is its left end, y its baseline, both in points."""

    page: int
    text: str
    font: str
    size: float
    x: float
    y: float
    right: float
    """Where it ends, spaces stretched."""


def drawn_by(write: Callable[[], bytes]) -> list[Drawn]:
    """Return every line that a call draws, in the order of drawing."""
    from desktop_app.documents.pdf.sheet import Sheet

    found: list[Drawn] = []
    original = Sheet.line

    def line(sheet: Sheet, line: Any, face: Any, size: float, x: float, y: float) -> None:
        right = x + face.width(line.text, size) + line.text.count(" ") * line.stretch
        found.append(Drawn(sheet.page, line.text, face.name, size, x, y, right))
        original(sheet, line, face, size, x, y)

    with mock.patch.object(Sheet, "line", line):
        write()
    return found


def as_text(drawn: list[Drawn]) -> str:
    """Return a print as text to be kept as a golden file: page, place, face, size and words of every line."""
    lines = []
    page = 0
    for line in drawn:
        if line.page != page:
            page = line.page
            lines.append(f"=== {page} ===")
        face = line.font.removeprefix("Tinos-")
        lines.append(f"{line.x:6.1f} {line.y:6.1f} {face:<7} {line.size:4.1f} {line.text}")
    return "\n".join(lines)
