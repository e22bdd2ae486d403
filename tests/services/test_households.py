"""Households and commitments: one in charge on any day, circumstances by date, visits, the monthly look back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from db.households import WantedHouseholds
from db.problems import ProblemError
from db.records import Member, Organization
from db.register_records import ChangeKind
from db.task_records import CommitmentReview, Household, Kept
from desktop_app.services.commitments import CommitmentService
from desktop_app.services.households import HouseholdService
from tests.services.conftest import TODAY, Commune, now


@pytest.fixture
def cell(commune: Commune) -> Organization:
    return commune.cell()


@pytest.fixture
def people(commune: Commune, cell: Organization) -> list[Member]:
    return [commune.person(cell.id, name) for name in ("Lý A Sử", "Sùng Thị Mỷ")]


@pytest.fixture
def service(commune: Commune) -> HouseholdService:
    return HouseholdService(commune.store, commune.office.id, now)


@pytest.fixture
def commitments(commune: Commune) -> CommitmentService:
    return CommitmentService(commune.store, commune.office.id, now)


def house(commune: Commune, head: str, **fields: Any) -> Household:
    hamlet = commune.hamlets.listed(TODAY)[0].hamlet
    known: dict[str, Any] = {"id": "", "owner_id": "", "hamlet_id": hamlet.id, "valid_from": date(2025, 1, 1)}
    return Household(head=head, **(known | fields))


def everything(on: date = TODAY, **fields: Any) -> WantedHouseholds:
    return WantedHouseholds(on=on, **fields)


def test_a_household_is_kept_with_its_hamlet_and_what_it_is(
    commune: Commune, cell: Organization, service: HouseholdService
) -> None:
    kept = service.save(house(commune, "  Giàng  A Páo ", people=5), "poor")
    [line], total = service.page(everything())
    assert (line.household.head, line.hamlet_name, line.circumstance, total) == ("Giàng A Páo", "Nà Lừa", "poor", 1)
    service.become(kept.id, "near_poor", date(2026, 11, 20), "12/QĐ-UBND")
    service.become(kept.id, "near_poor", date(2026, 11, 20))
    assert [one.code for one in service.history(kept.id)[0]] == ["near_poor"]
    later = service.save(house(commune, "Lù Văn Tỉn", valid_from=date(2026, 11, 1)), "poor")
    service.become(later.id, "", date(2026, 11, 20))
    assert service.page(everything(circumstance="poor"))[1] == 0


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"head": " "}, "HOUSEHOLD_NO_HEAD"),
        ({"people": 51}, "HOUSEHOLD_PEOPLE"),
        ({"note": "x" * 1_001}, "TEXT_TOO_LONG"),
    ],
)
def test_what_no_household_can_be_is_refused(
    commune: Commune, cell: Organization, service: HouseholdService, fields: dict[str, Any], code: str
) -> None:
    with pytest.raises(ProblemError) as problem:
        service.save(house(commune, **({"head": "Giàng A Páo"} | fields)))
    findings = problem.value.values["findings"]
    assert isinstance(findings, tuple)
    assert [finding.code for finding in findings] == [code]
    with pytest.raises(ProblemError):
        service.save_many([(house(commune, "Lù Văn Tỉn"), ""), (house(commune, **({"head": "A"} | fields)), "")])
    assert service.page(everything())[1] == 0


def test_one_member_is_in_charge_on_any_day_and_the_history_stays(
    commune: Commune, cell: Organization, people: list[Member], service: HouseholdService
) -> None:
    made = service.save_many([(house(commune, "Giàng A Páo"), "poor"), (house(commune, "Lù Văn Tỉn"), "")])
    ids = [one.id for one in made]
    assert service.page(everything(uncharged=True))[1] == 2
    service.charge(ids, people[0].id, cell.id, date(2026, 1, 1))
    service.charge(ids[:1], people[1].id, cell.id, date(2026, 6, 1), "Đổi người")
    assert {line.household.head: line.full_name for line in service.page(everything())[0]} == {
        "Giàng A Páo": "Sùng Thị Mỷ",
        "Lù Văn Tỉn": "Lý A Sử",
    }
    assert service.page(everything(date(2026, 3, 1), member_id=people[0].id))[1] == 2
    charges = service.history(ids[0])[1]
    assert [(one.member_id, one.valid_to, one.end_reason) for one in charges] == [
        (people[1].id, None, ""),
        (people[0].id, date(2026, 6, 1), "Đổi người"),
    ]
    service.release(ids[:1], date(2026, 7, 1), "Hết phụ trách")
    assert [line.household.head for line in service.page(everything(uncharged=True))[0]] == ["Giàng A Páo"]
    with pytest.raises(ProblemError) as problem:
        service.charge(ids, "niemand", cell.id, TODAY)
    assert problem.value.code == "Q23"


def test_visits_are_counted_for_whoever_was_in_charge(
    commune: Commune, cell: Organization, people: list[Member], service: HouseholdService
) -> None:
    kept = service.save(house(commune, "Giàng A Páo"))
    with pytest.raises(ProblemError) as problem:
        service.visit(kept.id, date(2026, 5, 1), "Thăm hỏi")
    assert problem.value.code == "Q24"
    service.charge([kept.id], people[0].id, cell.id, date(2026, 1, 1))
    entry = service.visit(kept.id, date(2026, 5, 1), "Thăm hỏi", 2)
    service.visit(kept.id, date(2026, 8, 1), "")
    [line], _ = service.page(everything())
    assert (entry.member_id, line.visits, line.last_visit) == (people[0].id, 3, date(2026, 8, 1))
    for day, visits in ((date(2026, 12, 1), 1), (date(2026, 5, 1), 0)):
        with pytest.raises(ProblemError):
            service.visit(kept.id, day, "", visits)


def test_who_left_the_cell_and_a_household_that_moved_are_seen(
    commune: Commune, cell: Organization, people: list[Member], service: HouseholdService
) -> None:
    kept = service.save(house(commune, "Giàng A Páo"))
    service.charge([kept.id], people[0].id, cell.id, date(2026, 1, 1))
    commune.act(people[0].id, ChangeKind.TRANSFER_OUT, date(2026, 11, 1), place="Đảng bộ tỉnh khác")
    assert service.orphaned() == {kept.id: "Lý A Sử"}
    with pytest.raises(ProblemError) as problem:
        service.close(kept.id, 7, TODAY, "Chuyển đi")
    assert problem.value.code == "Q21"
    service.close(kept.id, kept.revision, TODAY, "Chuyển đi")
    assert service.page(everything())[1] == 0
    assert service.orphaned() == {}
    assert service.page(everything(date(2026, 3, 1)))[1] == 1


def test_a_commitment_is_written_for_all_and_looked_back_on_by_month(
    commune: Commune, cell: Organization, people: list[Member], commitments: CommitmentService
) -> None:
    both = [(person.id, cell.id) for person in people]
    commitments.write(both, 2026, " Gương mẫu \n Giúp dân ", date(2026, 1, 10))
    month = CommitmentReview(period="2026-03", kept=Kept.PARTLY, text="Một buổi muộn")
    commitments.review([(people[0].id, "2026-03", month), (people[1].id, "2026-03", month)])
    commitments.review([(people[1].id, "2026-03", None)])
    lines = {line.full_name: line.commitment for line in commitments.listed(2026, cell.id)}
    first, second = lines["Lý A Sử"], lines["Sùng Thị Mỷ"]
    assert first is not None
    assert second is not None
    assert (first.text, first.reviews, second.reviews) == ("Gương mẫu\nGiúp dân", (month,), ())
    commitments.write(both[:1], 2026, "Lời mới")
    again = commitments.get(people[0].id, 2026)
    assert again is not None
    assert (again.text, again.revision, again.reviews) == ("Lời mới", 2, (month,))
    assert [line.commitment for line in commitments.listed(2025)] == [None, None]


def test_last_years_commitments_are_taken_over_unsigned_and_only_once(
    commune: Commune, cell: Organization, people: list[Member], commitments: CommitmentService
) -> None:
    commitments.write([(people[0].id, cell.id)], 2025, "Lời cũ", date(2025, 1, 10))
    assert commitments.copy(2026) == 1
    assert commitments.copy(2026) == 0
    kept = commitments.get(people[0].id, 2026)
    assert kept is not None
    assert (kept.text, kept.signed_on) == ("Lời cũ", None)
    with pytest.raises(ProblemError) as problem:
        commitments.review([(people[1].id, "2026-03", CommitmentReview(period="2026-03", kept=Kept.KEPT))])
    assert problem.value.code == "Q25"
    with pytest.raises(ProblemError):
        commitments.write([(people[1].id, cell.id)], 2026, "  ")
