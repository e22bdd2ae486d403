"""The code lists of resources/lists as the program uses them."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources

from db.text import fold

_Group = dict[str, str | list[str]]


@functools.cache
def ethnic_groups() -> dict[str, str]:
    """Return the names of the ethnic groups by their two-digit codes, in the order of the codes."""
    return {code: str(entry["name"]) for code, entry in _ethnic_list().items()}


@functools.cache
def ethnic_code(name: str) -> str:
    """Return the code of an ethnic group by any of its spellings ("Mông", "H'Mông", "hmong"); empty when unknown."""
    wanted = _plain(name)
    for code, entry in _ethnic_list().items():
        if wanted in {_plain(spelling) for spelling in (str(entry["name"]), *entry["aliases"])}:
            return code
    return ""


def _plain(name: str) -> str:
    return fold(name).replace(" ", "")


@functools.cache
def _ethnic_list() -> dict[str, _Group]:
    file = resources.files("resources").joinpath("lists/ethnic_groups.toml")
    groups: dict[str, _Group] = tomllib.loads(file.read_text("utf-8"))["group"]
    return groups
