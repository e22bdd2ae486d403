"""Cells that hold several fields at once, and births that stand in the column of a sex."""

from __future__ import annotations

import re
from collections.abc import Callable

from db.records import Sex
from db.text import fold, normalize
from desktop_app import lists
from desktop_app.documents.excel_in import days
from desktop_app.documents.excel_in.cell import (
    SEXES,
    SILENT,
    Cell,
    Note,
    Outcome,
    as_text,
    bare_name,
    day_notes,
    is_tick,
    partial_of,
    refused,
)
from desktop_app.documents.excel_in.fields import FIELDS
from desktop_app.documents.excel_in.model import Raw
from desktop_app.documents.excel_in.numerals import card

_BIRTH_NAME = re.compile(r"^(?:họ )?(?:và )?(?:tên )?khai sinh\s*:?\s*", re.IGNORECASE)
_SEVERAL = re.compile(r"\n|;|/|\(|\)| - ")


def combined(cell: Cell) -> Outcome:
    """Read a cell that gives several fields."""
    return _READERS[cell.wanted.name](cell)


def _pieces(raw: Raw) -> list[str]:
    return [piece for part in _SEVERAL.split(as_lines(raw)) if (piece := normalize(part))]


def as_lines(raw: Raw) -> str:
    """Return a cell as text with its line ends."""
    return raw if isinstance(raw, str) else as_text(raw)


def _two_days(cell: Cell) -> Outcome:
    first, second = days.read_two(cell.raw, cell.context.today, cell.context.habits)
    notes = (*day_notes(first, cell.wanted.fills[0]), *day_notes(second, cell.wanted.fills[1]))
    return Outcome((partial_of(first), partial_of(second)), notes)


def _two_names(cell: Cell) -> Outcome:
    names = [_BIRTH_NAME.sub("", piece) for piece in _pieces(cell.raw)]
    plain = [bare_name(name, titles=cell.context.titles)[0] for name in names]
    plain = [name for name in plain if any(letter.isalpha() for letter in name)]
    if not plain:
        return refused(cell.wanted.fills, "READ_NAME_FORM")
    other = plain[1] if len(plain) > 1 and plain[1] != plain[0] else ""
    return Outcome((plain[0], other))


def _card_and_file(cell: Cell) -> Outcome:
    if not isinstance(cell.raw, str):
        alone = card(cell._replace(wanted=FIELDS["card_number"]))
        return Outcome((*alone.values, ""), alone.notes)
    card_number, file_number = "", ""
    for piece in _pieces(re.sub(r",", ";", cell.raw)):
        plain = re.sub(r"[\s.]|^\D+:", "", piece)
        if plain.isdecimal() and len(plain) >= 7 and not card_number:
            card_number = plain
        elif any(letter.isdecimal() for letter in piece) and not file_number:
            file_number = re.sub(r"^\D+:\s*", "", piece)
    return Outcome((card_number, file_number))


def _two_jobs(cell: Cell) -> Outcome:
    pieces = [piece for part in re.split(r"\n|;", as_lines(cell.raw)) if (piece := normalize(part))]
    return Outcome((pieces[0], "; ".join(pieces[1:])) if len(pieces) > 1 else ("", pieces[0]))


def _words_in_turn(cell: Cell) -> Outcome:
    """Read sex, ethnic group and religion in whatever order they stand."""
    found: dict[str, object] = {}
    unknown = []
    for piece in re.split(r"\n|;|/|,| - ", as_lines(cell.raw)):
        word = normalize(piece)
        if not fold(word):
            continue
        sex, ethnic = SEXES.get(fold(word)), lists.code_of("ethnic_groups", word)
        religion = lists.code_of("religions", word)
        if sex is not None and "sex" in cell.wanted.fills and "sex" not in found:
            found["sex"] = sex
        elif ethnic and "ethnic_code" not in found:
            found["ethnic_code"] = ethnic
        elif religion:
            found["religion_code"] = religion
        else:
            unknown.append(word)
    notes = (Note("READ_LIST_UNKNOWN", cell.wanted.fills[0], ", ".join(unknown)),) if unknown else ()
    return Outcome(tuple(found.get(name, SILENT) for name in cell.wanted.fills), notes)


def _sexed_birth(cell: Cell) -> Outcome:
    """Read a birth that stands in the column of its sex; a mark alone tells only the sex."""
    sex = Sex.MALE if cell.wanted.name == "birth_male" else Sex.FEMALE
    if is_tick(cell.raw) or fold(cell.text) in ("nam", "nu"):
        return Outcome((SILENT, sex))
    found = days.read_day(cell.raw, cell.context.today, birth=True, habits=cell.context.habits)
    return Outcome((partial_of(found), sex if found.partial else SILENT), day_notes(found, "birth_date"))


_READERS: dict[str, Callable[[Cell], Outcome]] = {
    "admitted_official": _two_days,
    "names": _two_names,
    "card_file": _card_and_file,
    "occupations": _two_jobs,
    "ethnic_religion": _words_in_turn,
    "sex_ethnic_religion": _words_in_turn,
    "birth_male": _sexed_birth,
    "birth_female": _sexed_birth,
}
