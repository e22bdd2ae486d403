"""Self-reviews: drafts that survive, points that add up, what is refused, and many at once from paper."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from db.evaluation_records import Campaign, EvaluationContent, Exclusion, Part, Stage
from db.problems import ProblemError
from db.records import Organization
from desktop_app.services.reviews import ReviewService
from desktop_app.services.self_reviews import QuickEntry, ReviewDraft, SelfReviewService
from tests.services.conftest import Commune, now
from tests.services.test_reviews import lines


@pytest.fixture
def cell(commune: Commune) -> Organization:
    cell = commune.cell()
    for name in ("Lý A Sử", "Sùng Thị Mỷ"):
        commune.person(cell.id, name)
    return cell


@pytest.fixture
def reviews(commune: Commune) -> ReviewService:
    return ReviewService(commune.store, commune.office.id, now)


@pytest.fixture
def service(commune: Commune) -> SelfReviewService:
    return SelfReviewService(commune.store, commune.office.id, now)


@pytest.fixture
def campaign(reviews: ReviewService, cell: Organization) -> Campaign:
    return reviews.open(2026)


def content_of(service: SelfReviewService, evaluation_id: str, **fields: object) -> EvaluationContent:
    return msgspec.structs.replace(service.open(evaluation_id).evaluation.content, **fields)


FULL = tuple(
    Part(code=code, points=points)
    for code, points in (
        ("I.1.asset", 20),
        ("I.1.clean", 30),
        ("I.1.ethics", 40),
        ("I.1.honest", 20),
        ("I.1.org", 40),
        ("I.1.pol", 50),
        ("I.1.rule", 40),
        ("I.1.study", 30),
        ("I.1.unity", 30),
    )
)


def test_points_add_up_and_the_stage_moves_on(
    service: SelfReviewService, reviews: ReviewService, campaign: Campaign
) -> None:
    line = lines(reviews, campaign)["Lý A Sử"]
    opened = service.open(line.id)
    assert (opened.name, opened.form and opened.form.code, opened.draft) == ("Lý A Sử", "2C", None)
    content = content_of(service, line.id, parts=FULL, task_points=655, self_level="excellent")
    kept = service.save(line.id, line.revision, content)
    assert (kept.content.points, kept.stage, kept.revision) == (955, Stage.SELF, line.revision + 1)
    assert kept.figures is not None
    remarked = msgspec.structs.replace(kept.content, committee_remark="  Nhất trí. ", committee_level="good")
    kept = service.save(line.id, kept.revision, remarked)
    assert (kept.content.committee_remark, kept.stage) == ("Nhất trí.", Stage.REMARKED)


def test_what_is_typed_survives_as_a_draft_until_it_is_saved(
    service: SelfReviewService, reviews: ReviewService, campaign: Campaign
) -> None:
    line = lines(reviews, campaign)["Lý A Sử"]
    content = content_of(service, line.id, parts=(Part(code="II", text="Còn nể nang"),))
    service.save_draft(ReviewDraft(id=line.id, revision=line.revision, content=content))
    draft = service.open(line.id).draft
    assert draft is not None
    assert draft.content == content
    assert draft.saved_at
    service.save(line.id, draft.revision, draft.content)
    opened = service.open(line.id)
    assert (opened.draft, opened.evaluation.content.parts) == (None, content.parts)
    service.save_draft(ReviewDraft(id=line.id, revision=opened.evaluation.revision, content=content))
    service.discard(line.id)
    assert service.open(line.id).draft is None


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"self_level": "clean"}, "RATING_LEVEL_UNKNOWN", "self_level"),
        ({"committee_level": "x"}, "RATING_LEVEL_UNKNOWN", "committee_level"),
        ({"parts": (Part(code="I.1.pol", points=51),)}, "REVIEW_OVER_MOST", "parts.I.1.pol"),
        ({"task_points": 701}, "REVIEW_OVER_MOST", "task_points"),
        ({"points": 1001}, "REVIEW_OVER_MOST", "points"),
        ({"parts": (Part(code="II", grade="excellent"),)}, "REVIEW_GRADE_UNKNOWN", "parts.II"),
        ({"parts": (Part(code="II", text="x" * 8_001),)}, "TEXT_TOO_LONG", "parts.II"),
        ({"form": "9Z"}, "REVIEW_NO_FORM", "form"),
    ],
)
def test_what_no_form_may_hold_is_named_beside_its_field_and_nothing_is_written(
    service: SelfReviewService,
    reviews: ReviewService,
    campaign: Campaign,
    fields: dict[str, object],
    code: str,
    field: str,
) -> None:
    line = lines(reviews, campaign)["Lý A Sử"]
    with pytest.raises(ProblemError) as problem:
        service.save(line.id, line.revision, content_of(service, line.id, **fields))
    findings = problem.value.values["findings"]
    assert isinstance(findings, tuple)
    assert (problem.value.code, [(one.code, one.field) for one in findings]) == ("V01", [(code, field)])
    assert reviews.evaluation(line.id).revision == line.revision


def test_nobody_writes_for_who_is_not_rated_nor_over_somebody_else_nor_in_a_closed_campaign(
    service: SelfReviewService, reviews: ReviewService, campaign: Campaign
) -> None:
    found = lines(reviews, campaign)
    line, other = found["Lý A Sử"], found["Sùng Thị Mỷ"]
    reviews.set_exclusion(line.id, line.revision, Exclusion.OTHER, "Ốm nặng cả năm")
    with pytest.raises(ProblemError) as problem:
        service.save(line.id, line.revision + 1, content_of(service, line.id, self_level="good"))
    assert problem.value.code == "Q46"
    service.save(other.id, other.revision, content_of(service, other.id, self_level="good"))
    with pytest.raises(ProblemError) as problem:
        service.save(other.id, other.revision, content_of(service, other.id, self_level="done"))
    assert problem.value.code == "Q43"
    reviews.close(campaign.id, campaign.revision)
    with pytest.raises(ProblemError) as problem:
        service.save(other.id, other.revision + 1, content_of(service, other.id, self_level="done"))
    assert problem.value.code == "Q41"


def test_the_conditions_of_the_level_chosen_are_told_in_sentences(
    service: SelfReviewService, reviews: ReviewService, campaign: Campaign
) -> None:
    line = lines(reviews, campaign)["Lý A Sử"]
    told = service.assess(line.id, content_of(service, line.id, points=850, self_level="excellent"))
    assert (told.points, told.reachable) == (850, "good")
    assert [one.condition.value for one in told.conditions if one.met is False] == [900]
    assert {(one.code, one.field) for one in told.findings} == {("RATING_SHORT_POINTS", "self_level")}
    nothing = service.assess(line.id, content_of(service, line.id))
    assert (nothing.points, nothing.findings) == (None, ())


def test_ten_paper_forms_are_kept_together_or_not_at_all(
    service: SelfReviewService, reviews: ReviewService, campaign: Campaign
) -> None:
    found = lines(reviews, campaign)
    good = [
        QuickEntry(evaluation_id=line.id, revision=line.revision, self_level="good", points=800, committee_level="good")
        for line in found.values()
    ]
    with pytest.raises(ProblemError):
        service.save_quick([good[0], msgspec.structs.replace(good[1], self_level="nonsense")])
    assert {line.stage for line in lines(reviews, campaign).values()} == {Stage.NONE}
    kept = service.save_quick(good)
    assert {(one.content.points, one.content.self_on, one.stage) for one in kept} == {
        (800, date(2026, 11, 20), Stage.REMARKED)
    }
    assert {(line.self_level, line.points) for line in lines(reviews, campaign).values()} == {("good", 800)}
