"""Taking a member list into the register: opened, previewed line by line, written as one change set, or not at all."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from db import audit, member_profiles, organizations
from db.problems import ProblemError
from desktop_app.documents.excel_in import columns, header, own_book, reading
from desktop_app.documents.excel_in.lines import read_lines
from desktop_app.documents.excel_in.model import (
    Decision,
    ImportChoices,
    ImportLine,
    ImportPreview,
    ImportResult,
    ReadLine,
    SourceBook,
    SourceSheet,
    Verdict,
)
from desktop_app.rules.cell_names import CellName, CellNames, former_names
from desktop_app.services import change_sets, import_mappings
from desktop_app.services.base import Clock
from desktop_app.services.import_compare import Comparer
from desktop_app.services.import_people import People
from desktop_app.services.import_plan import Columns, Planned, Progress
from desktop_app.services.import_register import Register
from desktop_app.services.import_write import STEP, write
from desktop_app.services.regulations import RegulationService

if TYPE_CHECKING:
    from db.store import Store

_FileStamp = tuple[int, int]


@dataclass(frozen=True)
class _Work:
    """What a preview needs to be carried out."""

    reads: list[ReadLine]
    stamps: own_book.Stamps
    planned: dict[int, Planned]
    file: _FileStamp
    seen: int
    """Number of the last operation on the trail when the register was looked at."""


class MemberImportService:
    """Use-cases of bringing a member list in; only ``commit`` writes, in one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._sheet: tuple[Path, str, _FileStamp, SourceSheet] | None = None

    # --- what the file holds ---

    def open(self, path: Path) -> tuple[SourceBook, ImportChoices]:
        """Return what a workbook holds and how it would be understood, nothing chosen by hand yet.

        Raises ProblemError as ``excel_in.reading.open_book`` does.
        """
        book = reading.open_book(path)
        return book, self.choices_for(path, book.likely)

    def choices_for(
        self, path: Path, sheet: str, header_first: int | None = None, header_last: int | None = None
    ) -> ImportChoices:
        """Return how a sheet would be understood, under a header that is found or given (rows from 1).

        Columns with titles seen before are understood as they were the last time. Raises ProblemError as ``open``.
        """
        source = self._read(path, sheet)
        first, last = header.find_header(source.rows)
        if header_first is not None:
            first, last = header_first, header_last if header_last is not None else header_first
        plans = columns.plan(source, (first, last))
        known = import_mappings.remembered(self._store, plans)
        if known.targets:
            plans = import_mappings.with_encodings(columns.plan(source, (first, last), known.targets), known)
        today = self._clock().date()
        cells = self._cells(today)
        only = cells[0].id if len(cells) == 1 else ""
        return ImportChoices(sheet, first, last, plans, cell_id=only, since=today)

    def sheet(self, path: Path, name: str) -> SourceSheet:
        """Return the cells of a sheet, to be shown as they are. Raises ProblemError as ``open``."""
        return self._read(path, name)

    def _read(self, path: Path, name: str) -> SourceSheet:
        """Return a sheet; the last one read is kept, as every step of the assistant asks for it again."""
        stamp = _file_stamp(path)
        held = self._sheet
        if held is not None and held[:3] == (path, name, stamp):
            return held[3]
        sheet = reading.read_sheet(path, name)
        self._sheet = (path, name, stamp, sheet)
        return sheet

    def _cells(self, on: date) -> list[CellName]:
        cells = organizations.cells(self._store, self._office_id, on)
        return [CellName(cell.id, cell.code, cell.name) for cell in cells]

    # --- looking before anything is written ---

    def preview(self, path: Path, choices: ImportChoices, progress: Progress | None = None) -> ImportPreview:
        """Return what every line of the list means for the register; nothing is written.

        ``progress`` is called with (done, total) lines; what it raises passes through. Raises ProblemError as ``open``.
        """
        file = _file_stamp(path)
        sheet = self._read(path, choices.sheet)
        with _collector_at_rest():
            reads, skipped = read_lines(sheet, choices)
            stamps = own_book.stamps_of(sheet, choices.header_last)
            reads = own_book.forgiven(reads, sheet, choices, stamps) if stamps.by_row else reads
            return self._looked_at(path, choices, reads, skipped, stamps, file, progress)

    def _looked_at(
        self,
        path: Path,
        choices: ImportChoices,
        reads: list[ReadLine],
        skipped: tuple[int, ...],
        stamps: own_book.Stamps,
        file: _FileStamp,
        progress: Progress | None,
    ) -> ImportPreview:
        comparer = self._comparer(choices, stamps)
        comparer.expect(reads)
        lines: list[ImportLine] = []
        planned: dict[int, Planned] = {}
        for number, read in enumerate(reads):
            if progress is not None and number % STEP == 0:
                progress(number, len(reads))
            line, plan = comparer.compare(read)
            lines.append(line)
            if plan is not None:
                planned[line.row] = plan
        if progress is not None:
            progress(len(reads), len(reads))
        work = _Work(reads, stamps, planned, file, audit.head(self._store)[0])
        return ImportPreview(path, choices, tuple(lines), skipped, work)

    def _comparer(self, choices: ImportChoices, stamps: own_book.Stamps) -> Comparer:
        since, today = choices.since, self._clock().date()
        register = Register(self._store, self._office_id, since, Columns(choices.columns).fields())
        hamlets = member_profiles.hamlets(self._store, self._office_id)
        own = RegulationService(self._store, self._office_id, self._clock).own().on
        people = People(register, hamlets, since, today, own)
        cells = self._cells(since)
        ever = [CellName(*told) for told in organizations.cell_names(self._store, self._office_id)]
        former = former_names(ever, cells) if stamps.by_row else {}
        return Comparer(register, CellNames(cells), people, choices, stamps, former)

    # --- writing ---

    def commit(
        self, preview: ImportPreview, decisions: Mapping[int, Decision], progress: Progress | None = None
    ) -> ImportResult:
        """Write what was chosen of a preview, in one transaction that can be taken back as one change set.

        ``decisions`` are by row; a line without one is treated as ``ImportLine.decision`` says. ``progress`` is called
        with (done, total) people; what it raises ends the import with nothing written. Raises ProblemError R70 when the
        register changed since the preview in what concerns these lines, R72 when two lines were decided to be one
        person, R73 for a decision that a line does not allow.
        """
        preview = self._fresh(preview)
        chosen = _chosen(preview, decisions)
        taken = {line.row for line, _ in chosen}
        result = ImportResult(
            change_set_id="",
            added=sum(plan.new is not None for _, plan in chosen),
            changed=sum(plan.new is None for _, plan in chosen),
            same=preview.count(Verdict.SAME),
            left_out=sum(
                line.row not in taken and line.verdict not in (Verdict.SAME, Verdict.REFUSED) for line in preview.lines
            ),
            refused=preview.count(Verdict.REFUSED),
        )
        if not chosen:
            return result
        with self._store.operation(
            "member.import", f"organization:{self._office_id}", added=result.added, changed=result.changed
        ) as noted:
            recording = change_sets.begin(self._store, "import", preview.source.name)
            write(self._store, self._office_id, [plan for _, plan in chosen], recording, progress)
            import_mappings.remember(self._store, preview.choices.columns, self._store.now())
            made = recording.end()
            noted["set"] = made.id if made else ""
            if progress is not None:
                progress(len(chosen), len(chosen))
        return replace(result, change_set_id=made.id if made else "")

    def _fresh(self, preview: ImportPreview) -> ImportPreview:
        """Return the preview when it still tells the truth. Raises ProblemError R70 when it does not."""
        work = _work(preview)
        if audit.head(self._store)[0] == work.seen:
            return preview
        again = self._looked_at(
            preview.source, preview.choices, work.reads, preview.skipped_rows, work.stamps, work.file, None
        )
        if again.lines != preview.lines or _work(again).planned != work.planned:
            raise ProblemError("R70")
        return again

    # --- what goes back to the clerk ---

    def refused_file(self, preview: ImportPreview, target: Path, rows: Collection[int] = ()) -> Path:
        """Write the clerk's own workbook with the refused rows only, bad cells coloured, the reasons beside them.

        ``rows`` are further rows that shall stay in it (doubtful ones that were left out). The file is always .xlsx;
        its path is returned. Raises ProblemError R71 when the source was changed since the preview or is gone, and as
        ``db.files.write`` does.
        """
        from desktop_app.documents.excel.refused import refused_workbook

        if not preview.source.is_file() or _file_stamp(preview.source) != _work(preview).file:
            raise ProblemError("R71", name=preview.source.name)
        sheet = self._read(preview.source, preview.choices.sheet)
        wanted = [line for line in preview.lines if line.verdict is Verdict.REFUSED or line.row in rows]
        target = target.with_suffix(".xlsx")
        refused_workbook(preview.source, sheet, preview.choices.header_last, wanted, target)
        return target

    # --- the register as a workbook ---

    def export_register(self, path: Path, *, cell_id: str | None = None, sensitive: bool = False) -> int:
        """Write today's members, of one cell only when it is named, as a workbook that can be worked on and imported.

        Imported again it changes only what was changed in it. Sensitive columns are left out unless asked for. Returns
        how many people it lists. Raises ProblemError as ``db.files.write`` does.
        """
        from desktop_app.services.register_export import export_register

        today = self._clock().date()
        return export_register(
            self._store, self._office_id, today, self._cells(today), path, cell_id=cell_id, sensitive=sensitive
        )


