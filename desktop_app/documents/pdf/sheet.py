"""The pages of a PDF: a canvas with the bundled faces, marks, and nothing that changes from run to run."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from desktop_app.documents.layout import POINTS_PER_MM
from desktop_app.documents.pdf.typeset import Face, Line, family, fitting_size

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

PRODUCER = "Sổ Chi Bộ"
FOOTER_SIZE = 10.0
_MARK_GREY = 0.93
_MARK_SIZE = 92.0
_MARK_ANGLE = 52


class Sheet:
    """Pages that are drawn from the top down; positions are points from the lower left corner."""

    def __init__(
        self, *, font: str, paper_mm: tuple[float, float], title: str, author: str, mark: str = "", footer: str = ""
    ) -> None:
        from reportlab.pdfgen.canvas import Canvas

        self.faces = family(font)
        self.width, self.height = (side * POINTS_PER_MM for side in paper_mm)
        self._next_size = (self.width, self.height)
        self.page = 0
        self.bear(mark, footer)
        self._buffer = BytesIO()
        self.canvas: Canvas = Canvas(
            self._buffer,
            pagesize=(self.width, self.height),
            invariant=1,
            pageCompression=1,
            initialFontName=self.faces.regular.name,  # type: ignore[arg-type]  # the stubs take it for a number
            lang="vi-VN",
        )
        self.canvas.setTitle(title)
        self.canvas.setAuthor(author)
        self.canvas.setSubject(mark or title)
        self.canvas.setCreator(PRODUCER)
        self._text: Any = None
        self._font: tuple[str, float] | None = None
        self._stretch = 0.0

    def bear(self, mark: str, footer: str) -> None:
        """Say what the pages begun from now on carry across them and at their foot."""
        self.mark = self.faces.bold.printable(mark)
        self.footer = self.faces.italic.printable(footer)

    def turn(self, across_mm: float, down_mm: float) -> None:
        """Say how wide and how high the pages begun from now on are."""
        self._next_size = (across_mm * POINTS_PER_MM, down_mm * POINTS_PER_MM)

    def new_page(self) -> None:
        """Begin the next page: its mark and its footer are drawn first, under everything else."""
        if self.page:
            self._end_text()
            self.canvas.showPage()
        if self._next_size != (self.width, self.height):
            self.width, self.height = self._next_size
            self.canvas.setPageSize(self._next_size)
        self.page += 1
        if self.mark:
            self._draw_mark()
        self._text = self.canvas.beginText()
        self._font, self._stretch = None, 0.0
        if self.footer:
            self.centred(self.footer, self.faces.italic, FOOTER_SIZE, self.width / 2, 8 * POINTS_PER_MM)

    def _draw_mark(self) -> None:
        face = self.faces.bold
        size = fitting_size(self.mark, face, _MARK_SIZE, self.height * 0.8)
        self.canvas.saveState()
        self.canvas.setFillGray(_MARK_GREY)
        self.canvas.translate(self.width / 2, self.height / 2)
        self.canvas.rotate(_MARK_ANGLE)
        self.canvas.setFont(face.name, size)
        self.canvas.drawCentredString(0, -size / 3, self.mark)
        self.canvas.restoreState()

    def line(self, line: Line, face: Face, size: float, x: float, y: float) -> None:
        """Draw one broken line with its left end at x and its baseline at y."""
        text = self._text
        if self._font != (face.name, size):
            text.setFont(face.name, size)
            self._font = (face.name, size)
        if self._stretch != line.stretch:
            text.setWordSpace(line.stretch)
            self._stretch = line.stretch
        text.setTextOrigin(x, y)
        text.textOut(line.text)

    def text(self, text: str, face: Face, size: float, x: float, y: float) -> None:
        """Draw a printable text that starts at x."""
        self.line(Line(text, 0, 0), face, size, x, y)

    def centred(self, text: str, face: Face, size: float, x: float, y: float) -> None:
        """Draw a printable text whose middle is at x."""
        self.text(text, face, size, x - face.width(text, size) / 2, y)

    def rule(self, x1: float, x2: float, y: float, thickness: float = 0.7) -> None:
        """Draw a level line."""
        self.canvas.setLineWidth(thickness)
        self.canvas.line(x1, y, x2, y)

    def finish(self) -> bytes:
        """Return the file; the same calls give the same bytes."""
        self._end_text()
        self.canvas.showPage()
        self.canvas.save()
        return self._buffer.getvalue()

    def _end_text(self) -> None:
        if self._text is not None:
            self.canvas.drawText(self._text)
            self._text = None
