"""The register through the service: finding people, adding and changing them, and what stays on record."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from typing import Any

import pytest

from db import audit
from db.problems import ProblemError
from db.records import Duty, MemberFilter, Organization, Sex, Standing
from db.register_records import ChangeInput, ChangeKind
from desktop_app.texts import sentence
from tests.services.conftest import START, TODAY, Commune, entered


@pytest.fixture
def cell(commune: Commune) -> Organization:
    return commune.cell()


def codes(commune: Commune, cell: Organization, name: str = "Lý A Sử", **changes: Any) -> set[str]:
    return {finding.code for finding in commune.members.check(entered(cell.id, name, **changes))}


# --- finding ---


def test_people_are_listed_by_given_name(commune: Commune, cell: Organization) -> None:
    for name in ("Trần Văn Đào", "Nguyễn Thị Ánh", "Giàng A Sử", "Đặng Văn Ân", "Lê Văn An"):
        commune.person(cell.id, name)
    page = commune.members.page(MemberFilter(on=TODAY), 0, 3)
    assert [row.full_name for row in page.rows] == ["Lê Văn An", "Nguyễn Thị Ánh", "Đặng Văn Ân"]
    assert page.total == 5
    rest = commune.members.page(MemberFilter(on=TODAY), 3, 3)
    assert [row.full_name for row in rest.rows] == ["Trần Văn Đào", "Giàng A Sử"]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("dang", ["Hoàng Đăng", "Đặng Văn Hùng"]),
        ("ng van", ["Nguyễn Hùng Vân", "Nguyễn Văn Hùng"]),
        ("hung", ["Đặng Văn Hùng", "Nguyễn Văn Hùng", "Nguyễn Hùng Vân"]),
        ("HÙNG", ["Đặng Văn Hùng", "Nguyễn Văn Hùng", "Nguyễn Hùng Vân"]),
        ("zzz", []),
        ("%", None),
        ("'; DROP TABLE member; --", []),
        ("hhen", ["H'Hen Niê"]),
        ("0123", ["Giàng A Sử"]),
        ("su 0123", ["Giàng A Sử"]),
        ("su 99", []),
    ],
)
def test_typing_finds_people_given_names_first(
    commune: Commune, cell: Organization, typed: str, names: list[str] | None
) -> None:
    for name in ("Nguyễn Văn Hùng", "Đặng Văn Hùng", "Nguyễn Hùng Vân", "Hoàng Đăng"):
        commune.person(cell.id, name)
    commune.person(cell.id, "Giàng A Sử", card_number="70123456")
    commune.person(cell.id, "H'Hen Niê", sort_name="H'Hen")
    found = [row.full_name for row in commune.members.search(typed, TODAY)]
    paged = [row.full_name for row in commune.members.page(MemberFilter(text=typed, on=TODAY), 0, 50).rows]
    assert found == paged
    if names is None:
        assert len(found) == 6
    else:
        assert found == names


def test_a_search_stops_at_its_limit_and_keeps_given_names_on_top(commune: Commune, cell: Organization) -> None:
    for number in range(6):
        commune.person(cell.id, f"Hùng Văn {chr(65 + number)}n")
    commune.person(cell.id, "Vàng Văn Hùng")
    found = commune.members.search("hung", TODAY, limit=3)
    assert [row.full_name for row in found] == ["Vàng Văn Hùng", "Hùng Văn An", "Hùng Văn Bn"]


def test_a_search_in_one_cell_leaves_others_out(commune: Commune, cell: Organization) -> None:
    other = commune.cell("B", "Chi bộ thôn Bản Lầu", "Bản Lầu")
    commune.person(cell.id, "Lý A Sử")
    commune.person(other.id, "Vàng A Sử")
    assert [row.full_name for row in commune.members.search("su", TODAY, other.id)] == ["Vàng A Sử"]


@pytest.mark.parametrize("order", ["name", "birth_date", "admitted_on", "cell", "card_number", "standing"])
def test_every_order_of_the_list_can_be_turned_round(commune: Commune, cell: Organization, order: str) -> None:
    other = commune.cell("B", "Chi bộ thôn Bản Lầu", "Bản Lầu")
    for position, (name, home) in enumerate((("Lê An", other), ("Lê Bình", cell), ("Lê Chi", other))):
        commune.person(
            home.id,
            name,
            birth_date=f"198{9 - position}",
            admitted_on=f"2015-01-0{1 + position}",
            card_number=f"{position}",
            standing=Standing.OFFICIAL if position else Standing.PROBATIONARY,
        )
    up = commune.members.page(MemberFilter(order_by=order, on=TODAY), 0, 9).rows
    down = commune.members.page(MemberFilter(order_by=order, descending=True, on=TODAY), 0, 9).rows
    assert len(up) == 3
    field = {"name": "full_name", "cell": "cell_name"}.get(order, order)
    values = [getattr(row, field) for row in up]
    assert values == sorted(values)
    assert [getattr(row, field) for row in down] == sorted(values, reverse=True)


# --- adding ---


def test_a_new_member_stands_in_the_cell_from_that_day(commune: Commune, cell: Organization) -> None:
    commune.person(cell.id, "Sùng Thị Mỷ", since=TODAY, standing=Standing.PROBATIONARY, duty=Duty.EXEMPT)
    assert commune.members.of_cell(cell.id, TODAY - timedelta(days=1)) == []
    (row,) = commune.members.of_cell(cell.id, TODAY)
    assert (row.standing, row.duty, row.cell_name) == (Standing.PROBATIONARY, Duty.EXEMPT, "Chi bộ thôn Nà Lừa")


def test_names_are_kept_in_normal_form(commune: Commune, cell: Organization) -> None:
    member = commune.person(cell.id, unicodedata.normalize("NFD", "  Ðặng\u00a0Văn\tHùng\x07 "))
    assert commune.members.get(member.id).full_name == "Đặng Văn Hùng"


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "<b>x</b><img src=x onerror=1>", 'O\'Hara "DROP"'])
def test_hostile_names_are_kept_as_the_text_they_are(commune: Commune, cell: Organization, name: str) -> None:
    member = commune.person(cell.id, name)
    assert commune.members.get(member.id).full_name == name
    assert [row.id for row in commune.members.search(name, TODAY)] == [member.id]


def test_a_used_card_number_names_the_other_person(commune: Commune, cell: Organization) -> None:
    first = commune.person(cell.id, "Lý A Sử", card_number="70123456")
    with pytest.raises(ProblemError) as refused:
        commune.person(cell.id, "Lý A Páo", card_number=" 70123456 ")
    assert (refused.value.code, refused.value.values["name"]) == ("V03", "Lý A Sử")
    assert commune.members.page(MemberFilter(on=TODAY), 0, 9).total == 1
    assert "MEMBER_CARD_USED" not in {
        finding.code for finding in commune.members.check(commune.members.placed(first.id, TODAY), first.id)
    }


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": " "}, "MEMBER_NAME_MISSING"),
        ({"name": "12 -"}, "MEMBER_NAME_MISSING"),
        ({"birth_date": "1980-13"}, "MEMBER_BIRTH_FORM"),
        ({"birth_date": "2027"}, "MEMBER_DATE_FUTURE"),
        ({"admitted_on": "2026-11-21"}, "MEMBER_DATE_FUTURE"),
        ({"birth_date": "1990-05", "admitted_on": "1990-04-01"}, "MEMBER_ADMITTED_BEFORE_BIRTH"),
        ({"birth_date": "2000-02-29", "admitted_on": "2018-02-27"}, "MEMBER_ADMITTED_YOUNG"),
        ({"admitted_on": "2015-05-02", "official_on": "2015-05-01"}, "MEMBER_OFFICIAL_BEFORE_ADMITTED"),
        ({"since": date(2026, 12, 1)}, "MEMBER_SINCE_FUTURE"),
        ({"admitted_on": "2021-01-01"}, "MEMBER_SINCE_BEFORE_ADMITTED"),
        ({"ethnic_code": "99"}, "MEMBER_ETHNIC_UNKNOWN"),
        ({"standing": Standing.PROBATIONARY, "official_on": "2016-01-01"}, "MEMBER_PROBATIONARY_BUT_OFFICIAL_DATE"),
        ({"standing": Standing.PROBATIONARY, "duty": Duty.EXEMPT}, "MEMBER_PROBATIONARY_EXEMPT"),
        ({"note": "a" * 10_000}, "TEXT_TOO_LONG"),
    ],
)
def test_an_unlikely_field_is_pointed_out(
    commune: Commune, cell: Organization, changes: dict[str, Any], code: str
) -> None:
    assert code in codes(commune, cell, **changes)


def test_eighteen_on_the_day_is_old_enough(commune: Commune, cell: Organization) -> None:
    assert codes(commune, cell, birth_date="2000-02-27", admitted_on="2018-02-27") == set()


def test_a_partial_birth_date_is_judged_in_the_members_favour(commune: Commune, cell: Organization) -> None:
    assert "MEMBER_ADMITTED_YOUNG" not in codes(commune, cell, birth_date="1990", admitted_on="2008-01-01")


def test_a_member_of_no_cell_is_refused(commune: Commune, cell: Organization) -> None:
    finding = commune.members.check(entered("", "Lý A Sử"))[0]
    assert (finding.code, finding.field) == ("MEMBER_CELL_MISSING", "cell_id")


def test_a_namesake_of_the_same_birth_date_is_pointed_out(commune: Commune, cell: Organization) -> None:
    commune.person(cell.id, "Lý Thị Hoà", birth_date="1980-01-02", sex=Sex.FEMALE)
    assert "MEMBER_SAME_PERSON" in codes(commune, cell, "Lý Thị Hòa", birth_date="1980-01-02")


def test_every_finding_has_a_sentence(commune: Commune, cell: Organization) -> None:
    for finding in commune.members.check(entered("", "", birth_date="x", note="a" * 9000, ethnic_code="99")):
        assert "{" not in sentence(finding)


# --- changing ---


def test_becoming_official_leaves_the_probation_on_record(commune: Commune, cell: Organization) -> None:
    member = commune.person(cell.id, "Vừ A Dơ", standing=Standing.PROBATIONARY)
    commune.act(member.id, ChangeKind.RECOGNITION, date(2026, 5, 2))
    assert commune.members.placed(member.id, date(2026, 5, 1)).standing is Standing.PROBATIONARY
    assert commune.members.placed(member.id, date(2026, 5, 2)).standing is Standing.OFFICIAL
    lines = [(line.value, line.valid_from, line.valid_to) for line in commune.members.history(member.id)]
    assert ("probationary", START, date(2026, 5, 2)) in lines
    assert ("official", date(2026, 5, 2), None) in lines


def test_a_form_changes_the_particulars_and_never_cell_or_standing(commune: Commune, cell: Organization) -> None:
    other = commune.cell("B", "Chi bộ thôn Bản Lầu", "Bản Lầu")
    member = commune.person(cell.id, "Vừ A Dơ")
    history = commune.members.history(member.id)
    typed = entered(other.id, "Vừ A Dở", standing=Standing.TRANSFERRED, duty=Duty.AWAY, since=TODAY)
    commune.members.update(member.id, 1, typed)
    assert commune.members.get(member.id).full_name == "Vừ A Dở"
    assert commune.members.history(member.id) == history


def test_the_act_by_which_somebody_comes_is_checked_at_the_fields_of_the_form(
    commune: Commune, cell: Organization
) -> None:
    act = ChangeInput(kind=ChangeKind.TRANSFER_IN, on=date(2026, 11, 1), dues_until="x")
    found = commune.members.check(entered(cell.id, "Vừ A Dơ", since=act.on, entry=act))
    fields = {finding.field: finding.code for finding in found}
    assert fields == {
        "entry.place": "CHANGE_NO_PLACE",
        "entry.paper_number": "CHANGE_NO_PAPER_NUMBER",
        "entry.dues_until": "CHANGE_DUES_FORM",
    }
    with pytest.raises(ProblemError, match="V01"):
        commune.person(cell.id, "Vừ A Dơ", since=act.on, entry=act)


def test_whoever_is_admitted_begins_on_probation_on_the_day_of_the_act(commune: Commune, cell: Organization) -> None:
    act = ChangeInput(kind=ChangeKind.ADMISSION, on=date(2026, 9, 2), decision_number="12-QĐ/ĐU", cell_id=cell.id)
    member = commune.person(cell.id, "Vừ A Dơ", since=act.on, entry=act)
    assert member.admitted_on == "2026-09-02"
    (row,) = commune.members.of_cell(cell.id, act.on)
    assert row.standing is Standing.PROBATIONARY
    assert [known.change.kind for known in commune.changes.listed(member.id)] == [ChangeKind.ADMISSION]


def test_a_move_to_another_cell_is_dated(commune: Commune, cell: Organization) -> None:
    other = commune.cell("B", "Chi bộ thôn Bản Lầu", "Bản Lầu")
    member = commune.person(cell.id, "Vừ A Dơ")
    commune.act(member.id, ChangeKind.CELL_MOVE, date(2026, 3, 1), cell_id=other.id)
    assert len(commune.members.of_cell(cell.id, date(2026, 2, 28))) == 1
    assert commune.members.of_cell(cell.id, date(2026, 3, 1)) == []
    assert len(commune.members.of_cell(other.id, date(2026, 3, 1))) == 1


def test_those_who_left_are_listed_only_on_demand(commune: Commune, cell: Organization) -> None:
    member = commune.person(cell.id, "Vừ A Dơ")
    commune.act(member.id, ChangeKind.DEATH, TODAY)
    assert commune.members.page(MemberFilter(on=TODAY), 0, 9).total == 0
    page = commune.members.page(MemberFilter(on=TODAY, include_left=True), 0, 9)
    assert [row.standing for row in page.rows] == [Standing.DECEASED]
    assert commune.organizations.cell(cell.id, TODAY).members == 0


def test_visitors_attend_but_are_not_counted(commune: Commune, cell: Organization) -> None:
    commune.person(cell.id, "Vừ A Dơ", duty=Duty.VISITING)
    commune.person(cell.id, "Vừ A Tủa", duty=Duty.EXEMPT)
    assert len(commune.members.of_cell(cell.id, TODAY)) == 2
    assert commune.organizations.cell(cell.id, TODAY).members == 1


def test_a_form_opened_before_another_change_is_refused(commune: Commune, cell: Organization) -> None:
    member = commune.person(cell.id, "Vừ A Dơ")
    changed = commune.members.update(member.id, 1, entered(cell.id, "Vừ A Dơ", note="a"))
    assert changed.revision == 2
    before = audit.head(commune.store)
    with pytest.raises(ProblemError, match="V02"):
        commune.members.update(member.id, 1, entered(cell.id, "Vừ A Dơ", note="b"))
    assert commune.members.get(member.id).note == "a"
    assert audit.head(commune.store) == before


def test_a_member_of_another_office_cannot_be_changed(commune: Commune, cell: Organization) -> None:
    member = commune.person(cell.id, "Vừ A Dơ")
    with commune.store.operation("test.give_away", "member"):
        commune.store.execute("UPDATE member SET owner_id = 'another'")
    with pytest.raises(ProblemError, match="V04"):
        commune.members.update(member.id, 1, entered(cell.id, "Vừ A Dơ"))


def test_each_change_leaves_one_line_on_the_trail_without_names(commune: Commune, cell: Organization) -> None:
    before, _ = audit.head(commune.store)
    commune.person(cell.id, "Vừ A Dơ")
    row = audit.page(commune.store, offset=0, limit=1)[0]
    assert (row.seq, row.action) == (before + 1, "member.add")
    assert "Dơ" not in row.detail + row.subject


def test_many_come_at_once_as_each_would_alone(commune: Commune, cell: Organization) -> None:
    before, _ = audit.head(commune.store)
    people = commune.members.add_many([entered(cell.id, "Vừ A Dơ"), entered(cell.id, "Lò Thị Mai", sex=Sex.FEMALE)])
    assert [person.full_name for person in people] == ["Vừ A Dơ", "Lò Thị Mai"]
    assert [commune.members.get(person.id) for person in people] == people
    assert {row.id for row in commune.members.of_cell(cell.id, TODAY)} == {person.id for person in people}
    assert [len(commune.changes.listed(person.id)) for person in people] == [1, 1]
    (row,) = audit.page(commune.store, offset=0, limit=audit.head(commune.store)[0] - before)
    assert row.action == "member.add_many"
    assert "Dơ" not in row.detail + row.subject


def test_of_many_none_comes_when_one_is_refused(commune: Commune, cell: Organization) -> None:
    one = entered(cell.id, "Vừ A Dơ", card_number="12.345678")
    before = audit.head(commune.store)
    with pytest.raises(ProblemError, match="V03"):
        commune.members.add_many([one, entered(cell.id, "Lò Văn Mai", card_number="12.345678")])
    assert commune.members.of_cell(cell.id, TODAY) == []
    assert audit.head(commune.store) == before


def test_a_name_is_found_though_what_was_pasted_hides_something(
    commune: Commune,
) -> None:
    cell = commune.cell()
    commune.person(cell.id, "Hoàng Văn Páo")
    pasted = "Ho\u00adàng\u200b V\u202eăn\ufeff Páo\x00"
    assert [row.full_name for row in commune.members.search(pasted, TODAY)] == ["Hoàng Văn Páo"]
    found = commune.members.page(MemberFilter(on=TODAY, text=pasted), 0, 10)
    assert [row.full_name for row in found.rows] == ["Hoàng Văn Páo"]
    assert commune.members.ids(MemberFilter(on=TODAY, text=pasted)) == [row.id for row in found.rows]
