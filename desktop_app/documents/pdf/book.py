"""Drawing the bound book of minutes: cover, contents with page numbers, every minute in its order, the last page.

Pages are written as they come and nothing of a minute is kept when it is drawn. The contents stand in front but are
drawn last, when the page of every minute is known; how many pages they take is known beforehand, because that does not
depend on the numbers they show.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import BinaryIO, NamedTuple

from desktop_app.documents.book import Book, BookLine, BookPart, closing_document, wording
from desktop_app.documents.layout import POINTS_PER_MM, document_layout
from desktop_app.documents.model import Document
from desktop_app.documents.pdf.document import DocumentPages
from desktop_app.documents.pdf.party import PartyPages, balanced_lines
from desktop_app.documents.pdf.sheet import Sheet
from desktop_app.documents.pdf.streamed import StreamedSheet
from desktop_app.documents.pdf.typeset import Face, Line, break_lines
from desktop_app.rules.dates import format_day
from desktop_app.rules.regulation import Overrides

Progress = Callable[[int, int], None]
"""Told how many minutes were drawn so far, of how many; what it raises ends the writing."""
OverridesOf = Callable[[date], Overrides | None]
"""Gives the office's own values of rules on a day."""


class Binding(NamedTuple):
    """How the book is printed and bound."""

    double_sided: bool = True
    """Both sides of a sheet are printed: the wide margin lies left on odd pages and right on even ones."""
    right_hand: bool = False
    """Every minute begins on an odd page; only where both sides are printed."""


USUAL = Binding()


class Bound(NamedTuple):
    """What a book became."""

    pages: int
    first_pages: Mapping[str, int]
    """Page on which each minute begins, by the key of its line."""


def book_pdf(
    book: Book,
    document_of: Callable[[BookLine], Document],
    sink: BinaryIO,
    *,
    binding: Binding = USUAL,
    overrides_of: OverridesOf = lambda _day: None,
    progress: Progress | None = None,
) -> Bound:
    """Write a book into ``sink`` and return how many pages it has; the same book gives the same bytes.

    ``document_of`` gives the minutes of a line when their turn comes; it is asked once for each. ``overrides_of``
    gives the office's own values of rules on the day of a document.
    """
    return _Writer(book, document_of, sink, binding, overrides_of, progress).write()


class _Writer:
    def __init__(
        self,
        book: Book,
        document_of: Callable[[BookLine], Document],
        sink: BinaryIO,
        binding: Binding,
        overrides_of: OverridesOf,
        progress: Progress | None,
    ) -> None:
        self.book = book
        self.document_of = document_of
        self.binding = binding
        self.overrides_of = overrides_of
        self.progress = progress
        own = overrides_of(book.cover.on)
        # Thrown away: it only finds out how many pages the contents take.
        self.contents_pages = _Contents(book, own, binding, None).draw_contents({})
        layout = document_layout(book.cover.on, own)
        self.sheet = StreamedSheet(
            sink, font=layout.font, paper_mm=layout.paper_mm, title=book.cover.name, author=book.cover.author
        )
        self.first_pages: dict[str, int] = {}

    def write(self) -> Bound:
        book, sheet = self.book, self.sheet
        own = self.overrides_of(book.cover.on)
        _Front(book.cover, own, self.binding, sheet).draw_cover(book.cover)
        self._blank_to(odd=self.binding.double_sided)
        before = sheet.page
        sheet.page += self.contents_pages
        self._minutes()
        self._begin_anew()
        last = _BoundDocument(closing_document(book, sheet.page + 1), own, self.binding, sheet)
        last.draw_document()
        pages = sheet.page
        sheet.page = before
        drawn = _Contents(book, own, self.binding, sheet).draw_contents(self.first_pages)
        if drawn != self.contents_pages:
            raise RuntimeError(f"the contents take {drawn} pages, not {self.contents_pages}")
        sheet.end(moved=drawn, to=before)
        return Bound(pages, self.first_pages)

    def _minutes(self) -> None:
        done, total = 0, self.book.printed
        several = len(self.book.parts) > 1
        for number, part in enumerate(self.book.parts):
            # A cell of which nothing is printed stands in the contents only.
            if several and part.printed:
                self._begin_anew(odd=self.binding.double_sided)
                self._part(part, number)
            for line in part.lines:
                if not line.key:
                    continue
                document = self.document_of(line)
                self._begin_anew()
                pages = _BoundDocument(document, self.overrides_of(document.on), self.binding, self.sheet)
                self._mark(line.key, f"{line.number} – {line.what}", level=int(several))
                pages.draw_document()
                done += 1
                if self.progress is not None:
                    self.progress(done, total)

    def _part(self, part: BookPart, number: int) -> None:
        own = self.overrides_of(self.book.cover.on)
        page = _Front(self.book.cover, own, self.binding, self.sheet)
        self._mark(part_key(number), part.name, level=0)
        page.draw_part(part)

    def _mark(self, key: str, title: str, *, level: int) -> None:
        """Note on which page something begins, the next one, and let viewers lead there."""
        self.first_pages[key] = self.sheet.page + 1
        self.sheet.will_begin(key, title, level)

    def _begin_anew(self, *, odd: bool = False) -> None:
        self._blank_to(odd=odd or (self.binding.double_sided and self.binding.right_hand))

    def _blank_to(self, *, odd: bool) -> None:
        """Leave a page empty where the next one would be even and must not be."""
        if odd and self.sheet.page % 2 == 1:
            self.sheet.bear("", "")
            self.sheet.new_page()


