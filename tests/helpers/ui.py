"""Hands for tests of single widgets: typing any letter, waiting for a condition, answers given beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QGroupBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.texts import ProblemText
from ui.operations import Operations
from ui.questions import Questions


def type_text(widget: QWidget, text: str) -> None:
    """Type into a widget letter by letter; pytest-qt's own typing aborts on the first Vietnamese letter."""
    for letter in text:
        QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter))


def wait_idle(qtbot: QtBot, operations: Operations) -> None:
    """Wait until the worker has done everything and every answer was delivered."""
    qtbot.waitUntil(lambda: operations.idle, timeout=20_000)
    QApplication.processEvents()
    if not operations.idle:
        wait_idle(qtbot, operations)


def bury() -> None:
    """Let every widget that asked to be deleted go now."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


def underlined(widget: QWidget) -> list[str]:
    """Return the key that an underlined letter of a label, button or box answers to, if it has one."""
    if isinstance(widget, QLabel):
        words = widget.text() if widget.buddy() is not None else ""
    elif isinstance(widget, QAbstractButton):
        words = widget.text()
    elif isinstance(widget, QGroupBox):
        words = widget.title()
    else:
        words = ""
    return [QKeySequence.mnemonic(words).toString()] if not QKeySequence.mnemonic(words).isEmpty() else []


@contextmanager
def worker(qtbot: QtBot) -> Iterator[Operations]:
    """A worker without an office, ended afterwards."""
    operations = Operations()
    try:
        yield operations
    finally:
        wait_idle(qtbot, operations)
        operations.stop()
        operations.deleteLater()
        bury()


class Scripted(Questions):
    """Gives the answers laid down beforehand and remembers everything asked."""

    def __init__(self) -> None:
        super().__init__(None)
        self.asked: list[str] = []
        self.yes = True
        self.paths: list[Path | None] = []
        self.typed: dict[str, str] | None = None
        self.problems: list[ProblemText] = []

    def tell(self, title: str, text: str, *, detail: str = "") -> None:
        self.asked.append(f"{title}: {text} {detail}")

    def problem(self, problem: ProblemText) -> None:
        self.problems.append(problem)

    def confirm(self, title: str, text: str, *, yes: str, no: str = "", detail: str = "", loses: bool = False) -> bool:
        self.asked.append(f"{title}: {text}")
        return self.yes

    def fields(
        self, title: str, text: str, labels: Mapping[str, str], *, secret: bool = False
    ) -> dict[str, str] | None:
        self.asked.append(f"{title}: {text} {sorted(labels)}")
        return self.typed

    def open_file(self, title: str, kinds: str, *, start: Path | None = None) -> Path | None:
        return self._path(title)

    def save_file(self, title: str, kinds: str, suggested: Path) -> Path | None:
        return self._path(title)

    def folder(self, title: str, *, start: Path | None = None) -> Path | None:
        return self._path(title)

    def _path(self, title: str) -> Path | None:
        self.asked.append(title)
        return self.paths.pop(0) if self.paths else None
