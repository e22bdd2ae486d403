"""Where the members and hamlets of a cell go when it ends or is divided: everybody to one cell, or each to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from db.records import Duty, Finding, MemberRow
from desktop_app.rules.dates import format_partial
from desktop_app.rules.percentages import format_number
from desktop_app.texts import term, tr
from ui import theme
from ui.widgets.choice import Choice
from ui.widgets.field import Field, FindingLine
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column, RecordModel, RecordTable

Targets = Sequence[tuple[str, str]]
"""(code, name) of the cells that may take somebody."""


@dataclass(frozen=True)
class Going:
    """One person and the cell that takes them."""

    row: MemberRow
    code: str
    where: str


def _columns() -> list[Column[Going]]:
    return [
        Column(tr("Họ và tên"), lambda one: one.row.full_name),
        Column(tr("Ngày sinh"), lambda one: format_partial(one.row.birth_date) if one.row.birth_date else "", 104),
        Column(tr("Tình trạng"), lambda one: term("standing", one.row.standing.value), 110),
        Column(tr("Sinh hoạt"), _duty, 190, spare=True),
        Column(tr("Về chi bộ"), lambda one: one.where),
    ]


def _duty(one: Going) -> str:
    return "" if one.row.duty is Duty.ACTIVE else term("duty", one.row.duty.value)


class _Table(RecordTable):
    """A digit sends the selected people to the target of that number; 0 takes back what was said of them."""

    sent = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take digits."""
        if event.text().isdigit() and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.sent.emit(int(event.text()))
        else:
            super().keyPressEvent(event)


