"""What two papers of meetings ask first: which items an extract holds, and which blank forms of which cells."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from db.meeting_records import AgendaItem, MeetingKind
from desktop_app.texts import term, tr
from ui import theme
from ui.context import WindowContext, month_name
from ui.widgets.check_list import CheckList
from ui.widgets.choice import Choice
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import Field
from ui.widgets.plain import plain_label
from ui.widgets.words import capital

FORMS = ("minutes", "attendance", "score")
"""Codes of the blank forms, as ``services.meeting_papers.Blank`` has them."""
SCORED = (MeetingKind.REGULAR, MeetingKind.THEMATIC, MeetingKind.COMBINED)
"""Kinds of meetings that have a score sheet."""


class _TickDialog(QDialog):
    """A list to tick with its two buttons below; ``agree`` is only there while something is ticked."""

    def __init__(self, title: str, list_name: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.column = QVBoxLayout(self)
        self.column.setSpacing(theme.px(8))
        self.column.addWidget(plain_label(title, role="heading", wrap=True))
        self.list = CheckList(list_name)
        self.list_label = plain_label(wrap=True)
        self.list_label.setBuddy(self.list)
        self.all = QPushButton(tr("Chọn &tất cả"))
        self.none = QPushButton(tr("&Bỏ chọn tất cả"))
        self.all.clicked.connect(lambda: self.list.tick_all(ticked=True))
        self.none.clicked.connect(lambda: self.list.tick_all(ticked=False))
        self.buttons = QDialogButtonBox()
        self.agree = self.buttons.addButton(tr("&Xem trước"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.agree.setProperty("kind", "primary")
        self.buttons.addButton(tr("Thôi"), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self._agreed)
        self.buttons.rejected.connect(self.reject)
        self.list.itemChanged.connect(lambda _item: self.check())

    def finish(self, editors: Sequence[QWidget]) -> None:
        """Put the list and the buttons under what stands above; ``editors`` come before them by Enter."""
        self.column.addWidget(self.list_label)
        self.column.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.addWidget(self.all)
        row.addWidget(self.none)
        row.addStretch(1)
        row.addWidget(self.buttons)
        self.column.addLayout(row)
        self.moves = EnterMoves([*editors, self.list, self.agree], self._agreed, self)
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self)
        shortcut.activated.connect(self._agreed)
        self.check()

    def _agreed(self) -> None:
        if self.agree.isEnabled():
            self.accept()

    def check(self) -> None:
        """Let the dialog be agreed to only where there is something to print."""
        self.agree.setEnabled(bool(self.list.ticked()))


class ExtractDialog(_TickDialog):
    """Asks which items of the agenda the extract holds."""

    def __init__(self, agenda: Sequence[AgendaItem], parent: QWidget | None = None) -> None:
        super().__init__(tr("Trích biên bản"), tr("Các nội dung của biên bản"), parent)
        self.list_label.setText(tr("&Nội dung được trích (Dấu cách: chọn hoặc bỏ; Ctrl+Enter: xem trước):"))
        self.list.offer([(str(place), f"{place + 1}. {item.title}") for place, item in enumerate(agenda)], ticked=False)
        self.finish(())
        theme.fit(self, 620, 420)
        self.list.setFocus()

    def places(self) -> list[int]:
        """Return the places of the items that are ticked; 0 is the first."""
        return [int(key) for key in self.list.ticked()]


class BlankDialog(_TickDialog):
    """Asks which forms of which cells are printed for the month in hand."""

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        month = month_name(context.period).lower()
        super().__init__(tr("Mẫu trống của {month}", month=month), tr("Các chi bộ"), parent)
        kinds = [(kind, capital(term("meeting_kind", kind))) for kind in MeetingKind]
        self.kind: Choice[MeetingKind] = Choice(kinds)
        self.kind_field = Field(tr("&Loại sinh hoạt"), self.kind)
        self.column.addWidget(self.kind_field)
        self.boxes = {
            "minutes": QCheckBox(tr("Mẫu biên bản để &ghi tay, có tên đảng viên")),
            "attendance": QCheckBox(tr("&Danh sách dự họp để ký tên")),
            "score": QCheckBox(tr("&Phiếu chấm điểm chất lượng")),
        }
        for box in self.boxes.values():
            self.column.addWidget(box)
            box.toggled.connect(self.check)
        self.boxes["minutes"].setChecked(True)
        self.list_label.setText(tr("&Chi bộ (Dấu cách: chọn hoặc bỏ; Ctrl+Enter: xem trước):"))
        self.list.offer([(view.organization.id, view.organization.name) for view in context.cells], ticked=True)
        self.kind.currentIndexChanged.connect(self._kind_changed)
        self.finish([self.kind, *self.boxes.values()])
        theme.fit(self, 560, 560)
        self.boxes["minutes"].setFocus()

    def forms(self) -> list[str]:
        """Return the codes of the forms that are ticked."""
        return [form for form in FORMS if self.boxes[form].isChecked() and self.boxes[form].isEnabled()]

    def check(self) -> None:
        """Let the dialog be agreed to only where there is something to print."""
        self.agree.setEnabled(bool(self.list.ticked() and self.forms()))

    def _kind_changed(self) -> None:
        self.boxes["score"].setEnabled(self.kind.value() in SCORED)
        self.check()
