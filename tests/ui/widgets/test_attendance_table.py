"""The attendance list by keyboard: one key a person, reasons, search, undo, the filter of the absent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from db.meeting_records import AttendanceMark, Presence
from db.records import Duty, Finding, Severity, Standing
from tests.helpers.clerk import press, write
from ui.widgets.attendance_model import Column
from ui.widgets.attendance_table import AttendanceTable

Show = Callable[[QWidget], QWidget]


def mark(number: int, name: str, **changed: object) -> AttendanceMark:
    fields: dict[str, object] = {
        "member_id": str(number),
        "full_name": name,
        "standing": Standing.OFFICIAL,
        "duty": Duty.ACTIVE,
        "presence": Presence.PRESENT,
    }
    return AttendanceMark(**(fields | changed))  # type: ignore[arg-type]


MARKS = (
    mark(0, "Lý Minh Cường"),
    mark(1, "Nông Văn Hòa"),
    mark(2, "Lò Thị Mai", duty=Duty.EXEMPT, presence=Presence.NOT_REQUIRED),
    mark(3, "Trần Thị Thảo"),
)


@pytest.fixture
def table(show: Show) -> AttendanceTable:
    made = AttendanceTable(QUndoStack())
    made.undo = made.model._undo  # type: ignore[attr-defined]  # kept alive with the table
    made.set_marks(MARKS)
    show(made)
    return made


def presences(table: AttendanceTable) -> list[str]:
    return [mark.presence.value for mark in table.model.marks]


def shown(table: AttendanceTable, row: int, column: Column) -> str:
    return str(table.model.data(table.model.index(row, column)))


def test_a_name_enter_and_one_letter_mark_a_person_absent(table: AttendanceTable) -> None:
    write("hoa")
    press(Qt.Key.Key_Return)
    write("p")
    write("ốm")
    press(Qt.Key.Key_Return)
    assert table.model.marks[1].presence is Presence.EXCUSED
    assert table.model.marks[1].reason == "ốm"
    QApplication.processEvents()
    assert table.search.hasFocus()
    assert table.search.text() == ""


def test_a_figure_marks_straight_from_the_search_line(table: AttendanceTable) -> None:
    write("thao3")
    assert presences(table) == ["present", "present", "not_required", "unexcused"]
    assert table.search.text() == ""


def test_a_name_nobody_has_lets_no_key_mark_anybody(table: AttendanceTable) -> None:
    write("xyz3")
    press(Qt.Key.Key_Return)
    assert presences(table) == [mark.presence.value for mark in MARKS]
    assert table.search.hasFocus()
    assert table.search.property("invalid") is True


@pytest.mark.parametrize(
    ("keys", "presence"),
    [("k", "unexcused"), ("3", "unexcused"), ("2", "excused"), ("kc", "present"), ("31", "present")],
)
def test_each_key_has_its_meaning_in_the_list(table: AttendanceTable, keys: str, presence: str) -> None:
    table.table.setFocus()
    write(keys)
    assert presences(table)[0] == presence


def test_space_switches_between_present_and_absent(table: AttendanceTable) -> None:
    table.table.setFocus()
    press(Qt.Key.Key_Space)
    assert presences(table)[0] == "excused"
    press(Qt.Key.Key_Space)
    assert presences(table)[0] == "present"


def test_another_letter_in_the_list_begins_a_search(table: AttendanceTable) -> None:
    table.table.setFocus()
    write("thao")
    assert table.search.text() == "thao"
    assert table.row == 3


def test_who_need_not_come_is_not_marked_and_says_why(table: AttendanceTable) -> None:
    table.go_to(2)
    write("k")
    assert table.model.marks[2].presence is Presence.NOT_REQUIRED
    assert "miễn" in shown(table, 2, Column.REASON).lower()


def test_a_reason_is_in_the_marks_while_it_is_typed(table: AttendanceTable) -> None:
    table.table.setFocus()
    write("p")
    write("đi côn")
    assert table.model.marks[0].reason == "đi côn"


def test_escape_takes_a_reason_back(table: AttendanceTable) -> None:
    table.table.setFocus()
    write("p")
    write("ốm")
    press(Qt.Key.Key_Escape)
    assert table.model.marks[0].reason == ""
    assert table.model.marks[0].presence is Presence.EXCUSED


def test_coming_after_all_needs_no_reason(table: AttendanceTable) -> None:
    table.table.setFocus()
    write("p")
    write("ốm")
    press(Qt.Key.Key_Return)
    write("c")
    assert table.model.marks[0].reason == ""


def test_marks_and_reasons_are_taken_back_step_by_step(table: AttendanceTable) -> None:
    table.table.setFocus()
    write("p")
    write("ốm")
    press(Qt.Key.Key_Return)
    write("k")
    undo = table.model._undo
    undo.undo()
    assert (table.model.marks[0].presence, table.model.marks[0].reason) == (Presence.EXCUSED, "ốm")
    undo.undo()
    assert table.model.marks[0].reason == ""
    undo.undo()
    assert table.model.marks == MARKS
    undo.redo()
    undo.redo()
    assert table.model.marks[0].reason == "ốm"


def test_undo_after_the_register_changed_touches_nobody_else(table: AttendanceTable) -> None:
    table.table.setFocus()
    write("k")
    table.set_marks(MARKS[1:])
    table.model._undo.undo()
    assert table.model.marks == MARKS[1:]


def test_only_the_absent_are_shown_on_demand(table: AttendanceTable) -> None:
    table.table.setFocus()
    write("k")
    table.only_absent.setChecked(True)
    assert [table.table.isRowHidden(row) for row in range(4)] == [False, True, True, True]
    table.only_absent.setChecked(False)
    assert not any(table.table.isRowHidden(row) for row in range(4))


def test_a_missing_reason_is_said_in_the_row_and_in_full_below(table: AttendanceTable) -> None:
    table.table.setFocus()
    write("2")
    press(Qt.Key.Key_Return)
    finding = Finding(
        code="MEETING_REASON_MISSING",
        severity=Severity.ERROR,
        field="attendance.0.reason",
        values={"name": "Lý Minh Cường"},
    )
    table.show_findings({0: [finding]})
    assert "Lý Minh Cường" in shown(table, 0, Column.REASON)
    assert "Lý Minh Cường" in table.row_finding.text()


def test_a_name_with_markup_is_shown_as_it_is(table: AttendanceTable) -> None:
    table.set_marks([mark(0, "<b>x</b><img src=…>")])
    assert shown(table, 0, Column.NAME) == "<b>x</b><img src=…>"


def test_enter_in_an_empty_search_is_the_end_of_the_list(table: AttendanceTable) -> None:
    ended: list[bool] = []
    table.finished.connect(lambda: ended.append(True))
    press(Qt.Key.Key_Return)
    assert ended == [True]


def test_every_row_can_be_read_aloud(table: AttendanceTable) -> None:
    said = table.model.data(table.model.index(2, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert "Lò Thị Mai" in str(said)
    assert "Không phải dự" in str(said)


def test_the_editor_of_a_reason_has_a_name(table: AttendanceTable) -> None:
    table.table.setFocus()
    write("p")
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.accessibleName() == "Lý do vắng"
