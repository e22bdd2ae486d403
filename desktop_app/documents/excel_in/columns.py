"""Deciding how each column of a list is understood: by what was chosen before, by its title, by its content."""

from __future__ import annotations

import itertools
import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from db.text import fold, normalize
from desktop_app import lists
from desktop_app.documents.excel_in import days, encodings, fields
from desktop_app.documents.excel_in.cell import as_text
from desktop_app.documents.excel_in.model import ColumnPlan, Encoding, Raw, SourceSheet
from desktop_app.documents.excel_in.survey import letter_of

__all__ = ["letter_of", "plan", "title_parts", "with_encoding"]

_SAMPLES = 5
_LOOKED_AT = 300
_MOST = 0.7
"""So large a part of a column's cells makes its kind."""
_TODAY = date(2100, 1, 1)
"""For telling days from other things, the century does not matter."""


@dataclass
class _Column:
    index: int
    parts: tuple[str, ...]
    cells: list[Raw]
    encoding: Encoding = Encoding.UNICODE
    capitals: bool = False
    target: str = ""
    reason: str = ""
    certainty: int = 0

    @property
    def texts(self) -> list[str]:
        """The texts among the first cells, as the file holds them."""
        return [cell for cell in self.cells if isinstance(cell, str)]

    def decoded(self) -> list[str]:
        """Return the first cells as text, readable."""
        return [
            normalize(encodings.decode(cell, self.encoding, capitals=self.capitals))
            if isinstance(cell, str)
            else as_text(cell)
            for cell in self.cells
        ]


def plan(
    sheet: SourceSheet, header: tuple[int, int], remembered: Mapping[str, str] | None = None
) -> tuple[ColumnPlan, ...]:
    """Return how every column of the sheet is understood.

    ``header`` is what ``find_header`` gives; ``remembered`` maps ``fields.title_key(title)`` to the field a clerk chose
    for such a title before ("" for one to leave out).
    """
    below = sheet.rows[header[1] : header[1] + _LOOKED_AT]
    titles = {cell for row in sheet.rows[max(header[0] - 1, 0) : header[1]] for cell in row}
    columns = [
        _Column(
            index,
            tuple(map(fields.readable, title_parts(sheet, header, index))),
            [row[index] for row in below if row[index] not in titles and row[index] is not None],
        )
        for index in range(sheet.info.columns)
    ]
    _find_encodings(sheet, columns)
    for column in columns:
        column.capitals = encodings.capitals(column.encoding, sheet.fonts.get(column.index, ""))
        _by_title(column, remembered or {})
    _split_names(columns)
    _by_content(columns)
    _no_field_twice(columns, sheet.hidden_columns)
    return tuple(
        ColumnPlan(
            index=column.index,
            letter=letter_of(column.index),
            title=" ".join(column.parts),
            target=column.target,
            encoding=column.encoding,
            reason=column.reason,
            samples=tuple(dict.fromkeys(filter(None, column.decoded())))[:_SAMPLES],
        )
        for column in columns
    )


def with_encoding(column: ColumnPlan, encoding: Encoding, sheet: SourceSheet, header_last: int) -> ColumnPlan:
    """Return a column read in another encoding, with its samples; for the choice by hand."""
    cells = [row[column.index] for row in sheet.rows[header_last : header_last + _LOOKED_AT]]
    capitals = encodings.capitals(encoding, sheet.fonts.get(column.index, ""))
    read = _Column(column.index, (), [cell for cell in cells if cell is not None], encoding, capitals)
    return replace(column, encoding=encoding, samples=tuple(dict.fromkeys(filter(None, read.decoded())))[:_SAMPLES])


def title_parts(sheet: SourceSheet, header: tuple[int, int], index: int) -> tuple[str, ...]:
    """Return the texts of the header rows over a column, top to bottom, merged cells reaching over all they cover.

    Where the file tells nothing of merged cells, a group reaches over the columns without a title of their own.
    """
    first, last = header
    parts: list[str] = []
    for number in range(first - 1, last) if first else ():
        cell = _title_at(sheet, number, index, last - 1)
        if isinstance(cell, str) and normalize(cell) and normalize(cell) not in parts:
            parts.append(cell.strip() if "\n" in cell else normalize_title(cell))
    return tuple(parts)


def normalize_title(cell: str) -> str:
    """Return a title without needless spaces; letters of the old encodings stay as they are."""
    return re.sub(r"[ \t\u00a0]+", " ", cell).strip()


def _title_at(sheet: SourceSheet, number: int, index: int, last: int) -> Raw:
    row = sheet.rows[number]
    for top, left, bottom, right in sheet.merged:
        if top <= number <= bottom and left <= index <= right:
            return sheet.rows[top][left]
    if row[index] is not None or sheet.merged or number == last:
        return row[index]
    # A title below without one above stands under the group to the left.
    if any(isinstance(sheet.rows[lower][index], str) for lower in range(number + 1, last + 1)):
        return next((row[place] for place in range(index, -1, -1) if row[place] is not None), None)
    return None


# --- encodings -------------------------------------------------------------------------------------------------------


