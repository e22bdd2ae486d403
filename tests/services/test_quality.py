"""Scoring through the services: prefilled, fixed when finalised, gathered for a year, printed."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from db.meeting_records import AgendaItem, Guest, MeetingDraft, MeetingKind, Presence, Vote
from db.problems import ProblemError
from db.records import Organization
from db.register_records import RoleKind
from db.tree_records import RoleInput
from desktop_app.services.quality import QualityService
from tests.services.conftest import START, Commune, now


@pytest.fixture
def cell(commune: Commune) -> Organization:
    made = commune.cell()
    for name in ("Lý A Sử", "Sùng Thị Mỷ", "Hoàng Văn Đào"):
        commune.person(made.id, name)
    return made


@pytest.fixture
def service(commune: Commune) -> QualityService:
    return QualityService(commune.store, commune.office.id, now)


def edit(draft: MeetingDraft, **changes: Any) -> MeetingDraft:
    return msgspec.structs.replace(draft, content=msgspec.structs.replace(draft.content, **changes))


def written(
    commune: Commune, cell: Organization, period: str = "2026-11", kind: MeetingKind = MeetingKind.REGULAR
) -> MeetingDraft:
    """A meeting without an error, on the third of its month."""
    draft = commune.meetings.prepare(cell.id, kind, period)
    present = [mark.member_id for mark in draft.content.attendance if mark.presence is Presence.PRESENT]
    return edit(
        draft,
        held_on=date(int(period[:4]), int(period[5:]), 3),
        start_time="07:30",
        end_time="10:00",
        place="Nhà văn hóa",
        theme="" if kind is MeetingKind.REGULAR else "Học tập",
        chair_id=present[0],
        secretary_id=present[1],
        agenda=(AgendaItem(title="Việc tháng", content="x", conclusion="Nhất trí", vote=Vote(entitled=3, agree=3)),),
        approval_agree=3,
    )


def scored(service: QualityService, draft: MeetingDraft, **stages: int) -> MeetingDraft:
    """The draft with a sheet in which every criterion has all its points less what ``stages`` takes from each."""
    made = service.prefill(draft)
    assert made.content.score is not None
    points = tuple(
        msgspec.structs.replace(
            point, proposed=point.most, **{stage: max(0, point.most - less) for stage, less in stages.items()}
        )
        for point in made.content.score.points
    )
    return edit(made, score=msgspec.structs.replace(made.content.score, points=points))


def test_a_sheet_is_prefilled_with_what_the_program_counts_and_who_came_from_above(
    commune: Commune, cell: Organization, service: QualityService
) -> None:
    guest = Guest(name="Vàng A Páo", position="Ủy viên Ban Thường vụ", from_above=True)
    draft = service.prefill(edit(written(commune, cell), guests=(guest,)))
    sheet = draft.content.score
    assert sheet is not None
    figures = service.assess(draft).figures
    assert [point.proposed for point in sheet.points if point.code in figures] == [
        figures[point.code].points for point in sheet.points if point.code in figures
    ]
    assert {point.code: point.proposed for point in sheet.points}["attendance"] == 200
    assert sheet.confirmed_by == "Vàng A Páo, Ủy viên Ban Thường vụ"


def test_a_kind_without_a_scheme_is_not_scored(commune: Commune, cell: Organization, service: QualityService) -> None:
    draft = written(commune, cell, kind=MeetingKind.EXTRAORDINARY)
    assert service.assess(draft).scheme is None
    with pytest.raises(ProblemError) as caught:
        service.prefill(draft)
    assert caught.value.code == "M33"


def test_level_and_points_are_fixed_when_the_meeting_is_finalised(
    commune: Commune, cell: Organization, service: QualityService
) -> None:
    final = commune.meetings.finalize(scored(service, written(commune, cell)))
    kept = commune.meetings.get(final.id).content.score
    assert kept == final.content.score
    assert kept is not None
    assert (kept.level, kept.total) == ("good", 1000)
    summary = commune.meetings.listed(cell.id)[0]
    assert (summary.quality_level, summary.quality_points) == ("good", 1000)


def test_what_the_program_counts_is_filled_in_at_the_last_moment(
    commune: Commune, cell: Organization, service: QualityService
) -> None:
    before_closing = service.prefill(edit(written(commune, cell), approval_agree=None))
    final = commune.meetings.finalize(edit(before_closing, approval_agree=3))
    sheet = final.content.score
    assert sheet is not None
    assert {point.code: point.proposed for point in sheet.points}["minutes"] == 80


def test_a_meeting_that_is_not_scored_is_finalised_without_a_word_about_it(
    commune: Commune, cell: Organization
) -> None:
    draft = written(commune, cell)
    assert not [finding for finding in commune.meetings.check(draft) if finding.code.startswith("QUALITY")]
    assert commune.meetings.finalize(draft).content.score is None


def test_points_above_the_most_stop_the_meeting(commune: Commune, cell: Organization, service: QualityService) -> None:
    draft = scored(service, written(commune, cell), voted=-10)
    assert "QUALITY_OVER_MOST" in {finding.code for finding in commune.meetings.check(draft)}
    with pytest.raises(ProblemError) as caught:
        commune.meetings.finalize(draft)
    assert caught.value.code == "V01"


def test_a_new_version_is_rated_anew_and_replaces_the_level_of_the_year(
    commune: Commune, cell: Organization, service: QualityService
) -> None:
    first = commune.meetings.finalize(scored(service, written(commune, cell, "2026-10")))
    draft = commune.meetings.revise(first.id, "Chấm lại")
    second = commune.meetings.finalize(scored(service, draft, voted=40))
    assert second.content.score is not None
    assert second.content.score.level == "average"
    month = service.year(2026)[0].months[9]
    assert month is not None
    assert (month.meeting_id, month.level) == (second.id, "average")


def test_a_year_has_a_line_for_each_cell_and_names_what_is_missing(
    commune: Commune, cell: Organization, service: QualityService
) -> None:
    commune.cell("XX", "Chi bộ thôn Ản")
    for period in ("2026-08", "2026-09"):
        commune.meetings.finalize(scored(service, written(commune, cell, period)))
    rows = service.year(2026)
    assert [row.cell_name for row in rows] == ["Chi bộ thôn Ản", "Chi bộ thôn Nà Lừa"]
    row = rows[1]
    assert [place for place, month in enumerate(row.months, 1) if month is not None] == [8, 9]
    assert (row.result.level, row.result.scored, row.result.missing) == ("fair", 2, 1)
    # What lies before the first meeting kept here stands in books of paper.
    assert row.due == (False,) * 7 + (True,) * 3 + (False,) * 2
    assert row.provisional
    assert service.year(2026, cell.id) == [row]
    assert rows[0].result.level == ""


def test_a_thematic_meeting_of_its_own_does_not_count_for_the_year(
    commune: Commune, cell: Organization, service: QualityService
) -> None:
    commune.meetings.finalize(scored(service, written(commune, cell, "2026-10", MeetingKind.THEMATIC)))
    assert service.year(2026)[0].months == (None,) * 12


def test_the_committee_of_the_month_is_found_by_its_minutes(
    commune: Commune, cell: Organization, service: QualityService
) -> None:
    draft = written(commune, cell, "2026-10")
    assert "bí thư chuẩn bị" in service.assess(draft).figures["committee"].why
    people = [mark.member_id for mark in draft.content.attendance]
    for role, member_id in zip((RoleKind.SECRETARY, RoleKind.DEPUTY, RoleKind.COMMITTEE), people, strict=True):
        commune.roles.add(cell.id, RoleInput(role=role, member_id=member_id, since=START))
    assert service.assess(draft).figures["committee"].points == 0
    held = written(commune, cell, "2026-10", MeetingKind.COMMITTEE)
    commune.meetings.finalize(edit(held, held_on=date(2026, 10, 1), theme=""))
    figure = service.assess(draft).figures["committee"]
    assert (figure.points, "01/10/2026" in figure.why) == (50, True)


def test_the_sheet_of_a_draft_prints_the_level_it_has_now_and_a_blank_one_only_its_criteria(
    commune: Commune, cell: Organization, service: QualityService
) -> None:
    draft = scored(service, written(commune, cell))
    said = str(service.score_sheet(draft).blocks)
    assert "Tổng số điểm: 100/100. Xếp loại chất lượng buổi sinh hoạt: Tốt." in said
    blank = str(service.score_sheet(draft, blank=True).blocks)
    assert "Tổng số điểm: ………/100" in blank
    assert "Lý A Sử" not in blank
