"""The board of a campaign: every cell with how far it is; one cell's members and collectives with their levels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from db.evaluation_records import (
    BoardLine,
    Campaign,
    CellLine,
    EvaluationContent,
)
from db.review_board import Wanted
from desktop_app.rules.scheme import Scheme, SchemeProblem
from desktop_app.services.self_reviews import OpenReview
from desktop_app.texts import tr
from ui import theme
from ui.icons import on_button
from ui.pages.panel import Panel
from ui.pages.reviews.board_columns import CELL, REASON, cell_columns, line_columns
from ui.pages.reviews.board_filter import BoardFilter
from ui.pages.reviews.board_words import late_step, summary
from ui.pages.reviews.campaign_acts import CampaignActs
from ui.pages.reviews.form import ReviewForm
from ui.pages.reviews.papers import show_form
from ui.pages.reviews.start import StartCard
from ui.pages.tabs import TabsPage
from ui.widgets.list_tools import Listed, ListTools, Report, paged
from ui.widgets.more_bar import MoreBar
from ui.widgets.plain import plain_label
from ui.widgets.record_table import RecordModel, RecordTable

if TYPE_CHECKING:
    from desktop_app.office import Office

AT_ONCE = 200


@dataclass(frozen=True)
class Found:
    """What the panel shows at once."""

    campaign: Campaign | None
    scheme: Scheme | None
    schemes: tuple[Scheme, ...] = ()
    problems: tuple[SchemeProblem, ...] = ()
    cells: tuple[CellLine, ...] = ()
    lines: tuple[BoardLine, ...] = ()
    collectives: tuple[BoardLine, ...] = ()
    total: int = 0


class BoardPanel(Panel):
    """Enter on a cell takes it in hand, Enter on a member opens the form."""

    def __init__(self, page: TabsPage) -> None:
        super().__init__(page)
        self.campaign: Campaign | None = None
        self.scheme: Scheme | None = None
        self.start = StartCard(self.context)
        self.start.wanted.connect(self._open_campaign)
        self.cells_model: RecordModel[CellLine] = RecordModel(cell_columns(self.level))
        self.cells = RecordTable(self.cells_model, tr("Các chi bộ của đợt kiểm điểm"))
        self.lines_model: RecordModel[BoardLine] = RecordModel(line_columns(self.level))
        self.lines = RecordTable(self.lines_model, tr("Đảng viên của đợt kiểm điểm"))
        self.filter = BoardFilter()
        self._of_office = False
        """Whether the collectives of the office itself are in sight."""
        self.summary = plain_label(role="heading", wrap=True)
        self.late = plain_label(role="warning", wrap=True)
        self.more = MoreBar()
        self.acts = CampaignActs(self)
        self.form = ReviewForm(page)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        listed: Listed[BoardLine] = Listed("reviews-board", self._title, fetch=self._fetch, note=lambda: self.where)
        self.list_tools = ListTools(self.page, self.lines, listed, scope=self.lines)
        cells: Listed[CellLine] = Listed("reviews-cells", self._title)
        self.cell_tools = ListTools(self.page, self.cells, cells, scope=self.cells)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.summary, 1)
        for button in (*self.acts.line_buttons, *self.acts.buttons):
            head.addWidget(button)
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        self.back = QPushButton(tr("Tất cả &chi bộ"))
        on_button(self.back, "left")
        self.back.clicked.connect(self._all_cells)
        bar.addWidget(self.back)
        bar.addWidget(self.filter)
        bar.addStretch(1)
        bar.addWidget(self.list_tools)
        bar.addWidget(self.cell_tools)
        board = QWidget()
        column = QVBoxLayout(board)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addLayout(head)
        column.addWidget(self.late)
        column.addLayout(bar)
        self.tables = QStackedWidget()
        self.tables.addWidget(self.cells)
        self.tables.addWidget(self.lines)
        column.addWidget(self.tables, 1)
        column.addWidget(self.more)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.start)
        self.stack.addWidget(board)
        self.stack.addWidget(self.form)
        self.column.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.cells.opened.connect(self._open_cell)
        self.lines.opened.connect(lambda _row: self.acts.open_form())
        self.lines.selectionModel().currentRowChanged.connect(lambda *_: self.acts.allow())
        self.filter.changed.connect(self.refresh)
        self.more.wanted.connect(self._read_on)
        self.form.closed.connect(self.close_form)
        self.form.next_wanted.connect(self.open_next)
        following = QShortcut(QKeySequence("F7"), self.form)
        following.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        following.activated.connect(self.open_next)
        printing = QShortcut(QKeySequence("Ctrl+P"), self.form)
        printing.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        printing.activated.connect(self.print_form)
        finding = QShortcut(QKeySequence("Ctrl+F"), self)
        finding.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        finding.activated.connect(self.filter.focus_search)

    @property
    def help_text(self) -> str:
        """Return what F1 says."""
        return tr(
            "Bảng đợt kiểm điểm: dòng đầu là cấp ủy, rồi mỗi chi bộ một dòng với số đảng viên ở từng bước; cột Chậm "
            "đếm người chưa xong bước đã hết hạn. Enter trên một chi bộ mở danh sách đảng viên và tập thể; Enter trên "
            "một người mở bản kiểm điểm; Esc về tất cả chi bộ. Ctrl+F tìm tên trong cả đảng bộ. F4 sửa diện xếp loại "
            "(kèm lý do), mẫu, chi bộ đánh giá; Ctrl+Shift+N nhập nhanh cả chi bộ từ bản giấy. Nút Đợt kiểm điểm: "
            "điền sẵn, cập nhật theo sổ đảng viên, các bước và hạn, khóa, mở lại."
        )

    def focus_first(self) -> None:
        """Put the cursor where work begins."""
        if self.in_form:
            self.form.focus_first()
        elif self.stack.currentWidget() is self.start:
            self.start.button.setFocus()
        else:
            self.table.setFocus()

    @property
    def in_form(self) -> bool:
        """Whether a form is in sight."""
        return self.stack.currentWidget() is self.form

    def save(self) -> None:
        """Keep the form in sight."""
        if self.in_form:
            self.form.save()

    def may_leave(self) -> bool:
        """Hand over what is typed; nothing is lost."""
        if self.in_form:
            self.form.leave()
        return True

    def escape(self) -> bool:
        """Go back: from a form to the board, from a cell to all of them."""
        if self.in_form:
            self.close_form()
            return True
        if self.filter.is_set:
            self.filter.forget()
            self.refresh()
            return True
        if self.unit_id is not None and self.campaign is not None:
            self._all_cells()
            return True
        return False

    # --- reading ---

    def _title(self) -> str:
        words = tr("Kiểm điểm, đánh giá, xếp loại năm {year}", year=self.year)
        return f"{words} – {self.where}" if self.where else words

    @property
    def unit_id(self) -> str | None:
        """The cell in sight, the office where its own collectives are, None for all of them."""
        if self.cell_id is None and self._of_office and self.campaign is not None:
            return self.campaign.owner_id
        return self.cell_id

    def refresh(self) -> None:
        """Read the campaign of the year again; a form in sight stays."""
        year, searching = self.year, self.filter.is_set
        if self.cell_id is not None or searching:
            self._of_office = False
        unit_id = self.unit_id
        wanted, in_lines = self.filter.wanted(unit_id), unit_id is not None or searching

        def read(office: Office) -> Found:
            campaign = office.reviews.campaign(year)
            if campaign is None:
                every = office.schemes.all()
                return Found(None, None, schemes=every.schemes, problems=every.problems)
            scheme = office.schemes.get(campaign.scheme)
            cells = tuple(office.reviews.cells(campaign.id))
            if unit_id is None and not searching:
                return Found(campaign, scheme, cells=cells)
            lines, total = office.reviews.board(campaign.id, wanted, 0, AT_ONCE)
            own = Wanted(organization_id=unit_id) if unit_id and not searching else None
            collectives = office.reviews.board(campaign.id, own, 0, AT_ONCE)[0] if own else []
            return Found(campaign, scheme, cells=cells, lines=tuple(lines), collectives=tuple(collectives), total=total)

        self.read(read, partial(self._show, in_lines=in_lines), tr("Đang đọc đợt kiểm điểm…"))

    def _show(self, found: Found, *, in_lines: bool) -> None:
        self.campaign, self.scheme = found.campaign, found.scheme
        if found.campaign is None:
            self.form.leave()
            self.start.begin(self.year, found.schemes, found.problems)
            self.stack.setCurrentIndex(0)
            return
        had_focus = self.table.hasFocus() or self.start.button.hasFocus()
        if not self.in_form:
            self.stack.setCurrentIndex(1)
        self.filter.offer_levels(self.scheme)
        self.tables.setCurrentWidget(self.lines if in_lines else self.cells)
        if had_focus:
            self.table.setFocus()
        table: RecordTable = self.lines if in_lines else self.cells
        # The first row is that of the office: work begins at the first cell.
        place = table.currentIndex().row() if table.currentIndex().isValid() else int(not in_lines)
        if in_lines:
            self.lines_model.set_rows([*found.collectives, *found.lines])
            self.lines.leave_out(CELL, out=self.unit_id is not None)
            self._make_room()
        else:
            self.cells_model.set_rows(found.cells)
        table.select(min(place, max(0, table.records.rowCount() - 1)))
        self._shown, self._total = len(found.lines), found.total
        self.more.show_share(self._shown, self._total, more=in_lines and self._shown < self._total)
        self.back.setVisible(in_lines)
        self.list_tools.setVisible(in_lines)
        self.cell_tools.setVisible(not in_lines)
        self.summary.setText(summary(found.campaign, found.scheme, found.cells))
        late = late_step(found.campaign, self.context.today())
        self.late.setText(late)
        self.late.setVisible(bool(late))
        self.acts.allow()

    def _make_room(self) -> None:
        """Leave the reasons out where nobody in sight has one: names need the room."""
        self.lines.leave_out(REASON, out=not any(line and line.exclusion_note for line in self.lines_model.rows))

    def _read_on(self) -> None:
        campaign, wanted, offset = self.campaign, self.filter.wanted(self.unit_id), self._shown
        if campaign is None:
            return
        self.read(
            lambda office: office.reviews.board(campaign.id, wanted, offset, AT_ONCE), self._add, tr("Đang đọc tiếp…")
        )

    def _add(self, found: tuple[list[BoardLine], int]) -> None:
        lines, self._total = found
        kept = [row for row in self.lines_model.rows if row is not None]
        place = self.lines.currentIndex().row()
        self.lines_model.set_rows([*kept, *lines])
        self._make_room()
        self.lines.select(max(0, place))
        self._shown += len(lines)
        self.more.show_share(self._shown, self._total, more=self._shown < self._total)

    def _fetch(self) -> Callable[[Office, Report], Sequence[BoardLine]]:
        campaign, wanted = self.campaign, self.filter.wanted(self.unit_id)
        if campaign is None:
            return lambda _office, _report: ()
        return lambda office, report: paged(
            lambda offset, limit: office.reviews.board(campaign.id, wanted, offset, limit), report
        )

    # --- acting ---

    def open_form(self, line: BoardLine) -> None:
        """Open the form of a member or collective."""
        self.form.leave()
        self.page.run(lambda office: office.self_reviews.open(line.id), self._show_form, self.page.show_problem)

    def _show_form(self, review: OpenReview) -> None:
        self.form.begin(review)
        self.stack.setCurrentWidget(self.form)
        self.form.focus_first()

    def print_form(self) -> None:
        """Show the form in sight as it will be printed, with what is typed and not kept yet."""
        show_form(self.page, self.review_in_hand, "complete", self.content_in_hand)

    def open_next(self) -> None:
        """Open the form of the one after the one in hand."""
        place = self.lines.currentIndex().row() + 1
        line = self.lines_model.row(place)
        if line is None:
            self.context.say(tr("Đã tới người cuối danh sách."))
            return
        self.lines.select(place)
        self.open_form(line)

    def close_form(self) -> None:
        """Go back to the board; what was typed is kept as a draft."""
        self.form.leave()
        self.stack.setCurrentIndex(1)
        self.refresh()
        self.table.setFocus()

    def _open_campaign(self, year: int, scheme: str, steps: object) -> None:
        if self.acts.work.working:
            return
        told = self.acts.progress()

        def work(office: Office) -> Campaign:
            made = office.reviews.open(year, scheme=scheme, steps=steps)  # type: ignore[arg-type]
            office.reviews.prefill(made.id, progress=told)
            return made

        self.acts.watch(work, self._opened, tr("Đang mở đợt kiểm điểm…"))

    def _opened(self, campaign: Campaign) -> None:
        self.context.say(tr("Đã mở đợt kiểm điểm năm {year} và điền sẵn các bản.", year=campaign.year))
        self.refresh()
        self.table.setFocus()

    def _open_cell(self, place: int) -> None:
        row = self.cells_model.row(place)
        if row is None or self.campaign is None:
            return
        if row.organization_id == self.campaign.owner_id:
            self._of_office = True
            self.refresh()
        else:
            self.context.set_cell_id(row.organization_id)

    def _all_cells(self) -> None:
        self.filter.forget()
        self._of_office = False
        if self.cell_id is not None:
            self.context.set_cell(None)
        else:
            self.refresh()

    @property
    def table(self) -> RecordTable:
        """The table in sight."""
        return self.lines if self.tables.currentWidget() is self.lines else self.cells

    @property
    def line(self) -> BoardLine | None:
        """The member or collective in hand."""
        if self.tables.currentWidget() is not self.lines:
            return None
        return self.lines_model.row(self.lines.currentIndex())

    @property
    def review_in_hand(self) -> str:
        """The evaluation papers are printed of."""
        if self.in_form:
            return self.form.review.evaluation.id if self.form.review is not None else ""
        return self.line.id if self.line is not None else ""

    @property
    def content_in_hand(self) -> EvaluationContent | None:
        """What stands in the form in sight, kept or not."""
        return self.form.collect() if self.in_form and self.form.review is not None else None

    def level(self, code: str) -> str:
        """Return a level as a narrow column shows it."""
        found = self.scheme.level(code) if self.scheme and code else None
        return found.short if found else code
