"""Many people changed at once: one field for many, and taking back as a whole or but for those changed since."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from db import member_snapshots, members
from db.ids import new_id
from db.problems import ProblemError
from db.records import Duty, Member, MemberFilter, MemberInput, Sex
from db.register_records import ChangeInput, ChangeKind, ChangeSet
from desktop_app.office import Office, Password, open_office
from desktop_app.services import change_sets, member_lines
from tests.helpers.clerk import copied_commune
from tests.helpers.offices import PASSWORD, FixedClock

ON = date(2026, 11, 3)
SINCE = date(2026, 1, 1)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    clock = FixedClock()
    copied_commune(tmp_path / "office", clock, 2, 4)
    office = open_office(tmp_path / "office", Password(PASSWORD), clock=clock)
    yield office
    office.close(backup=False)


def ids(office: Office) -> list[str]:
    return office.members.ids(MemberFilter(on=ON))


def snapshots(office: Office) -> dict[str, bytes | None]:
    every = [str(row[0]) for row in office.store.tuples("SELECT id FROM member ORDER BY id")]
    return dict(member_snapshots.take_many(office.store, every))


def change(office: Office, member_id: str, **fields: Any) -> None:
    person = office.members.form(member_id)
    office.members.update(member_id, office.members.get(member_id).revision, msgspec.structs.replace(person, **fields))


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises(ProblemError) as raised:
        work()
    return raised.value.code


def import_people(office: Office, *names: str, card: str = "") -> tuple[list[str], ChangeSet]:
    """Add people as an import does; the first takes ``card``."""
    added = [new_id() for _ in names]
    cell_id = office.organizations.cells(ON)[0].organization.id
    with office.store.operation("test.import", "member:-"):
        recording = change_sets.begin(office.store, "import", "danh-sach.xlsx")
        recording.note(added)
        for place, (member_id, name) in enumerate(zip(added, names, strict=True)):
            number = card if place == 0 else ""
            members.insert(
                office.store,
                Member(id=member_id, owner_id=office.id, full_name=name, sex=Sex.MALE, card_number=number),
            )
            entered = MemberInput(full_name=name, sex=Sex.MALE, cell_id=cell_id, since=SINCE)
            member_lines.write_entry(office.store, office.id, member_id, entered)
        made = recording.end()
    assert made is not None
    return added, made


# --- one field for many ---


def test_the_preview_says_who_changes_and_writes_nothing(office: Office) -> None:
    some = ids(office)[:3]
    profile = msgspec.structs.replace(office.members.profile(some[0]), occupation="Làm ruộng")
    change(office, some[0], profile=profile)
    before = snapshots(office)
    lines = office.bulk.preview(some, "occupation", "  Làm   ruộng ")
    assert [(line.before, line.after, line.changes) for line in lines] == [
        ("Làm ruộng", "Làm ruộng", False),
        ("", "Làm ruộng", True),
        ("", "Làm ruộng", True),
    ]
    assert snapshots(office) == before
    assert office.change_sets.listed() == []


def test_codes_dates_and_hamlets_are_shown_in_words(office: Office) -> None:
    one = ids(office)[:1]
    hamlet = office.members.hamlets()[0]
    assert office.bulk.preview(one, "ethnic_code", "02")[0].after == "Tày"
    assert office.bulk.preview(one, "admitted_on", "2011-05")[0].after == "05/2011"
    assert office.bulk.preview(one, "hamlet_id", hamlet.id)[0].after == hamlet.name
    assert office.bulk.preview(one, "youth_member", "yes")[0].after == "Có"
    assert office.bulk.preview(one, "political_system", "no")[0].after == "Không"


def test_a_value_that_would_be_a_mistake_leaves_the_person_out(office: Office) -> None:
    some = ids(office)[:2]
    change(office, some[0], birth_date="2009-01-01", admitted_on="", official_on="")
    made = office.bulk.apply(some, "admitted_on", "2008-06-01")
    assert made is not None
    assert made.changed == 1
    assert [bool(line.problems) for line in office.bulk.preview(some, "admitted_on", "2008-06-01")] == [True, False]
    assert office.members.get(some[0]).admitted_on == ""
    assert {line.problems[0].code for line in office.bulk.preview(some, "hamlet_id", "nowhere")} == {
        "MEMBER_HAMLET_UNKNOWN"
    }


def test_people_of_another_office_are_left_out(office: Office) -> None:
    one = ids(office)[0]
    with office.store.operation("test.give_away", "member:-"):
        office.store.execute("UPDATE member SET owner_id = 'other' WHERE id = ?", (one,))
    (line,) = office.bulk.preview([one], "occupation", "x")
    assert [finding.code for finding in line.problems] == ["BULK_FOREIGN"]
    assert office.bulk.apply([one], "occupation", "x") is None


def test_a_field_of_ones_own_is_no_field_for_many(office: Office) -> None:
    for field in ("full_name", "card_number", "national_id", "cell_id"):
        with pytest.raises(ValueError, match=field):
            office.bulk.preview(ids(office), field, "x")


def test_what_changes_nothing_leaves_no_change_set(office: Office) -> None:
    assert office.bulk.apply(ids(office), "occupation", "") is None
    assert office.change_sets.listed() == []


# --- taking back ---


def test_a_bulk_edit_is_taken_back_exactly(office: Office) -> None:
    before = snapshots(office)
    made = office.bulk.apply(ids(office), "occupation", "Hưu trí")
    assert made is not None
    assert (made.kind, made.label, made.added, made.changed) == ("bulk", "occupation", 0, 8)
    assert snapshots(office) != before
    undone = office.change_sets.undo(made.id)
    assert (undone.restored, undone.removed, undone.left_alone) == (8, 0, ())
    assert snapshots(office) == before
    assert office.members.search("huu tri", ON) == []
    (listed,) = office.change_sets.listed()
    assert listed.undone_at
    assert code_of(lambda: office.change_sets.undo(made.id)) == "R30"
    assert code_of(lambda: office.change_sets.undo("nothing")) == "V05"


def test_people_an_import_added_vanish_wholly(office: Office) -> None:
    before = snapshots(office)
    added, made = import_people(office, "Lò Văn Mới", "Lò Thị Mới")
    assert (made.added, made.changed) == (2, 0)
    assert len(ids(office)) == 10
    undone = office.change_sets.undo(made.id)
    assert (undone.restored, undone.removed) == (0, 2)
    assert snapshots(office) == before
    assert not office.store.value("SELECT count(*) FROM member_event WHERE member_id = ?", (added[0],))


def test_several_are_taken_back_from_the_last_to_the_first(office: Office) -> None:
    before = snapshots(office)
    made = [office.bulk.apply(ids(office), "occupation", word) for word in ("A", "B", "C")]
    for one in reversed(made):
        assert one is not None
        office.change_sets.undo(one.id)
    assert snapshots(office) == before


def test_an_earlier_one_is_refused_while_a_later_one_holds(office: Office) -> None:
    first = office.bulk.apply(ids(office), "occupation", "A")
    office.bulk.apply(ids(office)[:2], "occupation", "B")
    assert first is not None
    with pytest.raises(ProblemError) as raised:
        office.change_sets.undo(first.id)
    assert raised.value.code == "R31"
    assert raised.value.values["count"] == 2


def test_who_was_changed_since_is_named_and_may_be_left_alone(office: Office) -> None:
    some = ids(office)
    made = office.bulk.apply(some, "occupation", "A")
    assert made is not None
    change(office, some[0], note="sửa sau")
    name = office.members.get(some[0]).full_name
    with pytest.raises(ProblemError) as raised:
        office.change_sets.undo(made.id)
    assert (raised.value.code, raised.value.values["names"]) == ("R31", name)
    undone = office.change_sets.undo(made.id, keep_later=True)
    assert (undone.restored, undone.left_alone) == (7, (name,))
    assert office.members.profile(some[0]).occupation == "A"
    assert office.members.profile(some[1]).occupation == ""


def test_a_refusal_names_ten_and_counts_all(office: Office) -> None:
    _, made = import_people(office, *(f"Lò Văn {chr(65 + number)}a" for number in range(12)))
    for member_id in ids(office):
        change(office, member_id, note="sau")
    with pytest.raises(ProblemError) as raised:
        office.change_sets.undo(made.id)
    assert raised.value.values["count"] == 12
    assert str(raised.value.values["names"]).count(",") == 9


def test_an_act_since_counts_as_a_change(office: Office) -> None:
    added, made = import_people(office, "Lò Văn Mới")
    office.changes.apply(added[0], ChangeInput(kind=ChangeKind.EXEMPTION, on=date(2026, 6, 1)))
    assert code_of(lambda: office.change_sets.undo(made.id)) == "R31"


@pytest.mark.parametrize("use", ["attendance", "chair", "role", "merge"])
def test_a_person_added_who_is_in_use_stays(office: Office, use: str) -> None:
    added, made = import_people(office, "Lò Văn Mới", "Lò Thị Mới")
    cell_id = office.organizations.cells(ON)[0].organization.id
    meeting = (new_id(), office.id, new_id(), cell_id, added[0] if use == "chair" else None)
    with office.store.operation("test.use", "member:-"):
        if use in ("attendance", "chair"):
            office.store.execute(
                "INSERT INTO meeting (id, owner_id, series_id, version, state, number, cell_id, kind, period, held_on,"
                " start_time, end_time, place, chair_id, secretary_id, theme, approval_agree, required, present,"
                " excused, unexcused, conclusions, finalized_at, revision_reason)"
                " VALUES (?, ?, ?, 1, 'final', 1, ?, 'regular', '2026-10', '2026-10-03', '', '', '',"
                " ?, NULL, '', NULL, 0, 0, 0, 0, 0, '', '')",
                meeting,
            )
        if use == "attendance":
            office.store.execute(
                "INSERT INTO attendance VALUES (?, 0, ?, 'x', 'official', 'active', 'present', '')",
                (meeting[0], added[0]),
            )
        if use == "role":
            office.store.execute(
                "INSERT INTO organization_role VALUES ('r', ?, ?, 'secretary', ?, '', '2026-01-01', NULL, '', '')",
                (office.id, cell_id, added[0]),
            )
        if use == "merge":
            office.store.execute("UPDATE member SET merged_into = ? WHERE id = ?", (added[0], ids(office)[0]))
    with pytest.raises(ProblemError) as raised:
        office.change_sets.undo(made.id)
    assert (raised.value.code, raised.value.values["names"]) == ("R31", "Lò Văn Mới")
    undone = office.change_sets.undo(made.id, keep_later=True)
    assert undone.removed == 1
    assert members.get(office.store, added[0]) is not None
    assert members.get(office.store, added[1]) is None


@pytest.mark.parametrize(("kind", "at", "stays"), [("REPORT", "9", True), ("REPORT", "1", False), ("ACK", "9", False)])
def test_people_added_whom_the_office_above_may_know_stay(office: Office, kind: str, at: str, *, stays: bool) -> None:
    added, made = import_people(office, "Lò Văn Mới", "Lò Thị Mới")
    with office.store.operation("test.send", "-"):
        office.store.execute(
            "INSERT INTO sent_package VALUES ('p', ?, 'o', 1, 1, ?, '2026-11', '', '', '', 1, '', '', '', '', ?,"
            " NULL, NULL, NULL, NULL)",
            (kind, "0" * 64, at),
        )
    if stays:
        assert code_of(lambda: office.change_sets.undo(made.id)) == "R31"
    undone = office.change_sets.undo(made.id, keep_later=True)
    assert undone.removed == (0 if stays else 2)
    assert {members.get(office.store, one) is None for one in added} == {not stays}


def test_cards_that_changed_hands_find_their_way_back(office: Office) -> None:
    one, other = ids(office)[:2]
    change(office, one, card_number="111")
    change(office, other, card_number="222")
    before = snapshots(office)
    with office.store.operation("test.swap", "member:-"):
        recording = change_sets.begin(office.store, "import", "x")
        recording.note([one, other])
        office.store.execute("UPDATE member SET card_number = '' WHERE id = ?", (one,))
        office.store.execute("UPDATE member SET card_number = '111' WHERE id = ?", (other,))
        office.store.execute("UPDATE member SET card_number = '222' WHERE id = ?", (one,))
        made = recording.end()
    assert made is not None
    office.change_sets.undo(made.id)
    assert snapshots(office) == before


def test_a_card_that_somebody_else_has_by_now_keeps_its_old_holder_back(office: Office) -> None:
    one, other = ids(office)[:2]
    change(office, one, card_number="111")
    with office.store.operation("test.take", "member:-"):
        recording = change_sets.begin(office.store, "import", "x")
        recording.note([one])
        office.store.execute("UPDATE member SET card_number = '' WHERE id = ?", (one,))
        made = recording.end()
    assert made is not None
    change(office, other, card_number="111")
    assert code_of(lambda: office.change_sets.undo(made.id)) == "R31"
    assert office.change_sets.undo(made.id, keep_later=True).restored == 0
    assert office.members.get(other).card_number == "111"


def test_taking_back_is_one_row_on_the_trail_without_names(office: Office) -> None:
    made = office.bulk.apply(ids(office), "occupation", "A")
    assert made is not None
    rows = office.store.value("SELECT count(*) FROM audit")
    office.change_sets.undo(made.id)
    last = office.audit.page(offset=0, limit=1)[0]
    assert office.store.value("SELECT count(*) FROM audit") == rows + 1
    assert (last.action, last.detail) == ("change_set.undo", '{"kept":0,"removed":0,"restored":8}')


def test_duty_lines_come_back_as_they_were(office: Office) -> None:
    one = ids(office)[0]
    before = snapshots(office)
    with office.store.operation("test.acts", "member:-"):
        recording = change_sets.begin(office.store, "import", "x")
        recording.note([one])
        act = ChangeInput(kind=ChangeKind.EXEMPTION, on=date(2026, 6, 1))
        member_lines.write_change(office.store, office.id, one, act)
        made = recording.end()
    assert made is not None
    assert office.members.page(MemberFilter(on=ON, duty=Duty.EXEMPT), 0, 10).total == 3
    office.change_sets.undo(made.id)
    assert snapshots(office) == before
    assert office.members.page(MemberFilter(on=ON, duty=Duty.EXEMPT), 0, 10).total == 2


def test_what_was_done_last_stands_first_though_the_clock_was_set_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = office.bulk.apply(ids(office), "occupation", "Làm ruộng")
    with monkeypatch.context() as patched:
        patched.setattr("db.ids._last_ms", 0)
        patched.setattr("time.time_ns", lambda: 10**15)
        second = office.bulk.apply(ids(office), "occupation", "Dạy học")
    assert first is not None
    assert second is not None
    assert second.id < first.id
    assert office.change_sets.listed() == [second, first]