@contextlib.contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Let no cycles be looked for while a million small objects without any are made: it would take a third longer."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _file_stamp(path: Path) -> _FileStamp:
    """Return what changes when a file is written anew. Raises ProblemError R50 when it is gone."""
    try:
        found = path.stat()
    except OSError:
        raise ProblemError("R50", name=path.name) from None
    return found.st_mtime_ns, found.st_size


def _work(preview: ImportPreview) -> _Work:
    if not isinstance(preview.work, _Work):
        raise TypeError("this preview was not made by the import service")
    return preview.work


def _chosen(preview: ImportPreview, decisions: Mapping[int, Decision]) -> list[tuple[ImportLine, Planned]]:
    """Return the lines that are to be written with what they write. Raises ProblemError R72, R73."""
    planned = _work(preview).planned
    found: list[tuple[ImportLine, Planned]] = []
    rows: dict[str, int] = {}
    for line in preview.lines:
        plan = _decided(line, planned.get(line.row), decisions.get(line.row, line.decision))
        if plan is None:
            continue
        if plan.new is None:
            first = rows.setdefault(plan.member_id, line.row)
            if first != line.row:
                raise ProblemError("R72", first=first, second=line.row, name=line.known_name)
        found.append((line, plan))
    return found


def _decided(line: ImportLine, plan: Planned | None, decision: Decision) -> Planned | None:
    """Return what a decision about one line writes, None for nothing. Raises ProblemError R73."""
    if decision is Decision.SKIP or line.verdict is Verdict.SAME:
        return None
    if line.verdict is Verdict.DOUBTFUL:
        if plan is None or decision not in plan.options:
            raise ProblemError("R73", row=line.row)
        return (
            replace(plan, member_id="", changes={}, acts=()) if decision is Decision.AS_NEW else replace(plan, new=None)
        )
    if plan is None or decision is not Decision.TAKE:
        raise ProblemError("R73", row=line.row)
    return plan
