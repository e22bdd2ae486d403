"""A bound book as it will be printed, in a window of its own; its file lies in the prints of the office already."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from desktop_app.rules.percentages import format_number
from desktop_app.texts import tr
from ui import theme
from ui.context import WindowContext
from ui.icons import on_button
from ui.pages.base import ProblemBar
from ui.printing import Printing
from ui.widgets.field import WrappingLabel
from ui.widgets.pdf_panel import PdfPanel
from ui.widgets.saved_bar import SavedBar
from ui.widgets.work_panel import WorkPanel

if TYPE_CHECKING:
    from db.problems import ProblemError
    from desktop_app.office import Office
    from desktop_app.services.books import BookPlan


class BookWindow(QDialog):
    """Shows the book of a plan; Esc closes, Ctrl+P prints, on both sides where ``duplex`` says so."""

    def __init__(
        self,
        context: WindowContext,
        title: str,
        plan: BookPlan,
        made: tuple[Path, bytes],
        *,
        duplex: bool,
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.plan = plan
        path, pdf = made
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setWindowTitle(title)
        self.printing = Printing(duplex=duplex)
        layout = QVBoxLayout(self)
        self.problem_bar = ProblemBar()
        layout.addWidget(self.problem_bar)
        self.panel = PdfPanel(context, self.printing, closable=True)
        self.panel.closed.connect(self.close)
        self.panel.problem.connect(self.show_problem)
        self.word = QPushButton(tr("Lưu &Word"))
        on_button(self.word, "edit")
        self.word.setToolTip(tr("Lưu thành tệp Word để sửa; mục lục trong tệp Word không ghi số trang"))
        self.word.clicked.connect(self.save_word)
        self.panel.tools.insertWidget(self.panel.tools.indexOf(self.panel.open_button), self.word)
        self.saved = SavedBar()
        self.work = WorkPanel(context.operations)
        for bar in (self.saved, self.work):
            layout.addWidget(bar)
        layout.addWidget(self.panel, 1)
        said = tr("Tệp đã ghi: {path}.", path=path)
        if duplex:
            said += " " + tr("Khi in, chọn in hai mặt, lật theo cạnh dài.")
        self.note = WrappingLabel(said, role="hint")
        layout.addWidget(self.note)
        shortcut = QShortcut(QKeySequence("Ctrl+P"), self)
        shortcut.activated.connect(self.panel.print_document)
        self.panel.show_document(pdf, tr("Xem trước khi in"), path.name)
        theme.fit(self, 1180, 660)
        self.panel.view.setFocus()

    def show_problem(self, problem: ProblemError) -> None:
        """Show a known failure at the top."""
        self.problem_bar.show_problem(problem)

    def save_word(self) -> None:
        """Ask for a place and write the book there as a Word file."""
        if self.work.working:
            return
        preferences, plan = self.context.preferences, self.plan
        folder = Path(preferences.document_folder) if preferences.document_folder else Path.home()
        target = self.context.questions.save_file(
            tr("Lưu tệp Word"), "Word (*.docx)", folder / f"{plan.file_name}.docx"
        )
        if target is None:
            return
        preferences.document_folder = str(target.parent)
        preferences.save()
        report = progress(self.context)

        def work(office: Office) -> ProblemError | None:
            return office.books.write_word(plan, target, report)

        self.saved.hide()
        job = self.context.operations.run(
            work,
            lambda trouble: self._kept(target, trouble),
            on_done=self.work.finish,
            on_stopped=self.work.finish,
            receiver=self,
            busy=tr("Đang ghi tệp Word…"),
        )
        self.work.watch(job, stoppable=True)

    def _kept(self, path: Path, trouble: ProblemError | None) -> None:
        self.problem_bar.hide()
        self.saved.show_path(path)
        if trouble is not None:
            self.show_problem(trouble)


def progress(context: WindowContext) -> Callable[[int, int], None]:
    """Return what says, inside the work, how many minutes of a book were drawn."""
    operations = context.operations

    def told(done: int, total: int) -> None:
        words = tr("Đang lập sổ… {done}/{total} biên bản", done=format_number(done), total=format_number(total))
        operations.report(words, done / max(1, total))

    return told
