"""The pictures of the tasks of a year and of its review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app import demo_year
from ui.pages.reviews.board import BoardPanel
from ui.pages.reviews.page import ReviewsPage

if TYPE_CHECKING:
    from docs.shots import Photographer
    from ui.app import Application


def take(photographer: Photographer, started: Application, year: int) -> None:
    """The tasks of a year, and its review: every cell, the people of one, and one person's form."""
    window = started.main_window
    assert window is not None
    cells = {cell.organization.code: cell.organization.id for cell in window.context.cells}
    cell_id = cells[demo_year.WORKING[0]]
    window.context.set_cell_id(cell_id)
    window.open_page("assignments", panel="plan", year=year)
    photographer.settle(lambda: started.operations.idle)
    photographer.keep(window, "assignments-plan", "Phân công nhiệm vụ: kế hoạch năm của một chi bộ")
    window.context.set_cell(None)
    window.open_page("reviews", panel="board", year=year)
    photographer.settle(lambda: started.operations.idle)
    photographer.keep(window, "reviews-board", "Kiểm điểm cuối năm: các chi bộ đang ở bước nào")
    window.context.set_cell_id(cell_id)
    photographer.settle(lambda: started.operations.idle)
    photographer.keep(window, "reviews-cell", "Kiểm điểm cuối năm: đảng viên và tập thể của một chi bộ")
    page = window.page
    assert isinstance(page, ReviewsPage)
    board = page.panel
    assert isinstance(board, BoardPanel)
    board.open_form(next(row for row in board.lines_model.rows if row is not None and row.committee_level))
    photographer.settle(lambda: started.operations.idle and board.in_form)
    photographer.keep(window, "reviews-form", "Kiểm điểm cuối năm: bản tự kiểm điểm của một đảng viên")
    board.close_form()
    window.context.set_cell(None)
    photographer.settle(lambda: started.operations.idle)
