"""What is known of a workbook on its way into the register, from raw cells to lines to be decided on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from db.records import Finding, Severity

Raw = str | int | float | bool | date | None
"""A cell as the file holds it; an error value is the text Excel shows for it ("#REF!"). Days without time of day."""


class Encoding(StrEnum):
    """How the letters of a column are written."""

    UNICODE = "unicode"
    TCVN3 = "tcvn3"
    VNI = "vni"
    WINDOWS_1258 = "windows_1258"
    """Vietnamese Windows letters that were read as Western ones."""


@dataclass(frozen=True)
class SheetInfo:
    """One sheet of a workbook."""

    name: str
    rows: int
    columns: int
    hidden: bool = False


@dataclass(frozen=True)
class SourceSheet:
    """The cells of one sheet: ``rows[0]`` is row 1 of the file, every row as wide as the widest."""

    info: SheetInfo
    rows: list[list[Raw]]
    fonts: dict[int, str] = field(default_factory=dict)
    """Name of the font most cells of a column have, by column number from 0, where the file tells."""
    hidden_columns: frozenset[int] = frozenset()
    formulas: frozenset[tuple[int, int]] = frozenset()
    """(row, column) from 0 of cells whose value was computed, where the file tells."""
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """Merged cells as (first row, first column, last row, last column) from 0, where the file tells."""
    from_1904: bool = False
    """Whether days are numbered from 1904 (workbooks made on a Mac) instead of 1900."""


@dataclass(frozen=True)
class SourceBook:
    """A workbook that was read as a whole."""

    path: Path
    sha256: str
    sheets: tuple[SheetInfo, ...]
    likely: str
    """Name of the sheet that most looks like a list of people."""
    exported_version: int = 0
    """Version cell of a workbook of our own; 0 for any other."""


@dataclass(frozen=True)
class ColumnPlan:
    """How one column of the file is understood."""

    index: int
    """From 0."""
    letter: str
    """"A", "B", … "AA"."""
    title: str
    """The words of the header rows over it, decoded, top to bottom."""
    target: str = ""
    """Name of a field of ``fields.FIELDS``; empty where the column is left out."""
    encoding: Encoding = Encoding.UNICODE
    reason: str = ""
    """How it came about: "remembered", "name", "content", "hand", or empty."""
    samples: tuple[str, ...] = ()
    """The first few values, decoded, as text."""


@dataclass(frozen=True)
class ImportChoices:
    """What the clerk decides before the lines are looked at."""

    sheet: str
    header_first: int
    """First header row, from 1."""
    header_last: int
    columns: tuple[ColumnPlan, ...]
    cell_id: str = ""
    """The cell of every line that names none."""
    since: date = date.min
    """The day from which new people are in their cell, and on which changes hold."""


class Verdict(StrEnum):
    """What a line of the file means for the register."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"
    DOUBTFUL = "doubtful"
    """Perhaps somebody known: the clerk decides."""
    REFUSED = "refused"
    """Has errors; goes back in the clerk's own file."""


class Decision(StrEnum):
    """What is to be done with a line."""

    TAKE = "take"
    SKIP = "skip"
    AS_NEW = "as_new"
    """A doubtful line is somebody else: a new person."""
    AS_KNOWN = "as_known"
    """A doubtful line is the person it resembles."""


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong with one cell of the file; warnings do not refuse the line."""

    row: int
    """From 1, as in the file."""
    column: int
    """From 0; -1 for the whole row."""
    finding: Finding


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One line of the file, understood."""

    row: int
    """From 1, as in the file."""
    values: dict[str, object]
    """By name of a field of ``fields.FIELDS``; "" or None where the cell is empty.

    A field whose column is missing, or whose value was refused, is not in it. Partial dates are texts, sex, standing
    and duty their enums, lists their codes.
    """
    problems: tuple[CellProblem, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether something is wrong that keeps the line out."""
        return any(problem.finding.severity is Severity.ERROR for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs from the register, as people read it."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One line of the file, compared with the register."""

    row: int
    """From 1, as in the file."""
    verdict: Verdict
    name: str
    birth_date: str
    cell_name: str
    member_id: str | None
    """The person it is or resembles."""
    known_name: str = ""
    differences: tuple[Difference, ...] = ()
    problems: tuple[CellProblem, ...] = ()
    decision: Decision = Decision.TAKE
    options: tuple[Decision, ...] = ()
    """What may be decided about a doubtful line; empty for any other, which may be taken or skipped."""


@dataclass(frozen=True)
class ImportPreview:
    """Everything that *Nhập* would do; nothing is written yet."""

    source: Path
    choices: ImportChoices
    lines: tuple[ImportLine, ...]
    skipped_rows: tuple[int, ...] = ()
    """Rows left out without a word: empty ones, totals, repeated headers; from 1."""
    work: object = field(default=None, repr=False, compare=False)
    """What the service that made the preview needs to carry it out; nobody else's business."""

    def count(self, verdict: Verdict) -> int:
        """Return how many lines have a verdict."""
        return sum(1 for line in self.lines if line.verdict is verdict)


@dataclass(frozen=True)
class ImportResult:
    """What was done."""

    change_set_id: str
    """Empty when nothing was written."""
    added: int
    changed: int
    same: int
    left_out: int
    refused: int
