"""What a paper of the year-end review is to show: which cell, of whom, how much of it filled in, how many."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from desktop_app.texts import tr
from ui import theme
from ui.context import WindowContext
from ui.widgets.choice import Choice, DropDown
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import Field
from ui.widgets.number import NumberEdit
from ui.widgets.plain import plain_label


class ReviewAsks(Flag):
    """What a paper needs to be told."""

    CELL = auto()
    ALL = auto()
    """All cells may be chosen too."""
    OFFICE = auto()
    """The committee may be chosen too: it votes on collectives."""
    WHO = auto()
    FILL = auto()
    COPIES = auto()
    BLANK = auto()
    EVEN = auto()


@dataclass(frozen=True)
class ReviewWanted:
    """What was chosen; what was not asked for has its usual value."""

    cell_id: str | None
    """None for all cells, or for the committee itself."""
    collectives: bool
    fill: str
    """A value of ``documents.review_words.Fill``."""
    copies: int
    """0 for as many as there are voters."""
    blank: bool
    even: bool


class ReviewPaperDialog(QDialog):
    """Enter goes to the next line and agrees on the last; Esc gives up. ``wanted`` is what was chosen."""

    def __init__(
        self, context: WindowContext, title: str, asks: ReviewAsks, *, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.px(480))
        self._asks = asks
        self._make_editors(context)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.px(8))
        layout.addWidget(plain_label(title, role="heading", wrap=True))
        shown: list[QWidget] = []
        for ask, words, editor in (
            (ReviewAsks.CELL, tr("Ch&i bộ"), self.cell),
            (ReviewAsks.WHO, tr("Đối tượng xếp &loại"), self.who),
            (ReviewAsks.FILL, tr("&Nội dung"), self.fill),
            (ReviewAsks.COPIES, tr("&Số phiếu (để trống: đủ số người bỏ phiếu)"), self.copies),
        ):
            if ask in asks:
                layout.addWidget(Field(words, editor))
                shown.append(editor)
        for ask, box in ((ReviewAsks.BLANK, self.blank), (ReviewAsks.EVEN, self.even)):
            box.setVisible(ask in asks)
            if ask in asks:
                layout.addWidget(box)
                shown.append(box)
        if hint:
            layout.addWidget(plain_label(hint, role="hint", wrap=True))
        buttons = QDialogButtonBox()
        self.agree = buttons.addButton(tr("&Xem trước"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.agree.setProperty("kind", "primary")
        buttons.addButton(tr("&Thôi"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.cell.currentIndexChanged.connect(lambda _place: self._cell_changed())
        self.moves = EnterMoves([*shown, self.agree], self.accept, self)
        self._cell_changed()
        (shown[0] if shown else self.agree).setFocus()

    def _make_editors(self, context: WindowContext) -> None:
        self.cell = DropDown()
        if ReviewAsks.ALL in self._asks:
            self.cell.addItem(tr("Tất cả chi bộ"), None)
        for view in context.cells:
            self.cell.addItem(view.organization.name, view.organization.id)
        if ReviewAsks.OFFICE in self._asks:
            self.cell.addItem(tr("Cấp ủy cơ sở (về các tập thể)"), None)
        held = context.cell.organization.id if context.cell else None
        if held is not None or ReviewAsks.ALL in self._asks:
            self.cell.setCurrentIndex(max(0, self.cell.findData(held)))
        self.who: Choice[str] = Choice([("members", tr("Đảng viên")), ("collectives", tr("Tập thể"))])
        self.fill: Choice[str] = Choice(
            [
                ("prefilled", tr("Điền sẵn, có dòng để ghi thêm")),
                ("blank", tr("Để trống, ghi tay")),
                ("complete", tr("Đầy đủ, để ký")),
            ]
        )
        self.copies = NumberEdit()
        self.blank = QCheckBox(tr("Để trống, &ghi tay"))
        self.even = QCheckBox(tr("In &hai mặt: mỗi bản bắt đầu ở mặt trước một tờ"))

    def _cell_changed(self) -> None:
        # The committee votes on collectives, on nobody else.
        office = ReviewAsks.OFFICE in self._asks and self.cell.currentData() is None
        self.who.setEnabled(not office)
        if office:
            self.who.set_value("collectives")

    def wanted(self) -> ReviewWanted:
        """Return what is chosen now."""
        return ReviewWanted(
            cell_id=self.cell.currentData(),
            collectives=ReviewAsks.WHO in self._asks and self.who.value() == "collectives",
            fill=self.fill.value(),
            copies=self.copies.value() or 0,
            blank=self.blank.isChecked(),
            even=self.even.isChecked(),
        )
