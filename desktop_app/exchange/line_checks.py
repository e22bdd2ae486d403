"""What lines of rows must keep besides their shape: sizes, well-formed ids, texts without anything hidden."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from db.problems import ProblemError
from desktop_app.exchange import limits, strict_json

_INVISIBLE = tuple(
    (lead, re.compile(re.escape(lead) + rest))
    for lead, rest in (
        (b"\x7f", b""),
        (b"\xc2", b"[\x80-\x9f\xad]"),
        (b"\xd8", b"[\x80-\x85\x9c]"),
        (b"\xdb", b"\x9d"),
        (b"\xdc", b"\x8f"),
        (b"\xe2", b"(?:\x80[\x8b-\x8f\xa8-\xae]|\x81[\xa0-\xaf])"),
        (b"\xef", b"(?:\xbb\xbf|\xbf[\xb9-\xbb])"),
        (b"\xf3", b"\xa0[\x80\x81]"),
    )
)
"""UTF-8 of what no one can see: DEL, C1 controls, soft hyphen, zero-width and direction marks, line separators, tags.

Each is looked for by its first byte, which ordinary Vietnamese text hardly has: a search, not a walk over the text.
"""
_DEL = b"\x7f"
_ASCII = bytes(range(0x7F))
_ORDINARY = re.compile("[\u00a0-\u00ac\u00ae-\u02ff\u1e00-\u1eff\u2010-\u2027]*")
"""Latin letters and punctuation that are seen, are NFC by themselves and never combine with what stands before."""
_ESCAPE = re.compile(rb"\\(.)")
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f]")
_DASHES = (8, 13, 18, 23)


def measure(data: bytes) -> None:
    """Measure lines before any of them is parsed. Raises ProblemError E12 or, without a last line end, E40."""
    if data.count(b"\n") > limits.ROWS:
        raise ProblemError("E12")
    measure_lines(data)


def measure_lines(data: bytes) -> None:
    """Measure the whole and each line. Raises ProblemError E12 or, without a last line end, E40."""
    if len(data) > limits.NDJSON_BYTES:
        raise ProblemError("E12")
    if data and not data.endswith(b"\n"):
        raise ProblemError("E40", line=data.count(b"\n") + 1, field="\\n")
    start = 0
    while start + limits.LINE_BYTES < len(data):
        # From any place a line end must follow within the bound; most lines are far shorter, so this takes few steps.
        end = data.rfind(b"\n", start, start + limits.LINE_BYTES)
        if end < 0:
            raise ProblemError("E12")
        start = end + 1


def are_ids(texts: Sequence[str]) -> bool:
    """Return whether texts of 36 characters each are UUIDs in their one canonical form."""
    joined = "".join(texts)
    if not joined.isascii():
        return False
    raw, dashes = joined.encode("ascii"), b"-" * len(texts)
    return raw.translate(None, b"0123456789abcdef") == dashes * 4 and all(raw[at::36] == dashes for at in _DASHES)


def is_plain(data: bytes) -> bool:
    """Return whether lines escape nothing but line ends and quotes; another escape may write a control character."""
    return b"\\" not in data or set(_ESCAPE.findall(data)) <= {b"n", b'"'}


def is_clean(data: bytes, rows: Sequence[msgspec.Struct]) -> bool:
    """Return whether all texts are NFC and free of control and invisible characters (a line end is allowed)."""
    plain = is_plain(data)
    # ASCII is always well, but for DEL; what is left are whole characters, and in Vietnamese all of them are ordinary.
    rest = b"" if data.isascii() and _DEL not in data else data.translate(None, _ASCII)
    if plain and _ORDINARY.fullmatch(rest.decode("utf-8")):
        return True
    if any(lead in data and found.search(data) for lead, found in _INVISIBLE):
        return False
    if plain and strict_json.is_nfc(data.decode("utf-8")):
        return True
    # Looked at text by text only now: an escape or a mark after an escape can look like what it is not.
    texts = [text for row in rows for value in msgspec.structs.astuple(row) for text in _texts(value)]
    return all(strict_json.is_nfc(text) and not _CONTROLS.search(text) for text in texts)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [str(value)]
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []
