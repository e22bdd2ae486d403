"""Start-up and end: from the first window to the office, from a change of looks to a new window, to the last backup."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from db import places
from db.places import holds_office
from desktop_app import BUILD_DAY, texts
from ui import preferences, theme
from ui.operations import Operations
from ui.start_window import StartWindow
from ui.translations import StandardWords

if TYPE_CHECKING:
    from db.problems import ProblemError
    from desktop_app.office import Office
    from ui.main_window import MainWindow
    from ui.questions import Questions

SAMPLE = "du-lieu-mau"
WARM_UP = 200
"""Milliseconds after the first window is asked for: it must be on the screen before the worker takes its share."""
FRAME = 40
"""Pixels that the title and the frame of a window may take."""
GARBAGE_EVERY = 5000
"""Milliseconds between collections of cyclic garbage."""


class Application(QObject):
    """Owns the worker, the preferences and whichever window is open."""

    def __init__(
        self,
        app: QApplication,
        chosen: preferences.Preferences,
        *,
        folder: Path | None = None,
        questions: Questions | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__()
        self.app = app
        self.preferences = chosen
        self.folder = folder or Path(chosen.office_folder or places.usual_folder())
        # A dead battery wakes up in 1980: no page may begin there.
        self.today = lambda: max(today(), date.fromisoformat(BUILD_DAY))
        self._questions = questions
        self.operations = Operations(self)
        self.operations.bug.connect(self.show_bug)
        self.start_window: StartWindow | None = None
        self.main_window: MainWindow | None = None
        self._words = StandardWords(self)
        app.installTranslator(self._words)
        texts.set_language(chosen.language)
        self.restyle()
        # Cyclic garbage may hold widgets, and widgets must die on the GUI thread: the worker never collects.
        gc.disable()
        self._garbage = QTimer(self, interval=GARBAGE_EVERY)
        self._garbage.timeout.connect(gc.collect)
        self._garbage.start()

    def restyle(self) -> None:
        """Give the program the look that was chosen."""
        theme.apply(self.app, dark=self.preferences.dark, scale=self.preferences.text_size)

    # --- before the office is open ---

    def start(self) -> None:
        """Show the first window: unlocking when the folder holds an office, else the assistant."""
        window = StartWindow(self.operations, self.preferences, self.folder, self._questions)
        window.opened.connect(self.show_main)
        window.import_wanted.connect(self.show_import)
        window.sample_wanted.connect(self.open_sample)
        window.folder_chosen.connect(self._remember)
        self.start_window = window
        if holds_office(self.folder):
            window.show_unlock()
            # The libraries of the office are read while the password is being typed.
            QTimer.singleShot(WARM_UP, self._warm_up)
        else:
            window.show_assistant()
        window.show()

    def _warm_up(self) -> None:
        self.operations.call(_import_office)

    def _remember(self, folder: Path) -> None:
        self.folder = folder
        self.preferences.office_folder = str(folder)
        self.preferences.save()

    def open_sample(self) -> None:
        """Build the made-up commune beside the usual folder when it is not there yet, and open it."""
        window = self.start_window
        if window is None or not window.questions.leave_sample():
            return
        usual = places.usual_folder()
        folder = usual.with_name(f"{usual.name}-{SAMPLE}")
        window.setEnabled(False)

        def opener() -> Office:
            from ui.sample import open_sample

            return open_sample(folder, self.operations.report)

        self.operations.open(
            opener,
            lambda _: self.show_main(),
            window.show_problem,
            on_done=lambda: window.setEnabled(True),
            receiver=window,
            busy=texts.tr("Đang lập dữ liệu mẫu…"),
        )

    # --- with the office open ---

    def show_main(self, page: str = "home") -> None:
        """Show the window of the office that the worker holds."""
        from ui.main_window import MainWindow

        before = self.main_window
        window = MainWindow(self.operations, self.preferences, questions=self._questions, today=self.today)
        window.closed.connect(self.finish)
        window.context.appearance_changed.connect(self.rebuild)
        window.context.office_switch_wanted.connect(self.switch_office)
        if before is not None:
            window.context.set_period(before.context.period)
            window.setGeometry(before.geometry())
        self.main_window = window
        window.start(page)
        if before.isMaximized() if before is not None else not _fits(window):
            window.showMaximized()
        else:
            window.show()
        if before is not None:
            _destroy(before)
        if self.start_window is not None:
            _destroy(self.start_window)
            self.start_window = None

    def show_import(self) -> None:
        """Show the window of the new office at the import of its members."""
        self.show_main()
        if self.main_window is not None:
            self.main_window.open_page("members", importing=True)

    def rebuild(self) -> None:
        """Make the window anew after language, text size or colours changed."""
        texts.set_language(self.preferences.language)
        self.restyle()
        self.show_main("settings")

    def switch_office(self) -> None:
        """Close the office and ask for the password of this or another one."""
        window = self.main_window
        if window is None:
            return
        window.setEnabled(False)
        self.operations.close_office(
            on_failure=lambda problem: self._show(problem, window), on_done=self._back_to_start, busy=self._closing()
        )

    def _back_to_start(self) -> None:
        self.start()
        if self.main_window is not None:
            _destroy(self.main_window)
            self.main_window = None

    def _closing(self) -> str:
        return texts.tr("Đang sao lưu và đóng sổ…")

    def finish(self) -> None:
        """Close the office, which backs itself up when something changed, then leave."""
        window = self.main_window
        if window is None:
            return
        window.show_closing(self._closing())
        self.operations.close_office(on_failure=lambda problem: self._show(problem, window), on_done=self.leave)

    def _show(self, problem: ProblemError, window: MainWindow) -> None:
        window.context.questions.problem(texts.explain(problem))

    def leave(self) -> None:
        """Take every window down and end the program."""
        for window in (self.main_window, self.start_window):
            if window is not None:
                _destroy(window)
        self.main_window = self.start_window = None
        self.app.quit()

    def stop(self) -> None:
        """End the worker and give back what was changed of the process; safe to call twice."""
        self._garbage.stop()
        self.operations.stop()
        self.app.removeTranslator(self._words)
        gc.enable()

    # --- our own mistakes ---

    def show_bug(self, error: BaseException) -> None:
        """Write a report and say so in one sentence."""
        from desktop_app import bugs
        from ui.questions import Questions

        path = bugs.write(error, self.folder / places.REPORTS)
        window: QWidget | None = self.main_window or self.start_window
        (self._questions or Questions(window)).tell(texts.tr("Lỗi của chương trình"), bugs.sentence(path))


def _fits(window: QWidget) -> bool:
    """Whether the window with its frame leaves something of its screen free; else it takes all of it."""
    room = window.screen().availableGeometry()
    return room.width() > window.width() and room.height() > window.height() + FRAME


def _destroy(window: QWidget) -> None:
    window.hide()
    window.deleteLater()


def _import_office() -> None:
    import db.keyslots
    import db.store  # noqa: F401


def main(arguments: Sequence[str]) -> int:
    """Show the window until it is closed. ``arguments`` may hold ``--data-dir FOLDER``. Returns the exit code."""
    folder = None
    listed = list(arguments)
    if "--data-dir" in listed:
        place = listed.index("--data-dir")
        folder = Path(listed[place + 1]) if place + 1 < len(listed) else None
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(["sochibo"])
    assert isinstance(app, QApplication)
    app.setApplicationName("sochibo")
    app.setQuitOnLastWindowClosed(False)
    application = Application(app, preferences.load(preferences.default_path()), folder=folder)
    app.lastWindowClosed.connect(lambda: application.main_window is None and app.quit())

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.excepthook = sys.__excepthook__
        sys.__excepthook__(kind, error, trace)
        application.show_bug(error)
        sys.excepthook = hook

    sys.excepthook = hook
    application.start()
    try:
        return app.exec()
    finally:
        application.stop()
