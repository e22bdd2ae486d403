"""Drawing papers that are mostly tables: words, facts and ruled tables over as many pages as they take, signatures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from desktop_app.documents.model import Paragraph
from desktop_app.documents.pdf.facts import FactsBlock
from desktop_app.documents.pdf.form_blocks import draw_signing, draw_slip, draw_ticks, signing_height, ticks_height
from desktop_app.documents.pdf.party import PartyPages
from desktop_app.documents.pdf.sheet import Sheet
from desktop_app.documents.pdf.table_block import TableBlock
from desktop_app.documents.table_model import Block, Facts, Signing, Slip, Table, TableDocument, Ticks
from desktop_app.rules.regulation import Overrides

Progress = Callable[[int], None]
"""Told how many rows of tables were written so far, now and then; what it raises ends the writing."""

_TEXT = 12.0
"""Size of text between tables; that of a document's body would leave little room for them."""
_TOLD_EVERY = 500
_GAP = 8.0
"""Points between a table and what follows."""


def table_pdf(document: TableDocument, overrides: Overrides | None = None, progress: Progress | None = None) -> bytes:
    """Return the paper as PDF; the same paper gives the same bytes.

    ``overrides`` are the office's own values of rules on the day of the paper. ``progress`` is told now and then how
    many rows are drawn.
    """
    pages = TablePages(document, overrides, progress)
    pages.draw_document()
    return pages.sheet.finish()


class TablePages(PartyPages):
    """The pages of one paper, on a sheet of its own or on one that others are drawn on too."""

    def __init__(
        self,
        document: TableDocument,
        overrides: Overrides | None,
        progress: Progress | None = None,
        sheet: Sheet | None = None,
    ) -> None:
        super().__init__(document, overrides, sheet)
        self.document = document
        self.size, self.leading, self.space, self.indent = _TEXT, round(_TEXT * 1.3, 1), 3.0, 0.0
        self._progress = progress
        self._rows = 0

    def draw_document(self) -> None:
        """Draw the whole paper, from the top of a new page."""
        self.begin()
        pending: list[Paragraph] = []
        signing = self.signing_height(self.document.signatures) if self.document.signatures else 0.0
        blocks = self.document.blocks
        for place, block in enumerate(blocks):
            if isinstance(block, Paragraph):
                pending.append(block)
                continue
            # Words above a table stay with its headings and its first row.
            table = TableBlock(self, block, self.told) if isinstance(block, Table) else None
            tail = self._tail(blocks[place + 1] if place + 1 < len(blocks) else None, signing)
            if isinstance(block, Signing):
                # What is signed stands on the page of the signature.
                self._last_words(pending, signing_height(self, block))
            else:
                room = table.whole_height if table else ticks_height(self, block) if isinstance(block, Ticks) else 0.0
                keep = table is not None or isinstance(block, Ticks)
                self._words(pending, keep=keep, room=room + tail if tail else 0.0)
            pending = []
            if table is None:
                self._other(block, tail)
            else:
                table.draw(tail)
                self.y -= _GAP
        self._last_words(pending, signing)
        if self.document.signatures:
            if self.y - signing < self.bottom:
                self.next_page()
            self.sign(self.document.signatures)

    def _tail(self, following: Block | None, signing: float) -> float:
        """Return the points of what is signed below a block: it goes with at least the end of that block."""
        if isinstance(following, Signing):
            return _GAP + signing_height(self, following)
        return _GAP + signing if following is None and signing else 0.0

    def _other(self, block: Block, tail: float) -> None:
        if isinstance(block, Facts):
            FactsBlock(self, block).draw()
        elif isinstance(block, Ticks):
            draw_ticks(self, block, tail)
        elif isinstance(block, Signing):
            draw_signing(self, block)
        elif isinstance(block, Slip):
            draw_slip(self, block, self.told)

    def _words(self, paragraphs: Sequence[Paragraph], *, keep: bool, room: float = 0.0) -> None:
        """Draw words; headings to ``keep`` with what follows move with it where the page has not so much ``room``."""
        pieces = [piece for paragraph in paragraphs for piece in self.pieces(paragraph)]
        if keep and pieces:
            start = len(pieces) - 1
            while start > 0 and pieces[start - 1].keep_next:
                start -= 1
            self.flow(pieces[:start])
            pieces = pieces[start:]
            needed = self.space + self.leading * min(len(pieces[-1].lines), 3) + max(90, room)
            if self.y - needed < self.bottom:
                self.next_page()
        self.flow(pieces)
        if keep and pieces:
            self.y -= _GAP * 0.7

    def _last_words(self, paragraphs: Sequence[Paragraph], tail: float) -> None:
        """Draw words; the last paragraph stands on the page that takes ``tail`` points below it."""
        pieces = [piece for paragraph in paragraphs for piece in self.pieces(paragraph)]
        if pieces and tail:
            needed = self.space + len(pieces[-1].lines) * self.leading + tail
            self.flow(pieces[:-1])
            if self.y - needed < self.bottom and needed <= self.page_room:
                self.next_page()
            pieces = pieces[-1:]
        self.flow(pieces)

    def told(self) -> None:
        """Count a row and say so now and then."""
        self._rows += 1
        if self._progress is not None and self._rows % _TOLD_EVERY == 0:
            self._progress(self._rows)
