"""Whole partitions of records out of and into the store, as packages carry them: plain rows, columns by name."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from db import text
from db.founding import BEGINNING
from db.organizations import OF_MONTH

if TYPE_CHECKING:
    from db.store import Store

Values = tuple[Any, ...]


@dataclass(frozen=True)
class Source:
    """Where one dataset lies."""

    table: str
    columns: tuple[str, ...]
    """What is carried, in order of name."""
    key: tuple[str, ...]
    of_meeting: bool = False
    """Whether its rows belong to a meeting instead of having an owner of their own."""
    long: tuple[str, ...] = ()
    """Columns of long text, which lines carry in pieces."""


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
            "valid_from",
            "valid_to",
        ),
        ("id", "valid_from"),
    ),
    "hamlets": Source("hamlet", ("id", "name", "owner_id"), ("id",)),
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
            "official_on",
            "owner_id",
            "revision",
            "sex",
            "sort_name",
        ),
        ("id",),
    ),
    "memberships": Source("membership", ("cell_id", "id", "member_id", "owner_id", "valid_from", "valid_to"), ("id",)),
    "member_status": Source(
        "member_status",
        ("axis", "decision", "id", "member_id", "owner_id", "reason", "status", "valid_from", "valid_to"),
        ("id",),
    ),
    "meetings": Source(
        "meeting",
        (
            "approval_agree",
            "cell_id",
            "chair_id",
            "conclusions",
            "end_time",
            "excused",
            "finalized_at",
            "held_on",
            "id",
            "kind",
            "number",
            "owner_id",
            "period",
            "place",
            "present",
            "required",
            "revision_reason",
            "secretary_id",
            "series_id",
            "start_time",
            "state",
            "theme",
            "unexcused",
            "version",
        ),
        ("id",),
    ),
    "agenda_items": Source(
        "agenda_item",
        (
            "conclusion",
            "content",
            "meeting_id",
            "position",
            "title",
            "vote_agree",
            "vote_disagree",
            "vote_entitled",
            "vote_form",
            "vote_other",
        ),
        ("meeting_id", "position"),
        of_meeting=True,
        long=("conclusion", "content"),
    ),
    "opinions": Source(
        "opinion",
        ("item_position", "meeting_id", "member_id", "position", "speaker", "text"),
        ("meeting_id", "item_position", "position"),
        of_meeting=True,
        long=("text",),
    ),
    "attendance": Source(
        "attendance",
        ("duty", "full_name", "meeting_id", "member_id", "position", "presence", "reason", "standing"),
        ("meeting_id", "position"),
        of_meeting=True,
    ),
    "guests": Source(
        "guest",
        ("from_above", "meeting_id", "name", "position", "role", "unit"),
        ("meeting_id", "position"),
        of_meeting=True,
    ),
}
"""Every dataset a report carries, in the order of the package: what is referred to stands before what refers."""

# Packages know offices and cells only: what hangs on a section of the office is carried as hanging on the office.
_PARENT = (
    "iif(parent_id IN (SELECT p.organization_id FROM organization_version p WHERE p.kind = 'section'),"
    " owner_id, parent_id)"
)
_ORGANIZATION = ("closed_on", "code", "established_on", "id", "owner_id")
_VERSION = ("header_name", "kind", "meeting_day", "name", "parent_id", "place", "valid_from", "valid_to")


def read(store: Store, dataset: str, owner_id: str, period: str) -> list[Values]:
    """Return all rows of one dataset that ``owner_id`` owns, of one ``period`` where the dataset has periods.

    Rows come in the order of their keys, values in the order of ``SOURCES[dataset].columns``.
    """
    source = SOURCES[dataset]
    columns = ", ".join(_PARENT if column == "parent_id" else column for column in source.columns)
    return store.tuples(f"SELECT {columns} {_rows_of(dataset)}", {"owner": owner_id, "period": period})


def lines(store: Store, dataset: str, owner_id: str, period: str, piece: int) -> bytes:
    """Return the rows that ``read`` returns as lines of JSON, keys in order of name, no spaces, LF after each.

    The engine writes them, all in one step, so that no value becomes an object of its own on the way and another thread
    may run meanwhile; what it escapes and how is RFC 8785 for texts without control characters other than LF. A long
    text is a list of pieces of ``piece`` characters.
    """
    # group_concat keeps the order of an inner query; the engine drops that order for count, min and max only.
    found: bytes | None = store.value(
        "SELECT CAST(group_concat(line || char(10), '') AS BLOB) FROM"
        f" (SELECT {_line_of(dataset)} AS line {_rows_of(dataset)})",
        {"owner": owner_id, "period": period, "piece": piece},
    )
    return found or b""


@functools.cache
def _rows_of(dataset: str) -> str:
    """Return FROM, WHERE and ORDER BY of one dataset's rows of :owner and, where it has periods, of :period."""
    source = SOURCES[dataset]
    order = f"ORDER BY {', '.join(source.key)}"
    if dataset == "organizations":
        return (
            "FROM organization JOIN organization_version ON organization_id = id"
            f" WHERE owner_id = :owner AND (id = :owner OR kind = 'cell') {order}"
        )
    if source.of_meeting:
        # The meetings of the month first, then their rows by the primary key.
        return (
            f"FROM {source.table} WHERE meeting_id IN"
            f" (SELECT id FROM meeting WHERE period = :period AND owner_id = :owner) {order}"
        )
    if dataset == "meetings":
        return f"FROM meeting WHERE period = :period AND owner_id = :owner {order}"
    return f"FROM {source.table} WHERE owner_id = :owner {order}"


