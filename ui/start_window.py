"""The small window before the office is open: unlocking, or the assistant of the first day."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from db.places import holds_office
from db.problems import ProblemError
from desktop_app.texts import explain, tr
from ui import theme
from ui.operations import Operations
from ui.widgets.enter_moves import press_button
from ui.widgets.plain import plain_label

if TYPE_CHECKING:
    from ui.preferences import Preferences
    from ui.questions import Questions


class StartWindow(QWidget):
    """Holds one of the pages before the office is open.

    ``opened`` is emitted when the worker holds an office; ``sample_wanted`` when the user asks for made-up data.
    """

    opened = Signal()
    import_wanted = Signal()
    """The office is open, and its members are to come from a workbook at once."""
    sample_wanted = Signal()
    folder_chosen = Signal(Path)

    def __init__(
        self, operations: Operations, preferences: Preferences, folder: Path, questions: Questions | None = None
    ) -> None:
        super().__init__()
        self.setObjectName("start")
        self.operations = operations
        self.preferences = preferences
        self.folder = folder
        self._questions = questions
        self.setWindowTitle(tr("Sổ Chi Bộ"))
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.banner = _Banner()
        outer.addWidget(self.banner)
        right = QVBoxLayout()
        right.setSpacing(0)
        outer.addLayout(right, 1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        right.addWidget(self.area, 1)
        self.progress = Progress()
        self.progress.hide()
        right.addWidget(self.progress)
        operations.busy_changed.connect(self.progress.show_busy)
        self.page: QWidget = QWidget()
        self._fit(760, 480)

    @property
    def questions(self) -> Questions:
        """The questions of this window."""
        if self._questions is None:
            from ui.questions import Questions

            self._questions = Questions(self)
        return self._questions

    def show_unlock(self) -> None:
        """Ask for the password of the office in ``folder``."""
        from ui.pages.unlock.page import UnlockPage

        page = UnlockPage(self.operations, self.folder)
        page.opened.connect(self._unlocked)
        page.sample_wanted.connect(self.sample_wanted)
        page.other_wanted.connect(self.show_assistant)
        page.restore_wanted.connect(self.show_restore)
        self._put(page, 460)
        self._fit(900, 560)
        page.secret.setFocus()

    def show_restore(self) -> None:
        """Bring the office of ``folder`` back from a backup."""
        from ui.pages.restore.page import RestorePage

        page = RestorePage(self.operations, self.folder, self.questions)
        page.opened.connect(self._unlocked)
        page.given_up.connect(self._first_page)
        self._put(page, 780)
        self._fit(1100, 640)
        page.focus_first()

    def _first_page(self) -> None:
        if holds_office(self.folder):
            self.show_unlock()
        else:
            self.show_assistant()

    def show_assistant(self) -> None:
        """Lead a new user from nothing to an office with its cells."""
        from ui.pages.first_run.assistant import Assistant

        page = Assistant(self.operations, self.preferences, self.folder, self.questions)
        page.finished.connect(self._founded)
        page.sample_wanted.connect(self.sample_wanted)
        page.folder_chosen.connect(self._other_folder)
        page.restore_wanted.connect(self.show_restore)
        self._put(page, 720)
        self._fit(1080, 700)
        page.focus_first()

    def show_problem(self, problem: ProblemError) -> None:
        """Show a known failure over whatever is on the screen."""
        self.questions.problem(explain(problem))

    def _unlocked(self, must_change: bool) -> None:  # noqa: FBT001 - a Qt signal
        if not must_change:
            self.opened.emit()
            return
        from ui.pages.unlock.new_password import NewPasswordPage

        page = NewPasswordPage(self.operations)
        page.changed.connect(self.opened)
        self._put(page, 460)
        page.first.setFocus()

    def _founded(self, importing: bool) -> None:  # noqa: FBT001 - a Qt signal
        (self.import_wanted if importing else self.opened).emit()

    def _other_folder(self, folder: Path) -> None:
        self.folder = folder
        self.folder_chosen.emit(folder)
        self.show_unlock()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the button in hand with Enter."""
        if not press_button(self, event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room to the page where a small window would cut it off."""
        super().resizeEvent(event)
        self.banner.setVisible(self.width() >= theme.px(860))

    def _fit(self, width: int, height: int) -> None:
        """Take this size (pixels at 100 %), or as much of it as the screen has."""
        room = self.screen().availableGeometry()
        self.resize(min(theme.px(width), room.width() - 40), min(theme.px(height), room.height() - 60))

    def _put(self, page: QWidget, width: int) -> None:
        """Show ``page``, not wider than ``width`` pixels at 100 %."""
        self.page = page
        sheet = QWidget()
        sheet.setObjectName("sheet")
        row = QHBoxLayout(sheet)
        row.setContentsMargins(theme.px(30), theme.px(30), theme.px(30), theme.px(24))
        row.addStretch(1)
        page.setMaximumWidth(theme.px(width))
        row.addWidget(page, 40)
        row.addStretch(1)
        self.area.setWidget(sheet)


class Progress(QFrame):
    """What is going on, at the foot of the window, while work takes longer than a moment."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "info-box")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(8))
        row.setSpacing(theme.px(12))
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setFixedWidth(theme.px(120))
        row.addWidget(bar)
        self.text = plain_label()
        row.addWidget(self.text, 1)

    def show_busy(self, text: str) -> None:
        """Show that work is going on, or that it is over when ``text`` is empty."""
        self.text.setText(text)
        self.setVisible(bool(text))


class _Banner(QFrame):
    """The name of the program at the left of the start window."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("banner")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(28), theme.px(34), theme.px(28), theme.px(24))
        layout.setSpacing(theme.px(10))
        name = plain_label(tr("Sổ Chi Bộ"))
        name.setObjectName("bannerName")
        layout.addWidget(name)
        words = plain_label(tr("Sinh hoạt chi bộ mỗi tháng: ghi, in, gửi lên trên. Không cần mạng."), wrap=True)
        words.setObjectName("bannerWords")
        layout.addWidget(words)
        layout.addStretch(1)
        notice = plain_label(tr("Không nhập nội dung thuộc bí mật nhà nước (Mật, Tối mật, Tuyệt mật)."), wrap=True)
        notice.setObjectName("bannerWords")
        layout.addWidget(notice)
        self.setFixedWidth(theme.px(250))
