"""The one worker: order, answers on the GUI thread, problems, bugs, receivers that are gone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from db.problems import ProblemError
from tests.helpers.ui import bury, wait_idle, worker
from ui.operations import Operations


@pytest.fixture
def operations(qtbot: QtBot) -> Iterator[Operations]:
    with worker(qtbot) as made:
        yield made


def _raise(error: BaseException) -> None:
    raise error


def test_work_runs_elsewhere_and_its_answer_comes_back_here(qtbot: QtBot, operations: Operations) -> None:
    here = threading.get_ident()
    seen: list[tuple[int, int]] = []
    operations.call(threading.get_ident, lambda there: seen.append((there, threading.get_ident())))
    wait_idle(qtbot, operations)
    assert seen[0][0] != here
    assert seen[0][1] == here


def test_calls_run_one_after_another_in_order(qtbot: QtBot, operations: Operations) -> None:
    done: list[int] = []
    answered: list[int] = []

    def work(number: int) -> int:
        done.append(number)
        return number

    for number in range(50):
        operations.call(partial(work, number), answered.append)
    wait_idle(qtbot, operations)
    assert done == answered == list(range(50))


def test_a_problem_goes_to_the_failure_handler_and_nowhere_else(qtbot: QtBot, operations: Operations) -> None:
    handled: list[str] = []
    signalled: list[object] = []
    operations.problem.connect(signalled.append)
    operations.call(lambda: _raise(ProblemError("S06")), lambda _: None, lambda problem: handled.append(problem.code))
    wait_idle(qtbot, operations)
    assert handled == ["S06"]
    assert not signalled


def test_a_problem_without_handler_goes_to_the_receiver_that_shows_problems(
    qtbot: QtBot, operations: Operations
) -> None:
    class Shows(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.shown: list[str] = []

        def show_problem(self, problem: ProblemError) -> None:
            self.shown.append(problem.code)

    receiver = Shows()
    operations.call(lambda: _raise(ProblemError("S05")), receiver=receiver)
    wait_idle(qtbot, operations)
    assert receiver.shown == ["S05"]


def test_a_problem_that_nobody_takes_reaches_the_window(qtbot: QtBot, operations: Operations) -> None:
    signalled: list[ProblemError] = []
    operations.problem.connect(signalled.append)
    operations.call(lambda: _raise(ProblemError("S13")))
    wait_idle(qtbot, operations)
    assert [problem.code for problem in signalled] == ["S13"]


def test_any_other_exception_is_a_bug_and_the_worker_lives_on(qtbot: QtBot, operations: Operations) -> None:
    bugs: list[BaseException] = []
    after: list[int] = []
    done: list[str] = []
    operations.bug.connect(bugs.append)
    operations.call(lambda: _raise(KeyError("x")), lambda _: done.append("success"), on_done=lambda: done.append("end"))
    operations.call(lambda: 7, after.append)
    wait_idle(qtbot, operations)
    assert isinstance(bugs[0], KeyError)
    assert done == ["end"]
    assert after == [7]


def test_not_even_a_panic_inside_a_library_ends_the_worker(qtbot: QtBot, operations: Operations) -> None:
    class PanicException(BaseException):
        """As libraries in Rust raise it."""

    bugs: list[BaseException] = []
    after: list[int] = []
    operations.bug.connect(bugs.append)
    operations.call(lambda: _raise(PanicException()))
    operations.call(lambda: 7, after.append)
    wait_idle(qtbot, operations)
    assert isinstance(bugs[0], PanicException)
    assert after == [7]


def test_an_answer_for_a_receiver_that_is_gone_is_dropped(qtbot: QtBot, operations: Operations) -> None:
    receiver = QObject()
    gate = threading.Event()
    answered: list[object] = []
    operations.call(gate.wait, answered.append, on_done=lambda: answered.append("end"), receiver=receiver)
    receiver.deleteLater()
    bury()
    gate.set()
    wait_idle(qtbot, operations)
    assert not answered


def test_a_job_that_was_given_up_is_not_begun(qtbot: QtBot, operations: Operations) -> None:
    gate = threading.Event()
    begun: list[str] = []
    operations.call(gate.wait)
    job = operations.call(lambda: begun.append("begun"))
    job.cancel()
    gate.set()
    wait_idle(qtbot, operations)
    assert not begun


def test_long_work_is_shown_and_the_showing_ends_with_it(qtbot: QtBot, operations: Operations) -> None:
    shown: list[str] = []
    operations.busy_changed.connect(shown.append)
    gate = threading.Event()
    operations.call(gate.wait, busy="Đang tổng hợp…")
    qtbot.waitUntil(lambda: bool(shown))
    gate.set()
    wait_idle(qtbot, operations)
    assert shown == ["Đang tổng hợp…", ""]


def test_short_work_shows_nothing(qtbot: QtBot, operations: Operations) -> None:
    shown: list[str] = []
    operations.busy_changed.connect(shown.append)
    # However busy the machine that runs the test: the work is shorter than this.
    operations._patience.setInterval(60_000)
    operations.call(lambda: None, busy="kurz")
    wait_idle(qtbot, operations)
    assert not shown


def test_work_that_is_asked_to_stop_ends_at_its_next_report_and_answers_quietly(
    qtbot: QtBot, operations: Operations
) -> None:
    begun, gate = threading.Event(), threading.Event()
    heard: list[str] = []
    bugs: list[BaseException] = []
    operations.bug.connect(bugs.append)

    def work() -> str:
        operations.report("1 trên 2", 0.5)
        begun.set()
        gate.wait()
        operations.report("2 trên 2", 1.0)
        return "written"

    job = operations.call(
        work,
        heard.append,
        lambda problem: heard.append(problem.code),
        on_stopped=lambda: heard.append("stopped"),
        on_done=lambda: heard.append("end"),
    )
    begun.wait()
    job.stop()
    gate.set()
    wait_idle(qtbot, operations)
    assert heard == ["stopped", "end"]
    assert not bugs


def test_work_that_was_done_before_it_noticed_is_answered_as_done(qtbot: QtBot, operations: Operations) -> None:
    begun, gate = threading.Event(), threading.Event()
    heard: list[str] = []

    def work() -> str:
        begun.set()
        gate.wait()
        return "written"

    job = operations.call(work, heard.append, on_stopped=lambda: heard.append("stopped"))
    begun.wait()
    job.stop()
    gate.set()
    wait_idle(qtbot, operations)
    assert heard == ["written"]


def test_a_stop_meant_for_one_job_leaves_the_next_alone(qtbot: QtBot, operations: Operations) -> None:
    gate = threading.Event()
    heard: list[object] = []

    def work(number: int) -> int:
        operations.report(str(number))
        return number

    operations.call(gate.wait)
    job = operations.call(partial(work, 1), heard.append, on_stopped=lambda: heard.append("stopped"))
    operations.call(partial(work, 2), heard.append)
    job.stop()
    gate.set()
    wait_idle(qtbot, operations)
    assert heard == ["stopped", 2]


def test_the_share_that_is_done_is_told(qtbot: QtBot, operations: Operations) -> None:
    shares: list[float] = []
    operations.share_changed.connect(shares.append)
    gate = threading.Event()

    def work() -> None:
        operations.report("nửa", 0.5)
        operations.report("?")
        gate.wait()

    operations.call(work)
    qtbot.waitUntil(lambda: len(shares) == 2)
    gate.set()
    wait_idle(qtbot, operations)
    assert shares == [0.5, -1.0]
