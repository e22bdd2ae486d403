"""The manifest: the signed part of a package, which names every other part and its place in the sender's history."""

from __future__ import annotations

import hashlib
from typing import Annotated

import msgspec

from db.problems import ProblemError
from desktop_app.exchange import limits, strict_json
from desktop_app.exchange.signatures import Kind

FORMAT = "goi/1"
SCHEMA = 3
"""Version of the rows in ``data/``; a package with a higher one is refused with "please update", one with a lower one
is taken in for ever (``schemas``)."""
CATALOG = 1
"""Version of the shared code lists the sender works with."""

_HEX = "^[0-9a-f]{64}\\Z"
_UUID = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\Z"

Identifier = Annotated[str, msgspec.Meta(pattern=_UUID)]
Digest = Annotated[str, msgspec.Meta(pattern=_HEX)]
Count = Annotated[int, msgspec.Meta(ge=0, le=limits.INTEGER)]
Sequence = Annotated[int, msgspec.Meta(ge=1, le=limits.INTEGER)]
Text = Annotated[str, msgspec.Meta(max_length=limits.STRING_CHARS)]
Short = Annotated[str, msgspec.Meta(max_length=200)]
Period = Annotated[str, msgspec.Meta(pattern="^([0-9]{4}(-(0[1-9]|1[0-2]))?|-)\\Z")]
KeyId = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{16}\\Z")]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of everything in a manifest: unknown fields are refused."""


class Issuer(Part, frozen=True, kw_only=True):
    """Who sends, and which life of its store."""

    org: Identifier
    incarnation: Sequence
    key_ids: Annotated[list[KeyId], msgspec.Meta(max_length=4)]
    """A hint which keys to try, nothing more."""


class Partition(Part, frozen=True, kw_only=True):
    """One whole (cell, dataset, period) carried by the package; office-level datasets name the office as cell."""

    cell: Identifier
    dataset: Short
    mode: Short
    period: Period
    rows: Count
    sha256: Digest
    """Of the partition's lines, in the order of the data file."""


class File(Part, frozen=True, kw_only=True):
    """One data file or attachment of the package."""

    path: Short
    rows: Count
    sha256: Digest
    size: Count


class Acked(Part, frozen=True, kw_only=True):
    """The newest own package that the receiver is known to have taken."""

    manifest: Digest
    pkg_id: Identifier


class DatasetCount(Part, frozen=True, kw_only=True):
    """Rows of one dataset, and how they differ from the package last acknowledged."""

    added: Count
    changed: Count
    dataset: Short
    removed: Count
    rows: Count


class Total(Part, frozen=True, kw_only=True):
    """Control total: members of a cell in one standing on the last day of the period."""

    cell: Identifier
    members: Count
    status: Short


class DatasetState(Part, frozen=True, kw_only=True):
    """One dataset of a package as it now stands at the receiver."""

    dataset: Short
    rows: Count
    sha256: Digest


class Ack(Part, frozen=True, kw_only=True):
    """What an acknowledgement says about one package."""

    manifest: Digest
    missing: Annotated[list[Sequence], msgspec.Meta(max_length=limits.SEQ_JUMP)]
    """Sequence numbers not seen so far."""
    pkg_id: Identifier
    seq: Sequence
    state: list[DatasetState]
    verdict: Short


class Manifest(Part, frozen=True, kw_only=True):
    """Everything a package says about itself (field by field in docs/package-format.md)."""

    ack: Ack | None = None
    acked: Acked | None
    app: Short
    approved_by: Short = ""
    audit_head: Digest
    """Hash of the newest row of the sender's audit trail: the receiver becomes its witness."""
    boot_floor: Short
    """The highest trusted local time the sender knows."""
    bundle_ver: Count
    catalog: Count
    clock: Annotated[str, msgspec.Meta(pattern="^(ok|suspect)\\Z")]
    counter: Count
    counts: Annotated[list[DatasetCount], msgspec.Meta(max_length=64)]
    created: Short
    files: Annotated[list[File], msgspec.Meta(max_length=limits.ENTRIES)]
    fmt: Short
    issuer: Issuer
    kind: Kind
    partitions: Annotated[list[Partition], msgspec.Meta(max_length=limits.PARTITIONS)]
    period: Period
    """The month reported, "-" where the package is not about one."""
    pkg_id: Identifier
    prepared_by: Short
    prev: Digest | None
    prev_cert: Count
    """Serial of the certificate the issuer signs under; 0 when none was granted yet."""
    recipient: Short
    """Organisation id of the receiver; empty only in a request for enrolment, which has no receiver yet."""
    schema: Count
    seq: Sequence
    totals: Annotated[list[Total], msgspec.Meta(max_length=limits.PARTITIONS)] = []
    want_files: Annotated[list[Digest], msgspec.Meta(max_length=limits.ENTRIES)] = []


def write(manifest: Manifest) -> bytes:
    """Return the canonical bytes of a manifest, the bytes that are signed.

    Raises ProblemError E12 when they pass the limit.
    """
    data = strict_json.dump(manifest)
    if len(data) > limits.MANIFEST_BYTES:
        raise ProblemError("E12")
    return data


def read(data: bytes) -> Manifest:
    """Return the manifest in ``data``.

    Raises ProblemError: E11 (not a manifest), E12 (a limit), E14 (format, kind or schema of a newer program).
    """
    try:
        parsed = strict_json.parse(data, limit=limits.MANIFEST_BYTES)
    except strict_json.NotStrictError as error:
        raise ProblemError("E11") from error
    refuse_newer(parsed)
    try:
        found = msgspec.convert(parsed, Manifest)
    except msgspec.ValidationError as error:
        raise ProblemError("E11") from error
    if (found.seq == 1) != (found.prev is None) or found.schema < 1:
        raise ProblemError("E11")
    return found


def refuse_newer(parsed: dict[str, object]) -> None:
    """Raise ProblemError E14 when a newer program wrote this manifest, E11 when it is no manifest of ours at all."""
    fmt, kind, schema, app = parsed.get("fmt"), parsed.get("kind"), parsed.get("schema"), parsed.get("app")
    if not isinstance(fmt, str) or not fmt.startswith("goi/"):
        raise ProblemError("E11")
    if not isinstance(kind, str) or not isinstance(schema, int):
        raise ProblemError("E11")
    if fmt != FORMAT or kind not in {known.value for known in Kind} or schema > SCHEMA:
        # The version shown is what the manifest says of itself, cut to what a version looks like.
        version = app[:20] if isinstance(app, str) and app[:20].replace(".", "").isalnum() else "?"
        raise ProblemError("E14", v=version)


def digest(data: bytes) -> str:
    """Return SHA-256 of ``data`` in hex."""
    return hashlib.sha256(data).hexdigest()


def check_code(digest_hex: str) -> str:
    """Return the code people compare: the first 40 decimal digits of a SHA-256, eight groups of five."""
    digits = str(int(digest_hex, 16)).rjust(40, "0")[:40]
    return " ".join(digits[start : start + 5] for start in range(0, 40, 5))
