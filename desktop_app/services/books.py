"""Bound books: all minutes of a cell for a year, or of all cells, planned first and then written as one file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from db import drafts, files, founding, meetings, organizations, places, roles, settings
from db.meeting_records import MeetingContent, MeetingKind, MeetingState, MeetingSummary
from db.problems import ProblemError
from db.records import Organization
from db.register_records import RoleKind
from desktop_app.rules import dates, numbering
from desktop_app.rules.naming import file_piece
from desktop_app.rules.numbering import Counted
from desktop_app.services.base import Clock
from desktop_app.services.regulations import RegulationService

if TYPE_CHECKING:
    from db.store import Store
    from desktop_app.documents.book import Book, BookLine, BookPart
    from desktop_app.documents.model import Document
    from desktop_app.documents.pdf.book import Binding, Bound

BOOKS: Final = (Counted.MINUTES, Counted.COMMITTEE_MINUTES, Counted.GROUP_MINUTES)
"""The counts of which a book is bound; each is a book of its own, as its numbers are."""
FIRST_YEAR, LAST_YEAR = 1930, 2999

Progress = Callable[[int, int], None]
"""Told how many minutes were drawn so far, of how many; what it raises ends the work and leaves no file."""


@dataclass(frozen=True)
class Gap:
    """A month whose minutes are not in the book, or a draft that would belong into it."""

    cell_id: str
    cell_name: str
    period: str
    kind: MeetingKind
    draft_id: str = ""
    """The draft being written; empty where nothing is."""


@dataclass(frozen=True)
class PlanPart:
    """One cell of a plan."""

    cell_id: str
    code: str
    part: BookPart
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class BookPlan:
    """What a book would hold, and what is missing from it."""

    cell_id: str | None
    """None for one book of all cells."""
    document: Counted
    year: int
    parts: tuple[PlanPart, ...]

    @property
    def printed(self) -> int:
        """How many minutes stand in it."""
        return sum(part.part.printed for part in self.parts)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Everything that is missing, cell by cell."""
        return tuple(gap for part in self.parts for gap in part.gaps)

    @property
    def file_name(self) -> str:
        """A name for the file, without ending."""
        what = {Counted.COMMITTEE_MINUTES: "chi-uy-", Counted.GROUP_MINUTES: "to-dang-"}.get(self.document, "")
        whose = f"-{file_piece(self.parts[0].code)}" if self.cell_id is not None and self.parts else ""
        return f"so-bien-ban-{what}{self.year}{whose}"


