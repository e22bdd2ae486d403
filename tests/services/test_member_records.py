"""What is noted of a person: rewards, discipline, badges and the place of residence; and who is to be given a badge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from db import audit
from db.problems import ProblemError
from db.records import Duty, Member, Organization, Severity, Standing
from db.register_records import RecordInput, RecordKind
from desktop_app.services.member_records import MemberRecordService
from desktop_app.services.regulations import RegulationService
from desktop_app.texts import sentence
from tests.services.conftest import Commune, now

K = RecordKind


@pytest.fixture
def cell(commune: Commune) -> Organization:
    return commune.cell()


@pytest.fixture
def records(commune: Commune) -> MemberRecordService:
    return MemberRecordService(commune.store, commune.office.id, now)


@pytest.fixture
def member(commune: Commune, cell: Organization) -> Member:
    return commune.person(cell.id, "Vàng A Páo", birth_date="1965", admitted_on="1986-05-19", official_on="1987")


def note(kind: RecordKind, on: str = "2020", **fields: str) -> RecordInput:
    return RecordInput(kind=kind, on=on, **fields)


def said(records: MemberRecordService, member: Member, entered: RecordInput) -> dict[str, Severity]:
    found = records.check(member.id, entered)
    assert all("{" not in sentence(finding) for finding in found)
    return {finding.code: finding.severity for finding in found}


def test_what_is_noted_is_listed_by_kind_the_latest_first(records: MemberRecordService, member: Member) -> None:
    records.add(member.id, note(K.REWARD, "2019", form="Giấy khen"))
    records.add(member.id, note(K.REWARD, "2021-02", form="Bằng khen", text="Thành tích\r\n5 năm"))
    records.add(member.id, note(K.BADGE, "2016-11", form="30", number=" 123456 "))
    listed = records.listed(member.id)
    assert [(record.kind, record.on) for record in listed] == [
        (K.BADGE, "2016-11"),
        (K.REWARD, "2021-02"),
        (K.REWARD, "2019"),
    ]
    assert (listed[0].number, listed[1].text) == ("123456", "Thành tích\n5 năm")


def test_a_note_is_changed_taken_away_and_put_back(records: MemberRecordService, member: Member) -> None:
    first = records.add(member.id, note(K.DISCIPLINE, "2019", form="reprimand", number="01-QĐ"))
    changed = records.change(first.id, note(K.DISCIPLINE, "2019-03", form="warning", number="01-QĐ"))
    assert records.listed(member.id) == [changed]
    removed = records.remove(first.id)
    assert removed == changed
    assert records.listed(member.id) == []
    again = records.add(member.id, note(K.DISCIPLINE, removed.on, form=removed.form, number=removed.number))
    assert [record.form for record in records.listed(member.id)] == [again.form]
    with pytest.raises(ProblemError, match="R21"):
        records.remove(first.id)
    with pytest.raises(ProblemError, match="R21"):
        records.change(first.id, note(K.REWARD, form="x"))


@pytest.mark.parametrize(
    ("entered", "code", "severity"),
    [
        (note(K.REWARD, "", form="Giấy khen"), "RECORD_DAY_MISSING", Severity.ERROR),
        (note(K.REWARD, "hôm nọ", form="Giấy khen"), "MEMBER_PARTIAL_FORM", Severity.ERROR),
        (note(K.REWARD, "2027", form="Giấy khen"), "MEMBER_DATE_FUTURE", Severity.ERROR),
        (note(K.REWARD, "1964", form="Giấy khen"), "RECORD_BEFORE_BIRTH", Severity.ERROR),
        (note(K.REWARD), "RECORD_REWARD_EMPTY", Severity.ERROR),
        (note(K.REWARD, form="x" * 5000), "TEXT_TOO_LONG", Severity.ERROR),
        (note(K.DISCIPLINE), "RECORD_DISCIPLINE_MISSING", Severity.ERROR),
        (note(K.DISCIPLINE, form="exile"), "RECORD_DISCIPLINE_MISSING", Severity.ERROR),
        (note(K.DISCIPLINE, form="warning"), "RECORD_NUMBER_MISSING", Severity.WARNING),
        (note(K.DISCIPLINE, "1985", form="warning"), "RECORD_BEFORE_ADMITTED", Severity.WARNING),
        (note(K.DISCIPLINE, "2020", until="2019", form="warning"), "RECORD_ENDS_BEFORE", Severity.ERROR),
        (note(K.BADGE, form="31"), "RECORD_BADGE_LEVEL", Severity.ERROR),
        (note(K.BADGE), "RECORD_BADGE_LEVEL", Severity.ERROR),
        (note(K.BADGE, "2016-05-18", form="30"), "RECORD_BADGE_EARLY", Severity.WARNING),
        (note(K.RESIDENCE), "RECORD_PLACE_MISSING", Severity.ERROR),
        (note(K.RESIDENCE, place="x", form="y"), "MEMBER_CODE_UNKNOWN", Severity.ERROR),
        (note(K.COMMENT), "RECORD_COMMENT_EMPTY", Severity.ERROR),
        (note(K.COMMENT, form="splendid"), "MEMBER_CODE_UNKNOWN", Severity.ERROR),
        (note(K.COMMENT, form="good"), "RECORD_COMMENT_NO_CONTACT", Severity.WARNING),
    ],
)
def test_what_is_missing_or_cannot_be_is_pointed_out(
    records: MemberRecordService, member: Member, entered: RecordInput, code: str, severity: Severity
) -> None:
    assert said(records, member, entered)[code] is severity
    if severity is Severity.ERROR:
        with pytest.raises(ProblemError, match="V01"):
            records.add(member.id, entered)
        assert records.listed(member.id) == []


@pytest.mark.parametrize(
    "entered",
    [
        note(K.REWARD, "1986", form="Giấy khen"),
        note(K.DISCIPLINE, "1986", until="1986", form="dismissal", number="1"),
        note(K.BADGE, "2016", form="30"),
        note(K.BADGE, "2016-05-19", form="30"),
        note(K.RESIDENCE, "2020", place="Thôn Nà Lừa"),
    ],
)
def test_a_day_known_in_part_is_judged_in_the_members_favour(
    records: MemberRecordService, member: Member, entered: RecordInput
) -> None:
    assert said(records, member, entered) == {}


def test_a_probationary_member_is_not_dismissed(
    commune: Commune, cell: Organization, records: MemberRecordService
) -> None:
    person = commune.person(cell.id, "Lý A Sử", standing=Standing.PROBATIONARY, since=date(2025, 12, 1))
    refused = note(K.DISCIPLINE, "2026-03", form="dismissal", number="1")
    assert said(records, person, refused) == {"RECORD_DISCIPLINE_STANDING": Severity.ERROR}
    assert said(records, person, note(K.DISCIPLINE, "2026-03", form="warning", number="1")) == {}
    assert said(records, person, note(K.DISCIPLINE, "2020", form="dismissal", number="1")) == {}


def test_a_badge_is_given_once(records: MemberRecordService, member: Member) -> None:
    given = records.add(member.id, note(K.BADGE, "2016-11", form="30"))
    assert said(records, member, note(K.BADGE, "2017", form="30")) == {"RECORD_BADGE_TWICE": Severity.ERROR}
    assert records.check(member.id, note(K.BADGE, "2016-12", form="30"), given.id) == []


def test_a_comment_belongs_to_a_contact_and_comes_once_a_year(records: MemberRecordService, member: Member) -> None:
    records.add(member.id, note(K.RESIDENCE, "2018", until="2021", place="Nà Lừa"))
    assert said(records, member, note(K.COMMENT, "2020", form="good")) == {}
    assert said(records, member, note(K.COMMENT, "2022", form="good")) == {
        "RECORD_COMMENT_NO_CONTACT": Severity.WARNING
    }
    records.add(member.id, note(K.RESIDENCE, "2022", place="Bản Lầu", form="exempt"))
    assert said(records, member, note(K.RESIDENCE, "2023", place="Cốc Cái")) == {
        "RECORD_RESIDENCE_OPEN": Severity.WARNING
    }
    assert said(records, member, note(K.COMMENT, "2022", form="good")) == {"RECORD_COMMENT_EXEMPT": Severity.WARNING}
    records.add(member.id, note(K.COMMENT, "2020", form="good"))
    assert said(records, member, note(K.COMMENT, "2020", text="Tốt")) == {"RECORD_COMMENT_TWICE": Severity.WARNING}


def test_only_the_own_office_notes_anything(commune: Commune, records: MemberRecordService, member: Member) -> None:
    with pytest.raises(ProblemError, match="V05"):
        records.add("nobody", note(K.REWARD, form="x"))
    kept = records.add(member.id, note(K.REWARD, form="x"))
    with commune.store.operation("test.give_away", "member"):
        commune.store.execute("UPDATE member SET owner_id = 'another'")
    before = audit.head(commune.store)
    refused: tuple[Callable[[], object], ...] = (
        lambda: records.add(member.id, note(K.REWARD, form="y")),
        lambda: records.change(kept.id, note(K.REWARD, form="y")),
        lambda: records.remove(kept.id),
    )
    for work in refused:
        with pytest.raises(ProblemError, match="V04"):
            work()
    assert audit.head(commune.store) == before


def test_those_due_for_a_badge_are_listed_with_those_it_was_forgotten_for(
    commune: Commune, cell: Organization, records: MemberRecordService
) -> None:
    def person(name: str, admitted: str, **more: object) -> Member:
        return commune.person(cell.id, name, admitted_on=admitted, **more)

    due = person("Lý Thị An", "1996-12-03")
    person("Lý Thị Bình", "1997")
    late = person("Lý Thị Chi", "1985")
    given = person("Lý Thị Dung", "1996")
    person("Lý Thị Én", "")
    person("Lý Thị Giang", "1970", duty=Duty.VISITING)
    person("Lý Thị Hà", "1966", standing=Standing.DECEASED)
    old = person("Lý Thị Khánh", "1966-02")
    records.add(given.id, note(K.BADGE, "2026-02", form="30"))
    records.add(old.id, note(K.BADGE, "2016-02", form="50"))
    found = records.badges_due(2026)
    assert [(row.member_id, row.years, row.reached_on, row.late, row.missed) for row in found] == [
        (old.id, 60, "2026-02", False, (55,)),
        (late.id, 40, "2025", True, (30,)),
        (due.id, 30, "2026-12-03", False, ()),
    ]
    assert found[0].held == (50,)
    assert found[0].cell_name == "Chi bộ thôn Nà Lừa"
    assert [row.full_name for row in records.badges_due(2027)] == [
        "Lý Thị Khánh",
        "Lý Thị Chi",
        "Lý Thị An",
        "Lý Thị Bình",
    ]


def test_the_levels_are_the_offices(commune: Commune, cell: Organization, records: MemberRecordService) -> None:
    rules = RegulationService(commune.store, commune.office.id, now)
    rules.override("member.badge.years", "30, 35, 40", "Theo văn bản mới", date(2026, 1, 1))
    assert records.badge_levels() == (30, 35, 40)
    person = commune.person(cell.id, "Lý Thị An", admitted_on="1991")
    assert [(row.member_id, row.years) for row in records.badges_due(2026)] == [(person.id, 35)]
    with pytest.raises(ProblemError, match="R01"):
        rules.override("member.badge.years", "40, 30", "Sai", date(2026, 1, 1))
    with pytest.raises(ProblemError, match="R02"):
        rules.override("member.badge.years", "3, 30", "Sai", date(2026, 1, 1))


def test_years_in_the_party_are_counted_on_a_day(records: MemberRecordService, member: Member) -> None:
    assert records.party_age(member.id, date(2026, 5, 18)) == 39
    assert records.party_age(member.id, date(2026, 5, 19)) == 40


def test_many_notes_are_written_all_or_none(records: MemberRecordService, member: Member) -> None:
    praise = [(member.id, note(K.REWARD, year, form="Giấy khen")) for year in ("2019", "2020")]
    written = records.add_many(praise)
    assert [record.on for record in records.listed(member.id)] == ["2020", "2019"]
    assert {record.id for record in records.listed(member.id)} == {record.id for record in written}
    with pytest.raises(ProblemError, match="V05"):
        records.add_many([(member.id, note(K.REWARD, "2021", form="Giấy khen")), ("nobody", praise[0][1])])
    assert len(records.listed(member.id)) == 2
