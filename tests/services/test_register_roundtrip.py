"""The register as a workbook: brought back it changes nothing but what was changed; twice is once; undone is undone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from openpyxl import load_workbook

from db.records import MemberInput, Sex
from db.register_records import TreeEventKind
from db.tree_records import TreeAct
from desktop_app.documents.excel.register import HEADER_ROW
from desktop_app.documents.excel_in.model import Verdict
from desktop_app.office import Office
from tests.helpers.member_lists import HEADER, SINCE, bring_in, cells_of, codes, dump, preview, verdicts, write
from tests.helpers.offices import FixedClock, make_office
from tests.helpers.registers import registers

_QUIET = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
"""Each example opens, writes and reads workbooks."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office that every example leaves as it found it."""
    office = make_office(tmp_path_factory.mktemp("shared") / "xa", clock=FixedClock())
    cells_of(office)
    yield office
    office.close(backup=False)


def cell_ids(office: Office) -> list[str]:
    return [view.organization.id for view in office.organizations.cells(office.clock().date())]


def emptied(office: Office) -> None:
    """Take everybody out again."""
    with office.store.operation("test.empty", "organization:-"):
        for table in ("member_event", "member_status", "membership", "member_profile", "change_set_row", "change_set"):
            office.store.execute(f"DELETE FROM {table}")
        office.store.execute("DELETE FROM member")


def add_all(office: Office, people: Sequence[MemberInput]) -> None:
    """Add those whom the form would take."""
    for person in people:
        if not [found for found in office.members.check(person) if found.severity.value == "error"]:
            office.members.add(person)


def without_revisions(rows: dict[str, list[tuple[Any, ...]]], office: Office) -> dict[str, list[tuple[Any, ...]]]:
    """Return a dump without the revision of people: it rises with each change, also one that is taken back."""
    names = [row["name"] for row in office.store.rows("SELECT name FROM pragma_table_info('member')")]
    place = names.index("revision")
    return {**rows, "member": [row[:place] + row[place + 1 :] for row in rows["member"]]}


@_QUIET
@given(st.data())
def test_a_register_brought_back_changes_nothing(shared: Office, tmp_path_factory: Any, data: st.DataObject) -> None:
    emptied(shared)
    add_all(shared, data.draw(registers(cell_ids(shared))))
    path = tmp_path_factory.mktemp("out") / "so.xlsx"
    count = shared.member_import.export_register(path, sensitive=data.draw(st.booleans()))
    before = dump(shared)
    if count == 0:
        return
    shown = preview(shared, path)
    assert [
        (one.name, one.verdict, codes(one), one.differences) for one in shown.lines if one.verdict is not Verdict.SAME
    ] == []
    assert len(shown.lines) == count
    assert shared.member_import.commit(shown, {}).change_set_id == ""
    assert dump(shared) == before


@pytest.mark.parametrize(
    "name", ["Ông Văn Tú", "Bà Thị Mai", "-a", "&lt;b&gt;", "Lò Văn Đ/c;", "a@b.vn", "=1+1 A", "Vàng A 2"]
)
def test_a_name_that_a_list_from_outside_would_polish_comes_back_as_it_is(
    office: Office, tmp_path: Path, name: str
) -> None:
    cell = cells_of(office)["NL"]
    office.members.add(MemberInput(full_name=name, sex=Sex.MALE, birth_date="1970", cell_id=cell, since=SINCE))
    office.member_import.export_register(tmp_path / "so.xlsx")
    shown = preview(office, tmp_path / "so.xlsx")
    assert [(one.verdict, one.name, one.problems) for one in shown.lines] == [(Verdict.SAME, name, ())]


def as_rows(people: Sequence[MemberInput], office: Office) -> list[list[Any]]:
    """Return people as rows of a clerk's list."""
    names = {view.organization.id: view.organization.name for view in office.organizations.cells(office.clock().date())}
    return [
        [
            place,
            person.full_name,
            "/".join(reversed(person.birth_date.split("-"))),
            "Nam" if person.sex is Sex.MALE else "Nữ",
            names[person.cell_id],
            "/".join(reversed(person.admitted_on.split("-"))),
            "/".join(reversed(person.official_on.split("-"))),
            person.card_number,
            "",
            person.profile.home_place,
            "Mông" if person.ethnic_code == "08" else "",
            person.note.replace("\n", " "),
        ]
        for place, person in enumerate(people, 1)
    ]


