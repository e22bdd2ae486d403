"""What the papers of the Party have in common when drawn: letterhead in two columns, title, flowing text, signing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from db.text import normalize
from desktop_app.documents.layout import POINTS_PER_MM, Layout, document_layout
from desktop_app.documents.model import Document, Letterhead, Paragraph, Signature, Style
from desktop_app.documents.pdf.sheet import Sheet
from desktop_app.documents.pdf.typeset import Face, Line, break_lines, clipped, fitting_size, shortened
from desktop_app.documents.table_model import TableDocument
from desktop_app.rules.regulation import Overrides

_KEEP = 2
"""Lines of a paragraph that may stand alone at the foot or the head of a page: no fewer than these."""
_COLUMN_GAP_MM = 4
_LEFT_LINES = 3
"""A name in the letterhead takes up to this many lines before it is set smaller."""
_MOST_LINES = 8
"""Lines of a name, a theme or a note in the head; what passes the rules never needs as many."""
SIGNING_ROOM = 62.0
"""Points between the word "(ký, ghi rõ họ tên)" and the printed name."""
_NOTE_SIZE = 12.0


class Piece(NamedTuple):
    """A paragraph broken into lines, with how it is set."""

    lines: list[Line]
    face: Face
    indent: float
    keep_next: bool


class PartyPages:
    """Pages of one document of the Party, filled from the top down; ``sheet`` is one that others are drawn on too."""

    def __init__(
        self, document: Document | TableDocument, overrides: Overrides | None, sheet: Sheet | None = None
    ) -> None:
        layout = document_layout(document.on, overrides)
        landscape = isinstance(document, TableDocument) and document.landscape
        across, down = sorted(layout.paper_mm, reverse=True) if landscape else layout.paper_mm
        self.layout: Layout = layout
        self.head = document
        if sheet is not None:
            sheet.bear(document.mark, document.footer)
            sheet.turn(across, down)
        self.sheet = sheet or Sheet(
            font=layout.font,
            paper_mm=(across, down),
            title=document.name,
            author=document.author,
            mark=document.mark,
            footer=document.footer,
        )
        self.faces = self.sheet.faces
        # Sheets lying on their side are bound or clipped at the upper edge; the left one needs no more than the top.
        left_mm = layout.margin_top_mm if landscape else layout.margin_left_mm
        self.left = left_mm * POINTS_PER_MM
        self.width = (across - left_mm - layout.margin_right_mm) * POINTS_PER_MM
        self.right = self.left + self.width
        self.bottom = layout.margin_bottom_mm * POINTS_PER_MM
        self.indent = layout.first_line_indent_mm * POINTS_PER_MM
        self.size, self.leading, self.space = layout.body_size, layout.body_leading, layout.paragraph_space
        """Of the flowing text, in points."""
        self.y = 0.0
        self.before = 0
        """Pages of the sheet that do not count when these are numbered."""

    @property
    def bare(self) -> bool:
        """Whether there is nothing on the pages but their blocks: no head and no numbers."""
        return isinstance(self.head, TableDocument) and self.head.bare

    @property
    def page_room(self) -> float:
        """Points of text that a whole page holds."""
        return self.sheet.height - self.layout.margin_top_mm * POINTS_PER_MM - self.bottom

    # --- the head ---

    def begin(self) -> None:
        """Begin the first page with letterhead, title, subject and note."""
        self.next_page()
        if not self.bare:
            self._letterhead(self.head.letterhead)
            self._title()

    def next_page(self) -> None:
        """Go on at the top of a new page; all but the first bear their number."""
        self.sheet.new_page()
        layout = self.layout
        self.y = self.sheet.height - layout.margin_top_mm * POINTS_PER_MM
        number = self.sheet.page - self.before
        if number > 1 and not self.bare:
            y = self.sheet.height - layout.page_number_mm * POINTS_PER_MM - layout.page_number_size * 0.7
            self.sheet.centred(str(number), self.faces.regular, layout.page_number_size, self.left + self.width / 2, y)

    def _letterhead(self, head: Letterhead) -> None:
        layout, faces, sheet = self.layout, self.faces, self.sheet
        top = self.y - layout.party_title_size
        title = faces.bold.printable(layout.party_title)
        title_width = faces.bold.width(title, layout.party_title_size)
        date_line = faces.italic.printable(head.place_and_date)
        widest = self.width * 0.56
        date_size = fitting_size(date_line, faces.italic, layout.date_size, widest)
        date_line = shortened(date_line, faces.italic, date_size, widest)
        column = max(title_width, faces.italic.width(date_line, date_size))
        middle = self.right - column / 2
        sheet.centred(title, faces.bold, layout.party_title_size, middle, top)
        sheet.rule(middle - title_width / 2, middle + title_width / 2, top - 4.5)
        sheet.centred(date_line, faces.italic, date_size, middle, top - 4.5 - layout.body_leading)
        room = self.width - column - _COLUMN_GAP_MM * POINTS_PER_MM
        bottom = self._names(head, top, room)
        self.y = min(bottom, top - 4.5 - layout.body_leading) - layout.body_leading * 1.3

    def _names(self, head: Letterhead, top: float, room: float) -> float:
        """Draw the left column from the baseline ``top`` down, ``room`` points wide; return its last baseline."""
        layout, faces = self.layout, self.faces
        middle, y = self.left + room / 2, top
        parts = (
            (head.upper_name, faces.regular, layout.upper_name_size),
            (head.issuer, faces.bold, layout.issuer_size),
            ("*", faces.regular, layout.issuer_size),
            (head.number, faces.regular, layout.number_size),
        )
        for text, face, wanted in parts:
            printable = face.printable(text)
            if not printable:
                continue
            size = fitting_size(printable, face, wanted, room, least=wanted - 1)
            if face.width(printable, size) > room:
                size = wanted
            lines = break_lines(printable, face, size, room)
            while len(lines) > _LEFT_LINES and size > 10:
                size -= 1
                lines = break_lines(printable, face, size, room)
            for line in clipped(_balanced(lines, printable, face, size, room), _MOST_LINES, face, size):
                self.sheet.centred(line.text, face, size, middle, y)
                y -= size * 1.2
        return y + layout.number_size * 1.2

    def _title(self) -> None:
        layout, faces, sheet = self.layout, self.faces, self.sheet
        middle = self.left + self.width / 2
        title = faces.bold.printable(self.head.title)
        lines = _balanced([], title, faces.bold, layout.title_size, self.width)
        for number, line in enumerate(clipped(lines, _MOST_LINES, faces.bold, layout.title_size)):
            self.y -= layout.title_size * 1.25 if number else layout.title_size
            sheet.centred(line.text, faces.bold, layout.title_size, middle, self.y)
        self.y -= 3
        for subject in self.head.subject:
            text = faces.bold.printable(subject)
            size = layout.subject_size
            for line in clipped(
                _balanced([], text, faces.bold, size, self.width * 0.85), _MOST_LINES, faces.bold, size
            ):
                self.y -= layout.body_leading
                sheet.centred(line.text, faces.bold, size, middle, self.y)
        self.y -= 9.5
        sheet.rule(middle - 26, middle + 26, self.y)
        if self.head.note:
            note = break_lines(faces.italic.printable(self.head.note), faces.italic, _NOTE_SIZE, self.width)
            for line in clipped(note, _MOST_LINES, faces.italic, _NOTE_SIZE):
                self.y -= _NOTE_SIZE * 1.3
                sheet.centred(line.text, faces.italic, _NOTE_SIZE, middle, self.y)
        self.y -= 10

    # --- the flow ---

    def pieces(self, paragraph: Paragraph) -> list[Piece]:
        """Return a paragraph broken into lines, one piece for each of its own lines."""
        faces = self.faces
        face, keep = {
            Style.HEADING: (faces.bold, True),
            Style.ITEM: (faces.bold, True),
            Style.SUBITEM: (faces.italic, True),
            Style.BODY: (faces.regular, False),
        }[paragraph.style]
        text = face.known_only(normalize(paragraph.text, keep_newlines=True))
        return [self.piece(part, face, keep_next=keep) for part in text.split("\n") if part]

    def piece(self, text: str, face: Face, *, keep_next: bool) -> Piece:
        """Return one printable line of a paragraph broken at the margins."""
        lines = break_lines(text, face, self.size, self.width, indent=self.indent, justify=True)
        return Piece(lines, face, self.indent, keep_next)

    def flow(self, pieces: Sequence[Piece]) -> None:
        """Draw pieces one below another; headings stay with what follows them."""
        leading, space = self.leading, self.space
        position = 0
        while position < len(pieces):
            chain = _chain(pieces, position)
            needed = sum(len(piece.lines) * leading + space for piece in chain[:-1])
            needed += space + leading * least_head(chain[-1].lines)
            if self.y - needed < self.bottom:
                self.next_page()
            for piece in chain:
                self._splitting(piece)
            position += len(chain)

    def _splitting(self, piece: Piece) -> None:
        """Draw a paragraph over as many pages as it needs, no line of it alone at the foot or head of a page."""
        lines, first = piece.lines, True
        while lines:
            space = self.space if first else 0
            room = int((self.y - space - self.bottom + 0.01) / self.leading)
            taken = split_point(len(lines), room)
            if taken:
                self.draw(lines[:taken], piece, first=first)
                lines, first = lines[taken:], False
            if lines:
                self.next_page()

    def draw(self, lines: Sequence[Line], piece: Piece, *, first: bool) -> None:
        """Draw lines of a piece where the page has room; ``first`` when they begin it."""
        size, leading = self.size, self.leading
        if first:
            self.y -= self.space
        for number, line in enumerate(lines):
            self.y -= leading
            x = self.left + piece.indent if first and not number else self.left
            self.sheet.line(line, piece.face, size, x, self.y)

    # --- signing ---

    def sign(self, signatures: Sequence[Signature], columns: int = 0) -> None:
        """Draw the places to sign side by side at the present height; a line break in a role begins its next line.

        They are the last ones of so many ``columns`` of equal width; by default there are as many as signatures.
        """
        faces, columns = self.faces, columns or len(signatures)
        column = self.width / columns
        top = self.y - self.leading * 1.8
        every = [self._roles(signature, column) for signature in signatures]
        deepest = max(map(len, every))
        for number, (signature, roles) in enumerate(zip(signatures, every, strict=True), columns - len(signatures)):
            middle = self.left + column * (number + 0.5)
            y = top
            for role in roles:
                self.sheet.centred(role, faces.bold, self.size, middle, y)
                y -= self.leading
            self.sheet.centred(faces.italic.printable(signature.note), faces.italic, self.size, middle, y)
            y -= SIGNING_ROOM + self.size + (deepest - len(roles)) * self.leading
            name = faces.bold.printable(signature.name)
            size = fitting_size(name, faces.bold, self.size, column - 12)
            self.sheet.centred(shortened(name, faces.bold, size, column - 12), faces.bold, size, middle, y)
            self.y = y

    def signing_height(self, signatures: Sequence[Signature], columns: int = 0) -> float:
        """Return how many points ``sign`` takes at most."""
        column = self.width / (columns or len(signatures))
        deepest = max(len(self._roles(signature, column)) for signature in signatures)
        return self.leading * (3 + deepest) + SIGNING_ROOM

    def _roles(self, signature: Signature, column: float) -> list[str]:
        """Return the lines of a role, one that is wider than its column broken."""
        face = self.faces.bold
        return [
            line.text
            for role in signature.role.split("\n")
            for line in break_lines(face.printable(role), face, self.size, column - 6)
        ]


def _chain(pieces: Sequence[Piece], start: int) -> Sequence[Piece]:
    """Return the headings that begin at ``start`` together with the first paragraph after them."""
    end = start
    while pieces[end].keep_next and end + 1 < len(pieces):
        end += 1
    return pieces[start : end + 1]


def least_head(lines: Sequence[Line]) -> int:
    """Return how many lines of a paragraph must fit below what it follows."""
    return len(lines) if len(lines) < 2 * _KEEP else _KEEP


def split_point(lines: int, room: int) -> int:
    """Return how many of so many lines go on a page that has room for ``room``; 0 when they had better all move."""
    if lines <= room:
        return lines
    if lines < 2 * _KEEP:
        return 0
    taken = min(room, lines - _KEEP)
    return taken if taken >= _KEEP else 0


def balanced_lines(text: str, face: Face, size: float, width: float) -> list[Line]:
    """Return the lines of a printable centred text, of about the same length and no more than ``width`` requires."""
    return _balanced([], text, face, size, width)


def _balanced(lines: list[Line], text: str, face: Face, size: float, width: float) -> list[Line]:
    """Return the lines of a centred text, narrowed so that they are of about the same length."""
    best = lines or break_lines(text, face, size, width)
    wanted = len(best)
    if wanted == 1:
        return best
    low, high = width / 2, width
    for _ in range(6):
        middle = (low + high) / 2
        tried = break_lines(text, face, size, middle)
        if len(tried) > wanted:
            low = middle
        else:
            best, high = tried, middle
    return best
