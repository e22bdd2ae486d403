"""Finding the header of a list under titles, with one, two or three rows, merged or not."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from db.text import fold
from desktop_app.documents.excel_in import fields
from desktop_app.documents.excel_in.model import Raw

_LOOKED_AT = 60
"""A header stands within so many rows, however long the titles above are."""
_MAX_ROWS = 4
_ENOUGH = 2
"""So many known titles make a header."""
_LONGEST_TITLE = 120


def find_header(rows: Sequence[Sequence[Raw]]) -> tuple[int, int]:
    """Return (first, last) row of the header, from 1; (0, 0) where the list has none that can be recognised."""
    best, best_score = -1, 0
    for number, row in enumerate(rows[:_LOOKED_AT]):
        score = known_titles(row)
        if score > best_score:
            best, best_score = number, score
    if best_score < _ENOUGH:
        return 0, 0
    first, last = best, best
    while first > 0 and last - first + 1 < _MAX_ROWS and _continues(rows[first - 1], rows[last]):
        first -= 1
    while last + 1 < len(rows) and last - first + 1 < _MAX_ROWS and _is_below(rows[last + 1], rows[last]):
        last += 1
    return first + 1, last + 1


def known_titles(row: Sequence[Raw]) -> int:
    """Return how many different fields the texts of a row name exactly."""
    found = {field for cell in row if isinstance(cell, str) for field in (_known(cell),) if field is not None}
    return len(found)


@functools.lru_cache(maxsize=4096)
def _known(text: str) -> str | None:
    if len(text) > _LONGEST_TITLE or not any(letter.isalpha() for letter in text):
        return None
    field, certainty = fields.match((text,))
    return field if certainty >= 4 else None


def _continues(above: Sequence[Raw], header: Sequence[Raw]) -> bool:
    """Return whether a row holds groups over the columns of the header row under it."""
    texts = [cell for cell in above if cell is not None]
    if len(texts) < _ENOUGH or not all(isinstance(cell, str) for cell in texts):
        return False
    del header
    return known_titles(above) >= _ENOUGH


def _is_below(below: Sequence[Raw], header: Sequence[Raw]) -> bool:
    """Return whether a row still belongs to the header: sub-columns or the numbers of the columns."""
    filled = [cell for cell in below if cell is not None]
    if not filled:
        return False
    if _numbers_columns(filled):
        return True
    del header
    return all(isinstance(cell, str) and _known(cell) is not None for cell in filled)


def _numbers_columns(filled: Sequence[Raw]) -> bool:
    """Return whether a row only numbers the columns: 1 2 3 or (1) (2) (3) or A B C."""
    if len(filled) < 3:
        return False
    texts = [fold(str(cell)) for cell in filled]
    return all(text.isdigit() for text in texts) and [int(text) for text in texts] == sorted({int(t) for t in texts})


def likeness(rows: Sequence[Sequence[Raw]]) -> int:
    """Return how much a sheet looks like a list of people: the most known titles a row of its top has."""
    return max((known_titles(row) for row in rows[:_LOOKED_AT]), default=0)
