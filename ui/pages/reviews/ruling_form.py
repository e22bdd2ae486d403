"""The few fields in which levels are proposed, decided or annulled, below the list of those chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from db.evaluation_records import BoardLine, RulingKind
from db.records import Finding
from desktop_app.rules import ballots
from desktop_app.rules.decision_checks import MAX_BY, MAX_NUMBER, MAX_REASON
from desktop_app.rules.scheme import Scheme
from desktop_app.services.decisions import Chosen, RulingInput
from desktop_app.texts import explain, tr
from ui import theme
from ui.context import WindowContext
from ui.widgets.choice import Choice
from ui.widgets.dates import DateEdit
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import Field, FindingLine, WrappingLabel

if TYPE_CHECKING:
    from db.problems import ProblemError
    from desktop_app.office import Office

FOLLOW = "="
"""Stands for the level each one has already: by the votes, or as proposed."""
_MOST_NAMED = 4


class RulingForm(QFrame):
    """``saved`` brings how many were written and how many had no level to follow; ``closed`` follows giving up."""

    saved = Signal(int, int)
    closed = Signal()

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setProperty("role", "card")
        self._kind = RulingKind.PROPOSAL
        self._lines: tuple[BoardLine, ...] = ()
        self._begun: tuple[str, ...] = ()
        self.heading = WrappingLabel(role="heading")
        self.level: Choice[str] = Choice([("", "")])
        self.on = DateEdit(context.today)
        self.by = QLineEdit()
        self.by.setMaxLength(MAX_BY)
        self.number = QLineEdit()
        self.number.setMaxLength(MAX_NUMBER)
        self.reason = QLineEdit()
        self.reason.setMaxLength(MAX_REASON)
        self.fields = {
            "level": Field(tr("Mứ&c"), self.level, "level"),
            "on": Field(tr("N&gày"), self.on, "on"),
            "by": Field(tr("Cơ qu&an"), self.by, "by"),
            "number": Field(tr("&Số văn bản"), self.number, "number"),
            "reason": Field(tr("Lý &do"), self.reason, "reason"),
        }
        self.trouble = FindingLine()
        self.keep = QPushButton(tr("Lưu (Ctrl+S)"))
        self.keep.setProperty("kind", "primary")
        self.keep.clicked.connect(self.save)
        give_up = QPushButton(tr("Thôi (Esc)"))
        give_up.clicked.connect(self.closed)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(10))
        column.addWidget(self.heading)
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        for name, stretch in (("level", 4), ("on", 3), ("by", 4), ("number", 3), ("reason", 4)):
            row.addWidget(self.fields[name], stretch, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        column.addWidget(self.trouble)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(give_up)
        buttons.addWidget(self.keep)
        column.addLayout(buttons)
        self.moves = EnterMoves([field.editor for field in self.fields.values()], self.save, self)
        self.hide()

    def begin(
        self, kind: RulingKind, lines: Sequence[BoardLine], scheme: Scheme, decider: str, level: str = ""
    ) -> None:
        """Ask for the ruling on these lines; ``level`` proposes one instead of what each has already."""
        self._kind, self._lines = kind, tuple(lines)
        self.heading.setText(self._heading(kind, lines))
        follow = tr("Theo kết quả phiếu") if kind is RulingKind.PROPOSAL else tr("Theo đề xuất")
        levels = ballots.ranked(scheme, {line.subject for line in lines})
        self.level.offer([(FOLLOW, follow), *((one.code, f"{one.short} – {one.name}") for one in levels)])
        self.level.take(level or FOLLOW)
        cells = {line.organization_name for line in lines}
        own = (
            (next(iter(cells)) if len(cells) == 1 else tr("chi bộ của từng người"))
            if kind is RulingKind.PROPOSAL
            else ""
        )
        self.by.clear()
        self.by.setPlaceholderText(own or decider)
        if self.on.value() is None:
            self.on.set_value(self.context.today())
        self.reason.clear()
        self.fields["level"].setVisible(kind is not RulingKind.ANNULMENT)
        self.fields["number"].setVisible(kind is not RulingKind.PROPOSAL)
        for field in self.fields.values():
            field.visited = False
            field.show_findings([])
        self.trouble.hide()
        self.keep.setEnabled(True)
        self.show()
        self._begun = self._typed()
        first: QWidget = self.reason if kind is RulingKind.ANNULMENT else self.level
        first.setFocus(Qt.FocusReason.TabFocusReason)

    @staticmethod
    def _heading(kind: RulingKind, lines: Sequence[BoardLine]) -> str:
        names = ", ".join(line.name for line in lines[:_MOST_NAMED])
        rest = len(lines) - _MOST_NAMED
        if rest > 0:
            names = tr("{names} và {count} dòng nữa", names=names, count=rest)
        if kind is RulingKind.PROPOSAL:
            return tr("Đề xuất mức xếp loại: {names}", names=names)
        if kind is RulingKind.DECISION:
            return tr("Quyết định mức xếp loại: {names}", names=names)
        return tr("Hủy kết quả xếp loại: {names}", names=names)

    def _typed(self) -> tuple[str, ...]:
        return self.level.value(), self.on.text(), self.by.text(), self.number.text(), self.reason.text()

    @property
    def changed(self) -> bool:
        """Whether something was typed that would be lost."""
        return not self.isHidden() and self._typed() != self._begun

    def save(self) -> None:
        """Write it."""
        if not self.keep.isEnabled() or self.isHidden():
            return
        for field in self.fields.values():
            field.visited = True
            field.show_findings([])
        if self.on.complaint():
            self.on.setFocus()
            return
        kind, lines, level = self._kind, self._lines, self.level.value()
        entered = RulingInput(
            on=self.on.value(),
            by=self.by.text(),
            number=self.number.text() if kind is not RulingKind.PROPOSAL else "",
            reason=self.reason.text(),
        )

        def work(office: Office) -> tuple[int, int]:
            chosen = _chosen(office, kind, lines, level)
            written = {
                RulingKind.PROPOSAL: office.decisions.propose,
                RulingKind.DECISION: office.decisions.decide,
                RulingKind.ANNULMENT: office.decisions.annul,
            }[kind](chosen, entered)
            return written, len(lines) - len(chosen)

        self.keep.setEnabled(False)
        self.context.operations.run(
            work,
            lambda done: self.saved.emit(*done),
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
        self.trouble.show_findings([finding for finding in found if finding.field not in self.fields])
        if not found:
            self.trouble.say(str(explain(problem)), grave=True)
        first = next((field for path, field in self.fields.items() if any(f.field == path for f in found)), None)
        if first is not None:
            first.editor.setFocus()


def _chosen(office: Office, kind: RulingKind, lines: Sequence[BoardLine], level: str) -> list[Chosen]:
    """Return the level of each line; who has none to follow is left out."""
    ids = [line.id for line in lines]
    if kind is RulingKind.ANNULMENT:
        known = dict.fromkeys(ids, "")
    elif level != FOLLOW:
        known = dict.fromkeys(ids, level)
    elif kind is RulingKind.PROPOSAL:
        known = office.decisions.by_votes(ids)
    else:
        known = office.decisions.proposed(ids)
    return [
        Chosen(evaluation_id=line.id, level=known[line.id], revision=line.revision)
        for line in lines
        if line.id in known
    ]
