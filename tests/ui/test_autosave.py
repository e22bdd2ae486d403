"""Drafts are kept in the order they were typed, none is lost, and none comes back after it was finalised."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from db.meeting_records import MeetingContent, MeetingDraft, MeetingKind
from db.problems import ProblemError
from ui.autosave import Autosave
from ui.operations import Job, Operations


class Shop:
    """An office that keeps drafts, or refuses to."""

    def __init__(self) -> None:
        self.kept: list[MeetingDraft] = []
        self.full = False
        self.meetings = self

    def save_draft(self, draft: MeetingDraft) -> MeetingDraft:
        if self.full:
            raise ProblemError("S06")
        self.kept.append(draft)
        return msgspec.structs.replace(draft, saved_at=f"2026-11-23T08:30:{len(self.kept):02d}")


def keep(office: Any, draft: MeetingDraft) -> MeetingDraft:
    kept: MeetingDraft = office.meetings.save_draft(draft)
    return kept


class Later(Operations):
    """A worker that works when the test says so."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.waiting: list[tuple[Callable[[Any], Any], Any, Any]] = []

    def run(
        self,
        work: Callable[[Any], Any],
        on_success: Callable[[Any], None] | None = None,
        on_failure: Callable[[ProblemError], None] | None = None,
        *,
        on_done: Callable[[], None] | None = None,
        on_stopped: Callable[[], None] | None = None,
        receiver: QObject | None = None,
        busy: str = "",
    ) -> Job:
        self.waiting.append((work, on_success, on_failure))
        return Job(work=lambda: None, on_success=None, on_failure=None, on_done=None, receiver=None, busy="")

    def do_one(self) -> None:
        work, on_success, on_failure = self.waiting.pop(0)
        try:
            result = work(self.shop)
        except ProblemError as problem:
            on_failure(problem)
        else:
            on_success(result)

    def do_all(self) -> None:
        while self.waiting:
            self.do_one()


class Desk:
    def __init__(self) -> None:
        self.shop = Shop()
        self.operations = Later(self.shop)
        self.form = draft("1")
        self.autosave = Autosave(self.operations, lambda: self.form, keep)
        self.states: list[tuple[str, str]] = []
        self.autosave.state_changed.connect(lambda state, at: self.states.append((state, at)))

    def open(self, opened: MeetingDraft) -> None:
        self.autosave.flush()
        self.form = self.autosave.unkept.get(opened.id, opened)
        self.autosave.watch(self.form)

    def type(self, place: str) -> None:
        content = msgspec.structs.replace(self.form.content, place=place)
        self.form = msgspec.structs.replace(self.form, content=content)
        self.autosave.touch()


def draft(number: str) -> MeetingDraft:
    return MeetingDraft(id=number, content=MeetingContent(cell_id=number, kind=MeetingKind.REGULAR, period="2026-11"))


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    made = Desk()
    made.open(draft("1"))
    return made


def places(desk: Desk) -> list[tuple[str, str]]:
    return [(kept.id, kept.content.place) for kept in desk.shop.kept]


def test_nothing_is_saved_while_nothing_was_typed(desk: Desk) -> None:
    desk.autosave.flush()
    assert desk.operations.waiting == []
    assert desk.autosave.settled


def test_a_save_follows_two_seconds_after_the_last_key(desk: Desk, qtbot: QtBot) -> None:
    desk.type("N")
    assert desk.autosave._timer.interval() == 2000
    desk.autosave._timer.setInterval(1)
    desk.type("Nhà")
    qtbot.waitUntil(lambda: bool(desk.operations.waiting))
    desk.operations.do_all()
    assert places(desk) == [("1", "Nhà")]
    assert desk.states[-1] == ("saved", "2026-11-23T08:30:01")


def test_an_older_answer_does_not_call_newer_typing_saved(desk: Desk) -> None:
    desk.type("cũ")
    desk.autosave.flush()
    desk.type("mới")
    desk.operations.do_one()
    assert desk.states[-1] == ("unsaved", "")
    assert desk.autosave.dirty
    desk.autosave.flush()
    desk.operations.do_all()
    assert places(desk)[-1] == ("1", "mới")
    assert desk.autosave.settled


def test_switching_cells_quickly_loses_nothing_and_keeps_the_order(desk: Desk) -> None:
    desk.type("một")
    desk.open(draft("2"))
    desk.type("hai")
    desk.open(draft("1"))
    desk.type("một nữa")
    desk.open(draft("3"))
    desk.operations.do_all()
    assert places(desk) == [("1", "một"), ("2", "hai"), ("1", "một nữa")]
    assert desk.autosave.settled


def test_going_back_before_the_store_answered_shows_what_was_typed(desk: Desk) -> None:
    desk.type("một")
    desk.open(draft("2"))
    desk.open(draft("1"))
    assert desk.form.content.place == "một"


def test_a_save_that_is_refused_is_told_and_tried_again(desk: Desk) -> None:
    told: list[object] = []
    desk.autosave.failed.connect(told.append)
    desk.shop.full = True
    desk.type("một")
    desk.autosave.flush()
    desk.operations.do_all()
    assert len(told) == 1
    assert desk.states[-1] == ("unsaved", "")
    assert not desk.autosave.settled
    desk.shop.full = False
    desk.autosave._retry()
    desk.operations.do_all()
    assert places(desk) == [("1", "một")]
    assert desk.autosave.settled


def test_a_refused_save_does_not_overwrite_the_newer_one_when_tried_again(desk: Desk) -> None:
    desk.shop.full = True
    desk.type("cũ")
    desk.autosave.flush()
    desk.operations.do_all()
    desk.shop.full = False
    desk.type("mới")
    desk.autosave.flush()
    desk.operations.do_all()
    desk.autosave._retry()
    desk.operations.do_all()
    assert places(desk) == [("1", "mới")]


def test_a_finalised_draft_does_not_come_back(desk: Desk) -> None:
    desk.type("một")
    desk.autosave.forget()
    desk.autosave.touch()
    desk.autosave.flush()
    desk.autosave._retry()
    assert desk.operations.waiting == []


def test_closing_waits_for_the_store_and_says_when_it_refused(qtbot: QtBot) -> None:
    operations = Operations()
    shop = Shop()
    operations.open(lambda: shop)  # type: ignore[arg-type, return-value]
    shop.close = lambda: None  # type: ignore[attr-defined]
    form = draft("1")
    autosave = Autosave(operations, lambda: form, keep)
    autosave.watch(form)
    autosave.touch()
    assert autosave.settle()
    assert len(shop.kept) == 1
    shop.full = True
    autosave.touch()
    assert not autosave.settle()
    operations.stop()
