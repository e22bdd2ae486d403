"""The yearly lists of themes: writing, approving, copying, what may not be taken away, and which quarter is covered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from db.meeting_records import MeetingKind, Theme
from db.problems import ProblemError
from db.records import Organization
from db.view_records import QuarterState, ThemeInput
from desktop_app.services.themes import ThemeService, late
from tests.services.conftest import Commune, now
from tests.services.test_meetings import edit, written


@pytest.fixture
def cell(commune: Commune) -> Organization:
    cell = commune.cell()
    for name in ("Lý A Sử", "Sùng Thị Mỷ", "Hoàng Văn Đào"):
        commune.person(cell.id, name)
    return cell


@pytest.fixture
def themes(commune: Commune) -> ThemeService:
    return ThemeService(commune.store, commune.office.id, now)


def line(cell: Organization, **fields: Any) -> ThemeInput:
    known: dict[str, Any] = {"year": 2026, "quarter": 4, "title": "Học tập và làm theo Bác"}
    return ThemeInput(cell_id=cell.id, **{**known, **fields})


def codes(problem: pytest.ExceptionInfo[ProblemError]) -> list[str]:
    findings = problem.value.values["findings"]
    assert isinstance(findings, tuple)
    return [finding.code for finding in findings]


def held(commune: Commune, cell: Organization, period: str, theme: Theme | None = None) -> str:
    draft = written(commune, cell, MeetingKind.THEMATIC, period)
    draft = edit(draft, theme_id=theme.id if theme else None, theme=theme.title if theme else "Chuyên đề")
    return commune.meetings.finalize(draft).id


def test_a_line_is_kept_tidied_and_listed_with_its_names(
    commune: Commune, cell: Organization, themes: ThemeService
) -> None:
    writer = commune.person(cell.id, "Giàng Seo Páo")
    made = themes.add(
        line(cell, title="  Ðẩy mạnh  học tập ", writer_id=writer.id, presenter_id="", approved_on=date(2026, 1, 5))
    )
    [found] = themes.listed(2026)
    assert found.theme == made
    assert (found.theme.title, found.theme.presenter_id, found.theme.revision) == ("Đẩy mạnh học tập", None, 1)
    assert (found.cell_name, found.writer, found.presenter) == (cell.name, "Giàng Seo Páo", "")
    assert found.meeting_id is None
    assert themes.listed(2025) == []


def test_what_cannot_be_is_refused_beside_its_field(commune: Commune, cell: Organization, themes: ThemeService) -> None:
    with pytest.raises(ProblemError) as refused:
        themes.add(line(cell, title=" ", quarter=5, year=2030, sent_on=date(2027, 1, 1), writer_id="nobody"))
    assert codes(refused) == [
        "THEME_NO_TITLE",
        "THEME_YEAR",
        "THEME_QUARTER",
        "THEME_DAY_IN_FUTURE",
        "THEME_PERSON_UNKNOWN",
    ]
    with pytest.raises(ProblemError) as refused:
        themes.add(line(cell, title="x" * 301, note="y" * 1001))
    assert codes(refused) == ["TEXT_TOO_LONG", "TEXT_TOO_LONG"]
    with pytest.raises(ProblemError) as unknown:
        themes.add(ThemeInput(cell_id="none", year=2026, quarter=1, title="A"))
    assert unknown.value.code == "V05"
    assert themes.listed(2026) == []


def test_the_same_title_and_days_out_of_order_are_only_pointed_out(cell: Organization, themes: ThemeService) -> None:
    first = themes.add(line(cell))
    odd = line(
        cell,
        title="HỌC TẬP và làm theo bác",
        approval_number="12-CV/ĐU",
        approved_on=date(2026, 3, 1),
        sent_on=date(2026, 2, 1),
        reported_on=date(2026, 1, 1),
    )
    found = themes.check(odd)
    assert [each.code for each in found] == ["THEME_SENT_BEFORE_APPROVED", "THEME_REPORTED_BEFORE_SENT", "THEME_TWICE"]
    assert [each.code for each in themes.check(line(cell, approval_number="3"), first.id)] == [
        "THEME_APPROVAL_WITHOUT_DAY"
    ]
    themes.add(odd)


def test_a_change_over_a_newer_one_is_refused(cell: Organization, themes: ThemeService) -> None:
    made = themes.add(line(cell))
    changed = themes.update(made.id, made.revision, line(cell, quarter=1))
    assert (changed.quarter, changed.revision) == (1, 2)
    with pytest.raises(ProblemError) as refused:
        themes.update(made.id, made.revision, line(cell, quarter=2))
    assert refused.value.code == "M81"
    assert [found.theme.quarter for found in themes.listed(2026)] == [1]


def test_one_paper_approves_many_lines_at_once(cell: Organization, themes: ThemeService) -> None:
    made = [themes.add(line(cell, quarter=quarter, title=f"Chuyên đề {quarter}")) for quarter in (1, 2)]
    themes.approve([theme.id for theme in made], " 15-CV/ĐU ", date(2026, 1, 10))
    assert {(each.theme.approval_number, each.theme.approved_on) for each in themes.listed(2026)} == {
        ("15-CV/ĐU", date(2026, 1, 10))
    }
    with pytest.raises(ProblemError) as refused:
        themes.approve([made[0].id], "16", date(2027, 1, 1))
    assert codes(refused) == ["THEME_DAY_IN_FUTURE"]
    with pytest.raises(ProblemError) as gone:
        themes.approve([made[0].id, "nothing"], "16", date(2026, 2, 1))
    assert gone.value.code == "M80"
    assert {each.theme.approval_number for each in themes.listed(2026)} == {"15-CV/ĐU"}


def test_last_years_list_is_copied_without_its_days_and_only_once(
    commune: Commune, cell: Organization, themes: ThemeService
) -> None:
    stays = commune.person(cell.id, "Giàng Seo Páo")
    themes.add(line(cell, title="A", writer_id=stays.id, approved_on=date(2026, 1, 5), approval_number="1"))
    themes.add(line(cell, title="B", quarter=1))
    themes.add(line(cell, title="b", year=2027))
    assert themes.copy(2026, 2027) == 1
    copied = next(each.theme for each in themes.listed(2027) if each.theme.title == "A")
    assert (copied.quarter, copied.writer_id, copied.approved_on, copied.approval_number) == (4, stays.id, None, "")
    with pytest.raises(ProblemError) as nothing:
        themes.copy(2026, 2027)
    assert nothing.value.code == "M82"


def test_a_theme_that_was_held_stays_on_the_list_until_its_meeting_is_cancelled(
    commune: Commune, cell: Organization, themes: ThemeService
) -> None:
    theme = themes.add(line(cell))
    meeting = held(commune, cell, "2026-11", theme)
    [found] = themes.listed(2026)
    assert (found.meeting_id, found.held_on) == (meeting, date(2026, 11, 3))
    with pytest.raises(ProblemError) as refused:
        themes.remove(theme.id)
    assert refused.value.code == "M83"
    commune.meetings.cancel(meeting, "Ghi nhầm")
    assert themes.remove(theme.id) == theme
    with pytest.raises(ProblemError) as gone:
        themes.remove(theme.id)
    assert gone.value.code == "M80"


def test_each_quarter_says_how_the_cell_stands(commune: Commune, cell: Organization, themes: ThemeService) -> None:
    themes.add(line(cell, quarter=4, approved_on=date(2026, 1, 5)))
    meeting = held(commune, cell, "2026-05")
    [row] = themes.coverage(2026)
    # Of the first quarter nothing was written here: it stands in a book of paper.
    assert [quarter.state for quarter in row.quarters] == [
        QuarterState.BEFORE,
        QuarterState.DONE,
        QuarterState.LATE,
        QuarterState.LISTED,
    ]
    assert (row.quarters[1].meeting_id, row.quarters[1].held_on) == (meeting, date(2026, 5, 3))
    assert (row.quarters[3].listed, row.quarters[3].approved) == (1, 1)
    assert "42-HD/BTCTW" in row.quarters[3].source
    assert late([row]) == [row]
    [coming] = themes.coverage(2027)
    assert {quarter.state for quarter in coming.quarters} == {QuarterState.UNLISTED}
    assert late([coming]) == []


def test_the_last_month_of_a_quarter_says_that_the_theme_is_due(commune: Commune, cell: Organization) -> None:
    december = ThemeService(commune.store, commune.office.id, lambda: datetime(2026, 12, 2, 8))  # noqa: DTZ001
    [row] = december.coverage(2026)
    assert row.quarters[3].state is QuarterState.DUE


def test_a_cell_is_not_asked_for_quarters_in_which_it_did_not_exist_throughout(
    commune: Commune, cell: Organization, themes: ThemeService
) -> None:
    held(commune, cell, "2026-01")
    young = commune.organizations.add_cell("M", "Chi bộ mới", "", "MK", 3, ("Mới",), date(2026, 5, 1))
    row = next(row for row in themes.coverage(2026) if row.cell_id == young.id)
    assert [quarter.state for quarter in row.quarters] == [
        QuarterState.NOT_ASKED,
        QuarterState.NOT_ASKED,
        QuarterState.LATE,
        QuarterState.UNLISTED,
    ]
    assert [row.cell_id for row in themes.coverage(2025)] == [cell.id]


def test_the_next_theme_of_a_quarter_is_one_not_held_yet(
    commune: Commune, cell: Organization, themes: ThemeService
) -> None:
    first, second = themes.add(line(cell, title="A")), themes.add(line(cell, title="B"))
    assert themes.of_quarter(cell.id, "2026-11") == [first, second]
    held(commune, cell, "2026-11", first)
    assert themes.of_quarter(cell.id, "2026-10") == [second, first]
    assert themes.of_quarter(cell.id, "2026-09") == []
