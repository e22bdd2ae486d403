"""The acts that a line of a list stands for: another cell, a recognition; anything else is left to the forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from db import partial
from db.records import Standing
from db.register_records import ChangeInput, ChangeKind
from desktop_app.documents.excel_in.model import CellProblem, Difference
from desktop_app.documents.excel_in.own_book import Stamps
from desktop_app.rules import membership, membership_checks
from desktop_app.rules.cell_names import CellNames
from desktop_app.rules.matching import Identity
from desktop_app.services import import_fields
from desktop_app.services.base import errors
from desktop_app.services.import_plan import Columns
from desktop_app.services.import_register import Register

_MEMBERS: Final = frozenset(standing.value for standing in membership.MEMBERS)


class Acts:
    """Finds the acts of lines, for one import."""

    def __init__(self, register: Register, cells: CellNames, columns: Columns, since: date) -> None:
        self._register = register
        self._cells = cells
        self._columns = columns
        self._since = since

    def of(
        self,
        row: int,
        texts: Mapping[str, str],
        cell_id: str,
        known: Identity,
        changes: Mapping[str, str],
        stamps: Stamps,
        problems: list[CellProblem],
    ) -> tuple[tuple[ChangeInput, ...], bool]:
        """Return the acts a line stands for by day, and whether it says more, which the clerk has to be asked about.

        ``cell_id`` is the cell the line means, ``changes`` what else it changes of the person. What is asked is added
        to ``problems`` as warnings.
        """
        held = self._register.value(known.id, "standing")
        if held not in _MEMBERS:
            if not held or not (changes or not stamps.tell(row)):
                return (), False
            standing = import_fields.shown("standing", held)
            problems.append(self._columns.warning(row, "IMPORT_HAS_LEFT", "full_name", standing=standing))
            return (), True
        told = len(problems)
        wanted: list[ChangeInput] = []
        if texts.get("standing") or texts.get("duty") or "official_on" in changes:
            wanted += self._recognition(row, texts, known, changes, stamps, problems)
        if cell_id and cell_id != known.cell_id and known.cell_id and texts.get("cell"):
            wanted += self._move(row, cell_id, known, stamps, problems)
        kept = self._possible(row, known, changes, wanted, problems) if wanted else ()
        return kept, len(problems) > told

    def _move(
        self, row: int, cell_id: str, known: Identity, stamps: Stamps, problems: list[CellProblem]
    ) -> Iterator[ChangeInput]:
        """Yield the move to the cell the line names, unless it only says what it said when it was exported."""
        untouched = stamps.untouched(row, "cell", cell_id)
        if untouched:
            return
        if untouched is False and not stamps.untouched(row, "cell", known.cell_id):
            words = {"before": self._cells.name(known.cell_id), "after": self._cells.name(cell_id)}
            problems.append(self._columns.warning(row, "IMPORT_CHANGED_BOTH", "cell", **words))
        yield ChangeInput(kind=ChangeKind.CELL_MOVE, on=self._since, cell_id=cell_id)

    def _recognition(
        self,
        row: int,
        texts: Mapping[str, str],
        known: Identity,
        changes: Mapping[str, str],
        stamps: Stamps,
        problems: list[CellProblem],
    ) -> Iterator[ChangeInput]:
        """Yield the recognition that the line stands for; any other standing or duty is a matter for the form."""
        held, wanted = self._register.value(known.id, "standing"), texts.get("standing") or ""
        told = changes.get("official_on", "")
        if wanted and stamps.untouched(row, "standing", wanted):
            wanted = ""
        becomes = held == Standing.PROBATIONARY.value and (
            wanted == Standing.OFFICIAL.value or (not wanted and bool(told))
        )
        day = partial.whole(told or self._register.value(known.id, "official_on")) if becomes else None
        if day is not None:
            yield ChangeInput(kind=ChangeKind.RECOGNITION, on=day)
        for field, after in (("standing", wanted), ("duty", texts.get("duty") or "")):
            before = self._register.value(known.id, field)
            if not after or before == after or (field == "standing" and day is not None):
                continue
            code = "IMPORT_RECOGNITION_DATE" if becomes and field == "standing" else "IMPORT_STANDING_DIFFERS"
            words = {"before": import_fields.shown(field, before), "after": import_fields.shown(field, after)}
            problems.append(self._columns.warning(row, code, field, **words))

    def _possible(
        self,
        row: int,
        known: Identity,
        changes: Mapping[str, str],
        wanted: list[ChangeInput],
        problems: list[CellProblem],
    ) -> tuple[ChangeInput, ...]:
        """Return those acts that may follow what happened to the person; why others may not goes to ``problems``."""
        admitted_on = changes.get("admitted_on") or self._register.value(known.id, "admitted_on")
        history = self._register.history(known.id, admitted_on)
        kept = []
        for act in sorted(wanted, key=lambda act: act.on):
            found = errors(membership_checks.findings(act, history, act.on, lambda _day: {}))
            if found:
                field = "cell" if act.kind is ChangeKind.CELL_MOVE else "official_on"
                problems += [self._columns.warning(row, one.code, field, **one.values) for one in found]
                continue
            kept.append(act)
            history = replace(
                history,
                state=membership.outcome(history.state, act.kind),
                last_on=act.on,
                cell_id=act.cell_id or history.cell_id,
                came_on=act.on if act.cell_id else history.came_on,
            )
        return tuple(kept)

    def differences(self, known: Identity, acts: tuple[ChangeInput, ...]) -> Iterator[Difference]:
        """Yield what acts change, as people read it."""
        for act in acts:
            if act.kind is ChangeKind.CELL_MOVE:
                yield Difference("cell", self._cells.name(known.cell_id), self._cells.name(act.cell_id))
            else:
                before, after = self._register.value(known.id, "standing"), Standing.OFFICIAL.value
                yield Difference(
                    "standing", import_fields.shown("standing", before), import_fields.shown("standing", after)
                )
