"""Counting ballots of the year-end review: whether the totals agree, and which level a vote carried.

What share carries a level, of which number it is taken and whether votes for better levels are added from above are
the scheme's (``desktop_app.rules.scheme.VoteRule``); here is only the arithmetic.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from db.evaluation_records import BallotForm, BallotInput, BallotLine, Subject
from db.record_base import Record
from db.records import Finding
from db.text import fold
from desktop_app.rules import dates
from desktop_app.rules.findings import error, warning
from desktop_app.rules.scheme import Level, Scheme, VoteBase, VoteRule
from desktop_app.texts import term

BLANK = ""
"""Stands for ballots on which nothing was ticked for the one voted on."""
MAX_NAME = 120
"""Characters of the name of a teller."""
MAX_NOTE = 1_000
_COUNTS = ("convened", "present", "issued", "returned", "valid")
"""Totals of a count; each is at most the one before it."""
_OF_HANDS = ("convened", "present")
"""The totals there are where hands are raised: no ballot is issued."""
_BROKEN = {
    "present": "BALLOT_PRESENT_OVER",
    "issued": "BALLOT_ISSUED_OVER",
    "returned": "BALLOT_RETURNED_OVER",
    "valid": "BALLOT_VALID_OVER",
}


class Candidate(Record, frozen=True, kw_only=True):
    """Somebody a ballot may name: what is checked of a line."""

    evaluation_id: str
    name: str
    subject: Subject


class Share(Record, frozen=True, kw_only=True):
    """The votes for one level."""

    level: str
    votes: int
    cumulated: int
    """With the votes for all better levels."""


class VoteResult(Record, frozen=True, kw_only=True):
    """What the votes for one member or collective came to."""

    level: str
    """The level carried by the rule of the scheme; "" where none reached the threshold."""
    alone: str
    """The level that reached it by its own votes; "" for none."""
    cumulated: str
    """The best level that reaches it with the votes for better ones; "" for none. Only told where the rule says no."""
    tied: bool
    """Whether two levels reached it with the same number of votes, so that neither did by itself."""
    shares: tuple[Share, ...]
    """The best level first."""
    blank: int
    cast: int
    """All votes for a level, without those that ticked nothing."""
    base_kind: VoteBase
    base: int | None
    """None while the number the majority is taken of is not known."""
    need: int | None
    """The least number of votes that carries."""

    @property
    def counted(self) -> bool:
        """Whether there is a vote at all."""
        return self.cast + self.blank > 0


def display_name(subject: Subject, full_name: str, organization_name: str) -> str:
    """Return how a window calls one who is rated: a member by name, a collective by what it is and of whom."""
    if subject is Subject.MEMBER:
        return full_name
    return f"{term('review_subject', subject)}: {organization_name}"


def ranked(scheme: Scheme, subjects: Iterable[Subject]) -> tuple[Level, ...]:
    """Return the levels a ballot on these subjects has columns for, the best first, each code once."""
    wanted = frozenset(subjects)
    found: dict[str, Level] = {}
    for level in sorted(scheme.levels, key=lambda level: level.rank):
        if wanted & frozenset(level.subjects):
            found.setdefault(level.code, level)
    return tuple(found.values())


def need(rule: VoteRule, base: int) -> int:
    """Return the least number of votes out of ``base`` that carries a level."""
    exact = rule.numerator * base
    return exact // rule.denominator + 1 if rule.strict else -(-exact // rule.denominator)


def base_of(rule: VoteRule, ballot: BallotInput) -> int | None:
    """Return the number a majority is taken of, None while it is not known; raised hands count as those present."""
    kind = rule.base
    if ballot.form is BallotForm.HANDS and kind not in (VoteBase.CONVENED, VoteBase.PRESENT):
        kind = VoteBase.PRESENT
    found = getattr(ballot, kind.value)
    assert found is None or isinstance(found, int)
    return found or None


def must_add_to(ballot: BallotInput) -> int | None:
    """Return what the votes of a line add up to: the valid ballots, or those present where hands are raised."""
    return ballot.present if ballot.form is BallotForm.HANDS else ballot.valid


def invalid(ballot: BallotInput) -> int | None:
    """Return how many returned ballots are not valid, None while it is not known or makes no sense."""
    if ballot.form is BallotForm.HANDS or ballot.returned is None or ballot.valid is None:
        return None
    return ballot.returned - ballot.valid if ballot.valid <= ballot.returned else None


def total(line: BallotLine) -> int:
    """Return all votes of a line, those that ticked nothing among them."""
    return sum(line.votes.values())


def result(rule: VoteRule, levels: Sequence[Level], line: BallotLine, ballot: BallotInput) -> VoteResult:
    """Return which level a line of votes carried; ``levels`` are those of the one voted on, in any order.

    A level carries by its own votes first; two that reach the threshold with the same number of votes are a tie. Where
    none does and the rule adds from above, the best level counts that reaches it together with the better ones.
    """
    ordered = sorted(levels, key=lambda level: level.rank)
    shares, running = [], 0
    for level in ordered:
        votes = line.votes.get(level.code, 0)
        running += votes
        shares.append(Share(level=level.code, votes=votes, cumulated=running))
    base = base_of(rule, ballot)
    least = need(rule, base) if base is not None else None
    alone, tied, cumulated = "", False, ""
    if least is not None and running:
        reached = [share for share in shares if share.votes and share.votes >= least]
        most = max((share.votes for share in reached), default=0)
        best = [share for share in reached if share.votes == most]
        alone, tied = (best[0].level, False) if len(best) == 1 else ("", len(best) > 1)
        cumulated = next((share.level for share in shares if share.cumulated and share.cumulated >= least), "")
    return VoteResult(
        level=alone or (cumulated if rule.cumulative else ""),
        alone=alone,
        cumulated=cumulated,
        tied=tied,
        shares=tuple(shares),
        blank=line.votes.get(BLANK, 0),
        cast=running,
        base_kind=rule.base,
        base=base,
        need=least,
    )


# --- what is wrong with a count --------------------------------------------------------------------------------------


def check(
    ballot: BallotInput, candidates: Mapping[str, Candidate], scheme: Scheme, today: date, year: int
) -> list[Finding]:
    """Return what is wrong with a count of ballots before it is kept, line by line.

    ``candidates`` are the evaluations that may be voted on here, by identifier; ``year`` is that of the review. Fields:
    those of the totals, "head_teller", "tellers", "lines.<place>" and "lines.<place>.<level>".
    """
    found = [*_totals(ballot), *_day(ballot.held_on, today, year), *_texts(ballot)]
    found += _tellers(ballot, [candidate.name for candidate in candidates.values()])
    counted = [(place, line) for place, line in enumerate(ballot.lines) if total(line)]
    if ballot.lines and not counted:
        found.append(error("BALLOT_EMPTY", "lines"))
    for place, line in enumerate(ballot.lines):
        found += _line(place, line, ballot, candidates.get(line.evaluation_id), scheme, silent=not counted)
    return found


def _totals(ballot: BallotInput) -> list[Finding]:
    found = []
    names = _OF_HANDS if ballot.form is BallotForm.HANDS else _COUNTS
    before: tuple[str, int] | None = None
    for name in names:
        value = getattr(ballot, name)
        if value is None:
            found.append(error("BALLOT_NUMBER_MISSING", name))
        elif value < 0:
            found.append(error("BALLOT_NUMBER_NEGATIVE", name))
        else:
            if before is not None and value > before[1]:
                found.append(error(_BROKEN[name], name, most=before[1]))
            before = (name, value)
    if ballot.present == 0:
        found.append(error("BALLOT_NOBODY", "present"))
    return found


def _day(held_on: date | None, today: date, year: int) -> list[Finding]:
    if held_on is None:
        return [error("BALLOT_DAY_MISSING", "held_on")]
    if held_on > today:
        return [error("BALLOT_IN_FUTURE", "held_on", day=dates.format_day(held_on))]
    if not year <= held_on.year <= year + 1:
        return [warning("BALLOT_OTHER_YEAR", "held_on", day=dates.format_day(held_on), year=year)]
    return []


def _texts(ballot: BallotInput) -> list[Finding]:
    found = []
    for field, text, limit in (
        ("head_teller", ballot.head_teller, MAX_NAME),
        *(("tellers", name, MAX_NAME) for name in ballot.tellers),
        ("note", ballot.note, MAX_NOTE),
    ):
        if len(text) > limit:
            found.append(error("TEXT_TOO_LONG", field, length=len(text), limit=limit))
    return found


def _tellers(ballot: BallotInput, rated: Collection[str]) -> list[Finding]:
    """Return warnings about tellers: who counts is not one of those rated, nobody counts twice.

    In a cell that rates all its members the first cannot be helped, so nothing is refused.
    """
    if ballot.form is BallotForm.HANDS:
        return []
    found = []
    if not ballot.head_teller:
        found.append(warning("BALLOT_NO_TELLER", "head_teller"))
    named = [("head_teller", ballot.head_teller), *(("tellers", name) for name in ballot.tellers)]
    known, seen = {fold(name) for name in rated}, set()
    for field, name in named:
        key = fold(name)
        if key and key in known:
            found.append(warning("BALLOT_TELLER_RATED", field, name=name))
        if key and key in seen:
            found.append(warning("BALLOT_TELLER_TWICE", field, name=name))
        seen.add(key)
    return found


def _line(
    place: int, line: BallotLine, ballot: BallotInput, candidate: Candidate | None, scheme: Scheme, *, silent: bool
) -> list[Finding]:
    field = f"lines.{place}"
    if candidate is None:
        return [error("BALLOT_LINE_UNKNOWN", field)]
    found = []
    for level, votes in line.votes.items():
        if votes < 0:
            found.append(error("BALLOT_VOTES_NEGATIVE", f"{field}.{level}", name=candidate.name))
        if votes and level != BLANK and scheme.level(level, candidate.subject) is None:
            words = {"name": candidate.name, "level": level, "scheme": scheme.short}
            found.append(error("BALLOT_LEVEL_UNKNOWN", f"{field}.{level}", **words))
    votes, wanted = total(line), must_add_to(ballot)
    if not votes:
        return found if silent else [*found, warning("BALLOT_LINE_EMPTY", field, name=candidate.name)]
    if wanted is not None and votes != wanted:
        code = "BALLOT_HANDS_DIFFER" if ballot.form is BallotForm.HANDS else "BALLOT_SUM_DIFFERS"
        found.append(error(code, field, name=candidate.name, sum=votes, valid=wanted))
    return found
