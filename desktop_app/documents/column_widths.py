"""How wide the columns of a table become on paper and in Word: all of it, and no heading cut within a word."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_app.documents.table_model import TableColumn


def column_widths(columns: Sequence[TableColumn], least: Sequence[float], width: float) -> list[float]:
    """Return the widths of columns, in the unit of ``width``, which they fill together.

    No column is narrower than ``least`` unless even that is too much; the others give what it takes.
    """
    whole = sum(column.width_mm for column in columns)
    widths = [width * column.width_mm / whole for column in columns]
    missing = sum(max(0.0, low - wide) for low, wide in zip(least, widths, strict=True))
    spare = sum(max(0.0, wide - low) for low, wide in zip(least, widths, strict=True))
    if not 0 < missing <= spare:
        return widths
    kept = 1 - missing / spare
    return [low + max(0.0, wide - low) * kept for low, wide in zip(least, widths, strict=True)]
