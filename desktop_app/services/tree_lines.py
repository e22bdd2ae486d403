"""Writing the organisation tree inside an open operation: new units, hamlets and their cells, members who move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from db import hamlets, organizations, roles
from db.ids import new_id
from db.records import CellHamlet, Hamlet, Organization, OrganizationKind
from db.register_records import ChangeInput, ChangeKind
from db.text import normalize
from db.tree_records import TreeAct, UnitInput

if TYPE_CHECKING:
    from db.store import Store


def cleaned_unit(unit: UnitInput) -> UnitInput:
    """Return a unit with every text in its kept form; a section covers no hamlet and has no meeting day."""
    is_cell = unit.kind == OrganizationKind.CELL.value
    names = [name for entered in unit.hamlets if (name := normalize(entered))]
    return UnitInput(
        code=normalize(unit.code),
        name=normalize(unit.name),
        header_name=normalize(unit.header_name) or normalize(unit.name).upper(),
        kind=unit.kind,
        parent_id=unit.parent_id,
        place=normalize(unit.place),
        meeting_day=unit.meeting_day if is_cell else None,
        type_code=unit.type_code,
        sector_code=unit.sector_code,
        hamlets=tuple(dict.fromkeys(names)) if is_cell else (),
    )


def create(store: Store, office_id: str, unit_id: str, unit: UnitInput, on: date) -> None:
    """Write a new unit, under an identifier made for it, with the hamlets it covers."""
    made = Organization(
        id=unit_id,
        owner_id=office_id,
        code=unit.code,
        name=unit.name,
        header_name=unit.header_name,
        kind=unit.kind,
        parent_id=unit.parent_id or office_id,
        place=unit.place,
        meeting_day=unit.meeting_day,
        type_code=unit.type_code,
        sector_code=unit.sector_code,
        established_on=on,
        valid_from=on,
    )
    organizations.insert(store, made)
    for name in unit.hamlets:
        cover(store, office_id, made.id, name, on)


def cover(store: Store, office_id: str, cell_id: str, name: str, on: date) -> Hamlet:
    """Put a hamlet under a cell from a day on and return it; it is created when its name is new."""
    known = hamlets.named(store, office_id, name)
    hamlet = hamlets.get(store, known, on) if known else None
    if hamlet is None:
        hamlet = Hamlet(id=new_id(), owner_id=office_id, name=name, established_on=on)
        hamlets.insert(store, [hamlet])
    else:
        hamlets.begin(store, hamlet.id, on)
        if hamlet.closed_on is not None:
            hamlets.close(store, hamlet.id, None)
    covered = any(
        span.cell_id == cell_id and span.valid_from <= on and (span.valid_to is None or span.valid_to > on)
        for span in hamlets.spans(store, hamlet_id=hamlet.id)
    )
    # A cover that begins later is moved forward: two of one hamlet would count it twice from then on.
    if not covered and not hamlets.extend_cover(store, cell_id, hamlet.id, on):
        row = CellHamlet(id=new_id(), owner_id=office_id, cell_id=cell_id, hamlet_id=hamlet.id, valid_from=on)
        hamlets.insert_covers(store, [row])
    return hamlet


def set_hamlets(store: Store, office_id: str, cell_id: str, names: Iterable[str], on: date) -> None:
    """Let a cell cover exactly these hamlets from a day on."""
    wanted = list(names)
    covered = {hamlet.name: hamlet.id for hamlet in hamlets.of_cell(store, cell_id, on)}
    for name, hamlet_id in covered.items():
        if name not in wanted:
            hamlets.end_cover(store, cell_id, hamlet_id, on)
    for name in wanted:
        if name not in covered:
            cover(store, office_id, cell_id, name, on)


def end(store: Store, unit_id: str, on: date) -> None:
    """Let a unit exist no longer from a day on: its hamlets and its roles are free."""
    for hamlet in hamlets.of_cell(store, unit_id, on):
        hamlets.end_cover(store, unit_id, hamlet.id, on)
    roles.end_all(store, unit_id, on)
    organizations.close(store, unit_id, on)


def move_members(store: Store, office_id: str, moves: Mapping[str, str], act: TreeAct) -> list[str]:
    """Move people into cells by an act of membership each, and return the identifiers of these acts.

    ``moves`` gives the cell by person. Raises ProblemError as ``member_lines.write_change`` does.
    """
    from desktop_app.services import member_lines

    return [
        member_lines.write_change(store, office_id, member_id, movement(act, cell_id)).id
        for member_id, cell_id in moves.items()
    ]


def movement(act: TreeAct, cell_id: str) -> ChangeInput:
    """Return the act by which a person comes into another cell when the tree changes."""
    return ChangeInput(
        kind=ChangeKind.CELL_MOVE,
        on=act.on,
        cell_id=cell_id,
        decision_number=act.decision_number,
        decision_on=act.decision_on,
        decided_by=act.decided_by,
    )
