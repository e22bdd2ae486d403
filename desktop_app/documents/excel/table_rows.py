"""The cells of tables in a workbook: styled once for each column, text as nothing but text."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from db.text import normalize
from desktop_app.documents.excel.cells import is_plain, legal
from desktop_app.documents.table_model import Align, Cell, Reckoned, RowKind, Table, TableRow

FONT = "Times New Roman"
_LETTERS = 11.6
"""Letters of one point size that have room in a column one letter of the usual face wide."""


_WHOLE = "#,##0"
"""How whole numbers are shown."""


class TableRows:
    """The cells of a table's rows.

    A worksheet is written as it is appended to, so one cell a column and look serves all rows.
    """

    def __init__(self, sheet: Any, table: Table, widths: Sequence[float]) -> None:
        self._sheet, self._table = sheet, table
        self._rooms = [wide * _LETTERS / table.size for wide in widths[: len(table.columns)]]
        self._made: dict[tuple[int, RowKind, bool, str], Any] = {}

    def cells(self, row: TableRow) -> list[Any]:
        """Return the cells of a row, to be appended before the next row is asked for."""
        count = len(self._table.columns)
        texts: Iterable[Cell] = row.cells if row.kind is not RowKind.SECTION else (row.cells[0], *[None] * (count - 1))
        return [self._cell(place, row.kind, value) for place, value in enumerate(texts)]

    def height(self, row: TableRow) -> float:
        """Return the height in points that the longest cell of a row takes, 0 for one line: programs know that one.

        Not every program makes rows grow when it opens a file.
        """
        if row.kind is RowKind.SECTION:
            lines = _lines(_text(row.cells[0]), sum(self._rooms))
        else:
            lines = max(
                (_lines(cell, room) for cell, room in zip(row.cells, self._rooms, strict=True) if type(cell) is str),
                default=1,
            )
        return 0.0 if lines < 2 else lines * self._table.size * 1.28 + 3

    def _cell(self, place: int, kind: RowKind, value: Cell) -> Any:
        if isinstance(value, int):
            cell = self._styled(place, kind, quoted=False)
            cell.value = value
            return cell
        if isinstance(value, Reckoned):
            decimals = max(0, -int(value.number.as_tuple().exponent))
            cell = self._styled(place, kind, quoted=False, shape=f"#,##0.{'0' * decimals}" if decimals else _WHOLE)
            cell.value = value.number
            return cell
        text = normalize(value, keep_newlines=True) if value else ""
        quoted = not is_plain(text)
        cell = self._styled(place, kind, quoted=quoted)
        # The fields behind the cell's properties: those look at every text anew for numbers and formulas.
        cell._value, cell.data_type = (legal(text), "s") if text else (None, "n")
        return cell

    def _styled(self, place: int, kind: RowKind, *, quoted: bool, shape: str = _WHOLE) -> Any:
        key = (place, kind, quoted, shape)
        if key not in self._made:
            self._made[key] = self._make(*key)
        return self._made[key]

    def _make(self, place: int, kind: RowKind, quoted: bool, shape: str) -> Any:  # noqa: FBT001 - the parts of a key
        from openpyxl.cell.cell import WriteOnlyCell
        from openpyxl.styles import Font

        align = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}[self._table.columns[place].align]
        cell = WriteOnlyCell(self._sheet)
        cell.font = Font(name=FONT, size=self._table.size, bold=kind is not RowKind.PLAIN)
        cell.alignment = alignment("left" if kind is RowKind.SECTION else align, "top")
        cell.border = border()
        cell.number_format = shape
        if quoted:
            cell.quotePrefix = True
        return cell


def _text(cell: Cell) -> str:
    return str(cell or "")


def _lines(text: str, room: float) -> int:
    """Return about how many lines a text takes where ``room`` letters have room on one; words are not broken."""
    if len(text) <= room and "\n" not in text:
        return 1
    return sum(max(1, math.ceil(len(part) * 1.12 / room)) for part in text.split("\n"))


def put_text(cell: Any, text: str) -> None:
    """Put a text into a cell as text, whatever it looks like."""
    if not text:
        return
    cell.value = legal(text)
    cell.data_type = "s"
    if not is_plain(text):
        cell.quotePrefix = True


def alignment(across: str, down: str) -> Any:
    """Return how words stand in a cell in which they wrap."""
    from openpyxl.styles import Alignment

    return Alignment(horizontal=across, vertical=down, wrap_text=True)


def border() -> Any:
    """Return a thin line on all four sides."""
    from openpyxl.styles import Border, Side

    line = Side(style="thin")
    return Border(line, line, line, line)
