"""Tăng, giảm đảng viên trong kỳ: the formula đầu kỳ … cuối kỳ for each cell and in all, and the acts behind it.

Source of the formula: domain notes 2.4, the logic of Biểu 1-TCTW. Where it does not balance the rows that break it are
named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from db.register_records import MovementLine, Movements
from desktop_app.documents.model import Paragraph, Style
from desktop_app.documents.papers.common import Issuer, paper, wording
from desktop_app.documents.table_model import (
    Align,
    Block,
    Cell,
    RowKind,
    Table,
    TableColumn,
    TableDocument,
    TableRow,
)
from desktop_app.rules import dates
from desktop_app.rules.reconciliation import FORMULA, UNEXPLAINED, count_key

OPENING, CLOSING = "opening", "closing"
_ALWAYS = ("admission", "readmission", "transfer_in", "transfer_out", "removal", "expulsion", "resignation", "death")
"""Figures of the formula that are printed even when nothing happened; others only where something did."""


class CellMovements(msgspec.Struct, frozen=True, kw_only=True):
    """The movements of one cell."""

    cell_id: str
    name: str
    movements: Movements


class ChangesData(msgspec.Struct, frozen=True, kw_only=True):
    """What the paper prints; nothing is looked up any more."""

    whole: Movements
    """Of the office, or of the one cell the paper is about."""
    cells: Sequence[CellMovements]
    """Of each cell in the order of the tree; empty where the paper is about one cell."""


def figure(line: MovementLine) -> str:
    """Return the name of the figure that a line counts in; empty for one that counts in none."""
    if not line.sign:
        return ""
    if line.kind == UNEXPLAINED:
        return f"{UNEXPLAINED}_{'in' if line.sign > 0 else 'out'}"
    return count_key(line.kind, line.sign)


def amounts(movements: Movements) -> dict[str, int]:
    """Return every figure of the formula by name, those at both ends included."""
    found = {OPENING: movements.opening, CLOSING: movements.closing, **movements.counts}
    for line in movements.breaks:
        found[figure(line)] = found.get(figure(line), 0) + 1
    return found


def figures(data: ChangesData) -> list[tuple[str, int]]:
    """Return the figures the paper shows between both ends, in the order of the formula, each with its sign."""
    used = {
        name
        for movements in (data.whole, *(cell.movements for cell in data.cells))
        for name, count in amounts(movements).items()
        if count
    }
    known = [(name, sign) for name, sign in FORMULA if name in used or name in _ALWAYS]
    named = {name for name, _ in FORMULA} | {OPENING, CLOSING}
    other = [(name, -1 if name.endswith("_out") else 1) for name in sorted(used - named)]
    return sorted([*known, *other], key=lambda entry: -entry[1])


def figure_word(name: str) -> str:
    """Return the words for a figure."""
    words = wording()
    if name in words["figures"]:
        return str(words["figures"][name])
    kind, _, _ = name.rpartition("_")
    return str(words["change"].get(kind, name))


def formula(movements: Movements) -> str:
    """Return the formula in one line with its figures, those of nothing left out."""
    words, known = wording()["changes"], amounts(movements)
    parts = "".join(
        words["plus" if sign > 0 else "minus"].format(word=figure_word(name).lower(), count=known[name])
        for name, sign in figures(ChangesData(whole=movements, cells=()))
        if known.get(name) and not name.startswith(UNEXPLAINED)
    )
    return str(words["formula"].format(opening=movements.opening, parts=parts, closing=movements.closing))


def changes_document(data: ChangesData, issuer: Issuer, *, about: str = "") -> TableDocument:
    """Return the paper of a period; the issuer's day is the day it is drawn up."""
    words = wording()["changes"]
    whole = data.whole
    blocks: list[Block] = [Paragraph(formula(whole) + "."), *_verdict(whole), _cells(data)]
    if any(name.startswith("cell_move") for name, _ in figures(data)) and data.cells:
        blocks.append(Paragraph(words["total_moves"]))
    blocks += [Paragraph(words["rows_heading"], Style.HEADING), _rows(data)]
    period = f"{whole.start:%Y%m%d}-{whole.end:%Y%m%d}"
    return paper(
        issuer,
        "changes",
        subject=[words["period"].format(start=dates.format_long(whole.start), end=dates.format_long(whole.end))],
        blocks=blocks,
        landscape=True,
        about="-".join(part for part in (about, period) if part),
    )


