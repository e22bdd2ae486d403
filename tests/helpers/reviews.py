"""Year-end reviews for tests: campaigns and evaluations of any content, and a campaign laid down by hand."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from db import evaluations
from db.evaluation_records import (
    Campaign,
    CampaignState,
    CampaignStep,
    Evaluation,
    EvaluationContent,
    Exclusion,
    Part,
    Stage,
    Subject,
    YearFigures,
)
from db.ids import new_id
from db.store import Store
from tests.helpers.meetings import words

days = st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
tenths = st.one_of(st.none(), st.integers(0, 1000))
contents = st.builds(
    EvaluationContent,
    form=words,
    positions=words,
    parts=st.lists(
        st.builds(Part, code=words, text=words, grade=words, points=tenths),
        max_size=4,
        unique_by=lambda part: part.code,
    ).map(lambda parts: tuple(sorted(parts, key=lambda part: part.code))),
    self_on=days,
    self_level=words,
    official_level=words,
    agency_level=words,
    task_points=tenths,
    points=tenths,
    suggestions=words,
    residence_comment=words,
    residence_by=words,
    residence_on=days,
    committee_remark=words,
    committee_level=words,
)


def campaign(unit_id: str, year: int = 2026, scheme: str = "2025") -> Campaign:
    """Return an open campaign of two steps."""
    return Campaign(
        id=new_id(),
        owner_id=unit_id,
        unit_id=unit_id,
        year=year,
        scheme=scheme,
        state=CampaignState.OPEN,
        version=1,
        opened_on=date(year, 11, 3),
        steps=(
            CampaignStep(code="self", title="Tự kiểm điểm", due_on=date(year, 11, 20)),
            CampaignStep(code="vote", title="Bỏ phiếu"),
        ),
    )


def evaluation(of: Campaign, organization_id: str, member_id: str | None, **more: object) -> Evaluation:
    """Return an evaluation nothing was written in yet."""
    plain: dict[str, object] = {
        "id": new_id(),
        "owner_id": of.owner_id,
        "campaign_id": of.id,
        "year": of.year,
        "scheme": of.scheme,
        "subject": Subject.MEMBER if member_id else Subject.CELL,
        "organization_id": organization_id,
        "member_id": member_id,
        "content": EvaluationContent(form="2C" if member_id else "01"),
        "exclusion": Exclusion.NONE,
        "stage": Stage.NONE,
        "figures": YearFigures() if member_id else None,
    }
    return Evaluation(**(plain | more))  # type: ignore[arg-type]  # the fields are those of the record


def lay_down(store: Store, of: Campaign, kept: list[Evaluation]) -> None:
    """Write a campaign and evaluations as they are."""
    with store.operation("campaign.open", f"campaign:{of.id}"):
        evaluations.put_campaign(store, of)
        for one in kept:
            evaluations.put(store, one)
