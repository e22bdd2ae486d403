"""What can be read from a column: every field of a person that a list may hold, and the titles that stand for it."""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources

from db.text import fold
from desktop_app.documents.excel_in import encodings
from desktop_app.documents.excel_in.model import Encoding

EXPORT_MARK = "SOCHIBO-DS/"
"""How the version cell of a workbook of our own begins; the number of its layout follows ("SOCHIBO-DS/1")."""


class Kind(StrEnum):
    """How the cells of a column are understood."""

    NAME = "name"
    TEXT = "text"
    DAY = "day"
    """Partial date."""
    BIRTH = "birth"
    """Partial date of a birth: a year of two digits lies at least 18 years back."""
    SEX = "sex"
    STANDING = "standing"
    DUTY = "duty"
    CARD = "card"
    NATIONAL_ID = "national_id"
    PHONE = "phone"
    EDUCATION = "education"
    """"7/10", which Excel likes to turn into a day."""
    LIST = "list"
    """A code of a list of resources/lists."""
    YES = "yes"
    """Yes or no, ticks included."""
    WHOLE = "whole"
    """A whole number."""
    COMBINED = "combined"
    """Several fields in one cell, or one field over several cells: taken apart while the line is read."""


@dataclass(frozen=True)
class ImportField:
    """One thing a column can be understood as."""

    name: str
    kind: Kind
    list_name: str = ""
    """For a code: the file of resources/lists without its ending."""
    fills: tuple[str, ...] = ()
    """For a combined column: the fields it gives."""


def _plain(kind: Kind, *names: str) -> tuple[ImportField, ...]:
    return tuple(ImportField(name, kind) for name in names)


def _combined(name: str, *fills: str) -> ImportField:
    return ImportField(name, Kind.COMBINED, fills=fills)


_ALL = (
    *_plain(Kind.NAME, "full_name", "birth_name"),
    _combined("family_name", "full_name"),
    _combined("given_name", "full_name"),
    _combined("names", "full_name", "birth_name"),
    *_plain(Kind.TEXT, "alias", "sort_name"),
    *_plain(Kind.BIRTH, "birth_date"),
    _combined("birth_male", "birth_date", "sex"),
    _combined("birth_female", "birth_date", "sex"),
    _combined("birth_day", "birth_date"),
    _combined("birth_month", "birth_date"),
    _combined("birth_year", "birth_date"),
    *_plain(Kind.SEX, "sex"),
    ImportField("ethnic_code", Kind.LIST, "ethnic_groups"),
    ImportField("religion_code", Kind.LIST, "religions"),
    _combined("ethnic_religion", "ethnic_code", "religion_code"),
    _combined("sex_ethnic_religion", "sex", "ethnic_code", "religion_code"),
    *_plain(Kind.TEXT, "cell", "party_group"),
    *_plain(Kind.STANDING, "standing"),
    *_plain(Kind.DUTY, "duty"),
    *_plain(Kind.DAY, "since", "admitted_on", "official_on"),
    _combined("admitted_official", "admitted_on", "official_on"),
    *_plain(Kind.CARD, "card_number"),
    *_plain(Kind.DAY, "card_issued_on"),
    *_plain(Kind.TEXT, "file_number"),
    _combined("card_file", "card_number", "file_number"),
    *_plain(Kind.NATIONAL_ID, "national_id"),
    *_plain(Kind.PHONE, "phone"),
    *_plain(Kind.TEXT, "birth_place", "home_place", "permanent_address", "temporary_address", "hamlet"),
    *_plain(Kind.TEXT, "family_background", "occupation", "former_occupation"),
    _combined("occupations", "former_occupation", "occupation"),
    *_plain(Kind.EDUCATION, "general_education"),
    ImportField("qualification_code", Kind.LIST, "qualifications"),
    *_plain(Kind.TEXT, "qualification_field", "academic_title"),
    ImportField("theory_code", Kind.LIST, "theory_levels"),
    *_plain(Kind.TEXT, "foreign_language", "computer_skill", "minority_language"),
    *_plain(Kind.DAY, "youth_joined_on"),
    *_plain(Kind.YES, "youth_member"),
    *_plain(Kind.TEXT, "admitted_place", "introducers", "official_place"),
    *_plain(Kind.TEXT, "party_position", "government_position", "union_position"),
    ImportField("category_code", Kind.LIST, "categories"),
    *_plain(Kind.YES, "political_system"),
    ImportField("service_code", Kind.LIST, "services"),
    *_plain(Kind.TEXT, "health", "family_circumstances"),
    ImportField("poverty_code", Kind.LIST, "poverty"),
    *_plain(Kind.TEXT, "note", "member_id"),
    *_plain(Kind.WHOLE, "revision"),
)
FIELDS: dict[str, ImportField] = {field.name: field for field in _ALL}
"""Every field a column can be given, in the order in which a clerk is offered them; words by ``term``."""

