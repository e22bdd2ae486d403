"""Campaigns of the year-end review and the evaluations in them: single ones, whole and as they stand.

What opens a campaign, fills it in or counts it for thousands at once stands in ``db.review_views``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from db.evaluation_records import (
    Campaign,
    CampaignState,
    CampaignStep,
    CampaignVersion,
    CollectiveFigures,
    Evaluation,
    EvaluationContent,
    Exclusion,
    Part,
    Ruling,
    RulingKind,
    Stage,
    Subject,
    YearFigures,
)
from db.organizations import day, iso

if TYPE_CHECKING:
    from db.store import Row, Store

_CAMPAIGN = ("id", "owner_id", "unit_id", "year", "scheme", "state", "version", "opened_on", "note", "revision")
_CONTENT = (
    "form", "positions", "self_on", "self_level", "official_level", "agency_level", "task_points", "points",
    "suggestions", "residence_comment", "residence_by", "residence_on", "committee_remark", "committee_level",
)  # fmt: skip
_KEPT = (
    "id", "owner_id", "campaign_id", "year", "scheme", "subject", "organization_id", "member_id", "moved_by_hand",
    "form_by_hand", "exclusion", "exclusion_note", "exclusion_by_hand", "stage", "proposed_level", "proposed_on",
    "proposed_by", "decided_level", "decided_on", "decided_by", "decision_number", "annulled_on", "annul_reason",
    "revision",
)  # fmt: skip
COLUMNS = (*_KEPT, *_CONTENT, "figures")
"""Of the table ``evaluation``."""
_SIGNS = ("moved_by_hand", "form_by_hand", "exclusion_by_hand")
_DAYS = ("proposed_on", "decided_on", "annulled_on")
_SELECT = f"SELECT {', '.join(f'e.{column}' for column in COLUMNS)} FROM evaluation e"


# --- campaigns ---


def campaign(store: Store, campaign_id: str) -> Campaign | None:
    """Return a campaign with its steps, or None."""
    return _campaign(store, "id = ?", (campaign_id,))


def campaign_of(store: Store, unit_id: str, year: int) -> Campaign | None:
    """Return the campaign of a unit and year, or None."""
    return _campaign(store, "unit_id = ? AND year = ?", (unit_id, year))


def campaigns(store: Store, owner_id: str) -> list[Campaign]:
    """Return an office's campaigns, the youngest year first."""
    rows = store.rows(
        f"SELECT {', '.join(_CAMPAIGN)} FROM campaign WHERE owner_id = ? ORDER BY year DESC, id", (owner_id,)
    )
    return [_built(store, row) for row in rows]


def _campaign(store: Store, where: str, values: Sequence[Any]) -> Campaign | None:
    row = store.row(f"SELECT {', '.join(_CAMPAIGN)} FROM campaign WHERE {where}", values)
    return _built(store, row) if row else None


def _built(store: Store, row: Row) -> Campaign:
    kept: dict[str, Any] = dict(row)
    kept["state"], kept["opened_on"] = CampaignState(kept["state"]), date.fromisoformat(kept["opened_on"])
    steps = store.rows(
        "SELECT code, title, due_on, done_on, note FROM campaign_step WHERE campaign_id = ? ORDER BY position, code",
        (kept["id"],),
    )
    return Campaign(
        **kept,
        steps=tuple(
            CampaignStep(
                code=step["code"],
                title=step["title"],
                due_on=day(step["due_on"]),
                done_on=day(step["done_on"]),
                note=step["note"],
            )
            for step in steps
        ),
    )


def put_campaign(store: Store, kept: Campaign) -> None:
    """Keep a campaign with its steps in the place of what was there; called inside an operation."""
    row = {column: getattr(kept, column) for column in _CAMPAIGN}
    row |= {"state": kept.state.value, "opened_on": kept.opened_on.isoformat()}
    store.execute(
        f"INSERT INTO campaign ({', '.join(_CAMPAIGN)}) VALUES ({', '.join('?' * len(_CAMPAIGN))}) ON CONFLICT (id)"
        f" DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _CAMPAIGN[1:])}",
        [row[column] for column in _CAMPAIGN],
    )
    store.execute("DELETE FROM campaign_step WHERE campaign_id = ?", (kept.id,))
    for position, step in enumerate(kept.steps):
        store.execute(
            "INSERT INTO campaign_step (campaign_id, code, position, title, due_on, done_on, note)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (kept.id, step.code, position, step.title, iso(step.due_on), iso(step.done_on), step.note),
        )


