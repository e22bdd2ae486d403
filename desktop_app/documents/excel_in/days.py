"""Days as old lists write them: real days, numbers, texts; whole, of a month or of a year only.

A cell either becomes the day the clerk meant or is refused with its reason, never another day.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from db.text import normalize
from desktop_app.documents.excel_in.model import Raw

OLDEST, LATEST = 1900, 2100
_GROWN_UP = 18
"""Nobody is admitted younger (Điều lệ Đảng, Điều 1), so no birth year of two digits is nearer than this."""
_WORDS = re.compile(r"\b(?:ngày|ngay|tháng|thang|năm|nam|sinh)\b", re.IGNORECASE)
_CLOCK = re.compile(r"[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?(?:AM|PM|SA|CH))?Z?$", re.IGNORECASE)
_USUAL = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4})")
_PARTS = re.compile(r"[0-9]+(?:[ /.\-]+[0-9]+){0,2}")
_NUMBERS = re.compile("[0-9]+")
_SLASHES = str.maketrans({"\\": "/", "–": "-", "—": "-", "−": "-", ",": ".", "_": "/", "|": "/", "'": None, "`": None})
_BLANKS = frozenset(
    {"-", "--", "?", "x", "không", "không rõ", "chưa", "chưa rõ", "0", "/", "//", "/ /", "…", "...", "."}
)
_TYPED_YEARS = range(OLDEST, LATEST + 1)
"""Serial numbers that are years typed into a cell formatted as a day."""
_EPOCH_1900 = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)
_ENOUGH = 4
"""So many cells of a column make a habit."""


class Order(StrEnum):
    """How the numbers of a column's days follow one another."""

    DAY_FIRST = "day_first"
    MIXED = "mixed"
    """A few cells have the month first: the others are pointed out."""
    UNSURE = "unsure"
    """At least as many cells have the month first as the day: what can be read both ways is refused."""


@dataclass(frozen=True)
class Habits:
    """What a column as a whole tells of its single cells."""

    order: Order = Order.DAY_FIRST
    swapped: bool = False
    """Real days have no day above 12 while texts have nothing else: Excel took the days it could for months."""
    from_1904: bool = False


class Day(NamedTuple):
    """One cell understood: the partial date, and what is to be said about it."""

    partial: str | None
    """"" for an empty cell, None where it is refused."""
    code: str = ""
    """Code of a finding; empty where there is nothing to say."""
    shown: str = ""
    """What the finding shows besides the cell's text."""


def read_day(raw: Raw, today: date, *, birth: bool = False, habits: Habits = Habits()) -> Day:
    """Return what a cell says: real days, serial numbers, 5/3/1965, 5.3.65, 3/1965, 1965, 05031965, 1965-03-05.

    A year of two digits lies in the past, for a birth at least 18 years back. A day or month of 00 is unknown and
    pointed out. The findings: READ_DATE_FORM, READ_DATE_NONE, READ_DATE_ORDER, READ_DATE_UNSURE, READ_DATE_YEAR refuse;
    READ_DATE_ZERO, READ_DATE_TYPED_YEAR, READ_DATE_SERIAL, READ_DATE_MIXED, READ_DATE_SWAPPED only point out.
    """
    if raw is None:
        return Day("")
    if isinstance(raw, bool):
        return Day(None, "READ_DATE_FORM")
    if isinstance(raw, date):
        return _real(raw, habits)
    if isinstance(raw, (int, float)):
        return _number(raw, today, habits, birth=birth)
    return _text(raw, today, habits, birth=birth)


