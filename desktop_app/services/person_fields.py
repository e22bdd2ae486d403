"""The fields of a person one by one: what their values are called and how they are read and changed by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from db.records import PersonInput
from db.register_records import MemberProfile
from desktop_app import lists
from desktop_app.rules import dates
from desktop_app.texts import term, tr

CODES: Final = {
    "ethnic_code": "ethnic_groups",
    "religion_code": "religions",
    "qualification_code": "qualifications",
    "theory_code": "theory_levels",
    "category_code": "categories",
    "service_code": "services",
    "poverty_code": "poverty",
}
"""Fields that are codes, with their lists."""
DATES: Final = frozenset({"birth_date", "admitted_on", "official_on", "card_issued_on", "youth_joined_on"})
"""Fields that are partial dates."""
OWN: Final = tuple(name for name in PersonInput.__struct_fields__ if name != "profile")
"""The fields of a person's own row."""
ALL: Final = (*OWN, *MemberProfile.__struct_fields__)
"""Every field, in the order of the records; names are unique over both."""


def get(person: PersonInput, field: str) -> Any:
    """Return the value of a field."""
    return getattr(person if field in OWN else person.profile, field)


def replaced(person: PersonInput, values: Mapping[str, Any]) -> PersonInput:
    """Return the person with other values of some fields."""
    own = {name: value for name, value in values.items() if name in OWN}
    rest = {name: value for name, value in values.items() if name not in OWN}
    return msgspec.structs.replace(person, profile=msgspec.structs.replace(person.profile, **rest), **own)


def shown(field: str, value: Any, hamlets: Mapping[str, str]) -> str:
    """Return a value as people read it; ``hamlets`` are the names of hamlets by identifier."""
    if value is None or value == "" or (field == "youth_member" and not value):
        return ""
    if field in CODES:
        return lists.words(CODES[field]).get(value, str(value))
    if field in DATES:
        return dates.format_partial(str(value))
    if field == "hamlet_id":
        return hamlets.get(value, str(value))
    if field == "sex":
        return term("sex", str(value))
    if field == "youth_member":
        return tr("Có")
    if field == "political_system":
        return tr("Có") if value == "yes" else tr("Không")
    return str(value)
