"""What the services share: the clock they are given, findings that stop a save, and cleaning of single fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from db.problems import ProblemError
from db.records import Finding, Severity
from desktop_app.rules.findings import error

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


def too_long(field: str, value: str, limit: int) -> list[Finding]:
    """Return an error when a text is longer than its field allows."""
    if len(value) <= limit:
        return []
    return [error("TEXT_TOO_LONG", field, length=len(value), limit=limit)]
