"""The yearly lists of themes (danh mục chuyên đề): their lines, what became of each, and the meetings of a quarter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from db.meeting_records import Theme
from db.organizations import day, iso
from db.view_records import ThemeLine

if TYPE_CHECKING:
    from db.store import Row, Store

_COLUMNS = (
    "id", "owner_id", "cell_id", "year", "quarter", "title", "writer_id", "presenter_id", "approved_on",
    "approval_number", "sent_on", "reported_on", "note", "revision",
)  # fmt: skip
_SELECT = f"SELECT {', '.join(f't.{column}' for column in _COLUMNS)} FROM theme t"
_LINES = f"""
    SELECT {", ".join(f"t.{column}" for column in _COLUMNS)}, coalesce(v.name, '') AS cell_name,
           coalesce(w.full_name, '') AS writer, coalesce(p.full_name, '') AS presenter, d.id AS meeting_id, d.held_on
    FROM theme t
    LEFT JOIN organization_version v ON v.organization_id = t.cell_id AND v.valid_from <= :on
         AND (v.valid_to IS NULL OR v.valid_to > :on)
    LEFT JOIN member w ON w.id = t.writer_id
    LEFT JOIN member p ON p.id = t.presenter_id
    LEFT JOIN meeting d ON d.id = (SELECT x.id FROM meeting x WHERE x.theme_id = t.id AND x.state = 'final'
                                   ORDER BY x.held_on, x.number LIMIT 1)
"""


@dataclass(frozen=True)
class Held:
    """The thematic and combined meetings a cell finalised in a quarter."""

    count: int
    meeting_id: str
    """The first of them."""
    held_on: date


def _theme(row: Row) -> Theme:
    kept: dict[str, Any] = {column: row[column] for column in _COLUMNS}
    for column in ("approved_on", "sent_on", "reported_on"):
        kept[column] = day(kept[column])
    return Theme(**kept)


def _of_year(cell_id: str | None) -> str:
    # A condition that may be absent hides the index of the cells from the engine.
    return f"t.owner_id = :owner AND t.year = :year{' AND t.cell_id = :cell' if cell_id else ''}"


def get(store: Store, theme_id: str) -> Theme | None:
    """Return one line of a list, or None."""
    row = store.row(f"{_SELECT} WHERE t.id = ?", (theme_id,))
    return _theme(row) if row else None


def of_quarter(store: Store, cell_id: str, year: int, quarter: int) -> list[Theme]:
    """Return the themes a cell's list has for a quarter, those first that no final meeting bears yet."""
    rows = store.rows(
        f"{_SELECT} WHERE t.cell_id = ? AND t.year = ? AND t.quarter = ? ORDER BY EXISTS ("
        "SELECT 1 FROM meeting m WHERE m.theme_id = t.id AND m.state = 'final'), t.title, t.id",
        (cell_id, year, quarter),
    )
    return [_theme(row) for row in rows]


def of_year(store: Store, owner_id: str, year: int, cell_id: str | None = None) -> list[Theme]:
    """Return the lines of an office's lists of a year, of one cell where it is named, without what they point at."""
    rows = store.rows(
        f"{_SELECT} WHERE {_of_year(cell_id)} ORDER BY t.cell_id, t.quarter, t.title, t.id",
        {"owner": owner_id, "year": year, "cell": cell_id},
    )
    return [_theme(row) for row in rows]


def lines(store: Store, owner_id: str, year: int, cell_id: str | None, on: date) -> list[ThemeLine]:
    """Return the lines of an office's lists of a year by cell and quarter, cells under their names of the day ``on``.

    Of one cell where it is named.
    """
    rows = store.tuples(
        f"{_LINES} WHERE {_of_year(cell_id)} ORDER BY v.name_sort, t.cell_id, t.quarter, t.title, t.id",
        {"owner": owner_id, "year": year, "cell": cell_id, "on": on.isoformat()},
    )
    # Converted in one step: a province has eight thousand lines.
    kept = msgspec.convert([dict(zip(_COLUMNS, row, strict=False)) for row in rows], list[Theme])
    return [
        ThemeLine(
            theme=theme, cell_name=cell, writer=writer, presenter=presenter, meeting_id=meeting, held_on=day(held)
        )
        for theme, (cell, writer, presenter, meeting, held) in zip(
            kept, (row[len(_COLUMNS) :] for row in rows), strict=True
        )
    ]


def listed_of_year(store: Store, owner_id: str, year: int) -> dict[tuple[str, int], tuple[int, int]]:
    """Return by cell and quarter how many themes the lists of a year have, and how many of them were approved."""
    rows = store.tuples(
        "SELECT cell_id, quarter, count(*), count(approved_on) FROM theme WHERE owner_id = ? AND year = ?"
        " GROUP BY cell_id, quarter",
        (owner_id, year),
    )
    return {(cell, quarter): (listed, approved) for cell, quarter, listed, approved in rows}


def held(store: Store, owner_id: str, year: int) -> dict[tuple[str, int], Held]:
    """Return by cell and quarter (1 to 4) of a year the thematic and combined meetings an office finalised."""
    rows = store.tuples(
        # min() alone beside bare columns: the engine takes them from the row that has the least day.
        "SELECT cell_id, (CAST(substr(period, 6) AS INTEGER) + 2) / 3 AS quarter, count(*), id, min(held_on)"
        " FROM meeting WHERE period BETWEEN ? AND ? AND state = 'final' AND kind IN ('thematic', 'combined')"
        " AND owner_id = ? GROUP BY cell_id, quarter",
        (f"{year:04}-01", f"{year:04}-12", owner_id),
    )
    return {
        (cell, quarter): Held(count=count, meeting_id=meeting, held_on=date.fromisoformat(first))
        for cell, quarter, count, meeting, first in rows
    }


# --- writing: inside an operation ---


def insert_many(store: Store, themes: Iterable[Theme]) -> None:
    """Write new lines."""
    store.insert_many("theme", _COLUMNS, (_values(theme) for theme in themes))


def update(store: Store, theme: Theme) -> bool:
    """Write a line anew; ``theme.revision`` is the one it gets. Return False when another was written meanwhile."""
    changed = ", ".join(f"{column} = ?" for column in _COLUMNS[2:])
    return (
        store.execute(
            f"UPDATE theme SET {changed} WHERE id = ? AND revision = ?",
            (*_values(theme)[2:], theme.id, theme.revision - 1),
        )
        == 1
    )


def approve(store: Store, theme_ids: Sequence[str], number: str, on: date) -> None:
    """Write the approval of the committee above into lines."""
    store.change_many(
        "UPDATE theme SET approval_number = ?, approved_on = ?, revision = revision + 1 WHERE id = ?",
        ((number, on.isoformat(), theme_id) for theme_id in theme_ids),
    )


def remove(store: Store, theme_id: str) -> None:
    """Take a line away."""
    store.execute("DELETE FROM theme WHERE id = ?", (theme_id,))


def _values(theme: Theme) -> tuple[Any, ...]:
    return (
        theme.id, theme.owner_id, theme.cell_id, theme.year, theme.quarter, theme.title, theme.writer_id,
        theme.presenter_id, iso(theme.approved_on), theme.approval_number, iso(theme.sent_on), iso(theme.reported_on),
        theme.note, theme.revision,
    )  # fmt: skip
