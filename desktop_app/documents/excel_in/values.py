"""From a cell to the values of its fields: names, days, numbers that Excel has mangled, words of the code lists."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from db.records import Duty, Severity, Sex, Standing
from db.text import fold, normalize
from desktop_app import lists
from desktop_app.documents.excel_in import days, encodings
from desktop_app.documents.excel_in.fields import FIELDS, ImportField, Kind
from desktop_app.documents.excel_in.model import Encoding, Raw


class Missing:
    """Stands where a field gets no value from a line, because its cell was refused or says nothing of it."""


MISSING: Final = Missing()

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


EMPTY: dict[Kind, object] = {Kind.SEX: None, Kind.STANDING: None, Kind.DUTY: None, Kind.YES: None, Kind.WHOLE: None}
"""What an empty cell is for kinds whose values are no texts; "" for all others."""
_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)|Err:[0-9]{3}")
_COMRADE = re.compile(r"^(?:đ\s*/\s*c|đ\.\s*c|đ/chí|đồng chí|d/c|dc)\b[.:\s]*", re.IGNORECASE)
_TITLE = re.compile(r"^(ông|bà|anh|chị)\b[.:]?\s+", re.IGNORECASE)
_NUMBERING = re.compile(r"^[0-9]{1,4}\s*[.)\-]\s*")
_BIRTH_NAME = re.compile(r"^(?:họ )?(?:và )?(?:tên )?khai sinh\s*:?\s*", re.IGNORECASE)
_SEVERAL = re.compile(r"\n|;|/|\(|\)| - ")
_NO = frozenset({"khong", "k", "ko", "0", "khong co", "chua", "chua co", "no", "false"})
_YES = frozenset({"x", "co", "1", "v", "yes", "true", "dung", "roi", "da"})
_TICKS = frozenset({"✓", "✔", "☑", "√", "+", "*"})
_SEXES = {
    **dict.fromkeys(("nam", "male", "m", "trai", "ong", "nam gioi"), Sex.MALE),
    **dict.fromkeys(("nu", "female", "f", "gai", "ba", "nu gioi"), Sex.FEMALE),
}
_STANDINGS = {
    **dict.fromkeys(("chinh thuc", "ct", "dvct", "dang vien chinh thuc", "dv chinh thuc"), Standing.OFFICIAL),
    **dict.fromkeys(("du bi", "db", "dvdb", "dang vien du bi", "dv du bi"), Standing.PROBATIONARY),
    **dict.fromkeys(("da chuyen", "chuyen di", "da chuyen di", "da chuyen sinh hoat"), Standing.TRANSFERRED),
    **dict.fromkeys(("xoa ten", "da xoa ten"), Standing.REMOVED),
    **dict.fromkeys(("khai tru", "da khai tru"), Standing.EXPELLED),
    **dict.fromkeys(("xin ra", "xin ra khoi dang", "ra khoi dang"), Standing.RESIGNED),
    **dict.fromkeys(("tu tran", "da tu tran", "chet", "da chet", "mat", "da mat"), Standing.DECEASED),
}
_DUTIES = {
    **dict.fromkeys(("dang sinh hoat", "sinh hoat", "binh thuong", "sinh hoat binh thuong", *_NO), Duty.ACTIVE),
    **dict.fromkeys(
        ("mien", "mien sinh hoat", "mien sh", "mien cong tac", "mien cong tac va sinh hoat dang", "mien shd", *_YES),
        Duty.EXEMPT,
    ),
    **dict.fromkeys(("tam mien", "tam mien sinh hoat", "tam mien sh"), Duty.TEMPORARILY_EXEMPT),
    **dict.fromkeys(("sinh hoat tam thoi di", "tam thoi di", "sinh hoat tam thoi noi khac", "shtt di"), Duty.AWAY),
    **dict.fromkeys(("sinh hoat tam thoi den", "tam thoi den", "shtt den", "sinh hoat tam thoi"), Duty.VISITING),
    **dict.fromkeys(("dinh chi", "dinh chi sinh hoat", "dinh chi sinh hoat dang"), Duty.SUSPENDED),
}


def read(target: str, raw: Raw, context: Context) -> Outcome:
    """Return what a cell says for a field of ``FIELDS``: one value for each field it fills, or ``MISSING``."""
    wanted = FIELDS[target]
    names = filled_by(target)
    if raw is None:
        return Outcome(tuple(EMPTY.get(FIELDS[name].kind, "") for name in names))
    if isinstance(raw, str) and _ERROR.fullmatch(raw.strip()):
        return _refused(names, "READ_CELL_ERROR")
    text = ""
    notes: tuple[Note, ...] = ()
    if isinstance(raw, str):
        raw, lost = _decoded(raw, context)
        if lost and wanted.kind in (Kind.NAME, Kind.TEXT, Kind.COMBINED):
            notes = (Note("READ_LETTER_LOST", names[0], normalize(raw)),)
        text = normalize(raw)
        if text.startswith("=") and len(text) > 1:
            return _refused(names, "READ_FORMULA_TEXT")
        if not text:
            return Outcome(tuple(EMPTY.get(FIELDS[name].kind, "") for name in names))
    outcome = _READERS[wanted.kind](Cell(wanted, raw, text, context))
    return Outcome(outcome.values, notes + outcome.notes) if notes else outcome


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
    return raw is True or raw == 1 or (isinstance(raw, str) and (raw.strip() in _TICKS or fold(raw) in ("x", "v")))


def _refused(names: tuple[str, ...], code: str, shown: str = "") -> Outcome:
    return Outcome((MISSING,) * len(names), (Note(code, names[0], shown),))


def _decoded(raw: str, context: Context) -> tuple[str, bool]:
    text = encodings.decode(raw, context.encoding, capitals=context.capitals)
    if context.encoding is not Encoding.TCVN3 or "\u00ad" in raw:
        return text, False
    return encodings.restore_lost_horn(text)


# --- names and texts -------------------------------------------------------------------------------------------------


def _name(cell: Cell) -> Outcome:
    names = filled_by(cell.wanted.name)
    if not isinstance(cell.raw, str):
        return _refused(names, "READ_NAME_FORM")
    name, sex = bare_name(cell.text, titles=cell.context.titles)
    if not any(letter.isalpha() for letter in name) or "@" in name or "=" in name:
        return _refused(names, "READ_NAME_FORM")
    return Outcome((name, sex if sex is not None else MISSING)[: len(names)])


def bare_name(text: str, *, titles: bool) -> tuple[str, Sex | None]:
    """Return (the name without numbers and forms of address before it, the sex that these told)."""
    name = _COMRADE.sub("", _NUMBERING.sub("", text))
    sex = None
    if titles and (found := _TITLE.match(name)) and len(name[found.end() :].split()) > 1:
        name = name[found.end() :]
        sex = Sex.MALE if found[1].casefold() in ("ông", "anh") else Sex.FEMALE
    return _COMRADE.sub("", name).strip(" ,;.:-"), sex


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
    return _refused((cell.wanted.name,), "READ_EDUCATION_FORM")


# --- days ------------------------------------------------------------------------------------------------------------


def _day(cell: Cell) -> Outcome:
    found = days.read_day(
        cell.raw, cell.context.today, birth=cell.wanted.kind is Kind.BIRTH, habits=cell.context.habits
    )
    return Outcome((_partial(found),), _day_notes(found, cell.wanted.name))


def _partial(found: days.Day) -> object:
    return MISSING if found.partial is None else found.partial


def _day_notes(found: days.Day, name: str) -> tuple[Note, ...]:
    return (Note(found.code, name, found.shown),) if found.code else ()


# --- numbers that are names ------------------------------------------------------------------------------------------


def _digits(raw: Raw, text: str) -> tuple[str, bool]:
    """Return (the digits of a number without its separators or "" where it is none, whether it was a number)."""
    if isinstance(raw, (bool, date)):
        return "", True
    if isinstance(raw, (int, float)):
        return (f"{int(raw)}", True) if raw == int(raw) and raw >= 0 else ("", True)
    plain = re.sub(r"[\s.\-]", "", text)
    return (plain if plain.isascii() and plain.isdecimal() else ""), False


def _card(cell: Cell) -> Outcome:
    digits, was_number = _digits(cell.raw, cell.text)
    if not digits:
        if was_number or _SCIENTIFIC.fullmatch(cell.text):
            return _refused((cell.wanted.name,), "READ_NUMBER_MANGLED")
        return Outcome(("" if fold(cell.text) in _NO else cell.text,))
    if int(digits) == 0:
        return Outcome(("",))
    if len(digits) in (6, 7) and was_number:
        return _restored(cell.wanted.name, digits.zfill(8))
    return Outcome((digits,))


def _restored(name: str, number: str) -> Outcome:
    return Outcome((number,), (Note("READ_ZERO_RESTORED", name, number),))


_SCIENTIFIC = re.compile(r"[0-9][.,][0-9]+E\+?[0-9]+", re.IGNORECASE)


def _national_id(cell: Cell) -> Outcome:
    digits, was_number = _digits(cell.raw, cell.text)
    if cell.text and fold(cell.text) in _NO:
        return Outcome(("",))
    if was_number and digits == "0":
        return Outcome(("",))
    if len(digits) == 12:
        return Outcome((digits,))
    if len(digits) in (10, 11):
        # The codes of the provinces begin at 001: one or two zeros in front are what Excel takes away.
        return _restored(cell.wanted.name, digits.zfill(12))
    if len(digits) == 9 or (len(digits) == 8 and was_number):
        return Outcome((MISSING,), (Note("READ_NATIONAL_ID_OLD", cell.wanted.name),))
    if _SCIENTIFIC.fullmatch(cell.text) or not digits:
        return _refused((cell.wanted.name,), "READ_NUMBER_MANGLED")
    return _refused((cell.wanted.name,), "READ_NATIONAL_ID_FORM", str(len(digits)))


def _phone(cell: Cell) -> Outcome:
    digits, was_number = _digits(cell.raw, cell.text)
    if was_number and not digits:
        return _refused((cell.wanted.name,), "READ_NUMBER_MANGLED")
    if not digits:
        return Outcome(("" if fold(cell.text) in _NO else cell.text,))
    if was_number and len(digits) in (9, 10) and not digits.startswith("84"):
        return Outcome((f"0{digits}",))
    return Outcome((digits,))


def _whole(cell: Cell) -> Outcome:
    digits, _ = _digits(cell.raw, cell.text)
    return Outcome((int(digits),)) if digits and len(digits) < 16 else Outcome((MISSING,))


# --- words -----------------------------------------------------------------------------------------------------------


def _sex(cell: Cell) -> Outcome:
    found = _SEXES.get(fold(cell.text)) if cell.text else None
    return Outcome((found,)) if found is not None else _refused((cell.wanted.name,), "READ_SEX_FORM")


def _standing(cell: Cell) -> Outcome:
    word = fold(cell.text or as_text(cell.raw))
    if word in _STANDINGS:
        return Outcome((_STANDINGS[word], MISSING))
    if word in _DUTIES and word not in _YES | _NO:
        return Outcome((MISSING, _DUTIES[word]))
    return _refused(("standing", "duty"), "READ_STANDING_FORM")


def _duty(cell: Cell) -> Outcome:
    if is_tick(cell.raw):
        return Outcome((Duty.EXEMPT,))
    found = _DUTIES.get(fold(cell.text or as_text(cell.raw)))
    return Outcome((found,)) if found is not None else _unknown(cell.wanted.name)


def _yes(cell: Cell) -> Outcome:
    word = fold(cell.text or as_text(cell.raw))
    said = True if is_tick(cell.raw) or word in _YES else False if word in _NO else None
    if said is None:
        return _unknown(cell.wanted.name)
    return Outcome((said if cell.wanted.name == "youth_member" else "yes" if said else "no",))


def _unknown(name: str) -> Outcome:
    return Outcome((MISSING,), (Note("READ_WORD_UNKNOWN", name),))


def _list(cell: Cell) -> Outcome:
    text = cell.text or as_text(cell.raw)
    names = filled_by(cell.wanted.name)
    code, rest = code_within(cell.wanted.list_name, text)
    if code:
        return Outcome((code, rest or MISSING)[: len(names)])
    if fold(text) in _NO or not fold(text):
        return Outcome(("", MISSING)[: len(names)])
    values: tuple[object, ...] = (MISSING,) * len(names)
    return Outcome(values, (Note("READ_LIST_UNKNOWN", cell.wanted.name, text),))


@functools.lru_cache(maxsize=4096)
def code_within(list_name: str, text: str) -> tuple[str, str]:
    """Return (the code of a word of a list, the words after it): "Đại học Luật" gives ("university", "Luật")."""
    if code := lists.code_of(list_name, text):
        return code, ""
    words = re.sub(r"[(),:;–-]", " ", text).split()
    for size in range(min(len(words), 6), 0, -1):
        head = " ".join(words[:size])
        if not head.isdecimal() and (code := lists.code_of(list_name, head)):
            return code, " ".join(words[size:])
    return "", ""


# --- several fields in one cell --------------------------------------------------------------------------------------


def _combined(cell: Cell) -> Outcome:
    return _COMBINED[cell.wanted.name](cell)


def _pieces(raw: Raw) -> list[str]:
    return [piece for part in _SEVERAL.split(as_lines(raw)) if (piece := normalize(part))]


def as_lines(raw: Raw) -> str:
    """Return a cell as text with its line ends."""
    return raw if isinstance(raw, str) else as_text(raw)


def _two_days(cell: Cell) -> Outcome:
    first, second = days.read_two(cell.raw, cell.context.today, cell.context.habits)
    notes = (*_day_notes(first, cell.wanted.fills[0]), *_day_notes(second, cell.wanted.fills[1]))
    return Outcome((_partial(first), _partial(second)), notes)


def _two_names(cell: Cell) -> Outcome:
    names = [
        re.sub(r"^(?:họ )?(?:và )?(?:tên )?khai sinh\s*:?\s*", "", piece, flags=re.I) for piece in _pieces(cell.raw)
    ]
    plain = [bare_name(name, titles=cell.context.titles)[0] for name in names]
    plain = [name for name in plain if any(letter.isalpha() for letter in name)]
    if not plain:
        return _refused(cell.wanted.fills, "READ_NAME_FORM")
    other = plain[1] if len(plain) > 1 and plain[1] != plain[0] else ""
    return Outcome((plain[0], other))


def _card_and_file(cell: Cell) -> Outcome:
    if not isinstance(cell.raw, str):
        card = _card(cell._replace(wanted=FIELDS["card_number"]))
        return Outcome((*card.values, ""), card.notes)
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
        sex, ethnic = _SEXES.get(fold(word)), lists.code_of("ethnic_groups", word)
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
    return Outcome(tuple(found.get(name, MISSING) for name in cell.wanted.fills), notes)


def _sexed_birth(cell: Cell) -> Outcome:
    """Read a birth that stands in the column of its sex; a mark alone tells only the sex."""
    sex = Sex.MALE if cell.wanted.name == "birth_male" else Sex.FEMALE
    if is_tick(cell.raw) or fold(cell.text) in ("nam", "nu"):
        return Outcome((MISSING, sex))
    found = days.read_day(cell.raw, cell.context.today, birth=True, habits=cell.context.habits)
    return Outcome((_partial(found), sex if found.partial else MISSING), _day_notes(found, "birth_date"))


_COMBINED: dict[str, Callable[[Cell], Outcome]] = {
    "admitted_official": _two_days,
    "names": _two_names,
    "card_file": _card_and_file,
    "occupations": _two_jobs,
    "ethnic_religion": _words_in_turn,
    "sex_ethnic_religion": _words_in_turn,
    "birth_male": _sexed_birth,
    "birth_female": _sexed_birth,
}
_READERS: dict[Kind, Callable[[Cell], Outcome]] = {
    Kind.NAME: _name,
    Kind.TEXT: _text,
    Kind.DAY: _day,
    Kind.BIRTH: _day,
    Kind.SEX: _sex,
    Kind.STANDING: _standing,
    Kind.DUTY: _duty,
    Kind.CARD: _card,
    Kind.NATIONAL_ID: _national_id,
    Kind.PHONE: _phone,
    Kind.EDUCATION: _education,
    Kind.LIST: _list,
    Kind.YES: _yes,
    Kind.WHOLE: _whole,
    Kind.COMBINED: _combined,
}
