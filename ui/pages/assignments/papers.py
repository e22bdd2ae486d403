"""The button "Giấy tờ" of the year's tasks: plan, slips, tracking sheets, households, commitments."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from desktop_app.texts import tr
from ui.pages.paper_button import PaperButton, show_made
from ui.paper_window import show_paper, show_pdf

if TYPE_CHECKING:
    from pathlib import Path

    from db.problems import ProblemError
    from desktop_app.documents.table_model import TableDocument
    from desktop_app.office import Office
    from ui.pages.tabs import TabsPage

    Several = Callable[[Office], list[TableDocument]]


@runtime_checkable
class HasMember(Protocol):
    """A panel that has one member in hand."""

    @property
    def member_in_hand(self) -> tuple[str, str]:
        """The member and the cell the line in hand is of; empty where nobody is."""


@runtime_checkable
class HasSpan(Protocol):
    """A panel that shows one span of the year."""

    @property
    def span_in_hand(self) -> str:
        """The span chosen, such as "2026-Q1"."""


class TaskPapers(PaperButton):
    """Papers are of the cell in hand, or of all cells where none is; slips and commitments need a cell."""

    def __init__(self, page: TabsPage) -> None:
        super().__init__(page, tr("In kế hoạch, phiếu giao, bảng theo dõi, danh sách hộ, cam kết (Ctrl+Shift+P)"))
        self.add("plan", tr("&Kế hoạch phân công năm"), self.plan)
        self.menu_.addSeparator()
        self.add("slip", tr("&Phiếu giao nhiệm vụ của người đang chọn"), partial(self.slips, one=True))
        self.add("slips", tr("Phiếu giao nhiệm vụ, cả &chi bộ"), partial(self.slips, one=False))
        self.menu_.addSeparator()
        self.add("tracking", tr("&Bảng theo dõi, đã ghi kết quả"), partial(self.tracking, blank=False))
        self.add("tracking_blank", tr("Bảng theo dõi để &ghi tay"), partial(self.tracking, blank=True))
        self.menu_.addSeparator()
        self.add("households", tr("Danh sách &hộ theo người phụ trách"), partial(self.households, by_hamlet=False))
        self.add("hamlets", tr("Danh sách hộ theo &thôn"), partial(self.households, by_hamlet=True))
        self.menu_.addSeparator()
        self.add("commitment", tr("Bản cam kết của &người đang chọn"), partial(self.commitments, one=True))
        self.add("commitments", tr("Bản ca&m kết, cả chi bộ"), partial(self.commitments, one=False))
        self.add("commitments_blank", tr("Bản cam kết để ghi ta&y, cả chi bộ"), self.blank_commitments)

    @property
    def _cell_id(self) -> str | None:
        return self.page.panel.cell_id

    @property
    def in_hand(self) -> tuple[str, str]:
        """The member and the cell of the line in hand; empty where nobody is."""
        panel = self.page.panel
        return panel.member_in_hand if isinstance(panel, HasMember) else ("", "")

    @property
    def span(self) -> str:
        """The span the sheet is of: the one shown, else the month in hand."""
        panel, context = self.page.panel, self.page.context
        return panel.span_in_hand if isinstance(panel, HasSpan) else f"{self.page.year}-{context.period[5:]}"

    def offer(self) -> None:
        """Offer papers of one person only where one is in hand, those of a cell only where a cell is."""
        for name in ("slip", "commitment"):
            self.actions_[name].setEnabled(all(self.in_hand))
        for name in ("slips", "commitments", "commitments_blank"):
            self.actions_[name].setEnabled(self._cell_id is not None)

    # --- papers ---

    def plan(self) -> None:
        """The plan of the year."""
        year, cell_id = self.page.year, self._cell_id
        show_made(self.page, lambda office: office.task_papers.plan(year, cell_id))

    def tracking(self, *, blank: bool) -> None:
        """The tracking sheet of the span in sight, or of the month in hand."""
        span, cell_id = self.span, self._cell_id
        show_made(self.page, lambda office: office.task_papers.tracking(span, cell_id, blank=blank))

    def households(self, *, by_hamlet: bool) -> None:
        """The households, by who is in charge or by hamlet."""
        cell_id = self._cell_id
        show_made(self.page, lambda office: office.task_papers.households(cell_id, by_hamlet=by_hamlet))

    def slips(self, *, one: bool) -> None:
        """Slips of the person in hand, or of everybody in the cell."""
        year, (member_id, cell_id) = self.page.year, self._whose(one=one)
        if cell_id:
            title = tr("Phiếu giao nhiệm vụ năm {year}", year=year)
            self._show(lambda office: office.task_papers.slips(year, cell_id, member_id or None), title)

    def commitments(self, *, one: bool) -> None:
        """Commitments of the person in hand, or of everybody in the cell."""
        year, (member_id, cell_id) = self.page.year, self._whose(one=one)
        if cell_id:
            title = tr("Bản cam kết năm {year}", year=year)
            self._show(lambda office: office.task_papers.commitments(year, cell_id, member_id or None), title)

    def blank_commitments(self) -> None:
        """Commitments to be written by hand, one for everybody in the cell."""
        year, cell_id = self.page.year, self._cell_id
        if cell_id:
            title = tr("Bản cam kết năm {year}", year=year)
            self._show(lambda office: office.task_papers.commitments(year, cell_id, blank=True), title)

    def _whose(self, *, one: bool) -> tuple[str, str]:
        return self.in_hand if one else ("", self._cell_id or "")

    def _show(self, make: Several, title: str) -> None:
        """Show one paper by itself, several in one file."""

        def work(office: Office) -> tuple[list[TableDocument], bytes]:
            papers = make(office)
            return papers, office.task_papers.pdf(papers)

        def word(office: Office, target: Path) -> ProblemError | None:
            return office.task_papers.write_word(make(office), target)

        def shown(made: tuple[list[TableDocument], bytes]) -> None:
            papers, pdf = made
            self.page.clear_problem()
            if len(papers) == 1:
                show_paper(self.page.context, self.page, (papers[0], pdf))
            else:
                show_pdf(self.page.context, self.page, pdf, title, papers[0].file_name, word)

        self.page.run(work, shown, busy=tr("Đang dựng trang in…"))
