"""Numbers of a cell's documents: the next one, the book that accounts for every one, and those left out."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from db import numbers, organizations
from db.ids import new_id
from db.meeting_records import NumberSkip
from db.problems import ProblemError
from db.records import Finding
from db.text import normalize
from db.view_records import NumberedDocument
from desktop_app.rules import number_ledger, numbering, own_values
from desktop_app.rules.findings import error
from desktop_app.rules.number_ledger import Ledger, LineKind
from desktop_app.rules.numbering import Counted
from desktop_app.services.base import Clock, refuse_errors, too_long
from desktop_app.services.regulations import OwnValues, RegulationService

if TYPE_CHECKING:
    from db.store import Store

MAX_NUMBER = 9_999
"""The highest number a document may bear."""
MAX_REASON = 300
"""Characters of the reason why numbers were left out."""


class CellCount(msgspec.Struct, frozen=True, kw_only=True):
    """How the book of one cell stands."""

    cell_id: str
    cell_name: str
    used: int
    """Documents, cancelled ones among them."""
    cancelled: int
    skipped: int
    missing: int
    """Numbers nobody explained."""
    twice: bool
    """Whether two documents bear one number."""
    next_number: int


class NumberService:
    """Reads the books of numbers and keeps which numbers are left out; each writing method is one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._regulations = RegulationService(store, office_id, clock)

    # --- reading ---

    def next_number(self, cell_id: str, document: Counted, on: date) -> int:
        """Return the number the next document of a day will bear: above all used ones, and none that is left out."""
        documents, skipped = self._count(cell_id, document, *self._span(document, on))
        return number_ledger.next_number((kept.number for kept in documents), skipped)

    def last_on(self, cell_id: str, document: Counted, on: date) -> date | None:
        """Return the day of the document with the highest number in the count a day belongs to, None for none."""
        documents, _ = self._count(cell_id, document, *self._span(document, on))
        return max(documents, key=lambda kept: (kept.number, kept.version)).on if documents else None

    def one_count(self, document: Counted, one: date, other: date) -> bool:
        """Return whether documents of two days are numbered in one count."""
        return self._span(document, one) == self._span(document, other)

    def label(self, document: Counted, number: int | None, on: date) -> str:
        """Return a number as a document of a day prints it, for instance "Số 05-NQ/CB"."""
        return numbering.label(document, number, on, self._regulations.overrides(on))

    def ledger(self, cell_id: str, document: Counted, year: int) -> Ledger:
        """Return the book of numbers that is written at the end of a year, or today in the year that runs.

        Where numbers run through a term it is the book of that term.
        """
        since, until = self._span(document, self.day_of(year))
        documents, skipped = self._count(cell_id, document, since, until)
        return Ledger(
            since=since,
            until=until,
            next_number=number_ledger.next_number((kept.number for kept in documents), skipped),
            lines=number_ledger.lines(documents, skipped),
        )

    def overview(self, document: Counted, year: int) -> list[CellCount]:
        """Return how the books of all cells of the office stand, in the order of the cells' names; see ``ledger``."""
        cells = organizations.cells(self._store, self._office_id, self.day_of(year))
        found = []
        for cell in cells:
            ledger = self.ledger(cell.id, document, year)
            found.append(
                CellCount(
                    cell_id=cell.id,
                    cell_name=cell.name,
                    used=sum(line.kind is LineKind.USED for line in ledger.lines),
                    cancelled=sum(line.cancelled for line in ledger.lines),
                    skipped=_numbers_of(ledger, LineKind.SKIPPED),
                    missing=_numbers_of(ledger, LineKind.GAP),
                    twice=any(line.twice for line in ledger.lines),
                    next_number=ledger.next_number,
                )
            )
        return found

    def day_of(self, year: int) -> date:
        """Return the day whose count is looked at for a year: its last one, or today while it runs."""
        return min(date(year, 12, 31), max(self._clock().date(), date(year, 1, 1)))

    def _span(self, document: Counted, on: date) -> tuple[date | None, date | None]:
        own = self._regulations.own()
        return numbering.span(on, own.on(on), document, _terms(own, on))

    def _count(
        self, cell_id: str, document: Counted, since: date | None, until: date | None
    ) -> tuple[list[NumberedDocument], list[NumberSkip]]:
        kinds = numbering.kinds_in(document)
        if kinds:
            documents = numbers.of_minutes(self._store, cell_id, kinds, since, until)
        else:
            documents = numbers.of_issued(self._store, cell_id, document.value, since, until)
        return documents, numbers.skips(self._store, cell_id, document.value, since, until)

    # --- writing ---

    def skip(self, cell_id: str, document: Counted, first: int, last: int, on: date, reason: str) -> NumberSkip:
        """Leave out the numbers from ``first`` to ``last`` of the count that a day belongs to, with a reason.

        Raises ProblemError V01 with NUMBER_RANGE, NUMBER_USED, NUMBER_SKIPPED_ALREADY, NUMBER_REASON, TEXT_TOO_LONG;
        V04, V05 for a cell that is not of this office.
        """
        self._own_cell(cell_id, on)
        why = normalize(reason)
        found = _reason_findings(why)
        if not 1 <= first <= last <= MAX_NUMBER:
            found.append(error("NUMBER_RANGE", "first", most=MAX_NUMBER))
        else:
            found += self._taken(cell_id, document, first, last, on)
        refuse_errors(found)
        made = NumberSkip(
            id=new_id(),
            owner_id=self._office_id,
            cell_id=cell_id,
            document=document.value,
            first=first,
            last=last,
            on=on,
            reason=why,
        )
        with self._store.operation(
            "numbers.skip", f"number_skip:{made.id}", cell=cell_id, document=document.value, first=first, last=last
        ):
            numbers.insert_skips(self._store, [made])
        return made

    def _taken(self, cell_id: str, document: Counted, first: int, last: int, on: date) -> list[Finding]:
        documents, skipped = self._count(cell_id, document, *self._span(document, on))
        used = sorted({kept.number for kept in documents if first <= kept.number <= last})
        if used:
            return [error("NUMBER_USED", "first", number=used[0])]
        if any(skip.first <= last and first <= skip.last for skip in skipped):
            return [error("NUMBER_SKIPPED_ALREADY", "first", first=first, last=last)]
        return []

    def start_at(self, cell_ids: Sequence[str], document: Counted, number: int, on: date, reason: str) -> list[str]:
        """Let the next document of each cell bear ``number``: those before it stand in the paper book.

        One operation for all. Returns the cells left as they are, because they have come as far already. Raises
        ProblemError V01 with NUMBER_RANGE, NUMBER_REASON, TEXT_TOO_LONG; V04, V05 as ``skip`` does.
        """
        why = normalize(reason)
        found = _reason_findings(why)
        if not 1 < number <= MAX_NUMBER:
            found.append(error("NUMBER_START", "first", most=MAX_NUMBER))
        refuse_errors(found)
        left, made = [], []
        span = self._span(document, on)
        for cell_id in cell_ids:
            self._own_cell(cell_id, on)
            documents, skipped = self._count(cell_id, document, *span)
            free = number_ledger.next_number((kept.number for kept in documents), skipped)
            if free >= number:
                left.append(cell_id)
                continue
            made += [
                NumberSkip(
                    id=new_id(),
                    owner_id=self._office_id,
                    cell_id=cell_id,
                    document=document.value,
                    first=first,
                    last=last,
                    on=on,
                    reason=why,
                )
                for first, last in _free_ranges(free, number - 1, skipped)
            ]
        if made:
            subject = f"organization:{self._office_id if len(cell_ids) > 1 else cell_ids[0]}"
            with self._store.operation(
                "numbers.start", subject, document=document.value, number=number, cells=len(cell_ids) - len(left)
            ):
                numbers.insert_skips(self._store, made)
        return left

    def unskip(self, skip_id: str) -> None:
        """Give numbers that were left out free again. Raises ProblemError V04, V05."""
        kept = numbers.skip(self._store, skip_id)
        if kept is None:
            raise ProblemError("V05", id=skip_id)
        self._own_cell(kept.cell_id, kept.on)
        with self._store.operation("numbers.unskip", f"number_skip:{skip_id}", cell=kept.cell_id):
            numbers.remove_skip(self._store, skip_id)

    def _own_cell(self, cell_id: str, on: date) -> None:
        cell = organizations.get(self._store, cell_id, on)
        if cell is None:
            raise ProblemError("V05", id=cell_id)
        if cell.owner_id != self._office_id:
            raise ProblemError("V04", name=cell.name)


def _numbers_of(ledger: Ledger, kind: LineKind) -> int:
    return sum(line.last - line.first + 1 for line in ledger.lines if line.kind is kind)


def _terms(own: OwnValues, on: date) -> list[date]:
    """Return the first days of all terms the office ever named, whenever that was to hold."""
    named = []
    for kept in own.book.get(numbering.TERM_BEGAN, ()):
        if kept.text is not None:
            with suppress(ProblemError):
                named.append(own_values.parse(numbering.TERM_BEGAN, kept.text, on))
    return named


def _reason_findings(why: str) -> list[Finding]:
    if not why:
        return [error("NUMBER_REASON", "reason")]
    return too_long("reason", why, MAX_REASON)


def _free_ranges(first: int, last: int, skipped: Sequence[NumberSkip]) -> list[tuple[int, int]]:
    """Return the ranges from ``first`` to ``last`` that nobody left out yet."""
    ranges = []
    start = first
    for skip in sorted(skipped, key=lambda skip: skip.first):
        if skip.last < start or skip.first > last:
            continue
        if skip.first > start:
            ranges.append((start, skip.first - 1))
        start = max(start, skip.last + 1)
    if start <= last:
        ranges.append((start, last))
    return ranges
