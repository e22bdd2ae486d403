"""The board of a campaign: who stands where, counted and paged; and writing for thousands at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.evaluation_records import (
    BoardLine,
    CellLine,
    CollectiveFigures,
    Evaluation,
    Exclusion,
    Stage,
    Subject,
    YearFigures,
)
from db.evaluations import COLUMNS, write_figures
from db.text import fold

if TYPE_CHECKING:
    from db.store import Store

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
        SELECT e.id, e.subject, e.organization_id, coalesce(v.name, '') AS organization_name, e.member_id,
               coalesce(m.full_name, v.name, '') AS name, e.form, e.stage, e.exclusion, e.exclusion_note, e.self_level,
               e.points, e.committee_level, e.proposed_level, e.decided_level, e.annulled_on IS NOT NULL AS annulled,
               e.revision
        FROM evaluation e LEFT JOIN member m ON m.id = e.member_id {_NAMED}
        WHERE {where} ORDER BY e.organization_id, m.name_sort, e.subject, e.id LIMIT :limit OFFSET :offset
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


def cells(store: Store, campaign_id: str) -> list[CellLine]:
    """Return one line a cell with how many of its members stand where, in the order of names."""
    rows = store.tuples(
        "SELECT e.organization_id, coalesce(v.name, ''), e.stage, e.exclusion <> '', count(*) FROM evaluation e"
        f" {_NAMED} WHERE e.campaign_id = ? AND e.subject = 'member'"
        " GROUP BY e.organization_id, e.stage, e.exclusion <> '' ORDER BY v.name_sort, e.organization_id",
        (campaign_id,),
    )
    found: dict[str, tuple[str, dict[str, int], list[int]]] = {}
    for cell, name, stage, excluded, count in rows:
        _, stages, left_out = found.setdefault(cell, (name, {}, []))
        if excluded:
            left_out.append(count)
        else:
            stages[stage] = stages.get(stage, 0) + count
    return [
        CellLine(organization_id=cell, name=name, stages=stages, rated=sum(stages.values()), excluded=sum(left_out))
        for cell, (name, stages, left_out) in found.items()
    ]


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
    empty = {"self_on", "task_points", "points", "residence_on", "proposed_on", "decided_on", "annulled_on"}
    begun = tuple(name for name in COLUMNS if name not in _BEGUN)
    rest = tuple(None if name in empty else "" for name in begun)
    store.insert_many("evaluation", (*_BEGUN, *begun), ((*_begun(one), *rest) for one in made))


_BEGUN = (
    "id", "owner_id", "campaign_id", "year", "scheme", "subject", "organization_id", "member_id", "form", "positions",
    "form_by_hand", "exclusion", "exclusion_note", "exclusion_by_hand", "stage", "revision",
)  # fmt: skip
"""What a new evaluation says."""


def _begun(one: Evaluation) -> tuple[Any, ...]:
    return (
        one.id, one.owner_id, one.campaign_id, one.year, one.scheme, one.subject.value, one.organization_id,
        one.member_id, one.content.form, one.content.positions, int(one.form_by_hand), one.exclusion.value,
        one.exclusion_note, int(one.exclusion_by_hand), one.stage.value, one.revision,
    )  # fmt: skip


def fill_in(
    store: Store,
    figures: Mapping[str, YearFigures | CollectiveFigures],
    texts: Iterable[tuple[str, str, str]],
) -> None:
    """Write figures by evaluation, and (evaluation, section, text) where nothing stands in that section yet."""
    store.change_many(
        "UPDATE evaluation SET figures = ?, revision = revision + 1 WHERE id = ?",
        [(write_figures(one), id_) for id_, one in figures.items()],
    )
    store.change_many(
        "INSERT INTO evaluation_part (evaluation_id, code, text, grade, points) VALUES (?, ?, ?, '', NULL)"
        " ON CONFLICT (evaluation_id, code) DO UPDATE SET text = excluded.text WHERE evaluation_part.text = ''",
        texts,
    )


def untouched(store: Store, campaign_id: str, cell_id: str | None = None) -> list[tuple[str, str, str]]:
    """Return (evaluation, subject, form) of those rated of whom nothing was written down by people yet."""
    found = store.tuples(
        "SELECT id, subject, form FROM evaluation WHERE campaign_id = :campaign AND exclusion = '' AND stage = 'none'"
        f"{' AND organization_id = :cell' if cell_id else ''}",
        {"campaign": campaign_id, "cell": cell_id},
    )
    return [(str(id_), str(subject), str(form)) for id_, subject, form in found]


def standing(store: Store, campaign_id: str) -> list[tuple[str, str | None, str, str, str, bool, bool, str]]:
    """Return id, member, organisation, form, exclusion, by hand (form, exclusion) and stage of every evaluation."""
    return store.tuples(
        "SELECT id, member_id, organization_id, form, exclusion, form_by_hand, exclusion_by_hand, stage FROM evaluation"
        " WHERE campaign_id = ?",
        (campaign_id,),
    )


def change(store: Store, rows: Sequence[tuple[str, str, str, str]]) -> None:
    """Write (organisation, form, exclusion, evaluation) of evaluations whose place changed."""
    store.change_many(
        "UPDATE evaluation SET organization_id = ?, form = ?, exclusion = ?, revision = revision + 1 WHERE id = ?", rows
    )
