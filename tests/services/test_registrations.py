"""Titles registered at the start of a year: written, taken over, held against the result."""

from __future__ import annotations

from datetime import date

import pytest

from db.evaluation_records import Campaign, Subject
from db.problems import ProblemError
from db.rating_records import RegistrationInput
from db.records import Member, Organization
from db.register_records import ChangeKind
from desktop_app.services.decisions import Chosen, DecisionService, RulingInput
from desktop_app.services.registrations import Compared, RegistrationService
from desktop_app.services.reviews import ReviewService
from tests.services.conftest import Commune, now


@pytest.fixture
def cell(commune: Commune) -> Organization:
    return commune.cell()


@pytest.fixture
def people(commune: Commune, cell: Organization) -> list[Member]:
    return [commune.person(cell.id, name) for name in ("Lý A Sử", "Sùng Thị Mỷ", "Hoàng Văn Đào")]


@pytest.fixture
def service(commune: Commune) -> RegistrationService:
    return RegistrationService(commune.store, commune.office.id, now)


def decide(commune: Commune, campaign: Campaign, levels: dict[str, str]) -> None:
    """Decide levels by member or, for collectives, by "subject organisation"."""
    rows = commune.store.rows(
        "SELECT id, coalesce(member_id, subject || ' ' || organization_id) AS who FROM evaluation"
        " WHERE campaign_id = ?",
        (campaign.id,),
    )
    chosen = [Chosen(evaluation_id=row["id"], level=levels[row["who"]]) for row in rows if row["who"] in levels]
    assert len(chosen) == len(levels)
    DecisionService(commune.store, commune.office.id, now).decide(chosen, RulingInput(on=date(2026, 11, 18)))


def wish(cell: Organization, person: Member | None = None, **fields: object) -> RegistrationInput:
    known: dict[str, object] = {
        "year": 2026,
        "subject": Subject.MEMBER if person else Subject.CELL,
        "organization_id": cell.id,
        "member_id": person.id if person else None,
    }
    return RegistrationInput(**{**known, **fields})  # type: ignore[arg-type]  # the tests name the fields they change


def test_everybody_may_register_and_what_is_emptied_is_taken_away(
    service: RegistrationService, cell: Organization, people: list[Member]
) -> None:
    found, total = service.people(2026, cell_id=cell.id)
    assert (len(found), total) == (3, 3)
    assert not any(view.line.registration for view in found)
    service.set([wish(cell, people[0], level="excellent", title="  Đảng viên xuất sắc "), wish(cell, level="good")])
    registered, total = service.people(2026, registered=True)
    assert [view.line.name for view in registered] == ["Lý A Sử"]
    assert total == 1
    kept = registered[0].line.registration
    assert kept is not None
    assert (kept.level, kept.title) == ("excellent", "Đảng viên xuất sắc")
    assert registered[0].reached is None
    collectives = {(view.line.subject, view.line.name): view for view in service.collectives(2026)}
    own = collectives[Subject.CELL, cell.name].line.registration
    assert own is not None
    assert own.level == "good"
    assert (Subject.COMMITTEE, "Đảng ủy xã Mường Khương") in collectives
    assert service.set([wish(cell, people[0])]) == 1
    assert service.people(2026, registered=True) == ([], 0)
    assert service.set([wish(cell, people[0])]) == 0


