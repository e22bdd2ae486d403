"""Taking a list of households into the register: read, looked at line by line, written in one transaction or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from db import hamlets, households, members
from db.households import WantedHouseholds
from db.ids import new_id
from db.problems import ProblemError
from db.records import Hamlet, MemberRow
from db.task_records import Charge, Circumstance, Household
from db.text import fold
from desktop_app import lists
from desktop_app.documents.excel_in import plain_list
from desktop_app.documents.excel_in.plain_list import PlainList, PlainRow
from desktop_app.services.base import Clock
from desktop_app.services.household_lines import (
    CIRCUMSTANCES,
    COLUMNS,
    HouseholdPreview,
    HouseholdVerdict,
    ImportedHousehold,
    Known,
    Look,
    column_of,
)
from desktop_app.services.households import HouseholdService

if TYPE_CHECKING:
    from db.store import Store

MAX_LINES = 5_000
"""Households of one list; a commune of forty thousand people has ten thousand, in hamlets of some hundred each."""
_TOTALS = ("tong cong", "tong so", "cong")


class HouseholdImportService:
    """Use-cases of bringing in a list of households; only ``take`` writes, in one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._households = HouseholdService(store, office_id, clock)

    # --- reading ---

    def read(self, source: Path | str) -> PlainList:
        """Return the rows of a workbook or CSV file (a path) or of a copied table (a text).

        Raises ProblemError as ``excel_in.reading.open_book`` does, Q95 without a column of heads, Q96 when it holds no
        household, Q98 when it holds more than ``MAX_LINES``.
        """
        if isinstance(source, Path):
            found = plain_list.read_file(source, column_of, "head")
        else:
            found = plain_list.read_text(source, column_of, "head")
        if found is None:
            raise ProblemError("Q95", column=lists.name_of(COLUMNS, "head"))
        rows = tuple(row for row in found.rows if not _is_total(row))
        if not rows:
            raise ProblemError("Q96")
        if len(rows) > MAX_LINES:
            raise ProblemError("Q98", count=len(rows), limit=MAX_LINES)
        return PlainList(found.columns, rows)

    def preview(self, read: PlainList, cell_id: str | None = None) -> HouseholdPreview:
        """Return what every line means for the register; nothing is written.

        ``cell_id`` is the cell whose members are meant by those in charge.
        """
        look = Look(self._present(), self._hamlets(), self._people(cell_id), cell_id, self._households.check)
        return HouseholdPreview(read.columns, tuple(look.line(row) for row in read.rows))

    def _present(self) -> Known:
        wanted = WantedHouseholds(on=self._clock().date())
        known = Known()
        for line in households.page(self._store, self._office_id, wanted, 0, -1)[0]:
            known.add(line.household.head, line.household.hamlet_id, line.household.address)
        return known

    def _hamlets(self) -> list[Hamlet]:
        return hamlets.listed(self._store, self._office_id, self._clock().date())

    def _people(self, cell_id: str | None) -> list[MemberRow]:
        return members.of_cell(self._store, cell_id, self._clock().date()) if cell_id else []

    # --- writing ---

    def take(self, lines: Sequence[ImportedHousehold]) -> int:
        """Write new households with what they are and who is in charge, all of them or none; return how many.

        Raises ProblemError Q99 when there is none or one of them cannot be taken, Q97 when the register changed since
        the preview in what concerns them.
        """
        if not lines or any(line.verdict is not HouseholdVerdict.NEW for line in lines):
            raise ProblemError("Q99")
        today = self._clock().date()
        with self._store.operation("household.import", f"organization:{self._office_id}", count=len(lines)):
            self._require_fresh(lines)
            for line in lines:
                self._write(line, today)
        return len(lines)

    def _require_fresh(self, lines: Sequence[ImportedHousehold]) -> None:
        present = self._present()
        standing = {hamlet.id for hamlet in self._hamlets()}
        people = {cell: {one.id for one in self._people(cell)} for cell in {line.cell_id for line in lines} - {""}}
        for line in lines:
            gone = line.hamlet_id is not None and line.hamlet_id not in standing
            left = bool(line.member_id) and line.member_id not in people.get(line.cell_id, set())
            if gone or left or present.holds(line.head, line.hamlet_id, line.address):
                raise ProblemError("Q97", row=line.row, head=line.head)

    def _write(self, line: ImportedHousehold, today: date) -> None:
        made = Household(
            id=new_id(),
            owner_id=self._office_id,
            hamlet_id=line.hamlet_id,
            head=line.head,
            address=line.address,
            people=line.people,
            phone=line.phone,
            note=line.note,
            valid_from=today,
        )
        households.put(self._store, made)
        if line.circumstance:
            households.put_circumstance(
                self._store,
                Circumstance(id=new_id(), household_id=made.id, code=line.circumstance, valid_from=today),
            )
        if line.member_id:
            households.put_charge(
                self._store,
                Charge(
                    id=new_id(),
                    household_id=made.id,
                    member_id=line.member_id,
                    cell_id=line.cell_id,
                    valid_from=today,
                ),
            )

    def save_sample(self, path: Path) -> Path:
        """Write an empty workbook with the columns that are understood; return its path.

        Raises ProblemError as ``db.files.write`` does.
        """
        from desktop_app.documents.excel.households import households_workbook

        target = path.with_suffix(".xlsx")
        households_workbook(target, lists.names(COLUMNS), list(lists.names(CIRCUMSTANCES).values()))
        return target


def _is_total(row: PlainRow) -> bool:
    first = next((value for value in row.values.values() if value is not None), None)
    return isinstance(first, str) and fold(first).rstrip(" :") in _TOTALS
