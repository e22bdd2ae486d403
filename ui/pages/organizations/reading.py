"""What the page of organisations shows of one day, read in one go on the worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from db.records import CellView, Organization
from db.tree_records import HamletView, TreeCounts, TreeNode

if TYPE_CHECKING:
    from desktop_app.office import Office


@dataclass(frozen=True)
class Read:
    """What the page shows of a day."""

    office: Organization
    parent: Organization | None
    upper_name: str
    nodes: list[TreeNode]
    counts: TreeCounts
    hamlets: list[HamletView]
    cells: list[CellView]


def read_page(office: Office, on: date) -> Read:
    """Return what the page shows of a day; cells and hamlets are read once for all of it."""
    known = office.organizations.facts(on)
    cells = office.organizations.cells(on, known)
    hamlets = office.hamlets.listed(on, known)
    return Read(
        office=office.organizations.office(),
        parent=office.organizations.parent(),
        upper_name=office.upper_name,
        nodes=office.organizations.tree(on, known),
        counts=office.organizations.counts(on, cells, hamlets),
        hamlets=hamlets,
        cells=cells,
    )
