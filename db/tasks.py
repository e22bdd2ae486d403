"""Queries of the year's tasks: lists by member, due date and cell, reviews, the diary, and who has no task at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from db.assignments import COLUMNS, assignment
from db.meeting_records import Assignment, AssignmentOutcome
from db.organizations import iso
from db.task_records import CellCoverage, Orphan, TaskEntry, TaskLine, TaskReview

if TYPE_CHECKING:
    from db.store import Row, Store

_LINE = f"""
    SELECT {", ".join(f"a.{column}" for column in COLUMNS)}, coalesce(v.name, '') AS cell_name,
           coalesce(m.full_name, '') AS full_name,
           coalesce((SELECT r.span FROM assignment_review r WHERE r.assignment_id = a.id
                     ORDER BY r.at DESC LIMIT 1), '') AS last_span
    FROM assignment a
    LEFT JOIN organization_version v ON v.organization_id = a.cell_id AND v.valid_to IS NULL
    LEFT JOIN member m ON m.id = a.member_id
"""
_ORDERS = {
    "due": "a.due_on IS NULL, a.due_on, m.name_sort, a.given_on, a.id",
    "member": "m.name_sort IS NULL, m.name_sort, a.member_id, a.due_on IS NULL, a.due_on, a.id",
    "cell": "v.name_sort, a.cell_id, m.name_sort, a.due_on IS NULL, a.due_on, a.id",
}


@dataclass(frozen=True, kw_only=True)
class WantedTasks:
    """Which tasks of a year are wanted."""

    year: int
    cell_id: str | None = None
    member_id: str | None = None
    kind: str = ""
    outcome: AssignmentOutcome | None = None
    overdue_on: date | None = None
    """Only those still open whose deadline lies before this day."""
    planned: bool | None = None
    """True: only those no meeting gave. False: only those of meetings."""
    order: str = "member"


def _where(wanted: WantedTasks) -> tuple[str, dict[str, Any]]:
    parts = ["a.owner_id = :owner", "a.year = :year"]
    if wanted.cell_id:
        parts.append("a.cell_id = :cell")
    if wanted.member_id:
        parts.append("a.member_id = :member")
    if wanted.kind:
        parts.append("a.kind = :kind")
    if wanted.outcome is not None:
        parts.append("a.outcome = :outcome")
    if wanted.overdue_on is not None:
        parts.append("a.outcome = 'open' AND a.due_on < :overdue")
    if wanted.planned is not None:
        parts.append("a.origin <> 'meeting'" if wanted.planned else "a.origin = 'meeting'")
    values = {
        "year": wanted.year,
        "cell": wanted.cell_id,
        "member": wanted.member_id,
        "kind": wanted.kind,
        "outcome": wanted.outcome.value if wanted.outcome else None,
        "overdue": iso(wanted.overdue_on),
    }
    return " AND ".join(parts), values


def page(store: Store, owner_id: str, wanted: WantedTasks, offset: int, limit: int) -> tuple[list[TaskLine], int]:
    """Return tasks and how many there are in all; a negative limit is all."""
    where, values = _where(wanted)
    values |= {"owner": owner_id, "offset": offset, "limit": limit}
    total = int(store.value(f"SELECT count(*) FROM assignment a WHERE {where}", values))
    rows = store.rows(f"{_LINE} WHERE {where} ORDER BY {_ORDERS[wanted.order]} LIMIT :limit OFFSET :offset", values)
    return [_line(row) for row in rows], total


def _line(row: Row) -> TaskLine:
    return TaskLine(
        assignment=assignment({column: row[column] for column in COLUMNS}),
        cell_name=row["cell_name"],
        full_name=row["full_name"],
        last_span=row["last_span"],
    )


def own_kinds(store: Store, owner_id: str) -> list[tuple[str, str, bool]]:
    """Return (code, name, hidden) of the kinds an office added or changed, in their order."""
    found = store.tuples(
        "SELECT code, name, hidden FROM assignment_kind WHERE owner_id = ? ORDER BY position, code", (owner_id,)
    )
    return [(str(code), str(name), bool(hidden)) for code, name, hidden in found]


def reviews(store: Store, assignment_id: str) -> list[TaskReview]:
    """Return what was said of a task, by span."""
    return _reviews(store, "assignment_id = ?", (assignment_id,))


def reviews_of_span(store: Store, owner_id: str, span: str, cell_id: str | None) -> dict[str, TaskReview]:
    """Return the reviews of a span by task, of one cell where it is named."""
    found = _reviews(
        store,
        f"span = :span AND assignment_id IN (SELECT id FROM assignment a WHERE a.owner_id = :owner"
        f"{' AND a.cell_id = :cell' if cell_id else ''})",
        {"span": span, "owner": owner_id, "cell": cell_id},
    )
    return {one.assignment_id: one for one in found}


def _reviews(store: Store, where: str, values: Any) -> list[TaskReview]:
    rows = store.rows(
        "SELECT assignment_id, span, progress, self_assessment, committee_remark, conclusion, outcome, at"
        f" FROM assignment_review WHERE {where} ORDER BY span",
        values,
    )
    return [TaskReview(**(row | {"outcome": AssignmentOutcome(row["outcome"])})) for row in rows]


def entries(store: Store, assignment_id: str) -> list[TaskEntry]:
    """Return the diary of a task, the latest day first."""
    rows = store.rows(
        "SELECT id, owner_id, member_id, assignment_id, household_id, on_date, text, visits, progress, at"
        " FROM assignment_entry WHERE assignment_id = ? ORDER BY on_date DESC, at DESC",
        (assignment_id,),
    )
    return [TaskEntry(**{("on" if name == "on_date" else name): value for name, value in row.items()}
                      | {"on": date.fromisoformat(row["on_date"])}) for row in rows]  # fmt: skip


def coverage(store: Store, owner_id: str, year: int, on: date, cell_id: str | None = None) -> list[CellCoverage]:
    """Return by cell how many active members there are on a day, and who of them has no task of the year."""
    rows = store.tuples(
        f"""
        SELECT ms.cell_id, coalesce(v.name, ''), m.id, m.full_name, EXISTS (
                   SELECT 1 FROM assignment a WHERE a.member_id = m.id AND a.year = :year AND a.outcome <> 'withdrawn'),
               coalesce(d.status, 'active')
        FROM membership ms
        JOIN organization o ON o.id = ms.cell_id AND o.owner_id = :owner
        JOIN member m ON m.id = ms.member_id
        JOIN member_status st ON st.member_id = m.id AND st.axis = 'standing' AND st.valid_from <= :on
             AND (st.valid_to IS NULL OR st.valid_to > :on) AND st.status IN ('probationary', 'official')
        LEFT JOIN member_status d ON d.member_id = m.id AND d.axis = 'duty' AND d.valid_from <= :on
             AND (d.valid_to IS NULL OR d.valid_to > :on)
        LEFT JOIN organization_version v ON v.organization_id = ms.cell_id AND v.valid_to IS NULL
        WHERE ms.valid_from <= :on AND (ms.valid_to IS NULL OR ms.valid_to > :on)
              {"AND ms.cell_id = :cell" if cell_id else ""}
        ORDER BY v.name_sort, ms.cell_id, m.name_sort, m.rowid
        """,
        {"owner": owner_id, "year": year, "on": on.isoformat(), "cell": cell_id},
    )
    found: dict[str, dict[str, Any]] = {}
    for cell, name, member, full_name, has_task, duty in rows:
        line = found.setdefault(cell, {"name": name, "active": 0, "left_out": 0, "without": []})
        if duty != "active":
            line["left_out"] += 1
            continue
        line["active"] += 1
        if not has_task:
            line["without"].append((member, full_name))
    return [
        CellCoverage(
            cell_id=cell,
            cell_name=line["name"],
            active=line["active"],
            left_out=line["left_out"],
            without=tuple(line["without"]),
        )
        for cell, line in found.items()
    ]


def orphans(store: Store, owner_id: str, on: date) -> list[Orphan]:
    """Return the open tasks whose member is no longer in the cell that gave them, by cell and name."""
    rows = store.tuples(
        """
        SELECT a.id, a.revision, a.text, a.cell_id, coalesce(v.name, ''), a.member_id, m.full_name
        FROM assignment a JOIN member m ON m.id = a.member_id
        LEFT JOIN organization_version v ON v.organization_id = a.cell_id AND v.valid_to IS NULL
        WHERE a.owner_id = :owner AND a.outcome = 'open' AND NOT EXISTS (
              SELECT 1 FROM membership ms WHERE ms.member_id = a.member_id AND ms.cell_id = a.cell_id
              AND ms.valid_from <= :on AND (ms.valid_to IS NULL OR ms.valid_to > :on))
        ORDER BY v.name_sort, m.name_sort, a.due_on IS NULL, a.due_on, a.id
        """,
        {"owner": owner_id, "on": on.isoformat()},
    )
    return [
        Orphan(
            assignment_id=row[0],
            revision=row[1],
            text=row[2],
            cell_id=row[3],
            cell_name=row[4],
            member_id=row[5],
            full_name=row[6],
        )
        for row in rows
    ]


def hangs_on(store: Store, assignment_id: str) -> bool:
    """Return whether anything was written about a task that would be lost with it."""
    return bool(
        store.value(
            "SELECT EXISTS (SELECT 1 FROM assignment_entry WHERE assignment_id = :id) OR EXISTS ("
            "SELECT 1 FROM assignment_review WHERE assignment_id = :id) OR EXISTS ("
            "SELECT 1 FROM assignment_by_hand WHERE assignment_id = :id) OR EXISTS ("
            "SELECT 1 FROM meeting_follow_up WHERE assignment_id = :id)",
            {"id": assignment_id},
        )
    )


# --- writing: inside an operation ---


def put(store: Store, made: Iterable[Assignment]) -> None:
    """Write tasks in the place of what was there."""
    store.change_many(
        f"INSERT INTO assignment ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))}) ON CONFLICT (id)"
        f" DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in COLUMNS[1:])}",
        [_values(one) for one in made],
    )


def _values(one: Assignment) -> Sequence[Any]:
    days = ("given_on", "due_on", "done_on", "ended_on")
    return [
        iso(getattr(one, name)) if name in days else one.outcome.value if name == "outcome" else getattr(one, name)
        for name in COLUMNS
    ]


def remove(store: Store, assignment_id: str) -> None:
    """Take a task away on which nothing hangs."""
    store.execute("DELETE FROM assignment WHERE id = ?", (assignment_id,))


def put_reviews(store: Store, made: Iterable[TaskReview]) -> None:
    """Write reviews in the place of those of the same span."""
    store.change_many(
        "INSERT INTO assignment_review (assignment_id, span, progress, self_assessment, committee_remark, conclusion,"
        " outcome, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (assignment_id, span) DO UPDATE SET"
        " progress = excluded.progress, self_assessment = excluded.self_assessment,"
        " committee_remark = excluded.committee_remark, conclusion = excluded.conclusion,"
        " outcome = excluded.outcome, at = excluded.at",
        [
            (
                one.assignment_id, one.span, one.progress, one.self_assessment, one.committee_remark, one.conclusion,
                one.outcome.value, one.at,
            )
            for one in made
        ],
    )  # fmt: skip


def add_entry(store: Store, entry: TaskEntry) -> None:
    """Write a line of the diary; what it says of the progress becomes that of the task."""
    store.insert_many(
        "assignment_entry",
        ("id", "owner_id", "member_id", "assignment_id", "household_id", "on_date", "text", "visits", "progress", "at"),
        [
            (
                entry.id, entry.owner_id, entry.member_id, entry.assignment_id, entry.household_id,
                entry.on.isoformat(), entry.text, entry.visits, entry.progress, entry.at,
            )
        ],
    )  # fmt: skip
    if entry.assignment_id and entry.progress is not None:
        progressed(store, [(entry.assignment_id, entry.progress)])


def progressed(store: Store, told: Iterable[tuple[str, int]]) -> None:
    """Write how far tasks are, in tenths of a percent."""
    store.change_many(
        "UPDATE assignment SET progress = ?, revision = revision + 1 WHERE id = ?",
        [(progress, id_) for id_, progress in told],
    )


def remove_entry(store: Store, entry_id: str) -> None:
    """Take a line of the diary away."""
    store.execute("DELETE FROM assignment_entry WHERE id = ?", (entry_id,))


def put_kind(store: Store, owner_id: str, code: str, name: str, position: int, *, hidden: bool) -> None:
    """Write a kind of task the office added or changed."""
    store.execute(
        "INSERT INTO assignment_kind (code, owner_id, name, position, hidden) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (code) DO UPDATE SET name = excluded.name, position = excluded.position,"
        " hidden = excluded.hidden",
        (code, owner_id, name, position, int(hidden)),
    )
