"""Queries of the member register: people, their cells and their two lines of status, as of a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from db import member_profiles, text
from db.organizations import day, iso
from db.records import Duty, Member, MemberRow, Membership, MemberStatus, Sex, Standing, StatusAxis
from db.register_records import MemberProfile

if TYPE_CHECKING:
    from db.store import Store

_COLUMNS = """
    m.id, m.full_name, m.birth_date, m.sex, m.ethnic_code, ms.cell_id, coalesce(c.name, '') AS cell_name,
    st.status AS standing, coalesce(d.status, 'active') AS duty, m.admitted_on, m.official_on, m.card_number
"""
_AS_OF = """
    JOIN member_status st ON st.member_id = m.id AND st.axis = 'standing' AND st.valid_from <= :on
         AND (st.valid_to IS NULL OR st.valid_to > :on)
"""
_DUTY = """
    LEFT JOIN member_status d ON d.member_id = m.id AND d.axis = 'duty' AND d.valid_from <= :on
         AND (d.valid_to IS NULL OR d.valid_to > :on)
"""
_CELL_NAME = """
    LEFT JOIN organization_version c ON c.organization_id = ms.cell_id AND c.valid_from <= :on
         AND (c.valid_to IS NULL OR c.valid_to > :on)
"""
_IN_CELL = "ms.valid_from <= :on AND (ms.valid_to IS NULL OR ms.valid_to > :on)"
_BY_CELL = """
    FROM membership ms CROSS JOIN member m ON m.id = ms.member_id
"""
_KEPT = (
    *("full_name", "birth_date", "sex", "ethnic_code", "admitted_on", "official_on", "card_number", "sort_name"),
    *("note", "revision", "name_search", "name_sort"),
)
"""Columns of a person that are written on every change."""
_NOTHING = MemberProfile()


def list_row(found: dict[str, Any]) -> MemberRow:
    """Return the line of a list that a row of the columns of ``MemberRow`` stands for."""
    found["sex"] = Sex(found["sex"])
    found["standing"] = Standing(found["standing"])
    found["duty"] = Duty(found["duty"])
    found["admitted_on"] = found["admitted_on"] or ""
    found["official_on"] = found["official_on"] or ""
    return MemberRow(**found)


# --- one person ---


def get(store: Store, member_id: str) -> Member | None:
    """Return a person of the register."""
    found = store.row(
        "SELECT id, owner_id, full_name, birth_date, sex, ethnic_code, admitted_on, official_on, card_number,"
        " sort_name, note, revision FROM member WHERE id = ?",
        (member_id,),
    )
    if found is None:
        return None
    found["sex"] = Sex(found["sex"])
    found["admitted_on"] = found["admitted_on"] or ""
    found["official_on"] = found["official_on"] or ""
    return Member(**found)


def profile(store: Store, member_id: str) -> MemberProfile:
    """Return the further particulars of a person, all unknown when nothing was written."""
    return member_profiles.get(store, member_id)


def profiles(store: Store, member_ids: Sequence[str]) -> dict[str, MemberProfile]:
    """Return the further particulars of these people by identifier."""
    return member_profiles.many(store, member_ids)


def card_holder(store: Store, owner_id: str, card_number: str) -> tuple[str, str] | None:
    """Return (identifier, full name) of the person of this owner who has the card number."""
    found = store.row(
        "SELECT id, full_name FROM member WHERE owner_id = ? AND card_number = ? AND card_number <> ''",
        (owner_id, card_number),
    )
    return (found["id"], found["full_name"]) if found else None


def same_person(store: Store, full_name: str, birth_date: str) -> list[str]:
    """Return the identifiers of people with the same name (accents apart) and the same birth date."""
    rows = store.rows(
        "SELECT id FROM member WHERE name_sort = ? AND birth_date = ? AND birth_date <> '' AND merged_into IS NULL",
        (text.person_sort_key(full_name), birth_date),
    )
    return [row["id"] for row in rows]


def memberships(store: Store, member_id: str) -> list[Membership]:
    """Return in which cells a person was, oldest first."""
    rows = store.rows(
        "SELECT id, owner_id, member_id, cell_id, valid_from, valid_to, party_group FROM membership WHERE member_id = ?"
        " ORDER BY valid_from",
        (member_id,),
    )
    return [Membership(**_dated(row)) for row in rows]


def statuses(store: Store, member_id: str) -> list[MemberStatus]:
    """Return a person's rows of both axes, oldest first."""
    rows = store.rows(
        "SELECT id, owner_id, member_id, axis, status, valid_from, valid_to, decision, reason FROM member_status"
        " WHERE member_id = ? ORDER BY valid_from, axis DESC",
        (member_id,),
    )
    return [MemberStatus(**{**_dated(row), "axis": StatusAxis(row["axis"])}) for row in rows]


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "valid_from": date.fromisoformat(row["valid_from"]), "valid_to": day(row["valid_to"])}


# --- lists ---


def of_cell(store: Store, cell_id: str, on: date) -> list[MemberRow]:
    """Return everyone in a cell on a day, visitors included, in the order of their names."""
    rows = store.rows(
        f"SELECT {_COLUMNS} {_BY_CELL} {_AS_OF} {_DUTY} {_CELL_NAME}"
        f" WHERE ms.cell_id = :cell AND {_IN_CELL} AND st.status IN ('probationary', 'official')"
        " ORDER BY m.name_sort, m.name_search, m.rowid",
        {"cell": cell_id, "on": on.isoformat()},
    )
    return [list_row(row) for row in rows]


