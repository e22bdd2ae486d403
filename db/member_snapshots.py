"""Everything the register holds of a person as one value: taken, compared, and put back exactly as it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import msgspec

from db import text

if TYPE_CHECKING:
    from db.store import Store

_PARTS: Final = ("member_profile", "membership", "member_status", "member_event", "member_record")
"""Tables with rows of a person besides the one in ``member``."""
_MADE: Final = frozenset(
    {"revision", "name_search", "name_sort", "last_cell", "last_standing", "last_duty", "is_member", "settled_on"}
)
"""Columns of ``member`` that are no content: made from others, by us or by the engine, or rising with each change."""
_ROLES: Final = "organization_role"
_BATCH: Final = 400
_encode = msgspec.json.Encoder(order="sorted").encode


def take(store: Store, member_id: str) -> bytes | None:
    """Return everything about a person as canonical JSON, None for one the store does not know.

    Two snapshots are equal exactly when nothing about the person differs but the revision.
    """
    return dict(take_many(store, [member_id]))[member_id]


def take_many(store: Store, member_ids: Iterable[str], *, roles: bool = False) -> Iterator[tuple[str, bytes | None]]:
    """Yield (identifier, snapshot) of many people in the order given; the snapshot is that of ``take``.

    With ``roles`` it holds the person's roles in organisations too.
    """
    wanted = list(dict.fromkeys(member_ids))
    for start in range(0, len(wanted), _BATCH):
        batch = wanted[start : start + _BATCH]
        people: dict[str, dict[str, Any]] = {}
        for row in _rows(store, "member", "id", batch):
            people[row["id"]] = {"member": {name: value for name, value in row.items() if name not in _MADE}}
            if roles:
                people[row["id"]][_ROLES] = []
        for table in (*_PARTS, _ROLES) if roles else _PARTS:
            for row in _rows(store, table, "member_id", batch):
                people[row.pop("member_id")].setdefault(table, []).append(row)
        for member_id in batch:
            yield member_id, _encode(people[member_id]) if member_id in people else None


def digest(snapshot: bytes | None) -> bytes:
    """Return 32 bytes that tell two snapshots apart; those of nobody are zero."""
    return bytes(32) if snapshot is None else hashlib.sha256(snapshot).digest()


def card(snapshot: bytes) -> str:
    """Return the card number a person had when the snapshot was taken."""
    return str(msgspec.json.decode(snapshot)["member"]["card_number"])


def returns_to(before: bytes, now: bytes | None, closed: Mapping[str, str]) -> bool:
    """Return whether putting a person back leads into a unit that is gone by now.

    ``closed`` gives the day (ISO) from which a unit exists no longer. Stays that are there anyway lead nowhere new.
    """
    held = _stays(now) if now else set()
    return any(until == "" or until > closed[cell] for cell, until in _stays(before) - held if cell in closed)


def _stays(snapshot: bytes) -> set[tuple[str, str]]:
    content = msgspec.json.decode(snapshot)
    return {(stay["cell_id"], stay["valid_to"] or "") for stay in content.get("membership", [])}


def restore(store: Store, member_id: str, snapshot: bytes | None) -> None:
    """Put a person back exactly as the snapshot says, inside an operation; None takes them out wholly.

    The revision rises nevertheless, so that a form opened meanwhile is refused. Whoever refers to a person taken out
    (an attendance list, a role) makes the operation fail: ask ``db.change_sets.uses`` first.
    """
    if snapshot is None:
        for table in _PARTS:
            store.execute(f"DELETE FROM {table} WHERE member_id = ?", (member_id,))
        store.execute("DELETE FROM draft WHERE id = ?", (member_id,))
        store.execute("DELETE FROM member WHERE id = ?", (member_id,))
        return
    content = msgspec.json.decode(snapshot)
    parts = (*_PARTS, _ROLES) if _ROLES in content else _PARTS
    ((_, present),) = take_many(store, [member_id], roles=_ROLES in content)
    known = msgspec.json.decode(present) if present else {}
    _restore_member(store, content["member"])
    for table in parts:
        # What is as it was already stays untouched: thousands may be put back because of one field.
        if content.get(table, []) != known.get(table, []):
            store.execute(f"DELETE FROM {table} WHERE member_id = ?", (member_id,))
            for row in content.get(table, []):
                store.insert_many(table, ["member_id", *row], [[member_id, *row.values()]])


def _restore_member(store: Store, member: dict[str, Any]) -> None:
    member["name_search"] = text.person_search_text(member["full_name"], member["sort_name"])
    member["name_sort"] = text.person_sort_key(member["full_name"], member["sort_name"])
    changes = ", ".join(f"{name} = :{name}" for name in member if name != "id")
    if not store.execute(f"UPDATE member SET {changes}, revision = revision + 1 WHERE id = :id", member):
        store.insert_many("member", [*member, "revision"], [[*member.values(), 1]])


def _rows(store: Store, table: str, key: str, ids: list[str]) -> list[dict[str, Any]]:
    order = "" if table in ("member", "member_profile") else " ORDER BY id"
    return store.rows(
        f"SELECT * FROM {table} WHERE {key} IN (SELECT value FROM json_each(?)){order}", (json.dumps(ids),)
    )
