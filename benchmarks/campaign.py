"""Figures 17 and 18: the review of a year of 33,000 on the screen, and the forms of a commune of 1,200 filled in."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from benchmarks import province
from benchmarks.harness import Figure, Trial
from db.evaluation_records import Subject
from db.review_board import Wanted
from desktop_app.office import Office

OPEN_LIMIT: Final = 1.0
PAGE_LIMIT: Final = 0.1
PREFILL_LIMIT: Final = 2.0
"""Seconds."""
ROWS: Final = 200
CELLS, MEMBERS = 40, 1_200
_NAMED = "LEFT JOIN organization_version v ON v.organization_id = e.organization_id AND v.valid_to IS NULL"
_CAMPAIGN = "SELECT * FROM campaign WHERE unit_id = :office AND year = :year"
_STEPS = "SELECT * FROM campaign_step WHERE campaign_id = :campaign ORDER BY position, code"
_STANDING = f"""
    SELECT e.organization_id, v.name, e.stage, e.exclusion <> '', count(*) FROM evaluation e {_NAMED}
    WHERE e.campaign_id = :campaign AND e.subject = 'member'
    GROUP BY e.organization_id, e.stage, e.exclusion <> '' ORDER BY v.name_sort, e.organization_id
"""
_TOTAL = "SELECT count(*) FROM evaluation e WHERE e.campaign_id = :campaign AND e.subject = 'member'"
_PAGE = f"""
    SELECT e.id, e.subject, e.organization_id, v.name, e.member_id, m.full_name, e.form, e.stage, e.exclusion,
           e.exclusion_note, e.self_level, e.points, e.committee_level, e.proposed_level, e.decided_level,
           e.annulled_on, e.revision
    FROM evaluation e LEFT JOIN member m ON m.id = e.member_id {_NAMED}
    WHERE e.campaign_id = :campaign AND e.subject = 'member'
    ORDER BY e.organization_id, m.name_sort, e.subject, e.id LIMIT :rows OFFSET :offset
"""


def _first_screen(office: Office) -> Any:
    """Return what the board shows first: the campaign, every cell, and the first members."""
    campaign = office.reviews.campaign(province.YEAR)
    assert campaign is not None
    cells = office.reviews.cells(campaign.id)
    return campaign, cells, *office.reviews.board(campaign.id, Wanted(subject=Subject.MEMBER), 0, ROWS)


def open_trial(_folder: Path) -> Trial:
    """Return the trial of the first screen of a province's review."""
    office = province.shared()
    known = {"office": office.id, "year": province.YEAR, "campaign": province.campaign(office).id}
    known |= {"rows": ROWS, "offset": 0}

    def check(bare: Any, ours: Any) -> None:
        campaign, cells, lines, total = ours
        assert len(campaign.steps) == len(bare[1]) > 0
        assert [line.id for line in lines] == [row[0] for row in bare[4]]
        assert len(lines) == min(ROWS, total)
        assert total == bare[3][0][0] == province.MEMBERS
        assert len(cells) == province.CELLS
        assert {(cell.organization_id, cell.rated + cell.excluded) for cell in cells} == _sizes(bare[2])
        assert sum(cell.stages.get("decided", 0) for cell in cells) > 0

    statements = (_CAMPAIGN, _STEPS, _STANDING, _TOTAL, _PAGE)
    return Trial(floor=_bare(office, known, *statements), ours=lambda: _first_screen(office), check=check)


def page_trial(_folder: Path) -> Trial:
    """Return the trial of a page in the middle of a province's board."""
    office = province.shared()
    campaign = province.campaign(office)
    known = {"campaign": campaign.id, "rows": ROWS, "offset": province.MEMBERS // 2}

    def check(bare: Any, ours: Any) -> None:
        lines, total = ours
        assert [line.id for line in lines] == [row[0] for row in bare[1]]
        assert 0 < len(lines) <= ROWS
        assert total == bare[0][0][0] == province.MEMBERS

    wanted = Wanted(subject=Subject.MEMBER)
    return Trial(
        floor=_bare(office, known, _TOTAL, _PAGE),
        ours=lambda: office.reviews.board(campaign.id, wanted, province.MEMBERS // 2, ROWS),
        check=check,
    )


def _bare(office: Office, values: dict[str, Any], *statements: str) -> Callable[[], list[list[tuple[Any, ...]]]]:
    connection = office.store.connection
    return lambda: [connection.execute(sql, values).fetchall() for sql in statements]


def _sizes(rows: list[tuple[Any, ...]]) -> set[tuple[str, int]]:
    found: dict[str, int] = {}
    for cell, _name, _stage, _excluded, count in rows:
        found[cell] = found.get(cell, 0) + count
    return set(found.items())


# --- prefill ---


def prefill_trial(folder: Path, *, cells: int = CELLS, people: int = MEMBERS, months: int = province.MONTHS) -> Trial:
    """Return the trial of filling in a commune's forms; the floor counts and writes by the bare statements alone."""
    office = province.make(folder / "commune", cells=cells, people=people, months=months)
    campaign = office.reviews.open(province.YEAR)
    connection = office.store.connection
    filled = office.reviews.prefill(campaign.id)
    counting: list[str] = []
    connection.set_trace_callback(counting.append)
    office.reviews.figures(campaign.id)
    connection.set_trace_callback(None)
    figures = connection.execute("SELECT figures, id FROM evaluation WHERE figures <> '' ORDER BY id").fetchall()
    parts = connection.execute(
        "SELECT evaluation_id, code, text, grade, points FROM evaluation_part ORDER BY evaluation_id, code"
    ).fetchall()

    def empty() -> None:
        with office.store.operation("province.empty", f"campaign:{campaign.id}"):
            office.store.execute("DELETE FROM evaluation_part")
            office.store.execute("UPDATE evaluation SET figures = ''")

    def written() -> tuple[list[Any], int, int]:
        figures = connection.execute("SELECT figures FROM evaluation WHERE figures <> '' ORDER BY id").fetchall()
        texts, length = connection.execute("SELECT count(*), sum(length(text)) FROM evaluation_part").fetchone()
        return figures, texts, length

    def bare() -> None:
        for statement in counting:
            connection.execute(statement).fetchall()
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("UPDATE evaluation SET figures = ?, revision = revision + 1 WHERE id = ?", figures)
        connection.executemany("INSERT INTO evaluation_part VALUES (?, ?, ?, ?, ?)", parts)
        connection.execute("COMMIT")

    def timed(run: Callable[[], object]) -> Callable[[], tuple[float, Any]]:
        def measured() -> tuple[float, Any]:
            empty()
            begun = time.perf_counter()
            run()
            return time.perf_counter() - begun, written()

        return measured

    def check(floor: Any, ours: Any) -> None:
        assert floor == ours
        assert len(ours[0]) == filled > people * 0.8
        assert ours[1] == len(parts) > filled
        assert any(json.loads(one)["tasks"] for (one,) in ours[0])

    return Trial(
        floor=timed(bare),
        ours=timed(lambda: office.reviews.prefill(campaign.id)),
        check=check,
        close=lambda: office.close(backup=False),
        timed=True,
    )


FIGURES = (
    Figure(number=17, title="a review of 33,000 opens", reach=2, limit=OPEN_LIMIT, prepare=open_trial, repeats=9),
    Figure(number=17, title="its board, member 16,500", reach=2, limit=PAGE_LIMIT, prepare=page_trial, repeats=9),
    Figure(number=18, title="1,200 forms filled in", reach=3, limit=PREFILL_LIMIT, prepare=prefill_trial, repeats=9),
)
