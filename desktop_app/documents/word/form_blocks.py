"""Pieces of a Word file that forms are made of: boxes to tick, places to sign in their midst, slips to cut off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from db.text import normalize
from desktop_app.documents.table_model import Align, Signing, Slip, Tick, Ticks
from desktop_app.documents.word import blocks
from desktop_app.documents.word.language import Ready, plain

if TYPE_CHECKING:
    from desktop_app.documents.pdf.typeset import Face

_TEXT = 12.0
"""Size of text between tables (``looks``)."""
_BETWEEN, _INDENT = 15.0, 0.06
"""Points between two answers; share of the width at which columns of answers begin."""
_NAME, _TITLE, _SUBJECT, _SMALL = 11.0, 13.0, 12.0, 10.0
_CUT = '<w:pBdr><w:bottom w:val="dashed" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>'


def ticks(block: Ticks, width: float, font: str) -> Ready:
    """Return words and answers with their boxes, as the print has them: in one line where they fit, else in columns.

    ``font`` is the bundled family whose letters are as wide as those Word will use.
    """
    from desktop_app.documents.pdf.typeset import family

    faces = family(font)
    label = normalize(block.label)
    room = width - (faces.regular.width(faces.regular.printable(label), _TEXT) + _BETWEEN if label else 0.0)
    wide = [_wide(faces.bold if tick.chosen else faces.regular, tick) for tick in block.ticks]
    if sum(wide) + _BETWEEN * (len(wide) - 1) <= room:
        places = [width - room + sum(wide[:number]) + _BETWEEN * number for number in range(len(wide))]
        return Ready(_ticked(label, block.ticks, places))
    indent = width * _INDENT
    columns = max(1, int((width - indent + _BETWEEN) // (max(wide, default=0.0) + _BETWEEN)))
    step = (width - indent + _BETWEEN) / columns
    places = [indent + step * number for number in range(columns)]
    lines = [block.ticks[start : start + columns] for start in range(0, len(block.ticks), columns)]
    above = blocks.paragraph(label, "ScbDoan", keep=True) if label else ""
    last = len(lines) - 1
    return Ready(above + "".join(_ticked("", line, places, keep=place < last) for place, line in enumerate(lines)))


def _wide(face: Face, tick: Tick) -> float:
    return face.width(face.printable(tick.words), _TEXT)


def _ticked(label: str, answers: Sequence[Tick], places: Sequence[float], *, keep: bool = False) -> str:
    """Return one line of answers, each from its place on (points from the margin)."""
    stops = "".join(f'<w:tab w:val="left" w:pos="{round(place * 20)}"/>' for place in places if place)
    runs = f'<w:r><w:t xml:space="preserve">{plain(label)}</w:t></w:r>' if label else ""
    for tick, place in zip(answers, places, strict=False):
        bold = "<w:rPr><w:b/></w:rPr>" if tick.chosen else ""
        gap = "<w:tab/>" if place else ""
        runs += f'<w:r>{bold}{gap}<w:t xml:space="preserve">{plain(normalize(tick.words))}</w:t></w:r>'
    kept = ("<w:keepNext/>" if keep else "") + "<w:keepLines/>"
    tabs = f"<w:tabs>{stops}</w:tabs>" if stops else ""
    shape = f'<w:pPr><w:pStyle w:val="ScbDoan"/>{kept}{tabs}<w:jc w:val="left"/></w:pPr>'
    return f"<w:p>{shape}{runs}</w:p>"


def signing(block: Signing, width: float) -> Ready:
    """Return places to sign in the midst of a paper."""
    # Words drawn side by side in one line of the print are one row here, the roles the next.
    dated = ""
    if any(block.dated):
        column = round(width * 20 / block.places)
        days = [*[""] * (block.places - len(block.dated)), *block.dated]
        dated = blocks.row_of(
            [blocks.paragraph(normalize(day), "ScbCachKy", align=Align.CENTRE, keep=True) for day in days], column
        )
    end = blocks.paragraph("", blocks.CELL_STYLE, size=4)
    return Ready(dated + blocks.signing(block.signatures, width, block.places, close=bool(dated)) + end)


def slip(block: Slip, width: float, font: str) -> Ready:
    """Return a slip: who issues it, its title and its table, and below a line to cut along."""
    half = round(width * 20 * 0.48)
    names = "".join(
        blocks.paragraph(normalize(text), blocks.CELL_STYLE, align=Align.CENTRE, size=_NAME, bold=bold, keep=True)
        for text, bold in ((block.upper_name, False), (block.issuer, True))
        if text
    )
    said = ""
    if names:
        opening = '<w:tbl><w:tblPr><w:tblW w:w="2400" w:type="pct"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        said = (
            f'{opening}<w:tblGrid><w:gridCol w:w="{half}"/></w:tblGrid><w:tr>{blocks.cell(names, half)}</w:tr></w:tbl>'
        )
    for text, size, bold in (
        (block.title, _TITLE, True),
        *((subject, _SUBJECT, True) for subject in block.subject),
        (block.note, _SMALL, False),
    ):
        if text:
            said += blocks.paragraph(
                normalize(text),
                blocks.CELL_STYLE,
                align=Align.CENTRE,
                size=size,
                bold=bold,
                italic=not bold,
                keep=True,
            )
    said += blocks.table(block.table, width, font)
    if block.below:
        said += blocks.paragraph(normalize(block.below), blocks.CELL_STYLE, size=_SMALL, italic=True)
    cut = f'<w:p><w:pPr><w:pStyle w:val="{blocks.CELL_STYLE}"/>{_CUT}<w:spacing w:after="200"/></w:pPr></w:p>'
    return Ready(said + cut)
