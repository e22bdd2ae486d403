"""The summary tables of a review print as they did, the same on paper and in the workbook, Vietnamese always."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from db.evaluation_records import Exclusion, Stage, Subject
from db.rating_records import Admitted, RatedLine, Tally
from desktop_app import texts
from desktop_app.documents.papers.admissions import AdmissionData, admissions_document
from desktop_app.documents.papers.rating_tables import list_document, table_document, wording
from desktop_app.documents.pdf.table import table_pdf
from desktop_app.documents.table_model import TableDocument
from desktop_app.rules import admissions, rating_tables
from desktop_app.rules import scheme as scheme_rules
from desktop_app.rules.rating_tables import Options, RatingTable
from desktop_app.rules.scheme import Scheme
from tests.helpers.drawn import as_text, drawn_by
from tests.helpers.papers import HOSTILE, OFFICE, said_by_workbook, workbook_values

SCHEMES = scheme_rules.read(scheme_rules.shipped().items())


def scheme(code: str) -> Scheme:
    found = SCHEMES.get(code)
    assert found is not None
    return found


def table(code: str, year: int, subjects: tuple[Subject, ...], tallies: list[Tally], options: Options) -> RatingTable:
    levels = rating_tables.columns(scheme(code), subjects)
    people = Subject.MEMBER in subjects
    whole = rating_tables.added(tallies)
    sums = (
        (whole,)
        if people
        else tuple(
            rating_tables.added((one for one in tallies if one.group == subject), subject, "", subject)
            for subject in subjects
        )
    )
    return RatingTable(
        year=year,
        scheme=scheme(code),
        subjects=subjects,
        levels=levels,
        figures=rating_tables.figures(levels, whole, people=people),
        tallies=tuple(tallies),
        sums=sums,
        options=options,
        findings=tuple(rating_tables.findings(levels, tallies, options, 40 if people else None)),
    )


def members(code: str, year: int, options: Options = Options()) -> TableDocument:  # noqa: B008 - frozen
    tallies = [
        Tally(
            key="c1",
            name="Chi bộ thôn Nà Lừa",
            levels={"excellent": 3, "good": 15, "done": 1, "failed": 1},
            women={"excellent": 1, "good": 6},
            excluded={"exempt": 2, "suspended": 1},
            annulled=1,
        ),
        Tally(key="c2", name="Chi bộ thôn Bản Lầu", levels={"good": 11}, women={"good": 3}, undecided=2),
    ]
    return table_document(table(code, year, (Subject.MEMBER,), tallies, options), OFFICE)


def collectives() -> TableDocument:
    tallies = [
        Tally(
            key="grassroots/grassroots_cell/agency",
            name="",
            group="grassroots",
            levels={"clean": 244, "clean_model": 76, "done": 88, "weak": 2},
            excluded={"other": 1},
        ),
        Tally(key="cell/direct_cell/", name="", group="cell", levels={"clean": 914, "clean_model": 211, "done": 343}),
    ]
    return table_document(table("2007", 2007, (Subject.GRASSROOTS, Subject.CELL), tallies, Options()), OFFICE)


def lines(level: str) -> list[RatedLine]:
    return [
        RatedLine(
            evaluation_id="e0",
            subject=Subject.CELL,
            organization_id="c1",
            organization_name="Chi bộ thôn Nà Lừa",
            member_id=None,
            name="Chi bộ thôn Nà Lừa",
            level=level,
            stage=Stage.DECIDED,
            decision_number="126-QĐ/ĐU",
            decided_on=date(2025, 12, 18),
            reason="Hai đảng viên bị kỷ luật",
        ),
        RatedLine(
            evaluation_id="e1",
            subject=Subject.MEMBER,
            organization_id="c1",
            organization_name="Chi bộ thôn Nà Lừa",
            member_id="m1",
            name="Lù Văn Páo",
            birth_date="1971-03-05",
            sex="male",
            positions="Trưởng thôn",
            level=level,
            stage=Stage.DECIDED,
            points=915,
            decision_number="125-QĐ/ĐU",
            decided_on=date(2025, 12, 18),
            votes=19,
            voters=21,
        ),
        RatedLine(
            evaluation_id="e2",
            subject=Subject.MEMBER,
            organization_id="c2",
            organization_name="Chi bộ thôn Bản Lầu",
            member_id="m2",
            name="Vàng Thị Mỷ",
            birth_date="1980",
            level=level,
            stage=Stage.DECIDED,
            reason="Nghỉ sinh hoạt nhiều buổi",
            disciplines="2025-05-12 reprimand\n2025-09 warning",
        ),
    ]


def admitted() -> TableDocument:
    people = [
        Admitted(
            member_id=f"m{place}",
            full_name=f"Bùi Văn {place:02}",
            birth_date="1995",
            sex="female" if place < 3 else "male",
            ethnic_code="06" if place < 5 else "01",
            category_code="farmer",
            youth_member=place > 1,
            admitted_on="2017-05-01",
            cell_id="c1",
            cell_name="Chi bộ thôn Nà Lừa",
        )
        for place in range(7)
    ]
    data = AdmissionData(
        start=date(2017, 1, 1),
        end=date(2017, 9, 30),
        people=people,
        groups=admissions.groups(people, ("farmer",)),
        decimals=2,
        uncertain=1,
    )
    return admissions_document(data, OFFICE)


PAPERS: dict[str, Callable[[], TableDocument]] = {
    "members-2023": lambda: members("2023", 2024),
    "members-2025": lambda: members("2025", 2025, Options(decimals=1, adjusted=True, proposed=True)),
    "collectives-2007": collectives,
    "outstanding-2023": lambda: list_document(2024, scheme("2023"), lines("excellent"), OFFICE, failing=False),
    "outstanding-2025": lambda: list_document(2025, scheme("2025"), lines("excellent"), OFFICE, failing=False),
    "failing-2025": lambda: list_document(2025, scheme("2025"), lines("failed"), OFFICE, failing=True),
    "failing-nobody": lambda: list_document(2025, scheme("2025"), [], OFFICE, failing=True),
    "admissions": admitted,
}


@pytest.mark.parametrize("name", PAPERS)
def test_tables_print_as_they_did(name: str, snapshot: SnapshotAssertion) -> None:
    paper = PAPERS[name]()
    assert as_text(drawn_by(lambda: table_pdf(paper))) == snapshot(name=name)


@pytest.mark.parametrize("name", PAPERS)
def test_the_workbook_says_what_the_paper_says(name: str, tmp_path: Path) -> None:
    paper = PAPERS[name]()
    printed = {word for line in drawn_by(lambda: table_pdf(paper)) for word in line.text.split()}
    assert set(said_by_workbook(paper, tmp_path)) - printed == set()


@pytest.fixture
def in_english() -> Iterator[None]:
    texts.set_language("en")
    yield
    texts.set_language("vi")


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.usefixtures("in_english")
def test_tables_are_vietnamese_whatever_the_window_speaks(name: str) -> None:
    made = PAPERS[name]()
    english = as_text(drawn_by(lambda: table_pdf(made)))
    texts.set_language("vi")
    again = PAPERS[name]()
    assert as_text(drawn_by(lambda: table_pdf(again))) == english


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    hostile = [
        RatedLine(
            evaluation_id=str(place),
            subject=Subject.MEMBER,
            organization_id="c1",
            organization_name=HOSTILE[-1],
            member_id="m",
            name=text,
            positions=text,
            level="failed",
            reason=text,
            exclusion=Exclusion.NONE,
        )
        for place, text in enumerate(HOSTILE)
    ]
    paper = list_document(2025, scheme("2025"), hostile, OFFICE, failing=True)
    assert table_pdf(paper).startswith(b"%PDF")
    values = [value for sheet in workbook_values(paper, tmp_path) for row in sheet for value in row if value]
    assert "=1+1" in values


def test_every_finding_of_a_table_has_its_words_on_paper() -> None:
    assert set(wording()["finding"]) == {
        "TABLE_LEVEL_OUTSIDE",
        "TABLE_SUM_ASTRAY",
        "TABLE_UNDECIDED",
        "TABLE_NOT_THE_LIST",
    }


@pytest.mark.parametrize("name", ["members-2025", "admissions"])
def test_percentages_are_numbers_in_the_workbook(name: str, tmp_path: Path) -> None:
    [sheet, *_] = workbook_values(PAPERS[name](), tmp_path)
    assert any(isinstance(value, float) for row in sheet for value in row)
    assert not [value for row in sheet for value in row if isinstance(value, str) and re.fullmatch(r"\d+,\d+", value)]
