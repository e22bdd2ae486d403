"""A small window for a widget on its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Callable[[QWidget], QWidget]]:
    """Put a widget into an active window above a further line, with the cursor in it."""
    windows: list[QWidget] = []

    def shown(widget: QWidget) -> QWidget:
        window = QWidget()
        layout = QVBoxLayout(window)
        layout.addWidget(widget)
        layout.addWidget(QLineEdit())
        qtbot.addWidget(window)
        windows.append(window)
        window.resize(900, 500)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
        widget.setFocus()
        return widget

    yield shown
    windows.clear()
