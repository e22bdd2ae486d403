"""A person's further particulars: one row a person, and none for a person of whom nothing more is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from db.records import Hamlet
from db.register_records import MemberProfile

if TYPE_CHECKING:
    from db.store import Store

COLUMNS = MemberProfile.__struct_fields__
"""The columns besides the person's id; they are named as the fields are."""
_SELECT = f"SELECT member_id, {', '.join(COLUMNS)} FROM member_profile"
_AT_ONCE = 500
"""Identifiers in one question; the engine bounds how many values a statement may have."""


def get(store: Store, member_id: str) -> MemberProfile:
    """Return the particulars of a person; all of them unknown when nothing was written."""
    found = store.row(f"{_SELECT} WHERE member_id = ?", (member_id,))
    return MemberProfile() if found is None else _profile(found)


def many(store: Store, member_ids: Sequence[str]) -> dict[str, MemberProfile]:
    """Return the particulars of people by identifier; those of whom nothing was written are there too."""
    found = {member_id: MemberProfile() for member_id in member_ids}
    for start in range(0, len(member_ids), _AT_ONCE):
        part = member_ids[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(part))
        for row in store.rows(f"{_SELECT} WHERE member_id IN ({marks})", tuple(part)):
            found[row["member_id"]] = _profile(row)
    return found


def holders(store: Store, owner_id: str, column: str, value: str) -> list[tuple[str, str]]:
    """Return (identifier, full name) of the people of this owner who have ``value``.

    ``column`` is "national_id" or "file_number", the two that are indexed; an empty value is nobody's.
    """
    if column not in ("national_id", "file_number"):
        raise ValueError(column)
    if not value:
        return []
    rows = store.rows(
        f"SELECT m.id, m.full_name FROM member_profile p JOIN member m ON m.id = p.member_id"
        f" WHERE p.{column} = ? AND p.{column} <> '' AND m.owner_id = ? AND m.merged_into IS NULL ORDER BY m.id",
        (value, owner_id),
    )
    return [(row["id"], row["full_name"]) for row in rows]


def hamlets(store: Store, owner_id: str) -> list[Hamlet]:
    """Return the hamlets of an office, those closed by now too, in the order of their names."""
    rows = store.rows("SELECT id, owner_id, name FROM hamlet WHERE owner_id = ? ORDER BY name_sort, rowid", (owner_id,))
    return [Hamlet(**row) for row in rows]


def knows_hamlet(store: Store, owner_id: str, hamlet_id: str) -> bool:
    """Return whether an office has a hamlet of that identifier."""
    return store.row("SELECT 1 FROM hamlet WHERE id = ? AND owner_id = ?", (hamlet_id, owner_id)) is not None


def write(store: Store, member_id: str, profile: MemberProfile) -> None:
    """Write a person's particulars in the place of those of before; called inside an operation."""
    store.execute("DELETE FROM member_profile WHERE member_id = ?", (member_id,))
    if profile != MemberProfile():
        values = [int(value) if isinstance(value, bool) else value for value in msgspec.structs.astuple(profile)]
        store.insert_many("member_profile", ("member_id", *COLUMNS), [(member_id, *values)])


def _profile(row: dict[str, Any]) -> MemberProfile:
    values = {column: row[column] for column in COLUMNS}
    values["youth_member"] = bool(values["youth_member"])
    return MemberProfile(**values)
