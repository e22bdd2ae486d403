"""Pieces of a Word file made here and not by a template: ruled tables, facts in two columns, places to sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from db.text import normalize
from desktop_app.documents.column_widths import column_widths
from desktop_app.documents.layout import POINTS_PER_MM
from desktop_app.documents.model import Signature
from desktop_app.documents.table_model import Align, Cell, Fact, Facts, RowKind, Table, TableColumn, TableRow
from desktop_app.documents.word.language import Ready, plain
from desktop_app.rules.percentages import format_number

CELL_STYLE, FACT_STYLE = "ScbBang", "ScbThongTin"
_FULL = 5000
"""A whole width, in fiftieths of a percent."""
_TALL = 600
"""Characters of a cell from which its row may go on overleaf."""
_SIDE = 56
"""Twips a cell keeps free at its sides."""


class _Group(NamedTuple):
    name: str
    places: list[int]


def lines(text: str) -> list[str]:
    """Return the lines of a text as they are printed, empty ones left out."""
    return [line for line in normalize(text, keep_newlines=True).split("\n") if line]


def paragraph(
    text: str,
    style: str,
    *,
    align: Align = Align.LEFT,
    size: float = 0,
    bold: bool = False,
    italic: bool = False,
    keep: bool = False,
) -> str:
    """Return one paragraph; ``size`` in points where it is not that of the style."""
    look = f'<w:jc w:val="{_JC[align]}"/>' if align is not Align.LEFT else ""
    letters = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    letters += f'<w:sz w:val="{round(size * 2)}"/>' if size else ""
    run = f'<w:r><w:rPr>{letters}</w:rPr><w:t xml:space="preserve">{plain(text)}</w:t></w:r>' if text else ""
    kept = "<w:keepNext/>" if keep else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{kept}{look}</w:pPr>{run}</w:p>'


_JC = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}


def table(block: Table, width: float, font: str) -> Ready:
    """Return a ruled table ``width`` points wide, its headings repeated on every page, or dotted lines to write on.

    ``font`` is the bundled family whose letters are as wide as those Word will use.
    """
    return Ready("".join(_dotted(block, width) if block.dotted else _table(block, _widths(block, width, font))))


def _widths(block: Table, width: float, font: str) -> list[int]:
    """Return the widths of the columns in twips."""
    from desktop_app.documents.pdf.typeset import family

    face = family(font).bold
    least = []
    for column in block.columns:
        words = face.printable(column.title).split()
        least.append(max((face.width(word, block.size) for word in words), default=0.0) + 2 * _SIDE / 20 + 1)
    return [round(wide * 20) for wide in column_widths(block.columns, least, width)]


def _dotted(block: Table, width: float) -> Iterator[str]:
    """Yield lines of dots, each after the words it begins with."""
    tab = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{round(width * 20)}"/></w:tabs>'
    height = round(block.row_mm * POINTS_PER_MM * 20)
    spacing = f'<w:spacing w:line="{height}" w:lineRule="atLeast"/>' if height else ""
    shape = f'<w:pPr><w:pStyle w:val="{CELL_STYLE}"/>{tab}{spacing}</w:pPr>'
    letters = f'<w:rPr><w:sz w:val="{round(block.size * 2)}"/></w:rPr>'
    for row in block.rows:
        *before, last = lines(_said(row.cells[0])) or [""]
        for line in before:
            yield paragraph(line, CELL_STYLE, size=block.size)
        said = f'<w:t xml:space="preserve">{plain(last)} </w:t>' if last else ""
        yield f"<w:p>{shape}<w:r>{letters}{said}<w:tab/></w:r></w:p>"


def _table(block: Table, widths: Sequence[int]) -> Iterator[str]:
    edge = '<w:{0} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    rules = "".join(edge.format(side) for side in sides)
    yield (
        f'<w:tbl><w:tblPr><w:tblW w:w="{_FULL}" w:type="pct"/><w:tblBorders>{rules}</w:tblBorders>'
        f'<w:tblCellMar><w:left w:w="{_SIDE}" w:type="dxa"/><w:right w:w="{_SIDE}" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr>{_grid(widths)}"
    )
    yield from _head(block, widths)
    empty = True
    for row in block.rows:
        empty = False
        yield _row(row, block, widths)
    if empty and block.empty:
        yield _row(TableRow((block.empty,), RowKind.SECTION), block, widths)
    yield "</w:tbl>" + paragraph("", CELL_STYLE, size=4)


def _grid(widths: Sequence[int]) -> str:
    return "<w:tblGrid>" + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths) + "</w:tblGrid>"


def cell(inside: str, width: int, *, span: int = 1, merge: str = "", middle: bool = False) -> str:
    """Return one cell ``width`` twips wide with the paragraphs ``inside``."""
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    merged = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    centred = '<w:vAlign w:val="center"/>' if middle else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{merged}{centred}</w:tcPr>{inside}</w:tc>'


def _line(cells: str, *, head: bool = False, whole: bool = True, row_mm: float = 0) -> str:
    kept = "<w:cantSplit/>" if whole else ""
    kept += f'<w:trHeight w:val="{round(row_mm * POINTS_PER_MM * 20)}" w:hRule="atLeast"/>' if row_mm else ""
    kept += "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr>{kept}</w:trPr>{cells}</w:tr>"


def _words(text: str, align: Align, size: float, *, bold: bool = False, keep: bool = False) -> str:
    said = [paragraph(line, CELL_STYLE, align=align, size=size, bold=bold, keep=keep) for line in lines(text)]
    return "".join(said) or paragraph("", CELL_STYLE, size=size)


# --- headings ---


def _head(block: Table, widths: Sequence[int]) -> Iterator[str]:
    groups = _groups(block.columns)
    grouped = any(group.name for group in groups)
    upper, lower = [], []
    for group in groups:
        name = group.name or block.columns[group.places[0]].title
        wide = sum(widths[place] for place in group.places)
        inside = _words(name, Align.CENTRE, block.size, bold=True, keep=True)
        alone = "restart" if grouped and not group.name else ""
        upper.append(cell(inside, wide, span=len(group.places), merge=alone, middle=True))
        for place in group.places:
            if group.name:
                title = _words(block.columns[place].title, Align.CENTRE, block.size, bold=True, keep=True)
                lower.append(cell(title, widths[place], middle=True))
            else:
                lower.append(cell(paragraph("", CELL_STYLE, size=block.size), widths[place], merge="continue"))
    yield _line("".join(upper), head=True)
    if grouped:
        yield _line("".join(lower), head=True)
    if block.numbered:
        numbers = (
            cell(paragraph(str(number), CELL_STYLE, align=Align.CENTRE, size=block.size - 1, italic=True), width)
            for number, width in enumerate(widths, 1)
        )
        yield _line("".join(numbers), head=True)


def _groups(columns: Sequence[TableColumn]) -> list[_Group]:
    found: list[_Group] = []
    for place, column in enumerate(columns):
        if column.group and found and found[-1].name == column.group:
            found[-1].places.append(place)
        else:
            found.append(_Group(column.group, [place]))
    return found


# --- rows ---


def _said(cell: Cell) -> str:
    return format_number(cell) if isinstance(cell, int) else cell or ""


def _row(row: TableRow, block: Table, widths: Sequence[int]) -> str:
    strong = row.kind is not RowKind.PLAIN
    if row.kind is RowKind.SECTION:
        inside = _words(_said(row.cells[0]), Align.LEFT, block.size, bold=True, keep=True)
        return _line(cell(inside, sum(widths), span=len(widths)))
    said = [_said(cell) for cell in row.cells]
    cells = (
        cell(_words(text, column.align, block.size, bold=strong), width)
        for text, column, width in zip(said, block.columns, widths, strict=True)
    )
    return _line("".join(cells), whole=max(map(len, said), default=0) < _TALL, row_mm=block.row_mm)


# --- facts ---

_LABEL = 0.22
"""Share of the width that a name takes; what it is takes the rest of its half."""


def facts(block: Facts, width: float) -> Ready:
    """Return facts in two columns, read line by line."""
    label, value = round(width * 20 * _LABEL), round(width * 20 * (0.5 - _LABEL))
    rows = []
    waiting: list[Fact] = []
    for fact in block.facts:
        if waiting and (fact.wide or len(waiting) == 2):
            rows.append(_facts_row(waiting, block, label, value))
            waiting = []
        waiting.append(fact)
        if fact.wide:
            rows.append(_facts_row(waiting, block, label, value))
            waiting = []
    if waiting:
        rows.append(_facts_row(waiting, block, label, value))
    grid = _grid([label, value, label, value])
    opening = f'<w:tbl><w:tblPr><w:tblW w:w="{_FULL}" w:type="pct"/><w:tblLayout w:type="fixed"/></w:tblPr>{grid}'
    return Ready(opening + "".join(rows) + "</w:tbl>" + paragraph("", FACT_STYLE, size=4)) if rows else Ready("")


def _facts_row(facts: Sequence[Fact], block: Facts, label: int, value: int) -> str:
    cells = ""
    for fact in facts:
        said = lines(fact.value or block.unknown)
        inside = "".join(paragraph(line, FACT_STYLE, bold=bool(fact.value)) for line in said)
        wide = fact.wide or len(facts) == 1
        cells += cell(paragraph(normalize(fact.label), FACT_STYLE), label)
        cells += cell(inside or paragraph("", FACT_STYLE), value * 2 + label if wide else value, span=3 if wide else 1)
    return _line(cells)


# --- signing ---


def row_of(insides: Sequence[str], column: int) -> str:
    """Return a table without rules: one row of cells, each ``column`` twips wide."""
    opening = f'<w:tbl><w:tblPr><w:tblW w:w="{_FULL}" w:type="pct"/><w:tblLayout w:type="fixed"/></w:tblPr>'
    cells = "".join(cell(inside, column) for inside in insides)
    return opening + _grid([column] * len(insides)) + _line(cells) + "</w:tbl>"


def signing(signatures: Sequence[Signature], width: float, columns: int = 0, *, close: bool = False) -> Ready:
    """Return the places to sign side by side, the last ones of so many ``columns``; by default as many as they are.

    ``close`` leaves hardly any room above them: something that belongs to them stands there.
    """
    if not signatures:
        return Ready("")
    columns = max(columns, len(signatures))
    column = round(width * 20 / columns)
    deepest = max(signature.role.count("\n") for signature in signatures)
    insides = [paragraph("", "ScbChucVu", keep=True)] * (columns - len(signatures))
    for signature in signatures:
        roles = signature.role.split("\n")
        inside = "".join(paragraph(normalize(role), "ScbChucVu", align=Align.CENTRE, keep=True) for role in roles)
        if signature.note:
            inside += paragraph(normalize(signature.note), "ScbCachKy", align=Align.CENTRE, keep=True)
        # All names stand at one height.
        inside += paragraph("", "ScbChucVu", keep=True) * (deepest + 1 - len(roles))
        inside += paragraph(normalize(signature.name), "ScbHoTen", align=Align.CENTRE)
        insides.append(inside)
    room = paragraph("", CELL_STYLE, size=4, keep=True) if close else paragraph("", "ScbDoan", keep=True)
    return Ready(room + row_of(insides, column))
