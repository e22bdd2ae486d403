"""What is worth a look before and after a level is decided: vote, conditions, discipline, the year before, the plan.

Nothing here stops anybody: the committee decides. What cannot be (a level outside the scheme, somebody not rated) is
refused where it is written (``desktop_app.services.decisions``).
"""

from __future__ import annotations

from db.evaluation_records import Evaluation, Exclusion, RulingKind, Stage, Subject
from db.record_base import Record
from db.records import Finding
from desktop_app.rules import ballot_words, rating
from desktop_app.rules.ballots import VoteResult
from desktop_app.rules.findings import error, warning
from desktop_app.rules.rating import Facts
from desktop_app.rules.scheme import Check, Level, Scheme
from desktop_app.texts import term

MAX_BY = 200
"""Characters of the name of who proposes or decides."""
MAX_NUMBER = 60
MAX_REASON = 1_000


class Case(Record, frozen=True, kw_only=True):
    """One evaluation with everything its level is held against."""

    evaluation: Evaluation
    scheme: Scheme
    facts: Facts
    vote: VoteResult | None = None
    """Of the last count; None where nobody voted."""
    disciplines: int | None = None
    """Of a member in the year; None for a collective."""
    earlier: Level | None = None
    """Decided a year before, in its own scheme."""
    planned: bool = False
    """Whether a plan to overcome shortcomings was made."""


def level_of(evaluation: Evaluation) -> str:
    """Return the level that counts: decided, else proposed; "" for none, and for one annulled and not ruled anew."""
    if evaluation.stage is Stage.ANNULLED:
        return ""
    decided = "" if evaluation.annulled_on is not None else evaluation.decided_level
    return decided or evaluation.proposed_level


def check(case: Case) -> list[Finding]:
    """Return what is worth a look, the gravest first; an error only for what could not be written like this today."""
    kept, scheme = case.evaluation, case.scheme
    code = level_of(kept)
    if kept.exclusion is not Exclusion.NONE:
        if not code:
            return []
        reason = term("exclusion", kept.exclusion.value)
        return [error("CHECK_NOT_RATED_LEVEL", "exclusion", reason=reason, level=_short(scheme, code))]
    found = _steps(case, code)
    level = scheme.level(code, kept.subject) if code else None
    if code and level is None:
        return [error("CHECK_LEVEL_UNKNOWN", "level", level=code, scheme=scheme.short), *found]
    if level is None:
        return found
    judged = rating.findings(scheme, kept.subject, scheme.form(kept.content.form), code, case.facts)
    return [*judged, *_around(case, level, judged), *_vote(case, level), *found]


def _steps(case: Case, code: str) -> list[Finding]:
    """Return what was left out on the way."""
    kept = case.evaluation
    found = []
    if not kept.content.self_level:
        found.append(warning("CHECK_NOT_SELF", "self_level"))
    if case.vote is None or not case.vote.counted:
        found.append(warning("CHECK_NOT_VOTED", "vote"))
    decided = kept.decided_level if kept.annulled_on is None else ""
    if decided and not kept.proposed_level:
        found.append(warning("CHECK_NOT_PROPOSED", "proposed_level"))
    elif decided and decided != kept.proposed_level:
        levels = {"proposed": _short(case.scheme, kept.proposed_level), "level": _short(case.scheme, code)}
        found.append(warning("CHECK_DECISION_DIFFERS", "decided_level", **levels))
    return found


def _around(case: Case, level: Level, judged: list[Finding]) -> list[Finding]:
    """Return what other records say against a level."""
    kept, scheme = case.evaluation, case.scheme
    found = []
    told = any(one.code.endswith(f"_{Check.DISCIPLINED.upper()}") for one in judged)
    if case.disciplines and not level.failing and not told:
        found.append(warning("CHECK_DISCIPLINED", "level", count=case.disciplines, level=level.short))
    asked = any(one.check is Check.AGENCY_LEVEL and not one.forces for one in level.conditions)
    if asked and kept.content.official_level and not kept.content.agency_level:
        found.append(warning("CHECK_AGENCY_MISSING", "agency_level"))
    if kept.subject is Subject.MEMBER and rating.failing_twice(level, case.earlier):
        before = case.earlier.short if case.earlier else ""
        words: dict[str, str | int] = {"before": before, "year": kept.year - 1, "level": level.short}
        found.append(warning("CHECK_FAILING_TWICE", "level", **words))
    if rating.needs_plan(scheme, kept.subject, level.code) and not case.planned:
        found.append(warning("CHECK_NO_PLAN", "level", level=level.short))
    return found


def _vote(case: Case, level: Level) -> list[Finding]:
    """Return how a level and the vote differ."""
    vote = case.vote
    if vote is None or not vote.counted or vote.need is None:
        return []
    if not vote.level:
        share = ballot_words.threshold(case.scheme.vote)
        return [warning("CHECK_NO_RESULT", "vote", share=share, level=level.short)]
    if vote.level == level.code:
        return []
    votes = next((one.votes if vote.alone else one.cumulated for one in vote.shares if one.level == vote.level), 0)
    counted = f"{votes}/{vote.base}"
    return [
        warning("CHECK_VOTE_DIFFERS", "vote", voted=_short(case.scheme, vote.level), votes=counted, level=level.short)
    ]


def _short(scheme: Scheme, code: str) -> str:
    level = scheme.level(code) if code else None
    return level.short if level is not None else code or "–"


def may_rule(kept: Evaluation, kind: RulingKind, level: str, scheme: Scheme, name: str, field: str) -> list[Finding]:
    """Return what forbids ruling on somebody: not rated, a level outside the scheme, nothing to annul."""
    if kind is RulingKind.ANNULMENT:
        if kept.annulled_on is not None:
            return [error("RULING_ALREADY_ANNULLED", field, name=name)]
        return [] if kept.decided_level else [error("RULING_NOT_DECIDED", field, name=name)]
    if kept.exclusion is not Exclusion.NONE:
        return [error("RULING_NOT_RATED", field, name=name, reason=term("exclusion", kept.exclusion.value))]
    if not level:
        return [error("RULING_NO_LEVEL", field, name=name)]
    if scheme.level(level, kept.subject) is None:
        return [error("RULING_LEVEL_UNKNOWN", field, name=name, level=level, scheme=scheme.short)]
    return []
