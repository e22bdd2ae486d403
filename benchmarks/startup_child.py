"""The process that figure 1 starts: shows a window, says when it was painted and can be typed into, and leaves."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget


class FirstPaint(QObject):
    """Calls back once, after the first paint of a window has been delivered."""

    def __init__(self, window: QWidget, painted: Callable[[], None]) -> None:
        super().__init__(window)
        self._window, self._painted, self._seen = window, painted, False
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if watched is self._window and event.type() == QEvent.Type.Paint and not self._seen:
            self._seen = True
            QTimer.singleShot(0, self._painted)
        return False


def bare(app: QApplication) -> int:
    """Show the smallest window that asks for a password."""
    window = QWidget()
    layout = QVBoxLayout(window)
    layout.addWidget(QLabel("Sổ Chi Bộ"))
    layout.addWidget(QLineEdit())
    layout.addWidget(QPushButton("Mở"))
    watcher = FirstPaint(window, lambda: say("bare: ready", app))
    window.show()
    code = app.exec()
    del watcher
    return code


def ours(app: QApplication, folder: Path) -> int:
    """Show the program's own first window."""
    from ui import preferences
    from ui.app import Application

    application = Application(app, preferences.load(preferences.default_path()), folder=folder)
    application.start()
    window = application.start_window
    assert window is not None

    def painted() -> None:
        focused = app.focusWidget()
        hidden = isinstance(focused, QLineEdit) and focused.echoMode() == QLineEdit.EchoMode.Password
        say("ours: ready, " + ("password has the focus" if hidden else f"the focus is on {focused}"), app)

    watcher = FirstPaint(window, painted)
    try:
        code = app.exec()
    finally:
        application.stop()
    del watcher
    return code


def say(sentence: str, app: QApplication) -> None:
    """Tell the parent and leave."""
    print(sentence, flush=True)
    app.quit()


if __name__ == "__main__":
    application = QApplication(["bench"])
    sys.exit(bare(application) if sys.argv[1] == "bare" else ours(application, Path(sys.argv[2])))
