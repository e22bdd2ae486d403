"""Figure 4: every list page of a province opened, beside the bare SQL that brings the same rows out of the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import province
from benchmarks.harness import Figure, Trial
from db.organizations import OF_MONTH
from db.records import MemberFilter
from desktop_app.office import Office

LIMIT = 0.1
"""Seconds (goals.md, figure 4)."""
ROWS = 100
PERIOD = province.PERIODS[-1]
_DAY = province.TODAY.isoformat()
_AS_OF = "c.valid_from <= :on AND (c.valid_to IS NULL OR c.valid_to > :on)"
_HERE = "m.is_member AND m.settled_on <= :on"
_KEYS = {
    "name": "",
    "birth_date": "m.birth_date,",
    "admitted_on": "m.admitted_on,",
    "card_number": "m.card_number,",
    "standing": "m.last_standing,",
    "cell": "c.name_sort,",
}


def _bare(office: Office, *statements: tuple[str, dict[str, Any]]) -> Callable[[], list[list[tuple[Any, ...]]]]:
    """Return what runs the statements on the bare connection and fetches every row."""
    connection = office.store.connection
    return lambda: [connection.execute(sql, values).fetchall() for sql, values in statements]


def _member_page(order: str, offset: int) -> Callable[[Path], Trial]:
    """A page of the member list: the rows and how many there are in all."""

    def prepare(_folder: Path) -> Trial:
        office = province.shared()
        cells = f"LEFT JOIN organization_version c ON c.organization_id = m.last_cell AND {_AS_OF}"
        join = cells if order == "cell" else ""
        keys = f"{_KEYS[order]} m.name_sort, m.name_search, m.rowid"
        page = f"""
            SELECT m.id, m.full_name, m.birth_date, m.sex, m.ethnic_code, m.last_cell, c.name, m.last_standing,
                   m.last_duty, m.admitted_on, m.official_on, m.card_number
            FROM (SELECT m.rowid AS r FROM member m INDEXED BY member_by_name {join} WHERE {_HERE}
                  ORDER BY {keys} LIMIT :limit OFFSET :offset) w
            JOIN member m ON m.rowid = w.r {cells} ORDER BY {keys}
        """
        count = f"SELECT count(*) FROM member m INDEXED BY member_by_name WHERE {_HERE}"
        wanted = MemberFilter(order_by=order, on=province.TODAY)

        def check(bare: Any, ours: Any) -> None:
            assert [row.id for row in ours.rows] == [row[0] for row in bare[0]]
            assert len(ours.rows) == ROWS
            assert ours.total == bare[1][0][0] == province.MEMBERS

        values = {"on": _DAY, "limit": ROWS, "offset": offset}
        return Trial(
            floor=_bare(office, (page, values), (count, {"on": _DAY})),
            ours=lambda: office.members.page(wanted, offset, ROWS),
            check=check,
        )

    return prepare


_CELLS = f"""
    SELECT o.id, o.code, c.name, c.header_name, c.kind, c.parent_id, c.place, c.meeting_day, c.valid_from
    FROM organization o JOIN organization_version c ON c.organization_id = o.id
    WHERE o.owner_id = :office AND c.kind = 'cell' AND {_AS_OF} ORDER BY c.name_sort, o.id
"""
_CELLS_OF_MONTH = f"""
    WITH {OF_MONTH}
    SELECT o.id, o.code, c.name, c.header_name, c.kind, c.parent_id, c.place, c.meeting_day, c.valid_from
    FROM of_month JOIN organization o ON o.id = of_month.id
    JOIN organization_version c ON c.organization_id = o.id AND c.valid_from <= of_month.shown
         AND (c.valid_to IS NULL OR c.valid_to > of_month.shown)
    WHERE o.owner_id = :office AND c.kind = 'cell' ORDER BY c.name_sort, o.id
"""
_COUNTS = """
    SELECT m.last_cell, count(*) FROM member m INDEXED BY member_by_last_cell
    WHERE m.is_member AND m.last_duty <> 'visiting' AND m.settled_on <= :on GROUP BY m.last_cell
"""
_HAMLETS = """
    SELECT v.cell_id, h.id, h.name FROM cell_hamlet v JOIN hamlet h ON h.id = v.hamlet_id
    WHERE v.valid_from <= :on AND (v.valid_to IS NULL OR v.valid_to > :on) ORDER BY v.cell_id, h.name_sort, h.id
"""
_LIVING = """
    SELECT p.hamlet_id, m.last_cell, count(*) FROM member_profile p INDEXED BY member_profile_by_hamlet
    CROSS JOIN member m INDEXED BY member_standing ON m.id = p.member_id
    WHERE p.hamlet_id IS NOT NULL AND m.is_member AND m.settled_on <= :on
    GROUP BY p.hamlet_id, m.last_cell
"""
_MEETINGS = f"""
    SELECT m.id, m.cell_id, c.name, m.kind, m.period, m.held_on, m.state, m.version, m.number, m.required, m.present,
           m.excused, m.unexcused, m.conclusions, m.theme
    FROM meeting m LEFT JOIN organization_version c ON c.organization_id = m.cell_id AND {_AS_OF}
"""
_SUMS = """
    SELECT cell_id, sum(kind IN ('regular', 'combined')), sum(kind IN ('thematic', 'combined')), sum(required),
           sum(present), sum(conclusions)
    FROM meeting WHERE period = :period AND state = 'final' AND kind NOT IN ('committee', 'party_group')
    GROUP BY cell_id
