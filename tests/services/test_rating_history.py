"""Ratings over the years: each in its own scheme's words, years side by side, old results typed from paper."""

from __future__ import annotations

from datetime import date

import pytest

from db import evaluations
from db.evaluation_records import RulingKind, Subject
from db.problems import ProblemError
from db.records import Finding, Member, Organization
from db.register_records import ChangeKind
from desktop_app.services.decisions import Chosen, DecisionService, RulingInput
from desktop_app.services.rating_history import OldResult, RatingHistoryService
from desktop_app.services.reviews import ReviewService
from tests.services.conftest import Commune, now


@pytest.fixture
def cell(commune: Commune) -> Organization:
    return commune.cell()


@pytest.fixture
def person(commune: Commune, cell: Organization) -> Member:
    return commune.person(cell.id, "Lý A Sử")


@pytest.fixture
def service(commune: Commune) -> RatingHistoryService:
    return RatingHistoryService(commune.store, commune.office.id, now)


def old(cell: Organization, person: Member | None, year: int, level: str) -> OldResult:
    return OldResult(
        year=year,
        subject=Subject.MEMBER if person else Subject.CELL,
        organization_id=cell.id,
        member_id=person.id if person else None,
        level=level,
    )


def test_every_year_speaks_in_the_words_of_its_own_scheme(
    service: RatingHistoryService, cell: Organization, person: Member
) -> None:
    typed = [
        old(cell, person, 2010, "qualified_excellent"),
        old(cell, person, 2016, "qualified_good"),
        old(cell, person, 2021, "good"),
        old(cell, person, 2024, "excellent"),
        old(cell, None, 2010, "clean_model"),
    ]
    assert service.record(typed) == 5
    told = service.of_member(person.id)
    assert [(one.rating.year, one.rating.scheme, one.short(one.standing)) for one in told] == [
        (2024, "2023", "HTXSNV"),
        (2021, "2019", "HTTNV"),
        (2016, "2014", "ĐTC HTTNV"),
        (2010, "2007", "ĐTC HTXSNV"),
    ]
    assert told[0].rating.decided_on == date(2024, 12, 31)
    assert told[0].rating.decided_by == "Đảng ủy xã Mường Khương"
    own = service.of_collective(cell.id)
    assert [one.short(one.standing) for one in own] == ["TSVM tiêu biểu"]


def test_years_stand_side_by_side_with_who_was_there_and_who_is(
    commune: Commune, service: RatingHistoryService, cell: Organization, person: Member
) -> None:
    gone = commune.person(cell.id, "Sùng Thị Mỷ")
    never = commune.person(cell.id, "Hoàng Văn Đào")
    service.record([old(cell, person, 2023, "good"), old(cell, gone, 2022, "done"), old(cell, None, 2023, "good")])
    commune.act(gone.id, ChangeKind.TRANSFER_OUT, date(2026, 2, 1), place="Nơi khác")
    grid = service.side_by_side(2022, 2026, cell.id)
    assert grid.years == (2022, 2023, 2024, 2025, 2026)
    assert [grid.schemes[year].code for year in grid.years] == ["2019", "2023", "2023", "2025", "2025"]
    shown = {row.name: {year: told.standing for year, told in row.years.items()} for row in grid.rows}
    assert shown == {
        "Chi bộ thôn Nà Lừa": {2023: "good"},
        "Lý A Sử": {2023: "good"},
        "Sùng Thị Mỷ": {2022: "done"},
        never.full_name: {},
    }
    every = service.side_by_side(2022, 2026)
    assert {(row.subject, row.name) for row in every.rows} == {
        (Subject.COMMITTEE, "Đảng ủy xã Mường Khương"),
        (Subject.CELL, "Chi bộ thôn Nà Lừa"),
    }
    assert len(service.side_by_side(1995, 2026).years) == 12
    assert 2006 not in service.side_by_side(2005, 2008).schemes


def test_typing_again_changes_what_is_different_and_keeps_what_was_said(
    commune: Commune, service: RatingHistoryService, cell: Organization, person: Member
) -> None:
    service.record([old(cell, person, 2024, "good")])
    assert service.record([old(cell, person, 2024, "good")]) == 0
    assert service.record([old(cell, person, 2024, "done")], number="12-QĐ/ĐU", on=date(2025, 1, 5)) == 1
    told = service.of_member(person.id)[0].rating
    assert (told.decided_level, told.decision_number, told.decided_on) == ("done", "12-QĐ/ĐU", date(2025, 1, 5))
    kept = evaluations.rulings(commune.store, told.evaluation_id)
    assert [(one.kind, one.level) for one in kept] == [(RulingKind.DECISION, "good"), (RulingKind.DECISION, "done")]


def test_an_annulled_rating_holds_no_more_but_stays_in_the_history(
    commune: Commune, service: RatingHistoryService, cell: Organization, person: Member
) -> None:
    service.record([old(cell, person, 2024, "good")])
    kept = service.of_member(person.id)[0].rating
    DecisionService(commune.store, commune.office.id, now).annul(
        [Chosen(evaluation_id=kept.evaluation_id, level="")],
        RulingInput(on=date(2026, 3, 1), reason="Phát hiện vi phạm"),
    )
    told = service.of_member(person.id)[0]
    assert (told.standing, told.rating.decided_level, told.rating.annul_reason) == ("", "good", "Phát hiện vi phạm")


def codes(problem: ProblemError) -> list[str]:
    findings = problem.values["findings"]
    assert isinstance(findings, tuple)
    return [finding.code for finding in findings if isinstance(finding, Finding)]


def test_what_cannot_have_been_is_refused_and_nothing_is_written(
    commune: Commune, service: RatingHistoryService, cell: Organization, person: Member
) -> None:
    with pytest.raises(ProblemError) as refused:
        service.record([old(cell, person, 2024, "good"), old(cell, person, 2010, "excellent")])
    assert len(codes(refused.value)) == 1
    with pytest.raises(ProblemError) as refused:
        service.record([old(cell, person, 2026, "good")])
    assert codes(refused.value) == ["OLD_YEAR"]
    with pytest.raises(ProblemError) as refused:
        service.record([old(cell, person, 2005, "good")])
    assert refused.value.code == "Q30"
    reviews = ReviewService(commune.store, commune.office.id, now)
    assert reviews.campaigns() == []
    service.record([old(cell, person, 2024, "good")])
    campaign = reviews.campaign(2024)
    assert campaign is not None
    reviews.close(campaign.id, campaign.revision)
    assert service.side_by_side(2023, 2025, cell.id).closed == (2024,)
    with pytest.raises(ProblemError) as refused:
        service.record([old(cell, person, 2024, "done")])
    assert refused.value.code == "Q41"
