"""What the steps of the import assistant share, and the first of them: the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from desktop_app.texts import tr
from ui import theme
from ui.context import WindowContext
from ui.icons import on_button
from ui.widgets.plain import plain_label, set_role

if TYPE_CHECKING:
    from desktop_app.documents.excel_in.model import (
        Decision,
        ImportChoices,
        ImportPreview,
        ImportResult,
        SourceBook,
        SourceSheet,
    )

ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass
class ImportSession:
    """What was read and chosen so far; nothing of it is in the register before *Nhập*."""

    context: WindowContext
    run: Callable[..., None]
    """``run(work, on_success, busy=…, stoppable=…)`` on the worker, with the progress shown."""
    progress: Callable[[int, int], None]
    """``progress(done, total)`` from inside the work; ends work that was asked to stop."""
    path: Path | None = None
    book: SourceBook | None = None
    sheet: SourceSheet | None = None
    choices: ImportChoices | None = None
    preview: ImportPreview | None = None
    decisions: dict[int, Decision] = field(default_factory=dict)
    result: ImportResult | None = None
    refused_at: Path | None = None
    """Where the file of the refused lines was saved."""

    def require_same_file(self) -> None:
        """Raise ProblemError R85 when the file is no longer the one that was shown; for the worker."""
        from desktop_app.documents.excel_in.choosing import require_same

        if self.path is not None and self.book is not None:
            require_same(self.path, self.book.sha256)

    def propose(self, choices: ImportChoices) -> None:
        """Keep what was found in a file, with the cell and the month in hand for what it does not say."""
        context = self.context
        held = context.cell.organization.id if context.cell else ""
        # As in the form of one member: who is written down today was there at this month's meeting already.
        since = min(date.fromisoformat(f"{context.period}-01"), context.today())
        self.choices = self.preview = None
        self.take_choices(replace(choices, cell_id=choices.cell_id or held, since=since))

    def take_choices(self, choices: ImportChoices) -> None:
        """Keep what was chosen; what was found with other choices no longer counts."""
        if choices != self.choices:
            self.choices = choices
            self.preview = None
            self.decisions = {}


class ImportStep(QWidget):
    """One screen of the assistant.

    ``leave`` is asked when the user wants to go on; a step that needs the worker answers later through ``ready``.
    """

    ready = Signal()
    back_allowed = True
    tools: tuple[QWidget, ...] = ()
    """Further buttons of the step, shown in the line of the buttons that lead on."""

    def __init__(self, session: ImportSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.px(8))

    @property
    def word(self) -> str:
        """The word of the step in the line of steps."""
        return ""

    @property
    def next_word(self) -> str:
        """The word on the button that goes on; empty when there is none."""
        return tr("Tiếp tục (Ctrl+Enter)")

    def enter(self) -> None:
        """Show what the session holds; called when the step comes to the front."""

    def focus_first(self) -> None:
        """Put the cursor where work begins."""

    def leave(self) -> bool:
        """Whether to go on at once; False when something is wrong or the worker has to answer first."""
        return True


class FileStep(ImportStep):
    """Choose a workbook, or drop one on the page."""

    chosen = Signal(Path)

    def __init__(self, session: ImportSession, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.box = QFrame()
        self.box.setProperty("role", "card")
        inner = QVBoxLayout(self.box)
        inner.setContentsMargins(theme.px(24), theme.px(24), theme.px(24), theme.px(24))
        inner.setSpacing(theme.px(12))
        inner.addWidget(plain_label(tr("Tệp danh sách đảng viên đang dùng của đơn vị"), role="heading"))
        inner.addWidget(
            plain_label(
                tr(
                    "Tệp Excel hoặc LibreOffice nào cũng được (.xlsx, .xls, .ods): có dòng tên đơn vị ở trên, tiêu đề "
                    "nhiều dòng, ô gộp, chữ TCVN3 (.VnTime) hay VNI, ngày ghi nhiều kiểu. Chương trình tự tìm dòng "
                    "tiêu đề và nghĩa của từng cột, rồi cho xem lại tất cả."
                ),
                wrap=True,
            )
        )
        inner.addWidget(
            plain_label(
                tr("Tệp gốc không bị sửa. Sổ chưa bị ghi gì cho đến khi bấm “Nhập” ở bước cuối."),
                role="muted",
                wrap=True,
            )
        )
        self.button = QPushButton(tr("&Chọn tệp…"))
        on_button(self.button, "excel", theme.colors().on_primary)
        self.button.setProperty("kind", "primary")
        self.button.setMinimumHeight(theme.px(38))
        self.button.setMinimumWidth(theme.px(220))
        self.button.clicked.connect(self.choose)
        inner.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.hint = plain_label(tr("Hoặc kéo tệp từ thư mục rồi thả vào đây."), role="hint", wrap=True)
        inner.addWidget(self.hint)
        self.column.addWidget(self.box)
        self.column.addStretch(1)
        self.setAcceptDrops(True)

    @property
    def word(self) -> str:
        """Return the word of the step."""
        return tr("Tệp")

    @property
    def next_word(self) -> str:
        """Return nothing while no file was read: choosing one goes on by itself."""
        return tr("Tiếp tục (Ctrl+Enter)") if self.session.book is not None else ""

    def enter(self) -> None:
        """Show which file was read."""
        if self.session.path is not None:
            self.hint.setText(tr("Đang xem tệp {name}.", name=self.session.path.name))

    def focus_first(self) -> None:
        """Put the cursor on the button."""
        self.button.setFocus()

    def choose(self) -> None:
        """Ask for a file."""
        kinds = tr("Bảng tính ({patterns})", patterns=" ".join(f"*{ending}" for ending in ENDINGS))
        kinds = f"{kinds};;{tr('Mọi tệp')} (*)"
        start = self.session.path.parent if self.session.path else None
        path = self.session.context.questions.open_file(tr("Chọn tệp danh sách đảng viên"), kinds, start=start)
        if path is not None:
            self.chosen.emit(path)

    # --- a file dropped on the page ---

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files of this computer."""
        if self._dropped(event) is not None:
            set_role(self.box, "info-box")
            event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Look as before."""
        set_role(self.box, "card")

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the file."""
        set_role(self.box, "card")
        path = self._dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.chosen.emit(path)

    def _dropped(self, event: QDropEvent) -> Path | None:
        urls = event.mimeData().urls()
        return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