@functools.cache
def _line_of(dataset: str) -> str:
    source = SOURCES[dataset]
    named = [f"'{name}', {_value_of(source, name)}" for name in source.columns]
    return f"json_object({', '.join(named)})"


def _value_of(source: Source, column: str) -> str:
    if column == "parent_id":
        return _PARENT
    if column not in source.long:
        return column
    # Hardly any text needs a second piece.
    return (
        f"CASE WHEN {column} = '' THEN json_array() WHEN length({column}) <= :piece THEN json_array({column}) ELSE"
        f" (WITH RECURSIVE part (start) AS (SELECT 1 UNION ALL SELECT start + :piece FROM part"
        f" WHERE start + :piece <= length({column}))"
        f" SELECT json_group_array(substr({column}, start, :piece) ORDER BY start) FROM part) END"
    )


def owned_by_others(store: Store, dataset: str, ids: Iterable[str], owner_id: str) -> int:
    """Return how many of these rows exist already and belong to an office other than ``owner_id``."""
    table = SOURCES[dataset].table
    found = store.value(
        f"SELECT count(*) FROM {table} WHERE id IN (SELECT value FROM json_each(?)) AND owner_id <> ?",
        (json.dumps(list(ids)), owner_id),
    )
    return int(found)


def remove(store: Store, dataset: str, keys: Iterable[Sequence[Any]]) -> None:
    """Remove rows by their keys, inside an operation; what refers to them must stand again before it ends."""
    source = SOURCES[dataset]
    if dataset == "organizations":
        store.change_many("DELETE FROM organization_version WHERE organization_id = ? AND valid_from = ?", keys)
        return
    where = " AND ".join(f"{column} = ?" for column in source.key)
    store.change_many(f"DELETE FROM {source.table} WHERE {where}", keys)


def insert(store: Store, dataset: str, rows: Sequence[Values]) -> None:
    """Write rows, inside an operation; the shadow columns for searching and sorting are made here, never carried."""
    source = SOURCES[dataset]
    columns = source.columns
    if dataset == "organizations":
        _insert_organizations(store, rows)
    elif dataset == "members":
        name, sort_name = columns.index("full_name"), columns.index("sort_name")
        store.insert_many(
            source.table,
            (*columns, "ethnic_code", "note", "name_search", "name_sort"),
            (
                (
                    *row,
                    "",
                    "",
                    text.person_search_text(row[name], row[sort_name]),
                    text.person_sort_key(row[name], row[sort_name]),
                )
                for row in rows
            ),
        )
    elif dataset == "hamlets":
        name = columns.index("name")
        store.insert_many(
            source.table,
            (*columns, "name_search", "name_sort"),
            ((*row, text.search_text(row[name]), text.sort_key(row[name])) for row in rows),
        )
    else:
        store.insert_many(source.table, columns, rows)


