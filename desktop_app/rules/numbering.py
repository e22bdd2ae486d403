"""How minutes and other documents of a cell are numbered, and where a count begins anew.

Each type of document has a count of its own. Hướng dẫn 36-HD/VPTW ngày 03/4/2018 numbers each type by the term of the
committee; where an office does otherwise, the label and the span are dated values it may change.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from db.meeting_records import MeetingKind
from desktop_app.rules import regulation

UNNUMBERED = "…"
"""What stands for the number of a document that has none yet."""
TERM_BEGAN = "numbering.term_began"


class Counted(StrEnum):
    """Types of documents that are numbered apart."""

    MINUTES = "minutes"
    """Biên bản sinh hoạt chi bộ."""
    COMMITTEE_MINUTES = "committee_minutes"
    """Biên bản họp chi ủy."""
    GROUP_MINUTES = "group_minutes"
    """Biên bản họp tổ đảng."""
    RESOLUTION = "resolution"
    """Nghị quyết."""
    NOTICE = "notice"
    """Thông báo kết luận."""
    INVITATION = "invitation"
    """Giấy mời."""


_OWN_COUNT = {MeetingKind.COMMITTEE: Counted.COMMITTEE_MINUTES, MeetingKind.PARTY_GROUP: Counted.GROUP_MINUTES}


def counted_as(kind: MeetingKind) -> Counted:
    """Return in which count the minutes of a kind of meeting are numbered."""
    return _OWN_COUNT.get(kind, Counted.MINUTES)


def kinds_in(document: Counted) -> tuple[MeetingKind, ...]:
    """Return the kinds of meetings whose minutes are numbered in a count; none for what is no minutes."""
    return tuple(kind for kind in MeetingKind if counted_as(kind) is document)


def label(document: Counted, number: int | None, on: date, overrides: regulation.Overrides | None = None) -> str:
    """Return the number line of a document of a day, for instance "Số 05-NQ/CB"; with "…" while unnumbered.

    Source: rules ``numbering.<document>.label``.
    """
    pattern: str = regulation.in_force(f"numbering.{document}.label", on, overrides).value
    if number is None:
        head, _, tail = pattern.partition("{")
        return head + UNNUMBERED + tail.partition("}")[2]
    return pattern.format(number=number)


def minutes_label(
    number: int | None,
    on: date,
    overrides: regulation.Overrides | None = None,
    kind: MeetingKind = MeetingKind.REGULAR,
) -> str:
    """Return the number line of minutes held on a day, for instance "Số 05-BB/CB"; see ``label``."""
    return label(counted_as(kind), number, on, overrides)


def by_term(document: Counted, on: date, overrides: regulation.Overrides | None = None) -> bool:
    """Return whether a count runs through a whole term. Source: rules ``numbering.<document>.reset``."""
    return bool(regulation.in_force(f"numbering.{document}.reset", on, overrides).value == "term")


def counting_since(
    on: date,
    term_began: date | None = None,
    overrides: regulation.Overrides | None = None,
    document: Counted = Counted.MINUTES,
) -> date | None:
    """Return the first day of the span in which documents of a day are numbered, None for "since ever".

    Source: rules ``numbering.<document>.reset``: by year, or by term, which needs the day the office's term began.
    """
    if not by_term(document, on, overrides):
        return date(on.year, 1, 1)
    return term_began if term_began is not None and term_began <= on else None


def span(
    on: date,
    overrides: regulation.Overrides | None = None,
    document: Counted = Counted.MINUTES,
    terms: Iterable[date] = (),
) -> tuple[date | None, date | None]:
    """Return from which day, and to before which day, documents are numbered in one count with those of a day.

    None is "without end". ``terms`` are first days of other terms the office knows of: a count ends where the next
    term begins, and a day before the term now running belongs to the one before. Sources: rules
    ``numbering.<document>.reset`` and ``numbering.term_began``.
    """
    if not by_term(document, on, overrides):
        return date(on.year, 1, 1), date(on.year + 1, 1, 1)
    began: date = regulation.in_force(TERM_BEGAN, on, overrides).value
    known = sorted({began, *terms})
    earlier = [day for day in known if day <= on]
    since = began if began <= on else earlier[-1] if earlier else None
    return since, next((day for day in known if day > on), None)