class BookService:
    """Reads only; what it writes are files, never the store."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._regulations = RegulationService(store, office_id, clock)

    # --- what a book would hold ---

    def plan(self, cell_id: str | None, year: int, document: Counted = Counted.MINUTES) -> BookPlan:
        """Return what the book of a cell for a year would hold; of all own cells when ``cell_id`` is None.

        Raises ProblemError V05 for an unknown cell, M70 for a year no meeting can have been held in.
        """
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ProblemError("M70", year=year)
        first, last = date(year, 1, 1), date(year, 12, 31)
        kinds = numbering.kinds_in(document)
        held: dict[str, list[MeetingSummary]] = {}
        for line in meetings.summaries(self._store, cell_id=cell_id, year=year):
            if line.kind in kinds and line.state is not MeetingState.SUPERSEDED:
                held.setdefault(line.cell_id, []).append(line)
        if cell_id is None:
            views = organizations.cell_views_of_month(self._store, self._office_id, first, last, last)
            cells = [view.organization for view in views]
        else:
            cells = [self._organization(cell_id, last)]
        waiting = self._drafts(year, kinds)
        parts = [self._part(cell, document, year, held.get(cell.id, []), waiting.get(cell.id, [])) for cell in cells]
        if cell_id is None:
            # A cell without any of these minutes, and from which none are awaited, has no place in the book of all.
            parts = [part for part in parts if part.part.lines or part.gaps]
        return BookPlan(cell_id=cell_id, document=document, year=year, parts=tuple(parts))

    def single(self, plan: BookPlan) -> list[BookPlan]:
        """Return the plan of a book for each cell of a plan that has anything to print."""
        return [replace(plan, cell_id=part.cell_id, parts=(part,)) for part in plan.parts if part.part.printed]

    def _part(
        self,
        cell: Organization,
        document: Counted,
        year: int,
        held: Sequence[MeetingSummary],
        waiting: Sequence[Gap],
    ) -> PlanPart:
        from desktop_app.documents.book import BookPart

        ordered = sorted(held, key=lambda line: (line.held_on, line.number, line.version))
        own = [self._line(meeting) for meeting in ordered]
        lines = tuple(_merged(ordered, own, list(self._unborne(cell.id, document, year, ordered))))
        return PlanPart(
            cell_id=cell.id,
            code=cell.code,
            part=BookPart(name=cell.name, header=_header(cell), lines=lines),
            gaps=tuple(self._gaps(cell, document, year, held, waiting)),
        )

    def _line(self, meeting: MeetingSummary) -> BookLine:
        from desktop_app.documents.book import BookLine, LineKind, remark
        from desktop_app.documents.minutes_words import quoted, subject_line

        content = MeetingContent(
            cell_id=meeting.cell_id, kind=meeting.kind, period=meeting.period, held_on=meeting.held_on
        )
        subject = subject_line(content, self._regulations.overrides(meeting.held_on))
        what = f"{subject} – {quoted(meeting.theme)}" if meeting.theme.strip() else subject
        cancelled = meeting.state is MeetingState.CANCELLED
        kind = LineKind.CANCELLED if cancelled else LineKind.PRINTED
        reason = ""
        if cancelled or meeting.version > 1:
            kept = meetings.get(self._store, meeting.id)
            reason = kept.revision_reason if kept else ""
        return BookLine(
            kind=kind,
            key="" if cancelled else meeting.id,
            number=f"{meeting.number:02}",
            on=meeting.held_on,
            what=what,
            remark=remark(kind, version=meeting.version, reason=reason),
        )

    def _unborne(
        self, cell_id: str, document: Counted, year: int, held: Sequence[MeetingSummary]
    ) -> Iterator[tuple[int, BookLine]]:
        """Yield the lines of numbers nothing bears, each with its first number.

        Where numbers run through a term, only those between the first and the last of the year belong into its book.
        """
        from desktop_app.documents.book import BookLine, LineKind, remark, span_of
        from desktop_app.rules.number_ledger import LineKind as Said
        from desktop_app.services.numbers import NumberService

        ledger = NumberService(self._store, self._office_id, self._clock).ledger(cell_id, document, year)
        whole_term = ledger.since != date(year, 1, 1)
        numbers = [meeting.number for meeting in held]
        low, high = (min(numbers, default=1), max(numbers, default=0)) if whole_term else (1, 10_000)
        kinds = {Said.SKIPPED: LineKind.SKIPPED, Said.GAP: LineKind.MISSING}
        for line in ledger.lines:
            if line.kind in kinds and low <= line.first <= high:
                kind = kinds[line.kind]
                told = remark(kind, reason=line.reason)
                yield line.first, BookLine(kind=kind, number=span_of(line.first, line.last), remark=told)

    # --- what is missing ---

    def _drafts(self, year: int, kinds: Sequence[MeetingKind]) -> dict[str, list[Gap]]:
        """Return the drafts of a year by cell."""
        import msgspec

        from db.meeting_records import MeetingDraft

        found: dict[str, list[Gap]] = {}
        for kept in drafts.listed(self._store, "meeting"):
            try:
                content = msgspec.json.decode(kept.body, type=MeetingDraft).content
            except msgspec.DecodeError:
                continue
            if content.kind in kinds and (content.held_on or dates.last_day(content.period)).year == year:
                gap = Gap(content.cell_id, "", content.period, content.kind, kept.id)
                found.setdefault(content.cell_id, []).append(gap)
        return found

    def _gaps(
        self,
        cell: Organization,
        document: Counted,
        year: int,
        held: Sequence[MeetingSummary],
        waiting: Sequence[Gap],
    ) -> Iterator[Gap]:
        usual = {Counted.MINUTES: MeetingKind.REGULAR, Counted.COMMITTEE_MINUTES: MeetingKind.COMMITTEE}.get(document)
        same = (MeetingKind.REGULAR, MeetingKind.COMBINED) if usual is MeetingKind.REGULAR else (usual,)
        there = {line.period for line in held if line.state is MeetingState.FINAL and line.kind in same}
        begun = {gap.period for gap in waiting if gap.kind in same}
        found = [replace(gap, cell_name=cell.name) for gap in waiting]
        if usual is not None:
            found += [
                Gap(cell.id, cell.name, period, usual)
                for period in self._months(cell, year)
                if period not in there and period not in begun and self._expected(cell.id, document, period)
            ]
        yield from sorted(found, key=lambda gap: (gap.period, gap.kind.value))

    def _months(self, cell: Organization, year: int) -> Iterator[str]:
        """Yield the months of a year, over by now, in which a cell existed."""
        begun = min(version.valid_from for version in organizations.versions(self._store, cell.id))
        today = self._clock().date()
        for month in range(1, 13):
            first = date(year, month, 1)
            last = dates.last_day(f"{year:04}-{month:02}")
            lives = begun <= last and (cell.closed_on is None or cell.closed_on > max(first, begun))
            if lives and last < today:
                yield f"{year:04}-{month:02}"

    def _expected(self, cell_id: str, document: Counted, period: str) -> bool:
        """Whether minutes of a month are awaited: a committee meets only where the cell has one."""
        if document is not Counted.COMMITTEE_MINUTES:
            return True
        held = roles.of_unit(self._store, cell_id, dates.last_day(period))
        return any(role.role is RoleKind.COMMITTEE for role in held)

    # --- writing ---

    def book(self, plan: BookPlan) -> Book:
        """Return the book of a plan as its writers take it, but for the minutes. Raises ProblemError V05."""
        from desktop_app.documents.book import BookData, book_of

        last = date(plan.year, 12, 31)
        on = min(last, max(self._clock().date(), date(plan.year, 1, 1)))
        office = self._organization(self._office_id, on)
        own = self._organization(plan.cell_id, on) if plan.cell_id is not None else office
        above = organizations.get(self._store, own.parent_id, on) if own.parent_id else None
        known = settings.get(self._store, founding.UPPER_NAME) if own.id == self._office_id else ""
        return book_of(
            BookData(
                document=plan.document.value,
                year=plan.year,
                upper_header=_header(above) if above else known,
                header=_header(own),
                name=own.name,
                place=own.place or office.place,
                parts=tuple(part.part for part in plan.parts),
                whole_office=plan.cell_id is None,
                secretary=roles.secretaries(self._store, on).get(own.id, ""),
                sample=settings.get(self._store, founding.SAMPLE) == "1",
            )
        )

    def write(
        self, plan: BookPlan, path: Path | None = None, binding: Binding | None = None, progress: Progress | None = None
    ) -> Path:
        """Write a book as PDF to ``path`` (into it, for a folder; the office's prints when None); return the file.

        Raises ProblemError M71 when there is nothing to bind, V05, and as ``db.files.write`` does; whatever is raised,
        the file that was there before is untouched.
        """
        if not plan.printed:
            raise ProblemError("M71", year=plan.year)
        target = path if path is not None else self._store.path.parent / places.PRINTS
        if path is None:
            files.make_folder(target)
        if target.is_dir():
            target = target / f"{plan.file_name}.pdf"
        elif target.suffix.lower() != ".pdf":
            target = target.with_name(f"{target.name}.pdf")
        self._bind(plan, target, binding, progress)
        return target

    def _bind(self, plan: BookPlan, target: Path, binding: Binding | None, progress: Progress | None) -> Bound:
        from desktop_app.documents.pdf.book import Binding, book_pdf
        from desktop_app.services.documents import DocumentService

        documents = DocumentService(self._store, self._office_id, self._clock)
        with files.replaced(target) as sink:
            return book_pdf(
                self.book(plan),
                lambda line: documents.minutes_document(line.key),
                sink,
                binding=binding or Binding(),
                overrides_of=self._regulations.own().on,
                progress=progress,
            )

    def write_word(self, plan: BookPlan, path: Path, progress: Progress | None = None) -> ProblemError | None:
        """Write a book as a Word file to ``path``, for those who must edit it; it does not know its pages' numbers.

        Returns ProblemError M69 when the office's own template failed and another was used, else None. Raises
        ProblemError M71, V05, and as ``db.files.write`` does.
        """
        from desktop_app.documents.book import bound_documents
        from desktop_app.services.documents import DocumentService
        from desktop_app.services.word_templates import WordTemplateService

        if not plan.printed:
            raise ProblemError("M71", year=plan.year)
        documents, done = DocumentService(self._store, self._office_id, self._clock), 0

        def document_of(line: BookLine) -> Document:
            nonlocal done
            done += 1
            if progress is not None:
                progress(done, plan.printed)
            return documents.minutes_document(line.key)

        book = self.book(plan)
        service = WordTemplateService(self._store, self._office_id, self._clock)
        made = service.write_book(
            list(bound_documents(book, document_of)),
            title=book.cover.name,
            author=book.cover.author,
            on=book.cover.on,
        )
        files.make_folder(path.parent)
        files.write(path, made.data)
        return made.trouble

    def _organization(self, organization_id: str, on: date) -> Organization:
        found = organizations.get(self._store, organization_id, on)
        if found is None:
            raise ProblemError("V05", id=organization_id)
        return found


def _merged(
    held: Sequence[MeetingSummary], lines: Sequence[BookLine], between: Sequence[tuple[int, BookLine]]
) -> Iterator[BookLine]:
    """Yield the lines of meetings in their order, the others (each with its first number) where numbers put them."""
    waiting = list(between)
    for meeting, line in zip(held, lines, strict=True):
        while waiting and waiting[0][0] < meeting.number:
            yield waiting.pop(0)[1]
        yield line
    yield from (line for _, line in waiting)


def _header(organization: Organization) -> str:
    return organization.header_name or organization.name.upper()
