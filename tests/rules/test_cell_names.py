"""Which cell a name in a list means, and what is offered when it means none."""

from __future__ import annotations

import pytest

from desktop_app.rules.cell_names import CellName, CellNames

CELLS = CellNames(
    [
        CellName("nalua", "NL01", "Chi bộ thôn Nà Lừa"),
        CellName("sapa", "SP02", "Chi bộ thôn Sa Pả"),
        CellName("school", "TH", "Chi bộ Trường THCS Mường Khương"),
        CellName("thon1", "T1", "Chi bộ thôn 1"),
        CellName("to1", "TO1", "Chi bộ tổ dân phố 1"),
    ]
)


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        ("Chi bộ thôn Nà Lừa", "nalua"),
        ("CHI BỘ THÔN NÀ LỪA", "nalua"),
        ("chi bo thon na lua", "nalua"),
        ("thôn Nà Lừa", "nalua"),
        ("Nà Lừa", "nalua"),
        ("CB Nà Lừa", "nalua"),
        ("bản Nà Lừa", "nalua"),
        ("nl01", "nalua"),
        ("Trường THCS Mường Khương", "school"),
        ("Thôn 1", "thon1"),
        ("TDP 1", "to1"),
    ],
)
def test_a_cell_is_found_by_any_usual_way_of_naming_it(typed: str, cell: str) -> None:
    assert CELLS.find(typed) == (cell,)


def test_a_name_that_two_cells_share_leads_to_both() -> None:
    assert CELLS.find("1") == ("thon1", "to1")


def test_a_name_of_no_cell_leads_nowhere_but_near_one() -> None:
    assert CELLS.find("Nà Lứu Hạ") == ()
    assert CELLS.nearest("Chi bộ thôn Nà Lưaa") == "Chi bộ thôn Nà Lừa"
    assert CELLS.nearest("Đảng ủy Quân sự") == ""
