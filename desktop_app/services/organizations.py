"""The organisation tree as the office knows it on a day: itself, its parent, sections and cells, child offices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from db import organizations, roles
from db.problems import ProblemError
from db.records import CellView, Hamlet, Organization, OrganizationKind
from db.register_records import TreeEventKind
from db.text import normalize
from db.tree_records import HamletView, TreeAct, TreeCounts, TreeNode, UnitInput
from desktop_app.rules import tree
from desktop_app.rules.findings import error
from desktop_app.rules.meeting import MAX_LINE
from desktop_app.services import tree_lines
from desktop_app.services.base import Clock, refuse_errors, too_long
from desktop_app.services.tree_changes import TreeService

if TYPE_CHECKING:
    from db.store import Store

_RANK = {OrganizationKind.SECTION.value: 0, OrganizationKind.CELL.value: 1}
"""The order of what hangs on a unit; offices stand last."""


class OrganizationService:
    """Reading the organisation tree, and short ways to write a cell; acts with all they need are in TreeService."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._tree = TreeService(store, office_id, clock)

    # --- reading ---

    def office(self) -> Organization:
        """Return the office itself as it stands today. Raises ProblemError V05 when the store has none yet."""
        return self._organization(self._office_id, self._clock().date())

    def parent(self) -> Organization | None:
        """Return the office directly above as it stands today, or None when none is known."""
        above = self.office().parent_id
        return organizations.get(self._store, above, self._clock().date()) if above else None

    def facts(self, on: date) -> organizations.Facts:
        """Return every unit of a day with hamlets and members by cell, for several lists of one page."""
        return organizations.facts(self._store, on, units=True)

    def cells(self, on: date, known: organizations.Facts | None = None) -> list[CellView]:
        """Return the office's own cells on a day, at any depth, with hamlets and members, in the order of names."""
        return organizations.cell_views(self._store, self._office_id, on, known)

    def cell(self, cell_id: str, on: date) -> CellView:
        """Return one cell as it stood on a day. Raises ProblemError V05 when there is no such cell."""
        return CellView(
            organization=self._organization(cell_id, on),
            hamlets=organizations.hamlets_by_cell(self._store, on, cell_id).get(cell_id, ()),
            members=organizations.member_counts(self._store, on, cell_id).get(cell_id, 0),
        )

    def children(self, on: date) -> list[Organization]:
        """Return the offices directly below on a day, in the order of their names."""
        return organizations.offices_below(self._store, self._office_id, on)

    def history(self, organization_id: str) -> list[Organization]:
        """Return every version of an organisation, oldest first."""
        return organizations.versions(self._store, organization_id)

    def tree(self, on: date, known: organizations.Facts | None = None) -> list[TreeNode]:
        """Return the office and everything known below it on a day, each unit before what is below it.

        Sections stand before cells, cells before offices below, each in the order of names.
        """
        known = known or self.facts(on)
        units = known.units or []
        names, counts = known.hamlets, known.members
        secretaries = roles.secretaries(self._store, on)
        office = next((unit for unit in units if unit.id == self._office_id), None) or self.office()
        below: dict[str, list[Organization]] = {}
        standing = {unit.id for unit in units}
        for unit in units:
            above = unit.parent_id or ""
            # A unit of ours whose superior is not there that day is shown all the same.
            if unit.owner_id == self._office_id and above not in standing:
                above = self._office_id
            below.setdefault(above, []).append(unit)
        return _nodes(office, below, lambda unit: names.get(unit.id, ()), counts, secretaries)

    def counts(
        self, on: date, views: Sequence[CellView] | None = None, listed: Sequence[HamletView] | None = None
    ) -> TreeCounts:
        """Return how the office's cells cover the hamlets on a day.

        ``views`` and ``listed`` are the cells and hamlets of that day where they were read already.
        """
        from desktop_app.services.hamlets import HamletService

        if views is None:
            views = self.cells(on)
        if listed is None:
            listed = HamletService(self._store, self._office_id, self._clock).listed(on)
        return msgspec.structs.replace(
            tree.coverage(len(view.hamlets) for view in views),
            sections=len(organizations.sections(self._store, self._office_id, on)),
            members=sum(view.members for view in views),
            hamlets=len(listed),
            without_cell=sum(view.without_cell for view in listed),
            without_member=sum(view.without_member for view in listed),
        )

    def free_code(self, prefix: str) -> str:
        """Return the first code of this beginning, "CB07", that no unit of the office ever had."""
        number = 1
        while organizations.code_owner(self._store, self._office_id, f"{prefix}{number:02d}") is not None:
            number += 1
        return f"{prefix}{number:02d}"

    def _organization(self, organization_id: str, on: date) -> Organization:
        found = organizations.get(self._store, organization_id, on)
        if found is None:
            raise ProblemError("V05", id=organization_id)
        return found

    # --- writing ---

    def add_cell(
        self,
        code: str,
        name: str,
        header_name: str,
        place: str,
        meeting_day: int | None,
        hamlets: Sequence[str],
        since: date,
    ) -> Organization:
        """Add a cell with its hamlets from a day on and return it.

        ``header_name`` empty means the name in capitals. Raises ProblemError V01 with the errors found.
        """
        unit = UnitInput(
            code=code,
            name=name,
            header_name=header_name,
            place=place,
            meeting_day=meeting_day,
            hamlets=tuple(hamlets),
            type_code=self.usual_type(since),
        )
        event = self._tree.apply(TreeAct(kind=TreeEventKind.CREATED, on=since, units=(unit,)))
        return self._organization(event.subjects[0], since)

    def usual_type(self, on: date) -> str:
        """Return the type most of the office's cells have on a day: what a new cell is proposed to be."""
        chosen = [view.organization.type_code for view in self.cells(on) if view.organization.type_code]
        return max(sorted(set(chosen)), key=chosen.count) if chosen else "direct_cell"

    def update_cell(
        self,
        cell_id: str,
        code: str,
        name: str,
        header_name: str,
        place: str,
        meeting_day: int | None,
        hamlets: Sequence[str],
        since: date,
    ) -> Organization:
        """Change a cell from a day on; how it stood before that day stays on record.

        Raises ProblemError V01 with the errors found, V04 for a cell of another office, V05 for an unknown one.
        """
        before = self._tree.form(cell_id, since)
        unit = msgspec.structs.replace(
            before,
            code=code,
            name=name,
            header_name=header_name,
            place=place,
            meeting_day=meeting_day,
            hamlets=tuple(hamlets),
        )
        cleaned = tree_lines.cleaned_unit(unit)
        if msgspec.structs.replace(cleaned, hamlets=()) != msgspec.structs.replace(before, hamlets=()) or set(
            cleaned.hamlets
        ) != set(before.hamlets):
            kind = TreeEventKind.RENAMED if cleaned.name != before.name else TreeEventKind.CHANGED
            self._tree.apply(TreeAct(kind=kind, on=since, unit_ids=(cell_id,), units=(unit,)))
        return self._organization(cell_id, since)

    def add_hamlet(self, cell_id: str, name: str, since: date) -> Hamlet:
        """Put a hamlet under a cell from a day on and return it; a name known already is the same hamlet.

        Raises ProblemError V01 for an empty or endless name, V04 and V05 as ``update_cell`` does.
        """
        cell = self._organization(cell_id, since)
        if cell.owner_id != self._office_id:
            raise ProblemError("V04", name=cell.name)
        cleaned = normalize(name)
        found = too_long("name", cleaned, MAX_LINE)
        refuse_errors(found if cleaned else [error("HAMLET_NAME_MISSING", "name")])
        with self._store.operation("organization.hamlet", f"organization:{cell_id}", since=since.isoformat()):
            return tree_lines.cover(self._store, self._office_id, cell_id, cleaned, since)

    def set_parent(self, parent: Organization, since: date) -> None:
        """Record the office above and put this office under it from a day on."""
        office = self.office()
        with self._store.operation("organization.parent", f"organization:{parent.id}", since=since.isoformat()):
            organizations.upsert(self._store, parent)
            organizations.change_version(
                self._store, msgspec.structs.replace(office, parent_id=parent.id, valid_from=since, valid_to=None)
            )

    def adopt(self, child: Organization) -> None:
        """Record an office below, as enrolment made it known."""
        placed = msgspec.structs.replace(child, parent_id=self._office_id)
        with self._store.operation("organization.adopt", f"organization:{child.id}"):
            organizations.upsert(self._store, placed)


def _nodes(
    office: Organization,
    below: dict[str, list[Organization]],
    hamlets: Callable[[Organization], tuple[str, ...]],
    counts: dict[str, int],
    secretaries: dict[str, str],
) -> list[TreeNode]:
    """Return the lines of the tree from the office down; a tree that runs in a circle ends where it closes."""
    found: list[TreeNode] = []
    seen: set[str] = set()

    def walk(unit: Organization, depth: int) -> int:
        seen.add(unit.id)
        place = len(found)
        found.append(
            TreeNode(
                depth=depth,
                organization=unit,
                type_word=tree.type_word(unit.type_code, unit.kind),
                hamlets=hamlets(unit),
                secretary=secretaries.get(unit.id, ""),
            )
        )
        members = counts.get(unit.id, 0)
        for one in sorted(below.get(unit.id, ()), key=lambda one: _RANK.get(one.kind, 2)):
            if one.id not in seen:
                members += walk(one, depth + 1)
        found[place] = msgspec.structs.replace(found[place], members=members)
        return members

    walk(office, 0)
    return found
