"""What a paper of the register is to show: which cell, as of which day or in which period, with what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Flag, auto

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from desktop_app.texts import tr
from ui import theme
from ui.context import WindowContext
from ui.widgets.choice import DropDown
from ui.widgets.dates import DateEdit
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import Field, set_invalid
from ui.widgets.number import NumberEdit
from ui.widgets.plain import plain_label


class Asks(Flag):
    """What a paper needs to be told."""

    CELL = auto()
    DAY = auto()
    PERIOD = auto()
    YEAR = auto()
    LEFT = auto()
    """Whether those who left stand in it."""
    SENSITIVE = auto()


@dataclass(frozen=True)
class Wanted:
    """What was chosen; what was not asked for has its usual value."""

    cell_id: str | None
    """None for all cells."""
    on: date
    start: date
    end: date
    year: int
    include_left: bool
    sensitive: bool


FIRST_YEAR, LAST_YEAR = 1930, 2999


class PaperDialog(QDialog):
    """Enter goes to the next line and agrees on the last; Esc gives up. ``wanted`` is what was chosen."""

    def __init__(
        self, context: WindowContext, title: str, asks: Asks, *, agree: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.px(480))
        self._asks = asks
        self._today = context.today()
        self._make_editors(context)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.px(8))
        layout.addWidget(plain_label(title, role="heading", wrap=True))
        shown: list[QWidget] = []
        for ask, fields in self._fields.items():
            if ask in asks:
                for field in fields:
                    field.visited = True
                    layout.addWidget(field)
                    shown.append(field.editor)
        for ask, box in ((Asks.LEFT, self.left), (Asks.SENSITIVE, self.sensitive)):
            box.setVisible(ask in asks)
            if ask in asks:
                layout.addWidget(box)
                shown.append(box)
        if Asks.SENSITIVE in asks:
            layout.addWidget(
                plain_label(
                    tr(
                        "Thông tin nhạy cảm: chỉ kèm khi cần, giữ và hủy bản in, tệp theo quy định bảo vệ dữ liệu cá "
                        "nhân."
                    ),
                    role="hint",
                    wrap=True,
                )
            )
        buttons = QDialogButtonBox()
        self.agree = buttons.addButton(agree, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("&Thôi"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._agreed)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.moves = EnterMoves([*shown, self.agree], self._agreed, self)
        shown[0].setFocus()

    def _make_editors(self, context: WindowContext) -> None:
        self.cell = DropDown()
        self.cell.addItem(tr("Tất cả chi bộ"), None)
        for view in context.cells:
            self.cell.addItem(view.organization.name, view.organization.id)
        held = context.cell.organization.id if context.cell else None
        self.cell.setCurrentIndex(max(0, self.cell.findData(held)))
        self.on = DateEdit(context.today)
        self.on.set_value(self._today)
        self.start, self.end = DateEdit(context.today), DateEdit(context.today)
        self.start.set_value(date(self._today.year, 1, 1))
        self.end.set_value(self._today)
        self.year = NumberEdit()
        self.year.set_value(self._today.year)
        self.left = QCheckBox(tr("Cả người đã &rời đi"))
        self.sensitive = QCheckBox(tr("Kèm cả thông tin &nhạy cảm (dân tộc, tôn giáo…)"))
        self._fields = {
            Asks.CELL: (Field(tr("Ch&i bộ"), self.cell),),
            Asks.DAY: (Field(tr("Tính đến n&gày"), self.on),),
            Asks.PERIOD: (Field(tr("&Từ ngày"), self.start), Field(tr("Đế&n ngày"), self.end)),
            Asks.YEAR: (Field(tr("Nă&m"), self.year),),
        }

    def wanted(self) -> Wanted | None:
        """Return what is chosen now, None where something cannot be read."""
        on, start, end, year = self.on.value(), self.start.value(), self.end.value(), self.year.value()
        if on is None or start is None or end is None or year is None or not FIRST_YEAR <= year <= LAST_YEAR:
            return None
        return Wanted(
            cell_id=self.cell.currentData(),
            on=on,
            start=start,
            end=end,
            year=year,
            include_left=self.left.isChecked(),
            sensitive=self.sensitive.isChecked(),
        )

    def _agreed(self) -> None:
        if self.wanted() is not None:
            self.accept()
            return
        wrong: list[QWidget] = []
        for ask, fields in self._fields.items():
            for field in fields:
                said = self._complaint(field.editor) if ask in self._asks else ""
                field.findings.say(said, grave=True)
                set_invalid(field.editor, invalid=bool(said))
                wrong += [field.editor] if said else []
        if wrong:
            wrong[0].setFocus()

    def _complaint(self, editor: QWidget) -> str:
        if isinstance(editor, DateEdit) and editor.value() is None:
            return tr("Lỗi: {sentence}", sentence=editor.complaint() or tr("Cần ghi ngày."))
        if editor is self.year:
            year = self.year.value()
            if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
                return tr("Lỗi: {sentence}", sentence=tr("Cần ghi năm bằng bốn chữ số."))
        return ""
