"""Households and commitments by keyboard: adding, charging several, a visit, months by one key."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from db.task_records import Kept
from tests.helpers.clerk import ALT, CTRL, press, write
from tests.ui.conftest import Desk
from ui.pages.assignments.commitment_dialog import CommitmentDialog
from ui.pages.assignments.commitments import FIRST_MONTH, CommitmentsPanel
from ui.pages.assignments.household_import_dialog import HouseholdImportDialog
from ui.pages.assignments.households import HouseholdsPanel
from ui.pages.assignments.page import AssignmentsPage


@pytest.fixture
def page(desk: Desk) -> AssignmentsPage:
    press(Qt.Key.Key_5, ALT)
    desk.clerk.settle()
    made = desk.clerk.window.page
    assert isinstance(made, AssignmentsPage)
    made.context.set_cell_id(desk.cells[0])
    desk.clerk.settle()
    return made


@pytest.fixture
def houses(desk: Desk, page: AssignmentsPage) -> HouseholdsPanel:
    press(Qt.Key.Key_4, CTRL)
    desk.clerk.settle()
    panel = page.panel
    assert isinstance(panel, HouseholdsPanel)
    return panel


@pytest.fixture
def commitments(desk: Desk, page: AssignmentsPage) -> CommitmentsPanel:
    press(Qt.Key.Key_5, CTRL)
    desk.clerk.settle()
    panel = page.panel
    assert isinstance(panel, CommitmentsPanel)
    return panel


def add(desk: Desk, panel: HouseholdsPanel, head: str) -> None:
    press(Qt.Key.Key_N, CTRL)
    write(head)
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()


def test_households_are_added_charged_together_and_called_on(
    desk: Desk, houses: HouseholdsPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = {"on": "", "text": "Thăm hỏi"}
    monkeypatch.setattr(desk.clerk.answers, "fields", lambda *_args, **_more: typed)
    houses.table.setFocus()
    add(desk, houses, "Giang A Pao")
    add(desk, houses, "Lu Van Tin")
    assert "2 hộ chưa có người phụ trách" in houses.summary.text()
    houses.table.selectAll()
    desk.clerk.answers.choice = 0
    press(Qt.Key.Key_F4)
    desk.clerk.settle()
    assert {bool(line.full_name) for line in houses.model.rows if line} == {True}
    houses.table.select(0)
    houses.visit()
    desk.clerk.settle()
    assert houses.model.rows[0] is not None
    assert houses.model.rows[0].visits == 1


def test_a_household_without_a_head_is_refused_beside_its_field(desk: Desk, houses: HouseholdsPanel) -> None:
    houses.add()
    houses.form.save()
    desk.clerk.settle()
    assert houses.form.isVisible()
    assert "chủ hộ" in houses.form.fields["head"].findings.text()


def test_a_household_that_moved_is_closed_with_a_reason(desk: Desk, houses: HouseholdsPanel) -> None:
    houses.table.setFocus()
    add(desk, houses, "Giang A Pao")
    desk.clerk.answers.why = "Chuyển đi nơi khác"
    houses.close_household()
    desk.clerk.settle()
    assert houses.model.rowCount() == 0


def test_a_commitment_is_written_and_its_months_marked_by_one_key(desk: Desk, commitments: CommitmentsPanel) -> None:
    commitments.table.setFocus()
    commitments.table.setCurrentIndex(commitments.model.index(0, FIRST_MONTH))
    press(Qt.Key.Key_1)
    desk.clerk.settle()
    first = commitments.model.rows[0]
    assert first is not None
    assert first.commitment is None
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    [dialog] = commitments.page.findChildren(CommitmentDialog)
    dialog.save()
    desk.clerk.settle()
    assert "chưa có chữ nào" in dialog.trouble.text()
    dialog.text.set_value("Gương mẫu, giúp dân")
    dialog.signed_on.set_value(date(2026, 1, 10))
    dialog.save()
    desk.clerk.settle()
    commitments.table.setCurrentIndex(commitments.model.index(0, FIRST_MONTH + 2))
    QTest.keyClick(commitments.table, Qt.Key.Key_2)
    desk.clerk.settle()
    first = commitments.model.rows[0]
    assert first is not None
    assert first.commitment is not None
    assert [(review.period, review.kept) for review in first.commitment.reviews] == [("2026-03", Kept.PARTLY)]
    assert "1/" in commitments.summary.text()


def test_a_list_copied_from_a_workbook_is_pasted_looked_at_and_taken(desk: Desk, houses: HouseholdsPanel) -> None:
    before = houses.model.rowCount()
    QGuiApplication.clipboard().setText("Chủ hộ\tSố khẩu\nGiàng A Páo\t5\nSùng Thị Hoa\tnăm")
    houses.table.setFocus()
    press(Qt.Key.Key_V, CTRL)
    desk.clerk.settle()
    [dialog] = houses.page.findChildren(HouseholdImportDialog)
    assert "1 hộ mới" in dialog.counts.text()
    assert "1 dòng sai" in dialog.counts.text()
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert houses.model.rowCount() == before + 1
