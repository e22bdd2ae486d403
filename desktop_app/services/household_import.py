"""A list of households from a workbook or from the clipboard: read, looked at line by line, taken in at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from db import member_profiles
from db.households import WantedHouseholds
from db.problems import ProblemError
from db.records import Finding
from db.task_records import Household
from db.text import fold, normalize
from desktop_app import lists
from desktop_app.rules.findings import error
from desktop_app.services.base import Clock
from desktop_app.services.households import HouseholdService

if TYPE_CHECKING:
    from db.store import Store

MAX_LINES = 5_000
_HEADER_WITHIN = 20
"""Rows at the top of a list among which its titles are looked for."""


class LineState(StrEnum):
    """What a line of the list means for the register."""

    NEW = "new"
    KNOWN = "known"
    """The register has it already, or an earlier line of the list."""
    WRONG = "wrong"


class HouseholdRead(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a list."""

    row: int
    """In the file, from 1."""
    household: Household
    hamlet: str
    """As it is written in the list."""
    circumstance: str
    """Code of the list of circumstances; empty for none."""
    state: LineState
    findings: tuple[Finding, ...] = ()


class HouseholdImportService:
    """Looks first and writes what is new in one transaction; nothing that is there is changed."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._households = HouseholdService(store, office_id, clock)

    def read_file(self, path: Path) -> tuple[HouseholdRead, ...]:
        """Return the lines of a workbook's likely sheet. Raises ProblemError R50 to R64 as the import of members does,
        Q95 where no column names the head of household, Q96 past 5,000 lines.
        """
        from desktop_app.documents.excel_in import reading
        from desktop_app.documents.excel_in.cell import as_text

        book = reading.open_book(path)
        sheet = reading.read_sheet(path, book.likely)
        return self.look([[as_text(cell) for cell in row] for row in sheet.rows])

    def read_text(self, text: str) -> tuple[HouseholdRead, ...]:
        """Return the lines of a table as it is copied from a workbook. Raises ProblemError Q95, Q96."""
        lines = csv.reader(io.StringIO(text.replace("\0", "")), delimiter="\t")
        try:
            return self.look(list(lines))
        except csv.Error as wrong:
            raise ProblemError("Q95") from wrong

    def look(self, rows: Sequence[Sequence[str]]) -> tuple[HouseholdRead, ...]:
        """Return what each line means. Raises ProblemError Q95, Q96."""
        at, columns = _header(rows)
        if len(rows) - at - 1 > MAX_LINES:
            raise ProblemError("Q96", most=MAX_LINES)
        today = self._clock().date()
        hamlets = {fold(one.name): one.id for one in member_profiles.hamlets(self._store, self._office_id)}
        kept, _ = self._households.page(WantedHouseholds(on=today), 0, -1)
        seen = _Seen()
        for one in kept:
            seen.add(one.household)
        found = []
        for number, row in enumerate(rows[at + 1 :], at + 2):
            cells = {name: normalize(row[place]) if place < len(row) else "" for name, place in columns.items()}
            if not any(cells.values()):
                continue
            line = self._line(number, cells, hamlets, today)
            if line.state is LineState.NEW and line.household in seen:
                line = msgspec.structs.replace(line, state=LineState.KNOWN)
            seen.add(line.household)
            found.append(line)
        return tuple(found)

    def _line(self, row: int, cells: dict[str, str], hamlets: dict[str, str], today: date) -> HouseholdRead:
        wrong: list[Finding] = []
        people, hamlet, circumstance = cells.get("people", ""), cells.get("hamlet", ""), cells.get("circumstance", "")
        if people and not (people.isascii() and people.isdigit() and len(people) < 6):
            wrong.append(error("HOUSEHOLD_PEOPLE_UNREAD", "people", text=people))
            people = ""
        if hamlet and fold(hamlet) not in hamlets:
            wrong.append(error("HOUSEHOLD_HAMLET_UNKNOWN", "hamlet_id", name=hamlet))
        code = lists.code_of("household_circumstances", circumstance)
        if circumstance and not code:
            wrong.append(error("HOUSEHOLD_CIRCUMSTANCE_UNKNOWN", "circumstance", name=circumstance))
        household = Household(
            id="",
            owner_id=self._office_id,
            head=cells["head"],
            hamlet_id=hamlets.get(fold(hamlet)),
            people=int(people) if people else None,
            address=cells.get("address", ""),
            phone=cells.get("phone", ""),
            note=cells.get("note", ""),
            valid_from=today,
        )
        wrong += self._households.check(household)
        return HouseholdRead(
            row=row,
            household=household,
            hamlet=hamlet,
            circumstance=code,
            state=LineState.WRONG if wrong else LineState.NEW,
            findings=tuple(wrong),
        )

    def take(self, lines: Sequence[HouseholdRead]) -> int:
        """Write what is new of a list, all of it or nothing, and return how many. Raises ProblemError V01."""
        new = [(line.household, line.circumstance) for line in lines if line.state is LineState.NEW]
        return len(self._households.save_many(new)) if new else 0


def _header(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """Return the place of the row of titles, and of the columns that are understood. Raises ProblemError Q95."""
    best: tuple[int, dict[str, int]] = (0, {})
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        found: dict[str, int] = {}
        for place, title in enumerate(row):
            code = lists.code_of("household_columns", normalize(title))
            if code:
                found.setdefault(code, place)
        if len(found) > len(best[1]):
            best = at, found
    if "head" not in best[1]:
        raise ProblemError("Q95")
    return best


class _Seen:
    """Households met so far: the same head in the same hamlet, unless two addresses tell them apart."""

    def __init__(self) -> None:
        self._addresses: dict[tuple[str, str], set[str]] = {}

    def add(self, household: Household) -> None:
        """Remember a household."""
        self._addresses.setdefault(self._key(household), set()).add(fold(household.address))

    def __contains__(self, household: Household) -> bool:
        known, address = self._addresses.get(self._key(household), set()), fold(household.address)
        return bool(known) and (not address or "" in known or address in known)

    @staticmethod
    def _key(household: Household) -> tuple[str, str]:
        return fold(household.head), household.hamlet_id or ""
