"""The sample month: as large and as varied as the design asks, recorded, printed, sent and received whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from db.meeting_records import MeetingKind, Presence
from db.problems import ProblemError
from db.records import BoardState, Duty, Standing
from desktop_app import demo, texts
from desktop_app.demo_exchange import carried
from desktop_app.demo_people import sizes
from desktop_app.office import Office, Password, open_office
from desktop_app.services.base import errors
from tests.helpers.sample import month

PERIOD = demo.period()
DAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def result() -> demo.DemoResult:
    return month()


@pytest.fixture(scope="module")
def commune(result: demo.DemoResult) -> Iterator[Office]:
    office = open_office(result.folder / demo.COMMUNE_FOLDER, Password(demo.PASSWORD), clock=demo.DemoClock())
    yield office
    office.close(backup=False)


@pytest.fixture(scope="module")
def upper(result: demo.DemoResult) -> Iterator[Office]:
    office = open_office(result.folder / demo.UPPER_FOLDER, Password(demo.PASSWORD), clock=demo.DemoClock())
    yield office
    office.close(backup=False)


def test_the_commune_has_the_size_of_a_real_one(result: demo.DemoResult) -> None:
    assert (result.cells, result.members, result.finals, result.drafts) == (22, 938, 22, 1)
    assert result.complete


def test_joint_cells_cover_two_three_and_four_hamlets(commune: Office) -> None:
    covered = Counter(len(view.hamlets) for view in commune.organizations.cells(DAY))
    assert covered == {1: 17, 2: 3, 3: 1, 4: 1}


def test_one_cell_did_not_meet_and_one_has_a_draft_only(commune: Office) -> None:
    states = Counter(row.state for row in commune.meetings.board(PERIOD))
    assert states == {BoardState.FINAL: 20, BoardState.DRAFT: 1, BoardState.NONE: 1}


def test_regular_meetings_are_held_on_the_third(commune: Office) -> None:
    meetings = commune.meetings.listed(period=PERIOD)
    days = {line.held_on for line in meetings if line.kind is not MeetingKind.THEMATIC}
    assert days == {date(2026, 11, 3)}
    assert Counter(line.kind for line in meetings) == {
        MeetingKind.REGULAR: 19,
        MeetingKind.COMBINED: 1,
        MeetingKind.THEMATIC: 2,
    }
    assert all(line.theme for line in meetings if line.kind is not MeetingKind.REGULAR)


def test_names_come_in_the_proportions_of_the_mountains(commune: Office) -> None:
    rows = [
        row for view in commune.organizations.cells(DAY) for row in commune.members.of_cell(view.organization.id, DAY)
    ]
    groups = Counter(row.ethnic_code for row in rows)
    assert groups.most_common(1)[0][0] == "02"
    assert all(groups[code] > 80 for code in ("07", "09", "01", "08"))
    minority = 1 - groups["01"] / len(rows)
    assert minority > 0.8
    assert any(row.full_name.split()[1:2] == ["A"] for row in rows)
    assert any(len(row.full_name.split()) == 2 for row in rows)
    duties, standings = Counter(row.duty for row in rows), Counter(row.standing for row in rows)
    assert all(duties[duty] for duty in (Duty.EXEMPT, Duty.AWAY, Duty.TEMPORARILY_EXEMPT))
    assert standings[Standing.PROBATIONARY] > 10


def test_every_absence_is_explained_or_counted_as_unexcused(commune: Office) -> None:
    absences: Counter[Presence] = Counter()
    for line in commune.meetings.listed(period=PERIOD):
        for mark in commune.meetings.get(line.id).content.attendance:
            absences[mark.presence] += 1
            assert (mark.presence is Presence.EXCUSED) == bool(mark.reason)
    assert absences[Presence.EXCUSED] > 30
    assert absences[Presence.UNEXCUSED] == 3


def test_no_two_minutes_say_the_same(commune: Office) -> None:
    contents = [commune.meetings.get(line.id).content for line in commune.meetings.listed(period=PERIOD)]
    assert len({content.agenda for content in contents}) == len(contents)
    assert all(item.content or item.conclusion for content in contents for item in content.agenda)
    assert not any("{" in f"{item}" for content in contents for item in content.agenda)


def test_the_draft_that_is_left_could_be_finalised(commune: Office) -> None:
    (draft,) = commune.meetings.drafts(PERIOD)
    assert errors(commune.meetings.check(draft)) == []


def test_minutes_package_and_workbook_lie_where_the_table_says(result: demo.DemoResult) -> None:
    assert len(result.minutes) == 22
    assert all(path.read_bytes().startswith(b"%PDF") for path in result.minutes)
    assert result.package is not None
    assert result.package.suffix == ".goi"
    assert all(file.name.startswith("MAU_") for file in result.package.parent.iterdir()), (
        "a sample says so on the stick"
    )
    assert result.workbook is not None
    assert result.workbook.read_bytes().startswith(b"PK")
    assert all(Path(place).exists() for _, place in result.places)
    assert demo.PASSWORD in "\n".join(result.lines())


def test_the_upper_office_holds_exactly_what_was_finalised(
    result: demo.DemoResult, commune: Office, upper: Office
) -> None:
    own, held = (
        {line.id: carried(office.meetings.get(line.id)) for line in office.meetings.listed(period=PERIOD)}
        for office in (commune, upper)
    )
    assert own == held
    assert len(held) == result.received_finals == 22
    rows = upper.reports.consolidated(PERIOD)
    assert (len(rows), sum(row.members for row in rows), sum(row.regular for row in rows)) == (22, 938, 20)
    assert {row.package for row in rows} == {"PS01 · 2026-11 · số 1"}


def test_the_receipt_came_back(commune: Office) -> None:
    (sent,) = commune.exchange.sent()
    assert sent.matched is True


def test_both_offices_are_marked_as_samples(commune: Office, upper: Office) -> None:
    assert commune.is_sample
    assert upper.is_sample


def test_a_sample_is_never_built_over_another(result: demo.DemoResult, tmp_path: Path) -> None:
    (tmp_path / "sochibo.db").touch()
    with pytest.raises(ProblemError, match="S14"):
        demo.build_commune(tmp_path)
    assert demo._free(result.folder) == result.folder.with_name("month-2")
    assert demo._free(tmp_path / "neu") == tmp_path / "neu"


def test_the_closing_table_speaks_english_too(result: demo.DemoResult) -> None:
    texts.set_language("en")
    try:
        assert "SAMPLE DATA" in result.lines()[0]
    finally:
        texts.set_language("vi")


def test_sizes_add_up_whatever_the_weights() -> None:
    assert sum(sizes([3, 1, 1], 100)) == 100
    assert sizes([3, 1, 1], 100) == [60, 20, 20]


def test_the_sample_tree_has_a_history_of_its_own(commune: Office) -> None:
    early, now = (
        {node.organization.code: node for node in commune.organizations.tree(day)} for day in (date(2025, 7, 15), DAY)
    )
    assert (early["T10"].hamlets, early["BLE"].hamlets, early["TE"].hamlets) == (
        ("Thôn 2", "Thôn 10"),
        ("Bó Lếch",),
        ("Thẳm Én",),
    )
    assert "T2" not in early
    assert "BLE" not in now
    assert (now["T2"].hamlets, now["TE"].hamlets) == (("Thôn 2",), ("Bó Lếch", "Thẳm Én"))
    assert {code for code, node in now.items() if node.organization.parent_id == now["BPTT"].organization.id} == {
        "TT",
        "T10",
        "T2",
    }
    assert now["BPTT"].members == sum(now[code].members for code in ("TT", "T10", "T2"))
    assert all(node.secretary for node in now.values() if node.organization.kind == "cell")
    assert [event.kind.value for event in commune.tree.events(now["T2"].organization.id)] == ["split", "reparented"]


def test_secretaries_chair_the_meetings_they_come_to(commune: Office) -> None:
    chaired = 0
    for line in commune.meetings.listed(period=PERIOD):
        content = commune.meetings.get(line.id).content
        leader = commune.roles.holding(content.cell_id, DAY)[0].role.member_id
        present = {mark.member_id for mark in content.attendance if mark.presence is Presence.PRESENT}
        assert leader not in present or content.chair_id == leader
        chaired += content.chair_id == leader
    assert chaired > 15


def test_larger_cells_look_back_on_their_october_and_their_committees_met_first(commune: Office) -> None:
    looked = Counter(
        outcome
        for line in commune.meetings.listed(period=PERIOD)
        for outcome in (follow_up.outcome for follow_up in commune.meetings.get(line.id).content.follow_ups)
    )
    assert sum(looked.values()) == 3 * len(demo.LARGER)
    told = Counter(one.outcome for one in commune.assignments.listed() if one.recorded_in)
    assert told == Counter({outcome: count for outcome, count in looked.items() if outcome != "open"})
    prepared = [
        line.cell_id
        for line in commune.meetings.listed(period=PERIOD)
        if commune.meetings.get(line.id).content.prepared_by
    ]
    assert len(set(prepared)) == len(demo.LARGER)


def test_every_monthly_meeting_gives_tasks_and_is_scored(commune: Office) -> None:
    for line in commune.meetings.listed(period=PERIOD):
        content = commune.meetings.get(line.id).content
        if content.kind in ("regular", "combined"):
            tasks = [task for item in content.agenda for task in item.tasks]
            assert len(tasks) == 3
            assert all(task.due_on and task.assignee and "{" not in task.text for task in tasks)
            assert line.quality_level in ("good", "fair")
            assert len(content.documents) >= 2
            assert content.guidance
            assert content.guidance_reply
            assert content.dues_note
