"""Several papers in one file, one after another: what is printed for many cells in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import BinaryIO, NamedTuple

from desktop_app.documents.layout import document_layout
from desktop_app.documents.model import Document
from desktop_app.documents.pdf.document import DocumentPages
from desktop_app.documents.pdf.sheet import Sheet
from desktop_app.documents.pdf.streamed import StreamedSheet
from desktop_app.documents.pdf.table import TablePages
from desktop_app.documents.table_model import TableDocument
from desktop_app.rules.regulation import Overrides

Progress = Callable[[int], None]
"""Told how many papers are drawn; what it raises ends the work."""


def several_pdf(
    papers: Iterable[tuple[Document | TableDocument, Overrides | None]],
    progress: Progress | None = None,
    *,
    even: bool = False,
) -> bytes:
    """Return papers as one PDF, the pages of each numbered by themselves; b"" where there is none.

    Each paper comes with the office's own values of rules on its day. With ``even`` each begins on the front of a
    sheet, so that papers printed on both sides come apart.
    """
    sheet: Sheet | None = None
    for number, (document, overrides) in enumerate(papers, 1):
        if even and sheet is not None and sheet.page % 2:
            sheet.bear("", "")
            sheet.new_page()
        pages = _pages(document, overrides, sheet)
        pages.before = sheet.page if sheet is not None else 0
        sheet = pages.sheet
        pages.draw_document()
        if progress is not None:
            progress(number)
    return sheet.finish() if sheet is not None else b""


class Entry(NamedTuple):
    """One paper of a long file."""

    document: Document | TableDocument
    overrides: Overrides | None
    headings: tuple[str, ...] = ()
    """Under which titles viewers list its first page, from the outside in; those it shares with the one before it
    stand there already."""


def several_into(
    sink: BinaryIO,
    papers: Iterable[Entry],
    progress: Progress | None = None,
    *,
    title: str,
    author: str,
    even: bool = False,
) -> int:
    """Write papers into ``sink`` one after another and return how many pages they take; 0 when there is none.

    A page leaves as soon as it is drawn, so that thousands of papers take no more memory than a few; ``papers`` is
    walked through once. With ``even`` each begins on the front of a sheet.
    """
    sheet: StreamedSheet | None = None
    before: tuple[str, ...] = ()
    for number, (document, overrides, headings) in enumerate(papers, 1):
        if sheet is None:
            layout = document_layout(document.on, overrides)
            sheet = StreamedSheet(sink, font=layout.font, paper_mm=layout.paper_mm, title=title, author=author)
        elif even and sheet.page % 2:
            sheet.bear("", "")
            sheet.new_page()
        for level, words in enumerate(headings):
            if headings[: level + 1] != before[: level + 1]:
                sheet.will_begin(f"{number}-{level}", words, level)
        before = headings
        pages = _pages(document, overrides, sheet)
        pages.before = sheet.page
        pages.draw_document()
        if progress is not None:
            progress(number)
    if sheet is None:
        return 0
    sheet.end()
    return sheet.page


def _pages(
    document: Document | TableDocument, overrides: Overrides | None, sheet: Sheet | None
) -> DocumentPages | TablePages:
    if isinstance(document, Document):
        return DocumentPages(document, overrides, sheet)
    return TablePages(document, overrides, sheet=sheet)
