"""Snapshots of people: equal exactly when nothing differs, and put back exactly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest

from db import member_snapshots, members
from db.problems import ProblemError
from db.records import MemberFilter
from desktop_app.office import Office
from tests.helpers.clerk import populate
from tests.helpers.offices import make_office

ON = date(2026, 11, 3)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = make_office(tmp_path / "office")
    populate(office, 1, 3)
    yield office
    office.close(backup=False)


def ids(office: Office) -> list[str]:
    return office.members.ids(MemberFilter(on=ON))


def test_a_person_nobody_knows_has_no_snapshot(office: Office) -> None:
    assert member_snapshots.take(office.store, "nobody") is None
    assert member_snapshots.digest(None) != member_snapshots.digest(b"{}")


def test_the_snapshot_holds_everything_but_the_revision(office: Office) -> None:
    one = ids(office)[0]
    before = member_snapshots.take(office.store, one)
    person = office.members.form(one)
    office.members.update(one, 1, person)
    assert member_snapshots.take(office.store, one) == before
    profile = msgspec.structs.replace(person.profile, occupation="Làm ruộng")
    office.members.update(one, 2, msgspec.structs.replace(person, profile=profile))
    assert member_snapshots.take(office.store, one) != before


def test_putting_back_is_exact_and_lets_the_revision_rise(office: Office) -> None:
    one = ids(office)[0]
    before = member_snapshots.take(office.store, one)
    assert before is not None
    with office.store.operation("test.change", "member:-"):
        office.store.execute("UPDATE member SET full_name = 'Ai Đó', card_number = '1' WHERE id = ?", (one,))
        office.store.execute("DELETE FROM member_status WHERE member_id = ?", (one,))
        office.store.execute("DELETE FROM member_event WHERE member_id = ?", (one,))
    with office.store.operation("test.restore", "member:-"):
        member_snapshots.restore(office.store, one, before)
    assert member_snapshots.take(office.store, one) == before
    member = members.get(office.store, one)
    assert member is not None
    assert member.revision == 2
    assert one in ids(office)
    assert [row.id for row in office.members.search(member.full_name, ON)][:1] == [one]


def test_a_person_taken_out_leaves_nothing_and_can_be_put_back(office: Office) -> None:
    one = ids(office)[0]
    name = office.members.get(one).full_name
    before = member_snapshots.take(office.store, one)
    with office.store.operation("test.remove", "member:-"):
        member_snapshots.restore(office.store, one, None)
    assert member_snapshots.take(office.store, one) is None
    assert one not in ids(office)
    assert one not in [row.id for row in office.members.search(name, ON)]
    for table in ("membership", "member_status", "member_event", "member_record", "member_profile"):
        assert not office.store.value(f"SELECT count(*) FROM {table} WHERE member_id = ?", (one,))
    with office.store.operation("test.restore", "member:-"):
        member_snapshots.restore(office.store, one, before)
    assert member_snapshots.take(office.store, one) == before


def test_a_person_somebody_refers_to_cannot_be_taken_out_unasked(office: Office) -> None:
    one, other = ids(office)[:2]
    with office.store.operation("test.refer", "member:-"):
        office.store.execute("UPDATE member SET merged_into = ? WHERE id = ?", (one, other))
    with pytest.raises(ProblemError) as raised, office.store.operation("test.remove", "member:-"):
        member_snapshots.restore(office.store, one, None)
    assert raised.value.code == "S11"
    assert member_snapshots.take(office.store, one) is not None


def test_many_are_taken_in_the_order_asked_for(office: Office) -> None:
    known = ids(office)
    asked = [known[2], "nobody", known[0], known[2]]
    taken = list(member_snapshots.take_many(office.store, asked))
    assert [member_id for member_id, _ in taken] == [known[2], "nobody", known[0]]
    assert [snapshot is None for _, snapshot in taken] == [False, True, False]
