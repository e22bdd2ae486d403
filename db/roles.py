"""Who leads an organisation, by dates: secretary, deputy, committee, the committee member from above in charge."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from db.organizations import day, iso
from db.register_records import OrganizationRole, RoleKind
from db.tree_records import RoleView

if TYPE_CHECKING:
    from db.store import Row, Store

_COLUMNS = (
    "id",
    "owner_id",
    "organization_id",
    "role",
    "member_id",
    "person_name",
    "valid_from",
    "valid_to",
    "decision",
    "note",
)
_SELECT = f"SELECT {', '.join(f'r.{column}' for column in _COLUMNS)} FROM organization_role r"
_AS_OF = "r.valid_from <= :on AND (r.valid_to IS NULL OR r.valid_to > :on)"
_ORDER = """
    ORDER BY CASE r.role WHEN 'secretary' THEN 0 WHEN 'deputy' THEN 1 WHEN 'committee' THEN 2 WHEN 'in_charge' THEN 3
    ELSE 4 END, r.valid_from, r.id
"""


def _record(row: Row) -> OrganizationRole:
    kept: dict[str, Any] = {column: row[column] for column in _COLUMNS}
    kept["role"] = RoleKind(kept["role"])
    kept["valid_from"] = date.fromisoformat(kept["valid_from"])
    kept["valid_to"] = day(kept["valid_to"])
    return OrganizationRole(**kept)


def get(store: Store, role_id: str) -> OrganizationRole | None:
    """Return a role by its identifier."""
    row = store.row(f"{_SELECT} WHERE r.id = ?", (role_id,))
    return _record(row) if row else None


def of_unit(store: Store, organization_id: str, on: date | None = None) -> list[OrganizationRole]:
    """Return the roles of an organisation on a day, or all it ever had, the secretary first."""
    when = f" AND {_AS_OF}" if on else ""
    rows = store.rows(
        f"{_SELECT} WHERE r.organization_id = :unit{when} {_ORDER}", {"unit": organization_id, "on": iso(on)}
    )
    return [_record(row) for row in rows]


def secretaries(store: Store, on: date) -> dict[str, str]:
    """Return the full name of each organisation's secretary on a day."""
    rows = store.tuples(
        "SELECT r.organization_id, coalesce(m.full_name, r.person_name) FROM organization_role r"
        f" LEFT JOIN member m ON m.id = r.member_id WHERE r.role = 'secretary' AND {_AS_OF} ORDER BY r.valid_from",
        {"on": on.isoformat()},
    )
    return dict(rows)


def views(store: Store, organization_id: str, on: date) -> list[RoleView]:
    """Return all roles of an organisation with the names of the people, the secretary first.

    ``left_on`` is set for a role that holds on ``on`` while the person left the cell on that day or before: whoever is
    in charge from above, and whoever leads a section or an office, need not belong to it.
    """
    rows = store.rows(
        f"""
        {_SELECT.replace(" FROM", ", coalesce(m.full_name, r.person_name) AS shown, gone.left_on FROM")}
        LEFT JOIN member m ON m.id = r.member_id
        LEFT JOIN (
            SELECT q.id,
                   (SELECT max(s.valid_to) FROM membership s WHERE s.member_id = q.member_id
                    AND s.cell_id = q.organization_id AND s.valid_to <= :on) AS left_on
            FROM organization_role q
            WHERE q.organization_id = :unit AND q.member_id IS NOT NULL AND q.role <> 'in_charge'
              AND q.valid_from <= :on AND (q.valid_to IS NULL OR q.valid_to > :on)
              AND NOT EXISTS (SELECT 1 FROM membership s
                  WHERE s.member_id = q.member_id AND s.cell_id = q.organization_id
                  AND s.valid_from <= :on AND (s.valid_to IS NULL OR s.valid_to > :on))
        ) AS gone ON gone.id = r.id
        WHERE r.organization_id = :unit {_ORDER}
        """,
        {"unit": organization_id, "on": on.isoformat()},
    )
    return [RoleView(role=_record(row), name=row["shown"], left_on=day(row["left_on"])) for row in rows]


def in_cell(store: Store, member_id: str, cell_id: str, on: date) -> bool:
    """Return whether a person is in a cell on a day."""
    return bool(
        store.value(
            "SELECT 1 FROM membership WHERE member_id = ? AND cell_id = ? AND valid_from <= ?"
            " AND (valid_to IS NULL OR valid_to > ?)",
            (member_id, cell_id, on.isoformat(), on.isoformat()),
        )
    )


def standing(store: Store, member_id: str, on: date) -> str:
    """Return a person's standing on a day, empty when none is known."""
    found = store.value(
        "SELECT status FROM member_status WHERE member_id = ? AND axis = 'standing' AND valid_from <= ?"
        " AND (valid_to IS NULL OR valid_to > ?)",
        (member_id, on.isoformat(), on.isoformat()),
    )
    return str(found or "")


# --- writing: inside an operation ---


def insert(store: Store, role: OrganizationRole) -> None:
    """Write a new role."""
    store.insert_many(
        "organization_role",
        _COLUMNS,
        [
            (
                role.id,
                role.owner_id,
                role.organization_id,
                role.role.value,
                role.member_id,
                role.person_name,
                role.valid_from.isoformat(),
                iso(role.valid_to),
                role.decision,
                role.note,
            )
        ],
    )


def remove(store: Store, role_id: str) -> None:
    """Take a role that never was out."""
    store.execute("DELETE FROM organization_role WHERE id = ?", (role_id,))


def end_all(store: Store, organization_id: str, on: date) -> None:
    """End every role of an organisation on a day; what would have begun then or later vanishes."""
    start = on.isoformat()
    store.execute(
        "DELETE FROM organization_role WHERE organization_id = ? AND valid_from >= ?", (organization_id, start)
    )
    store.execute(
        "UPDATE organization_role SET valid_to = ? WHERE organization_id = ? AND (valid_to IS NULL OR valid_to > ?)",
        (start, organization_id, start),
    )
