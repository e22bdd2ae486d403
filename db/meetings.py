"""Queries of kept meetings: whole meetings, summaries, numbers, and the writes that keep, replace or cancel one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from db import meeting_parts
from db.meeting_records import Meeting, MeetingContent, MeetingKind, MeetingState, MeetingSummary, ScoreSheet

if TYPE_CHECKING:
    from db.store import Row, Store

COUNTED = ("regular", "combined")
"""The kinds of which a cell has one a month."""

_MEETING = (
    "id", "owner_id", "series_id", "version", "state", "number", "cell_id", "kind", "period", "held_on", "start_time",
    "end_time", "place", "chair_id", "secretary_id", "theme", "approval_agree", "required", "present", "excused",
    "unexcused", "conclusions", "finalized_at", "revision_reason", "party_group", "prepared_by", "theme_id", "guidance",
    "guidance_reply", "dues_note", "recorded", "score_scheme", "score_confirmed_by", "quality_level", "quality_points",
)  # fmt: skip

_UNNAMED = """
    SELECT m.id, m.cell_id, '' AS cell_name, m.kind, m.period, m.held_on, m.state, m.version,
           m.number, m.required, m.present, m.excused, m.unexcused, m.conclusions, m.theme,
           m.series_id, m.quality_level, m.quality_points
    FROM meeting m
"""
_SUMMARY = f"""
    {_UNNAMED.replace("''", "coalesce(v.name, '')", 1)}
    LEFT JOIN organization_version v ON v.organization_id = m.cell_id AND v.valid_from <= m.held_on
         AND (v.valid_to IS NULL OR v.valid_to > m.held_on)
