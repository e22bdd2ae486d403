"""The board of a campaign: who stands where, counted and paged; and writing for thousands at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.evaluation_records import (
    BoardLine,
    Campaign,
    CellLine,
    CollectiveFigures,
    Enrolled,
    Evaluation,
    Exclusion,
    Stage,
    Subject,
    YearFigures,
)
from db.evaluations import write_figures
from db.text import fold

if TYPE_CHECKING:
    from db.store import Store

_FRESH = (
    "id", "owner_id", "campaign_id", "year", "scheme", "subject", "organization_id", "member_id", "form", "positions",
    "form_by_hand", "exclusion", "exclusion_note", "exclusion_by_hand", "stage", "revision",
)  # fmt: skip
"""What an evaluation is made with; the other columns begin as the table says."""
_NAMED = "LEFT JOIN organization_version v ON v.organization_id = e.organization_id AND v.valid_to IS NULL"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which lines of a board are wanted."""

    subject: Subject | None = None
    """None for all collectives together."""
    organization_id: str | None = None
    stage: Stage | None = None
    level: str = ""
    """Decided level, else the proposed one."""
    excluded: bool | None = None
    text: str = ""
    """Beginnings of the words of a name, with or without accents."""


def _where(wanted: Wanted) -> tuple[str, dict[str, Any]]:
    parts = ["e.campaign_id = :campaign", "e.subject = :subject" if wanted.subject else "e.subject <> 'member'"]
    if wanted.organization_id:
        parts.append("e.organization_id = :organization")
    if wanted.stage is not None:
        parts.append("e.stage = :stage")
    if wanted.level:
        parts.append("CASE WHEN e.decided_level <> '' THEN e.decided_level ELSE e.proposed_level END = :level")
    if wanted.excluded is not None:
        parts.append("e.exclusion <> ''" if wanted.excluded else "e.exclusion = ''")
    words = fold(wanted.text).split()
    name = "m.name_search" if wanted.subject is Subject.MEMBER else "v.name_search"
    parts += [f"instr(' ' || {name}, :w{place}) > 0" for place in range(len(words))]
    values: dict[str, Any] = {
        **{f"w{place}": f" {word}" for place, word in enumerate(words)},
        "subject": wanted.subject.value if wanted.subject else None,
        "organization": wanted.organization_id,
        "stage": wanted.stage.value if wanted.stage else None,
        "level": wanted.level,
    }
    return " AND ".join(parts), values


def page(store: Store, campaign_id: str, wanted: Wanted, offset: int, limit: int) -> tuple[list[BoardLine], int]:
    """Return lines of the board, by organisation and name, and how many there are in all; a negative limit is all."""
    where, values = _where(wanted)
    values |= {"campaign": campaign_id, "offset": offset, "limit": limit}
    names = "" if not wanted.text else f"LEFT JOIN member m ON m.id = e.member_id {_NAMED}"
    total = int(store.value(f"SELECT count(*) FROM evaluation e {names} WHERE {where}", values))
    rows = store.rows(
        f"""
        WITH asked AS MATERIALIZED (
            SELECT e.rowid AS place FROM evaluation e LEFT JOIN member m ON m.id = e.member_id {_NAMED} WHERE {where}
            ORDER BY v.name_sort, e.organization_id, m.name_sort, e.subject, e.id LIMIT :limit OFFSET :offset
        )
        SELECT e.id, e.subject, e.organization_id, coalesce(v.name, '') AS organization_name, e.member_id,
               coalesce(m.full_name, v.name, '') AS name, e.form, e.stage, e.exclusion, e.exclusion_note, e.self_level,
               e.points, e.committee_level, e.proposed_level, e.decided_level, e.annulled_on IS NOT NULL AS annulled,
               e.revision
        FROM asked CROSS JOIN evaluation e ON e.rowid = asked.place
        LEFT JOIN member m ON m.id = e.member_id {_NAMED}
        ORDER BY v.name_sort, e.organization_id, m.name_sort, e.subject, e.id
        """,
        values,
    )
    return [_line(row) for row in rows], total


def _line(row: dict[str, Any]) -> BoardLine:
    words = {
        "subject": Subject(row["subject"]),
        "stage": Stage(row["stage"]),
        "exclusion": Exclusion(row["exclusion"]),
        "annulled": bool(row["annulled"]),
    }
    return BoardLine(**(row | words))


def cells(store: Store, campaign: Campaign, behind: Sequence[Stage] = ()) -> list[CellLine]:
    """Return one line for the office and for each cell, the office first, then by name.

    ``behind`` names the stages nobody ought to stand at any more.
    """
    rows = store.tuples(
        "SELECT e.organization_id, coalesce(v.name, ''), e.stage, e.exclusion <> '', count(*) FROM evaluation e"
        f" {_NAMED} WHERE e.campaign_id = ? AND e.subject = 'member'"
        " GROUP BY e.organization_id, e.stage, e.exclusion <> ''",
        (campaign.id,),
    )
    found: dict[str, tuple[dict[str, int], list[int]]] = {}
    for cell, _, stage, excluded, count in rows:
        stages, left_out = found.setdefault(cell, ({}, []))
        if excluded:
            left_out.append(count)
        else:
            stages[stage] = stages.get(stage, 0) + count
    collectives = _collectives(store, campaign.id)
    late = {stage.value for stage in behind}
    named = store.tuples(
        "SELECT v.organization_id, v.name FROM json_each(?) j JOIN organization_version v"
        " ON v.organization_id = j.value AND v.valid_to IS NULL ORDER BY v.organization_id <> ?, v.name_sort, j.value",
        (json.dumps([*found, *(unit for unit in collectives if unit not in found)]), campaign.owner_id),
    )
    lines = []
    for unit, name in named:
        stages, left_out = found.get(unit, ({}, []))
        lines.append(
            CellLine(
                organization_id=unit,
                name=name,
                stages=stages,
                rated=sum(stages.values()),
                excluded=sum(left_out),
                behind=sum(count for stage, count in stages.items() if stage in late),
                collectives=tuple(collectives.get(unit, ())),
            )
        )
    return lines


