"""From a cell to the values of its fields, whatever kind of field its column was chosen for."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from datetime import date

from db.text import normalize
from desktop_app.documents.excel_in import days, encodings, numerals, several, words
from desktop_app.documents.excel_in.cell import (
    EMPTY,
    SILENT,
    Cell,
    Context,
    Note,
    Outcome,
    as_text,
    bare_name,
    day_notes,
    filled_by,
    partial_of,
    refused,
)
from desktop_app.documents.excel_in.fields import FIELDS, Kind
from desktop_app.documents.excel_in.model import Encoding, Raw

_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)|Err:[0-9]{3}")


_USUAL = {Kind.CARD: 8, Kind.PHONE: 10, Kind.NATIONAL_ID: 12}
"""How many digits a number has that is as it should be."""


def read(target: str, raw: Raw, context: Context) -> Outcome:
    """Return what a cell says for a field of ``FIELDS``: a value for each field it fills, ``REFUSED`` or ``SILENT``."""
    wanted = FIELDS[target]
    if raw is None:
        return _empty(target)
    text = ""
    notes: tuple[Note, ...] = ()
    if isinstance(raw, str):
        if raw[:1] in "#E" and _ERROR.fullmatch(raw.strip()):
            return refused(filled_by(target), "READ_CELL_ERROR")
        if len(raw) == _USUAL.get(wanted.kind) and raw.isdecimal() and raw.isascii() and raw.strip("0"):
            return Outcome((raw,))
        if context.encoding is not Encoding.UNICODE:
            raw, lost = _decoded(raw, context)
            if lost and wanted.kind in (Kind.NAME, Kind.TEXT, Kind.COMBINED):
                notes = (Note("READ_LETTER_LOST", filled_by(target)[0], normalize(raw)),)
        # Numbers written as text have nothing to clean, and a list has many.
        text = raw if raw.isascii() and raw.isalnum() else normalize(raw)
        if not text:
            return _empty(target)
        if text[0] == "=" and len(text) > 1:
            return refused(filled_by(target), "READ_FORMULA_TEXT")
    if wanted.kind is Kind.TEXT and not notes:
        return Outcome((text or as_text(raw),))
    outcome = _READERS[wanted.kind](Cell(wanted, raw, text, context))
    return Outcome(outcome.values, notes + outcome.notes) if notes else outcome


@functools.cache
def _empty(target: str) -> Outcome:
    """Return the outcome of an empty cell."""
    return Outcome(tuple(EMPTY.get(name, "") for name in filled_by(target)))


def _decoded(raw: str, context: Context) -> tuple[str, bool]:
    text = encodings.decode(raw, context.encoding, capitals=context.capitals)
    if context.encoding is not Encoding.TCVN3 or "\u00ad" in raw:
        return text, False
    return encodings.restore_lost_horn(text)


def _name(cell: Cell) -> Outcome:
    names = filled_by(cell.wanted.name)
    if not isinstance(cell.raw, str):
        return refused(names, "READ_NAME_FORM")
    name, sex = bare_name(cell.text, titles=cell.context.titles)
    if not (name[:1].isalpha() or any(map(str.isalpha, name))) or "@" in name or "=" in name:
        return refused(names, "READ_NAME_FORM")
    return Outcome((name, sex if sex is not None else SILENT)[: len(names)])


def _text(cell: Cell) -> Outcome:
    return Outcome((cell.text or as_text(cell.raw),))


def _education(cell: Cell) -> Outcome:
    if not isinstance(cell.raw, date):
        return Outcome((cell.text or as_text(cell.raw),))
    # Excel has turned "7/10" into a day: the classes are the smaller number, the whole school 10 or 12.
    for whole, classes in ((cell.raw.month, cell.raw.day), (cell.raw.day, cell.raw.month)):
        if whole in (10, 12) and classes <= whole:
            restored = f"{classes}/{whole}"
            return Outcome((restored,), (Note("READ_EDUCATION_DAY", cell.wanted.name, restored),))
    return refused((cell.wanted.name,), "READ_EDUCATION_FORM")


# --- days ------------------------------------------------------------------------------------------------------------


def _day(cell: Cell) -> Outcome:
    found = days.read_day(
        cell.raw, cell.context.today, birth=cell.wanted.kind is Kind.BIRTH, habits=cell.context.habits
    )
    return Outcome((partial_of(found),), day_notes(found, cell.wanted.name))


_READERS: dict[Kind, Callable[[Cell], Outcome]] = {
    Kind.NAME: _name,
    Kind.TEXT: _text,
    Kind.DAY: _day,
    Kind.BIRTH: _day,
    Kind.SEX: words.sex,
    Kind.STANDING: words.standing,
    Kind.DUTY: words.duty,
    Kind.CARD: numerals.card,
    Kind.NATIONAL_ID: numerals.national_id,
    Kind.PHONE: numerals.phone,
    Kind.EDUCATION: _education,
    Kind.LIST: words.listed,
    Kind.YES: words.yes_or_no,
    Kind.WHOLE: numerals.whole,
    Kind.COMBINED: several.combined,
}
