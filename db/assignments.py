"""Queries of assignments: tasks given at meetings, and what became of them.

The outcome of a task is never counted on from its last value: it follows from the final meeting that gives it, from the
follow-ups of final meetings and from what was entered by hand. So a new version or a cancelled meeting only has to ask
for it anew, and what held before holds again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from db.meeting_records import Assignment, AssignmentOutcome
from db.organizations import day, iso

if TYPE_CHECKING:
    from db.store import Row, Store

COLUMNS = (
    "id", "owner_id", "cell_id", "meeting_id", "text", "assignee", "member_id", "given_on", "due_on", "outcome",
    "done_on", "remark", "recorded_in", "kind", "origin", "origin_id", "year", "target", "area", "basis",
    "supervisor_id", "supervisor", "helped_id", "helped", "weight", "progress", "ended_on", "end_reason", "revision",
)  # fmt: skip
_SELECT = f"SELECT {', '.join(COLUMNS)} FROM assignment"
_PLAIN: dict[str, Any] = {
    "kind": "resolution", "origin": "meeting", "origin_id": None, "target": "", "area": "", "basis": "",
    "supervisor_id": None, "supervisor": "", "helped_id": None, "helped": "", "weight": 1, "progress": None,
    "ended_on": None, "end_reason": "",
}  # fmt: skip
"""What a task has of which its minutes say nothing."""
_ORDER = "ORDER BY due_on IS NULL, due_on, given_on, text, id"


def assignment(row: Row) -> Assignment:
    """Return a row of all the columns as the assignment it is."""
    kept: dict[str, Any] = dict(row)
    kept["given_on"] = date.fromisoformat(kept["given_on"])
    for column in ("due_on", "done_on", "ended_on"):
        kept[column] = day(kept[column])
    kept["outcome"] = AssignmentOutcome(kept["outcome"])
    return Assignment(**kept)


# --- reading ---


def get(store: Store, assignment_id: str) -> Assignment | None:
    """Return an assignment, or None."""
    row = store.row(f"{_SELECT} WHERE id = ?", (assignment_id,))
    return assignment(row) if row else None


def open_ones(store: Store, cell_id: str, before: date | None = None) -> list[Assignment]:
    """Return what a cell has not finished, of what was given before a day where one is named, the most urgent first."""
    rows = store.rows(
        f"{_SELECT} WHERE cell_id = :cell AND outcome = 'open' AND (:before IS NULL OR given_on < :before) {_ORDER}",
        {"cell": cell_id, "before": iso(before)},
    )
    return [assignment(row) for row in rows]


def listed(
    store: Store,
    owner_id: str,
    *,
    cell_id: str | None = None,
    year: int | None = None,
    outcome: AssignmentOutcome | None = None,
) -> list[Assignment]:
    """Return an office's assignments, the newest first, of one cell, one year of giving or one outcome where named."""
    rows = store.rows(
        f"{_SELECT} WHERE owner_id = :owner AND (:cell IS NULL OR cell_id = :cell)"
        " AND (:year IS NULL OR substr(given_on, 1, 4) = :year) AND (:outcome IS NULL OR outcome = :outcome)"
        " ORDER BY given_on DESC, due_on IS NULL, due_on, text, id",
        {
            "owner": owner_id,
            "cell": cell_id,
            "year": None if year is None else f"{year:04}",
            "outcome": outcome.value if outcome else None,
        },
    )
    return [assignment(row) for row in rows]


def touched(store: Store, meeting_id: str) -> set[str]:
    """Return the assignments a kept meeting gives or looks back on."""
    found = store.tuples(
        "SELECT task_id FROM meeting_task WHERE meeting_id = :meeting"
        " UNION SELECT assignment_id FROM meeting_follow_up WHERE meeting_id = :meeting",
        {"meeting": meeting_id},
    )
    return {str(id_) for (id_,) in found}


