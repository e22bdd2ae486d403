"""People written down twice: found, told apart, made one with their history, and made two again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import duplicates, member_events, member_snapshots, members
from db.meeting_records import MeetingKind, Presence
from db.problems import ProblemError
from db.records import Duty, MemberFilter, MemberInput, Sex, Standing
from db.register_records import (
    ChangeInput,
    ChangeKind,
    MemberProfile,
    RecordInput,
    RecordKind,
    RoleKind,
    TreeEventKind,
)
from db.tree_records import RoleInput, TreeAct
from desktop_app.office import Office
from desktop_app.rules.duplicates import Suspect, pairs, reason
from desktop_app.services.duplicates import HISTORY
from tests.helpers.offices import make_office
from tests.helpers.registers import registers

ON = date(2026, 11, 3)


@pytest.fixture
def office(make: Callable[..., Office]) -> Office:
    office: Office = make("office")
    for number in (1, 2):
        since = date(2020, 1, 1)
        office.organizations.add_cell(f"C{number}", f"Chi bộ thôn {number}", "", "A", 3, (f"Thôn {number}",), since)
    return office


def cell(office: Office, number: int = 1) -> str:
    return office.organizations.cells(ON)[number - 1].organization.id


def person(office: Office, name: str = "Nông Văn Hòa", number: int = 1, **changes: Any) -> str:
    particulars = {key: changes.pop(key) for key in list(changes) if key in MemberProfile.__struct_fields__}
    entered = MemberInput(
        full_name=name,
        birth_date="1980-05-06",
        sex=Sex.MALE,
        cell_id=cell(office, number),
        since=date(2021, 1, 1),
        profile=MemberProfile(**particulars),
    )
    return office.members.add(msgspec.structs.replace(entered, **changes)).id


def everything(office: Office) -> dict[str, bytes | None]:
    ids = [str(row[0]) for row in office.store.tuples("SELECT id FROM member ORDER BY id")]
    return dict(member_snapshots.take_many(office.store, ids, roles=True))


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises(ProblemError) as raised:
        work()
    return raised.value.code


# --- who may be the same ---


def suspect(name: str = "Nông Văn Hòa", birth: str = "1980-05-06", **changes: str) -> Suspect:
    known = {"id": "x", "card_number": "", "national_id": "", "cell_id": "c", **changes}
    return Suspect(full_name=name, birth_date=birth, **known)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (suspect(), suspect(), "name_birth"),
        (suspect(), suspect("NÔNG VĂN HOÀ"), "name_birth"),
        (suspect(), suspect("Nong Van Hoa"), "name_birth"),
        (suspect(), suspect("Nông Hòa"), "near_name_birth"),
        (suspect(), suspect("Nông Văn Hoàn"), "near_name_birth"),
        (suspect(), suspect("Nông Văn Hùng"), None),
        (suspect("Nông Văn Hòa", "1980"), suspect("Nông Văn Hoàn", "1980"), None),
        (suspect(), suspect(birth="1980-06-05"), "name_swapped"),
        (suspect(), suspect(birth="1980"), "name_birth_partial"),
        (suspect(), suspect(birth="1980-05"), "name_birth_partial"),
        (suspect(), suspect(birth="1981"), None),
        (suspect(birth="1980"), suspect(birth="1980"), "name_year"),
        (suspect(birth=""), suspect(), "name_cell"),
        (suspect(birth=""), suspect(cell_id="d"), None),
        (suspect(birth="1980", card_number="1"), suspect(birth="1980", card_number="2"), None),
        (suspect(card_number="1"), suspect(card_number="2"), "name_birth"),
        (suspect("Ai", "1950", national_id="9"), suspect(national_id="9"), "national_id"),
        (suspect(national_id="8"), suspect(national_id="9"), None),
    ],
)
def test_two_may_be_one_for_a_reason(one: Suspect, other: Suspect, expected: str | None) -> None:
    assert reason(one, other) == reason(other, one) == expected


def test_the_surest_pairs_come_first_and_each_once() -> None:
    people = [
        suspect(id="a", birth="1980"),
        suspect(id="b", birth="1980"),
        suspect(id="c", national_id="9"),
        suspect("Nông Văn Hoàn", id="d", national_id="9"),
    ]
    found = [(why, one.id, other.id) for why, one, other in pairs(people)]
    assert found[0] == ("national_id", "c", "d")
    assert len({pair[1:] for pair in found}) == len(found)


def test_who_has_a_card_or_was_written_down_first_is_proposed_to_stay() -> None:
    later, first, carded = suspect(id="b"), suspect(id="a"), suspect("Nông Văn Hoà", id="c", card_number="1")
    assert [(one.id, other.id) for _, one, other in pairs([later, first])] == [("a", "b")]
    found = {(one.id, other.id) for _, one, other in pairs([first, later, carded])}
    assert found == {("a", "b"), ("c", "a"), ("c", "b")}


def test_candidates_are_paged_and_those_told_apart_do_not_come_again(office: Office) -> None:
    one, other, third = person(office), person(office, number=2), person(office, "Nông Văn Hoà", number=2)
    found = office.duplicates.candidates()
    assert found.total == 3
    assert office.duplicates.candidates(1, 1).rows == found.rows[1:2]
    assert found.rows[0].first == "Nông Văn Hòa · 06/05/1980 · Chi bộ thôn 1"
    office.duplicates.dismiss(other, one)
    office.duplicates.dismiss(one, other)
    left = {frozenset((row.first_id, row.second_id)) for row in office.duplicates.candidates().rows}
    assert left == {frozenset((one, third)), frozenset((other, third))}


# --- one made of two ---


def test_the_one_kept_gets_what_it_lacked_and_what_was_chosen(office: Office) -> None:
    keep = person(office, phone="0912345678", occupation="Làm ruộng", card_number="111")
    drop = person(office, number=2, occupation="Giáo viên", national_id="010080001234", card_number="222")
    compared = {pair.field: pair for pair in office.duplicates.compare(keep, drop).fields}
    assert (compared["occupation"].keep, compared["occupation"].drop) == ("Làm ruộng", "Giáo viên")
    assert compared["national_id"].suggested == "drop"
    assert compared["national_id"].sensitive
    assert not compared["full_name"].differs
    made = office.duplicates.merge(keep, drop, {"card_number": "drop"})
    assert made is not None
    assert (made.kind, made.label) == ("merge", "Nông Văn Hòa")
    merged = office.members.form(keep)
    assert (merged.card_number, merged.profile.occupation) == ("222", "Làm ruộng")
    assert (merged.profile.national_id, merged.profile.phone) == ("010080001234", "0912345678")


def test_the_one_dropped_is_in_no_list_and_no_count(office: Office) -> None:
    keep, drop = (
        person(office, occupation="Làm ruộng"),
        person(office, number=2, occupation="Giáo viên", card_number="9"),
    )
    office.duplicates.merge(keep, drop, {})
    assert office.members.ids(MemberFilter(on=ON, include_left=True)) == [keep]
    assert [row.id for row in office.members.search("hoa", ON)] == [keep]
    assert office.members.search("giao vien", ON) == []
    assert [view.members for view in office.organizations.cells(ON)] == [1, 0]
    assert office.duplicates.candidates().total == 0
    assert not office.changes.movements(date(2020, 1, 1), ON).breaks
    assert members.same_person(office.store, "Nông Văn Hòa", "1980-05-06") == [keep]
    assert duplicates.same_as(office.store, keep) == [keep, drop]
    assert duplicates.merged_into(office.store, drop) == keep


def test_earlier_history_goes_before_and_contradicting_acts_stay_behind(office: Office) -> None:
    keep = person(office, since=date(2024, 1, 1))
    drop = person(office, number=2, since=date(2020, 1, 1), standing=Standing.PROBATIONARY)
    for kind, on in ((ChangeKind.RECOGNITION, date(2021, 1, 1)), (ChangeKind.EXEMPTION, date(2025, 1, 1))):
        office.changes.apply(drop, ChangeInput(kind=kind, on=on))
    before = everything(office)
    office.duplicates.merge(keep, drop, {})
    acts = [(act.seq, act.change.kind.value) for act in office.changes.listed(keep)]
    assert acts == [(1, "registered"), (2, "recognition"), (3, "registered")]
    stays = [(stay.cell_id, stay.valid_from.year, stay.valid_to) for stay in members.memberships(office.store, keep)]
    assert stays == [(cell(office, 2), 2020, date(2024, 1, 1)), (cell(office, 1), 2024, None)]
    held = [(line.status, line.valid_from.year, line.valid_to) for line in members.statuses(office.store, keep)]
    assert held == [
        ("probationary", 2020, date(2021, 1, 1)),
        ("official", 2021, date(2024, 1, 1)),
        ("official", 2024, None),
    ]
    left = [act.change.kind.value for act in member_events.of_member(office.store, drop)]
    assert left == ["exemption"]
    assert members.memberships(office.store, drop) == []
    for start in (date(2019, 1, 1), date(2022, 1, 1), date(2025, 1, 1)):
        assert not office.changes.movements(start, ON).breaks
    office.change_sets.undo(office.change_sets.listed()[0].id)
    assert everything(office) == before


def test_the_history_of_the_one_dropped_may_prevail(office: Office) -> None:
    keep, drop = person(office), person(office, number=2, duty=Duty.EXEMPT)
    office.duplicates.merge(keep, drop, {HISTORY: "drop"})
    (row,) = office.members.page(MemberFilter(on=ON), 0, 10).rows
    assert (row.id, row.cell_id, row.duty) == (keep, cell(office, 2), Duty.EXEMPT)
    assert not office.changes.movements(date(2020, 1, 1), ON).breaks


def test_an_act_after_a_merge_can_be_taken_back(office: Office) -> None:
    keep, drop = person(office, since=date(2024, 1, 1)), person(office, number=2, since=date(2020, 1, 1))
    office.duplicates.merge(keep, drop, {})
    before = members.memberships(office.store, keep)
    act = office.changes.apply(
        keep, ChangeInput(kind=ChangeKind.CELL_MOVE, on=date(2026, 1, 1), cell_id=cell(office, 2))
    )
    office.changes.cancel(act.id, "ghi nhầm")
    assert members.memberships(office.store, keep) == before
    assert {stay.member_id for stay in before} == {keep}


def test_without_the_act_that_began_the_history_that_prevails_the_earlier_one_goes_on(office: Office) -> None:
    keep, drop = person(office, since=date(2024, 1, 1)), person(office, number=2, since=date(2020, 1, 1))
    office.duplicates.merge(keep, drop, {})
    office.changes.cancel(office.changes.listed(keep)[-1].id, "ghi nhầm")
    (stay,) = members.memberships(office.store, keep)
    assert (stay.cell_id, stay.valid_from, stay.valid_to) == (cell(office, 2), date(2020, 1, 1), None)
    assert [row.id for row in office.members.of_cell(cell(office, 2), ON)] == [keep]
    assert not office.changes.movements(date(2019, 1, 1), ON).breaks


def test_records_and_roles_go_to_the_one_kept_once_and_come_back(office: Office) -> None:
    keep, drop = person(office), person(office, number=2)
    same = RecordInput(kind=RecordKind.REWARD, on="2024", form="Giấy khen")
    for member_id in (keep, drop):
        office.member_records.add(member_id, same)
    office.member_records.add(drop, RecordInput(kind=RecordKind.REWARD, on="2025", form="Bằng khen"))
    since = date(2022, 1, 1)
    office.roles.add(cell(office, 2), RoleInput(role=RoleKind.SECRETARY, member_id=drop, since=since))
    before = everything(office)
    made = office.duplicates.merge(keep, drop, {})
    assert made is not None
    assert [record.on for record in office.member_records.listed(keep)] == ["2025", "2024"]
    assert office.store.value("SELECT member_id FROM organization_role") == keep
    office.change_sets.undo(made.id)
    assert everything(office) == before
    assert office.store.value("SELECT member_id FROM organization_role") == drop


def test_finals_of_meetings_stay_as_they_were(office: Office) -> None:
    keep, drop = person(office), person(office, number=2)
    draft = office.meetings.prepare(cell(office, 2), MeetingKind.EXTRAORDINARY, "2026-10")
    content = msgspec.structs.replace(
        draft.content,
        held_on=date(2026, 10, 5),
        start_time="07:30",
        end_time="08:30",
        place="Nhà văn hóa",
        chair_id=drop,
        secretary_id=drop,
        approval_agree=1,
        attendance=tuple(msgspec.structs.replace(mark, presence=Presence.PRESENT) for mark in draft.content.attendance),
    )
    with office.store.operation("test.meeting", "meeting:-"):
        from db import meetings
        from db.meeting_records import Meeting, MeetingState

        meetings.insert(
            office.store,
            Meeting(
                id="m",
                owner_id=office.id,
                series_id="m",
                version=1,
                state=MeetingState.FINAL,
                number=1,
                content=content,
                finalized_at="2026-10-05T09:00:00",
            ),
            meetings.Totals(1, 1, 0, 0, 0),
        )
    kept = meetings.get(office.store, "m")
    assert office.duplicates.compare(keep, drop).drop.meetings == 1
    office.duplicates.merge(keep, drop, {})
    assert meetings.get(office.store, "m") == kept
    assert office.duplicates.compare(keep, person(office, "Lò Văn Páo")).keep.meetings == 1


def test_what_cannot_be_merged_is_refused(office: Office) -> None:
    keep, drop, third = person(office), person(office, number=2), person(office, "Lò Văn Páo")
    assert code_of(lambda: office.duplicates.merge(keep, keep, {})) == "R32"
    assert code_of(lambda: office.duplicates.merge(keep, "nobody", {})) == "V05"
    office.duplicates.merge(keep, drop, {})
    assert code_of(lambda: office.duplicates.merge(keep, drop, {})) == "R32"
    assert code_of(lambda: office.duplicates.merge(third, drop, {})) == "R32"
    with office.store.operation("test.give_away", "member:-"):
        office.store.execute("UPDATE member SET owner_id = 'other' WHERE id = ?", (third,))
    assert code_of(lambda: office.duplicates.merge(keep, third, {})) == "V04"


def test_values_that_contradict_each_other_are_refused(office: Office) -> None:
    keep = person(office, admitted_on="2001-01-01", official_on="2002-01-01")
    drop = person(office, number=2, admitted_on="2005-01-01", official_on="2006-01-01")
    before = everything(office)
    assert code_of(lambda: office.duplicates.merge(keep, drop, {"admitted_on": "drop"})) == "V01"
    assert everything(office) == before
    assert office.duplicates.merge(keep, drop, {"admitted_on": "drop", "official_on": "drop"}) is not None


def test_merges_are_taken_back_from_the_last_to_the_first(office: Office) -> None:
    first, second = person(office), person(office, number=2)
    third = person(office, "Nông Văn Hoà", phone="0912345678")
    before = everything(office)
    one, other = office.duplicates.merge(second, third, {}), office.duplicates.merge(first, second, {})
    assert one is not None
    assert other is not None
    assert duplicates.same_as(office.store, first) == [first, second, third]
    assert code_of(lambda: office.change_sets.undo(one.id)) == "R33"
    office.change_sets.undo(other.id)
    office.change_sets.undo(one.id)
    assert everything(office) == before


def test_a_merge_is_taken_back_as_a_whole_or_not_at_all(office: Office) -> None:
    keep, drop = person(office), person(office, number=2, since=date(2020, 1, 1))
    made = office.duplicates.merge(keep, drop, {})
    assert made is not None
    office.changes.apply(keep, ChangeInput(kind=ChangeKind.EXEMPTION, on=date(2026, 1, 1)))
    before = everything(office)
    assert code_of(lambda: office.change_sets.undo(made.id, keep_later=True)) == "R33"
    assert everything(office) == before
    assert not office.change_sets.listed()[0].undone_at


def test_nobody_comes_back_to_a_cell_that_was_closed_since(office: Office) -> None:
    keep, drop = person(office), person(office, number=2)
    made = office.duplicates.merge(keep, drop, {})
    assert made is not None
    closing = TreeAct(kind=TreeEventKind.CLOSED, on=date(2026, 10, 1), unit_ids=(cell(office, 2),))
    event = office.tree.apply(closing)
    assert code_of(lambda: office.change_sets.undo(made.id)) == "R33"
    assert members.memberships(office.store, drop) == []
    office.tree.cancel(event.id, "nhầm")
    office.change_sets.undo(made.id)
    assert len(members.memberships(office.store, drop)) == 1


# --- any two registers ---


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = make_office(tmp_path_factory.mktemp("merging") / "office")
    for number in (1, 2):
        since = date(2019, 1, 1)
        office.organizations.add_cell(f"C{number}", f"Chi bộ thôn {number}", "", "A", 3, (f"Thôn {number}",), since)
    yield office
    office.close(backup=False)


def merge_all(office: Office) -> int:
    """Merge every pair there is, as a clerk does who goes from the top to the end; return how many were merged."""
    number = 0
    while rows := office.duplicates.candidates().rows:
        for row in rows:
            if (
                None
                is duplicates.merged_into(office.store, row.first_id)
                is duplicates.merged_into(office.store, row.second_id)
            ):
                try:
                    office.duplicates.merge(row.first_id, row.second_id, {})
                except ProblemError as problem:
                    assert problem.code == "V01"  # noqa: PT017
                    office.duplicates.dismiss(row.first_id, row.second_id)
                number += 1
    return number


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_two_registers_merged_twice_equal_merged_once(place: Office, data: st.DataObject) -> None:
    units = [view.organization.id for view in place.organizations.cells(ON)]
    with place.store.operation("test.clear", "member:-"):
        for table in ("change_set_row", "change_set", "member_distinct", "member_event", "member_profile"):
            place.store.execute(f"DELETE FROM {table}")
        for table in ("member_record", "membership", "member_status", "member"):
            place.store.execute(f"DELETE FROM {table}")
    both = [*data.draw(registers(units, 5)), *data.draw(registers(units, 5))]
    for number, entered in enumerate(both):
        card = f"7{number:07}" if entered.card_number else ""
        try:
            place.members.add(msgspec.structs.replace(entered, card_number=card))
        except ProblemError as problem:
            assert problem.code == "V01"  # noqa: PT017 - the generator may invent what a form would refuse
    before = everything(place)
    merge_all(place)
    once = everything(place)
    assert merge_all(place) == 0
    assert everything(place) == once
    gone = [member_id for member_id in before if duplicates.merged_into(place.store, member_id)]
    assert sorted(place.members.ids(MemberFilter(on=ON))) == sorted(set(before) - set(gone))
    assert not place.changes.movements(date(2019, 1, 1), ON).breaks
    for made in place.change_sets.listed():
        place.change_sets.undo(made.id)
    assert everything(place) == before
