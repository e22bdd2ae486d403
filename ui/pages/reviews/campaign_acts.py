"""What can be done with a campaign and with the line in hand on its board; what cannot be undone is asked first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton

from db.evaluation_records import BoardLine, Campaign, CampaignChange, CampaignState, Exclusion
from desktop_app.texts import term, tr
from ui.icons import on_button

if TYPE_CHECKING:
    from desktop_app.office import Office
    from ui.pages.reviews.board import BoardPanel

MOST_TOLD = 12
"""Changes of the register that a question names one by one."""


class CampaignActs:
    """The buttons of the board."""

    def __init__(self, panel: BoardPanel) -> None:
        self.panel = panel
        self.prefill = QPushButton(tr("Điền &sẵn"))
        self.prefill.setToolTip(tr("Đưa số liệu mười hai tháng vào những bản chưa ai viết"))
        on_button(self.prefill, "copy")
        self.prefill.clicked.connect(self.fill_in)
        self.more = QPushButton(tr("Đợ&t kiểm điểm"))
        menu = QMenu(self.more)
        menu.addAction(tr("&Cập nhật theo sổ đảng viên…")).triggered.connect(lambda _checked=False: self.refresh())
        menu.addAction(tr("Các &bước và hạn…")).triggered.connect(lambda _checked=False: self.steps())
        self.close_action = menu.addAction(tr("&Khóa đợt…"))
        self.close_action.triggered.connect(lambda _checked=False: self.close())
        self.reopen_action = menu.addAction(tr("&Mở lại đợt…"))
        self.reopen_action.triggered.connect(lambda _checked=False: self.reopen())
        self.more.setMenu(menu)
        self.form = QPushButton(tr("&Mở bản kiểm điểm"))
        on_button(self.form, "edit")
        self.form.clicked.connect(self.open_form)
        self.exclude = QPushButton(tr("&Diện xếp loại (F4)"))
        self.exclude.clicked.connect(self.change_exclusion)
        shortcut = QShortcut(QKeySequence("F4"), panel)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.change_exclusion)
        self.buttons = (self.prefill, self.more)
        self.line_buttons = (self.form, self.exclude)

    @property
    def _campaign(self) -> Campaign | None:
        return self.panel.campaign

    def allow(self) -> None:
        """Let only that be pressed which can be done now."""
        campaign, line = self._campaign, self.panel.line
        is_open = campaign is not None and campaign.state is CampaignState.OPEN
        self.prefill.setEnabled(is_open)
        self.close_action.setEnabled(is_open)
        self.reopen_action.setEnabled(campaign is not None and not is_open)
        for button in self.line_buttons:
            button.setVisible(self.panel.tables.currentWidget() is self.panel.lines)
        self.form.setEnabled(line is not None)
        self.exclude.setEnabled(is_open and line is not None and line.member_id is not None)

    # --- the campaign ---

    def fill_in(self) -> None:
        """Write the year's figures into the forms nobody has written in, of the cell in hand or of all."""
        campaign, cell_id = self._campaign, self.panel.cell_id
        if campaign is None:
            return
        self.panel.page.run(
            lambda office: office.reviews.prefill(campaign.id, cell_id),
            lambda count: self._done(tr("Đã điền sẵn {count} bản.", count=count)),
            self.panel.page.show_problem,
            busy=tr("Đang điền sẵn…"),
        )

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
        campaign, questions = self._campaign, self.panel.context.questions
        title = tr("Cập nhật theo sổ đảng viên")
        if campaign is None or not changes:
            questions.tell(title, tr("Đợt kiểm điểm đã khớp với sổ đảng viên."))
            return
        told = "\n".join(f"• {one.name}: {term('campaign_change', one.kind)}" for one in changes[:MOST_TOLD])
        rest = len(changes) - MOST_TOLD
        if rest > 0:
            told += "\n" + tr("… và {count} người nữa", count=rest)
        asked = tr("Có {count} chỗ khác sổ đảng viên. Cập nhật?", count=len(changes))
        if questions.confirm(title, asked, yes=tr("&Cập nhật"), detail=told):
            self.panel.page.run(
                lambda office: office.reviews.refresh(campaign.id),
                lambda count: self._done(tr("Đã cập nhật {count} chỗ.", count=count)),
                self.panel.page.show_problem,
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

    # --- the line in hand ---

    def open_form(self) -> None:
        """Open the form of the member or collective in hand."""
        line = self.panel.line
        if line is not None:
            self.panel.open_form(line)

    def change_exclusion(self) -> None:
        """Take the member in hand out of the rating or into it, with a reason."""
        line = self.panel.line
        if line is None or line.member_id is None or not self.exclude.isEnabled():
            return
        codes = [one for one in Exclusion if one is not Exclusion.NONE]
        words = [tr("Được xếp loại"), *(term("exclusion", one) for one in codes)]
        chosen = self.panel.context.questions.choose(
            tr("Diện xếp loại"), tr("{name} thuộc diện nào?", name=line.name), words
        )
        if chosen is None:
            return
        reason = self.panel.context.questions.reason(tr("Diện xếp loại"), tr("Căn cứ, lý do:"))
        if reason:
            self._exclude(line, codes[chosen - 1] if chosen else Exclusion.NONE, reason)

    def _exclude(self, line: BoardLine, exclusion: Exclusion, reason: str) -> None:
        def work(office: Office) -> object:
            return office.reviews.set_exclusion(line.id, line.revision, exclusion, reason)

        said = tr("Đã ghi diện xếp loại của {name}.", name=line.name)
        self.panel.page.run(work, lambda _kept: self._done(said), self.panel.page.show_problem)