_LEAVE_OUT = "leave_out"
_OTHERS = frozenset(["vợ", "chồng", "bố", "mẹ", "cha", "con", "cháu", "thân", "vo", "chong", "me"])
"""Words that say that a column speaks of somebody else ("Họ tên vợ", "Ngày vào Đảng của bố")."""
EXACT = 4
"""Certainty of a title that is one of the known ones as a whole."""
_FEWEST_WORDS = 2
"""Fewer words than these are too few to recognise a longer title by."""


def title_key(title: str) -> str:
    """Return the form under which a title is remembered and looked up: words without accents, capitals, punctuation."""
    return fold(title)


def readings(title: str) -> list[str]:
    """Return the ways a title may be read: as it stands, and out of the old encodings where it has their letters."""
    found = [unicodedata.normalize("NFC", title)]
    if any("\u00a1" <= letter <= "\u00ff" for letter in title):
        found += [encodings.decode(title, encoding) for encoding in Encoding if encoding is not Encoding.UNICODE]
    return list(dict.fromkeys(found))


def readable(title: str) -> str:
    """Return a title in Unicode: read in whichever encoding makes a known title of it, else in the likeliest."""
    for reading in readings(title):
        if _lookup(reading)[0] is not None:
            return reading
    return encodings.decode(title, encodings.detect([title]))


def match(parts: tuple[str, ...]) -> tuple[str | None, int]:
    """Return (field, certainty) for the header words over a column, top to bottom; "" for a column to leave out.

    The field is None and the certainty 0 where nothing fits. Certainty: ``EXACT`` the whole title, 3 its lowest words
    exactly, 2 words found within the title, 1 within its lowest words.
    """
    if (both := _several_in_one(parts[-1])) is not None:
        return both, EXACT
    best: tuple[str | None, int] = (None, 0)
    whole = " ".join(parts)
    for text, exact, within in ((whole, EXACT, 2), (parts[-1] if len(parts) > 1 else "", 3, 1)):
        for reading in readings(text) if text else ():
            field, certain = _lookup(reading)
            certainty = exact if certain else within
            if field is not None and certainty > best[1]:
                best = field, certainty
    if best[1] == 3 and not _OTHERS.isdisjoint(_accented(whole).split()):
        return "", 3
    return (None if best[0] is None else "" if best[0] == _LEAVE_OUT else best[0]), best[1]


@functools.lru_cache(maxsize=2048)
def _lookup(title: str) -> tuple[str | None, bool]:
    """Return (field, whether the title is one of its own) for one reading of a title."""
    exact, folded, _ = _titles()
    for key in (_accented(title), _accented(_PARENTHESES.sub(" ", title))):
        if key and key in exact:
            return exact[key], True
    for key in (fold(title), fold(_PARENTHESES.sub(" ", title))):
        if key and key in folded:
            return folded[key], True
    return (None if not _OTHERS.isdisjoint(_accented(title).split()) else _within(fold(title).split())), False


def _several_in_one(title: str) -> str | None:
    """Return the combined field of a title such as "Ngày vào Đảng / chính thức", or None where it is none."""
    for reading in readings(title):
        pieces = [piece for piece in _SEPARATORS.split(reading) if piece.strip()]
        if len(pieces) > 1:
            found = {_lookup(piece)[0] if _lookup(piece)[1] else None for piece in pieces}
            for field in _ALL:
                if field.kind is Kind.COMBINED and len(field.fills) > 1 and found == set(field.fills):
                    return field.name
    return None


_SEPARATORS = re.compile(r"[/;,&()\n]|\svà\s", re.IGNORECASE)
_PARENTHESES = re.compile(r"\([^)]*\)|\[[^\]]*\]")


def _within(words: list[str]) -> str | None:
    """Return the field with the longest title whose words stand in this order, side by side, in the given ones."""
    for known, field in _titles()[2]:
        size = len(known)
        for start in range(len(words) - size + 1):
            if words[start : start + size] == known:
                return field
    return None


def _accented(title: str) -> str:
    """Return the words of a title with their accents, small, without punctuation."""
    lowered = unicodedata.normalize("NFC", title).casefold()
    return " ".join("".join(letter if letter.isalnum() else " " for letter in lowered).split())


@functools.cache
def _titles() -> tuple[dict[str, str], dict[str, str], list[tuple[list[str], str]]]:
    """Return (field by title with accents, field by title without, titles of several words from the longest on)."""
    file = resources.files("resources").joinpath("lists/import_titles.toml")
    table: dict[str, list[str]] = tomllib.loads(file.read_text("utf-8"))
    exact: dict[str, str] = {}
    folded: dict[str, str] = {}
    for field, titles in table.items():
        for title in titles:
            exact.setdefault(_accented(title), field)
            folded.setdefault(fold(title), field)
    longer = [(key.split(), field) for key, field in folded.items() if len(key.split()) >= _FEWEST_WORDS]
    longer.sort(key=lambda entry: len(entry[0]), reverse=True)
    return exact, folded, longer
