"""Telling people's rows from all the others below a header: empty ones, groups, repeated headers, totals, feet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from db.records import Standing
from db.text import fold, normalize
from desktop_app.documents.excel_in import encodings
from desktop_app.documents.excel_in.header import numbers_columns
from desktop_app.documents.excel_in.model import ColumnPlan, Encoding, ImportChoices, Raw, SourceSheet

_NAMES = ("full_name", "names", "family_name", "given_name")
_TOTALS = re.compile(
    r"(?:tổng(?: cộng| số)?|cộng|tong cong|tong so|cong)\s*(?:[:.(]|chi bộ|đảng viên|[0-9]|$)", re.IGNORECASE
)
_FEET = re.compile(
    r"(?:nguoi lap|t m |tm |kt |bi thu|pho bi thu|nguoi tong hop|can bo tong hop|xac nhan cua|ky ten|ky ghi ro|"
    r"danh sach (?:nay|tren|co)|an dinh|noi nhan|ghi chu )|.*\bngay\b.{0,6}\bthang\b.{0,6}\bnam\b"
)
_CELL = re.compile(r"chi bo|cb |dang bo|chi doan|don vi|thon |ban |xom |to dan pho|khu |ap |buon |lang |truong ")
_GROUP = re.compile(r"to dang|to dan van")
_NUMBER_BEFORE = re.compile(r"^(?:[IVXLC]{1,6}|[A-Z]|[0-9]{1,3})\s*[.)/\-:]\s*")
_ORDINAL = re.compile(r"(?:[IVXLC]{1,6}|[A-Z])\.?|[0-9]{1,3}[.)]")
_COUNT_AFTER = re.compile(
    r"\s*(?:[:\-–(]\s*)?[0-9]+\s*(?:đảng viên|đồng chí|đ/c|đv|người)?\s*\)?\s*\.?$", re.IGNORECASE
)
_FEW = 2
_RICH = 3
_WIDE = 3


@dataclass
class Sorted:
    """The rows below the header, by their number from 0 in the sheet."""

    people: list[int] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)
    groups: dict[int, dict[str, object]] = field(default_factory=dict)
    """For each person's row, what the group it stands in says of it; absent where it stands in none."""


def sort_rows(sheet: SourceSheet, choices: ImportChoices) -> Sorted:
    """Return which rows below the header are people."""
    return _Sorter(sheet, choices).run()


