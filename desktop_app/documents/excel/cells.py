"""Putting strings from outside into a workbook so that Excel shows them and never runs them."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Any

MAX_TEXT = 32_767
"""Characters Excel keeps in one cell."""

_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile(f"^[=+\\-@#\\t\\r\\n]|{_ILLEGAL.pattern}")
"""What Excel takes for a formula or an error value when it begins so, or what no sheet can hold."""


def legal(text: str) -> str:
    """Return text without what a sheet cannot hold; everything else stays letter for letter."""
    return _ILLEGAL.sub("", text)[:MAX_TEXT]


@functools.lru_cache(maxsize=16384)
def is_plain(text: str) -> bool:
    """Return whether text may stand in a cell as it is."""
    return len(text) <= MAX_TEXT and _SPECIAL.search(text) is None


def text_cell(sheet: Any, text: str) -> Any:
    """Return a cell of a write-only sheet that holds ``text`` as text, whatever it looks like.

    Its type is forced to a string, and it carries Excel's own mark of quoted text, so that it stays text when a clerk
    edits it; there is never a hyperlink.
    """
    from openpyxl.cell.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet)
    cell.value = legal(text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def safe_row(sheet: Any, values: Sequence[Any]) -> list[Any]:
    """Return the values of a row with every string that Excel might take for something else made a text cell."""
    return [value if type(value) is not str or is_plain(value) else text_cell(sheet, value) for value in values]
