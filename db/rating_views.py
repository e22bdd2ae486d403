"""The summary tables of a review, counted in the store; and who stands behind each figure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from db.evaluation_records import Exclusion, Stage, Subject
from db.organizations import day
from db.rating_records import Admitted, RatedLine, Tally, YearRating

if TYPE_CHECKING:
    from db.store import Row, Store

_NAMED = """
    LEFT JOIN organization_version v ON v.organization_id = e.organization_id AND v.valid_from = (
        SELECT max(w.valid_from) FROM organization_version w
        WHERE w.organization_id = e.organization_id AND w.valid_from <= :on)
"""
"""Organisations under their names of the day :on."""


def _level(*, proposed: bool) -> str:
    return "CASE WHEN e.decided_level <> '' THEN e.decided_level ELSE e.proposed_level END" if proposed else (
        "e.decided_level"
    )  # fmt: skip


# --- counts ---


def member_tallies(store: Store, campaign_id: str, on: date, *, proposed: bool = False) -> list[Tally]:
    """Return one line a cell of how its members were rated, in the order of the cells' names of the day ``on``.

    Who is no longer a member at the end of the year is in no table.
    """
    rows = store.tuples(
        f"""
        WITH counted AS MATERIALIZED (
            SELECT e.organization_id, e.exclusion, e.annulled_on IS NOT NULL AS annulled,
                   {_level(proposed=proposed)} AS level, m.sex = 'female' AS woman, count(*) AS people
            FROM evaluation e JOIN member m ON m.id = e.member_id
            WHERE e.campaign_id = :campaign AND e.subject = 'member' AND e.exclusion <> 'left' GROUP BY 1, 2, 3, 4, 5
        )
        SELECT e.organization_id, coalesce(v.name, ''), '', e.exclusion, e.annulled, e.level, e.woman, e.people
        FROM counted e {_NAMED} ORDER BY v.name_sort, e.organization_id
        """,
        {"campaign": campaign_id, "on": on.isoformat()},
    )
    return _tallies(rows)


def collective_tallies(store: Store, campaign_id: str, on: date, *, proposed: bool = False) -> list[Tally]:
    """Return one line for each subject, type and sector of how its collectives were rated.

    The key is "subject/type/sector", types and sectors are those of the day ``on``; ``group`` is the subject.
    """
    rows = store.tuples(
        f"""
        SELECT e.subject || '/' || coalesce(v.type_code, '') || '/' || coalesce(v.sector_code, '') AS place, '',
               e.subject, e.exclusion, e.annulled_on IS NOT NULL, {_level(proposed=proposed)} AS level, 0, count(*)
        FROM evaluation e {_NAMED} WHERE e.campaign_id = :campaign AND e.member_id IS NULL
        GROUP BY place, e.subject, e.exclusion, e.annulled_on IS NOT NULL, level ORDER BY place
        """,
        {"campaign": campaign_id, "on": on.isoformat()},
    )
    return _tallies(rows)


def _tallies(rows: Iterable[tuple[Any, ...]]) -> list[Tally]:
    found: dict[str, Tally] = {}
    for key, name, group, exclusion, annulled, level, woman, count in rows:
        tally = found.setdefault(key, Tally(key=key, name=name, group=group))
        if exclusion:
            tally.excluded[exclusion] = tally.excluded.get(exclusion, 0) + count
        elif annulled:
            found[key] = msgspec.structs.replace(tally, annulled=tally.annulled + count)
        elif not level:
            found[key] = msgspec.structs.replace(tally, undecided=tally.undecided + count)
        else:
            tally.levels[level] = tally.levels.get(level, 0) + count
            if woman:
                tally.women[level] = tally.women.get(level, 0) + count
    return list(found.values())


def listed(store: Store, owner_id: str, on: date) -> int:
    """Return how many members the cells of an office have on a day."""
    return int(
        store.value(
            """
            SELECT count(*) FROM organization o CROSS JOIN membership ms ON ms.cell_id = o.id
            WHERE o.owner_id = :owner AND ms.valid_from <= :on AND (ms.valid_to IS NULL OR ms.valid_to > :on)
                  AND EXISTS (SELECT 1 FROM member_status st WHERE st.member_id = ms.member_id
                  AND st.axis = 'standing' AND st.valid_from <= :on AND (st.valid_to IS NULL OR st.valid_to > :on)
                  AND st.status IN ('probationary', 'official'))
            """,
            {"owner": owner_id, "on": on.isoformat()},
        )
    )


# --- who stands behind a figure ---


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which people or collectives are wanted."""

    subjects: tuple[Subject, ...]
    key: str = ""
    """The cell, or "subject/type/sector" of collectives; empty for all."""
    levels: tuple[str, ...] = ()
    """At one of these levels, and it holds."""
    rated: bool = False
    """At any level that holds."""
    women: bool = False
    undecided: bool = False
    annulled: bool = False
    exclusion: str = ""
    excluded: bool = False
    """Left out for any reason."""
    proposed: bool = False
    """Whether the proposed level counts where nothing is decided."""


