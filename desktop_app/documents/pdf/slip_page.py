"""The pieces slips and cards are made of: a heading, facts, a code to compare, boxes to tick, places to sign."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Final

from db.text import normalize
from desktop_app.documents.layout import POINTS_PER_MM
from desktop_app.documents.pdf.sheet import Sheet
from desktop_app.documents.pdf.typeset import Face, Line, break_lines, fitting_size, shortened
from desktop_app.texts import tr

A4_MM: Final = (210.0, 297.0)
A5_MM: Final = (148.0, 210.0)
FONT: Final = "Tinos"
_BOTTOM_MM = 12
_TOTALS_IN_LARGE = 12
_TOTALS_IN_TALL_ROWS = 18
_TOTALS_IN_ONE_COLUMN = 6


class SlipPage:
    """A small printed form, filled from the top down."""

    def __init__(
        self, paper_mm: tuple[float, float], *, name: str, author: str, sample: bool, margin_mm: float = 14
    ) -> None:
        self.sheet = Sheet(
            font=FONT,
            paper_mm=paper_mm,
            title=name,
            author=normalize(author),
            mark=tr("DỮ LIỆU MẪU") if sample else "",
            footer=tr("DỮ LIỆU MẪU – không dùng làm giấy tờ chính thức") if sample else "",
        )
        self.faces = self.sheet.faces
        self.left = margin_mm * POINTS_PER_MM
        self.right = self.sheet.width - self.left
        self.width = self.right - self.left
        self.middle = self.sheet.width / 2
        self.y = 0.0
        self._next_page()

    def finish(self) -> bytes:
        """Return the file."""
        return self.sheet.finish()

    def need(self, height: float) -> None:
        """Go to the next page unless so many points are left on this one."""
        if self.y - height < _BOTTOM_MM * POINTS_PER_MM:
            self._next_page()

    def _next_page(self) -> None:
        self.sheet.new_page()
        self.y = self.sheet.height - self.left

    # --- words ---

    def heading(self, office: str, title: str, subtitle: str = "") -> None:
        """Put the office's name, a rule, the title and a line under it in the middle."""
        self.centred(office.upper(), self.faces.bold, 12, after=5)
        self.sheet.rule(self.middle - 30, self.middle + 30, self.y)
        self.y -= 20
        self.centred(title, self.faces.bold, 16, after=4)
        if subtitle:
            self.centred(subtitle, self.faces.italic, 12, after=4)
        self.y -= 6

    def centred(self, text: str, face: Face, size: float, *, after: float = 0) -> None:
        """Put a text in the middle, on as many lines as it takes."""
        for line in break_lines(face.printable(text), face, size, self.width):
            self.y -= size
            self.sheet.centred(line.text, face, size, self.middle, self.y)
            self.y -= size * 0.2
        self.y -= after

    def paragraph(self, text: str, *, size: float = 11, face: Face | None = None, after: float = 5) -> None:
        """Put a paragraph."""
        face = face or self.faces.regular
        for line in break_lines(face.printable(text), face, size, self.width, justify=True):
            self.need(size * 1.3)
            self.y -= size * 1.3
            self.sheet.line(line, face, size, self.left, self.y)
        self.y -= after

    def steps(self, texts: Sequence[str], *, size: float = 11.5) -> None:
        """Put numbered steps, each hanging from its number."""
        face, hang = self.faces.regular, 18.0
        for number, text in enumerate(texts, 1):
            lines = break_lines(face.printable(text), face, size, self.width - hang)
            self.need(len(lines) * size * 1.3 + 4)
            self.sheet.text(f"{number}.", face, size, self.left, self.y - size * 1.3)
            for line in lines:
                self.y -= size * 1.3
                self.sheet.line(line, face, size, self.left + hang, self.y)
            self.y -= 4

    def facts(self, pairs: Sequence[tuple[str, str]], *, size: float = 11.5) -> None:
        """Put lines of a name and what it is; empty ones are left out."""
        regular, bold = self.faces.regular, self.faces.bold
        label_width = max((regular.width(regular.printable(label), size) for label, _ in pairs), default=0) + 12
        for label, value in pairs:
            if not value:
                continue
            lines = break_lines(bold.printable(value), bold, size, self.width - label_width)
            self.need(len(lines) * size * 1.3 + 3)
            self.sheet.text(regular.printable(label), regular, size, self.left, self.y - size * 1.3)
            for line in lines:
                self.y -= size * 1.3
                self.sheet.line(line, bold, size, self.left + label_width, self.y)
            self.y -= 3

    def totals(self, rows: Sequence[tuple[str, str]], *, size: float = 10.5) -> None:
        """Put a ruled table of a name and a number; many stand in two columns, so that a slip stays one page."""
        columns = 2 if len(rows) > _TOTALS_IN_ONE_COLUMN else 1
        size = size if len(rows) <= _TOTALS_IN_LARGE else size * 0.88
        down, width = -(-len(rows) // columns), self.width / columns
        regular = self.faces.regular
        numbers = max((regular.width(regular.printable(number), size) for _, number in rows), default=0.0)
        height = size * (1.6 if len(rows) <= _TOTALS_IN_TALL_ROWS else 1.3)
        for row in range(down):
            self.need(height)
            for column in range(columns):
                position = column * down + row
                if position < len(rows):
                    self._total(
                        *rows[position], self.left + column * width, width, max(30.0, numbers + 12), size, height
                    )
            self.y -= height
        self.y -= 8

    def _total(
        self, label: str, number: str, left: float, width: float, number_width: float, size: float, height: float
    ) -> None:
        """Draw one framed name and number, ``height`` points tall, whose upper edge is at the present height."""
        regular, right = self.faces.regular, left + width
        number = regular.printable(number)
        room = width - number_width - 12
        label = regular.printable(label)
        fitted = fitting_size(label, regular, size, room)
        baseline = self.y - height / 2 - size * 0.3
        self.sheet.text(shortened(label, regular, fitted, room), regular, fitted, left + 6, baseline)
        self.sheet.text(number, regular, size, right - 6 - regular.width(number, size), baseline)
        canvas = self.sheet.canvas
        canvas.setLineWidth(0.5)
        canvas.rect(left, self.y - height, width, height, stroke=1, fill=0)
        canvas.line(right - number_width, self.y, right - number_width, self.y - height)

    def tick_boxes(self, texts: Sequence[str], *, size: float = 11) -> None:
        """Put lines that begin with an empty box, drawn: the faces have no such letter."""
        for text in texts:
            self.need(size * 1.7)
            self.y -= size * 1.5
            self.sheet.canvas.setLineWidth(0.8)
            self.sheet.canvas.rect(self.left + 1, self.y - 1, size * 0.8, size * 0.8, stroke=1, fill=0)
            self.sheet.text(self.faces.regular.printable(text), self.faces.regular, size, self.left + 18, self.y)
        self.y -= 6

    # --- codes ---

    def groups(self, code: str, *, per_row: int, size: float) -> None:
        """Put the groups of a code in rows, every symbol as wide as the next, so that they can be read out."""
        face = self.faces.bold
        parts = face.printable(code).replace("-", " ").split()
        widest = max((face.widths[letter] for part in parts for letter in part), default=0) / 1000 * 1.06
        longest = max((len(part) for part in parts), default=0)
        # Between two groups there is as much room as for one symbol.
        size = min(size, self.width / max(1, per_row * longest + per_row - 1) / max(widest, 0.1))
        symbol = gap = widest * size
        across = per_row * longest * symbol + (per_row - 1) * gap
        height = size * 1.55
        for start in range(0, len(parts), per_row):
            self.need(height)
            x, baseline = self.middle - across / 2, self.y - size * 1.1
            for part in parts[start : start + per_row]:
                for place, letter in enumerate(part):
                    self.sheet.centred(letter, face, size, x + (place + 0.5) * symbol, baseline)
                x += longest * symbol + gap
            self.y -= height
        self.y -= 4

    def square_code(self, data: str, side: float) -> None:
        """Put a QR code of a text in the middle, ``side`` points wide with its quiet border."""
        from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

        code = QRCode(None, QRErrorCorrectLevel.M)
        # The writer of the code knows no line ends.
        code.addData(normalize(data))
        code.make()
        modules = [[bool(dark) for dark in row] for row in code.modules]
        unit = side / (len(modules) + 8)
        self.need(side)
        left, top = self.middle - side / 2 + 4 * unit, self.y - 4 * unit
        canvas = self.sheet.canvas
        canvas.setFillGray(0)
        for row, darks in enumerate(modules):
            column = 0
            for dark, run in itertools.groupby(darks):
                length = len(list(run))
                if dark:
                    canvas.rect(
                        left + column * unit, top - (row + 1) * unit, length * unit, unit * 1.02, stroke=0, fill=1
                    )
                column += length
        self.y -= side

    # --- signing ---

    def signatures(self, places: Sequence[tuple[str, str]], *, room: float = 70, size: float = 11.5) -> None:
        """Put places to sign side by side: who, and in small letters how; they stay on one page."""
        self.need(size * 4 + room)
        column = self.width / len(places)
        top = self.y - size * 2.4
        for number, (role, note) in enumerate(places):
            middle = self.left + column * (number + 0.5)
            text = self.faces.bold.printable(role)
            fitted = fitting_size(text, self.faces.bold, size, column - 8)
            self.sheet.centred(text, self.faces.bold, fitted, middle, top)
            small = self.faces.italic.printable(note)
            fitted = fitting_size(small, self.faces.italic, size - 1, column - 8)
            self.sheet.centred(small, self.faces.italic, fitted, middle, top - size * 1.3)
        self.y = top - size * 1.3 - room

    def blank_line(self, label: str, *, size: float = 11.5) -> None:
        """Put a name and a dotted line to write on."""
        regular = self.faces.regular
        self.need(size * 2)
        self.y -= size * 1.8
        text = regular.printable(label)
        start = self.left + regular.width(text, size) + 4
        dots = "." * max(0, int((self.right - start) / regular.width(".", size)))
        self.sheet.text(text, regular, size, self.left, self.y)
        self.sheet.line(Line(dots, 0, 0), regular, size, start, self.y)
