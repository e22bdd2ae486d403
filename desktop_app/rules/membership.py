"""What may happen to a membership and what comes of it: one table of acts by state, and pure functions over it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from db.records import Duty, Standing
from db.register_records import ChangeKind

MEMBERS: Final = frozenset({Standing.PROBATIONARY, Standing.OFFICIAL})
"""The standings of members; all others are those of people who left."""


@dataclass(frozen=True)
class State:
    """How a person stands in the register on a day."""

    standing: Standing | None = None
    """None before the first act."""
    duty: Duty = Duty.ACTIVE

    @property
    def is_member(self) -> bool:
        """Whether the person is a member here, visitors included."""
        return self.standing in MEMBERS

    @property
    def is_visiting(self) -> bool:
        """Whether the person only takes part here for a time."""
        return self.is_member and self.duty is Duty.VISITING

    @property
    def is_counted(self) -> bool:
        """Whether the person counts in đảng số: visitors count at their official cell (domain notes 2.4)."""
        return self.is_member and self.duty is not Duty.VISITING


NEW: Final = State()
"""Somebody the register knows nothing of."""


class Group(StrEnum):
    """The columns of the table of acts."""

    NEW = "new"
    ACTIVE = "active"
    EXEMPT = "exempt"
    TEMPORARILY_EXEMPT = "temporarily_exempt"
    AWAY = "away"
    SUSPENDED = "suspended"
    VISITING = "visiting"
    TRANSFERRED = "transferred"
    OUT = "out"
    """Removed, expelled, or left at their own wish."""
    DECEASED = "deceased"


def group(state: State) -> Group:
    """Return the column of the table a state belongs to."""
    if state.standing is None:
        return Group.NEW
    if state.is_member:
        return Group(state.duty.value)
    if state.standing in (Standing.TRANSFERRED, Standing.DECEASED):
        return Group(state.standing.value)
    return Group.OUT


_REFUSALS: Final = {
    "am": "CHANGE_ALREADY_MEMBER",
    "kn": "CHANGE_KNOWN",
    "dd": "CHANGE_AFTER_DEATH",
    "lf": "CHANGE_AFTER_LEAVING",
    "ta": "CHANGE_AFTER_TRANSFER",
    "nr": "CHANGE_NOT_REGISTERED",
    "vs": "CHANGE_OF_VISITOR",
    "so": "CHANGE_ALREADY_SO",
    "ex": "CHANGE_WHILE_EXEMPT",
    "aw": "CHANGE_WHILE_AWAY",
    "su": "CHANGE_WHILE_SUSPENDED",
    "ac": "CHANGE_ALREADY_ACTIVE",
    "ns": "CHANGE_NOT_TEMPORARY",
    "es": "CHANGE_END_STAY",
}
_COLUMNS: Final = tuple(Group)
# One line an act, one column a group of states: "ok" may follow, anything else is why it may not.
_TABLE: Final = """
    #                    new act exm tex awy sus vis trf out dec
    registered           ok  am  am  am  am  am  am  kn  kn  dd
    admission            ok  am  am  am  am  am  am  kn  kn  dd
    recognition          nr  ok  ok  ok  ok  ok  ok  ta  lf  dd
    transfer_in          ok  am  am  am  am  am  ok  ok  lf  dd
    transfer_out         nr  ok  ok  ok  ok  ok  vs  ta  lf  dd
    cell_move            nr  ok  ok  ok  ok  ok  ok  ta  lf  dd
    temporary_in         ok  am  am  am  am  am  ok  ok  lf  dd
    temporary_out        nr  ok  ex  ok  ok  su  vs  ta  lf  dd
    temporary_end        nr  ns  ns  ns  ok  ns  ok  ta  lf  dd
    exemption            nr  ok  so  ok  aw  su  vs  ta  lf  dd
    temporary_exemption  nr  ok  ex  ok  aw  su  vs  ta  lf  dd
    suspension           nr  ok  ok  ok  ok  so  vs  ta  lf  dd
    resumption           nr  ac  ok  ok  es  ok  es  ta  lf  dd
    removal              nr  ok  ok  ok  ok  ok  vs  ta  lf  dd
    expulsion            nr  ok  ok  ok  ok  ok  vs  ta  lf  dd
    resignation          nr  ok  ok  ok  ok  ok  vs  ta  lf  dd
    death                nr  ok  ok  ok  ok  ok  ok  ta  lf  dd
    readmission          ok  am  am  am  am  am  am  ok  ok  dd