def _where(wanted: Wanted) -> str:
    level = _level(proposed=wanted.proposed)
    parts = ["e.campaign_id = :campaign", "e.subject IN (SELECT value FROM json_each(:subjects))"]
    parts.append("e.exclusion <> 'left'")
    if wanted.key:
        by_kind = "e.subject || '/' || coalesce(v.type_code, '') || '/' || coalesce(v.sector_code, '') = :key"
        parts.append("e.organization_id = :key" if Subject.MEMBER in wanted.subjects else by_kind)
    if wanted.levels or wanted.rated or wanted.undecided or wanted.annulled:
        parts.append("e.exclusion = ''")
        parts.append(f"e.annulled_on IS {'NOT ' if wanted.annulled else ''}NULL")
    if wanted.levels:
        parts.append(f"{level} IN (SELECT value FROM json_each(:levels))")
    if wanted.rated:
        parts.append(f"{level} <> ''")
    if wanted.undecided:
        parts.append(f"{level} = ''")
    if wanted.women:
        parts.append("m.sex = 'female'")
    if wanted.excluded:
        parts.append("e.exclusion <> ''")
    if wanted.exclusion:
        parts.append("e.exclusion = :exclusion")
    return " AND ".join(parts)


def rows(
    store: Store, campaign_id: str, on: date, wanted: Wanted, offset: int = 0, limit: int = -1
) -> tuple[list[RatedLine], int]:
    """Return those behind a figure, by organisation and name, and how many there are in all."""
    values = {
        "campaign": campaign_id,
        "on": on.isoformat(),
        "subjects": json.dumps([subject.value for subject in wanted.subjects]),
        "key": wanted.key,
        "levels": json.dumps(list(wanted.levels)),
        "exclusion": wanted.exclusion,
        "offset": offset,
        "limit": limit,
    }
    joined = f"FROM evaluation e LEFT JOIN member m ON m.id = e.member_id {_NAMED} WHERE {_where(wanted)}"
    total = int(store.value(f"SELECT count(*) {joined}", values))
    found = store.rows(
        f"""
        WITH page AS MATERIALIZED (
            SELECT e.id AS evaluation_id, e.subject, e.organization_id, coalesce(v.name, '') AS organization_name,
                   e.member_id, coalesce(m.full_name, v.name, '') AS name, coalesce(m.birth_date, '') AS birth_date,
                   coalesce(m.sex, '') AS sex, e.positions, coalesce(v.type_code, '') AS type_code,
                   coalesce(v.sector_code, '') AS sector_code, e.exclusion, e.exclusion_note, e.stage,
                   {_level(proposed=wanted.proposed)} AS level, e.annulled_on IS NOT NULL AS annulled, e.points,
                   e.decision_number, e.decided_on, e.committee_remark, e.year, e.annul_reason,
                   v.name_sort AS unit_sort, m.name_sort
            {joined} ORDER BY v.name_sort, e.organization_id, m.name_sort, e.subject, e.id LIMIT :limit OFFSET :offset
        )
        SELECT p.*, {_REASON} AS reason,
               coalesce((SELECT group_concat(x.on_date || ' ' || x.form, char(10)) FROM (
                   SELECT d.on_date, d.form FROM member_record d WHERE d.member_id = p.member_id
                   AND d.kind = 'discipline' AND substr(d.on_date, 1, 4) = printf('%04d', p.year)
                   ORDER BY d.on_date) x), '') AS disciplines
        FROM page p ORDER BY p.unit_sort, p.organization_id, p.name_sort, p.subject, p.evaluation_id
        """,
        values,
    )
    votes = _votes(store, {row["evaluation_id"]: row["level"] for row in found})
    return [_rated(row, votes.get(row["evaluation_id"])) for row in found], total


