"""Rules of the organisation tree: types and levels as data, how cells cover hamlets, and how large a cell should be."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

from db.records import Finding, OrganizationKind
from db.register_records import RoleKind
from db.tree_records import TreeCounts
from desktop_app.rules import regulation
from desktop_app.rules.findings import warning
from desktop_app.texts import term

COMMITTEE = (RoleKind.SECRETARY, RoleKind.DEPUTY, RoleKind.COMMITTEE)
"""Roles that make up a cell committee (chi ủy)."""
SINGLE = (RoleKind.SECRETARY,)
"""Roles that only one person has at a time."""
OWN = (OrganizationKind.CELL.value, OrganizationKind.SECTION.value)
"""Kinds of units that belong to an office."""


@dataclass(frozen=True)
class UnitType:
    """One type of organisation (loại)."""

    code: str
    kind: str
    """The value of OrganizationKind it is a type of."""
    level: int
    """Its level in the hierarchy, a smaller number above a larger one."""
    grassroots: bool
    """Whether it is a grassroots organisation (tổ chức cơ sở đảng)."""
    until: date | None = None
    """The day from which none of this type is set up any more."""


@functools.cache
def _list() -> dict[str, Any]:
    file = resources.files("resources").joinpath("lists/organization_types.toml")
    return tomllib.loads(file.read_text("utf-8"))


@functools.cache
def types() -> dict[str, UnitType]:
    """Return every type by its code, in the order of the list."""
    return {code: UnitType(code=code, **entry) for code, entry in _list()["type"].items()}


def types_of(kind: str, on: date | None = None) -> tuple[UnitType, ...]:
    """Return the types a unit of this kind may have, on a day only those that are still set up then."""
    return tuple(
        one for one in types().values() if one.kind == kind and (on is None or one.until is None or on < one.until)
    )


@functools.cache
def sectors() -> tuple[str, ...]:
    """Return the codes of the sectors (loại hình) in the order of the list."""
    return tuple(_list()["sector"]["codes"])


def type_word(type_code: str, kind: str) -> str:
    """Return the type in words in the language in use, the kind where no type was chosen."""
    return term("organization_type", type_code) if type_code else term("organization_kind", kind)


def sector_word(sector_code: str) -> str:
    """Return the sector in words, empty where none was chosen."""
    return term("organization_sector", sector_code) if sector_code else ""


def coverage(hamlets: Iterable[int]) -> TreeCounts:
    """Return how many cells cover one hamlet, several, or none; ``hamlets`` are the numbers of hamlets by cell."""
    numbers = list(hamlets)
    joint = {number: numbers.count(number) for number in sorted({number for number in numbers if number > 1})}
    return TreeCounts(cells=len(numbers), single=numbers.count(1), joint=joint, no_hamlet=numbers.count(0))


def size_findings(official: int, on: date, own: regulation.Overrides, field: str = "members") -> list[Finding]:
    """Return what is to be pointed out about the number of official members of a cell (Điều lệ Đảng, Điều 24)."""
    least = regulation.find("organization.cell.min_official", on, own)
    if least is not None and official < least.value:
        return [warning("CELL_FEW_OFFICIAL", field, least.source, count=official, least=least.value)]
    return []


def committee_findings(
    official: int, roles: Iterable[RoleKind], on: date, own: regulation.Overrides, field: str = "role"
) -> list[Finding]:
    """Return what is to be pointed out about who leads a cell of so many official members (Điều lệ Đảng, Điều 24)."""
    held = list(roles)
    members = sum(role in COMMITTEE for role in held)
    found: list[Finding] = []
    if RoleKind.SECRETARY not in held:
        found.append(warning("CELL_NO_SECRETARY", field))
    least = regulation.find("organization.committee.min_official", on, own)
    if least is not None and official < least.value and RoleKind.COMMITTEE in held:
        found.append(warning("COMMITTEE_NOT_DUE", field, least.source, count=official, least=least.value))
    if least is not None and official >= least.value and RoleKind.COMMITTEE not in held:
        found.append(warning("COMMITTEE_DUE", field, least.source, count=official, least=least.value))
    most = regulation.find("organization.committee.max_members", on, own)
    if most is not None and members > most.value:
        found.append(warning("COMMITTEE_LARGE", field, most.source, count=members, most=most.value))
    return found
