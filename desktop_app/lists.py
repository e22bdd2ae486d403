"""The code lists of resources/lists as the program uses them: names by code, and the code of any usual spelling."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources
from typing import Any

from db.text import fold
from desktop_app.texts import language

_Entry = dict[str, Any]
_PREFIX = re.compile(r"^(tinh|thanh pho|tp) ")
_PARTS = re.compile(r"[,;()/]| [-–] ")


def names(listed: str) -> dict[str, str]:
    """Return the Vietnamese names of a list ("religions", "provinces" …) by code, in the order of the list."""
    return dict(_names(listed, "vi"))


def words(listed: str) -> dict[str, str]:
    """Return the names of a list by code in the language of the window, Vietnamese where there is no other."""
    return dict(_names(listed, language()))


def name_of(listed: str, code: str) -> str:
    """Return the Vietnamese name of a code; the code itself when the list does not know it."""
    return _names(listed, "vi").get(code, code)


def code_of(listed: str, typed: str) -> str:
    """Return the code a list has for what was typed: any of its spellings, accents or not, or the code itself.

    Empty when the list does not know it.
    """
    plain = _plain(typed)
    return _spellings(listed).get(plain, "") if plain else ""


def province_of(place: str) -> str:
    """Return the code of the present province a place lies in: "xã X, tỉnh Bắc Kạn" lies in that of Thái Nguyên.

    Read from the end, for a place is named from the small to the large. Empty when no part names a province.
    """
    for part in reversed(_PARTS.split(place)):
        code = code_of("provinces", part) or code_of("provinces", _PREFIX.sub("", fold(part)))
        if code and not part.strip().isdecimal():
            return code
    return code_of("provinces", place) if not place.strip().isdecimal() else ""


def discipline_applies_to(code: str) -> tuple[str, ...]:
    """Return the standings a form of discipline is meant for; empty for an unknown form."""
    return tuple(_list("disciplines").get(code, {}).get("applies_to", ()))


def ethnic_groups() -> dict[str, str]:
    """Return the names of the ethnic groups by their two-digit codes, in the order of the codes."""
    return names("ethnic_groups")


def ethnic_code(name: str) -> str:
    """Return the code of an ethnic group by any of its spellings ("Mông", "H'Mông", "hmong"); empty when unknown."""
    return code_of("ethnic_groups", name)


def _plain(typed: str) -> str:
    return fold(typed).replace(" ", "")


@functools.cache
def _names(listed: str, language: str) -> dict[str, str]:
    own = "english" if language == "en" else "name"
    return {code: str(entry.get(own) or entry["name"]) for code, entry in _list(listed).items()}


@functools.cache
def _spellings(listed: str) -> dict[str, str]:
    """Return the code by every spelling without accents and spaces; a name goes before another entry's old name."""
    found: dict[str, str] = {}
    for kind in ("name", "aliases", "former"):
        for code, entry in _list(listed).items():
            value = entry.get(kind, ())
            for spelling in (value,) if isinstance(value, str) else value:
                found.setdefault(_plain(spelling), code)
    for code in _list(listed):
        found.setdefault(_plain(code), code)
    return found


@functools.cache
def _list(listed: str) -> dict[str, _Entry]:
    file = resources.files("resources").joinpath(f"lists/{listed}.toml")
    entries: dict[str, _Entry] = tomllib.loads(file.read_text("utf-8"))["entry"]
    return entries