@_QUIET
@given(st.data())
def test_a_list_imported_twice_is_imported_once_and_taken_back_it_was_never_there(
    shared: Office, tmp_path_factory: Any, data: st.DataObject
) -> None:
    emptied(shared)
    folder = tmp_path_factory.mktemp("lists")
    cells = cell_ids(shared)
    first, second = data.draw(registers(cells)), data.draw(registers(cells))
    one = write(folder / "one.xlsx", as_rows(first, shared), header=HEADER)
    other = write(folder / "other.xlsx", as_rows(second, shared), header=HEADER)
    bring_in(shared, one)
    once = dump(shared)
    assert bring_in(shared, one).change_set_id == ""
    assert dump(shared) == once
    merged = bring_in(shared, other)
    both = dump(shared)
    assert bring_in(shared, other).change_set_id == ""
    assert dump(shared) == both
    if merged.change_set_id:
        shared.change_sets.undo(merged.change_set_id)
    assert without_revisions(dump(shared), shared) == without_revisions(once, shared)


@pytest.fixture
def office_with_two(office: Office) -> Office:
    cells = cells_of(office)
    for name, cell in (("Nguyễn Văn Hùng", "NL"), ("Lò Thị Mai", "SP")):
        office.members.add(
            MemberInput(
                full_name=name,
                birth_date="1970-03-05",
                sex=Sex.MALE,
                ethnic_code="08",
                note="cũ",
                cell_id=cells[cell],
                since=office.clock().date(),
            )
        )
    return office


