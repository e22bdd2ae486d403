"""Figures 17 and 18: the year-end review of a province opened and looked at, and a commune's forms filled in."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import province
from benchmarks.harness import Figure, Trial
from db.evaluation_records import Campaign, Subject
from db.review_board import Wanted
from desktop_app.office import Office

YEAR = 2026
PAGE = 200
OPENS, FILLS, PAGES = 1.0, 2.0, 0.1
"""Seconds at most: the campaign of 33,000, the forms of 1,200, a page of the board."""
COMMUNE = (40, 1_200)
"""Cells and members whose forms are filled in."""
_PEOPLE = """
    SELECT m.id, ms.cell_id, st.status, d.status, m.admitted_on, p.political_system, p.category_code, p.party_position,
           p.government_position, p.union_position
    FROM membership ms JOIN organization o ON o.id = ms.cell_id AND o.owner_id = :office
    JOIN member m ON m.id = ms.member_id
    JOIN member_status st ON st.member_id = m.id AND st.axis = 'standing' AND st.valid_from <= '2026-12-31'
         AND (st.valid_to IS NULL OR st.valid_to > '2026-12-31')
    LEFT JOIN member_status d ON d.member_id = m.id AND d.axis = 'duty' AND d.valid_from <= '2026-12-31'
         AND (d.valid_to IS NULL OR d.valid_to > '2026-12-31')
    LEFT JOIN member_profile p ON p.member_id = m.id
    WHERE ms.valid_from <= '2026-12-31' AND (ms.valid_to IS NULL OR ms.valid_to > '2026-12-31')
"""
_FRESH = (
    "id, owner_id, campaign_id, year, scheme, subject, organization_id, member_id, form, positions, exclusion, stage,"
    " revision"
)
_LINES = """
    SELECT e.id, e.subject, e.organization_id, v.name, e.member_id, m.full_name, e.form, e.stage, e.exclusion,
           e.exclusion_note, e.self_level, e.points, e.committee_level, e.proposed_level, e.decided_level,
           e.annulled_on, e.revision
    FROM evaluation e JOIN member m ON m.id = e.member_id
    JOIN organization_version v ON v.organization_id = e.organization_id AND v.valid_to IS NULL
    WHERE e.campaign_id = :campaign AND e.subject = 'member'
    ORDER BY v.name_sort, e.organization_id, m.name_sort, e.id LIMIT :limit OFFSET :offset
"""
_TOTAL = "SELECT count(*) FROM evaluation WHERE campaign_id = :campaign AND subject = 'member'"
_STAGES = """
    SELECT organization_id, stage, exclusion <> '', count(*) FROM evaluation
    WHERE campaign_id = :campaign AND subject = 'member' GROUP BY 1, 2, 3
"""
_UNITS = """
    SELECT organization_id, subject, stage, decided_level, proposed_level, self_level FROM evaluation
    WHERE campaign_id = :campaign AND subject IN ('cell', 'grassroots', 'committee')
"""
_OF = "evaluation e CROSS JOIN"
_COUNTS = (
    f"""
    SELECT e.id, count(*), sum(a.presence = 'present'), sum(a.presence = 'excused') FROM {_OF} attendance a
    ON a.member_id = e.member_id CROSS JOIN meeting m ON m.id = a.meeting_id WHERE e.campaign_id = :campaign
    AND e.subject = 'member' AND m.state = 'final' AND m.kind IN ('regular', 'combined')
    AND m.period BETWEEN '2026-01' AND '2026-12' GROUP BY e.id
    """,
    f"""
    SELECT e.id, count(*), sum(a.outcome = 'on_time'), sum(a.outcome = 'open') FROM {_OF} assignment a
    ON a.member_id = e.member_id AND a.year = 2026 WHERE e.campaign_id = :campaign AND e.subject = 'member'
    GROUP BY e.id
    """,
    """
    SELECT cell_id, count(*), sum(required), sum(present) FROM meeting WHERE owner_id = :office AND state = 'final'
    AND period BETWEEN '2026-01' AND '2026-12' GROUP BY cell_id
    """,
    """
    SELECT cell_id, count(*), sum(outcome = 'on_time') FROM assignment WHERE owner_id = :office AND year = 2026
    GROUP BY cell_id
    """,
    "SELECT writer_id, presenter_id FROM theme WHERE year = 2026",
)


def _forget(office: Office) -> None:
    """Remove every campaign, so that the next run opens it anew; never timed."""
    with office.store.operation("benchmark.forget", "campaign:-"):
        for table in ("evaluation_part", "evaluation", "campaign_step", "campaign"):
            office.store.execute(f"DELETE FROM {table}")


def _rows(office: Office) -> list[tuple[Any, ...]]:
    return office.store.tuples(f"SELECT {_FRESH} FROM evaluation ORDER BY rowid")


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def prepare_opening(_folder: Path) -> Trial:
    """Return the opening of the province's campaign beside the people read and the same rows inserted."""
    office = province.shared()
    _forget(office)
    campaign = office.reviews.open(YEAR)
    ready = _rows(office)
    marks = ", ".join("?" * len(ready[0]))
    keep = "SELECT id, owner_id, unit_id, year, scheme, state, version, opened_on, note, revision FROM campaign"
    [kept] = office.store.tuples(keep)
    _forget(office)

    def bare() -> tuple[float, Any]:
        def work() -> int:
            found = office.store.tuples(_PEOPLE, {"office": office.id})
            with office.store.db.atomic():
                office.store.connection.execute(f"INSERT INTO campaign VALUES ({', '.join('?' * len(kept))})", kept)
                office.store.connection.executemany(f"INSERT INTO evaluation ({_FRESH}) VALUES ({marks})", ready)
            return len(found)

        seconds, people = _timed(work)
        written = _rows(office)
        _forget(office)
        return seconds, (people, _comparable(written))

    def ours() -> tuple[float, Any]:
        seconds, _ = _timed(lambda: office.reviews.open(YEAR))
        written = _rows(office)
        _forget(office)
        return seconds, _comparable(written)

    def check(floor: Any, own: Any) -> None:
        assert floor[0] == sum(row[3] == Subject.MEMBER for row in own)
        assert floor[1] == own
        assert campaign.scheme == "2025"

    return Trial(floor=bare, ours=ours, check=check, timed=True)


