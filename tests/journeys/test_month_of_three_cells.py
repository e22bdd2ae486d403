"""A month of three cells by keyboard: a regular, a combined and an extraordinary meeting, one put right and printed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.ids import new_id
from db.meeting_records import AssignmentOutcome, Meeting, MeetingKind, MeetingState, MeetingTask
from desktop_app.office import Office
from tests.helpers.clerk import ALT, CTRL, Clerk, copied_commune
from tests.helpers.hands import Hands
from tests.helpers.offices import FixedClock
from ui.pages.meetings.page import MeetingsPage
from ui.printing import new_printer

TASK = "Vận động bà con hiến đất làm đường"


@pytest.fixture
def clerk(qtbot: QtBot, tmp_path: Path) -> Iterator[Clerk]:
    clock = FixedClock("2026-11-23T08:30:00")
    cells = copied_commune(tmp_path / "xa", clock, cells=3, members=12)
    made = Clerk(qtbot, tmp_path / "xa", clock)
    made.ask(lambda office: october(office, cells))
    yield made
    made.leave()


def october(office: Office, cells: list[str]) -> None:
    """Keep the meetings of the month before; each gave one task."""
    for cell in cells:
        draft = office.meetings.prepare(cell, MeetingKind.REGULAR, "2026-10")
        people = [mark.member_id for mark in draft.content.attendance]
        first = msgspec.structs.replace(
            draft.content.agenda[0],
            content="Nghe.",
            conclusion="Nhất trí.",
            tasks=(MeetingTask(id=new_id(), text=TASK, assignee="Chi ủy", due_on=date(2026, 11, 1)),),
        )
        content = msgspec.structs.replace(
            draft.content,
            start_time="19:30",
            end_time="21:15",
            place="Nhà văn hóa thôn",
            chair_id=people[0],
            secretary_id=people[1],
            agenda=(first, *draft.content.agenda[1:]),
            approval_agree=11,
        )
        office.meetings.finalize(msgspec.structs.replace(draft, content=content))


class Month:
    """What the clerk does with one meeting after another."""

    def __init__(self, clerk: Clerk) -> None:
        self.clerk = clerk
        self.hands = Hands(clerk)

    @property
    def page(self) -> MeetingsPage:
        made = self.clerk.window.pages["meetings"]
        assert isinstance(made, MeetingsPage)
        return made

    def kind(self, kind: MeetingKind, theme: str = "") -> None:
        """Choose another kind of meeting, and its theme."""
        self.hands.key(Qt.Key.Key_L, ALT)
        self.hands.key(Qt.Key.Key_Down, times=list(MeetingKind).index(kind))
        self.clerk.settle()
        if theme:
            # From the kind over month, day, time, place, chair and secretary to the theme.
            self.hands.key(Qt.Key.Key_Tab, times=7)
            self.hands.text(theme)

    def attendance(self) -> None:
        self.hands.key(Qt.Key.Key_2, CTRL)
        self.hands.type("phuc2")
        self.hands.text("ốm")
        self.hands.key(Qt.Key.Key_Return)
        QApplication.processEvents()
        self.hands.key(Qt.Key.Key_Return)

    def carried(self) -> None:
        """Say what became of the task of the month before, where one is looked at."""
        if self.page.draft.form.carried.table.hasFocus():
            self.hands.key(Qt.Key.Key_1)
            self.hands.key(Qt.Key.Key_Return)

    def agenda(self, *, vote: bool) -> None:
        self.hands.text("Đồng chí bí thư trình bày.")
        self.hands.key(Qt.Key.Key_L, ALT)
        self.hands.text("Chi bộ nhất trí.")
        if vote:
            self.hands.key(Qt.Key.Key_Tab)
            self.hands.key(Qt.Key.Key_Space)
            self.hands.type("=")

    def closing(self) -> None:
        form = self.page.draft.form
        self.hands.key(Qt.Key(Qt.Key.Key_1 + form.sections.index(form.closing)), CTRL)
        self.hands.type("=")
        self.hands.key(Qt.Key.Key_Return)
        self.hands.type("2130")
        self.finalise()

    def finalise(self) -> Meeting:
        self.hands.key(Qt.Key.Key_Return, CTRL)
        self.clerk.settle()
        # The question is answered by Enter.
        self.hands.keys += 1
        meeting = self.page.final.meeting
        assert meeting is not None, self.page.draft.form.problems.findings
        return meeting

    def told(self, what: str, before: tuple[int, int]) -> None:
        keys, letters = self.hands.keys - before[0], self.hands.letters - before[1]
        sys.stdout.write(f"{what}: {keys} keys beside {letters} letters of text\n")

    def one(self, what: MeetingKind, *, first: bool, theme: str = "", vote: bool = False) -> None:
        before = (self.hands.keys, self.hands.letters)
        self.hands.key(Qt.Key.Key_Return if first else Qt.Key.Key_F7)
        self.clerk.settle()
        if what is not MeetingKind.REGULAR:
            self.kind(what, theme)
        self.attendance()
        self.carried()
        self.agenda(vote=vote)
        self.closing()
        self.told(what.value, before)


def printed(month: Month, paper: Path) -> list[str]:
    """Print what is on the screen into a file and return the text of its pages."""

    def to_file(*_asked: object) -> QPrinter:
        printer = new_printer("biên bản")
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(paper))
        return printer

    month.page.printing.choose = to_file  # type: ignore[method-assign, assignment]
    month.hands.key(Qt.Key.Key_P, CTRL)
    assert len(pypdf.PdfReader(paper).pages) == month.page.final.panel.view.page_count
    shown = paper.with_name("shown.pdf")
    shown.write_bytes(month.page.final.panel.data)
    return [page.extract_text() for page in pypdf.PdfReader(shown).pages]


def test_a_month_of_three_cells_is_typed_put_right_and_printed(clerk: Clerk, tmp_path: Path) -> None:
    month = Month(clerk)
    month.hands.key(Qt.Key.Key_4, ALT)
    clerk.settle()
    month.one(MeetingKind.REGULAR, first=True, vote=True)
    regular = month.page.final.meeting
    assert regular is not None
    month.one(MeetingKind.COMBINED, first=False, theme="Xây dựng nông thôn mới", vote=True)
    month.one(MeetingKind.EXTRAORDINARY, first=False)
    before = (month.hands.keys, month.hands.letters)
    right = correct(month, regular)
    text = " ".join(printed(month, tmp_path / "in.pdf"))
    month.told("correction and print", before)

    finals = clerk.ask(lambda office: [office.meetings.get(row.id) for row in office.meetings.listed(period="2026-11")])
    by_kind = {final.content.kind: final for final in finals if final.state is MeetingState.FINAL}
    assert set(by_kind) == {MeetingKind.REGULAR, MeetingKind.COMBINED, MeetingKind.EXTRAORDINARY}
    assert by_kind[MeetingKind.COMBINED].content.theme == "Xây dựng nông thôn mới"
    assert [line.outcome for line in regular.content.follow_ups] == [AssignmentOutcome.ON_TIME]
    assert all(final.content.agenda[0].vote for kind, final in by_kind.items() if kind != MeetingKind.EXTRAORDINARY)
    states = {final.version: final.state for final in finals if final.series_id == regular.series_id}
    assert states == {1: MeetingState.SUPERSEDED, 2: MeetingState.FINAL}
    assert (right.number, right.content.approval_agree) == (regular.number, 9)
    assert TASK in " ".join(text.split())
    kept = clerk.ask(lambda office: office.assignments.listed(cell_id=regular.content.cell_id))
    assert [task.outcome for task in kept] == [AssignmentOutcome.ON_TIME]


def correct(month: Month, meeting: Meeting) -> Meeting:
    """Go back to a final meeting and put the number of those who agreed right in a new version."""
    month.hands.key(Qt.Key.Key_L, CTRL)
    month.hands.type("ban lau")
    month.hands.key(Qt.Key.Key_Return)
    month.clerk.settle()
    assert month.page.final.meeting == meeting
    month.hands.key(Qt.Key.Key_B, ALT)
    month.clerk.settle()
    form = month.page.draft.form
    month.hands.key(Qt.Key(Qt.Key.Key_1 + form.sections.index(form.closing)), CTRL)
    month.hands.key(Qt.Key.Key_A, CTRL)
    month.hands.type("9")
    return month.finalise()