class GoingPanel(QWidget):
    """Everybody to one cell, and exceptions by person; ``changed`` asks for the list to be worked out anew."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._targets: list[tuple[str, str]] = []
        self._said: dict[str, str] = {}
        self._stay = ""
        self.all: Choice[str] = Choice([("", "")])
        self.all_field = Field(tr("&Tất cả về"), self.all, "members_to")
        self.all.activated.connect(lambda _place: self._all_chosen())
        self.one: Choice[str] = Choice([("", "")])
        self.one.setAccessibleName(tr("Những người đang chọn về"))
        self.one.setMinimumWidth(theme.px(260))
        self.send = QPushButton(tr("&Chuyển người đang chọn"))
        self.send.setAutoDefault(False)
        self.send.clicked.connect(self._send)
        self.model: RecordModel[Going] = RecordModel(_columns())
        self.table = _Table(self.model, tr("Ai về chi bộ nào"))
        self.table.sent.connect(self._digit)
        self.table.setMinimumHeight(theme.px(190))
        self.keys = plain_label(role="hint", wrap=True)
        self.trouble = FindingLine()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        self.heading = plain_label(role="heading")
        layout.addWidget(self.heading)
        top = QHBoxLayout()
        top.addWidget(self.all_field, 1)
        top.addStretch(1)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.trouble)
        row = QHBoxLayout()
        row.addWidget(self.keys, 1)
        row.addWidget(self.one)
        row.addWidget(self.send)
        layout.addLayout(row)

    def begin(self, stay: str) -> None:
        """Forget what was said; ``stay`` are the words for nobody having said anything."""
        self._said, self._stay = {}, stay
        self.all_field.visited = False
        self._targets = []
        self.all.offer([("", stay)])
        self.model.set_rows([])

    def offer(self, targets: Targets) -> None:
        """Say which cells may take somebody; what was chosen stays where it can."""
        if list(targets) == self._targets:
            return
        chosen = self.all.value()
        self._targets = list(targets)
        self.all.offer([("", self._stay), *self._targets])
        self.one.offer(self._targets or [("", "")])
        self.all.take(chosen)
        known = {code for code, _ in self._targets}
        self._said = {member: code for member, code in self._said.items() if code in known}
        keys = [f"{place}: {name}" for place, (_, name) in enumerate(self._targets[:9], 1)]
        told = tr("Phím số chuyển người đang chọn: {keys} · 0: bỏ chọn", keys=" · ".join(keys))
        self.keys.setText(told if len(self._targets) <= 9 else tr("Phím 0: bỏ chọn"))

    def parts(self) -> list[QWidget]:
        """Return what Enter walks through: nobody is sent anywhere unseen."""
        return [self.all, self.table]

    def show_people(self, people: Sequence[tuple[MemberRow, str]]) -> None:
        """Show who goes where."""
        names = dict(self._targets)
        rows = [Going(row, code, names.get(code, self._stay)) for row, code in people]
        self.heading.setText(tr("Đảng viên ({count})", count=format_number(len(rows))))
        if [one.row.id for one in rows] == [one.row.id for one in self.model.rows if one]:
            # The same people: who is selected stays selected.
            self.model.rows = list(rows)
            if rows:
                last = self.model.index(len(rows) - 1, self.model.columnCount() - 1)
                self.model.dataChanged.emit(self.model.index(0, 0), last)
        else:
            self.model.set_rows(rows)
            self.table.select(0)
        self.setVisible(bool(rows))

    def members_to(self) -> str:
        """Return the code of the cell that takes everybody else, empty when none was chosen."""
        return self.all.value()

    def members(self) -> dict[str, str]:
        """Return the code of the cell by person, for those of whom something was said."""
        return dict(self._said)

    @property
    def touched(self) -> bool:
        """Whether something was chosen that would be lost."""
        return bool(self._said or self.all.value())

    def show_findings(self, found: Sequence[Finding]) -> None:
        """Show what is wrong with the list."""
        self.all_field.show_findings([one for one in found if one.field == "members_to"])
        self.trouble.show_findings([one for one in found if one.field.startswith("members.")])

    def visit(self) -> None:
        """From now on it is said when people are left over."""
        self.all_field.visited = True

    def _all_chosen(self) -> None:
        self.all_field.visited = True
        self.changed.emit()

    def _digit(self, digit: int) -> None:
        if digit == 0:
            self._say("")
        elif digit <= len(self._targets):
            self._say(self._targets[digit - 1][0])

    def _send(self) -> None:
        self._say(self.one.value())

    def _say(self, code: str) -> None:
        for number in self.table.selected_rows():
            going = self.model.row(number)
            if going is not None and code:
                self._said[going.row.id] = code
            elif going is not None:
                self._said.pop(going.row.id, None)
        self.changed.emit()


class HamletTargets(QWidget):
    """For each hamlet of a cell that ends the cell that takes it."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: dict[str, Choice[str]] = {}
        self.heading = plain_label(tr("Thôn, bản, tổ dân phố về chi bộ"), role="heading")
        self.trouble = FindingLine()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(12))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.heading)
        layout.addLayout(self._grid)
        layout.addWidget(self.trouble)

    def show_hamlets(self, names: Sequence[str]) -> None:
        """Ask for these hamlets."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._choices = {}
        for place, name in enumerate(names):
            choice: Choice[str] = Choice([("", "")])
            choice.activated.connect(lambda _place: self.changed.emit())
            self._choices[name] = choice
            self._grid.addWidget(Field(name.replace("&", "&&"), choice, "hamlets"), place // 3, place % 3)
        self.setVisible(bool(names))

    def offer(self, targets: Targets) -> None:
        """Say which cells may take a hamlet."""
        for choice in self._choices.values():
            chosen = choice.value()
            choice.offer([("", tr("(để chưa có chi bộ)")), *targets])
            choice.take(chosen)

    def parts(self) -> list[QWidget]:
        """Return the inputs."""
        return list(self._choices.values())

    def value(self) -> Mapping[str, str]:
        """Return the code of the cell by hamlet."""
        return {name: choice.value() for name, choice in self._choices.items()}

    def show_findings(self, found: Sequence[Finding]) -> None:
        """Show what is to be said about the hamlets."""
        self.trouble.show_findings([one for one in found if one.field == "hamlets"])
