"""The form of one person: tabs of fields, mistakes beside them, and a list of all that leads to each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from db.records import CellView, Finding, Hamlet, MemberInput, PersonInput, Severity, Sex
from db.register_records import SENSITIVE, MemberProfile
from desktop_app.texts import tr
from ui import theme
from ui.context import WindowContext
from ui.pages.members import editors
from ui.pages.members.changes_panel import ChangesPanel
from ui.pages.members.entry_part import EntryPart
from ui.pages.members.fields import Sheet, make_fields, plans
from ui.pages.members.ratings_tab import RatingsTab
from ui.pages.members.records_tab import RecordsTab
from ui.widgets.cover import Cover
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.plain import plain_label
from ui.widgets.problem_list import ProblemList

_PROFILE = MemberProfile.__struct_fields__
_PERSON = tuple(name for name in PersonInput.__struct_fields__ if name != "profile")


class MemberForm(QWidget):
    """Collects a person; asks ``check_wanted`` when a field is left, ``save_wanted`` on Ctrl+S.

    ``edited`` follows every change by the user.
    """

    check_wanted = Signal()
    save_wanted = Signal()
    cancel_wanted = Signal()
    edited = Signal()

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.today = context.today
        self.base: PersonInput | None = None
        """What was shown first, as the form gives it back; None while there is nothing to lose."""
        self.new = False
        self._loading = False
        self._shown: PersonInput = PersonInput(full_name="", sex=Sex.MALE)
        self.fields = make_fields(context.today)
        self.entry = EntryPart(context.today)
        self.records = RecordsTab(context)
        self.changes = ChangesPanel(context)
        self.ratings = RatingsTab(context)
        self.person_fields = dict(self.fields)
        self.fields.update(self.entry.fields)
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.check_wanted)
        for path, field in self.fields.items():
            editors.watch(field.editor, self._touched, partial(self._left, path))

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(6))
        self.summary = plain_label(role="muted", wrap=True)
        outer.addWidget(self.summary)
        self.draft_bar = DraftBar()
        outer.addWidget(self.draft_bar)
        self.problems = ProblemList()
        self.problems.chosen.connect(self.go_to)
        self.problems.setMaximumHeight(theme.px(170))
        outer.addWidget(self.problems)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(tr("Các phần của phiếu đảng viên"))
        self.tabs.tabBar().setExpanding(False)
        self.tabs.tabBar().setDrawBase(False)
        # Large letters on a small screen: all tabs stay in sight, with fewer letters.
        self.tabs.tabBar().setElideMode(Qt.TextElideMode.ElideRight)
        self.tabs.setUsesScrollButtons(False)
        self.plans = plans()
        self.sheets: list[Sheet] = []
        for number, plan in enumerate(self.plans):
            sheet = Sheet(plan.rows, self.fields, second=None if number else self.entry)
            self.sheets.append(sheet)
            self.tabs.addTab(sheet, plan.title)
        self.tabs.addTab(self.records, tr("&Khen thưởng, kỷ luật, huy hiệu"))
        self.tabs.addTab(_padded(self.changes), tr("&Quá trình"))
        self.tabs.addTab(self.ratings, tr("Xếp loại các năm"))
        for place in range(self.tabs.count()):
            self.tabs.setTabToolTip(place, self.tabs.tabText(place).replace("&", ""))
        outer.addWidget(self.tabs, 1)
        outer.addLayout(self._buttons())
        self.moves = [
            EnterMoves(self._order(number), partial(self._past, number), self) for number in range(len(self.plans))
        ]
        for keys, step in (("Ctrl+Tab", 1), ("Ctrl+Shift+Tab", -1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self.step, step))
        QWidget.setTabOrder(self.save, self.cancel)

    def _buttons(self) -> QHBoxLayout:
        buttons = QHBoxLayout()
        self.hint = plain_label(role="hint", wrap=True)
        buttons.addWidget(self.hint, 1)
        self.cancel = QPushButton(tr("Thôi (Esc)"))
        self.cancel.clicked.connect(self.cancel_wanted)
        buttons.addWidget(self.cancel)
        self.save = QPushButton(tr("Lưu (Ctrl+S)"))
        self.save.setProperty("kind", "primary")
        self.save.clicked.connect(self.save_wanted)
        buttons.addWidget(self.save)
        return buttons

    def _order(self, number: int) -> list[QWidget]:
        paths = list(self.plans[number].paths)
        if number == 0:
            paths[3:3] = list(self.entry.fields)
        return [part for path in paths for part in editors.parts(self.fields[path].editor)]

    def _past(self, number: int) -> None:
        """Go on where Enter leaves a tab: to the next one, from the last tab of fields to saving."""
        if number + 1 < len(self.plans):
            self.show_tab(number + 1)
        else:
            self.save_wanted.emit()

    # --- moving about ---

    def step(self, by: int) -> None:
        """Show the next or the previous tab that can be shown, round and round."""
        count = self.tabs.count()
        place = self.tabs.currentIndex()
        for _ in range(count):
            place = (place + by) % count
            if self.tabs.isTabVisible(place):
                break
        self.show_tab(place)

    def show_tab(self, place: int) -> None:
        """Show a tab and begin there."""
        self.tabs.setCurrentIndex(place)
        if place < len(self.plans):
            first = next(part for part in self._order(place) if part.isVisibleTo(self))
            first.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            shown = (self.records.table, self.changes.table, self.ratings.table)[place - len(self.plans)]
            shown.setFocus(Qt.FocusReason.TabFocusReason)

    def begin(self) -> None:
        """Put the cursor where a form just shown begins."""
        self.tabs.setCurrentIndex(0)
        self.fields["full_name"].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _touched(self) -> None:
        if not self._loading:
            self.edited.emit()

    def _left(self, path: str) -> None:
        if not self._loading:
            self.fields[path].visited = True
            self._soon.start()

    # --- in and out ---

    def set_cells(self, cells: Sequence[CellView]) -> None:
        """Offer these cells to a new person."""
        self.entry.set_cells(cells)

    def set_hamlets(self, hamlets: Sequence[Hamlet]) -> None:
        """Offer these hamlets as the place somebody lives in."""
        editor = self.fields["hamlet_id"].editor
        assert isinstance(editor, editors.Codes)
        editor.offer([("", ""), *((hamlet.id, hamlet.name) for hamlet in hamlets)])

    def show_input(self, entered: PersonInput, *, member_id: str = "", summary: str = "") -> None:
        """Show a person from the beginning, a new one without ``member_id``.

        What is sensitive of a known person is covered where something is known.
        """
        self.new = new = not member_id
        self.records.show_member(member_id)
        if member_id:
            self.changes.show_member(member_id)
        self.ratings.show_member(member_id)
        for place in range(len(self.plans), self.tabs.count()):
            # What is noted of a person and what happened to them need somebody who is in the register.
            self.tabs.setTabVisible(place, not new)
        self.entry.setVisible(new)
        for field in self.fields.values():
            field.visited = False
        self.set_value(entered)
        for path in SENSITIVE:
            cover = self.fields[path].editor
            assert isinstance(cover, Cover)
            cover.set_covered(covered=not new and bool(cover.value()))
        self.base = self.value()
        self.summary.setText(summary)
        self.summary.setVisible(bool(summary))
        self.draft_bar.hide()
        self.problems.hide()
        self.show_findings([], everywhere=True)
        self.hint.setText(
            tr("Enter sang ô sau, hết ô cuối sang thẻ sau; Ctrl+Tab đổi thẻ. Ô có dấu * là cần có.")
            if new
            else tr("Enter sang ô sau, hết ô cuối sang thẻ sau; Ctrl+Tab đổi thẻ.")
        )

    def lock(self, *, foreign: bool) -> None:
        """Only show somebody whom another office looks after, and say so; or let the form be written in again."""
        for field in self.person_fields.values():
            editors.lock(field.editor, locked=foreign)
        self.records.setEnabled(not foreign)
        self.changes.setEnabled(not foreign)
        self.save.setEnabled(not foreign)
        if foreign:
            self.hint.setText(tr("Người này do đơn vị khác quản lý, có trong sổ vì gói đã nhận: ở đây chỉ xem."))

    def set_value(self, entered: PersonInput) -> None:
        """Show other values; what counts as changed stays what it was."""
        self._loading = True
        self._shown = entered
        for path, field in self.person_fields.items():
            value = getattr(entered.profile if path in _PROFILE else entered, path)
            if isinstance(value, bool):
                value = "yes" if value else ""
            editors.write(field.editor, value)
        if isinstance(entered, MemberInput):
            self.entry.set_value(entered)
        self._loading = False

    def value(self) -> PersonInput:
        """Return what the form holds now, a MemberInput for a new person; a day that is none counts as unknown."""
        read = {path: editors.read(field.editor) for path, field in self.person_fields.items()}
        read["youth_member"] = bool(read["youth_member"])
        read["hamlet_id"] = read["hamlet_id"] or None
        profile = msgspec.structs.replace(self._shown.profile, **{name: read[name] for name in _PROFILE})
        person: dict[str, Any] = {name: Sex(read[name]) if name == "sex" else read[name] for name in _PERSON}
        if self.new:
            return MemberInput(**person, profile=profile, **self.entry.value())
        return PersonInput(**person, profile=profile)

    @property
    def changed(self) -> bool:
        """Whether anything differs from what was shown first."""
        return self.base is not None and (self.value() != self.base or bool(self._unreadable_days()))

    def settle(self) -> None:
        """Take what the form holds as saved."""
        self.base = None

    def unreadable(self) -> list[Finding]:
        """Return a finding for every date that is no date, and for the beginning of a new person when it is missing."""
        return [*self._unreadable_days(), *(self.entry.unreadable() if self.new else [])]

    def _unreadable_days(self) -> list[Finding]:
        return [
            Finding(code="DATE_UNREADABLE", severity=Severity.ERROR, field=path, values={"why": why})
            for path, field in self.person_fields.items()
            if (why := editors.complaint(field.editor))
        ]

    # --- findings ---

    def show_findings(self, findings: Sequence[Finding], *, everywhere: bool = False) -> None:
        """Show findings beside the fields that were left, or beside all; ``everywhere`` also lists them on top."""
        for path, field in self.fields.items():
            field.visited = field.visited or (everywhere and bool(findings))
            field.show_findings([finding for finding in findings if finding.field == path])
        errors = [finding for finding in findings if finding.severity is Severity.ERROR]
        if everywhere or self.problems.isVisible():
            self.problems.show_findings(errors)
            self.problems.heading.setText(
                tr("Còn {count} chỗ phải sửa trước khi lưu; Enter để tới chỗ cần sửa.", count=len(errors))
            )
        self._mark_tabs(errors if self.problems.isVisible() else [])

    def _mark_tabs(self, errors: Sequence[Finding]) -> None:
        """Say on each tab how many mistakes stand on it."""
        for place, plan in enumerate(self.plans):
            count = sum(self._tab_of(finding.field) == place for finding in errors)
            self.tabs.setTabText(place, tr("{tab} · {count} lỗi", tab=plan.title, count=count) if count else plan.title)

    def _tab_of(self, path: str) -> int:
        if path in self.entry.fields:
            return 0
        return next((place for place, plan in enumerate(self.plans) if path in plan.paths), 0)

    def go_to(self, finding: Finding) -> None:
        """Put the cursor into the field a finding is about, on whichever tab it stands."""
        field = self.fields.get(finding.field)
        if field is None:
            return
        place = self._tab_of(finding.field)
        self.tabs.setCurrentIndex(place)
        self.sheets[place].ensureWidgetVisible(field)
        if isinstance(field.editor, Cover):
            field.editor.uncover()
        else:
            field.editor.setFocus(Qt.FocusReason.OtherFocusReason)


def _padded(panel: QWidget) -> QWidget:
    """Return a sheet with the margins of the other tabs around a panel."""
    sheet = QWidget()
    layout = QVBoxLayout(sheet)
    margin = theme.px(10)
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.addWidget(panel)
    return sheet


class DraftBar(QFrame):
    """Says that what is shown was typed before and never saved, and lets it be thrown away."""

    discard_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "info-box")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(10), theme.px(4), theme.px(6), theme.px(4))
        self.label = plain_label(wrap=True)
        layout.addWidget(self.label, 1)
        self.discard = QPushButton(tr("&Bỏ phần nhập dở"))
        self.discard.clicked.connect(self.discard_wanted)
        layout.addWidget(self.discard)
        self.hide()

    def show_saved(self, saved_at: str) -> None:
        """Show when the draft was kept."""
        from desktop_app.rules import dates

        self.label.setText(
            tr("Đang hiện phần nhập dở, giữ lại lúc {at}; chưa lưu vào sổ.", at=dates.format_stamp(saved_at))
        )
        self.show()