_REASON = """
    CASE WHEN p.annulled THEN p.annul_reason ELSE coalesce(
        (SELECT nullif(r.reason, '') FROM evaluation_ruling r WHERE r.evaluation_id = p.evaluation_id
         AND r.kind <> 'annulment' AND r.reason <> '' ORDER BY r.seq DESC LIMIT 1), p.committee_remark) END
"""
"""Why somebody stands where they stand: as said with the last ruling, else what the committee remarked."""
_LINE = (
    "evaluation_id", "organization_id", "organization_name", "member_id", "name", "birth_date", "sex", "positions",
    "type_code", "sector_code", "exclusion_note", "level", "points", "decision_number", "reason", "disciplines",
)  # fmt: skip


def _rated(row: Row, votes: tuple[int, int | None] | None) -> RatedLine:
    count, voters = votes if votes is not None else (None, None)
    return RatedLine(
        **{name: row[name] for name in _LINE},
        subject=Subject(row["subject"]),
        exclusion=Exclusion(row["exclusion"]),
        stage=Stage(row["stage"]),
        annulled=bool(row["annulled"]),
        decided_on=day(row["decided_on"]),
        votes=count,
        voters=voters,
    )


def _votes(store: Store, levels: dict[str, str]) -> dict[str, tuple[int, int | None]]:
    """Return by evaluation the votes for its level at the last count, and how many were convened to it."""
    found: dict[str, tuple[int, int | None]] = {}
    for evaluation_id, level, votes, convened in store.tuples(
        """
        SELECT l.evaluation_id, l.level, l.votes, b.convened FROM json_each(?) j
        CROSS JOIN ballot_line l ON l.evaluation_id = j.value CROSS JOIN ballot b ON b.id = l.ballot_id
        WHERE b.id = (SELECT c.id FROM ballot_line k JOIN ballot c ON c.id = k.ballot_id
                      WHERE k.evaluation_id = l.evaluation_id AND k.votes > 0
                      ORDER BY c.held_on DESC, c.id DESC LIMIT 1)
        """,
        (json.dumps(list(levels)),),
    ):
        if levels[evaluation_id] == level:
            found[evaluation_id] = (votes, convened)
    return found


# --- over the years ---

_YEAR = (
    "organization_id", "member_id", "exclusion_note", "self_level", "proposed_level", "decided_level", "decided_by",
    "decision_number", "annul_reason", "points", "year", "scheme", "campaign_id",
)  # fmt: skip