def _find_encodings(sheet: SourceSheet, columns: Sequence[_Column]) -> None:
    """Give each column its encoding: what its content tells, else its font, else what most other columns are in."""
    counted: Counter[Encoding] = Counter()
    for column in columns:
        font = sheet.fonts.get(column.index, "")
        by_font = encodings.of_font(font)
        column.encoding = encodings.detect(column.texts, by_font or Encoding.UNICODE)
        if by_font is not None and not encodings.has_foreign(column.texts):
            column.encoding = by_font if column.texts else Encoding.UNICODE
        counted[column.encoding] += 1
    del counted[Encoding.UNICODE]
    if not counted:
        return
    usual, often = counted.most_common(1)[0]
    if sum(encodings.surely_unicode(column.texts) for column in columns) >= often:
        # One column that was copied from an old file says nothing of the others.
        return
    for column in columns:
        if column.encoding is Encoding.UNICODE and encodings.has_foreign(column.texts):
            column.encoding = encodings.detect(column.texts, usual)


# --- targets ---------------------------------------------------------------------------------------------------------


def _by_title(column: _Column, remembered: Mapping[str, str]) -> None:
    key = fields.title_key(" ".join(column.parts))
    if key and key in remembered and remembered[key] in {"", *fields.FIELDS}:
        column.target, column.reason, column.certainty = remembered[key], "remembered", 9
        return
    if not column.parts:
        return
    target, column.certainty = fields.match(column.parts)
    column.target = target or ""
    column.reason = "name" if target is not None else ""
    # "DT" is the ethnic group as well as the telephone, "Nam" a sex as well as a birth: the content decides.
    if column.target == "ethnic_code" and _share(column, _is_phone) >= _MOST:
        column.target, column.reason = "phone", "content"
    if column.target == "standing" and _share(column, _is_full_name) >= _MOST:
        column.target, column.reason = "full_name", "content"


def _split_names(columns: Sequence[_Column]) -> None:
    """Make family and given name of two columns side by side under one "Họ và tên"; neither stands alone."""
    for left, right in itertools.pairwise(columns):
        same = left.target == "full_name" and (right.parts == left.parts or not right.parts)
        if same and right.reason != "remembered" and _share(right, _is_word) >= _MOST:
            left.target, right.target = "family_name", "given_name"
            right.reason, right.certainty = "content", left.certainty
    targets = {column.target for column in columns}
    for one, other in (("given_name", "family_name"), ("family_name", "given_name")):
        for column in columns:
            if column.target == one and other not in targets and column.reason != "remembered":
                column.target = "full_name" if "full_name" not in targets else ""


def _by_content(columns: Sequence[_Column]) -> None:
    """Give columns without a title the field their cells speak of, where no other column has it."""
    taken = {name for column in columns for name in _filled(column.target)}
    waiting = [column for column in columns if not column.parts and column.cells and not column.target]
    for name, test in _TESTS:
        if name in taken:
            continue
        found = next((column for column in waiting if not column.target and _share(column, test) >= _MOST), None)
        if found is not None:
            found.target, found.reason, found.certainty = name, "content", 1
    dated = [column for column in waiting if not column.target and _share_of_days(column) >= _MOST]
    dated.sort(key=_middle_year)
    for column, name in zip(dated, ("birth_date", "admitted_on", "official_on"), strict=False):
        if name not in taken:
            column.target, column.reason, column.certainty = name, "content", 1


def _filled(target: str) -> Iterable[str]:
    return (target, *fields.FIELDS[target].fills) if target else ()


def _no_field_twice(columns: Sequence[_Column], hidden: frozenset[int]) -> None:
    """Leave one column to each field: the one whose title is surest, that is seen, that has most in it."""
    by_target: dict[str, list[_Column]] = {}
    for column in columns:
        if column.target:
            by_target.setdefault(column.target, []).append(column)
    for same in by_target.values():
        same.sort(key=lambda column: (column.certainty, column.index not in hidden, len(column.cells)), reverse=True)
        for column in same[1:]:
            column.target, column.reason = "", ""


def _share(column: _Column, test: Callable[[str], bool]) -> float:
    """Return the part of a column's cells whose text passes a test."""
    return sum(map(test, column.decoded())) / len(column.cells) if column.cells else 0.0


def _share_of_days(column: _Column) -> float:
    """Return the part of a column's cells that are days, real or written."""
    read = [days.read_day(cell, _TODAY) for cell in column.cells if isinstance(cell, (date, str))]
    return sum(bool(day.partial) for day in read) / len(column.cells) if column.cells else 0.0


def _middle_year(column: _Column) -> float:
    read = [days.read_day(cell, _TODAY).partial for cell in column.cells]
    return statistics.median(int(partial[:4]) for partial in read if partial)


def _digits(text: str) -> str:
    digits = re.sub(r"[\s.\-]", "", text)
    return digits if digits.isdecimal() else ""


def _is_word(text: str) -> bool:
    return text.isalpha() and len(text) > 1


def _is_full_name(text: str) -> bool:
    words = text.split()
    return 2 <= len(words) <= 6 and all(word[0].isupper() for word in words) and not any(map(str.isdecimal, text))


def _is_phone(text: str) -> bool:
    digits = _digits(text)
    return len(digits) == 9 or (len(digits) == 10 and digits[0] == "0")


def _is_national_id(text: str) -> bool:
    return len(_digits(text)) in (11, 12)


def _is_sex(text: str) -> bool:
    return fold(text) in ("nam", "nu")


def _is_ethnic(text: str) -> bool:
    return bool(lists.code_of("ethnic_groups", text)) and not text.isdecimal()


def _is_cell(text: str) -> bool:
    return fold(text).startswith("chi bo")


_TESTS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("national_id", _is_national_id),
    ("phone", _is_phone),
    ("sex", _is_sex),
    ("ethnic_code", _is_ethnic),
    ("cell", _is_cell),
    ("full_name", _is_full_name),
)