class _Sorter:
    def __init__(self, sheet: SourceSheet, choices: ImportChoices) -> None:
        self._sheet = sheet
        self._first = choices.header_last
        self._used = [plan for plan in choices.columns if plan.target]
        self._indexes = [plan.index for plan in self._used]
        self._names = [plan.index for plan in self._used if plan.target in _NAMES]
        self._others = [plan.index for plan in self._used if plan.target not in _NAMES]
        self._encodings = {plan.index: plan.encoding for plan in choices.columns}
        self._wide = {
            (top, left): right - left + 1 for top, left, bottom, right in sheet.merged if top == bottom and right > left
        }
        self._titles = self._header_texts(choices)
        self._group: dict[str, object] = {}
        self._ended = False
        self._found = Sorted()

    def _header_texts(self, choices: ImportChoices) -> frozenset[str]:
        rows = self._sheet.rows[max(choices.header_first - 1, 0) : choices.header_last] if choices.header_first else []
        return frozenset(cell for row in rows for cell in row if isinstance(cell, str))

    def run(self) -> Sorted:
        rows = self._sheet.rows
        for number in range(self._first, len(rows)):
            row = rows[number]
            if self._is_person(number, row):
                self._found.people.append(number)
                if self._group:
                    self._found.groups[number] = self._group
            else:
                self._found.skipped.append(number)
        return self._found

    def _is_person(self, number: int, row: Sequence[Raw]) -> bool:
        named = any(row[index] is not None for index in self._names)
        if named and len(row) - row.count(None) >= _RICH and not self._looks_special(row):
            self._ended = False
            return True
        texts = [(index, cell) for index, cell in enumerate(row) if cell is not None and not _blank(cell)]
        if not texts or self._repeats_header(texts) or numbers_columns([cell for _, cell in texts]):
            return False
        if self._is_total(texts):
            self._ended = True
            return False
        if self._is_group(number, texts):
            return False
        if self._is_foot(texts):
            self._ended = True
            return False
        return self._is_sparse_person(texts)

    def _looks_special(self, row: Sequence[Raw]) -> bool:
        """Return whether a well filled row may be something else than a person."""
        for cell in row:
            if isinstance(cell, str):
                start = cell[:8].lstrip().lower()
                return cell in self._titles or start.startswith(
                    ("tổng", "tong", "cộng", "cong", "tæng", "céng", "toång")
                )
            if cell is not None and cell.__class__ is not int:
                return False
        return True

    def _is_sparse_person(self, texts: Sequence[tuple[int, Raw]]) -> bool:
        places = {index for index, _ in texts}
        used = places.intersection(self._indexes)
        if not used:
            return False
        if self._ended and len(used) < min(_RICH, len(self._indexes)):
            return False
        self._ended = False
        return True

    def _text(self, index: int, cell: Raw) -> str:
        return normalize(encodings.decode(str(cell), self._encodings.get(index, Encoding.UNICODE)))

    def _repeats_header(self, texts: Sequence[tuple[int, Raw]]) -> bool:
        same = sum(1 for _, cell in texts if isinstance(cell, str) and cell in self._titles)
        return same >= _FEW and same * 2 >= len(texts)

    def _is_total(self, texts: Sequence[tuple[int, Raw]]) -> bool:
        words = [self._text(index, cell) for index, cell in texts[:3] if isinstance(cell, str)]
        return any(_TOTALS.match(word) for word in words)

    def _is_foot(self, texts: Sequence[tuple[int, Raw]]) -> bool:
        if len(texts) > _RICH + 1:
            return False
        return any(_FEET.match(f"{fold(self._text(index, cell))} ") for index, cell in texts if isinstance(cell, str))

    def _is_group(self, number: int, texts: Sequence[tuple[int, Raw]]) -> bool:
        """Take note of a row that only names the cell, the group or the standing of the people below it."""
        if len(texts) > _FEW or not isinstance(texts[-1][1], str):
            return False
        index, cell = texts[-1]
        ordinal = self._text(*texts[0]) if len(texts) == _FEW else ""
        text = self._text(index, cell)
        words = f"{fold(_NUMBER_BEFORE.sub('', text))} "
        wide = self._wide.get((number, index), 1) >= _WIDE
        marked = bool(ordinal) and _ORDINAL.fullmatch(ordinal) is not None and not ordinal.isdecimal()
        standing = _standing(words)
        known = _CELL.match(words) or _GROUP.match(words) or standing is not None
        if ordinal and not (marked or known):
            return False
        outside = bool(self._names) and index not in self._names and index not in self._others
        if not (known or wide or marked or (outside and not self._is_foot(texts) and _NUMBER_BEFORE.match(text))):
            return False
        if self._is_foot(texts):
            return False
        name = (
            _COUNT_AFTER.sub("", _NUMBER_BEFORE.sub("", text)) if _CELL.match(words) else _NUMBER_BEFORE.sub("", text)
        )
        self._enter(name.strip(" :.-"), words, standing)
        return True

    def _enter(self, name: str, words: str, standing: Standing | None) -> None:
        self._ended = False
        if standing is not None:
            self._group = {**self._group, "standing": standing}
        elif _GROUP.match(words):
            self._group = {**self._group, "party_group": name}
        else:
            self._group = {"cell": name}


def _blank(cell: Raw) -> bool:
    return isinstance(cell, str) and not cell.strip("\u00a0 \t\r\n\u200b")


def _standing(words: str) -> Standing | None:
    """Return the standing that a row over people gives them ("B. Đảng viên dự bị")."""
    if not words.startswith(("dang vien", "dv")) or ("du bi" in words and "chinh thuc" in words):
        return None
    return Standing.PROBATIONARY if "du bi" in words else Standing.OFFICIAL if "chinh thuc" in words else None


def name_columns(columns: Sequence[ColumnPlan]) -> list[ColumnPlan]:
    """Return the columns that hold names of people."""
    return [plan for plan in columns if plan.target in _NAMES]
