"""Where the rows that packages carry lie in the store: tables, columns, keys, and which rows are an office's own."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from db.member_profiles import COLUMNS
from db.register_records import SENSITIVE

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Source:
    """Where one dataset lies."""

    table: str
    columns: tuple[str, ...]
    """What is carried, in order of name."""
    key: tuple[str, ...]
    through: tuple[str, str] | None = None
    """For rows without an owner of their own: the column that leads to a row that has one, and that row's dataset."""
    long: tuple[str, ...] = ()
    """Columns of long text, which lines carry in pieces."""
    instead: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """For columns that are not carried as they stand: what is, in SQL."""
    where: str = ""
    """Which rows there are, in SQL; empty for all of them."""

    @property
    def of_meeting(self) -> bool:
        """Whether its rows belong to a meeting."""
        return self.through is not None and self.through[1] == "meetings"


PROFILE = tuple(sorted(set(COLUMNS) - SENSITIVE))
"""The particulars of a person that every package carries."""
COVERED = tuple(sorted(SENSITIVE))
"""The sensitive particulars, which go only where the office above asks for them."""
UNKNOWN: Mapping[str, str | int | None] = MappingProxyType(
    dict.fromkeys(COLUMNS, "") | {"hamlet_id": None, "youth_member": 0}
)
"""What stands in a column of the particulars when nothing is known."""


def known(columns: tuple[str, ...]) -> str:
    """Return the condition that something is known in one of these columns of the particulars."""
    special = {"hamlet_id": "hamlet_id IS NOT NULL", "youth_member": "youth_member"}
    conditions = [special.get(column, f"{column} <> ''") for column in columns]
    return f"({' OR '.join(conditions)})"


SOURCES: dict[str, Source] = {
    "organizations": Source(
        "organization",
        (
            "closed_on",
            "code",
            "established_on",
            "header_name",
            "id",
            "kind",
            "meeting_day",
            "name",
            "owner_id",
            "parent_id",
            "place",
            "sector_code",
            "type_code",
            "valid_from",
            "valid_to",
        ),
        ("id", "valid_from"),
    ),
    "organization_events": Source(
        "organization_event",
        (
            "cancel_reason",
            "cancelled",
            "decided_by",
            "decision_number",
            "decision_on",
            "id",
            "kind",
            "note",
            "on_date",
            "owner_id",
        ),
        ("id",),
    ),
    "organization_event_parts": Source(
        "organization_event_part",
        ("event_id", "organization_id", "part"),
        ("event_id", "organization_id", "part"),
        through=("event_id", "organization_events"),
        # An act may name an office above or below, which the package does not know.
        where="organization_id IN (SELECT id FROM organization WHERE owner_id = :owner)",
    ),
    "hamlets": Source("hamlet", ("closed_on", "established_on", "id", "name", "owner_id"), ("id",)),
    "hamlet_names": Source(
        "hamlet_former_name",
        ("hamlet_id", "name", "until"),
        ("hamlet_id", "until"),
        through=("hamlet_id", "hamlets"),
    ),
    "cell_hamlets": Source(
        "cell_hamlet", ("cell_id", "hamlet_id", "id", "owner_id", "valid_from", "valid_to"), ("id",)
    ),
    "members": Source(
        "member",
        (
            "admitted_on",
            "birth_date",
            "card_number",
            "full_name",
            "id",
            "merged_into",
            "official_on",
            "owner_id",
            "revision",
            "sex",
            "sort_name",
        ),
        ("id",),
    ),
    "organization_roles": Source(
        "organization_role",
        (
            "decision",
            "id",
            "member_id",
            "organization_id",
            "owner_id",
            "person_name",
            "role",
            "valid_from",
            "valid_to",
        ),
        ("id",),
        # A person of another office's register is carried by name.
        instead=MappingProxyType(
            {
                "member_id": "(SELECT m.id FROM member m WHERE m.id = member_id AND m.owner_id = :owner)",
                "person_name": "coalesce((SELECT m.full_name FROM member m WHERE m.id = member_id"
                " AND m.owner_id <> :owner), person_name)",
            }
        ),
    ),
    "memberships": Source(
        "membership", ("cell_id", "id", "member_id", "owner_id", "party_group", "valid_from", "valid_to"), ("id",)
    ),
    "member_status": Source(
        "member_status",
        ("axis", "decision", "id", "member_id", "owner_id", "status", "valid_from", "valid_to"),
        ("id",),
    ),
    "member_events": Source(
        "member_event",
        (
            "cancelled",
            "cell_id",
            "decided_by",
            "decision_number",
            "decision_on",
            "dues_until",
            "duty",
            "id",
            "kind",
            "member_id",
            "on_date",
            "owner_id",
            "paper_number",
            "party_group",
            "place",
            "seq",
            "standing",
            "until",
        ),
        ("id",),
    ),
    "member_profiles": Source(
        "member_profile",
        tuple(sorted(("member_id", *PROFILE))),
        ("member_id",),
        through=("member_id", "members"),
        where=known(PROFILE),
    ),
    "member_sensitive": Source(
        "member LEFT JOIN member_profile ON member_id = id",
        tuple(sorted(("member_id", *COVERED))),
        ("member_id",),
        through=("member_id", "members"),
        instead=MappingProxyType({"member_id": "id"} | {column: f"coalesce({column}, '')" for column in COVERED}),
    ),
    "meetings": Source(
        "meeting",
        (
            *("approval_agree", "cell_id", "chair_id", "conclusions", "dues_note", "end_time", "excused"),
            *("finalized_at", "guidance", "guidance_reply", "held_on", "id", "kind", "number", "owner_id"),
            *("party_group", "period", "place", "prepared_by", "present", "quality_level", "quality_points"),
            *("recorded", "required", "revision_reason", "score_confirmed_by", "score_scheme", "secretary_id"),
            *("series_id", "start_time", "state", "theme", "unexcused", "version"),
        ),
        ("id",),
        long=("dues_note", "guidance", "guidance_reply"),
    ),
    "agenda_items": Source(
        "agenda_item",
        (
            *("attached", "conclusion", "content", "meeting_id", "position", "title", "vote_agree", "vote_disagree"),
            *("vote_entitled", "vote_form", "vote_matter", "vote_other"),
        ),
        ("meeting_id", "position"),
        through=("meeting_id", "meetings"),
        long=("conclusion", "content"),
    ),
    "opinions": Source(
        "opinion",
        ("item_position", "meeting_id", "member_id", "position", "speaker", "text"),
        ("meeting_id", "item_position", "position"),
        through=("meeting_id", "meetings"),
        long=("text",),
    ),
    "attendance": Source(
        "attendance",
        ("duty", "full_name", "meeting_id", "member_id", "position", "presence", "reason", "standing"),
        ("meeting_id", "position"),
        through=("meeting_id", "meetings"),
    ),
    "guests": Source(
        "guest",
        ("from_above", "meeting_id", "name", "position", "role", "unit"),
        ("meeting_id", "position"),
        through=("meeting_id", "meetings"),
    ),
    "meeting_documents": Source(
        "meeting_document",
        ("meeting_id", "number", "position", "summary"),
        ("meeting_id", "position"),
        through=("meeting_id", "meetings"),
    ),
    "meeting_tasks": Source(
        "meeting_task",
        ("assignee", "due_on", "item_position", "meeting_id", "member_id", "position", "task_id", "text"),
        ("meeting_id", "item_position", "position"),
        through=("meeting_id", "meetings"),
        long=("text",),
    ),
    "meeting_follow_ups": Source(
        "meeting_follow_up",
        ("assignee", "assignment_id", "due_on", "meeting_id", "outcome", "position", "remark", "text"),
        ("meeting_id", "position"),
        through=("meeting_id", "meetings"),
        long=("remark", "text"),
    ),
    "meeting_scores": Source(
        "meeting_score",
        (
            *("code", "confirmed", "grouping", "meeting_id", "most", "position", "proposed", "remark", "title"),
            "voted",
        ),
        ("meeting_id", "position"),
        through=("meeting_id", "meetings"),
    ),
}
"""Every dataset a report carries, in the order of the package: what is referred to stands before what refers."""

