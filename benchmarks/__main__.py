"""Print the figures of the goals, each beside its floor: ``python -m benchmarks [--strict] [numbers]``."""

from __future__ import annotations

import argparse
import importlib
import importlib.util

from benchmarks.harness import Figure, Measured, measure

MODULES = (
    *("startup", "save_meeting", "people_search", "list_pages", "year_pages"),
    *("minutes_pdf", "minutes_book", "export_month", "workbook", "member_import"),
    *("attendance_tick", "open_meeting", "campaign"),
)
"""The modules of this package that expose a FIGURE or FIGURES."""


def figures(wanted: list[int]) -> list[Figure]:
    """Return the figures that exist, by number; all of them when none is named."""
    landed = [name for name in MODULES if importlib.util.find_spec(f"benchmarks.{name}") is not None]
    found: list[Figure] = []
    for name in landed:
        module = importlib.import_module(f"benchmarks.{name}")
        found += getattr(module, "FIGURES", ()) or [module.FIGURE]
    return sorted((one for one in found if not wanted or one.number in wanted), key=lambda one: one.number)


def line(measured: Measured) -> str:
    """Return one line of the table."""
    verdict = "ok" if measured.reached else "NOT"
    return (
        f"{measured.number:>3}  {measured.title:<46.46} {_time(measured.floor):>10} {_time(measured.ours):>10} "
        f"{measured.ratio:>6.2f} {measured.reach:>6.2f}  {verdict}"
    )


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms" if seconds < 1 else f"{seconds:.2f} s"


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked; return 1 when a result was wrong, with ``--strict`` also when a figure was not reached."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("numbers", nargs="*", type=int, help="figures to run; all when none is given")
    parser.add_argument("--strict", action="store_true", help="exit with 1 when a figure is not reached")
    asked = parser.parse_args(arguments)
    chosen = figures(asked.numbers)
    print(f"{'#':>3}  {'figure':<46} {'floor':>10} {'ours':>10} {'ratio':>6} {'reach':>6}")
    wrong = slow = False
    for figure in chosen:
        try:
            measured = measure(figure)
        except AssertionError as error:
            print(f"{figure.number:>3}  {figure.title:<46.46} the results differ: {error}")
            wrong = True
            continue
        print(line(measured), flush=True)
        for name, seconds in measured.peers.items():
            print(f"     {name:<46.46} {'':>10} {_time(seconds):>10} {seconds / measured.ours:>6.1f} times ours")
        slow = slow or not measured.reached
    missing = sorted(set(asked.numbers) - {figure.number for figure in chosen})
    if missing:
        print("no such figure: " + ", ".join(map(str, missing)))
    return 1 if wrong or missing or (asked.strict and slow) else 0


if __name__ == "__main__":
    raise SystemExit(main())
