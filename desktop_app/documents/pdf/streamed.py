"""A PDF that leaves for its file page by page, so that a book of two thousand pages takes no more memory than a few.

ReportLab keeps every page, uncompressed, until the file is saved. Here a page is written as soon as it is complete; all
that stays is where it lies in the file. The order of the pages is fixed at the very end, so that a table of contents
may be drawn when everything it lists has its page.
"""

from __future__ import annotations

from array import array
from typing import Any, BinaryIO

from reportlab.pdfbase import pdfdoc

from desktop_app.documents.pdf.sheet import Sheet

_HEAD = b"%PDF-1.4\n%\x93\x8c\x8b\x9e\n"
"""Four letters above 127 tell programs that move files that this is no text."""
_FREE = "0000000000 65535 f \n"


class StreamedDocument(pdfdoc.PDFDocument):
    """The file behind a canvas: an object is written once and then forgotten."""

    # The stubs leave these out.
    Catalog: Any
    Pages: Any
    info: Any

    def __init__(self, sink: BinaryIO, lang: str) -> None:
        super().__init__(compression=1, invariant=1, lang=lang)
        self._sink = sink
        self._length = 0
        self._places = array("q", [0])
        """Where each object begins in the file, by its number; 0 while it is not written."""
        self._put(_HEAD)

    def addPage(self, page: Any) -> None:  # noqa: N802  # the name the canvas calls
        """Write a page that is complete and keep no more than its name."""
        name = self.thisPageName()
        page.Contents = pdfdoc.PDFStream(content=page.stream, filters=[pdfdoc.PDFZCompress])
        super().addPage(page)
        self._write(name)
        contents = page.Contents.__InternalName__
        self._write(contents)
        for written in (name, contents):
            del self.numberToId[self.idToObjectNumberAndVersion[written][0]], self.idToObject[written]
        # Pages are named by the tree of pages and by bookmarks; what they show by nobody any more.
        del self.idToObjectNumberAndVersion[contents]
        self.Pages.pages[-1] = pdfdoc.PDFObjectReference(name)

    def move_pages(self, first: int, to: int) -> None:
        """Let the pages from place ``first`` to the last stand from place ``to`` on; places count from 0."""
        pages = self.Pages.pages
        moved = pages[first:]
        del pages[first:]
        pages[to:to] = moved

    def format(self) -> bytes:
        """Write what is left and the table of where everything lies; return nothing more to be written."""
        number = 1
        # Writing one object may call others into being.
        while number <= self.objectcounter:
            if number in self.numberToId:
                self._write(self.numberToId[number])
            number += 1
        table = self._length
        self._put(f"xref\n0 {len(self._places)}\n{_FREE}".encode("ascii"))
        for place in self._places[1:]:
            self._put(f"{place:010} 00000 n \n".encode("ascii"))
        trailer = pdfdoc.PDFTrailer(
            startxref=table,
            Size=len(self._places),
            Root=pdfdoc.PDFObjectReference(self.Catalog.__InternalName__),
            Info=pdfdoc.PDFObjectReference(self.info.__InternalName__),
            ID=self.ID(),
        )
        self._put(trailer.format(self))
        return b""

    def _write(self, name: str) -> None:
        number, _ = self.idToObjectNumberAndVersion[name]
        written = pdfdoc.PDFIndirectObject(name, self.idToObject[name]).format(self)
        self._places.extend([0] * (number + 1 - len(self._places)))
        self._places[number] = self._length
        self._put(written)

    def _put(self, piece: bytes) -> None:
        self._sink.write(piece)
        self._length += len(piece)


class StreamedSheet(Sheet):
    """Pages that are written into ``sink`` one after another."""

    def __init__(self, sink: BinaryIO, *, font: str, paper_mm: tuple[float, float], title: str, author: str) -> None:
        super().__init__(font=font, paper_mm=paper_mm, title=title, author=author)
        canvas: Any = self.canvas
        document = StreamedDocument(sink, "vi-VN")
        document.info = canvas._doc.info  # a canvas makes its document itself and takes no other
        canvas._doc = self._document = document
        self._begins: list[tuple[str, str, int]] = []

    def will_begin(self, key: str, title: str, level: int) -> None:
        """Let viewers list the next page under a title, at a level below the entry before, and lead there by a key.

        A page may be listed several times, from the outside in.
        """
        self._begins.append((key, title, level))

    def new_page(self) -> None:
        """Begin the next page."""
        super().new_page()
        for key, title, level in self._begins:
            self.canvas.bookmarkPage(key)
            self.canvas.addOutlineEntry(title, key, level)
        self._begins.clear()

    def end(self, *, moved: int = 0, to: int = 0) -> None:
        """Complete the file; the last ``moved`` pages come to stand from place ``to`` (counted from 0) on."""
        self._end_text()
        self.canvas.showPage()
        drawn = len(self._document.Pages.pages)
        self._document.move_pages(drawn - moved, to)
        self.canvas.save()