"""


def _page(
    statements: Sequence[tuple[str, dict[str, Any]]],
    ours: Callable[[Office], Any],
    check: Callable[[Any, Any], None],
) -> Callable[[Path], Trial]:
    def prepare(_folder: Path) -> Trial:
        office = province.shared()
        known = {"office": office.id, "on": _DAY, "period": PERIOD, "first": f"{PERIOD}-01", "last": f"{PERIOD}-30"}
        bound = [(sql, {**known, **values}) for sql, values in statements]
        return Trial(floor=_bare(office, *bound), ours=lambda: ours(office), check=check)

    return prepare


def _organizations(office: Office) -> tuple[Any, ...]:
    """Read what the page of organisations reads."""
    on = province.TODAY
    known = office.organizations.facts(on)
    cells = office.organizations.cells(on, known)
    hamlets = office.hamlets.listed(on, known)
    return cells, hamlets, office.organizations.tree(on, known), office.organizations.counts(on, cells, hamlets)


def _check_organizations(bare: Any, ours: Any) -> None:
    cells, hamlets, tree, counts = ours
    assert [cell.organization.id for cell in cells] == [row[0] for row in bare[0]]
    assert len(tree) == province.CELLS + 1
    assert len(hamlets) == counts.hamlets == province.CELLS
    assert counts.members == sum(row[1] for row in bare[1]) == province.MEMBERS


def _check_board(bare: Any, ours: Any) -> None:
    assert [row.cell_id for row in ours] == [row[0] for row in bare[0]]
    held = {row[1] for row in bare[3] if row[3] == PERIOD}
    assert {row.cell_id for row in ours if row.has_committee} == {row[0] for row in bare[5]}
    assert {row.cell_id for row in ours if row.committee_on} == {row[0] for row in bare[6]}
    assert {row.cell_id for row in ours if row.state == "final"} == held


def _check_consolidated(bare: Any, ours: Any) -> None:
    assert len(ours) == len(bare[0]) == province.CELLS
    assert sum(row.present for row in ours) == sum(row[4] for row in bare[2])
    assert sum(row.members for row in ours) == province.MEMBERS


def _check_meetings(bare: Any, ours: Any) -> None:
    assert [row.id for row in ours] == [row[0] for row in bare[0]]
    assert len(ours) > province.CELLS * 0.9


_OF_MONTH = """
    SELECT m.id, m.cell_id, m.kind, m.period, m.held_on, m.state, m.version, m.number, m.required, m.present,
           m.excused, m.unexcused, m.conclusions, m.theme, m.quality_level, m.quality_points
    FROM meeting m WHERE m.state = 'final' AND m.owner_id = :office AND m.period = :period
    AND m.kind NOT IN ('committee', 'party_group')
"""
_THEMATIC = """
    SELECT cell_id, count(*) FROM meeting WHERE state = 'final' AND owner_id = :office
    AND period BETWEEN '2026-10' AND '2026-12' AND kind IN ('thematic', 'combined') GROUP BY cell_id
"""
_COMMITTEES = """
    SELECT DISTINCT organization_id FROM organization_role WHERE role = 'committee' AND valid_from <= :on
    AND (valid_to IS NULL OR valid_to > :on)
"""
_PREPARED = """
    SELECT cell_id, max(held_on) FROM meeting
    WHERE period = :period AND kind = 'committee' AND state = 'final' AND owner_id = :office
    GROUP BY cell_id
"""
_LATEST_FIRST = "ORDER BY m.held_on DESC, c.name_sort, m.number DESC, m.version DESC"
_OTHERS = (
    (
        "organisations",
        _page(
            # The cells, what is shown beside them, the hamlets and who lives in each.
            [(_CELLS, {}), (_COUNTS, {}), (_HAMLETS, {}), (_HAMLETS, {}), (_LIVING, {})],
            _organizations,
            _check_organizations,
        ),
    ),
    (
        "board of the month",
        _page(
            [
                (_CELLS_OF_MONTH, {}),
                (_COUNTS, {}),
                (_HAMLETS, {}),
                (f"{_OF_MONTH} ORDER BY m.held_on, m.number", {}),
                (_THEMATIC, {}),
                (_COMMITTEES, {}),
                (_PREPARED, {}),
            ],
            lambda office: office.meetings.board(PERIOD),
            _check_board,
        ),
    ),
    (
        "meetings of a month",
        _page(
            [
                (f"{_MEETINGS} WHERE m.period = :period {_LATEST_FIRST}", {}),
            ],
            lambda office: office.meetings.listed(period=PERIOD),
            _check_meetings,
        ),
    ),
    (
        "consolidated table",
        _page(
            [(_CELLS_OF_MONTH, {}), (_COUNTS, {}), (_SUMS, {})],
            lambda office: office.reports.consolidated(PERIOD),
            _check_consolidated,
        ),
    ),
)

FIGURES = tuple(
    Figure(number=4, title=title, reach=2, limit=LIMIT, prepare=prepare, repeats=9)
    for title, prepare in (
        *((f"members by {order.replace('_', ' ')}", _member_page(order, 0)) for order in _KEYS),
        ("members by name, row 16,000", _member_page("name", 16_000)),
        ("members by name, the last page", _member_page("name", province.MEMBERS - ROWS)),
        ("members by birth date, row 16,000", _member_page("birth_date", 16_000)),
        ("members by cell, the last page", _member_page("cell", province.MEMBERS - ROWS)),
        *_OTHERS,
    )
)
