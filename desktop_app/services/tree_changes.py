"""Acts on the organisation tree: each checked, written in one transaction with all that follows, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import msgspec

from db import audit, hamlets, member_events, members, organizations, roles, tree_events, tree_use
from db.ids import new_id
from db.problems import ProblemError
from db.records import Finding, MemberRow, Organization, OrganizationKind
from db.register_records import TreeEvent, TreeEventKind
from db.text import normalize
from db.tree_records import TreeAct, UnitInput
from desktop_app.rules import dates
from desktop_app.services import tree_checks, tree_history, tree_lines
from desktop_app.services.base import Clock, refuse_errors
from desktop_app.services.regulations import RegulationService
from desktop_app.services.tree_history import TreeLine

if TYPE_CHECKING:
    from db.store import Store

_MAKING: Final = frozenset({TreeEventKind.CREATED, TreeEventKind.SPLIT, TreeEventKind.MERGED})
"""Acts whose ``units`` are new."""


class TreeService:
    """Use-cases that change the tree; each writing method is one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._regulations = RegulationService(store, office_id, clock)

    @property
    def _desk(self) -> tree_checks.Desk:
        return tree_checks.Desk(self._store, self._office_id, self._clock().date(), self._regulations.own().on)

    # --- reading ---

    def form(self, unit_id: str, on: date) -> UnitInput:
        """Return a cell or section of the office as a form shows it on a day. Raises ProblemError V04, V05."""
        unit = tree_checks.own_unit(self._desk, unit_id, on)
        return UnitInput(
            code=unit.code,
            name=unit.name,
            header_name=unit.header_name,
            kind=unit.kind,
            parent_id="" if unit.parent_id in (None, self._office_id) else str(unit.parent_id),
            place=unit.place,
            meeting_day=unit.meeting_day,
            type_code=unit.type_code,
            sector_code=unit.sector_code,
            hamlets=tuple(hamlet.name for hamlet in hamlets.of_cell(self._store, unit_id, on)),
        )

    def sections(self, on: date) -> list[Organization]:
        """Return the office's sections on a day, in the order of their names."""
        return organizations.sections(self._store, self._office_id, on)

    def events(self, unit_id: str) -> list[TreeEvent]:
        """Return every act that concerned a unit, cancelled ones too, oldest first."""
        return tree_events.of_unit(self._store, unit_id)

    def history(self, unit_id: str) -> list[TreeLine]:
        """Return the history of a unit in words, oldest first; changes of older programs have no act behind them.

        Of the office itself that is every act on its tree.
        """
        if unit_id == self._office_id:
            return tree_history.office_lines(self._store, unit_id)
        return tree_history.lines(self._store, unit_id)

    def between(self, first: date, last: date) -> list[TreeEvent]:
        """Return the office's acts on the tree that hold, from ``first`` to ``last``, oldest first."""
        return tree_events.between(self._store, self._office_id, first, last)

    def successors(self, unit_id: str, on: date) -> list[Organization]:
        """Return the units that go on in place of one that ended, as they stand on a day; itself while it exists."""
        found: dict[str, Organization] = {}
        walked: set[str] = set()
        wanted = [unit_id]
        while wanted:
            one = wanted.pop()
            if one in walked:
                continue
            walked.add(one)
            unit = organizations.get(self._store, one, on)
            if unit is not None and (unit.closed_on is None or unit.closed_on > on):
                found[unit.id] = unit
                continue
            for event in tree_events.of_unit(self._store, one):
                if one in event.sources and not event.cancelled and event.on <= on:
                    wanted += event.successors
        return sorted(found.values(), key=lambda unit: unit.name)

    def people(self, act: TreeAct) -> list[tuple[MemberRow, str]]:
        """Return who is in the cells an act ends or divides, with the code of the cell that takes each, or empty."""
        return tree_checks.people(self._desk, _cleaned(act))

    def targets(self, act: TreeAct) -> dict[str, str]:
        """Return the names, by code, of the cells that may take members and hamlets in an act."""
        return tree_checks.targets(self._desk, _cleaned(act))

    # --- acting ---

    def check(self, act: TreeAct) -> list[Finding]:
        """Return errors and warnings about an act; nothing is written. Raises ProblemError V04, V05."""
        return tree_checks.findings(self._desk, _cleaned(act))

    def apply(self, act: TreeAct) -> TreeEvent:
        """Write an act with all that follows from it, members who move included, and return it.

        Raises ProblemError V01 with the errors found, V04 for a unit of another office, V05 for an unknown one.
        """
        act = _cleaned(act)
        refuse_errors(tree_checks.findings(self._desk, act))
        moves = [(row.id, code) for row, code in tree_checks.people(self._desk, act)] if _moves_people(act) else []
        made = [new_id() for _ in act.units] if act.kind in _MAKING else []
        subject = next(iter((*act.unit_ids, *made)))
        with self._store.operation(f"tree.{act.kind.value}", f"organization:{subject}", on=act.on.isoformat()) as noted:
            touched = self._touched(act)
            homes = self._homes(act, touched)
            before = tree_events.rows_of(self._store, touched, homes)
            event = self._write(act, made)
            cells = self._cells_by_code(act, event)
            changes = tree_lines.move_members(
                self._store,
                self._office_id,
                {member: cells[code] for member, code in moves if code and cells[code] not in act.unit_ids},
                act,
            )
            self._finish(act, cells)
            self._keep(event, before, changes, sorted({*touched, *event.successors, *cells_of(event)}), homes)
            noted.update(event=event.id, moved=len(changes))
        return event

    def _touched(self, act: TreeAct) -> list[str]:
        """Return the units whose rows an act changes, those it makes apart."""
        taking = set(act.hamlets.values())
        receiving = [
            cell.id
            for cell in organizations.cells(self._store, self._office_id, act.on)
            if act.kind is TreeEventKind.CLOSED and cell.code in taking
        ]
        return [*act.unit_ids, *([act.into_id] if act.into_id else []), *receiving]

    def _homes(self, act: TreeAct, units: Sequence[str]) -> list[str]:
        """Return the known hamlets an act may change."""
        own = {hamlet.id for unit in units for hamlet in hamlets.of_cell(self._store, unit, act.on)}
        names = {name for unit in act.units for name in unit.hamlets}
        known = {hamlets.named(self._store, self._office_id, name) for name in names}
        return sorted(own | {one for one in known if one})

    def _write(self, act: TreeAct, made: Sequence[str]) -> TreeEvent:
        """Write what an act does to units and hamlets, members apart, and return the act; nothing ends yet."""
        if act.kind in _MAKING:
            for unit_id in act.unit_ids if act.kind is TreeEventKind.SPLIT else ():
                self._leave_hamlets(unit_id, act)
            for unit_id, unit in zip(made, act.units, strict=True):
                tree_lines.create(self._store, self._office_id, unit_id, unit, act.on)
        elif act.kind is not TreeEventKind.CLOSED:
            self._change(act)
        ending = tree_checks.ends(act)
        new = {TreeEventKind.CREATED: "subjects", TreeEventKind.SPLIT: "successors", TreeEventKind.MERGED: "successors"}
        parts: dict[str, list[str]] = {"subjects": [], "sources": [], "successors": []}
        parts["sources" if ending else "subjects"] += act.unit_ids
        parts[new.get(act.kind, "subjects")] += made
        if act.into_id:
            parts["successors"].append(act.into_id)
        return TreeEvent(
            id=new_id(),
            owner_id=self._office_id,
            kind=act.kind,
            on=act.on,
            decision_number=act.decision_number,
            decision_on=act.decision_on,
            decided_by=act.decided_by,
            note=act.note,
            subjects=tuple(parts["subjects"]),
            sources=tuple(parts["sources"]),
            successors=tuple(parts["successors"]),
        )

    def _leave_hamlets(self, unit_id: str, act: TreeAct) -> None:
        """Let a divided cell give up the hamlets that the new cells take."""
        taken = {name for unit in act.units for name in unit.hamlets}
        for hamlet in hamlets.of_cell(self._store, unit_id, act.on):
            if hamlet.name in taken:
                hamlets.end_cover(self._store, unit_id, hamlet.id, act.on)

    def _change(self, act: TreeAct) -> None:
        """Let one unit be as ``units`` says from the act's day on."""
        unit, unit_id = act.units[0], act.unit_ids[0]
        before = tree_checks.own_unit(self._desk, unit_id, act.on)
        changed = msgspec.structs.replace(
            before,
            code=unit.code,
            name=unit.name,
            header_name=unit.header_name,
            parent_id=unit.parent_id or self._office_id,
            place=unit.place,
            meeting_day=unit.meeting_day,
            type_code=unit.type_code,
            sector_code=unit.sector_code,
            valid_from=act.on,
            valid_to=None,
        )
        if changed.code != before.code:
            organizations.set_code(self._store, unit_id, changed.code)
        if msgspec.structs.replace(changed, valid_from=before.valid_from, code=before.code) != before:
            organizations.change_version(self._store, changed)
        if unit.kind == OrganizationKind.CELL.value:
            tree_lines.set_hamlets(self._store, self._office_id, unit_id, unit.hamlets, act.on)

    def _cells_by_code(self, act: TreeAct, event: TreeEvent) -> dict[str, str]:
        found = {cell.code: cell.id for cell in organizations.cells(self._store, self._office_id, act.on)}
        if act.kind is TreeEventKind.SPLIT:
            found |= {unit.code: made for unit, made in zip(act.units, event.successors, strict=True)}
        return found

    def _finish(self, act: TreeAct, cells: dict[str, str]) -> None:
        """Let units end now that nobody is in them any more, and their hamlets go where they were sent."""
        if not tree_checks.ends(act):
            return
        target = act.into_id or (cells[act.units[0].code] if act.kind is TreeEventKind.MERGED else "")
        for unit_id in act.unit_ids:
            for hamlet in hamlets.of_cell(self._store, unit_id, act.on):
                code = act.hamlets.get(hamlet.name, "")
                new_cell = cells[code] if code else target
                if new_cell:
                    tree_lines.cover(self._store, self._office_id, new_cell, hamlet.name, act.on)
            tree_lines.end(self._store, unit_id, act.on)

    def _keep(
        self, event: TreeEvent, before: tree_events.Rows, changes: list[str], units: list[str], homes: list[str]
    ) -> None:
        """Write the act with how all was before and how it left everything."""
        made = [unit for unit in units if unit not in {row["id"] for row in before["organization"]}]
        new = {hamlet.id for unit in units for hamlet in hamlets.of_cell(self._store, unit, event.on)} - set(homes)
        kept: dict[str, Any] = {"rows": before, "changes": changes, "made": made, "new_hamlets": sorted(new)}
        after = tree_events.rows_of(self._store, units, homes)
        tree_events.insert(self._store, event, kept, after)

    # --- taking back ---

    def last_act(self, unit_id: str) -> TreeEvent | None:
        """Return the last act on a unit or of the office that holds, the only one to be taken back; None without."""
        read = tree_events.of_owner if unit_id == self._office_id else tree_events.of_unit
        return tree_events.last_written(
            self._store, [event for event in read(self._store, unit_id) if not event.cancelled]
        )

    def cancel(self, event_id: str, reason: str) -> None:
        """Take an act back with all that followed from it; it stays in the history with the reason.

        Raises ProblemError: R40 (no reason), R41 (something happened to one of its units since), R42 (it cannot be
        taken back any more), R43 (somebody it moved was changed since), R44 (a unit it made is in use), V04, V05.
        """
        event = tree_events.get(self._store, event_id)
        if event is None:
            raise ProblemError("V05", id=event_id)
        if event.owner_id != self._office_id:
            raise ProblemError("V04", name="")
        reason = normalize(reason, keep_newlines=True)
        if not reason:
            raise ProblemError("R40")
        kept = tree_events.kept(self._store, event_id)
        if event.cancelled or kept is None:
            raise ProblemError("R42")
        before, after = kept
        self._require_last(event, before, after)
        with self._store.operation("tree.cancel", f"organization_event:{event_id}", moved=len(before["changes"])):
            for change_id in before["changes"]:
                change = member_events.get(self._store, change_id)
                if change is not None:
                    self._uncover(change.member_id, change_id, reason)
            self._put_back(before, after)
            tree_events.cancel(self._store, event_id, audit.stamp(self._clock()), reason)

    def _require_last(self, event: TreeEvent, before: dict[str, Any], after: tree_events.Rows) -> None:
        later = tree_events.later(self._store, event)
        if later is not None:
            raise ProblemError("R41", kind=later.kind.value, day=dates.format_day(later.on))
        for change_id in before["changes"]:
            change = member_events.get(self._store, change_id)
            last = member_events.last(self._store, change.member_id) if change else None
            if change is None or last is None or last.id != change_id:
                person = members.get(self._store, change.member_id) if change else None
                raise ProblemError("R43", name=person.full_name if person else "")
        for unit in before["made"]:
            self._require_unused(unit, event, before["changes"])
        now = tree_events.rows_of(
            self._store,
            [row["id"] for row in after["organization"]],
            [row["id"] for row in after["hamlet"]],
        )
        if now != after:
            raise ProblemError("R42")

    def _require_unused(self, unit_id: str, event: TreeEvent, changes: Sequence[str]) -> None:
        unit = organizations.get(self._store, unit_id, event.on)
        uses = {
            "members": tree_use.people_besides(self._store, unit_id, changes),
            "meetings": tree_use.meetings(self._store, unit_id),
            "units": tree_use.hang_below(self._store, unit_id),
            "roles": len(roles.of_unit(self._store, unit_id)),
        }
        if any(uses.values()):
            raise ProblemError("R44", name=unit.name if unit else "", **uses)

    def _uncover(self, member_id: str, change_id: str, reason: str) -> None:
        from desktop_app.services import member_lines

        change = member_events.get(self._store, change_id)
        if change is not None:
            member_lines.write_cancel(self._store, member_id, change, reason)

    def _put_back(self, before: dict[str, Any], after: tree_events.Rows) -> None:
        known = [row["id"] for row in before["rows"]["organization"]]
        for unit in before["made"]:
            code = next(row["code"] for row in after["organization"] if row["id"] == unit)
            tree_use.annul(self._store, unit, self._free_code(code))
        tree_events.put_back(self._store, before["rows"], known, [row["id"] for row in before["rows"]["hamlet"]])
        for hamlet in before["new_hamlets"]:
            if not hamlets.lives_in(self._store, hamlet) and not hamlets.spans(self._store, hamlet_id=hamlet):
                hamlets.annul(self._store, hamlet)

    def _free_code(self, code: str) -> str:
        number = 1
        while organizations.code_owner(self._store, self._office_id, f"{code[:14]}-HUY{number}") is not None:
            number += 1
        return f"{code[:14]}-HUY{number}"


def cells_of(event: TreeEvent) -> tuple[str, ...]:
    """Return every unit an act names."""
    return (*event.subjects, *event.sources, *event.successors)


def _moves_people(act: TreeAct) -> bool:
    return act.kind in (TreeEventKind.CLOSED, TreeEventKind.SPLIT, TreeEventKind.MERGED)


def _cleaned(act: TreeAct) -> TreeAct:
    """Return an act with every text in its kept form."""
    return msgspec.structs.replace(
        act,
        units=tuple(tree_lines.cleaned_unit(unit) for unit in act.units),
        unit_ids=tuple(dict.fromkeys(act.unit_ids)),
        members_to=normalize(act.members_to),
        members={member: normalize(code) for member, code in act.members.items()},
        hamlets={normalize(name): normalize(code) for name, code in act.hamlets.items()},
        decision_number=normalize(act.decision_number),
        decided_by=normalize(act.decided_by),
        note=normalize(act.note, keep_newlines=True),
    )
