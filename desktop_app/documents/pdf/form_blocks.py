"""Drawing what forms are made of besides words and tables: boxes to tick, places to sign, slips to cut off."""

from __future__ import annotations

from collections.abc import Callable

from desktop_app.documents.layout import POINTS_PER_MM
from desktop_app.documents.pdf.party import PartyPages, balanced_lines
from desktop_app.documents.pdf.table_block import TableBlock
from desktop_app.documents.pdf.typeset import Face, Line, break_lines, fitting_size
from desktop_app.documents.table_model import Signing, Slip, Ticks

_BETWEEN = 15.0
"""Points between two answers."""
_NAME, _TITLE, _SUBJECT, _SMALL = 11.0, 13.0, 12.0, 10.0
_CUT_GAP = 13.0
"""Points above and below a line to cut along."""
_TABLE_GAP = 6.0


def ticks_height(pages: PartyPages, block: Ticks) -> float:
    """Return how many points ``draw_ticks`` takes."""
    return pages.space + len(_tick_rows(pages, block)) * pages.leading


def draw_ticks(pages: PartyPages, block: Ticks, tail: float = 0.0) -> None:
    """Draw words and answers with their boxes on as many lines as they take; ``tail`` points follow on their page."""
    rows = _tick_rows(pages, block)
    needed = pages.space + len(rows) * pages.leading + tail
    if pages.y - needed < pages.bottom and needed <= pages.page_room:
        pages.next_page()
    pages.y -= pages.space
    for row in rows:
        if pages.y - pages.leading < pages.bottom:
            pages.next_page()
        pages.y -= pages.leading
        for x, text, face in row:
            pages.sheet.text(text, face, pages.size, x, pages.y)


def _tick_rows(pages: PartyPages, block: Ticks) -> list[list[tuple[float, str, Face]]]:
    """Return where each piece begins, line by line; answers in one column stand exactly under each other."""
    regular, bold, size = pages.faces.regular, pages.faces.bold, pages.size
    rows: list[list[tuple[float, str, Face]]] = []
    x = start = pages.left
    if block.label:
        lines = break_lines(regular.printable(block.label), regular, size, pages.width)
        rows = [[(pages.left, line.text, regular)] for line in lines]
        x = start = pages.left + lines[-1].width + _BETWEEN * 0.6
    answers = [(tick, (bold if tick.chosen else regular)) for tick in block.ticks]
    pieces = [(face.printable(tick.words), face) for tick, face in answers]
    widest = max((face.width(text, size) for text, face in pieces), default=0.0)
    whole = sum(face.width(text, size) + _BETWEEN for text, face in pieces) - _BETWEEN
    if rows and whole > pages.right - x:
        # Not all beside the words: under them, in columns.
        x = start = pages.left + pages.width * 0.06
        rows.append([])
    if not rows:
        rows.append([])
    in_columns = whole > pages.right - start
    column = max(1, int((pages.right - start + _BETWEEN) // (widest + _BETWEEN))) if in_columns else len(pieces)
    step = (pages.right - start + _BETWEEN) / column if in_columns else 0.0
    for number, (text, face) in enumerate(pieces):
        if in_columns:
            if number and number % column == 0:
                rows.append([])
            x = start + step * (number % column)
        for extra, line in enumerate(break_lines(text, face, size, pages.right - x)):
            if extra:
                rows.append([])
            rows[-1].append((x, line.text, face))
        x += face.width(text, size) + _BETWEEN
    return rows


# --- signing ---


def signing_height(pages: PartyPages, block: Signing) -> float:
    """Return how many points ``draw_signing`` takes at most."""
    dated = pages.leading if any(block.dated) else 0.0
    return pages.signing_height(block.signatures, block.places) + dated


def draw_signing(pages: PartyPages, block: Signing) -> None:
    """Draw places to sign, all of them on one page."""
    if pages.y - signing_height(pages, block) < pages.bottom:
        pages.next_page()
    if any(block.dated):
        face, column = pages.faces.italic, pages.width / block.places
        pages.y -= pages.leading * 1.4
        for number, dated in enumerate(block.dated, block.places - len(block.signatures)):
            text = face.printable(dated)
            size = fitting_size(text, face, pages.size, column - 4)
            pages.sheet.centred(text, face, size, pages.left + column * (number + 0.5), pages.y)
        pages.y += pages.leading * 0.6
    pages.sign(block.signatures, block.places)
    pages.y -= 4


# --- slips ---


class _SlipBlock:
    def __init__(self, pages: PartyPages, slip: Slip, told: Callable[[], None]) -> None:
        self.pages = pages
        self.slip = slip
        self.table = TableBlock(pages, slip.table, told)
        faces, width = pages.faces, pages.width
        self.names = [
            (break_lines(face.printable(text), face, _NAME, width * 0.48), face)
            for text, face in ((slip.upper_name, faces.regular), (slip.issuer, faces.bold))
            if text
        ]
        self.head = [
            (line, face, size)
            for text, face, size in (
                (slip.title, faces.bold, _TITLE),
                *((subject, faces.bold, _SUBJECT) for subject in slip.subject),
                (slip.note, faces.italic, _SMALL),
            )
            if text
            for line in balanced_lines(face.printable(text), face, size, width * 0.92)
        ]
        small = faces.italic
        self.below: list[Line] = break_lines(small.printable(slip.below), small, _SMALL, width) if slip.below else []

    @property
    def height(self) -> float:
        names = sum(len(lines) for lines, _ in self.names) * _NAME * 1.2
        head = sum(size * 1.3 for _, _, size in self.head)
        below = len(self.below) * _SMALL * 1.3 + (_TABLE_GAP if self.below else 0)
        return names + head + _TABLE_GAP + self.table.height + below

    def draw(self) -> None:
        pages, sheet = self.pages, self.pages.sheet
        middle = pages.left + pages.width * 0.24
        for lines, face in self.names:
            for line in lines:
                pages.y -= _NAME * 1.2
                sheet.centred(line.text, face, _NAME, middle, pages.y)
        for line, face, size in self.head:
            pages.y -= size * 1.3
            sheet.centred(line.text, face, size, pages.left + pages.width / 2, pages.y)
        pages.y -= _TABLE_GAP
        self.table.draw()
        if self.below:
            pages.y -= _TABLE_GAP * 0.5
        for line in self.below:
            pages.y -= _SMALL * 1.3
            sheet.line(line, pages.faces.italic, _SMALL, pages.left, pages.y)


def draw_slip(pages: PartyPages, slip: Slip, told: Callable[[], None]) -> None:
    """Draw a slip below those before it, with a line to cut along between two of a page."""
    block = _SlipBlock(pages, slip, told)
    top = pages.sheet.height - pages.layout.margin_top_mm * POINTS_PER_MM
    if pages.y < top:
        if pages.y - block.height - 2 * _CUT_GAP < pages.bottom:
            pages.next_page()
        else:
            pages.y -= _CUT_GAP
            _cut(pages)
            pages.y -= _CUT_GAP - 4
    block.draw()


def _cut(pages: PartyPages) -> None:
    """Draw a dashed line from edge to edge of the paper."""
    canvas = pages.sheet.canvas
    canvas.saveState()
    canvas.setLineWidth(0.6)
    canvas.setDash([5, 4])
    canvas.line(12, pages.y, pages.sheet.width - 12, pages.y)
    canvas.restoreState()
