"""A reader of packages written from docs/package-format.md alone: age, the standard library, and a signature check.

It shares no line with the program. The list of datasets is read from the table of the page itself, so that the page
cannot say something else than packages hold.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
import unicodedata
import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyrage
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

PAGE = Path(__file__).parents[2] / "docs" / "package-format.md"
Row = dict[str, Any]


class RefusedError(Exception):
    """The package is not what the page says a package is."""


@dataclass(frozen=True)
class Shape:
    """One line of the page's table of datasets."""

    name: str
    key: tuple[str, ...]
    fields: frozenset[str]
    long: frozenset[str]
    by_cell: bool
    dated: bool


@dataclass(frozen=True)
class Read:
    """What a package says, every layer checked."""

    manifest: dict[str, Any]
    check_code: str
    rows: dict[str, list[Row]]


def shapes() -> dict[str, Shape]:
    """Return the datasets of the page's table, in its order."""
    found = {}
    for line in PAGE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        name = re.fullmatch(r"`([a-z_]+)`", cells[0])
        if name is None or len(cells) != 4 or not cells[3].startswith(("office", "cell")):
            continue
        key = tuple(part.strip() for part in cells[1].split(","))
        words = [part.replace("(0/1)", "").strip() for part in cells[2].split(",") if part.strip()]
        long = frozenset(word.rstrip("*") for word in words if word.endswith("*"))
        fields = frozenset(key) | {word.rstrip("*") for word in words}
        found[name[1]] = Shape(name[1], key, fields, long, cells[3].startswith("cell"), cells[3].endswith("month"))
    return found


def read(sealed: bytes, secret: str, signed_by: str) -> Read:
    """Return what a report says. ``secret`` is the receiver's age key, ``signed_by`` the sender's public key in hex.

    Raises RefusedError with the layer that is not as the page says.
    """
    entries = container(opened(sealed, secret))
    body = dict(entries)
    manifest = strict(body["manifest.json"])
    if manifest["fmt"] != "goi/1" or manifest["schema"] > 3 or manifest["kind"] != "REPORT":
        raise RefusedError("format")
    if (manifest["seq"] == 1) != (manifest["prev"] is None):
        raise RefusedError("history")
    signature(manifest, body["manifest.json"], body["META-INF/sig-clerk.bin"], signed_by)
    carried = [(name, content) for name, content in entries if name.startswith(("data/", "files/"))]
    if [name for name, _ in carried] != [file["path"] for file in manifest["files"]]:
        raise RefusedError("files")
    for (_, content), file in zip(carried, manifest["files"], strict=True):
        if len(content) != file["size"] or sha256(content) != file["sha256"]:
            raise RefusedError("file")
    rows: dict[str, list[Row]] = {}
    if manifest["schema"] == 3:
        rows = datasets(manifest, dict(carried))
        references(manifest, rows)
        control(manifest, rows)
    digits = str(int(sha256(body["manifest.json"]), 16)).rjust(40, "0")[:40]
    code = " ".join(digits[start : start + 5] for start in range(0, 40, 5))
    return Read(manifest, code, rows)


