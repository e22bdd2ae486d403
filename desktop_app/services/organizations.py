"""The organisation tree as the office knows it: itself, its parent, its cells and their hamlets, child offices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from db import organizations
from db.ids import new_id
from db.problems import ProblemError
from db.records import CellHamlet, CellView, Finding, Hamlet, Organization, OrganizationKind
from db.text import normalize
from desktop_app.rules.findings import error
from desktop_app.rules.meeting import MAX_LINE
from desktop_app.rules.naming import is_code
from desktop_app.services.base import Clock, refuse_errors, too_long

if TYPE_CHECKING:
    from db.store import Store


@dataclass(frozen=True)
class _CellFields:
    """What may be changed of a cell, cleaned."""

    code: str
    name: str
    header_name: str
    place: str
    meeting_day: int | None
    hamlets: tuple[str, ...]


class OrganizationService:
    """Use-cases of the organisation tree; each writing method is one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock

    # --- reading ---

    def office(self) -> Organization:
        """Return the office itself as it stands today. Raises ProblemError V05 when the store has none yet."""
        return self._organization(self._office_id, self._clock().date())

    def parent(self) -> Organization | None:
        """Return the office directly above as it stands today, or None when none is known."""
        above = self.office().parent_id
        return organizations.get(self._store, above, self._clock().date()) if above else None

    def cells(self, on: date) -> list[CellView]:
        """Return the office's own cells on a day, with hamlets and member counts, in the order of their names."""
        return organizations.cell_views(self._store, self._office_id, on)

    def cell(self, cell_id: str, on: date) -> CellView:
        """Return one cell as it stood on a day. Raises ProblemError V05 when there is no such cell."""
        return CellView(
            organization=self._organization(cell_id, on),
            hamlets=organizations.hamlets_by_cell(self._store, on, cell_id).get(cell_id, ()),
            members=organizations.member_counts(self._store, on, cell_id).get(cell_id, 0),
        )

    def children(self, on: date) -> list[Organization]:
        """Return the offices directly below on a day, in the order of their names."""
        return organizations.below(self._store, self._office_id, on, cells=False)

    def history(self, organization_id: str) -> list[Organization]:
        """Return every version of an organisation, oldest first."""
        return organizations.versions(self._store, organization_id)

    def _organization(self, organization_id: str, on: date) -> Organization:
        found = organizations.get(self._store, organization_id, on)
        if found is None:
            raise ProblemError("V05", id=organization_id)
        return found

    def _check(self, fields: _CellFields, cell_id: str | None) -> list[Finding]:
        found: list[Finding] = []
        if not is_code(fields.code):
            found.append(error("CELL_CODE_FORM", "code"))
        elif organizations.code_owner(self._store, self._office_id, fields.code) not in (None, cell_id):
            found.append(error("CELL_CODE_USED", "code", code=fields.code))
        if not fields.name:
            found.append(error("CELL_NAME_MISSING", "name"))
        if fields.meeting_day is not None and not 1 <= fields.meeting_day <= 31:
            found.append(error("MEETING_DAY_RANGE", "meeting_day"))
        for field in ("name", "header_name", "place"):
            found += too_long(field, getattr(fields, field), MAX_LINE)
        for position, hamlet in enumerate(fields.hamlets):
            found += too_long(f"hamlets.{position}", hamlet, MAX_LINE)
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
        fields = _cleaned(code, name, header_name, place, meeting_day, hamlets)
        refuse_errors(self._check(fields, None))
        cell = Organization(
            id=new_id(),
            owner_id=self._office_id,
            code=fields.code,
            name=fields.name,
            header_name=fields.header_name,
            kind=OrganizationKind.CELL.value,
            parent_id=self._office_id,
            place=fields.place,
            meeting_day=fields.meeting_day,
            established_on=since,
            valid_from=since,
        )
        with self._store.operation("organization.add", f"organization:{cell.id}", hamlets=len(fields.hamlets)):
            organizations.insert(self._store, cell)
            for hamlet in fields.hamlets:
                self._cover(cell.id, hamlet, since)
        return cell

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
        before = self._own_cell(cell_id, since)
        fields = _cleaned(code, name, header_name, place, meeting_day, hamlets)
        refuse_errors(self._check(fields, cell_id))
        changed = msgspec.structs.replace(
            before,
            code=fields.code,
            name=fields.name,
            header_name=fields.header_name,
            place=fields.place,
            meeting_day=fields.meeting_day,
            valid_from=since,
        )
        covered = organizations.hamlets_by_cell(self._store, since, cell_id).get(cell_id, ())
        with self._store.operation("organization.change", f"organization:{cell_id}", since=since.isoformat()):
            if changed.code != before.code:
                organizations.set_code(self._store, cell_id, changed.code)
            if msgspec.structs.replace(changed, valid_from=before.valid_from, code=before.code) != before:
                organizations.change_version(self._store, changed)
            for hamlet in covered:
                known = organizations.hamlet_named(self._store, self._office_id, hamlet)
                if hamlet not in fields.hamlets and known:
                    organizations.end_cell_hamlet(self._store, cell_id, known, since)
            for hamlet in fields.hamlets:
                if hamlet not in covered:
                    self._cover(cell_id, hamlet, since)
        return self._organization(cell_id, since)

    def add_hamlet(self, cell_id: str, name: str, since: date) -> Hamlet:
        """Put a hamlet under a cell from a day on and return it; a name known already is the same hamlet.

        Raises ProblemError V01 for an empty or endless name, V04 and V05 as ``update_cell`` does.
        """
        self._own_cell(cell_id, since)
        cleaned = normalize(name)
        found = too_long("name", cleaned, MAX_LINE)
        refuse_errors(found if cleaned else [error("HAMLET_NAME_MISSING", "name")])
        with self._store.operation("organization.hamlet", f"organization:{cell_id}", since=since.isoformat()):
            return self._cover(cell_id, cleaned, since)

    def close_cell(self, cell_id: str, on: date | None) -> Organization:
        """Close a cell on a day (it is no longer listed from that day on), or open it again with None."""
        self._own_cell(cell_id, on or self._clock().date())
        with self._store.operation("organization.close", f"organization:{cell_id}", on=organizations.iso(on)):
            organizations.close(self._store, cell_id, on)
        return self._organization(cell_id, on or self._clock().date())

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

    def _own_cell(self, cell_id: str, on: date) -> Organization:
        cell = self._organization(cell_id, on)
        if cell.owner_id != self._office_id:
            raise ProblemError("V04", name=cell.name)
        return cell

    def _cover(self, cell_id: str, name: str, since: date) -> Hamlet:
        """Put a hamlet under a cell inside the open operation; the hamlet is created when its name is new."""
        known = organizations.hamlet_named(self._store, self._office_id, name)
        hamlet = Hamlet(id=known or new_id(), owner_id=self._office_id, name=name)
        if known is None:
            organizations.insert_hamlets(self._store, [hamlet])
        covered = cell_id in organizations.hamlet_cells(self._store, hamlet.id, since)
        # A cover that begins later is moved forward: two of one hamlet would count it twice from then on.
        if not covered and not organizations.extend_cell_hamlet(self._store, cell_id, hamlet.id, since):
            row = CellHamlet(
                id=new_id(), owner_id=self._office_id, cell_id=cell_id, hamlet_id=hamlet.id, valid_from=since
            )
            organizations.insert_cell_hamlets(self._store, [row])
        return hamlet


def _cleaned(
    code: str, name: str, header_name: str, place: str, meeting_day: int | None, hamlets: Sequence[str]
) -> _CellFields:
    known = [cleaned for hamlet in hamlets if (cleaned := normalize(hamlet))]
    return _CellFields(
        code=normalize(code),
        name=normalize(name),
        header_name=normalize(header_name) or normalize(name).upper(),
        place=normalize(place),
        meeting_day=meeting_day,
        hamlets=tuple(dict.fromkeys(known)),
    )
