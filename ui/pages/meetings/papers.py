"""The button "Giấy tờ" of the meetings page: papers of the meeting in hand, and forms to be filled in by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton

from db.meeting_records import Meeting, MeetingDraft, MeetingKind
from desktop_app.texts import tr
from ui.context import month_name
from ui.icons import on_button
from ui.pages.meetings.paper_dialogs import BlankDialog, ExtractDialog
from ui.paper_window import show_paper, show_pdf
from ui.widgets.list_tools import bars

if TYPE_CHECKING:
    from desktop_app.office import Office
    from ui.pages.meetings.page import MeetingsPage
    from ui.paper_window import Paper

KEYS = "Ctrl+Shift+P"


class MeetingPapers(QPushButton):
    """Opens a menu; what cannot be printed of the meeting in hand is not offered."""

    def __init__(self, page: MeetingsPage) -> None:
        super().__init__(tr("Giấy tờ"))
        on_button(self, "print")
        self.setToolTip(tr("In các giấy tờ của buổi sinh hoạt và mẫu để ghi tay (Ctrl+Shift+P)"))
        self.page = page
        _, self.work = bars(page)
        self.menu_ = QMenu(self)
        self.actions_: dict[str, QAction] = {}
        self._add("attendance", tr("&Danh sách dự họp"), lambda: self._of_meeting(lambda o, m: o.papers.attendance(m)))
        self._add("score", tr("&Phiếu chấm điểm"), lambda: self._of_meeting(lambda o, m: o.papers.score_sheet(m)))
        self._add("cover", tr("&Bìa chuyên đề"), lambda: self._of_meeting(lambda o, m: o.papers.theme_cover(m)))
        self._add("extract", tr("&Trích biên bản…"), self.extract)
        self.menu_.addSeparator()
        self._add("blank_minutes", tr("&Mẫu biên bản để ghi tay"), lambda: self._blank("minutes"))
        self._add("blank_attendance", tr("Danh sách dự họp để &ký tên"), lambda: self._blank("attendance"))
        self._add("blank_score", tr("Phiếu &chấm điểm để trống"), lambda: self._blank("score"))
        self.menu_.addSeparator()
        self._add("blanks", tr("Mẫu trống của &nhiều chi bộ…"), self.blanks)
        self.menu_.aboutToShow.connect(self.offer)
        self.setMenu(self.menu_)
        shortcut = QShortcut(QKeySequence(KEYS), page)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.open_menu)

    def _add(self, name: str, words: str, work: Callable[[], object]) -> None:
        action = self.menu_.addAction(words)
        action.triggered.connect(lambda _checked=False: work())
        self.actions_[name] = action

    def open_menu(self) -> None:
        """Open the menu under the button with its first line in hand."""
        self.menu_.popup(self.mapToGlobal(self.rect().bottomLeft()))
        self.menu_.setActiveAction(next(action for action in self.menu_.actions() if action.isEnabled()))

    def offer(self) -> None:
        """Offer what can be printed of what is in sight."""
        source = self._source()
        scored = source is not None and source.content.kind in _SCORED
        possible = {
            "attendance": source is not None,
            "score": scored,
            "cover": source is not None and source.content.kind in _WITH_THEME,
            "extract": isinstance(source, Meeting),
            "blank_minutes": source is not None,
            "blank_attendance": source is not None,
            "blank_score": scored,
            "blanks": bool(self.page.context.cells),
        }
        for name, action in self.actions_.items():
            action.setEnabled(possible[name])

    def _source(self) -> Meeting | MeetingDraft | None:
        """Return the meeting in hand as it is on the screen now."""
        page, shown = self.page, self.page.stack.currentWidget()
        if shown is page.final:
            return page.final.meeting
        if shown in (page.draft, page.preview):
            page.draft.autosave.flush()
            return page.draft.form.collect()
        return None

    # --- of the meeting in hand ---

    def _of_meeting(self, make: Callable[[Office, Meeting | MeetingDraft], Paper]) -> None:
        source = self._source()
        if source is not None:
            self._show(lambda office: make(office, source))

    def extract(self) -> None:
        """Ask which items the extract holds and show it."""
        meeting = self._source()
        if not isinstance(meeting, Meeting):
            return
        dialog, meeting_id = ExtractDialog(meeting.content.agenda, self.page), meeting.id
        dialog.accepted.connect(lambda: self._extract(meeting_id, dialog.places()))
        dialog.open()

    def _extract(self, meeting_id: str, places: list[int]) -> None:
        self._show(lambda office: office.papers.extract(meeting_id, places))

    def _show(self, make: Callable[[Office], Paper]) -> None:
        def work(office: Office) -> tuple[Paper, bytes]:
            document = make(office)
            return document, office.papers.pdf(document)

        self.page.run(work, self._made, busy=tr("Đang dựng trang in…"))

    def _made(self, made: tuple[Paper, bytes]) -> None:
        self.page.clear_problem()
        show_paper(self.page.context, self.page, made)

    # --- to be filled in by hand ---

    def _blank(self, form: str) -> None:
        source = self._source()
        if source is None:
            return
        cell_id, kind, period = source.content.cell_id, source.content.kind, source.content.period

        def make(office: Office) -> Paper:
            from desktop_app.services.meeting_papers import Blank

            return office.papers.blank(Blank(form), cell_id, kind, period)

        self._show(make)

    def blanks(self) -> None:
        """Ask which forms of which cells are wanted and show them all in one."""
        dialog = BlankDialog(self.page.context, self.page)
        dialog.accepted.connect(lambda: self._make_blanks(dialog.forms(), dialog.list.ticked(), dialog.kind.value()))
        dialog.open()

    def _make_blanks(self, forms: list[str], cell_ids: list[str], kind: MeetingKind) -> None:
        if self.work.working:
            return
        operations, period = self.page.context.operations, self.page.context.period
        whole = 2 * len(forms) * len(cell_ids)
        words = tr("Đang dựng mẫu trống của {count} chi bộ…", count=len(cell_ids))

        def work(office: Office) -> bytes:
            from desktop_app.services.meeting_papers import Blank

            def report(count: int) -> None:
                operations.report(words, count / whole)

            return office.papers.blanks([Blank(form) for form in forms], cell_ids, kind, period, report)

        def show(pdf: bytes) -> None:
            self.page.clear_problem()
            title = tr("Mẫu trống của {month}", month=month_name(period).lower())
            show_pdf(self.page.context, self.page, pdf, title, f"mau-trong-{period}")

        job = operations.run(
            work,
            show,
            on_done=self.work.finish,
            on_stopped=self.work.finish,
            receiver=self.page,
            busy=words,
        )
        self.work.watch(job, stoppable=True)


_WITH_THEME = (MeetingKind.THEMATIC, MeetingKind.COMBINED)
_SCORED = (MeetingKind.REGULAR, MeetingKind.THEMATIC, MeetingKind.COMBINED)
