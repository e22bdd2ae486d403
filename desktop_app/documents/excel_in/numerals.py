"""Numbers that are names: cards, personal numbers, telephones, with what Excel has taken from them put back."""

from __future__ import annotations

import math
import re
from datetime import date

from db.text import fold
from desktop_app.documents.excel_in.cell import NO, REFUSED, Cell, Note, Outcome, refused
from desktop_app.documents.excel_in.model import Raw


def _digits(raw: Raw, text: str) -> tuple[str, bool]:
    """Return (the digits of a number without its separators or "" where it is none, whether it was a number)."""
    if isinstance(raw, (bool, date)):
        return "", True
    if isinstance(raw, (int, float)):
        return (f"{int(raw)}", True) if math.isfinite(raw) and raw == int(raw) and raw >= 0 else ("", True)
    if text.isdecimal() and text.isascii():
        return text, False
    plain = re.sub(r"[\s.\-]", "", text)
    return (plain if plain.isascii() and plain.isdecimal() else ""), False


def card(cell: Cell) -> Outcome:
    """Read a card number: 8 digits, of which a number cell has lost the leading zeros; other forms stay as they are."""
    digits, was_number = _digits(cell.raw, cell.text)
    if not digits:
        if was_number or _SCIENTIFIC.fullmatch(cell.text):
            return refused((cell.wanted.name,), "READ_NUMBER_MANGLED")
        return Outcome(("" if fold(cell.text) in NO else cell.text,))
    if int(digits) == 0:
        return Outcome(("",))
    if len(digits) in (6, 7) and was_number:
        return _restored(cell.wanted.name, digits.zfill(8))
    return Outcome((digits,))


def _restored(name: str, number: str) -> Outcome:
    return Outcome((number,), (Note("READ_ZERO_RESTORED", name, number),))


_SCIENTIFIC = re.compile(r"[0-9][.,][0-9]+E\+?[0-9]+", re.IGNORECASE)


def national_id(cell: Cell) -> Outcome:
    """Read a personal number of 12 digits (Luật Căn cước 26/2023/QH15); the old ones of 9 digits are left out."""
    digits, was_number = _digits(cell.raw, cell.text)
    if len(digits) == 12:
        return Outcome((digits,))
    if (cell.text and fold(cell.text) in NO) or digits == "0":
        return Outcome(("",))
    if len(digits) in (10, 11):
        # The codes of the provinces begin at 001: one or two zeros in front are what Excel takes away.
        return _restored(cell.wanted.name, digits.zfill(12))
    if len(digits) == 9 or (len(digits) == 8 and was_number):
        return Outcome((REFUSED,), (Note("READ_NATIONAL_ID_OLD", cell.wanted.name),))
    if _SCIENTIFIC.fullmatch(cell.text) or not digits:
        return refused((cell.wanted.name,), "READ_NUMBER_MANGLED")
    return refused((cell.wanted.name,), "READ_NATIONAL_ID_FORM", str(len(digits)))


def phone(cell: Cell) -> Outcome:
    """Read a telephone number, of which a number cell has lost the leading zero; two numbers stay one text."""
    digits, was_number = _digits(cell.raw, cell.text)
    if was_number and not digits:
        return refused((cell.wanted.name,), "READ_NUMBER_MANGLED")
    if not digits:
        return Outcome(("" if fold(cell.text) in NO else cell.text,))
    if was_number and len(digits) in (9, 10) and not digits.startswith("84"):
        return Outcome((f"0{digits}",))
    return Outcome((digits,))


def whole(cell: Cell) -> Outcome:
    """Read a whole number."""
    digits, _ = _digits(cell.raw, cell.text)
    return Outcome((int(digits),)) if digits and len(digits) < 16 else Outcome((REFUSED,))
