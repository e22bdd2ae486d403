"""Queries of the change sets: many people changed at once, kept so that it can be taken back as a whole."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.register_records import ChangeSet

if TYPE_CHECKING:
    from db.store import Store

_COLUMNS = "id, kind, label, at, added, changed, coalesce(undone_at, '') AS undone_at"


@dataclass(frozen=True)
class SetRow:
    """One person of a change set."""

    member_id: str
    before: bytes | None
    """The snapshot from before, None for somebody who was added."""
    after: bytes
    """Digest of the snapshot right after."""


def insert(store: Store, made: ChangeSet, rows: Iterable[SetRow]) -> None:
    """Write a change set with its people, inside an operation."""
    store.insert_many(
        "change_set",
        ("id", "kind", "label", "at", "added", "changed"),
        [(made.id, made.kind, made.label, made.at, made.added, made.changed)],
    )
    store.insert_many(
        "change_set_row",
        ("set_id", "position", "member_id", "before", "after"),
        (
            (made.id, place, row.member_id, zlib.compress(row.before, 1) if row.before is not None else None, row.after)
            for place, row in enumerate(rows)
        ),
    )


def get(store: Store, set_id: str) -> ChangeSet | None:
    """Return one change set."""
    found = store.row(f"SELECT {_COLUMNS} FROM change_set WHERE id = ?", (set_id,))
    return ChangeSet(**found) if found else None


def listed(store: Store) -> list[ChangeSet]:
    """Return all change sets, the latest first: as written, since the clock that identifiers tell may be set back."""
    return [ChangeSet(**row) for row in store.rows(f"SELECT {_COLUMNS} FROM change_set ORDER BY rowid DESC")]


def rows(store: Store, set_id: str) -> list[SetRow]:
    """Return the people of a change set in the order in which they were written."""
    found = store.tuples(
        "SELECT member_id, before, after FROM change_set_row WHERE set_id = ? ORDER BY position", (set_id,)
    )
    return [
        SetRow(member_id, zlib.decompress(before) if before is not None else None, after)
        for member_id, before, after in found
    ]


def mark_undone(store: Store, set_id: str, at: str) -> None:
    """Note, inside an operation, that a change set was taken back."""
    store.execute("UPDATE change_set SET undone_at = ? WHERE id = ?", (at, set_id))


def used(store: Store, member_ids: Sequence[str]) -> set[str]:
    """Return those of the people who are in use elsewhere, or into whom another person was merged.

    In use is who stands in a kept meeting, a task, a theme, an issued document or a role.
    """
    found = store.tuples(
        """
        WITH asked AS (SELECT value AS id FROM json_each(?))
        SELECT id FROM asked WHERE id IN (SELECT member_id FROM attendance WHERE member_id IN asked)
            OR id IN (SELECT member_id FROM opinion WHERE member_id IN asked)
            OR id IN (SELECT member_id FROM meeting_task WHERE member_id IN asked)
            OR id IN (SELECT member_id FROM assignment WHERE member_id IN asked)
            OR id IN (SELECT writer_id FROM theme) OR id IN (SELECT presenter_id FROM theme)
            OR id IN (SELECT signer_id FROM issued_document)
            OR id IN (SELECT chair_id FROM meeting) OR id IN (SELECT secretary_id FROM meeting)
            OR id IN (SELECT member_id FROM organization_role WHERE member_id IN asked)
            OR id IN (SELECT merged_into FROM member WHERE merged_into IN asked)
        """,
        (json.dumps(list(member_ids)),),
    )
    return {str(row[0]) for row in found}


def closed_units(store: Store) -> dict[str, str]:
    """Return the day (ISO) from which each unit that is gone exists no longer, by its identifier."""
    return dict(store.tuples("SELECT id, closed_on FROM organization WHERE closed_on IS NOT NULL"))


def reported_since(store: Store, at: str) -> bool:
    """Return whether a report went upward since a time: whoever was there by then may be known above."""
    return bool(store.value("SELECT 1 FROM sent_package WHERE kind = 'REPORT' AND made_at >= ? LIMIT 1", (at,)))


def names(store: Store, member_ids: Sequence[str]) -> dict[str, str]:
    """Return the full names of people by identifier, in the order of their names."""
    found: list[tuple[Any, ...]] = store.tuples(
        "SELECT id, full_name FROM member WHERE id IN (SELECT value FROM json_each(?)) ORDER BY name_sort, id",
        (json.dumps(list(member_ids)),),
    )
    return {str(member_id): str(name) for member_id, name in found}


def card_holders(store: Store, owner_id: str, cards: Sequence[str]) -> dict[str, str]:
    """Return who of this owner's people holds each of the card numbers now: identifiers by number."""
    found = store.tuples(
        "SELECT card_number, id FROM member WHERE owner_id = ? AND card_number <> ''"
        " AND card_number IN (SELECT value FROM json_each(?))",
        (owner_id, json.dumps(list(cards))),
    )
    return {str(card): str(member_id) for card, member_id in found}


def free_cards(store: Store, member_ids: Sequence[str]) -> None:
    """Take their card numbers from people who are about to be put back, inside an operation."""
    store.execute(
        "UPDATE member SET card_number = '' WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(member_ids)),),
    )
