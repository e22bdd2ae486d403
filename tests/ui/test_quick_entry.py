"""Self-reviews on paper are typed as a list by keyboard: few keys, nothing half-written, mistakes beside the person."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from db.evaluation_records import BoardLine, Stage, Subject
from db.review_board import Wanted
from tests.helpers.clerk import ALT, CTRL, press, write
from tests.helpers.hands import Hands
from tests.ui.conftest import Desk
from tests.ui.windows import CTRL_SHIFT
from ui.pages.reviews.page import ReviewsPage
from ui.pages.reviews.quick_entry import COMMITTEE, POINTS, SELF, QuickDialog


@pytest.fixture
def dialog(desk: Desk) -> Iterator[QuickDialog]:
    """The list of the first cell's eleven members who are rated."""
    desk.clerk.ask(lambda office: office.reviews.open(2026))
    press(Qt.Key.Key_6, ALT)
    desk.clerk.settle()
    desk.clerk.window.context.set_cell_id(desk.cells[0])
    desk.clerk.settle()
    page = desk.clerk.window.page
    assert isinstance(page, ReviewsPage)
    page.panel.focus_first()
    press(Qt.Key.Key_N, CTRL_SHIFT)
    desk.clerk.settle()
    [made] = page.findChildren(QuickDialog)
    assert isinstance(made, QuickDialog)
    yield made
    desk.clerk.answers.yes = True
    if made in page.findChildren(QuickDialog):
        made.reject()


def board(desk: Desk) -> list[BoardLine]:
    def read(office: object) -> list[BoardLine]:
        from desktop_app.office import Office

        assert isinstance(office, Office)
        campaign = office.reviews.campaign(2026)
        assert campaign is not None
        wanted = Wanted(subject=Subject.MEMBER, organization_id=desk.cells[0])
        return [line for line in office.reviews.board(campaign.id, wanted, 0, -1)[0] if not line.exclusion.value]

    return desk.clerk.ask(read)


def place(dialog: QuickDialog) -> tuple[int, int]:
    index = dialog.table.currentIndex()
    return index.row(), index.column()


def test_ten_members_take_seven_keys_each(desk: Desk, dialog: QuickDialog) -> None:
    hands = Hands(desk.clerk)
    rows = dialog.model.rowCount()
    assert rows == 11
    for row in range(rows):
        assert place(dialog) == (row, POINTS)
        hands.type("91,5")
        hands.key(Qt.Key.Key_Return)
        assert place(dialog) == (row, SELF)
        hands.type("2")
        assert place(dialog) == (row, COMMITTEE)
        hands.type("=")
    hands.key(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert hands.keys == 7 * rows + 1
    kept = board(desk)
    assert {(line.points, line.self_level, line.committee_level) for line in kept} == {(915, "good", "good")}
    assert {line.stage for line in kept} == {Stage.REMARKED}


def test_points_that_cannot_be_are_refused_for_all_and_the_cursor_stands_at_the_person(
    desk: Desk, dialog: QuickDialog
) -> None:
    write("91")
    press(Qt.Key.Key_Return)
    write("1")
    press(Qt.Key.Key_Return)
    write("120")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert dialog.isVisible()
    second = dialog.model.row(1)
    assert second is not None
    assert second.name in dialog.trouble.text()
    assert place(dialog)[0] == 1
    assert {line.stage for line in board(desk)} == {Stage.NONE}, "nothing of it was written"


def test_points_of_sections_are_not_overwritten_by_a_total(desk: Desk, dialog: QuickDialog) -> None:
    from db.evaluation_records import Part

    first = dialog.model.row(0)
    assert first is not None

    def fill(office: object) -> None:
        from desktop_app.office import Office

        assert isinstance(office, Office)
        opened = office.self_reviews.open(first.id).evaluation
        import msgspec

        content = msgspec.structs.replace(opened.content, parts=(Part(code="I.1.pol", points=40),))
        office.self_reviews.save(first.id, opened.revision, content)

    dialog.reject()
    desk.clerk.ask(fill)
    desk.clerk.window.activateWindow()
    page = desk.clerk.window.page
    assert isinstance(page, ReviewsPage)
    page.panel.refresh()
    desk.clerk.settle()
    QApplication.processEvents()
    page.panel.focus_first()
    press(Qt.Key.Key_N, CTRL_SHIFT)
    desk.clerk.settle()
    again = page.findChildren(QuickDialog)[-1]
    assert isinstance(again, QuickDialog)
    at = next(n for n, line in enumerate(again.model.rows) if line is not None and line.id == first.id)
    again.table.setCurrentIndex(again.model.index(at, POINTS))
    write("90")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert "cộng lại là 4" in again.trouble.text()
    again.model.typed.clear()
    again.reject()


def test_what_was_typed_is_not_thrown_away_unasked(desk: Desk, dialog: QuickDialog) -> None:
    press(Qt.Key.Key_Return)
    write("3")
    assert "1 dòng chưa lưu" in dialog.summary.text()
    desk.clerk.answers.yes = False
    dialog.reject()
    assert dialog.isVisible()
    write("x")
    assert place(dialog) == (0, COMMITTEE)
    press(Qt.Key.Key_Delete)
    desk.clerk.answers.yes = True
    dialog.reject()
    assert {line.self_level for line in board(desk)} == {""}
