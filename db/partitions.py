"""Whole partitions of records out of and into the store, as packages carry them: plain rows, columns by name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from db import text
from db.founding import BEGINNING
from db.organizations import OF_MONTH
from db.partition_sources import COVERED, PROFILE, SOURCES, UNKNOWN, columns_of, known, line_of, rows_of

if TYPE_CHECKING:
    from db.store import Store

Values = tuple[Any, ...]

_ORGANIZATION = ("closed_on", "code", "established_on", "id", "owner_id")
_VERSION = (
    *("header_name", "kind", "meeting_day", "name", "parent_id", "place", "sector_code", "type_code"),
    *("valid_from", "valid_to"),
)
_LEFT_OUT = {
    "organization_roles": ("note",),
    "member_status": ("reason",),
    "member_events": ("reason", "cancel_reason", "before"),
}
"""Texts that no package carries: an office above has them empty."""


# --- out -------------------------------------------------------------------------------------------------------------


def read(store: Store, dataset: str, owner_id: str, period: str) -> list[Values]:
    """Return all rows of one dataset that ``owner_id`` owns, of one ``period`` where the dataset has periods.

    Rows come in the order of their keys, values in the order of ``SOURCES[dataset].columns``.
    """
    columns = ", ".join(columns_of(dataset))
    return store.tuples(f"SELECT {columns} {rows_of(dataset)}", {"owner": owner_id, "period": period})


def lines(
    store: Store, dataset: str, owner_id: str, period: str, piece: int, wanted: frozenset[str] = frozenset()
) -> bytes:
    """Return the rows that ``read`` returns as lines of JSON, keys in order of name, no spaces, LF after each.

    Of the sensitive particulars only those ``wanted`` are there. The engine writes the lines, all in one step, so that
    no value becomes an object of its own on the way and another thread may run meanwhile; what it escapes and how is
    RFC 8785 for texts without control characters other than LF. A long text is a list of pieces of ``piece``
    characters.
    """
    # group_concat keeps the order of an inner query; the engine drops that order for count, min and max only.
    found: bytes | None = store.value(
        "SELECT CAST(group_concat(line || char(10), '') AS BLOB) FROM"
        f" (SELECT {line_of(dataset, wanted)} AS line {rows_of(dataset, wanted)})",
        {"owner": owner_id, "period": period, "piece": piece},
    )
    return found or b""


def owned_by_others(store: Store, dataset: str, ids: Iterable[str], owner_id: str) -> int:
    """Return how many of these rows exist already and belong to an office other than ``owner_id``.

    For rows without an owner of their own ``ids`` are those of the rows they hang on.
    """
    through = SOURCES[dataset].through
    table = SOURCES[through[1] if through else dataset].table
    found = store.value(
        f"SELECT count(*) FROM {table} WHERE id IN (SELECT value FROM json_each(?)) AND owner_id <> ?",
        (json.dumps(list(ids)), owner_id),
    )
    return int(found)


# --- in --------------------------------------------------------------------------------------------------------------


def remove(store: Store, dataset: str, keys: Iterable[Sequence[Any]]) -> None:
    """Remove rows by their keys, inside an operation; what refers to them must stand again before it ends.

    A person is never removed: only the card number is let go of, so that two people may have exchanged theirs.
    """
    source = SOURCES[dataset]
    if dataset == "organizations":
        store.change_many("DELETE FROM organization_version WHERE organization_id = ? AND valid_from = ?", keys)
    elif dataset == "members":
        store.change_many("UPDATE member SET card_number = '' WHERE id = ?", keys)
    elif dataset in ("member_profiles", "member_sensitive"):
        _remove_particulars(store, dataset, list(keys))
    else:
        where = " AND ".join(f"{column} = ?" for column in source.key)
        store.change_many(f"DELETE FROM {source.table} WHERE {where}", keys)


def _remove_particulars(store: Store, dataset: str, keys: Sequence[Sequence[Any]]) -> None:
    """Make particulars unknown; those of the other kind, in the same row, stay."""
    mine = PROFILE
    if dataset == "member_sensitive":
        mine = tuple(column for column in COVERED if column != "ethnic_code")
        store.change_many("UPDATE member SET ethnic_code = '' WHERE id = ?", keys)
    changes, unknown = ", ".join(f"{column} = ?" for column in mine), [UNKNOWN[column] for column in mine]
    store.change_many(f"UPDATE member_profile SET {changes} WHERE member_id = ?", ((*unknown, *key) for key in keys))
    store.change_many(f"DELETE FROM member_profile WHERE member_id = ? AND NOT {known(tuple(UNKNOWN))}", keys)


def insert(store: Store, dataset: str, rows: Sequence[Values]) -> None:
    """Write rows, inside an operation; the shadow columns for searching and sorting are made here, never carried."""
    source = SOURCES[dataset]
    columns = source.columns
    if dataset == "organizations":
        _insert_organizations(store, rows)
    elif dataset == "members":
        _insert_members(store, rows)
    elif dataset == "member_profiles":
        _put_particulars(store, columns, rows)
    elif dataset == "member_sensitive":
        _insert_sensitive(store, rows)
    elif dataset == "hamlets":
        name = columns.index("name")
        store.insert_many(
            source.table,
            (*columns, "name_search", "name_sort"),
            ((*row, text.search_text(row[name]), text.sort_key(row[name])) for row in rows),
        )
    else:
        left_out = _LEFT_OUT.get(dataset, ())
        store.insert_many(source.table, (*columns, *left_out), ((*row, *("",) * len(left_out)) for row in rows))


def _insert_members(store: Store, rows: Sequence[Values]) -> None:
    """Write people; those known stay the rows they are, with what else is known of them."""
    columns = SOURCES["members"].columns
    name, sort_name = columns.index("full_name"), columns.index("sort_name")
    carried = [
        (*row, text.person_search_text(row[name], row[sort_name]), text.person_sort_key(row[name], row[sort_name]))
        for row in rows
    ]
    others = {"ethnic_code": "", "note": ""}
    _put(store, "member", "id", (*columns, "name_search", "name_sort"), carried, others)


def _insert_sensitive(store: Store, rows: Sequence[Values]) -> None:
    """Write sensitive particulars; the ethnic group lies with the person, and nothing more known is no further row."""
    columns = SOURCES["member_sensitive"].columns
    named = [dict(zip(columns, row, strict=True)) for row in rows]
    store.change_many(
        "UPDATE member SET ethnic_code = ? WHERE id = ?", ((row["ethnic_code"], row["member_id"]) for row in named)
    )
    covered = [column for column in COVERED if column != "ethnic_code"]
    known_of = [row for row in named if any(row[column] for column in covered)]
    further = ("member_id", *covered)
    _put_particulars(store, further, [tuple([row[column] for column in further]) for row in known_of])


def _put_particulars(store: Store, columns: Sequence[str], rows: Sequence[Values]) -> None:
    """Write some of the particulars of people; those not in ``columns`` stay as they are."""
    others = {column: value for column, value in UNKNOWN.items() if column not in columns}
    _put(store, "member_profile", "member_id", columns, rows, others)


def _put(
    store: Store,
    table: str,
    key: str,
    columns: Sequence[str],
    rows: Sequence[Values],
    others: Mapping[str, Any],
) -> None:
    """Change the columns of rows that are there and write the others anew, with ``others`` in their further columns.

    An upsert would do it in one, but lets the triggers of the search fail where they ignore a conflict.
    """
    place = columns.index(key)
    known = store.tuples(
        f"SELECT {key} FROM {table} WHERE {key} IN (SELECT value FROM json_each(?))",
        (json.dumps([row[place] for row in rows]),),
    )
    there = {id_ for (id_,) in known}
    changes = ", ".join(f"{column} = ?" for column in columns)
    store.change_many(
        f"UPDATE {table} SET {changes} WHERE {key} = ?", ((*row, row[place]) for row in rows if row[place] in there)
    )
    store.insert_many(table, (*columns, *others), ((*row, *others.values()) for row in rows if row[place] not in there))


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
                "",
                "",
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
