"""What is worth a look about a level: vote, steps left out, discipline, agency, the year before, the plan."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from db.evaluation_records import (
    BallotInput,
    BallotLine,
    Evaluation,
    EvaluationContent,
    Exclusion,
    RulingKind,
    Stage,
    Subject,
)
from db.records import Severity
from desktop_app.rules import ballots, decision_checks
from desktop_app.rules.ballots import VoteResult
from desktop_app.rules.decision_checks import Case
from desktop_app.rules.rating import Facts
from desktop_app.texts import sentence
from tests.helpers.reviews import campaign, evaluation
from tests.helpers.schemes import scheme

ON = date(2026, 12, 5)


def review(code: str = "2025", *, member: bool = True, **changes: object) -> Evaluation:
    of = msgspec.structs.replace(campaign("office"), scheme=code)
    form = EvaluationContent(form="2C" if member else "01", self_level="good")
    return evaluation(of, "cell", "member" if member else None, content=form, **changes)


def vote(**votes: int) -> VoteResult:
    count = BallotInput(campaign_id="c", organization_id="o", convened=10, present=10, valid=sum(votes.values()))
    levels = ballots.ranked(scheme("2025"), [Subject.MEMBER])
    return ballots.result(scheme("2025").vote, levels, BallotLine(evaluation_id="e", votes=votes), count)


def codes(case: Case) -> list[str]:
    return [one.code for one in decision_checks.check(case)]


def case(kept: Evaluation, **changes: object) -> Case:
    plain = Case(evaluation=kept, scheme=scheme(kept.scheme), facts=Facts(), vote=vote(good=10))
    return msgspec.structs.replace(plain, **changes)


def test_a_level_that_follows_vote_and_steps_has_nothing_said_about_it() -> None:
    assert codes(case(review(proposed_level="good", stage=Stage.PROPOSED))) == []
    decided = review(proposed_level="good", decided_level="good", stage=Stage.DECIDED)
    assert codes(case(decided)) == []


def test_steps_left_out_are_told() -> None:
    bare = msgspec.structs.replace(review(), content=EvaluationContent(form="2C"))
    assert codes(case(bare, vote=None)) == ["CHECK_NOT_SELF", "CHECK_NOT_VOTED"]
    assert codes(case(review(decided_level="good", stage=Stage.DECIDED))) == ["CHECK_NOT_PROPOSED"]
    changed = review(proposed_level="good", decided_level="done", stage=Stage.DECIDED)
    assert "CHECK_DECISION_DIFFERS" in codes(case(changed))


@pytest.mark.parametrize(
    ("votes", "level", "code"),
    [
        ({"excellent": 6, "good": 4}, "good", "CHECK_VOTE_DIFFERS"),
        ({"excellent": 5, "good": 5}, "good", ""),
        ({"excellent": 5, "good": 5}, "excellent", "CHECK_VOTE_DIFFERS"),
        ({"excellent": 2, "good": 3, "": 5}, "good", "CHECK_NO_RESULT"),
    ],
)
def test_a_level_is_held_against_the_vote(votes: dict[str, int], level: str, code: str) -> None:
    found = codes(case(review(proposed_level=level, stage=Stage.PROPOSED), vote=vote(**votes)))
    assert [one for one in found if one.startswith(("CHECK_VOTE", "CHECK_NO_RESULT"))] == ([code] if code else [])


def test_somebody_not_rated_who_has_a_level_is_an_error() -> None:
    exempt = review(exclusion=Exclusion.EXEMPT)
    assert codes(case(exempt)) == []
    (found,) = decision_checks.check(case(msgspec.structs.replace(exempt, decided_level="good")))
    assert (found.code, found.severity) == ("CHECK_NOT_RATED_LEVEL", Severity.ERROR)


def test_a_level_the_scheme_does_not_know_is_an_error() -> None:
    found = decision_checks.check(case(review(proposed_level="star", stage=Stage.PROPOSED)))
    assert (found[0].code, found[0].severity) == ("CHECK_LEVEL_UNKNOWN", Severity.ERROR)


@pytest.mark.parametrize("code", ["2018", "2019", "2023", "2025"])
def test_a_discipline_in_the_year_is_told_once_in_every_scheme(code: str) -> None:
    kept = review(code, proposed_level="good", stage=Stage.PROPOSED)
    found = codes(case(kept, facts=Facts(disciplines=1), disciplines=1))
    assert len([one for one in found if "DISCIPLINED" in one]) >= 1
    assert (
        len([one for one in found if one == "CHECK_DISCIPLINED"])
        + len([one for one in found if one.startswith("RATING_FORCED_DISCIPLINED")])
        == 1
    )
    failed = msgspec.structs.replace(kept, proposed_level="failed")
    assert not any("DISCIPLINED" in one for one in codes(case(failed, facts=Facts(disciplines=1), disciplines=1)))


def test_a_civil_servant_whose_agency_has_not_rated_yet_is_told_where_the_scheme_asks_for_it() -> None:
    kept = review("2019", proposed_level="excellent", stage=Stage.PROPOSED)
    official = msgspec.structs.replace(kept.content, official_level="excellent")
    servant = msgspec.structs.replace(kept, content=official)
    assert "CHECK_AGENCY_MISSING" in codes(case(servant))
    assert "CHECK_AGENCY_MISSING" not in codes(case(kept))
    rated = msgspec.structs.replace(servant, content=msgspec.structs.replace(official, agency_level="good"))
    found = codes(case(rated, facts=Facts(agency_level="good")))
    assert "CHECK_AGENCY_MISSING" not in found
    assert "RATING_SHORT_AGENCY_LEVEL" in found


def test_two_failing_years_are_told_for_members_only() -> None:
    before = scheme("2023").level("failed", Subject.MEMBER)
    failed = review(decided_level="failed", proposed_level="failed", stage=Stage.DECIDED)
    (told,) = [one for one in decision_checks.check(case(failed, earlier=before)) if one.code == "CHECK_FAILING_TWICE"]
    assert "Hai năm liền" in sentence(told)
    good = msgspec.structs.replace(failed, decided_level="good", proposed_level="good")
    assert "CHECK_FAILING_TWICE" not in codes(case(good, earlier=before))
    cell = review(member=False, decided_level="failed", stage=Stage.DECIDED)
    assert "CHECK_FAILING_TWICE" not in codes(case(cell, earlier=before))


@pytest.mark.parametrize(("planned", "told"), [(False, True), (True, False)])
def test_a_plan_that_is_a_duty_is_missed(planned: bool, told: bool) -> None:
    cell = review(member=False, proposed_level="done", stage=Stage.PROPOSED)
    assert ("CHECK_NO_PLAN" in codes(case(cell, planned=planned))) is told


def test_a_condition_that_is_not_met_is_told_in_a_sentence() -> None:
    kept = review(proposed_level="excellent", stage=Stage.PROPOSED)
    facts = Facts(points=920, tasks=20, above=5, on_time=15)
    found = decision_checks.check(case(kept, facts=facts, vote=vote(excellent=10)))
    assert any("chỉ 25% (5/20) nhiệm vụ vượt mức" in sentence(one) for one in found)


def test_the_level_that_counts_is_the_decided_one_and_none_once_annulled() -> None:
    kept = review(proposed_level="good", decided_level="done", stage=Stage.DECIDED)
    assert decision_checks.level_of(kept) == "done"
    annulled = msgspec.structs.replace(kept, stage=Stage.ANNULLED, annulled_on=ON)
    assert decision_checks.level_of(annulled) == ""
    anew = msgspec.structs.replace(annulled, stage=Stage.PROPOSED, proposed_level="failed")
    assert decision_checks.level_of(anew) == "failed"


def test_only_what_was_decided_can_be_annulled_and_nobody_left_out_is_ruled_on() -> None:
    rules = scheme("2025")

    def told(kept: Evaluation, kind: RulingKind, level: str = "good") -> list[str]:
        return [one.code for one in decision_checks.may_rule(kept, kind, level, rules, "Lý A Sử", "rows.0")]

    decided = review(decided_level="good", stage=Stage.DECIDED)
    assert told(decided, RulingKind.ANNULMENT) == []
    assert told(review(), RulingKind.ANNULMENT) == ["RULING_NOT_DECIDED"]
    gone = review(exclusion=Exclusion.SUSPENDED)
    assert told(gone, RulingKind.PROPOSAL) == ["RULING_NOT_RATED"]
    assert told(review(), RulingKind.DECISION, "star") == ["RULING_LEVEL_UNKNOWN"]