def habits_of(cells: Iterable[Raw], *, from_1904: bool = False) -> Habits:
    """Return what a column tells about the order of day and month in its cells."""
    day_first = month_first = both = real = real_late = 0
    for raw in cells:
        if raw is None:
            continue
        if isinstance(raw, date):
            real += 1
            real_late += raw.day > 12
        elif isinstance(raw, str) and len(numbers := _split(raw)) == 3 and len(numbers[0]) <= 2:
            first, second = int(numbers[0]), int(numbers[1])
            day_first += first > 12 >= second
            month_first += second > 12 >= first
            both += first <= 12 and second <= 12 and first != second
    order = Order.DAY_FIRST
    if month_first and month_first >= day_first:
        order = Order.UNSURE
    elif month_first * 10 >= day_first and month_first:
        order = Order.MIXED
    swapped = day_first >= _ENOUGH and both == 0 and real >= _ENOUGH and real_late == 0
    return Habits(order, swapped, from_1904)


def read_two(raw: Raw, today: date, habits: Habits) -> tuple[Day, Day]:
    """Return both days of a cell that holds two, one under or beside the other; the second may be missing."""
    if not isinstance(raw, str):
        return read_day(raw, today, habits=habits), Day("")
    groups = _NUMBERS.findall(raw)
    size = {2: 1, 4: 2, 6: 3}.get(len(groups), 0)
    if size == 0 or (size == 1 and not all(len(group) in (4, 8) for group in groups)):
        return read_day(_LABELS.sub(" ", raw), today, habits=habits), Day("")
    first, second = "/".join(groups[:size]), "/".join(groups[size:])
    return read_day(first, today, habits=habits), read_day(second, today, habits=habits)


_LABELS = re.compile(r"[^\W\d_]+\s*:?", re.UNICODE)


def _real(day: date, habits: Habits) -> Day:
    serial = (day - (_EPOCH_1904 if habits.from_1904 else _EPOCH_1900)).days
    if serial in _TYPED_YEARS:
        # Real births of that spring are 120 years old; a year typed into a formatted cell is an everyday thing.
        return Day(str(serial), "READ_DATE_TYPED_YEAR", f"{day:%d/%m/%Y}")
    if not OLDEST <= day.year <= LATEST:
        return Day(None, "READ_DATE_YEAR", f"{day:%d/%m}/{day.year}")
    if habits.swapped and day.day != day.month:
        return Day(day.isoformat(), "READ_DATE_SWAPPED", f"{day:%m/%d/%Y}")
    return Day(day.isoformat())


def _number(number: float, today: date, habits: Habits, *, birth: bool) -> Day:
    if not math.isfinite(number):
        return Day(None, "READ_DATE_FORM")
    if number == 0:
        return Day("")
    if number != int(number):
        # "3.1975" in a cell of an English Excel is a number, and 1.1980 loses its last digit.
        month, _, year = f"{number:.4f}".partition(".")
        found = _checked("", month, year, today, birth=birth)
        # Fewer than three decimals are a day and a month ("5.2"), more are something else.
        return (
            found if found.partial and len(f"{number!r}".partition(".")[2]) in (3, 4) else Day(None, "READ_DATE_FORM")
        )
    whole = int(number)
    if whole in _TYPED_YEARS:
        return Day(str(whole))
    if 1_000_000 <= whole <= 31_129_999 or 19_000_101 <= whole <= 21_001_231:
        return _run_together(f"{whole:08}", today, birth=birth)
    if LATEST < whole < 80_000:
        day = (_EPOCH_1904 if habits.from_1904 else _EPOCH_1900) + timedelta(days=whole)
        if day.year > LATEST:
            return Day(None, "READ_DATE_YEAR", str(day.year))
        return Day(day.isoformat(), "READ_DATE_SERIAL", f"{day:%d/%m/%Y}")
    return Day(None, "READ_DATE_FORM")


