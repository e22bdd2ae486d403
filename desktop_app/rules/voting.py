"""Who may vote and what a count of votes means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

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
    """Of how many more than a part must agree: all official members of the body where known."""
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


def threshold(
    matter: VoteMatter, on: date = date.max, overrides: regulation.Overrides | None = None
) -> regulation.Rule:
    """Return which share of the votes a matter needs, as ``numerator`` and ``denominator``.

    Sources: rules ``meeting.vote.majority`` (Điều lệ Đảng, Điều 9, not verified) and ``meeting.vote.majority.<matter>``
    for matters that need more; without one of its own a matter is decided as an ordinary one.
    """
    own = None
    if matter is not VoteMatter.ORDINARY:
        own = regulation.find(f"meeting.vote.majority.{matter.value}", on, overrides)
    return own or regulation.in_force("meeting.vote.majority", on, overrides)


def _reached(vote: Vote, base: int, majority: Mapping[str, Any]) -> bool:
    votes, wanted = vote.agree * majority["denominator"], base * majority["numerator"]
    return votes > wanted if vote.matter is VoteMatter.ORDINARY else votes >= wanted


def result(
    vote: Vote, members: int | None = None, on: date = date.max, overrides: regulation.Overrides | None = None
) -> VoteResult:
    """Return what a vote came to under the rule of a day (the newest rule when no day is given).

    ``members`` is the number of all voting members of the body; without it those entitled and present are the base.
    Ordinary matters need more than the share, the others at least it. Sources: ``threshold`` and rule ``meeting.vote.base``.
    """
    majority = threshold(vote.matter, on, overrides).value
    of_body = regulation.in_force("meeting.vote.base", on, overrides).value == "body"
    base = max(vote.entitled, members or 0) if of_body else vote.entitled
    return VoteResult(
        agree=vote.agree,
        entitled=vote.entitled,
        percent=percentages.percent(vote.agree, vote.entitled),
        percent_text=percentages.format_percent(vote.agree, vote.entitled),
        base=base,
        passed=base > 0 and _reached(vote, base, majority),
    )
