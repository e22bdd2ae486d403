"""Quá trình: what happened to a person's membership, with the next act and the taking back of the last one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from db.problems import ProblemError
from db.register_records import ChangeKind
from desktop_app.rules import dates
from desktop_app.services.member_changes import ToldChange
from desktop_app.texts import term, tr
from ui import theme
from ui.context import WindowContext
from ui.icons import on_button
from ui.pages.base import ProblemBar
from ui.pages.members.change_dialog import ChangeDialog
from ui.pages.members.change_form import kind_words
from ui.widgets.field import WrappingLabel
from ui.widgets.record_table import Column, RecordModel, RecordTable

if TYPE_CHECKING:
    from desktop_app.office import Office


class ChangesPanel(QWidget):
    """The history of one person, newest first; ``changed`` follows every act written or taken back."""

    changed = Signal()

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.member_id = ""
        self.dialog: ChangeDialog | None = None
        self._name = ""
        self.problem_bar = ProblemBar()
        self.now = WrappingLabel(role="heading")
        self.act = QPushButton(tr("&Ghi thay đổi…"))
        on_button(self.act, "add", theme.colors().on_primary)
        self.act.setProperty("kind", "primary")
        self.act.clicked.connect(self.begin)
        self.cancel = QPushButton(tr("&Hủy thay đổi cuối…"))
        self.cancel.clicked.connect(self.cancel_last)
        self.correct = QPushButton(tr("&Sửa lần ghi đầu…"))
        on_button(self.correct, "edit")
        self.correct.clicked.connect(self.correct_first)
        self.model: RecordModel[ToldChange] = RecordModel(_columns())
        self.table = RecordTable(self.model, tr("Quá trình sinh hoạt đảng"))
        self.table.setSelectionMode(RecordTable.SelectionMode.SingleSelection)
        bar = QHBoxLayout()
        bar.addWidget(self.now, 1)
        for button in (self.correct, self.cancel, self.act):
            button.setAutoDefault(False)
            bar.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(6), 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addWidget(self.problem_bar)
        layout.addLayout(bar)
        layout.addWidget(self.table, 1)
        # What takes something back is never the first in hand.
        for before, after in ((self.act, self.table), (self.table, self.cancel), (self.cancel, self.correct)):
            QWidget.setTabOrder(before, after)
        self.setFocusProxy(self.act)
        self._allow([])

    # --- reading ---

    def show_member(self, member_id: str) -> None:
        """Show the history of a person; an empty identifier shows none."""
        self.member_id = member_id
        self.problem_bar.hide()
        if not member_id:
            self._shown("", "", [])
            return
        today = self.context.today()
        self.context.operations.run(
            lambda office: _read(office, member_id, today),
            lambda read: self._shown(*read) if self.member_id == member_id else None,
            receiver=self,
        )

    def show_problem(self, problem: ProblemError) -> None:
        """Show a known failure above the list."""
        self.problem_bar.show_problem(problem)

    def _shown(self, name: str, now: str, told: Sequence[ToldChange]) -> None:
        self._name = name
        self.now.setText(now)
        self.model.set_rows(list(reversed(told)))
        self._allow(told)
        self.table.select(0)

    def _allow(self, told: Sequence[ToldChange]) -> None:
        holding = [one for one in told if not one.act.cancelled]
        self.act.setEnabled(bool(self.member_id))
        self.cancel.setVisible(len(holding) > 1)
        self.correct.setVisible(len(holding) == 1)

    @property
    def last(self) -> ToldChange | None:
        """The last act that holds."""
        return next((one for one in self.model.rows if one is not None and not one.act.cancelled), None)

    # --- acts ---

    def begin(self) -> None:
        """Open the form of the next act."""
        if self.member_id:
            self._open(ChangeDialog(self.context, [(self.member_id, self._name)], self.window()))

    def correct_first(self) -> None:
        """Open the form that writes anew how the person came into the register."""
        first = self.last
        if first is not None:
            change = first.as_entered()
            people = [(self.member_id, self._name)]
            self._open(ChangeDialog(self.context, people, self.window(), correcting=change))

    def _open(self, dialog: ChangeDialog) -> None:
        self.dialog = dialog
        dialog.saved.connect(self._written)
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        self.dialog = None
        self.act.setFocus()

    def cancel_last(self) -> None:
        """Take the last act back, with a reason."""
        last = self.last
        if last is None:
            return
        words = tr(
            "{kind}, ngày {day}: vì sao hủy? Mọi thứ trở lại như trước thay đổi này; dòng bị hủy vẫn được giữ.",
            kind=kind_words(last.act.change.kind.value),
            day=dates.format_day(last.act.change.on),
        )
        reason = self.context.questions.reason(tr("Hủy thay đổi cuối"), words)
        if reason is None:
            return
        change_id = last.act.id
        self.context.operations.run(
            lambda office: office.changes.cancel(change_id, reason),
            lambda _done: self._cancelled(),
            self.show_problem,
            receiver=self,
        )

    def _cancelled(self) -> None:
        self.context.say(tr("Đã hủy thay đổi cuối của {name}.", name=self._name))
        self.context.cells_changed.emit()
        self._written()
        # The button that was pressed is gone with the last act.
        self.table.setFocus()

    def _written(self) -> None:
        self.show_member(self.member_id)
        self.changed.emit()


def _read(office: Office, member_id: str, today: date) -> tuple[str, str, list[ToldChange]]:
    state = office.changes.state(member_id, today)
    parts = [term("standing", state.standing.value)] if state.standing else []
    if state.is_member:
        parts.append(term("duty", state.duty.value))
    told = office.changes.told(member_id)
    begun = [one for one in told if not one.act.cancelled and one.act.change.on <= today]
    cell = next((one.cell_name for one in reversed(begun) if one.cell_name), "")
    if state.is_member and cell:
        parts.append(cell)
    return office.members.get(member_id).full_name, tr("Hiện nay: {state}", state=" · ".join(parts)), told


def _columns() -> list[Column[ToldChange]]:
    return [
        Column(tr("Từ ngày"), lambda one: dates.format_day(one.act.change.on), 104),
        Column(tr("Thay đổi"), _what, 250, wrap=True),
        Column(tr("Chi bộ, nơi đi, nơi đến"), _where, wrap=True),
        Column(tr("Quyết định, giấy giới thiệu"), _papers, 230, wrap=True),
        Column(tr("Lý do, ghi chú"), _why, wrap=True),
    ]


def _what(one: ToldChange) -> str:
    words = kind_words(one.act.change.kind.value)
    if one.act.change.kind is ChangeKind.REGISTERED:
        words = tr("{kind}: {standing}", kind=words, standing=term("standing", one.act.standing.value))
    return tr("ĐÃ HỦY – {kind}", kind=words) if one.act.cancelled else words


def _where(one: ToldChange) -> str:
    change = one.act.change
    return " · ".join(part for part in (one.cell_name, change.party_group, change.place) if part)


def _papers(one: ToldChange) -> str:
    change = one.act.change
    parts = [change.decision_number]
    if change.decision_on is not None:
        parts.append(tr("ngày {day}", day=dates.format_day(change.decision_on)))
    parts.append(change.decided_by)
    if change.paper_number:
        parts.append(tr("giấy giới thiệu {number}", number=change.paper_number))
    if change.dues_until:
        parts.append(tr("đảng phí hết {month}", month=dates.format_partial(change.dues_until)))
    return ", ".join(part for part in parts if part)


def _why(one: ToldChange) -> str:
    change = one.act.change
    parts = [change.reason.replace("\n", " ")]
    if change.until is not None:
        parts.append(tr("đến hết {day}", day=dates.format_day(change.until)))
    if one.act.cancelled:
        parts.append(tr("Hủy vì: {reason}", reason=one.act.cancel_reason.replace("\n", " ")))
    return " · ".join(part for part in parts if part)
