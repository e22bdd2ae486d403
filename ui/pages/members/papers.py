"""The papers of the register that are asked for on the member list: what they ask first, and their windows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop_app.texts import tr
from ui.pages.members.reconciliation import ReconciliationWindow
from ui.paper_window import show_paper
from ui.widgets.list_tools import ListTools
from ui.widgets.paper_dialog import Asks, PaperDialog, Wanted

if TYPE_CHECKING:
    from desktop_app.documents.papers.changes import ChangesData
    from desktop_app.documents.table_model import TableDocument
    from desktop_app.office import Office
    from ui.pages.base import Page

Make = Callable[["Office", Wanted], "TableDocument"]


class MemberPapers:
    """Adds its lines to the button of the list; ``chosen`` names the person the list has in hand."""

    def __init__(self, page: Page, tools: ListTools, chosen: Callable[[], str | None]) -> None:
        self.page = page
        self._chosen = chosen
        for words, work in (
            (tr("Sổ danh sách đảng viên (14 cột)…"), self.register),
            (tr("Danh sách theo chi bộ…"), self.by_cell),
            (tr("Phiếu đảng viên…"), self.sheet),
            (tr("Tăng, giảm đảng viên trong kỳ…"), self.changes),
            (tr("Đến hạn Huy hiệu Đảng…"), self.badges),
        ):
            tools.add_paper(words, work)

    # --- the papers ---

    def register(self) -> None:
        """Mẫu 7-HSĐV of a cell or of all cells."""
        self._ask(
            tr("Sổ danh sách đảng viên (14 cột)"),
            Asks.CELL | Asks.DAY | Asks.LEFT | Asks.SENSITIVE,
            lambda office, wanted: office.registers.register(
                wanted.cell_id, wanted.on, sensitive=wanted.sensitive, include_left=wanted.include_left
            ),
        )

    def by_cell(self) -> None:
        """The short list of members."""
        self._ask(
            tr("Danh sách theo chi bộ"),
            Asks.CELL | Asks.DAY,
            lambda office, wanted: office.registers.members_by_cell(wanted.cell_id, wanted.on),
        )

    def sheet(self) -> None:
        """All that is known of the person in hand."""
        member_id = self._chosen()
        if member_id is None:
            self.page.context.say(tr("Hãy chọn một đảng viên trong danh sách trước."))
            return
        self._ask(
            tr("Phiếu đảng viên"),
            Asks.DAY | Asks.SENSITIVE,
            lambda office, wanted: office.registers.member_sheet(member_id, wanted.on, sensitive=wanted.sensitive),
        )

    def badges(self) -> None:
        """Who is to be given a badge in a year."""
        self._ask(tr("Đến hạn Huy hiệu Đảng"), Asks.YEAR, lambda office, wanted: office.registers.badges(wanted.year))

    def changes(self) -> None:
        """The figures of a period, each of which opens down to its people, and the paper of them."""
        dialog = PaperDialog(
            self.page.context,
            tr("Tăng, giảm đảng viên trong kỳ"),
            Asks.PERIOD | Asks.CELL,
            agree=tr("&Xem số liệu"),
            parent=self.page,
        )
        dialog.accepted.connect(lambda: self._reckon(dialog.wanted()))
        dialog.open()

    # --- from the questions to the window ---

    def _ask(self, title: str, asks: Asks, make: Make) -> None:
        dialog = PaperDialog(self.page.context, title, asks, agree=tr("&Xem trước"), parent=self.page)
        dialog.accepted.connect(lambda: self._make(dialog.wanted(), make))
        dialog.open()

    def _make(self, wanted: Wanted | None, make: Make) -> None:
        if wanted is None:
            return

        def work(office: Office) -> tuple[TableDocument, bytes]:
            document = make(office, wanted)
            return document, office.registers.pdf(document)

        self.page.run(work, self._show, busy=tr("Đang dựng trang in…"))

    def _show(self, made: tuple[TableDocument, bytes]) -> None:
        self.page.clear_problem()
        show_paper(self.page.context, self.page, made)

    def _reckon(self, wanted: Wanted | None) -> None:
        if wanted is not None:
            self.page.run(
                lambda office: office.registers.movements(wanted.start, wanted.end, wanted.cell_id),
                lambda data: self._show_figures(wanted, data),
                busy=tr("Đang tính tăng, giảm…"),
            )

    def _show_figures(self, wanted: Wanted, data: ChangesData) -> None:
        self.page.clear_problem()
        ReconciliationWindow(self.page, data, wanted.cell_id).open()