"""


@dataclass(frozen=True)
class Totals:
    """The counts kept beside a meeting."""

    required: int
    present: int
    excused: int
    unexcused: int
    conclusions: int


@dataclass(frozen=True)
class Head:
    """What is asked of a kept meeting before another one is written."""

    id: str
    owner_id: str
    cell_id: str
    series_id: str
    version: int
    state: MeetingState
    number: int


# --- reading ---


def head(store: Store, meeting_id: str) -> Head | None:
    """Return the first facts of a kept meeting, or None."""
    return _head(store, "id = ?", (meeting_id,))


def regular(store: Store, cell_id: str, period: str) -> Head | None:
    """Return the final regular or combined meeting of a cell in a month, or None."""
    return _head(
        store,
        "cell_id = ? AND period = ? AND state = 'final' AND kind IN ('regular', 'combined')",
        (cell_id, period),
    )


def versions_of(store: Store, series_id: str) -> list[str]:
    """Return the identifiers of all kept versions of a meeting, the first one first."""
    found = store.tuples("SELECT id FROM meeting WHERE series_id = ? ORDER BY version", (series_id,))
    return [id_ for (id_,) in found]


def held_in(store: Store, year: int) -> list[str]:
    """Return the identifiers of all kept meetings of a year, superseded and cancelled ones too."""
    found = store.tuples("SELECT id FROM meeting WHERE substr(held_on, 1, 4) = ? ORDER BY held_on, id", (f"{year:04}",))
    return [id_ for (id_,) in found]


def _head(store: Store, where: str, parameters: Sequence[Any]) -> Head | None:
    row = store.row(
        f"SELECT id, owner_id, cell_id, series_id, version, state, number FROM meeting WHERE {where}", parameters
    )
    return Head(**{**row, "state": MeetingState(row["state"])}) if row else None


def latest(store: Store, cell_id: str, before: date) -> Meeting | None:
    """Return the last final meeting of a cell held before a day, without the parts that are rows of their own."""
    row = store.row(
        f"SELECT {', '.join(_MEETING)} FROM meeting WHERE cell_id = ? AND state = 'final' AND held_on < ?"
        " ORDER BY held_on DESC, number DESC LIMIT 1",
        (cell_id, before.isoformat()),
    )
    return _meeting(row, _head_content(row)) if row else None


def head_only(store: Store, meeting_id: str) -> Meeting | None:
    """Return a kept meeting without the parts that are rows of their own, or None."""
    row = store.row(f"SELECT {', '.join(_MEETING)} FROM meeting WHERE id = ?", (meeting_id,))
    return _meeting(row, _head_content(row)) if row else None


def get(store: Store, meeting_id: str) -> Meeting | None:
    """Return a kept meeting with everything written about it, or None."""
    row = store.row(f"SELECT {', '.join(_MEETING)} FROM meeting WHERE id = ?", (meeting_id,))
    if row is None:
        return None
    content = msgspec.structs.replace(
        _head_content(row),
        attendance=meeting_parts.attendance(store, meeting_id),
        guests=meeting_parts.guests(store, meeting_id),
        agenda=meeting_parts.agenda(store, meeting_id),
        documents=meeting_parts.documents(store, meeting_id),
        follow_ups=meeting_parts.follow_ups(store, meeting_id),
        score=_score(store, row),
    )
    return _meeting(row, content)


def _meeting(row: Row, content: MeetingContent) -> Meeting:
    return Meeting(
        id=row["id"],
        owner_id=row["owner_id"],
        series_id=row["series_id"],
        version=row["version"],
        state=MeetingState(row["state"]),
        number=row["number"],
        content=content,
        finalized_at=row["finalized_at"],
        revision_reason=row["revision_reason"],
    )


def _head_content(row: Row) -> MeetingContent:
    """Return what stands in the row of a meeting itself."""
    return MeetingContent(
        cell_id=row["cell_id"],
        kind=MeetingKind(row["kind"]),
        period=row["period"],
        held_on=date.fromisoformat(row["held_on"]),
        start_time=row["start_time"],
        end_time=row["end_time"],
        place=row["place"],
        chair_id=row["chair_id"],
        secretary_id=row["secretary_id"],
        theme=row["theme"],
        approval_agree=row["approval_agree"],
        party_group=row["party_group"],
        prepared_by=row["prepared_by"],
        theme_id=row["theme_id"],
        guidance=row["guidance"],
        guidance_reply=row["guidance_reply"],
        dues_note=row["dues_note"],
        recorded=bool(row["recorded"]),
    )


def _score(store: Store, row: Row) -> ScoreSheet | None:
    if not row["score_scheme"]:
        return None
    return ScoreSheet(
        scheme=row["score_scheme"],
        points=meeting_parts.points(store, row["id"]),
        confirmed_by=row["score_confirmed_by"],
        level=row["quality_level"],
        total=row["quality_points"],
    )


def summaries(
    store: Store, *, cell_id: str | None = None, period: str | None = None, year: int | None = None
) -> list[MeetingSummary]:
    """Return kept meetings of any state, newest first, of one cell, month or year where these are named."""
    asked = {
        "m.cell_id = :cell": cell_id,
        "m.period = :period": period,
        "m.held_on BETWEEN :year || '-01-01' AND :year || '-12-31'": None if year is None else f"{year:04}",
    }
    # Only what is asked for stands in the statement: the engine chooses its index by that.
    where = " AND ".join(condition for condition, value in asked.items() if value is not None)
    rows = store.rows(
        f"{_SUMMARY} {f'WHERE {where}' if where else ''}"
        " ORDER BY m.held_on DESC, v.name_sort, m.number DESC, m.version DESC",
        dict(zip(("cell", "period", "year"), asked.values(), strict=True)),
    )
    return _summaries(rows)


def finals(store: Store, owner_id: str, period: str) -> list[MeetingSummary]:
    """Return an office's final meetings of a month, in the order they were held.

    Those of committees and party groups are none of the cell, and stay out. Cells are not named: the board has them.
    """
    rows = store.rows(
        f"{_UNNAMED} WHERE m.state = 'final' AND m.owner_id = ? AND m.period = ?"
        " AND m.kind NOT IN ('committee', 'party_group') ORDER BY m.held_on, m.number",
        (owner_id, period),
    )
    return _summaries(rows)


def thematic(store: Store, owner_id: str, first_period: str, last_period: str) -> dict[str, int]:
    """Return by cell how many thematic or combined meetings an office finalised in a span of months."""
    found = store.tuples(
        "SELECT cell_id, count(*) FROM meeting WHERE state = 'final' AND owner_id = ? AND period BETWEEN ? AND ?"
        " AND kind IN ('thematic', 'combined') GROUP BY cell_id",
        (owner_id, first_period, last_period),
    )
    return dict(found)


def _summaries(rows: list[dict[str, Any]]) -> list[MeetingSummary]:
    return msgspec.convert(rows, list[MeetingSummary])


def unknown_members(store: Store, member_ids: Iterable[str]) -> set[str]:
    """Return those identifiers that no person of the register has."""
    wanted = set(member_ids)
    places = ", ".join("?" for _ in wanted)
    known = store.tuples(f"SELECT id FROM member WHERE id IN ({places})", tuple(wanted))
    return wanted - {id_ for (id_,) in known}


# --- writing: inside an operation ---


def insert(store: Store, meeting: Meeting, totals: Totals) -> None:
    """Write a kept meeting with all its rows in one pass."""
    content = meeting.content
    if content.held_on is None:
        raise ValueError("a kept meeting has a day")
    score = content.score or ScoreSheet(scheme="")
    store.insert_many(
        "meeting",
        _MEETING,
        [
            (
                meeting.id, meeting.owner_id, meeting.series_id, meeting.version, meeting.state.value, meeting.number,
                content.cell_id, content.kind.value, content.period, content.held_on.isoformat(), content.start_time,
                content.end_time, content.place, content.chair_id, content.secretary_id, content.theme,
                content.approval_agree, totals.required, totals.present, totals.excused, totals.unexcused,
                totals.conclusions, meeting.finalized_at, meeting.revision_reason, content.party_group,
                content.prepared_by, content.theme_id, content.guidance, content.guidance_reply, content.dues_note,
                int(content.recorded), score.scheme, score.confirmed_by, score.level, score.total,
            )
        ],
    )  # fmt: skip
    meeting_parts.insert(store, meeting.id, content)


def set_state(store: Store, meeting_id: str, state: MeetingState, reason: str | None = None) -> bool:
    """Take a final meeting out of use; return whether it was final. The reason is kept where one is given."""
    changed = store.execute(
        "UPDATE meeting SET state = ?, revision_reason = coalesce(?, revision_reason) WHERE id = ? AND state = 'final'",
        (state.value, reason, meeting_id),
    )
    return changed == 1
