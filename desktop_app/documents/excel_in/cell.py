"""What reading one cell is made of: the cell with its surroundings, what became of it, what is said about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Final, NamedTuple

from db.records import Severity, Sex
from db.text import fold, normalize
from desktop_app.documents.excel_in import days
from desktop_app.documents.excel_in.fields import FIELDS, ImportField
from desktop_app.documents.excel_in.model import Encoding, Raw


class Missing(Enum):
    """Stands where a field gets no value from a line."""

    REFUSED = "refused"
    """Its cell could not be understood."""
    SILENT = "silent"
    """Another column might have told it, and does not."""


REFUSED: Final = Missing.REFUSED
SILENT: Final = Missing.SILENT

_WARNINGS = frozenset(
    {
        "READ_DATE_ZERO",
        "READ_DATE_TYPED_YEAR",
        "READ_DATE_SERIAL",
        "READ_DATE_MIXED",
        "READ_DATE_SWAPPED",
        "READ_ZERO_RESTORED",
        "READ_NATIONAL_ID_OLD",
        "READ_LIST_UNKNOWN",
        "READ_EDUCATION_DAY",
        "READ_LETTER_LOST",
        "READ_WORD_UNKNOWN",
    }
)


class Note(NamedTuple):
    """What is to be said about a cell."""

    code: str
    field: str
    shown: str = ""
    """What the sentence shows besides the cell's own text."""

    @property
    def severity(self) -> Severity:
        """How much it weighs."""
        return Severity.WARNING if self.code in _WARNINGS else Severity.ERROR


class Outcome(NamedTuple):
    """What became of a cell: a value for each field that its column fills, and what is to be said."""

    values: tuple[object, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Context:
    """What a cell is read with besides itself."""

    today: date
    encoding: Encoding = Encoding.UNICODE
    capitals: bool = False
    habits: days.Habits = field(default_factory=days.Habits)
    titles: bool = False
    """Whether "Ông" and "Bà" stand before the names of this column and are no part of them."""


class Cell(NamedTuple):
    """A cell with a value, decoded, and the field it is read for."""

    wanted: ImportField
    raw: Raw
    text: str
    """Cleaned; empty where the cell holds no text."""
    context: Context


EMPTY: dict[str, object] = dict.fromkeys(("sex", "standing", "duty", "youth_member", "revision"))
"""What an empty cell is for fields whose values are no texts; "" for all others."""
NO = frozenset({"khong", "k", "ko", "0", "khong co", "chua", "chua co", "no", "false"})
YES = frozenset({"x", "co", "1", "v", "yes", "true", "dung", "roi", "da"})
TICKS = frozenset({"✓", "✔", "☑", "√", "+", "*"})
SEXES = {
    **dict.fromkeys(("nam", "male", "m", "trai", "ong", "nam gioi"), Sex.MALE),
    **dict.fromkeys(("nu", "female", "f", "gai", "ba", "nu gioi"), Sex.FEMALE),
}
_COMRADE = re.compile(r"^(?:đ\s*/\s*c|đ\.\s*c|đ/chí|đồng chí|d/c|dc)\b[.:\s]*", re.IGNORECASE)
_TITLE = re.compile(r"^(ông|bà|anh|chị)\b[.:]?\s+", re.IGNORECASE)
_NUMBERING = re.compile(r"^[0-9]{1,4}\s*[.)\-]\s*")


def filled_by(target: str) -> tuple[str, ...]:
    """Return the fields that a column gives values for."""
    return _ALSO.get(target) or FIELDS[target].fills or (target,)


_ALSO = {
    "full_name": ("full_name", "sex"),
    "standing": ("standing", "duty"),
    "qualification_code": ("qualification_code", "qualification_field"),
}
"""Columns that tell something of a second field: "Bà" before a name, "Miễn sinh hoạt" as a state, "Đại học Luật"."""


def as_text(raw: Raw) -> str:
    """Return a cell as Excel would show it in Vietnam: whole numbers without decimals, days as dd/mm/yyyy."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, date):
        return f"{raw:%d/%m}/{raw.year:04}"
    if isinstance(raw, float):
        return f"{int(raw)}" if raw.is_integer() and abs(raw) < 1e15 else f"{raw:.15g}"
    return normalize(str(raw))


def is_tick(raw: Raw) -> bool:
    """Return whether a cell is only marked: "x", "✓", 1."""
    return raw is True or raw == 1 or (isinstance(raw, str) and (raw.strip() in TICKS or fold(raw) in ("x", "v")))


def refused(names: tuple[str, ...], code: str, shown: str = "") -> Outcome:
    """Return the outcome of a cell that is not understood: no value for any of its fields, and why."""
    return Outcome((REFUSED,) * len(names), (Note(code, names[0], shown),))


def bare_name(text: str, *, titles: bool) -> tuple[str, Sex | None]:
    """Return (the name without numbers and forms of address before it, the sex that these told)."""
    name = _NUMBERING.sub("", text) if text[:1].isdecimal() else text
    name = _without_comrade(name)
    sex = None
    if titles and (found := _TITLE.match(name)) and len(name[found.end() :].split()) > 1:
        name = _without_comrade(name[found.end() :])
        sex = Sex.MALE if found[1].casefold() in ("ông", "anh") else Sex.FEMALE
    return name.strip(" ,;.:-"), sex


def _without_comrade(name: str) -> str:
    return _COMRADE.sub("", name) if name[:1] in "đĐdD" else name


def partial_of(found: days.Day) -> object:
    """Return the value a day gives its field."""
    return REFUSED if found.partial is None else found.partial


def day_notes(found: days.Day, name: str) -> tuple[Note, ...]:
    """Return what is to be said about a day."""
    return (Note(found.code, name, found.shown),) if found.code else ()
