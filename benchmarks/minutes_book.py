"""Figure 6: a year's minutes of a commune of 40 cells, bound, beside the same lines drawn by bare canvas calls."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks.harness import Figure, Trial
from benchmarks.minutes_pdf import Drawn
from tests.helpers.books import commune, made_anew

CELLS = 40
MONTHS = 12


def _bound(cells: int) -> bytes:
    from desktop_app.documents.pdf.book import book_pdf

    sink = BytesIO()
    book_pdf(commune(cells, MONTHS), made_anew, sink)
    return sink.getvalue()


def prepare(cells: int = CELLS) -> Callable[[Path], Trial]:
    """Return what prepares the book of so many cells.

    The floor knows every line and its place beforehand; ours makes the documents, breaks, justifies and places their
    lines, and finds out on which page each begins.
    """

    def prepare_trial(_folder: Path) -> Trial:
        drawn = recorded(lambda: _bound(cells))

        def floor() -> bytes:
            from reportlab.lib.pagesizes import A4
            from reportlab.pdfgen.canvas import Canvas

            buffer = BytesIO()
            canvas = Canvas(buffer, pagesize=A4, invariant=1, pageCompression=1)
            page = drawn[0].page
            for line in drawn:
                while line.page != page:
                    canvas.showPage()
                    page += 1
                canvas.setFont(line.font, line.size)
                canvas.drawString(line.x, line.y, line.text)
            canvas.showPage()
            canvas.save()
            return buffer.getvalue()

        def check(bare: bytes, own: bytes) -> None:
            assert first_words(bare) == first_words(own)

        return Trial(floor=floor, ours=lambda: _bound(cells), check=check)

    return prepare_trial


def recorded(write: Callable[[], object]) -> list[Drawn]:
    """Return every line of the book with its place, as the product sets it, in the order of the pages."""
    from desktop_app.documents.pdf.sheet import Sheet
    from desktop_app.documents.pdf.streamed import StreamedSheet

    drawn: list[Drawn] = []
    original = Sheet.line

    def line(sheet: Sheet, line: Any, face: Any, size: float, x: float, y: float) -> None:
        # The contents are drawn once on a sheet that is thrown away.
        if isinstance(sheet, StreamedSheet):
            drawn.append(Drawn(sheet.page, line.text, face.name, size, x, y))
        original(sheet, line, face, size, x, y)

    with mock.patch.object(Sheet, "line", line):
        write()
    return sorted(drawn, key=lambda one: one.page)


def first_words(pdf: bytes) -> tuple[int, list[list[str]]]:
    """Return how many pages there are and the words of a few of them, spread over the whole book."""
    from pypdf import PdfReader

    pages = PdfReader(BytesIO(pdf)).pages
    places = range(0, len(pages), max(1, len(pages) // 12))
    return len(pages), [pages[place].extract_text().split() for place in places]


FIGURE = Figure(
    number=6, title="a year's book of a commune, 480 meetings", reach=3, prepare=prepare(), repeats=3, warm_up=1
)
