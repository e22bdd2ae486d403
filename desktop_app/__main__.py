"""The door of the program: the window, or one job without a window when the first argument names one."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Start the window when there is nothing but options of the window, else hand over to the command line."""
    if not arguments or (arguments[0] == "--data-dir" and len(arguments) <= 2):
        from ui.app import main as window

        return window(arguments)
    from desktop_app.cli import main as command

    return command(list(arguments))


def run() -> int:
    """Do as ``main`` with the arguments of the process; Ctrl+C while libraries are still loading is no failure."""
    try:
        return main(sys.argv[1:])
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(run())