def _text(raw: str, today: date, habits: Habits, *, birth: bool) -> Day:
    numbers = _split(raw)
    if not numbers:
        text = _cleaned(raw)
        return Day("") if not text or text.casefold() in _BLANKS else Day(None, "READ_DATE_FORM")
    if len(numbers) == 1:
        return _alone(numbers[0], today, birth=birth)
    if len(numbers) == 2:
        year_first = len(numbers[0]) == 4
        month, year = reversed(numbers) if year_first else numbers
        return _checked("", month, year, today, birth=birth) if len(year) == 4 else Day(None, "READ_DATE_FORM")
    if len(numbers[0]) == 4:
        year, month, day = numbers
        return _checked(day, month, year, today, birth=birth)
    day, month, year = numbers
    found = _checked(day, month, year, today, birth=birth)
    if found.partial and not found.code and len(found.partial) == 10 and _both_ways(numbers):
        if habits.order is Order.UNSURE:
            return Day(None, "READ_DATE_UNSURE")
        if habits.order is Order.MIXED:
            return Day(found.partial, "READ_DATE_MIXED", f"{int(numbers[0])}/{int(numbers[1])}")
    return found


def _both_ways(numbers: list[str]) -> bool:
    first, second = int(numbers[0]), int(numbers[1])
    return first <= 12 and second <= 12 and first != second


def _split(raw: str) -> list[str]:
    """Return the one, two or three numbers of a written day; empty where it is none."""
    if usual := _USUAL.fullmatch(raw):
        return [usual[1], usual[2], usual[3]]
    text = _cleaned(raw)
    return _NUMBERS.findall(text) if _PARTS.fullmatch(text) else []


def _cleaned(raw: str) -> str:
    """Return the numbers and separators of a day, whatever stands around them."""
    text = _CLOCK.sub("", normalize(raw))
    text = _WORDS.sub(" ", text.translate(_SLASHES))
    return " ".join(re.sub(r"\s*([/.\-])[\s/.\-]*", r"\1", text).split()).strip("/.;:- ")


def _alone(number: str, today: date, *, birth: bool) -> Day:
    if len(number) == 4:
        return _checked("", "", number, today, birth=birth)
    if len(number) == 8:
        return _run_together(number, today, birth=birth)
    if len(number) == 6:
        # The year of "031965" would be a month of "03/19/65": never both.
        month_year = _checked("", number[:2], number[2:], today, birth=birth)
        return month_year if month_year.partial else _checked(number[:2], number[2:4], number[4:], today, birth=birth)
    return Day(None, "READ_DATE_FORM")


def _run_together(number: str, today: date, *, birth: bool) -> Day:
    """Read 05031965 or 19650305: the year of one is no year in the other."""
    day_first = _checked(number[:2], number[2:4], number[4:], today, birth=birth)
    year_first = _checked(number[6:], number[4:6], number[:4], today, birth=birth)
    if day_first.partial and year_first.partial:
        return Day(None, "READ_DATE_FORM")
    return year_first if year_first.partial and not year_first.code else day_first


def _checked(day: str, month: str, year: str, today: date, *, birth: bool) -> Day:
    """Return the partial date of its three numbers, as texts; "" for a part that is not written."""
    if len(year) not in (2, 4) or len(day) > 2 or len(month) > 2:
        return Day(None, "READ_DATE_FORM")
    number = int(year) if len(year) == 4 else _past(int(year), today, birth=birth)
    if not OLDEST <= number <= LATEST:
        return Day(None, "READ_DATE_YEAR", str(number))
    if not month or int(month) == 0:
        if month and day and int(day):
            # A day without its month says nothing that can be kept.
            return Day(None, "READ_DATE_NONE")
        return Day(f"{number:04}", "READ_DATE_ZERO", f"{number}") if month else Day(f"{number:04}")
    if int(month) > 12 and day and 1 <= int(day) <= 12 and int(month) <= 31:
        return Day(None, "READ_DATE_ORDER")
    if int(month) > 12:
        return Day(None, "READ_DATE_NONE")
    kept = f"{number:04}-{int(month):02}"
    if not day or int(day) == 0:
        return Day(kept, "READ_DATE_ZERO", f"{int(month)}/{number}") if day else Day(kept)
    try:
        return Day(date(number, int(month), int(day)).isoformat())
    except ValueError:
        return Day(None, "READ_DATE_NONE")


def _past(year: int, today: date, *, birth: bool) -> int:
    latest = today.year - _GROWN_UP if birth else today.year
    number = today.year - today.year % 100 + year
    return number if number <= latest else number - 100
