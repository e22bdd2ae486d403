"""The history of a sender's packages: where a new one belongs, and whether two histories contradict each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.problems import ProblemError
from db.store import Row
from desktop_app.exchange import limits
from desktop_app.exchange.manifest import Manifest
from desktop_app.exchange.views import Verdict


@dataclass(frozen=True)
class Link:
    """One package known of a sender."""

    digest: str
    prev: str | None
    counter: int
    acked: str | None


@dataclass(frozen=True)
class Place:
    """Where a package belongs, or why it has to wait for a decision."""

    verdict: Verdict | None = None
    missing: tuple[int, ...] = ()
    problem: ProblemError | None = None


def links(rows: Sequence[Row]) -> dict[int, Link]:
    """Return what is known of a sender by number."""
    return {row["seq"]: Link(row["manifest"], row["prev"], row["counter"], row["acked"]) for row in rows}


def newest(rows: Sequence[Row]) -> int:
    """Return the highest number known, 0 for none."""
    return max((row["seq"] for row in rows), default=0)


def place(known: Mapping[int, Link], arriving: Manifest, digest: str, name: str) -> Place:
    """Return where an arriving package (not known by its hash) belongs in the history ``known``.

    A contradiction gives E35 (two packages of one number, or a link that does not fit), E36 (counts that went back) or
    E38 (a number too far ahead); ``name`` is the sender's, for the sentence.
    """
    seq, head = arriving.seq, max(known, default=0)
    if seq >= limits.SEQ or seq > head + limits.SEQ_JUMP:
        return Place(problem=ProblemError("E38", n=seq, name=name))
    before, after = known.get(seq - 1), known.get(seq + 1)
    if (
        seq in known
        or (before is not None and arriving.prev != before.digest)
        or (after is not None and after.prev != digest)
    ):
        return Place(problem=ProblemError("E35", n=seq, name=name))
    if _went_back(known, arriving):
        return Place(problem=ProblemError("E36", name=name))
    missing = tuple(number for number in range(1, max(head, seq)) if number not in known and number != seq)
    if seq < head:
        return Place(Verdict.LATE, missing)
    return Place(Verdict.NORMAL if seq == head + 1 else Verdict.GAP_AHEAD, missing)


def _went_back(known: Mapping[int, Link], arriving: Manifest) -> bool:
    """Whether the total of changes, or what the sender knows to be acknowledged, falls along the history."""
    numbers = {link.digest: seq for seq, link in known.items()}
    acked = _acked_number(arriving.acked.manifest if arriving.acked else None, numbers)
    for seq, link in known.items():
        earlier_counter, later_counter = link.counter, arriving.counter
        earlier_acked, later_acked = _acked_number(link.acked, numbers), acked
        if seq > arriving.seq:
            earlier_counter, later_counter = later_counter, earlier_counter
            earlier_acked, later_acked = later_acked, earlier_acked
        if earlier_counter > later_counter:
            return True
        if earlier_acked is not None and later_acked is not None and earlier_acked > later_acked:
            return True
    return False


def _acked_number(digest: str | None, numbers: Mapping[str, int]) -> int | None:
    """Return the number of the package acknowledged: 0 for none yet, None for one that is not known here."""
    return 0 if digest is None else numbers.get(digest)
