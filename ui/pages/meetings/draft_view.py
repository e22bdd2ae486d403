"""A meeting being written: the form, how it is kept, and what rules say about the fields that were left."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from db.meeting_records import MeetingDraft, MeetingKind
from db.problems import ProblemError
from db.records import Finding, MemberRow
from desktop_app.texts import tr
from ui import theme
from ui.autosave import Autosave
from ui.context import SaveState, WindowContext
from ui.icons import on_button
from ui.pages.meetings import models
from ui.pages.meetings.blocks import Blocks
from ui.pages.meetings.form import MeetingForm
from ui.pages.meetings.scoring import Scoring
from ui.pages.meetings.twin_bar import TwinBar
from ui.widgets.plain import plain_label, set_role

if TYPE_CHECKING:
    from desktop_app.office import Office


class DraftView(QWidget):
    """Everything about a draft that needs no decision of the user."""

    finalize_wanted = Signal()
    preview_wanted = Signal()
    discard_wanted = Signal()
    kept = Signal()
    problem = Signal(ProblemError)
    no_state = SaveState.NONE

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.form = MeetingForm(context.today)
        self.scoring = Scoring(context, self.form)
        self.autosave = Autosave(
            context.operations, self.form.collect, lambda office, draft: office.meetings.save_draft(draft), self
        )
        self.state = SaveState.SAVED
        self.busy = False
        self._checking = False
        self._check_again = False
        self.blocks = Blocks(context, self.form, self.problem.emit)
        self.twin = TwinBar()
        self.heading = plain_label(role="heading")
        self.pages = plain_label(role="muted")
        self.pages.setToolTip(tr("Số trang của biên bản khi in, tính sau mỗi lần lưu nháp"))
        self.save_label = plain_label(role="muted")
        self.discard_button = QPushButton(tr("Bỏ nháp"))
        self.save_button = QPushButton(tr("Lưu nháp (Ctrl+S)"))
        self.preview_button = QPushButton(tr("Xem trước (F9)"))
        self.finalize_button = QPushButton(tr("Chốt (Ctrl+Enter)"))
        self.finalize_button.setProperty("kind", "primary")
        on_button(self.discard_button, "delete")
        on_button(self.save_button, "save")
        on_button(self.preview_button, "print")
        self._build()
        self._connect()

    def _build(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(8))
        buttons.addStretch(1)
        for button in (self.discard_button, self.save_button, self.preview_button, self.finalize_button):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        head = QHBoxLayout()
        head.addWidget(self.heading)
        head.addSpacing(theme.px(12))
        head.addWidget(self.pages)
        head.addStretch(1)
        head.addWidget(self.save_label)
        layout.addLayout(head)
        layout.addWidget(self.twin)
        layout.addWidget(self.form, 1)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        self.discard_button.clicked.connect(self.discard_wanted)
        self.save_button.clicked.connect(self.save)
        self.preview_button.clicked.connect(self.preview_wanted)
        self.finalize_button.clicked.connect(self.finalize_wanted)
        self.form.changed.connect(self.autosave.touch)
        self.form.left.connect(self.check)
        self.form.closing_shown.connect(self.check)
        self.form.day_left.connect(self._day_left)
        self.form.register_wanted.connect(partial(self._day_left, asked=True))
        self.form.base_changed.connect(partial(self._day_left, always=True))
        self.form.tasks_wanted.connect(self._tasks_wanted)
        self.form.said.connect(self._context.say)
        self.autosave.state_changed.connect(self._show_state)
        self.autosave.failed.connect(self.problem)
        self.scoring.problem.connect(self.problem)
        self.autosave.saved.connect(self._saved)

    # --- content ---

    def show_draft(self, draft: MeetingDraft, opened: models.Opened, heading: str) -> None:
        """Show a draft; what the store has not taken yet of this very draft goes before what it holds."""
        self.autosave.flush()
        draft = self.autosave.unkept.get(draft.id, draft)
        self.heading.setText(heading)
        self.pages.setText("")
        self.twin.show_twin(opened.twin)
        form = self.form
        form.info.set_themes(opened.themes)
        form.info.set_prepared(opened.prepared)
        form.info.set_groups(opened.groups)
        form.attendance.table.set_reasons(opened.reasons)
        form.fill(draft, opened.members, opened.own)
        form.set_before(opened.before)
        self.autosave.watch(draft)
        if draft.saved_at:
            self._count_pages(draft)

    def leave(self) -> None:
        """Hand over what was typed and look after nothing."""
        self.autosave.flush()

    def forget(self) -> None:
        """Never save the draft in hand again: it was finalised or thrown away."""
        self.autosave.forget()

    def save(self) -> None:
        """Save now, also a draft in which nothing was typed yet."""
        if self.isVisible() and not self.busy:
            self.autosave.touch()
            self.autosave.flush()

    def set_busy(self, *, busy: bool) -> None:
        """Let nothing be typed while the meeting is being finalised."""
        self.busy = busy
        self.form.setEnabled(not busy)
        for button in (self.discard_button, self.save_button, self.preview_button, self.finalize_button):
            button.setEnabled(not busy)

    def changeEvent(self, event: QEvent) -> None:
        """Save when the window is left."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.autosave.flush()

    def _saved(self, draft_id: str) -> None:
        if draft_id == self.form.draft_id:
            self.kept.emit()
            if not self.autosave.dirty:
                self._count_pages(self.form.collect())

    def _count_pages(self, draft: MeetingDraft) -> None:
        self._context.operations.run(
            lambda office: office.documents.page_count(draft),
            partial(self._show_pages, draft.id),
            self.problem.emit,
            receiver=self,
        )

    def _show_pages(self, draft_id: str, pages: int) -> None:
        if draft_id == self.form.draft_id:
            self.pages.setText(tr("{pages} trang in", pages=pages))

    def _show_state(self, state: str, saved_at: str) -> None:
        self.state = SaveState(state)
        if state == SaveState.SAVED:
            text = tr("Đã lưu nháp {time}", time=saved_at[11:19]) if saved_at else tr("Chưa có gì để lưu")
        else:
            text = tr("Đang lưu…") if state == SaveState.SAVING else tr("Chưa lưu")
        self.save_label.setText(text)
        set_role(self.save_label, "warning" if state == SaveState.UNSAVED else "muted")
        if self.isVisible():
            self._context.set_save_state(self.state)

    # --- rules ---

    def check(self) -> None:
        """Ask the rules about what stands in the form; one question at a time, the last one asked anew."""
        if not self.form.draft_id or self.busy:
            return
        if self._checking:
            self._check_again = True
            return
        self._checking = True
        draft = self.form.collect()
        self._context.operations.run(
            lambda office: office.meetings.check(draft),
            partial(self._checked, draft.id),
            self.problem.emit,
            on_done=self._check_done,
            receiver=self,
        )

    def _checked(self, draft_id: str, findings: list[Finding]) -> None:
        if draft_id == self.form.draft_id and not self._check_again:
            self.form.show_findings(findings)

    def _check_done(self) -> None:
        self._checking = False
        if self._check_again:
            self._check_again = False
            self.check()

    # --- another day ---

    def _day_left(self, *, asked: bool = False, always: bool = False) -> None:
        """Read who has to come on the new day; what was ticked meanwhile is asked for again, never overwritten.

        Without a day there is nothing to read, except ``always``: where another kind of meeting asks for others.
        """
        draft = self.form.collect()
        if draft.content.held_on is None and not always:
            return

        def work(office: Office) -> tuple[MeetingDraft, list[MemberRow]]:
            fresh = office.meetings.refresh_attendance(draft)
            return fresh, models.people(office, fresh)

        self._context.operations.run(work, partial(self._refreshed, draft, asked), self.problem.emit, receiver=self)

    def _refreshed(
        self,
        before: MeetingDraft,
        asked: bool,  # noqa: FBT001 - partial
        answer: tuple[MeetingDraft, list[MemberRow]],
    ) -> None:
        fresh, members = answer
        if before.id != self.form.draft_id:
            return
        now = self.form.collect()
        if _base(now) != _base(before):
            return
        if now.content.attendance != before.content.attendance:
            self._day_left(asked=asked)
        elif fresh.content.attendance != now.content.attendance:
            self.form.set_attendance(fresh.content, members)
            self._context.say(tr("Danh sách điểm danh đã theo sổ đảng viên của ngày họp."))
            self.check()
        elif asked:
            self._context.say(tr("Danh sách điểm danh đã khớp sổ đảng viên của ngày họp."))

    # --- earlier tasks ---

    def _tasks_wanted(self) -> None:
        """Read again what is not finished; what was written about a task meanwhile is never overwritten."""
        draft = self.form.collect()
        self._context.operations.run(
            lambda office: office.meetings.refresh_follow_ups(draft),
            partial(self._show_tasks, draft),
            self.problem.emit,
            receiver=self,
        )

    def _show_tasks(self, before: MeetingDraft, fresh: MeetingDraft) -> None:
        if before.id != self.form.draft_id:
            return
        if self.form.collect().content.follow_ups != before.content.follow_ups:
            self._tasks_wanted()
        elif self.form.carried.take_tasks(fresh.content.follow_ups):
            self._context.say(tr("Đã đọc lại danh sách việc chưa xong."))
        else:
            self._context.say(tr("Danh sách việc đã đủ những việc chưa xong."))


def _base(draft: MeetingDraft) -> tuple[date | None, MeetingKind, str]:
    """Return what decides who has to come."""
    return draft.content.held_on, draft.content.kind, draft.content.party_group
