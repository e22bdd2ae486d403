"""The form of a person: tabs by keyboard, covers, drafts, acts and notes, mistakes that lead to their tab."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton

from db.records import MemberInput, Sex, Standing
from db.register_records import SENSITIVE, ChangeInput, ChangeKind, MemberProfile, RecordInput, RecordKind
from desktop_app import texts
from desktop_app.services.member_drafts import NEW, MemberDraft, rebased
from tests.helpers.clerk import ALT, CTRL, press, write
from tests.ui.conftest import Desk
from ui.pages.members.form import MemberForm
from ui.pages.members.page import MembersPage

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(desk: Desk) -> Iterator[MembersPage]:
    desk.clerk.window.start()
    desk.clerk.settle()
    press(Qt.Key.Key_3, ALT)
    desk.clerk.settle()
    shown = desk.clerk.window.page
    assert isinstance(shown, MembersPage)
    yield shown
    desk.clerk.answers.yes = True
    shown.close_form()
    desk.clerk.settle()


@pytest.fixture
def form(page: MembersPage) -> MemberForm:
    return page.form


def editor(form: MemberForm, path: str) -> Any:
    return form.fields[path].editor


def open_first(desk: Desk, page: MembersPage) -> str:
    row = page.model.rows[0]
    assert row is not None
    page.open_member(row.id)
    desk.clerk.settle()
    return row.id


def fill_profile(desk: Desk, member_id: str, **profile: Any) -> None:
    def work(office: Any) -> None:
        known = office.members.form(member_id)
        changed = msgspec.structs.replace(known, ethnic_code="02", profile=MemberProfile(**profile))
        office.members.update(member_id, office.members.get(member_id).revision, changed)

    desk.clerk.ask(work)


def focused() -> Any:
    return QApplication.focusWidget()


# --- tabs ---


def test_enter_goes_through_every_field_of_a_new_person_and_saves_at_the_end(
    desk: Desk, page: MembersPage, form: MemberForm
) -> None:
    press(Qt.Key.Key_N, CTRL)
    desk.clerk.settle()
    write("Đặng Thị Ước")
    editor(form, "cell_id").set_value(desk.cells[0])
    seen = []
    for _ in range(80):
        if page.opened is None:
            break
        seen.append((form.tabs.currentIndex(), focused()))
        if focused() in (editor(form, "note"), editor(form, "family_circumstances").editor):
            press(Qt.Key.Key_Tab)
        else:
            press(Qt.Key.Key_Return)
        desk.clerk.settle()
    assert page.opened is None
    places = [place for place, _ in seen]
    assert places == sorted(places)
    assert set(places) == {0, 1, 2, 3}
    walked = {id(widget) for _, widget in seen}
    inner = {path: getattr(editor(form, path), "editor", editor(form, path)) for path in form.person_fields}
    assert [path for path, widget in inner.items() if id(widget) not in walked] == []
    assert any("Ước" in row.full_name for row in page.model.rows if row is not None)


def test_ctrl_tab_and_the_letters_change_tabs(desk: Desk, page: MembersPage, form: MemberForm) -> None:
    open_first(desk, page)
    press(Qt.Key.Key_Tab, CTRL)
    assert form.tabs.currentIndex() == 1
    assert focused() is editor(form, "general_education")
    press(Qt.Key.Key_Tab, CTRL_SHIFT)
    press(Qt.Key.Key_Tab, CTRL_SHIFT)
    assert form.tabs.currentIndex() == form.tabs.count() - 1
    press(Qt.Key.Key_V, ALT)
    assert form.tabs.currentIndex() == 2


def test_a_new_person_has_no_tabs_of_acts_and_honours(desk: Desk, page: MembersPage, form: MemberForm) -> None:
    press(Qt.Key.Key_N, CTRL)
    desk.clerk.settle()
    assert [form.tabs.isTabVisible(place) for place in range(6)] == [True, True, True, True, False, False]
    press(Qt.Key.Key_Tab, CTRL_SHIFT)
    assert form.tabs.currentIndex() == 3


def test_nothing_scrolls_on_a_small_screen(desk: Desk, page: MembersPage, form: MemberForm) -> None:
    press(Qt.Key.Key_N, CTRL)
    desk.clerk.settle()
    form.entry.kind.set_value(ChangeKind.TRANSFER_IN.value)
    for place, sheet in enumerate(form.sheets):
        form.show_tab(place)
        desk.clerk.settle()
        assert sheet.verticalScrollBar().maximum() == 0, place
        inside = sheet.widget()
        assert inside is not None
        assert inside.minimumSizeHint().width() <= sheet.viewport().width(), place


def test_a_mistake_on_another_tab_is_counted_there_and_found_from_the_list(
    desk: Desk, page: MembersPage, form: MemberForm
) -> None:
    open_first(desk, page)
    editor(form, "card_issued_on").setText("2001")
    editor(form, "national_id").set_value("123")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert page.opened is not None
    assert {finding.field for finding in form.problems.findings} == {"national_id", "card_issued_on"}
    assert "1" in form.tabs.tabText(2)
    assert "1" in form.tabs.tabText(0)
    (finding,) = (one for one in form.problems.findings if one.field == "card_issued_on")
    form.problems.chosen.emit(finding)
    assert form.tabs.currentIndex() == 2
    assert focused() is editor(form, "card_issued_on")
    press(Qt.Key.Key_Escape)
    assert not form.problems.isVisible()
    assert page.opened is not None


# --- covers ---


def test_what_is_sensitive_is_marked_and_covered_where_something_is_known(
    desk: Desk, page: MembersPage, form: MemberForm
) -> None:
    row = page.model.rows[0]
    assert row is not None
    fill_profile(desk, row.id, national_id="000060000001", health="Huyết áp")
    open_first(desk, page)
    for path in SENSITIVE:
        assert "nhạy cảm" in form.fields[path].label.text()
    covered = {path for path in SENSITIVE if editor(form, path).covered}
    assert covered == {"ethnic_code", "national_id", "health"}
    editor(form, "national_id").reveal.click()
    assert editor(form, "national_id").editor.isVisible()
    assert focused() is editor(form, "national_id").editor
    assert not editor(form, "ethnic_code").editor.isVisible()
    assert not form.changed


def test_a_covered_value_is_kept_when_the_form_is_saved(desk: Desk, page: MembersPage, form: MemberForm) -> None:
    row = page.model.rows[0]
    assert row is not None
    fill_profile(desk, row.id, national_id="000060000001", religion_code="99", poverty_code="poor")
    open_first(desk, page)
    editor(form, "alias").set_value("Sáu")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    kept = desk.clerk.ask(lambda office: office.members.profile(row.id))
    assert kept == MemberProfile(national_id="000060000001", religion_code="99", poverty_code="poor", alias="Sáu")


# --- the act by which a person comes ---


def test_the_fields_of_a_new_person_follow_the_act(desk: Desk, page: MembersPage, form: MemberForm) -> None:
    press(Qt.Key.Key_N, CTRL)
    desk.clerk.settle()
    assert editor(form, "duty").isVisible()
    assert not editor(form, "entry.decision_number").isVisible()
    form.entry.kind.set_value(ChangeKind.ADMISSION.value)
    assert editor(form, "entry.decision_number").isVisible()
    assert not editor(form, "standing").isVisible()
    write("Vàng Thị Mới")
    editor(form, "cell_id").set_value(desk.cells[0])
    editor(form, "entry.decision_number").set_value("15-QĐ/ĐU")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert page.opened is None
    added = next(row for row in page.model.rows if row is not None and row.full_name == "Vàng Thị Mới")
    assert (added.standing, added.admitted_on) == (Standing.PROBATIONARY, "2026-11-01")
    (act,) = desk.clerk.ask(lambda office: office.changes.listed(added.id))
    assert (act.change.kind, act.change.decision_number) == (ChangeKind.ADMISSION, "15-QĐ/ĐU")


def test_without_a_first_day_nobody_is_written_down(desk: Desk, page: MembersPage, form: MemberForm) -> None:
    press(Qt.Key.Key_N, CTRL)
    desk.clerk.settle()
    write("Vàng Thị Mới")
    editor(form, "cell_id").set_value(desk.cells[0])
    editor(form, "since").clear()
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert page.opened is not None
    assert focused() is editor(form, "since")


# --- drafts ---


def drafts(desk: Desk) -> list[MemberDraft]:
    return desk.clerk.ask(lambda office: office.member_drafts.listed())


def test_what_is_typed_is_kept_and_offered_after_a_crash(desk: Desk, page: MembersPage, form: MemberForm) -> None:
    member_id = open_first(desk, page)
    editor(form, "occupation").set_value("Trồng chè")
    page.editing.autosave.flush()
    desk.clerk.settle()
    (kept,) = drafts(desk)
    assert (kept.id, kept.person and kept.person.profile.occupation) == (member_id, "Trồng chè")
    # The program goes without a word: the form forgets, the draft stays.
    page.editing.autosave.forget()
    form.settle()
    page.editing.close()
    page.refresh()
    desk.clerk.settle()
    assert page.drafts.isVisible()
    page.drafts.go_on.click()
    desk.clerk.settle()
    assert editor(form, "occupation").value() == "Trồng chè"
    assert form.draft_bar.isVisible()
    assert form.changed
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert drafts(desk) == []
    assert desk.clerk.ask(lambda office: office.members.profile(member_id)).occupation == "Trồng chè"


def test_a_draft_of_somebody_new_is_gone_on_with_or_thrown_away(
    desk: Desk, page: MembersPage, form: MemberForm
) -> None:
    since = page.context.today()
    typed = MemberInput(full_name="Lò Thị Dở", sex=Sex.FEMALE, cell_id=desk.cells[0], since=since)
    desk.clerk.ask(lambda office: office.member_drafts.save(MemberDraft(id=NEW, new=typed)))
    press(Qt.Key.Key_N, CTRL)
    desk.clerk.settle()
    assert form.value() == typed
    form.draft_bar.discard.click()
    desk.clerk.settle()
    assert editor(form, "full_name").value() == ""
    assert drafts(desk) == []


def test_giving_up_throws_the_draft_away(desk: Desk, page: MembersPage, form: MemberForm) -> None:
    press(Qt.Key.Key_N, CTRL)
    desk.clerk.settle()
    write("Lò Thị Dở")
    page.editing.autosave.flush()
    desk.clerk.settle()
    assert len(drafts(desk)) == 1
    press(Qt.Key.Key_Escape)
    desk.clerk.settle()
    assert page.opened is None
    assert drafts(desk) == []
    assert not page.drafts.isVisible()


def test_what_was_typed_holds_and_what_was_left_follows_the_register() -> None:
    base = MemberInput(
        full_name="A",
        sex=Sex.MALE,
        cell_id="c",
        since=date(2026, 1, 1),
        card_number="1",
        profile=MemberProfile(phone="1", occupation="Làm ruộng"),
    )
    typed = msgspec.structs.replace(base, card_number="2", profile=MemberProfile(phone="2", occupation="Làm ruộng"))
    now = msgspec.structs.replace(
        base, full_name="B", card_number="3", profile=MemberProfile(phone="3", occupation="Giáo viên")
    )
    merged = rebased(base, typed, now)
    assert (merged.full_name, merged.card_number) == ("B", "2")
    assert merged.profile == MemberProfile(phone="2", occupation="Giáo viên")


# --- acts and notes of a known person ---


def test_an_act_recorded_meanwhile_is_not_written_over(desk: Desk, page: MembersPage, form: MemberForm) -> None:
    probationary = next(row for row in page.model.rows if row and row.standing is Standing.PROBATIONARY)
    page.open_member(probationary.id)
    desk.clerk.settle()
    editor(form, "alias").set_value("Sáu")
    act = ChangeInput(kind=ChangeKind.RECOGNITION, on=date(2026, 11, 20))
    desk.clerk.ask(lambda office: office.changes.apply(probationary.id, act))
    form.changes.changed.emit()
    desk.clerk.settle()
    assert editor(form, "official_on").text() == "20/11/2026"
    assert editor(form, "alias").value() == "Sáu"
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    kept = desk.clerk.ask(lambda office: office.members.form(probationary.id))
    assert (kept.official_on, kept.profile.alias) == ("2026-11-20", "Sáu")


def add_note(desk: Desk, form: MemberForm, kind: RecordKind) -> None:
    form.show_tab(4)
    form.records.adding[kind].trigger()
    desk.clerk.settle()


def test_a_reward_is_written_by_keyboard_and_stands_in_the_list(
    desk: Desk, page: MembersPage, form: MemberForm
) -> None:
    member_id = open_first(desk, page)
    add_note(desk, form, RecordKind.REWARD)
    write("2024")
    press(Qt.Key.Key_Return)
    write("Giấy khen")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    (kept,) = desk.clerk.ask(lambda office: office.member_records.listed(member_id))
    assert (kept.kind, kept.on, kept.form) == (RecordKind.REWARD, "2024", "Giấy khen")
    assert form.records.form.isHidden()
    assert page.opened is not None
    assert form.records.model.rowCount() == 1


@pytest.mark.parametrize("kind", list(RecordKind))
def test_a_note_without_what_it_needs_stays_in_its_small_form(
    desk: Desk, page: MembersPage, form: MemberForm, kind: RecordKind
) -> None:
    open_first(desk, page)
    add_note(desk, form, kind)
    form.records.save()
    desk.clerk.settle()
    assert not form.records.form.isHidden()
    assert form.records.form.fields["on"].findings.isVisible()
    assert all(field.label.buddy() is field.editor for field in form.records.form.fields.values())


def test_a_note_is_changed_removed_and_put_back(desk: Desk, page: MembersPage, form: MemberForm) -> None:
    row = page.model.rows[0]
    assert row is not None
    note = RecordInput(kind=RecordKind.DISCIPLINE, on="2024-05", form="reprimand", number="5-QĐ")
    desk.clerk.ask(lambda office: office.member_records.add(row.id, note))
    open_first(desk, page)
    form.show_tab(4)
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    small = form.records.form
    editor_of = small.fields["form"].editor
    editor_of.set_value("warning")  # type: ignore[attr-defined]
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert form.records.model.index(0, 2).data() == "Cảnh cáo"
    press(Qt.Key.Key_Delete)
    desk.clerk.settle()
    assert form.records.model.rowCount() == 0
    assert form.records.undo.isVisible()
    form.records.undo.click()
    desk.clerk.settle()
    (again,) = desk.clerk.ask(lambda office: office.member_records.listed(row.id))
    assert (again.form, again.on, again.number) == ("warning", "2024-05", "5-QĐ")


def test_esc_closes_the_small_form_first_and_asks_when_something_would_be_lost(
    desk: Desk, page: MembersPage, form: MemberForm
) -> None:
    open_first(desk, page)
    add_note(desk, form, RecordKind.BADGE)
    write("x")
    desk.clerk.answers.yes = False
    form.records.form.fields["number"].editor.set_value("1")  # type: ignore[attr-defined]
    press(Qt.Key.Key_Escape)
    assert not form.records.form.isHidden()
    desk.clerk.answers.yes = True
    press(Qt.Key.Key_Escape)
    assert form.records.form.isHidden()
    assert page.opened is not None


def test_the_years_in_the_party_and_the_next_badge_are_said(desk: Desk, page: MembersPage, form: MemberForm) -> None:
    open_first(desk, page)
    form.show_tab(4)
    assert form.records.age.text() == "16 năm tuổi đảng. Huy hiệu 30 năm: đến hạn 03/03/2040."
    assert "16 năm tuổi đảng" in form.summary.text()


def test_every_button_and_field_has_a_name(desk: Desk, page: MembersPage, form: MemberForm) -> None:
    open_first(desk, page)
    for path, field in form.fields.items():
        assert field.editor.accessibleName(), path
        assert field.label.buddy() is field.editor, path
    assert all(button.text() or button.accessibleName() for button in form.findChildren(QPushButton))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_underlined_letter_leads_to_two_places(desk: Desk, page: MembersPage, language: str) -> None:
    texts.set_language(language)
    other = MembersPage(desk.clerk.window.context)
    desk.clerk.window.stack.addWidget(other)
    desk.clerk.window.stack.setCurrentWidget(other)
    row = page.model.rows[0]
    assert row is not None
    note = RecordInput(kind=RecordKind.REWARD, on="2024", form="Giấy khen")
    desk.clerk.ask(lambda office: office.member_records.add(row.id, note))
    other.open_member(row.id)
    desk.clerk.settle()
    form = other.form
    form.draft_bar.show_saved("2026-11-23T08:00:00")
    for place in range(form.tabs.count()):
        form.show_tab(place)
        if place == form.tabs.count() - 2:
            form.records.remove()
        desk.clerk.settle()
        buttons = [button.text() for button in desk.clerk.window.findChildren(QAbstractButton) if button.isVisible()]
        titles = [form.tabs.tabText(tab) for tab in range(form.tabs.count())]
        letters = [QKeySequence.mnemonic(words).toString() for words in (*buttons, *titles)]
        letters = [letter for letter in letters if letter]
        assert len(letters) == len(set(letters)), f"tab {place}: {sorted(letters)}"
