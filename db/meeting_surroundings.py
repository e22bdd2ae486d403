"""What stands in the store around one meeting: earlier marks of people, other meetings of the month and the quarter."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.store import Store


def earlier_marks(
    store: Store, member_ids: Iterable[str], since: date, before: date, series_id: str
) -> dict[str, list[str]]:
    """Return by person the marks of final monthly meetings held from ``since`` to before ``before``, in their order.

    The versions of the meeting ``series_id`` itself are left out.
    """
    found: dict[str, list[str]] = {}
    for member_id, presence in store.tuples(
        """
        SELECT a.member_id, a.presence FROM attendance a JOIN meeting m ON m.id = a.meeting_id
        WHERE a.member_id IN (SELECT value FROM json_each(?)) AND m.state = 'final'
            AND m.kind IN ('regular', 'combined') AND m.held_on >= ? AND m.held_on < ? AND m.series_id <> ?
        ORDER BY m.held_on, m.number
        """,
        (json.dumps(list(member_ids)), since.isoformat(), before.isoformat(), series_id),
    ):
        found.setdefault(member_id, []).append(presence)
    return found


def count_of_kinds(
    store: Store, cell_id: str, kinds: Iterable[str], first: str, last: str, until: date, series_id: str
) -> int:
    """Return a cell's final meetings of these kinds in a span of months, held by ``until``.

    The versions of the meeting ``series_id`` itself are left out.
    """
    found = store.value(
        "SELECT count(*) FROM meeting WHERE cell_id = ? AND state = 'final' AND period BETWEEN ? AND ?"
        " AND kind IN (SELECT value FROM json_each(?)) AND held_on <= ? AND series_id <> ?",
        (cell_id, first, last, json.dumps(list(kinds)), until.isoformat(), series_id),
    )
    return int(found)


def spans_in_cell(store: Store, cell_id: str, member_ids: Iterable[str]) -> dict[str, list[tuple[str, str | None]]]:
    """Return by person the spans (first day, day after the last or None) in which they belonged to a cell."""
    found: dict[str, list[tuple[str, str | None]]] = {}
    for member_id, start, end in store.tuples(
        "SELECT member_id, valid_from, valid_to FROM membership"
        " WHERE cell_id = ? AND member_id IN (SELECT value FROM json_each(?)) ORDER BY valid_from",
        (cell_id, json.dumps(list(member_ids))),
    ):
        found.setdefault(member_id, []).append((start, end))
    return found
