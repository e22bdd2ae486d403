"""A real X screen that nobody sees, with a window manager, for the journeys that need the true window."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence

PATIENCE = 30
"""Seconds after which a screen journey counts as stuck."""


def available() -> bool:
    """Return whether the programs of the screen are installed (dev.py installs them before the tests)."""
    return all(shutil.which(program) for program in ("Xvfb", "openbox", "xdotool"))


class Screen:
    """One running screen: its environment and the hands to type into it."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def do(self, *arguments: str) -> str:
        """Run xdotool and return what it printed. Raises CalledProcessError when it fails."""
        command = ["xdotool", *arguments]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=True, timeout=PATIENCE
        )
        return done.stdout.strip()

    def wait_for_window(self, title: str) -> str:
        """Wait until a window whose title matches the pattern is visible; return its number."""
        return self.do("search", "--sync", "--onlyvisible", "--name", title).splitlines()[-1]

    def type(self, text: str) -> None:
        """Type ASCII text, slowly enough that no letter is lost."""
        self.do("type", "--delay", "30", text)

    def press(self, *keys: str) -> None:
        """Press keys by their X names."""
        self.do("key", "--delay", "30", *keys)


@contextlib.contextmanager
def screen(size: str = "1366x768x24") -> Iterator[Screen]:
    """Start a screen of the given size with a window manager; both end with the block."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        display = ":" + told.readline().strip()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    environment |= {"DISPLAY": display, "LC_ALL": "C.UTF-8"}
    manager = subprocess.Popen(["openbox"], env=environment, stderr=subprocess.DEVNULL)
    try:
        yield Screen(environment)
    finally:
        end([manager, server])


def end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask processes to end and wait until they did."""
    for process in processes:
        process.terminate()
        process.wait(timeout=PATIENCE)
