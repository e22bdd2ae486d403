"""Figure 5: the minutes of one meeting, three pages, beside the same lines drawn by bare canvas calls."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock
from xml.sax.saxutils import escape

from benchmarks.harness import Figure, Trial
from tests.helpers.minutes import minutes

PAGES = 3

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Target="word/document.xml" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
    ),
}


class Drawn(NamedTuple):
    """One line with its place, as the product sets it."""

    page: int
    text: str
    font: str
    size: float
    x: float
    y: float


def _recorded(data: Any) -> list[Drawn]:
    """Return every line of the minutes with its place, as the product sets it."""
    from desktop_app.documents.pdf.minutes import minutes_pdf
    from desktop_app.documents.pdf.sheet import Sheet

    drawn: list[Drawn] = []
    original = Sheet.line

    def line(sheet: Sheet, line: Any, face: Any, size: float, x: float, y: float) -> None:
        drawn.append(Drawn(sheet.page, line.text, face.name, size, x, y))
        original(sheet, line, face, size, x, y)

    with mock.patch.object(Sheet, "line", line):
        minutes_pdf(data)
    return drawn


def prepare_trial(folder: Path) -> Trial:
    """The floor knows every line and its place beforehand; ours has to decide, break, justify and place them."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    from desktop_app.documents.pdf.minutes import minutes_pdf

    data = minutes()
    drawn = _recorded(data)

    def floor() -> bytes:
        buffer = BytesIO()
        canvas = Canvas(buffer, pagesize=A4, invariant=1, pageCompression=1)
        page = 1
        for line in drawn:
            if line.page != page:
                canvas.showPage()
                page = line.page
            canvas.setFont(line.font, line.size)
            canvas.drawString(line.x, line.y, line.text)
        canvas.showPage()
        canvas.save()
        return buffer.getvalue()

    def ours() -> bytes:
        return minutes_pdf(data)

    def check(bare: bytes, own: bytes) -> None:
        assert _words(bare) == _words(own)

    return Trial(floor=floor, ours=ours, check=check, peers=_office_peers(folder, drawn))


def _office_peers(folder: Path, drawn: list[Drawn]) -> dict[str, Callable[[], object]]:
    """Return the way a clerk's Word file takes to a PDF, where LibreOffice is on the machine."""
    program = shutil.which("soffice")
    if program is None:
        return {}
    word = folder / "minutes.docx"
    body = "".join(f"<w:p><w:r><w:t>{escape(line.text)}</w:t></w:r></w:p>" for line in drawn)
    with zipfile.ZipFile(word, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, text)
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>')

    def convert() -> None:
        profile = f"-env:UserInstallation=file://{folder}/office"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(word)]
        subprocess.run(command, check=True, capture_output=True)
        assert (folder / "minutes.pdf").stat().st_size > 0

    # The first start of a profile sets it up; the clerk's has been used before.
    convert()
    return {"a Word file through LibreOffice, one start": convert}


def _words(pdf: bytes) -> list[list[str]]:
    from pypdf import PdfReader

    pages = [page.extract_text().split() for page in PdfReader(BytesIO(pdf)).pages]
    assert len(pages) == PAGES
    return pages


FIGURE = Figure(number=5, title="one meeting's minutes as PDF", reach=3, prepare=prepare_trial, repeats=25)
