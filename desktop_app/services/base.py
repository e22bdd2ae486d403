"""What the services share: the clock they are given, findings that stop a save, and cleaning of single fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from db.problems import ProblemError
from db.records import Finding, Severity

Clock = Callable[[], datetime]
"""Gives the local wall time; tests and the demonstration set it."""


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Return those findings that stop the work."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def refuse_errors(findings: Iterable[Finding], code: str = "V01") -> None:
    """Raise ProblemError V01 with the errors among the findings, when there are any."""
    found = errors(findings)
    if found:
        raise ProblemError(code, count=len(found), findings=tuple(found))


def error(code: str, field: str, source: str = "", /, **values: str | int) -> Finding:
    """Return a finding that stops the work."""
    return Finding(code=code, severity=Severity.ERROR, field=field, values=values, source=source)


def warning(code: str, field: str, source: str = "", /, **values: str | int) -> Finding:
    """Return a finding that only points something out."""
    return Finding(code=code, severity=Severity.WARNING, field=field, values=values, source=source)


def too_long(field: str, value: str, limit: int) -> list[Finding]:
    """Return an error when a text is longer than its field allows."""
    if len(value) <= limit:
        return []
    return [error("TEXT_TOO_LONG", field, length=len(value), limit=limit)]
