"""Roles by date: what may not overlap, what is pointed out, and what a meeting takes from them."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from db.meeting_records import MeetingContent, MeetingKind
from db.problems import ProblemError
from db.records import Finding, Member, Organization, Standing
from db.register_records import ChangeInput, ChangeKind, OrganizationRole, RoleKind
from db.tree_records import RoleInput
from desktop_app.services import meeting_forms, member_lines
from tests.services.conftest import START, TODAY, Commune

SINCE = date(2025, 1, 1)


def cell_of(commune: Commune, official: int = 4) -> tuple[Organization, list[Member]]:
    cell = commune.cell()
    names = ("Lý A Sử", "Sùng Thị Mỷ", "Hoàng Văn Đào", "Nông Thị Hòa", "Vàng A Páo", "Bàn Văn Hin", "Tráng Seo Dín",
             "Lò Thị Mai", "Nguyễn Văn An", "Đặng Văn Bình")  # fmt: skip
    return cell, [commune.person(cell.id, name) for name in names[:official]]


def role(kind: RoleKind, person: Member | None = None, **changes: object) -> RoleInput:
    entered = RoleInput(role=kind, member_id=person.id if person else None, since=SINCE)
    return msgspec.structs.replace(entered, **changes)


def codes(found: list[Finding]) -> list[str]:
    return [one.code for one in found]


def refused(commune: Commune, cell_id: str, entered: RoleInput) -> list[str]:
    with pytest.raises(ProblemError, match="V01") as problem:
        commune.roles.add(cell_id, entered)
    return codes(list(problem.value.values["findings"]))  # type: ignore[call-overload]


def test_there_is_one_secretary_at_a_time_and_the_one_before_can_stop_that_day(commune: Commune) -> None:
    cell, people = cell_of(commune)
    commune.roles.add(cell.id, role(RoleKind.SECRETARY, people[0]))
    second = role(RoleKind.SECRETARY, people[1], since=TODAY)
    assert refused(commune, cell.id, second) == ["ROLE_HELD"]
    commune.roles.add(cell.id, second, end_before=True)
    held = {day: [view.name for view in commune.roles.holding(cell.id, day)] for day in (SINCE, TODAY)}
    assert held == {SINCE: ["Lý A Sử"], TODAY: ["Sùng Thị Mỷ"]}
    assert [node.secretary for node in commune.organizations.tree(TODAY)] == ["", "Sùng Thị Mỷ"]
    assert [node.secretary for node in commune.organizations.tree(SINCE)] == ["", "Lý A Sử"]


def test_a_secretary_of_an_earlier_time_does_not_overlap(commune: Commune) -> None:
    cell, people = cell_of(commune)
    commune.roles.add(cell.id, role(RoleKind.SECRETARY, people[0]))
    commune.roles.add(cell.id, role(RoleKind.SECRETARY, people[1], since=START, until=SINCE))
    assert refused(commune, cell.id, role(RoleKind.SECRETARY, people[2], since=START, until=TODAY)) == [
        "ROLE_HELD",
        "ROLE_HELD",
    ]


def test_nobody_is_on_the_committee_twice_but_several_people_may_be(commune: Commune) -> None:
    cell, people = cell_of(commune)
    commune.roles.add(cell.id, role(RoleKind.SECRETARY, people[0]))
    assert refused(commune, cell.id, role(RoleKind.COMMITTEE, people[0])) == ["ROLE_TWICE"]
    for person in people[1:3]:
        commune.roles.add(cell.id, role(RoleKind.COMMITTEE, person))
    commune.roles.add(cell.id, role(RoleKind.GROUP_LEADER, people[0]))
    assert len(commune.roles.holding(cell.id, TODAY)) == 4


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"until": SINCE}, "ROLE_ENDS_BEFORE"),
        ({"since": START - timedelta(days=1)}, "TREE_BEFORE_ESTABLISHED"),
        ({"decision": "x" * 301}, "TEXT_TOO_LONG"),
    ],
)
def test_a_wrong_role_is_refused(commune: Commune, changes: dict[str, object], expected: str) -> None:
    cell, people = cell_of(commune)
    assert expected in refused(commune, cell.id, role(RoleKind.SECRETARY, people[0], **changes))


def test_somebody_must_have_the_role_and_it_may_be_somebody_outside_the_register(commune: Commune) -> None:
    cell, _ = cell_of(commune)
    assert refused(commune, cell.id, role(RoleKind.IN_CHARGE)) == ["ROLE_NOBODY"]
    commune.roles.add(cell.id, role(RoleKind.IN_CHARGE, person_name=" Hoàng  Trung Hiếu "))
    assert [view.name for view in commune.roles.listed(cell.id, TODAY)] == ["Hoàng Trung Hiếu"]


def test_only_cells_have_groups_and_people_in_charge(commune: Commune) -> None:
    assert RoleKind.IN_CHARGE not in commune.roles.kinds(commune.office.id, TODAY)
    assert refused(commune, commune.office.id, role(RoleKind.GROUP_LEADER, person_name="Ai đó")) == ["ROLE_OF_CELLS"]
    commune.roles.add(commune.office.id, role(RoleKind.SECRETARY, person_name="Nông Văn Bí"))
    assert commune.organizations.tree(TODAY)[0].secretary == "Nông Văn Bí"


def test_a_probationary_secretary_and_one_from_elsewhere_are_pointed_out(commune: Commune) -> None:
    cell, _ = cell_of(commune)
    other = commune.cell("B", "Chi bộ B", "Bản Lầu")
    stranger = commune.person(other.id, "Giàng A Chứ", standing=Standing.PROBATIONARY)
    found = commune.roles.check(cell.id, role(RoleKind.SECRETARY, stranger))
    assert codes(found) == ["ROLE_NOT_IN_CELL", "ROLE_NOT_OFFICIAL"]
    assert "Điều 3" in found[1].source


def test_a_role_of_somebody_who_left_the_cell_is_pointed_out_until_it_ends(commune: Commune) -> None:
    cell, people = cell_of(commune)
    other = commune.cell("B", "Chi bộ B", "Bản Lầu")
    made = commune.roles.add(cell.id, role(RoleKind.SECRETARY, people[0]))
    with commune.store.operation("test.move", "-"):
        member_lines.write_change(
            commune.store,
            commune.office.id,
            people[0].id,
            ChangeInput(kind=ChangeKind.CELL_MOVE, on=date(2026, 11, 1), cell_id=other.id),
        )
    (view,) = commune.roles.listed(cell.id, TODAY)
    assert view.left_on == date(2026, 11, 1)
    (left,) = [one for one in commune.roles.findings(cell.id, TODAY) if one.code == "ROLE_PERSON_LEFT"]
    assert left.values == {"name": "Lý A Sử", "role": "bí thư", "day": "01/11/2026"}
    commune.roles.end(made.id, date(2026, 11, 1))
    assert "ROLE_PERSON_LEFT" not in codes(commune.roles.findings(cell.id, TODAY))


@pytest.mark.parametrize(
    ("official", "held", "expected"),
    [
        (2, [], ["CELL_FEW_OFFICIAL", "CELL_NO_SECRETARY"]),
        (3, [RoleKind.SECRETARY], []),
        (8, [RoleKind.SECRETARY, RoleKind.COMMITTEE], ["COMMITTEE_NOT_DUE"]),
        (9, [RoleKind.SECRETARY], ["COMMITTEE_DUE"]),
        (9, [RoleKind.SECRETARY, RoleKind.COMMITTEE], []),
        (10, [RoleKind.SECRETARY, *[RoleKind.COMMITTEE] * 7], ["COMMITTEE_LARGE"]),
    ],
)
def test_the_size_of_a_cell_says_who_leads_it(
    commune: Commune, official: int, held: list[RoleKind], expected: list[str]
) -> None:
    cell, people = cell_of(commune, official)
    for kind, person in zip(held, people, strict=False):
        commune.roles.add(cell.id, role(kind, person))
    found = commune.roles.findings(cell.id, TODAY)
    assert codes(found) == expected
    assert all("Điều 24" in one.source for one in found if one.code != "CELL_NO_SECRETARY")


def test_a_role_is_corrected_ended_and_removed(commune: Commune) -> None:
    cell, people = cell_of(commune)
    made = commune.roles.add(cell.id, role(RoleKind.SECRETARY, people[0]))
    commune.roles.change(made.id, role(RoleKind.DEPUTY, people[1], decision="12-QĐ/ĐU"))
    (view,) = commune.roles.listed(cell.id, TODAY)
    assert (view.name, view.role.role, view.role.decision) == ("Sùng Thị Mỷ", RoleKind.DEPUTY, "12-QĐ/ĐU")
    with pytest.raises(ProblemError, match="V01"):
        commune.roles.end(made.id, SINCE)
    commune.roles.remove(made.id)
    assert commune.roles.listed(cell.id, TODAY) == []
    with pytest.raises(ProblemError, match="V05"):
        commune.roles.remove(made.id)


# --- meetings --------------------------------------------------------------------------------------------------------


def held_role(kind: RoleKind, member_id: str) -> OrganizationRole:
    return OrganizationRole(
        id=kind.value, owner_id="o", organization_id="c", role=kind, member_id=member_id, valid_from=SINCE
    )


@pytest.mark.parametrize(
    ("roles", "before", "present", "expected"),
    [
        ({}, ("a", "b"), "ab", ("a", "b")),
        ({"secretary": "s"}, ("a", "b"), "abs", ("s", "b")),
        ({"secretary": "s", "deputy": "d"}, (None, None), "sd", ("s", "d")),
        ({"secretary": "s", "deputy": "d"}, (None, None), "d", ("d", None)),
        ({"secretary": "s", "deputy": "d"}, ("a", "s"), "asd", ("s", "d")),
        ({"secretary": "s"}, ("a", "b"), "a", ("a", None)),
        ({}, ("a", "a"), "a", ("a", None)),
    ],
)
def test_the_secretary_chairs_and_somebody_else_takes_the_minutes(
    roles: dict[str, str], before: tuple[str | None, str | None], present: str, expected: tuple[str | None, str | None]
) -> None:
    last = MeetingContent(
        cell_id="c", kind=MeetingKind.REGULAR, period="2026-10", chair_id=before[0], secretary_id=before[1]
    )
    known = [held_role(RoleKind(kind), member) for kind, member in roles.items()]
    assert meeting_forms.officers(known, last, set(present)) == expected


def test_a_new_meeting_is_chaired_by_the_secretary_of_its_day(commune: Commune) -> None:
    cell, people = cell_of(commune)
    commune.roles.add(cell.id, role(RoleKind.SECRETARY, people[1]))
    commune.roles.add(cell.id, role(RoleKind.DEPUTY, people[2]))
    content = commune.meetings.prepare(cell.id, MeetingKind.REGULAR, "2026-11").content
    assert (content.chair_id, content.secretary_id) == (people[1].id, people[2].id)
    early = commune.meetings.prepare(cell.id, MeetingKind.REGULAR, "2024-11").content
    assert (early.chair_id, early.secretary_id) == (None, None)
