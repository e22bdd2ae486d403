"""A month by keyboard alone: a meeting is typed, finalised, printed, sent, and stands at the upper office as typed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec
import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.meeting_records import Meeting, MeetingState, Presence, Vote
from desktop_app.exchange.views import InboxEntry
from desktop_app.office import Office
from tests.helpers.clerk import ALT, CTRL, Clerk, populate, press, write
from tests.helpers.offices import FixedClock, make_office, upper_setup
from ui.pages.meetings.page import MeetingsPage
from ui.printing import new_printer


@dataclass
class World:
    """A commune and the office above it, enrolled with one another, and the stick between them."""

    commune: Path
    upper: Path
    stick: Path
    clock: FixedClock


@pytest.fixture
def world(tmp_path: Path) -> World:
    clock = FixedClock("2026-11-23T08:30:00")
    places = World(tmp_path / "xa", tmp_path / "tinh", tmp_path / "usb", clock)
    places.stick.mkdir()
    commune = make_office(places.commune, clock=clock)
    upper = make_office(places.upper, upper_setup(), clock=clock)
    populate(commune, cells=1, members=30)
    keys = tmp_path / "usb khóa"
    keys.mkdir()
    enrol(commune, upper, keys)
    commune.close(backup=False)
    upper.close(backup=False)
    return places


def enrol(child: Office, parent: Office, stick: Path) -> None:
    def groups(office: Office, asked: tuple[int, ...]) -> dict[int, str]:
        code = office.exchange.check_code().split()
        return {number: code[number - 1] for number in asked}

    request = parent.exchange.read_request(child.exchange.request_file(stick))
    answered = parent.exchange.answer(request, groups(child, request.asked), stick)
    answer = child.exchange.read_answer(answered)
    child.exchange.accept(answer, groups(parent, answer.asked))


def type_meeting(clerk: Clerk) -> None:
    """Write a meeting of thirty members with three absent, without touching the mouse."""
    press(Qt.Key.Key_4, ALT)
    clerk.settle()
    write("na lua")
    press(Qt.Key.Key_Return)
    clerk.settle()
    for line in ("1930", "Nhà văn hóa thôn Nà Lừa", "cuong", "hoa"):
        write(line)
        press(Qt.Key.Key_Return)
    press(Qt.Key.Key_PageDown, CTRL)
    for name, reason in (("phuc", "ốm, đi viện huyện"), ("long", "đi làm ăn xa")):
        write(name)
        press(Qt.Key.Key_Return)
        write("p")
        write(reason)
        press(Qt.Key.Key_Return)
        QApplication.processEvents()
    write("pao")
    press(Qt.Key.Key_Return)
    write("k")
    press(Qt.Key.Key_Return)
    write("Phổ biến Chỉ thị số 50-CT/TW ngày 23/7/2025.")
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Return)
    write("tuan")
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    write("Nhất trí; đề nghị làm đường bê tông vào xóm trên.")
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Tab)
    write("Giao đồng chí Tuấn vận động bà con hiến đất.")
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Space)
    write("=")
    press(Qt.Key.Key_PageDown, CTRL)
    write("=")
    press(Qt.Key.Key_Return)
    write("2115")
    press(Qt.Key.Key_Return, CTRL)
    clerk.settle()


def print_minutes(clerk: Clerk, paper: Path) -> None:
    def to_file(*_asked: object) -> QPrinter:
        printer = new_printer("biên bản")
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(paper))
        return printer

    page = clerk.window.pages["meetings"]
    assert isinstance(page, MeetingsPage)
    page.printing.choose = to_file  # type: ignore[method-assign, assignment]
    press(Qt.Key.Key_P, CTRL)


def send(clerk: Clerk, stick: Path) -> None:
    clerk.answers.path = stick
    press(Qt.Key.Key_8, ALT)
    clerk.settle()
    clerk.choose(Qt.Key.Key_M)
    clerk.choose(Qt.Key.Key_L)


def receive(clerk: Clerk, stick: Path) -> None:
    clerk.answers.path = stick
    press(Qt.Key.Key_8, ALT)
    clerk.settle()
    clerk.choose(Qt.Key.Key_M)
    press(Qt.Key.Key_Return)
    clerk.settle()


def test_a_meeting_typed_in_the_village_stands_at_the_upper_office(qtbot: QtBot, world: World, tmp_path: Path) -> None:
    clerk = Clerk(qtbot, world.commune, world.clock)
    try:
        type_meeting(clerk)
        finals = clerk.ask(lambda office: [office.meetings.get(row.id) for row in office.meetings.listed()])
        print_minutes(clerk, tmp_path / "giay.pdf")
        minutes = clerk.ask(lambda office: office.documents.minutes(finals[0].id))
        send(clerk, world.stick)
    finally:
        clerk.leave()
    [typed] = finals
    assert_as_typed(typed)
    assert len(pypdf.PdfReader(tmp_path / "giay.pdf").pages) == len(_text(minutes))
    assert "hiến đất" in " ".join(_text(minutes))
    [package] = world.stick.rglob("*.goi")

    above = Clerk(qtbot, world.upper, world.clock)
    try:
        receive(above, world.stick)
        arrived = above.ask(lambda office: office.meetings.get(typed.id))
        again = above.ask(lambda office: office.exchange.verify(package))
        [row] = above.ask(lambda office: office.reports.consolidated("2026-11"))
    finally:
        above.leave()
    assert msgspec.structs.replace(arrived, finalized_at=typed.finalized_at) == typed
    assert isinstance(again, InboxEntry)
    assert not again.can_apply, "the same package is not taken in twice"
    assert (row.reported, row.required, row.present) == (True, 29, 26)


def assert_as_typed(typed: Meeting) -> None:
    content = typed.content
    assert (typed.state, typed.number) == (MeetingState.FINAL, 1)
    assert (content.start_time, content.end_time, content.place) == ("19:30", "21:15", "Nhà văn hóa thôn Nà Lừa")
    absent = {mark.full_name.split()[-1]: (mark.presence, mark.reason) for mark in content.attendance if mark.reason}
    assert absent == {
        "Phúc": (Presence.EXCUSED, "ốm, đi viện huyện"),
        "Long": (Presence.EXCUSED, "đi làm ăn xa"),
    }
    assert [m.full_name.split()[-1] for m in content.attendance if m.presence is Presence.UNEXCUSED] == ["Páo"]
    item = content.agenda[0]
    assert item.content == "Phổ biến Chỉ thị số 50-CT/TW ngày 23/7/2025."
    assert [opinion.text for opinion in item.opinions] == ["Nhất trí; đề nghị làm đường bê tông vào xóm trên."]
    assert item.opinions[0].member_id is not None
    assert item.conclusion == "Giao đồng chí Tuấn vận động bà con hiến đất."
    assert item.vote == Vote(entitled=25, agree=25)
    assert content.approval_agree == 26


def _text(pdf: bytes) -> list[str]:
    from io import BytesIO

    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages]
