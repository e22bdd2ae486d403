"""Hostile names of people, cells and hamlets, strange clocks and empty or huge offices, in every paper and page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QTabWidget
from pytestqt.qtbot import QtBot

from db.problems import ProblemError
from db.records import MemberFilter, MemberInput, Organization, Sex
from db.register_records import MemberProfile, RoleKind, TreeEventKind
from db.tree_records import RoleInput, TreeAct, UnitInput
from desktop_app.documents.table_model import TableDocument
from desktop_app.office import Office, Setup
from tests.helpers import neighbours
from tests.helpers.clerk import CTRL, Clerk, press
from tests.helpers.clerk import write as write_keys
from tests.helpers.member_lists import SINCE, line, preview, write
from tests.helpers.offices import FixedClock, commune_setup, make_office, upper_setup
from tests.journeys.test_hostile_text import texts_of
from ui.pages.members.page import MembersPage

CLOCK = "2026-11-23T08:30:00"
FORMULA = "=cmd|' /C calc'!A0"
MARKUP = "<b>x</b><img src=file:///etc/passwd>"
NAMES = (
    FORMULA,
    MARKUP,
    "@SUM(1+1)*a",
    "NEAR(a b)",
    'full_name: "a',
    "a OR b*",
    "😀 Mai",
    "{0.__class__} %s",
    "&lt;i&gt; & Đào",
)


def hostile(folder: Path) -> Office:
    """Return an office all of whose words are hostile."""
    office = make_office(folder, clock=FixedClock(CLOCK))
    cell = office.organizations.add_cell("NL", MARKUP, MARKUP, MARKUP, 3, (MARKUP, FORMULA), SINCE)
    for name in NAMES:
        profile = MemberProfile(alias=name, home_place=name, occupation=name, introducers=name, family_background="")
        office.members.add(
            MemberInput(full_name=name, sex=Sex.MALE, cell_id=cell.id, since=SINCE, note=name, profile=profile)
        )
    office.roles.add(cell.id, RoleInput(role=RoleKind.SECRETARY, person_name=FORMULA, since=SINCE))
    return office


def papers(office: Office, cell_id: str | None = None, member_id: str = "") -> Iterator[TableDocument]:
    """Yield every paper of the register, as of the office's day."""
    made, today = office.registers, office.working_time().date()
    for of in {None, cell_id}:
        yield made.register(of, today, sensitive=True, include_left=True)
        yield made.members_by_cell(of, today)
        yield made.changes(date(today.year, 1, 1), today, of)
    yield made.organizations(today)
    yield made.badges(today.year)
    if member_id:
        yield made.member_sheet(member_id, today, sensitive=True)


