"""Plans to overcome shortcomings: who has to have one, its items, what is followed in the next year."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from db import evaluations
from db.evaluation_records import Campaign, Remedy, RemedyState
from db.problems import ProblemError
from db.rating_records import RemedyInput
from db.records import Finding, Member, Organization
from desktop_app.services.remedies import RemedyService
from desktop_app.services.reviews import ReviewService
from tests.services.conftest import Commune, now
from tests.services.test_registrations import decide

TODAY = date(2026, 11, 20)


@pytest.fixture
def cell(commune: Commune) -> Organization:
    return commune.cell()


@pytest.fixture
def people(commune: Commune, cell: Organization) -> list[Member]:
    return [commune.person(cell.id, name) for name in ("Lý A Sử", "Sùng Thị Mỷ", "Hoàng Văn Đào")]


@pytest.fixture
def service(commune: Commune) -> RemedyService:
    return RemedyService(commune.store, commune.office.id, now)


@pytest.fixture
def campaign(commune: Commune, people: list[Member]) -> Campaign:
    return ReviewService(commune.store, commune.office.id, now).open(2026)


def item(cell: Organization, person: Member | None = None, **fields: Any) -> RemedyInput:
    known: dict[str, Any] = {
        "year": 2026,
        "organization_id": cell.id,
        "member_id": person.id if person else None,
        "shortcoming": "Sinh hoạt chuyên đề chưa đủ",
    }
    return RemedyInput(**{**known, **fields})


def codes(problem: ProblemError) -> list[str]:
    findings = problem.values["findings"]
    assert isinstance(findings, tuple)
    return [finding.code for finding in findings if isinstance(finding, Finding)]


def test_a_plan_is_asked_of_collectives_at_the_levels_of_the_scheme_and_of_those_given_suggestions(
    commune: Commune, service: RemedyService, cell: Organization, people: list[Member], campaign: Campaign
) -> None:
    decide(commune, campaign, {f"cell {cell.id}": "done", people[0].id: "good"})
    office = evaluations.get(
        commune.store,
        next(row["id"] for row in commune.store.rows("SELECT id FROM evaluation WHERE subject = 'committee'")),
    )
    assert office is not None
    with commune.store.operation("test.write", "evaluation:x"):
        content = msgspec.structs.replace(office.content, suggestions="Làm rõ việc chậm giải ngân")
        evaluations.put(commune.store, msgspec.structs.replace(office, content=content))
    found, total = service.plans(2026, collective=True)
    assert total == 2
    assert {(view.line.name, view.duty, view.missing) for view in found} == {
        (cell.name, "level", True),
        ("Đảng ủy xã Mường Khương", "suggestions", True),
    }
    service.add(item(cell))
    assert [view.line.name for view in service.plans(2026, missing=True)[0]] == ["Đảng ủy xã Mường Khương"]
    assert service.plans(2025) == ([], 0)
    found, _ = service.plans(2026, cell_id=cell.id, collective=True)
    assert (found[0].line.items, found[0].line.done, found[0].missing) == (1, 0, False)


def test_who_makes_a_plan_of_his_own_will_stands_there_without_a_duty(
    service: RemedyService, cell: Organization, people: list[Member], campaign: Campaign
) -> None:
    service.add(item(cell, people[1]))
    found, _ = service.plans(2026, collective=False)
    assert [(view.line.name, view.duty, view.line.items) for view in found] == [("Sùng Thị Mỷ", "", 1)]


def test_items_are_followed_in_the_next_year_until_they_are_done(
    service: RemedyService, cell: Organization, people: list[Member]
) -> None:
    old = service.add(item(cell, year=2023, shortcoming="Nề nếp họp"))
    done = service.add(item(cell, year=2023, shortcoming="Thu đảng phí chậm"))
    last = service.add(item(cell, year=2025, due_on=date(2026, 6, 30)))
    service.add(item(cell, people[0], year=2025))
    service.set_state([done.id], RemedyState.DONE, date(2024, 5, 1))
    assert [one.id for one in service.followed(2026, cell.id)] == [last.id, old.id]
    assert [one.id for one in service.of_plan(2025, cell.id)] == [last.id]
    lines, total = service.lines(2026, cell_id=cell.id)
    assert total == 3
    assert [(line.remedy.year, line.overdue) for line in lines] == [(2025, True), (2023, False), (2025, False)]
    assert service.lines(2025, cell_id=cell.id, collective=True, earlier=False)[1] == 1
    service.set_state([last.id, old.id], RemedyState.DONE)
    assert service.lines(2026, open_only=True, collective=True) == ([], 0)
    # What was done stays in the report of the year after, that of longer ago does not.
    assert [one.done_on for one in service.followed(2026, cell.id)] == [TODAY]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"shortcoming": "  "}, "REMEDY_EMPTY"),
        ({"due_on": date(2025, 12, 31)}, "REMEDY_DUE_EARLY"),
        ({"state": RemedyState.DONE}, "REMEDY_DONE_DAY_MISSING"),
        ({"state": RemedyState.DONE, "done_on": date(2027, 1, 1)}, "REMEDY_DONE_IN_FUTURE"),
        ({"state": RemedyState.DOING, "done_on": TODAY}, "REMEDY_NOT_DONE"),
        ({"state": RemedyState.DROPPED}, "REMEDY_DROP_REASON"),
        ({"measure": "x" * 2_001}, "TEXT_TOO_LONG"),
        ({"year": 1900}, "REMEDY_YEAR"),
    ],
)
def test_an_item_that_contradicts_itself_is_refused(
    service: RemedyService, cell: Organization, fields: dict[str, Any], code: str
) -> None:
    with pytest.raises(ProblemError) as refused:
        service.add(item(cell, **fields))
    assert codes(refused.value) == [code]


def test_an_item_is_changed_by_one_hand_at_a_time_and_kept_once_it_was_followed(
    service: RemedyService, cell: Organization
) -> None:
    made = service.add(item(cell))
    changed = service.update(made.id, 1, item(cell, measure="Họp đúng kỳ\nphân công người soạn", responsible="Chi ủy"))
    assert (changed.revision, changed.measure) == (2, "Họp đúng kỳ\nphân công người soạn")
    with pytest.raises(ProblemError) as refused:
        service.update(made.id, 1, item(cell))
    assert refused.value.code == "Q73"
    service.set_state([made.id], RemedyState.DOING, result="Đã lập danh mục")
    with pytest.raises(ProblemError) as refused:
        service.remove(made.id)
    assert refused.value.code == "Q74"
    with pytest.raises(ProblemError) as refused:
        service.set_state([made.id], RemedyState.DROPPED, result="")
    assert codes(refused.value) == ["REMEDY_DROP_REASON"]
    assert service.set_state([made.id], RemedyState.DROPPED, result="Nhập thôn, không còn phù hợp") == 1
    other = service.add(item(cell, shortcoming="Việc khác"))
    assert isinstance(service.remove(other.id), Remedy)
    with pytest.raises(ProblemError) as refused:
        service.remove(other.id)
    assert refused.value.code == "Q72"
