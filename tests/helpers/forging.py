"""Packages as a hostile or broken sender would make them: rightly signed and sealed, wrong in one thing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from db.ids import new_id
from desktop_app.exchange import envelope, identity, manifest, package
from desktop_app.exchange.content import Split, totals
from desktop_app.exchange.datasets import DATASETS
from desktop_app.exchange.identity import Identity
from desktop_app.exchange.manifest import Manifest
from desktop_app.exchange.views import InboxEntry
from tests.helpers.exchange import Pair, Side

Lines = dict[str, list[Any]]


def keys_of(side: Side) -> Identity:
    """Return an office's own keys."""
    found = identity.load(side.store, side.office_id)
    assert found is not None
    return found


def opened(pair: Pair, path: Path) -> package.Opened:
    """Return what a package holds, as the upper office sees it."""
    return package.take_apart(path.read_bytes(), keys_of(pair.parent).exchange_secrets)


def look(pair: Pair, data: bytes, name: str = "gia.goi") -> InboxEntry:
    """Put bytes on the stick and look at them at the upper office."""
    path = pair.stick / name
    path.write_bytes(data)
    return pair.parent.exchange.preview(path)


def sealed(
    pair: Pair,
    written: Manifest,
    data: list[tuple[str, bytes]],
    *,
    signer: Identity | None = None,
    to: str | None = None,
) -> bytes:
    """Return a package of this manifest and these files, signed by the child unless another signs."""
    made = package.assemble(written, data, signer or keys_of(pair.child))
    return envelope.seal(made.container, [to or keys_of(pair.parent).exchange_key])


def files_of(found: package.Opened) -> list[tuple[str, bytes]]:
    """Return the data files of a package."""
    return [(entry.path, found.entries[entry.path]) for entry in found.manifest.files]


def restated(pair: Pair, **fields: Any) -> bytes:
    """Return the child's true report with fields of its manifest changed, signed and sealed anew."""
    found = opened(pair, pair.send().path)
    return sealed(pair, msgspec.structs.replace(found.manifest, **fields), files_of(found))


def rewritten(pair: Pair, alter: Callable[[Lines], None], **fields: Any) -> bytes:
    """Return a report whose rows were altered and whose every count, hash and total fits the altered rows."""
    found = opened(pair, pair.send().path)
    rows: Lines = {name: dataset.read(found.entries[dataset.path]) for name, dataset in DATASETS.items()}
    alter(rows)
    encoder = msgspec.json.Encoder()
    for name, dataset in DATASETS.items():
        rows[name].sort(key=lambda row, dataset=dataset: dataset.keys([row])[0])  # type: ignore[misc]
    data = {name: encoder.encode_lines(rows[name]) for name in DATASETS}
    whole = {name: manifest.digest(lines) for name, lines in data.items()}
    divided = Split(found.manifest.issuer.org, found.manifest.period)
    for name, lines in data.items():
        divided.add(name, rows[name], lines, whole[name])
    written = msgspec.structs.replace(
        found.manifest,
        files=[
            manifest.File(path=DATASETS[name].path, rows=len(rows[name]), sha256=whole[name], size=len(lines))
            for name, lines in data.items()
        ],
        partitions=[entry for entry in divided.partitions if entry.cell],
        totals=totals(rows, found.manifest.period),
        counts=[
            manifest.DatasetCount(dataset=name, rows=len(rows[name]), added=0, changed=0, removed=0)
            for name in DATASETS
        ],
    )
    written = msgspec.structs.replace(written, **fields)
    return sealed(pair, written, [(DATASETS[name].path, lines) for name, lines in data.items()])


def next_of(pair: Pair, **fields: Any) -> dict[str, Any]:
    """Return the manifest fields of a package that follows the child's newest one in its history."""
    newest = opened(pair, pair.send().path)
    return {
        "seq": newest.manifest.seq + 1,
        "prev": newest.digest,
        "pkg_id": new_id(),
        "counter": newest.manifest.counter + 1,
    } | fields