def part_key(number: int) -> str:
    """Return the key under which the first page of a part is kept."""
    return f"part-{number}"


class _Mirrored(PartyPages):
    """Pages whose wide margin lies where they are bound."""

    def __init__(self, document: Document, overrides: Overrides | None, binding: Binding, sheet: Sheet | None) -> None:
        super().__init__(document, overrides, sheet)
        self.binding = binding

    def next_page(self) -> None:
        """Go on at the top of a new page, its margins as its side of the sheet asks."""
        layout = self.layout
        even = self.binding.double_sided and self.sheet.page % 2 == 1
        self.left = (layout.margin_right_mm if even else layout.margin_left_mm) * POINTS_PER_MM
        self.right = self.left + self.width
        super().next_page()


class _BoundDocument(_Mirrored, DocumentPages):
    """One minute within the book."""


class _Front(_Mirrored):
    """A page with a few words in its middle."""

    def middle(self, text: str, face: Face, size: float, *, narrow: float = 0.86) -> None:
        """Put a text in the middle of the page, on as many lines of the same length as it takes."""
        printable = face.printable(text)
        if not printable:
            return
        for line in balanced_lines(printable, face, size, self.width * narrow):
            self.y -= size * 1.25
            self.sheet.centred(line.text, face, size, self.left + self.width / 2, self.y)

    def draw_cover(self, cover: Document) -> None:
        """Draw the cover: who, what, which year, within a frame."""
        faces, layout = self.faces, self.layout
        self.next_page()
        canvas, top, height = self.sheet.canvas, self.y, self.page_room
        canvas.setLineWidth(2)
        canvas.rect(self.left, self.bottom, self.width, height)
        canvas.setLineWidth(0.6)
        canvas.rect(self.left + 4, self.bottom + 4, self.width - 8, height - 8)
        self.y = top - 34
        self.middle(cover.letterhead.upper_name, faces.regular, layout.upper_name_size + 1)
        self.middle(cover.letterhead.issuer, faces.bold, layout.issuer_size + 2)
        self.middle("*", faces.regular, layout.issuer_size)
        self.y = self.bottom + height * 0.64
        self.middle(cover.title, faces.bold, layout.title_size * 2)
        self.y -= 6
        for line in cover.subject:
            strong = line.isupper()
            size = layout.title_size * 1.4 if strong else layout.subject_size + 2
            self.middle(line, faces.bold if strong else faces.regular, size)
            self.y -= 8
        self.y = self.bottom + 46
        self.middle(cover.letterhead.place_and_date, faces.italic, layout.date_size)

    def draw_part(self, part: BookPart) -> None:
        """Draw the page that names the cell whose minutes follow."""
        faces, layout = self.faces, self.layout
        self.next_page()
        self.y = self.bottom + self.page_room * 0.62
        self.middle(part.header, faces.bold, layout.title_size * 1.5)
        self.y -= 10
        words = wording()["part"]["lines"].format(count=part.printed)
        self.middle(words, faces.regular, layout.subject_size)


class _Row(NamedTuple):
    """A line of the contents, broken; a part's heading has no number and no day."""

    number: list[Line]
    day: str
    what: list[Line]
    remark: list[Line]
    page: str
    key: str
    """Of what it leads to; empty where that is not in the book."""
    heading: bool


_SIDE, _ABOVE, _BELOW = 3.5, 2.5, 4.0
"""Points a cell keeps free around its words."""
_NUMBER_MM, _DAY_MM, _PAGE_MM = 17, 27, 15
_RULE = 0.5


