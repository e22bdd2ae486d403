"""Queries of what stands around a meeting: who has to come, what was held before, who was absent, who prepared it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from db.meeting_records import MeetingKind, Presence
from db.organizations import day, iso

if TYPE_CHECKING:
    from db.store import Store


class Stay(NamedTuple):
    """How far somebody who is not in a cell on a day is from it."""

    comes_on: date | None
    """The first day after it on which the person is in the cell."""
    left_on: date | None
    """The last day before it on which the person left the cell."""


def party_groups(store: Store, cell_id: str, on: date) -> list[str]:
    """Return the names of the party groups the members of a cell are in on a day."""
    found = store.tuples(
        "SELECT DISTINCT party_group FROM membership WHERE cell_id = :cell AND party_group <> ''"
        " AND valid_from <= :on AND (valid_to IS NULL OR valid_to > :on) ORDER BY party_group",
        {"cell": cell_id, "on": on.isoformat()},
    )
    return [str(name) for (name,) in found]


def group_members(store: Store, cell_id: str, party_group: str, on: date) -> set[str]:
    """Return who is in a party group of a cell on a day."""
    found = store.tuples(
        "SELECT member_id FROM membership WHERE cell_id = :cell AND party_group = :name AND party_group <> ''"
        " AND valid_from <= :on AND (valid_to IS NULL OR valid_to > :on)",
        {"cell": cell_id, "name": party_group, "on": on.isoformat()},
    )
    return {str(id_) for (id_,) in found}


def stays(store: Store, cell_id: str, member_ids: Iterable[str], on: date) -> dict[str, Stay]:
    """Return of people who are not in a cell on a day when they left it or when they come, by identifier."""
    found = store.tuples(
        """
        SELECT asked.value, min(CASE WHEN s.valid_from > :on THEN s.valid_from END),
               max(CASE WHEN s.valid_to <= :on THEN s.valid_to END)
        FROM json_each(:ids) asked LEFT JOIN membership s ON s.member_id = asked.value AND s.cell_id = :cell
        GROUP BY asked.value
        """,
        {"ids": json.dumps(sorted(member_ids)), "cell": cell_id, "on": on.isoformat()},
    )
    return {str(id_): Stay(comes_on=day(comes), left_on=day(left)) for id_, comes, left in found}


def absences(
    store: Store, cell_id: str, member_ids: Iterable[str], kinds: Sequence[str], since: date, before: date, series: str
) -> list[tuple[str, str, Presence]]:
    """Return (member, period, presence) of people at a cell's final meetings of a span, the newest first.

    A meeting of the ``series`` itself is left out; on the day ``before`` nothing counts any more.
    """
    found = store.tuples(
        f"""
        SELECT a.member_id, m.period, a.presence
        FROM json_each(:ids) asked JOIN attendance a ON a.member_id = asked.value
        JOIN meeting m ON m.id = a.meeting_id
        WHERE m.cell_id = :cell AND m.state = 'final' AND m.series_id <> :series
              AND m.held_on >= :since AND m.held_on < :before AND m.kind IN ({_quoted(kinds)})
        ORDER BY m.held_on DESC, m.number DESC
        """,
        {
            "ids": json.dumps(sorted(member_ids)),
            "cell": cell_id,
            "series": series,
            "since": since.isoformat(),
            "before": before.isoformat(),
        },
    )
    return [(str(member), str(period), Presence(presence)) for member, period, presence in found]


def themes_held(store: Store, cell_id: str, first_period: str, last_period: str, series: str) -> int:
    """Return how many final meetings with a theme a cell held in a span of months, without those of a series."""
    return int(
        store.value(
            "SELECT count(*) FROM meeting WHERE cell_id = ? AND period BETWEEN ? AND ? AND state = 'final'"
            " AND kind IN ('thematic', 'combined') AND series_id <> ?",
            (cell_id, first_period, last_period, series),
        )
    )


def preparing(store: Store, cell_id: str, on: date, series: str) -> tuple[str, date] | None:
    """Return (series, day) of the committee meeting that prepared a meeting of a day, None where none did.

    It is the last one held no later than that day, and after the monthly meeting before it; where there was none,
    within the month of the day or the month before.
    """
    found = store.tuples(
        """
        SELECT series_id, held_on FROM meeting
        WHERE cell_id = :cell AND kind = 'committee' AND state = 'final' AND held_on <= :on AND held_on > coalesce(
            (SELECT max(b.held_on) FROM meeting b WHERE b.cell_id = :cell AND b.kind IN ('regular', 'combined')
             AND b.state = 'final' AND b.held_on < :on AND b.series_id <> :series),
            date(:on, 'start of month', '-1 month', '-1 day'))
        ORDER BY held_on DESC, number DESC LIMIT 1
        """,
        {"cell": cell_id, "on": on.isoformat(), "series": series},
    )
    return (str(found[0][0]), date.fromisoformat(found[0][1])) if found else None


def bears(store: Store, theme_id: str) -> bool:
    """Return whether a final meeting carried out a line of the list of themes."""
    return bool(store.value("SELECT 1 FROM meeting WHERE theme_id = ? AND state = 'final' LIMIT 1", (theme_id,)))


def held_on(store: Store, series_id: str) -> date | None:
    """Return the day of the final meeting of a series, None where it has none."""
    return day(store.value("SELECT held_on FROM meeting WHERE series_id = ? AND state = 'final'", (series_id,)))


def last_of(
    store: Store, cell_id: str, kinds: Sequence[MeetingKind], before: date, series: str = "", party_group: str = ""
) -> str | None:
    """Return the last final meeting of some kinds that a cell held before a day, without those of a series."""
    found: str | None = store.value(
        f"SELECT id FROM meeting WHERE cell_id = :cell AND state = 'final' AND kind IN ({_quoted(kinds)})"
        " AND held_on < :before AND series_id <> :series AND party_group = :party_group"
        " ORDER BY held_on DESC, number DESC LIMIT 1",
        {"cell": cell_id, "before": iso(before), "series": series, "party_group": party_group},
    )
    return found


def _quoted(kinds: Sequence[str]) -> str:
    return ", ".join(f"'{MeetingKind(kind).value}'" for kind in kinds)
