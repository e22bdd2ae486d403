"""What can be said about an act before it is written: whether it may follow, what is missing, unlikely days."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from db import partial
from db.records import Finding, Standing
from db.register_records import ChangeInput, ChangeKind
from desktop_app.rules import dates, membership, regulation
from desktop_app.rules.findings import error, warning
from desktop_app.rules.meeting import MAX_LINE, MAX_TEXT
from desktop_app.rules.membership import NEW, Need, State

Own = Callable[[date], regulation.Overrides]
"""Gives the office's own values of rules on a day."""

_FAR_AHEAD_YEARS: Final = 1
_OLDEST: Final = date(1930, 2, 3)
"""The day the Party was founded."""
_PERIOD: Final = re.compile(r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])")
_TEXTS: Final = {
    "party_group": MAX_LINE,
    "decision_number": MAX_LINE,
    "decided_by": MAX_LINE,
    "place": MAX_LINE,
    "paper_number": MAX_LINE,
    "reason": MAX_TEXT,
}


@dataclass(frozen=True, kw_only=True)
class History:
    """What is known of a person before an act."""

    state: State = NEW
    last_on: date | None = None
    """The day of the last act, or of the last line where lines go on without acts."""
    came_on: date | None = None
    """The day from which the person is in the present cell."""
    cell_id: str = ""
    party_group: str = ""
    admitted_on: str = ""
    """Partial date."""
    probation_from: date | None = None
    """The day of the last admission on record, first or repeated."""
    left_on: date | None = None
    before_leaving: Standing | None = None
    """The standing of someone who left, before that."""
    readmissions: int = 0


def findings(change: ChangeInput, history: History, today: date, own: Own) -> list[Finding]:
    """Return errors and warnings about an act whose texts are cleaned; cells are not looked at."""
    if history.last_on is not None and change.on < history.last_on:
        return [error("CHANGE_BEFORE_LAST", "on", day=dates.format_day(history.last_on))]
    refused = membership.refusal(history.state, change.kind)
    if refused:
        return [error(refused, "kind", _source(refused, change.on, own))]
    return [
        *_days(change, today),
        *_fields(change),
        *_place(change, history),
        *_probation(change, history, own),
        *_readmission(change, history, own),
        *_unlikely(change, history, own),
    ]


def _source(code: str, on: date, own: Own) -> str:
    if code != "CHANGE_EXPULSION_OF_PROBATIONARY":
        return ""
    rule = regulation.find("member.expulsion.standings", on, own(on))
    return rule.source if rule else ""


def _days(change: ChangeInput, today: date) -> Iterator[Finding]:
    if change.on < _OLDEST:
        yield error("CHANGE_TOO_OLD", "on")
    if change.on > today:
        far = change.on > today.replace(year=today.year + _FAR_AHEAD_YEARS, day=min(today.day, 28))
        yield warning("CHANGE_FAR_FUTURE" if far else "CHANGE_FUTURE", "on")
    if change.decision_on is not None and change.decision_on > today:
        yield warning("CHANGE_DECISION_FUTURE", "decision_on")
    if change.until is not None and change.until <= change.on:
        yield error("CHANGE_UNTIL_BEFORE", "until")
    if change.dues_until and not _PERIOD.fullmatch(change.dues_until):
        yield error("CHANGE_DUES_FORM", "dues_until")


def _fields(change: ChangeInput) -> Iterator[Finding]:
    for field, limit in _TEXTS.items():
        value = getattr(change, field)
        if len(value) > limit:
            yield error("TEXT_TOO_LONG", field, length=len(value), limit=limit)
    for field, need in membership.FIELDS[change.kind].items():
        if getattr(change, field):
            continue
        if need is Need.MUST:
            yield error("CHANGE_CELL_MISSING", field)
        elif need is Need.SHOULD:
            yield warning(f"CHANGE_NO_{field.upper()}", field)


def _place(change: ChangeInput, history: History) -> Iterator[Finding]:
    same = change.cell_id == history.cell_id and change.party_group == history.party_group
    if change.kind is ChangeKind.CELL_MOVE and change.cell_id and same:
        yield error("CHANGE_SAME_CELL", "cell_id")
    if change.kind in membership.COMING and change.standing not in (None, *membership.MEMBERS):
        yield error("CHANGE_STANDING_OF_MEMBER", "standing")
    leaves = not membership.outcome(history.state, change.kind, standing=change.standing).is_member
    if leaves and history.came_on == change.on and change.kind is not ChangeKind.REGISTERED:
        yield error("CHANGE_LEAVES_AT_ONCE", "on", day=dates.format_day(change.on))


def _probation(change: ChangeInput, history: History, own: Own) -> Iterator[Finding]:
    """Yield what is odd about a recognition: before the admission, or sooner than ``member.probation.months``."""
    if change.kind is not ChangeKind.RECOGNITION:
        return
    known = partial.bounds(history.admitted_on)
    if known is not None and change.on < known[0]:
        yield error("CHANGE_RECOGNITION_BEFORE_ADMISSION", "on", day=dates.format_partial(history.admitted_on))
        return
    begun = history.probation_from or (known[0] if known else None)
    rule = regulation.find("member.probation.months", begun, own(begun)) if begun else None
    if begun is None or rule is None:
        return
    served = dates.whole_months(begun, change.on)
    if served < rule.value:
        yield warning("CHANGE_PROBATION_SHORT", "on", rule.source, months=served, least=rule.value)


def _readmission(change: ChangeInput, history: History, own: Own) -> Iterator[Finding]:
    """Yield what is odd about admitting someone again (rules ``member.readmission.months`` and ``….times``)."""
    if change.kind is not ChangeKind.READMISSION:
        return
    out = history.state.standing in (Standing.REMOVED, Standing.EXPELLED, Standing.RESIGNED)
    wait = regulation.find("member.readmission.months", change.on, own(change.on))
    if out and history.left_on is not None and wait is not None:
        passed = dates.whole_months(history.left_on, change.on)
        if passed < wait.value:
            yield warning("CHANGE_READMISSION_EARLY", "on", wait.source, months=passed, least=wait.value)
    times = regulation.find("member.readmission.times", change.on, own(change.on))
    if times is not None and history.readmissions >= times.value:
        yield warning("CHANGE_READMISSION_AGAIN", "kind", times.source, times=times.value)


def _unlikely(change: ChangeInput, history: History, own: Own) -> Iterator[Finding]:
    kind, state = change.kind, history.state
    if kind is ChangeKind.EXEMPTION and state.standing is Standing.PROBATIONARY:
        yield warning("CHANGE_EXEMPTION_OF_PROBATIONARY", "kind")
    if kind in (ChangeKind.TRANSFER_OUT, ChangeKind.RECOGNITION) and membership.group(state).value == "suspended":
        yield warning("CHANGE_OF_SUSPENDED", "kind")
    if kind is ChangeKind.TEMPORARY_EXEMPTION and change.until is not None:
        rule = regulation.find("member.temporary_exemption.months", change.on, own(change.on))
        if rule is not None and dates.whole_months(change.on, change.until) >= rule.value:
            yield warning("CHANGE_EXEMPTION_LONG", "until", rule.source, months=rule.value)