class _Contents(_Mirrored):
    def __init__(self, book: Book, overrides: Overrides | None, binding: Binding, sheet: Sheet | None) -> None:
        super().__init__(book.cover, overrides, binding, sheet)
        if sheet is None:
            # A page is never the first of the book: it bears its number and lies as an odd one does.
            self.sheet.page = 2
        self.book = book
        self.words: dict[str, str] = wording()["contents"]
        self.size = self.layout.body_size - 1
        self.leading = self.size * 1.25
        number, day, page = (width * POINTS_PER_MM for width in (_NUMBER_MM, _DAY_MM, _PAGE_MM))
        self.widths = (number, day, self.width - number - day - page, page)
        self.top = 0.0

    def draw_contents(self, first_pages: Mapping[str, int]) -> int:
        """Draw the contents and return how many pages they take."""
        before = self.sheet.page
        self.next_page()
        self.y -= self.layout.title_size
        title = self.faces.bold.printable(self.words["title"])
        self.sheet.centred(title, self.faces.bold, self.layout.title_size, self.left + self.width / 2, self.y)
        self.y -= 14
        self._head()
        rows = list(self._rows(first_pages))
        for row, following in itertools.zip_longest(rows, rows[1:]):
            needed = self._height(row) + (self._height(following) if row.heading and following else 0)
            if self.y - needed < self.bottom:
                self._rule_down()
                self.next_page()
                self._head()
            self._row(row)
        self._rule_down()
        return self.sheet.page - before

    def _rows(self, first_pages: Mapping[str, int]) -> Iterator[_Row]:
        several = len(self.book.parts) > 1
        for number, part in enumerate(self.book.parts):
            if several:
                heading = BookLine(key=part_key(number) if part.printed else "", number="", what=part.name)
                yield self._broken(heading, first_pages, heading=True)
            for line in part.lines:
                yield self._broken(line, first_pages)
            if not part.lines:
                yield self._broken(BookLine(number="", remark=self.words["empty"]), first_pages)

    def _broken(self, line: BookLine, first_pages: Mapping[str, int], *, heading: bool = False) -> _Row:
        regular, bold, italic = self.faces.regular, self.faces.bold, self.faces.italic
        face = bold if heading else regular
        room = self.widths[2] - 2 * _SIDE + (self.widths[0] + self.widths[1] if heading else 0)
        return _Row(
            number=break_lines(regular.printable(line.number), regular, self.size, self.widths[0] - 2 * _SIDE),
            day=format_day(line.on) if line.on else "",
            what=break_lines(face.printable(line.what), face, self.size, room) if line.what else [],
            remark=break_lines(italic.printable(line.remark), italic, self.size, room) if line.remark else [],
            page=str(first_pages.get(line.key, "")) if line.key else self.words["none"],
            key=line.key if line.key in first_pages else "",
            heading=heading,
        )

    def _height(self, row: _Row) -> float:
        lines = max(len(row.number), len(row.what) + len(row.remark), 1)
        return lines * self.leading + _ABOVE + _BELOW

    def _row(self, row: _Row) -> None:
        height, sheet, size = self._height(row), self.sheet, self.size
        lefts = list(itertools.accumulate(self.widths, initial=self.left))
        baseline = self.y - _ABOVE - size
        face = self.faces.bold if row.heading else self.faces.regular
        if not row.heading:
            for place, line in enumerate(row.number):
                self._centred(line.text, face, lefts[0], self.widths[0], baseline - place * self.leading)
            self._centred(row.day, face, lefts[1], self.widths[1], baseline)
        text_left = lefts[0] if row.heading else lefts[2]
        told = [(line, face) for line in row.what] + [(line, self.faces.italic) for line in row.remark]
        for place, (line, style) in enumerate(told):
            sheet.line(line, style, size, text_left + _SIDE, baseline - place * self.leading)
        self._centred(row.page, face, lefts[3], self.widths[3], baseline)
        self.y -= height
        sheet.rule(self.left, self.right, self.y, _RULE)
        inner = (lefts[3],) if row.heading else lefts[1:4]
        sheet.canvas.lines([(x, self.y + height, x, self.y) for x in inner])
        if row.key:
            sheet.canvas.linkRect("", row.key, (self.left, self.y, self.right, self.y + height))

    def _centred(self, text: str, face: Face, left: float, width: float, baseline: float) -> None:
        self.sheet.centred(face.printable(text), face, self.size, left + width / 2, baseline)

    def _head(self) -> None:
        titles = (self.words["number"], self.words["day"], self.words["what"], self.words["page"])
        height = self.leading + _ABOVE + _BELOW
        self.top = self.y
        self.sheet.rule(self.left, self.right, self.y, _RULE)
        left = self.left
        for title, width in zip(titles, self.widths, strict=True):
            self._centred(title, self.faces.bold, left, width, self.y - _ABOVE - self.size)
            left += width
        self.y -= height
        self.sheet.rule(self.left, self.right, self.y, _RULE)
        lefts = list(itertools.accumulate(self.widths[:3], initial=self.left))[1:]
        self.sheet.canvas.lines([(x, self.y + height, x, self.y) for x in lefts])

    def _rule_down(self) -> None:
        self.sheet.canvas.lines([(x, self.top, x, self.y) for x in (self.left, self.right)])
