"""What can be done with a campaign and with the line in hand on its board; what cannot be undone is asked first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton

from db.evaluation_records import BoardLine, Campaign, CampaignChange, CampaignState, Exclusion, Subject
from db.review_board import Wanted
from desktop_app.rules.percentages import format_number
from desktop_app.texts import tr
from ui.icons import on_button
from ui.widgets.list_tools import bars

if TYPE_CHECKING:
    from desktop_app.office import Office
    from ui.pages.reviews.board import BoardPanel

T = TypeVar("T")


class CampaignActs:
    """The buttons of the board."""

    def __init__(self, panel: BoardPanel) -> None:
        self.panel = panel
        self.more = QPushButton(tr("Đợ&t kiểm điểm"))
        menu = QMenu(self.more)
        self.prefill = menu.addAction(tr("Điền &sẵn những bản chưa ai viết"))
        self.prefill.triggered.connect(lambda _checked=False: self.fill_in())
        self.refresh_action = menu.addAction(tr("&Cập nhật theo sổ đảng viên…"))
        self.refresh_action.triggered.connect(lambda _checked=False: self.refresh())
        self.count_action = menu.addAction(tr("Tính lại &số liệu các bản đã viết"))
        self.count_action.triggered.connect(lambda _checked=False: self.count_again())
        self.quick_action = menu.addAction(tr("&Nhập nhanh từ bản giấy… (Ctrl+Shift+N)"))
        self.quick_action.triggered.connect(lambda _checked=False: self.enter_quickly())
        menu.addAction(tr("Các &bước và hạn…")).triggered.connect(lambda _checked=False: self.steps())
        self.close_action = menu.addAction(tr("&Khóa đợt…"))
        self.close_action.triggered.connect(lambda _checked=False: self.close())
        self.reopen_action = menu.addAction(tr("&Mở lại đợt…"))
        self.reopen_action.triggered.connect(lambda _checked=False: self.reopen())
        self.more.setMenu(menu)
        self.form = QPushButton(tr("Mở &bản kiểm điểm"))
        on_button(self.form, "edit")
        self.form.clicked.connect(self.open_form)
        self.amend = QPushButton(tr("&Diện, mẫu (F4)"))
        self.amend.setToolTip(tr("Sửa diện xếp loại, mẫu bản kiểm điểm, chi bộ đánh giá (F4)"))
        self.amend.clicked.connect(self.change_line)
        shortcut = QShortcut(QKeySequence("F4"), panel)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._f4)
        quick = QShortcut(QKeySequence("Ctrl+Shift+N"), panel)
        quick.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        quick.activated.connect(self.enter_quickly)
        self.buttons = (self.more,)
        self.line_buttons = (self.form, self.amend)
        _, self.work = bars(panel.page)

    @property
    def _campaign(self) -> Campaign | None:
        return self.panel.campaign

    def allow(self) -> None:
        """Let only that be pressed which can be done now."""
        campaign, line = self._campaign, self.panel.line
        is_open = campaign is not None and campaign.state is CampaignState.OPEN
        self.prefill.setEnabled(is_open)
        self.count_action.setEnabled(is_open)
        self.quick_action.setEnabled(is_open and self.panel.cell_id is not None)
        self.refresh_action.setEnabled(is_open)
        self.close_action.setEnabled(is_open)
        self.reopen_action.setEnabled(campaign is not None and not is_open)
        for button in self.line_buttons:
            button.setVisible(self.panel.tables.currentWidget() is self.panel.lines)
        self.form.setEnabled(line is not None)
        self.amend.setEnabled(is_open and line is not None)

    # --- the campaign ---

    def fill_in(self) -> None:
        """Write the year's figures into the forms nobody has written in, of the cell in hand or of all."""
        campaign, cell_id = self._campaign, self.panel.unit_id
        if campaign is not None and not self.work.working:
            told = self.progress()
            self._count(
                lambda office: office.reviews.prefill(campaign.id, cell_id, told),
                lambda count: self._done(tr("Đã điền sẵn {count} bản.", count=count)),
            )

    def count_again(self) -> None:
        """Bring the figures of written forms up to date, of the cell in hand or of all."""
        campaign, cell_id = self._campaign, self.panel.unit_id
        if campaign is not None and not self.work.working:
            told = self.progress()
            self._count(
                lambda office: office.reviews.count_again(campaign.id, cell_id, told),
                lambda count: self._done(tr("Số liệu của {count} bản đã đổi; lời văn giữ nguyên.", count=count)),
            )

    def _count(self, work: Callable[[Office], int], done: Callable[[int], None]) -> None:
        self.watch(work, done, tr("Đang tính số liệu mười hai tháng…"))

    def watch(self, work: Callable[[Office], T], done: Callable[[T], None], busy: str) -> None:
        """Do something long: how far it is is shown, and it can be stopped; stopped it changes nothing."""
        page = self.panel.page
        job = page.context.operations.run(
            work,
            done,
            page.show_problem,
            on_done=self.work.finish,
            on_stopped=self._stopped,
            receiver=page,
            busy=busy,
        )
        self.work.watch(job, stoppable=True)

    def _stopped(self) -> None:
        self.work.finish()
        self._done(tr("Đã dừng; không có bản nào thay đổi."))

    def progress(self) -> Callable[[int, int], None]:
        """Return what says, inside the work, how many forms are filled in."""
        operations = self.panel.context.operations

        def told(done: int, total: int) -> None:
            words = tr("Đang điền sẵn… {done}/{total}", done=format_number(done), total=format_number(total))
            if total <= 1:
                words = tr("Đang tính số liệu mười hai tháng…")
            operations.report(words, done / max(1, total))

        return told

    def _done(self, words: str) -> None:
        self.panel.context.say(words)
        self.panel.context.data_changed.emit()

    def refresh(self) -> None:
        """Ask whether what the register says otherwise is to be brought in."""
        campaign = self._campaign
        if campaign is not None:
            self.panel.page.run(
                lambda office: office.reviews.changes(campaign.id), self._ask_refresh, self.panel.page.show_problem
            )

    def _ask_refresh(self, changes: list[CampaignChange]) -> None:
        campaign = self._campaign
        if campaign is None or not changes:
            title = tr("Cập nhật theo sổ đảng viên")
            self.panel.context.questions.tell(title, tr("Đợt kiểm điểm đã khớp với sổ đảng viên."))
            return
        from ui.pages.reviews.changes_dialog import ChangesDialog

        dialog = ChangesDialog(self.panel.page, changes)
        dialog.taken.connect(lambda chosen: self._take(campaign, chosen))
        dialog.open()

    def _take(self, campaign: Campaign, chosen: list[CampaignChange]) -> None:
        self.panel.page.run(
            lambda office: office.reviews.refresh(campaign.id, chosen),
            lambda count: self._done(tr("Đã cập nhật {count} chỗ.", count=count)),
            self.panel.page.show_problem,
            busy=tr("Đang cập nhật…"),
        )

    def steps(self) -> None:
        """Show the steps with their deadlines."""
        if self._campaign is not None:
            from ui.pages.reviews.steps_dialog import StepsDialog

            dialog = StepsDialog(self.panel.page, self._campaign)
            dialog.saved.connect(lambda: self._done(tr("Đã lưu các bước.")))
            dialog.open()

    def close(self) -> None:
        """Close the campaign, after asking."""
        campaign = self._campaign
        if campaign is None or not self.panel.context.questions.confirm(
            tr("Khóa đợt kiểm điểm"),
            tr(
                "Khóa đợt kiểm điểm năm {year}? Sau đó không sửa được gì, trừ khi mở lại kèm lý do.", year=campaign.year
            ),
            yes=tr("&Khóa"),
            loses=True,
        ):
            return
        self.panel.page.run(
            lambda office: office.reviews.close(campaign.id, campaign.revision),
            lambda _kept: self._done(tr("Đã khóa đợt kiểm điểm năm {year}.", year=campaign.year)),
            self.panel.page.show_problem,
        )

    def reopen(self) -> None:
        """Open a closed campaign again, after asking why; say when a package went out meanwhile."""
        campaign = self._campaign
        if campaign is None:
            return

        def asked(went_out: bool) -> None:  # noqa: FBT001 - the answer of the service
            words = tr("Vì sao mở lại đợt kiểm điểm năm {year}? Bản đã khóa vẫn được giữ.", year=campaign.year)
            if went_out:
                words += " " + tr("Số liệu đã gửi cấp trên sẽ khác; phải gửi lại gói sau khi khóa lần nữa.")
            reason = self.panel.context.questions.reason(tr("Mở lại đợt kiểm điểm"), words)
            if reason:
                self.panel.page.run(
                    lambda office: office.reviews.reopen(campaign.id, campaign.revision, reason),
                    lambda kept: self._done(tr("Đã mở lại, bản {version}.", version=kept.version)),
                    self.panel.page.show_problem,
                )

        self.panel.page.run(lambda office: office.reviews.sent_since(campaign), asked)

    def enter_quickly(self) -> None:
        """Type levels and points of a cell's members from their papers, as a list."""
        campaign, scheme, cell_id = self._campaign, self.panel.scheme, self.panel.cell_id
        if campaign is None or scheme is None or self.panel.in_form:
            return
        if cell_id is None:
            self.panel.context.say(tr("Chọn một chi bộ trước, rồi nhập nhanh."))
            return
        if campaign.state is not CampaignState.OPEN:
            self.panel.context.say(tr("Đợt đã khóa: mở lại đợt rồi mới nhập được."))
            return
        wanted = Wanted(subject=Subject.MEMBER, organization_id=cell_id)

        def show(found: tuple[list[BoardLine], int]) -> None:
            from ui.pages.reviews.quick_entry import QuickDialog

            rated = [line for line in found[0] if line.exclusion is Exclusion.NONE]
            title = tr("{cell}, năm {year}", cell=self.panel.where, year=campaign.year)
            dialog = QuickDialog(self.panel.page, scheme, title, rated)
            dialog.saved.connect(lambda count: self._done(tr("Đã lưu {count} bản.", count=count)))
            dialog.finished.connect(lambda _result: self.panel.table.setFocus())
            dialog.open()

        self.panel.page.run(
            lambda office: office.reviews.board(campaign.id, wanted, 0, -1), show, self.panel.page.show_problem
        )

    # --- the line in hand ---

    def open_form(self) -> None:
        """Open the form of the member or collective in hand."""
        line = self.panel.line
        if line is not None:
            self.panel.open_form(line)

    def _f4(self) -> None:
        if self.panel.in_form:
            self.panel.form.side.table.setFocus()
        else:
            self.change_line()

    def change_line(self) -> None:
        """Choose by hand whether the one in hand is rated, on which form and by which cell."""
        line, scheme = self.panel.line, self.panel.scheme
        if line is None or scheme is None or not self.amend.isEnabled():
            return
        from ui.pages.reviews.line_dialog import LineDialog

        cells = [(one.organization.id, one.organization.name) for one in self.panel.context.cells]
        dialog = LineDialog(self.panel.page, line, scheme, cells)
        dialog.saved.connect(lambda: self._done(tr("Đã ghi diện, mẫu của {name}.", name=line.name)))
        dialog.open()