def _comparable(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return rows without the identifiers that each opening makes anew."""
    return [(row[1], *row[3:]) for row in rows]


def _standing(office: Office) -> Campaign:
    return office.reviews.campaign(YEAR) or office.reviews.open(YEAR)


def _page(offset: int) -> Callable[[Path], Trial]:
    def prepare(_folder: Path) -> Trial:
        office = province.shared()
        campaign = _standing(office)
        values = {"campaign": campaign.id, "limit": PAGE, "offset": offset}
        everybody = Wanted(subject=Subject.MEMBER)
        connection = office.store.connection

        def check(floor: Any, own: Any) -> None:
            assert [line.id for line in own[0]] == [row[0] for row in floor[0]]
            assert own[1] == floor[1][0][0]

        return Trial(
            floor=lambda: [connection.execute(sql, values).fetchall() for sql in (_LINES, _TOTAL)],
            ours=lambda: office.reviews.board(campaign.id, everybody, offset, PAGE),
            check=check,
        )

    return prepare


def prepare_cells(_folder: Path) -> Trial:
    """Return the lines of all cells beside the counts by stage."""
    office = province.shared()
    campaign = _standing(office)
    connection = office.store.connection

    def check(floor: Any, own: Any) -> None:
        assert sum(line.rated + line.excluded for line in own) == sum(row[3] for row in floor[0])
        assert sum(len(line.collectives) for line in own) == len(floor[1])

    return Trial(
        floor=lambda: [connection.execute(sql, {"campaign": campaign.id}).fetchall() for sql in (_STAGES, _UNITS)],
        ours=lambda: office.reviews.cells(campaign.id),
        check=check,
    )


def prepare_filling(folder: Path, cells: int = COMMUNE[0], people: int = COMMUNE[1], months: int = 12) -> Trial:
    """Return the forms of a commune filled in, beside the same rows counted and the same texts written."""
    office = province.make(folder / "commune", cells=cells, people=people, months=months)
    store = office.store
    campaign = office.reviews.open(YEAR)
    values = {"campaign": campaign.id, "office": office.id}

    def written() -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        return (
            store.tuples("SELECT figures, id FROM evaluation WHERE figures <> '' ORDER BY id"),
            store.tuples("SELECT evaluation_id, code, text FROM evaluation_part ORDER BY evaluation_id, code"),
        )

    def empty() -> None:
        with store.operation("benchmark.empty", f"campaign:{campaign.id}"):
            store.execute("DELETE FROM evaluation_part")
            store.execute("UPDATE evaluation SET figures = ''")

    office.reviews.prefill(campaign.id)
    figures, parts = written()
    empty()

    def bare() -> tuple[float, Any]:
        def work() -> None:
            for sql in _COUNTS:
                store.connection.execute(sql, values).fetchall()
            with store.db.atomic():
                change = "UPDATE evaluation SET figures = ?, revision = revision + 1 WHERE id = ?"
                store.connection.executemany(change, figures)
                store.connection.executemany(
                    "INSERT INTO evaluation_part (evaluation_id, code, text, grade) VALUES (?, ?, ?, '')", parts
                )

        seconds, _ = _timed(work)
        found = written()
        empty()
        return seconds, found

    def ours() -> tuple[float, Any]:
        seconds, count = _timed(lambda: office.reviews.prefill(campaign.id))
        found = written()
        empty()
        assert count == len(figures)
        return seconds, found

    def check(floor: Any, own: Any) -> None:
        assert floor == own
        assert len(own[0]) > people * 0.8

    return Trial(floor=bare, ours=ours, check=check, timed=True, close=lambda: office.close(backup=False))


FIGURES = (
    Figure(
        number=17,
        title="review of a province opened",
        reach=3,
        limit=OPENS,
        prepare=prepare_opening,
        repeats=5,
        warm_up=1,
    ),
    Figure(number=17, title="review: all cells", reach=3, limit=PAGES, prepare=prepare_cells, repeats=9),
    *(
        Figure(number=17, title=title, reach=2, limit=PAGES, prepare=_page(offset), repeats=9)
        for title, offset in (
            ("review: members, first page", 0),
            ("review: members, last page", province.MEMBERS - PAGE),
        )
    ),
    Figure(number=18, title="forms of a commune filled in", reach=5, limit=FILLS, prepare=prepare_filling, repeats=7),
)
