"""A paper as it will be printed, in a window of its own: print, keep as PDF, keep as a workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from desktop_app.texts import tr
from ui import theme
from ui.context import WindowContext
from ui.icons import on_button
from ui.pages.base import Page, ProblemBar
from ui.printing import Printing
from ui.widgets.paper_dialog import Asks, PaperDialog, Wanted
from ui.widgets.pdf_panel import PdfPanel
from ui.widgets.saved_bar import SavedBar

if TYPE_CHECKING:
    from typing import TypeGuard

    from db.problems import ProblemError
    from desktop_app.documents.model import Document
    from desktop_app.documents.table_model import TableDocument
    from desktop_app.office import Office
    from ui.widgets.pdf_panel import WordWriter

    Paper = Document | TableDocument


class PaperWindow(QDialog):
    """Shows one paper over the page it was asked for on; Esc closes, Ctrl+P prints, Ctrl+Shift+E keeps a workbook."""

    def __init__(
        self,
        context: WindowContext,
        document: Paper | None,
        pdf: bytes,
        parent: QWidget | None,
        *,
        title: str = "",
        file_name: str = "",
        word: WordWriter | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setWindowTitle(document.name if document is not None else title)
        self.context = context
        self._document = document
        self.printing = Printing()
        layout = QVBoxLayout(self)
        self.problem_bar = ProblemBar()
        layout.addWidget(self.problem_bar)
        self.saved = SavedBar()
        layout.addWidget(self.saved)
        self.panel = PdfPanel(context, self.printing, closable=True)
        self.panel.closed.connect(self.close)
        self.panel.problem.connect(self.show_problem)
        self.excel = QPushButton(tr("Lưu &Excel"))
        on_button(self.excel, "excel")
        self.excel.setToolTip(tr("Lưu thành tệp Excel (Ctrl+Shift+E)"))
        self.excel.clicked.connect(self.save_workbook)
        self.panel.tools.insertWidget(self.panel.tools.indexOf(self.panel.open_button), self.excel)
        self.excel.setVisible(_is_table(document))
        layout.addWidget(self.panel, 1)
        for keys, action in (("Ctrl+P", self.panel.print_document), ("Ctrl+Shift+E", self.save_workbook)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(action)
        heading = document.title.capitalize() if document is not None else title
        name = document.file_name if document is not None else file_name
        source = None if document is None else lambda _office: document
        self.panel.show_document(pdf, heading, f"{name or 'giay-to'}.pdf", source, word)
        theme.fit(self, 1180, 660)
        self.panel.view.setFocus()

    @property
    def document(self) -> Paper:
        """The paper shown; there is none where the window shows many in one file."""
        assert self._document is not None
        return self._document

    def show_problem(self, problem: ProblemError) -> None:
        """Show a known failure at the top."""
        self.problem_bar.show_problem(problem)

    def save_workbook(self) -> None:
        """Ask for a place and write the workbook there."""
        document = self._document
        if not _is_table(document):
            return
        target = ask_for_workbook(self.context, document.file_name)
        if target is not None:
            self.context.operations.run(
                lambda office: office.registers.excel(document, target),
                self._kept,
                receiver=self,
                busy=tr("Đang ghi tệp Excel…"),
            )

    def _kept(self, path: Path) -> None:
        self.problem_bar.hide()
        self.saved.show_path(path)


def _is_table(document: Paper | None) -> TypeGuard[TableDocument]:
    """Whether a paper is one that a workbook can hold: tables, not lines to write on, boxes to tick or slips to cut."""
    if document is None:
        return False
    from desktop_app.documents.table_model import Slip, Table, TableDocument, Ticks

    return isinstance(document, TableDocument) and not any(
        isinstance(block, Slip | Ticks) or (isinstance(block, Table) and block.dotted) for block in document.blocks
    )


def ask_for_workbook(context: WindowContext, file_name: str) -> Path | None:
    """Ask where a workbook is to be kept, beginning where the last one was; None when the user gives up."""
    preferences = context.preferences
    folder = Path(preferences.document_folder) if preferences.document_folder else Path.home()
    target = context.questions.save_file(tr("Lưu tệp Excel"), "Excel (*.xlsx)", folder / f"{file_name}.xlsx")
    if target is not None:
        preferences.document_folder = str(target.parent)
        preferences.save()
    return target


def show_paper(context: WindowContext, parent: QWidget, made: tuple[Paper, bytes]) -> PaperWindow:
    """Open a window on a paper and its PDF, over the window that ``parent`` belongs to."""
    window = PaperWindow(context, *made, parent)
    window.open()
    return window


def show_pdf(
    context: WindowContext, parent: QWidget, pdf: bytes, title: str, file_name: str, word: WordWriter | None = None
) -> PaperWindow:
    """Open a window on many papers in one PDF; ``file_name``, without ending, is proposed when it is kept.

    ``word`` writes all of them as one Word file, where they may be kept as one.
    """
    window = PaperWindow(context, None, pdf, parent, title=title, file_name=file_name, word=word)
    window.open()
    return window


class PaperDesk:
    """Takes a paper of a page from the questions it asks first to its window."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def ask(self, title: str, asks: Asks, make: Callable[[Office, Wanted], TableDocument]) -> None:
        """Ask what the paper is to show, make it on the worker and open its window."""
        dialog = PaperDialog(self.page.context, title, asks, agree=tr("&Xem trước"), parent=self.page)
        dialog.accepted.connect(lambda: self._make(dialog.wanted(), make))
        dialog.open()

    def _make(self, wanted: Wanted | None, make: Callable[[Office, Wanted], TableDocument]) -> None:
        if wanted is None:
            return

        def work(office: Office) -> tuple[TableDocument, bytes]:
            document = make(office, wanted)
            return document, office.registers.pdf(document)

        self.page.run(work, self._show, busy=tr("Đang dựng trang in…"))

    def _show(self, made: tuple[TableDocument, bytes]) -> None:
        self.page.clear_problem()
        show_paper(self.page.context, self.page, made)
