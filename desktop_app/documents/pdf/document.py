"""Drawing a document of the Party: letterhead in two columns, title, flowing text, two signatures."""

from __future__ import annotations

from desktop_app.documents.model import Document
from desktop_app.documents.pdf.party import PartyPages
from desktop_app.rules.regulation import Overrides


def document_pdf(document: Document, overrides: Overrides | None = None) -> bytes:
    """Return the document as PDF; the same document gives the same bytes.

    ``overrides`` are the office's own values of rules on the day of the document.
    """
    return _Writer(document, overrides).write()


class _Writer(PartyPages):
    def __init__(self, document: Document, overrides: Overrides | None) -> None:
        super().__init__(document, overrides)
        self.document = document

    def write(self) -> bytes:
        self.begin()
        self.flow([piece for paragraph in self.document.paragraphs for piece in self.pieces(paragraph)])
        self._end()
        return self.sheet.finish()

    def _end(self) -> None:
        closing = self.piece(self.faces.regular.printable(self.document.closing), self.faces.regular, keep_next=True)
        needed = self.space + len(closing.lines) * self.leading + self.signing_height(self.document.signatures)
        if self.y - needed < self.bottom:
            self.next_page()
        self.draw(closing.lines, closing, first=True)
        self.sign(self.document.signatures)
