"""Documents out of a meeting, its history, the book of numbers and check codes, in the true window by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtWidgets import QDialog

from db.meeting_records import AgendaItem, IssuedType, Meeting, MeetingDraft, MeetingKind, MeetingState, Presence, Vote
from db.records import Standing
from desktop_app.office import Office
from desktop_app.rules.check_code import check_code
from desktop_app.rules.number_ledger import LineKind
from desktop_app.rules.numbering import Counted
from tests.helpers.clerk import ALT, CTRL, application, press, write
from tests.helpers.ui import bury
from tests.ui.conftest import Desk
from ui import theme
from ui.pages.meetings.code_dialog import CodeDialog
from ui.pages.meetings.compare_dialog import CompareDialog
from ui.pages.meetings.issued_dialog import IssuedDialog
from ui.pages.meetings.issued_form import SectionRow
from ui.pages.meetings.page import MeetingsPage
from ui.pages.meetings.trail_dialog import TrailDialog
from ui.pages.year.ledger import LedgerPanel
from ui.pages.year.page import YearPage

D = TypeVar("D", bound=QDialog)


@pytest.fixture
def meeting(desk: Desk, page: MeetingsPage) -> Meeting:
    cell_id = desk.cells[0]
    made = desk.clerk.ask(lambda office: office.meetings.finalize(_typed(office, cell_id)))
    page.open_cell(cell_id, made.id)
    desk.clerk.settle()
    return made


def _typed(office: Office, cell_id: str) -> MeetingDraft:
    draft = office.meetings.prepare(cell_id, MeetingKind.REGULAR, "2026-11")
    present = [mark for mark in draft.content.attendance if mark.presence is Presence.PRESENT]
    people = [mark.member_id for mark in present if mark.standing is Standing.OFFICIAL]
    item = AgendaItem(
        title="Nhiệm vụ tháng tới",
        conclusion="Giao đồng chí Hòa phụ trách.",
        vote=Vote(entitled=len(people), agree=len(people)),
    )
    content = msgspec.structs.replace(
        draft.content,
        start_time="19:30",
        end_time="21:15",
        place="Nhà văn hóa thôn",
        chair_id=people[0],
        secretary_id=people[1],
        agenda=(item,),
        approval_agree=len(present),
    )
    return msgspec.structs.replace(draft, content=content)


@pytest.fixture(autouse=True)
def _closed(desk: Desk) -> Iterator[None]:
    yield
    for dialog in desk.clerk.window.findChildren(QDialog):
        dialog.close()
    desk.clerk.settle()
    bury()


def chosen(desk: Desk, page: MeetingsPage, number: int, kind: type[D]) -> D:
    """Open the menu and choose a line by its number."""
    menu = page.documents.menu()
    menu.aboutToShow.emit()
    actions = [action for action in menu.actions() if not action.isSeparator()]
    _trigger(actions[number - 1])
    desk.clerk.settle()
    dialog = page.documents.dialog
    assert isinstance(dialog, kind)
    dialog.activateWindow()
    return dialog


def _trigger(action: QAction) -> None:
    assert action.isEnabled(), action.text()
    action.trigger()


def begun(desk: Desk, page: MeetingsPage, type_: IssuedType = IssuedType.RESOLUTION) -> IssuedDialog:
    return chosen(desk, page, 1 + list(IssuedType).index(type_), IssuedDialog)


def signed(dialog: IssuedDialog, name: str = "Giàng Văn Phúc") -> None:
    dialog.form.signer.setFocus()
    dialog.form.signer.selectAll()
    write(name)


def test_no_key_of_the_page_means_two_things(page: MeetingsPage) -> None:
    shortcuts = page.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly)
    keys = [shortcut.key().toString() for shortcut in shortcuts]
    keys += [action.shortcut().toString() for action in page.actions() if not action.shortcut().isEmpty()]
    assert "F8" in keys
    assert len(keys) == len(set(keys)), sorted(keys)


# --- documents ---


def test_a_resolution_is_written_checked_and_finalised_by_keyboard(
    desk: Desk, page: MeetingsPage, meeting: Meeting
) -> None:
    dialog = begun(desk, page)
    assert dialog.form.subject.hasFocus()
    assert dialog.form.subject.text() == "Sinh hoạt chi bộ thường kỳ tháng 11 năm 2026"
    for row in dialog.form.sections.rows:
        assert isinstance(row, SectionRow)
        row.text.set_value(row.text.value().replace("…", "Thực hiện tốt."))
    signed(dialog)
    press(Qt.Key.Key_Return, CTRL)
    desk.clerk.settle()
    assert "Chốt văn bản" in desk.clerk.answers.asked[-1]
    (kept,) = desk.clerk.ask(lambda office: office.issued.listed())
    assert (kept.type, kept.number, kept.meeting_series) == (IssuedType.RESOLUTION, 1, meeting.series_id)
    assert dialog.stack.currentWidget() is dialog.showing
    assert "Số 01-NQ/CB" in dialog.showing.state.text()
    assert dialog.showing.panel.data.startswith(b"%PDF")
    assert desk.clerk.ask(lambda office: office.issued.drafts()) == []


def test_errors_stop_and_lead_to_their_fields(desk: Desk, page: MeetingsPage, meeting: Meeting) -> None:
    dialog = begun(desk, page)
    dialog.form.subject.selectAll()
    press(Qt.Key.Key_Delete)
    press(Qt.Key.Key_Return, CTRL)
    desk.clerk.settle()
    assert dialog.form.problems.isVisible()
    codes = {finding.code for finding in dialog.form.problems.findings}
    assert {"ISSUED_NO_SUBJECT"} <= codes
    dialog.form.problems.list.setCurrentRow(0)
    press(Qt.Key.Key_Return)
    assert dialog.form.subject.hasFocus() or dialog.form.signer.hasFocus()
    assert desk.clerk.ask(lambda office: office.issued.listed()) == []


def test_what_is_typed_is_there_after_closing(desk: Desk, page: MeetingsPage, meeting: Meeting) -> None:
    dialog = begun(desk, page, IssuedType.NOTICE)
    dialog.form.recipients.setFocus()
    dialog.form.recipients.selectAll()
    write("Nhà văn hóa thôn")
    dialog.reject()
    desk.clerk.settle()
    (draft,) = desk.clerk.ask(lambda office: office.issued.drafts())
    assert draft.content.recipients == ("Nhà văn hóa thôn",)
    again = begun(desk, page, IssuedType.NOTICE)
    assert again.form.recipients.value() == "Nhà văn hóa thôn"


def test_parts_are_added_moved_and_taken_away_by_keyboard(desk: Desk, page: MeetingsPage, meeting: Meeting) -> None:
    dialog = begun(desk, page, IssuedType.NOTICE)
    before = dialog.form.collect().content.sections
    dialog.form.sections.add.click()
    write("Việc khác")
    press(Qt.Key.Key_Return)
    write("Không.")
    press(Qt.Key.Key_Up, ALT)
    after = dialog.form.collect().content.sections
    assert [part.heading for part in after[-2:]] == ["Việc khác", before[-1].heading]
    last = dialog.form.sections.rows[-2]
    last.remove.click()
    assert dialog.form.collect().content.sections == before


def test_a_draft_is_previewed_gone_on_with_and_thrown_away(desk: Desk, page: MeetingsPage, meeting: Meeting) -> None:
    dialog = begun(desk, page, IssuedType.INVITATION)
    press(Qt.Key.Key_F9)
    desk.clerk.settle()
    assert dialog.stack.currentWidget() is dialog.showing
    assert dialog.showing.is_preview
    press(Qt.Key.Key_Escape)
    desk.clerk.settle()
    assert dialog.stack.currentWidget() is dialog.writing
    assert dialog.isVisible()
    dialog.discard()
    desk.clerk.settle()
    assert desk.clerk.ask(lambda office: office.issued.drafts()) == []
    assert dialog.stack.currentWidget() is dialog.nothing


def test_a_kept_document_is_replaced_and_cancelled_with_reasons(
    desk: Desk, page: MeetingsPage, meeting: Meeting
) -> None:
    dialog = begun(desk, page)
    signed(dialog)
    dialog.finalize()
    desk.clerk.settle()
    dialog.revise()
    desk.clerk.settle()
    assert dialog.form.reason.text() == "Ghi nhầm số tán thành"
    dialog.finalize()
    desk.clerk.settle()
    dialog.cancel()
    desk.clerk.settle()
    states = {kept.version: kept.state for kept in desk.clerk.ask(lambda office: office.issued.listed())}
    assert states == {1: MeetingState.SUPERSEDED, 2: MeetingState.CANCELLED}
    assert dialog.showing.revise_button.isHidden()
    assert [line.state for line in dialog.listed.model.rows if line is not None] == ["cancelled"]


def test_an_invitation_is_written_from_a_meeting_nobody_saved_yet(desk: Desk, page: MeetingsPage) -> None:
    page.open_cell(desk.cells[0])
    desk.clerk.settle()
    dialog = begun(desk, page, IssuedType.INVITATION)
    assert "Dự sinh hoạt chi bộ" in dialog.form.subject.text()


def test_large_text_on_a_small_screen_shows_the_list_or_the_document(
    desk: Desk, page: MeetingsPage, meeting: Meeting
) -> None:
    theme.apply(application(), scale=150)
    try:
        dialog = begun(desk, page)
        assert dialog.listed.isHidden()
        assert dialog.minimumSizeHint().width() <= 1350
        press(Qt.Key.Key_Escape)
        assert dialog.listed.isVisible()
        assert dialog.listed.table.hasFocus()
        press(Qt.Key.Key_Return)
        desk.clerk.settle()
        assert dialog.stack.currentWidget() is dialog.writing
    finally:
        theme.apply(application())


# --- history ---


def revised(desk: Desk, page: MeetingsPage) -> None:
    page.decisions.revise()
    desk.clerk.settle()
    page.draft.form.info.place.setFocus()
    page.draft.form.info.place.selectAll()
    write("Sân kho")
    page.decisions.finalize()
    desk.clerk.settle()


def test_the_trail_opens_the_version_an_event_is_about(desk: Desk, page: MeetingsPage, meeting: Meeting) -> None:
    revised(desk, page)
    dialog = chosen(desk, page, 6, TrailDialog)
    events = [event for event in dialog.model.rows if event is not None]
    first = next(row for row, event in enumerate(events) if event.meeting_id == meeting.id)
    assert events[0].version == 2
    dialog.table.select(first)
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert page.final.meeting is not None
    assert page.final.meeting.id == meeting.id


def test_two_versions_are_compared_word_by_word(desk: Desk, page: MeetingsPage, meeting: Meeting) -> None:
    revised(desk, page)
    dialog = chosen(desk, page, 7, CompareDialog)
    (difference,) = [row for row in dialog.model.rows if row is not None]
    assert (difference.field, difference.before, difference.after) == ("Địa điểm", "Nhà văn hóa thôn", "Sân kho")
    assert dialog.words.toPlainText() == "Nhà văn hóa thôn Sân kho"


def test_the_code_on_a_paper_finds_its_meeting(desk: Desk, page: MeetingsPage, meeting: Meeting) -> None:
    code = check_code(meeting)
    page.open_cell(desk.cells[1])
    desk.clerk.settle()
    dialog = chosen(desk, page, 8, CodeDialog)
    write("sai")
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert "không phải mã kiểm tra" in dialog.said.text()
    dialog.code.selectAll()
    write("0000000000")
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert dialog.said.text().startswith("KHÔNG KHỚP")
    assert not dialog.open_button.isEnabled()
    dialog.code.selectAll()
    write(code.lower())
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert dialog.said.text().startswith("KHỚP: Số 01-BB/CB")
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert page.final.meeting is not None
    assert page.final.meeting.id == meeting.id


# --- the book of numbers ---


def ledger(desk: Desk) -> LedgerPanel:
    desk.clerk.window.activateWindow()
    desk.clerk.window.open_page("year", panel="ledger")
    desk.clerk.settle()
    year = desk.clerk.window.pages["year"]
    assert isinstance(year, YearPage)
    panel = year.panel
    assert isinstance(panel, LedgerPanel)
    return panel


def lines(panel: LedgerPanel) -> list[tuple[LineKind, int, int]]:
    return [(line.kind, line.first, line.last) for line in panel.model.rows if line is not None]


def test_all_books_are_listed_and_one_is_opened(desk: Desk, page: MeetingsPage, meeting: Meeting) -> None:
    desk.clerk.window.context.set_cell(None)
    panel = ledger(desk)
    assert sorted(count.used for count in panel.cells.rows if count is not None) == [0, 1]
    panel.cell_table.setFocus()
    place = next(row for row, count in enumerate(panel.cells.rows) if count is not None and count.used)
    panel.cell_table.select(place)
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert lines(panel) == [(LineKind.USED, 1, 1)]


def test_numbers_are_left_out_and_given_back(
    desk: Desk, page: MeetingsPage, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = ledger(desk)
    answers = {"first": "hai", "last": "4", "reason": "Viết hỏng"}
    monkeypatch.setattr(desk.clerk.answers, "fields", lambda *_args, **_more: answers)
    panel.skip()
    desk.clerk.settle()
    assert "Số phải từ 1" in panel.page.problem_bar.label.text()
    answers["first"] = "2"
    panel.skip()
    desk.clerk.settle()
    assert not panel.page.problem_bar.isVisible()
    assert lines(panel) == [(LineKind.USED, 1, 1), (LineKind.SKIPPED, 2, 4)]
    assert "Số tiếp theo: 05." in panel.said.text()
    panel.table.select(1)
    panel.table.setFocus()
    press(Qt.Key.Key_Delete)
    desk.clerk.settle()
    assert lines(panel) == [(LineKind.USED, 1, 1)]


def test_all_cells_begin_after_the_paper_book_at_once(
    desk: Desk, page: MeetingsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.clerk.window.context.set_cell(None)
    panel = ledger(desk)
    monkeypatch.setattr(desk.clerk.answers, "fields", lambda *_args, **_more: {"number": "11"})
    panel.start()
    desk.clerk.settle()
    assert [count.next_number for count in panel.cells.rows if count is not None] == [11, 11]


def test_a_missing_number_is_explained_by_enter(desk: Desk, page: MeetingsPage, meeting: Meeting) -> None:
    cell_id = meeting.content.cell_id
    on = meeting.content.held_on
    assert on is not None
    document = Counted.NOTICE
    kept = desk.clerk.ask(lambda office: office.numbers.skip(cell_id, document, 1, 2, on, "Sổ giấy"))
    dialog = begun(desk, page, IssuedType.NOTICE)
    signed(dialog)
    dialog.finalize()
    desk.clerk.settle()
    dialog.close()
    desk.clerk.ask(lambda office: office.numbers.unskip(kept.id))
    panel = ledger(desk)
    panel.document.set_value(document)
    desk.clerk.settle()
    assert lines(panel)[0] == (LineKind.GAP, 1, 2)
    panel.table.select(0)
    panel.table.setFocus()
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert lines(panel)[0] == (LineKind.SKIPPED, 1, 2)
    panel.table.select(1)
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    (opened,) = panel.page.findChildren(IssuedDialog)
    assert opened.stack.currentWidget() is opened.showing
