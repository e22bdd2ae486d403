"""Thay đổi: the guided form of one act, for one person or for several at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from db.problems import ProblemError
from db.records import Finding
from db.register_records import ChangeInput, ChangeKind
from desktop_app.texts import tr
from ui import theme
from ui.context import WindowContext
from ui.pages.base import ProblemBar
from ui.pages.members.change_form import ChangeForm, kind_words
from ui.widgets.field import WrappingLabel
from ui.widgets.plain import plain_label

if TYPE_CHECKING:
    from desktop_app.office import Office

_NAMED = 6
"""So many names are written out; of more, how many there are."""


class ChangeDialog(QDialog):
    """Asks for an act, checks while it is typed, writes it with Ctrl+S.

    ``people`` are (identifier, name). For one person the acts that may follow on the day typed are offered; for several
    the ``kinds`` given. With ``correcting`` the form writes anew how the one person came into the register.
    """

    saved = Signal()

    def __init__(
        self,
        context: WindowContext,
        people: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
        *,
        kinds: Sequence[ChangeKind] = (),
        correcting: ChangeInput | None = None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.people = list(people)
        self._kinds = tuple(kinds)
        self._correcting = correcting
        self._offered = False
        self.setWindowTitle(self._title())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.problem_bar = ProblemBar()
        self.form = ChangeForm(context)
        self._lay_out()
        self.form.check_wanted.connect(self._check)
        self.form.day_taken.connect(self._read_kinds)
        self.form.done.connect(self.save)
        self.form.kind.activated.connect(lambda _index: self._kind_chosen())
        shortcut = QShortcut(QKeySequence("Ctrl+S"), self)
        shortcut.activated.connect(self.save)
        # What is asked while the dialog is open is asked over it.
        below, context.questions.parent = context.questions.parent, self
        self.finished.connect(lambda _: setattr(context.questions, "parent", below))
        theme.fit(self, 760, 560)
        if self._kinds:
            self._offer(list(self._kinds))
        else:
            self._read_kinds()
        (self.form.cell if len(self._kinds) == 1 else self.form.on).setFocus()

    def _title(self) -> str:
        if self._correcting is not None:
            return tr("Sửa lần ghi đầu")
        return kind_words(self._kinds[0].value) if len(self._kinds) == 1 else tr("Ghi thay đổi")

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        outer.setSpacing(theme.px(8))
        self.names = WrappingLabel(self._names(), role="heading")
        outer.addWidget(self.names)
        outer.addWidget(self.problem_bar)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.form.setObjectName("sheet")
        area.setWidget(self.form)
        outer.addWidget(area, 1)
        buttons = QHBoxLayout()
        self.hint = plain_label(
            tr("Enter sang ô sau. Những gì đã ghi trước đây vẫn được giữ trong quá trình."), role="hint", wrap=True
        )
        buttons.addWidget(self.hint, 1)
        self.cancel = QPushButton(tr("Thôi (Esc)"))
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.keep = QPushButton(tr("Lưu (Ctrl+S)"))
        self.keep.setProperty("kind", "primary")
        self.keep.setAutoDefault(False)
        self.keep.clicked.connect(self.save)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.keep)
        outer.addLayout(buttons)
        QWidget.setTabOrder(self.form.reason, self.keep)
        QWidget.setTabOrder(self.keep, self.cancel)

    def _names(self) -> str:
        if len(self.people) == 1:
            return self.people[0][1]
        known = [name for _, name in self.people if name][:_NAMED]
        shown = ", ".join(known)
        if len(self.people) > len(known):
            shown = tr("{names} và {count} người khác", names=shown, count=len(self.people) - len(known))
        return tr("{count} người: {names}", count=len(self.people), names=shown)

    # --- which acts may follow ---

    def _read_kinds(self) -> None:
        if self._kinds:
            self._check()
            return
        member_id, day = self.people[0][0], self.form.on.value() or self.context.today()
        correcting = self._correcting is not None

        def read(office: Office) -> list[ChangeKind]:
            return office.changes.first_options() if correcting else office.changes.options(member_id, day)

        self.context.operations.run(read, self._offer, receiver=self)

    def _offer(self, kinds: list[ChangeKind]) -> None:
        first, self._offered = not self._offered, True
        self.form.set_kinds(kinds)
        if self._correcting is not None and first:
            self.form.show_change(self._correcting)
        # Another day was typed, or nothing may be recorded on this one: the check says why.
        if not first or not kinds:
            self._check()

    def _kind_chosen(self) -> None:
        self.problem_bar.hide()
        self.form.show_findings([])

    # --- checking ---

    def _check(self) -> None:
        change = self.form.value() or self._any_act()
        unreadable = self.form.unreadable()
        member_id = self.people[0][0]
        correcting = self._correcting is not None

        def check(office: Office) -> list[Finding]:
            if correcting:
                return office.changes.check_correction(member_id, change)
            return office.changes.check(member_id, change)

        self.context.operations.run(check, lambda found: self._checked([*unreadable, *found]), receiver=self)

    def _any_act(self) -> ChangeInput:
        """Return an act to ask about the day alone with, while none is chosen."""
        return ChangeInput(kind=ChangeKind.CELL_MOVE, on=self.form.on.value() or self.context.today())

    def _checked(self, found: list[Finding]) -> None:
        if self.form.chosen is None:
            found = [finding for finding in found if finding.field == "on"]
        self.form.show_findings(found)

    # --- writing ---

    def save(self) -> None:
        """Write the act; mistakes are said beside their fields."""
        change = self.form.value()
        unreadable = self.form.unreadable()
        if change is None or unreadable or not self.keep.isEnabled():
            self.form.show_findings(unreadable, everywhere=True)
            self.form.go_to_first(unreadable)
            return
        ids = [member_id for member_id, _ in self.people]
        correcting = self._correcting is not None

        def write(office: Office) -> None:
            if correcting:
                office.changes.correct(ids[0], change)
            elif len(ids) == 1:
                office.changes.apply(ids[0], change)
            else:
                office.changes.apply_to_all(ids, change)

        self.keep.setEnabled(False)
        self.context.operations.run(
            write,
            lambda _done: self._written(change),
            self._refused,
            on_done=lambda: self.keep.setEnabled(True),
            receiver=self,
            busy=tr("Đang lưu…"),
        )

    def _written(self, change: ChangeInput) -> None:
        if len(self.people) == 1:
            told = tr("Đã ghi {kind}: {name}.", kind=kind_words(change.kind.value), name=self.people[0][1])
        else:
            told = tr("Đã ghi {kind}: {count} người.", kind=kind_words(change.kind.value), count=len(self.people))
        self.context.say(told)
        self.context.cells_changed.emit()
        self.saved.emit()
        self.accept()

    def _refused(self, problem: ProblemError) -> None:
        findings = problem.values.get("findings")
        known = findings if isinstance(findings, tuple) else ()
        if problem.code != "V01":
            self.problem_bar.show_problem(problem)
        self.form.show_findings(known, everywhere=True)
        self.form.go_to_first(known)

    def reject(self) -> None:
        """Close; asks when something typed would be lost."""
        kept = self._correcting is not None or self.form.empty()
        if kept or self.context.questions.discard_changes():
            super().reject()
