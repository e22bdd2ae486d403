"""How far long work is, with a button that stops it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QWidget

from desktop_app.texts import tr
from ui import theme
from ui.operations import Job, Operations
from ui.widgets.plain import plain_label


class WorkPanel(QFrame):
    """Hidden until the work of ``watch`` has taken longer than a moment; ``stop`` ends it at its next report."""

    stopped = Signal()

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "info-box")
        self._job: Job | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), theme.px(6), theme.px(6), theme.px(6))
        row.setSpacing(theme.px(12))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(theme.px(220))
        self.bar.setAccessibleName(tr("Tiến độ"))
        row.addWidget(self.bar)
        self.text = plain_label()
        row.addWidget(self.text, 1)
        self.button = QPushButton(tr("Thôi (Esc)"))
        self.button.clicked.connect(self.stop)
        row.addWidget(self.button)
        self.hide()
        operations.busy_changed.connect(self._show_busy)
        operations.share_changed.connect(self._show_share)

    @property
    def working(self) -> bool:
        """Whether a job is being watched."""
        return self._job is not None

    @property
    def stoppable(self) -> bool:
        """Whether the job being watched may be asked to end."""
        return self._job is not None and not self.button.isHidden() and self.button.isEnabled()

    def watch(self, job: Job, *, stoppable: bool) -> None:
        """Show the progress of ``job`` until ``finish``; work that cannot be stopped has no button."""
        self._job = job
        self._show_share(-1.0)
        self.button.setVisible(stoppable)
        self.button.setEnabled(True)

    def finish(self) -> None:
        """Watch nothing more."""
        self._job = None
        self.hide()

    def stop(self) -> None:
        """Ask the job to end."""
        if self._job is not None and self.stoppable:
            self._job.stop()
            self.button.setEnabled(False)
            self.text.setText(tr("Đang dừng…"))
            self.stopped.emit()

    def _show_busy(self, text: str) -> None:
        if self._job is None:
            return
        if not self._job.stopping:
            self.text.setText(text)
        if text and not self.isVisible():
            self.show()
            self.button.setFocus()

    def _show_share(self, share: float) -> None:
        self.bar.setRange(0, 0 if share < 0 else 1000)
        if share >= 0:
            self.bar.setValue(round(share * 1000))
