"""A bound book as it will be printed, in a window of its own; its file lies in the prints of the office already."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from desktop_app.texts import tr
from ui import theme
from ui.context import WindowContext
from ui.pages.base import ProblemBar
from ui.printing import Printing
from ui.widgets.field import WrappingLabel
from ui.widgets.pdf_panel import PdfPanel

if TYPE_CHECKING:
    from db.problems import ProblemError


class BookWindow(QDialog):
    """Shows one book; Esc closes, Ctrl+P prints, on both sides where ``duplex`` says so."""

    def __init__(
        self, context: WindowContext, title: str, path: Path, pdf: bytes, *, duplex: bool, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
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
