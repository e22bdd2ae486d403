"""Lists of households from workbooks, CSV files and the clipboard: what each line means, and taking them or none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.households import WantedHouseholds
from db.problems import ProblemError
from db.records import Member, Organization
from db.task_records import Household, HouseholdLine
from desktop_app.services.household_import import MAX_LINES, HouseholdImportService
from desktop_app.services.household_lines import HouseholdPreview, HouseholdVerdict, ImportedHousehold
from desktop_app.services.households import HouseholdService
from desktop_app.texts import sentence
from tests.helpers.workbooks import save_rows
from tests.services.conftest import TODAY, Commune, now

HEADER = ["STT", "Họ và tên chủ hộ", "Địa chỉ", "Thôn", "Số khẩu", "Diện hộ", "Người phụ trách"]


@pytest.fixture
def cell(commune: Commune) -> Organization:
    return commune.cell("NL", "Chi bộ thôn Nà Lừa", "Nà Lừa", "Nà Lốc")


@pytest.fixture
def people(commune: Commune, cell: Organization) -> list[Member]:
    return [commune.person(cell.id, name) for name in ("Lý A Sử", "Sùng Thị Mỷ", "Lý A Sứ", "Vàng A Tủa")]


@pytest.fixture
def service(commune: Commune, cell: Organization, people: list[Member]) -> HouseholdImportService:
    assert {one.full_name for one in people} >= {"Vàng A Tủa"}
    assert cell.name == "Chi bộ thôn Nà Lừa"
    return HouseholdImportService(commune.store, commune.office.id, now)


def kept(commune: Commune) -> list[HouseholdLine]:
    return HouseholdService(commune.store, commune.office.id, now).page(WantedHouseholds(on=TODAY))[0]


def pasted(*rows: list[Any]) -> str:
    return "\r\n".join("\t".join(map(str, row)) for row in [HEADER, *rows]) + "\r\n"


def look(service: HouseholdImportService, source: Path | str, cell: Organization | None = None) -> HouseholdPreview:
    return service.preview(service.read(source), cell.id if cell else None)


def only(service: HouseholdImportService, cell: Organization | None = None, **values: str) -> ImportedHousehold:
    """Return the one line of a list with these values."""
    names = {"head": "Chủ hộ", "hamlet": "Thôn", "people": "Khẩu", "circumstance": "Diện", "member": "Phụ trách"}
    values = {"head": "Giàng A Páo"} | values
    text = "\t".join(names[name] for name in values) + "\n" + "\t".join(values.values())
    [line] = look(service, text, cell).lines
    return line


def codes(line: ImportedHousehold) -> list[tuple[str, str]]:
    return [(one.field, one.code) for one in line.findings]


def test_a_workbook_becomes_households_with_what_they_are_and_who_is_in_charge(
    commune: Commune, service: HouseholdImportService, cell: Organization, tmp_path: Path
) -> None:
    rows: list[list[Any]] = [
        ["DANH SÁCH HỘ GIA ĐÌNH THÔN NÀ LỪA"],
        [],
        HEADER,
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
        [1, "Giàng A Páo", "Nhóm 1", "Nà Lừa", 5, "Hộ nghèo", "Đ/c Sùng Thị Mỷ"],
        [2, "Lù Văn Tỉn", "", "thôn nà lốc", "4 khẩu", "cận nghèo", None],
        [None, "Tổng cộng", None, None, 9],
    ]
    preview = look(service, save_rows(tmp_path / "ho.xlsx", rows), cell)
    assert [(line.row, line.verdict) for line in preview.lines] == [
        (5, HouseholdVerdict.NEW),
        (6, HouseholdVerdict.NEW),
    ]
    assert service.take(preview.new()) == 2
    found = [
        (line.household.head, line.hamlet_name, line.household.people, line.circumstance, line.full_name)
        for line in kept(commune)
    ]
    assert found == [
        ("Lù Văn Tỉn", "Nà Lốc", 4, "near_poor", ""),
        ("Giàng A Páo", "Nà Lừa", 5, "poor", "Sùng Thị Mỷ"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("parted_by", [",", ";", "\t"])
def test_a_csv_file_is_read_in_any_usual_way(
    service: HouseholdImportService, tmp_path: Path, encoding: str, parted_by: str
) -> None:
    path = tmp_path / "ho.csv"
    path.write_text(f'Chủ hộ{parted_by}Thôn\n"Giàng A Páo"{parted_by}Nà Lừa\n', encoding)
    [line] = look(service, path).lines
    assert (line.head, line.hamlet, line.verdict) == ("Giàng A Páo", "Nà Lừa", HouseholdVerdict.NEW)


def test_the_sheet_with_the_heads_is_found_among_others(service: HouseholdImportService, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    first: Any = book.active
    for row in (["Họ tên", "Ngày sinh", "Giới tính"], ["A", "1/1/1970", "Nam"], ["B", "1/1/1971", "Nữ"]):
        first.append(row[1:])
    second = book.create_sheet("Hộ")
    second.append(["Chủ hộ", "Thôn"])
    second.append(["Giàng A Páo", "Nà Lừa"])
    book.save(tmp_path / "ho.xlsx")
    assert [line.head for line in look(service, tmp_path / "ho.xlsx").lines] == ["Giàng A Páo"]


def test_the_empty_sample_is_understood_and_takes_what_is_typed_into_it(
    service: HouseholdImportService, tmp_path: Path
) -> None:
    import openpyxl

    path = service.save_sample(tmp_path / "mau.ods")
    assert path.suffix == ".xlsx"
    with pytest.raises(ProblemError, match="Q96"):
        service.read(path)
    book = openpyxl.load_workbook(path)
    sheet: Any = book.worksheets[0]
    sheet.cell(2, 1, "Giàng A Páo")
    book.save(path)
    assert [line.head for line in look(service, path).lines] == ["Giàng A Páo"]


def test_letters_of_old_fonts_are_read(service: HouseholdImportService) -> None:
    from desktop_app.documents.excel_in.encodings import encode
    from desktop_app.documents.excel_in.model import Encoding

    old = encode("Nguyễn Thị Hường", Encoding.TCVN3)
    assert look(service, f"Chủ hộ\tThôn\n{old}\tNà Lừa").lines[0].head == "Nguyễn Thị Hường"


def test_who_is_there_already_is_told_and_not_taken_again(commune: Commune, service: HouseholdImportService) -> None:
    service.take(look(service, pasted([1, "Giàng A Páo", "", "Nà Lừa", 5, "", ""])).new())
    preview = look(
        service,
        pasted(
            [1, "  GIÀNG  a Páo ", "", "na lua", 6, "", ""],
            [2, "Giàng A Páo", "", "Nà Lốc", 6, "", ""],
            [3, "Giàng A Pao", "", "Nà Lừa", 6, "", ""],
        ),
    )
    assert [line.verdict for line in preview.lines] == [
        HouseholdVerdict.KNOWN,
        HouseholdVerdict.NEW,
        HouseholdVerdict.NEW,
    ]
    assert codes(preview.lines[2]) == [("head", "HOUSEHOLD_IMPORT_ALIKE")]
    assert preview.count(HouseholdVerdict.KNOWN) == 1
    assert service.take(preview.new()) == 2
    assert len(kept(commune)) == 3


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"head": "", "hamlet": "Nà Lừa"}, ("head", "HOUSEHOLD_NO_HEAD")),
        ({"head": "=HYPERLINK(1)"}, ("head", "HOUSEHOLD_IMPORT_NAME")),
        ({"head": "12345"}, ("head", "HOUSEHOLD_IMPORT_NAME")),
        ({"head": "#REF!"}, ("head", "HOUSEHOLD_IMPORT_ERROR")),
        ({"head": "A" * 301}, ("head", "TEXT_TOO_LONG")),
        ({"hamlet": "Xín Chải"}, ("hamlet", "HOUSEHOLD_IMPORT_HAMLET")),
        ({"hamlet": "Nà Lứ"}, ("hamlet", "HOUSEHOLD_IMPORT_HAMLET_NEAR")),
        ({"people": "năm"}, ("people", "HOUSEHOLD_IMPORT_PEOPLE")),
        ({"people": "5,5"}, ("people", "HOUSEHOLD_IMPORT_PEOPLE")),
        ({"people": "-1"}, ("people", "HOUSEHOLD_IMPORT_PEOPLE")),
        ({"people": "51"}, ("people", "HOUSEHOLD_PEOPLE")),
        ({"circumstance": "giàu"}, ("circumstance", "HOUSEHOLD_IMPORT_CIRCUMSTANCE")),
        ({"member": "Ai đó"}, ("member", "HOUSEHOLD_IMPORT_MEMBER")),
        ({"member": "Ly A Su"}, ("member", "HOUSEHOLD_IMPORT_MEMBER_SEVERAL")),
    ],
)
def test_what_is_wrong_is_said_of_its_row_and_column(
    service: HouseholdImportService, cell: Organization, values: dict[str, str], expected: tuple[str, str]
) -> None:
    line = only(service, cell, **values)
    assert line.verdict is HouseholdVerdict.WRONG
    assert line.row == 2
    assert expected in codes(line)
    assert all(sentence(one) for one in line.findings)


def test_two_people_whose_names_differ_in_accents_are_told_apart(
    service: HouseholdImportService, cell: Organization, people: list[Member]
) -> None:
    assert only(service, cell, member="Lý A Sứ").member_id == people[2].id


@pytest.mark.parametrize("typed", ["Sùng Thị Mỷ", "sung thi my", "SÙNG  THỊ-MỶ"])
def test_a_name_without_accents_means_the_one_who_is_called_so(
    service: HouseholdImportService, cell: Organization, typed: str
) -> None:
    assert only(service, cell, member=typed).member == "Sùng Thị Mỷ"


@pytest.mark.parametrize("typed", ["Sùng Thị My", "Sung Thị Mỹ", "Sủng Thị Mỷ"])
def test_a_name_with_other_accents_is_another_name(
    service: HouseholdImportService, cell: Organization, typed: str
) -> None:
    line = only(service, cell, member=typed)
    assert (line.member_id, codes(line)) == ("", [("member", "HOUSEHOLD_IMPORT_MEMBER")])


def test_somebody_in_charge_needs_a_cell(service: HouseholdImportService) -> None:
    assert codes(only(service, member="Vàng A Tủa")) == [("member", "HOUSEHOLD_IMPORT_NO_CELL")]


def test_two_heads_of_one_name_are_told_apart_by_their_addresses_only(service: HouseholdImportService) -> None:
    header = "Chủ hộ\tThôn\tNơi ở\n"
    service.take(look(service, f"{header}Giàng A Páo\tNà Lừa\tXóm trên").new())
    lines = look(service, f"{header}Giàng A Páo\tNà Lừa\tXóm dưới\nGiàng A Páo\tNà Lừa\t\n").lines
    assert [line.verdict for line in lines] == [HouseholdVerdict.NEW, HouseholdVerdict.KNOWN]
    assert codes(lines[0]) == [("head", "HOUSEHOLD_IMPORT_ALIKE")]


def test_a_line_that_comes_twice_is_refused_the_second_time(service: HouseholdImportService) -> None:
    preview = look(service, "Chủ hộ\tThôn\nGiàng A Páo\tNà Lừa\nGiàng A Páo\tNà Lừa")
    assert [line.verdict for line in preview.lines] == [HouseholdVerdict.NEW, HouseholdVerdict.WRONG]
    assert preview.lines[1].findings[0].values == {"row": 2}


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("", "Q95"),
        ("Giàng A Páo\tNà Lừa", "Q95"),
        ("Thôn\tSố khẩu\nNà Lừa\t5", "Q95"),
        ("Chủ hộ\tThôn\n", "Q96"),
        ("Chủ hộ\tThôn\nTổng cộng\t\n", "Q96"),
        ("Chủ hộ\n" + "Giàng A Páo\n" * (MAX_LINES + 1), "Q98"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_with_its_reason(
    service: HouseholdImportService, source: str, code: str
) -> None:
    with pytest.raises(ProblemError, match=code):
        service.read(source)


@pytest.mark.parametrize(("content", "code"), [(b"", "R63"), (b"<html><table>", "R53"), (b"PK\x03\x04", "R57")])
def test_a_hostile_file_is_refused_as_for_member_lists(
    service: HouseholdImportService, tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "ho.xlsx"
    path.write_bytes(content)
    with pytest.raises(ProblemError, match=code):
        service.read(path)


def test_a_formula_without_a_result_is_no_empty_cell(service: HouseholdImportService, tmp_path: Path) -> None:
    path = save_rows(tmp_path / "ho.xlsx", [["Chủ hộ", "Thôn", "Số khẩu"], ["Giàng A Páo", "Nà Lừa", "=1+4"]])
    assert ("people", "HOUSEHOLD_IMPORT_FORMULA") in codes(look(service, path).lines[0])


def test_all_lines_are_taken_or_none(
    commune: Commune, service: HouseholdImportService, monkeypatch: pytest.MonkeyPatch
) -> None:
    from db import households

    new = look(
        service, pasted([1, "A Một", "", "Nà Lừa", 1, "", ""], [2, "A Hai", "", "Nà Lừa", 1, "Hộ nghèo", ""])
    ).new()

    def fail(*_args: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(households, "put_circumstance", fail)
        with pytest.raises(RuntimeError):
            service.take(new)
    assert kept(commune) == []
    with pytest.raises(ProblemError, match="Q99"):
        service.take([*new, only(service, people="x")])
    with pytest.raises(ProblemError, match="Q99"):
        service.take([])
    assert kept(commune) == []


def test_a_register_that_changed_since_the_preview_stops_all(commune: Commune, service: HouseholdImportService) -> None:
    new = look(service, pasted([1, "A Một", "", "Nà Lừa", 1, "", ""], [2, "A Hai", "", "Nà Lừa", 1, "", ""])).new()
    other = Household(id="", owner_id="", hamlet_id=new[1].hamlet_id, head="A hai", valid_from=TODAY)
    HouseholdService(commune.store, commune.office.id, now).save(other)
    with pytest.raises(ProblemError, match="Q97"):
        service.take(new)
    assert [line.household.head for line in kept(commune)] == ["A hai"]


def test_the_trail_says_how_many_and_names_nobody(commune: Commune, service: HouseholdImportService) -> None:
    service.take(look(service, pasted([1, "Giàng A Páo", "", "Nà Lừa", 5, "", ""])).new())
    row = commune.store.rows("SELECT * FROM audit ORDER BY rowid DESC LIMIT 1")[0]
    assert "household.import" in map(str, row.values())
    assert "Páo" not in str(row)


def judged(service: HouseholdImportService, text: str, refused: set[str]) -> tuple[ImportedHousehold, ...]:
    """Return the lines of a text, none where it is refused for one of these reasons."""
    try:
        return look(service, text).lines
    except ProblemError as problem:
        if problem.code not in refused:
            raise
        return ()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.text(max_size=12), max_size=5), max_size=5), st.sampled_from("\t;,|"))
def test_any_text_below_a_header_is_judged_and_what_is_new_fits_the_register(
    service: HouseholdImportService, rows: list[list[str]], parted_by: str
) -> None:
    text = "\n".join([parted_by.join(("Chủ hộ", "Thôn", "Số khẩu", "Diện", "Phụ trách")), *map(parted_by.join, rows)])
    for line in judged(service, text, {"Q96", "R57"}):
        assert (line.verdict is HouseholdVerdict.WRONG) or line.head
        assert line.verdict is not HouseholdVerdict.WRONG or line.findings
        assert not line.head.startswith(("=", "+", "@", "-")) or line.verdict is HouseholdVerdict.WRONG


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_any_pasted_text_is_read_or_refused_with_a_sentence(service: HouseholdImportService, text: str) -> None:
    judged(service, text, {"Q95", "Q96", "R57"})
