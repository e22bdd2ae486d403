"""Figure 1: from the start of the process to a usable first screen, beside a bare window of the same modules."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.harness import Figure, Trial

ROOT = Path(__file__).resolve().parents[1]


def _run(mode: str, folder: Path, compiled: Path) -> tuple[float, str]:
    """Start a process, return the seconds until it said that its window can be typed into, and what it said.

    Both find their modules compiled in the folder ``compiled``, as an installed program does; the first run fills it.
    """
    environment = {
        **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        "PYTHONPYCACHEPREFIX": str(compiled),
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_CONFIG_HOME": str(folder / "config"),
    }
    command = [sys.executable, "-m", "benchmarks.startup_child", mode, str(folder)]
    started = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline().strip()
        seconds = time.perf_counter() - started
        # The platform without a screen complains about every window size; shown only when something went wrong.
        _, complaints = process.communicate()
    assert process.returncode == 0, f"{mode} ended with {process.returncode}: {complaints}"
    return seconds, said


def prepare(folder: Path) -> Trial:
    """Make a commune's folder for the program to find."""
    from desktop_app.office import Setup, create_office

    setup = Setup(
        name="Đảng ủy xã Mẫu",
        header_name="ĐẢNG BỘ XÃ MẪU",
        code="MAU",
        kind="commune_committee",
        place="Mẫu",
        password="mot mat khau du dai",
        sample=True,
    )
    office, _ = create_office(folder / "office", setup)
    office.close(backup=False)

    def check(floor: object, ours: object) -> None:
        assert floor == "bare: ready", floor
        assert ours == "ours: ready, password has the focus", ours

    compiled = folder / "compiled"
    return Trial(
        floor=lambda: _run("bare", folder, compiled),
        ours=lambda: _run("ours", folder / "office", compiled),
        check=check,
        timed=True,
    )


FIGURE = Figure(number=1, title="start to a usable first screen", reach=1.6, prepare=prepare, repeats=7, warm_up=1)
