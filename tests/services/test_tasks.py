"""The year's tasks: the plan and what it may take in, reviews that give the outcome, handing over, who has none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from db.meeting_records import AssignmentOutcome, MeetingKind, MeetingTask
from db.problems import ProblemError
from db.record_base import Standing
from db.records import Duty, Member, Organization
from db.register_records import ChangeKind, RoleKind
from db.task_records import AssignmentInput, Origin, TaskReview
from db.tasks import WantedTasks
from db.tree_records import RoleInput
from db.view_records import ThemeInput
from desktop_app.services.tasks import TaskService
from desktop_app.services.themes import ThemeService
from tests.services.conftest import Commune, now
from tests.services.test_meetings import edit, written


@pytest.fixture
def cell(commune: Commune) -> Organization:
    return commune.cell()


@pytest.fixture
def people(commune: Commune, cell: Organization) -> list[Member]:
    return [commune.person(cell.id, name) for name in ("Lý A Sử", "Sùng Thị Mỷ", "Hoàng Văn Đào")]


@pytest.fixture
def tasks(commune: Commune) -> TaskService:
    return TaskService(commune.store, commune.office.id, now)


def task(cell: Organization, member: Member | None, **fields: Any) -> AssignmentInput:
    known: dict[str, Any] = {
        "text": "Vận động làm đường",
        "kind": "outreach",
        "given_on": date(2026, 1, 5),
        "due_on": date(2026, 9, 30),
        "year": 2026,
    }
    return AssignmentInput(cell_id=cell.id, member_id=member.id if member else None, **(known | fields))


def codes(problem: pytest.ExceptionInfo[ProblemError]) -> list[str]:
    findings = problem.value.values["findings"]
    assert isinstance(findings, tuple)
    return [finding.code for finding in findings]


def test_a_task_of_the_plan_is_kept_tidied_and_listed_with_its_names(
    tasks: TaskService, cell: Organization, people: list[Member]
) -> None:
    made = tasks.add(task(cell, people[0], text="  Vận động  làm đường ", target="5 km"))
    [line], total = tasks.page(WantedTasks(year=2026, cell_id=cell.id))
    assert (line.assignment, total) == (made, 1)
    assert (made.text, made.assignee, made.target, made.origin) == ("Vận động làm đường", "Lý A Sử", "5 km", "plan")
    assert (line.full_name, line.cell_name, line.kind_name) == ("Lý A Sử", cell.name, "Tuyên truyền, vận động")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"text": "  "}, "TASK_NO_TEXT"),
        ({"member_id": None}, "TASK_NOBODY"),
        ({"member_id": "niemand"}, "TASK_NOBODY"),
        ({"due_on": date(2026, 1, 4)}, "TASK_DUE_BEFORE_GIVEN"),
        ({"weight": 101}, "TASK_WEIGHT"),
        ({"text": "x" * 1_001}, "TEXT_TOO_LONG"),
    ],
)
def test_what_no_plan_may_hold_is_refused_and_none_of_the_others_written(
    tasks: TaskService, cell: Organization, people: list[Member], fields: dict[str, Any], code: str
) -> None:
    wrong = task(cell, people[0])
    for name, value in fields.items():
        wrong = AssignmentInput(**{field: getattr(wrong, field) for field in wrong.__struct_fields__} | {name: value})
    with pytest.raises(ProblemError) as problem:
        tasks.adopt([task(cell, people[1]), wrong])
    assert codes(problem) == [code]
    assert tasks.page(WantedTasks(year=2026))[1] == 0


def test_lists_are_chosen_by_member_kind_outcome_and_deadline(
    tasks: TaskService, cell: Organization, people: list[Member]
) -> None:
    tasks.add(task(cell, people[0]))
    tasks.add(task(cell, people[1], text="Tuần tra", kind="security", due_on=None))
    assert tasks.page(WantedTasks(year=2026, member_id=people[1].id))[0][0].assignment.text == "Tuần tra"
    assert tasks.page(WantedTasks(year=2026, kind="security"))[1] == 1
    assert tasks.page(WantedTasks(year=2026, overdue_on=date(2026, 11, 20)))[1] == 1
    assert tasks.page(WantedTasks(year=2026, outcome=AssignmentOutcome.LATE))[1] == 0
    assert tasks.page(WantedTasks(year=2025))[1] == 0
    first, total = tasks.page(WantedTasks(year=2026, order="due"), 0, 1)
    assert ([line.assignment.text for line in first], total) == (["Vận động làm đường"], 2)


def test_what_the_cell_concludes_is_the_outcome_and_a_later_review_may_change_it(
    tasks: TaskService, cell: Organization, people: list[Member]
) -> None:
    made = tasks.add(task(cell, people[0]))
    tasks.review([TaskReview(assignment_id=made.id, span="2026-08", progress=800, self_assessment=" Gần xong ")])
    kept = tasks.get(made.id)
    assert (kept.outcome, kept.progress) == (AssignmentOutcome.OPEN, 800)
    tasks.review(
        [TaskReview(assignment_id=made.id, span="2026-Q3", conclusion="Xong sớm", outcome=AssignmentOutcome.ABOVE)]
    )
    kept = tasks.get(made.id)
    assert (kept.outcome, kept.remark, kept.done_on) == (AssignmentOutcome.ABOVE, "Xong sớm", date(2026, 9, 30))
    tasks.review([TaskReview(assignment_id=made.id, span="2026-Q3", outcome=AssignmentOutcome.OPEN)])
    assert tasks.get(made.id).outcome is AssignmentOutcome.OPEN
    assert [one.span for one in tasks.reviews(made.id)] == ["2026-08", "2026-Q3"]


def test_the_sheet_of_a_span_holds_what_is_looked_at_then(
    tasks: TaskService, cell: Organization, people: list[Member]
) -> None:
    made = tasks.add(task(cell, people[0]))
    later = tasks.add(task(cell, people[1], text="Việc mới", given_on=date(2026, 10, 1), due_on=date(2026, 12, 1)))
    tasks.review([TaskReview(assignment_id=made.id, span="2026-09", outcome=AssignmentOutcome.ON_TIME, progress=1000)])
    assert [row.line.assignment.id for row in tasks.sheet("2026-09", cell.id)] == [made.id]
    assert [row.line.assignment.id for row in tasks.sheet("2026-10", cell.id)] == [later.id]
    assert {row.line.assignment.id for row in tasks.sheet("2026", cell.id)} == {made.id, later.id}
    with pytest.raises(ValueError, match="no span"):
        tasks.sheet("2026-13")


def test_a_review_that_cannot_be_is_refused(tasks: TaskService, cell: Organization, people: list[Member]) -> None:
    made = tasks.add(task(cell, people[0]))
    for wrong in (
        TaskReview(assignment_id=made.id, span="2026-09", progress=1001),
        TaskReview(assignment_id=made.id, span="2026-09", outcome=AssignmentOutcome.WITHDRAWN),
    ):
        with pytest.raises(ProblemError):
            tasks.review([wrong])
    assert tasks.reviews(made.id) == []


def test_who_left_leaves_no_task_behind(
    tasks: TaskService, commune: Commune, cell: Organization, people: list[Member]
) -> None:
    made = tasks.add(task(cell, people[0], due_on=None))
    assert tasks.orphans() == []
    commune.act(people[0].id, ChangeKind.TRANSFER_OUT, date(2026, 11, 1), place="Đảng bộ tỉnh khác")
    [orphan] = tasks.orphans()
    assert (orphan.assignment_id, orphan.full_name, orphan.cell_name) == (made.id, "Lý A Sử", cell.name)
    with pytest.raises(ProblemError) as problem:
        tasks.take_over([(orphan.assignment_id, orphan.revision)], people[1].id, date(2026, 11, 20), " ")
    assert problem.value.code == "Q13"
    [taken] = tasks.take_over([(orphan.assignment_id, orphan.revision)], people[1].id, date(2026, 11, 20), "Chuyển đi")
    assert (taken.assignee, taken.origin, taken.origin_id, taken.text) == (
        "Sùng Thị Mỷ",
        Origin.TAKEN_OVER,
        made.id,
        made.text,
    )
    before = tasks.get(made.id)
    assert (before.outcome, before.ended_on, before.end_reason) == (
        AssignmentOutcome.WITHDRAWN,
        date(2026, 11, 20),
        "Chuyển đi",
    )
    assert tasks.orphans() == []


def test_all_active_members_are_to_have_a_task_and_the_exempt_do_not_count(
    tasks: TaskService, commune: Commune, cell: Organization, people: list[Member]
) -> None:
    commune.person(cell.id, "Giàng A Chứ", duty=Duty.EXEMPT)
    tasks.add(task(cell, people[0]))
    ended = tasks.add(task(cell, people[1]))
    tasks.end(ended.id, ended.revision, date(2026, 3, 1), "Đi học")
    [line] = tasks.coverage(2026)
    assert (line.cell_id, line.active, line.left_out) == (cell.id, 3, 1)
    assert [name for _, name in line.without] == ["Hoàng Văn Đào", "Sùng Thị Mỷ"]


def test_the_plan_takes_in_last_year_posts_helpers_and_presenters_once(
    tasks: TaskService, commune: Commune, cell: Organization, people: list[Member]
) -> None:
    new = commune.person(cell.id, "Cư Seo Páo", standing=Standing.PROBATIONARY, admitted_on="2026-02-03")
    role = RoleInput(role=RoleKind.SECRETARY, member_id=people[0].id, since=date(2024, 1, 1))
    commune.roles.add(cell.id, role)
    ThemeService(commune.store, commune.office.id, now).add(
        ThemeInput(cell_id=cell.id, year=2026, quarter=2, title="Học Bác", presenter_id=people[2].id)
    )
    old = task(cell, people[1], year=2025, given_on=date(2025, 1, 5), due_on=date(2025, 9, 30))
    tasks.add(old)
    found = tasks.proposals(cell.id, 2026)
    assert {(one.origin, one.member_id, one.due_on) for one in found} == {
        (Origin.PLAN, people[1].id, date(2026, 9, 30)),
        (Origin.POSITION, people[0].id, None),
        (Origin.HELP, people[0].id, None),
        (Origin.THEME, people[2].id, date(2026, 6, 28)),
    }
    assert new.id in {one.helped_id for one in found}
    tasks.adopt(found)
    assert tasks.proposals(cell.id, 2026) == []


def test_a_task_with_a_diary_is_ended_not_deleted(tasks: TaskService, cell: Organization, people: list[Member]) -> None:
    plain, written_about = tasks.add(task(cell, people[0])), tasks.add(task(cell, people[1]))
    tasks.add_entry(written_about.id, date(2026, 3, 1), "Họp dân", 300)
    tasks.remove(plain.id, plain.revision)
    with pytest.raises(ProblemError) as problem:
        tasks.remove(written_about.id, written_about.revision + 1)
    assert problem.value.code == "Q12"
    assert (tasks.get(written_about.id).progress, len(tasks.entries(written_about.id))) == (300, 1)
    for day, text in ((date(2026, 12, 1), "Mai sau"), (date(2026, 3, 1), "  ")):
        with pytest.raises(ProblemError):
            tasks.add_entry(written_about.id, day, text)


def test_of_a_task_a_meeting_gave_only_what_the_minutes_do_not_say_is_changed(
    tasks: TaskService, commune: Commune, cell: Organization, people: list[Member]
) -> None:
    draft = written(commune, cell, MeetingKind.REGULAR, "2026-10")
    given = MeetingTask(id="t1", text="Nạo vét mương", assignee="Lý A Sử", member_id=people[0].id)
    item = edit(draft).content.agenda[0]
    import msgspec

    commune.meetings.finalize(edit(draft, agenda=(msgspec.structs.replace(item, tasks=(given,)),)))
    kept = tasks.get("t1")
    changed = tasks.update("t1", kept.revision, task(cell, people[1], target="2 km", weight=3))
    assert (changed.text, changed.member_id, changed.target, changed.weight, changed.origin) == (
        "Nạo vét mương",
        people[0].id,
        "2 km",
        3,
        "meeting",
    )
    with pytest.raises(ProblemError) as problem:
        tasks.update("t1", kept.revision, task(cell, people[1]))
    assert problem.value.code == "M10"


def test_the_next_meeting_looks_at_planned_tasks_only_when_their_time_has_come(
    tasks: TaskService, commune: Commune, cell: Organization, people: list[Member]
) -> None:
    tasks.add(task(cell, people[0], text="Hạn tháng mười", due_on=date(2026, 10, 31)))
    tasks.add(task(cell, people[1], text="Hạn tháng mười hai", due_on=date(2026, 12, 20)))
    tasks.add(task(cell, people[2], text="Cả năm", due_on=None))
    draft = commune.meetings.prepare(cell.id, MeetingKind.REGULAR, "2026-10")
    assert [line.text for line in draft.content.follow_ups] == ["Hạn tháng mười"]


def test_kinds_are_added_renamed_and_hidden(tasks: TaskService) -> None:
    assert tasks.kinds()[0].code == "position"
    made = tasks.set_kind("Giữ rừng")
    assert (tasks.kinds()[-1].name, tasks.kinds()[-1].own) == ("Giữ rừng", True)
    tasks.set_kind("Chức vụ", "position", hidden=True)
    assert "position" not in {kind.code for kind in tasks.kinds()}
    assert {kind.name for kind in tasks.kinds(hidden=True)} >= {"Chức vụ", made.name}
    with pytest.raises(ProblemError) as problem:
        tasks.set_kind("  ")
    assert problem.value.code == "Q10"
