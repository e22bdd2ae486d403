"""JSON as packages use it: one way to read, nothing doubtful accepted."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.problems import ProblemError
from desktop_app.exchange import limits, strict_json
from desktop_app.exchange.strict_json import NotStrictError

LIMIT = limits.MANIFEST_BYTES

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30).map(
    lambda text: unicodedata.normalize("NFC", text)
)
_VALUES = st.recursive(
    st.none() | st.integers(-limits.INTEGER, limits.INTEGER) | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=12,
)


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


@given(st.dictionaries(_TEXT, _VALUES, max_size=4).filter(lambda value: _depth(value) <= limits.JSON_DEPTH))
def test_what_is_written_is_read_back_and_written_again_alike(value: dict[str, Any]) -> None:
    data = strict_json.dump(value)
    assert strict_json.parse(data, limit=LIMIT) == value
    assert strict_json.dump(strict_json.parse(data, limit=LIMIT)) == data
    assert data == json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode().replace(
        b"\x7f", b"\x7f"
    )


@given(
    st.binary(max_size=60)
    | st.text('{}[]":,0123456789-+.eE\\unrtf\ud800 ', max_size=40).map(
        lambda text: text.encode("utf-8", "surrogatepass")
    )
)
def test_any_bytes_are_either_read_or_refused_in_a_known_way(data: bytes) -> None:
    try:
        value = strict_json.parse(data, limit=LIMIT)
    except (NotStrictError, ProblemError):
        return
    assert strict_json.parse(strict_json.dump(value), limit=LIMIT) == value


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"1",
        b'"x"',
        b"null",
        b'{"a":1,"a":2}',
        b'{"a":{"b":1,"b":1}}',
        b'{"a":1,"\\u0061":2}',
        b'{"a":1.0}',
        b'{"a":1e3}',
        b'{"a":-0}',
        b'{"a":-0.0}',
        b'{"a":01}',
        b'{"a":+1}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":-Infinity}',
        b'{"a":true}',
        b'{"a":[false]}',
        b'{"a":9007199254740992}',
        b'{"a":-9007199254740992}',
        b'{"a":' + b"9" * 5000 + b"}",
        b'\xef\xbb\xbf{"a":1}',
        b'{"a":"\xff"}',
        b'{"a":"\xed\xa0\x80"}',
        b'{"a":"\xc0\xaf"}',
        b'{"a":"\\ud800"}',
        b'{"a":"\\udc00\\ud800"}',
        b'{"\\ud800":1}',
        b'{"a":"\n"}',
        b'{"a":"\\x41"}',
        b'{"a":1}x',
        b'{"a":1}{"b":2}',
        b'{"a":1,}',
        b"{'a':1}",
        b'{"a":1/**/}',
        b"{a:1}",
        b'{"a"}',
        b"\x00",
        '{"utf-16":1}'.encode("utf-16"),
        '{"a":"ế"}'.replace("ế", "e\u0302\u0301").encode(),
        '{"e\u0302":1}'.encode(),
    ],
)
def test_what_is_doubtful_is_refused(data: bytes) -> None:
    with pytest.raises(NotStrictError):
        strict_json.parse(data, limit=LIMIT)


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b'{"a":9007199254740991}', {"a": 2**53 - 1}),
        (b' { "a" : [ 1 , null ] } ', {"a": [1, None]}),
        (b'{"a":"\\ud83d\\ude00"}', {"a": "\U0001f600"}),
        (b'{"a":"[[[[[[[[[[\\"[{"}', {"a": '[[[[[[[[[["[{'}),
        (b'{"a":[[[[[1]]]]]}', {"a": [[[[[1]]]]]}),
    ],
)
def test_plain_json_is_read(data: bytes, value: dict[str, Any]) -> None:
    assert strict_json.parse(data, limit=LIMIT) == value


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":[[[[[[1]]]]]]}',
        b'{"a":' * 7 + b"1" + b"}" * 7,
        b"[" * 1_000_000,
        b'{"a":' * 100_000,
        b'{"a":"' + b"x" * 4001 + b'"}',
        b'{"' + b"x" * 4001 + b'":1}',
        b" " * (LIMIT + 1),
    ],
)
def test_what_passes_a_limit_is_refused_before_it_is_built(data: bytes) -> None:
    with pytest.raises(ProblemError, match="E12"):
        strict_json.parse(data, limit=LIMIT)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_pieces_of_a_long_text_join_to_the_text(text: str) -> None:
    long = text * 100
    pieces = strict_json.chunks(long)
    assert "".join(pieces) == long
    assert all(0 < len(piece) <= limits.STRING_CHARS for piece in pieces)
