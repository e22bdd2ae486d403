"""Measures one figure beside its floor: interleaved runs, medians, one ratio from one run, the results checked first.

A module of this package exposes ``FIGURE``, or several as ``FIGURES``. The ``prepare`` of one receives an empty
temporary folder and returns a ``Trial`` with two callables, ``floor`` (the least the machine can do for the same bytes)
and ``ours``. What they return is handed to ``check`` before any time is reported, so that nothing is fast because it
did less.
"""

from __future__ import annotations

import gc
import math
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


def _nothing() -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What is run for one figure."""

    floor: Callable[[], Any]
    ours: Callable[[], Any]
    check: Callable[[Any, Any], None]
    """Receives what floor and ours returned last; raises AssertionError when they did not do the same work."""
    close: Callable[[], None] = _nothing
    timed: bool = False
    """True when floor and ours measure themselves (a child process) and return (seconds, result)."""
    peers: Mapping[str, Callable[[], Any]] = field(default_factory=dict)
    """Other programs doing the same, run once each; only shown."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure of the goals."""

    number: int
    title: str
    reach: float
    """The highest ratio ours / floor that counts as reached."""
    prepare: Callable[[Path], Trial]
    repeats: int = 15
    warm_up: int = 2
    limit: float = math.inf
    """The most seconds ours may take, whatever the floor takes."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What came out; times in seconds."""

    number: int
    title: str
    reach: float
    floor: float
    ours: float
    ratio: float
    peers: Mapping[str, float]
    limit: float = math.inf

    @property
    def reached(self) -> bool:
        """Whether the ratio is within reach, and the time within its own limit."""
        return self.ratio <= self.reach and self.ours <= self.limit


def measure(figure: Figure) -> Measured:
    """Run one figure in a temporary folder. Raises AssertionError when its check fails."""
    with tempfile.TemporaryDirectory(prefix="sochibo-bench-", ignore_cleanup_errors=True) as name:
        trial = figure.prepare(Path(name))
        try:
            return _measured(figure, trial)
        finally:
            trial.close()


def _measured(figure: Figure, trial: Trial) -> Measured:
    floors: list[float] = []
    ours: list[float] = []
    for turn in range(figure.warm_up + figure.repeats):
        # The two take turns at going first, so that neither always finds the caches warmed by the other.
        pair = [(trial.floor, floors), (trial.ours, ours)]
        results: dict[int, Any] = {}
        for run, times in pair if turn % 2 == 0 else reversed(pair):
            seconds, results[id(times)] = _run(run, timed=trial.timed)
            if turn >= figure.warm_up:
                times.append(seconds)
        trial.check(results[id(floors)], results[id(ours)])
    floor, own = statistics.median(floors), statistics.median(ours)
    return Measured(
        number=figure.number,
        title=figure.title,
        reach=figure.reach,
        floor=floor,
        ours=own,
        ratio=own / floor,
        peers={name: _run(peer, timed=trial.timed)[0] for name, peer in trial.peers.items()},
        limit=figure.limit,
    )


def _run(run: Callable[[], Any], *, timed: bool) -> tuple[float, Any]:
    if timed:
        seconds, result = run()
        return seconds, result
    gc.collect()
    gc.disable()
    try:
        started = time.perf_counter()
        result = run()
        return time.perf_counter() - started, result
    finally:
        gc.enable()
