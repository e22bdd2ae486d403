"""Sections, new cells, mergers and roles go upward as they are, and the office above counts and shows the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from db.partition_sources import SOURCES
from db.register_records import RoleKind, TreeEventKind
from db.tree_records import RoleInput, TreeAct, UnitInput
from desktop_app.services.organizations import OrganizationService
from desktop_app.services.reports import ReportService
from desktop_app.services.roles import RoleService
from desktop_app.services.tree_changes import TreeService
from tests.helpers.exchange import PERIOD, Pair, Side, dump, make_pair

DAY = date(2026, 11, 12)
BOTH = {"Chi bộ thôn Bản Sen", "Chi bộ thôn Nà Lừa"}


def tree(side: Side) -> TreeService:
    return TreeService(side.store, side.office_id, side.clock)


def under_sections(pair: Pair) -> None:
    """Put the first cell under a section below a section, split it, and end the second one."""
    service, child = tree(pair.child), pair.child
    outer = service.apply(
        TreeAct(
            kind=TreeEventKind.CREATED, on=DAY, units=(UnitInput(code="BP1", name="Đảng bộ bộ phận", kind="section"),)
        )
    ).subjects[0]
    inner = service.apply(
        TreeAct(
            kind=TreeEventKind.CREATED,
            on=DAY,
            units=(UnitInput(code="BP2", name="Đảng bộ bộ phận 2", kind="section", parent_id=outer),),
        )
    ).subjects[0]
    form = service.form(pair.cells[0], DAY)
    moved = UnitInput(**{name: getattr(form, name) for name in UnitInput.__struct_fields__} | {"parent_id": inner})
    service.apply(TreeAct(kind=TreeEventKind.REPARENTED, on=DAY, unit_ids=(pair.cells[0],), units=(moved,)))
    service.apply(
        TreeAct(
            kind=TreeEventKind.SPLIT,
            on=DAY,
            unit_ids=(pair.cells[0],),
            units=(UnitInput(code="CB03", name="Chi bộ Na Mạ", hamlets=("Na Mạ",), parent_id=inner),),
            members={pair.members[0][0]: "CB03"},
        )
    )
    service.apply(TreeAct(kind=TreeEventKind.MERGED, on=DAY, unit_ids=(pair.cells[1],), into_id=pair.cells[0]))
    RoleService(child.store, child.office_id, child.clock).add(
        pair.cells[0], RoleInput(role=RoleKind.DEPUTY, member_id=pair.members[0][1], since=DAY)
    )


def test_a_package_with_sections_below_it_arrives_and_says_the_same(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    pair.take(pair.send())
    under_sections(pair)
    receipt = pair.take(pair.send())
    assert receipt.verdict == "applied"
    sent = dump(pair.child, pair.child.office_id)
    assert dump(pair.parent, pair.child.office_id) == sent
    columns = SOURCES["organizations"].columns
    rows = [dict(zip(columns, row, strict=True)) for row in sent["organizations", PERIOD]]
    assert {row["kind"] for row in rows} == {"commune_committee", "section", "cell"}
    sections = {row["id"] for row in rows if row["kind"] == "section"}
    moved = [row for row in rows if row["id"] == pair.cells[0]]
    assert [row["parent_id"] in sections for row in moved] == [False, True]
    held = pair.parent.store.rows("SELECT before, after FROM organization_event WHERE before IS NOT NULL")
    assert held == [], "what an act can be taken back with stays at home"


def test_both_offices_count_the_same_cells_of_the_month(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    under_sections(pair)
    pair.take(pair.send())
    tables = [
        [
            (row.cell_name, row.members, row.regular)
            for row in ReportService(side.store, side.office_id, side.clock).consolidated(PERIOD)
            if row.cell_id
        ]
        for side in (pair.child, pair.parent)
    ]
    assert tables[0] == tables[1]
    assert [name for name, _, _ in tables[0]] == ["Chi bộ Na Mạ", "Chi bộ thôn Bản Sen", "Chi bộ thôn Nà Lừa"]
    assert [cell.name for cell in pair.child.exchange.ready(PERIOD).cells] == [name for name, _, _ in tables[0]]


def test_an_act_taken_back_after_it_was_sent_can_be_sent_again(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    service = tree(pair.child)
    new = UnitInput(code="CB03", name="Chi bộ Na Mạ", hamlets=("Na Mạ",))
    event = service.apply(
        TreeAct(
            kind=TreeEventKind.SPLIT,
            on=DAY,
            unit_ids=(pair.cells[0],),
            units=(new,),
            members={pair.members[0][0]: "CB03"},
        )
    )
    pair.take(pair.send())
    service.cancel(event.id, "Ghi nhầm")
    # So few rows that one gone is many: the office above is asked for a reason.
    assert pair.take(pair.send(), "Chi bộ mới ghi nhầm").verdict == "applied"
    above = OrganizationService(pair.parent.store, pair.parent.office_id, pair.parent.clock)
    cells = [node.organization.name for node in above.tree(DAY) if node.organization.kind == "cell"]
    assert cells == ["Chi bộ thôn Bản Sen", "Chi bộ thôn Nà Lừa"]


def test_the_office_above_sees_last_years_tree_of_the_office_below(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    under_sections(pair)
    pair.take(pair.send())
    own, above = (OrganizationService(side.store, side.office_id, side.clock) for side in (pair.child, pair.parent))
    shown = {}
    for day in (DAY, date(2026, 1, 1)):
        at_home = [(node.depth + 1, node.organization.name, node.type_word, node.hamlets) for node in own.tree(day)]
        shown[day] = [(node.depth, node.organization.name, node.type_word, node.hamlets) for node in above.tree(day)]
        assert shown[day][1:] == at_home
        assert own.tree(day)[0].members == above.tree(day)[1].members == 10
        assert [node.secretary for node in own.tree(day)] == [node.secretary for node in above.tree(day)][1:]
    now, before = ([name for _, name, _, _ in shown[day][2:]] for day in shown)
    assert before == ["Đảng bộ bộ phận Bản Sen", "Chi bộ thôn Bản Sen", "Chi bộ thôn Nà Lừa"]
    assert now == [
        "Đảng bộ bộ phận",
        "Đảng bộ bộ phận 2",
        "Chi bộ Na Mạ",
        "Chi bộ thôn Nà Lừa",
        "Đảng bộ bộ phận Bản Sen",
    ]
