"""Votes, rows, lists of problems, choices, plain text and PDF pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from db.meeting_records import Vote, VoteForm
from db.records import Finding, Severity
from tests.helpers.clerk import press, write
from tests.helpers.ui import type_text
from ui.widgets.choice import Choice
from ui.widgets.field import Field, finding_text
from ui.widgets.pdf_view import PdfPages, PdfView
from ui.widgets.plain_text import PlainTextEdit
from ui.widgets.problem_list import ProblemList
from ui.widgets.reason_dialog import ReasonDialog
from ui.widgets.rows import Row, Rows
from ui.widgets.vote_box import VoteBox

Show = Callable[[QWidget], QWidget]
ERROR = Finding(code="MEETING_NO_PLACE", severity=Severity.ERROR, field="place")
WARNING = Finding(code="MEETING_NOT_APPROVED", severity=Severity.WARNING, field="approval_agree")


def sheet(pages: int) -> bytes:
    from io import BytesIO

    from reportlab.pdfgen.canvas import Canvas

    target = BytesIO()
    canvas = Canvas(target, pagesize=(595, 842), invariant=1)
    for _ in range(pages):
        canvas.rect(100, 100, 300, 300, fill=1)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def test_ticking_a_vote_proposes_who_may_vote_and_never_how(show: Show) -> None:
    box = VoteBox()
    box.set_attendance(23, 25)
    show(box)
    press(Qt.Key.Key_Space)
    assert box.entitled.value() == 23
    assert box.agree.value() is None
    box.agree.setFocus()
    write("=")
    assert box.value() == Vote(form=VoteForm.HANDS, entitled=23, agree=23)
    assert "23/23" in box._result.text()


def test_what_is_left_follows_each_count(show: Show) -> None:
    box = VoteBox()
    box.set_attendance(10, 10)
    show(box)
    press(Qt.Key.Key_Space)
    box.disagree.setText("3")
    box._changed()
    box.agree.setFocus()
    write("=")
    assert box.agree.value() == 7


def test_too_many_votes_are_said(show: Show) -> None:
    box = VoteBox()
    show(box)
    box.set_value(Vote(entitled=5, agree=6))
    assert "1" in box._result.text()
    assert "Thừa" in box._result.text()


def test_no_vote_is_no_vote(show: Show) -> None:
    box = VoteBox()
    show(box)
    box.set_value(Vote(entitled=5, agree=5))
    box.set_value(None)
    assert box.value() is None
    assert not box.agree.isVisible()


def test_a_wrong_count_is_framed_and_said_below(show: Show) -> None:
    box = VoteBox()
    show(box)
    box.set_value(Vote(entitled=5, agree=6))
    wrong = Finding(
        code="MEETING_VOTE_SUM",
        severity=Severity.ERROR,
        field="agenda.0.vote.agree",
        values={"number": 1, "counted": 6, "entitled": 5},
    )
    box.show_findings([wrong], "agenda.0.vote")
    assert box.finding.text() == finding_text(wrong)
    assert box.agree.property("invalid") is True
    assert not box.other.property("invalid")


class Word(Row[str]):
    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.inputs.addWidget(self.line)
        self.line.textEdited.connect(self.changed)

    def parts(self) -> list[QWidget]:
        return [self.line]

    def value(self) -> str | None:
        return self.line.text() or None

    def set_value(self, value: str) -> None:
        self.line.setText(value)

    def focus_part(self, part: str) -> None:
        self.line.setFocus()


@pytest.fixture
def rows(show: Show) -> Rows[str]:
    made: Rows[str] = Rows(Word, "Thêm", "Bỏ")
    show(made)
    return made


def test_rows_give_back_what_they_were_given_without_the_empty_ones(rows: Rows[str]) -> None:
    rows.set_values(["a", "b", "c"])
    rows.set_values(["x", "y"])
    rows.insert(1)
    assert rows.values() == ("x", "y")


def test_a_new_row_takes_the_cursor(rows: Rows[str]) -> None:
    rows.add.click()
    write("đây")
    assert rows.values() == ("đây",)


def test_tab_walks_through_the_rows_in_their_order_and_then_on(rows: Rows[str]) -> None:
    rows.set_values(["a", "b"])
    rows.insert(1, "giữa")
    rows.insert(0, "đầu")
    rows.rows[0].parts()[0].setFocus()
    walked = []
    for _ in range(9):
        focused = QApplication.focusWidget()
        walked.append(focused.text() if isinstance(focused, QLineEdit) else focused)
        press(Qt.Key.Key_Tab)
    assert walked[0:8:2] == ["đầu", "a", "giữa", "b"]
    assert walked[8] is rows.add
    assert isinstance(QApplication.focusWidget(), QLineEdit)


def test_a_row_taken_away_is_told_with_its_place(rows: Rows[str]) -> None:
    rows.set_values(["a", "b", "c"])
    told: list[tuple[int, object]] = []
    rows.removed.connect(lambda place, value: told.append((place, value)))
    rows.rows[1].remove.click()
    assert told == [(1, "b")]
    assert rows.values() == ("a", "c")


def test_a_row_is_found_by_its_place_among_those_that_count(rows: Rows[str]) -> None:
    rows.set_values(["a", "b"])
    rows.insert(0)
    rows.focus_row(1, "")
    assert QApplication.focusWidget() is rows.rows[2].focusWidget()


def test_problems_are_listed_errors_first_and_enter_chooses(show: Show) -> None:
    panel = ProblemList()
    show(panel)
    chosen: list[Finding] = []
    panel.chosen.connect(chosen.append)
    panel.show_findings([WARNING, ERROR])
    assert panel.findings == (ERROR, WARNING)
    assert "1" in panel.heading.text()
    panel.list.setFocus()
    press(Qt.Key.Key_Return)
    assert chosen == [ERROR]


def test_escape_closes_the_list_of_problems(show: Show) -> None:
    panel = ProblemList()
    show(panel)
    panel.show_findings([ERROR])
    panel.list.setFocus()
    press(Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_a_list_that_became_empty_goes_away(show: Show) -> None:
    panel = ProblemList()
    show(panel)
    panel.show_findings([ERROR])
    panel.show_findings([])
    assert not panel.isVisible()


def test_a_field_says_nothing_before_it_was_visited(show: Show) -> None:
    field = Field("Địa điểm", QLineEdit(), "place")
    show(field)
    field.show_findings([ERROR])
    assert not field.findings.isVisible()
    field.visited = True
    field.show_findings([ERROR])
    assert field.findings.text().startswith("Lỗi: ")
    assert field.editor.property("invalid") is True
    assert field.editor.accessibleDescription() == field.findings.text()
    field.show_findings([])
    assert field.editor.property("invalid") is False


def test_a_warning_does_not_look_like_an_error(show: Show) -> None:
    field = Field("Số", QLineEdit(), "approval_agree")
    field.visited = True
    show(field)
    field.show_findings([WARNING])
    assert field.findings.text().startswith("Lưu ý: ")
    assert field.findings.property("role") == "warning"
    assert not field.editor.property("invalid")


def test_a_label_belongs_to_its_input(show: Show) -> None:
    field = Field("Địa đ&iểm", QLineEdit(), "place")
    show(field)
    assert field.label.buddy() is field.editor
    assert field.editor.accessibleName() == "Địa điểm"


def test_rolling_over_a_choice_in_passing_changes_nothing(show: Show) -> None:
    choice = Choice([("a", "A"), ("b", "B")])
    show(choice)
    choice.clearFocus()
    wheel = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(choice, wheel)
    assert choice.value() == "a"


def test_pasting_brings_words_without_their_looks(show: Show) -> None:
    edit = PlainTextEdit(3)
    show(edit)
    copied = QMimeData()
    copied.setHtml("<b>Nghị quyết</b>")
    copied.setText("Nghị quyết")
    edit.insertFromMimeData(copied)
    assert edit.value() == "Nghị quyết"


def test_tab_leaves_a_text_of_several_lines(show: Show) -> None:
    edit = PlainTextEdit(3)
    show(edit)
    write("a")
    press(Qt.Key.Key_Tab)
    assert edit.value() == "a"
    assert not edit.hasFocus()


def test_setting_the_same_text_keeps_its_undo(show: Show) -> None:
    edit = PlainTextEdit(3)
    show(edit)
    write("abc")
    edit.set_value("abc")
    assert edit.document().isUndoAvailable()


def test_pages_are_drawn_at_the_size_asked_for() -> None:
    pages = PdfPages(sheet(2))
    image = pages.image(1, 2.0)
    assert (image.width(), image.height()) == (1190, 1684)
    assert image.pixelColor(300, 1300).lightness() == 0
    assert image.pixelColor(5, 5).lightness() == 255
    assert pages.image(0, 1.0, grey=True).format() == QImage.Format.Format_Grayscale8


def test_the_view_draws_only_what_comes_into_sight(show: Show) -> None:
    view = PdfView()
    show(view)
    view.set_pdf(sheet(20))
    view.grab()
    assert view.page_count == 20
    assert 1 <= len(view._drawn) <= 3


def test_the_view_tells_the_page_in_sight(show: Show) -> None:
    view = PdfView()
    told: list[tuple[int, int]] = []
    view.page_changed.connect(lambda page, pages: told.append((page, pages)))
    show(view)
    view.set_pdf(sheet(3))
    press(Qt.Key.Key_End)
    assert told[-1] == (3, 3)
    press(Qt.Key.Key_Home)
    assert told[-1] == (1, 3)


def test_zooming_keeps_within_bounds(show: Show) -> None:
    view = PdfView()
    show(view)
    view.set_pdf(sheet(1))
    for _ in range(20):
        write("+")
    view.grab()
    assert view._zoom == 3.0
    write("0")
    assert view.horizontalScrollBar().maximum() == 0


def test_an_empty_view_is_no_failure(show: Show) -> None:
    view = PdfView()
    show(view)
    view.set_pdf(None)
    view.grab()
    assert view.page_count == 0


def test_a_reason_is_given_by_keyboard_alone(qtbot: QtBot) -> None:
    dialog = ReasonDialog("Lập bản mới", "Vì sao?")
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.keyClick(dialog.edit, Qt.Key.Key_Return)
    assert dialog.isVisible()
    type_text(dialog.edit, "Ghi nhầm")
    QTest.keyClick(dialog.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    type_text(dialog.edit, "giờ")
    QTest.keyClick(dialog.edit, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert dialog.reason() == "Ghi nhầm\ngiờ"


def test_tab_leads_from_the_reason_to_the_buttons(qtbot: QtBot) -> None:
    dialog = ReasonDialog("Lập bản mới", "Vì sao?")
    qtbot.addWidget(dialog)
    dialog.show()
    type_text(dialog.edit, "Ghi nhầm")
    QTest.keyClick(dialog.edit, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is not dialog.edit
    assert dialog.reason() == "Ghi nhầm"


def test_a_vote_just_opened_says_no_mistake_before_anything_is_typed(show: Show) -> None:
    box = VoteBox()
    show(box)
    box.set_attendance(20, 22)
    box.setChecked(True)
    assert box.agree.hasFocus()
    values: dict[str, str | int] = {"number": 1, "counted": 0, "entitled": 20}
    wrong = Finding(code="MEETING_VOTE_SUM", severity=Severity.ERROR, field="agenda.0.vote.agree", values=values)
    box.show_findings([wrong], "agenda.0.vote")
    assert (box.finding.text(), bool(box.agree.property("invalid"))) == ("", False)
    box.disagree.setFocus()
    box.show_findings([wrong], "agenda.0.vote")
    assert (box.finding.text(), box.agree.property("invalid")) == (finding_text(wrong), True)