def words(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_every_paper_prints_the_very_text_and_no_workbook_has_a_formula(tmp_path: Path) -> None:
    office = hostile(tmp_path / "xa")
    (cell,) = office.organizations.cells(office.working_time().date())
    people = office.members.of_cell(cell.organization.id, office.working_time().date())
    assert {row.full_name for row in people} == set(NAMES)
    for paper in papers(office, cell.organization.id, people[0].id):
        assert words(office.registers.pdf(paper))
        assert paper.file_name.replace("-", "").isalnum()
        assert paper.file_name.isascii()
        path = office.registers.excel(paper, tmp_path)
        for sheet in openpyxl.load_workbook(path):
            assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f" or cell.hyperlink]
    printed = words(office.registers.pdf(office.registers.members_by_cell(None, office.working_time().date())))
    for name in (MARKUP, FORMULA, "{0.__class__} %s"):
        assert "".join(name.split()).upper() in printed.upper()
    office.close(backup=False)


def test_every_name_is_found_by_typing_it_and_asking_with_any_sign_is_no_failure(tmp_path: Path) -> None:
    office = hostile(tmp_path / "xa")
    today = office.working_time().date()
    for name in NAMES:
        assert name in [row.full_name for row in office.members.search(name, today)]
    for typed in ('"*', '"', "*", "(((", "^a", "AND", "-", "name:", "NEAR(", "{a}", "\x00", "\ud800", "x" * 10_000):
        office.members.search(typed, today)
    office.close(backup=False)


def test_the_file_of_refused_lines_has_no_formula(tmp_path: Path) -> None:
    office = make_office(tmp_path / "xa", clock=FixedClock(CLOCK))
    office.organizations.add_cell("NL", "Chi bộ thôn Nà Lừa", "", "", None, (), SINCE)
    rows = [line(name, cell=FORMULA, home=MARKUP, note=FORMULA) for name in NAMES if name != FORMULA]
    path = write(tmp_path / "a.xlsx", rows)
    book = openpyxl.load_workbook(path)
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            cell.data_type = "s" if cell.data_type == "f" else cell.data_type
    book.save(path)
    back = office.member_import.refused_file(preview(office, path), tmp_path / "tra lai.xlsx")
    (sheet,) = openpyxl.load_workbook(back).worksheets
    assert sheet.max_row >= len(rows)
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f" or cell.hyperlink]
    office.close(backup=False)


def test_the_window_shows_it_as_plain_text_wherever_it_stands(qtbot: QtBot, tmp_path: Path) -> None:
    hostile(tmp_path / "xa").close(backup=False)
    clerk = Clerk(qtbot, tmp_path / "xa", FixedClock(CLOCK))
    shown: set[str] = set()
    try:
        for name in ("home", "members", "organizations"):
            clerk.window.context.open_page(name)
            clerk.settle()
            page = clerk.window.page
            assert page is not None
            for view in page.findChildren(QAbstractItemView):
                if view.isVisible() and view.model() is not None:
                    view.setCurrentIndex(view.model().index(0, 0))
                    clerk.settle()
            for tabs in page.findChildren(QTabWidget):
                for place in range(tabs.count()):
                    tabs.setCurrentIndex(place)
                    clerk.settle()
            for label in clerk.window.findChildren(QLabel):
                assert label.textFormat() is Qt.TextFormat.PlainText or "<" not in label.text(), label.text()
            for view in page.findChildren(QAbstractItemView):
                if view.model() is not None:
                    shown |= texts_of(view)
        assert set(NAMES) <= shown
        assert any(MARKUP in text for text in shown)
    finally:
        clerk.leave()


@pytest.mark.parametrize(
    "at", ["1980-01-01T00:00:00", "2024-02-29T12:00:00", "2050-02-28T23:59:59", "9999-12-31T23:59:00"]
)
@pytest.mark.parametrize("setup", [commune_setup(), upper_setup()], ids=["commune", "province"])
def test_with_any_clock_an_office_without_anybody_prints_and_one_with_a_list_imports(
    tmp_path: Path, at: str, setup: Setup
) -> None:
    office = make_office(tmp_path / "xa", setup, clock=FixedClock(at))
    for paper in papers(office):
        assert office.registers.pdf(paper).startswith(b"%PDF")
        office.registers.excel(paper, tmp_path)
    cell = office.organizations.add_cell("NL", "Chi bộ thôn Nà Lừa", "", "", None, (), date(1975, 1, 1))
    rows = [line("Lò Thị Mai", birth="29/02/1940", sex="Nữ", admitted="29/02/1960", official="01/03/1961")]
    shown = preview(office, write(tmp_path / "a.xlsx", rows))
    done = office.member_import.commit(shown, {})
    assert done.added == 1
    member_id = str(office.store.value("SELECT id FROM member"))
    for paper in papers(office, cell.id, member_id):
        assert office.registers.pdf(paper).startswith(b"%PDF")
    assert office.change_sets.undo(done.change_set_id).removed == 1
    office.close(backup=False)


def test_sections_eight_deep_and_a_cell_of_four_hundred_are_listed_and_printed(tmp_path: Path) -> None:
    office = make_office(tmp_path / "xa", clock=FixedClock(CLOCK))
    today, above = office.working_time().date(), ""
    for depth in range(8):
        unit = UnitInput(code=f"S{depth}", name=f"Đảng bộ bộ phận {depth}", kind="section", parent_id=above)
        office.tree.apply(TreeAct(kind=TreeEventKind.CREATED, on=SINCE, units=(unit,)))
        above = str(office.store.value("SELECT id FROM organization WHERE code = ?", (f"S{depth}",)))
    unit = UnitInput(code="NL", name="Chi bộ thôn Nà Lừa", parent_id=above)
    office.tree.apply(TreeAct(kind=TreeEventKind.CREATED, on=SINCE, units=(unit,)))
    assert [node.depth for node in office.organizations.tree(today)] == list(range(10))
    people = [line(f"Lò Văn Páo {number}", birth=str(1940 + number % 50)) for number in range(400)]
    shown = preview(office, write(tmp_path / "a.xlsx", people))
    assert office.member_import.commit(shown, {}).added == 400
    cell: Organization = office.organizations.cells(today)[0].organization
    for paper in papers(office, cell.id):
        assert office.registers.pdf(paper).startswith(b"%PDF")
    office.close(backup=False)


def test_people_and_units_of_an_office_below_can_only_be_looked_at(qtbot: QtBot, tmp_path: Path) -> None:
    pair = neighbours.make_neighbours(tmp_path)
    with neighbours.opened(pair.upper) as upper:
        upper.exchange.apply(upper.exchange.preview(pair.package))
        row = upper.members.page(MemberFilter(on=date(2026, 11, 23)), 0, 1).rows[0]
        assert upper.changes.options(row.id, date(2026, 11, 23)) == []
        for kind in TreeEventKind:
            act = TreeAct(kind=kind, on=date(2026, 11, 23), unit_ids=(row.cell_id,), units=(UnitInput(code="X"),))
            with pytest.raises(ProblemError, match="V04"):
                upper.tree.apply(act)
    clerk = Clerk(qtbot, pair.upper, FixedClock(CLOCK))
    try:
        clerk.window.open_page("members", member_id=row.id)
        clerk.settle()
        page = clerk.window.page
        assert isinstance(page, MembersPage)
        form = page.form
        assert form.fields["full_name"].editor.value() == row.full_name  # type: ignore[attr-defined]
        form.fields["full_name"].editor.setFocus()
        write_keys("x")
        form.fields["sex"].editor.setFocus()
        press(Qt.Key.Key_Down)
        press(Qt.Key.Key_S, CTRL)
        clerk.settle()
        assert not form.changed
        assert "chỉ xem" in form.hint.text()
        assert not form.save.isEnabled()
        assert not form.changes.act.isEnabled()
        assert page.close_form()
        page.add()
        clerk.settle()
        assert form.save.isEnabled()
        write_keys("Lò")
        assert form.changed
    finally:
        clerk.leave()
