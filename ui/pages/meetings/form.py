"""The form of one meeting in the order of the meeting: a few sections, one of them in sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QUndoStack
from PySide6.QtWidgets import QAbstractButton, QApplication, QTabWidget, QToolButton, QVBoxLayout, QWidget

from db.meeting_records import Meeting, MeetingContent, MeetingDraft, Presence
from db.records import Finding, MemberRow, Severity
from desktop_app.texts import tr
from ui import theme
from ui.pages.meetings.agenda import AgendaSection
from ui.pages.meetings.attendance import AttendanceSection
from ui.pages.meetings.carried import CarriedSection
from ui.pages.meetings.closing import ClosingSection
from ui.pages.meetings.info import InfoSection
from ui.pages.meetings.score import ScoreSection
from ui.pages.meetings.section import Section
from ui.widgets.field import Field
from ui.widgets.member_picker import People, Person
from ui.widgets.plain_text import PlainTextEdit
from ui.widgets.problem_list import ProblemList

if TYPE_CHECKING:
    from desktop_app.rules.regulation import Overrides

_SECTION_KEYS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


class MeetingForm(QWidget):
    """Shows a draft and gives it back; knows no store and no rule.

    ``changed`` follows every change by the user, ``left`` every field the user left.
    """

    changed = Signal()
    left = Signal()
    day_left = Signal()
    base_changed = Signal()
    register_wanted = Signal()
    closing_shown = Signal()
    tasks_wanted = Signal()
    """The tasks still open shall be read again."""
    block_wanted = Signal(PlainTextEdit)
    """A text block shall be put into this field."""
    block_kept = Signal(PlainTextEdit)
    """What is marked in this field, or all of it, shall be kept as a text block."""
    said = Signal(str)
    """A sentence for the bottom bar."""

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.undo = QUndoStack(self)
        self.info = InfoSection(self.undo, today)
        self.attendance = AttendanceSection(self.undo)
        self.carried = CarriedSection(self.undo)
        self.agenda = AgendaSection(self.undo, today)
        self.score = ScoreSection(self.undo)
        self.closing = ClosingSection()
        self.sections: tuple[Section, ...] = (
            *(self.info, self.attendance, self.carried, self.agenda, self.score),
            self.closing,
        )
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(tr("Các phần của biên bản"))
        self.tabs.tabBar().setExpanding(False)
        self.tabs.tabBar().setDrawBase(False)
        self.problems = ProblemList()
        self._draft: MeetingDraft | None = None
        self._before: MeetingContent | None = None
        self._filling = False
        self._beginning = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        layout.addWidget(self.problems)
        layout.addWidget(self.tabs, 1)
        self._connect()

    def _connect(self) -> None:
        for number, section in enumerate(self.sections, 1):
            self.tabs.addTab(section, f"{number} {section.title}")
            self.tabs.setTabToolTip(number - 1, f"Ctrl+{number}")
            section.changed.connect(self._section_changed)
            self._shortcut(f"Ctrl+{number}", partial(self.go_to_section, number - 1))
        self.tabs.currentChanged.connect(self._section_shown)
        self.attendance.changed.connect(self._attendance_changed)
        self.attendance.table.finished.connect(self._attendance_finished)
        self.carried.finished.connect(lambda: self.go_to(self.agenda))
        self.carried.tasks_wanted.connect(self.tasks_wanted)
        self.score.finished.connect(lambda: self.go_to(self.closing))
        self.info.day_left.connect(self.day_left)
        self.info.base_changed.connect(self.base_changed)
        self.attendance.table.refresh_wanted.connect(self.register_wanted)
        for chosen in (self.problems.chosen, self.closing.problem_chosen):
            chosen.connect(lambda finding: self.focus_path(finding.field))
        self.problems.closed.connect(self._begin_again)
        for keys, action in (
            ("Ctrl+Z", self.undo.undo),
            ("Ctrl+Y", self.undo.redo),
            ("Ctrl+Shift+Z", self.undo.redo),
            ("F2", self.copy_field),
            ("Shift+F2", self.copy_agenda),
            ("F3", partial(self._block, self.block_wanted)),
            ("Shift+F3", partial(self._block, self.block_kept)),
        ):
            self._shortcut(keys, action)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)

    def _shortcut(self, keys: str, action: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(action)

    # --- content ---

    def fill(self, draft: MeetingDraft, members: Sequence[MemberRow], own: Overrides | None = None) -> None:
        """Show a draft from its beginning; ``members`` tells people of one name apart.

        ``own`` are the office's own values of rules on the day of the meeting.
        """
        self.agenda.set_rules(own or {})
        self._filling = True
        self._draft = draft
        self.set_before(None)
        self.undo.clear()
        self.problems.show_findings(())
        self._offer_people(draft.content, members)
        for section in self.sections:
            section.visit_all(visited=False)
            section.fill(draft.content)
            section.show_findings(())
        self.info.set_revision(draft.revises, draft.revision_reason)
        self._attendance_changed()
        self.tabs.setCurrentIndex(0)
        self._filling = False

    def _offer_people(self, content: MeetingContent, members: Sequence[MemberRow]) -> None:
        born = {row.id: row.birth_date[:4] for row in members}
        persons = [Person(m.member_id, m.full_name, born.get(m.member_id, "")) for m in content.attendance]
        self.agenda.set_people(People(persons))
        # Who need not come is not proposed to lead or to write, but stays where it was chosen before.
        aside = {m.member_id for m in content.attendance if m.presence is Presence.NOT_REQUIRED}
        aside -= {content.chair_id, content.secretary_id}
        self.info.set_people(People([person for person in persons if person.id not in aside]))

    def collect(self) -> MeetingDraft:
        """Return the draft as it stands in the form."""
        assert self._draft is not None
        content = self._draft.content
        for section in self.sections:
            content = section.collect(content)
        return MeetingDraft(
            id=self._draft.id,
            content=content,
            revises=self._draft.revises,
            revision_reason=self.info.revision_reason.text(),
            saved_at=self._draft.saved_at,
        )

    @property
    def draft_id(self) -> str:
        """The draft shown, empty when there is none."""
        return self._draft.id if self._draft else ""

    def set_attendance(self, content: MeetingContent, members: Sequence[MemberRow]) -> None:
        """Take over the attendance list of another day, nothing else."""
        self.undo.clear()
        self.attendance.fill(content)
        self._offer_people(content, members)
        self._attendance_changed()
        self.changed.emit()

    # --- the meeting before, text blocks ---

    def set_before(self, before: Meeting | None) -> None:
        """Tell which meeting was before this one: its conclusions are shown, F2 copies from it."""
        self._before = before.content if before else None
        self.agenda.set_before(self._before)
        conclusions = [item.conclusion for item in before.content.agenda if item.conclusion] if before else []
        day = before.content.held_on if before else None
        words = "/".join(reversed(day.isoformat().split("-"))) if day else ""
        self.carried.show_before(tr("Kết luận của buổi trước, ngày {day}", day=words), conclusions)

    def copy_field(self) -> None:
        """Bring the field or the row in hand from the meeting before."""
        focused = QApplication.focusWidget()
        if self._before is None:
            self.said.emit(tr("Chi bộ chưa có buổi sinh hoạt nào trước buổi này để chép."))
        elif focused is None or not self.current.copy_before(self._before, focused):
            self.said.emit(tr("Buổi trước không có gì để chép vào chỗ này."))

    def copy_agenda(self) -> None:
        """Take over the titles of the agenda of the meeting before."""
        if self._before is None or not self.agenda.copy_agenda(self._before):
            self.said.emit(tr("Chi bộ chưa có buổi sinh hoạt nào trước buổi này để chép."))
        else:
            self.go_to(self.agenda)

    def _block(self, wanted: SignalInstance) -> None:
        focused = QApplication.focusWidget()
        if isinstance(focused, PlainTextEdit) and focused.block_field is not None:
            wanted.emit(focused)
        else:
            self.said.emit(tr("Đoạn mẫu chỉ dùng ở các ô nhiều dòng: nội dung, ý kiến, kết luận, việc giao, chỉ đạo."))

    # --- findings ---

    def show_findings(self, findings: Sequence[Finding], *, everything: bool = False) -> None:
        """Show findings at the fields that were visited; with ``everything`` at all of them, and as a list."""
        if everything:
            for section in self.sections:
                section.visit_all(visited=True)
        for section in self.sections:
            section.show_findings(findings)
        if everything or self.problems.isVisible():
            self.problems.show_findings(findings)
        self.closing.show_open(findings, elsewhere=not self.problems.isHidden())
        if everything and any(finding.severity is Severity.ERROR for finding in findings):
            self.problems.list.setFocus()

    def focus_path(self, path: str) -> None:
        """Show the section of a field and put the cursor into it."""
        for place, section in enumerate(self.sections):
            if section.focus_path(path):
                self.tabs.setCurrentIndex(place)
                section.focus_path(path)
                return

    # --- moving about ---

    @property
    def current(self) -> Section:
        """The section in sight."""
        return self.sections[self.tabs.currentIndex()]

    def go_to_section(self, place: int) -> None:
        """Show a section (from 0) and begin there."""
        if 0 <= place < len(self.sections):
            self.tabs.setCurrentIndex(place)
            self.current.focus_first()

    def go_to(self, section: Section) -> None:
        """Show a section and begin there."""
        self.go_to_section(self.sections.index(section))

    def _attendance_finished(self) -> None:
        # Nobody presses a key more for a list in which nothing waits.
        self.go_to(self.carried if self.carried.waiting else self.agenda)

    def _begin_again(self) -> None:
        self.left.emit()
        self.current.focus_first()

    def event(self, event: QEvent) -> bool:
        """Keep Ctrl+PgUp and Ctrl+PgDn, which outside the form change the month, for the sections."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.modifiers() == Qt.KeyboardModifier.ControlModifier
            and event.key() in _SECTION_KEYS
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the next field; on a button it presses it."""
        key = Qt.Key(event.key())
        if event.modifiers() == Qt.KeyboardModifier.ControlModifier and key in _SECTION_KEYS:
            if _SECTION_KEYS[key] > 0:
                self._next_section()
            else:
                self.go_to_section(self.tabs.currentIndex() - 1)
        elif (
            key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            focused = self.focusWidget()
            if isinstance(focused, QAbstractButton) and not focused.isCheckable():
                focused.click()
            elif self._is_last():
                self.left.emit()
                self._next_section()
            else:
                self._next_field()
        elif key == Qt.Key.Key_Escape and self.problems.isVisible():
            self.problems.hide()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _next_section(self) -> None:
        # Nobody who scores nothing presses a key more for it; its own key and the way back lead there.
        passed = self.current is self.agenda and self.score.sheet is None
        self.go_to_section(self.tabs.currentIndex() + 1 + passed)

    def _next_field(self) -> None:
        # Enter never lands on the button that takes a row away: the next Enter would press it.
        self.focusNextChild()
        while isinstance(self.focusWidget(), QToolButton) and not self._is_last():
            self.focusNextChild()

    def _is_last(self) -> bool:
        """Whether Enter here goes on to the next section: the next field in order lies outside this one."""
        focused = self.focusWidget()
        following = focused.nextInFocusChain()
        while following is not None and following is not focused and not self._takes_tab(following):
            following = following.nextInFocusChain()
        return following is None or not self.current.isAncestorOf(following)

    def _takes_tab(self, widget: QWidget) -> bool:
        return bool(
            widget.isVisibleTo(self)
            and widget.isEnabled()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.focusProxy() is None
        )

    def begin(self) -> None:
        """Put the cursor where a draft just shown begins; the field it stood in belonged to the draft before."""
        self._beginning = True
        try:
            self.current.focus_first()
        finally:
            self._beginning = False

    def _focus_moved(self, old: QWidget | None, _new: QWidget | None) -> None:
        if self._beginning:
            return
        # A field of the form was left: what the rules say about it may be shown from now on.
        field = old
        while field is not None and field is not self:
            if isinstance(field, Field):
                field.visited = True
            if field is self.agenda.editor:
                self.agenda.visit_current()
            parent = field.parent()
            field = parent if isinstance(parent, QWidget) else None
        if field is self and self._draft is not None:
            self.left.emit()

    # --- what follows from what ---

    def _section_changed(self) -> None:
        if not self._filling:
            self.changed.emit()

    def _section_shown(self, place: int) -> None:
        if self.sections[place] is self.closing:
            self.closing_shown.emit()

    def _attendance_changed(self) -> None:
        marks = self.attendance.table.model.marks
        self.agenda.set_attendance(marks)
        from desktop_app.rules import attendance

        self.closing.set_present(attendance.counts(marks).present)
