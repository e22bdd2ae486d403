"""Words with a fixed meaning: sex, standing, duty, yes and no, the entries of the code lists."""

from __future__ import annotations

import functools
import re

from db.records import Duty, Standing
from db.text import fold
from desktop_app import lists
from desktop_app.documents.excel_in.cell import (
    NO,
    REFUSED,
    SEXES,
    SILENT,
    YES,
    Cell,
    Note,
    Outcome,
    as_text,
    filled_by,
    is_tick,
    refused,
)

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
    **dict.fromkeys(("dang sinh hoat", "sinh hoat", "binh thuong", "sinh hoat binh thuong", *NO), Duty.ACTIVE),
    **dict.fromkeys(
        ("mien", "mien sinh hoat", "mien sh", "mien cong tac", "mien cong tac va sinh hoat dang", "mien shd", *YES),
        Duty.EXEMPT,
    ),
    **dict.fromkeys(("tam mien", "tam mien sinh hoat", "tam mien sh"), Duty.TEMPORARILY_EXEMPT),
    **dict.fromkeys(("sinh hoat tam thoi di", "tam thoi di", "sinh hoat tam thoi noi khac", "shtt di"), Duty.AWAY),
    **dict.fromkeys(("sinh hoat tam thoi den", "tam thoi den", "shtt den", "sinh hoat tam thoi"), Duty.VISITING),
    **dict.fromkeys(("dinh chi", "dinh chi sinh hoat", "dinh chi sinh hoat dang"), Duty.SUSPENDED),
}


def sex(cell: Cell) -> Outcome:
    """Read a sex."""
    found = SEXES.get(fold(cell.text)) if cell.text else None
    return Outcome((found,)) if found is not None else refused((cell.wanted.name,), "READ_SEX_FORM")


def standing(cell: Cell) -> Outcome:
    """Read a state as (standing, duty), of which the word tells one."""
    word = fold(cell.text or as_text(cell.raw))
    if word in _STANDINGS:
        return Outcome((_STANDINGS[word], SILENT))
    if word in _DUTIES and word not in YES | NO:
        return Outcome((SILENT, _DUTIES[word]))
    return refused(("standing", "duty"), "READ_STANDING_FORM")


def duty(cell: Cell) -> Outcome:
    """Read whether somebody is exempt: a word or a mark."""
    if is_tick(cell.raw):
        return Outcome((Duty.EXEMPT,))
    found = _DUTIES.get(fold(cell.text or as_text(cell.raw)))
    return Outcome((found,)) if found is not None else _unknown(cell.wanted.name)


def yes_or_no(cell: Cell) -> Outcome:
    """Read yes or no: a word or a mark."""
    word = fold(cell.text or as_text(cell.raw))
    said = True if is_tick(cell.raw) or word in YES else False if word in NO else None
    if said is None:
        return _unknown(cell.wanted.name)
    return Outcome((said if cell.wanted.name == "youth_member" else "yes" if said else "no",))


def _unknown(name: str) -> Outcome:
    return Outcome((REFUSED,), (Note("READ_WORD_UNKNOWN", name),))


def listed(cell: Cell) -> Outcome:
    """Read an entry of a code list; words after it are the branch of a qualification."""
    text = cell.text or as_text(cell.raw)
    names = filled_by(cell.wanted.name)
    code, rest = code_within(cell.wanted.list_name, text)
    if code:
        return Outcome((code, rest or SILENT)[: len(names)])
    if fold(text) in NO or not fold(text):
        return Outcome(("", SILENT)[: len(names)])
    values: tuple[object, ...] = (REFUSED,) * len(names)
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
