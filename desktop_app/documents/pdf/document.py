"""Drawing a document of the Party: letterhead in two columns, title, flowing text, signatures, those who receive it."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_app.documents.model import Document
from desktop_app.documents.pdf.party import PartyPages, Piece, least_head
from desktop_app.documents.pdf.sheet import Sheet
from desktop_app.documents.pdf.typeset import Line, break_lines
from desktop_app.rules.regulation import Overrides

_COLUMNS = 2
"""Places beside each other at the end of a document, however many sign it."""
_GAP = 10.0
"""Points between those who receive the document and the one who signs it."""
_LEAST_RECIPIENTS = 6
"""Lines of recipients that stay with the signature; more of them may go on overleaf."""


def document_pdf(document: Document, overrides: Overrides | None = None) -> bytes:
    """Return the document as PDF; the same document gives the same bytes.

    ``overrides`` are the office's own values of rules on the day of the document.
    """
    pages = DocumentPages(document, overrides)
    pages.draw_document()
    return pages.sheet.finish()


def page_count(document: Document, overrides: Overrides | None = None) -> int:
    """Return how many pages ``document_pdf`` draws, without making a file of them."""
    pages = DocumentPages(document, overrides)
    pages.draw_document()
    return pages.sheet.page


class DocumentPages(PartyPages):
    """The pages of one document, on a sheet of its own or on one that others are drawn on too."""

    def __init__(self, document: Document, overrides: Overrides | None, sheet: Sheet | None = None) -> None:
        super().__init__(document, overrides, sheet)
        self.document = document
        self.recipients_leading = self.layout.recipients_size * 1.2

    def draw_document(self) -> None:
        """Draw the whole document, from the top of a new page."""
        document = self.document
        self.begin()
        pieces = [piece for paragraph in document.paragraphs for piece in self.pieces(paragraph)]
        recipients = self._recipient_lines()
        if document.closing:
            self.flow(pieces)
            self._closing(recipients)
        else:
            self._flow_to_the_end(pieces, self._ending(recipients))
        self._end(recipients)

    def _closing(self, recipients: Sequence[Line]) -> None:
        closing = self.piece(self.faces.regular.printable(self.document.closing), self.faces.regular, keep_next=True)
        needed = self.space + len(closing.lines) * self.leading + self._ending(recipients)
        if self.y - needed < self.bottom:
            self.next_page()
        self.draw(closing.lines, closing, first=True)

    def _flow_to_the_end(self, pieces: Sequence[Piece], ending: float) -> None:
        """Draw all pieces, the last lines of the last one on the page that takes ``ending`` points below them."""
        start = max(len(pieces) - 1, 0)
        while start > 0 and pieces[start - 1].keep_next:
            start -= 1
        self.flow(pieces[:start])
        if not pieces:
            return
        *headings, last = pieces[start:]
        height = sum(len(piece.lines) * self.leading + self.space for piece in pieces[start:])
        kept = least_head(last.lines)
        if self.y - height - ending >= self.bottom:
            self.flow(pieces[start:])
        elif kept == len(last.lines):
            self.next_page()
            self.flow(pieces[start:])
        else:
            self.flow([*headings, last._replace(lines=last.lines[:-kept])])
            if self.y - kept * self.leading - ending < self.bottom:
                self.next_page()
            self.draw(last.lines[-kept:], last, first=False)

    # --- signatures and recipients ---

    def _ending(self, recipients: Sequence[Line]) -> float:
        """Return how many points the signatures, and the recipients that stay with them, take."""
        document, listed = self.document, self._recipients_height(recipients[:_LEAST_RECIPIENTS])
        if not document.signatures:
            return listed
        signing = self.signing_height(document.signatures, _COLUMNS)
        return max(signing, listed) if len(document.signatures) == 1 else signing

    def _end(self, recipients: Sequence[Line]) -> None:
        signatures, top = self.document.signatures, self.y
        if signatures:
            self.sign(signatures, _COLUMNS)
        if not recipients:
            return
        signed_at, page = self.y, self.sheet.page
        if len(signatures) == 1:
            self.y = top
        elif self.y - self._recipients_height(recipients[:_LEAST_RECIPIENTS]) < self.bottom:
            self.next_page()
        self._draw_recipients(recipients)
        if self.sheet.page == page:
            self.y = min(self.y, signed_at)

    def _recipients_height(self, lines: Sequence[Line]) -> float:
        return self.leading * 1.8 + (len(lines) + 1) * self.recipients_leading if lines else 0.0

    def _recipient_lines(self) -> list[Line]:
        face, size = self.faces.regular, self.layout.recipients_size
        width = self.width / _COLUMNS - _GAP
        return [
            line
            for recipient in self.document.recipients
            for line in break_lines(face.printable(recipient), face, size, width)
        ]

    def _draw_recipients(self, lines: Sequence[Line]) -> None:
        faces, layout = self.faces, self.layout
        self.y -= self.leading * 1.8
        title = faces.bold_italic.printable(layout.recipients_title)
        self.sheet.text(title, faces.bold_italic, layout.recipients_size, self.left, self.y)
        width = faces.bold_italic.width(title, layout.recipients_size)
        self.sheet.rule(self.left, self.left + width, self.y - 1.8, 0.5)
        for line in lines:
            if self.y - self.recipients_leading < self.bottom:
                self.next_page()
            self.y -= self.recipients_leading
            self.sheet.line(line, faces.regular, layout.recipients_size, self.left, self.y)
