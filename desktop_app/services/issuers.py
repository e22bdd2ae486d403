"""Who issues a paper on a day: the office, or one of its cells, with the unit above and whoever signs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from db import founding, organizations, roles, settings
from db.problems import ProblemError
from db.records import Organization, OrganizationKind

if TYPE_CHECKING:
    from db.store import Store
    from desktop_app.documents.papers.common import Issuer


def issuer_of(store: Store, office_id: str, on: date, cell_id: str | None = None) -> Issuer:
    """Return the office, or the cell that is named, as it issues a paper on a day. Raises ProblemError V05."""
    from desktop_app.documents.papers.common import Issuer

    own = organization_of(store, cell_id or office_id, on)
    above = organizations.get(store, own.parent_id, on) if own.parent_id else None
    known = settings.get(store, founding.UPPER_NAME) if own.id == office_id else ""
    office = organization_of(store, office_id, on)
    signing = "cell" if cell_id else "office" if office.kind == OrganizationKind.COMMUNE.value else "upper"
    return Issuer(
        on=on,
        upper_name=header_of(above) if above else known,
        header_name=header_of(own),
        name=own.name,
        place=own.place or office.place,
        signing=signing,
        secretary=roles.secretaries(store, on).get(own.id, ""),
        sample=settings.get(store, founding.SAMPLE) == "1",
    )


def organization_of(store: Store, organization_id: str, on: date) -> Organization:
    """Return an organisation as of a day. Raises ProblemError V05 when there is none."""
    found = organizations.get(store, organization_id, on)
    if found is None:
        raise ProblemError("V05", id=organization_id)
    return found


def header_of(organization: Organization) -> str:
    """Return the name of an organisation as a letterhead writes it."""
    return organization.header_name or organization.name.upper()
