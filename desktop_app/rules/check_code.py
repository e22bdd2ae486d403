"""The check code on the foot of printed minutes, by which a paper and a kept meeting can be told to be the same."""

from __future__ import annotations

import functools
import hashlib
import json
from datetime import date
from enum import Enum
from typing import Any

import msgspec

from db.meeting_records import Meeting

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, which are taken for 1, 0 and V when somebody reads them off a paper."""
_LOOK_ALIKES = str.maketrans("ILOU", "110V")
_LENGTH = 10
_GROUP = 4


def check_code(meeting: Meeting) -> str:
    """Return the check code of a kept meeting, for instance "7K2M-9QXD-4T".

    It changes when anything changes that the minutes say: the number, the version or any field of the content. The
    state, the reason of a version and the time of keeping are left out: a superseded paper is still that paper. Fields
    at their default are left out as well, so that codes on old papers hold when later versions know more fields. So is
    the link to the list of themes, which stays at home: the committee above finds the same code.
    """
    said = {
        "series": meeting.series_id,
        "version": meeting.version,
        "number": meeting.number,
        "content": _plain(msgspec.structs.replace(meeting.content, theme_id=None)),
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest(), "big")
    return _grouped("".join(_ALPHABET[(digest >> (251 - 5 * place)) & 31] for place in range(_LENGTH)))


def read_code(typed: str) -> str:
    """Return a code as somebody typed it from a paper in the form of ``check_code``; "" when it cannot be one."""
    bare = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(_LOOK_ALIKES)
    return _grouped(bare) if len(bare) == _LENGTH and set(bare) <= set(_ALPHABET) else ""


def _grouped(code: str) -> str:
    return "-".join(code[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))


@functools.cache
def _fields(kind: type[msgspec.Struct]) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, field.default) for field in msgspec.structs.fields(kind))


def _plain(value: Any) -> Any:
    if isinstance(value, msgspec.Struct):
        named = ((name, getattr(value, name), default) for name, default in _fields(type(value)))
        return {name: _plain(one) for name, one, default in named if default is msgspec.NODEFAULT or one != default}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
