"""What the lines of a list of households mean for the register: new, there already, or wrong and why."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from db.records import Finding, Hamlet, MemberRow, Severity
from db.task_records import Household
from db.text import fold, normalize
from desktop_app import lists
from desktop_app.documents.excel_in.cell import as_text, bare_name
from desktop_app.documents.excel_in.plain_list import PlainRow
from desktop_app.rules.cell_names import CellName, CellNames
from desktop_app.rules.findings import error, warning

COLUMNS = "household_columns"
CIRCUMSTANCES = "household_circumstances"
_PEOPLE = re.compile(r"(\d{1,6})(?:\s*(?:khẩu|nhân khẩu|người))?")
_ERRORS = re.compile(r"#(?:REF|NAME|VALUE|DIV/0|N/A|NUM|NULL)[!?]?", re.IGNORECASE)
_RUNS = ("=", "+", "@", "-")
"""What a cell begins with that Excel takes for a formula."""


class HouseholdVerdict(StrEnum):
    """What a line means for the register."""

    NEW = "new"
    KNOWN = "known"
    """There already: the same head in the same hamlet."""
    WRONG = "wrong"


@dataclass(frozen=True)
class ImportedHousehold:
    """One line of a list, compared with the register."""

    row: int
    """From 1, as in the file."""
    verdict: HouseholdVerdict
    head: str
    address: str = ""
    hamlet_id: str | None = None
    hamlet: str = ""
    """Name of the hamlet, as typed where it is unknown."""
    people: int | None = None
    circumstance: str = ""
    """Code of resources/lists/household_circumstances.toml."""
    phone: str = ""
    note: str = ""
    member_id: str = ""
    member: str = ""
    """Who is to be in charge, as typed where nobody of the cell is meant."""
    cell_id: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class HouseholdPreview:
    """What a list means for the register."""

    columns: dict[str, str]
    """Title in the list by column."""
    lines: tuple[ImportedHousehold, ...]

    def count(self, verdict: HouseholdVerdict) -> int:
        """Return how many lines are that."""
        return sum(line.verdict is verdict for line in self.lines)

    def new(self) -> list[ImportedHousehold]:
        """Return the lines that can be taken."""
        return [line for line in self.lines if line.verdict is HouseholdVerdict.NEW]


def column_of(title: str) -> str:
    """Return the column a title means, "" for none."""
    return lists.code_of(COLUMNS, title)


class Known:
    """Households met so far: the same head in the same hamlet, unless two addresses tell them apart."""

    def __init__(self) -> None:
        self._addresses: dict[tuple[str, str | None], dict[str, int]] = {}
        self._alike: set[tuple[str, str | None]] = set()

    @staticmethod
    def _key(head: str, hamlet_id: str | None) -> tuple[str, str | None]:
        # Accents part people: Lò Văn Hạnh is not Lò Văn Hanh.
        return normalize(head).casefold(), hamlet_id

    def add(self, head: str, hamlet_id: str | None, address: str, row: int = 0) -> None:
        """Remember a household and the row it stands in."""
        self._addresses.setdefault(self._key(head, hamlet_id), {}).setdefault(fold(address), row)
        self._alike.add((fold(head), hamlet_id))

    def holds(self, head: str, hamlet_id: str | None, address: str) -> bool:
        """Return whether this very household was met."""
        return self.row(head, hamlet_id, address) is not None

    def row(self, head: str, hamlet_id: str | None, address: str) -> int | None:
        """Return the row this very household was met in, None for none."""
        met = self._addresses.get(self._key(head, hamlet_id))
        if not met:
            return None
        own = fold(address)
        # A household without an address may be any of its name.
        return next(iter(met.values())) if not own or "" in met else met.get(own)

    def resembles(self, head: str, hamlet_id: str | None) -> bool:
        """Return whether a household of this name was met there, accents aside, at whatever address."""
        return (fold(head), hamlet_id) in self._alike


class Look:
    """Compares lines with the register, for one preview."""

    def __init__(
        self,
        present: Known,
        hamlets_: Iterable[Hamlet],
        people: Iterable[MemberRow],
        cell_id: str | None,
        check: Callable[[Household], list[Finding]],
    ) -> None:
        self._present = present
        self._names = {hamlet.id: hamlet.name for hamlet in hamlets_}
        self._hamlets = CellNames([CellName(id_, name, name) for id_, name in self._names.items()])
        self._people: dict[str, list[MemberRow]] = {}
        for one in people:
            self._people.setdefault(fold(one.full_name), []).append(one)
        self._cell_id = cell_id
        self._check = check
        self._met = Known()
        self._nearest = functools.cache(self._hamlets.nearest)

    def line(self, row: PlainRow) -> ImportedHousehold:
        """Return a row as a household of the register."""
        found: list[Finding] = []
        texts = {name: self._text(row, name, found) for name in ("head", "address", "hamlet", "phone", "note")}
        if texts["head"].startswith(_RUNS) or (texts["head"] and not any(map(str.isalpha, texts["head"]))):
            found.append(error("HOUSEHOLD_IMPORT_NAME", "head", text=texts["head"][:60]))
        hamlet_id, hamlet = self._hamlet(texts["hamlet"], found)
        people = self._people_of(row, found)
        circumstance = self._circumstance(row, found)
        member_id, member = self._member(row, found)
        kept = Household(
            id="",
            owner_id="",
            head=texts["head"],
            address=texts["address"],
            people=people,
            phone=texts["phone"],
            note=texts["note"],
            valid_from=date.min,
        )
        found += self._check(kept)
        verdict = HouseholdVerdict.WRONG
        if not any(one.severity is Severity.ERROR for one in found):
            verdict = self._compared(row.row, texts["head"], hamlet_id, texts["address"], found)
        return ImportedHousehold(
            row=row.row,
            verdict=verdict,
            head=texts["head"],
            address=texts["address"],
            hamlet_id=hamlet_id,
            hamlet=hamlet,
            people=people,
            circumstance=circumstance,
            phone=texts["phone"],
            note=texts["note"],
            member_id=member_id,
            member=member,
            cell_id=(self._cell_id or "") if member_id else "",
            findings=tuple(found),
        )

    def _compared(
        self, row: int, head: str, hamlet_id: str | None, address: str, found: list[Finding]
    ) -> HouseholdVerdict:
        if self._present.holds(head, hamlet_id, address):
            return HouseholdVerdict.KNOWN
        first = self._met.row(head, hamlet_id, address)
        if first is not None:
            found.append(error("HOUSEHOLD_IMPORT_TWICE", "head", row=first))
            return HouseholdVerdict.WRONG
        self._met.add(head, hamlet_id, address, row)
        if self._present.resembles(head, hamlet_id):
            found.append(warning("HOUSEHOLD_IMPORT_ALIKE", "head"))
        return HouseholdVerdict.NEW

    @staticmethod
    def _text(row: PlainRow, name: str, found: list[Finding]) -> str:
        value = row.values.get(name)
        if value is None and name in row.formulas:
            found.append(error("HOUSEHOLD_IMPORT_FORMULA", name, column=lists.name_of(COLUMNS, name)))
        text = as_text(value)
        if _ERRORS.fullmatch(text):
            found.append(error("HOUSEHOLD_IMPORT_ERROR", name, column=lists.name_of(COLUMNS, name), text=text))
        return text

    def _hamlet(self, typed: str, found: list[Finding]) -> tuple[str | None, str]:
        if not typed:
            return None, ""
        ids = self._hamlets.find(typed)
        if len(ids) == 1:
            return ids[0], self._names[ids[0]]
        if ids:
            names = ", ".join(self._names[id_] for id_ in ids)
            found.append(error("HOUSEHOLD_IMPORT_HAMLET_SEVERAL", "hamlet", name=typed[:60], names=names))
        elif nearest := self._nearest(typed[:60]):
            found.append(error("HOUSEHOLD_IMPORT_HAMLET_NEAR", "hamlet", name=typed[:60], nearest=nearest))
        else:
            found.append(error("HOUSEHOLD_IMPORT_HAMLET", "hamlet", name=typed[:60]))
        return None, typed

    def _people_of(self, row: PlainRow, found: list[Finding]) -> int | None:
        text = self._text(row, "people", found)
        if not text:
            return None
        number = _PEOPLE.fullmatch(text.casefold())
        # A day or a tick is no number, however Excel shows it.
        if number is None or isinstance(row.values["people"], bool | date):
            if not _ERRORS.fullmatch(text):
                found.append(error("HOUSEHOLD_IMPORT_PEOPLE", "people", text=text[:30]))
            return None
        return int(number[1])

    def _circumstance(self, row: PlainRow, found: list[Finding]) -> str:
        text = self._text(row, "circumstance", found)
        code = lists.code_of(CIRCUMSTANCES, text)
        if text and not code and not _ERRORS.fullmatch(text):
            names = "; ".join(lists.words(CIRCUMSTANCES).values())
            found.append(error("HOUSEHOLD_IMPORT_CIRCUMSTANCE", "circumstance", text=text[:60], names=names))
        return code

    def _member(self, row: PlainRow, found: list[Finding]) -> tuple[str, str]:
        typed, _sex = bare_name(self._text(row, "member", found), titles=True)
        if not typed:
            return "", ""
        if self._cell_id is None:
            found.append(error("HOUSEHOLD_IMPORT_NO_CELL", "member", name=typed[:60]))
            return "", typed
        alike = self._people.get(fold(typed), [])
        spelt = _spelt(typed)
        same = [one for one in alike if _spelt(one.full_name) == spelt]
        if not same and fold(typed) == spelt:
            # Without accents, anybody whose name is spelt so may be meant; other accents are another name.
            same = alike
        if len(same) == 1:
            return same[0].id, same[0].full_name
        code = "HOUSEHOLD_IMPORT_MEMBER_SEVERAL" if same else "HOUSEHOLD_IMPORT_MEMBER"
        found.append(error(code, "member", name=typed[:60]))
        return "", typed


def _spelt(name: str) -> str:
    """Return a name with its accents, but without capitals, apostrophes and hyphens."""
    letters = normalize(name).casefold()
    return " ".join("".join(letter if letter.isalnum() else " " for letter in letters).split())
