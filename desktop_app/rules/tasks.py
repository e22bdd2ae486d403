"""The year's tasks: spans they are reviewed over, what a plan may hold, which of them the next meeting looks at."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date

from db.meeting_records import Assignment, AssignmentOutcome
from db.records import Finding
from db.task_records import AssignmentInput, Origin, TaskReview
from desktop_app.rules.dates import format_day
from desktop_app.rules.findings import error, warning

MAX_TEXT = 1_000
MAX_LINE = 300
_SPAN = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])|-Q([1-4])|-H([12]))?")
FULL = 1000
"""All of it, in tenths of a percent."""


def span_days(span: str) -> tuple[date, date]:
    """Return the first and the last day of "2026-03", "2026-Q1", "2026-H1" or "2026". Raises ValueError for others."""
    match = _SPAN.fullmatch(span)
    if match is None:
        raise ValueError(f"no span: {span!r}")
    year, month, quarter, half = match.groups()
    first, last = 1, 12
    if month:
        first = last = int(month)
    elif quarter:
        first, last = 3 * int(quarter) - 2, 3 * int(quarter)
    elif half:
        first, last = 6 * int(half) - 5, 6 * int(half)
    return date(int(year), first, 1), date(int(year), last, calendar.monthrange(int(year), last)[1])


def counts_in(task: Assignment, span: str) -> bool:
    """Return whether a task is looked at when a span is reviewed: given by its end, and open or due within it."""
    first, last = span_days(span)
    if task.outcome is AssignmentOutcome.WITHDRAWN or task.given_on > last:
        return False
    if task.outcome is AssignmentOutcome.OPEN:
        return True
    told = task.done_on or task.due_on
    return told is None or told >= first


def next_meeting_asks(task: Assignment, held_on: date) -> bool:
    """Return whether an open task appears in a meeting of that day: one a meeting gave, else one due in its month.

    A plan has thirty lines; only those whose time has come are looked at beside the minutes.
    """
    if task.origin == Origin.MEETING:
        return True
    _, last = span_days(held_on.isoformat()[:7])
    return task.due_on is not None and task.due_on <= last


def check(entered: AssignmentInput) -> list[Finding]:
    """Return what is wrong with a task of a plan; paths are those of its fields."""
    return list(_check(entered))


def _check(entered: AssignmentInput) -> Iterator[Finding]:
    if not entered.text:
        yield error("TASK_NO_TEXT", "text")
    if entered.member_id is None and not entered.assignee:
        yield error("TASK_NOBODY", "member_id")
    if entered.due_on is not None and entered.due_on < entered.given_on:
        days = {"due": format_day(entered.due_on), "given": format_day(entered.given_on)}
        yield error("TASK_DUE_BEFORE_GIVEN", "due_on", **days)
    if entered.due_on is not None and entered.due_on.year != entered.year:
        yield warning("TASK_DUE_IN_OTHER_YEAR", "due_on", due=format_day(entered.due_on), year=entered.year)
    if not 0 <= entered.weight <= 100:
        yield error("TASK_WEIGHT", "weight", weight=entered.weight)
    for name in ("text", "target"):
        value = getattr(entered, name)
        if len(value) > MAX_TEXT:
            yield error("TEXT_TOO_LONG", name, length=len(value), limit=MAX_TEXT)
    for name in ("assignee", "area", "basis", "supervisor", "helped"):
        value = getattr(entered, name)
        if len(value) > MAX_LINE:
            yield error("TEXT_TOO_LONG", name, length=len(value), limit=MAX_LINE)


def check_review(review: TaskReview) -> list[Finding]:
    """Return what is wrong with what is said of a task."""
    found = []
    if review.progress is not None and not 0 <= review.progress <= FULL:
        found.append(error("TASK_PROGRESS", "progress"))
    if review.outcome is AssignmentOutcome.WITHDRAWN:
        found.append(error("TASK_REVIEW_WITHDRAWN", "outcome"))
    for name in ("self_assessment", "committee_remark", "conclusion"):
        value = getattr(review, name)
        if len(value) > MAX_TEXT:
            found.append(error("TEXT_TOO_LONG", name, length=len(value), limit=MAX_TEXT))
    return found
