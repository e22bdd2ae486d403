"""Reading the lines of a list as people, with everything that cannot be understood named by row and column."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from db.records import Finding, Severity, Sex
from desktop_app.documents.excel_in import days, encodings, values
from desktop_app.documents.excel_in.cell import REFUSED, SILENT, Context, Missing, Note, Outcome, as_text, filled_by
from desktop_app.documents.excel_in.fields import FIELDS, Kind
from desktop_app.documents.excel_in.model import (
    CellProblem,
    ColumnPlan,
    Encoding,
    ImportChoices,
    Raw,
    ReadLine,
    SourceSheet,
)
from desktop_app.documents.excel_in.rows import name_columns, sort_rows
from desktop_app.documents.excel_in.survey import letter_of

__all__ = ["ReadLine", "read_lines"]

_FILLED_DOWN = frozenset({"cell", "party_group", "hamlet", "standing"})
"""Columns in which a cell merged over several rows speaks for each of them."""
_BIRTH_PARTS = ("birth_day", "birth_month", "birth_year")
_NAME_PARTS = ("family_name", "given_name")
_LONGEST_SHOWN = 80
_NOTHING = ("", None, REFUSED, SILENT)
_WITH_DAYS = (Kind.DAY, Kind.BIRTH)
_COMBINED_DAYS = frozenset({"admitted_official", "birth_male", "birth_female"})
_TITLED_SHARE = 5
"""One name in so many has a form of address before it, where "Ông" is no family name."""


@dataclass
class _Column:
    """A column, or several that are read as one, with what became of each person's cell."""

    index: int
    names: tuple[str, ...]
    cells: list[Raw]
    told: list[list[object]]
    """For each field the values of all people."""
    notes: list[tuple[int, Note]]
    """What is to be said, by the place of the person."""
    main: str = ""
    """The field it was chosen for, which goes before what other columns say of the field."""


def read_lines(
    sheet: SourceSheet, choices: ImportChoices, *, today: date | None = None
) -> tuple[list[ReadLine], tuple[int, ...]]:
    """Return (the people of the list, the rows left out without a word: empty ones, groups, totals, repeated headers).

    Rows count from 1 as in the file. ``today`` tells the century of a year of two digits.
    """
    today = today or datetime.now().astimezone().date()
    found = sort_rows(sheet, choices)
    used = [plan for plan in choices.columns if plan.target]
    columns = [
        _read(sheet, plan, found.people, today) for plan in used if plan.target not in (*_BIRTH_PARTS, *_NAME_PARTS)
    ]
    columns += _joined(sheet, used, found.people, today)
    merged = _merge(columns)
    _single_mark(columns, merged)
    notes = _notes(sheet, columns, found.people)
    names = [plan.index for plan in name_columns(used)]
    problems = _problems(notes, found.people)
    lines = []
    fields = tuple(merged)
    for place, (number, told) in enumerate(zip(found.people, _told(merged, len(found.people)), strict=True)):
        line = dict(zip(fields, told, strict=True))
        if Missing in map(type, told):
            line = {name: value for name, value in line.items() if not isinstance(value, Missing)}
        if number in found.groups:
            line = {**line, **{name: value for name, value in found.groups[number].items() if not line.get(name)}}
        wrong = problems.get(place, [])
        if names and not line.get("full_name") and not any(problem.column in names for problem in wrong):
            wrong = [_problem(number, names[0], Note("READ_NAME_MISSING", "full_name"), None), *wrong]
        lines.append(ReadLine(number + 1, line, tuple(wrong)))
    return lines, tuple(number + 1 for number in found.skipped)


def _read(sheet: SourceSheet, plan: ColumnPlan, people: Sequence[int], today: date) -> _Column:
    cells = _cells(sheet, plan, people)
    context = _context(sheet, plan, cells, today)
    return _column(plan.index, plan.target, cells, context)


