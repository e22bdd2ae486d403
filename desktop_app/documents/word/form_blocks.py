"""Pieces of a Word file that forms are made of: boxes to tick, places to sign in their midst, slips to cut off."""

from __future__ import annotations

from db.text import normalize
from desktop_app.documents.table_model import Align, Signing, Slip, Ticks
from desktop_app.documents.word import blocks
from desktop_app.documents.word.language import Ready, plain

_STOPS = 4
"""Answers stand under each other in so many columns."""
_NAME, _TITLE, _SUBJECT, _SMALL = 11.0, 13.0, 12.0, 10.0
_CUT = '<w:pBdr><w:bottom w:val="dashed" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>'


def ticks(block: Ticks, width: float) -> Ready:
    """Return words and answers with their boxes; spaces within an answer do not break."""
    apart = round(width * 20 / _STOPS)
    stops = "".join(f'<w:tab w:val="left" w:pos="{apart * place}"/>' for place in range(1, _STOPS))
    label = normalize(block.label)
    runs = f'<w:r><w:t xml:space="preserve">{plain(label)} </w:t></w:r>' if label else ""
    for number, tick in enumerate(block.ticks):
        bold = "<w:rPr><w:b/></w:rPr>" if tick.chosen else ""
        words = normalize(tick.words).replace(" ", "\u00a0")
        gap = "<w:tab/>" if number or label else ""
        runs += f'<w:r>{bold}{gap}<w:t xml:space="preserve">{plain(words)}</w:t></w:r>'
    shape = f'<w:pPr><w:pStyle w:val="ScbDoan"/><w:keepLines/><w:tabs>{stops}</w:tabs><w:jc w:val="left"/></w:pPr>'
    return Ready(f"<w:p>{shape}{runs}</w:p>")


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