def explained(movements: Movements) -> int:
    """Return the closing count that the acts lead to."""
    return movements.opening + sum(line.sign for line in movements.lines if line.kind != UNEXPLAINED)


def _verdict(movements: Movements) -> Iterator[Paragraph]:
    """Yield whether the formula balances, and each row that breaks it where it does not."""
    words = wording()["changes"]
    if not movements.breaks:
        yield Paragraph(words["balanced"].format(sum=explained(movements), closing=movements.closing))
        return
    broken = words["broken"].format(sum=explained(movements), closing=movements.closing)
    yield Paragraph(broken, Style.ITEM)
    for line in movements.breaks:
        yield Paragraph(
            words["breaks"].format(
                name=line.full_name,
                cell=line.cell_name,
                on=dates.format_day(line.on),
                sign=words["more"] if line.sign > 0 else words["less"],
            )
        )


# --- the figures ---


def _cells(data: ChangesData) -> Table:
    words = wording()["changes"]
    shown = figures(data)
    columns = [
        TableColumn(words["columns"]["number"], 10, Align.CENTRE),
        TableColumn(words["columns"]["cell"], 58),
        TableColumn(words["columns"]["opening"], 18, Align.RIGHT),
        *(
            TableColumn(figure_word(name), 18, Align.RIGHT, group=words["up"] if sign > 0 else words["down"])
            for name, sign in shown
        ),
        TableColumn(words["columns"]["closing"], 18, Align.RIGHT),
    ]
    names = [OPENING, *(name for name, _ in shown), CLOSING]
    rows = [
        TableRow((number, cell.name, *_counts(cell.movements, names, blank=True)))
        for number, cell in enumerate(data.cells, 1)
    ]
    rows.append(TableRow((None, words["total"], *_counts(data.whole, names)), RowKind.TOTAL))
    return Table(columns=tuple(columns), rows=rows, empty=words["no_cells"], sheet=words["cells"])


def _counts(movements: Movements, names: Sequence[str], *, blank: bool = False) -> list[Cell]:
    """Return the figures by name; ``blank`` leaves those between both ends empty where nothing happened."""
    known = amounts(movements)
    return [known.get(name) or (None if blank and name not in (OPENING, CLOSING) else 0) for name in names]


# --- the acts ---


def _rows(data: ChangesData) -> Table:
    words = wording()["changes"]
    titles = words["columns"]
    columns = (
        TableColumn(titles["number"], 10, Align.CENTRE),
        TableColumn(titles["name"], 52),
        TableColumn(titles["cell"], 58),
        TableColumn(titles["on"], 24, Align.CENTRE),
        TableColumn(titles["decision"], 50),
        TableColumn(titles["place"], 68),
    )
    rows: list[TableRow] = []
    lines = _counting(data)
    for name in dict.fromkeys([*(name for name, _ in figures(data)), *(figure(line) for line in lines)]):
        within = [line for line in lines if figure(line) == name]
        if within:
            heading = words["group"].format(word=figure_word(name), count=len(within))
            rows.append(TableRow((heading,), RowKind.SECTION))
            rows += [movement_row(number, line) for number, line in enumerate(within, 1)]
    return Table(columns=columns, rows=rows, empty=words["empty"], sheet=words["rows"])


def _counting(data: ChangesData) -> list[MovementLine]:
    """Return the lines behind the figures; moves between cells stand once, where the person went."""
    lines = [line for line in data.whole.lines if line.sign]
    if data.cells:
        lines += [
            line
            for cell in data.cells
            for line in cell.movements.lines
            if line.sign > 0 and figure(line) == "cell_move_in"
        ]
    return lines


def movement_row(number: int, line: MovementLine) -> TableRow:
    """Return one act as a row: number, name, cell, day, decision, place."""
    return TableRow((number, line.full_name, line.cell_name, dates.format_day(line.on), line.decision, line.place))
