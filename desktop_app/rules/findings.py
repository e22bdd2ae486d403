"""Making findings: what stops the work, and what is only pointed out."""

from __future__ import annotations

from db.records import Finding, Severity


def error(code: str, field: str, source: str = "", /, **values: str | int) -> Finding:
    """Return a finding that stops the work."""
    return Finding(code=code, severity=Severity.ERROR, field=field, values=values, source=source)


def warning(code: str, field: str, source: str = "", /, **values: str | int) -> Finding:
    """Return a finding that only points something out."""
    return Finding(code=code, severity=Severity.WARNING, field=field, values=values, source=source)
