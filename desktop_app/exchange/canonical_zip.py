"""The container of a package: a ZIP with exactly one way to write it, so that what is read can be rebuilt and compared.

STORED only, no flags, extra fields, comments, directories or data descriptors, version 10, the date 1980-01-01, names
from a closed list in a fixed order, entries contiguous from offset 0, the end record the last 22 bytes.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable, Sequence

from db.problems import ProblemError
from desktop_app.exchange import limits

MIMETYPE_NAME = "mimetype"
MIMETYPE = b"application/vnd.sochibo.goi+zip"
MANIFEST = "manifest.json"
SIGNATURE_CLERK = "META-INF/sig-clerk.bin"
SIGNATURE_APPROVE = "META-INF/sig-approve.bin"
SIGNATURE_TOKEN = "META-INF/sig-token.p7s"  # noqa: S105 - the name of an entry
BUNDLE = "META-INF/bundle.json"
BUNDLE_SIGNATURES = "META-INF/bundle.json.sigs"

_META_LIMITS = {
    BUNDLE: limits.BUNDLE_BYTES,
    BUNDLE_SIGNATURES: 16 * limits.SIGNATURE_BYTES,
    SIGNATURE_APPROVE: limits.SIGNATURE_BYTES,
    SIGNATURE_CLERK: limits.SIGNATURE_BYTES,
    SIGNATURE_TOKEN: limits.TOKEN_SIGNATURE_BYTES,
}
_DATA_NAME = re.compile(r"data/[a-z][a-z_]{0,40}\.ndjson", re.ASCII)
_FILE_NAME = re.compile(r"files/[0-9a-f]{64}\.(jpg|png|pdf)", re.ASCII)

_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_VERSION = 10
_DATE = 0x21

Entry = tuple[str, bytes]


class NotCanonicalError(ValueError):
    """The bytes are not a container written as the profile says."""


def build(entries: Sequence[Entry]) -> bytes:
    """Return the container of ``entries`` (name, content), which must already stand in the order of the profile.

    Raises NotCanonicalError when names or their order break the profile.
    """
    check_names([name for name, _ in entries])
    return b"".join(_parts(entries))


def parse(data: bytes) -> list[Entry]:
    """Return the entries of a container in their order.

    Raises ProblemError E12 when a limit is passed, NotCanonicalError when rebuilding what was read does not give
    exactly ``data``.
    """
    if len(data) > limits.FILE_BYTES:
        raise ProblemError("E12")
    entries: list[Entry] = []
    offset = 0
    view = memoryview(data)
    while data[offset : offset + 4] == b"PK\x03\x04":
        if len(entries) == limits.ENTRIES:
            raise ProblemError("E12")
        if offset + _LOCAL.size > len(data):
            raise NotCanonicalError("cut off")
        fields = _LOCAL.unpack_from(data, offset)
        size, name_length = fields[8], fields[9]
        start = offset + _LOCAL.size + name_length
        if name_length > limits.NAME_CHARS:
            raise NotCanonicalError("name")
        name = _ascii(data[offset + _LOCAL.size : start])
        if size > size_limit(name):
            raise ProblemError("E12")
        if start + size > len(data):
            raise NotCanonicalError("cut off")
        entries.append((name, bytes(view[start : start + size])))
        offset = start + size
    check_names([name for name, _ in entries])
    # Compared piece by piece: a second copy of the whole container is never held.
    position = 0
    for part in _parts(entries):
        if not data.startswith(part, position):
            raise NotCanonicalError("written otherwise")
        position += len(part)
    if position != len(data):
        raise NotCanonicalError("more bytes after the end")
    return entries


def check_names(names: Sequence[str]) -> None:
    """Refuse names outside the closed list, twice the same name, or another order than the profile's.

    The order inside ``data/`` and ``files/`` is that of the manifest and is compared by the manifest.
    """
    if len(names) > limits.ENTRIES:
        raise ProblemError("E12")
    if len({name.lower() for name in names}) != len(names):
        raise NotCanonicalError("the same name twice")
    if names[:2] != [MIMETYPE_NAME, MANIFEST]:
        raise NotCanonicalError("mimetype and manifest come first")
    groups = [_group(name) for name in names[2:]]
    if groups != sorted(groups):
        raise NotCanonicalError("order")
    meta = [name for name in names if name in _META_LIMITS]
    if meta != sorted(meta):
        raise NotCanonicalError("order")


def size_limit(name: str) -> int:
    """Return how many bytes the entry of this name may have. Raises NotCanonicalError for a name outside the list."""
    if name == MIMETYPE_NAME:
        return len(MIMETYPE)
    if name == MANIFEST:
        return limits.MANIFEST_BYTES
    if name in _META_LIMITS:
        return _META_LIMITS[name]
    if _DATA_NAME.fullmatch(name):
        return limits.NDJSON_BYTES
    if _FILE_NAME.fullmatch(name):
        return limits.ATTACHMENT_BYTES
    raise NotCanonicalError("name outside the list")


def _group(name: str) -> int:
    size_limit(name)
    for group, start in enumerate(("META-INF/", "data/", "files/")):
        if name.startswith(start):
            return group
    raise NotCanonicalError("order")


def _ascii(name: bytes) -> str:
    try:
        return name.decode("ascii")
    except UnicodeDecodeError as error:
        raise NotCanonicalError("name") from error


def _parts(entries: Sequence[Entry]) -> Iterable[bytes]:
    directory: list[bytes] = []
    offset = 0
    for name, content in entries:
        if name == MIMETYPE_NAME and content != MIMETYPE:
            raise NotCanonicalError("mimetype")
        encoded = name.encode("ascii")
        checksum, size = zlib.crc32(content), len(content)
        yield (_LOCAL.pack(b"PK\x03\x04", _VERSION, 0, 0, 0, _DATE, checksum, size, size, len(encoded), 0) + encoded)
        yield content
        directory.append(
            _CENTRAL.pack(
                b"PK\x01\x02",
                _VERSION,
                _VERSION,
                0,
                0,
                0,
                _DATE,
                checksum,
                size,
                size,
                len(encoded),
                0,
                0,
                0,
                0,
                0,
                offset,
            )
            + encoded
        )
        offset += _LOCAL.size + len(encoded) + size
    central = b"".join(directory)
    yield central
    count = len(entries)
    yield _END.pack(b"PK\x05\x06", 0, 0, count, count, len(central), offset, 0)
