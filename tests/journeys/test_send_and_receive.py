"""Two offices get to know each other over a stick, a month goes up, its receipt comes back: all in the window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from db.meeting_records import AgendaItem, MeetingKind, Presence
from desktop_app.exchange.views import InboxEntry
from desktop_app.office import Office
from tests.helpers.clerk import Clerk, populate
from tests.helpers.offices import FixedClock, make_office, upper_setup
from tests.helpers.ui import Scripted
from ui.pages.consolidated.page import ConsolidatedPage
from ui.pages.exchange.page import ExchangePage
from ui.pages.exchange.receive import entry_look, entry_word, import_packages

MONTH = "2026-11"


def record_month(office: Office, cells: list[str]) -> None:
    """Finalise the regular meeting of each cell."""
    for cell in cells:
        draft = office.meetings.prepare(cell, MeetingKind.REGULAR, MONTH)
        present = [mark.member_id for mark in draft.content.attendance if mark.presence is Presence.PRESENT]
        content = msgspec.structs.replace(
            draft.content,
            held_on=date(2026, 11, 3),
            start_time="19:30",
            end_time="21:30",
            place="Nhà văn hóa thôn",
            chair_id=present[0],
            secretary_id=present[2],
            agenda=(AgendaItem(title="Tình hình tháng", content="Đã gặt xong.", conclusion="Làm đường trước Tết."),),
        )
        office.meetings.finalize(msgspec.structs.replace(draft, content=content))


@dataclass
class Pair:
    """A commune and the office above it, each before its own window, and the stick that goes between."""

    below: Clerk
    above: Clerk
    stick: Path


class Hands(Scripted):
    """Answers in both windows; groups of a check code are read from the paper given."""

    paper = ""

    def fields(self, title: str, text: str, labels: object, *, secret: bool = False) -> dict[str, str] | None:
        assert isinstance(labels, dict)
        return {number: self.paper.split()[int(number) - 1] for number in labels}


@pytest.fixture
def pair(qtbot: QtBot, tmp_path: Path) -> Iterator[Pair]:
    clock = FixedClock("2026-11-23T08:30:00")
    office = make_office(tmp_path / "xa", clock=clock)
    cells = populate(office, cells=3, members=8)
    record_month(office, cells[:2])
    office.close(backup=False)
    make_office(tmp_path / "tinh", upper_setup(), clock=clock).close(backup=False)
    stick = tmp_path / "usb"
    stick.mkdir()
    below, above = Clerk(qtbot, tmp_path / "xa", clock), Clerk(qtbot, tmp_path / "tinh", clock)
    for clerk in (below, above):
        clerk.window.context.questions = Hands()
        clerk.window.context.preferences.package_folder = str(stick)
    yield Pair(below, above, stick)
    below.leave()
    above.leave()


def page_of(clerk: Clerk, pane: str) -> ExchangePage:
    clerk.window.open_page("exchange", pane=pane)
    clerk.settle()
    page = clerk.window.page
    assert isinstance(page, ExchangePage)
    return page


def hands_of(clerk: Clerk) -> Hands:
    hands = clerk.window.context.questions
    assert isinstance(hands, Hands)
    return hands


def enrol(pair: Pair) -> None:
    """Walk the ceremony on both screens."""
    below, above = page_of(pair.below, "enrol").enrol, page_of(pair.above, "enrol").enrol
    hands_of(pair.below).paths = [pair.stick]
    below.request.click()
    pair.below.settle()
    request = next(pair.stick.glob("*.goi"))
    hands_of(pair.above).paths = [request, pair.stick]
    hands_of(pair.above).paper = below.code.text()
    above.receive.click()
    pair.above.settle()
    answer = next(file for file in pair.stick.glob("*.goi") if file != request)
    hands_of(pair.below).paths = [answer]
    hands_of(pair.below).paper = above.code.text()
    below.accept.click()
    pair.below.settle()


def test_a_month_goes_up_is_imported_and_its_receipt_comes_back(pair: Pair, tmp_path: Path) -> None:
    enrol(pair)
    assert "Tỉnh ủy Lào Cai" in page_of(pair.below, "enrol").enrol.parent_state.text()

    send = page_of(pair.below, "send").send
    assert "2 biên bản đã chốt" in send.summary.text()
    assert "1 chưa có" in send.summary.text()
    assert send.cells.item(0).text().endswith("chưa có")
    send.make.click()
    pair.below.settle()
    assert send.result.isVisible()
    assert "Rút USB được rồi" in send.result_title.text()
    assert len(send.code.text().split()) == 8
    send.slip.click()
    pair.below.settle()
    assert list((tmp_path / "xa" / "in").glob("phieu-giao-nhan_*.pdf"))

    receive = page_of(pair.above, "receive").receive
    receive.look.click()
    pair.above.settle()
    entry = next(entry for entry in receive.entries if entry.can_apply)
    assert entry.issuer_name == "Đảng ủy xã Mường Khương"
    assert entry.check_code == send.code.text()
    receive.all.click()
    pair.above.settle()
    assert receive.receipts.rowCount() == 1
    assert receive.receipts.index(0, 4).data() == "Đã ghi"
    assert not receive.all.isEnabled()

    pair.above.window.open_page("consolidated")
    pair.above.settle()
    report = pair.above.window.page
    assert isinstance(report, ConsolidatedPage)
    rows = {row.cell_name: row for row in report.model.rows if row is not None}
    assert len(rows) == 3
    assert all(row.reported for row in rows.values())
    assert sum(row.regular for row in rows.values()) == 2
    hands_of(pair.above).paths = [tmp_path / "bang.xlsx"]
    report.excel.click()
    pair.above.settle()
    assert (tmp_path / "bang.xlsx").stat().st_size > 1000
    assert report.saved.isVisible()

    back = page_of(pair.below, "receive").receive
    back.look.click()
    pair.below.settle()
    back.all.click()
    pair.below.settle()
    send = page_of(pair.below, "send").send
    assert send.model.index(0, 4).data() == "Cấp trên đã nhận"


def test_wrong_groups_from_the_paper_enrol_nobody(pair: Pair) -> None:
    below, above = page_of(pair.below, "enrol").enrol, page_of(pair.above, "enrol").enrol
    hands_of(pair.below).paths = [pair.stick]
    below.request.click()
    pair.below.settle()
    hands_of(pair.above).paths = [next(pair.stick.glob("*.goi")), pair.stick]
    hands_of(pair.above).paper = "00000 " * 8
    above.receive.click()
    pair.above.settle()
    page = pair.above.window.page
    assert isinstance(page, ExchangePage)
    assert page.problem_bar.isVisible()
    assert above.model.rowCount() == 0


def test_without_enrolment_no_package_can_be_made_and_the_screen_says_why(pair: Pair) -> None:
    send = page_of(pair.below, "send").send
    assert not send.make.isEnabled()
    assert "Đăng ký khóa" in send.hint.text()


def test_an_altered_package_is_shown_as_refused_and_changes_nothing(pair: Pair) -> None:
    enrol(pair)
    send = page_of(pair.below, "send").send
    send.make.click()
    pair.below.settle()
    package = next(pair.stick.glob("BC_*.goi"))
    content = bytearray(package.read_bytes())
    content[len(content) // 2] ^= 1
    package.write_bytes(content)
    receive = page_of(pair.above, "receive").receive
    receive.look.click()
    pair.above.settle()
    entry = next(entry for entry in receive.entries if entry.file_name == package.name)
    assert not entry.can_apply
    assert not receive.all.isEnabled()
    place = receive.entries.index(entry)
    receive.table.select(place)
    assert receive.model.index(place, 0).data() == "Không nhập"
    assert entry.sentence
    assert entry.sentence in receive.verdict.text()


def test_an_empty_folder_says_that_there_is_nothing(pair: Pair, tmp_path: Path) -> None:
    receive = page_of(pair.above, "receive").receive
    empty = tmp_path / "empty"
    empty.mkdir()
    receive.place.choose(empty)
    pair.above.settle()
    assert "Không có gói nào" in receive.answer.text()


def test_the_key_card_is_printed(pair: Pair, tmp_path: Path) -> None:
    pane = page_of(pair.below, "enrol").enrol
    pane.card_button.click()
    pair.below.settle()
    assert (tmp_path / "xa" / "in" / "the-khoa.pdf").read_bytes().startswith(b"%PDF")


def test_what_the_office_has_written_itself_is_no_refusal(pair: Pair) -> None:
    enrol(pair)
    send = page_of(pair.below, "send").send
    send.place.choose(pair.stick)
    send.make.click()
    pair.below.settle()
    receive = page_of(pair.below, "receive").receive
    receive.place.choose(pair.stick)
    receive.scan()
    pair.below.settle()
    own = [entry for entry in receive.entries if entry.code == "I39"]
    assert own
    assert {entry_word(entry) for entry in own} == {"Của đơn vị mình"}
    assert {entry_look(entry)[0] for entry in own} == {"info"}


def test_importing_several_tells_each_and_stops_when_asked(pair: Pair) -> None:
    enrol(pair)
    send = page_of(pair.below, "send").send
    send.place.choose(pair.stick)
    send.make.click()
    pair.below.settle()
    receive = page_of(pair.above, "receive").receive
    receive.place.choose(pair.stick)
    receive.scan()
    pair.above.settle()
    ready = [entry for entry in receive.entries if entry.can_apply]
    told: list[str] = []

    def step(entry: InboxEntry) -> bool:
        told.append(entry.file_name)
        return False

    done = pair.above.ask(lambda office: import_packages(office, ready, {}, pair.stick, step))
    assert told == [ready[0].file_name]
    assert (done.receipts, done.refused) == ([], [])
