"""Levels proposed, decided and annulled: written for many at once, and what stands around them in other records."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from db.evaluation_records import Ruling, RulingKind, Subject

if TYPE_CHECKING:
    from db.store import Store

_ASKED = "FROM json_each(?) j JOIN evaluation e ON e.id = j.value"


class Earlier(NamedTuple):
    """What the review of the year before came to."""

    year: int
    scheme: str
    level: str


class LevelCount(NamedTuple):
    """How many of one organisation stand at a level."""

    organization_id: str
    name: str
    type_code: str
    sector_code: str
    level: str
    """As decided, else as proposed; empty for those with neither."""
    people: int


def disciplines(store: Store, evaluation_ids: Sequence[str]) -> dict[str, int]:
    """Return how often members were disciplined in the year of their evaluation; those who never were are left out."""
    rows = store.tuples(
        f"SELECT e.id, count(*) {_ASKED} CROSS JOIN member_record r ON r.member_id = e.member_id"
        " AND r.kind = 'discipline' AND substr(r.on_date, 1, 4) = printf('%04d', e.year) GROUP BY e.id",
        (json.dumps(list(evaluation_ids)),),
    )
    return {str(id_): int(count) for id_, count in rows}


def earlier(store: Store, evaluation_ids: Sequence[str]) -> dict[str, Earlier]:
    """Return what was decided about the same members and collectives a year before, where it was not annulled."""
    asked = (json.dumps(list(evaluation_ids)),)
    decided = "b.year = e.year - 1 AND b.decided_level <> '' AND b.annulled_on IS NULL"
    rows = store.tuples(
        f"SELECT e.id, b.year, b.scheme, b.decided_level {_ASKED}"
        f" CROSS JOIN evaluation b ON b.member_id = e.member_id AND {decided}",
        asked,
    ) + store.tuples(
        f"SELECT e.id, b.year, b.scheme, b.decided_level {_ASKED} CROSS JOIN evaluation b"
        f" ON b.organization_id = e.organization_id AND b.subject = e.subject AND b.member_id IS NULL AND {decided}"
        " WHERE e.member_id IS NULL",
        asked,
    )
    return {str(id_): Earlier(year, scheme, level) for id_, year, scheme, level in rows}


def planned(store: Store, evaluation_ids: Sequence[str]) -> set[str]:
    """Return those for whom a plan to overcome shortcomings of the year was made."""
    rows = store.tuples(
        f"""
        SELECT e.id {_ASKED} WHERE EXISTS (
            SELECT 1 FROM remedy r WHERE r.organization_id = e.organization_id AND r.year = e.year
            AND r.member_id IS e.member_id)
        OR EXISTS (SELECT 1 FROM remedy r WHERE e.member_id IS NOT NULL AND r.member_id = e.member_id
                   AND r.year = e.year)
        """,
        (json.dumps(list(evaluation_ids)),),
    )
    return {str(id_) for (id_,) in rows}


def level_counts(store: Store, campaign_id: str, subject: Subject, on: date) -> list[LevelCount]:
    """Return how many of those rated stand at each level, by organisation in the order of names of the day ``on``.

    What is decided counts, where nothing is what is proposed; an annulled level does not.
    """
    rows = store.tuples(
        """
        SELECT e.organization_id, coalesce(v.name, ''), coalesce(v.type_code, ''), coalesce(v.sector_code, ''),
               CASE WHEN e.decided_level <> '' AND e.annulled_on IS NULL THEN e.decided_level
                    WHEN e.annulled_on IS NOT NULL AND e.stage = 'annulled' THEN '' ELSE e.proposed_level END AS level,
               count(*)
        FROM evaluation e
        LEFT JOIN organization_version v ON v.organization_id = e.organization_id AND v.valid_from = (
            SELECT max(w.valid_from) FROM organization_version w
            WHERE w.organization_id = e.organization_id AND w.valid_from <= :on)
        WHERE e.campaign_id = :campaign AND e.subject = :subject AND e.exclusion = ''
        GROUP BY e.organization_id, level ORDER BY v.name_sort, e.organization_id
        """,
        {"campaign": campaign_id, "subject": subject.value, "on": on.isoformat()},
    )
    return list(map(LevelCount._make, rows))


# --- writing: inside an operation ---

_CHANGES = {
    RulingKind.PROPOSAL: (
        "UPDATE evaluation SET proposed_level = :level, proposed_on = :on, proposed_by = :by,"
        " stage = CASE WHEN stage = 'decided' THEN stage ELSE 'proposed' END, revision = revision + 1 WHERE id = :id"
    ),
    RulingKind.DECISION: (
        "UPDATE evaluation SET decided_level = :level, decided_on = :on, decided_by = :by, decision_number = :number,"
        " annulled_on = NULL, annul_reason = '', stage = 'decided', revision = revision + 1 WHERE id = :id"
    ),
    RulingKind.ANNULMENT: (
        "UPDATE evaluation SET annulled_on = :on, annul_reason = :reason, stage = 'annulled', revision = revision + 1"
        " WHERE id = :id"
    ),
}


def rule(store: Store, rulings: Iterable[Ruling]) -> None:
    """Let evaluations stand as they were ruled, and keep each ruling as the next of its evaluation."""
    for ruling in rulings:
        values = {
            "id": ruling.evaluation_id,
            "level": ruling.level,
            "on": ruling.on.isoformat(),
            "by": ruling.by,
            "number": ruling.number,
            "reason": ruling.reason,
            "ruling": ruling.id,
            "version": ruling.version,
            "kind": ruling.kind.value,
            "at": ruling.at,
        }
        store.execute(_CHANGES[ruling.kind], values)
        store.execute(
            "INSERT INTO evaluation_ruling (id, evaluation_id, seq, version, kind, level, on_date, decided_by, number,"
            " reason, at) SELECT :ruling, :id, coalesce(max(seq), 0) + 1, :version, :kind, :level, :on, :by, :number,"
            " :reason, :at FROM evaluation_ruling WHERE evaluation_id = :id",
            values,
        )