"""


def _read(table: str) -> dict[ChangeKind, dict[Group, str]]:
    lines = [line.split() for line in table.splitlines() if line.strip() and "#" not in line]
    return {
        ChangeKind(kind): dict(zip(_COLUMNS, ("" if cell == "ok" else _REFUSALS[cell] for cell in cells), strict=True))
        for kind, *cells in lines
    }


TABLE: Final = _read(_TABLE)
"""For each act and group of states the code of the sentence that refuses it, empty where it may happen."""

_ONLY: Final = {
    ChangeKind.RECOGNITION: (Standing.PROBATIONARY, "CHANGE_ALREADY_OFFICIAL"),
    # The discipline of a probationary member ends with a warning; worse leads to removal (QĐ 69-QĐ/TW 06/7/2022).
    ChangeKind.EXPULSION: (Standing.OFFICIAL, "CHANGE_EXPULSION_OF_PROBATIONARY"),
}
"""Acts that concern members of one standing only, with the code that refuses the other."""

_OUTCOMES: Final[dict[ChangeKind, tuple[Standing | None, Duty | None]]] = {
    ChangeKind.REGISTERED: (None, None),
    ChangeKind.ADMISSION: (Standing.PROBATIONARY, Duty.ACTIVE),
    ChangeKind.RECOGNITION: (Standing.OFFICIAL, None),
    ChangeKind.TRANSFER_IN: (None, Duty.ACTIVE),
    ChangeKind.TRANSFER_OUT: (Standing.TRANSFERRED, Duty.ACTIVE),
    ChangeKind.CELL_MOVE: (None, None),
    ChangeKind.TEMPORARY_IN: (None, Duty.VISITING),
    ChangeKind.TEMPORARY_OUT: (None, Duty.AWAY),
    ChangeKind.TEMPORARY_END: (None, Duty.ACTIVE),
    ChangeKind.EXEMPTION: (None, Duty.EXEMPT),
    ChangeKind.TEMPORARY_EXEMPTION: (None, Duty.TEMPORARILY_EXEMPT),
    ChangeKind.SUSPENSION: (None, Duty.SUSPENDED),
    ChangeKind.RESUMPTION: (None, Duty.ACTIVE),
    ChangeKind.REMOVAL: (Standing.REMOVED, Duty.ACTIVE),
    ChangeKind.EXPULSION: (Standing.EXPELLED, Duty.ACTIVE),
    ChangeKind.RESIGNATION: (Standing.RESIGNED, Duty.ACTIVE),
    ChangeKind.DEATH: (Standing.DECEASED, Duty.ACTIVE),
    # Who is admitted again serves probation again (Điều lệ Đảng, Điều 5).
    ChangeKind.READMISSION: (Standing.PROBATIONARY, Duty.ACTIVE),
}
"""Standing and duty an act leads to; None leaves what was."""

COMING: Final = frozenset(
    {
        ChangeKind.REGISTERED,
        ChangeKind.ADMISSION,
        ChangeKind.TRANSFER_IN,
        ChangeKind.TEMPORARY_IN,
        ChangeKind.READMISSION,
    }
)
"""Acts that bring somebody into a cell who was in none, and may therefore be the first of a person."""


class Need(StrEnum):
    """How much an act asks for a field."""

    MUST = "must"
    SHOULD = "should"
    """Pointed out when it is missing: older decisions cannot always be found."""
    MAY = "may"


_DECISION: Final = {"decision_number": Need.SHOULD, "decision_on": Need.SHOULD, "decided_by": Need.MAY}
_INTO: Final = {"cell_id": Need.MUST, "party_group": Need.MAY}
_PAPER: Final = {"paper_number": Need.SHOULD}
_WHY: Final = {"reason": Need.SHOULD}
_NOTE: Final = {"reason": Need.MAY}

FIELDS: Final[dict[ChangeKind, dict[str, Need]]] = {
    ChangeKind.REGISTERED: {**_INTO, "standing": Need.MAY, "duty": Need.MAY, **_NOTE},
    ChangeKind.ADMISSION: {**_INTO, **_DECISION, "place": Need.MAY, **_NOTE},
    ChangeKind.RECOGNITION: {**_DECISION, **_NOTE},
    ChangeKind.TRANSFER_IN: {
        **_INTO,
        "standing": Need.MAY,
        "place": Need.SHOULD,
        **_PAPER,
        "dues_until": Need.SHOULD,
        **_NOTE,
    },
    ChangeKind.TRANSFER_OUT: {"place": Need.SHOULD, **_PAPER, "dues_until": Need.SHOULD, **_NOTE},
    ChangeKind.CELL_MOVE: {
        **_INTO,
        "decision_number": Need.MAY,
        "decision_on": Need.MAY,
        "decided_by": Need.MAY,
        "paper_number": Need.MAY,
        **_NOTE,
    },
    ChangeKind.TEMPORARY_IN: {
        **_INTO,
        "standing": Need.MAY,
        "place": Need.SHOULD,
        **_PAPER,
        "until": Need.SHOULD,
        **_NOTE,
    },
    ChangeKind.TEMPORARY_OUT: {"place": Need.SHOULD, **_PAPER, "until": Need.SHOULD, **_NOTE},
    ChangeKind.TEMPORARY_END: {"paper_number": Need.MAY, **_NOTE},
    ChangeKind.EXEMPTION: {**_DECISION, **_WHY},
    ChangeKind.TEMPORARY_EXEMPTION: {**_DECISION, "until": Need.SHOULD, **_WHY},
    ChangeKind.SUSPENSION: {**_DECISION, "until": Need.SHOULD, **_WHY},
    ChangeKind.RESUMPTION: {"decision_number": Need.MAY, "decision_on": Need.MAY, "decided_by": Need.MAY, **_NOTE},
    ChangeKind.REMOVAL: {**_DECISION, **_WHY},
    ChangeKind.EXPULSION: {**_DECISION, **_WHY},
    ChangeKind.RESIGNATION: {**_DECISION, **_WHY},
    ChangeKind.DEATH: _NOTE,
    ChangeKind.READMISSION: {**_INTO, **_DECISION, "place": Need.MAY, **_NOTE},
}
"""The fields of ChangeInput an act has, besides kind and day, in the order a form shows them."""


def refusal(state: State, kind: ChangeKind) -> str:
    """Return the code of the sentence that says why an act may not happen in a state; empty when it may."""
    code = TABLE[kind][group(state)]
    if not code and kind in _ONLY and state.standing is not _ONLY[kind][0]:
        code = _ONLY[kind][1]
    return code


def allowed(state: State) -> tuple[ChangeKind, ...]:
    """Return the acts that may happen in a state, in the order of ``ChangeKind``."""
    return tuple(kind for kind in ChangeKind if not refusal(state, kind))


def outcome(
    state: State, kind: ChangeKind, *, standing: Standing | None = None, before_leaving: Standing | None = None
) -> State:
    """Return how a person stands once an act is done that may happen in ``state``.

    ``standing`` is what was entered of someone who comes from elsewhere; without it the person stands as before, and
    one who had left as ``before_leaving``, official when that is unknown.
    """
    new_standing, duty = _OUTCOMES[kind]
    if kind is ChangeKind.TEMPORARY_END and state.is_visiting:
        # The guest goes home: no member here any more.
        return State(Standing.TRANSFERRED, Duty.ACTIVE)
    if new_standing is None:
        new_standing = state.standing if state.is_member else before_leaving or Standing.OFFICIAL
        if kind in COMING and standing is not None:
            new_standing = standing
    return State(new_standing, state.duty if duty is None else duty)
