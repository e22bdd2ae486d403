"""What a workbook weighs before a reader is let loose on it, so that no file can take the memory of the machine.

The reader keeps every sheet as a full rectangle and, in C or Rust, a refused request for memory ends the program. So
the file is looked through first, in pieces, and what would not fit is refused in a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from db.problems import ProblemError

MIB = 1 << 20
MAX_FILE = 64 * MIB
"""Largest file on disk."""
MAX_UNPACKED = 768 * MIB
"""Largest content of a packed file; a sheet of 65,000 formatted rows unpacks to less than 100 MiB."""
MAX_TEXT = 64 * MIB
"""Most text in the cells of a packed file."""
MAX_VALUES = 1_500_000
"""Most cells with a value in a sheet: 33,000 people with 45 columns each."""
MAX_AREA = 4_000_000
"""Most cells between A1 and the last cell with a value; the reader needs 32 bytes for each, empty or not."""
MAX_MERGED = 100_000
"""Most merged cells that are asked for."""
MAX_PLACES = 50_000
"""Most formulas and errors whose places are noted."""
PIECE = 2 * MIB
MAX_COLUMNS = 16_384
MAX_ROWS = 1_048_576


@dataclass
class SheetSurvey:
    """What was seen of one sheet."""

    rows: int = 0
    """Up to the last cell with a value."""
    columns: int = 0
    values: int = 0
    merged: int = 0
    """How many merged cells there are, or more."""
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    """Error texts by (row, column) from 0."""
    formulas: set[tuple[int, int]] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    fonts: dict[int, str] = field(default_factory=dict)
    styles: dict[int, str] = field(default_factory=dict)
    """Number of the style most cells of a column have, as the file names it."""

    def see(self, row: int, column: int) -> None:
        """Take note of the place of a cell with a value, from 0."""
        self.rows = max(self.rows, row + 1)
        self.columns = max(self.columns, column + 1)

    def note_error(self, row: int, column: int, text: str) -> None:
        """Take note of a cell that shows an error."""
        if len(self.errors) < MAX_PLACES:
            self.errors[row, column] = text

    def note_formula(self, row: int, column: int) -> None:
        """Take note of a cell that is computed."""
        if len(self.formulas) < MAX_PLACES:
            self.formulas.add((row, column))

    def check(self) -> None:
        """Refuse the sheet where it is too full or reaches too far. Raises ProblemError R59 or R60."""
        if self.values > MAX_VALUES:
            raise too_many()
        if self.rows * self.columns > MAX_AREA or self.rows > MAX_ROWS or self.columns > MAX_COLUMNS:
            raise ProblemError("R60", cell=f"{letter_of(self.columns - 1)}{self.rows}")


@dataclass
class Survey:
    """What was seen of a workbook."""

    sheets: dict[str, SheetSurvey] = field(default_factory=dict)
    from_1904: bool = False
    version: int = 0
    """Of the layout of a workbook of our own."""
    patches: list[tuple[int, bytes]] = field(default_factory=list)
    """Bytes to put in place of others, by their offset in the file, before the reader sees it."""

    def check_together(self) -> None:
        """Refuse the workbook where all its sheets together are too much, for a reader that loads them all."""
        whole = SheetSurvey()
        for sheet in self.sheets.values():
            sheet.check()
            whole.values += sheet.values
            whole.rows += sheet.rows * sheet.columns
        if whole.values > MAX_VALUES or whole.rows > MAX_AREA:
            raise too_many()


def too_many() -> ProblemError:
    """Return the problem of a workbook with too many cells."""
    return ProblemError("R59", limit=f"{MAX_VALUES:,}".replace(",", "."))


def letter_of(index: int) -> str:
    """Return the letter of a column by its number from 0: "A", "Z", "AA"."""
    letters = ""
    number = index + 1
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def index_of(letters: str) -> int:
    """Return the number of a column from 0 by its letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def place_of(reference: str) -> tuple[int, int] | None:
    """Return (row, column) from 0 of "AB12", or None where it is none."""
    letters = reference.rstrip("0123456789")
    digits = reference[len(letters) :]
    if not (0 < len(letters) <= 3 and letters.isascii() and letters.isalpha() and 0 < len(digits) <= 9):
        return None
    return int(digits) - 1, index_of(letters)


def ranges(first: int, last: int) -> Iterator[int]:
    """Yield the columns from ``first`` to ``last`` (from 0), as far as a sheet has any."""
    yield from range(max(first, 0), min(last, MAX_COLUMNS - 1) + 1)
