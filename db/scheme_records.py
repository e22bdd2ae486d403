"""What an office changed of the rating schemes: files it took in, single values it set."""

from __future__ import annotations

from datetime import date

from db.record_base import Record


class SchemeFile(Record, frozen=True, kw_only=True):
    """One file the office took in."""

    code: str
    body: str
    """TOML, as it was taken in."""
    adopted_at: str
    """Local wall time, ISO, for display."""


class SchemeValue(Record, frozen=True, kw_only=True):
    """One value the office set itself."""

    scheme: str
    path: str
    """Which value, for instance "levels/excellent/conditions/points/value"."""
    value: str
    """As JSON."""
    document: str
    """What it rests on, for instance "Hướng dẫn"."""
    number: str = ""
    dated: date | None = None
    note: str = ""
    at: str = ""
    """Local wall time it was set, ISO, for display."""