def edit(path: Path, row: int, title: str, value: object) -> None:
    """Change one cell of an exported workbook as a clerk does; rows count from 0."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    titles = [cell.value for cell in sheet[HEADER_ROW]]
    sheet.cell(HEADER_ROW + 1 + row, titles.index(title) + 1).value = value  # type: ignore[assignment]
    book.save(path)


def member_of(office: Office, text: str) -> str:
    (row,) = office.members.search(text, office.clock().date())
    return row.id


def test_only_the_cell_that_was_changed_is_changed(office_with_two: Office, tmp_path: Path) -> None:
    office, path = office_with_two, tmp_path / "so.xlsx"
    office.member_import.export_register(path)
    edit(path, 0, "Quê quán", "Xã Bản Lầu")
    edit(path, 1, "Ghi chú", None)
    shown = preview(office, path)
    assert verdicts(shown) == ["changed", "changed"]
    assert [(one.differences[0].field, one.differences[0].after) for one in shown.lines] == [
        ("home_place", "Xã Bản Lầu"),
        ("note", ""),
    ]
    office.member_import.commit(shown, {})
    assert office.members.form(member_of(office, "Mai")).note == ""
    assert office.members.form(member_of(office, "Hùng")).note == "cũ"


def test_what_the_register_learnt_meanwhile_stays(office_with_two: Office, tmp_path: Path) -> None:
    office, path = office_with_two, tmp_path / "so.xlsx"
    office.member_import.export_register(path)
    member_id = member_of(office, "Hùng")
    office.members.update(member_id, 1, replace(office.members.form(member_id), note="mới", birth_date="1970-03-06"))
    edit(path, 0, "Quê quán", "Xã Bản Lầu")
    office.member_import.commit(preview(office, path), {})
    person = office.members.form(member_id)
    assert (person.note, person.birth_date, person.profile.home_place) == ("mới", "1970-03-06", "Xã Bản Lầu")


def test_what_both_changed_is_a_question_with_both_values(office_with_two: Office, tmp_path: Path) -> None:
    office, path = office_with_two, tmp_path / "so.xlsx"
    office.member_import.export_register(path)
    member_id = member_of(office, "Hùng")
    office.members.update(member_id, 1, replace(office.members.form(member_id), note="của sổ"))
    edit(path, 0, "Ghi chú", "của tệp")
    shown = preview(office, path)
    assert verdicts(shown) == ["doubtful", "same"]
    (problem,) = shown.lines[0].problems
    assert (problem.finding.code, problem.finding.values) == (
        "IMPORT_CHANGED_BOTH",
        {"before": "của sổ", "after": "của tệp"},
    )


def test_an_emptied_name_is_no_change(office_with_two: Office, tmp_path: Path) -> None:
    office, path = office_with_two, tmp_path / "so.xlsx"
    office.member_import.export_register(path)
    edit(path, 0, "Giới tính", None)
    assert verdicts(preview(office, path)) == ["same", "same"]


def test_a_cell_renamed_or_closed_since_the_export_moves_nobody(office_with_two: Office, tmp_path: Path) -> None:
    office, path = office_with_two, tmp_path / "so.xlsx"
    office.member_import.export_register(path)
    today = office.clock().date()
    first, second = (view.organization for view in office.organizations.cells(today))
    closing = TreeAct(kind=TreeEventKind.CLOSED, on=today, unit_ids=(second.id,), members_to=first.code)
    office.tree.apply(closing)
    renamed = replace(office.tree.form(first.id, today), name="Chi bộ mới", code="MOI")
    office.tree.apply(TreeAct(kind=TreeEventKind.RENAMED, on=today, unit_ids=(first.id,), units=(renamed,)))
    taken = office.organizations.add_cell("KHAC", first.name, "", "", None, (), today)
    assert verdicts(preview(office, path)) == ["same", "same"]
    edit(path, 0, "Chi bộ", "Chi bộ mới")
    edit(path, 1, "Chi bộ", "KHAC")
    shown = preview(office, path)
    told = [(found.before, found.after) for one in shown.lines for found in one.differences]
    assert told == [("Chi bộ mới", taken.name)]


def test_sensitive_columns_are_left_out_unless_they_are_asked_for(office_with_two: Office, tmp_path: Path) -> None:
    path = tmp_path / "so.xlsx"
    office_with_two.member_import.export_register(path)
    plain = {str(cell.value) for row in load_workbook(path).worksheets[0].iter_rows() for cell in row}
    office_with_two.member_import.export_register(path, sensitive=True)
    asked = {str(cell.value) for row in load_workbook(path).worksheets[0].iter_rows() for cell in row}
    assert {"Dân tộc", "Tôn giáo", "Số CCCD", "Sức khỏe", "Hộ nghèo, cận nghèo", "Hmông"} <= asked - plain


def test_headings_are_locked_cells_are_not_and_lists_drop_down(office_with_two: Office, tmp_path: Path) -> None:
    path = tmp_path / "so.xlsx"
    office_with_two.member_import.export_register(path, sensitive=True)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    assert sheet.protection.sheet
    assert all(cell.protection.locked for cell in sheet[HEADER_ROW])
    assert not any(cell.protection.locked for cell in sheet[HEADER_ROW + 1] if cell.value is not None)
    assert sheet.row_dimensions[1].hidden
    assert sheet.column_dimensions["A"].hidden
    assert sheet.column_dimensions["B"].hidden
    assert book.worksheets[1].sheet_state == "hidden"
    titles = {cell.coordinate.rstrip("0123456789"): cell.value for cell in sheet[HEADER_ROW]}
    columns = {str(rule.sqref).partition(str(HEADER_ROW + 1))[0] for rule in sheet.data_validations.dataValidation}
    offered = {titles[column] for column in columns}
    assert {"Giới tính", "Chi bộ", "Dân tộc", "Tôn giáo", "Trạng thái đảng viên", "Đối tượng"} <= offered


def test_every_column_of_the_workbook_is_understood_by_its_title(office_with_two: Office, tmp_path: Path) -> None:
    from desktop_app.documents.excel.register import register_columns

    path = tmp_path / "so.xlsx"
    office_with_two.member_import.export_register(path, sensitive=True)
    book, choices = office_with_two.member_import.open(path)
    assert book.exported_version == 1
    fields = {column.title: column.target for column in choices.columns}
    expected = {column.title: {"hamlet_id": "hamlet"}.get(column.field, column.field) for column in register_columns()}
    assert {title: fields[title] for title in expected} == expected
