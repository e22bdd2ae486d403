"""Acts on the tree: what follows from each, what is refused, what stays of the past, and what can be taken back."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest

from db import ids
from db.meeting_records import MeetingKind
from db.problems import ProblemError
from db.records import Duty, Finding, Organization, Standing
from db.register_records import ChangeKind, TreeEventKind
from db.tree_records import TreeAct, UnitInput
from desktop_app.services import member_lines
from tests.services.conftest import START, TODAY, Commune, entered
from tests.services.test_meetings import finalized, written

DAY = date(2026, 11, 10)
BEFORE = DAY - timedelta(days=1)


def unit(code: str, name: str, *hamlets: str, kind: str = "cell", parent: str = "") -> UnitInput:
    return UnitInput(code=code, name=name, hamlets=hamlets, kind=kind, parent_id=parent, meeting_day=3)


def codes(findings: object) -> list[str]:
    assert isinstance(findings, list | tuple)
    return [finding.code for finding in findings if isinstance(finding, Finding)]


def refused(commune: Commune, act: TreeAct) -> list[str]:
    """Return the errors an act is refused with."""
    with pytest.raises(ProblemError, match="V01") as problem:
        commune.tree.apply(act)
    return codes(problem.value.values["findings"])


def names(commune: Commune, on: date) -> list[str]:
    return [view.organization.name for view in commune.organizations.cells(on)]


def members(commune: Commune, cell_id: str, on: date) -> list[str]:
    return [row.full_name for row in commune.members.of_cell(cell_id, on)]


def joint(commune: Commune) -> Organization:
    """A cell of two hamlets with four members."""
    cell = commune.cell("NL", "Chi bộ Nà Lừa - Nà Pán", "Nà Lừa", "Nà Pán")
    for name in ("Lý A Sử", "Sùng Thị Mỷ", "Hoàng Văn Đào", "Nông Thị Hòa"):
        commune.person(cell.id, name, standing=Standing.OFFICIAL)
    return cell


def section(commune: Commune, code: str = "BP", parent: str = "", on: date = START) -> str:
    act = TreeAct(
        kind=TreeEventKind.CREATED,
        on=on,
        units=(unit(code, f"Đảng bộ bộ phận {code}", kind="section", parent=parent),),
    )
    return commune.tree.apply(act).subjects[0]


def split(commune: Commune, cell: Organization, *, ends: bool = False) -> TreeAct:
    people = {row.full_name: row.id for row in commune.members.of_cell(cell.id, DAY)}
    new = [unit("NP", "Chi bộ Nà Pán", "Nà Pán")]
    if ends:
        new.insert(0, unit("NL2", "Chi bộ Nà Lừa", "Nà Lừa"))
    return TreeAct(
        kind=TreeEventKind.SPLIT,
        on=DAY,
        unit_ids=(cell.id,),
        units=tuple(new),
        ends=ends,
        members={people["Lý A Sử"]: "NP", people["Nông Thị Hòa"]: "NP"},
        members_to="NL2" if ends else "",
        decision_number="15-QĐ/ĐU",
    )


# --- sections and the tree -------------------------------------------------------------------------------------------


def test_cells_below_sections_at_any_depth_are_cells_of_the_office(commune: Commune) -> None:
    outer = section(commune)
    inner = section(commune, "BP2", outer)
    for code, parent in (("A", ""), ("B", outer), ("C", inner)):
        commune.tree.apply(
            TreeAct(kind=TreeEventKind.CREATED, on=START, units=(unit(code, f"Chi bộ {code}", parent=parent),))
        )
    assert names(commune, TODAY) == ["Chi bộ A", "Chi bộ B", "Chi bộ C"]
    assert [row.cell_name for row in commune.meetings.board("2026-11")] == names(commune, TODAY)
    rows = commune.reports.consolidated("2026-11")
    assert {(row.cell_name, row.office_id) for row in rows} == {
        (name, commune.office.id) for name in names(commune, TODAY)
    }
    assert len(rows) == 3
    found = [(node.depth, node.organization.name) for node in commune.organizations.tree(TODAY)]
    assert found == [
        (0, "Đảng ủy xã Mường Khương"),
        (1, "Đảng bộ bộ phận BP"),
        (2, "Đảng bộ bộ phận BP2"),
        (3, "Chi bộ C"),
        (2, "Chi bộ B"),
        (1, "Chi bộ A"),
    ]


def test_a_line_of_the_tree_says_type_hamlets_members_and_secretary(commune: Commune) -> None:
    cell = joint(commune)
    office, line = commune.organizations.tree(TODAY)
    assert (office.members, office.type_word) == (4, "đảng ủy xã, phường, đặc khu")
    assert (line.organization.id, line.members, line.hamlets) == (cell.id, 4, ("Nà Lừa", "Nà Pán"))
    assert (line.type_word, line.secretary) == ("chi bộ trực thuộc", "")


def test_cells_are_merged_into_a_cell_only(commune: Commune) -> None:
    act = TreeAct(kind=TreeEventKind.MERGED, on=DAY, unit_ids=(commune.cell().id,), into_id=section(commune))
    assert refused(commune, act) == ["TREE_CELLS_ONLY"]


def test_nobody_new_comes_into_a_cell_closed_by_then(commune: Commune) -> None:
    cell = commune.cell()
    commune.tree.apply(TreeAct(kind=TreeEventKind.CLOSED, on=DAY, unit_ids=(cell.id,)))
    with pytest.raises(ProblemError, match="V01") as problem:
        commune.person(cell.id, "Lý A Sử", since=DAY)
    assert codes(problem.value.values["findings"]) == ["CHANGE_CELL_CLOSED"]
    with commune.store.operation("test.entry", "member:-"), pytest.raises(ProblemError, match="V01"):
        member_lines.write_entry(commune.store, commune.office.id, "x", entered(cell.id, "Lý A Sử", since=DAY))
    earlier = commune.members.check(entered(cell.id, "Lý A Sử", since=BEFORE))
    assert "CHANGE_CELL_CLOSED_LATER" in codes(earlier)
    assert commune.person(cell.id, "Lý A Sử", since=BEFORE).full_name == "Lý A Sử"


def test_a_section_with_cells_below_it_cannot_be_closed_and_moves_only_to_where_it_can_be(commune: Commune) -> None:
    outer = section(commune)
    inner = section(commune, "BP2", outer)
    commune.tree.apply(TreeAct(kind=TreeEventKind.CREATED, on=START, units=(unit("A", "Chi bộ A", parent=inner),)))
    closing = TreeAct(kind=TreeEventKind.CLOSED, on=DAY, unit_ids=(outer,))
    assert refused(commune, closing) == ["TREE_HAS_BELOW"]
    form = commune.tree.form(outer, DAY)
    circle = TreeAct(
        kind=TreeEventKind.REPARENTED,
        on=DAY,
        unit_ids=(outer,),
        units=(unit("BP", form.name, kind="section", parent=inner),),
    )
    assert refused(commune, circle) == ["TREE_BELOW_ITSELF"]


def test_last_years_tree_has_last_years_names_parents_and_units(commune: Commune) -> None:
    above = section(commune)
    cell = commune.cell()
    form = commune.tree.form(cell.id, DAY)
    for kind, day, changed in (
        (TreeEventKind.RENAMED, date(2025, 3, 1), {"name": "Chi bộ thôn Nà Lừa mới", "header_name": ""}),
        (TreeEventKind.REPARENTED, date(2025, 6, 1), {"parent_id": above}),
        (TreeEventKind.RETYPED, date(2025, 9, 1), {"type_code": "grassroots_cell"}),
    ):
        fields = {name: getattr(form, name) for name in UnitInput.__struct_fields__} | changed
        form = UnitInput(**fields)
        commune.tree.apply(TreeAct(kind=kind, on=day, unit_ids=(cell.id,), units=(form,)))
    told = {
        day: [
            (node.depth, node.organization.name, node.type_word)
            for node in commune.organizations.tree(day)
            if node.organization.id == cell.id
        ]
        for day in (date(2024, 12, 31), date(2025, 3, 1), date(2025, 6, 1), date(2025, 9, 1))
    }
    assert list(told.values()) == [
        [(1, "Chi bộ thôn Nà Lừa", "chi bộ trực thuộc")],
        [(1, "Chi bộ thôn Nà Lừa mới", "chi bộ trực thuộc")],
        [(2, "Chi bộ thôn Nà Lừa mới", "chi bộ trực thuộc")],
        [(2, "Chi bộ thôn Nà Lừa mới", "chi bộ cơ sở")],
    ]
    assert [event.kind.value for event in commune.tree.events(cell.id)] == [
        "created",
        "renamed",
        "reparented",
        "retyped",
    ]


# --- splitting -------------------------------------------------------------------------------------------------------


def test_a_cell_is_split_and_its_members_and_hamlets_go_where_they_were_sent(commune: Commune) -> None:
    cell = joint(commune)
    event = commune.tree.apply(split(commune, cell))
    (new,) = event.successors
    assert (event.subjects, event.sources, event.decision_number) == ((cell.id,), (), "15-QĐ/ĐU")
    assert members(commune, cell.id, DAY) == ["Hoàng Văn Đào", "Sùng Thị Mỷ"]
    assert members(commune, new, DAY) == ["Nông Thị Hòa", "Lý A Sử"]
    assert len(members(commune, cell.id, BEFORE)) == 4
    views = {view.organization.id: view.hamlets for view in commune.organizations.cells(DAY)}
    assert views == {cell.id: ("Nà Lừa",), new: ("Nà Pán",)}
    assert commune.organizations.cell(cell.id, BEFORE).hamlets == ("Nà Lừa", "Nà Pán")


def test_those_who_move_with_a_split_have_an_act_of_it(commune: Commune) -> None:
    from db import member_events

    cell = joint(commune)
    (new,) = commune.tree.apply(split(commune, cell)).successors
    for row in commune.members.of_cell(new, DAY):
        last = member_events.last(commune.store, row.id)
        assert last is not None
        assert (last.change.kind, last.change.cell_id) == (ChangeKind.CELL_MOVE, new)
        assert last.change.decision_number == "15-QĐ/ĐU"


def test_a_cell_that_ends_in_a_split_has_its_successors(commune: Commune) -> None:
    cell = joint(commune)
    event = commune.tree.apply(split(commune, cell, ends=True))
    assert event.sources == (cell.id,)
    assert names(commune, DAY) == ["Chi bộ Nà Lừa", "Chi bộ Nà Pán"]
    assert names(commune, BEFORE) == ["Chi bộ Nà Lừa - Nà Pán"]
    assert [unit.name for unit in commune.tree.successors(cell.id, DAY)] == ["Chi bộ Nà Lừa", "Chi bộ Nà Pán"]
    assert [unit.id for unit in commune.tree.successors(cell.id, BEFORE)] == [cell.id]


def test_a_split_into_nothing_or_with_people_left_over_is_refused(commune: Commune) -> None:
    cell = joint(commune)
    assert "TREE_SPLIT_INTO_FEW" in refused(commune, TreeAct(kind=TreeEventKind.SPLIT, on=DAY, unit_ids=(cell.id,)))
    whole = split(commune, cell, ends=True)
    assert refused(
        commune,
        TreeAct(kind=whole.kind, on=DAY, unit_ids=whole.unit_ids, units=whole.units, ends=True, members=whole.members),
    ) == ["TREE_MEMBERS_STAY"]
    assert names(commune, DAY) == ["Chi bộ Nà Lừa - Nà Pán"]


def test_new_cells_without_three_official_members_are_pointed_out_with_the_statute(commune: Commune) -> None:
    cell = joint(commune)
    (few,) = [one for one in commune.tree.check(split(commune, cell)) if one.code == "CELL_FEW_OFFICIAL_NEW"]
    assert (few.values["count"], few.field) == (2, "units.0.members")
    assert "Điều 24" in few.source


# --- merging and closing ---------------------------------------------------------------------------------------------


def two(commune: Commune) -> tuple[Organization, Organization]:
    first = commune.cell("NL", "Chi bộ Nà Lừa", "Nà Lừa")
    second = commune.cell("NP", "Chi bộ Nà Pán", "Nà Pán")
    commune.person(first.id, "Lý A Sử")
    commune.person(second.id, "Sùng Thị Mỷ")
    commune.person(second.id, "Vàng A Páo", duty=Duty.EXEMPT)
    return first, second


def test_cells_merge_into_one_that_stays(commune: Commune) -> None:
    first, second = two(commune)
    commune.tree.apply(TreeAct(kind=TreeEventKind.MERGED, on=DAY, unit_ids=(second.id,), into_id=first.id))
    (view,) = commune.organizations.cells(DAY)
    assert (view.organization.id, view.hamlets, view.members) == (first.id, ("Nà Lừa", "Nà Pán"), 3)
    assert [one.id for one in commune.tree.successors(second.id, TODAY)] == [first.id]
    assert len(commune.organizations.cells(BEFORE)) == 2


def test_cells_merge_into_a_new_one_and_some_members_go_elsewhere(commune: Commune) -> None:
    first, second = two(commune)
    other = commune.cell("BL", "Chi bộ Bản Lầu", "Bản Lầu")
    someone = commune.members.of_cell(first.id, DAY)[0].id
    event = commune.tree.apply(
        TreeAct(
            kind=TreeEventKind.MERGED,
            on=DAY,
            unit_ids=(first.id, second.id),
            units=(unit("GH", "Chi bộ ghép"),),
            members={someone: "BL"},
        )
    )
    (new,) = event.successors
    assert members(commune, other.id, DAY) == ["Lý A Sử"]
    assert members(commune, new, DAY) == ["Sùng Thị Mỷ", "Vàng A Páo"]
    assert commune.organizations.cell(new, DAY).hamlets == ("Nà Lừa", "Nà Pán")


@pytest.mark.parametrize(("into", "expected"), [(True, "TREE_MERGE_INTO_ITSELF"), (False, "TREE_MERGE_OF_FEW")])
def test_a_merger_needs_two_cells_and_a_place_to_go(commune: Commune, *, into: bool, expected: str) -> None:
    first, _ = two(commune)
    act = TreeAct(kind=TreeEventKind.MERGED, on=DAY, unit_ids=(first.id,), into_id=first.id if into else "", units=())
    assert expected in refused(commune, act)


def test_a_cell_with_members_closes_only_when_they_have_somewhere_to_go(commune: Commune) -> None:
    first, second = two(commune)
    closing = TreeAct(kind=TreeEventKind.CLOSED, on=DAY, unit_ids=(second.id,))
    assert refused(commune, closing) == ["TREE_MEMBERS_STAY"]
    commune.tree.apply(
        TreeAct(kind=TreeEventKind.CLOSED, on=DAY, unit_ids=(second.id,), members_to="NL", hamlets={"Nà Pán": "NL"})
    )
    assert members(commune, first.id, DAY) == ["Sùng Thị Mỷ", "Vàng A Páo", "Lý A Sử"]
    assert commune.organizations.cell(first.id, DAY).hamlets == ("Nà Lừa", "Nà Pán")


def test_a_hamlet_nobody_took_has_no_cell(commune: Commune) -> None:
    _, second = two(commune)
    closing = TreeAct(kind=TreeEventKind.CLOSED, on=DAY, unit_ids=(second.id,), members_to="NL")
    assert "TREE_HAMLETS_LEFT" in codes(commune.tree.check(closing))
    commune.tree.apply(closing)
    assert [view.hamlet.name for view in commune.hamlets.listed(DAY) if view.without_cell] == ["Nà Pán"]
    assert commune.organizations.counts(DAY).without_cell == 1
    assert commune.organizations.counts(BEFORE).without_cell == 0


def test_a_cell_cannot_end_before_a_meeting_it_held_and_its_drafts_are_named(commune: Commune) -> None:
    first, second = two(commune)
    commune.person(second.id, "Hoàng Văn Đào")
    finalized(commune, second)
    day = commune.meetings.listed()[0].held_on
    commune.meetings.save_draft(written(commune, second, kind=MeetingKind.EXTRAORDINARY))
    act = TreeAct(kind=TreeEventKind.CLOSED, on=day, unit_ids=(second.id,), members_to=first.code)
    assert refused(commune, act) == ["TREE_MEETING_LATER"]
    after = TreeAct(kind=TreeEventKind.CLOSED, on=day + timedelta(days=1), unit_ids=(second.id,), members_to=first.code)
    assert "TREE_DRAFTS" in codes(commune.tree.check(after))
    commune.tree.apply(after)
    (draft,) = commune.meetings.drafts()
    assert "MEETING_CELL_CLOSED" not in codes(commune.meetings.check(draft))


def test_members_who_changed_later_stop_an_act_on_an_earlier_day(commune: Commune) -> None:
    first, second = two(commune)
    commune.tree.apply(TreeAct(kind=TreeEventKind.MERGED, on=DAY, unit_ids=(second.id,), into_id=first.id))
    third = commune.cell("BL", "Chi bộ Bản Lầu", "Bản Lầu")
    early = TreeAct(kind=TreeEventKind.MERGED, on=DAY - timedelta(days=5), unit_ids=(first.id,), into_id=third.id)
    assert {"TREE_BEFORE_LAST", "TREE_MEMBERS_COME"} <= set(refused(commune, early))


# --- one rule for the month ------------------------------------------------------------------------------------------


def test_a_cell_counts_in_every_month_in_which_it_existed_on_any_day(commune: Commune) -> None:
    from db import partitions

    first, second = two(commune)
    commune.tree.apply(TreeAct(kind=TreeEventKind.MERGED, on=DAY, unit_ids=(second.id,), into_id=first.id))
    commune.tree.apply(TreeAct(kind=TreeEventKind.CREATED, on=date(2026, 11, 25), units=(unit("C", "Chi bộ Cốc Cái"),)))
    expected = {
        "2026-10": ["Chi bộ Nà Lừa", "Chi bộ Nà Pán"],
        "2026-11": ["Chi bộ Cốc Cái", "Chi bộ Nà Lừa", "Chi bộ Nà Pán"],
        "2026-12": ["Chi bộ Cốc Cái", "Chi bộ Nà Lừa"],
    }
    for period, cells in expected.items():
        last = date(2026, int(period[5:]), 31 if period != "2026-11" else 30)
        plan = partitions.cell_progress(commune.store, commune.office.id, period, f"{period}-01", last.isoformat())
        assert [row["name"] for row in plan] == cells
        assert [row.cell_name for row in commune.meetings.board(period)] == cells
        assert [row.cell_name for row in commune.reports.consolidated(period)] == cells
    rows = {row.cell_name: row for row in commune.meetings.board("2026-11")}
    assert "closed_in_month" in rows["Chi bộ Nà Pán"].missing
    assert sum(row.members for row in commune.reports.consolidated("2026-11")) == 3


def test_a_cell_that_ends_on_the_first_is_not_of_that_month(commune: Commune) -> None:
    first, second = two(commune)
    commune.tree.apply(
        TreeAct(kind=TreeEventKind.MERGED, on=date(2026, 11, 1), unit_ids=(second.id,), into_id=first.id)
    )
    assert [row.cell_name for row in commune.meetings.board("2026-11")] == ["Chi bộ Nà Lừa"]


# --- taking back -----------------------------------------------------------------------------------------------------


def snapshot(commune: Commune, on: date) -> object:
    return (
        [(node.depth, node.organization.name, node.hamlets, node.members) for node in commune.organizations.tree(on)],
        {view.organization.id: members(commune, view.organization.id, on) for view in commune.organizations.cells(on)},
        [(view.hamlet.name, view.cells) for view in commune.hamlets.listed(on)],
    )


@pytest.mark.parametrize("kind", ["split", "split_end", "merge", "merge_new", "close"])
def test_an_act_taken_back_leaves_everything_as_it_was(commune: Commune, kind: str) -> None:
    cell = joint(commune)
    other = commune.cell("BL", "Chi bộ Bản Lầu", "Bản Lầu")
    commune.person(other.id, "Vàng A Páo")
    act = {
        "split": lambda: split(commune, cell),
        "split_end": lambda: split(commune, cell, ends=True),
        "merge": lambda: TreeAct(kind=TreeEventKind.MERGED, on=DAY, unit_ids=(cell.id,), into_id=other.id),
        "merge_new": lambda: TreeAct(
            kind=TreeEventKind.MERGED, on=DAY, unit_ids=(cell.id, other.id), units=(unit("GH", "Chi bộ ghép"),)
        ),
        "close": lambda: TreeAct(
            kind=TreeEventKind.CLOSED, on=DAY, unit_ids=(cell.id,), members_to="BL", hamlets={"Nà Lừa": "BL"}
        ),
    }[kind]()
    before = [snapshot(commune, day) for day in (BEFORE, DAY, TODAY)]
    event = commune.tree.apply(act)
    assert [snapshot(commune, day) for day in (DAY, TODAY)] != before[1:]
    commune.tree.cancel(event.id, "Ghi nhầm")
    assert [snapshot(commune, day) for day in (BEFORE, DAY, TODAY)] == before
    (kept,) = [one for one in commune.tree.events(cell.id) if one.id == event.id]
    assert (bool(kept.cancelled), kept.cancel_reason) == (True, "Ghi nhầm")
    commune.tree.apply(act)


def test_a_reason_is_needed_and_an_act_is_taken_back_once(commune: Commune) -> None:
    event = commune.tree.apply(split(commune, joint(commune)))
    with pytest.raises(ProblemError, match="R40"):
        commune.tree.cancel(event.id, " ")
    commune.tree.cancel(event.id, "Ghi nhầm")
    with pytest.raises(ProblemError, match="R42"):
        commune.tree.cancel(event.id, "Ghi nhầm")


def test_only_the_last_act_can_be_taken_back(commune: Commune) -> None:
    cell = joint(commune)
    event = commune.tree.apply(split(commune, cell))
    commune.organizations.update_cell(cell.id, "NL", "Chi bộ Nà Lừa", "", "", 3, ["Nà Lừa"], TODAY)
    with pytest.raises(ProblemError, match="R41"):
        commune.tree.cancel(event.id, "Ghi nhầm")
    last = commune.tree.last_act(cell.id)
    assert last is not None
    commune.tree.cancel(last.id, "Ghi nhầm")
    commune.tree.cancel(event.id, "Ghi nhầm")
    assert names(commune, TODAY) == ["Chi bộ Nà Lừa - Nà Pán"]


def test_a_new_cell_somebody_came_into_stays(commune: Commune) -> None:
    cell = joint(commune)
    event = commune.tree.apply(split(commune, cell))
    commune.person(event.successors[0], "Vàng A Páo", since=DAY)
    with pytest.raises(ProblemError, match="R44") as problem:
        commune.tree.cancel(event.id, "Ghi nhầm")
    assert problem.value.values["members"] == 1


def test_somebody_changed_since_stops_the_taking_back(commune: Commune) -> None:
    from db.register_records import ChangeInput
    from desktop_app.services import member_lines

    cell = joint(commune)
    event = commune.tree.apply(split(commune, cell))
    someone = commune.members.of_cell(event.successors[0], DAY)[0]
    with commune.store.operation("test.change", "-"):
        member_lines.write_change(
            commune.store,
            commune.office.id,
            someone.id,
            ChangeInput(kind=ChangeKind.EXEMPTION, on=TODAY, reason="Tuổi cao"),
        )
    with pytest.raises(ProblemError, match="R43") as problem:
        commune.tree.cancel(event.id, "Ghi nhầm")
    assert problem.value.values["name"] == someone.full_name


def test_the_code_of_a_cell_that_never_was_is_free_again(commune: Commune) -> None:
    act = TreeAct(kind=TreeEventKind.CREATED, on=DAY, units=(unit("A", "Chi bộ A", "Bản Mới"),))
    event = commune.tree.apply(act)
    commune.tree.cancel(event.id, "Ghi nhầm")
    assert names(commune, TODAY) == []
    assert commune.hamlets.listed(TODAY) == []
    commune.tree.apply(act)
    assert names(commune, TODAY) == ["Chi bộ A"]
    assert [view.hamlet.name for view in commune.hamlets.listed(TODAY)] == ["Bản Mới"]


# --- days, types, other offices --------------------------------------------------------------------------------------


def test_an_act_before_the_last_one_is_refused_by_its_day(commune: Commune) -> None:
    cell = commune.cell()
    commune.organizations.update_cell(cell.id, "NL", "Chi bộ B", "", "", 3, ["Nà Lừa"], DAY)
    earlier = TreeAct(
        kind=TreeEventKind.RENAMED, on=BEFORE, unit_ids=(cell.id,), units=(unit("NL", "Chi bộ C", "Nà Lừa"),)
    )
    (found,) = [one for one in commune.tree.check(earlier) if one.code == "TREE_BEFORE_LAST"]
    assert found.values["day"] == "10/11/2026"
    assert "TREE_BEFORE_ESTABLISHED" in refused(
        commune, TreeAct(kind=TreeEventKind.CLOSED, on=START, unit_ids=(cell.id,))
    )


def test_a_type_must_fit_the_kind_and_one_of_the_past_is_pointed_out(commune: Commune) -> None:
    def act(type_code: str) -> TreeAct:
        new = UnitInput(code="A", name="Chi bộ A", type_code=type_code)
        return TreeAct(kind=TreeEventKind.CREATED, on=DAY, units=(new,))

    assert refused(commune, act("section")) == ["TREE_TYPE_UNKNOWN"]
    assert commune.tree.check(act("grassroots_cell")) == []


def test_nothing_new_is_no_act(commune: Commune) -> None:
    cell = commune.cell()
    form = commune.tree.form(cell.id, DAY)
    act = TreeAct(kind=TreeEventKind.CHANGED, on=DAY, unit_ids=(cell.id,), units=(form,))
    assert refused(commune, act) == ["TREE_NOTHING_NEW"]


def test_units_of_other_offices_and_unknown_ones_cannot_be_changed(commune: Commune) -> None:
    for unit_id, code in ((commune.office.id, "V04"), ("nobody", "V05")):
        with pytest.raises(ProblemError, match=code):
            commune.tree.apply(TreeAct(kind=TreeEventKind.CLOSED, on=DAY, unit_ids=(unit_id,)))


def test_the_last_act_is_the_one_written_last_though_the_clock_was_set_back(
    commune: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = section(commune)
    with monkeypatch.context() as patched:
        patched.setattr(ids, "_last_ms", 0)
        patched.setattr(time, "time_ns", lambda: 10**15)
        rename = TreeAct(
            kind=TreeEventKind.RENAMED, on=DAY, unit_ids=(made,), units=(unit("BP", "Đảng bộ Mới", kind="section"),)
        )
        renamed = commune.tree.apply(rename)
    (created, last) = commune.tree.events(made)
    assert (last.id, last.id < created.id) == (renamed.id, True)
    assert commune.tree.last_act(made) == renamed
    with pytest.raises(ProblemError, match="R41"):
        commune.tree.cancel(created.id, "thử")
    commune.tree.cancel(renamed.id, "thử")
    assert commune.tree.last_act(made) == created
