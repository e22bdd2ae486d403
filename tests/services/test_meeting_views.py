"""Looking back at a year: the calendar, who attended, what was concluded and whether it was done."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from db.meeting_records import AgendaItem, AssignmentOutcome, MeetingDraft, MeetingKind, MeetingTask, Presence
from db.records import Organization
from db.view_records import OutcomeFilter
from desktop_app.services import meeting_views
from desktop_app.services.assignments import AssignmentService
from desktop_app.services.meeting_views import MeetingViewService
from tests.services.conftest import Commune, now
from tests.services.test_meetings import edit, finalized, written

SPAN = ("2026-01", "2026-12")


@pytest.fixture
def cell(commune: Commune) -> Organization:
    cell = commune.cell()
    for name in ("Lý A Sử", "Sùng Thị Mỷ", "Hoàng Văn Đào"):
        commune.person(cell.id, name)
    return cell


@pytest.fixture
def views(commune: Commune) -> MeetingViewService:
    return MeetingViewService(commune.store, commune.office.id, now)


def attended(draft: MeetingDraft, presences: str) -> MeetingDraft:
    """Let the people of the list be present (c), excused (p), away without reason (k) or not asked (-)."""
    known = {"c": Presence.PRESENT, "p": Presence.EXCUSED, "k": Presence.UNEXCUSED, "-": Presence.NOT_REQUIRED}
    marks = tuple(
        msgspec.structs.replace(mark, presence=known[letter], reason="Ốm" if letter == "p" else "")
        for mark, letter in zip(draft.content.attendance, presences, strict=True)
    )
    present = [mark.member_id for mark in marks if mark.presence is Presence.PRESENT]
    items = tuple(msgspec.structs.replace(item, vote=None, opinions=()) for item in draft.content.agenda)
    return edit(
        draft, attendance=marks, chair_id=present[0], secretary_id=present[-1], agenda=items, approval_agree=None
    )


def with_tasks(draft: MeetingDraft, *tasks: tuple[str, date | None]) -> MeetingDraft:
    given = tuple(
        MeetingTask(id=f"{draft.id}-{place}", text=text, assignee="Chi ủy", due_on=due)
        for place, (text, due) in enumerate(tasks)
    )
    items = (
        AgendaItem(title="Nhiệm vụ", conclusion="Giao việc cụ thể.", tasks=given),
        AgendaItem(title="Việc khác", conclusion="Nhất trí."),
        AgendaItem(title="Không kết luận"),
    )
    return edit(draft, agenda=items)


# --- the calendar ---


def test_the_calendar_shows_what_was_held_is_written_and_is_missing(
    commune: Commune, cell: Organization, views: MeetingViewService
) -> None:
    finalized(commune, cell, period="2026-09")
    finalized(commune, cell, kind=MeetingKind.THEMATIC, period="2026-09")
    gone = finalized(commune, cell, kind=MeetingKind.EXTRAORDINARY, period="2026-09")
    commune.meetings.cancel(gone.id, "Ghi nhầm")
    draft = commune.meetings.save_draft(written(commune, cell, period="2026-11"))
    [row] = views.calendar(2026)
    kinds = [[mark.kind for mark in month.marks] for month in row.months]
    assert sorted(kinds[8]) == [MeetingKind.REGULAR, MeetingKind.THEMATIC]
    assert [(mark.id, mark.draft) for mark in row.month(11).marks] == [(draft.id, True)]
    assert [number for number, month in enumerate(row.months, 1) if month.missing] == [10]
    assert [number for number, month in enumerate(row.months, 1) if month.expected] == [9, 10, 11]
    assert row.regular == 1


def test_nothing_is_missing_before_the_office_kept_its_first_meeting(
    commune: Commune, cell: Organization, views: MeetingViewService
) -> None:
    [row] = views.calendar(2026)
    assert not any((*row.missing, *row.expected))
    assert all(row.exists)
    finalized(commune, cell, period="2026-10")
    assert [row.missing for row in views.calendar(2025)] == [(False,) * 12]


def test_a_cell_counts_in_the_months_of_its_life_only(commune: Commune, views: MeetingViewService) -> None:
    commune.organizations.add_cell("M", "Chi bộ mới", "", "MK", 3, ("Mới",), date(2026, 5, 10))
    [row] = views.calendar(2026)
    assert [number for number, there in enumerate(row.exists, 1) if there] == list(range(5, 13))
    assert views.calendar(2025) == []


# --- attendance ---


def test_attendance_counts_each_person_and_names_who_needs_attention(
    commune: Commune, cell: Organization, views: MeetingViewService
) -> None:
    for period, presences in (("2026-07", "ccc"), ("2026-08", "pc-"), ("2026-09", "pcc"), ("2026-10", "pkc")):
        commune.meetings.finalize(attended(written(commune, cell, period=period), presences))
    page = views.attendance(SPAN)
    found = {row.full_name: row for row in page.rows}
    names = [
        mark.full_name for mark in commune.meetings.prepare(cell.id, MeetingKind.REGULAR, "2026-11").content.attendance
    ]
    first, second, third = (found[name] for name in names)
    assert (first.required, first.present, first.excused, first.excused_run) == (4, 1, 3, 3)
    assert first.noted == ("excused_in_row",)
    assert "12-HD/BTCTW" in first.sources[0] or "42-HD/BTCTW" in first.sources[0]
    assert (second.required, second.present, second.unexcused, second.noted) == (4, 3, 1, ())
    assert (third.required, third.present) == (3, 3)
    assert page.total == 3
    part = views.attendance(("2026-08", "2026-08"), cell.id)
    assert sum(row.required for row in part.rows) == 2
    behind = views.attended(first.member_id, SPAN)
    assert [(one.period, one.presence, one.reason) for one in behind][:2] == [
        ("2026-10", Presence.EXCUSED, "Ốm"),
        ("2026-09", Presence.EXCUSED, "Ốm"),
    ]
    assert {one.cell_name for one in behind} == {cell.name}


def test_other_meetings_of_the_cell_count_where_they_are_wanted(
    commune: Commune, cell: Organization, views: MeetingViewService
) -> None:
    finalized(commune, cell, period="2026-10")
    finalized(commune, cell, kind=MeetingKind.EXTRAORDINARY, period="2026-10")
    assert {row.required for row in views.attendance(SPAN).rows} == {1}
    assert {row.required for row in views.attendance(SPAN, monthly=False).rows} == {2}


def test_a_very_large_register_is_read_page_by_page_by_name(
    commune: Commune, cell: Organization, views: MeetingViewService, monkeypatch: pytest.MonkeyPatch
) -> None:
    finalized(commune, cell, period="2026-10")
    whole = views.attendance(SPAN)
    monkeypatch.setattr(meeting_views, "MANY", 2)
    pages = [views.attendance(SPAN, offset=offset, limit=2) for offset in (0, 2)]
    assert [len(page.rows) for page in pages] == [2, 1]
    assert {page.total for page in pages} == {3}
    assert {row for page in pages for row in page.rows} == set(whole.rows)


# --- conclusions and tasks ---


def test_conclusions_stand_with_their_tasks_and_say_how_many_are_done(
    commune: Commune, cell: Organization, views: MeetingViewService
) -> None:
    draft = with_tasks(
        written(commune, cell, period="2026-10"), ("Làm đường", date(2026, 10, 30)), ("Trồng rừng", None)
    )
    meeting = commune.meetings.finalize(draft)
    tasks = AssignmentService(commune.store, commune.office.id, now)
    done = next(one for one in tasks.listed(cell.id) if one.text == "Trồng rừng")
    tasks.record(done.id, done.revision, AssignmentOutcome.ON_TIME, date(2026, 10, 20), "Xong")
    page = views.outcomes(SPAN)
    assert [(line.conclusion, line.tasks, line.finished) for line in page.rows if line.assignment is None] == [
        ("Giao việc cụ thể.", 2, 1),
        ("Nhất trí.", 0, 0),
    ]
    given = [line for line in page.rows if line.assignment is not None]
    assert [(line.assignment.text, line.overdue) for line in given if line.assignment] == [
        ("Làm đường", True),
        ("Trồng rừng", False),
    ]
    assert {line.meeting_id for line in page.rows} == {meeting.id}
    assert (page.total, page.read, page.more) == (1, 1, False)


@pytest.mark.parametrize("many", [False, True])
def test_tasks_are_listed_by_how_they_stand(
    commune: Commune, cell: Organization, views: MeetingViewService, monkeypatch: pytest.MonkeyPatch, many: bool
) -> None:
    if many:
        monkeypatch.setattr(meeting_views, "MANY", 0)
    tasks = (("Trễ", date(2026, 10, 30)), ("Còn hạn", date(2026, 12, 30)), ("Xong", None), ("Hỏng", None))
    commune.meetings.finalize(with_tasks(written(commune, cell, period="2026-10"), *tasks))
    kept = AssignmentService(commune.store, commune.office.id, now)
    known = {one.text: one for one in kept.listed(cell.id)}
    kept.record(known["Xong"].id, 1, AssignmentOutcome.LATE, date(2026, 11, 1), "")
    kept.record(known["Hỏng"].id, 1, AssignmentOutcome.NOT_DONE, None, "Thiếu vật liệu")

    def texts(wanted: OutcomeFilter) -> set[str]:
        return {line.assignment.text for line in views.outcomes(SPAN, None, wanted).rows if line.assignment}

    assert texts(OutcomeFilter.TASKS) == {"Trễ", "Còn hạn", "Xong", "Hỏng"}
    assert texts(OutcomeFilter.OPEN) == {"Trễ", "Còn hạn"}
    assert texts(OutcomeFilter.OVERDUE) == {"Trễ"}
    assert texts(OutcomeFilter.DONE) == {"Xong"}
    assert texts(OutcomeFilter.NOT_DONE) == {"Hỏng"}
    assert views.outcomes(("2027-01", "2027-03"), None, OutcomeFilter.DONE).rows == ()
    assert len(views.outcomes(("2026-11", "2026-12"), None, OutcomeFilter.OPEN).rows) == 2


@pytest.mark.parametrize("many", [False, True])
def test_a_long_list_is_read_part_by_part(
    commune: Commune, cell: Organization, views: MeetingViewService, monkeypatch: pytest.MonkeyPatch, many: bool
) -> None:
    if many:
        monkeypatch.setattr(meeting_views, "MANY", 0)
    for period in ("2026-08", "2026-09", "2026-10"):
        finalized(commune, cell, period=period)
    first = views.outcomes(SPAN, limit=2)
    assert (first.read, first.more, first.total) == (2, True, None if many else 3)
    rest = views.outcomes(SPAN, offset=2, limit=2)
    assert (rest.read, rest.more) == (1, False)
    whole = views.outcomes(SPAN)
    assert (*first.rows, *rest.rows) == whole.rows
    assert [line.held_on.month for line in whole.rows] == [10, 9, 8]