def _collectives(store: Store, campaign_id: str) -> dict[str, list[tuple[Subject, Stage, str]]]:
    found: dict[str, list[tuple[Subject, Stage, str]]] = {}
    for unit, subject, stage, level in store.tuples(
        "SELECT organization_id, subject, stage, CASE WHEN annulled_on IS NOT NULL THEN '' WHEN decided_level <> ''"
        " THEN decided_level WHEN proposed_level <> '' THEN proposed_level ELSE self_level END FROM evaluation"
        " WHERE campaign_id = ? AND subject IN ('cell', 'grassroots', 'committee') AND exclusion = ''"
        " ORDER BY organization_id, subject = 'committee', subject",
        (campaign_id,),
    ):
        found.setdefault(unit, []).append((Subject(subject), Stage(stage), level))
    return found


def levels(store: Store, campaign_id: str, subject: Subject, *, proposed: bool = False) -> dict[str, dict[str, int]]:
    """Return by organisation how many rated stand at each decided level, or with ``proposed`` at each proposed one."""
    column = "proposed_level" if proposed else "decided_level"
    found: dict[str, dict[str, int]] = {}
    for unit, level, count in store.tuples(
        f"SELECT organization_id, {column}, count(*) FROM evaluation WHERE campaign_id = ? AND subject = ?"
        f" AND exclusion = '' AND annulled_on IS NULL AND {column} <> '' GROUP BY organization_id, {column}",
        (campaign_id, subject.value),
    ):
        found.setdefault(unit, {})[level] = count
    return found


# --- writing: inside an operation ---


def insert(store: Store, made: Iterable[Evaluation]) -> None:
    """Write new evaluations nothing stands in yet."""
    store.insert_many(
        "evaluation",
        _FRESH,
        (
            (
                one.id, one.owner_id, one.campaign_id, one.year, one.scheme, one.subject.value, one.organization_id,
                one.member_id, one.content.form, one.content.positions, int(one.form_by_hand), one.exclusion.value,
                one.exclusion_note, int(one.exclusion_by_hand), one.stage.value, one.revision,
            )
            for one in made
        ),
    )  # fmt: skip


def fill_in(
    store: Store,
    figures: Mapping[str, YearFigures | CollectiveFigures],
    texts: Iterable[tuple[str, str, str, str]],
) -> None:
    """Write figures by evaluation, and (evaluation, section, text, text proposed before).

    A text is written where nothing stands in that section yet, or still what was proposed before.
    """
    store.change_many(
        "UPDATE evaluation SET figures = ?, revision = revision + 1 WHERE id = ?",
        [(write_figures(one), id_) for id_, one in figures.items()],
    )
    store.change_many(
        "INSERT INTO evaluation_part (evaluation_id, code, text, grade, points) VALUES (?, ?, ?, '', NULL)"
        " ON CONFLICT (evaluation_id, code) DO UPDATE SET text = excluded.text"
        " WHERE evaluation_part.text IN ('', ?)",
        texts,
    )


def unfilled(
    store: Store, campaign_id: str, organization_id: str | None = None, *, written: bool = False
) -> list[tuple[str, Subject, str, str]]:
    """Return (evaluation, subject, form, figures as kept) of those rated of whom people wrote nothing down yet.

    With ``written`` of those who wrote and are not voted on. A form with a draft in hand is left to its writer.
    """
    stages = "('self', 'remarked')" if written else "('none')"
    found = store.tuples(
        f"""
        SELECT e.id, e.subject, e.form, e.figures FROM evaluation e
        WHERE e.campaign_id = :campaign AND e.exclusion = '' AND e.stage IN {stages}
              AND NOT EXISTS (SELECT 1 FROM draft d WHERE d.form = 'review' AND d.id = e.id)
              {" AND e.organization_id = :unit" if organization_id else ""}
        ORDER BY e.rowid
        """,
        {"campaign": campaign_id, "unit": organization_id},
    )
    return [(str(id_), Subject(subject), str(form), str(figures)) for id_, subject, form, figures in found]


def collectives(store: Store, campaign_id: str) -> dict[str, str]:
    """Return the organisation of every collective of a campaign, by evaluation."""
    return dict(
        store.tuples(
            "SELECT id, organization_id FROM evaluation WHERE campaign_id = ?"
            " AND subject IN ('cell', 'grassroots', 'committee')",
            (campaign_id,),
        )
    )


def enrolled(store: Store, campaign_id: str) -> list[Enrolled]:
    """Return where every evaluation of a campaign stands."""
    rows = store.tuples(
        f"SELECT {', '.join(Enrolled._fields)} FROM evaluation WHERE campaign_id = ? ORDER BY rowid", (campaign_id,)
    )
    return list(map(Enrolled._make, rows))


def change(store: Store, rows: Iterable[tuple[str, str, str, str]]) -> None:
    """Write (organisation, form, exclusion, evaluation) of evaluations whose place changed."""
    store.change_many(
        "UPDATE evaluation SET organization_id = ?, form = ?, exclusion = ?, revision = revision + 1 WHERE id = ?", rows
    )