# --- the SQL of one dataset ------------------------------------------------------------------------------------------


@functools.cache
def rows_of(dataset: str, wanted: frozenset[str] = SENSITIVE) -> str:
    """Return FROM, WHERE and ORDER BY of one dataset's rows of :owner and, where it has periods, of :period.

    ``wanted`` says which sensitive particulars are meant: nobody of whom none of these is known has a row.
    """
    source = SOURCES[dataset]
    order = f"ORDER BY {', '.join(source.key)}"
    and_where = f" AND {source.where}" if source.where else ""
    if dataset == "organizations":
        return (
            "FROM organization JOIN organization_version ON organization_id = id"
            f" WHERE owner_id = :owner AND (id = :owner OR kind IN ('cell', 'section')) {order}"
        )
    if dataset == "member_sensitive":
        known = " OR ".join(f"{column} <> ''" for column in sorted(wanted)) or "0"
        return f"FROM {source.table} WHERE owner_id = :owner AND ({known}) ORDER BY id"
    if source.of_meeting:
        # The meetings of the month first, then their rows by the primary key.
        return (
            f"FROM {source.table} WHERE meeting_id IN"
            f" (SELECT id FROM meeting WHERE period = :period AND owner_id = :owner) {order}"
        )
    if source.through is not None:
        column, through = source.through
        return (
            f"FROM {source.table} WHERE {column} IN"
            f" (SELECT id FROM {SOURCES[through].table} WHERE owner_id = :owner){and_where} {order}"
        )
    if dataset == "meetings":
        return f"FROM meeting WHERE period = :period AND owner_id = :owner {order}"
    return f"FROM {source.table} WHERE owner_id = :owner{and_where} {order}"


@functools.cache
def columns_of(dataset: str, wanted: frozenset[str] = SENSITIVE) -> tuple[str, ...]:
    """Return what is read for each column of a dataset; sensitive particulars not in ``wanted`` are empty."""
    source = SOURCES[dataset]
    if dataset != "member_sensitive":
        return tuple(source.instead.get(column, column) for column in source.columns)
    return tuple(
        source.instead[column] if column == "member_id" or column in wanted else "''" for column in source.columns
    )


@functools.cache
def line_of(dataset: str, wanted: frozenset[str] = SENSITIVE) -> str:
    """Return the JSON object of one row, in SQL; long texts are cut into pieces of :piece characters."""
    source = SOURCES[dataset]
    named = [
        f"'{name}', {_pieces_of(name) if name in source.long else value}"
        for name, value in zip(source.columns, columns_of(dataset, wanted), strict=True)
    ]
    return f"json_object({', '.join(named)})"


def _pieces_of(column: str) -> str:
    # Hardly any text needs a second piece.
    return (
        f"CASE WHEN {column} = '' THEN json_array() WHEN length({column}) <= :piece THEN json_array({column}) ELSE"
        f" (WITH RECURSIVE part (start) AS (SELECT 1 UNION ALL SELECT start + :piece FROM part"
        f" WHERE start + :piece <= length({column}))"
        f" SELECT json_group_array(substr({column}, start, :piece) ORDER BY start) FROM part) END"
    )
