"""Who may vote and what a count of votes means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import msgspec

from db.meeting_records import AttendanceMark, Presence, Vote, VoteMatter
from desktop_app.rules import percentages, regulation


class VoteResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a vote came to."""

    agree: int
    entitled: int
    percent: Decimal | None
    """Agreeing among those entitled and present; None when nobody was entitled."""
    percent_text: str
    """The same as documents write it, for instance "78,05%"."""
    base: int
    """Of how many a part must agree: all official members of the body where known, unless a rule says those present."""
    part: str
    """The part that must agree, for instance "2/3"."""
    at_least: bool
    """Whether exactly that part is enough; otherwise more than it must agree."""
    passed: bool


def entitled(
    marks: Sequence[AttendanceMark], on: date = date.max, overrides: regulation.Overrides | None = None
) -> int:
    """Return how many of those present may vote under the rule of a day (the newest rule when no day is given).

    Source: rule ``meeting.vote.standings`` (Điều lệ Đảng, Điều 3): official members only.
    """
    standings = regulation.in_force("meeting.vote.standings", on, overrides).value
    return sum(1 for mark in marks if mark.presence == Presence.PRESENT and mark.standing in standings)


def body(marks: Sequence[AttendanceMark], on: date = date.max, overrides: regulation.Overrides | None = None) -> int:
    """Return how many members with a vote had to come: the base of a majority."""
    standings = regulation.in_force("meeting.vote.standings", on, overrides).value
    return sum(1 for mark in marks if mark.presence != Presence.NOT_REQUIRED and mark.standing in standings)


def majority(matter: VoteMatter, on: date = date.max, overrides: regulation.Overrides | None = None) -> regulation.Rule:
    """Return the rule that says which part must agree in a matter, a table with numerator and denominator.

    Where its field ``at_least`` is true, exactly that part is enough; otherwise more than it must agree. Sources: rules
    ``meeting.vote.majority`` and ``meeting.vote.majority.<matter>`` (Điều lệ Đảng, Điều 4, 5, 8, 9; not verified).
    """
    name = "meeting.vote.majority"
    return regulation.in_force(name if matter is VoteMatter.ORDINARY else f"{name}.{matter.value}", on, overrides)


def result(
    vote: Vote, members: int | None = None, on: date = date.max, overrides: regulation.Overrides | None = None
) -> VoteResult:
    """Return what a vote came to under the rules of a day (the newest ones when no day is given).

    ``members`` is the number of all voting members of the body; without it, or where the rule ``meeting.vote.base``
    says so, those entitled and present are the base. The part that must agree is that of ``majority``.
    """
    rule = majority(vote.matter, on, overrides).value
    of_all = regulation.in_force("meeting.vote.base", on, overrides).value == "body"
    base = max(vote.entitled, members or 0) if of_all else vote.entitled
    reached, needed = vote.agree * rule["denominator"], base * rule["numerator"]
    at_least = bool(rule.get("at_least"))
    return VoteResult(
        agree=vote.agree,
        entitled=vote.entitled,
        percent=percentages.percent(vote.agree, vote.entitled),
        percent_text=percentages.format_percent(vote.agree, vote.entitled),
        base=base,
        part=f"{rule['numerator']}/{rule['denominator']}",
        at_least=at_least,
        passed=base > 0 and (reached >= needed if at_least else reached > needed),
    )
