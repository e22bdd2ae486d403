"""Figure 7: a commune's month as a package, read, sealed, written, read back, beside the bare steps on its bytes.

The floor hashes the container, encrypts it with the same library for the same receivers and writes both copies that a
package has (one stays in the office for ever, one goes on the stick), durably. Ours reads 40 cells and 1,200 members
with a month of meetings from the store, makes and checks the package, writes the two copies, reads the stick's back
past the cache and notes it in two transactions.
"""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

from benchmarks.harness import Figure, Trial
from desktop_app.exchange import canonical_zip, envelope, identity
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
    runs = 0

    def floor() -> tuple[float, int]:
        started = time.perf_counter()
        hashlib.sha256(container).digest()
        sealed = envelope.seal(container, [own.exchange_key, above.exchange_key])
        for place in (folder, stick):
            with (place / "floor.bin").open("wb") as stream:
                stream.write(sealed)
                stream.flush()
                os.fsync(stream.fileno())
        return time.perf_counter() - started, len(sealed)

    def ours() -> tuple[float, int]:
        nonlocal runs
        runs += 1
        started = time.perf_counter()
        made = child.exchange.make_package(MONTHS[runs], stick)
        spent = time.perf_counter() - started
        assert made.seq == runs + 1
        rows = {count.dataset: count.rows for count in made.counts}
        assert (rows["members"], rows["meetings"], rows["attendance"]) == (CELLS * MEMBERS, CELLS, CELLS * MEMBERS)
        return spent, len(made.path.read_bytes())

    def check(floor_bytes: int, our_bytes: int) -> None:
        # The two differ by the signature's history and by the random padding of the envelope's header only.
        assert abs(floor_bytes - our_bytes) < 1000
        names = [name for name, _ in canonical_zip.parse(container)]
        assert "data/attendance.ndjson" in names

    def close() -> None:
        child.store.close()
        parent.store.close()

    return Trial(floor=floor, ours=ours, check=check, close=close, timed=True)


FIGURE = Figure(
    number=7, title="export a commune-month", reach=3.0, prepare=prepare_trial, repeats=REPEATS, warm_up=WARM_UP
)
