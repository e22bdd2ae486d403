"""The fields of a person as an import compares and shows them: one canonical text a value, and the words for it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, Final

import msgspec

from db import partial
from db.records import PersonInput, Sex
from db.register_records import MemberProfile
from desktop_app.services import person_fields
from desktop_app.texts import term, tr

PERSON_FIELDS: Final = person_fields.OWN
PROFILE_FIELDS: Final = MemberProfile.__struct_fields__
DATES: Final = person_fields.DATES
LISTS: Final = person_fields.CODES
REQUIRED: Final = frozenset({"full_name", "sex"})
"""Fields that an emptied cell of our own workbook does not empty."""
CHOSEN: Final = {"sex": "sex", "standing": "standing", "duty": "duty"}
"""Fields with a few fixed values, and the group of terms these have."""


def canonical(value: object) -> str:
    """Return a value as one text: "" for unknown, "1" for a mark that is set, the value of an enumeration."""
    if type(value) is str:
        return value
    if value is None or value is False or value == 0:
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    return "1" if value is True or value == 1 else str(value)


def settled(text: str) -> str:
    """Return a text with every run of spaces and line ends as one space, for comparing."""
    return " ".join(text.split())


def typed(field: str, text: str) -> Any:
    """Return a canonical text as the records hold it."""
    if field == "sex":
        return Sex(text)
    if field == "youth_member":
        return bool(text)
    if field == "hamlet_id":
        return text or None
    return text


def shown(field: str, text: str) -> str:
    """Return a canonical text as people read it."""
    from desktop_app import lists

    if not text:
        return ""
    if field in DATES:
        return shown_date(text)
    if field in LISTS:
        return lists.name_of(LISTS[field], text)
    if field in CHOSEN:
        return term(CHOSEN[field], text)
    if field == "youth_member":
        return yes_no("yes")
    if field == "political_system":
        return yes_no(text)
    return text


def yes_no(text: str) -> str:
    """Return the word for "yes", "no" or nothing."""
    return {"yes": tr("Có"), "no": tr("Không")}.get(text, "")


def shown_date(text: str) -> str:
    """Return a partial date as dd/mm/yyyy, mm/yyyy or yyyy; anything else as it is."""
    return "/".join(reversed(text.split("-"))) if partial.bounds(text) else text


def changed_person(person: PersonInput, changes: Mapping[str, str]) -> PersonInput:
    """Return a person with some fields changed to canonical texts."""
    own = {name: typed(name, text) for name, text in changes.items() if name in PERSON_FIELDS}
    others = {name: typed(name, text) for name, text in changes.items() if name in PROFILE_FIELDS}
    profile = msgspec.structs.replace(person.profile, **others) if others else person.profile
    return msgspec.structs.replace(person, **own, profile=profile)
