"""Hamlets by date: which cell covers them, where nobody is, and what stays of the past."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from db.problems import ProblemError
from db.records import Finding
from db.register_records import MemberProfile, TreeEventKind
from db.tree_records import TreeAct, UnitInput
from desktop_app.rules import tree
from tests.services.conftest import START, TODAY, Commune

DAY = date(2026, 11, 10)
BEFORE = DAY - timedelta(days=1)


def refused(error: pytest.ExceptionInfo[ProblemError]) -> list[str]:
    found = error.value.values["findings"]
    assert isinstance(found, tuple)
    return [one.code for one in found if isinstance(one, Finding)]


def hamlet_id(commune: Commune, name: str, on: date = TODAY) -> str:
    return next(view.hamlet.id for view in commune.hamlets.listed(on) if view.hamlet.name == name)


def named(commune: Commune, on: date) -> dict[str, tuple[str, ...]]:
    return {view.hamlet.name: view.cells for view in commune.hamlets.listed(on)}


def test_a_renamed_hamlet_keeps_its_old_name_on_older_days(commune: Commune) -> None:
    cell = commune.cell("NL", "Chi bộ Nà Lừa", "Nà Lừa")
    commune.hamlets.rename(hamlet_id(commune, "Nà Lừa"), "Tân Lừa", date(2025, 7, 1))
    commune.hamlets.rename(hamlet_id(commune, "Tân Lừa"), "Đại Lừa", DAY)
    for day, name in ((date(2025, 6, 30), "Nà Lừa"), (date(2025, 7, 1), "Tân Lừa"), (DAY, "Đại Lừa")):
        assert commune.organizations.cell(cell.id, day).hamlets == (name,)
        assert list(named(commune, day)) == [name]


def test_a_hamlet_moves_to_another_cell_on_a_day_and_both_cells_know(commune: Commune) -> None:
    first = commune.cell("NL", "Chi bộ Nà Lừa", "Nà Lừa", "Nà Pán")
    second = commune.cell("BL", "Chi bộ Bản Lầu", "Bản Lầu")
    commune.hamlets.move(hamlet_id(commune, "Nà Pán"), second.id, DAY)
    assert named(commune, BEFORE)["Nà Pán"] == ("Chi bộ Nà Lừa",)
    assert named(commune, DAY)["Nà Pán"] == ("Chi bộ Bản Lầu",)
    event = commune.tree.last_act(first.id)
    assert event is not None
    assert set(event.subjects) == {first.id, second.id}
    commune.tree.cancel(event.id, "Ghi nhầm")
    assert named(commune, DAY)["Nà Pán"] == ("Chi bộ Nà Lừa",)
    with pytest.raises(ProblemError) as problem:
        commune.hamlets.move(hamlet_id(commune, "Nà Pán"), first.id, DAY)
    assert refused(problem) == ["TREE_NOTHING_NEW"]


def test_a_hamlet_without_a_cell_and_one_that_is_no_more_are_told_apart(commune: Commune) -> None:
    commune.cell("NL", "Chi bộ Nà Lừa", "Nà Lừa", "Nà Pán")
    commune.hamlets.add("Bản Mới", DAY)
    commune.hamlets.move(hamlet_id(commune, "Nà Pán"), "", DAY)
    flagged = {view.hamlet.name: view.without_cell for view in commune.hamlets.listed(DAY)}
    assert flagged == {"Bản Mới": True, "Nà Lừa": False, "Nà Pán": True}
    commune.hamlets.close(hamlet_id(commune, "Nà Pán"), TODAY)
    assert "Nà Pán" not in named(commune, TODAY)
    assert "Nà Pán" in named(commune, BEFORE)
    assert "Bản Mới" not in named(commune, BEFORE)


def test_a_hamlet_somebody_lives_in_cannot_end(commune: Commune) -> None:
    cell = commune.cell("NL", "Chi bộ Nà Lừa", "Nà Lừa", "Nà Pán")
    home = hamlet_id(commune, "Nà Pán")
    commune.person(cell.id, "Lý A Sử", profile=MemberProfile(hamlet_id=home))
    with pytest.raises(ProblemError) as problem:
        commune.hamlets.close(home, TODAY)
    assert refused(problem) == ["HAMLET_LIVED_IN"]


def test_where_nobody_lives_is_said_only_when_it_is_known(commune: Commune) -> None:
    joint = commune.cell("NL", "Chi bộ ghép", "Nà Lừa", "Nà Pán")
    alone = commune.cell("BL", "Chi bộ Bản Lầu", "Bản Lầu")
    commune.cell("CC", "Chi bộ Cốc Cái", "Cốc Cái")
    commune.person(joint.id, "Lý A Sử", profile=MemberProfile(hamlet_id=hamlet_id(commune, "Nà Lừa")))
    someone = commune.person(joint.id, "Sùng Thị Mỷ")
    commune.person(alone.id, "Vàng A Páo")
    views = {view.hamlet.name: view for view in commune.hamlets.listed(TODAY)}
    assert {name: (view.members, view.unplaced, view.without_member) for name, view in views.items()} == {
        "Bản Lầu": (1, 0, False),
        "Cốc Cái": (0, 0, True),
        "Nà Lừa": (1, 1, False),
        "Nà Pán": (0, 1, False),
    }
    form = commune.members.form(someone.id)
    home = MemberProfile(hamlet_id=hamlet_id(commune, "Nà Lừa"))
    commune.members.update(someone.id, someone.revision, msgspec.structs.replace(form, profile=home))
    assert [view.hamlet.name for view in commune.hamlets.listed(TODAY) if view.without_member] == ["Cốc Cái", "Nà Pán"]
    assert commune.organizations.counts(TODAY).without_member == 2


def test_joint_cells_are_counted_by_their_hamlets_as_of_the_day(commune: Commune) -> None:
    commune.cell("A", "Chi bộ A", "A1", "A2")
    commune.cell("B", "Chi bộ B", "B1", "B2", "B3")
    commune.cell("C", "Chi bộ C", "C1")
    commune.tree.apply(
        TreeAct(kind=TreeEventKind.CREATED, on=START, units=(UnitInput(code="T", name="Chi bộ Trường học"),))
    )
    counts = commune.organizations.counts(TODAY)
    assert (counts.cells, counts.single, counts.joint, counts.no_hamlet, counts.hamlets) == (4, 1, {2: 1, 3: 1}, 1, 6)
    commune.hamlets.move(hamlet_id(commune, "B3"), "", DAY)
    assert commune.organizations.counts(DAY).joint == {2: 2}
    assert commune.organizations.counts(BEFORE).joint == {2: 1, 3: 1}


def test_coverage_adds_up_to_the_numbers_of_a_province() -> None:
    numbers = [1] * 1292 + [2] * 58 + [3] * 3 + [4]
    counts = tree.coverage(numbers)
    assert (counts.single, counts.joint) == (1292, {2: 58, 3: 3, 4: 1})
    assert (sum(counts.joint.values()), counts.cells) == (62, 1354)


@pytest.mark.parametrize(("name", "expected"), [("", "HAMLET_NAME_MISSING"), (" Nà  Lừa", "HAMLET_NAME_USED")])
def test_a_hamlet_needs_a_name_of_its_own(commune: Commune, name: str, expected: str) -> None:
    commune.cell()
    with pytest.raises(ProblemError) as problem:
        commune.hamlets.add(name, DAY)
    assert refused(problem) == [expected]


def test_a_split_proposes_that_people_go_with_the_hamlet_they_live_in(commune: Commune) -> None:
    cell = commune.cell("NL", "Chi bộ ghép", "Nà Lừa", "Nà Pán")
    homes = {name: MemberProfile(hamlet_id=hamlet_id(commune, name)) for name in ("Nà Lừa", "Nà Pán")}
    commune.person(cell.id, "Lý A Sử", profile=homes["Nà Pán"])
    commune.person(cell.id, "Sùng Thị Mỷ", profile=homes["Nà Lừa"])
    commune.person(cell.id, "Vàng A Páo")
    act = TreeAct(
        kind=TreeEventKind.SPLIT,
        on=DAY,
        unit_ids=(cell.id,),
        units=(UnitInput(code="NP", name="Chi bộ Nà Pán", hamlets=("Nà Pán",)),),
    )
    assert {row.full_name: code for row, code in commune.tree.people(act)} == {
        "Lý A Sử": "NP",
        "Sùng Thị Mỷ": "",
        "Vàng A Páo": "",
    }


def test_the_history_says_what_changed_on_each_day(commune: Commune) -> None:
    cell = commune.cell("NL", "Chi bộ Nà Lừa", "Nà Lừa")
    commune.organizations.update_cell(
        cell.id, "NL", "Chi bộ Tân Lừa", "", "Mường Khương", 5, ["Nà Lừa", "Nà Pán"], BEFORE
    )
    event = commune.tree.apply(
        TreeAct(
            kind=TreeEventKind.SPLIT,
            on=DAY,
            unit_ids=(cell.id,),
            units=(UnitInput(code="NP", name="Chi bộ Nà Pán", hamlets=("Nà Pán",)),),
            decision_number="21-QĐ/ĐU",
            decision_on=date(2026, 11, 2),
            decided_by="Đảng ủy xã",
        )
    )
    told = [(line.on, line.kind, line.what, line.decision) for line in commune.tree.history(cell.id)]
    assert told == [
        (START, TreeEventKind.CREATED, "Chi bộ Nà Lừa; Nhận thôn: Nà Lừa", ""),
        (
            BEFORE,
            TreeEventKind.RENAMED,
            "Tên: Chi bộ Nà Lừa → Chi bộ Tân Lừa; Ngày họp: ngày 03 → ngày 05; Nhận thôn: Nà Pán",
            "",
        ),
        (
            DAY,
            TreeEventKind.SPLIT,
            "Chia tách thành “Chi bộ Nà Pán”; Thôi phụ trách thôn: Nà Pán",
            "21-QĐ/ĐU ngày 02/11/2026 Đảng ủy xã",
        ),
    ]
    (new,) = commune.tree.history(event.successors[0])
    assert new.what == "Tách từ “Chi bộ Tân Lừa”; Chi bộ Nà Pán; Nhận thôn: Nà Pán"
    commune.tree.cancel(event.id, "Ghi nhầm ngày")
    line = commune.tree.history(cell.id)[-1]
    assert (line.cancelled, line.note) == (True, "Đã hủy: Ghi nhầm ngày")
