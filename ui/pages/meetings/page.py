"""The page "Sinh hoạt chi bộ": the month's cells at the left, one meeting at the right, as a form or as its minutes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from db.meeting_records import Meeting, MeetingDraft, MeetingKind
from db.records import BoardRow, CellView
from desktop_app.texts import term, tr
from ui import theme
from ui.context import WindowContext, month_name
from ui.pages.base import Page
from ui.pages.meetings import models
from ui.pages.meetings.cells import CellList
from ui.pages.meetings.decisions import Decisions
from ui.pages.meetings.documents_button import DocumentsButton
from ui.pages.meetings.draft_view import DraftView
from ui.pages.meetings.entries import EntryBar
from ui.pages.meetings.final_view import FinalView
from ui.pages.meetings.month_list import month_tools
from ui.pages.meetings.papers import MeetingPapers
from ui.pages.meetings.year_button import YearButton
from ui.printing import Printing
from ui.widgets.pdf_panel import PdfPanel
from ui.widgets.plain import plain_label

if TYPE_CHECKING:
    from desktop_app.office import Office


OTHERS = (
    *(MeetingKind.THEMATIC, MeetingKind.EXTRAORDINARY, MeetingKind.COMMITTEE, MeetingKind.PARTY_GROUP),
    *(MeetingKind.YEAR_END, MeetingKind.CONGRESS, MeetingKind.REGULAR, MeetingKind.COMBINED),
)
"""Kinds of a further meeting in a month, the most usual first."""


class MeetingsPage(Page):
    """Chooses what is in hand and takes it through its life: draft, check, final, new version, cancelled."""

    name = "meetings"

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.printing = Printing()
        self._cell_id = ""
        self._meeting_id = ""
        self._opening = 0
        """Counts requests to open, so that an answer overtaken by a newer request is dropped."""
        self._opened: models.Opened | None = None
        self.cells = CellList()
        self.entries = EntryBar()
        self.draft = DraftView(context)
        self.final = FinalView(context, self.printing)
        self.preview = PdfPanel(context, self.printing, closable=True)
        self.nothing = plain_label(tr("Chọn một chi bộ ở danh sách bên trái rồi nhấn Enter."), role="muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.decisions = Decisions(self)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.month_tools = month_tools(self)
        self.year_button = YearButton(self)
        self.tools.addWidget(self.year_button)
        self.documents = DocumentsButton(self)
        self.tools.addWidget(self.documents)
        self.papers = MeetingPapers(self)
        self.tools.addWidget(self.month_tools)
        self.tools.addWidget(self.papers)
        self.tools.addWidget(self.entries)
        self.stack = QStackedWidget()
        for view in (self.nothing, self.draft, self.final, self.preview):
            self.stack.addWidget(view)
        columns = QHBoxLayout()
        columns.setSpacing(theme.px(12))
        self.cells.setFixedWidth(theme.px(226))
        columns.addWidget(self.cells)
        right = QVBoxLayout()
        right.addWidget(self.stack, 1)
        columns.addLayout(right, 1)
        self.body.addLayout(columns, 1)

    def _connect(self) -> None:
        self.cells.chosen.connect(self._cell_chosen)
        self.entries.chosen.connect(lambda meeting_id: self.open_cell(self._cell_id, meeting_id))
        self.entries.another.connect(self._another_meeting)
        self.draft.finalize_wanted.connect(self.decisions.finalize)
        self.draft.preview_wanted.connect(self.show_preview)
        self.draft.discard_wanted.connect(self.decisions.discard)
        self.draft.problem.connect(self.show_problem)
        self.draft.kept.connect(self._draft_kept)
        self.draft.twin.open_wanted.connect(lambda draft_id: self.open_cell(self._cell_id, draft_id))
        self.draft.twin.discard_wanted.connect(self.decisions.discard_twin)
        self.final.problem.connect(self.show_problem)
        self.final.next_wanted.connect(self.next_cell)
        self.final.revise_wanted.connect(self.decisions.revise)
        self.final.cancel_wanted.connect(self.decisions.cancel)
        self.final.version_wanted.connect(lambda meeting_id: self.open_cell(self._cell_id, meeting_id))
        self.preview.closed.connect(self._close_preview)
        self.preview.problem.connect(self.show_problem)
        self.context.period_changed.connect(self._period_changed)
        self.context.cell_changed.connect(self._context_cell_changed)
        for keys, action in (
            ("Ctrl+S", self.draft.save),
            ("Ctrl+Return", self.decisions.finalize),
            ("Ctrl+Enter", self.decisions.finalize),
            ("F9", self.show_preview),
            ("Ctrl+P", self.print_or_preview),
            ("Ctrl+L", self._find_cell),
            ("F7", self.next_cell),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

    @property
    def cell_id(self) -> str:
        """The cell in hand on this page, empty when there is none."""
        return self._cell_id

    @property
    def cell_name(self) -> str:
        """Its name."""
        return self._opened.cell_name if self._opened else ""

    @property
    def in_hand(self) -> Meeting | MeetingDraft | None:
        """The kept meeting or the draft on the screen; the draft as it was opened."""
        if self._opened is None or not self._cell_id:
            return None
        return self._opened.draft or self._opened.meeting

    @property
    def draft_in_sight(self) -> bool:
        """Whether a form is on the screen."""
        return self.stack.currentWidget() is self.draft

    @property
    def title(self) -> str:
        """The words at the top of the page."""
        return tr("Sinh hoạt chi bộ")

    @property
    def help_text(self) -> str:
        """What the page is for and its keys."""
        helped = tr(
            "Ghi biên bản sinh hoạt của từng chi bộ trong tháng. Chọn chi bộ ở bên trái (Ctrl+L, gõ một phần tên, "
            "Enter), nhập theo thứ tự buổi sinh hoạt. Mọi điều vừa gõ được lưu nháp sau 2 giây; Chốt thì biên bản "
            "có số, in được và gửi được.\n\n"
            "Enter sang ô sau · Ctrl+PgUp, Ctrl+PgDn đổi phần, Ctrl+1…9 tới phần · Ctrl+S lưu nháp · F9 xem trước · "
            "Ctrl+P in · Ctrl+Enter chốt · Ctrl+Z lấy lại · F7 chi bộ tiếp theo chưa có biên bản.\n"
            "F2 chép ô hoặc dòng đang đứng từ buổi trước · Shift+F2 chép chương trình buổi trước · F3 chèn đoạn mẫu · "
            "Shift+F3 lưu thành đoạn mẫu.\n"
            "Điểm danh: gõ một phần tên rồi Enter tới dòng; 1 hoặc C có mặt, 2 hoặc P vắng có lý do, "
            "3 hoặc K vắng không lý do; Dấu cách đổi có mặt và vắng.\n"
            "Việc đã giao: 1 đúng hạn, 2 vượt mức, 3 chậm, 4 không hoàn thành, 0 đang thực hiện; gõ chữ để ghi chú.\n"
            "Nội dung: Alt+PgDn, Alt+PgUp sang nội dung sau, trước; Ctrl+N thêm, Delete bỏ, Alt+↑ Alt+↓ chuyển chỗ. "
            "Ô số phiếu: phím = điền số còn lại."
        )
        helped += tr("\nCtrl+Shift+P: danh sách dự họp, trích biên bản, bìa chuyên đề, mẫu để ghi tay.")
        return helped + tr(
            "\nF8: nghị quyết, thông báo, giấy mời, nhật ký và so sánh các bản, đối chiếu mã kiểm tra. F12: cả năm."
        )

    # --- what the window asks ---

    def open(self, **args: object) -> None:
        """Show the page; ``cell_id``, ``meeting_id`` and ``period`` say what to take in hand."""
        period, cell_id, meeting_id = (str(args.get(name) or "") for name in ("period", "cell_id", "meeting_id"))
        if period and period != self.context.period:
            self.context.set_period(period)
        if not cell_id and not self._cell_id and self.context.cell is not None:
            cell_id = self.context.cell.organization.id
        self.read_board()
        if cell_id and (cell_id != self._cell_id or meeting_id or period):
            self.open_cell(cell_id, meeting_id)
        elif not self._cell_id:
            self.cells.focus_search()
        else:
            self._show_save_state()

    def refresh(self) -> None:
        """Read the month's cells again, and the meeting in hand where it is not being written."""
        self.read_board()
        if self._cell_id and not self.draft_in_sight:
            self.open_cell(self._cell_id, self._meeting_id)

    def may_leave(self) -> bool:
        """Hand over what was typed; nothing of it can be lost, so nothing is asked."""
        self.draft.autosave.flush()
        self.context.set_save_state(self.draft.no_state)
        return True

    def may_close(self) -> bool:
        """Wait until the store has what was typed; ask when it refuses."""
        if self.draft.autosave.settle():
            return True
        return self.context.questions.confirm(
            tr("Chưa lưu được nháp"),
            tr("Máy không ghi được những gì vừa nhập. Nếu đóng bây giờ, phần chưa lưu sẽ mất."),
            yes=tr("&Vẫn đóng"),
            no=tr("Ở &lại"),
            loses=True,
        )

    # --- the month's cells ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the form the whole width where there is little of it."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        # At 150 % on a small screen the column of cells would leave the form no room; Ctrl+L and the box above remain.
        self.cells.setVisible(self.width() >= theme.px(940) or not self._cell_id)

    def _find_cell(self) -> None:
        self.cells.show()
        self.cells.focus_search()

    def next_cell(self) -> None:
        """Take the next cell in hand that has no minutes of this month: a stack of paper goes on without the mouse."""
        cell_id = self.cells.next_without_minutes(self._cell_id)
        if cell_id:
            self.open_cell(cell_id)
        else:
            self.context.say(tr("Mọi chi bộ đã có biên bản tháng này."))

    def read_board(self) -> None:
        """Read the month's cells again."""
        period = self.context.period
        self.run(lambda office: office.meetings.board(period), partial(self._show_board, period))

    def _show_board(self, period: str, rows: list[BoardRow]) -> None:
        if period == self.context.period:
            self.cells.show_rows(rows, self._cell_id)

    def _period_changed(self, _period: str) -> None:
        self.draft.autosave.flush()
        if self.isVisible():
            self.read_board()
            if self._cell_id:
                self.open_cell(self._cell_id, take_cursor=False)
        elif self._cell_id:
            self._cell_id = ""
            self._show_nothing()

    def _context_cell_changed(self, cell: CellView | None) -> None:
        if cell is not None and cell.organization.id != self._cell_id and self.isVisible():
            self.open_cell(cell.organization.id, take_cursor=False)

    def _cell_chosen(self, cell_id: str) -> None:
        self.open_cell(cell_id)

    # --- one meeting ---

    def open_cell(self, cell_id: str, meeting_id: str = "", *, take_cursor: bool = True) -> None:
        """Take a cell in hand and show its meeting of the month, or the one named."""
        self.draft.autosave.flush()
        self._cell_id, self._meeting_id = cell_id, meeting_id
        self.context.set_cell_id(cell_id)
        self.cells.mark(cell_id)
        self._fit()
        self._opening += 1
        period = self.context.period
        self.run(
            lambda office: models.open_cell(office, cell_id, period, meeting_id),
            partial(self._show_opened, self._opening, take_cursor),
            busy=tr("Đang mở biên bản…"),
        )

    def _show_opened(self, opening: int, take_cursor: bool, opened: models.Opened) -> None:  # noqa: FBT001 - partial
        if opening != self._opening:
            return
        self.clear_problem()
        self._opened = opened
        shown = opened.draft.id if opened.draft else opened.meeting.id if opened.meeting else ""
        self.entries.show_entries(opened.entries, shown)
        if opened.draft is not None:
            self._meeting_id = ""
            heading = self._heading(opened.cell_name, opened.draft.content.kind)
            self.draft.show_draft(opened.draft, opened, heading)
            self.stack.setCurrentWidget(self.draft)
            if take_cursor:
                self.draft.form.begin()
        elif opened.meeting is not None:
            self._show_final(opened.meeting, opened)
        self._show_save_state()

    def _show_final(self, meeting: Meeting, opened: models.Opened) -> None:
        self._meeting_id = meeting.id
        self.draft.leave()
        heading = f"{self._heading(opened.cell_name, meeting.content.kind)} · {opened.label}"
        self.final.show_meeting(meeting, opened.versions, heading, self._file_name(meeting))
        self.stack.setCurrentWidget(self.final)
        self.final.panel.view.setFocus()
        self.run(
            lambda office: office.documents.minutes(meeting.id),
            partial(self._show_minutes, meeting.id),
            busy=tr("Đang dựng trang in…"),
        )

    def _show_minutes(self, meeting_id: str, data: bytes) -> None:
        if self.final.meeting is not None and self.final.meeting.id == meeting_id:
            self.final.show_minutes(data)

    def _show_nothing(self) -> None:
        self._opening += 1
        self._fit()
        self.draft.leave()
        self.entries.show_entries((), "")
        self.stack.setCurrentWidget(self.nothing)

    def _heading(self, cell_name: str, kind: MeetingKind) -> str:
        return f"{cell_name} · {term('meeting_kind', kind)} · {month_name(self.context.period).lower()}"

    def _file_name(self, meeting: Meeting) -> str:
        cell = next((c for c in self.context.cells if c.organization.id == meeting.content.cell_id), None)
        parts = ("bien-ban", cell.organization.code if cell else "", meeting.content.period, f"{meeting.number:02d}")
        return "-".join(part for part in parts if part) + ".pdf"

    def _show_save_state(self) -> None:
        shown = self.draft_in_sight
        self.context.set_save_state(self.draft.state if shown else self.draft.no_state)

    def _another_meeting(self) -> None:
        """Begin a further meeting of the cell in this month."""
        if not self._cell_id:
            return
        words = [term("meeting_kind", kind) for kind in OTHERS]
        chosen = self.context.questions.choose(tr("Buổi sinh hoạt khác"), tr("Loại sinh hoạt:"), words)
        if chosen is None:
            return
        kind, group = OTHERS[chosen], ""
        groups = self._opened.groups if self._opened else ()
        if kind is MeetingKind.PARTY_GROUP and groups:
            which = self.context.questions.choose(tr("Họp tổ đảng"), tr("Tổ đảng:"), groups)
            if which is None:
                return
            group = groups[which]
        cell_id, period = self._cell_id, self.context.period
        self.open_new(
            lambda office: office.meetings.save_draft(office.meetings.prepare(cell_id, kind, period, party_group=group))
        )

    def open_new(self, make: Callable[[Office], MeetingDraft]) -> None:
        """Make a draft on the worker and open it."""
        self.draft.autosave.flush()
        cell_id = self._cell_id
        self.run(make, lambda draft: self.open_cell(cell_id, draft.id), busy=tr("Đang mở biên bản…"))

    def _draft_kept(self) -> None:
        # A cell without anything becomes a cell with a draft at the first save; later saves change nothing there.
        if not self.cells.has_draft(self._cell_id):
            self.read_board()

    # --- preview ---

    def show_preview(self) -> None:
        """Show the draft as it would be printed, marked as a draft."""
        if not self.draft_in_sight:
            return
        self.draft.autosave.flush()
        draft = self.draft.form.collect()
        self.run(
            lambda office: office.documents.preview(draft),
            lambda data: self._show_preview(draft, data),
            busy=tr("Đang dựng trang in…"),
        )

    def _show_preview(self, draft: MeetingDraft, data: bytes) -> None:
        if self.draft_in_sight:
            name = f"ban-nhap-{self.context.period}.pdf"
            self.preview.show_document(data, tr("Bản nháp"), name, lambda office: office.papers.minutes(draft))
            self.stack.setCurrentWidget(self.preview)
            self.preview.view.setFocus()

    def _close_preview(self) -> None:
        self.stack.setCurrentWidget(self.draft)
        self.draft.form.current.focus_first()

    def print_or_preview(self) -> None:
        """Ctrl+P: print what is final or previewed; a draft is shown first."""
        shown = self.stack.currentWidget()
        if shown is self.final:
            self.final.panel.print_document()
        elif shown is self.preview:
            self.preview.print_document()
        else:
            self.show_preview()
