"""The button "Giấy tờ" of the year-end review: forms of the one in hand or of all, ballots, minutes, lists."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from db.problems import ProblemError
from desktop_app.rules.percentages import format_number
from desktop_app.texts import tr
from ui.pages.paper_button import PaperButton, show_made
from ui.pages.reviews.paper_dialog import ReviewAsks, ReviewPaperDialog, ReviewWanted
from ui.paper_window import show_pdf
from ui.widgets.list_tools import bars

if TYPE_CHECKING:
    from db.evaluation_records import Campaign, EvaluationContent
    from desktop_app.documents.table_model import TableDocument
    from desktop_app.office import Office
    from desktop_app.rules.scheme import Scheme
    from ui.pages.base import Page
    from ui.pages.tabs import TabsPage

    Make = Callable[[Office, Campaign, ReviewWanted], TableDocument]


@runtime_checkable
class HasReview(Protocol):
    """A panel that has one member or collective in hand."""

    @property
    def review_in_hand(self) -> str:
        """The identifier of the evaluation; empty where none is in hand."""

    @property
    def scheme(self) -> Scheme | None:
        """The scheme of the campaign; None for a year that is not opened."""

    @property
    def content_in_hand(self) -> EvaluationContent | None:
        """What stands in the form and may not be kept yet; None where no form is open."""


class ReviewPapers(PaperButton):
    """What cannot be printed of the one in hand is not offered."""

    def __init__(self, page: TabsPage) -> None:
        super().__init__(page, tr("In bản kiểm điểm, phiếu, biên bản, danh sách của đợt kiểm điểm (Ctrl+Shift+P)"))
        _, self.work = bars(page)
        self._own = ("form_blank", "form_prefilled", "form_complete", "sheet", "own_remedies")
        self.add("form_prefilled", tr("Bản kiểm điểm điền &sẵn"), partial(self.form, "prefilled"))
        self.add("form_blank", tr("Bản kiểm điểm để &ghi tay"), partial(self.form, "blank"))
        self.add("form_complete", tr("Bản kiểm điểm đầ&y đủ"), partial(self.form, "complete"))
        self.add("sheet", tr("Phiếu phân tích &chất lượng"), self.sheet)
        self.menu_.addSeparator()
        self.add("forms", tr("In &nhiều bản kiểm điểm…"), self.forms)
        self.menu_.addSeparator()
        self.add("ballots", tr("&Phiếu biểu quyết…"), self.ballots)
        self.add("count", tr("Biên bản &kiểm phiếu…"), self.count)
        self.add("meeting", tr("Biên bản &họp kiểm điểm…"), self.meeting)
        self.menu_.addSeparator()
        self.add("proposals", tr("&Danh sách đề nghị…"), self.proposals)
        self.add("decisions", tr("Danh sách kết &quả kèm quyết định…"), self.decisions)
        self.add("registrations", tr("&Bản đăng ký mức xếp loại, danh hiệu…"), self.registrations)
        self.add("remedies", tr("Kế h&oạch khắc phục hạn chế…"), self.remedies)
        self.add("own_remedies", tr("Kế hoạch khắc phục củ&a người đang chọn"), self.own_remedies)
        self.menu_.addSeparator()
        self.add("blank", tr("&Mẫu trống, cả tên cũng ghi tay…"), self.blank_form)

    def offer(self) -> None:
        """Offer the papers of one person only where one is in hand, analysis sheets where the scheme has any."""
        for name in self._own:
            self.actions_[name].setEnabled(bool(self.in_hand))
        panel = self.page.panel
        scheme = panel.scheme if isinstance(panel, HasReview) else None
        if scheme is None or not any(form.analysis for form in scheme.forms):
            self.actions_["sheet"].setEnabled(False)

    @property
    def in_hand(self) -> str:
        """The evaluation in hand on the panel in front; empty for none."""
        panel = self.page.panel
        return panel.review_in_hand if isinstance(panel, HasReview) else ""

    # --- of the one in hand ---

    def form(self, fill: str) -> None:
        """Show the form of the one in hand, with what is typed and not kept yet."""
        panel = self.page.panel
        if isinstance(panel, HasReview) and panel.review_in_hand:
            show_form(self.page, panel.review_in_hand, fill, panel.content_in_hand)

    def sheet(self) -> None:
        """Show the analysis sheet on the one in hand."""
        evaluation_id = self.in_hand
        if evaluation_id:
            show_made(self.page, lambda office: office.review_papers.sheet(evaluation_id))

    # --- of a cell, of all ---

    def _ask(self, title: str, asks: ReviewAsks, agreed: Callable[[ReviewWanted], None], hint: str = "") -> None:
        dialog = ReviewPaperDialog(self.page.context, title, asks, hint=hint, parent=self.page)
        dialog.accepted.connect(lambda: agreed(dialog.wanted()))
        dialog.open()

    def _paper(self, title: str, asks: ReviewAsks, make: Make, hint: str = "") -> None:
        """Ask what the paper is to show, make it of the campaign of the year and open its window."""
        year = self.page.year

        def agreed(wanted: ReviewWanted) -> None:
            show_made(self.page, lambda office: make(office, _campaign(office, year), wanted))

        self._ask(title, asks, agreed, hint)

    def ballots(self) -> None:
        """Ballots of a body, as many as it has voters."""
        self._paper(
            tr("Phiếu biểu quyết xếp loại"),
            ReviewAsks.CELL | ReviewAsks.OFFICE | ReviewAsks.WHO | ReviewAsks.COPIES,
            lambda office, campaign, wanted: office.review_papers.ballots(
                campaign.id,
                wanted.cell_id or office.id,
                collectives=wanted.collectives or wanted.cell_id is None,
                copies=wanted.copies,
            ),
        )

    def count(self) -> None:
        """Minutes of a count of votes."""
        self._paper(
            tr("Biên bản kiểm phiếu"),
            ReviewAsks.CELL | ReviewAsks.OFFICE | ReviewAsks.WHO | ReviewAsks.BLANK,
            lambda office, campaign, wanted: office.review_papers.count(
                campaign.id,
                wanted.cell_id or office.id,
                collectives=wanted.collectives or wanted.cell_id is None,
                blank=wanted.blank,
            ),
        )

    def meeting(self) -> None:
        """Minutes of a cell's review meeting."""
        self._paper(
            tr("Biên bản họp kiểm điểm"),
            ReviewAsks.CELL | ReviewAsks.BLANK,
            lambda office, campaign, wanted: office.review_papers.meeting(
                campaign.id, wanted.cell_id or "", blank=wanted.blank
            ),
        )

    def proposals(self) -> None:
        """What a cell, or all of them, propose."""
        self._paper(
            tr("Danh sách đề nghị xếp loại"),
            ReviewAsks.CELL | ReviewAsks.ALL | ReviewAsks.WHO,
            lambda office, campaign, wanted: office.review_papers.proposals(
                campaign.id, wanted.cell_id, collectives=wanted.collectives
            ),
        )

    def decisions(self) -> None:
        """What was decided, to be attached to the decision."""
        self._paper(
            tr("Danh sách kết quả xếp loại"),
            ReviewAsks.CELL | ReviewAsks.ALL | ReviewAsks.WHO,
            lambda office, campaign, wanted: office.review_papers.decisions(
                campaign.id, wanted.cell_id, collectives=wanted.collectives
            ),
        )

    def registrations(self) -> None:
        """What was registered at the start of the year; it needs no campaign."""
        year = self.page.year
        self._ask(
            tr("Bản đăng ký năm {year}", year=year),
            ReviewAsks.CELL | ReviewAsks.ALL,
            lambda wanted: show_made(
                self.page, lambda office: office.review_papers.registrations(year, wanted.cell_id)
            ),
        )

    def remedies(self) -> None:
        """The plan of a collective to overcome shortcomings; it needs no campaign."""
        year = self.page.year
        self._ask(
            tr("Kế hoạch khắc phục sau kiểm điểm năm {year}", year=year),
            ReviewAsks.CELL | ReviewAsks.OFFICE | ReviewAsks.BLANK,
            lambda wanted: show_made(
                self.page,
                lambda office: office.review_papers.remedies(year, wanted.cell_id or office.id, blank=wanted.blank),
            ),
        )

    def own_remedies(self) -> None:
        """Show the plan of the member or collective in hand; blank where it has no item yet."""
        evaluation_id, year = self.in_hand, self.page.year

        def make(office: Office) -> TableDocument:
            kept = office.reviews.evaluation(evaluation_id)
            _, items = office.remedies.lines(
                year,
                cell_id=kept.organization_id,
                member_id=kept.member_id,
                collective=kept.member_id is None,
                earlier=False,
                limit=1,
            )
            return office.review_papers.remedies(year, kept.organization_id, kept.member_id, blank=not items)

        if evaluation_id:
            show_made(self.page, make)

    def blank_form(self) -> None:
        """Ask which form of the year's scheme, and show it without anybody's name; it needs no campaign."""
        year = self.page.year
        self.page.run(lambda office: office.schemes.of_year(year), partial(self._choose_form, year))

    def _choose_form(self, year: int, scheme: Scheme) -> None:
        names = [f"{form.number} – {form.title}" for form in scheme.forms]
        asked = tr("Mẫu nào của {scheme}?", scheme=scheme.short)
        place = self.page.context.questions.choose(tr("Mẫu trống"), asked, names)
        if place is not None:
            code, unit = scheme.forms[place].code, self.page.panel.cell_id or ""
            show_made(self.page, lambda office: office.review_papers.blank_form(year, code, unit))

    # --- a thousand forms ---

    def forms(self) -> None:
        """Forms of a cell or of all cells in one file, written page by page; Esc stops the work."""
        self._ask(
            tr("In nhiều bản kiểm điểm"),
            ReviewAsks.CELL | ReviewAsks.ALL | ReviewAsks.WHO | ReviewAsks.FILL | ReviewAsks.EVEN,
            self._write_forms,
            tr("Tất cả các bản vào một tệp PDF có mục lục theo chi bộ và tên. Bấm Thôi để dừng giữa chừng."),
        )

    def _write_forms(self, wanted: ReviewWanted) -> None:
        if self.work.working:
            return
        operations, year = self.page.context.operations, self.page.year

        def told(done: int, total: int) -> None:
            words = tr("Đang dựng bản kiểm điểm… {done}/{total}", done=format_number(done), total=format_number(total))
            operations.report(words, done / max(1, total))

        def work(office: Office) -> tuple[Path, bytes]:
            from desktop_app.documents.review_words import Fill

            path = office.review_papers.write_forms(
                _campaign(office, year).id,
                Fill(wanted.fill),
                cell_id=wanted.cell_id,
                collectives=wanted.collectives,
                even=wanted.even,
                progress=told,
            )
            return path, path.read_bytes()

        def word(office: Office, target: Path) -> ProblemError | None:
            from desktop_app.documents.review_words import Fill

            return office.review_papers.write_forms_word(
                _campaign(office, year).id,
                Fill(wanted.fill),
                target,
                cell_id=wanted.cell_id,
                collectives=wanted.collectives,
                progress=told,
            )

        def show(made: tuple[Path, bytes]) -> None:
            path, pdf = made
            self.page.clear_problem()
            title = tr("Bản kiểm điểm năm {year}", year=year)
            show_pdf(self.page.context, self.page, pdf, title, path.stem, word)

        job = operations.run(
            work,
            show,
            on_done=self.work.finish,
            on_stopped=self.work.finish,
            receiver=self.page,
            busy=tr("Đang dựng bản kiểm điểm…"),
        )
        self.work.watch(job, stoppable=True)


def show_form(page: Page, evaluation_id: str, fill: str, content: EvaluationContent | None = None) -> None:
    """Make the form of an evaluation on the worker and open its window; ``content`` stands in place of what is kept."""

    def make(office: Office) -> TableDocument:
        from desktop_app.documents.review_words import Fill

        return office.review_papers.form(evaluation_id, Fill(fill), content)

    show_made(page, make)


def _campaign(office: Office, year: int) -> Campaign:
    found = office.reviews.campaign(year)
    if found is None:
        raise ProblemError("Q84", year=year)
    return found
