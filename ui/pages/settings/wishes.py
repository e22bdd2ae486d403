"""The card in which an upper office chooses which sensitive particulars it asks the offices below for."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout

from db.records import OrganizationKind
from db.register_records import SENSITIVE
from desktop_app.texts import term, tr
from ui import theme
from ui.icons import on_button
from ui.pages.base import Page
from ui.widgets.plain import plain_label, set_role

_COLUMNS = 3


class WishesCard(QFrame):
    """One box a field; hidden at an office that nobody reports to."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.setProperty("role", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(12))
        column.setSpacing(theme.px(8))
        column.addWidget(plain_label(tr("Dữ liệu nhạy cảm yêu cầu cấp dưới gửi"), role="heading"))
        words = tr(
            "Mặc định không yêu cầu trường nào. Chỉ chọn trường thật cần cho công việc của đơn vị: đây là dữ liệu cá "
            "nhân nhạy cảm (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15). Cấp dưới biết lựa chọn này từ giấy báo nhận kế "
            "tiếp; trường bỏ chọn được xóa ở đây khi nhập gói sau đó của họ."
        )
        column.addWidget(plain_label(words, role="muted", wrap=True))
        grid = QGridLayout()
        self.boxes: dict[str, QCheckBox] = {}
        for place, name in enumerate(sorted(SENSITIVE, key=lambda name: term("sensitive_field", name))):
            box = QCheckBox(_capital(term("sensitive_field", name)))
            self.boxes[name] = box
            grid.addWidget(box, place // _COLUMNS, place % _COLUMNS)
        column.addLayout(grid)
        row = QHBoxLayout()
        self.save = QPushButton(tr("Lưu &yêu cầu"))
        on_button(self.save, "done")
        self.save.clicked.connect(self.keep)
        row.addWidget(self.save)
        self.answer = plain_label(wrap=True)
        row.addWidget(self.answer, 1)
        column.addLayout(row)
        self.hide()

    def refresh(self) -> None:
        """Read what is asked for now."""
        self.page.run(
            lambda office: (
                office.organizations.office().kind,
                any(peer.relation == "child" for peer in office.exchange.peers()),
                office.exchange.wishes(),
            ),
            self._show,
        )

    def _show(self, read: tuple[str, bool, tuple[str, ...]]) -> None:
        kind, has_children, wishes = read
        self.setVisible(has_children or kind != OrganizationKind.COMMUNE.value)
        self._tick(wishes)

    def _tick(self, wishes: tuple[str, ...]) -> None:
        for name, box in self.boxes.items():
            box.setChecked(name in wishes)

    def keep(self) -> None:
        """Keep what is ticked."""
        chosen = [name for name, box in self.boxes.items() if box.isChecked()]
        self.save.setEnabled(False)
        self.page.run(
            lambda office: office.exchange.wish(chosen), self._kept, on_done=lambda: self.save.setEnabled(True)
        )

    def _kept(self, wishes: tuple[str, ...]) -> None:
        self._tick(wishes)
        self.answer.setText(
            tr("✓ Đã lưu: yêu cầu {fields}.", fields=", ".join(term("sensitive_field", name) for name in wishes))
            if wishes
            else tr("✓ Đã lưu: không yêu cầu trường nhạy cảm nào.")
        )
        set_role(self.answer, "ok")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
