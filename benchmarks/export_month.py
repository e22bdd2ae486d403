"""Figure 7: a commune's month as a package, read, sealed, written, read back, beside the bare steps on its bytes.

The floor hashes the container, encrypts it with the same library for the same receivers and writes both copies that a
package has (one stays in the office for ever, one goes on the stick), durably. Ours reads 40 cells and 1,200 members
with a month of meetings from the store, makes and checks the package, writes the two copies, reads the stick's back
past the cache and notes it in two transactions.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from benchmarks.harness import Figure, Trial
from db.files import sync_folder
from desktop_app.exchange import envelope, identity
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
    runs = floors = 0

    def floor() -> int:
        nonlocal floors
        floors += 1
        hashlib.sha256(container).digest()
        sealed = envelope.seal(container, [own.exchange_key, above.exchange_key])
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

    def close() -> None:
        child.store.close()
        parent.store.close()

    return Trial(floor=floor, ours=ours, check=check, close=close)


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
