"""The assistant of the first day: welcome, office, password, recovery key, cells, the list of members."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from db.places import holds_office
from db.records import OrganizationKind
from desktop_app.texts import tr
from ui import theme
from ui.operations import Operations
from ui.pages.first_run.cells_step import CellsStep
from ui.pages.first_run.members_step import MembersStep
from ui.pages.first_run.office_step import OfficeStep
from ui.pages.first_run.password_step import PasswordStep
from ui.pages.first_run.recovery_step import RecoveryStep
from ui.pages.first_run.steps import FirstDay, Step, WelcomeStep
from ui.preferences import Preferences
from ui.questions import Questions
from ui.widgets.plain import plain_label


class Assistant(QWidget):
    """Leads from nothing to an open office; ``finished`` when it is there, with whether to import members at once."""

    finished = Signal(bool)
    sample_wanted = Signal()
    folder_chosen = Signal(Path)
    restore_wanted = Signal()

    def __init__(
        self,
        operations: Operations,
        preferences: Preferences,
        folder: Path,
        questions: Questions,
        parent: QWidget | None = None,
        *,
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__(parent)
        self.preferences = preferences
        self.day = FirstDay(operations, questions, folder)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(10))
        self.place = plain_label(role="hint")
        outer.addWidget(self.place)
        self.title = plain_label(role="title", wrap=True)
        outer.addWidget(self.title)
        self.stack = QStackedWidget()
        outer.addWidget(self.stack, 1)
        welcome = WelcomeStep(self.day)
        welcome.create_wanted.connect(self.advance)
        welcome.sample_wanted.connect(self.sample_wanted)
        welcome.folder_wanted.connect(self._choose_folder)
        welcome.restore_wanted.connect(self.restore_wanted)
        members = MembersStep(self.day)
        members.import_wanted.connect(lambda: self.finished.emit(True))
        self.steps: list[Step] = [
            welcome,
            OfficeStep(self.day),
            PasswordStep(self.day),
            RecoveryStep(self.day),
            CellsStep(self.day, today()),
            members,
        ]
        for step in self.steps:
            self.stack.addWidget(step)
            step.ready.connect(self.advance)
        # Made last: Tab comes to them from the step.
        buttons = QHBoxLayout()
        self.back = QPushButton(tr("&Quay lại"))
        self.back.clicked.connect(self.go_back)
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        self.next = QPushButton()
        self.next.setProperty("kind", "primary")
        self.next.setMinimumWidth(theme.px(150))
        self.next.clicked.connect(self.go_on)
        buttons.addWidget(self.next)
        outer.addLayout(buttons)
        self._show(0)

    @property
    def step(self) -> Step:
        """The step in front."""
        return self.steps[self.stack.currentIndex()]

    def focus_first(self) -> None:
        """Put the cursor where work begins."""
        self.step.focus_first()

    def go_on(self) -> None:
        """Leave the step in front when it agrees."""
        if self.step.leave():
            self.advance()

    def go_back(self) -> None:
        """Go one step back."""
        self._show(max(0, self.stack.currentIndex() - 1))

    def advance(self) -> None:
        """Show the next step, or finish after the last."""
        following = self.stack.currentIndex() + 1
        if following < len(self.steps) and isinstance(self.steps[following], CellsStep):
            self.preferences.office_folder = str(self.day.folder)
            self.preferences.save()
            if self.day.kind != OrganizationKind.COMMUNE.value:
                following = len(self.steps)
        if following >= len(self.steps):
            self.finished.emit(False)
            return
        self._show(following)

    def _show(self, index: int) -> None:
        self.stack.setCurrentIndex(index)
        step = self.step
        self.place.setText(tr("Bước {step} trên {total}", step=index, total=len(self.steps) - 1) if index else "")
        self.place.setVisible(index > 0)
        self.title.setText(step.title)
        self.back.setVisible(index > 0 and step.back_allowed)
        self.next.setVisible(index > 0)
        self.next.setText(step.next_word)
        step.enter()
        step.focus_first()

    def _choose_folder(self) -> None:
        chosen = self.day.questions.folder(tr("Thư mục sổ đã có"), start=self.day.folder.parent)
        if chosen is None:
            return
        if not holds_office(chosen):
            self.day.questions.tell(
                tr("Không phải thư mục sổ"),
                tr("Thư mục này không có sổ nào (không thấy tệp sochibo.db). Hãy chọn đúng thư mục chứa sổ."),
            )
            return
        self.folder_chosen.emit(chosen)
