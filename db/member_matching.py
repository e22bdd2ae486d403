"""The whole register at once, as an import compares a list with it: a few plain scans, never a question a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from db import member_profiles
from db.records import Member

if TYPE_CHECKING:
    from db.store import Store

PERSON_COLUMNS = tuple(name for name in Member.__struct_fields__ if name not in ("id", "owner_id", "revision"))
"""What is kept of a person beside the row's own particulars, in the order of ``people``."""
_SPAN = "valid_from <= :on AND (valid_to IS NULL OR valid_to > :on)"


def people(store: Store, owner_id: str, profile_columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return everyone of this owner: (id, revision, national_id, *PERSON_COLUMNS, *profile_columns).

    Unknown texts are empty, unknown dates too; people merged into another are left out. Raises ValueError for a column
    that a profile does not have.
    """
    unknown = set(profile_columns) - set(member_profiles.COLUMNS)
    if unknown:
        raise ValueError(f"no such columns: {sorted(unknown)}")
    columns = [
        "m.id",
        "m.revision",
        "coalesce(p.national_id, '')",
        *(f"coalesce(m.{name}, '')" for name in PERSON_COLUMNS),
        *(f"coalesce(p.{name}, '')" for name in profile_columns),
    ]
    return store.tuples(
        f"SELECT {', '.join(columns)} FROM member m LEFT JOIN member_profile p ON p.member_id = m.id"
        " WHERE m.owner_id = ? AND m.merged_into IS NULL ORDER BY m.rowid",
        (owner_id,),
    )


def stays_on(store: Store, on: date) -> dict[str, tuple[str, str, str]]:
    """Return (cell, party group, first day there as ISO text) of everyone who is in a cell on a day."""
    found = store.tuples(
        f"SELECT member_id, cell_id, party_group, valid_from FROM membership WHERE {_SPAN}", {"on": on.isoformat()}
    )
    return {row[0]: row[1:] for row in found}


def standings_on(store: Store, on: date) -> dict[str, str]:
    """Return the standing of everyone who has one on a day."""
    return dict(_pairs(store, f"SELECT member_id, status FROM member_status WHERE axis = 'standing' AND {_SPAN}", on))


def duties_on(store: Store, on: date) -> dict[str, str]:
    """Return the duty of everyone who has another than "active" on a day."""
    return dict(_pairs(store, f"SELECT member_id, status FROM member_status WHERE axis = 'duty' AND {_SPAN}", on))


def last_days(store: Store) -> dict[str, date]:
    """Return the day of everyone's last act that holds, or of the last line where lines go on without acts."""
    found = store.tuples(
        """
        SELECT member_id, max(day) FROM (
            SELECT member_id, on_date AS day FROM member_event WHERE cancelled IS NULL
            UNION ALL SELECT member_id, valid_from FROM membership
            UNION ALL SELECT member_id, valid_from FROM member_status
        ) GROUP BY member_id
        """
    )
    return {member_id: date.fromisoformat(on) for member_id, on in found}


def _pairs(store: Store, sql: str, on: date) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in store.tuples(sql, {"on": on.isoformat()})]
