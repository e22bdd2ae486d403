"""The papers of tasks are of one person, of a cell, of all cells; nothing to print is said in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from db.problems import ProblemError
from db.records import MemberRow
from db.task_records import AssignmentInput
from desktop_app.documents.table_model import Table, TableDocument
from desktop_app.office import Office, Password, open_office
from tests.helpers.clerk import copied_commune
from tests.helpers.offices import PASSWORD, FixedClock


class World:
    """An office of two cells, the first of which gave two members tasks."""

    def __init__(self, office: Office, cells: list[str]) -> None:
        self.office, self.cells = office, cells
        self.people: list[MemberRow] = office.members.of_cell(cells[0], date(2026, 11, 23))
        for place, text in ((0, "Phụ trách xóm trên"), (1, "Dân vận"), (0, "An ninh")):
            self.give(self.people[place].id, text)

    def give(self, member_id: str, text: str) -> str:
        """Give a task of the first cell."""
        made = self.office.tasks.add(
            AssignmentInput(cell_id=self.cells[0], member_id=member_id, text=text, given_on=date(2026, 1, 5), year=2026)
        )
        return made.id


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    clock = FixedClock("2026-11-23T08:30:00")
    cells = copied_commune(tmp_path / "xa", clock)
    office = open_office(tmp_path / "xa", Password(PASSWORD), clock=clock)
    yield World(office, cells)
    office.close(backup=False)


def words(document: TableDocument) -> str:
    return "\n".join(
        " ".join(str(cell) for cell in row.cells if cell)
        for block in document.blocks
        if isinstance(block, Table)
        for row in block.rows
    )


def test_everybody_with_tasks_gets_one_slip_with_all_of_them(world: World) -> None:
    slips = world.office.task_papers.slips(2026, world.cells[0])
    assert [slip.signatures[0].name for slip in slips] == sorted(
        (world.people[0].full_name, world.people[1].full_name), key=lambda name: name.split()[-1]
    )
    own = next(slip for slip in slips if slip.signatures[0].name == world.people[0].full_name)
    assert "Phụ trách xóm trên" in words(own)
    assert "An ninh" in words(own)
    assert "Dân vận" not in words(own)


def test_a_task_that_was_taken_back_is_on_the_plan_and_on_no_slip(world: World) -> None:
    task_id = world.give(world.people[1].id, "Việc thôi giao")
    world.office.tasks.end(task_id, 1, date(2026, 6, 1), "sức khỏe yếu")
    assert "Việc thôi giao" in words(world.office.task_papers.plan(2026, world.cells[0]))
    [slip] = world.office.task_papers.slips(2026, world.cells[0], world.people[1].id)
    assert "Việc thôi giao" not in words(slip)


def test_a_cell_without_tasks_has_an_empty_plan_and_no_slips(world: World) -> None:
    assert words(world.office.task_papers.plan(2026, world.cells[1])) == ""
    with pytest.raises(ProblemError, match="Q90"):
        world.office.task_papers.slips(2026, world.cells[1])


def test_commitments_are_those_written_and_blank_ones_those_of_everybody(world: World) -> None:
    papers, cell = world.office.task_papers, world.cells[0]
    with pytest.raises(ProblemError, match="Q91"):
        papers.commitments(2026, cell)
    world.office.commitments.write([(world.people[0].id, cell)], 2026, "Giữ gìn đoàn kết.")
    assert len(papers.commitments(2026, cell)) == 1
    assert len(papers.commitments(2026, cell, blank=True)) == len(world.office.commitments.listed(2026, cell))


def test_several_papers_are_one_file_each_beginning_its_own_page(world: World, tmp_path: Path) -> None:
    papers = world.office.task_papers
    slips = papers.slips(2026, world.cells[0])
    told: list[int] = []
    pages = PdfReader(BytesIO(papers.pdf(slips, told.append))).pages
    assert len(pages) == len(slips) == 2
    assert told == [1, 2]
    assert papers.write_word(slips, tmp_path / "phieu.docx") is None
    said = "\n".join(paragraph.text for paragraph in docx.Document(str(tmp_path / "phieu.docx")).paragraphs)
    assert all(slip.signatures[0].name in said for slip in slips)


def test_all_cells_share_one_tracking_sheet_and_one_list_of_households(world: World) -> None:
    sheet = world.office.task_papers.tracking("2026-11")
    assert "An ninh" in words(sheet)
    assert words(world.office.task_papers.households()) == ""
