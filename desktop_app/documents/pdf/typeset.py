"""Breaking plain text into lines of the bundled faces; widths are known beforehand, so no line is measured twice."""

from __future__ import annotations

import functools
from importlib import resources
from io import BytesIO
from typing import NamedTuple

from db.text import normalize

UNKNOWN = "?"
"""Stands for a letter that the bundled faces cannot draw."""
ELLIPSIS = "…"
_USUAL_WORD = 40
"""Widths of words up to this long are remembered."""
_SLACK = 3.0
"""A line is stretched to the margin unless its spaces would grow to more than this many times their width."""


class Line(NamedTuple):
    """One line of a paragraph."""

    text: str
    width: float
    """Natural width in points."""
    stretch: float
    """Points to add to each space so that the line reaches the margin; 0 for a line left as it is."""


class Face:
    """One bundled face: a font of the PDF and the widths of its letters."""

    def __init__(self, name: str) -> None:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.ttfonts import TTFont

        self.name = name
        file = resources.files("resources").joinpath(f"fonts/{name}.ttf")
        font = TTFont(name, BytesIO(file.read_bytes()))
        pdfmetrics.registerFont(font)
        widths: dict[int, float] = font.face.charWidths
        usual = float(font.face.defaultWidth or 0)
        self.widths = {chr(code): float(widths.get(code, usual)) for code in font.face.charToGlyph}
        self.known = frozenset(self.widths)
        self.space = self.widths[" "]
        self.word_width = functools.lru_cache(maxsize=8192)(self.units)

    def units(self, text: str) -> float:
        """Return the width of a printable text in thousandths of its size."""
        widths = self.widths
        return sum([widths[letter] for letter in text])

    def width(self, text: str, size: float) -> float:
        """Return the width of a printable text in points."""
        return self.units(text) * size / 1000

    def printable(self, text: str) -> str:
        """Return one line of text in normal form, letters the face lacks shown as "?"."""
        return self.known_only(normalize(text))

    def known_only(self, text: str) -> str:
        """Return text in normal form with letters the face lacks shown as "?"; line ends stay."""
        missing = set(text) - self.known - {"\n"}
        return text.translate({ord(letter): UNKNOWN for letter in missing}) if missing else text


class Family(NamedTuple):
    """The four faces of one family."""

    regular: Face
    bold: Face
    italic: Face
    bold_italic: Face


@functools.cache
def family(name: str) -> Family:
    """Return the faces of a bundled family, read from resources/fonts once."""
    return Family(*(Face(f"{name}-{style}") for style in ("Regular", "Bold", "Italic", "BoldItalic")))


def break_lines(
    text: str, face: Face, size: float, width: float, *, indent: float = 0, justify: bool = False
) -> list[Line]:
    """Return the lines of a printable paragraph set ``width`` points wide, the first one shorter by ``indent``.

    A word longer than a line is broken where the line ends.
    """
    scale = size / 1000
    full, room = width / scale, (width - indent) / scale
    space, word_width = face.space, face.word_width
    lines: list[Line] = []
    words: list[str] = []
    used = 0.0
    for word in text.split(" "):
        length = word_width(word) if len(word) <= _USUAL_WORD else face.units(word)
        if words and used + space + length <= room:
            words.append(word)
            used += space + length
            continue
        if words:
            lines.append(_line(words, used, room, space, scale, justify=justify))
            room = full
        if length > room:
            broken = _broken(word, face, room, full)
            lines += [Line(head, face.width(head, size), 0) for head in broken.heads]
            words, used, room = [broken.rest], broken.length, full
        else:
            words, used = [word], length
    lines.append(Line(" ".join(words), used * scale, 0))
    return lines


def _line(words: list[str], used: float, room: float, space: float, scale: float, *, justify: bool) -> Line:
    gaps = len(words) - 1
    stretch = (room - used) / gaps if justify and gaps else 0.0
    return Line(" ".join(words), used * scale, stretch * scale if stretch <= _SLACK * space else 0.0)


class _Broken(NamedTuple):
    """A word too long for a line: pieces that fill one line each, and what is left over, as wide as ``length``."""

    heads: list[str]
    rest: str
    length: float


def _broken(word: str, face: Face, room: float, full: float) -> _Broken:
    """Break a word so that its first piece fits ``room`` and every other one ``full``; no piece is empty."""
    heads: list[str] = []
    start, used = 0, 0.0
    for position, letter in enumerate(word):
        wide = face.widths[letter]
        if used + wide > room and position > start:
            heads.append(word[start:position])
            start, used, room = position, 0.0, full
        used += wide
    return _Broken(heads, word[start:], used)


def clipped(lines: list[Line], most: int, face: Face, size: float) -> list[Line]:
    """Return the lines, or the first ``most`` of them ending in "…" where there are more."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1].text[:-1] + ELLIPSIS
    return [*lines[: most - 1], Line(last, face.width(last, size), 0)]


def shortened(text: str, face: Face, size: float, width: float) -> str:
    """Return a printable text that fits on one line, its end replaced by "…" where it does not."""
    if face.width(text, size) <= width:
        return text
    room = width * 1000 / size - face.widths[ELLIPSIS]
    used = 0.0
    for position, letter in enumerate(text):
        used += face.widths[letter]
        if used > room:
            return text[:position] + ELLIPSIS
    return text


def fitting_size(text: str, face: Face, size: float, width: float, least: float = 8) -> float:
    """Return the largest size, from ``size`` down to ``least``, at which a printable text fits on one line."""
    natural = face.width(text, size)
    return size if natural <= width else max(least, size * width / natural)
