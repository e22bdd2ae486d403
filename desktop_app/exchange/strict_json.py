"""JSON as packages use it: one object of texts, whole numbers, nulls, lists and objects; anything doubtful is refused.

Refused are: a byte order mark, bytes that are not UTF-8, lone surrogates, texts that are not NFC, duplicate keys,
floats, ``true`` and ``false``, negative zero, whole numbers beyond 2^53-1, nesting deeper than 6, texts over 4,000
characters.
"""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from db.problems import ProblemError
from desktop_app.exchange import limits

_INTEGER_DIGITS = 17
"""Characters of the longest whole number with its sign."""
_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")


class NotStrictError(ValueError):
    """The bytes are not JSON as packages use it."""


def parse(data: bytes, *, limit: int) -> dict[str, Any]:
    """Return the object that ``data`` holds.

    Raises ProblemError E12 when it is longer than ``limit`` bytes or nested too deeply, NotStrictError when it is not
    strict JSON.
    """
    if len(data) > limit or _too_deep(data):
        raise ProblemError("E12")
    try:
        text = data.decode("utf-8")
        parsed = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_refuse,
            parse_constant=_refuse,
        )
    except NotStrictError:
        raise
    except ValueError as error:
        raise NotStrictError("not JSON") from error
    if not isinstance(parsed, dict):
        raise NotStrictError("not an object")
    _check(parsed)
    return parsed


def dump(value: Any) -> bytes:
    """Return canonical bytes: keys sorted, no spaces, UTF-8, least escapes (RFC 8785 for this subset)."""
    import msgspec

    return msgspec.json.encode(value, order="sorted")


def chunks(text: str) -> list[str]:
    """Return ``text`` cut into pieces of at most 4,000 characters; an empty text has no piece."""
    size = limits.STRING_CHARS
    return [text[start : start + size] for start in range(0, len(text), size)]


def is_nfc(text: str) -> bool:
    """Return whether ``text`` is in Unicode normal form C."""
    return text.isascii() or unicodedata.is_normalized("NFC", text)


def _too_deep(data: bytes) -> bool:
    """Count brackets outside texts, so that a hostile nesting is found before a parser descends into it."""
    depth = 0
    for byte in b"".join(_outside_texts(data)).translate(None, _NOT_BRACKETS):
        if byte in b"[{":
            depth += 1
            if depth > limits.JSON_DEPTH:
                return True
        else:
            depth -= 1
    return False


def _outside_texts(data: bytes) -> list[bytes]:
    # An escaped quote or backslash never ends a text; with both gone, every second piece lies outside the texts.
    plain = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    return plain.split(b'"')[::2]


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotStrictError("duplicate key")
    return found


def _integer(text: str) -> int:
    if len(text) > _INTEGER_DIGITS or text == "-0":
        raise NotStrictError("number")
    value = int(text)
    if abs(value) > limits.INTEGER:
        raise NotStrictError("number")
    return value


def _refuse(text: str) -> Any:
    raise NotStrictError(f"{text[:20]} is not allowed")


def _check(value: Any) -> None:
    if isinstance(value, bool):
        raise NotStrictError("true and false are not allowed")
    if isinstance(value, str):
        if len(value) > limits.STRING_CHARS:
            raise ProblemError("E12")
        # A lone surrogate can be written as an escape; UTF-8 has no place for it.
        if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            raise NotStrictError("surrogate")
        if not is_nfc(value):
            raise NotStrictError("not NFC")
    elif isinstance(value, list):
        for entry in value:
            _check(entry)
    elif isinstance(value, dict):
        for key, entry in value.items():
            _check(key)
            _check(entry)
