"""All open problems of a form, each leading to its field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from db.records import Finding, Severity
from desktop_app.texts import tr
from ui import theme
from ui.icons import icon
from ui.widgets.field import finding_source, finding_text
from ui.widgets.plain import plain_label, plain_tip, set_role


class _List(QListWidget):
    """Enter and Space choose; Esc closes."""

    closed = Signal()
    widened = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell of another width: the sentences need other lines then."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.widened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose or close."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.currentItem() is not None:
            self.itemActivated.emit(self.currentItem())
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


class ProblemList(QFrame):
    """A panel of findings, errors first; hidden while there are none."""

    chosen = Signal(Finding)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None, *, closable: bool = True) -> None:
        super().__init__(parent)
        self._closable = closable
        self.setProperty("role", "error-box")
        self.heading = plain_label(role="heading", wrap=True)
        close = QPushButton(tr("Đóng (Esc)"), self)
        close.setVisible(closable)
        self.list = _List()
        self.list.setAccessibleName(tr("Những chỗ cần xem lại"))
        self.list.setWordWrap(True)
        self.list.setIconSize(QSize(theme.px(18), theme.px(18)))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(self._activated)
        self.list.itemClicked.connect(self._activated)
        self.list.closed.connect(self.close_list)
        self.list.widened.connect(self._fit)
        close.clicked.connect(self.close_list)
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        if closable:
            head.addWidget(close)
        layout = QVBoxLayout(self)
        margin = theme.px(8)
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.addLayout(head)
        layout.addWidget(self.list)
        self._findings: list[Finding] = []
        self.hide()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is listed, errors first."""
        return tuple(self._findings)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """List these findings; an empty list closes the panel."""
        row = self.list.currentRow()
        self._findings = sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR)
        errors = sum(finding.severity is Severity.ERROR for finding in findings)
        set_role(self, "error-box" if errors else "warning-box")
        self.heading.setText(
            tr("Còn {errors} lỗi phải sửa trước khi chốt; Enter để tới chỗ cần sửa.", errors=errors)
            if errors
            else tr("Không còn lỗi. {warnings} điều cần lưu ý.", warnings=len(findings))
        )
        self.list.clear()
        colors = theme.colors()
        for finding in self._findings:
            grave = finding.severity is Severity.ERROR
            look = icon("error" if grave else "warning", colors.error if grave else colors.warning)
            item = QListWidgetItem(look, finding_text(finding))
            item.setToolTip(plain_tip(finding_source(finding)))
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, finding_source(finding))
            self.list.addItem(item)
        if self._findings:
            self.list.setCurrentRow(min(max(row, 0), len(self._findings) - 1))
        self.setVisible(bool(self._findings))
        self._fit()

    def _fit(self) -> None:
        """Show whole sentences: a few where the form needs the room, more where the list has the page to itself."""
        # At large text on a small screen the form below needs the room more.
        most = 12 if not self._closable else 5 if theme.px(100) < 140 else 3
        least = self.fontMetrics().height()
        shown = [self.list.item(row) for row in range(min(len(self._findings), most))]
        # As laid out at this width: the hint of a row does not know its width yet.
        rows = [max(self.list.visualItemRect(item).height(), least) for item in shown]
        self.list.setFixedHeight(sum(rows) + 2 * self.list.frameWidth() + theme.px(4))

    def close_list(self) -> None:
        """Hide the panel, unless it belongs to the place it stands in."""
        if self._closable:
            self.hide()
            self.closed.emit()

    def _activated(self, item: QListWidgetItem) -> None:
        self.chosen.emit(self._findings[self.list.row(item)])
