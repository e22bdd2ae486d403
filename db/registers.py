"""Queries behind the printed registers: many people at once, with what a line of an official form needs of each."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from db.record_base import Duty, Record, Standing
from db.records import Sex
from db.register_records import ChangeKind, MemberProfile, RecordKind, RoleKind

if TYPE_CHECKING:
    from db.store import Store

_LIVING = "('probationary', 'official')"
_HOLDS = "{0}.valid_from <= :on AND ({0}.valid_to IS NULL OR {0}.valid_to > :on)"
_CROSSINGS = (
    ChangeKind.TRANSFER_IN,
    ChangeKind.TRANSFER_OUT,
    ChangeKind.REMOVAL,
    ChangeKind.EXPULSION,
    ChangeKind.RESIGNATION,
    ChangeKind.DEATH,
)


class RegisterPerson(Record, frozen=True, kw_only=True):
    """A person as a register shows them on one day; dates are partial dates."""

    id: str
    full_name: str
    birth_date: str
    sex: Sex
    ethnic_code: str
    admitted_on: str
    official_on: str
    card_number: str
    note: str
    cell_id: str
    cell_name: str
    """Empty where the cell is not known on that day."""
    party_group: str
    standing: Standing
    standing_since: str
    standing_decision: str
    standing_reason: str
    duty: Duty
    profile: MemberProfile
    role: RoleKind | None = None
    """What the person is in the committee of the cell that day, the highest."""


class Crossing(Record, frozen=True, kw_only=True):
    """One act by which a person came into the register or left it."""

    kind: ChangeKind
    on: str
    place: str
    reason: str
    decision: str


class Badge(Record, frozen=True, kw_only=True):
    """One badge of a person."""

    years: str
    number: str


def people(
    store: Store, on: date, *, cell_id: str | None = None, member_id: str | None = None, left: bool = False
) -> list[RegisterPerson]:
    """Return the members of a cell, of all cells, or one person, as of a day, by cell and in the order of names.

    ``left`` adds those who are no longer members that day, each in the cell they were in last.
    """
    states = "" if left else f" AND st.status IN {_LIVING}"
    rows = store.rows(
        f"""
        SELECT m.id, m.full_name, m.birth_date, m.sex, m.ethnic_code, coalesce(m.admitted_on, '') AS admitted_on,
               coalesce(m.official_on, '') AS official_on, m.card_number, m.note, ms.cell_id,
               coalesce(c.name, '') AS cell_name, ms.party_group, st.status AS standing,
               st.valid_from AS standing_since, st.decision AS standing_decision, st.reason AS standing_reason,
               coalesce(d.status, 'active') AS duty,
               (SELECT group_concat(r.role) FROM organization_role r
                WHERE r.member_id = m.id AND r.organization_id = ms.cell_id AND {_HOLDS.format("r")}) AS role,
               {", ".join(f"p.{name}" for name in _PROFILE)}
        FROM member m
        JOIN member_status st ON st.member_id = m.id AND st.axis = 'standing' AND {_HOLDS.format("st")}
        JOIN membership ms ON ms.member_id = m.id AND ms.valid_from <= :on
             AND (ms.valid_to IS NULL OR ms.valid_to > :on OR st.status NOT IN {_LIVING})
             AND NOT EXISTS (SELECT 1 FROM membership later WHERE later.member_id = m.id
                             AND later.valid_from <= :on AND later.valid_from > ms.valid_from)
        LEFT JOIN member_status d ON d.member_id = m.id AND d.axis = 'duty' AND {_HOLDS.format("d")}
        LEFT JOIN organization_version c ON c.organization_id = ms.cell_id AND {_HOLDS.format("c")}
        LEFT JOIN member_profile p ON p.member_id = m.id
        WHERE (:cell IS NULL OR ms.cell_id = :cell) AND (:member IS NULL OR m.id = :member){states}
        ORDER BY c.name_sort, ms.cell_id, m.name_sort, m.name_search, m.rowid
        """,
        {"on": on.isoformat(), "cell": cell_id, "member": member_id},
    )
    return [_person(row) for row in rows]


_PROFILE = MemberProfile.__struct_fields__
_LEADING = (RoleKind.SECRETARY, RoleKind.DEPUTY, RoleKind.COMMITTEE, RoleKind.GROUP_LEADER)
"""Roles of members of the cell itself, the highest first."""


def _person(row: dict[str, Any]) -> RegisterPerson:
    particulars = {name: row.pop(name) for name in _PROFILE}
    # A person of whom nothing more is known has no row of particulars.
    known = particulars["alias"] is not None
    particulars["youth_member"] = bool(particulars["youth_member"])
    profile = MemberProfile(**particulars) if known else MemberProfile()
    held = (row["role"] or "").split(",")
    role = next((kind for kind in _LEADING if kind.value in held), None)
    words = {"sex": Sex(row["sex"]), "standing": Standing(row["standing"]), "duty": Duty(row["duty"])}
    return RegisterPerson(**{**row, **words, "profile": profile, "role": role})


def crossings(store: Store, on: date) -> dict[str, list[Crossing]]:
    """Return by person the acts up to a day by which people came from elsewhere or left, in their order."""
    kinds = ", ".join(f"'{kind.value}'" for kind in _CROSSINGS)
    found: dict[str, list[Crossing]] = {}
    for row in store.rows(
        "SELECT member_id, kind, on_date, place, reason, decision_number FROM member_event"
        f" WHERE cancelled IS NULL AND on_date <= :on AND kind IN ({kinds}) ORDER BY member_id, seq",
        {"on": on.isoformat()},
    ):
        crossing = Crossing(
            kind=ChangeKind(row["kind"]),
            on=row["on_date"],
            place=row["place"],
            reason=row["reason"],
            decision=row["decision_number"],
        )
        found.setdefault(row["member_id"], []).append(crossing)
    return found


def badges(store: Store) -> dict[str, list[Badge]]:
    """Return the badges of everybody who has one, by person, in the order they were given."""
    found: dict[str, list[Badge]] = {}
    for row in store.rows(
        "SELECT member_id, form, number FROM member_record WHERE kind = ? ORDER BY member_id, on_date, id",
        (RecordKind.BADGE.value,),
    ):
        found.setdefault(row["member_id"], []).append(Badge(years=row["form"], number=row["number"]))
    return found
