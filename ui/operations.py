"""Run service calls on the one thread that owns the office; what comes of them returns on the GUI thread."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from db.problems import ProblemError

if TYPE_CHECKING:
    from desktop_app.office import Office

T = TypeVar("T")

PATIENCE = 300
"""Milliseconds of work after which the user is shown that something is going on."""


class StoppedError(Exception):
    """Raised inside work that was asked to stop, when it next reports how far it is; everything it did is undone."""


class Job:
    """One call on its way through the worker; the caller may keep it in order to stop it or give it up."""

    def __init__(
        self,
        work: Callable[[], Any],
        on_success: Callable[[Any], None] | None,
        on_failure: Callable[[ProblemError], None] | None,
        on_done: Callable[[], None] | None,
        receiver: QObject | None,
        busy: str,
        on_stopped: Callable[[], None] | None = None,
    ) -> None:
        self.work = work
        self.on_success = on_success
        self.on_failure = on_failure
        self.on_done = on_done
        self.on_stopped = on_stopped
        self.receiver = receiver or _owner_of(on_success) or _owner_of(on_failure)
        self.busy = busy
        self.cancelled = False
        self.stopping = False

    def stop(self) -> None:
        """Ask the work to end at its next report, which is answered by ``on_stopped``.

        Work that was done before it noticed is answered as usual: what was written is never called undone.
        """
        self.stopping = True

    def cancel(self) -> None:
        """Give the job up: it is not begun if it still waits, and its answer is dropped if it runs already."""
        self.cancelled = True

    @property
    def wanted(self) -> bool:
        """Whether somebody is still there to receive the answer."""
        return not self.cancelled and (self.receiver is None or shiboken6.isValid(self.receiver))


def _owner_of(callback: Callable[..., None] | None) -> QObject | None:
    owner = getattr(callback, "__self__", None)
    return owner if isinstance(owner, QObject) else None


class Operations(QObject):
    """The one worker thread of the window, and the office that lives on it.

    ``problem`` carries a ProblemError nobody else took, ``bug`` any other exception; ``busy_changed`` carries the text
    to show while work takes longer than ``PATIENCE``, empty when it is over.
    """

    problem = Signal(object)
    bug = Signal(object)
    busy_changed = Signal(str)
    share_changed = Signal(float)
    """How much of the work is done, from 0 to 1; negative while nobody can tell."""
    office_changed = Signal()
    _answered = Signal(object, object, object)
    _told = Signal(str, float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._office: Office | None = None
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._pending: list[Job] = []
        self._running: Job | None = None
        self._shown = ""
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self._show_busy)
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._told.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)
        self._thread: threading.Thread | None = None

    # --- asking ---

    def run(
        self,
        work: Callable[[Office], T],
        on_success: Callable[[T], None] | None = None,
        on_failure: Callable[[ProblemError], None] | None = None,
        *,
        on_done: Callable[[], None] | None = None,
        on_stopped: Callable[[], None] | None = None,
        receiver: QObject | None = None,
        busy: str = "",
    ) -> Job:
        """Call ``work(office)`` on the worker, then one of the callbacks here.

        ``on_failure`` takes a known problem; without it the problem goes to ``receiver.show_problem`` where there is
        one, else to the ``problem`` signal. ``on_stopped`` follows ``Job.stop`` when the work uses ``report``.
        ``on_done`` follows in every case. All are dropped when ``receiver`` (by default the object whose method
        ``on_success`` is) no longer exists. Calls run one after another, in order.
        """
        return self._enqueue(
            Job(lambda: work(self._require_office()), on_success, on_failure, on_done, receiver, busy, on_stopped)
        )

    def call(
        self,
        work: Callable[[], T],
        on_success: Callable[[T], None] | None = None,
        on_failure: Callable[[ProblemError], None] | None = None,
        *,
        on_done: Callable[[], None] | None = None,
        on_stopped: Callable[[], None] | None = None,
        receiver: QObject | None = None,
        busy: str = "",
    ) -> Job:
        """Call ``work()``, which needs no office, on the worker; everything else as in ``run``."""
        return self._enqueue(Job(work, on_success, on_failure, on_done, receiver, busy, on_stopped))

    def open(
        self,
        opener: Callable[[], Office],
        on_success: Callable[[Office], None] | None = None,
        on_failure: Callable[[ProblemError], None] | None = None,
        *,
        on_done: Callable[[], None] | None = None,
        receiver: QObject | None = None,
        busy: str = "",
    ) -> Job:
        """Open an office on the worker with ``opener`` and keep it there for every later ``run``.

        An office that was open before is closed first, so a failure of ``opener`` leaves none open.
        """

        def work() -> Office:
            self._close_office()
            self._office = opener()
            self.office_changed.emit()
            return self._office

        return self._enqueue(Job(work, on_success, on_failure, on_done, receiver, busy))

    def close_office(
        self,
        on_success: Callable[[None], None] | None = None,
        on_failure: Callable[[ProblemError], None] | None = None,
        *,
        on_done: Callable[[], None] | None = None,
        busy: str = "",
    ) -> Job:
        """Close the open office on the worker (it backs itself up when something changed)."""
        return self._enqueue(Job(self._close_office, on_success, on_failure, on_done, None, busy))

    def stop(self) -> None:
        """Finish what waits, close the office and end the worker; blocks, for the very end only."""
        if self._thread is None:
            return
        self._jobs.put(Job(self._close_office, None, None, None, None, ""))
        self._jobs.put(None)
        self._thread.join()
        self._thread = None

    def report(self, text: str, share: float = -1.0) -> None:
        """Say how far the work is that runs now, in words and as a share of 1; to be called from inside it.

        Raises StoppedError when the job was asked to stop: the work ends there and its transaction is rolled back.
        """
        if self._running is not None and self._running.stopping:
            raise StoppedError
        self._told.emit(text, share)

    @property
    def idle(self) -> bool:
        """Whether nothing runs or waits and every answer was delivered."""
        return not self._pending

    # --- the worker's side ---

    def _require_office(self) -> Office:
        if self._office is None:
            raise RuntimeError("no office is open")
        return self._office

    def _close_office(self) -> None:
        office, self._office = self._office, None
        if office is not None:
            office.close()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            result: object = None
            error: BaseException | None = None
            if job.stopping:
                error = StoppedError()
            elif job.wanted:
                self._running = job
                try:
                    result = job.work()
                except BaseException as caught:
                    # A panic inside a library in Rust is no Exception; a worker that died would leave the window
                    # waiting for ever.
                    error = caught
                self._running = None
            self._answered.emit(job, result, error)

    # --- the GUI's side ---

    def _enqueue(self, job: Job) -> Job:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="office", daemon=True)
            self._thread.start()
        self._pending.append(job)
        if not self._patience.isActive() and not self._shown:
            self._patience.start()
        self._jobs.put(job)
        return job

    @Slot(object, object, object)
    def _deliver(self, job: Job, result: object, error: BaseException | None) -> None:
        if job in self._pending:
            self._pending.remove(job)
        self._settle_busy()
        if error is not None and not isinstance(error, ProblemError | StoppedError):
            self.bug.emit(error)
        if job.wanted:
            if error is None:
                if job.on_success is not None:
                    job.on_success(result)
            elif isinstance(error, ProblemError):
                self._fail(job, error)
            elif isinstance(error, StoppedError) and job.on_stopped is not None:
                job.on_stopped()
        elif isinstance(error, ProblemError) and not job.cancelled:
            self.problem.emit(error)
        if job.on_done is not None and job.wanted:
            job.on_done()

    def _fail(self, job: Job, problem: ProblemError) -> None:
        shows = getattr(job.receiver, "show_problem", None)
        if job.on_failure is not None:
            job.on_failure(problem)
        elif shows is not None:
            shows(problem)
        else:
            self.problem.emit(problem)

    def _show_busy(self) -> None:
        if self._pending:
            from desktop_app.texts import tr

            self._shown = next((job.busy for job in self._pending if job.busy), "") or tr("Đang làm việc…")
            self.busy_changed.emit(self._shown)

    @Slot(str, float)
    def _show_progress(self, text: str, share: float) -> None:
        if not self._pending:
            return
        self.share_changed.emit(share)
        self._pending[0].busy = text
        if self._shown:
            self._shown = text
            self.busy_changed.emit(text)

    def _settle_busy(self) -> None:
        if self._pending:
            return
        self._patience.stop()
        if self._shown:
            self._shown = ""
            self.busy_changed.emit("")
