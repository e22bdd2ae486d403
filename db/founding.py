"""The first rows of a new store: the office it belongs to."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from db import ids, organizations, settings
from db.records import Organization

if TYPE_CHECKING:
    from db.store import Store

OFFICE = "office_id"
SAMPLE = "sample"
UPPER_NAME = "upper_name"
MUST_CHANGE_PASSWORD = "must_change_password"  # noqa: S105  # the name of a flag
RESTORED_FROM = "restored_from"
"""Day and time of the backup the store was restored from, until the office above has taken a package made since."""
RESTORED_SENT = "restored_sent"
"""Number of the newest report that backup knew of."""
BEGINNING = date(1930, 2, 3)
"""From when the office's own row holds: the day the Party was founded, so that any older record finds its office."""


def found(
    store: Store, *, code: str, name: str, header_name: str, kind: str, place: str, upper_name: str, sample: bool
) -> str:
    """Write the office and its settings in one operation; return its identifier."""
    office_id = ids.new_id()
    office = Organization(
        id=office_id,
        owner_id=office_id,
        code=code,
        name=name,
        header_name=header_name,
        kind=kind,
        parent_id=None,
        place=place,
        valid_from=BEGINNING,
    )
    with store.operation("office.create", f"organization:{office_id}", kind=kind, sample=int(sample)):
        organizations.insert(store, office)
        settings.put(store, OFFICE, office_id)
        if upper_name:
            settings.put(store, UPPER_NAME, upper_name)
        if sample:
            settings.put(store, SAMPLE, "1")
    return office_id


def names(store: Store) -> tuple[str, ...]:
    """Return the names and code of the store's own office, which its password must not consist of."""
    rows = store.rows(
        """
        SELECT organization.code, organization_version.name, organization_version.header_name
        FROM organization JOIN organization_version ON organization_version.organization_id = organization.id
        WHERE organization.id = (SELECT value FROM setting WHERE key = ?)
        """,
        (OFFICE,),
    )
    return tuple({value for row in rows for value in row.values()})