def _column(index: int, target: str, cells: list[Raw], context: Context) -> _Column:
    names = filled_by(target)
    outcomes = _outcomes(cells, functools.partial(_read_one, target, context))
    told = [[outcome.values[place] for outcome in outcomes] for place in range(len(names))]
    notes = [(place, note) for place, outcome in enumerate(outcomes) if outcome.notes for note in outcome.notes]
    return _Column(index, names, cells, told, notes, target)


def _read_one(target: str, context: Context, cell: Raw) -> Outcome:
    return values.read(target, cell, context)


def _cells(sheet: SourceSheet, plan: ColumnPlan, people: Sequence[int]) -> list[Raw]:
    column, rows = plan.index, sheet.rows
    over: dict[int, Raw] = {}
    if plan.target in _FILLED_DOWN:
        for top, left, bottom, right in sheet.merged:
            if left <= column <= right and bottom > top:
                over.update(dict.fromkeys(range(top, min(bottom + 1, len(rows))), rows[top][left]))
    if over:
        return [rows[number][column] if rows[number][column] is not None else over.get(number) for number in people]
    return [rows[number][column] for number in people]


def _context(sheet: SourceSheet, plan: ColumnPlan, cells: Sequence[Raw], today: date) -> Context:
    field = FIELDS[plan.target]
    habits = days.Habits(from_1904=sheet.from_1904)
    if field.kind in _WITH_DAYS or plan.target in _COMBINED_DAYS:
        habits = days.habits_of(cells, from_1904=sheet.from_1904)
    titles = field.kind is Kind.NAME and _has_titles(cells, plan)
    capitals = encodings.capitals(plan.encoding, sheet.fonts.get(plan.index, ""))
    return Context(today, plan.encoding, capitals, habits, titles)


def _has_titles(cells: Sequence[Raw], plan: ColumnPlan) -> bool:
    texts = [cell[:8].lower() for cell in cells if isinstance(cell, str)]
    if plan.encoding is not Encoding.UNICODE:
        texts = [encodings.decode(text, plan.encoding) for text in texts]
    women = sum(text.startswith(("bà ", "bà.", "chị ")) for text in texts)
    men = sum(text.startswith(("ông ", "ông.", "anh ")) for text in texts)
    return women > 0 or men * _TITLED_SHARE > len(texts)


def _outcomes(cells: Sequence[Raw], read: Callable[[Raw], Outcome]) -> list[Outcome]:
    """Return what became of every cell; equal cells are read once."""
    if bool in map(type, cells):
        # True and 1 are equal, and not the same to a reader.
        return [read(cell) for cell in cells]
    known: dict[Raw, Outcome] = {}
    found = []
    for cell in cells:
        outcome = known.get(cell)
        if outcome is None:
            outcome = known[cell] = read(cell)
        found.append(outcome)
    return found


def _joined(sheet: SourceSheet, used: Sequence[ColumnPlan], people: Sequence[int], today: date) -> list[_Column]:
    """Return the columns that are parts of one field: family and given name, day and month and year of birth."""
    found = []
    for target, parts, link in (("full_name", _NAME_PARTS, " "), ("birth_date", _BIRTH_PARTS, "/")):
        plans = sorted((plan for plan in used if plan.target in parts), key=lambda plan: parts.index(plan.target))
        if not plans:
            continue
        columns = [[_plain(cell, plan) for cell in _cells(sheet, plan, people)] for plan in plans]
        cells: list[Raw] = [link.join(filter(None, pieces)) or None for pieces in zip(*columns, strict=True)]
        plain = ColumnPlan(plans[0].index, plans[0].letter, plans[0].title, target)
        context = _context(sheet, plain, cells, today)
        found.append(_column(plans[0].index, target, cells, context))
    return found


def _plain(cell: Raw, plan: ColumnPlan) -> str:
    return encodings.decode(cell, plan.encoding) if isinstance(cell, str) else as_text(cell)


