"""What small forms under a list share: fields beside their mistakes, Enter, saving, giving up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from db.records import Finding
from desktop_app.texts import explain, tr
from ui import theme
from ui.context import WindowContext
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import Field, FindingLine, WrappingLabel

if TYPE_CHECKING:
    from db.problems import ProblemError
    from desktop_app.office import Office


class SideForm(QFrame):
    """``saved`` brings what was kept, ``closed`` follows giving up; a subclass gives ``value`` and ``write``."""

    saved = Signal(object)
    closed = Signal()

    def __init__(
        self,
        context: WindowContext,
        fields: Mapping[str, Field],
        lines: Sequence[Sequence[tuple[str, int]]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.fields = dict(fields)
        self.setProperty("role", "card")
        self._begun: object = None
        self.heading = WrappingLabel(role="heading")
        self.trouble = FindingLine()
        self.keep = QPushButton(tr("Lưu (Ctrl+S)"))
        self.keep.setProperty("kind", "primary")
        self.keep.clicked.connect(self.save)
        give_up = QPushButton(tr("Thôi (Esc)"))
        give_up.clicked.connect(self.closed)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(10))
        column.addWidget(self.heading)
        for line in lines:
            row = QHBoxLayout()
            row.setSpacing(theme.px(10))
            for name, stretch in line:
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

    def value(self) -> object:
        """Return what is typed."""
        raise NotImplementedError

    def write(self) -> None:
        """Keep what is typed through ``run``."""
        raise NotImplementedError

    def run(self, work: Callable[[Office], object]) -> None:
        """Keep what is typed in the background; ``saved`` follows, or the problem beside the fields."""
        self.context.operations.run(work, self.done, self.show_problem, on_done=self.end, receiver=self)

    def show_form(self, heading: str, first: QWidget) -> None:
        """Show the form as it was filled, with nothing wrong yet."""
        self.heading.setText(heading)
        for field in self.fields.values():
            field.visited = False
            field.show_findings([])
        self.trouble.hide()
        self.keep.setEnabled(True)
        self.show()
        self._begun = self.value()
        first.setFocus(Qt.FocusReason.TabFocusReason)

    @property
    def changed(self) -> bool:
        """Whether something was typed that would be lost."""
        # When another tab is asked for, this one is out of sight already.
        return not self.isHidden() and self.value() != self._begun

    def save(self) -> None:
        """Keep what is typed, unless a field cannot be read."""
        if not self.keep.isEnabled() or not self.isVisible():
            return
        complaining = None
        for field in self.fields.values():
            field.visited = True
            field.show_findings([])
            own = getattr(field.editor, "complaint", None)
            if complaining is None and own is not None and own():
                complaining = field.editor
        if complaining is not None:
            complaining.setFocus()
            return
        self.keep.setEnabled(False)
        self.write()

    def done(self, kept: object) -> None:
        """Tell that it was kept."""
        self.hide()
        self.saved.emit(kept)

    def show_problem(self, problem: ProblemError) -> None:
        """Show findings beside their fields, anything else below them; a path counts from its last dot."""
        findings = problem.values.get("findings")
        found: tuple[Finding, ...] = findings if isinstance(findings, tuple) else ()
        for path, field in self.fields.items():
            field.show_findings([finding for finding in found if _last(finding.field) == path])
        self.trouble.show_findings([finding for finding in found if _last(finding.field) not in self.fields])
        if not found:
            self.trouble.say(str(explain(problem)), grave=True)
        wrong = {_last(finding.field) for finding in found}
        first = next((field for path, field in self.fields.items() if path in wrong), None)
        if first is not None:
            first.editor.setFocus()

    def end(self) -> None:
        """Let it be kept again."""
        self.keep.setEnabled(True)


def _last(path: str) -> str:
    return path.rpartition(".")[2]
