"""Figure 4, the panels of a year: of a province as they are first shown, beside the bare SQL of the same rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import province
from benchmarks.harness import Figure, Trial
from desktop_app.office import Office

LIMIT = 0.1
"""Seconds (goals.md, figure 4)."""
YEAR = 2026
SPAN = ("2026-01", "2026-12")
PEOPLE, MEETINGS = 500, 200
"""Read at once by the panels."""
_DAY = province.TODAY.isoformat()
_OF_YEAR = "owner_id = :office AND state = 'final' AND period BETWEEN '2026-01' AND '2026-12'"
_NAMED = "c.valid_from <= :on AND (c.valid_to IS NULL OR c.valid_to > :on)"
_CELLS = f"""
    SELECT o.id, c.name, c.valid_from, o.closed_on FROM organization o
    JOIN organization_version c ON c.organization_id = o.id AND {_NAMED}
    WHERE o.owner_id = :office AND c.kind = 'cell' ORDER BY c.name_sort, o.id
"""
_CALENDAR = f"""
    SELECT cell_id, period, max(kind IN ('regular', 'combined')), group_concat(kind || ' ' || held_on || ' ' || id, ',')
    FROM meeting INDEXED BY meeting_of_year WHERE {_OF_YEAR} GROUP BY period, cell_id
"""
_PEOPLE = f"""
    SELECT m.id, m.full_name, m.last_cell, c.name
    FROM (SELECT w.rowid AS r FROM member w INDEXED BY member_by_name WHERE w.is_member AND w.settled_on <= :on
          ORDER BY w.name_sort, w.name_search, w.rowid LIMIT :people OFFSET :offset) p
    JOIN member m ON m.rowid = p.r LEFT JOIN organization_version c ON c.organization_id = m.last_cell AND {_NAMED}
    ORDER BY m.name_sort, m.name_search, m.rowid
"""
_MARKS = """
    SELECT a.member_id, m.period, a.presence
    FROM (SELECT w.id FROM member w INDEXED BY member_by_name WHERE w.is_member AND w.settled_on <= :on
          ORDER BY w.name_sort, w.name_search, w.rowid LIMIT :people OFFSET :offset) p
    CROSS JOIN attendance a ON a.member_id = p.id CROSS JOIN meeting m ON m.id = a.meeting_id
    WHERE m.period BETWEEN '2026-01' AND '2026-12' AND m.state = 'final' AND m.kind IN ('regular', 'combined')
    ORDER BY m.held_on, m.number
"""
_TOTAL = "SELECT count(*) FROM member m INDEXED BY member_by_name WHERE m.is_member AND m.settled_on <= :on"
_HELD = f"""
    (SELECT id, cell_id, held_on FROM meeting INDEXED BY meeting_of_year
     WHERE {_OF_YEAR} AND conclusions > 0 ORDER BY period DESC, cell_id DESC LIMIT :meetings)
"""
_CONCLUSIONS = f"""
    SELECT m.id, m.cell_id, c.name, m.held_on, i.position, i.title, i.conclusion
    FROM {_HELD} m LEFT JOIN organization_version c ON c.organization_id = m.cell_id AND {_NAMED}
    CROSS JOIN agenda_item i ON i.meeting_id = m.id WHERE i.conclusion <> ''
"""
_GIVEN = f"""
    SELECT t.meeting_id, t.item_position, a.id, a.owner_id, a.cell_id, a.meeting_id, a.text, a.assignee, a.member_id,
           a.given_on, a.due_on, a.outcome, a.done_on, a.remark, a.recorded_in, a.kind, a.origin, a.origin_id, a.year,
           a.target, a.area, a.basis, a.supervisor_id, a.supervisor, a.helped_id, a.helped, a.weight, a.progress,
           a.ended_on, a.end_reason, a.revision
    FROM {_HELD} m CROSS JOIN meeting_task t ON t.meeting_id = m.id JOIN assignment a ON a.id = t.task_id
"""
_THEMES = f"""
    SELECT t.id, t.owner_id, t.cell_id, t.year, t.quarter, t.title, t.writer_id, t.presenter_id, t.approved_on,
           t.approval_number, t.sent_on, t.reported_on, t.note, t.revision, c.name, w.full_name, p.full_name
    FROM theme t LEFT JOIN organization_version c ON c.organization_id = t.cell_id AND {_NAMED}
    LEFT JOIN member w ON w.id = t.writer_id LEFT JOIN member p ON p.id = t.presenter_id
    WHERE t.cell_id = :cell AND t.year = 2026 ORDER BY t.quarter, t.title, t.id
