"""Deciding how each column of a list is understood: by what was chosen before, by its title, by its content."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_app.documents.excel_in import encodings, fields
from desktop_app.documents.excel_in.model import ColumnPlan, Encoding, Raw, SourceSheet

_SAMPLES = 5
_LOOKED_AT = 300


def letter_of(index: int) -> str:
    """Return the letter of a column by its number from 0: "A", "Z", "AA"."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def plan(
    sheet: SourceSheet, header: tuple[int, int], remembered: Mapping[str, str] | None = None
) -> tuple[ColumnPlan, ...]:
    """Return how every column of the sheet is understood.

    ``header`` is what ``find_header`` gives; ``remembered`` maps ``fields.title_key(title)`` to the field a clerk chose
    for such a title before ("" for one to leave out).
    """
    known = remembered or {}
    first, last = header
    below = sheet.rows[last : last + _LOOKED_AT]
    plans = []
    for index in range(sheet.info.columns):
        parts = title_parts(sheet, header, index)
        texts = [row[index] for row in below if isinstance(row[index], str)]
        encoding = encodings.detect(text for text in texts if isinstance(text, str))
        title = " ".join(fields.readings(part)[-1] if False else part for part in parts)
        key = fields.title_key(title)
        target, reason = "", ""
        if key in known:
            target, reason = known[key], "remembered"
        elif parts:
            field, _ = fields.match(parts)
            target, reason = (field, "name") if field else ("", "")
        samples = tuple(encodings.decode(str(row[index]), encoding) for row in below if row[index] is not None)[
            :_SAMPLES
        ]
        plans.append(ColumnPlan(index, letter_of(index), title, target, encoding, reason, samples))
    return tuple(plans)


def title_parts(sheet: SourceSheet, header: tuple[int, int], index: int) -> tuple[str, ...]:
    """Return the texts of the header rows over a column, top to bottom, merged cells reaching over all they cover."""
    first, last = header
    parts: list[str] = []
    for number in range(first - 1, last) if first else ():
        cell: Raw = sheet.rows[number][index]
        for top, left, bottom, right in sheet.merged:
            if top <= number <= bottom and left <= index <= right:
                cell = sheet.rows[top][left]
        if isinstance(cell, str) and cell not in parts:
            parts.append(cell)
    return tuple(parts)


__all__ = ["Encoding", "letter_of", "plan", "title_parts"]
