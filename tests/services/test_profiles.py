"""A person's further particulars: kept with the person, in one form, checked against each other and against others."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from db import audit
from db.problems import ProblemError
from db.records import Organization, PersonInput, Severity, Sex
from db.register_records import MemberProfile
from desktop_app.texts import sentence
from tests.services.conftest import Commune, entered

FULL = MemberProfile(
    birth_name="Giàng Seo Sử",
    alias="Sử",
    birth_place="Mường Khương",
    home_place="Mường Khương, Lào Cai",
    religion_code="99",
    national_id="010080123456",
    phone="0912345678",
    general_education="12/12",
    qualification_code="university",
    theory_code="intermediate",
    youth_joined_on="1996",
    youth_member=True,
    card_issued_on="2011-05",
    file_number="012345LC",
    category_code="farmer",
    political_system="no",
    service_code="army",
    family_circumstances="Hai con.\nMẹ già.",
    poverty_code="near_poor",
)


@pytest.fixture
def cell(commune: Commune) -> Organization:
    return commune.cell()


def codes(commune: Commune, cell: Organization, person: dict[str, Any], **profile: Any) -> dict[str, Severity]:
    found = commune.members.check(entered(cell.id, "Lý A Sử", **person, profile=MemberProfile(**profile)))
    assert all("{" not in sentence(finding) for finding in found)
    return {finding.code: finding.severity for finding in found}


def test_particulars_are_kept_with_a_new_person(commune: Commune, cell: Organization) -> None:
    hamlet = commune.members.hamlets()[0]
    profile = msgspec.structs.replace(FULL, hamlet_id=hamlet.id)
    member = commune.person(cell.id, "Giàng A Sử", birth_date="1980", profile=profile)
    assert commune.members.profile(member.id) == profile
    assert commune.members.form(member.id).profile == profile


def test_a_person_of_whom_nothing_more_is_known_has_empty_particulars(commune: Commune, cell: Organization) -> None:
    member = commune.person(cell.id, "Giàng A Sử")
    assert commune.members.profile(member.id) == MemberProfile()
    assert commune.store.value("SELECT count(*) FROM member_profile") == 0


def test_changing_particulars_leaves_cell_and_standing_alone(commune: Commune, cell: Organization) -> None:
    member = commune.person(cell.id, "Giàng A Sử", birth_date="1980")
    history = commune.members.history(member.id)
    form = commune.members.form(member.id)
    assert type(form) is PersonInput
    changed = commune.members.update(member.id, 1, msgspec.structs.replace(form, admitted_on="2001", profile=FULL))
    assert (changed.revision, changed.admitted_on) == (2, "2001")
    assert commune.members.profile(member.id) == FULL
    assert commune.members.history(member.id) == history
    commune.members.update(member.id, 2, form)
    assert commune.members.profile(member.id) == MemberProfile()


def test_numbers_and_texts_are_kept_in_one_form(commune: Commune, cell: Organization) -> None:
    typed = MemberProfile(
        birth_name="  Giàng\u00a0Seo  Sử ",
        national_id="010 080 123 456",
        phone="+84 912.345.678",
        file_number="012345 lc",
        general_education="Lớp 12/12",
        family_circumstances="Hai con.\r\nMẹ già. ",
        hamlet_id="",
    )
    member = commune.person(cell.id, "Giàng A Sử", birth_date="1980", profile=typed)
    kept = commune.members.profile(member.id)
    assert (kept.birth_name, kept.national_id, kept.phone) == ("Giàng Seo Sử", "010080123456", "0912345678")
    assert (kept.file_number, kept.general_education) == ("012345LC", "12/12")
    assert (kept.family_circumstances, kept.hamlet_id) == ("Hai con.\nMẹ già.", None)


@pytest.mark.parametrize(
    ("person", "profile", "code", "severity"),
    [
        ({}, {"national_id": "12345678901"}, "MEMBER_NATIONAL_ID_FORM", Severity.ERROR),
        ({}, {"national_id": "01008012345a"}, "MEMBER_NATIONAL_ID_FORM", Severity.ERROR),
        ({"birth_date": "1981"}, {"national_id": "010080123456"}, "MEMBER_NATIONAL_ID_UNLIKELY", Severity.WARNING),
        ({"sex": Sex.FEMALE}, {"national_id": "010080123456"}, "MEMBER_NATIONAL_ID_UNLIKELY", Severity.WARNING),
        ({}, {"phone": "12345"}, "MEMBER_PHONE_FORM", Severity.WARNING),
        ({}, {"file_number": "12345"}, "MEMBER_FILE_NUMBER_FORM", Severity.WARNING),
        ({}, {"general_education": "13/12"}, "MEMBER_EDUCATION_FORM", Severity.WARNING),
        ({}, {"religion_code": "77"}, "MEMBER_CODE_UNKNOWN", Severity.ERROR),
        ({}, {"political_system": "maybe"}, "MEMBER_CODE_UNKNOWN", Severity.ERROR),
        ({}, {"hamlet_id": "nowhere"}, "MEMBER_HAMLET_UNKNOWN", Severity.ERROR),
        ({}, {"birth_name": "x" * 5000}, "TEXT_TOO_LONG", Severity.ERROR),
        ({"admitted_on": "2001-13"}, {}, "MEMBER_PARTIAL_FORM", Severity.ERROR),
        ({}, {"youth_joined_on": "hôm qua"}, "MEMBER_PARTIAL_FORM", Severity.ERROR),
        ({}, {"card_issued_on": "2027"}, "MEMBER_DATE_FUTURE", Severity.ERROR),
        ({"birth_date": "1980-05"}, {"youth_joined_on": "1979"}, "MEMBER_YOUTH_BEFORE_BIRTH", Severity.ERROR),
        ({"admitted_on": "2001"}, {"youth_joined_on": "2002-01"}, "MEMBER_YOUTH_AFTER_ADMITTED", Severity.WARNING),
        ({"admitted_on": "2001-05"}, {"card_issued_on": "2001-04"}, "MEMBER_CARD_BEFORE_ADMITTED", Severity.ERROR),
        ({"official_on": "2002-05-03"}, {"card_issued_on": "2002-05-02"}, "MEMBER_CARD_BEFORE_OFFICIAL", None),
        ({"admitted_on": "2002-02", "official_on": "2001"}, {}, "MEMBER_OFFICIAL_BEFORE_ADMITTED", Severity.ERROR),
    ],
)
def test_what_cannot_be_or_is_unlikely_is_pointed_out(
    commune: Commune,
    cell: Organization,
    person: dict[str, Any],
    profile: dict[str, Any],
    code: str,
    severity: Severity | None,
) -> None:
    assert codes(commune, cell, person, **profile)[code] is (severity or Severity.WARNING)


@pytest.mark.parametrize(
    ("person", "profile"),
    [
        ({"birth_date": "1980", "admitted_on": "1998", "official_on": "1999"}, {"youth_joined_on": "1980"}),
        ({"admitted_on": "2001-05-03", "official_on": "2002"}, {"youth_joined_on": "2001", "card_issued_on": "2002"}),
        ({"admitted_on": "2001", "official_on": "2002-01"}, {"card_issued_on": "2002"}),
        ({"birth_date": "1980-05-03"}, {"national_id": "010080123456", "phone": "0912345678"}),
    ],
)
def test_dates_known_in_part_are_judged_in_the_members_favour(
    commune: Commune, cell: Organization, person: dict[str, Any], profile: dict[str, Any]
) -> None:
    assert codes(commune, cell, person, **profile) == {}


def test_a_national_number_is_one_persons_alone(commune: Commune, cell: Organization) -> None:
    profile = MemberProfile(national_id="010080123456", file_number="012345LC")
    first = commune.person(cell.id, "Lý A Sử", profile=profile)
    before = audit.head(commune.store)
    with pytest.raises(ProblemError) as refused:
        commune.person(cell.id, "Lý A Páo", profile=MemberProfile(national_id="010.080.123.456"))
    assert (refused.value.code, refused.value.values["name"]) == ("R20", "Lý A Sử")
    assert audit.head(commune.store) == before
    other = entered(cell.id, "Lý A Páo", profile=MemberProfile(file_number="012345 LC"))
    assert {(finding.code, finding.severity) for finding in commune.members.check(other)} == {
        ("MEMBER_FILE_NUMBER_USED", Severity.WARNING)
    }
    assert commune.members.check(commune.members.form(first.id), first.id) == []


def test_sensitive_particulars_are_not_in_the_trail(commune: Commune, cell: Organization) -> None:
    commune.person(cell.id, "Giàng A Sử", birth_date="1980", profile=FULL)
    row = audit.page(commune.store, offset=0, limit=1)[0]
    assert "010080123456" not in row.detail + row.subject


def test_a_closed_hamlet_is_offered_only_to_who_lives_in_it(commune: Commune, cell: Organization) -> None:
    (hamlet,) = commune.members.hamlets()
    member = commune.person(cell.id, "Lý A Sử", profile=MemberProfile(hamlet_id=hamlet.id))
    with commune.store.operation("test.close", f"hamlet:{hamlet.id}"):
        commune.store.execute("UPDATE hamlet SET closed_on = '2026-01-01'")
    assert commune.members.hamlets() == []
    assert commune.members.hamlets(member.id) == [hamlet]
    assert commune.members.check(commune.members.form(member.id), member.id) == []
