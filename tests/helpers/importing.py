"""An import that reads real files but answers what a test laid down, so that the screens can be tried alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Event

from db.problems import ProblemError
from db.records import Finding, Severity
from desktop_app.documents.excel_in import columns, header, reading
from desktop_app.documents.excel_in.model import (
    CellProblem,
    Decision,
    Difference,
    ImportChoices,
    ImportLine,
    ImportPreview,
    ImportResult,
    SourceBook,
    SourceSheet,
    Verdict,
)

Progress = Callable[[int, int], None]
REFUSED = Finding(code="IMPORT_NO_DAY", severity=Severity.ERROR, field="birth_date")


def lines() -> tuple[ImportLine, ...]:
    """Return two lines of each verdict."""
    made = []
    for place, verdict in enumerate(each for each in Verdict for _ in range(2)):
        known = verdict in (Verdict.SAME, Verdict.CHANGED, Verdict.DOUBTFUL)
        made.append(
            ImportLine(
                row=9 + place,
                verdict=verdict,
                name=f"Nông Văn {chr(ord('A') + place)}",
                birth_date="1968-03-05",
                cell_name="Chi bộ thôn Nà Lừa",
                member_id=f"id{place}" if known else None,
                known_name=f"Nông Văn {chr(ord('A') + place)}" if known else "",
                differences=(Difference("phone", "", "0912345678"), Difference("national_id", "010", "011"))
                if verdict in (Verdict.CHANGED, Verdict.DOUBTFUL)
                else (),
                problems=(CellProblem(9 + place, 7, REFUSED),) if verdict is Verdict.REFUSED else (),
                options=(Decision.AS_NEW, Decision.AS_KNOWN, Decision.SKIP) if verdict is Verdict.DOUBTFUL else (),
                decision=Decision.SKIP if verdict in (Verdict.DOUBTFUL, Verdict.REFUSED) else Decision.TAKE,
            )
        )
    return tuple(made)


class FakeImport:
    """Stands for ``office.member_import``; keeps what it was asked."""

    def __init__(self) -> None:
        self.lines = lines()
        self.previews: list[ImportChoices] = []
        self.decisions: list[dict[int, Decision]] = []
        self.headers: list[tuple[int | None, int | None]] = []
        self.refusal: ProblemError | None = None
        self.begun, self.gate = Event(), Event()
        self.gate.set()

    def open(self, path: Path) -> tuple[SourceBook, ImportChoices]:
        """Read a file, or refuse it as the test wants."""
        self.begun.set()
        self.gate.wait()
        if self.refusal is not None:
            raise self.refusal
        book = reading.open_book(path)
        assert book.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        return book, self.choices_for(path, book.likely)

    def choices_for(
        self, path: Path, sheet: str, header_first: int | None = None, header_last: int | None = None
    ) -> ImportChoices:
        """Return what would be proposed."""
        self.headers.append((header_first, header_last))
        source = reading.read_sheet(path, sheet)
        found = header.find_header(source.rows)
        first, last = header_first or found[0], header_last or found[1]
        planned = columns.plan(source, (first, last), {})
        return ImportChoices(sheet, first, last, planned, since=date(2026, 11, 1))

    def sheet(self, path: Path, name: str) -> SourceSheet:
        """Return the cells of a sheet."""
        return reading.read_sheet(path, name)

    def preview(self, path: Path, choices: ImportChoices, progress: Progress | None = None) -> ImportPreview:
        """Return the lines laid down, telling how far it is after each."""
        self.previews.append(choices)
        self.begun.set()
        self.gate.wait()
        for place, _ in enumerate(self.lines):
            if progress is not None:
                progress(place + 1, len(self.lines))
        return ImportPreview(path, choices, self.lines)

    def commit(
        self, preview: ImportPreview, decisions: dict[int, Decision], progress: Progress | None = None
    ) -> ImportResult:
        """Keep the decisions and answer with counts."""
        self.begun.set()
        self.gate.wait()
        self.decisions.append(decisions)
        return ImportResult("set-1", added=2, changed=2, same=2, left_out=2, refused=2)

    def refused_file(self, preview: ImportPreview, target: Path) -> Path:
        """Write something."""
        target.write_bytes(b"refused")
        return target


class FakeChangeSets:
    """Stands for ``office.change_sets``."""

    def __init__(self) -> None:
        self.undone: list[str] = []

    def undo(self, set_id: str, *, keep_later: bool = False) -> None:
        """Keep what was undone."""
        self.undone.append(set_id)
