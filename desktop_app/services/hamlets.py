"""Hamlets by date: which exist, which cell covers each, where no cell and no member is; new, renamed, moved, gone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from db import hamlets, organizations, tree_events
from db.ids import new_id
from db.problems import ProblemError
from db.records import CellHamlet, Finding, Hamlet, OrganizationKind
from db.register_records import TreeEvent, TreeEventKind
from db.text import normalize
from db.tree_records import HamletView
from desktop_app.rules import dates
from desktop_app.rules.findings import error, warning
from desktop_app.rules.meeting import MAX_LINE
from desktop_app.services import tree_lines
from desktop_app.services.base import Clock, refuse_errors, too_long

if TYPE_CHECKING:
    from db.store import Store


class HamletService:
    """Use-cases of hamlets; each writing method is one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock

    # --- reading ---

    def listed(self, on: date, known: organizations.Facts | None = None) -> list[HamletView]:
        """Return the office's hamlets on a day with their cells and members, in the order of their names.

        ``known`` is what was read of that day already.
        """
        known = known or organizations.facts(self._store, on)
        covers = hamlets.covers(self._store, on)
        views = organizations.cell_views(self._store, self._office_id, on, known)
        names = {view.organization.id: view.organization.name for view in views}
        living, unplaced = hamlets.living(self._store, on, known.present)
        counted = known.hamlets
        found = []
        for hamlet in hamlets.listed(self._store, self._office_id, on):
            cells = [cell for cell in covers.get(hamlet.id, []) if cell in names]
            alone = joint = 0
            for cell in cells:
                # Of a cell with one hamlet, whoever has no hamlet in the register lives there.
                if len(counted.get(cell, ())) == 1:
                    alone += unplaced.get(cell, 0)
                else:
                    joint += unplaced.get(cell, 0)
            found.append(
                HamletView(
                    hamlet=hamlet,
                    cell_ids=tuple(cells),
                    cells=tuple(names[cell] for cell in cells),
                    members=living.get(hamlet.id, 0) + alone,
                    unplaced=joint,
                )
            )
        return found

    def spans(self, hamlet_id: str) -> list[CellHamlet]:
        """Return which cells covered a hamlet, oldest first."""
        return hamlets.spans(self._store, hamlet_id=hamlet_id)

    def spans_of_cell(self, cell_id: str, on: date) -> list[tuple[str, CellHamlet]]:
        """Return which hamlets a cell covered and when, each under its name on a day, the present ones first."""
        found = [
            (hamlet.name if hamlet else "", span)
            for span in hamlets.spans(self._store, cell_id=cell_id)
            for hamlet in [hamlets.get(self._store, span.hamlet_id, on)]
        ]
        return sorted(found, key=lambda one: (one[1].valid_to is not None, one[1].valid_from))

    def of_cell(self, cell_id: str, on: date) -> list[Hamlet]:
        """Return the hamlets a cell covers on a day, in the order of their names."""
        return hamlets.of_cell(self._store, cell_id, on)

    # --- writing ---

    def check(self, name: str, on: date, hamlet_id: str | None = None) -> list[Finding]:
        """Return errors and warnings about the name of a new hamlet, or the new name of a known one."""
        cleaned = normalize(name)
        found = too_long("name", cleaned, MAX_LINE)
        if not cleaned:
            found.append(error("HAMLET_NAME_MISSING", "name"))
        elif any(
            one.name == cleaned and one.id != hamlet_id for one in hamlets.listed(self._store, self._office_id, on)
        ):
            found.append(error("HAMLET_NAME_USED", "name", name=cleaned))
        elif hamlet_id and self._own(hamlet_id, on).name == cleaned:
            found.append(error("TREE_NOTHING_NEW", "name"))
        later = hamlets.renamed_after(self._store, hamlet_id, on) if hamlet_id else None
        if later is not None:
            found.append(error("HAMLET_RENAMED_LATER", "on", day=dates.format_day(later)))
        if on > self._clock().date():
            found.append(warning("TREE_FUTURE", "on"))
        return found

    def add(self, name: str, on: date, cell_id: str = "") -> Hamlet:
        """Write a new hamlet that exists from a day on, under a cell or under none, and return it.

        Raises ProblemError V01 with the errors found, V04 and V05 for a cell that is not the office's.
        """
        refuse_errors(self.check(name, on))
        if cell_id:
            self._cell(cell_id, on)
        hamlet = Hamlet(id=new_id(), owner_id=self._office_id, name=normalize(name), established_on=on)
        with self._store.operation("hamlet.add", f"hamlet:{hamlet.id}", on=on.isoformat()):
            if cell_id:
                self._noted([cell_id], on, lambda: self._insert(hamlet, cell_id, on), new=[hamlet.id])
            else:
                hamlets.insert(self._store, [hamlet])
        return hamlet

    def _insert(self, hamlet: Hamlet, cell_id: str, on: date) -> None:
        hamlets.insert(self._store, [hamlet])
        self._cover(hamlet.id, cell_id, on)

    def _cover(self, hamlet_id: str, cell_id: str, on: date) -> None:
        row = CellHamlet(id=new_id(), owner_id=self._office_id, cell_id=cell_id, hamlet_id=hamlet_id, valid_from=on)
        hamlets.insert_covers(self._store, [row])

    def rename(self, hamlet_id: str, name: str, on: date) -> None:
        """Give a hamlet a new name from a day on; earlier days keep the old one. Raises ProblemError V01, V04, V05."""
        self._own(hamlet_id, on)
        refuse_errors(self.check(name, on, hamlet_id))
        with self._store.operation("hamlet.rename", f"hamlet:{hamlet_id}", on=on.isoformat()):
            hamlets.rename(self._store, hamlet_id, normalize(name), on)

    def move(self, hamlet_id: str, cell_id: str, on: date) -> None:
        """Put a hamlet under another cell from a day on, or under none with an empty ``cell_id``.

        Its members stay in their cells. Raises ProblemError V01 (it is there already, or the cell is closed), V04, V05.
        """
        hamlet = self._own(hamlet_id, on)
        before = hamlets.cells(self._store, hamlet_id, on)
        if before == ([cell_id] if cell_id else []):
            refuse_errors([error("TREE_NOTHING_NEW", "cell_id")])
        if cell_id:
            self._cell(cell_id, on)

        def work() -> None:
            for cell in before:
                hamlets.end_cover(self._store, cell, hamlet_id, on)
            if cell_id:
                tree_lines.cover(self._store, self._office_id, cell_id, hamlet.name, on)

        with self._store.operation("hamlet.move", f"hamlet:{hamlet_id}", on=on.isoformat()):
            self._noted(sorted({*before, *([cell_id] if cell_id else [])}), on, work, [hamlet_id])

    def close(self, hamlet_id: str, on: date) -> None:
        """Let a hamlet exist no longer from a day on (merged into another, resettled); its cells keep the others.

        Raises ProblemError V01 when people of the register still live there that day, V04, V05.
        """
        hamlet = self._own(hamlet_id, on)
        living = hamlets.living(self._store, on, {})[0].get(hamlet_id, 0)
        if living:
            refuse_errors([error("HAMLET_LIVED_IN", "on", name=hamlet.name, count=living)])
        if hamlet.established_on is not None and on <= hamlet.established_on:
            refuse_errors([error("HAMLET_BEFORE", "on", day=dates.format_day(hamlet.established_on))])
        before = hamlets.cells(self._store, hamlet_id, on)

        def work() -> None:
            for cell in before:
                hamlets.end_cover(self._store, cell, hamlet_id, on)
            hamlets.close(self._store, hamlet_id, on)

        with self._store.operation("hamlet.close", f"hamlet:{hamlet_id}", on=on.isoformat()):
            self._noted(before, on, work, [hamlet_id])

    # --- pieces ---

    def _own(self, hamlet_id: str, on: date) -> Hamlet:
        found = hamlets.get(self._store, hamlet_id, on)
        if found is None:
            raise ProblemError("V05", id=hamlet_id)
        if found.owner_id != self._office_id:
            raise ProblemError("V04", name=found.name)
        return found

    def _cell(self, cell_id: str, on: date) -> None:
        cell = organizations.get(self._store, cell_id, on)
        if cell is None or cell.kind != OrganizationKind.CELL.value:
            raise ProblemError("V05", id=cell_id)
        if cell.owner_id != self._office_id:
            raise ProblemError("V04", name=cell.name)
        if (cell.closed_on is not None and cell.closed_on <= on) or cell.valid_from > on:
            refuse_errors([error("TREE_PARENT_GONE", "cell_id", name=cell.name)])

    def _noted(
        self,
        cells: list[str],
        on: date,
        work: Callable[[], None],
        homes: Sequence[str] = (),
        *,
        new: Sequence[str] = (),
    ) -> None:
        """Do something to the hamlets of cells and keep it as an act on them."""
        before = tree_events.rows_of(self._store, cells, homes)
        work()
        if not cells:
            return
        event = TreeEvent(
            id=new_id(), owner_id=self._office_id, kind=TreeEventKind.CHANGED, on=on, subjects=tuple(cells)
        )
        kept = {"rows": before, "changes": [], "made": [], "new_hamlets": list(new)}
        tree_events.insert(self._store, event, kept, tree_events.rows_of(self._store, cells, homes))
