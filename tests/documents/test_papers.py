"""The registers say what their forms ask for, the same on paper and in the workbook, nothing sensitive unasked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec
import pytest
from syrupy.assertion import SnapshotAssertion

from db.record_base import Duty, Standing
from db.records import Organization
from db.register_records import (
    ChangeInput,
    ChangeKind,
    MemberChange,
    MemberRecord,
    MovementLine,
    Movements,
    RecordKind,
)
from db.tree_records import TreeNode
from desktop_app import texts
from desktop_app.documents.layout import document_layout
from desktop_app.documents.papers.badges import DueRow, badges_document
from desktop_app.documents.papers.changes import (
    CellMovements,
    ChangesData,
    amounts,
    changes_document,
    figure_word,
    formula,
)
from desktop_app.documents.papers.common import wording
from desktop_app.documents.papers.lists import ListColumn, ListPaper, list_document
from desktop_app.documents.papers.members import members_document
from desktop_app.documents.papers.organizations import organizations_document
from desktop_app.documents.papers.register import RegisterData, register_document
from desktop_app.documents.papers.sheet import SheetData, sheet_document
from desktop_app.documents.pdf.table import table_pdf
from desktop_app.documents.table_model import RowKind, Table, TableDocument
from desktop_app.rules.reconciliation import FORMULA
from tests.helpers.drawn import as_text, drawn_by
from tests.helpers.papers import (
    BADGES,
    CROSSINGS,
    DAY,
    HOSTILE,
    OFFICE,
    person,
    register_people,
    said_by_workbook,
    workbook_values,
)


def register(*, sensitive: bool = False, one_cell: bool = False) -> TableDocument:
    data = RegisterData(people=register_people(), crossings=CROSSINGS, badges=BADGES, sensitive=sensitive)
    return register_document(data, OFFICE, one_cell=one_cell)


def change(seq: int, kind: ChangeKind, on: date, **fields: Any) -> MemberChange:
    return MemberChange(
        id=f"e{seq}",
        owner_id="o",
        member_id="m1",
        seq=seq,
        change=ChangeInput(kind=kind, on=on, **fields),
        standing=Standing.OFFICIAL,
        duty=Duty.ACTIVE,
    )


def sheet(*, sensitive: bool = False) -> TableDocument:
    data = SheetData(
        person=person(),
        hamlet="Thôn Nà Lừa",
        party_age=27,
        changes=[
            change(1, ChangeKind.ADMISSION, date(1999, 3, 5), cell_id="c1", decision_number="12-QĐ/HU"),
            change(
                2,
                ChangeKind.TRANSFER_IN,
                date(2025, 7, 1),
                cell_id="c1",
                place="Đảng bộ xã Pha Long",
                paper_number="15",
                decision_on=date(2025, 6, 30),
                reason="Theo công tác",
            ),
        ],
        cells={"c1": "Chi bộ thôn Nà Lừa"},
        records=[
            MemberRecord(
                id="r1",
                owner_id="o",
                member_id="m1",
                kind=RecordKind.REWARD,
                on="2024",
                form="Giấy khen",
                issuer="UBND",
            ),
            MemberRecord(id="r2", owner_id="o", member_id="m1", kind=RecordKind.BADGE, on="2025-02-03", form="30"),
        ],
        sensitive=sensitive,
    )
    return sheet_document(data, OFFICE)


def line(name: str, kind: str, sign: int, day: int, **fields: str) -> MovementLine:
    return MovementLine(
        member_id=name, full_name=name, cell_name="Chi bộ Nà Lừa", kind=kind, on=date(2026, 5, day), sign=sign, **fields
    )


def movements(opening: int, closing: int, *lines: MovementLine, **counts: int) -> Movements:
    return Movements(
        start=date(2026, 1, 1), end=date(2026, 6, 30), opening=opening, closing=closing, counts=counts, lines=lines
    )


COME = line("Lù Văn Páo", "admission", 1, 3, decision="12-QĐ/ĐU, 03/05/2026")
GONE = line("Vàng Thị Mỷ", "transfer_out", -1, 4, place="Đảng bộ phường Lào Cai")
MOVED_IN = line("Tẩn A Sài", "cell_move", 1, 5)
MOVED_OUT = line("Tẩn A Sài", "cell_move", -1, 5)
CALLED = line("Ma Seo Sì", "recognition", 0, 6)
LOST = line("Giàng A Lử", "unexplained", -1, 7)


def changes(*, broken: bool = False) -> ChangesData:
    extra = (LOST,) if broken else ()
    return ChangesData(
        whole=movements(50, 50 - broken, COME, GONE, CALLED, *extra, admission=1, transfer_out=1),
        cells=[
            CellMovements(
                cell_id="c1",
                name="Chi bộ Nà Lừa",
                movements=movements(30, 31, COME, GONE, MOVED_IN, admission=1, transfer_out=1, cell_move_in=1),
            ),
            CellMovements(
                cell_id="c2",
                name="Chi bộ Trường THCS",
                movements=movements(20, 19 - broken, MOVED_OUT, *extra, cell_move_out=1),
            ),
        ],
    )


def tree() -> TableDocument:
    def node(depth: int, kind: str, name: str, members: int, **fields: Any) -> TreeNode:
        day = fields.pop("meeting_day", None)
        unit = Organization(
            id=name,
            owner_id="o",
            code="NL",
            name=name,
            header_name=name.upper(),
            kind=kind,
            parent_id=None,
            meeting_day=day,
            valid_from=DAY,
        )
        return TreeNode(depth=depth, organization=unit, type_word="as the window says it", members=members, **fields)

    return organizations_document(
        [
            node(0, "commune_committee", "Đảng ủy xã Mường Khương", 61),
            node(1, "section", "Đảng bộ bộ phận Trường học", 20),
            node(2, "cell", "Chi bộ Trường THCS", 20, secretary="Lý Seo Dìn"),
            node(1, "cell", "Chi bộ ghép Nà Lừa - Nà Coóc", 41, hamlets=("Nà Lừa", "Nà Coóc"), meeting_day=3),
        ],
        OFFICE,
    )


def badges() -> TableDocument:
    def due(name: str, years: int, *, late: bool = False) -> DueRow:
        return DueRow(
            full_name=name,
            birth_date="1945",
            cell_name="Chi bộ Nà Lừa",
            admitted_on="1966-05",
            card_number="01020304",
            years=years,
            reached_on="2026-05",
            late=late,
            held=(30, 40),
        )

    return badges_document([due("Lù Văn Páo", 60, late=True), due("Vàng Thị Mỷ", 50)], 2026, "QĐ 1", OFFICE)


def screen_list() -> TableDocument:
    paper = ListPaper(
        title="Danh sách đảng viên",
        note="(Chi bộ Nà Lừa)",
        columns=(ListColumn(title="Họ và tên"), ListColumn(title="Số ĐV", number=True)),
        rows=[("Lù Văn Páo", "1.476"), ("Vàng Thị Mỷ", "94,44%")],
        totals=("2 người",),
    )
    return list_document(paper, OFFICE)


VISITOR = person(9, duty=Duty.VISITING, full_name="Khách Sinh Hoạt")
PAPERS: dict[str, Callable[[], TableDocument]] = {
    "register": lambda: register(sensitive=True),
    "register-cell": lambda: register(one_cell=True),
    "members": lambda: members_document([*register_people()[:3], VISITOR], OFFICE, one_cell=False, about=""),
    "sheet": lambda: sheet(sensitive=True),
    "changes": lambda: changes_document(changes(), OFFICE),
    "changes-broken": lambda: changes_document(changes(broken=True), OFFICE),
    "organizations": tree,
    "badges": badges,
    "list": screen_list,
}


def said(paper: TableDocument) -> str:
    return " ".join(line.text for line in drawn_by(lambda: table_pdf(paper)))


def tables(paper: TableDocument) -> list[Table]:
    return [block for block in paper.blocks if isinstance(block, Table)]


@pytest.mark.parametrize("name", PAPERS)
def test_papers_print_as_they_did(name: str, snapshot: SnapshotAssertion) -> None:
    paper = PAPERS[name]()
    assert as_text(drawn_by(lambda: table_pdf(paper))) == snapshot(name=name)


@pytest.mark.parametrize("name", PAPERS)
def test_workbooks_hold_what_they_did(name: str, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    sheets = workbook_values(PAPERS[name](), tmp_path)
    shown = [
        "\n".join(" | ".join("" if value is None else str(value) for value in row) for row in rows) for rows in sheets
    ]
    assert "\n\n=====\n\n".join(shown) == snapshot(name=name)


@pytest.mark.parametrize("name", PAPERS)
def test_paper_and_workbook_say_the_same_words_in_the_same_order(name: str, tmp_path: Path) -> None:
    paper = PAPERS[name]()
    # One endless page: headings that are repeated would be words the workbook says once.
    drawn = _on_one_page(paper)
    words = [word for line in drawn for word in line.split()]
    title = paper.title.split()[0]
    # The head of the workbook goes line by line over both columns, that of the print column by column.
    on_paper, in_book = _split(words, title), _split(list(said_by_workbook(paper, tmp_path)), title)
    assert sorted(on_paper[0]) == sorted(in_book[0])
    # Those who sign stand side by side: lines of one, then of the other, or line by line.
    sign = len(" ".join(f"{s.role} {s.note} {s.name}" for s in paper.signatures).split())
    assert on_paper[1][: len(on_paper[1]) - sign] == in_book[1][: len(in_book[1]) - sign]
    assert sorted(on_paper[1]) == sorted(in_book[1])


def _on_one_page(paper: TableDocument) -> list[str]:
    def endless(*args: Any) -> Any:
        layout = document_layout(*args)
        across = 297 if paper.landscape else 210
        return msgspec.structs.replace(layout, paper_mm=(across, 4000))

    upright = msgspec.structs.replace(paper, landscape=False)
    with mock.patch("desktop_app.documents.pdf.party.document_layout", endless):
        return [line.text for line in drawn_by(lambda: table_pdf(upright))]


def _split(words: list[str], title: str) -> tuple[list[str], list[str]]:
    place = words.index(title)
    return words[:place], words[place:]


@pytest.mark.parametrize("name", PAPERS)
def test_papers_of_the_party_are_vietnamese_in_an_english_window(name: str) -> None:
    vietnamese = said(PAPERS[name]())
    texts.set_language("en")
    english = said(PAPERS[name]())
    assert english.replace("No.", "STT") == vietnamese


# --- the register ---


def test_the_register_has_the_fourteen_columns_of_its_form() -> None:
    [found] = tables(register())
    assert len(found.columns) == 14
    assert found.numbered
    assert [column.group for column in found.columns[9:13]] == ["Chuyển sinh hoạt đảng"] * 2 + [
        "Đưa ra khỏi danh sách"
    ] * 2


def test_nothing_sensitive_stands_in_a_paper_unless_it_was_asked_for() -> None:
    hidden = ("Kinh", "Dân tộc:", "Tôn giáo", "010075001234", "Vợ và hai con", "tôn giáo;")
    for paper in (register(), sheet(), PAPERS["members"]()):
        text = said(paper)
        assert not [word for word in hidden if word in text], paper.title
    assert "Kinh" in said(register(sensitive=True))
    assert "010075001234" in said(sheet(sensitive=True))


def test_who_left_stands_with_day_and_reason_in_the_column_of_the_form() -> None:
    [found] = tables(register())
    rows = {row.cells[1].split("\n")[0]: row.cells for row in found.rows if isinstance(row.cells[0], int)}  # type: ignore[union-attr]
    assert rows["LÙ VĂN PÁO 1"][9:13] == ("01/07/2025\nĐảng bộ xã Pha Long", "", "", "")
    assert rows["LÙ VĂN PÁO 4"][9:13] == ("", "04/05/2026\nĐảng bộ phường Lào Cai", "", "")
    assert rows["LÙ VĂN PÁO 5"][9:13] == ("", "", "07/06/2026\nỐm nặng", "")
    assert rows["LÙ VĂN PÁO 6"][9:13] == ("", "", "", "09/06/2026\nXóa tên\n33-QĐ/ĐU\nBỏ sinh hoạt")
    # No act is known of: the line of status speaks.
    assert rows["LÙ VĂN PÁO 7"][9:13] == ("", "", "", "05/03/2000\nKhai trừ\nVi phạm")


def test_only_members_are_counted() -> None:
    sections = [str(row.cells[0]) for row in tables(register())[0].rows if row.kind is RowKind.SECTION]
    assert sections[0] == "Chi bộ thôn Nà Lừa (3 đảng viên)"
    assert sections[-1].startswith("Cộng: 3 đảng viên; chính thức 2, dự bị 1; nữ 1. Có 4 người")


def test_visitors_stand_in_the_list_of_a_cell_but_are_not_counted() -> None:
    text = said(PAPERS["members"]())
    assert "Chi bộ thôn Nà Lừa: 3 đảng viên; sinh hoạt tạm thời đến 1" in text
    assert "Khách Sinh Hoạt" in text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_in_every_field_of_a_person_stay_words(text: str, tmp_path: Path) -> None:
    base = person()
    profile = {
        name: text
        for name, value in msgspec.structs.asdict(base.profile).items()
        if isinstance(value, str) and name not in ("youth_joined_on", "card_issued_on", "political_system")
    }
    whole = person(full_name=text, card_number=text, note=text, cell_name=text, party_group=text, profile=profile)
    data = RegisterData(people=[whole], crossings={}, badges={}, sensitive=True)
    for paper in (
        register_document(data, OFFICE, one_cell=False),
        members_document([whole], OFFICE, one_cell=False, about=""),
        sheet_document(
            SheetData(person=whole, hamlet=text, party_age=None, changes=(), cells={}, records=(), sensitive=True),
            OFFICE,
        ),
    ):
        assert table_pdf(paper).startswith(b"%PDF")
        assert workbook_values(paper, tmp_path)
        assert set(paper.file_name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


# --- changes ---


def test_the_formula_leaves_out_what_did_not_happen() -> None:
    assert formula(changes().whole) == "Số đầu kỳ 50 + kết nạp 1 − chuyển đi 1 = số cuối kỳ 50"


def test_a_period_that_balances_says_so_and_one_that_does_not_names_the_row() -> None:
    assert "Số liệu cân đối: 50 = 50." in said(PAPERS["changes"]())
    text = said(PAPERS["changes-broken"]())
    assert "SỐ LIỆU KHÔNG CÂN ĐỐI: theo các việc đã ghi thì cuối kỳ có 50 đảng viên, sổ đang có 49." in text
    assert "- Giàng A Lử (Chi bộ Nà Lừa), 07/05/2026: − một đảng viên" in text


def test_the_figures_of_cells_add_up_to_those_of_the_office() -> None:
    data = changes()
    whole = amounts(data.whole)
    for name in ("opening", "admission", "transfer_out", "closing"):
        assert sum(amounts(cell.movements).get(name, 0) for cell in data.cells) == whole[name], name


def test_a_move_between_cells_is_listed_once_and_a_recognition_not_at_all() -> None:
    text = said(PAPERS["changes"]())
    assert text.count("Tẩn A Sài") == 1
    assert "Ma Seo Sì" not in text


# --- others ---


def test_numbers_of_a_list_are_numbers_in_its_workbook(tmp_path: Path) -> None:
    [rows] = workbook_values(screen_list(), tmp_path)
    assert [row for row in rows if row[0] in (1, 2)] == [[1, "Lù Văn Páo", 1476], [2, "Vàng Thị Mỷ", "94,44%"]]


def test_a_wide_list_lies_on_its_side_and_a_narrow_one_stands() -> None:
    assert not screen_list().landscape
    columns = tuple(ListColumn(title=f"Cột số {number}") for number in range(12))
    wide = ListPaper(title="Rộng", columns=columns, rows=[("một dòng chữ dài hơn",) * 12])
    assert list_document(wide, OFFICE).landscape


def test_every_kind_of_act_standing_and_record_has_its_word() -> None:
    words = wording()
    assert set(words["change"]) == {kind.value for kind in ChangeKind}
    assert set(words["standing"]) == {value.value for value in Standing}
    assert set(words["duty"]) == {value.value for value in Duty}
    assert set(words["record"]) == {value.value for value in RecordKind}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_figure_of_the_formula_has_its_words_on_paper_and_in_the_window(language: str) -> None:
    texts.set_language(language)
    for name in ("opening", *(name for name, _ in FORMULA), "unexplained_in", "unexplained_out", "closing"):
        assert name in wording()["figures"]
        assert texts.term("figure", name) != name
    # People merged, and visitors who come to count, move the figures of a cell against the natural way of an act.
    for name in ("registered_out", "temporary_in_out", "temporary_end_in"):
        assert figure_word(name) != name
        assert texts.term("figure", name) != name
