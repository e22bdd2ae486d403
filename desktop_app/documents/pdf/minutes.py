"""Minutes as PDF."""

from __future__ import annotations

from desktop_app.documents.minutes import MinutesData, minutes_document
from desktop_app.documents.pdf.document import document_pdf
from desktop_app.rules.regulation import Overrides


def minutes_pdf(data: MinutesData, *, sample: bool = False, overrides: Overrides | None = None) -> bytes:
    """Return the minutes as PDF; the same data gives the same bytes. ``sample`` marks every page as sample data.

    ``overrides`` are the office's own values of rules on the day of the meeting.
    """
    return document_pdf(minutes_document(data, sample=sample, overrides=overrides), overrides)
