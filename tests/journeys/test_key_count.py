"""How many keys a stack of paper costs: meetings typed in the order of the blank form, every key counted."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.meeting_records import Meeting, MeetingState, Presence
from tests.helpers.clerk import ALT, CTRL, Clerk, copied_commune, press
from tests.helpers.hands import Hands
from tests.helpers.offices import FixedClock
from ui.pages.meetings.page import MeetingsPage

MOST = 120
"""Keys beside the free text of a meeting of thirty members where three are absent."""


@pytest.fixture
def clerk(qtbot: QtBot, tmp_path: Path) -> Iterator[Clerk]:
    clock = FixedClock("2026-11-23T08:30:00")
    copied_commune(tmp_path / "xa", clock, cells=3, members=30)
    made = Clerk(qtbot, tmp_path / "xa", clock)
    yield made
    made.leave()


def page(clerk: Clerk) -> MeetingsPage:
    made = clerk.window.pages["meetings"]
    assert isinstance(made, MeetingsPage)
    return made


def opening(hands: Hands) -> None:
    hands.type("1930")
    hands.key(Qt.Key.Key_Return)
    hands.text("Nhà văn hóa thôn")
    hands.key(Qt.Key.Key_Return)
    for name in ("cuong", "hoa"):
        hands.type(name)
        hands.key(Qt.Key.Key_Return)
    hands.key(Qt.Key.Key_PageDown, CTRL)


def attendance(hands: Hands) -> None:
    for name, reason in (("phuc", "ốm, đi viện huyện"), ("long", "đi làm ăn xa"), ("pao", "")):
        hands.type(name)
        hands.type("2" if reason else "3")
        if reason:
            hands.text(reason)
            hands.key(Qt.Key.Key_Return)
            QApplication.processEvents()
    hands.key(Qt.Key.Key_Return)


def opinion(hands: Hands, name: str, text: str) -> None:
    hands.key(Qt.Key.Key_K, ALT)
    hands.type(name)
    hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_Return)
    hands.text(text)


def agenda(hands: Hands) -> None:
    """Five items, two opinions, a conclusion each, one vote, one task."""
    items = len(page(hands.clerk).draft.form.agenda.held)
    for number in range(items):
        hands.text(f"Đồng chí bí thư trình bày nội dung {number + 1}.")
        if number == 1:
            opinion(hands, "tuan", "Nhất trí; đề nghị làm đường vào xóm trên.")
            opinion(hands, "thao", "Đề nghị sớm thu đảng phí.")
        hands.key(Qt.Key.Key_L, ALT)
        hands.text("Chi bộ nhất trí.")
        if number == items - 2:
            hands.key(Qt.Key.Key_Tab)
            hands.key(Qt.Key.Key_Space)
            hands.type("=")
            hands.key(Qt.Key.Key_V, ALT)
            hands.text("Vận động bà con hiến đất")
            hands.key(Qt.Key.Key_Tab)
            hands.type("tuan")
            hands.key(Qt.Key.Key_Down)
            hands.key(Qt.Key.Key_Return)
            hands.type("15/12")
        if number < items - 1:
            hands.key(Qt.Key.Key_PageDown, ALT)


def closing(hands: Hands) -> None:
    form = page(hands.clerk).draft.form
    hands.key(Qt.Key(Qt.Key.Key_1 + form.sections.index(form.closing)), CTRL)
    hands.type("=")
    hands.key(Qt.Key.Key_Return)
    hands.type("2115")
    hands.key(Qt.Key.Key_Return, CTRL)
    hands.clerk.settle()
    # The question "Chốt biên bản?" is answered by Enter.
    hands.keys += 1


def test_a_stack_of_paper_is_typed_without_the_mouse_in_few_keys(clerk: Clerk) -> None:
    hands = Hands(clerk)
    hands.key(Qt.Key.Key_4, ALT)
    clerk.settle()
    costs: list[int] = []
    for cell in range(3):
        before, letters = hands.keys, hands.letters
        hands.key(Qt.Key.Key_Return if cell == 0 else Qt.Key.Key_F7)
        clerk.settle()
        opening(hands)
        attendance(hands)
        agenda(hands)
        closing(hands)
        costs.append(hands.keys - before)
        sys.stdout.write(f"cell {cell + 1}: {costs[-1]} keys beside {hands.letters - letters} letters of text\n")
    hands.key(Qt.Key.Key_F7)
    clerk.settle()
    finals = clerk.ask(lambda office: [office.meetings.get(row.id) for row in office.meetings.listed()])
    assert len({final.content.cell_id for final in finals}) == 3
    for final in finals:
        assert_whole(final)
    assert max(costs) <= MOST


def assert_whole(final: Meeting) -> None:
    assert final.state is MeetingState.FINAL
    content = final.content
    assert (content.start_time, content.end_time, content.approval_agree) == ("19:30", "21:15", 26)
    absent = {m.full_name.split()[-1]: m.presence for m in content.attendance if m.presence is not Presence.PRESENT}
    assert [absent[name] for name in ("Phúc", "Long", "Páo")] == [
        *[Presence.EXCUSED] * 2,
        Presence.UNEXCUSED,
    ]
    assert all(item.content and item.conclusion == "Chi bộ nhất trí." for item in content.agenda)
    assert [len(item.opinions) for item in content.agenda] == [0, 2, 0, 0, 0]
    voted = [item for item in content.agenda if item.vote]
    assert [(item.vote.agree, item.vote.entitled) for item in voted if item.vote] == [(25, 25)]
    [task] = [task for item in content.agenda for task in item.tasks]
    assert task.member_id is not None
    assert task.due_on is not None


def test_the_key_for_the_next_cell_stands_in_the_help_and_on_a_button(clerk: Clerk) -> None:
    press(Qt.Key.Key_4, ALT)
    clerk.settle()
    made = page(clerk)
    assert "F7" in made.help_text
    assert "F7" in made.final.next_cell.text()