def _merge(columns: Sequence[_Column]) -> dict[str, list[object]]:
    """Return the values of every field: of its own column before what others say of it."""
    said: dict[str, list[list[object]]] = {}
    for column in columns:
        for place, name in enumerate(column.names):
            told = column.told[place]
            aside = name != column.main and FIELDS[column.main].kind is not Kind.COMBINED
            if aside and all(value is SILENT for value in told):
                continue
            before = said.setdefault(name, [])
            before.insert(0 if name == column.main else len(before), told)
    return {name: lists[0] if len(lists) == 1 else _first_of(lists) for name, lists in said.items()}


def _first_of(lists: Sequence[list[object]]) -> list[object]:
    return [next((value for value in row if value not in _NOTHING), _nothing(row)) for row in zip(*lists, strict=True)]


def _nothing(row: Sequence[object]) -> object:
    """Return what a field has to which no column gives a value: refused somewhere, else empty somewhere."""
    return REFUSED if REFUSED in row else next((value for value in row if value is not SILENT), SILENT)


def _single_mark(columns: Sequence[_Column], merged: dict[str, list[object]]) -> None:
    """Where only women (or only men) are marked in a column, those without a mark are the others."""
    marked = [column for column in columns if column.main in ("birth_male", "birth_female")]
    if len(marked) != 1 or not any(column.main == "birth_date" for column in columns):
        return
    other = Sex.FEMALE if marked[0].main == "birth_male" else Sex.MALE
    merged["sex"] = [other if value is None or isinstance(value, Missing) else value for value in merged["sex"]]


def _told(merged: dict[str, list[object]], count: int) -> Iterable[tuple[object, ...]]:
    return zip(*merged.values(), strict=True) if merged else (() for _ in range(count))


def _notes(sheet: SourceSheet, columns: Sequence[_Column], people: Sequence[int]) -> list[tuple[int, int, Note, Raw]]:
    """Return (person, column, what is to be said, the cell) for everything that is."""
    found = [(place, column.index, note, column.cells[place]) for column in columns for place, note in column.notes]
    if sheet.formulas:
        used = {column.index: column for column in columns}
        places = {number: place for place, number in enumerate(people)}
        for number, index in sheet.formulas:
            if number in places and index in used and used[index].cells[places[number]] is None:
                found.append((places[number], index, Note("READ_FORMULA_EMPTY", used[index].names[0]), None))
    return found + _both_births(columns)


def _both_births(columns: Sequence[_Column]) -> list[tuple[int, int, Note, Raw]]:
    """Return the people who have a birth, or a mark, in the column of either sex."""
    men = next((column for column in columns if column.main == "birth_male"), None)
    women = next((column for column in columns if column.main == "birth_female"), None)
    if men is None or women is None:
        return []
    return [
        (place, women.index, Note("READ_BOTH_SEXES", "sex"), women.cells[place])
        for place, (man, woman) in enumerate(zip(men.told[1], women.told[1], strict=True))
        if man is Sex.MALE and woman is Sex.FEMALE
    ]


def _problems(notes: Iterable[tuple[int, int, Note, Raw]], people: Sequence[int]) -> dict[int, list[CellProblem]]:
    found: dict[int, list[CellProblem]] = {}
    for place, index, note, cell in notes:
        found.setdefault(place, []).append(_problem(people[place], index, note, cell))
    for problems in found.values():
        problems.sort(key=lambda problem: (problem.column, problem.finding.severity is Severity.WARNING))
    return found


def _problem(number: int, index: int, note: Note, cell: Raw) -> CellProblem:
    text = as_text(cell)
    shown = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
    told: dict[str, str | int] = {"cell": f"{letter_of(index)}{number + 1}", "text": shown, "shown": note.shown}
    return CellProblem(
        number + 1, index, Finding(code=note.code, severity=note.severity, field=note.field, values=told)
    )
