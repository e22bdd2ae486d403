"""Packages as a hostile or broken sender would make them: rightly signed and sealed, wrong in one thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from db.ids import new_id
from db.problems import ProblemError
from desktop_app.exchange import envelope, identity, manifest, package, schemas
from desktop_app.exchange.content import Split, totals
from desktop_app.exchange.datasets import DATASETS, Dataset
from desktop_app.exchange.identity import Identity
from desktop_app.exchange.manifest import Manifest
from desktop_app.exchange.views import InboxEntry, State
from tests.helpers.exchange import Pair, Side, dump

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
    return _restated(pair, found, DATASETS, rows, **fields)


def _restated(pair: Pair, found: package.Opened, datasets: Mapping[str, Dataset], rows: Lines, **fields: Any) -> bytes:
    """Return a package of these rows whose every count, hash and total fits them, signed and sealed."""
    encoder = msgspec.json.Encoder()
    for name, dataset in datasets.items():
        rows[name].sort(key=lambda row, dataset=dataset: dataset.keys([row])[0])  # type: ignore[misc]
    data = {name: encoder.encode_lines(rows[name]) for name in datasets}
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
            for name in datasets
        ],
    )
    written = msgspec.structs.replace(written, **fields)
    return sealed(pair, written, [(DATASETS[name].path, lines) for name, lines in data.items()])


def older(pair: Pair, alter: Callable[[Lines], None], **fields: Any) -> bytes:
    """Return the child's report as a program of schema 1 would have written it, its rows altered."""
    found = opened(pair, pair.send().path)
    known = schemas.SCHEMAS[1]
    rows: Lines = {}
    for name, dataset in known.items():
        line: Callable[..., Any] = dataset.line
        columns = dataset.line.__struct_fields__
        rows[name] = [
            line(**{column: getattr(row, column, "") for column in columns})
            for row in DATASETS[name].read(found.entries[dataset.path])
        ]
    alter(rows)
    return _restated(pair, found, known, rows, **{"schema": 1} | fields)


def next_of(pair: Pair, **fields: Any) -> dict[str, Any]:
    """Return the manifest fields of a package that follows the child's newest one in its history."""
    newest = opened(pair, pair.send().path)
    return {
        "seq": newest.manifest.seq + 1,
        "prev": newest.digest,
        "pkg_id": new_id(),
        "counter": newest.manifest.counter + 1,
    } | fields


def refused(pair: Pair, data: bytes, code: str, state: State = State.REJECTED) -> None:
    """See that a package is refused for its reason and changes nothing."""
    before = dump(pair.parent, pair.child.office_id)
    entry = look(pair, data)
    assert (entry.code, entry.state) == (code, state), entry.sentence
    assert entry.sentence
    assert "{" not in entry.sentence
    assert not entry.can_apply
    with pytest.raises(ProblemError):
        pair.parent.exchange.apply(entry)
    assert dump(pair.parent, pair.child.office_id) == before
    assert (pair.parent.folder / "hopthu/cachly" / f"{entry.sha256}.cachly").exists() == (
        state is State.REJECTED and code.startswith("E")
    )
