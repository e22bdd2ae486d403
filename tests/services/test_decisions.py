"""Proposals, decisions and annulments: one or many, refused where they cannot be, checked, capped, never lost."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from db import evaluations
from db.evaluation_records import Campaign, Evaluation, Exclusion, RulingKind, Stage, Subject
from db.problems import ProblemError
from db.records import Organization
from db.register_records import RecordInput, RecordKind
from desktop_app.rules.scheme import CapBase, Rounding
from desktop_app.services.ballots import BallotService
from desktop_app.services.decisions import Chosen, DecisionService, RulingInput
from desktop_app.services.member_records import MemberRecordService
from desktop_app.services.reviews import ReviewService
from desktop_app.texts import sentence
from tests.helpers.reviews import campaign as bare_campaign
from tests.helpers.reviews import evaluation as bare_evaluation
from tests.helpers.reviews import lay_down
from tests.services.conftest import Commune, now
from tests.services.test_ballots import counted, findings

ON = date(2026, 11, 18)
PEOPLE = ("Lý A Sử", "Sùng Thị Mỷ", "Hoàng Văn Đào")


@pytest.fixture
def cell(commune: Commune) -> Organization:
    cell = commune.cell()
    for name in PEOPLE:
        commune.person(cell.id, name)
    return cell


@pytest.fixture
def reviews(commune: Commune) -> ReviewService:
    return ReviewService(commune.store, commune.office.id, now)


@pytest.fixture
def decisions(commune: Commune) -> DecisionService:
    return DecisionService(commune.store, commune.office.id, now)


@pytest.fixture
def campaign(reviews: ReviewService, cell: Organization) -> Campaign:
    assert cell.id
    return reviews.open(2026)


@pytest.fixture
def ids(commune: Commune, campaign: Campaign) -> list[str]:
    return evaluations.identifiers(commune.store, campaign.id, subject=Subject.MEMBER)


def kept(commune: Commune, evaluation_id: str) -> Evaluation:
    found = evaluations.get(commune.store, evaluation_id)
    assert found is not None
    return found


def change(commune: Commune, evaluation_id: str, **fields: object) -> None:
    with commune.store.operation("test", "test"):
        evaluations.put(commune.store, msgspec.structs.replace(kept(commune, evaluation_id), **fields))


def chosen(*pairs: tuple[str, str]) -> list[Chosen]:
    return [Chosen(evaluation_id=id_, level=level) for id_, level in pairs]


def codes(problem: ProblemError) -> list[str]:
    return [one.code for one in findings(problem)]


def test_many_are_proposed_at_once_in_the_name_of_their_cell(
    commune: Commune, decisions: DecisionService, cell: Organization, ids: list[str]
) -> None:
    assert decisions.propose(chosen((ids[0], "excellent"), (ids[1], "good")), RulingInput(on=ON)) == 2
    first = kept(commune, ids[0])
    assert (first.proposed_level, first.proposed_on, first.proposed_by) == ("excellent", ON, cell.name)
    assert (first.stage, kept(commune, ids[2]).stage) == (Stage.PROPOSED, Stage.NONE)


def test_a_decision_takes_number_and_day_and_the_name_of_the_office(
    commune: Commune, decisions: DecisionService, ids: list[str]
) -> None:
    decisions.propose(chosen((ids[0], "excellent")), RulingInput(on=ON))
    decisions.decide(chosen((ids[0], "good")), RulingInput(on=date(2026, 11, 20), number=" 12-QĐ/ĐU "))
    first = kept(commune, ids[0])
    assert (first.decided_level, first.decision_number, first.decided_by, first.stage) == (
        "good",
        "12-QĐ/ĐU",
        commune.office.name,
        Stage.DECIDED,
    )
    # A proposal entered later does not undo the decision.
    decisions.propose(chosen((ids[0], "good")), RulingInput(on=ON))
    assert kept(commune, ids[0]).stage is Stage.DECIDED


def test_levels_can_follow_the_votes(
    commune: Commune, decisions: DecisionService, campaign: Campaign, cell: Organization, ids: list[str]
) -> None:
    ballots = BallotService(commune.store, commune.office.id, now)
    sheet = ballots.prepare(campaign.id, cell.id)
    ballots.save(counted(sheet, {"excellent": 3, "good": 1}, {"excellent": 1, "good": 2, "": 1}, {"done": 2, "": 2}))
    voted = [one.evaluation_id for one in sheet.rated]
    assert decisions.by_votes(ids) == {voted[0]: "excellent", voted[1]: "good"}
    decisions.propose(chosen(*decisions.by_votes(ids).items()), RulingInput(on=ON))
    assert decisions.proposed(ids) == {voted[0]: "excellent", voted[1]: "good"}


def test_an_annulled_result_keeps_its_history_and_may_be_decided_anew(
    commune: Commune, decisions: DecisionService, ids: list[str]
) -> None:
    decisions.propose(chosen((ids[0], "excellent")), RulingInput(on=ON))
    decisions.decide(chosen((ids[0], "excellent")), RulingInput(on=ON, number="12-QĐ/ĐU"))
    decisions.annul(chosen((ids[0], "")), RulingInput(on=ON, reason="Phát hiện vi phạm"))
    first = kept(commune, ids[0])
    assert (first.stage, first.annulled_on, first.annul_reason) == (Stage.ANNULLED, ON, "Phát hiện vi phạm")
    with pytest.raises(ProblemError) as problem:
        decisions.annul(chosen((ids[0], "")), RulingInput(on=ON, reason="Lần nữa"))
    assert codes(problem.value) == ["RULING_ALREADY_ANNULLED"]
    decisions.decide(chosen((ids[0], "failed")), RulingInput(on=ON, number="15-QĐ/ĐU"))
    assert (kept(commune, ids[0]).stage, kept(commune, ids[0]).annulled_on) == (Stage.DECIDED, None)
    history = decisions.rulings(ids[0])
    assert [(one.seq, one.kind, one.level, one.number, one.reason) for one in history] == [
        (1, RulingKind.PROPOSAL, "excellent", "", ""),
        (2, RulingKind.DECISION, "excellent", "12-QĐ/ĐU", ""),
        (3, RulingKind.ANNULMENT, "excellent", "", "Phát hiện vi phạm"),
        (4, RulingKind.DECISION, "failed", "15-QĐ/ĐU", ""),
    ]


@pytest.mark.parametrize(
    ("level", "entered", "code"),
    [
        ("star", RulingInput(on=ON), "RULING_LEVEL_UNKNOWN"),
        ("", RulingInput(on=ON), "RULING_NO_LEVEL"),
        ("good", RulingInput(), "RULING_DAY_MISSING"),
        ("good", RulingInput(on=date(2026, 11, 21)), "RULING_IN_FUTURE"),
        ("good", RulingInput(on=ON, number="9" * 61), "TEXT_TOO_LONG"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_of_it_written(
    commune: Commune, decisions: DecisionService, ids: list[str], level: str, entered: RulingInput, code: str
) -> None:
    with pytest.raises(ProblemError) as problem:
        decisions.decide(chosen((ids[0], "good"), (ids[1], level)), entered)
    assert codes(problem.value) == [code]
    assert [kept(commune, id_).stage for id_ in ids] == [Stage.NONE] * 3


def test_somebody_not_rated_gets_no_level_and_the_reason_is_told(
    decisions: DecisionService, reviews: ReviewService, ids: list[str]
) -> None:
    reviews.set_exclusion(ids[0], 1, Exclusion.EXEMPT, "Miễn sinh hoạt từ tháng 9")
    with pytest.raises(ProblemError) as problem:
        decisions.propose(chosen((ids[0], "good")), RulingInput(on=ON))
    assert codes(problem.value) == ["RULING_NOT_RATED"]
    assert "không thuộc diện xếp loại" in sentence(findings(problem.value)[0])


def test_a_decision_is_not_older_than_its_proposal_and_an_annulment_has_a_reason(
    decisions: DecisionService, ids: list[str]
) -> None:
    decisions.propose(chosen((ids[0], "good")), RulingInput(on=ON))
    with pytest.raises(ProblemError) as early:
        decisions.decide(chosen((ids[0], "good")), RulingInput(on=date(2026, 11, 17)))
    assert codes(early.value) == ["RULING_BEFORE_PROPOSAL"]
    decisions.decide(chosen((ids[0], "good")), RulingInput(on=ON))
    with pytest.raises(ProblemError) as mute:
        decisions.annul(chosen((ids[0], "")), RulingInput(on=ON, reason=" "))
    assert codes(mute.value) == ["RULING_REASON_MISSING"]
    with pytest.raises(ProblemError) as nothing:
        decisions.annul(chosen((ids[1], "")), RulingInput(on=ON, reason="Vi phạm"))
    assert codes(nothing.value) == ["RULING_NOT_DECIDED"]


def test_a_closed_campaign_a_stale_row_and_an_empty_choice_are_refused(
    decisions: DecisionService, reviews: ReviewService, campaign: Campaign, ids: list[str]
) -> None:
    good = [Chosen(evaluation_id=ids[0], level="good", revision=1)]
    decisions.propose(good, RulingInput(on=ON))
    for code, choice in (("Q63", good), ("Q65", []), ("Q64", chosen(("nobody", "good")))):
        with pytest.raises(ProblemError) as problem:
            decisions.propose(choice, RulingInput(on=ON))
        assert problem.value.code == code
    reviews.close(campaign.id, campaign.revision)
    with pytest.raises(ProblemError) as problem:
        decisions.decide(chosen((ids[0], "good")), RulingInput(on=ON))
    assert problem.value.code == "Q41"


def test_a_ruling_after_reopening_belongs_to_the_next_version(
    commune: Commune, decisions: DecisionService, reviews: ReviewService, campaign: Campaign, ids: list[str]
) -> None:
    decisions.decide(chosen((ids[0], "excellent")), RulingInput(on=ON))
    closed = reviews.close(campaign.id, campaign.revision)
    reviews.reopen(campaign.id, closed.revision, "Phát hiện vi phạm sau khi gửi")
    decisions.annul(chosen((ids[0], "")), RulingInput(on=ON, reason="Vi phạm"))
    assert [one.version for one in decisions.rulings(ids[0])] == [1, 2]
    assert kept(commune, ids[0]).stage is Stage.ANNULLED


def test_checks_tell_what_was_left_out_and_what_stands_against_a_level(
    commune: Commune, decisions: DecisionService, campaign: Campaign, ids: list[str]
) -> None:
    records = MemberRecordService(commune.store, commune.office.id, now)
    first = kept(commune, ids[0])
    assert first.member_id is not None
    records.add(first.member_id, RecordInput(kind=RecordKind.DISCIPLINE, on="2026-05-10", form="reprimand"))
    content = msgspec.structs.replace(first.content, self_level="good")
    change(commune, ids[0], content=content)
    decisions.propose(chosen((ids[0], "good"), (ids[1], "done")), RulingInput(on=ON))
    decisions.decide(chosen((ids[1], "failed")), RulingInput(on=ON))
    found = decisions.checks(campaign.id, subject=Subject.MEMBER)
    by_id = {one.evaluation_id: [finding.code for finding in one.findings] for one in found}
    assert any("DISCIPLINED" in code for code in by_id[ids[0]])
    assert "CHECK_NOT_SELF" not in by_id[ids[0]]
    assert {"CHECK_NOT_SELF", "CHECK_NOT_VOTED", "CHECK_DECISION_DIFFERS"} <= set(by_id[ids[1]])
    assert by_id[ids[2]] == ["CHECK_NOT_SELF", "CHECK_NOT_VOTED"]


def test_a_level_that_differs_from_the_vote_is_told_with_the_votes(
    commune: Commune, decisions: DecisionService, campaign: Campaign, cell: Organization
) -> None:
    ballots = BallotService(commune.store, commune.office.id, now)
    sheet = ballots.prepare(campaign.id, cell.id)
    ballots.save(counted(sheet, {"excellent": 3, "good": 1}, {"excellent": 1, "done": 1, "": 2}))
    first, second = (one.evaluation_id for one in sheet.rated[:2])
    decisions.propose(chosen((first, "good"), (second, "good")), RulingInput(on=ON))
    found = {one.evaluation_id: one.findings for one in decisions.checks(campaign.id, subject=Subject.MEMBER)}
    told = [sentence(one) for one in found[first] if one.code == "CHECK_VOTE_DIFFERS"]
    assert told == ["Phiếu đạt mức HTXSNV (3/4), nhưng đang xếp HTTNV."]
    none = [sentence(one) for one in found[second] if one.code == "CHECK_NO_RESULT"]
    assert none == ["Bỏ phiếu không mức nào đạt trên 1/2 số được triệu tập; HTTNV là do người đề xuất chọn."]


def test_two_failing_years_running_are_told_each_in_its_own_scheme(
    commune: Commune, decisions: DecisionService, campaign: Campaign, ids: list[str]
) -> None:
    before = bare_campaign(commune.office.id, 2025, "2023")
    now_ = kept(commune, ids[0])
    failed = bare_evaluation(before, now_.organization_id, now_.member_id, decided_level="failed", stage=Stage.DECIDED)
    lay_down(commune.store, before, [failed])
    decisions.decide(chosen((ids[0], "failed"), (ids[1], "failed")), RulingInput(on=ON))
    found = {one.evaluation_id: one.findings for one in decisions.checks(campaign.id, subject=Subject.MEMBER)}
    told = [sentence(one) for one in found[ids[0]] if one.code == "CHECK_FAILING_TWICE"]
    assert len(told) == 1
    assert "KHTNV năm 2025" in told[0]
    assert not any(one.code == "CHECK_FAILING_TWICE" for one in found[ids[1]])


def test_a_collective_that_must_have_a_plan_and_has_none_is_told(
    commune: Commune, decisions: DecisionService, campaign: Campaign
) -> None:
    (cell_review,) = evaluations.identifiers(commune.store, campaign.id, subject=Subject.CELL)
    decisions.decide(chosen((cell_review, "done")), RulingInput(on=ON))
    (found,) = decisions.checks(campaign.id, subject=Subject.CELL)
    assert "CHECK_NO_PLAN" in [one.code for one in found.findings]
    with commune.store.operation("test", "test"):
        commune.store.execute(
            "INSERT INTO remedy VALUES ('r', ?, 2026, NULL, ?, NULL, 0, 'Họp chậm', '', '', NULL, NULL, 'open', NULL,"
            " '', 1)",
            (commune.office.id, found.organization_id),
        )
    (again,) = decisions.checks(campaign.id, subject=Subject.CELL)
    assert "CHECK_NO_PLAN" not in [one.code for one in again.findings]


def test_the_cap_is_shown_on_every_reading_and_no_level_is_changed(
    commune: Commune, decisions: DecisionService, campaign: Campaign, ids: list[str]
) -> None:
    decisions.propose(chosen((ids[0], "excellent"), (ids[1], "good")), RulingInput(on=ON))
    (group,) = decisions.cap_view(campaign.id, Subject.MEMBER)
    assert (dict(group.counts), group.undecided) == ({"excellent": 1, "good": 1}, 1)
    assert len(group.readings) == len(CapBase) * len(Rounding)
    own = group.own
    assert own is not None
    assert (own.base, own.rounding, own.base_count, own.allowed, own.over) == (
        CapBase.GOOD_OR_BETTER,
        Rounding.FLOOR,
        2,
        0,
        1,
    )
    assert group.outstanding[0].percent == 25
    assert kept(commune, ids[0]).proposed_level == "excellent"
    assert decisions.cap_view(campaign.id, Subject.MEMBER, "elsewhere") == []


def test_alike_collectives_share_a_cap(commune: Commune, decisions: DecisionService, reviews: ReviewService) -> None:
    commune.cell()
    commune.cell("CC", "Chi bộ thôn Cốc Cái", "Cốc Cái")
    commune.cell("BL", "Chi bộ trường Bản Lầu", "Bản Lầu")
    campaign = reviews.open(2026)
    groups = decisions.cap_view(campaign.id, Subject.CELL)
    assert sorted((len(group.organizations), group.undecided) for group in groups) == [(3, 3)]
