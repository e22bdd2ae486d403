"""The container: exactly one way to write it, and nothing else is read."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.problems import ProblemError
from desktop_app.exchange import canonical_zip, limits
from desktop_app.exchange.canonical_zip import MANIFEST, MIMETYPE, MIMETYPE_NAME, NotCanonicalError

SHA = "a" * 64
HEAD = [(MIMETYPE_NAME, MIMETYPE), (MANIFEST, b'{"a":1}')]
BODY = [
    *HEAD,
    (canonical_zip.SIGNATURE_CLERK, bytes(64)),
    ("data/members.ndjson", b'{"x":1}\n'),
    (f"files/{SHA}.pdf", b"%PDF"),
]
SAMPLE = canonical_zip.build(BODY)

_NAMES = st.sampled_from(
    [
        canonical_zip.BUNDLE,
        canonical_zip.BUNDLE_SIGNATURES,
        canonical_zip.SIGNATURE_APPROVE,
        canonical_zip.SIGNATURE_CLERK,
        canonical_zip.SIGNATURE_TOKEN,
    ]
)
_REST = st.lists(
    st.from_regex(r"\Adata/[a-z][a-z_]{0,20}\.ndjson\Z") | st.from_regex(r"\Afiles/[0-9a-f]{64}\.(jpg|png|pdf)\Z"),
    unique=True,
    max_size=5,
).map(lambda names: sorted(names, key=lambda name: name.startswith("files/")))


@given(st.sets(_NAMES), _REST, st.binary(max_size=64))
def test_what_is_built_is_read_and_built_again_alike(meta: set[str], rest: list[str], content: bytes) -> None:
    entries = [*HEAD, *((name, content) for name in (*sorted(meta), *rest))]
    data = canonical_zip.build(entries)
    assert canonical_zip.parse(data) == entries
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.testzip() is None
        assert [(info.filename, opened.read(info)) for info in opened.infolist()] == entries


@given(st.integers(0, len(SAMPLE) - 1), st.binary(min_size=1, max_size=6), st.booleans())
def test_whatever_is_read_rebuilds_to_the_same_bytes(place: int, piece: bytes, insert: bool) -> None:
    changed = SAMPLE[:place] + piece + SAMPLE[place + (0 if insert else len(piece)) :]
    try:
        entries = canonical_zip.parse(changed)
    except (NotCanonicalError, ProblemError):
        return
    assert canonical_zip.build(entries) == changed


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_in_a_known_way(data: bytes) -> None:
    with pytest.raises((NotCanonicalError, ProblemError)):
        canonical_zip.parse(data)


def test_every_truncation_is_refused() -> None:
    for length in range(len(SAMPLE)):
        with pytest.raises(NotCanonicalError):
            canonical_zip.parse(SAMPLE[:length])


def _zip(compression: int = zipfile.ZIP_STORED, names: list[str] | None = None, comment: bytes = b"") -> bytes:
    room = io.BytesIO()
    with zipfile.ZipFile(room, "w", compression) as made:
        for name, content in BODY:
            made.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, compression)
        for name in names or []:
            made.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), b"x")
        made.comment = comment
    return room.getvalue()


def _patched(offset: int, value: bytes) -> bytes:
    return SAMPLE[:offset] + value + SAMPLE[offset + len(value) :]


_CENTRAL = SAMPLE.index(b"PK\x01\x02")
_END = len(SAMPLE) - 22

HOSTILE: dict[str, Callable[[], bytes]] = {
    "written by another program": _zip,
    "deflated": lambda: _zip(zipfile.ZIP_DEFLATED),
    "bomb": lambda: _zip(zipfile.ZIP_BZIP2),
    "archive comment": lambda: _zip(comment=b"hello"),
    "leaves the folder": lambda: _zip(names=["../evil"]),
    "absolute": lambda: _zip(names=["/etc/passwd"]),
    "backslashes": lambda: _zip(names=["..\\evil"]),
    "drive": lambda: _zip(names=["C:evil"]),
    "device": lambda: _zip(names=["data/CON.ndjson"]),
    "folder entry": lambda: _zip(names=["data/"]),
    "unicode name": lambda: _zip(names=["data/đ.ndjson"]),
    "bytes in front": lambda: b"MZ" + SAMPLE,
    "bytes behind": lambda: SAMPLE + b"\x00",
    "second end record": lambda: SAMPLE + SAMPLE[_END:],
    "two containers": lambda: SAMPLE + SAMPLE,
    "gap between entries": lambda: SAMPLE[:_CENTRAL] + b"\x00" + SAMPLE[_CENTRAL:],
    "no directory": lambda: SAMPLE[:_CENTRAL] + SAMPLE[_END:],
    "version 45": lambda: _patched(4, struct.pack("<H", 45)),
    "encrypted flag": lambda: _patched(6, struct.pack("<H", 1)),
    "data descriptor flag": lambda: _patched(6, struct.pack("<H", 8)),
    "utf-8 flag": lambda: _patched(6, struct.pack("<H", 0x800)),
    "method 8": lambda: _patched(8, struct.pack("<H", 8)),
    "another time": lambda: _patched(10, struct.pack("<H", 1)),
    "another date": lambda: _patched(12, struct.pack("<H", 0x22)),
    "wrong checksum": lambda: _patched(14, struct.pack("<I", 1)),
    "sizes differ": lambda: _patched(18, struct.pack("<I", 1)),
    "size 4 GiB": lambda: _patched(22, struct.pack("<I", 0xFFFFFFFF)),
    "extra field": lambda: _patched(28, struct.pack("<H", 4)),
    "name length 65535": lambda: _patched(26, struct.pack("<H", 0xFFFF)),
    "directory names another offset": lambda: _patched(_CENTRAL + 42, struct.pack("<I", 1)),
    "directory attributes": lambda: _patched(_CENTRAL + 38, struct.pack("<I", 0xA1FF0000)),
    "directory name differs": lambda: _patched(_CENTRAL + 46, b"MIMETYPE"),
    "end counts differ": lambda: _patched(_END + 8, struct.pack("<H", 1)),
    "end disk number": lambda: _patched(_END + 4, struct.pack("<H", 1)),
    "end comment length": lambda: _patched(_END + 20, struct.pack("<H", 1)),
    "end offset": lambda: _patched(_END + 16, struct.pack("<I", 0)),
    "zip64 locator": lambda: SAMPLE[:_END] + b"PK\x06\x07" + bytes(16) + SAMPLE[_END:],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_archives_are_refused(name: str) -> None:
    with pytest.raises((NotCanonicalError, ProblemError)):
        canonical_zip.parse(HOSTILE[name]())


@pytest.mark.parametrize(
    "names",
    [
        [MANIFEST, MIMETYPE_NAME],
        [MIMETYPE_NAME],
        [MIMETYPE_NAME, MANIFEST, "data/members.ndjson", canonical_zip.SIGNATURE_CLERK],
        [MIMETYPE_NAME, MANIFEST, canonical_zip.SIGNATURE_CLERK, canonical_zip.BUNDLE],
        [MIMETYPE_NAME, MANIFEST, f"files/{SHA}.pdf", "data/members.ndjson"],
        [MIMETYPE_NAME, MANIFEST, MANIFEST],
        [MIMETYPE_NAME, MANIFEST, "data/a.ndjson", "data/a.ndjson"],
        [MIMETYPE_NAME, MANIFEST, "DATA/a.ndjson"],
        [MIMETYPE_NAME, MANIFEST, "data/A.ndjson"],
        [MIMETYPE_NAME, MANIFEST, "data/a.ndjson\n"],
        [MIMETYPE_NAME, MANIFEST, "data/../a.ndjson"],
        [MIMETYPE_NAME, MANIFEST, f"files/{SHA.upper()}.pdf"],
        [MIMETYPE_NAME, MANIFEST, f"files/{SHA}.exe"],
        [MIMETYPE_NAME, MANIFEST, "data/" + "a" * 120 + ".ndjson"],
        [MIMETYPE_NAME, MANIFEST, ""],
    ],
)
def test_names_outside_the_list_or_in_another_order_are_refused(names: list[str]) -> None:
    with pytest.raises(NotCanonicalError):
        canonical_zip.check_names(names)


def test_another_mimetype_is_refused() -> None:
    data = SAMPLE.replace(MIMETYPE, b"application/vnd.etsi.asic-e+zi")
    checksum = struct.pack("<I", zlib.crc32(b"application/vnd.etsi.asic-e+zi"))
    with pytest.raises(NotCanonicalError):
        canonical_zip.parse(data.replace(struct.pack("<I", zlib.crc32(MIMETYPE)), checksum))


def test_more_entries_than_allowed_are_refused() -> None:
    entry = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 10, 0, 0, 0, 0x21, 0, 0, 0, 13, 0) + b"data/a.ndjson"
    with pytest.raises(ProblemError, match="E12"):
        canonical_zip.parse(entry * (limits.ENTRIES + 1))


def test_a_stated_size_is_not_believed_before_the_bytes_are_there() -> None:
    claim = struct.pack(
        "<4sHHHHHIIIHH", b"PK\x03\x04", 10, 0, 0, 0, 0x21, 0, limits.NDJSON_BYTES, limits.NDJSON_BYTES, 13, 0
    )
    tracemalloc.start()
    try:
        with pytest.raises(NotCanonicalError):
            canonical_zip.parse(claim + b"data/a.ndjson")
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
