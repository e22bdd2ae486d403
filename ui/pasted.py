"""What is pasted from Word, Excel or a browser as tidy plain text: table rows as lines, bullets as dashes."""

from __future__ import annotations

import re

CELL = " – "
"""Stands between the cells of a table row."""
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BULLET = re.compile(
    # Symbol and Wingdings bullets come as letters of the private area; "o" and "§" only stand before a tab.
    "^[ \t\u00a0]*(?:[•·●○▪■□◦‣⁃➢➤✓\uf0a7\uf0b7\uf0d8\uf0fc\uf076\u2022]+[ \t\u00a0]*|[o§ØüvÞ-][\t\u00a0]+[ \t\u00a0]*)"
)
_NUMBER = re.compile(r"^([ \u00a0]*(?:\d{1,3}|[a-zđA-ZĐ]|[ivxIVX]{1,5})[.)])[\t\u00a0]+[ \t\u00a0]*")
_SPACES = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff\ufffc\x00-\x08\x0e-\x1f\x7f]")
_BLANKS = re.compile("\n{3,}")


def tidy(text: str, html: str = "") -> str:
    """Return what was copied as plain text without looks: ``html`` is asked only where a table stands in it.

    A table row becomes one line, its cells apart by " – "; empty cells and rows vanish. Bullets become "- ". Every
    kind of space becomes one plain space, what cannot be seen goes away, and at most one empty line stands between
    two others.
    """
    if "<table" in html.lower():
        from ui.pasted_tables import lines_of

        text = "\n".join(lines_of(html))
        cells = " "
    else:
        # Tabs part cells where a sheet copied only text; beside HTML without a table they only indent.
        cells = " " if html else CELL
    lines = _LINE_ENDS.sub("\n", text).split("\n")
    return _BLANKS.sub("\n\n", "\n".join(_line(line, cells) for line in lines)).strip("\n")


def _line(line: str, cells: str) -> str:
    line = _BULLET.sub("- ", line, count=1)
    line = _NUMBER.sub(r"\1 ", line, count=1)
    line = _UNSEEN.sub("", line)
    parts = [_SPACES.sub(" ", part).strip(" ") for part in line.split("\t")]
    return cells.join(part for part in parts if part)
