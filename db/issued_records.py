"""Documents of a cell as lists and books of numbers show them."""

from __future__ import annotations

from datetime import date

from db.meeting_records import IssuedType, MeetingState
from db.record_base import Record


class IssuedSummary(Record, frozen=True, kw_only=True):
    """A kept document in one line of a list."""

    id: str
    series_id: str
    type: IssuedType
    cell_id: str
    issued_on: date
    number: int
    version: int
    state: MeetingState
    subject: str
    meeting_series: str | None = None


class NumberedDocument(Record, frozen=True, kw_only=True):
    """One version of a document that bears a number."""

    id: str
    series_id: str
    number: int
    version: int
    state: MeetingState
    on: date
    kind: str = ""
    """Kind of the meeting; empty for what is no minutes."""
    period: str = ""
    words: str = ""
    """Theme of a meeting, party group, or what a document is about."""
    reason: str = ""
