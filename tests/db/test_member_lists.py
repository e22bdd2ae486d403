"""The member list beside a plain walk over everybody's spans, and the search over everything about a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import member_lists, member_search, members
from db.records import (
    Duty,
    MemberFilter,
    MemberInput,
    Membership,
    MemberStatus,
    Sex,
    Standing,
    StatusAxis,
)
from db.register_records import MemberProfile
from db.store import Store
from desktop_app.office import Office
from tests.helpers.offices import make_office

TODAY = date(2026, 11, 3)
FIRST = date(2026, 1, 1)
_COLUMNS = (
    *("id", "owner_id", "full_name", "birth_date", "sex", "ethnic_code", "card_number", "sort_name", "note"),
    *("revision", "name_search", "name_sort"),
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = make_office(tmp_path_factory.mktemp("lists") / "office")
    for number in (1, 2):
        office.organizations.add_cell(f"C{number}", f"Chi bộ thôn {number}", "", "A", 3, (f"Thôn {number}",), FIRST)
    yield office
    office.close(backup=False)


def cells(office: Office) -> list[str]:
    return [view.organization.id for view in office.organizations.cells(TODAY)]


def person(office: Office, name: str, **changes: Any) -> str:
    particulars = {key: changes.pop(key) for key in list(changes) if key in MemberProfile.__struct_fields__}
    entered = MemberInput(full_name=name, sex=Sex.MALE, cell_id=cells(office)[0], since=FIRST)
    entered = msgspec.structs.replace(entered, profile=MemberProfile(**particulars), **changes)
    return office.members.add(entered).id


def clear(store: Store) -> None:
    with store.operation("test.clear", "member:-"):
        for table in ("member_event", "member_profile", "membership", "member_status", "member"):
            store.execute(f"DELETE FROM {table}")


# --- as of a day ---

_DAYS = st.integers(0, 400).map(lambda days: FIRST + timedelta(days=days))


@st.composite
def _spans(draw: st.DrawFn, values: list[str]) -> list[tuple[str, date, date | None]]:
    """Spans of one line that follow each other, with gaps, the last perhaps open."""
    starts = sorted(draw(st.sets(_DAYS, max_size=4)))
    found: list[tuple[str, date, date | None]] = []
    for place, start in enumerate(starts):
        following = starts[place + 1] if place + 1 < len(starts) else None
        early = draw(st.booleans())
        end = start + timedelta(days=1) if early else following
        if end is not None and following is not None and end > following:
            end = following
        found.append((draw(st.sampled_from(values)), start, end))
    return found


_PERSON = st.tuples(
    st.sampled_from(["Nông Văn Hòa", "Hoàng Thị An", "Lý A Sử", "Vàng Seo Dín"]),
    _spans(["0", "1"]),
    _spans(["probationary", "official", "transferred", "deceased"]),
    _spans(["exempt", "visiting", "away"]),
)


def _holding(spans: list[tuple[str, date, date | None]], on: date) -> str | None:
    return next((value for value, start, end in spans if start <= on and (end is None or on < end)), None)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(_PERSON, max_size=6), on=_DAYS, left=st.booleans(), cell=st.sampled_from([None, "0", "1"]))
def test_a_list_is_what_the_spans_say_on_any_day(
    office: Office, people: list[Any], on: date, left: bool, cell: str | None
) -> None:
    store, units = office.store, cells(office)
    clear(store)
    expected = set()
    with store.operation("test.write", "member:-"):
        for number, (name, stays, standings, duties) in enumerate(people):
            member_id = f"m{number}"
            owner = office.id
            store.insert_many(
                "member",
                _COLUMNS,
                [(member_id, owner, name, "", "male", "", "", "", "", 1, "", name)],
            )
            for place, (value, start, end) in enumerate(stays):
                members.insert_membership(
                    store,
                    Membership(
                        id=f"{member_id}c{place}",
                        owner_id=owner,
                        member_id=member_id,
                        cell_id=units[int(value)],
                        valid_from=start,
                        valid_to=end,
                    ),
                )
            for axis, lines in ((StatusAxis.STANDING, standings), (StatusAxis.DUTY, duties)):
                for place, (value, start, end) in enumerate(lines):
                    members.insert_status(
                        store,
                        MemberStatus(
                            id=f"{member_id}{axis}{place}",
                            owner_id=owner,
                            member_id=member_id,
                            axis=axis,
                            status=value,
                            valid_from=start,
                            valid_to=end,
                        ),
                    )
            standing = _holding(standings, on)
            begun = [value for value, start, _ in stays if start <= on]
            here = _holding(stays, on)
            listed = begun and standing if left else here is not None and standing in ("probationary", "official")
            if listed and cell in (None, begun[-1]):
                expected.add((member_id, units[int(begun[-1])], standing, _holding(duties, on) or "active"))
    wanted = MemberFilter(on=on, include_left=left, cell_id=units[int(cell)] if cell else None)
    rows, total = member_lists.page(store, wanted, 0, 100)
    assert {(row.id, row.cell_id, row.standing.value, row.duty.value) for row in rows} == expected
    assert total == len(expected) == len(member_lists.ids(store, wanted))
    assert member_lists.page(store, wanted, 1, 100)[1] == total


@pytest.mark.parametrize("order", ["name", "birth_date", "admitted_on", "cell", "card_number", "standing"])
@pytest.mark.parametrize("descending", [False, True])
def test_pages_of_every_order_make_up_the_whole_list(office: Office, order: str, descending: bool) -> None:
    clear(office.store)
    units = cells(office)
    for number, name in enumerate(("Nông Văn Hòa", "Hoàng Thị An", "Lý A Sử", "Vàng Seo Dín", "Hoàng Văn An")):
        person(office, name, cell_id=units[number % 2], birth_date=str(1990 - number), card_number=f"7010000{number}")
    wanted = MemberFilter(on=TODAY, order_by=order, descending=descending)
    whole, total = member_lists.page(office.store, wanted, 0, 100)
    parts = [row for offset in range(5) for row in member_lists.page(office.store, wanted, offset, 1)[0]]
    assert parts == whole
    assert total == 5
    assert member_lists.ids(office.store, wanted) == [row.id for row in whole]
    if order == "birth_date":
        births = [row.birth_date for row in whole]
        assert births == sorted(births, reverse=descending)


def test_the_list_narrows_by_standing_duty_and_sex(office: Office) -> None:
    clear(office.store)
    person(office, "Nông Văn Hòa", standing=Standing.PROBATIONARY, admitted_on="2025-11-03")
    person(office, "Hoàng Thị An", sex=Sex.FEMALE, duty=Duty.EXEMPT)
    person(office, "Lý A Sử", standing=Standing.PROBATIONARY, admitted_on="2025-11-04")

    def names(**wanted: Any) -> list[str]:
        return [row.full_name for row in office.members.page(MemberFilter(on=TODAY, **wanted), 0, 10).rows]

    assert names(standing=Standing.PROBATIONARY) == ["Nông Văn Hòa", "Lý A Sử"]
    assert names(duty=Duty.EXEMPT) == ["Hoàng Thị An"]
    assert names(sex=Sex.FEMALE) == ["Hoàng Thị An"]
    assert names(recognition_due=True) == ["Nông Văn Hòa"]
    assert names(sex=Sex.MALE, standing=Standing.OFFICIAL) == []


# --- what is typed ---


@pytest.fixture
def known(office: Office) -> Office:
    clear(office.store)
    person(
        office,
        "Nông Văn Hòa",
        card_number="70123456",
        birth_name="Nông Văn Tẹo",
        alias="Anh Cả",
        phone="0912345678",
        national_id="010085001234",
        file_number="004321",
        home_place="Xã Mường Khương",
        permanent_address="Tổ dân phố 5",
        occupation="Giáo viên",
        party_position="Bí thư chi bộ",
    )
    person(office, "Lê Giao Viên", home_place="Xã Bắc Hà")
    for number in range(4):
        person(office, f"Lý Văn {'ABCD'[number]}a", permanent_address="Xã Bắc Hà, tỉnh Lào Cai")
    return office


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("hoa", ["Nông Văn Hòa"]),
        ("teo", ["Nông Văn Hòa"]),
        ("anh ca", ["Nông Văn Hòa"]),
        ("0123", ["Nông Văn Hòa"]),
        ("7012", ["Nông Văn Hòa"]),
        ("345678", ["Nông Văn Hòa"]),
        ("0912 345 678", ["Nông Văn Hòa"]),
        ("0912.345.678", ["Nông Văn Hòa"]),
        ("4321", ["Nông Văn Hòa"]),
        ("muong kh", ["Nông Văn Hòa"]),
        ("Mường Khương", ["Nông Văn Hòa"]),
        ("dan pho 5", ["Nông Văn Hòa"]),
        ("5 pho", ["Nông Văn Hòa"]),
        ("bi thu", ["Nông Văn Hòa"]),
        ("giao vien", ["Lê Giao Viên", "Nông Văn Hòa"]),
        ("hoa giao", ["Nông Văn Hòa"]),
        ("h", ["Nông Văn Hòa"]),
        ("x", []),
        ("bac ha", ["Lý Văn Aa", "Lý Văn Ba", "Lý Văn Ca", "Lý Văn Da", "Lê Giao Viên"]),
        ("bac ha l", ["Lý Văn Aa", "Lý Văn Ba", "Lý Văn Ca", "Lý Văn Da", "Lê Giao Viên"]),
        ("xa", ["Lý Văn Aa", "Lý Văn Ba", "Lý Văn Ca", "Lý Văn Da", "Nông Văn Hòa", "Lê Giao Viên"]),
        # A national identity number is found by nine digits or more of it, never by the part that tells the birth.
        ("010085001234", ["Nông Văn Hòa"]),
        ("085001234", ["Nông Văn Hòa"]),
        ("010085", []),
        ("01008500", []),
        ('" * NOT', []),
        ("hoa-", ["Nông Văn Hòa"]),
    ],
)
def test_typing_finds_people_by_everything_known_of_them(known: Office, typed: str, names: list[str]) -> None:
    found = [row.full_name for row in known.members.search(typed, TODAY)]
    page = known.members.page(MemberFilter(text=typed, on=TODAY), 0, 50)
    assert sorted(found) == sorted(names)
    assert [row.full_name for row in page.rows] == found
    assert page.total == len(names)
    assert [row for offset in range(len(names)) for row in _one(known, typed, offset)] == list(page.rows)


def _one(office: Office, typed: str, offset: int) -> tuple[Any, ...]:
    page = office.members.page(MemberFilter(text=typed, on=TODAY), offset, 1)
    return page.rows


def test_what_a_name_says_goes_before_what_is_only_known(known: Office) -> None:
    assert [row.full_name for row in known.members.search("giao vien", TODAY)] == ["Lê Giao Viên", "Nông Văn Hòa"]


def test_people_who_leave_later_are_still_counted_while_they_are_searched(known: Office) -> None:
    (row,) = known.members.search("teo", TODAY)
    for on, total in ((TODAY, 1), (TODAY + timedelta(days=40), 0)):
        if on == TODAY:
            with known.store.operation("test.leave", "member:-"):
                members.cut_membership(known.store, row.id, TODAY + timedelta(days=30))
        assert known.members.page(MemberFilter(text="teo", on=on), 0, 50).total == total
        # More rows than fit make the words be counted instead of the rows.
        assert known.members.page(MemberFilter(text="muong", on=on), 0, 1).total == total
        assert len(known.members.search("muong", on)) == total
    everybody = known.members.page(MemberFilter(text="xa", on=TODAY), 0, 2)
    assert (len(everybody.rows), everybody.total) == (2, 6)


def test_changed_words_find_a_person_and_the_old_ones_do_not(known: Office) -> None:
    (row,) = known.members.search("teo", TODAY)
    entered = known.members.form(row.id)
    profile = msgspec.structs.replace(entered.profile, birth_name="Nông Văn Mới", occupation="")
    known.members.update(row.id, 1, msgspec.structs.replace(entered, profile=profile))
    assert not known.members.search("teo", TODAY)
    assert [found.id for found in known.members.search("moi", TODAY)] == [row.id]
    assert not member_search.is_due(known.store)


def test_words_a_migration_brought_along_are_folded_when_the_store_is_opened(tmp_path: Path) -> None:
    from tests.helpers.stores import KEY, new_store

    store = new_store(tmp_path / "sochibo.db")
    with store.operation("test.add", "member:-"):
        store.insert_many(
            "member",
            _COLUMNS,
            [("m", "o", "Lò Thị Pó", "", "female", "", "", "", "", 1, " po lo thi", "x")],
        )
    # As a migration leaves it: noted, not folded.
    store.connection.execute("INSERT INTO member_unsearched SELECT rowid FROM member")
    store.connection.execute("DELETE FROM member_search")
    assert member_search.is_due(store)
    store.close()
    again = Store.open(tmp_path / "sochibo.db", KEY)
    try:
        assert not member_search.is_due(again)
        assert again.value("SELECT count(*) FROM member_search WHERE member_search MATCH 'po'") == 1
    finally:
        again.close()