def of_years(
    store: Store,
    *,
    member_ids: Sequence[str] | None = None,
    organization_id: str | None = None,
    owner_id: str | None = None,
    years: tuple[int, int] | None = None,
) -> list[YearRating]:
    """Return what reviews said over the years, the youngest first, organisations under their names of each year's end.

    Of the members named, of the collectives of an organisation, or of all collectives of an office; from the first to
    the last year where named.
    """
    whose = "JOIN json_each(:members) j ON e.member_id = j.value" if member_ids is not None else ""
    parts = ["1"]
    if organization_id is not None:
        parts.append("e.organization_id = :organization AND e.member_id IS NULL")
    if owner_id is not None:
        # By campaign and subject: that is how the index of the counts is ordered.
        parts.append(
            "e.campaign_id IN (SELECT id FROM campaign WHERE owner_id = :owner)"
            " AND e.subject IN ('cell', 'grassroots', 'committee')"
        )
    if years is not None:
        parts.append("e.year BETWEEN :first AND :last")
    found = store.rows(
        f"""
        SELECT e.id AS evaluation_id, e.subject, {", ".join(f"e.{name}" for name in _YEAR)}, e.exclusion, e.stage,
               e.decided_on, e.annulled_on, coalesce(v.name, '') AS organization_name
        FROM evaluation e {whose}
        LEFT JOIN organization_version v ON v.organization_id = e.organization_id AND v.valid_from = (
            SELECT max(w.valid_from) FROM organization_version w
            WHERE w.organization_id = e.organization_id AND w.valid_from <= printf('%04d-12-31', e.year))
        WHERE {" AND ".join(parts)} ORDER BY e.year DESC, e.subject, e.id
        """,
        {
            "members": json.dumps(list(member_ids or ())),
            "organization": organization_id,
            "owner": owner_id,
            "first": years[0] if years else 0,
            "last": years[1] if years else 0,
        },
    )
    return [
        YearRating(
            **{name: row[name] for name in ("evaluation_id", "organization_name", *_YEAR)},
            subject=Subject(row["subject"]),
            exclusion=Exclusion(row["exclusion"]),
            stage=Stage(row["stage"]),
            decided_on=day(row["decided_on"]),
            annulled_on=day(row["annulled_on"]),
        )
        for row in found
    ]


def members_of_years(store: Store, cell_id: str, years: tuple[int, int], on: date) -> list[tuple[str, str, str]]:
    """Return (member, name, birth date) of who was reviewed in a cell in these years or is in it on a day, by name."""
    found = store.tuples(
        """
        SELECT m.id, m.full_name, m.birth_date FROM member m WHERE m.id IN (
            SELECT e.member_id FROM evaluation e WHERE e.organization_id = :cell AND e.year BETWEEN :first AND :last
                   AND e.member_id IS NOT NULL
            UNION SELECT ms.member_id FROM membership ms WHERE ms.cell_id = :cell AND ms.valid_from <= :on
                   AND (ms.valid_to IS NULL OR ms.valid_to > :on)
        ) ORDER BY m.name_sort, m.name_search, m.id
        """,
        {"cell": cell_id, "first": years[0], "last": years[1], "on": on.isoformat()},
    )
    return [(str(id_), str(name), str(born)) for id_, name, born in found]


# --- admissions ---


def admitted(store: Store, owner_id: str, first: date, last: date, on: date) -> list[Admitted]:
    """Return the people of an office whose day of admission may lie in a span, by cell and name.

    Somebody whose first act here is to have come from elsewhere was admitted there. A partial date is returned where
    any day it may mean lies in the span. The cell is that of the first membership.
    """
    found = store.rows(
        """
        SELECT m.id AS member_id, m.full_name, m.birth_date, m.sex, m.ethnic_code, m.admitted_on,
               coalesce(p.category_code, '') AS category_code, coalesce(p.youth_member, 0) AS youth_member,
               coalesce(ms.cell_id, '') AS cell_id, coalesce(v.name, '') AS cell_name
        FROM member m LEFT JOIN member_profile p ON p.member_id = m.id
        LEFT JOIN membership ms ON ms.id = (SELECT f.id FROM membership f WHERE f.member_id = m.id
                                            ORDER BY f.valid_from, f.id LIMIT 1)
        LEFT JOIN organization_version v ON v.organization_id = ms.cell_id AND v.valid_from = (
            SELECT max(w.valid_from) FROM organization_version w
            WHERE w.organization_id = ms.cell_id AND w.valid_from <= max(:on, ms.valid_from))
        WHERE m.owner_id = :owner AND m.admitted_on >= :from AND m.admitted_on <= :to
              AND coalesce((SELECT a.kind FROM member_event a WHERE a.member_id = m.id AND a.cancelled IS NULL
                            ORDER BY a.seq LIMIT 1), '') NOT IN ('transfer_in', 'temporary_in')
        ORDER BY v.name_sort, ms.cell_id, m.name_sort, m.id
        """,
        {"owner": owner_id, "from": f"{first.year:04}", "to": last.isoformat(), "on": on.isoformat()},
    )
    return [Admitted(**(row | {"youth_member": bool(row["youth_member"])})) for row in found]
