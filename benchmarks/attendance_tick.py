"""Figure 16: one tick on an attendance list of 300 until it is drawn, beside Qt's own table of the same words.

What is timed is what a clerk waits for: the key, what follows from it (counts, votes, findings), the drawing.
The floor changes the same words in a bare table and bare labels and draws them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.harness import Figure, Trial

MEMBERS = 300
FRAME = 0.016
"""Seconds of one frame at 60 a second."""
TICKS = 20
"""Ticks a run makes, so that one is not lost in the noise of the clock."""
_SIZE = (900, 560)


def prepare(_folder: Path) -> Trial:
    """The true form with its list in sight, and a bare table with the same columns."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from ui import theme

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app)
    form, tick = _ours(app)
    bare, bare_tick = _floor(app)

    def check(floor: Any, ours: Any) -> None:
        assert floor == ours == (TICKS, True), (floor, ours)

    def close() -> None:
        for window in (form, bare):
            window.hide()
            window.deleteLater()
        app.processEvents()

    return Trial(floor=bare_tick, ours=tick, check=check, close=close)


def _draft() -> Any:
    from db.meeting_records import (
        AgendaItem,
        AttendanceMark,
        MeetingContent,
        MeetingDraft,
        MeetingKind,
        Presence,
        Vote,
    )
    from db.records import Duty, Standing

    marks = tuple(
        AttendanceMark(
            member_id=f"m{number}",
            full_name=f"Hoàng Thị Nguyệt {number}",
            standing=Standing.PROBATIONARY if number % 20 == 7 else Standing.OFFICIAL,
            duty=Duty.ACTIVE,
            presence=Presence.PRESENT,
        )
        for number in range(MEMBERS)
    )
    items = tuple(
        AgendaItem(title=f"Nội dung {number}", content="Nghe. " * 50, vote=Vote(entitled=MEMBERS, agree=MEMBERS))
        for number in range(5)
    )
    content = MeetingContent(
        cell_id="c",
        kind=MeetingKind.REGULAR,
        period="2026-11",
        held_on=date(2026, 11, 3),
        attendance=marks,
        agenda=items,
    )
    return MeetingDraft(id="d", content=content)


def _ours(app: Any) -> tuple[Any, Callable[[], tuple[int, bool]]]:
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent

    from db.meeting_records import Presence
    from ui.pages.meetings.form import MeetingForm

    form = MeetingForm(lambda: date(2026, 11, 23))
    form.resize(*_SIZE)
    form.fill(_draft(), ())
    form.go_to(form.attendance)
    form.show()
    app.processEvents()
    table = form.attendance.table
    table.table.setFocus()
    table.go_to(3)
    app.processEvents()
    counted = _Painted(table.table.viewport())

    def run() -> tuple[int, bool]:
        counted.times = 0
        told = True
        for number in range(TICKS):
            letter, wanted = ("3", Presence.UNEXCUSED) if number % 2 == 0 else ("1", Presence.PRESENT)
            app.sendEvent(table.table, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter))
            app.processEvents()
            present = MEMBERS - (number + 1) % 2
            told = told and table.model.marks[3].presence is wanted
            told = told and form.attendance.figures[1].text() == str(present)
        form.undo.clear()
        return counted.times, told

    return form, run


def _floor(app: Any) -> tuple[Any, Callable[[], tuple[int, bool]]]:
    from PySide6.QtGui import QStandardItem, QStandardItemModel
    from PySide6.QtWidgets import QHBoxLayout, QLabel, QTableView, QVBoxLayout, QWidget

    window = QWidget()
    window.resize(*_SIZE)
    model = QStandardItemModel(MEMBERS, 5)
    for row in range(MEMBERS):
        texts = (str(row + 1), f"Hoàng Thị Nguyệt {row}", "", "✓  Có mặt", "")
        for column, text in enumerate(texts):
            model.setItem(row, column, QStandardItem(text))
    table = QTableView()
    table.setModel(model)
    table.verticalHeader().hide()
    labels = [QLabel("0") for _ in range(5)]
    figures = QHBoxLayout()
    for label in labels:
        figures.addWidget(label)
    layout = QVBoxLayout(window)
    layout.addLayout(figures)
    layout.addWidget(table)
    window.show()
    app.processEvents()
    counted = _Painted(table.viewport())

    def run() -> tuple[int, bool]:
        counted.times = 0
        told = True
        for number in range(TICKS):
            word = "✗  Vắng không lý do" if number % 2 == 0 else "✓  Có mặt"
            model.item(3, 3).setText(word)
            for label in labels:
                label.setText(str(MEMBERS - (number + 1) % 2))
            app.processEvents()
            told = told and model.item(3, 3).text() == word
        return counted.times, told

    return window, run


class _Painted:
    """Counts how often a widget was drawn."""

    def __init__(self, widget: Any) -> None:
        from PySide6.QtCore import QEvent, QObject

        outer = self

        class Watch(QObject):
            def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802 - Qt's name
                outer.times += event.type() == QEvent.Type.Paint
                return False

        self.times = 0
        self._watch = Watch()
        widget.installEventFilter(self._watch)


FIGURE = Figure(
    number=16,
    title=f"{TICKS} ticks on a list of {MEMBERS}, each drawn",
    reach=10.0,
    prepare=prepare,
    repeats=15,
    limit=TICKS * FRAME,
)
