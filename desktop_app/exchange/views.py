"""What the exchange shows and hands over: plain, immutable records for the window, the prints and the command line."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import msgspec


class View(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all views."""


class Peer(View, frozen=True, kw_only=True):
    """A trusted office."""

    org_id: str
    relation: str
    """"parent" or "child"."""
    name: str
    code: str
    check_code: str
    frozen: bool
    """Whether nothing more is taken from it until a person decides."""
    pinned_at: str


class EnrolRequest(View, frozen=True, kw_only=True):
    """A child office's request, its own signatures right; whose keys they are only the typed groups can tell."""

    org_id: str
    name: str
    header_name: str
    code: str
    kind: str
    place: str
    check_code: str
    """Not to be shown before the groups were typed from the paper."""
    asked: tuple[int, ...]
    """The numbers (1 to 8) of the three groups a person has to type."""
    bundle: bytes
    bundle_signature: bytes


class EnrolAnswer(View, frozen=True, kw_only=True):
    """The upper office's answer to the own request."""

    org_id: str
    name: str
    header_name: str
    code: str
    kind: str
    place: str
    check_code: str
    """The upper office's; not to be shown before the groups were typed from its paper."""
    asked: tuple[int, ...]
    bundle: bytes
    bundle_signature: bytes


class PlanState(StrEnum):
    """How far a cell's month is."""

    FINAL = "final"
    DRAFT = "draft"
    NONE = "none"


class PlanCell(View, frozen=True, kw_only=True):
    """One cell in the plan of a package."""

    cell_id: str
    name: str
    state: PlanState
    members: int


class DatasetCount(View, frozen=True, kw_only=True):
    """Rows of one dataset and how they differ from what the receiver holds."""

    dataset: str
    rows: int
    added: int
    changed: int
    removed: int


class SentPackage(View, frozen=True, kw_only=True):
    """A package this office made."""

    pkg_id: str
    kind: str
    path: Path
    """Where it was written to; the local copy for one that is only listed."""
    file_name: str
    label: str
    check_code: str
    period: str
    seq: int
    recipient_id: str
    counts: tuple[DatasetCount, ...]
    size: int
    made_at: str
    exported_at: str
    """Empty until it was read back from a stick."""
    acked_at: str
    verdict: str
    """What the receiver's acknowledgement says, empty without one."""
    matched: bool | None
    """Whether the receiver's rows are the own ones ("đã khớp") or not ("lệch"); None without an acknowledgement."""


class PackagePlan(View, frozen=True, kw_only=True):
    """What a package of a month would carry."""

    period: str
    recipient: str
    """Name of the office above; empty when not enrolled."""
    cells: tuple[PlanCell, ...]
    finals: int
    drafts: int
    missing: int
    members: int
    sensitive: tuple[str, ...]
    """The sensitive particulars that go along because the office above asks for them, by name of the field."""
    unchanged: SentPackage | None
    """The package that carries exactly this already: making it again gives the same file."""
    restored_from: str
    """Day and time of the backup the store was restored from, empty otherwise; the office above may hold the next
    package until it is asked (E35, E36)."""


class State(StrEnum):
    """Where a package stands on its way in."""

    SEEN = "seen"
    COPIED = "copied"
    OPENED = "opened"
    AUTHENTIC = "authentic"
    CHAINED = "chained"
    VALID = "valid"
    PREVIEWED = "previewed"
    APPROVED = "approved"
    APPLIED = "applied"
    ACKED = "acked"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded"
    HELD = "held"


TRANSITIONS: dict[State, frozenset[State]] = {
    State.SEEN: frozenset({State.COPIED, State.REJECTED}),
    State.COPIED: frozenset({State.OPENED, State.REJECTED}),
    State.OPENED: frozenset({State.AUTHENTIC, State.REJECTED}),
    State.AUTHENTIC: frozenset({State.CHAINED, State.REJECTED, State.DUPLICATE, State.HELD}),
    State.CHAINED: frozenset({State.VALID, State.REJECTED}),
    State.VALID: frozenset({State.PREVIEWED, State.REJECTED}),
    State.PREVIEWED: frozenset({State.APPROVED}),
    State.APPROVED: frozenset({State.APPLIED, State.SUPERSEDED}),
    State.APPLIED: frozenset({State.ACKED}),
    State.SUPERSEDED: frozenset({State.ACKED}),
    State.ACKED: frozenset(),
    State.REJECTED: frozenset(),
    State.DUPLICATE: frozenset(),
    State.HELD: frozenset(),
}
"""From each state the states it may go to; nothing skips a step."""


def step(current: State, to: State) -> State:
    """Return ``to`` when the way leads there. Raises ValueError, a mistake of the program, when it does not."""
    if to not in TRANSITIONS[current]:
        raise ValueError(f"{current} -> {to}")
    return to


class Verdict(StrEnum):
    """What the history of its sender says about a package."""

    NORMAL = "normal"
    GAP_AHEAD = "gap_ahead"
    LATE = "late"
    DUPLICATE = "duplicate"


class InboxEntry(View, frozen=True, kw_only=True):
    """One package found, with all that is known about it without changing anything."""

    path: Path
    """Where it was found."""
    file_name: str
    sha256: str
    """Of the file; names the local copy. Empty when the file could not be copied."""
    state: State
    code: str
    """The reason (E.., I.., W..), empty when there is nothing to say."""
    sentence: str
    """What to tell the user, in the language in use."""
    kind: str = ""
    issuer_id: str = ""
    issuer_name: str = ""
    label: str = ""
    period: str = ""
    seq: int = 0
    created: str = ""
    clock_suspect: bool = False
    check_code: str = ""
    manifest: str = ""
    verdict: Verdict | None = None
    missing: tuple[int, ...] = ()
    """Numbers of packages not seen yet."""
    counts: tuple[DatasetCount, ...] = ()
    brake: bool = False
    """Whether applying it needs a typed reason: it takes away much of what is held."""
    applied_at: str = ""
    """When it was taken in, for a duplicate."""

    @property
    def can_apply(self) -> bool:
        """Whether ``apply`` may be called."""
        return self.state is State.PREVIEWED


class Outside(View, frozen=True, kw_only=True):
    """What is seen of a package without a store."""

    path: Path
    file_name: str
    sha256: str
    """Of the file; empty when it is not whole."""
    code: str
    """Why it is no package, empty when its outside is well."""
    sentence: str
    """What to tell the user, in the language in use."""
    sealed: bool = False
    kind: str = ""
    issuer_name: str = ""
    """As the request itself says; true only where the check code is that of the paper."""
    check_code: str = ""


class Receipt(View, frozen=True, kw_only=True):
    """What taking a package in did."""

    manifest: str
    pkg_id: str
    kind: str
    issuer_id: str
    issuer_name: str
    label: str
    check_code: str
    period: str
    seq: int
    verdict: str
    """"applied", or "superseded" for a late package that was only archived."""
    added: int
    changed: int
    removed: int
    missing: tuple[int, ...]
    reason: str
    applied_at: str
    acknowledged: bool
    """Whether the acknowledgement was written."""
    matched: bool | None = None
    """For an acknowledgement taken in: whether the receiver holds exactly what was sent."""