def test_the_same_person_is_registered_once_a_year_and_a_stale_form_is_refused(
    service: RegistrationService, cell: Organization, people: list[Member]
) -> None:
    service.set([wish(cell, people[0], level="excellent", revision=0)])
    service.set([wish(cell, people[0], level="good", revision=1)])
    with pytest.raises(ProblemError) as refused:
        service.set([wish(cell, people[1], level="good"), wish(cell, people[0], level="done", revision=1)])
    assert refused.value.code == "Q71"
    found, _ = service.people(2026, registered=True)
    assert [(view.line.name, view.line.registration.level) for view in found if view.line.registration] == [
        ("Lý A Sử", "good")
    ]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"level": "qualified"}, "REGISTRATION_LEVEL"),
        ({"level": "good", "year": 2031}, "REGISTRATION_YEAR"),
        ({"level": "good", "registered_on": date(2026, 12, 24)}, "REGISTRATION_DAY_IN_FUTURE"),
        ({"title": "x" * 201}, "TEXT_TOO_LONG"),
    ],
)
def test_what_cannot_be_registered_is_said_beside_its_row(
    service: RegistrationService, cell: Organization, people: list[Member], fields: dict[str, object], code: str
) -> None:
    with pytest.raises(ProblemError) as refused:
        service.set([wish(cell, people[1], level="good"), wish(cell, people[0], **fields)])
    findings = refused.value.values["findings"]
    assert isinstance(findings, tuple)
    assert [(one.code, one.field.split(".")[1]) for one in findings] == [(code, "1")]
    assert service.people(2026, registered=True)[1] == 0


def test_a_registration_is_held_against_what_was_decided(
    commune: Commune, service: RegistrationService, cell: Organization, people: list[Member]
) -> None:
    service.set(
        [
            wish(cell, people[0], level="excellent"),
            wish(cell, people[1], level="good"),
            wish(cell, people[2], level="good"),
            wish(cell, level="excellent"),
        ]
    )
    campaign = ReviewService(commune.store, commune.office.id, now).open(2026)
    decide(commune, campaign, {people[0].id: "good", people[1].id: "excellent", f"cell {cell.id}": "excellent"})
    views, _ = service.people(2026)
    assert {view.line.name: view.reached for view in views} == {
        "Lý A Sử": False,
        "Sùng Thị Mỷ": True,
        "Hoàng Văn Đào": None,
    }
    assert service.compare(2026) == [
        Compared(subject=Subject.MEMBER, registered=3, reached=1, missed=1),
        Compared(subject=Subject.CELL, registered=1, reached=1, missed=0),
    ]
    assert service.compare(2026)[0].pending == 1


def test_last_years_registrations_are_a_first_draft_for_those_still_there(
    commune: Commune, service: RegistrationService, cell: Organization, people: list[Member]
) -> None:
    service.set(
        [
            wish(cell, people[0], level="excellent", year=2025, note="Ghi chú cũ"),
            wish(cell, people[1], level="good", title="Chiến sĩ thi đua", year=2025),
            wish(cell, people[2], level="good", year=2025),
            wish(cell, people[2], level="excellent"),
        ]
    )
    commune.act(people[0].id, ChangeKind.TRANSFER_OUT, date(2026, 3, 1), place="Đảng bộ khác")
    assert service.copy(2025, 2026) == 1
    found = {
        view.line.name: view.line.registration
        for view in service.people(2026, registered=True)[0]
        if view.line.registration
    }
    assert {name: (one.level, one.title) for name, one in found.items()} == {
        "Sùng Thị Mỷ": ("good", "Chiến sĩ thi đua"),
        "Hoàng Văn Đào": ("excellent", ""),
    }
    with pytest.raises(ProblemError) as refused:
        service.copy(2025, 2026)
    assert refused.value.code == "Q70"


def test_no_level_of_an_older_scheme_is_turned_into_a_newer_one(
    service: RegistrationService, cell: Organization, people: list[Member]
) -> None:
    service.set(
        [
            wish(cell, people[0], level="qualified_good", year=2014),
            wish(cell, people[1], level="qualified_good", title="Gia đình văn hóa", year=2014),
            wish(cell, level="good", year=2014),
        ]
    )
    # Read in a year with another scheme: only what has the same name there goes over.
    service.copy(2014, 2025)
    found, _ = service.people(2025, registered=True)
    assert [(view.line.name, view.line.registration.level) for view in found if view.line.registration] == [
        ("Sùng Thị Mỷ", "")
    ]
    collective = next(view for view in service.collectives(2025) if view.line.subject is Subject.CELL)
    assert collective.line.registration is not None
    assert collective.line.registration.level == "good"
