"""Queries of what was concluded at meetings, which tasks grew out of it, and whether they were done."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from db.assignments import COLUMNS
from db.organizations import iso

if TYPE_CHECKING:
    from db.store import Row, Store

_CELL_NAME = """
    LEFT JOIN organization_version v ON v.organization_id = {of}.cell_id AND v.valid_from <= :on
         AND (v.valid_to IS NULL OR v.valid_to > :on)
"""
_CONCLUDED = """
    m.period BETWEEN :first AND :last AND m.state = 'final' AND m.owner_id = :owner
    AND (m.conclusions > 0 OR EXISTS (SELECT 1 FROM meeting_task t WHERE t.meeting_id = m.id))
"""


@dataclass(frozen=True, kw_only=True)
class Page:
    """Which part of a list is read."""

    offset: int
    limit: int
    """Negative for all that is left."""
    on: date
    """The day as of which cells are named."""
    many: bool
    """Whether the store is too large to sort and count everything for a page."""

    @property
    def values(self) -> dict[str, int | str]:
        """What the statements are given."""
        return {"offset": self.offset, "limit": self.limit, "on": self.on.isoformat()}


def concluded(
    store: Store, owner_id: str, span: tuple[str, str], cell_id: str | None, page: Page
) -> tuple[list[Row], int | None]:
    """Return the final meetings of a span that ended in a conclusion or gave a task, and how many there are in all.

    The latest month first, in it by the names of the cells; of very many by the cells alone, uncounted. Rows have
    meeting_id, cell_id, cell_name, held_on.
    """
    where = f"{_CONCLUDED}{' AND m.cell_id = :cell' if cell_id else ''}"
    values = {"owner": owner_id, "first": span[0], "last": span[1], "cell": cell_id, **page.values}
    order = "m.cell_id DESC" if page.many else "v.name_sort, m.held_on DESC, m.number DESC"
    rows = store.rows(
        "SELECT m.id AS meeting_id, m.cell_id, coalesce(v.name, '') AS cell_name, m.held_on"
        f" FROM meeting m {'INDEXED BY meeting_of_year' if page.many else ''} {_CELL_NAME.format(of='m')}"
        f" WHERE {where} ORDER BY m.period DESC, {order} LIMIT :limit OFFSET :offset",
        values,
    )
    return rows, None if page.many else int(store.value(f"SELECT count(*) FROM meeting m WHERE {where}", values))


def items(store: Store, meeting_ids: Sequence[str]) -> dict[str, list[Row]]:
    """Return by meeting the agenda items that have a conclusion or tasks: rows of position, title, conclusion."""
    found: dict[str, list[Row]] = {}
    for row in store.rows(
        "SELECT i.meeting_id, i.position, i.title, i.conclusion FROM json_each(?) j"
        " CROSS JOIN agenda_item i ON i.meeting_id = j.value WHERE i.conclusion <> '' OR EXISTS ("
        "SELECT 1 FROM meeting_task t WHERE t.meeting_id = i.meeting_id AND t.item_position = i.position)"
        " ORDER BY i.meeting_id, i.position",
        (json.dumps(list(meeting_ids)),),
    ):
        found.setdefault(row["meeting_id"], []).append(row)
    return found


def given(store: Store, meeting_ids: Sequence[str]) -> dict[tuple[str, int], list[Row]]:
    """Return by meeting and agenda item the assignments that grew out of it, with the day their outcome was told."""
    found: dict[tuple[str, int], list[Row]] = {}
    for row in store.rows(
        f"SELECT t.meeting_id AS given_in, t.item_position, {', '.join(f'a.{each}' for each in COLUMNS)},"
        " r.held_on AS recorded_on FROM json_each(?) j CROSS JOIN meeting_task t ON t.meeting_id = j.value"
        " JOIN assignment a ON a.id = t.task_id LEFT JOIN meeting r ON r.id = a.recorded_in"
        " ORDER BY t.meeting_id, t.item_position, t.position",
        (json.dumps(list(meeting_ids)),),
    ):
        found.setdefault((row["given_in"], row["item_position"]), []).append(row)
    return found


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which assignments are wanted."""

    outcomes: Sequence[str]
    days: tuple[date, date]
    """Given from the first to the second; those still open that were given before are wanted too."""
    cell_id: str | None = None
    due_before: date | None = None
    """Only those whose deadline lies before this day."""


def assignments(store: Store, owner_id: str, asked: Asked, page: Page) -> tuple[list[Row], int | None]:
    """Return assignments and how many there are in all.

    What has a deadline stands first, the nearest before the others; very many stand as they were given, the latest
    first, uncounted.
    """
    where = (
        "a.outcome IN (SELECT value FROM json_each(:outcomes)) AND a.given_on <= :last"
        " AND (a.given_on >= :first OR a.outcome = 'open') AND a.owner_id = :owner"
        f"{' AND a.cell_id = :cell' if asked.cell_id else ''}{' AND a.due_on < :due' if asked.due_before else ''}"
    )
    values = {
        "owner": owner_id, "first": asked.days[0].isoformat(), "last": asked.days[1].isoformat(),
        "outcomes": json.dumps(list(asked.outcomes)), "cell": asked.cell_id, "due": iso(asked.due_before),
        **page.values,
    }  # fmt: skip
    order = "a.given_on DESC" if page.many else "a.due_on IS NULL, a.due_on, v.name_sort, a.given_on, a.id"
    rows = store.rows(
        f"SELECT {', '.join(f'a.{each}' for each in COLUMNS)}, coalesce(v.name, '') AS cell_name,"
        " coalesce(i.title, '') AS title, r.held_on AS recorded_on"
        f" FROM assignment a {'INDEXED BY assignment_by_day' if page.many else ''} {_CELL_NAME.format(of='a')}"
        " LEFT JOIN meeting_task t ON t.meeting_id = a.meeting_id AND t.task_id = a.id"
        " LEFT JOIN agenda_item i ON i.meeting_id = t.meeting_id AND i.position = t.item_position"
        f" LEFT JOIN meeting r ON r.id = a.recorded_in WHERE {where}"
        f" ORDER BY {order} LIMIT :limit OFFSET :offset",
        values,
    )
    return rows, None if page.many else int(store.value(f"SELECT count(*) FROM assignment a WHERE {where}", values))
