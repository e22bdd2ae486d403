"""Các bước và hạn: when each step of a campaign is due, and when it was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout

from db.evaluation_records import Campaign, CampaignState, CampaignStep
from db.problems import ProblemError
from desktop_app.texts import explain, tr
from ui import theme
from ui.widgets.dates import DateEdit
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import WrappingLabel
from ui.widgets.plain import plain_label

if TYPE_CHECKING:
    from ui.pages.base import Page


class StepsDialog(QDialog):
    """``saved`` follows when the steps were written."""

    saved = Signal()

    def __init__(self, page: Page, campaign: Campaign) -> None:
        super().__init__(page)
        self.page, self.campaign = page, campaign
        self.setWindowTitle(tr("Các bước của đợt kiểm điểm năm {year}", year=campaign.year))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(theme.px(860))
        layout = QVBoxLayout(self)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setColumnStretch(0, 1)
        grid.setColumnMinimumWidth(0, theme.px(420))
        heads = (tr("Bước"), tr("Hạn"), tr("Xong ngày"))
        for place, heading in enumerate(heads):
            grid.addWidget(plain_label(heading, role="muted"), 0, place)
        self.due: list[DateEdit] = []
        self.finished_on: list[DateEdit] = []
        for row, step in enumerate(campaign.steps, 1):
            words = WrappingLabel(f"{row}. {step.title}")
            words.setMinimumWidth(theme.px(420))
            grid.addWidget(words, row, 0)
            for place, (edits, day) in enumerate(((self.due, step.due_on), (self.finished_on, step.done_on)), 1):
                edit = DateEdit(page.context.today)
                edit.setFixedWidth(theme.px(160))
                edit.set_value(day)
                edit.setAccessibleName(f"{step.title}: {heads[place]}")
                edit.setEnabled(campaign.state is CampaignState.OPEN)
                grid.addWidget(edit, row, place)
                edits.append(edit)
            late = step.due_on is not None and step.done_on is None and step.due_on < page.context.today()
            grid.addWidget(plain_label(tr("quá hạn") if late else "", role="warning"), row, 3)
        layout.addLayout(grid)
        layout.addWidget(
            WrappingLabel(tr("Bước hết hạn thì bảng báo ai còn chậm. Ngày gõ được: hôm nay, 5/12."), role="hint")
        )
        self.trouble = WrappingLabel(role="error")
        self.trouble.hide()
        layout.addWidget(self.trouble)
        buttons = QDialogButtonBox()
        self.keep = buttons.addButton(tr("&Lưu"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("Thôi"), QDialogButtonBox.ButtonRole.RejectRole)
        self.keep.setEnabled(campaign.state is CampaignState.OPEN)
        buttons.accepted.connect(self.save)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        fields = [edit for pair in zip(self.due, self.finished_on, strict=True) for edit in pair]
        self.moves = EnterMoves(fields, self.save, self)

    def save(self) -> None:
        """Write the days that are typed."""
        wrong = next((edit for edit in (*self.due, *self.finished_on) if edit.complaint()), None)
        if wrong is not None:
            self._say(wrong.complaint())
            wrong.setFocus()
            return
        steps: tuple[CampaignStep, ...] = tuple(
            msgspec.structs.replace(step, due_on=due.value(), done_on=done.value())
            for step, due, done in zip(self.campaign.steps, self.due, self.finished_on, strict=True)
        )
        campaign = self.campaign
        self.page.context.operations.run(
            lambda office: office.reviews.set_steps(campaign.id, campaign.revision, steps, campaign.note),
            lambda _kept: self._saved(),
            self._failed,
            receiver=self,
        )

    def _saved(self) -> None:
        self.saved.emit()
        self.accept()

    def _failed(self, problem: ProblemError) -> None:
        self._say(str(explain(problem)))

    def _say(self, words: str) -> None:
        self.trouble.setText(words)
        self.trouble.show()