def taken(store: Store, task_ids: Iterable[str], series_id: str) -> set[str]:
    """Return those identifiers that a task of another meeting than this series bears already."""
    found = store.tuples(
        "SELECT t.task_id FROM json_each(:ids) asked JOIN meeting_task t ON t.task_id = asked.value"
        " JOIN meeting m ON m.id = t.meeting_id AND m.series_id <> :series"
        " UNION SELECT a.id FROM json_each(:ids) asked JOIN assignment a ON a.id = asked.value"
        " WHERE NOT EXISTS (SELECT 1 FROM meeting_task t JOIN meeting m ON m.id = t.meeting_id"
        " WHERE t.task_id = a.id AND m.series_id = :series)",
        {"ids": json.dumps(sorted(task_ids)), "series": series_id},
    )
    return {str(id_) for (id_,) in found}


# --- writing: inside an operation ---


def enter(
    store: Store, assignment_id: str, outcome: AssignmentOutcome, done_on: date | None, remark: str, at: str
) -> None:
    """Keep what somebody says about a task outside of any meeting; ``settle`` makes it count."""
    store.execute(
        "INSERT INTO assignment_by_hand (assignment_id, outcome, done_on, remark, at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (assignment_id) DO UPDATE SET outcome = excluded.outcome, done_on = excluded.done_on,"
        " remark = excluded.remark, at = excluded.at",
        (assignment_id, outcome.value, iso(done_on), remark, at),
    )


def settle(store: Store, assignment_ids: Iterable[str]) -> None:
    """Write the assignments as the final meetings and the entries by hand make them now; unknown ones are passed over.

    A task no final meeting gives any more, or that was ended, is withdrawn. Otherwise the entry by hand counts where it
    is younger than the meeting that last told an outcome, else that meeting, else the task is open.
    """
    for assignment_id in sorted(assignment_ids):
        kept = store.row(f"{_SELECT} WHERE id = ?", (assignment_id,))
        given = _given(store, assignment_id)
        if given is None and kept is None:
            continue
        wanted: dict[str, Any] = {"id": assignment_id, **_PLAIN, **(kept or {}), **(given or {})}
        withdrawn = wanted.pop("withdrawn", False) or wanted["ended_on"] is not None
        if given is not None:
            wanted["year"] = int((wanted["due_on"] or wanted["given_on"])[:4])
        wanted |= {"outcome": "withdrawn", "done_on": None, "remark": "", "recorded_in": None}
        if not withdrawn:
            wanted |= _told(store, assignment_id)
        if wanted != kept:
            wanted["revision"] = kept["revision"] + 1 if kept else 1
            store.execute(
                f"INSERT INTO assignment ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
                f" ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in COLUMNS[1:])}",
                [wanted[name] for name in COLUMNS],
            )


def _given(store: Store, assignment_id: str) -> Row | None:
    """Return the task as the final meeting gives it, as the last version gave it where none does, None for no task."""
    return store.row(
        """
        SELECT m.owner_id, m.cell_id, m.id AS meeting_id, t.text, t.assignee, t.member_id, m.held_on AS given_on,
               t.due_on, m.state <> 'final' AS withdrawn
        FROM meeting_task t JOIN meeting m ON m.id = t.meeting_id WHERE t.task_id = ?
        ORDER BY m.state = 'final' DESC, m.version DESC LIMIT 1
        """,
        (assignment_id,),
    )


def _told(store: Store, assignment_id: str) -> Row:
    """Return the outcome of a task that is given, with the day, the remark and the meeting that told it."""
    by_hand = store.row(
        "SELECT outcome, done_on, remark, at FROM assignment_by_hand WHERE assignment_id = ?", (assignment_id,)
    )
    looked = store.row(
        """
        SELECT f.outcome, f.remark, m.id,
               (SELECT min(s.finalized_at) FROM meeting s WHERE s.series_id = m.series_id) AS at
        FROM meeting_follow_up f JOIN meeting m ON m.id = f.meeting_id AND m.state = 'final'
        WHERE f.assignment_id = ? ORDER BY f.outcome <> 'open' DESC, m.held_on DESC, m.number DESC LIMIT 1
        """,
        (assignment_id,),
    )
    if by_hand and (looked is None or looked["outcome"] == "open" or by_hand["at"] >= looked["at"]):
        return {name: by_hand[name] for name in ("outcome", "done_on", "remark")}
    if looked is None:
        return {"outcome": "open"}
    told = looked["outcome"] != "open"
    return {"outcome": looked["outcome"], "remark": looked["remark"], "recorded_in": looked["id"] if told else None}
