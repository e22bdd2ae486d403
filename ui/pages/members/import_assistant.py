"""The import assistant: from a workbook of any shape to people of the register, in five steps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from db.problems import ProblemError
from desktop_app.rules.percentages import format_number
from desktop_app.texts import tr
from ui import theme
from ui.context import WindowContext
from ui.pages.base import ProblemBar
from ui.pages.members.import_columns_step import ColumnsStep
from ui.pages.members.import_lines_step import LinesStep
from ui.pages.members.import_result_step import ResultStep
from ui.pages.members.import_sheet_step import SheetStep
from ui.pages.members.import_steps import FileStep, ImportSession, ImportStep
from ui.widgets.plain import plain_label, set_role
from ui.widgets.work_panel import WorkPanel

if TYPE_CHECKING:
    from desktop_app.documents.excel_in.model import ImportChoices, SourceBook, SourceSheet
    from desktop_app.office import Office

CHANGED_FILE = ("R71", "R85")
CHANGED_REGISTER = "R70"


class ImportAssistant(QWidget):
    """Leads through the steps; ``imported`` when the register was written to, ``closed`` when the clerk is done."""

    imported = Signal()
    closed = Signal()

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.session = ImportSession(context, self._run, self._progress)
        self._focused: QWidget | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(8))
        self.trail = QHBoxLayout()
        self.trail.setSpacing(theme.px(6))
        outer.addLayout(self.trail)
        self.problem_bar = ProblemBar()
        outer.addWidget(self.problem_bar)
        self.stack = QStackedWidget()
        outer.addWidget(self.stack, 1)
        self.file = FileStep(self.session)
        self.sheet = SheetStep(self.session)
        self.columns = ColumnsStep(self.session)
        self.lines = LinesStep(self.session)
        self.result = ResultStep(self.session)
        self.steps: tuple[ImportStep, ...] = (self.file, self.sheet, self.columns, self.lines, self.result)
        self.panel = WorkPanel(context.operations)
        outer.addWidget(self.panel)
        # Made after the steps: Tab comes to them from there.
        outer.addLayout(self._buttons())
        self._words = []
        for number, step in enumerate(self.steps):
            self.stack.addWidget(step)
            step.ready.connect(self.advance)
            for tool in step.tools:
                self.tools.addWidget(tool)
            word = plain_label(f"{number + 1}. {step.word}")
            self._words.append(word)
            self.trail.addWidget(word)
            if number < len(self.steps) - 1:
                self.trail.addWidget(plain_label("›", role="muted"))
        self.trail.addStretch(1)
        self.file.chosen.connect(self.read_file)
        self.result.undone.connect(self._undone)
        go_on = QShortcut(QKeySequence("Ctrl+Return"), self)
        go_on.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        go_on.activated.connect(self.go_on)
        self._show(0)

    def _buttons(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        self.back = QPushButton(tr("&Quay lại"))
        self.back.clicked.connect(self.go_back)
        bar.addWidget(self.back)
        bar.addStretch(1)
        self.tools = QHBoxLayout()
        self.tools.setSpacing(theme.px(8))
        bar.addLayout(self.tools)
        self.give_up = QPushButton(tr("Đóng (Esc)"))
        self.give_up.clicked.connect(self.escape)
        bar.addWidget(self.give_up)
        self.next = QPushButton()
        self.next.setProperty("kind", "primary")
        self.next.setMinimumWidth(theme.px(200))
        self.next.clicked.connect(self.go_on)
        bar.addWidget(self.next)
        return bar

    @property
    def step(self) -> ImportStep:
        """The step in front."""
        return self.steps[self.stack.currentIndex()]

    @property
    def unsaved(self) -> bool:
        """Whether closing now would lose choices."""
        return self.session.book is not None and self.session.result is None

    def focus_first(self) -> None:
        """Put the cursor where work begins."""
        self.step.focus_first()

    # --- from step to step ---

    def go_on(self) -> None:
        """Leave the step in front when it agrees."""
        if self.panel.working or not self.step.next_word:
            return
        self.problem_bar.hide()
        if self.step is self.result:
            self.closed.emit()
        elif self.step.leave():
            self.advance()

    def go_back(self) -> None:
        """Go one step back."""
        if self.stack.currentIndex() > 0 and self.step.back_allowed and not self.panel.working:
            self.problem_bar.hide()
            self._show(self.stack.currentIndex() - 1)

    def advance(self) -> None:
        """Show the next step."""
        self._show(self.stack.currentIndex() + 1)
        if self.step is self.result:
            self.imported.emit()

    def _undone(self) -> None:
        self.imported.emit()
        self.next.setFocus()

    def escape(self) -> None:
        """Stop the work that goes on, else close; asks when choices would be lost."""
        if self.panel.working:
            self.panel.stop()
        elif self.may_leave():
            self.closed.emit()

    def may_leave(self) -> bool:
        """Return whether the assistant may be closed; nothing was written as long as it asks.

        While something is under way it never may: what is being written ends first, or is stopped and rolled back.
        """
        if self.panel.working:
            self._ask_to_stop()
            return False
        return not self.unsaved or self.context.questions.confirm(
            tr("Thôi nhập từ Excel"),
            tr("Chưa dòng nào được ghi vào sổ. Bỏ những gì vừa chọn?"),
            yes=tr("&Bỏ"),
            no=tr("Ở &lại"),
            loses=True,
        )

    def _ask_to_stop(self) -> None:
        title, running = tr("Thôi nhập từ Excel"), tr("Việc đang chạy chưa xong.")
        if not self.panel.stoppable:
            self.context.questions.tell(title, running, detail=tr("Chỉ vài giây nữa; hãy đợi xong rồi hãy rời trang."))
        elif self.context.questions.confirm(
            title,
            tr("{running} Dừng lại?", running=running),
            yes=tr("&Dừng"),
            no=tr("Để chạy &tiếp"),
            detail=tr("Nếu dừng kịp, sổ chưa bị ghi gì; nếu đã ghi xong, chương trình nói đã ghi."),
            loses=True,
        ):
            self.panel.stop()

    def _show(self, index: int) -> None:
        self.stack.setCurrentIndex(index)
        step = self.step
        for number, word in enumerate(self._words):
            set_role(word, "here" if number == index else "muted")
        step.enter()
        for other in self.steps:
            for tool in other.tools:
                tool.setVisible(other is step)
        self.back.setVisible(index > 0 and step.back_allowed)
        self.give_up.setVisible(step is not self.result)
        self.next.setText(step.next_word)
        self.next.setVisible(bool(step.next_word))
        step.focus_first()

    # --- reading the file ---

    def read_file(self, path: Path) -> None:
        """Read a workbook; its sheet, header and columns are proposed."""
        self.problem_bar.hide()

        def work(office: Office) -> tuple[SourceBook, ImportChoices, SourceSheet]:
            book, choices = office.member_import.open(path)
            return book, choices, office.member_import.sheet(path, choices.sheet)

        def taken(read: tuple[SourceBook, ImportChoices, SourceSheet]) -> None:
            session = self.session
            session.path = path
            session.book, choices, session.sheet = read
            session.choices = session.preview = None
            session.propose(choices)
            self._show(1)

        self._run(work, taken, busy=tr("Đang đọc tệp…"), stoppable=True)

    def _read_again(self) -> None:
        path = self.session.path
        assert path is not None
        self._show(0)
        self.read_file(path)

    # --- work ---

    def _run(
        self,
        work: Callable[[Office], Any],
        on_success: Callable[[Any], None],
        *,
        busy: str,
        stoppable: bool = False,
        writes: bool = False,
    ) -> None:
        """Run on the worker while nothing here can be touched; the cursor comes back to where it was.

        Work that was asked to stop and ended all the same counts as stopped, unless it ``writes``: what was written is
        said to be written.
        """
        if self.panel.working:
            return
        # Asked of the window: after a dialog of the system the application has no focus for a moment.
        focused: QWidget | None = self.window().focusWidget()
        self._focused = focused if focused is not None and self.isAncestorOf(focused) else None

        def taken(answer: Any) -> None:
            if job.stopping and not writes:
                self._stopped()
                return
            self._settle()
            on_success(answer)

        job = self.context.operations.run(
            work, taken, self._refused, on_stopped=self._stopped, receiver=self, busy=busy
        )
        self.panel.watch(job, stoppable=stoppable)
        self._enable(now=False)

    def _settle(self) -> None:
        self.panel.finish()
        self._enable(now=True)
        if self._focused is not None:
            self._focused.setFocus(Qt.FocusReason.OtherFocusReason)

    def _enable(self, *, now: bool) -> None:
        for widget in (self.stack, self.back, self.next, self.give_up):
            widget.setEnabled(now)
        if not now:
            # Keys must still reach this widget, Esc before all.
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refused(self, problem: ProblemError) -> None:
        self._settle()
        if problem.code == CHANGED_REGISTER:
            # What was shown is no longer true: the lines are compared anew on the way on.
            self.session.preview = None
            self._show(self.steps.index(self.columns))
        if problem.code not in CHANGED_FILE:
            self.problem_bar.show_problem(problem)
            return
        again = self.context.questions.confirm(
            tr("Tệp đã thay đổi"),
            tr("Tệp {name} đã bị sửa hoặc dời đi từ lúc mở ở đây.", name=problem.values.get("name", "")),
            yes=tr("Đọc &lại tệp"),
            no=tr("&Thôi"),
            detail=tr("Sổ chưa bị ghi gì thêm. Đọc lại để xem đúng những gì đang có trong tệp."),
        )
        if again and self.session.result is None:
            self._read_again()

    def _stopped(self) -> None:
        self._settle()
        self.context.say(tr("Đã dừng; sổ chưa bị ghi gì."))

    def _progress(self, done: int, total: int) -> None:
        said = tr("{done} trên {total} dòng", done=format_number(done), total=format_number(total))
        self.context.operations.report(said, done / total if total else -1.0)
