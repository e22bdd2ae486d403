"""The book of numbers of one type of document: what each number stands for, which were left out, which are missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

import msgspec

from db.meeting_records import MeetingState, NumberSkip
from db.view_records import NumberedDocument


class LineKind(StrEnum):
    """What a line of the book says of its numbers."""

    USED = "used"
    """A document bears the number."""
    SKIPPED = "skipped"
    """Left out, with a reason."""
    GAP = "gap"
    """No document bears the number and nobody said why."""


class LedgerLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line: a number, or neighbouring numbers of which the same is to be said."""

    kind: LineKind
    first: int
    last: int
    document: NumberedDocument | None = None
    """The newest version of what bears the number."""
    skip_id: str = ""
    reason: str = ""
    """Why the numbers were left out, why the document was cancelled or why its version replaced another."""
    twice: bool = False
    """Whether another document of the same count bears the number too."""

    @property
    def cancelled(self) -> bool:
        """Whether the document was taken out of use; its number is not used again."""
        return self.document is not None and self.document.state is MeetingState.CANCELLED


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """The book of one count of a cell."""

    since: date | None
    """First day of the count; None for "since ever"."""
    until: date | None
    """The day on which the next count begins."""
    next_number: int
    """What the next document will bear."""
    lines: tuple[LedgerLine, ...]

    @property
    def gaps(self) -> tuple[LedgerLine, ...]:
        """The lines of numbers nobody explained."""
        return tuple(line for line in self.lines if line.kind is LineKind.GAP)


def next_number(used: Iterable[int], skipped: Sequence[NumberSkip]) -> int:
    """Return the lowest number above all used ones that is not left out."""
    number = max(used, default=0) + 1
    for skip in sorted(skipped, key=lambda skip: skip.first):
        if skip.first <= number <= skip.last:
            number = skip.last + 1
    return number


def lines(documents: Sequence[NumberedDocument], skipped: Sequence[NumberSkip]) -> tuple[LedgerLine, ...]:
    """Return the book in the order of its numbers: each up to the highest used one stands in it, and all left out."""
    newest = {}
    for document in sorted(documents, key=lambda document: document.version):
        newest[document.series_id] = document
    shared: dict[int, int] = {}
    for document in newest.values():
        shared[document.number] = shared.get(document.number, 0) + 1
    found = [
        LedgerLine(
            kind=LineKind.USED,
            first=document.number,
            last=document.number,
            document=document,
            reason=document.reason,
            twice=shared[document.number] > 1,
        )
        for document in newest.values()
    ]
    found += [
        LedgerLine(kind=LineKind.SKIPPED, first=skip.first, last=skip.last, skip_id=skip.id, reason=skip.reason)
        for skip in skipped
    ]
    explained = {number for line in found for number in range(line.first, line.last + 1)}
    for number in range(1, max(shared, default=0)):
        if number in explained:
            continue
        before = found[-1] if found and found[-1].kind is LineKind.GAP else None
        if before is not None and before.last == number - 1:
            found[-1] = msgspec.structs.replace(before, last=number)
        else:
            found.append(LedgerLine(kind=LineKind.GAP, first=number, last=number))
    order = list(LineKind)
    return tuple(sorted(found, key=lambda line: (line.first, order.index(line.kind), line.skip_id, _order_of(line))))


def _order_of(line: LedgerLine) -> tuple[str, str]:
    document = line.document
    return (document.on.isoformat(), document.series_id) if document is not None else ("", "")
