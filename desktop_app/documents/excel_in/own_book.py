"""What a register workbook of our own carries out of sight, so that it is known again when it comes back.

Row 1 is hidden: its first cell is the version cell, its second names the stamped fields. Two hidden columns follow the
list's own header: the person's identifier, and the stamps of the row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from desktop_app.documents.excel_in.fields import EXPORT_MARK, FIELDS, Kind
from desktop_app.documents.excel_in.model import CellProblem, ImportChoices, Raw, ReadLine, SourceSheet

VERSION = 1
"""The layout described here."""
VERSION_CELL = f"{EXPORT_MARK}{VERSION}"
ID_FIELD = "member_id"
"""Target of the hidden column that holds a person's identifier."""
ID_TITLE = "Mã đảng viên (không sửa)"
STAMP_TITLE = "Dấu của dòng (không sửa)"
REASON_TITLE = "Lý do bị từ chối"
"""Title of the column that we add to the clerk's own file; it is no part of what is read."""
_LENGTH = 6
"""Characters of one field's stamp: one value in sixteen million is taken for another by chance."""


def stamp(values: Mapping[str, str], fields: Iterable[str]) -> str:
    """Return the stamps of the fields of one row, one after another, in the order of ``fields``.

    A stamp tells later whether the field still says what it said when the workbook was written; the value cannot be
    read out of it.
    """
    return "".join(_stamp(name, values.get(name, "")) for name in fields)


def _stamp(name: str, value: str) -> str:
    return hashlib.blake2b(f"{name}\0{value}".encode(), digest_size=_LENGTH // 2).hexdigest()


@dataclass(frozen=True)
class Stamps:
    """The stamps of every row of a workbook; empty for a workbook that is not ours."""

    fields: tuple[str, ...] = ()
    by_row: Mapping[int, str] = field(default_factory=dict)
    """By row from 1."""

    def tell(self, row: int) -> bool:
        """Return whether a row has stamps."""
        return row in self.by_row

    def untouched(self, row: int, name: str, value: str) -> bool | None:
        """Return whether ``value`` is what the field had when the row was written; None when the stamps do not tell."""
        if row not in self.by_row or name not in self.fields:
            return None
        start = self.fields.index(name) * _LENGTH
        return self.by_row[row][start : start + _LENGTH] == _stamp(name, value)


def stamps_of(sheet: SourceSheet, header_last: int) -> Stamps:
    """Return the stamps of a sheet whose header ends in row ``header_last`` (from 1)."""
    rows = sheet.rows
    if not is_own(sheet) or not 0 < header_last <= len(rows):
        return Stamps()
    fields = tuple(str(rows[0][1] or "").split(",")) if len(rows[0]) > 1 else ()
    titles: Sequence[Raw] = rows[header_last - 1]
    if STAMP_TITLE not in titles:
        return Stamps()
    column = titles.index(STAMP_TITLE)
    wanted = _LENGTH * len(fields)
    found = {
        number: cell
        for number, row in enumerate(rows[header_last:], header_last + 1)
        if isinstance(cell := row[column], str) and len(cell) == wanted
    }
    return Stamps(fields, found)


def is_own(sheet: SourceSheet) -> bool:
    """Return whether a sheet was written by us in a layout that is known here."""
    return bool(sheet.rows and sheet.rows[0] and sheet.rows[0][0] == VERSION_CELL)


def forgiven(reads: Sequence[ReadLine], sheet: SourceSheet, choices: ImportChoices, stamps: Stamps) -> list[ReadLine]:
    """Return the lines as we wrote them where nobody touched a cell since: without its problems, its name unpolished.

    The register holds texts that a list from outside would be refused for ("=1+1" as a note), and names that there
    would lose a form of address ("Ông Văn Tú"): the clerk has done nothing wrong with them.
    """
    targets = {column.index: column.target for column in choices.columns if column.target}
    names = {
        index: target for index, target in targets.items() if target in FIELDS and FIELDS[target].kind is Kind.NAME
    }
    found = []
    for read in reads:
        if not stamps.tell(read.row):
            found.append(read)
            continue
        cells = sheet.rows[read.row - 1]
        kept = tuple(one for one in read.problems if not _as_written(one, cells, targets, stamps))
        polished = {
            name: text
            for index, name in names.items()
            if read.values.get(name) != (text := cells[index])
            and isinstance(text, str)
            and _is_untouched(stamps, read.row, name, text)
        }
        changed = len(kept) < len(read.problems) or polished
        found.append(ReadLine(read.row, {**read.values, **polished}, kept) if changed else read)
    return found


def _as_written(problem: CellProblem, cells: Sequence[Raw], targets: Mapping[int, str], stamps: Stamps) -> bool:
    text = cells[problem.column] if 0 <= problem.column < len(cells) else None
    name = targets.get(problem.column, "")
    return isinstance(text, str) and _is_untouched(stamps, problem.row, name, text)


def _is_untouched(stamps: Stamps, row: int, name: str, text: str) -> bool:
    return bool(stamps.untouched(row, name, " ".join(text.split())))
