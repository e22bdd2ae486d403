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
_NUMBERED = 3
_ALSO_VALUES = frozenset({"birth_male", "birth_female"})
""""Nam" and "Nữ" are values as often as titles."""
_NAMES = frozenset({"full_name", "names", "family_name"})


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
    while first > 0 and last - first + 1 < _MAX_ROWS and _is_above(rows[first - 1], rows[first]):
        first -= 1
    while last + 1 < len(rows) and last - first + 1 < _MAX_ROWS and _is_below(rows[last + 1], rows[first : last + 1]):
        last += 1
    return first + 1, last + 1


def likeness(rows: Sequence[Sequence[Raw]]) -> int:
    """Return how much a sheet looks like a list of people: the most known titles a row of its top has."""
    return max((known_titles(row) for row in rows[:_LOOKED_AT]), default=0)


def known_titles(row: Sequence[Raw]) -> int:
    """Return how many different fields the texts of a row name exactly."""
    found = {field for cell in row if isinstance(cell, str) for field in (_known(cell),) if field is not None}
    return len(found - _ALSO_VALUES)


def numbers_columns(filled: Sequence[Raw]) -> bool:
    """Return whether the cells of a row only number the columns: 1 2 3, (1) (2) (3), A B 1 2 3."""
    if len(filled) < _NUMBERED or any(isinstance(cell, str) and len(cell) > 6 for cell in filled):
        return False
    texts = [fold(str(cell)) for cell in filled]
    numbers = [int(text) for text in texts if text.isdecimal()]
    letters = [text for text in texts if not text.isdecimal()]
    return (
        len(numbers) >= _NUMBERED
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] <= _NUMBERED
        and all(len(text) == 1 for text in letters)
    )


@functools.lru_cache(maxsize=4096)
def _known(text: str) -> str | None:
    if len(text) > _LONGEST_TITLE or not any(letter.isalpha() for letter in text):
        return None
    field, certainty = fields.match((text,))
    return field if certainty >= fields.EXACT else None


def _is_above(above: Sequence[Raw], header: Sequence[Raw]) -> bool:
    """Return whether a row holds groups over the columns of a header row, and titles beside them."""
    texts = [cell for cell in above if cell is not None]
    if len(texts) < _ENOUGH or not all(isinstance(cell, str) and len(cell) <= _LONGEST_TITLE for cell in texts):
        return False
    beside = any(cell is not None and under is None for cell, under in zip(above, header, strict=False))
    return beside and known_titles(above) >= 1


def _is_below(below: Sequence[Raw], header: Sequence[Sequence[Raw]]) -> bool:
    """Return whether a row still belongs to the header: titles of sub-columns, or the numbers of the columns."""
    filled = [(index, cell) for index, cell in enumerate(below) if cell is not None]
    if not filled:
        return False
    if numbers_columns([cell for _, cell in filled]):
        return True
    names = {
        index
        for row in header
        for index, cell in enumerate(row)
        if isinstance(cell, str) and _known(cell) in _NAMES and index + 1 < len(row)
    }
    texts = [cell for _, cell in filled if isinstance(cell, str) and len(cell) <= _LONGEST_TITLE]
    known = sum(_known(text) is not None for text in texts)
    if len(texts) < len(filled) or not known:
        return False
    if any(index in names for index, _ in filled):
        # "Họ đệm" and "Tên" under "Họ và tên" are titles, a name is not.
        return known == len(filled)
    return known * 2 >= len(filled)