def versions(store: Store, campaign_id: str) -> list[CampaignVersion]:
    """Return each time a campaign was closed, the first first."""
    rows = store.rows(
        "SELECT version, closed_at, reopened_at, reopen_reason FROM campaign_version WHERE campaign_id = ?"
        " ORDER BY version",
        (campaign_id,),
    )
    return [CampaignVersion(**row) for row in rows]


def put_version(store: Store, campaign_id: str, version: CampaignVersion) -> None:
    """Keep that a campaign was closed, or reopened after it; called inside an operation."""
    store.execute(
        "INSERT INTO campaign_version (campaign_id, version, closed_at, reopened_at, reopen_reason)"
        " VALUES (?, ?, ?, ?, ?) ON CONFLICT (campaign_id, version) DO UPDATE SET closed_at = excluded.closed_at,"
        " reopened_at = excluded.reopened_at, reopen_reason = excluded.reopen_reason",
        (campaign_id, version.version, version.closed_at, version.reopened_at, version.reopen_reason),
    )


# --- evaluations ---


def get(store: Store, evaluation_id: str) -> Evaluation | None:
    """Return an evaluation with all its parts, or None."""
    found = several(store, [evaluation_id])
    return found[0] if found else None


def several(store: Store, evaluation_ids: Sequence[str]) -> list[Evaluation]:
    """Return evaluations with their parts in the order of the identifiers; unknown ones are left out."""
    asked = json.dumps(list(evaluation_ids))
    rows = store.rows(f"{_SELECT} JOIN json_each(?) j ON j.value = e.id ORDER BY j.key", (asked,))
    parts: dict[str, list[Part]] = {}
    for row in store.rows(
        "SELECT p.evaluation_id, p.code, p.text, p.grade, p.points FROM json_each(?) j"
        " JOIN evaluation_part p ON p.evaluation_id = j.value ORDER BY p.evaluation_id, p.code",
        (asked,),
    ):
        part = Part(code=row["code"], text=row["text"], grade=row["grade"], points=row["points"])
        parts.setdefault(row["evaluation_id"], []).append(part)
    return [_evaluation(row, parts.get(row["id"], ())) for row in rows]


def names(store: Store, evaluation_id: str) -> tuple[str, str]:
    """Return who an evaluation is about, and the name of the organisation that rates; empty texts where unknown."""
    found = store.tuples(
        "SELECT coalesce(m.full_name, v.name, ''), coalesce(v.name, '') FROM evaluation e"
        " LEFT JOIN member m ON m.id = e.member_id"
        " LEFT JOIN organization_version v ON v.organization_id = e.organization_id AND v.valid_to IS NULL"
        " WHERE e.id = ?",
        (evaluation_id,),
    )
    return (str(found[0][0]), str(found[0][1])) if found else ("", "")


def of_member(store: Store, campaign_id: str, member_id: str) -> Evaluation | None:
    """Return a member's evaluation in a campaign, or None."""
    row = store.row("SELECT id FROM evaluation WHERE campaign_id = ? AND member_id = ?", (campaign_id, member_id))
    return get(store, row["id"]) if row else None


def of_collective(store: Store, campaign_id: str, subject: Subject, organization_id: str) -> Evaluation | None:
    """Return a collective's evaluation in a campaign, or None."""
    row = store.row(
        "SELECT id FROM evaluation WHERE campaign_id = ? AND subject = ? AND organization_id = ? AND member_id IS NULL",
        (campaign_id, subject.value, organization_id),
    )
    return get(store, row["id"]) if row else None


def identifiers(
    store: Store, campaign_id: str, *, subject: Subject | None = None, organization_id: str | None = None
) -> list[str]:
    """Return the evaluations of a campaign, of one subject and one organisation where named; people by their names."""
    found = store.tuples(
        "SELECT e.id FROM evaluation e LEFT JOIN member m ON m.id = e.member_id WHERE e.campaign_id = :campaign"
        f"{' AND e.subject = :subject' if subject else ''}"
        f"{' AND e.organization_id = :organization' if organization_id else ''}"
        " ORDER BY e.member_id IS NOT NULL, e.organization_id, m.name_sort, e.id",
        {
            "campaign": campaign_id,
            "subject": subject.value if subject else None,
            "organization": organization_id,
        },
    )
    return [str(id_) for (id_,) in found]


