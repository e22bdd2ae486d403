"""Gửi và nhận: packages upward, packages from below, and the enrolment of keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QTabWidget, QWidget

from db.records import OrganizationKind
from desktop_app.texts import tr
from ui.context import WindowContext
from ui.icons import icon
from ui.pages.base import Page
from ui.pages.exchange.enrol import EnrolPane
from ui.pages.exchange.receive import ReceivePane
from ui.pages.exchange.send import SendPane


class ExchangePage(Page):
    """Three panes; an office above the communes begins with what comes in."""

    name = "exchange"

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(tr("Gửi, nhận, đăng ký khóa"))
        self.send = SendPane(self)
        self.receive = ReceivePane(self)
        self.enrol = EnrolPane(self)
        self.tabs.addTab(_scrolled(self.send), icon("package"), tr("&Gửi lên cấp trên"))
        self.tabs.addTab(_scrolled(self.receive), icon("inbox"), tr("&Nhận gói"))
        self.tabs.addTab(_scrolled(self.enrol), icon("key"), tr("Đăng &ký khóa"))
        self.body.addWidget(self.tabs, 1)
        self.tabs.currentChanged.connect(lambda _index: self.refresh())
        context.period_changed.connect(self._stale)
        self._begun = False

    @property
    def title(self) -> str:
        """Return the words at the top."""
        return tr("Gửi và nhận")

    @property
    def help_text(self) -> str:
        """Return what F1 says."""
        return tr(
            "Gửi: chọn USB hoặc thư mục rồi bấm “Lập gói gửi cấp trên”; chỉ rút USB khi màn hình báo rút được. "
            "In phiếu giao "
            "nhận kèm theo. Nhận: cắm USB, bấm “Xem gói”, đọc kết quả kiểm tra từng gói rồi nhập; nhập xong ghi "
            "giấy báo nhận "
            "lên USB. Đăng ký khóa: làm một lần giữa hai đơn vị, đối chiếu mã trên giấy."
        )

    def open(self, **args: object) -> None:
        """Come to the front and read."""
        pane = args.get("pane")
        if isinstance(pane, str):
            self.tabs.setCurrentIndex(("send", "receive", "enrol").index(pane))
        elif not self._begun and self._is_above():
            self.tabs.setCurrentIndex(1)
        self._begun = True
        self.refresh()

    def _is_above(self) -> bool:
        facts = self.context.facts
        return facts is not None and facts.office.kind != OrganizationKind.COMMUNE.value

    def _stale(self, _period: str) -> None:
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Read again what is shown."""
        (self.send, self.receive, self.enrol)[self.tabs.currentIndex()].refresh()


def _scrolled(pane: QWidget) -> QScrollArea:
    """Let a pane scroll up and down where large text needs more room than the screen has."""
    pane.setObjectName("sheet")
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(pane)
    return area