def sha256(data: bytes) -> str:
    """Return SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def opened(sealed: bytes, secret: str) -> bytes:
    """Open the envelope (section 1)."""
    if len(sealed) > 256 * 1024 * 1024:
        raise RefusedError("size")
    try:
        plain: bytes = pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(secret)])
    except pyrage.DecryptError as error:
        raise RefusedError("envelope") from error
    return plain


def container(data: bytes) -> list[tuple[str, bytes]]:
    """Return the entries of the container (section 2), which must be written in its one way."""
    entries, offset = [], 0
    while data[offset : offset + 4] == b"PK\x03\x04":
        if len(data) < offset + 30:
            raise RefusedError("container")
        size, length = struct.unpack_from("<I", data, offset + 18)[0], struct.unpack_from("<H", data, offset + 26)[0]
        start = offset + 30 + length
        try:
            name = data[offset + 30 : start].decode("ascii")
        except UnicodeDecodeError as error:
            raise RefusedError("container") from error
        entries.append((name, data[start : start + size]))
        offset = start + size
    names = [name for name, _ in entries]
    ranks = [_rank(name) for name in names]
    meta = [name for name in names if name.startswith("META-INF/")]
    tidy = ranks == sorted(ranks) and meta == sorted(meta) and len({name.lower() for name in names}) == len(names)
    if names[:2] != ["mimetype", "manifest.json"] or not tidy or "META-INF/sig-clerk.bin" not in names:
        raise RefusedError("names")
    if entries[0][1] != b"application/vnd.sochibo.goi+zip" or _written(entries) != data:
        raise RefusedError("container")
    return entries


def _rank(name: str) -> int:
    known = (
        r"mimetype",
        r"manifest\.json",
        r"META-INF/(bundle\.json|bundle\.json\.sigs|sig-(clerk|approve)\.bin|sig-token\.p7s)",
        r"data/[a-z_]+\.ndjson",
        r"files/[0-9a-f]{64}\.(jpg|png|pdf)",
    )
    for rank, pattern in enumerate(known):
        if re.fullmatch(pattern, name, re.ASCII):
            return rank
    raise RefusedError("names")


def _written(entries: list[tuple[str, bytes]]) -> bytes:
    local, central = b"", b""
    for name, content in entries:
        sizes = struct.pack("<IIIHH", zlib.crc32(content), len(content), len(content), len(name), 0)
        head = struct.pack("<HHHHH", 10, 0, 0, 0, 0x21) + sizes
        central += b"PK\x01\x02" + struct.pack("<H", 10) + head + struct.pack("<HHHII", 0, 0, 0, 0, len(local))
        central += name.encode("ascii")
        local += b"PK\x03\x04" + head + name.encode("ascii") + content
    end = struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(central), len(local), 0)
    return local + central + b"PK\x05\x06" + end


def strict(data: bytes) -> dict[str, Any]:
    """Return the object of strict JSON (section 3)."""

    def refuse(_text: str) -> Any:
        raise RefusedError("json")

    def whole(text: str) -> int:
        number = int(text)
        if text == "-0" or abs(number) > 2**53 - 1:
            raise RefusedError("json")
        return number

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in pairs}) != len(pairs):
            raise RefusedError("json")
        return dict(pairs)

    try:
        text = data.decode("utf-8")
        found = json.loads(text, object_pairs_hook=unique, parse_int=whole, parse_float=refuse, parse_constant=refuse)
    except ValueError as error:
        raise RefusedError("json") from error
    if not isinstance(found, dict) or unicodedata.normalize("NFC", text) != text or text.startswith("\ufeff"):
        raise RefusedError("json")
    if any(isinstance(value, bool) for value in _values(found)):
        raise RefusedError("json")
    return found


def _values(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [one for inner in value.values() for one in _values(inner)]
    if isinstance(value, list):
        return [one for inner in value for one in _values(inner)]
    return [value]


def signature(manifest: dict[str, Any], body: bytes, given: bytes, signed_by: str) -> None:
    """Check the signature over the exact bytes of the manifest (section 3)."""
    kind = f"application/vnd.sochibo.{manifest['kind'].lower().replace('_', '-')}+json;v=1".encode()
    try:
        VerifyKey(bytes.fromhex(signed_by)).verify(b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(body), body), given)
    except (BadSignatureError, ValueError) as error:
        raise RefusedError("signature") from error


def datasets(manifest: dict[str, Any], carried: dict[str, bytes]) -> dict[str, list[Row]]:
    """Return the rows of each dataset (section 4), their partitions checked."""
    known = shapes()
    if [file["path"] for file in manifest["files"]] != [f"data/{name}.ndjson" for name in known]:
        raise RefusedError("datasets")
    rows = {name: _rows(shape, carried[f"data/{name}.ndjson"]) for name, shape in known.items()}
    if [file["rows"] for file in manifest["files"]] != [len(rows[name]) for name in known]:
        raise RefusedError("counts")
    office = manifest["issuer"]["org"]
    cells = sorted({row["id"] for row in rows["organizations"] if row["kind"] == "cell"})
    meeting_cells = {row["id"]: row["cell_id"] for row in rows["meetings"]}
    expected = []
    for name, shape in known.items():
        lines: dict[str, bytes] = dict.fromkeys(cells, b"") if shape.by_cell else {office: b""}
        counts: Counter[str] = Counter()
        for row, line in zip(rows[name], carried[f"data/{name}.ndjson"].split(b"\n"), strict=False):
            cell = (row.get("cell_id") or meeting_cells.get(row.get("meeting_id", ""), "")) if shape.by_cell else office
            if cell not in lines:
                raise RefusedError("partition")
            lines[cell] += line + b"\n"
            counts[cell] += 1
        period = manifest["period"] if shape.dated else "-"
        expected += [(cell, name, "snapshot", period, counts[cell], sha256(lines[cell])) for cell in sorted(lines)]
    columns = ("cell", "dataset", "mode", "period", "rows", "sha256")
    if [tuple(part[column] for column in columns) for part in manifest["partitions"]] != expected:
        raise RefusedError("partitions")
    return rows


def _rows(shape: Shape, data: bytes) -> list[Row]:
    found = []
    for line in data.split(b"\n")[:-1]:
        row = strict(line)
        again = json.dumps(row, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
        if again != line or set(row) != shape.fields:
            raise RefusedError(shape.name)
        for column in shape.long:
            pieces = row[column]
            if any(len(piece) != 4000 for piece in pieces[:-1]) or not all(0 < len(piece) <= 4000 for piece in pieces):
                raise RefusedError(shape.name)
        found.append(row)
    keys = [tuple(row[column] for column in shape.key) for row in found]
    if (data and not data.endswith(b"\n")) or any(one >= two for one, two in pairwise(keys)):
        raise RefusedError(shape.name)
    return found


def references(manifest: dict[str, Any], rows: dict[str, list[Row]]) -> None:
    """Check that rows are the issuer's and lead to rows of the package (section 4)."""
    office = manifest["issuer"]["org"]
    known = {name: {row["id"] for row in rows[name]} for name in ("organizations", "members", "meetings", "hamlets")}
    known["organization_events"] = {row["id"] for row in rows["organization_events"]}
    cells = {row["id"] for row in rows["organizations"] if row["kind"] == "cell"}
    leads = {
        "cell_id": cells,
        "event_id": known["organization_events"],
        "hamlet_id": known["hamlets"],
        "meeting_id": known["meetings"],
        "member_id": known["members"],
        "merged_into": known["members"],
        "organization_id": known["organizations"],
    }
    for name, of_name in rows.items():
        for row in of_name:
            if row.get("owner_id", office) != office:
                raise RefusedError("owner")
            for column, among in leads.items():
                if row.get(column) is not None and row[column] not in among:
                    raise RefusedError(f"{name}.{column}")


def control(manifest: dict[str, Any], rows: dict[str, list[Row]]) -> None:
    """Count the members by cell and standing on the last day of the month and compare (section 3)."""
    year, month = (int(part) for part in manifest["period"].split("-"))
    following = f"{year + month // 12:04}-{month % 12 + 1:02}-01"

    def holds(row: Row) -> bool:
        # The last day of the month lies before the first of the next one.
        ends = row["valid_to"]
        return row["valid_from"] < following and (ends is None or ends >= following)

    standing = {
        row["member_id"]: row["status"] for row in rows["member_status"] if row["axis"] == "standing" and holds(row)
    }
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows["memberships"]:
        if holds(row):
            counted[row["cell_id"], standing.get(row["member_id"], "-")] += 1
    expected = [
        {"cell": cell, "status": status, "members": number} for (cell, status), number in sorted(counted.items())
    ]
    if manifest["totals"] != expected:
        raise RefusedError("totals")