def _insert_organizations(store: Store, rows: Sequence[Values]) -> None:
    columns = SOURCES["organizations"].columns
    named = [dict(zip(columns, row, strict=True)) for row in rows]
    # Two cells may have exchanged their codes: both let go of the old one first.
    store.change_many("UPDATE organization SET code = id WHERE id = ?", ((row["id"],) for row in named))
    store.change_many(
        f"INSERT INTO organization ({', '.join(_ORGANIZATION)}) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
        " closed_on = excluded.closed_on, code = excluded.code, established_on = excluded.established_on",
        ([row[column] for column in _ORGANIZATION] for row in named),
    )
    store.insert_many(
        "organization_version",
        ("organization_id", *_VERSION, "name_search", "name_sort"),
        (
            (
                row["id"],
                *(row[column] for column in _VERSION),
                text.search_text(row["name"]),
                text.sort_key(row["name"]),
            )
            for row in named
        ),
    )


# --- offices learnt by enrolment -------------------------------------------------------------------------------------


def put_office(
    store: Store, *, org_id: str, code: str, name: str, header_name: str, kind: str, place: str, parent_id: str | None
) -> None:
    """Keep an office learnt by enrolment, inside an operation; one that is known already stays as it is."""
    if store.value("SELECT 1 FROM organization WHERE id = ?", (org_id,)) is not None:
        return
    _insert_organizations(
        store,
        [
            (
                None,
                code,
                None,
                header_name,
                org_id,
                kind,
                None,
                name,
                org_id,
                parent_id,
                place,
                BEGINNING.isoformat(),
                None,
            )
        ],
    )


def place_under(store: Store, office_id: str, parent_id: str) -> None:
    """Put the own office under the office above as enrolment made it known, inside an operation."""
    store.execute(
        "UPDATE organization_version SET parent_id = ? WHERE organization_id = ? AND valid_to IS NULL",
        (parent_id, office_id),
    )


def office(store: Store, office_id: str, on: date) -> dict[str, Any]:
    """Return code, name, header_name, kind and place of an office as it stands on a day."""
    found = store.row(
        "SELECT code, name, header_name, kind, place FROM organization JOIN organization_version"
        " ON organization_id = id WHERE id = ? AND valid_from <= ? ORDER BY valid_from DESC LIMIT 1",
        (office_id, on.isoformat()),
    )
    return found or {"code": "", "name": "", "header_name": "", "kind": "", "place": ""}


def cell_progress(store: Store, office_id: str, period: str, first: str, last: str) -> list[dict[str, Any]]:
    """Return the office's cells that count in a month (``db.organizations.OF_MONTH``): cell_id, name, finals, drafts.

    ``first`` and ``last`` are the first and last day of ``period``; the cells come in the order of their names.
    """
    return store.rows(
        f"""
        WITH {OF_MONTH}
        SELECT o.id AS cell_id, v.name,
            (SELECT count(*) FROM meeting WHERE cell_id = o.id AND period = :period AND state = 'final'
                AND kind IN ('regular', 'combined')) AS finals,
            (SELECT count(*) FROM draft WHERE form = 'meeting' AND cell_id = o.id AND period = :period) AS drafts
        FROM organization o JOIN of_month ON of_month.id = o.id
        JOIN organization_version v ON v.organization_id = o.id AND v.valid_from <= of_month.shown
            AND (v.valid_to IS NULL OR v.valid_to > of_month.shown)
        WHERE o.owner_id = :office AND v.kind = 'cell'
        ORDER BY v.name_sort, o.id
        """,
        {"office": office_id, "period": period, "first": first, "last": last, "on": last},
    )