def roll(store: Store, cell_id: str, on: date) -> set[tuple[str, str, str]]:
    """Return (member, standing, duty) of everyone in a cell on a day: what an attendance list is compared with."""
    # The alias m stands for the membership here: the person's own row is not needed.
    joined = f"{_AS_OF} {_DUTY}".replace("m.id", "m.member_id")
    found = store.tuples(
        f"SELECT m.member_id, st.status, coalesce(d.status, 'active') FROM membership m {joined}"
        " WHERE m.cell_id = :cell AND m.valid_from <= :on AND (m.valid_to IS NULL OR m.valid_to > :on)"
        " AND st.status IN ('probationary', 'official')",
        {"cell": cell_id, "on": on.isoformat()},
    )
    return {(member, standing, duty) for member, standing, duty in found}


# --- writing: inside an operation ---


def insert(store: Store, member: Member, profile: MemberProfile = _NOTHING) -> None:
    """Write a new person."""
    store.insert_many("member", ("id", "owner_id", *_KEPT), [(member.id, member.owner_id, *_kept(member))])
    if profile != _NOTHING:
        member_profiles.write(store, member.id, profile)


def _kept(member: Member) -> tuple[object, ...]:
    """Return a person's values in the order of ``_KEPT``."""
    return (
        member.full_name,
        member.birth_date,
        member.sex.value,
        member.ethnic_code,
        member.admitted_on or None,
        member.official_on or None,
        member.card_number,
        member.sort_name,
        member.note,
        member.revision,
        text.person_search_text(member.full_name, member.sort_name),
        text.person_sort_key(member.full_name, member.sort_name),
    )


def update(store: Store, member: Member, profile: MemberProfile) -> bool:
    """Write a person whose stored revision is one lower, with the particulars; return whether it still was."""
    changed = store.execute(
        f"UPDATE member SET {', '.join(f'{column} = ?' for column in _KEPT)} WHERE id = ? AND revision = ?",
        (*_kept(member), member.id, member.revision - 1),
    )
    if changed == 1:
        member_profiles.write(store, member.id, profile)
    return changed == 1


def set_day(store: Store, member_id: str, column: Literal["admitted_on", "official_on"], value: str) -> None:
    """Write the day of admission or recognition that an act told; the revision rises."""
    store.execute(f"UPDATE member SET {column} = ?, revision = revision + 1 WHERE id = ?", (value or None, member_id))


def insert_membership(store: Store, row: Membership) -> None:
    """Write in which cell a person is."""
    insert_memberships(store, [row])


def insert_memberships(store: Store, rows: Iterable[Membership]) -> None:
    """Write in which cells people are."""
    store.insert_many(
        "membership",
        ("id", "owner_id", "member_id", "cell_id", "valid_from", "valid_to", "party_group"),
        [
            (
                row.id,
                row.owner_id,
                row.member_id,
                row.cell_id,
                row.valid_from.isoformat(),
                iso(row.valid_to),
                row.party_group,
            )
            for row in rows
        ],
    )


def insert_status(store: Store, row: MemberStatus) -> None:
    """Write one row of a person's history on an axis."""
    insert_statuses(store, [row])


def insert_statuses(store: Store, rows: Iterable[MemberStatus]) -> None:
    """Write rows of people's histories."""
    store.insert_many(
        "member_status",
        ("id", "owner_id", "member_id", "axis", "status", "valid_from", "valid_to", "decision", "reason"),
        [
            (
                row.id,
                row.owner_id,
                row.member_id,
                row.axis.value,
                row.status,
                row.valid_from.isoformat(),
                iso(row.valid_to),
                row.decision,
                row.reason,
            )
            for row in rows
        ],
    )


def cut_membership(store: Store, member_id: str, on: date) -> date | None:
    """End the membership that holds on a day as of that day (one that began that day vanishes).

    Returns the day until which the row that takes its place may hold, None for without end.
    """
    return _cut(store, "membership", "member_id = :member", {"member": member_id}, on)


def cut_status(store: Store, member_id: str, axis: StatusAxis, on: date) -> date | None:
    """End the row of an axis that holds on a day as of that day; as ``cut_membership`` otherwise."""
    return _cut(
        store,
        "member_status",
        "member_id = :member AND axis = :axis",
        {"member": member_id, "axis": axis.value},
        on,
    )


def _cut(store: Store, table: str, line: str, values: dict[str, Any], on: date) -> date | None:
    bound = {**values, "on": on.isoformat()}
    standing = store.row(
        f"SELECT id, valid_from, valid_to FROM {table}"
        f" WHERE {line} AND valid_from <= :on AND (valid_to IS NULL OR valid_to > :on)",
        bound,
    )
    if standing is None:
        return day(store.value(f"SELECT min(valid_from) FROM {table} WHERE {line} AND valid_from > :on", bound))
    if standing["valid_from"] == on.isoformat():
        store.execute(f"DELETE FROM {table} WHERE id = ?", (standing["id"],))
    else:
        store.execute(f"UPDATE {table} SET valid_to = ? WHERE id = ?", (on.isoformat(), standing["id"]))
    return day(standing["valid_to"])
