"""The papers of tasks are asked for by keyboard and shown as they print."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from db.task_records import AssignmentInput
from desktop_app.office import Office
from tests.helpers.clerk import ALT, press
from tests.helpers.ui import bury
from tests.ui.conftest import Desk
from tests.ui.windows import CTRL_SHIFT, shown
from ui.pages.assignments.page import AssignmentsPage
from ui.paper_window import PaperWindow


@pytest.fixture(autouse=True)
def _closed_afterwards() -> Iterator[None]:
    yield
    for left in QApplication.topLevelWidgets():
        if isinstance(left, QDialog) and left.isVisible():
            left.close()
    bury()


@pytest.fixture
def page(desk: Desk) -> AssignmentsPage:
    """The page with a cell in hand whose first member has a task and a commitment."""

    def fill(office: Office) -> None:
        cell = desk.cells[0]
        person = office.members.of_cell(cell, date(2026, 11, 23))[0]
        office.tasks.add(
            AssignmentInput(
                cell_id=cell, member_id=person.id, text="Tuần tra ban đêm", given_on=date(2026, 1, 5), year=2026
            )
        )
        office.commitments.write([(person.id, cell)], 2026, "Giữ gìn đoàn kết.")

    desk.clerk.ask(fill)
    press(Qt.Key.Key_5, ALT)
    desk.clerk.settle()
    made = desk.clerk.window.page
    assert isinstance(made, AssignmentsPage)
    return made


def in_cell(desk: Desk) -> None:
    desk.clerk.window.context.set_cell_id(desk.cells[0])
    desk.clerk.settle()


def words(window: PaperWindow) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(window.panel.data)).pages)


def test_the_first_paper_is_two_keys_away(desk: Desk, page: AssignmentsPage) -> None:
    in_cell(desk)
    page.panel.focus_first()
    press(Qt.Key.Key_P, CTRL_SHIFT)
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert "KẾ HOẠCH PHÂN CÔNG NHIỆM VỤ" in words(shown(PaperWindow))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("plan", "Tuần tra ban đêm"),
        ("slip", "PHIẾU GIAO NHIỆM VỤ"),
        ("slips", "Tuần tra ban đêm"),
        ("tracking", "Tháng 11 năm 2026"),
        ("tracking_blank", "Tháng 11 năm 2026"),
        ("households", "Chưa có hộ nào"),
        ("hamlets", "Chưa có hộ nào"),
        ("commitments", "Giữ gìn đoàn kết."),
        ("commitments_blank", "Tự soi, tự sửa hằng tháng"),
    ],
)
def test_every_paper_opens_in_its_window(desk: Desk, page: AssignmentsPage, name: str, said: str) -> None:
    in_cell(desk)
    page.papers.offer()
    assert page.papers.actions_[name].isEnabled()
    page.papers.actions_[name].trigger()
    desk.clerk.settle()
    assert said in words(shown(PaperWindow))


def test_papers_of_one_cell_are_not_offered_for_all_cells(desk: Desk, page: AssignmentsPage) -> None:
    page.papers.offer()
    enabled = {name for name, action in page.papers.actions_.items() if action.isEnabled()}
    assert not enabled & {"slips", "commitments", "commitments_blank"}
    assert {"plan", "tracking", "households"} <= enabled
    in_cell(desk)
    page.papers.offer()
    assert page.papers.actions_["slips"].isEnabled()


def test_nothing_to_print_is_said_in_a_sentence(desk: Desk, page: AssignmentsPage) -> None:
    desk.clerk.window.context.set_cell_id(desk.cells[1])
    desk.clerk.settle()
    page.papers.actions_["slips"].trigger()
    desk.clerk.settle()
    assert "Chưa có nhiệm vụ nào" in page.problem_bar.label.text()


def test_the_sheet_is_of_the_span_in_sight(desk: Desk, page: AssignmentsPage) -> None:
    in_cell(desk)
    page.show_tab("review")
    desk.clerk.settle()
    panel = page.panel
    panel.span.take("2026-Q4")  # type: ignore[attr-defined]  # the review panel
    desk.clerk.settle()
    page.papers.actions_["tracking"].trigger()
    desk.clerk.settle()
    assert "Quý IV năm 2026" in words(shown(PaperWindow))
