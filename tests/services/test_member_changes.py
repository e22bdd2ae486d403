"""Acts of membership through the service: what is written, what is refused, and taking the last one back."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from db import audit, member_events, members, organizations
from db.problems import ProblemError
from db.records import Duty, Member, MemberFilter, Organization, Standing, StatusAxis
from db.register_records import ChangeInput, ChangeKind
from desktop_app.services.member_changes import MemberChangeService
from desktop_app.texts import explain
from tests.services.conftest import START, TODAY, Commune, now

K = ChangeKind


@pytest.fixture
def cell(commune: Commune) -> Organization:
    return commune.cell()


@pytest.fixture
def other(commune: Commune) -> Organization:
    return commune.cell("TT", "Chi bộ thôn Tùng Tung", "Tùng Tung")


@pytest.fixture
def changes(commune: Commune) -> MemberChangeService:
    return MemberChangeService(commune.store, commune.office.id, now)


def act(kind: ChangeKind, on: str, **fields: Any) -> ChangeInput:
    return ChangeInput(kind=kind, on=date.fromisoformat(on), **fields)


def standing(commune: Commune, member: Member, on: str) -> tuple[str, str, str]:
    """Return (cell, standing, duty) of a person on a day, by the lines alone."""
    day = date.fromisoformat(on)

    def holds(row: Any) -> bool:
        return bool(row.valid_from <= day and (row.valid_to is None or row.valid_to > day))

    stays = [row.cell_id for row in members.memberships(commune.store, member.id) if holds(row)]
    lines = [row for row in members.statuses(commune.store, member.id) if holds(row)]
    standings = [row.status for row in lines if row.axis is StatusAxis.STANDING]
    duties = [row.status for row in lines if row.axis is StatusAxis.DUTY]
    assert len(stays) <= 1
    assert len(standings) <= 1
    assert len(duties) <= 1
    return "".join(stays), "".join(standings), "".join(duties) or "active"


def codes(problem: ProblemError) -> set[str]:
    found = problem.values["findings"]
    assert isinstance(found, tuple)
    return {finding.code for finding in found}


def lines_of(commune: Commune, member: Member) -> tuple[Any, ...]:
    """Return everything an act may change of a person, ids included, but for the number of the revision."""
    person = members.get(commune.store, member.id)
    assert person is not None
    return (
        tuple(sorted(members.memberships(commune.store, member.id), key=lambda row: row.id)),
        tuple(sorted(members.statuses(commune.store, member.id), key=lambda row: row.id)),
        msgspec.structs.replace(person, revision=0),
    )


# --- coming ---


def test_a_new_person_is_written_down_as_the_first_act(
    commune: Commune, cell: Organization, changes: MemberChangeService
) -> None:
    member = commune.person(cell.id, "Lý A Sử", standing=Standing.PROBATIONARY, duty=Duty.AWAY, party_group="Tổ 1")
    (first,) = changes.listed(member.id)
    assert (first.seq, first.change.kind, first.change.on) == (1, K.REGISTERED, START)
    assert (first.change.cell_id, first.change.party_group) == (cell.id, "Tổ 1")
    assert (first.standing, first.duty) == (Standing.PROBATIONARY, Duty.AWAY)
    assert standing(commune, member, "2026-01-01") == (cell.id, "probationary", "away")
    assert members.memberships(commune.store, member.id)[0].party_group == "Tổ 1"


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        (K.ADMISSION, ("probationary", "active")),
        (K.READMISSION, ("probationary", "active")),
        (K.TRANSFER_IN, ("official", "active")),
        (K.TEMPORARY_IN, ("official", "visiting")),
    ],
)
def test_a_new_person_comes_by_the_act_entered(
    commune: Commune, cell: Organization, kind: ChangeKind, wanted: tuple[str, str]
) -> None:
    member = commune.person(cell.id, "Lý A Sử", entry=act(kind, "2025-03-03", decision_number=" 12-QĐ/ĐU "))
    assert standing(commune, member, "2025-03-03") == (cell.id, *wanted)
    assert standing(commune, member, "2025-03-02") == ("", "", "active")
    kept = members.get(commune.store, member.id)
    assert kept is not None
    admitted = kind in (K.ADMISSION, K.READMISSION)
    assert kept.admitted_on == member.admitted_on == ("2025-03-03" if admitted else "")
    counted = organizations.member_counts(commune.store, TODAY).get(cell.id, 0)
    assert counted == (0 if kind is K.TEMPORARY_IN else 1)


def test_a_day_of_admission_that_is_known_is_not_overwritten(commune: Commune, cell: Organization) -> None:
    member = commune.person(cell.id, "Lý A Sử", entry=act(K.READMISSION, "2025-03-03"), admitted_on="1998")
    assert member.admitted_on == "1998"


def test_nobody_new_comes_by_an_act_that_needs_a_member(commune: Commune, cell: Organization) -> None:
    with pytest.raises(ProblemError) as caught:
        commune.person(cell.id, "Lý A Sử", entry=act(K.DEATH, "2025-03-03"))
    assert codes(caught.value) == {"CHANGE_NOT_REGISTERED"}
    assert commune.store.value("SELECT count(*) FROM member") == 0


# --- a life in acts ---


def test_a_life_in_acts(
    commune: Commune, cell: Organization, other: Organization, changes: MemberChangeService
) -> None:
    member = commune.person(cell.id, "Lý A Sử", entry=act(K.ADMISSION, "2010-01-01", decision_number="1-QĐ/HU"))
    story = [
        (act(K.RECOGNITION, "2011-01-01", decision_number="2-QĐ/HU"), (cell.id, "official", "active")),
        (act(K.TEMPORARY_OUT, "2012-01-01", place="Hà Nội"), (cell.id, "official", "away")),
        (act(K.TEMPORARY_END, "2013-01-01"), (cell.id, "official", "active")),
        (act(K.CELL_MOVE, "2014-01-01", cell_id=other.id), (other.id, "official", "active")),
        (act(K.SUSPENSION, "2015-01-01"), (other.id, "official", "suspended")),
        (act(K.RESUMPTION, "2015-04-01"), (other.id, "official", "active")),
        (act(K.TRANSFER_OUT, "2016-01-01", place="Lào Cai"), ("", "transferred", "active")),
        (act(K.TRANSFER_IN, "2017-01-01", cell_id=cell.id), (cell.id, "official", "active")),
        (act(K.TEMPORARY_EXEMPTION, "2018-01-01"), (cell.id, "official", "temporarily_exempt")),
        (act(K.EXEMPTION, "2018-06-01"), (cell.id, "official", "exempt")),
        (act(K.REMOVAL, "2019-01-01"), ("", "removed", "active")),
        (act(K.READMISSION, "2022-06-01", cell_id=other.id), (other.id, "probationary", "active")),
        (act(K.DEATH, "2023-01-01"), ("", "deceased", "active")),
    ]
    for change, _ in story:
        changes.apply(member.id, change)
    for change, wanted in story:
        assert standing(commune, member, change.on.isoformat()) == wanted, change.kind
    kept = members.get(commune.store, member.id)
    assert kept is not None
    assert (kept.admitted_on, kept.official_on) == ("2010-01-01", "2011-01-01")
    assert [known.change.kind for known in changes.listed(member.id)] == [K.ADMISSION, *(one.kind for one, _ in story)]
    assert changes.options(member.id, TODAY) == []


def test_the_decision_is_kept_with_the_line_it_made(
    commune: Commune, cell: Organization, changes: MemberChangeService
) -> None:
    member = commune.person(cell.id, "Lý A Sử")
    changes.apply(
        member.id,
        act(K.EXEMPTION, "2024-05-01", decision_number="7-QĐ/ĐU", decision_on=date(2024, 4, 28), reason="Tuổi cao"),
    )
    line = next(line for line in members.statuses(commune.store, member.id) if line.axis is StatusAxis.DUTY)
    assert (line.decision, line.reason) == ("7-QĐ/ĐU, 28/04/2024", "Tuổi cao")


def test_fields_an_act_does_not_have_are_not_kept(
    commune: Commune, cell: Organization, other: Organization, changes: MemberChangeService
) -> None:
    member = commune.person(cell.id, "Lý A Sử")
    kept = changes.apply(member.id, act(K.DEATH, "2024-05-01", cell_id=other.id, place="Hà Nội", reason="Bệnh"))
    assert (kept.change.cell_id, kept.change.place, kept.change.reason) == ("", "", "Bệnh")


def test_who_comes_back_from_elsewhere_may_be_official_by_then(
    commune: Commune, cell: Organization, changes: MemberChangeService
) -> None:
    member = commune.person(cell.id, "Lý A Sử", standing=Standing.PROBATIONARY)
    changes.apply(member.id, act(K.TRANSFER_OUT, "2024-01-01"))
    changes.apply(member.id, act(K.TRANSFER_IN, "2025-01-01", cell_id=cell.id, standing=Standing.OFFICIAL))
    assert standing(commune, member, "2025-01-01") == (cell.id, "official", "active")


def test_a_guest_may_become_a_member_or_go_home(
    commune: Commune, cell: Organization, changes: MemberChangeService
) -> None:
    guest = commune.person(cell.id, "Lý A Sử", entry=act(K.TEMPORARY_IN, "2025-01-01"))
    changes.apply(guest.id, act(K.TRANSFER_IN, "2025-02-01", cell_id=cell.id))
    assert standing(commune, guest, "2025-02-01") == (cell.id, "official", "active")
    gone = commune.person(cell.id, "Vàng A Páo", entry=act(K.TEMPORARY_IN, "2025-01-01"))
    changes.apply(gone.id, act(K.TEMPORARY_END, "2025-03-01"))
    assert standing(commune, gone, "2025-03-01") == ("", "transferred", "active")


def test_a_move_within_the_cell_changes_the_group_only(
    commune: Commune, cell: Organization, changes: MemberChangeService
) -> None:
    member = commune.person(cell.id, "Lý A Sử")
    changes.apply(member.id, act(K.CELL_MOVE, "2025-01-01", cell_id=cell.id, party_group="Tổ đảng 2"))
    assert [stay.party_group for stay in members.memberships(commune.store, member.id)] == ["", "Tổ đảng 2"]


def test_two_acts_may_fall_on_one_day(commune: Commune, cell: Organization, changes: MemberChangeService) -> None:
    member = commune.person(cell.id, "Lý A Sử", duty=Duty.AWAY)
    changes.apply(member.id, act(K.TEMPORARY_END, "2025-01-01"))
    changes.apply(member.id, act(K.TRANSFER_OUT, "2025-01-01"))
    assert standing(commune, member, "2025-01-01") == ("", "transferred", "active")


# --- refused ---


def test_an_act_before_the_last_one_is_refused_and_nothing_is_written(
    commune: Commune, cell: Organization, changes: MemberChangeService
) -> None:
    member = commune.person(cell.id, "Lý A Sử")
    changes.apply(member.id, act(K.EXEMPTION, "2025-01-01"))
    before = lines_of(commune, member)
    with pytest.raises(ProblemError) as caught:
        changes.apply(member.id, act(K.DEATH, "2024-12-31"))
    assert codes(caught.value) == {"CHANGE_BEFORE_LAST"}
    assert lines_of(commune, member) == before
    assert changes.options(member.id, date(2024, 12, 31)) == []
    assert K.DEATH in changes.options(member.id, date(2025, 1, 1))


def test_an_act_that_may_not_follow_is_refused(
    commune: Commune, cell: Organization, changes: MemberChangeService
) -> None:
    member = commune.person(cell.id, "Lý A Sử")
    with pytest.raises(ProblemError) as caught:
        changes.apply(member.id, act(K.RECOGNITION, "2025-01-01"))
    assert codes(caught.value) == {"CHANGE_ALREADY_OFFICIAL"}


def test_nobody_moves_into_a_closed_an_unknown_or_another_offices_cell(
    commune: Commune, cell: Organization, other: Organization, changes: MemberChangeService
) -> None:
    member = commune.person(cell.id, "Lý A Sử")
    with commune.store.operation("cell.close", f"organization:{other.id}"):
        organizations.close(commune.store, other.id, date(2025, 1, 1))
    foreign = msgspec.structs.replace(other, id="01900000-0000-7000-8000-000000000001", owner_id="x", code="X")
    with commune.store.operation("cell.learn", f"organization:{foreign.id}"):
        organizations.insert(commune.store, foreign)
    for cell_id, code in (
        (other.id, "CHANGE_CELL_CLOSED"),
        ("01900000-0000-7000-8000-000000000002", "CHANGE_CELL_MISSING"),
        (foreign.id, "CHANGE_CELL_FOREIGN"),
    ):
        change = act(K.CELL_MOVE, "2025-01-01", cell_id=cell_id)
        assert code in {finding.code for finding in changes.check(member.id, change)}
        with pytest.raises(ProblemError) as caught:
            changes.apply(member.id, change)
        assert codes(caught.value) == {code}
    changes.apply(member.id, act(K.CELL_MOVE, "2024-12-31", cell_id=other.id))


def test_nothing_is_recorded_of_another_offices_people(
    commune: Commune, cell: Organization, changes: MemberChangeService
) -> None:
    member = commune.person(cell.id, "Lý A Sử")
    commune.store.connection.execute("UPDATE member SET owner_id = 'x'")
    for call in (changes.check, changes.apply):
        with pytest.raises(ProblemError, match="V04"):
            call(member.id, act(K.DEATH, "2025-01-01"))
    with pytest.raises(ProblemError, match="V05"):
        changes.apply("nobody", act(K.DEATH, "2025-01-01"))


# --- taking back ---


CANCELLED = [
    act(K.RECOGNITION, "2025-01-01", decision_number="1"),
    act(K.CELL_MOVE, "2025-01-01", cell_id="other"),
    act(K.TEMPORARY_OUT, "2025-01-01"),
    act(K.EXEMPTION, "2025-01-01"),
    act(K.TRANSFER_OUT, "2025-01-01"),
    act(K.REMOVAL, "2025-01-01"),
    act(K.DEATH, "2025-01-01"),
]


@pytest.mark.parametrize("change", CANCELLED, ids=lambda change: change.kind.value)
def test_the_last_act_is_taken_back_to_the_letter(
    commune: Commune, cell: Organization, other: Organization, changes: MemberChangeService, change: ChangeInput
) -> None:
    member = commune.person(cell.id, "Lý A Sử", standing=Standing.PROBATIONARY, duty=Duty.TEMPORARILY_EXEMPT)
    before = lines_of(commune, member)
    if change.cell_id:
        change = msgspec.structs.replace(change, cell_id=other.id)
    done = changes.apply(member.id, change)
    assert lines_of(commune, member) != before
    changes.cancel(done.id, "  ghi nhầm   ngày ")
    assert lines_of(commune, member) == before
    kept = changes.listed(member.id)[-1]
    assert (kept.id, kept.cancel_reason) == (done.id, "ghi nhầm ngày")
    assert kept.cancelled
    again = changes.apply(member.id, change)
    assert again.seq == done.seq + 1


def test_acts_are_taken_back_one_after_another_but_never_the_first(
    commune: Commune, cell: Organization, changes: MemberChangeService
) -> None:
    member = commune.person(cell.id, "Lý A Sử")
    first = changes.listed(member.id)[0]
    away = changes.apply(member.id, act(K.TEMPORARY_OUT, "2025-01-01"))
    home = changes.apply(member.id, act(K.TEMPORARY_END, "2025-02-01"))
    for change_id, reason, code in (
        (away.id, "nhầm", "R11"),
        (first.id, "nhầm", "R11"),
        (home.id, " ", "R16"),
        ("nothing", "nhầm", "V05"),
    ):
        with pytest.raises(ProblemError, match=code):
            changes.cancel(change_id, reason)
    changes.cancel(home.id, "nhầm")
    with pytest.raises(ProblemError, match="R11"):
        changes.cancel(home.id, "nhầm")
    changes.cancel(away.id, "nhầm")
    with pytest.raises(ProblemError, match="R12") as caught:
        changes.cancel(first.id, "nhầm")
    assert explain(caught.value).next


def test_a_day_of_recognition_typed_anew_stays_when_the_act_is_taken_back(
    commune: Commune, cell: Organization, changes: MemberChangeService
) -> None:
    member = commune.person(cell.id, "Lý A Sử", standing=Standing.PROBATIONARY)
    done = changes.apply(member.id, act(K.RECOGNITION, "2025-01-01"))
    with commune.store.operation("member.change", f"member:{member.id}"):
        members.set_day(commune.store, member.id, "official_on", "2024-12-30")
    changes.cancel(done.id, "nhầm")
    kept = members.get(commune.store, member.id)
    assert kept is not None
    assert kept.official_on == "2024-12-30"


def test_nobody_goes_back_into_a_closed_cell(
    commune: Commune, cell: Organization, other: Organization, changes: MemberChangeService
) -> None:
    member = commune.person(cell.id, "Lý A Sử")
    moved = changes.apply(member.id, act(K.CELL_MOVE, "2025-01-01", cell_id=other.id))
    with commune.store.operation("cell.close", f"organization:{cell.id}"):
        organizations.close(commune.store, cell.id, date(2025, 1, 1))
    before = lines_of(commune, member)
    with pytest.raises(ProblemError, match="R14"):
        changes.cancel(moved.id, "nhầm")
    assert lines_of(commune, member) == before
    assert not changes.listed(member.id)[-1].cancelled


# --- writing the first act anew ---


def test_how_a_person_came_can_be_written_anew_while_nothing_else_happened(
    commune: Commune, cell: Organization, other: Organization, changes: MemberChangeService
) -> None:
    member = commune.person(cell.id, "Lý A Sử", duty=Duty.AWAY)
    changes.correct(
        member.id, act(K.REGISTERED, "2019-05-05", cell_id=other.id, standing=Standing.PROBATIONARY, party_group="Tổ 1")
    )
    assert standing(commune, member, "2019-05-05") == (other.id, "probationary", "active")
    assert standing(commune, member, "2026-05-05") == (other.id, "probationary", "active")
    first, second = changes.listed(member.id)
    assert first.cancelled
    assert first.cancel_reason == "Sửa lần ghi đầu"
    assert not second.cancelled
    changes.correct(member.id, act(K.ADMISSION, "2018-05-05", cell_id=cell.id))
    kept = members.get(commune.store, member.id)
    assert kept is not None
    assert kept.admitted_on == "2018-05-05"
    changes.correct(member.id, act(K.ADMISSION, "2018-06-05", cell_id=cell.id))
    kept = members.get(commune.store, member.id)
    assert kept is not None
    assert kept.admitted_on == "2018-06-05"


def test_the_first_act_is_not_written_anew_under_later_ones(
    commune: Commune, cell: Organization, changes: MemberChangeService
) -> None:
    member = commune.person(cell.id, "Lý A Sử")
    done = changes.apply(member.id, act(K.EXEMPTION, "2025-01-01"))
    wanted = act(K.TRANSFER_IN, "2019-01-01", cell_id=cell.id)
    with pytest.raises(ProblemError, match="R15"):
        changes.correct(member.id, wanted)
    changes.cancel(done.id, "nhầm")
    with pytest.raises(ProblemError) as caught:
        changes.correct(member.id, act(K.DEATH, "2019-01-01"))
    assert codes(caught.value) == {"CHANGE_NOT_REGISTERED"}
    assert {found.code for found in changes.check_correction(member.id, wanted)} >= {"CHANGE_NO_PLACE"}
    assert wanted.kind in changes.first_options()
    changes.correct(member.id, wanted)
    assert standing(commune, member, "2019-01-01") == (cell.id, "official", "active")


# --- many at once ---


def test_a_cell_change_for_many_is_for_all_or_for_none(
    commune: Commune, cell: Organization, other: Organization, changes: MemberChangeService
) -> None:
    people = [commune.person(cell.id, f"Lý A Sử {word}") for word in ("Một", "Hai")]
    changes.apply(people[1].id, act(K.DEATH, "2025-01-01"))
    move = act(K.CELL_MOVE, "2025-02-01", cell_id=other.id)
    with pytest.raises(ProblemError, match="R13") as caught:
        changes.apply_to_all([person.id for person in people], move)
    assert caught.value.values["name"] == "Lý A Sử Hai"
    assert standing(commune, people[0], "2025-02-01")[0] == cell.id
    changes.apply_to_all([people[0].id], move)
    assert standing(commune, people[0], "2025-02-01")[0] == other.id


# --- the trail, the list ---


def test_the_trail_holds_codes_only(commune: Commune, cell: Organization, changes: MemberChangeService) -> None:
    member = commune.person(cell.id, "Lý A Sử")
    done = changes.apply(member.id, act(K.REMOVAL, "2025-01-01", reason="Bỏ sinh hoạt", decision_number="9-QĐ/ĐU"))
    changes.cancel(done.id, "Nhầm người")
    rows = audit.page(commune.store, offset=0, limit=2)
    assert {row.action for row in rows} == {"member.act", "member.act_cancel"}
    told = " ".join(row.detail + row.subject for row in rows)
    assert not any(word in told for word in ("Sử", "sinh hoạt", "9-Q", "Nhầm"))


def test_those_who_left_are_still_found_in_the_list(
    commune: Commune, cell: Organization, changes: MemberChangeService
) -> None:
    member = commune.person(cell.id, "Lý A Sử")
    changes.apply(member.id, act(K.TRANSFER_OUT, "2025-01-01"))
    for wanted in (
        MemberFilter(on=TODAY, include_left=True),
        MemberFilter(on=TODAY, include_left=True, cell_id=cell.id),
    ):
        page = commune.members.page(wanted, 0, 5)
        assert [(row.full_name, row.standing, row.cell_id) for row in page.rows] == [
            ("Lý A Sử", Standing.TRANSFERRED, cell.id)
        ]
        assert page.total == 1
    assert commune.members.page(MemberFilter(on=TODAY), 0, 5).total == 0


def test_what_is_kept_of_how_all_was_before_can_be_read_again(
    commune: Commune, cell: Organization, changes: MemberChangeService
) -> None:
    member = commune.person(cell.id, "Lý A Sử")
    done = changes.apply(member.id, act(K.DEATH, "2025-01-01"))
    was = member_events.before(commune.store, done.id)
    assert was is not None
    assert [stay.valid_to for stay in was.memberships] == [None]
