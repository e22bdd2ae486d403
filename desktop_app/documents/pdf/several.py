"""Several papers in one file, one after another: what is printed for many cells in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from desktop_app.documents.model import Document
from desktop_app.documents.pdf.document import DocumentPages
from desktop_app.documents.pdf.sheet import Sheet
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


def _pages(
    document: Document | TableDocument, overrides: Overrides | None, sheet: Sheet | None
) -> DocumentPages | TablePages:
    if isinstance(document, Document):
        return DocumentPages(document, overrides, sheet)
    return TablePages(document, overrides, sheet=sheet)