"""
_LISTED = """
    SELECT cell_id, quarter, count(*), count(approved_on) FROM theme WHERE owner_id = :office AND year = 2026
    GROUP BY cell_id, quarter
"""
_QUARTERS = f"""
    SELECT cell_id, (CAST(substr(period, 6) AS INTEGER) + 2) / 3 AS quarter, count(*), min(held_on)
    FROM meeting INDEXED BY meeting_of_year WHERE {_OF_YEAR} AND kind IN ('thematic', 'combined')
    GROUP BY cell_id, quarter
"""


def _a_cell(office: Office) -> str:
    return str(office.store.value("SELECT cell_id FROM theme ORDER BY rowid LIMIT 1"))


def _panel(
    statements: Sequence[str], ours: Callable[[Office], Any], check: Callable[[Any, Any], None], offset: int = 0
) -> Callable[[Path], Trial]:
    def prepare(_folder: Path) -> Trial:
        office = province.shared()
        values = {
            "office": office.id,
            "cell": _a_cell(office),
            "on": _DAY,
            "people": PEOPLE,
            "offset": offset,
            "meetings": MEETINGS,
        }
        connection = office.store.connection
        return Trial(
            floor=lambda: [connection.execute(sql, values).fetchall() for sql in statements],
            ours=lambda: ours(office),
            check=check,
        )

    return prepare


def _attendance(office: Office, *, offset: int) -> Any:
    return office.meeting_views.attendance(SPAN, offset=offset, limit=PEOPLE)


def _check_calendar(bare: Any, ours: Any) -> None:
    assert [row.cell_id for row in ours] == [row[0] for row in bare[0]]
    shown = {(row.cell_id, mark.id) for row in ours for month in row.months for mark in month.marks}
    assert shown == {(row[0], one.split(" ")[2]) for row in bare[1] for one in row[3].split(",")}


def _check_attendance(bare: Any, ours: Any) -> None:
    assert [row.member_id for row in ours.rows] == [row[0] for row in bare[0]]
    assert sum(row.required for row in ours.rows) == len(bare[1])
    assert ours.total == bare[2][0][0] == province.MEMBERS


def _check_outcomes(bare: Any, ours: Any) -> None:
    assert {(row.meeting_id, row.title) for row in ours.rows if row.conclusion} == {(row[0], row[5]) for row in bare[0]}
    assert {row.assignment.id for row in ours.rows if row.assignment} == {row[2] for row in bare[1]}
    assert ours.read == MEETINGS


def _check_themes(bare: Any, ours: Any) -> None:
    cover, lines = ours
    assert [line.theme.id for line in lines] == [row[0] for row in bare[3]]
    listed = {(row.cell_id, number): quarter.listed for row in cover for number, quarter in enumerate(row.quarters, 1)}
    assert listed == {(row[0], row[1]): row[2] for row in bare[1]}
    assert [row.cell_id for row in cover] == [row[0] for row in bare[0]]
    assert sum(quarter.held for row in cover for quarter in row.quarters) == sum(row[2] for row in bare[2])


FIGURES = tuple(
    Figure(number=4, title=title, reach=2, limit=LIMIT, prepare=prepare, repeats=9)
    for title, prepare in (
        (
            "calendar of a year",
            _panel([_CELLS, _CALENDAR], lambda office: office.meeting_views.calendar(YEAR), _check_calendar),
        ),
        *(
            (
                title,
                _panel(
                    [_PEOPLE, _MARKS, _TOTAL],
                    partial(_attendance, offset=offset),
                    _check_attendance,
                    offset,
                ),
            )
            for title, offset in (
                ("attendance of people", 0),
                ("attendance of people, the last", province.MEMBERS - PEOPLE),
            )
        ),
        (
            "conclusions and tasks",
            _panel(
                [_CONCLUSIONS, _GIVEN],
                lambda office: office.meeting_views.outcomes(SPAN, limit=MEETINGS),
                _check_outcomes,
            ),
        ),
        (
            "quarters of themes and a list",
            _panel(
                [_CELLS, _LISTED, _QUARTERS, _THEMES],
                lambda office: (office.themes.coverage(YEAR), office.themes.listed(YEAR, _a_cell(office))),
                _check_themes,
            ),
        ),
    )
)
