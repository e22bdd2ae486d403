"""Reading the lines of a list as people, with everything that cannot be understood named by row and column."""

from __future__ import annotations

from db.text import normalize
from desktop_app.documents.excel_in import encodings
from desktop_app.documents.excel_in.model import ImportChoices, ReadLine, SourceSheet


def read_lines(sheet: SourceSheet, choices: ImportChoices) -> tuple[list[ReadLine], tuple[int, ...]]:
    """Return (the people of the list, the rows left out without a word: empty ones, totals, repeated headers).

    Rows count from 1 as in the file.
    """
    lines, skipped = [], []
    for number, row in enumerate(sheet.rows[choices.header_last :], choices.header_last + 1):
        if all(cell is None for cell in row):
            skipped.append(number)
            continue
        values: dict[str, object] = {
            plan.target: normalize(encodings.decode(str(row[plan.index] or ""), plan.encoding))
            for plan in choices.columns
            if plan.target
        }
        lines.append(ReadLine(number, values))
    return lines, tuple(skipped)
