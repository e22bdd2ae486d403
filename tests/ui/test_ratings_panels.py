"""Collectives, registrations, plans, years and tables of the year-end review, by keyboard."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from db.evaluation_records import RemedyState, Stage, Subject
from db.rating_records import RegistrationInput, RemedyInput
from desktop_app import texts
from desktop_app.office import Office
from desktop_app.rules.rating_tables import FigureKind
from desktop_app.services.decisions import Chosen, RulingInput
from tests.helpers.clerk import CTRL, press, write
from tests.helpers.ui import underlined
from tests.ui.conftest import Desk
from ui.pages.members.page import MembersPage
from ui.pages.reviews.collectives import CollectivesPanel
from ui.pages.reviews.page import ReviewsPage
from ui.pages.reviews.plans import PlansPanel
from ui.pages.reviews.registrations import RegistrationsPanel
from ui.pages.reviews.tables import TablesPanel
from ui.pages.reviews.year_table import FIRST_YEAR
from ui.pages.reviews.years import YearsPanel
from ui.paper_window import PaperWindow
from ui.widgets.record_table import RecordTable

NAMES = ("collectives", "registrations", "plans", "years", "tables")


def show(desk: Desk, name: str) -> Any:
    desk.clerk.window.open_page("reviews", panel=name, year=2026)
    desk.clerk.settle()
    page = desk.clerk.window.page
    assert isinstance(page, ReviewsPage)
    return page.panel


def page_of(desk: Desk) -> ReviewsPage:
    page = desk.clerk.window.page
    assert isinstance(page, ReviewsPage)
    return page


@pytest.fixture
def decided(desk: Desk) -> Desk:
    """A review in which all but one member are decided; the first cell did no more than its duty."""

    def fill(office: Office) -> None:
        made = office.reviews.open(2026)
        rows = office.store.rows(
            "SELECT id, subject, organization_id, exclusion FROM evaluation WHERE campaign_id = ? ORDER BY id",
            (made.id,),
        )
        chosen = []
        for row in rows:
            level = "good"
            if row["subject"] == "cell":
                level = "done" if row["organization_id"] == desk.cells[0] else "excellent"
            if not row["exclusion"]:
                chosen.append(Chosen(evaluation_id=row["id"], level=level))
        people = [one for one in chosen if one.level == "good"]
        chosen.remove(people[-2])
        office.decisions.decide(chosen, RulingInput(on=date(2026, 11, 20), number="12-QĐ/ĐU"))

    desk.clerk.ask(fill)
    return desk


# --- all of them ---


@pytest.mark.parametrize("name", NAMES)
def test_a_year_without_a_campaign_is_no_failure(desk: Desk, name: str) -> None:
    panel = show(desk, name)
    desk.clerk.settle()
    assert not page_of(desk).problem_bar.isVisible()
    assert panel.help_text
    assert not panel.escape()


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_underlined_letters_lead_to_one_place_each(
    decided: Desk, name: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "_current", language)
    show(decided, name)
    window = decided.clerk.window
    keys = Counter(key for widget in window.findChildren(QWidget) if widget.isVisible() for key in underlined(widget))
    assert not {key: count for key, count in keys.items() if count > 1}


@pytest.mark.parametrize("name", NAMES)
def test_nothing_has_to_be_scrolled_sideways(decided: Desk, name: str) -> None:
    panel = show(decided, name)
    for table in panel.findChildren(RecordTable):
        if table.isVisible():
            assert table.horizontalScrollBar().maximum() == 0, table.accessibleName()


# --- registrations ---


def test_a_level_is_registered_by_one_key_for_all_lines_chosen(desk: Desk) -> None:
    panel: RegistrationsPanel = show(desk, "registrations")
    assert panel.table.hasFocus()
    press(Qt.Key.Key_A, CTRL)
    press(Qt.Key.Key_2)
    desk.clerk.settle()
    assert {view.line.registration.level for view in panel.model.rows if view and view.line.registration} == {"good"}
    assert all(view is not None and view.line.registration for view in panel.model.rows)
    panel.table.select(0)
    press(Qt.Key.Key_Delete)
    desk.clerk.settle()
    assert sum(bool(view and view.line.registration) for view in panel.model.rows) == panel.model.rowCount() - 1


def test_everything_of_a_registration_is_typed_below_the_list(desk: Desk) -> None:
    panel: RegistrationsPanel = show(desk, "registrations")
    panel.who.set_value("member")
    desk.clerk.settle()
    panel.table.setFocus()
    press(Qt.Key.Key_Return)
    assert panel.form.isVisible()
    assert panel.form.level.hasFocus()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    write("Chiến sĩ thi đua cơ sở")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_A, CTRL)
    write("31/12/2026")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert panel.form.isVisible()
    assert "31/12/2026" in panel.form.fields["registered_on"].findings.text()
    press(Qt.Key.Key_A, CTRL)
    write("5/1/2026")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert panel.form.isHidden()
    row = panel.model.row(0)
    assert row is not None
    kept = row.line.registration
    assert kept is not None
    assert (kept.level, kept.title, kept.registered_on) == ("excellent", "Chiến sĩ thi đua cơ sở", date(2026, 1, 5))
    assert panel.table.hasFocus()


def test_giving_up_a_registration_asks_and_copying_takes_last_years(desk: Desk) -> None:
    first = desk.cells[0]
    wanted = RegistrationInput(year=2025, subject=Subject.CELL, organization_id=first, level="excellent")
    desk.clerk.ask(lambda office: office.registrations.set([wanted]))
    panel: RegistrationsPanel = show(desk, "registrations")
    panel.edit()
    panel.form.title_edit.setText("Tập thể lao động xuất sắc")
    desk.clerk.answers.yes = False
    press(Qt.Key.Key_Escape)
    assert panel.form.isVisible()
    desk.clerk.answers.yes = True
    press(Qt.Key.Key_Escape)
    assert panel.form.isHidden()
    panel.copy()
    desk.clerk.settle()
    found = {view.line.organization_id: view for view in panel.model.rows if view and view.line.registration}
    assert list(found) == [first]
    panel.copy()
    desk.clerk.settle()
    assert "Q70" in page_of(desk).problem_bar.label.text()


# --- plans ---


def test_who_lacks_a_mandatory_plan_gets_one_by_enter(decided: Desk) -> None:
    panel: PlansPanel = show(decided, "plans")
    assert [view.duty for view in panel.plan_model.rows if view] == ["level"]
    assert "1" in panel.summary.text()
    assert panel.plans.hasFocus()
    press(Qt.Key.Key_Return)
    decided.clerk.settle()
    assert panel.form.shortcoming.hasFocus()
    press(Qt.Key.Key_S, CTRL)
    decided.clerk.settle()
    assert panel.form.fields["shortcoming"].findings.isVisible()
    write("Sinh hoạt chuyên đề chưa đủ")
    press(Qt.Key.Key_Tab)
    write("Lập danh mục từ tháng 1")
    press(Qt.Key.Key_S, CTRL)
    decided.clerk.settle()
    assert panel.form.isHidden()
    kept = panel.item
    assert kept is not None
    assert (kept.remedy.shortcoming, kept.remedy.measure) == ("Sinh hoạt chuyên đề chưa đủ", "Lập danh mục từ tháng 1")
    assert kept.remedy.evaluation_id == panel.plan_model.rows[0].line.evaluation_id  # type: ignore[union-attr]
    assert not any(view.missing for view in panel.plan_model.rows if view)


def test_how_far_an_item_is_takes_one_key_and_dropping_asks_why(decided: Desk) -> None:
    made = decided.clerk.ask(
        lambda office: office.remedies.add(
            RemedyInput(year=2025, organization_id=decided.cells[0], shortcoming="Thu đảng phí chậm")
        )
    )
    panel: PlansPanel = show(decided, "plans")
    panel.items.setFocus()
    assert panel.item is not None
    assert panel.item.remedy.id == made.id
    press(Qt.Key.Key_3)
    decided.clerk.settle()
    assert panel.item.remedy.state is RemedyState.DONE
    decided.clerk.answers.why = None
    press(Qt.Key.Key_4)
    decided.clerk.settle()
    assert panel.item.remedy.state is RemedyState.DONE
    decided.clerk.answers.why = "Nhập thôn"
    press(Qt.Key.Key_4)
    decided.clerk.settle()
    assert (panel.item.remedy.state, panel.item.remedy.result) == (RemedyState.DROPPED, "Nhập thôn")
    press(Qt.Key.Key_Delete)
    decided.clerk.settle()
    assert "Q74" in page_of(decided).problem_bar.label.text()


# --- collectives ---


def test_collectives_show_what_they_registered_and_the_conditions_of_their_level(decided: Desk) -> None:
    wanted = [
        RegistrationInput(year=2026, subject=Subject.CELL, organization_id=cell, level="excellent")
        for cell in decided.cells
    ]
    decided.clerk.ask(lambda office: office.registrations.set(wanted))
    panel: CollectivesPanel = show(decided, "collectives")
    rows = {line.decision.line.organization_id: line for line in panel.model.rows if line}
    assert [rows[cell].reached for cell in decided.cells] == [False, True]
    place = next(
        number
        for number, line in enumerate(panel.model.rows)
        if line and line.decision.line.organization_id == decided.cells[0]
    )
    panel.table.select(place)
    decided.clerk.settle()
    assert "Hoàn thành nhiệm vụ" in panel.words.text()
    assert panel.judged.rowCount() > 0
    press(Qt.Key.Key_F8)
    decided.clerk.settle()
    page = decided.clerk.window.page
    assert isinstance(page, ReviewsPage)
    plans: object = page.panel
    assert isinstance(plans, PlansPanel)
    assert plans.plan is not None
    assert plans.plan.line.evaluation_id == rows[decided.cells[0]].decision.line.id


def test_enter_opens_the_report_and_a_level_is_decided_from_the_list(decided: Desk) -> None:
    panel: CollectivesPanel = show(decided, "collectives")
    panel.table.select(1)
    panel.table.setFocus()
    press(Qt.Key.Key_Return)
    decided.clerk.settle()
    assert panel.stack.currentWidget() is panel.form
    press(Qt.Key.Key_F7)
    decided.clerk.settle()
    assert panel.stack.currentWidget() is panel.form
    press(Qt.Key.Key_Escape)
    decided.clerk.settle()
    assert panel.stack.currentWidget() is panel.board
    line = panel.line
    assert line is not None
    press(Qt.Key.Key_E, CTRL)
    assert panel.ruling.isVisible()
    panel.ruling.level.set_value("good")
    press(Qt.Key.Key_S, CTRL)
    decided.clerk.settle()
    after = panel.line
    assert after is not None
    assert after.decision.line.proposed_level == "good"
    assert after.decision.line.stage is Stage.DECIDED


# --- years ---


def test_old_results_are_typed_down_a_column_and_kept_at_once(desk: Desk) -> None:
    panel: YearsPanel = show(desk, "years")
    desk.clerk.window.context.set_cell_id(desk.cells[0])
    desk.clerk.settle()
    assert panel.grid is not None
    assert panel.grid.years == (2022, 2023, 2024, 2025, 2026)
    panel.table.setFocus()
    panel.table.setCurrentIndex(panel.model.index(1, FIRST_YEAR + 3))
    for key in (Qt.Key.Key_2, Qt.Key.Key_1, Qt.Key.Key_9, Qt.Key.Key_3):
        press(key)
        press(Qt.Key.Key_Return)
    assert sorted(panel.typed.values()) == ["done", "excellent", "good"]
    assert panel.bar.isVisible()
    desk.clerk.answers.yes = False
    press(Qt.Key.Key_Escape)
    assert len(panel.typed) == 3
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert panel.typed == {}
    row = panel.model.row(1)
    assert row is not None
    assert row.years[2025].standing == "good"
    assert row.years[2025].rating.decided_on == date(2025, 12, 31)
    panel.table.setCurrentIndex(panel.model.index(1, FIRST_YEAR + 4))
    press(Qt.Key.Key_1)
    assert panel.typed == {}
    assert "2026" in panel.keys.text()


def test_a_decision_day_that_is_no_day_keeps_nothing(desk: Desk) -> None:
    panel: YearsPanel = show(desk, "years")
    panel.table.setFocus()
    panel.table.setCurrentIndex(panel.model.index(0, FIRST_YEAR + 2))
    press(Qt.Key.Key_1)
    panel.on.setText("32/13")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert len(panel.typed) == 1
    assert panel.on.hasFocus()
    panel.on.clear()
    desk.clerk.answers.yes = True
    press(Qt.Key.Key_Escape)
    assert panel.typed == {}
    assert panel.bar.isHidden()


def test_the_years_of_a_person_stand_on_the_member_page(desk: Desk) -> None:
    panel: YearsPanel = show(desk, "years")
    desk.clerk.window.context.set_cell_id(desk.cells[0])
    desk.clerk.settle()
    row = panel.model.row(1)
    assert row is not None
    panel.table.setFocus()
    panel.table.setCurrentIndex(panel.model.index(1, FIRST_YEAR))
    press(Qt.Key.Key_1)
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    desk.clerk.window.open_page("members", member_id=row.member_id)
    desk.clerk.settle()
    page = desk.clerk.window.page
    assert isinstance(page, MembersPage)
    tab = page.form.ratings
    tab.show_member(str(row.member_id))
    desk.clerk.settle()
    assert [(told.rating.year, told.short(told.standing)) for told in tab.model.rows if told] == [(2022, "HTXSNV")]


# --- tables ---


def test_enter_on_a_figure_names_who_is_behind_it(decided: Desk) -> None:
    panel: TablesPanel = show(decided, "tables")
    assert panel.figures.hasFocus()
    assert "1 người" in panel.findings.text()
    titles = [column.title for column in panel.grid.columns]
    panel.figures.setCurrentIndex(panel.grid.index(panel.grid.rowCount() - 1, titles.index("HTTNV")))
    assert "được xếp loại" in panel.words.text()
    press(Qt.Key.Key_Return)
    decided.clerk.settle()
    assert panel.behind.rated.hasFocus()
    assert panel.table is not None
    assert panel.behind.rated_model.rowCount() == panel.table.sums[0].levels["good"]
    press(Qt.Key.Key_Escape)
    assert panel.figures.hasFocus()
    press(Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text().startswith("Cộng\t")


def test_every_table_is_shown_printed_and_kept_as_a_workbook(decided: Desk, tmp_path: Path) -> None:
    panel: TablesPanel = show(decided, "tables")
    for kind in ("members", "collectives", "outstanding", "failing", "admissions"):
        panel.choices.kind.set_value(kind)
        decided.clerk.settle()
        assert not panel.page.problem_bar.isVisible()
        decided.clerk.answers.path = tmp_path / f"{kind}.xlsx"
        panel.export_table()
        decided.clerk.settle()
        assert (tmp_path / f"{kind}.xlsx").stat().st_size > 0
        panel.print_table()
        decided.clerk.settle()
        window = next(one for one in panel.page.findChildren(PaperWindow) if one.isVisible())
        assert window.document.title.startswith("BIỂU")
        window.close()
        decided.clerk.settle()


def test_admissions_are_counted_by_group_and_a_group_names_its_people(decided: Desk) -> None:
    panel: TablesPanel = show(decided, "tables")
    panel.choices.kind.set_value("admissions")
    panel.choices.start.setText("1/1/2010")
    panel.choices.end.setText("31/12/2010")
    panel.choices.end.editingFinished.emit()
    decided.clerk.settle()
    counts = {group.code: group.count for group in panel.groups_model.rows if group}
    assert counts["all"] == 24
    panel.groups.setFocus()
    panel.groups.setCurrentIndex(panel.groups_model.index(1, 0))
    press(Qt.Key.Key_Return)
    decided.clerk.settle()
    assert panel.behind.admitted.hasFocus()
    assert panel.behind.admitted_model.rowCount() == counts["women"]


def test_decimals_and_proposals_change_the_table_at_once(decided: Desk) -> None:
    panel: TablesPanel = show(decided, "tables")
    panel.choices.decimals.set_value("0")
    panel.choices.proposed.setChecked(True)
    decided.clerk.settle()
    assert panel.table is not None
    assert (panel.table.options.decimals, panel.table.options.proposed) == (0, True)
    assert any(figure.kind is FigureKind.UNDECIDED for figure in panel.table.figures)


def test_papers_of_the_collective_and_of_the_plan_in_hand_are_shown(decided: Desk) -> None:
    panel: CollectivesPanel = show(decided, "collectives")
    panel.table.select(1)
    decided.clerk.settle()
    page = page_of(decided)
    assert page.papers.in_hand == panel.review_in_hand != ""
    press(Qt.Key.Key_Return)
    decided.clerk.settle()
    press(Qt.Key.Key_P, CTRL)
    decided.clerk.settle()
    shown = next(one for one in page.findChildren(PaperWindow) if one.isVisible())
    shown.close()
    panel.close_form()
    decided.clerk.settle()
    plans: PlansPanel = show(decided, "plans")
    plans.acts.print_plan()
    decided.clerk.settle()
    shown = next(one for one in page.findChildren(PaperWindow) if one.isVisible())
    assert shown.document.file_name.startswith("ke-hoach-khac-phuc-2026")
    shown.close()
