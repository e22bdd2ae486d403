"""One ruled table on its way through the pages: headings repeated, rows divided where they must be, or dotted lines."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from db.text import normalize
from desktop_app.documents.column_widths import column_widths
from desktop_app.documents.layout import POINTS_PER_MM
from desktop_app.documents.pdf.party import PartyPages
from desktop_app.documents.pdf.typeset import Face, Line, break_lines
from desktop_app.documents.table_model import Align, Cell, RowKind, Table, TableColumn, TableRow
from desktop_app.rules.percentages import format_number

_LEADING = 1.18
"""Height of a line in a table, in sizes of its letters."""
_SIDE, _ABOVE, _BELOW = 2.8, 2.2, 3.0
"""Points a cell keeps free around its words."""
_RULE = 0.5
_DOT = 0.9
"""Points a dot is wide."""
_LAST_ROWS = 2
"""Rows that stand above the signatures on their page."""
_LEAST_LINES = 3
"""Lines of a row that must fit under headings: fewer, and all of it goes to the next page."""


class _Set(NamedTuple):
    """A column as it is drawn, in points."""

    column: TableColumn
    left: float
    width: float


class _Group(NamedTuple):
    """Neighbouring columns under a common heading, or one without."""

    name: str
    left: float
    width: float
    places: list[int]


class TableBlock:
    """One table of ``pages``; ``told`` is called after each row."""

    def __init__(self, pages: PartyPages, table: Table, told: Callable[[], None]) -> None:
        self.pages = pages
        self._told = told
        self.table = table
        self.size = table.size
        self.leading = round(table.size * _LEADING, 2)
        self.regular, self.bold = pages.faces.regular, pages.faces.bold
        least = [self._widest_word(column.title) + 2 * _SIDE + 0.5 for column in table.columns]
        self.columns = _placed(table.columns, least, pages.left, pages.width)
        self.edges = [column.left for column in self.columns] + [pages.right]
        self._broken = functools.lru_cache(maxsize=8192)(self._break)
        self._ruled_from = 0.0
        """Height from which upright lines still have to be drawn."""
        self._drawn = False
        """Whether a row stands under the headings of this page."""
        self.titles = [self._break(c.column.title, c.width, strong=True) for c in self.columns]
        self.groups = _groups(self.columns)
        self.group_titles = [self._break(g.name, g.width, strong=True) if g.name else [] for g in self.groups]

    # --- words of cells ---

    def _widest_word(self, text: str) -> float:
        words = self.bold.printable(text).split()
        return max((self.bold.width(word, self.size) for word in words), default=0.0)

    def _break(self, text: str, width: float, *, strong: bool = False) -> list[Line]:
        """Return the lines of a cell ``width`` points wide."""
        face = self.bold if strong else self.regular
        known = face.known_only(normalize(text, keep_newlines=True))
        room = width - 2 * _SIDE
        return [line for part in known.split("\n") for line in break_lines(part, face, self.size, room)]

    def _lines(self, row: TableRow) -> list[list[Line]]:
        strong = row.kind is not RowKind.PLAIN
        if row.kind is RowKind.SECTION:
            return [self._broken(_said(row.cells[0]), self.pages.width, strong=True)]
        return [
            self._broken(_said(cell), column.width, strong=strong) if cell not in (None, "") else []
            for cell, column in zip(row.cells, self.columns, strict=True)
        ]

    # --- the whole ---

    @property
    def whole_height(self) -> float:
        """Points that a table of few rows takes with its headings; 0 for a longer one, which may go on overleaf."""
        rows = self.table.rows
        if not isinstance(rows, Sequence) or len(rows) > _LAST_ROWS:
            return 0.0
        return self._head_height() + sum(self._row_height(row, self._lines(row)) for row in rows)

    @property
    def height(self) -> float:
        """Points that the whole table takes with its headings, all on one page."""
        return self._head_height() + sum(self._row_height(row, self._lines(row)) for row in self.table.rows)

    def draw(self, tail: float = 0.0) -> None:
        """Draw headings and rows, on further pages too.

        ``tail`` points follow the table that must not stand alone on a page: signatures under nothing sign nothing.
        """
        held: list[list[TableRow]] = []
        begun = False
        for rows in self._together():
            if not begun:
                self._begin(rows)
                begun = True
            held.append(rows)
            if len(held) > _LAST_ROWS:
                self._put(held.pop(0))
        if not begun:
            self._begin(())
            if self.table.empty:
                self._put([TableRow((self.table.empty,), RowKind.SECTION)])
        self._put_last(held, tail)
        self._rule_down()

    def _together(self) -> Iterator[list[TableRow]]:
        """Return the rows, each with the headings of sections above it."""
        waiting: list[TableRow] = []
        for row in self.table.rows:
            waiting.append(row)
            if row.kind is not RowKind.SECTION:
                yield waiting
                waiting = []
        if waiting:
            yield waiting

    def _put_last(self, held: Sequence[Sequence[TableRow]], tail: float) -> None:
        """Draw the last rows, on a new page where the tail would follow them there without any row."""
        needed = sum(self._row_height(row, self._lines(row)) for rows in held for row in rows) + tail
        room = self.pages.y - self.pages.bottom
        if tail and self._drawn and room < needed <= self.pages.page_room - self._head_height():
            self._next_page()
        for rows in held:
            self._put(rows)

    def _begin(self, first: Sequence[TableRow]) -> None:
        """Draw the headings here, or on the next page where the first rows would not follow them."""
        needed = self._head_height() + sum(min(self._row_height(row, self._lines(row)), self._least()) for row in first)
        if self.pages.y - needed < self.pages.bottom:
            self.pages.next_page()
        self._head()

    def _least(self) -> float:
        return _LEAST_LINES * self.leading + _ABOVE + _BELOW

    def _put(self, rows: Sequence[TableRow]) -> None:
        """Draw rows that stay together: headings of sections and the row after them."""
        broken = [(row, self._lines(row)) for row in rows]
        heights = [self._row_height(row, lines) for row, lines in broken]
        room = self.pages.y - self.pages.bottom
        if sum(heights) > room:
            tall = sum(heights) > self.pages.page_room - self._head_height()
            if not tall or room < sum(heights[:-1]) + self._least():
                self._next_page()
        for (row, lines), height in zip(broken, heights, strict=True):
            if height > self.pages.y - self.pages.bottom:
                self._split(row, lines)
            else:
                self._row(row, lines, height)
            self._told()

    def _split(self, row: TableRow, cells: list[list[Line]]) -> None:
        """Draw a row taller than a page, as many lines on each as it takes."""
        while any(cells):
            fitting = max(1, int((self.pages.y - self.pages.bottom - _ABOVE - _BELOW) / self.leading))
            head, cells = [lines[:fitting] for lines in cells], [lines[fitting:] for lines in cells]
            self._row(row, head, self._height(head))
            if any(cells):
                self._next_page()

    def _next_page(self) -> None:
        self._rule_down()
        self.pages.next_page()
        self._drawn = False
        self._head()

    # --- one row ---

    def _height(self, cells: Sequence[Sequence[Line]]) -> float:
        return max(1, *map(len, cells), 1) * self.leading + _ABOVE + _BELOW

    def _row_height(self, row: TableRow, cells: Sequence[Sequence[Line]]) -> float:
        least = 0.0 if row.kind is RowKind.SECTION else self.table.row_mm * POINTS_PER_MM
        return max(self._height(cells), least)

    def _row(self, row: TableRow, cells: Sequence[Sequence[Line]], height: float) -> None:
        pages, top = self.pages, self.pages.y
        if self.table.dotted:
            self._dotted(cells[0], height)
            return
        if row.kind is RowKind.SECTION:
            self._rule_down()
            for edge in (pages.left, pages.right):
                pages.sheet.canvas.line(edge, top, edge, top - height)
            self._cell(cells[0], self.bold, pages.left, pages.width, top - _ABOVE, Align.LEFT)
            self._ruled_from = top - height
        else:
            face = self.bold if row.kind is RowKind.TOTAL else self.regular
            for lines, column in zip(cells, self.columns, strict=True):
                if lines:
                    self._cell(lines, face, column.left, column.width, top - _ABOVE, column.column.align)
        pages.y = top - height
        self._drawn = True
        pages.sheet.rule(pages.left, pages.right, pages.y, _RULE)

    def _dotted(self, lines: Sequence[Line], height: float) -> None:
        """Draw a row of dots to write on, after the words it begins with."""
        pages, canvas = self.pages, self.pages.sheet.canvas
        pages.y -= height
        baseline = pages.y + _BELOW
        for number, line in enumerate(lines):
            above = (len(lines) - 1 - number) * self.leading
            pages.sheet.line(line, self.regular, self.size, pages.left, baseline + above)
        start = pages.left + (lines[-1].width + _SIDE if lines and lines[-1].text else 0)
        if start < pages.right:
            canvas.saveState()
            canvas.setLineCap(1)
            canvas.setLineWidth(_DOT)
            canvas.setDash([0, _DOT * 3.4])
            canvas.line(start, baseline - 1, pages.right, baseline - 1)
            canvas.restoreState()
        self._drawn = True

    def _cell(self, lines: Sequence[Line], face: Face, left: float, width: float, top: float, align: Align) -> None:
        sheet, size, baseline = self.pages.sheet, self.size, top - self.size * 0.92
        for line in lines:
            if line.text:
                spare = width - 2 * _SIDE - line.width
                x = left + _SIDE + (spare if align is Align.RIGHT else spare / 2 if align is Align.CENTRE else 0)
                sheet.line(line, face, size, x, baseline)
            baseline -= self.leading

    def _rule_down(self) -> None:
        """Draw the upright lines beside the rows drawn since the last time."""
        if self.table.dotted:
            return
        y = self.pages.y
        if y < self._ruled_from:
            canvas = self.pages.sheet.canvas
            canvas.setLineWidth(_RULE)
            canvas.lines([(edge, self._ruled_from, edge, y) for edge in self.edges])
        self._ruled_from = y

    # --- headings ---

    def _head_height(self) -> float:
        if self.table.dotted:
            return 0.0
        upper, lower = self._head_parts()
        return upper + lower + (self.leading + _ABOVE + _BELOW if self.table.numbered else 0)

    def _head_parts(self) -> tuple[float, float]:
        """Return the heights of the line of groups (0 where there is none) and of the line of titles."""
        heights = [self._height([lines]) for lines in self.titles]
        grouped = [heights[place] for group in self.groups if group.name for place in group.places]
        alone = [heights[place] for group in self.groups if not group.name for place in group.places]
        upper = self._height(self.group_titles) if grouped else 0.0
        return upper, max(max(grouped, default=0.0), max(alone, default=0.0) - upper)

    def _head(self) -> None:
        """Draw the headings line by line: groups and titles without a group, then the titles of the groups."""
        if self.table.dotted:
            return
        pages, top = self.pages, self.pages.y
        upper, lower = self._head_parts()
        bottom, canvas = top - upper - lower, pages.sheet.canvas
        for group, lines in zip(self.groups, self.group_titles, strict=True):
            if group.name:
                self._heading(lines, group.left, group.width, top, upper)
                pages.sheet.rule(group.left, group.left + group.width, top - upper, _RULE)
            else:
                column = self.columns[group.places[0]]
                self._heading(self.titles[group.places[0]], column.left, column.width, top, upper + lower)
        for place in itertools.chain.from_iterable(group.places for group in self.groups if group.name):
            column = self.columns[place]
            self._heading(self.titles[place], column.left, column.width, top - upper, lower)
        inner = {self.columns[place].left for group in self.groups for place in group.places[1:]}
        canvas.setLineWidth(_RULE)
        canvas.lines([(x, top - upper if x in inner else top, x, bottom) for x in self.edges])
        pages.sheet.rule(pages.left, pages.right, top, _RULE)
        pages.sheet.rule(pages.left, pages.right, bottom, _RULE)
        pages.y = self._ruled_from = bottom
        if self.table.numbered:
            self._numbers()

    def _numbers(self) -> None:
        pages, face, size = self.pages, self.pages.faces.italic, self.size - 1
        height = self.leading + _ABOVE + _BELOW
        for number, column in enumerate(self.columns, 1):
            middle = column.left + column.width / 2
            pages.sheet.centred(str(number), face, size, middle, pages.y - _ABOVE - self.size * 0.92)
        pages.y -= height
        pages.sheet.rule(pages.left, pages.right, pages.y, _RULE)

    def _heading(self, lines: Sequence[Line], left: float, width: float, top: float, height: float) -> None:
        free = height - _ABOVE - _BELOW - len(lines) * self.leading
        self._cell(lines, self.bold, left, width, top - _ABOVE - free / 2, Align.CENTRE)


def _said(cell: Cell) -> str:
    """Return what a cell says; a whole number has a dot between its thousands."""
    return format_number(cell) if isinstance(cell, int) else cell or ""


def _placed(columns: Sequence[TableColumn], least: Sequence[float], left: float, width: float) -> list[_Set]:
    """Return the columns side by side, together as wide as the page; ``least`` in points."""
    placed = []
    for column, wide in zip(columns, column_widths(columns, least, width), strict=True):
        placed.append(_Set(column, left, wide))
        left += wide
    return placed


def _groups(columns: Sequence[_Set]) -> list[_Group]:
    """Return neighbours under a common heading together, every other column alone."""
    found: list[_Group] = []
    for place, column in enumerate(columns):
        name = column.column.group
        if name and found and found[-1].name == name:
            before = found[-1]
            found[-1] = before._replace(width=before.width + column.width, places=[*before.places, place])
        else:
            found.append(_Group(name, column.left, column.width, [place]))
    return found
