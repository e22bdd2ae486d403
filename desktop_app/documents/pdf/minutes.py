"""Minutes as PDF."""

from __future__ import annotations

from desktop_app.documents.minutes import MinutesData, minutes_document
from desktop_app.documents.pdf.document import document_pdf


def minutes_pdf(data: MinutesData, *, sample: bool = False) -> bytes:
    """Return the minutes as PDF; the same data gives the same bytes. ``sample`` marks every page as sample data."""
    return document_pdf(minutes_document(data, sample=sample))
