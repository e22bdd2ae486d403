"""The form of one household."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from db.records import Finding, Hamlet
from db.task_records import Household, HouseholdLine
from desktop_app import lists
from desktop_app.texts import explain, tr
from ui import theme
from ui.context import WindowContext
from ui.widgets.choice import Choice
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import Field, FindingLine
from ui.widgets.number import NumberEdit
from ui.widgets.plain import plain_label

if TYPE_CHECKING:
    from db.problems import ProblemError


class HouseholdForm(QFrame):
    """Writes one household; ``saved`` follows, ``closed`` follows giving up."""

    saved = Signal(object)
    closed = Signal()

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setProperty("role", "card")
        self._kept: Household | None = None
        self._begun: tuple[Household, str] | None = None
        self.heading = plain_label(role="heading")
        self.head, self.address, self.phone, self.note = (QLineEdit() for _ in range(4))
        for edit, most in ((self.head, 300), (self.address, 300), (self.phone, 300), (self.note, 1000)):
            edit.setMaxLength(most)
        self.people = NumberEdit()
        self.hamlet: Choice[str] = Choice([("", "–")])
        self.circumstance: Choice[str] = Choice([("", "–"), *lists.words("household_circumstances").items()])
        self.fields = {
            "head": Field(tr("&Chủ hộ"), self.head, "head"),
            "hamlet_id": Field(tr("&Thôn"), self.hamlet, "hamlet_id"),
            "people": Field(tr("Số &khẩu"), self.people, "people"),
            "circumstance": Field(tr("&Diện hộ"), self.circumstance, "circumstance"),
            "address": Field(tr("Đị&a chỉ"), self.address, "address"),
            "phone": Field(tr("Điện th&oại"), self.phone, "phone"),
            "note": Field(tr("&Ghi chú"), self.note, "note"),
        }
        self.trouble = FindingLine()
        self.keep = QPushButton(tr("Lưu (Ctrl+S)"))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(10))
        column.addWidget(self.heading)
        for line in (
            (("head", 5), ("hamlet_id", 4), ("people", 1), ("circumstance", 4)),
            (("address", 5), ("phone", 2), ("note", 5)),
        ):
            row = QHBoxLayout()
            row.setSpacing(theme.px(10))
            for name, stretch in line:
                row.addWidget(self.fields[name], stretch, Qt.AlignmentFlag.AlignTop)
            column.addLayout(row)
        column.addWidget(self.trouble)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        give_up = QPushButton(tr("Thôi (Esc)"))
        give_up.clicked.connect(self.closed)
        self.keep.setProperty("kind", "primary")
        self.keep.clicked.connect(self.save)
        buttons.addWidget(give_up)
        buttons.addWidget(self.keep)
        column.addLayout(buttons)
        self.moves = EnterMoves([field.editor for field in self.fields.values()], self.save, self)
        self.hide()

    def begin(self, hamlets: list[Hamlet], line: HouseholdLine | None = None, hamlet_id: str = "") -> None:
        """Ask for a new household, or for a change of ``line``."""
        kept = self._kept = line.household if line else None
        self.heading.setText(tr("Sửa hộ gia đình") if line else tr("Thêm hộ gia đình"))
        self.hamlet.offer([("", "–"), *((one.id, one.name) for one in hamlets)])
        self.hamlet.take((kept.hamlet_id or "") if kept else hamlet_id)
        self.head.setText(kept.head if kept else "")
        self.address.setText(kept.address if kept else "")
        self.phone.setText(kept.phone if kept else "")
        self.note.setText(kept.note if kept else "")
        self.people.set_value(kept.people if kept else None)
        self.circumstance.take(line.circumstance if line else "")
        for field in self.fields.values():
            field.visited = False
            field.show_findings([])
        self.trouble.hide()
        self.keep.setEnabled(True)
        self.show()
        self._begun = self.value()
        self.head.setFocus(Qt.FocusReason.TabFocusReason)

    def value(self) -> tuple[Household, str]:
        """Return what is typed: the household, and what it is."""
        typed = {
            "head": self.head.text(),
            "hamlet_id": self.hamlet.value() or None,
            "people": self.people.value(),
            "address": self.address.text(),
            "phone": self.phone.text(),
            "note": self.note.text(),
        }
        if self._kept is not None:
            return msgspec.structs.replace(self._kept, **typed), self.circumstance.value()
        today = self.context.today()
        return Household(id="", owner_id="", valid_from=today, **typed), self.circumstance.value()  # type: ignore[arg-type]

    @property
    def changed(self) -> bool:
        """Whether something was typed that would be lost."""
        return not self.isHidden() and self.value() != self._begun

    def save(self) -> None:
        """Write it."""
        if not self.keep.isEnabled() or not self.isVisible():
            return
        for field in self.fields.values():
            field.visited = True
        kept, circumstance = self.value()
        self.keep.setEnabled(False)
        self.context.operations.run(
            lambda office: office.households.save(kept, circumstance),
            self.saved.emit,
            self.show_problem,
            on_done=lambda: self.keep.setEnabled(True),
            receiver=self,
        )

    def show_problem(self, problem: ProblemError) -> None:
        """Show findings beside their fields, anything else below them."""
        findings = problem.values.get("findings")
        found: tuple[Finding, ...] = findings if isinstance(findings, tuple) else ()
        for path, field in self.fields.items():
            field.show_findings([finding for finding in found if finding.field == path])
        if not found:
            self.trouble.say(str(explain(problem)), grave=True)
        first = next((field for path, field in self.fields.items() if any(f.field == path for f in found)), None)
        if first is not None:
            first.editor.setFocus()
