"""A document as it will be printed, with what can be done with it: print, keep as PDF or for Word, open elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from db import files, places
from db.problems import ProblemError
from desktop_app.texts import tr
from ui import theme
from ui.context import WindowContext
from ui.icons import on_button
from ui.printing import Printing
from ui.widgets.pdf_view import PdfView
from ui.widgets.plain import plain_label

if TYPE_CHECKING:
    from desktop_app.documents.model import Document
    from desktop_app.documents.table_model import TableDocument
    from desktop_app.office import Office

    Source = Callable[[Office], Document | TableDocument]
    """Makes, on the worker, the document a panel shows."""
    WordWriter = Callable[[Office, Path], ProblemError | None]
    """Writes, on the worker, what a panel shows as a Word file; returns what went wrong with the office's template."""


class PdfPanel(QWidget):
    """Shows one PDF; the page around it binds the keys of printing."""

    closed = Signal()
    problem = Signal(ProblemError)

    def __init__(self, context: WindowContext, printing: Printing, *, closable: bool) -> None:
        super().__init__()
        self._context = context
        self._printing = printing
        self._data = b""
        self._file_name = ""
        self._writer: WordWriter | None = None
        self.heading = plain_label(role="heading")
        self.pages = plain_label(role="muted")
        self.view = PdfView()
        self.view.page_changed.connect(self._page_changed)
        self.print_button = self._button("print", tr("&In"), tr("In (Ctrl+P)"), self.print_document)
        self.save_button = self._button("save", tr("Lưu &PDF"), tr("Lưu thành tệp PDF"), self.save_document)
        self.word_button = self._button(
            "edit", tr("Lưu &Word"), tr("Lưu thành tệp Word để sửa (Ctrl+Shift+W)"), self.save_word
        )
        self.word_button.hide()
        self._shortcut("Ctrl+Shift+W", self.save_word)
        self.open_button = self._button(
            "folder", tr("&Mở"), tr("Mở bằng chương trình xem PDF của máy"), self.open_document
        )
        self.tools = QHBoxLayout()
        self.tools.setSpacing(theme.px(6))
        self.tools.addWidget(self.heading)
        self.tools.addStretch(1)
        self.tools.addWidget(self.pages)
        for sign, words, step in (("−", tr("Thu nhỏ"), -1), ("+", tr("Phóng to"), 1), ("↔", tr("Vừa chiều ngang"), 0)):
            self.tools.addWidget(self._zoom_button(sign, words, step))
        for button in (self.print_button, self.save_button, self.word_button, self.open_button):
            self.tools.addWidget(button)
        if closable:
            self.close_button = self._button("close", tr("Đóng"), tr("Đóng (Esc)"), self.closed.emit)
            self.tools.addWidget(self.close_button)
            self._shortcut("Escape", self.closed.emit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        layout.addLayout(self.tools)
        layout.addWidget(self.view, 1)
        self.setFocusProxy(self.view)

    def _button(self, look: str, words: str, hint: str, action: Callable[[], object]) -> QPushButton:
        button = QPushButton(words)
        on_button(button, look)
        button.setToolTip(hint)
        button.clicked.connect(action)
        return button

    def _zoom_button(self, sign: str, words: str, step: int) -> QToolButton:
        button = QToolButton()
        button.setText(sign)
        button.setAccessibleName(words)
        button.setToolTip(words)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setFixedWidth(theme.px(36))
        button.clicked.connect(lambda: self.view.step_zoom(step) if step else self.view.set_zoom(0))
        return button

    def _shortcut(self, keys: str, action: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(action)

    # --- content ---

    def show_document(
        self,
        data: bytes,
        heading: str,
        file_name: str,
        source: Source | None = None,
        writer: WordWriter | None = None,
    ) -> None:
        """Show a PDF; ``file_name`` is proposed when it is saved.

        ``source`` makes the document of its Word face where it has one, or ``writer`` writes that face itself.
        """
        if source is not None:
            made = source
            writer = lambda office, path: office.word_templates.save(made(office), path)  # noqa: E731
        self._data, self._file_name, self._writer = data, file_name, writer
        self.word_button.setVisible(writer is not None)
        self.heading.setText(heading)
        self.view.set_pdf(data)

    @property
    def data(self) -> bytes:
        """The document shown."""
        return self._data

    # --- what can be done ---

    def print_document(self) -> None:
        """Choose a printer and print."""
        try:
            if self._data and self._printing.print_pdf(self._data, self, self._file_name):
                self._context.say(tr("Đã gửi tới máy in."))
        except ProblemError as problem:
            self.problem.emit(problem)

    def save_document(self) -> None:
        """Keep the document as a file where the user wants it."""
        chosen = self._context.questions.save_file(tr("Lưu PDF"), "PDF (*.pdf)", self._folder() / self._file_name)
        if chosen is not None:
            self._write(chosen, lambda: self._context.say(tr("Đã lưu {path}", path=chosen)))

    def save_word(self) -> None:
        """Keep the document as a Word file where the user wants it."""
        writer = self._writer
        if writer is None or not self._data:
            return
        suggested = (self._folder() / self._file_name).with_suffix(".docx")
        chosen = self._context.questions.save_file(tr("Lưu tệp Word"), "Word (*.docx)", suggested)
        if chosen is not None:
            self._context.operations.run(
                lambda office: writer(office, chosen),
                lambda trouble: self._word_kept(chosen, trouble),
                self.problem.emit,
                receiver=self,
                busy=tr("Đang ghi tệp Word…"),
            )

    def _word_kept(self, path: Path, trouble: ProblemError | None) -> None:
        self._context.say(tr("Đã lưu {path}", path=path))
        if trouble is not None:
            self.problem.emit(trouble)

    def open_document(self) -> None:
        """Keep the document in the office's own folder and show it in the computer's PDF program."""
        path = self._folder() / self._file_name
        self._write(path, lambda: self._opened(path))

    def _opened(self, path: Path) -> None:
        if not self._printing.open_file(path):
            self._context.say(tr("Máy này chưa có chương trình xem PDF. Tệp nằm ở {path}", path=path))

    def _folder(self) -> Path:
        facts = self._context.facts
        return Path(facts.folder) / places.PRINTS if facts else Path()

    def _write(self, path: Path, done: Callable[[], None]) -> None:
        data = self._data

        def work() -> None:
            files.make_folder(path.parent)
            files.write(path, data)

        self._context.operations.call(
            work, lambda _none: done(), self.problem.emit, receiver=self, busy=tr("Đang lưu…")
        )

    def _page_changed(self, page: int, pages: int) -> None:
        self.pages.setText(tr("Trang {page}/{pages}", page=page, pages=pages) if pages else "")
