"""Keeps what is typed: after the last key, on leaving, on closing; in order, and never the older over the newer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal

from db.problems import ProblemError
from ui.operations import Operations

if TYPE_CHECKING:
    from desktop_app.office import Office


class Draft(Protocol):
    """What is kept while it is typed."""

    @property
    def id(self) -> str:
        """Under which it is kept."""

    @property
    def saved_at(self) -> str:
        """Local time of the last save, ISO; empty for one never saved."""


D = TypeVar("D", bound=Draft)
IDLE = 2000
"""Milliseconds after the last key."""
AGAIN = 10_000
"""Milliseconds until a save that failed is tried again."""


class Autosave(QObject, Generic[D]):
    """Saves drafts through the one worker, where calls run in the order they were made.

    ``collect`` gives the draft as it stands in the form, ``save`` writes one and returns it as kept.

    What the store has not acknowledged stays in ``unkept`` and is tried again, also after another draft was opened.
    """

    state_changed = Signal(str, str)
    """("unsaved" | "saving" | "saved", local time of the last save or empty)."""
    failed = Signal(object)
    saved = Signal(str)
    """Id of a draft that the store acknowledged."""

    def __init__(
        self,
        operations: Operations,
        collect: Callable[[], D],
        save: Callable[[Office, D], D],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._save = save
        self._operations = operations
        self._collect = collect
        self._draft_id = ""
        self._dirty = False
        self._edition = 0
        self.unkept: dict[str, D] = {}
        self._timer = QTimer(self, singleShot=True, interval=IDLE)
        self._timer.timeout.connect(self.flush)
        self._again = QTimer(self, singleShot=True, interval=AGAIN)
        self._again.timeout.connect(self._retry)

    @property
    def dirty(self) -> bool:
        """Whether something was typed that was not handed over yet."""
        return self._dirty

    @property
    def settled(self) -> bool:
        """Whether everything typed so far was acknowledged by the store."""
        return not self._dirty and not self.unkept

    def watch(self, draft: D) -> None:
        """Look after another draft from now on; what was typed into the one before is handed over first."""
        self.flush()
        self._draft_id = draft.id
        self._edition += 1
        self._tell("unsaved" if draft.id in self.unkept else "saved", draft.saved_at)

    def forget(self) -> None:
        """Look after nothing; the draft in hand was finalised or thrown away and must not come back."""
        self._timer.stop()
        self._dirty = False
        self.unkept.pop(self._draft_id, None)
        self._draft_id = ""

    def touch(self) -> None:
        """Something was typed."""
        if not self._draft_id:
            return
        self._edition += 1
        self._timer.start()
        if not self._dirty:
            self._dirty = True
            self._tell("unsaved", "")

    def flush(self) -> None:
        """Hand over what was typed now."""
        self._timer.stop()
        if self._dirty and self._draft_id:
            self._dirty = False
            self._submit(self._collect())

    def settle(self) -> bool:
        """Hand over everything and wait for the store; False when it refused. For the end of the program only."""
        self.flush()
        if self.unkept:
            self._wait()
        if self.unkept:
            self._retry()
            self._wait()
        return not self.unkept

    def _wait(self) -> None:
        loop = QEventLoop()
        # Runs after every save before it, whatever became of them.
        self._operations.call(lambda: None, on_done=loop.quit, receiver=self._operations)
        loop.exec()

    def _submit(self, draft: D) -> None:
        edition = self._edition
        self.unkept[draft.id] = draft
        self._tell("saving", "")

        def kept(saved: D) -> None:
            if not shiboken6.isValid(self):
                return
            if self.unkept.get(draft.id) is draft:
                del self.unkept[draft.id]
            if draft.id == self._draft_id and edition == self._edition and not self._dirty:
                self._tell("saved", saved.saved_at)
            self.saved.emit(draft.id)

        def refused(problem: ProblemError) -> None:
            if not shiboken6.isValid(self):
                return
            self._again.start()
            if draft.id == self._draft_id:
                self._tell("unsaved", "")
            self.failed.emit(problem)

        # The receiver is the worker's own object, so that a page that closes does not call its last save back.
        self._operations.run(lambda office: self._save(office, draft), kept, refused, receiver=self._operations)

    def _retry(self) -> None:
        for draft in list(self.unkept.values()):
            self._submit(draft)

    def _tell(self, state: str, saved_at: str) -> None:
        self.state_changed.emit(state, saved_at)
