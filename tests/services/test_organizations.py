"""The organisation tree through the service: cells, hamlets, and what stays on record when they change."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta

import pytest

from db import audit
from db.problems import ProblemError
from db.records import Organization, OrganizationKind
from db.register_records import TreeEventKind
from db.tree_records import TreeAct
from tests.services.conftest import START, TODAY, Commune


def test_cells_are_listed_in_natural_order_with_hamlets_and_members(commune: Commune) -> None:
    for number in (10, 2, 1):
        commune.cell(f"T{number}", f"Chi bộ thôn {number}", f"Thôn {number}")
    first = commune.organizations.cells(TODAY)[0]
    commune.person(first.organization.id, "Lý A Sử")
    views = commune.organizations.cells(TODAY)
    assert [view.organization.name for view in views] == ["Chi bộ thôn 1", "Chi bộ thôn 2", "Chi bộ thôn 10"]
    assert [(view.hamlets, view.members) for view in views] == [(("Thôn 1",), 1), (("Thôn 2",), 0), (("Thôn 10",), 0)]


def test_a_cell_gets_its_printed_name_in_capitals(commune: Commune) -> None:
    assert commune.cell(name="Chi bộ thôn Nà Lừa").header_name == "CHI BỘ THÔN NÀ LỪA"


def test_what_is_typed_is_cleaned_before_it_is_kept(commune: Commune) -> None:
    cell = commune.cell("NL", unicodedata.normalize("NFD", " Chi  bộ Ðồng\u00a0Tâm\x00 "))
    assert cell.name == "Chi bộ Đồng Tâm"


def test_a_change_of_name_leaves_the_past_alone(commune: Commune) -> None:
    cell = commune.cell()
    change = date(2025, 7, 1)
    commune.organizations.update_cell(
        cell.id, "NL", "Chi bộ thôn Nà Lừa mới", "", "Mường Khương", 5, ["Nà Lừa", "Nà Pán"], change
    )
    before = commune.organizations.cell(cell.id, change - timedelta(days=1))
    after = commune.organizations.cell(cell.id, change)
    assert (before.organization.name, before.hamlets) == ("Chi bộ thôn Nà Lừa", ("Nà Lừa",))
    assert (after.organization.name, after.hamlets) == ("Chi bộ thôn Nà Lừa mới", ("Nà Lừa", "Nà Pán"))
    assert [version.valid_to for version in commune.organizations.history(cell.id)] == [change, None]


def test_a_second_change_on_the_same_day_replaces_the_first(commune: Commune) -> None:
    cell = commune.cell()
    for name in ("Chi bộ A", "Chi bộ B"):
        commune.organizations.update_cell(cell.id, "NL", name, "", "Mường Khương", 3, ["Nà Lừa"], TODAY)
    assert [version.name for version in commune.organizations.history(cell.id)] == ["Chi bộ thôn Nà Lừa", "Chi bộ B"]


def test_a_hamlet_that_leaves_a_cell_ends_on_that_day(commune: Commune) -> None:
    cell = commune.cell("NL", "Chi bộ ghép", "Nà Lừa", "Nà Pán")
    commune.organizations.update_cell(cell.id, "NL", "Chi bộ ghép", "", "Mường Khương", 3, ["Nà Pán"], TODAY)
    assert commune.organizations.cell(cell.id, TODAY).hamlets == ("Nà Pán",)
    assert len(commune.organizations.cell(cell.id, TODAY - timedelta(days=1)).hamlets) == 2


def test_one_hamlet_added_twice_is_one_hamlet(commune: Commune) -> None:
    cell = commune.cell()
    first = commune.organizations.add_hamlet(cell.id, "Nà Pán", TODAY)
    second = commune.organizations.add_hamlet(cell.id, "Nà  Pán", TODAY)
    assert first == second
    assert commune.organizations.cell(cell.id, TODAY).hamlets == ("Nà Lừa", "Nà Pán")


def test_a_hamlet_added_from_an_earlier_day_stands_there_once(commune: Commune) -> None:
    cell = commune.cell()
    earlier = TODAY - timedelta(days=30)
    commune.organizations.add_hamlet(cell.id, "Nà Pán", TODAY)
    commune.organizations.add_hamlet(cell.id, "Nà Pán", earlier)
    for day in (earlier, TODAY):
        assert commune.organizations.cell(cell.id, day).hamlets == ("Nà Lừa", "Nà Pán")
    assert commune.organizations.cell(cell.id, earlier - timedelta(days=1)).hamlets == ("Nà Lừa",)


@pytest.mark.parametrize(
    ("code", "name", "day", "expected"),
    [
        ("", "Chi bộ A", 3, "CELL_CODE_FORM"),
        ("NÀ", "Chi bộ A", 3, "CELL_CODE_FORM"),
        ("../x", "Chi bộ A", 3, "CELL_CODE_FORM"),
        ("nl", "Chi bộ A", 3, "CELL_CODE_USED"),
        ("A", " \u200b ", 3, "CELL_NAME_MISSING"),
        ("A", "Chi bộ A", 32, "MEETING_DAY_RANGE"),
        ("A", "a" * 301, 3, "TEXT_TOO_LONG"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_written(
    commune: Commune, code: str, name: str, day: int, expected: str
) -> None:
    commune.cell()
    before = audit.head(commune.store)
    with pytest.raises(ProblemError) as refused:
        commune.organizations.add_cell(code, name, "x", "", day, [], START)
    assert refused.value.code == "V01"
    assert expected in [finding.code for finding in refused.value.values["findings"]]  # type: ignore[attr-defined]
    assert audit.head(commune.store) == before


def test_a_closed_cell_is_listed_until_that_day_only(commune: Commune) -> None:
    cell = commune.cell()
    commune.tree.apply(TreeAct(kind=TreeEventKind.CLOSED, on=TODAY, unit_ids=(cell.id,)))
    assert commune.organizations.cells(TODAY) == []
    assert len(commune.organizations.cells(TODAY - timedelta(days=1))) == 1


def test_an_unknown_cell_is_a_known_problem(commune: Commune) -> None:
    with pytest.raises(ProblemError, match="V05"):
        commune.organizations.cell("no such cell", TODAY)


def _other_office(code: str, kind: OrganizationKind) -> Organization:
    return Organization(
        id=f"office-{code}",
        owner_id=f"office-{code}",
        code=code,
        name=f"Đảng ủy {code}",
        header_name=code,
        kind=kind.value,
        parent_id=None,
        valid_from=START,
    )


def test_the_office_stands_below_its_parent_once_that_is_known(commune: Commune) -> None:
    assert commune.organizations.parent() is None
    commune.organizations.set_parent(_other_office("TU", OrganizationKind.PROVINCE), TODAY)
    parent = commune.organizations.parent()
    assert parent is not None
    assert parent.code == "TU"
    assert commune.organizations.office().code == "MK"


def test_an_adopted_office_is_a_child_and_adopting_again_updates_it(commune: Commune) -> None:
    commune.organizations.adopt(_other_office("PX", OrganizationKind.COMMUNE))
    commune.organizations.adopt(_other_office("PX", OrganizationKind.COMMUNE))
    assert [child.code for child in commune.organizations.children(TODAY)] == ["PX"]
    assert commune.organizations.cells(TODAY) == []
