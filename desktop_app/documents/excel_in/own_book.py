"""What a register workbook of our own carries out of sight, so that it is known again when it comes back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

MARK = "SOCHIBO-REGISTER"
"""Text of the first cell (row 1, column A) of the sheet; that row is hidden."""
VERSION = 1
"""Number in the second cell of row 1: the version of what is described here."""
FIELDS_COLUMN = 2
"""From 0: the third cell of row 1 names the fields of the stamps, joined by commas."""
ID_FIELD = "own_id"
"""Target of the hidden column that holds a person's identifier."""
STAMP_FIELD = "own_stamp"
"""Target of the hidden column that holds the row's stamps."""
ID_TITLE = "Mã số (không sửa)"
STAMP_TITLE = "Dấu (không sửa)"
REASON_TITLE = "Lý do bị từ chối"
"""Title of the column that we add to the clerk's own file; it is no part of what is read."""
_LENGTH = 6
"""Characters of one field's stamp: one value in sixteen million is taken for another by chance."""


def stamp(values: Mapping[str, str], fields: Iterable[str]) -> str:
    """Return the stamps of the fields of one row, one after another, in the order of ``fields``.

    A stamp tells later whether the field still says what it said when the workbook was written; the value cannot be
    read out of it.
    """
    return "".join(_stamp(field, values.get(field, "")) for field in fields)


def untouched(stamps: str, fields: tuple[str, ...], field: str, value: str) -> bool | None:
    """Return whether a field still has the value it was written with; None when the stamps do not tell."""
    if field not in fields or len(stamps) != _LENGTH * len(fields):
        return None
    start = fields.index(field) * _LENGTH
    return stamps[start : start + _LENGTH] == _stamp(field, value)


def _stamp(field: str, value: str) -> str:
    return hashlib.blake2b(f"{field}\0{value}".encode(), digest_size=_LENGTH // 2).hexdigest()