def _evaluation(row: Row, parts: Iterable[Part]) -> Evaluation:
    kept: dict[str, Any] = {column: row[column] for column in _KEPT}
    content: dict[str, Any] = {column: row[column] for column in _CONTENT}
    for column in ("self_on", "residence_on"):
        content[column] = day(content[column])
    for column in _DAYS:
        kept[column] = day(kept[column])
    subject = Subject(kept["subject"])
    for column in _SIGNS:
        kept[column] = bool(kept[column])
    kept |= {"subject": subject, "exclusion": Exclusion(kept["exclusion"]), "stage": Stage(kept["stage"])}
    return Evaluation(
        **kept,
        content=EvaluationContent(**content, parts=tuple(parts)),
        figures=read_figures(row["figures"], subject),
    )


def read_figures(text: str, subject: Subject) -> YearFigures | CollectiveFigures | None:
    """Return figures as they were kept, None where none were."""
    if not text:
        return None
    if subject is Subject.MEMBER:
        return msgspec.json.decode(text, type=YearFigures)
    return msgspec.json.decode(text, type=CollectiveFigures)


def write_figures(figures: YearFigures | CollectiveFigures | None) -> str:
    """Return figures as they are kept."""
    return msgspec.json.encode(figures, order="deterministic").decode("utf-8") if figures is not None else ""


def put(store: Store, kept: Evaluation) -> None:
    """Keep an evaluation with its parts in the place of what was there; called inside an operation."""
    row: dict[str, Any] = {column: getattr(kept, column) for column in _KEPT}
    row |= {column: getattr(kept.content, column) for column in _CONTENT}
    row |= {"subject": kept.subject.value, "exclusion": kept.exclusion.value, "stage": kept.stage.value}
    row |= {column: int(row[column]) for column in _SIGNS}
    for column in (*_DAYS, "self_on", "residence_on"):
        row[column] = iso(row[column])
    row["figures"] = write_figures(kept.figures)
    store.execute(
        f"INSERT INTO evaluation ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))}) ON CONFLICT (id)"
        f" DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in COLUMNS[1:])}",
        [row[column] for column in COLUMNS],
    )
    store.execute("DELETE FROM evaluation_part WHERE evaluation_id = ?", (kept.id,))
    for part in kept.content.parts:
        store.execute(
            "INSERT INTO evaluation_part (evaluation_id, code, text, grade, points) VALUES (?, ?, ?, ?, ?)",
            (kept.id, part.code, part.text, part.grade, part.points),
        )


# --- rulings ---


def rulings(store: Store, evaluation_id: str) -> list[Ruling]:
    """Return every proposal, decision and annulment of an evaluation, the first first."""
    rows = store.rows(
        "SELECT id, evaluation_id, seq, version, kind, level, on_date, decided_by, number, reason, at"
        " FROM evaluation_ruling WHERE evaluation_id = ? ORDER BY seq",
        (evaluation_id,),
    )
    return [
        Ruling(
            id=row["id"],
            evaluation_id=row["evaluation_id"],
            seq=row["seq"],
            version=row["version"],
            kind=RulingKind(row["kind"]),
            level=row["level"],
            on=date.fromisoformat(row["on_date"]),
            by=row["decided_by"],
            number=row["number"],
            reason=row["reason"],
            at=row["at"],
        )
        for row in rows
    ]


def add_ruling(store: Store, ruling: Ruling) -> None:
    """Keep a ruling as the next of its evaluation, whatever its ``seq`` says; called inside an operation."""
    store.execute(
        "INSERT INTO evaluation_ruling (id, evaluation_id, seq, version, kind, level, on_date, decided_by, number,"
        " reason, at) VALUES (?, ?, (SELECT coalesce(max(seq), 0) + 1 FROM evaluation_ruling WHERE evaluation_id = ?),"
        " ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            ruling.id, ruling.evaluation_id, ruling.evaluation_id, ruling.version, ruling.kind.value, ruling.level,
            ruling.on.isoformat(), ruling.by, ruling.number, ruling.reason, ruling.at,
        ),
    )  # fmt: skip
