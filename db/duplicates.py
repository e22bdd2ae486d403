"""Queries about people who may have been written down twice, and the moves that make two rows one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from db.store import Row, Store


def suspects(store: Store, owner_id: str) -> list[Row]:
    """Return the people of an office who share a name without accents, a day of birth or an identity number.

    In the order of their names; rows have id, full_name, birth_date, card_number, national_id, cell_id.
    """
    return store.rows(
        """
        WITH person AS (
            SELECT m.id, m.full_name, m.birth_date, m.card_number, coalesce(p.national_id, '') AS national_id,
                   coalesce(m.last_cell, '') AS cell_id, m.name_search, m.name_sort
            FROM member m LEFT JOIN member_profile p ON p.member_id = m.id
            WHERE m.owner_id = ? AND m.merged_into IS NULL
        )
        SELECT id, full_name, birth_date, card_number, national_id, cell_id FROM person
        WHERE name_search IN (SELECT name_search FROM person GROUP BY name_search HAVING count(*) > 1)
           OR length(birth_date) = 10
              AND birth_date IN (SELECT birth_date FROM person GROUP BY birth_date HAVING count(*) > 1)
           OR national_id <> ''
              AND national_id IN (SELECT national_id FROM person GROUP BY national_id HAVING count(*) > 1)
        ORDER BY name_sort, id
        """,
        (owner_id,),
    )


def distinct(store: Store) -> set[tuple[str, str]]:
    """Return the pairs of which somebody said that they are two people, the smaller identifier first."""
    return {(one, other) for one, other in store.tuples("SELECT first_id, second_id FROM member_distinct")}


def keep_apart(store: Store, one: str, other: str) -> None:
    """Note, inside an operation, that two are two people."""
    store.execute("INSERT OR IGNORE INTO member_distinct (first_id, second_id) VALUES (?, ?)", sorted((one, other)))


def merged_into(store: Store, member_id: str) -> str | None:
    """Return whom a person was merged into."""
    found: str | None = store.value("SELECT merged_into FROM member WHERE id = ?", (member_id,))
    return found


def same_as(store: Store, member_id: str) -> list[str]:
    """Return a person and everybody who was merged into them, however many times over.

    Lists of attendance keep the row that was written down in the meeting; who asks for a person's meetings asks for
    all of these.
    """
    rows = store.tuples(
        """
        WITH RECURSIVE one (id) AS (
            SELECT ? UNION SELECT m.id FROM one JOIN member m ON m.merged_into = one.id
        ) SELECT id FROM one
        """,
        (member_id,),
    )
    return [str(row[0]) for row in rows]


def meetings(store: Store, member_id: str) -> int:
    """Return in how many kept meetings a person, or anybody who was merged into them, stands on the list."""
    return int(
        store.value(
            "SELECT count(DISTINCT meeting_id) FROM attendance WHERE member_id IN (SELECT value FROM json_each(?))",
            (json.dumps(same_as(store, member_id)),),
        )
    )


def retire(store: Store, member_id: str, kept_id: str) -> None:
    """Let a person be only a trace that leads to the one kept, inside an operation."""
    store.execute(
        "UPDATE member SET merged_into = ?, card_number = '', revision = revision + 1 WHERE id = ?",
        (kept_id, member_id),
    )
    store.execute("DELETE FROM member_profile WHERE member_id = ?", (member_id,))


def move_records(store: Store, member_id: str, kept_id: str) -> None:
    """Give a person's records to the one kept, inside an operation, but for those written down for both alike."""
    store.execute(
        """
        UPDATE member_record SET member_id = :kept WHERE member_id = :member AND NOT EXISTS (
            SELECT 1 FROM member_record k WHERE k.member_id = :kept AND
            (k.kind, k.on_date, k.until, k.form, k.number, k.issuer, k.place, k.text)
            = (member_record.kind, member_record.on_date, member_record.until, member_record.form,
               member_record.number, member_record.issuer, member_record.place, member_record.text))
        """,
        {"kept": kept_id, "member": member_id},
    )


def move_roles(store: Store, member_id: str, kept_id: str) -> None:
    """Give a person's roles to the one kept, inside an operation; a role both hold at one time stays once."""
    store.execute(
        """
        DELETE FROM organization_role WHERE member_id = :member AND EXISTS (
            SELECT 1 FROM organization_role k WHERE k.member_id = :kept
            AND k.organization_id = organization_role.organization_id AND k.role = organization_role.role
            AND (k.valid_to IS NULL OR k.valid_to > organization_role.valid_from)
            AND (organization_role.valid_to IS NULL OR organization_role.valid_to > k.valid_from))
        """,
        {"kept": kept_id, "member": member_id},
    )
    store.execute("UPDATE organization_role SET member_id = ? WHERE member_id = ?", (kept_id, member_id))


def events(store: Store, member_id: str) -> list[dict[str, Any]]:
    """Return a person's acts as they are kept, cancelled ones included, oldest first."""
    return store.rows("SELECT * FROM member_event WHERE member_id = ? ORDER BY seq", (member_id,))


def replace_events(store: Store, member_id: str, rows: list[dict[str, Any]]) -> None:
    """Write a person's acts anew in the order given, inside an operation."""
    store.execute("DELETE FROM member_event WHERE member_id = ?", (member_id,))
    for seq, row in enumerate(rows, 1):
        written = {**row, "member_id": member_id, "seq": seq}
        store.insert_many("member_event", list(written), [list(written.values())])
