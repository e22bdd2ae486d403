"""The summary tables: published figures come out as they were printed, every figure names who is behind it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from db import member_profiles
from db.evaluation_records import Exclusion, Subject
from db.problems import ProblemError
from db.records import Organization, Sex
from db.register_records import ChangeKind, MemberProfile
from desktop_app.documents.table_model import RowKind, Table, TableDocument, TableRow
from desktop_app.rules import admissions, percentages
from desktop_app.rules.rating_tables import Figure, FigureKind, Options, RatingTable, amount, shares
from desktop_app.services.rating_tables import RatingTableService
from tests.helpers import rated
from tests.services.conftest import Commune, now

D = Decimal
MUONG = "06"


@pytest.fixture
def service(commune: Commune) -> RatingTableService:
    return RatingTableService(commune.store, commune.office.id, now)


def printed(table: RatingTable, key: str) -> dict[str, Decimal | None]:
    """Return the percentages of a line by level."""
    line = next(tally for tally in (*table.tallies, *table.sums) if tally.key == key)
    return {share.level.code: share.percent for share in shares(table.levels, line, table.options)}


def behind(service: RatingTableService, table: RatingTable, key: str, kind: FigureKind, code: str = "") -> int:
    found, total = service.behind(table, key, Figure(kind=kind, code=code), limit=5)
    assert len(found) == min(5, total)
    return total


# --- published figures ---


@pytest.fixture
def report_of_2007(commune: Commune) -> None:
    """What a province reported for 2007: 411 grassroots organisations of which 410 were rated, 1,476 direct cells."""
    office, store = commune.office.id, commune.store
    made = rated.campaign(store, office, 2007, "2007")
    committees = rated.units(store, office, 164, "commune_committee", "grassroots_committee", "hamlet")
    cells = rated.units(store, office, 247, "cell", "grassroots_cell", "agency")
    rated.rate(
        store,
        made,
        Subject.GRASSROOTS,
        [(unit, None) for unit in (*committees, *cells)],
        {"clean": 320 - 76, "clean_model": 76, "done": 88, "weak": 2},
        {Exclusion.OTHER: 1},
    )
    direct = rated.units(store, office, 1_476, "cell", "direct_cell", "hamlet")
    rated.rate(
        store,
        made,
        Subject.CELL,
        [(unit, None) for unit in direct],
        {"clean": 1_125 - 211, "clean_model": 211, "done": 343, "weak": 6},
        {Exclusion.OTHER: 2},
    )


@pytest.mark.usefixtures("report_of_2007")
def test_the_figures_a_province_published_for_2007_come_out_as_printed(service: RatingTableService) -> None:
    table = service.collectives(2007)
    assert [level.short for level in table.levels] == ["TSVM", "TSVM tiêu biểu", "HTTNV", "HTNV", "YK"]
    # Of the 410 that were rated, not of the 411 there are; the part is a share of the line it is part of.
    assert printed(table, "grassroots") == {
        "clean": D("78.05"),
        "clean_model": D("23.75"),
        "good": D("0.00"),
        "done": D("21.46"),
        "weak": D("0.49"),
    }
    assert printed(table, "cell") == {
        "clean": D("76.32"),
        "clean_model": D("18.76"),
        "good": D("0.00"),
        "done": D("23.27"),
        "weak": D("0.41"),
    }
    # The source printed 0,488 and 0,407: with three places so do we.
    three = service.collectives(2007, Options(decimals=3))
    assert (printed(three, "grassroots")["weak"], printed(three, "cell")["weak"]) == (D("0.488"), D("0.407"))
    assert table.findings == ()


@pytest.mark.usefixtures("report_of_2007")
def test_every_figure_of_2007_is_as_many_organisations(service: RatingTableService) -> None:
    table = service.collectives(2007)
    expected = {"clean": 320, "clean_model": 76, "done": 88, "weak": 2, "good": 0}
    for code, count in expected.items():
        assert behind(service, table, "grassroots", FigureKind.LEVEL, code) == count
    assert behind(service, table, "grassroots", FigureKind.RATED) == 410
    assert behind(service, table, "grassroots", FigureKind.TOTAL) == 411
    assert behind(service, table, "grassroots", FigureKind.EXCLUDED, "other") == 1
    assert behind(service, table, "cell", FigureKind.RATED) == 1_474
    assert behind(service, table, "cell", FigureKind.TOTAL) == 1_476
    committees = next(tally.key for tally in table.tallies if "committee" in tally.key)
    assert behind(service, table, committees, FigureKind.TOTAL) == 164


@pytest.mark.usefixtures("report_of_2007")
def test_the_paper_of_2007_prints_the_published_figures(service: RatingTableService) -> None:
    rows = [row.cells for row in rows_of(service.document(service.collectives(2007))) if row.kind is RowKind.TOTAL]
    assert [tuple(row[2:14]) for row in rows] == [
        (411, 410, 320, "78,05", 76, "23,75", 0, "0,00", 88, "21,46", 2, "0,49"),
        (1_476, 1_474, 1_125, "76,32", 211, "18,76", 0, "0,00", 343, "23,27", 6, "0,41"),
    ]


def rows_of(document: TableDocument) -> list[TableRow]:
    table = next(block for block in document.blocks if isinstance(block, Table))
    return list(table.rows)


def test_published_shares_of_one_whole_that_do_not_add_up_are_flagged() -> None:
    assert percentages.astray([D("71.43"), D("29.82"), D("0.54")]) == D("101.79")
    assert percentages.astray([D("78.05"), D("21.46"), D("0.49")]) is None


def seed_of_2017(commune: Commune, cell: Organization) -> None:
    """Let 171 people be admitted in nine months of 2017, in groups that overlap."""
    categories = ["civil_servant"] * 10 + ["public_employee"] * 45 + ["farmer"] * 108 + ["armed_forces"] * 8
    for place, category in enumerate(categories):
        person = commune.person(
            cell.id,
            f"Bùi Văn {place:03}",
            sex=Sex.FEMALE if place < 84 else Sex.MALE,
            ethnic_code=MUONG if place % 19 < 17 else admissions.KINH,
            admitted_on=f"2017-{1 + place % 9:02}-15",
        )
        with commune.store.operation("test.profile", f"member:{person.id}"):
            profile = MemberProfile(youth_member=place >= 171 - 113, category_code=category)
            member_profiles.write(commune.store, person.id, profile)


def test_the_admissions_of_2017_are_groups_that_overlap_and_are_never_forced_to_add_up(
    commune: Commune, service: RatingTableService
) -> None:
    seed_of_2017(commune, commune.cell())
    found = service.admissions(date(2017, 1, 1), date(2017, 9, 30))
    lines = {group.code: (group.count, group.percent(2)) for group in found.groups}
    assert lines == {
        "all": (171, D("100.00")),
        "women": (84, D("49.12")),
        "minority": (153, D("89.47")),
        f"ethnic:{MUONG}": (153, D("89.47")),
        "youth": (113, D("66.08")),
        "category:civil_servant": (10, D("5.85")),
        "category:public_employee": (45, D("26.32")),
        "category:farmer": (108, D("63.16")),
        "category:armed_forces": (8, D("4.68")),
    }
    document = service.admissions_document(found, 1, listed=False)
    table = next(block for block in document.blocks if isinstance(block, Table))
    shown = {str(row.cells[1]): row.cells[2:] for row in table.rows}
    assert shown["Nữ"] == (84, "49,1")
    assert shown["Trong đó: dân tộc Mường"] == (153, "89,5")
    assert shown["Đoàn viên thanh niên"] == (113, "66,1")
    assert sum(group.count for group in found.groups[3:]) != 171
    assert "không cộng lại" in " ".join(getattr(block, "text", "") for block in document.blocks)


def test_who_came_from_elsewhere_was_not_admitted_here_and_rough_days_are_told(
    commune: Commune, service: RatingTableService
) -> None:
    cell = commune.cell()
    commune.person(cell.id, "Lý A Sử", admitted_on="2025-03-03", since=date(2025, 3, 3))
    commune.person(cell.id, "Sùng Thị Mỷ", admitted_on="2025")
    commune.person(cell.id, "Hoàng Văn Đào", admitted_on="2024-12-31")
    guest = commune.person(cell.id, "Vàng Seo Dìn", admitted_on="2025-05-05", since=date(2025, 6, 1))
    first = commune.store.row("SELECT id FROM member_event WHERE member_id = ? ORDER BY seq", (guest.id,))
    assert first is not None
    with commune.store.operation("test.came", f"member:{guest.id}"):
        commune.store.execute(
            "UPDATE member_event SET kind = ? WHERE id = ?", (ChangeKind.TRANSFER_IN.value, first["id"])
        )
    year = service.admissions(date(2025, 1, 1), date(2025, 12, 31))
    assert [one.full_name for one in year.people] == ["Sùng Thị Mỷ", "Lý A Sử"]
    half = service.admissions(date(2025, 1, 1), date(2025, 6, 30))
    assert [one.full_name for one in half.people] == ["Lý A Sử"]
    assert half.uncertain == 1
    assert not admissions.groups([], ())[0].percent(2)
    with pytest.raises(ProblemError) as refused:
        service.admissions(date(2025, 6, 30), date(2025, 1, 1))
    assert refused.value.code == "R80"


# --- members ---


@pytest.fixture
def cells(commune: Commune) -> list[Organization]:
    found = [commune.cell(), commune.cell("BL", "Chi bộ thôn Bản Lầu", "Bản Lầu")]
    for cell in found:
        for place in range(10):
            sex = Sex.FEMALE if place % 3 == 0 else Sex.MALE
            commune.person(cell.id, f"Lý A {place}", sex=sex)
    return found


@pytest.fixture
def year_2026(commune: Commune, cells: list[Organization]) -> list[str]:
    made = rated.campaign(commune.store, commune.office.id, 2026, "2025")
    ids = []
    for cell, levels, excluded in (
        (cells[0], {"excellent": 2, "good": 5, "failed": 1}, {Exclusion.EXEMPT: 1, Exclusion.SUSPENDED: 1}),
        (cells[1], {"good": 7, "": 2}, {Exclusion.TOO_NEW: 1}),
    ):
        rows = commune.store.rows("SELECT member_id AS id FROM membership WHERE cell_id = ?", (cell.id,))
        people = sorted(row["id"] for row in rows)
        ids += rated.rate(commune.store, made, Subject.MEMBER, [(cell.id, one) for one in people], levels, excluded)
    return ids


def test_members_are_counted_by_cell_and_every_figure_has_its_people(
    service: RatingTableService, cells: list[Organization], year_2026: list[str]
) -> None:
    table = service.members(2026)
    lines = {tally.name: tally for tally in table.tallies}
    assert list(lines) == ["Chi bộ thôn Bản Lầu", "Chi bộ thôn Nà Lừa"]
    assert lines["Chi bộ thôn Nà Lừa"].levels == {"excellent": 2, "good": 5, "failed": 1}
    assert lines["Chi bộ thôn Bản Lầu"].undecided == 2
    assert printed(table, cells[0].id)["good"] == D("62.50")
    assert [figure.code for figure in table.figures if figure.kind is FigureKind.EXCLUDED] == [
        "exempt",
        "suspended",
        "too_new",
    ]
    for tally in (*table.tallies, *table.sums):
        for figure in table.figures:
            assert behind(service, table, tally.key, figure.kind, figure.code) == amount(table.levels, tally, figure)
    assert [finding.code for finding in table.findings] == ["TABLE_UNDECIDED"]


def test_a_list_of_another_length_is_flagged_and_who_is_gone_counts_nowhere(
    commune: Commune, service: RatingTableService, cells: list[Organization], year_2026: list[str]
) -> None:
    commune.person(cells[0].id, "Người Mới Đến")
    table = service.members(2026)
    assert {finding.code for finding in table.findings} == {"TABLE_UNDECIDED", "TABLE_NOT_THE_LIST"}
    with commune.store.operation("test.left", "campaign:x"):
        commune.store.execute("UPDATE evaluation SET exclusion = 'left' WHERE id = ?", (year_2026[0],))
    after = service.members(2026)
    figure = Figure(kind=FigureKind.TOTAL)
    assert service.behind(table, "", figure)[1] == service.behind(after, "", figure)[1] == 19
    assert after.sums[0].levels["excellent"] == 1


def test_a_rating_that_was_annulled_counts_no_more(
    commune: Commune, service: RatingTableService, year_2026: list[str]
) -> None:
    with commune.store.operation("test.annul", "campaign:x"):
        commune.store.execute("UPDATE evaluation SET annulled_on = '2027-02-01' WHERE id = ?", (year_2026[0],))
    table = service.members(2026)
    assert (table.sums[0].annulled, table.sums[0].levels["excellent"]) == (1, 1)
    assert behind(service, table, "", FigureKind.ANNULLED) == 1
    assert len(service.named(2026, failing=False)) == 1


def test_before_anything_is_decided_the_proposals_can_be_counted(
    commune: Commune, service: RatingTableService, year_2026: list[str]
) -> None:
    with commune.store.operation("test.propose", "campaign:x"):
        commune.store.execute(
            "UPDATE evaluation SET proposed_level = 'done' WHERE decided_level = '' AND exclusion = ''"
        )
    table = service.members(2026, Options(proposed=True))
    assert table.sums[0].levels == {"excellent": 2, "good": 12, "failed": 1, "done": 2}
    assert behind(service, table, "", FigureKind.LEVEL, "done") == 2
    assert service.members(2026).sums[0].undecided == 2
    assert "đề xuất" in service.document(table).note


def test_shares_may_be_adjusted_to_add_up_as_printed(service: RatingTableService, year_2026: list[str]) -> None:
    table = service.members(2026, Options(decimals=0, adjusted=True))
    found = printed(table, "")
    assert sum((share for share in found.values() if share is not None), D(0)) == 100


def test_the_failing_are_listed_with_the_reason(
    commune: Commune, service: RatingTableService, year_2026: list[str]
) -> None:
    found = service.named(2026, failing=True)
    assert [line.level for line in found] == ["failed"]
    member = found[0].member_id
    with commune.store.operation("test.discipline", f"member:{member}"):
        commune.store.insert_many(
            "member_record",
            ("id", "owner_id", "member_id", "kind", "on_date", "until", "form", "number", "issuer", "place", "text"),
            [("k1", commune.office.id, member, "discipline", "2026-05-12", "", "reprimand", "", "", "", "")],
        )
        commune.store.execute(
            "UPDATE evaluation SET committee_remark = 'Nghỉ họp nhiều buổi' WHERE id = ?", (found[0].evaluation_id,)
        )
    document = service.named_document(2026, failing=True)
    assert "KHÔNG HOÀN THÀNH NHIỆM VỤ" in document.title
    rows = rows_of(document)
    said = rows[-1].cells[-1]
    assert said == "Kỷ luật: khiển trách (12/05/2026)\nNghỉ họp nhiều buổi"
    assert "HOÀN THÀNH XUẤT SẮC NHIỆM VỤ" in service.named_document(2026, failing=False).title


def test_a_year_without_a_campaign_has_no_table(service: RatingTableService) -> None:
    with pytest.raises(ProblemError) as refused:
        service.members(2026)
    assert refused.value.code == "Q40"
