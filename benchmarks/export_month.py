"""Figure 7: a commune's month as a package, read, sealed, written, read back, beside the bare steps on its bytes.

The floor does to the bytes what the format asks of them and no more: SHA-256 of each data file, of each partition that
is not a whole file (docs/package-format.md, section 4) and of the sealed file (the record it is compared with later),
CRC-32 of each entry, encryption with the same library for the same receivers, and both copies that a package has (one
stays in the office for ever, one goes on the stick), written durably. Ours reads 40 cells and 1,200 members with their
particulars and acts and a month of meetings from the store, makes and checks the package, writes the two copies, reads
the stick's back past the cache and notes it in two transactions.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Mapping
from pathlib import Path

from benchmarks.harness import Figure, Trial
from db.files import sync_folder
from desktop_app.exchange import canonical_zip, envelope, identity
from desktop_app.exchange.datasets import DATASETS, cells_of
from desktop_app.exchange.views import SentPackage
from tests.helpers.exchange import add_cell, add_meeting, add_members, commune, enrol, province

CELLS, MEMBERS = 40, 30
REPEATS, WARM_UP = 15, 2
MONTHS = [f"{2025 + number // 12}-{number % 12 + 1:02}" for number in range(REPEATS + WARM_UP + 1)]
"""A package made before would only be copied, so each run sends another month."""


def prepare_trial(folder: Path) -> Trial:
    """A commune of 40 cells with 30 members each, enrolled, one meeting a cell."""
    child, parent, stick = commune(folder / "xa"), province(folder / "tinh"), folder / "usb"
    for number in range(CELLS):
        cell = add_cell(child, f"CB{number:02}", f"Chi bộ thôn {number}")
        people = add_members(child, cell, MEMBERS)
        for period in MONTHS:
            add_meeting(child, cell, people, period)
    enrol(child, parent, stick)
    own = identity.load(child.store, child.office_id)
    above = identity.load(parent.store, parent.office_id)
    assert own is not None
    assert above is not None
    first = child.exchange.make_package(MONTHS[0], stick)
    container = envelope.open_sealed(first.path.read_bytes(), own.exchange_secrets)
    entries = canonical_zip.parse(container)
    hashed = [content for name, content in entries if name.startswith("data/")] + _partitions(dict(entries))
    runs = floors = 0

    def floor() -> int:
        nonlocal floors
        floors += 1
        for content in hashed:
            hashlib.sha256(content).digest()
        for _, content in entries:
            zlib.crc32(content)
        sealed = envelope.seal(container, [own.exchange_key, above.exchange_key])
        hashlib.sha256(sealed).digest()
        for place in (folder, stick):
            _write_durably(place, f"floor{floors}.bin", sealed)
        return len(sealed)

    def ours() -> SentPackage:
        nonlocal runs
        runs += 1
        return child.exchange.make_package(MONTHS[runs], stick)

    def check(floor_bytes: int, made: SentPackage) -> None:
        rows = {count.dataset: count.rows for count in made.counts}
        assert (made.seq, made.period) == (runs + 1, MONTHS[runs])
        assert (rows["members"], rows["meetings"], rows["attendance"]) == (CELLS * MEMBERS, CELLS, CELLS * MEMBERS)
        sealed = made.path.read_bytes()
        assert parent.exchange.verify(made.path).can_apply
        # The two differ by numbers in the manifest and by the random padding of the envelope's header only.
        assert abs(floor_bytes - len(sealed)) < 1000
        # The stick is as empty at the next run as it was at this one.
        made.path.unlink()
        for place in (folder, stick):
            (place / f"floor{floors}.bin").unlink()

    def close() -> None:
        child.store.close()
        parent.store.close()

    return Trial(floor=floor, ours=ours, check=check, close=close)


def _partitions(entries: Mapping[str, bytes]) -> list[bytes]:
    """Return the lines of each cell's partitions; an office-level dataset is one partition and hashed as a file."""
    rows = {name: dataset.read(entries[dataset.path]) for name, dataset in DATASETS.items()}
    meeting_cells = {row.id: row.cell_id for row in rows["meetings"]}
    found: list[bytes] = []
    for name, dataset in DATASETS.items():
        if dataset.by == "office":
            continue
        parts: dict[str, list[bytes]] = {}
        cells = cells_of(dataset, rows[name], "", meeting_cells)
        for cell, line in zip(cells, entries[dataset.path].splitlines(keepends=True), strict=True):
            parts.setdefault(cell, []).append(line)
        found += [b"".join(lines) for lines in parts.values()]
    return found


def _write_durably(folder: Path, name: str, data: bytes) -> None:
    """Write a new file so that a power cut leaves it, name and all."""
    with (folder / name).open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    sync_folder(folder)


FIGURE = Figure(
    number=7, title="export a commune-month", reach=3.0, prepare=prepare_trial, repeats=REPEATS, warm_up=WARM_UP
)
