"""The papers of tasks say what plan, reviews, households and commitments say, by person, by hamlet, blank, filled."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

import msgspec
import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

from db.meeting_records import Assignment, AssignmentOutcome
from db.task_records import (
    Commitment,
    CommitmentLine,
    CommitmentReview,
    Household,
    HouseholdLine,
    Kept,
    ReviewLine,
    TaskLine,
    TaskReview,
)
from desktop_app.documents import task_papers as papers
from desktop_app.documents.excel.table import table_workbook
from desktop_app.documents.papers.common import Issuer
from desktop_app.documents.pdf.table import table_pdf
from desktop_app.documents.table_model import RowKind, Table, TableDocument
from tests.helpers.drawn import as_text, drawn_by
from tests.helpers.papers import HOSTILE, workbook_values

ISSUER = Issuer(
    on=date(2026, 11, 23),
    upper_name="ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG",
    header_name="CHI BỘ THÔN NÀ LỪA",
    name="Chi bộ thôn Nà Lừa",
    place="Mường Khương",
    signing="cell",
    secretary="Nông Văn Hòa",
)


def task(number: int, who: str, text: str, **more: object) -> TaskLine:
    """Return a task as a list shows it."""
    plain: dict[str, object] = {
        "id": f"task-{number}",
        "owner_id": "office",
        "cell_id": "cell",
        "meeting_id": None,
        "text": text,
        "assignee": who,
        "member_id": f"member-{who}",
        "given_on": date(2026, 1, 5),
        "due_on": None,
        "outcome": AssignmentOutcome.OPEN,
        "year": 2026,
    }
    made = Assignment(**(plain | more))  # type: ignore[arg-type]  # the fields are those of the record
    return TaskLine(assignment=made, cell_name="Chi bộ thôn Nà Lừa", full_name=who)


TASKS = (
    task(1, "Nông Văn Hòa", "Thực hiện nhiệm vụ bí thư chi bộ"),
    task(
        2,
        "Lò Thị Mai",
        "Vận động bà con xóm trên hiến đất mở đường bê tông",
        target="30 hộ",
        due_on=date(2026, 9, 30),
        area="Xóm trên",
        supervisor="Nông Văn Hòa",
        basis="Nghị quyết tháng 1",
    ),
    task(3, "Lò Thị Mai", "Giúp đỡ hộ nghèo", ended_on=date(2026, 6, 1), end_reason="sức khỏe yếu"),
)


def reviews() -> list[ReviewLine]:
    """Return the second task with everything said of it, the others untouched."""
    said = TaskReview(
        assignment_id="task-2",
        span="2026-09",
        progress=855,
        self_assessment="Đã vận động 28 hộ",
        committee_remark="Cần làm tiếp",
        conclusion="Chậm",
        outcome=AssignmentOutcome.LATE,
    )
    empty = TaskReview(assignment_id="", span="2026-09")
    return [ReviewLine(line=line, review=said if line is TASKS[1] else empty) for line in TASKS]


def household(head: str, hamlet: str = "", who: str = "", **more: object) -> HouseholdLine:
    """Return a household as a list shows it."""
    plain: dict[str, object] = {
        "id": head,
        "owner_id": "office",
        "head": head,
        "hamlet_id": hamlet or None,
        "valid_from": date(2026, 1, 1),
    }
    kept = Household(**(plain | more))  # type: ignore[arg-type]  # the fields are those of the record
    return HouseholdLine(
        household=kept, hamlet_name=hamlet, member_id=who or None, full_name=who, circumstance="poor" if who else ""
    )


HOUSEHOLDS = (
    household("Giàng A Páo", "Nà Lừa", "Lò Thị Mai", people=5, address="Xóm trên"),
    household("Vàng Seo Dín", "Nà Lừa"),
    household("Sùng Thị Hoa"),
)
COMMITMENT = CommitmentLine(
    member_id="member",
    full_name="Lò Thị Mai",
    cell_id="cell",
    cell_name="Chi bộ thôn Nà Lừa",
    commitment=Commitment(
        id="commitment",
        owner_id="office",
        cell_id="cell",
        member_id="member",
        year=2026,
        signed_on=date(2026, 1, 15),
        text="Giữ gìn đoàn kết.\nMỗi tháng giúp một hộ khó khăn.",
        note="Có xác nhận của thôn",
        reviews=(CommitmentReview(period="2026-03", kept=Kept.PARTLY, text="Còn nể nang"),),
    ),
)


def every_paper() -> dict[str, TableDocument]:
    """Return one of each."""
    return {
        "plan": papers.plan_document(2026, TASKS, ISSUER),
        "slip": papers.slip_document(2026, "Lò Thị Mai", ISSUER.name, TASKS[1:2], ISSUER),
        "tracking": papers.tracking_document("2026-09", reviews(), ISSUER, blank=False),
        "tracking-blank": papers.tracking_document("2026-09", reviews(), ISSUER, blank=True),
        "households": papers.households_document(HOUSEHOLDS, {"poor": "Hộ nghèo"}, ISSUER, by_hamlet=False),
        "hamlets": papers.households_document(HOUSEHOLDS, {"poor": "Hộ nghèo"}, ISSUER, by_hamlet=True),
        "commitment": papers.commitment_document(COMMITMENT, 2026, ISSUER),
        "commitment-blank": papers.commitment_document(COMMITMENT, 2026, ISSUER, blank=True),
    }


def rows(document: TableDocument) -> list[tuple[object, ...]]:
    [table] = (block for block in document.blocks if isinstance(block, Table) and not block.dotted)
    return [row.cells for row in table.rows]


@pytest.mark.parametrize("name", every_paper())
def test_a_paper_prints_as_it_was_looked_at(name: str, snapshot: SnapshotAssertion) -> None:
    document = every_paper()[name]
    assert as_text(drawn_by(partial(table_pdf, document))) == snapshot


def test_the_plan_names_each_person_once_and_counts_people_and_tasks() -> None:
    found = rows(papers.plan_document(2026, TASKS, ISSUER))
    assert [row[:2] for row in found] == [
        (1, "Nông Văn Hòa"),
        (2, "Lò Thị Mai"),
        (None, ""),
        ("", "Cộng: 3 nhiệm vụ của 2 người."),
    ]
    assert found[2][-1] == "Thôi giao 01/06/2026: sức khỏe yếu"
    assert [row[4] for row in found[:3]] == ["cả năm", "30/09/2026", "cả năm"]


def test_the_plan_of_several_cells_stands_under_their_names() -> None:
    other = TASKS[0]
    moved = msgspec.structs.replace(
        other, cell_name="Chi bộ thôn Bản Lầu", assignment=msgspec.structs.replace(other.assignment, cell_id="other")
    )
    document = papers.plan_document(2026, [*TASKS, moved], ISSUER)
    [table] = document.blocks
    assert isinstance(table, Table)
    assert [row.cells[0] for row in table.rows if row.kind is RowKind.SECTION] == [
        "Chi bộ thôn Nà Lừa",
        "Chi bộ thôn Bản Lầu",
    ]


def test_a_blank_sheet_names_the_tasks_and_leaves_all_that_is_said_of_them_open() -> None:
    filled, blank = (
        rows(papers.tracking_document("2026-09", reviews(), ISSUER, blank=is_blank)) for is_blank in (False, True)
    )
    assert [row[:4] for row in blank] == [row[:4] for row in filled]
    assert {row[4:] for row in blank} == {("",) * 5}
    assert filled[1][4:] == ("85,5%", "Đã vận động 28 hộ", "Cần làm tiếp", "Chậm", "chậm")


def test_households_nobody_is_in_charge_of_come_last_and_are_counted() -> None:
    found = rows(papers.households_document(HOUSEHOLDS, {"poor": "Hộ nghèo"}, ISSUER, by_hamlet=False))
    assert [row[0] for row in found if len(row) == 1] == [
        "Đồng chí Lò Thị Mai (1 hộ)",
        "Chưa có người phụ trách (2 hộ)",
    ]
    assert found[1][:5] == (1, "Giàng A Páo", "Xóm trên, Nà Lừa", 5, "Hộ nghèo")
    assert found[-1][1] == "Cộng: 3 hộ; 1 hộ có người phụ trách."


def test_households_stand_under_their_hamlets_with_who_is_in_charge() -> None:
    found = rows(papers.households_document(HOUSEHOLDS, {}, ISSUER, by_hamlet=True))
    assert [row[0] for row in found if len(row) == 1] == ["Nà Lừa (2 hộ)", "Chưa rõ thôn (1 hộ)"]
    assert "Lò Thị Mai" in found[1]


def test_a_blank_commitment_holds_nothing_that_was_written() -> None:
    said = as_text(drawn_by(partial(table_pdf, papers.commitment_document(COMMITMENT, 2026, ISSUER, blank=True))))
    for written in ("đoàn kết", "Chưa đầy đủ", "nể nang", "15/01/2026", "xác nhận"):
        assert written not in said


def test_a_commitment_is_signed_by_who_promises_and_by_the_secretary() -> None:
    made = papers.commitment_document(COMMITMENT, 2026, ISSUER)
    assert [(one.role, one.name) for one in made.signatures] == [
        ("T/M CHI ỦY\nBÍ THƯ", "Nông Văn Hòa"),
        ("NGƯỜI CAM KẾT", "Lò Thị Mai"),
    ]


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ("2026-03", "Tháng 3 năm 2026"),
        ("2026-Q2", "Quý II năm 2026"),
        ("2026-H1", "6 tháng đầu năm 2026"),
        ("2026-H2", "6 tháng cuối năm 2026"),
        ("2026", "Năm 2026"),
    ],
)
def test_a_span_is_named_in_words(span: str, words: str) -> None:
    assert papers.span_words(span) == words


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_stay_words_in_print_and_workbook(hostile: str, tmp_path: Path) -> None:
    document = papers.plan_document(2026, [task(1, hostile, hostile, target=hostile)], ISSUER)
    assert table_pdf(document)
    [sheet] = workbook_values(document, tmp_path)
    # Nothing of it is a formula; what no cell can hold is left out, the words stay.
    said = [str(cell) for row in sheet for cell in row]
    letters = "".join(letter for letter in hostile if letter.isalnum())
    assert sum("".join(letter for letter in cell if letter.isalnum()) == letters for cell in said) >= 3
    table_workbook(document, tmp_path / "again.xlsx")
    book = openpyxl.load_workbook(tmp_path / "again.xlsx")
    assert {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row} <= {"s", "n"}
