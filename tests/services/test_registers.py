"""The papers of the register are drawn from the store: who is where on a day, what happened in a period, and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from db import audit, founding, settings
from db.problems import ProblemError
from db.records import Duty, Member, Organization, Sex, Standing
from db.register_records import ChangeKind, MemberProfile, RecordInput, RecordKind, RoleKind
from db.tree_records import RoleInput
from desktop_app.documents.papers.changes import amounts, figures
from desktop_app.documents.papers.lists import ListColumn, ListPaper
from desktop_app.documents.table_model import RowKind, Table, TableDocument
from desktop_app.services.member_records import MemberRecordService
from desktop_app.services.registers import RegisterService
from tests.services.conftest import START, TODAY, Commune, now

K = ChangeKind
SPRING = date(2026, 3, 1)


@pytest.fixture
def cell(commune: Commune) -> Organization:
    return commune.cell()


@pytest.fixture
def other(commune: Commune) -> Organization:
    return commune.cell("TH", "Chi bộ Trường THCS", "Bản Lầu")


@pytest.fixture
def papers(commune: Commune) -> RegisterService:
    return RegisterService(commune.store, commune.office.id, now)


def rows(paper: TableDocument, place: int = 0) -> list[tuple[object, ...]]:
    """Return the plain rows of a table of a paper."""
    tables = [block for block in paper.blocks if isinstance(block, Table)]
    return [row.cells for row in tables[place].rows if row.kind is RowKind.PLAIN]


def sections(paper: TableDocument, place: int = 0) -> list[str]:
    tables = [block for block in paper.blocks if isinstance(block, Table)]
    return [str(row.cells[0]) for row in tables[place].rows if row.kind is RowKind.SECTION]


def names(paper: TableDocument, place: int = 0) -> list[str]:
    return [str(row[1]).split("\n")[0] for row in rows(paper, place)]


# --- the register ---


def test_the_register_goes_cell_by_cell_in_the_order_of_names(
    commune: Commune, cell: Organization, other: Organization, papers: RegisterService
) -> None:
    for name, where in (("Vàng Thị Mỷ", cell), ("Lù Văn An", cell), ("Tẩn A Sài", other)):
        commune.person(where.id, name)
    whole = papers.register(None, TODAY)
    assert names(whole) == ["LÙ VĂN AN", "VÀNG THỊ MỶ", "TẨN A SÀI"]
    assert sections(whole)[:2] == ["Chi bộ thôn Nà Lừa (2 đảng viên)", "Chi bộ Trường THCS (1 đảng viên)"]
    of_cell = papers.register(cell.id, TODAY)
    assert names(of_cell) == ["LÙ VĂN AN", "VÀNG THỊ MỶ"]
    assert of_cell.letterhead.issuer == "CHI BỘ THÔN NÀ LỪA"
    assert of_cell.letterhead.upper_name == "ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG"
    assert of_cell.file_name == "so-danh-sach-dang-vien-nl-2026-11-20"


def test_particulars_badges_and_crossings_stand_in_their_columns(
    commune: Commune, cell: Organization, papers: RegisterService
) -> None:
    member = commune.person(
        cell.id,
        "Lù Văn An",
        birth_date="1955",
        admitted_on="1986-05",
        ethnic_code="02",
        card_number="01020304",
        profile=MemberProfile(home_place="Lào Cai", general_education="10/10", file_number="028415 MK"),
    )
    records = MemberRecordService(commune.store, commune.office.id, now)
    records.add(member.id, RecordInput(kind=RecordKind.BADGE, on="2016-11", form="30", number="123"))
    [row] = rows(papers.register(cell.id, TODAY))
    assert row[2:9] == (
        "Nam\n1955",
        "Lào Cai",
        "VH: 10/10",
        "",
        "05/1986",
        "Thẻ: 01020304\nLL: 028415MK\nHH: 30 năm, số 123",
        "",
    )
    [row] = rows(papers.register(cell.id, TODAY, sensitive=True))
    assert row[2] == "Nam\n1955\nDân tộc: Tày"


def test_who_left_stands_in_the_register_only_when_asked_for(
    commune: Commune, cell: Organization, papers: RegisterService
) -> None:
    stays, leaves = commune.person(cell.id, "Lù Văn An"), commune.person(cell.id, "Vàng Thị Mỷ")
    commune.act(leaves.id, K.TRANSFER_OUT, SPRING, place="Đảng bộ phường Lào Cai", decision_number="12-QĐ/ĐU")
    assert names(papers.register(None, TODAY)) == [stays.full_name.upper()]
    [_, gone] = rows(papers.register(cell.id, TODAY, include_left=True))
    assert gone[10] == "01/03/2026\nĐảng bộ phường Lào Cai"
    before = papers.register(None, date(2026, 2, 28), include_left=True)
    assert [row[10] for row in rows(before)] == ["", ""]


def test_visitors_are_in_the_list_of_the_cell_and_not_in_its_register(
    commune: Commune, cell: Organization, papers: RegisterService
) -> None:
    commune.person(cell.id, "Lù Văn An")
    commune.person(cell.id, "Khách Đến Chơi", duty=Duty.VISITING)
    assert names(papers.register(cell.id, TODAY)) == ["LÙ VĂN AN"]
    assert len(rows(papers.members_by_cell(cell.id, TODAY))) == 2


def test_the_secretary_of_the_day_signs(commune: Commune, cell: Organization, papers: RegisterService) -> None:
    member = commune.person(cell.id, "Lù Văn An")
    commune.roles.add(cell.id, RoleInput(role=RoleKind.SECRETARY, member_id=member.id, since=SPRING))
    assert [s.name for s in papers.members_by_cell(cell.id, TODAY).signatures] == ["", "Lù Văn An"]
    assert [s.name for s in papers.members_by_cell(cell.id, date(2026, 1, 1)).signatures] == ["", ""]
    assert papers.members_by_cell(cell.id, TODAY).signatures[1].role == "T/M CHI BỘ\nBÍ THƯ"
    assert papers.members_by_cell(None, TODAY).signatures[1].role == "T/M ĐẢNG ỦY\nBÍ THƯ"


def test_sample_data_is_marked_on_every_paper(commune: Commune, cell: Organization, papers: RegisterService) -> None:
    assert not papers.badges(2026).mark
    with commune.store.operation("test", "test:1"):
        settings.put(commune.store, founding.SAMPLE, "1")
    for paper in (papers.register(None, TODAY), papers.badges(2026), papers.organizations(TODAY)):
        assert paper.mark == "DỮ LIỆU MẪU"
        assert paper.footer.startswith("DỮ LIỆU MẪU")


def test_the_list_says_who_leads_the_cell_that_day_unless_something_else_was_typed(
    commune: Commune, cell: Organization, papers: RegisterService
) -> None:
    member = commune.person(cell.id, "Lý Seo Dìn", standing=Standing.OFFICIAL)
    commune.roles.add(cell.id, RoleInput(role=RoleKind.SECRETARY, member_id=member.id, since=SPRING))
    places = {row[1]: row[7] for row in rows(papers.members_by_cell(cell.id, TODAY))}
    assert places["Lý Seo Dìn"] == "Bí thư chi bộ"
    before = {row[1]: row[7] for row in rows(papers.members_by_cell(cell.id, date(2026, 2, 28)))}
    assert before["Lý Seo Dìn"] == ""
    typed = MemberProfile(party_position="Ủy viên Ban Thường vụ")
    other = commune.person(cell.id, "Lù Văn An", standing=Standing.OFFICIAL, profile=typed)
    assert {row[1]: row[7] for row in rows(papers.members_by_cell(cell.id, TODAY))}[other.full_name] == (
        "Ủy viên Ban Thường vụ"
    )


def test_the_sheet_of_a_person_tells_acts_and_records(
    commune: Commune, cell: Organization, papers: RegisterService
) -> None:
    member = commune.person(
        cell.id, "Lù Văn An", admitted_on="1986-05", profile=MemberProfile(national_id="010075001234")
    )
    commune.act(member.id, K.EXEMPTION, SPRING, decision_number="9-QĐ/ĐU", reason="Tuổi cao")
    records = MemberRecordService(commune.store, commune.office.id, now)
    records.add(member.id, RecordInput(kind=RecordKind.REWARD, on="2019", form="Giấy khen"))
    paper = papers.member_sheet(member.id, TODAY)
    assert [row[2] for row in rows(paper, 0)] == ["Ghi vào danh sách", "Miễn công tác và sinh hoạt đảng"]
    assert [row[4] for row in rows(paper, 1)] == ["Giấy khen"]
    assert paper.file_name == "phieu-dang-vien-lu-van-an-2026-11-20"
    assert b"%PDF" in papers.pdf(paper)[:8]
    with pytest.raises(ProblemError) as refused:
        papers.member_sheet("nobody", TODAY)
    assert refused.value.code == "V05"


# --- changes of a period ---


@pytest.fixture
def eventful(commune: Commune, cell: Organization, other: Organization) -> list[Member]:
    """Four members; in 2026 one goes, one changes the cell, one dies, and a fifth comes."""
    people = [commune.person(cell.id, name) for name in ("Lù Văn An", "Vàng A Bình", "Tẩn A Chu", "Ma Seo Dìn")]
    commune.act(people[0].id, K.TRANSFER_OUT, SPRING, place="Lào Cai", decision_number="1-QĐ", paper_number="3")
    commune.act(people[1].id, K.CELL_MOVE, SPRING, cell_id=other.id, decision_number="2-QĐ")
    commune.act(people[2].id, K.DEATH, SPRING)
    commune.person(cell.id, "Giàng Thị Én", since=SPRING, sex=Sex.FEMALE)
    return people


def test_each_cell_and_the_whole_balance(
    eventful: list[Member], cell: Organization, other: Organization, papers: RegisterService
) -> None:
    data = papers.movements(date(2026, 1, 1), TODAY)
    whole = amounts(data.whole)
    assert (whole["opening"], whole["registered"], whole["transfer_out"], whole["death"], whole["closing"]) == (
        4,
        1,
        1,
        1,
        3,
    )
    by_cell = {found.cell_id: amounts(found.movements) for found in data.cells}
    assert by_cell[cell.id]["cell_move_out"] == by_cell[other.id]["cell_move_in"] == 1
    assert not data.whole.breaks
    for found in (data.whole, *(each.movements for each in data.cells)):
        known = amounts(found)
        assert known["opening"] + sum(sign * known.get(name, 0) for name, sign in figures(data)) == known["closing"]


def test_every_figure_opens_down_to_its_people(
    eventful: list[Member], cell: Organization, other: Organization, papers: RegisterService
) -> None:
    data = papers.movements(date(2026, 1, 1), TODAY)
    for cell_id, found in [(None, data.whole), *((each.cell_id, each.movements) for each in data.cells)]:
        for name, amount in amounts(found).items():
            assert len(papers.behind(data, name, cell_id)) == amount, (cell_id, name)
    [gone] = papers.behind(data, "transfer_out")
    assert (gone.full_name, gone.on, gone.place, gone.standing) == ("Lù Văn An", SPRING, "Lào Cai", None)
    [moved] = papers.behind(data, "cell_move_in", other.id)
    assert moved.full_name == "Vàng A Bình"
    assert {person.standing for person in papers.behind(data, "closing")} == {Standing.OFFICIAL}


def test_a_row_without_an_act_breaks_the_balance_and_is_named(
    commune: Commune, eventful: list[Member], papers: RegisterService
) -> None:
    with commune.store.operation("test", "test:1"):
        commune.store.execute("DELETE FROM member_event WHERE member_id = ? AND kind = 'death'", (eventful[2].id,))
    data = papers.movements(date(2026, 1, 1), TODAY)
    assert [line.full_name for line in data.whole.breaks] == ["Tẩn A Chu"]
    [unexplained] = papers.behind(data, "unexplained_out")
    assert unexplained.full_name == "Tẩn A Chu"
    text = "".join(getattr(block, "text", "") for block in papers.changes(date(2026, 1, 1), TODAY).blocks)
    assert "KHÔNG CÂN ĐỐI" in text
    assert "Tẩn A Chu" in text


def test_one_cell_alone_has_its_own_paper(eventful: list[Member], other: Organization, papers: RegisterService) -> None:
    data = papers.movements(date(2026, 1, 1), TODAY, other.id)
    assert data.cells == []
    assert amounts(data.whole)["closing"] == 1
    paper = papers.changes(date(2026, 1, 1), TODAY, other.id)
    assert paper.letterhead.issuer == "CHI BỘ TRƯỜNG THCS"
    assert [person.full_name for person in papers.behind(data, "closing", other.id)] == ["Vàng A Bình"]


def test_a_period_that_ends_before_it_begins_is_refused(papers: RegisterService) -> None:
    with pytest.raises(ProblemError) as refused:
        papers.changes(TODAY, START)
    assert refused.value.code == "R80"


# --- organisations, badges, lists ---


def test_the_list_of_units_is_the_tree_of_the_day(
    commune: Commune, cell: Organization, other: Organization, papers: RegisterService
) -> None:
    commune.person(cell.id, "Lù Văn An")
    paper = papers.organizations(TODAY)
    listed = next(block for block in paper.blocks if isinstance(block, Table))
    said = [row.cells[2] for row in listed.rows if row.kind is not RowKind.SECTION]
    assert said == ["Đảng ủy xã Mường Khương", "– Chi bộ thôn Nà Lừa", "– Chi bộ Trường THCS"]
    assert sections(paper) == ["Cộng: 2 chi bộ, 1 đảng viên."]


def test_who_is_due_for_a_badge_is_listed_by_level(
    commune: Commune, cell: Organization, papers: RegisterService
) -> None:
    commune.person(cell.id, "Lù Văn An", birth_date="1940", admitted_on="1976-05", card_number="7")
    commune.person(cell.id, "Vàng A Bình", birth_date="1960", admitted_on="1996-05")
    commune.person(cell.id, "Tẩn A Chu", birth_date="1990", admitted_on="2016-05")
    paper = papers.badges(2026)
    assert sections(paper) == [
        "Huy hiệu 50 năm tuổi đảng: 1 đồng chí",
        "Huy hiệu 30 năm tuổi đảng: 1 đồng chí",
        "Cộng: 2 đồng chí.",
    ]
    assert names(paper) == ["Lù Văn An", "Vàng A Bình"]
    assert [row[6] for row in rows(paper)] == ["7", ""]


def test_a_list_of_the_screen_becomes_a_paper_of_today(papers: RegisterService, tmp_path: Path) -> None:
    paper = papers.listed(ListPaper(title="Bảng tháng", columns=(ListColumn(title="Chi bộ"),), rows=[("Nà Lừa",)]))
    written = papers.excel(paper, tmp_path)
    assert written == tmp_path / "bang-thang-2026-11-20.xlsx"
    assert openpyxl.load_workbook(written).sheetnames == ["Bảng tháng"]
    assert papers.excel(paper, tmp_path / "ten khac").name == "ten khac.xlsx"


def test_papers_leave_no_trace_in_the_store(commune: Commune, cell: Organization, papers: RegisterService) -> None:
    before = audit.head(commune.store)
    papers.register(None, TODAY)
    papers.changes(START, TODAY)
    assert audit.head(commune.store) == before


def test_an_unknown_cell_is_refused(papers: RegisterService) -> None:
    with pytest.raises(ProblemError) as refused:
        papers.register("nowhere", TODAY)
    assert refused.value.code == "V05"
