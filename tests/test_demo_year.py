"""The sample year: one review closed, one under way, and the tasks both look back on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from db.evaluation_records import CampaignState, Exclusion, Stage, Subject, YearFigures
from db.households import WantedHouseholds
from db.problems import ProblemError
from db.record_base import Duty
from db.review_board import Wanted
from db.tasks import WantedTasks
from desktop_app import demo, demo_year
from desktop_app.office import Office, Password, open_office
from desktop_app.rules import self_review
from desktop_app.services.base import errors
from tests.helpers.sample import month

YEAR = demo_year.YEAR


@pytest.fixture(scope="module")
def commune() -> Iterator[Office]:
    office = open_office(month().folder / demo.COMMUNE_FOLDER, Password(demo.PASSWORD), clock=demo.DemoClock())
    yield office
    office.close(backup=False)


@pytest.fixture(scope="module")
def cells(commune: Office) -> dict[str, str]:
    return {view.organization.code: view.organization.id for view in commune.organizations.cells(demo_year.TODAY)}


def test_last_year_was_decided_for_everybody_and_closed(commune: Office) -> None:
    campaign = commune.reviews.campaign(YEAR - 1)
    assert campaign is not None
    assert campaign.state is CampaignState.CLOSED
    assert campaign.scheme == "2025"
    assert campaign.opened_on.year == YEAR - 1
    assert all(step.done_on for step in campaign.steps)
    for subject in (Subject.MEMBER, None):
        lines, total = commune.reviews.board(campaign.id, Wanted(subject=subject, excluded=False), 0, -1)
        assert total == len(lines) > 20
        assert {line.stage for line in lines} == {Stage.DECIDED}
        assert all(line.self_level and line.points and line.decided_level for line in lines)
    with pytest.raises(ProblemError, match="Q41"):
        commune.reviews.require_open(campaign.id)


def test_no_more_are_excellent_than_the_scheme_allows(commune: Office) -> None:
    campaign = commune.reviews.campaign(YEAR - 1)
    assert campaign is not None
    levels: set[str] = set()
    for subject in (Subject.MEMBER, Subject.CELL, Subject.COMMITTEE):
        for group in commune.decisions.cap_view(campaign.id, subject):
            levels.update(level for level, count in group.counts.items() if count)
            assert group.own is not None
            assert group.own.over == 0
    assert levels == {level.code for level in commune.schemes.get(campaign.scheme).levels}


def test_points_and_levels_of_last_year_agree(commune: Office) -> None:
    campaign = commune.reviews.campaign(YEAR - 1)
    assert campaign is not None
    lines, _ = commune.reviews.board(campaign.id, Wanted(subject=Subject.MEMBER, excluded=False), 0, -1)
    least = {level: (fewest, most) for level, _, fewest, most in demo_year._SHARES}
    assert all(least[line.decided_level][0] <= (line.points or 0) <= least[line.decided_level][1] for line in lines)


def test_this_year_two_cells_write_and_the_others_have_not_begun(commune: Office, cells: dict[str, str]) -> None:
    campaign = commune.reviews.campaign(YEAR)
    assert campaign is not None
    assert campaign.state is CampaignState.OPEN
    stages = {line.organization_id: line.stages for line in commune.reviews.cells(campaign.id)}
    # The office stands first, for its own collectives; nobody is rated there.
    assert stages.pop(commune.id) == {}
    first, second = (stages.pop(cells[code]) for code in demo_year.WORKING)
    assert set(first) == {Stage.SELF, Stage.REMARKED}
    assert set(second) == {Stage.NONE, Stage.SELF, Stage.REMARKED}
    assert first[Stage.REMARKED] == second[Stage.REMARKED] == demo_year.WRITTEN
    assert len(stages) == 20
    assert all(set(found) == {Stage.NONE} for found in stages.values())
    left_out, _ = commune.reviews.board(campaign.id, Wanted(subject=Subject.MEMBER, excluded=True), 0, -1)
    assert {line.exclusion for line in left_out} >= {Exclusion.EXEMPT}


def test_every_form_says_what_the_meetings_and_tasks_say(commune: Office, cells: dict[str, str]) -> None:
    campaign = commune.reviews.campaign(YEAR)
    assert campaign is not None
    lines, _ = commune.reviews.board(
        campaign.id, Wanted(subject=Subject.MEMBER, organization_id=cells[demo_year.WORKING[0]], excluded=False), 0, -1
    )
    kept = [commune.reviews.evaluation(line.id) for line in lines]
    assert sum(isinstance(one.figures, YearFigures) and one.figures.required == 2 for one in kept) > 0.9 * len(kept)
    for one in kept:
        assert isinstance(one.figures, YearFigures)
        said = " ".join(part.text for part in one.content.parts)
        assert ("buổi sinh hoạt" in said) is bool(one.figures.required)
        assert ("Được giao" in said) is bool(one.figures.tasks)


def test_reviews_written_in_full_hold_every_section_and_are_right(commune: Office, cells: dict[str, str]) -> None:
    campaign = commune.reviews.campaign(YEAR)
    assert campaign is not None
    scheme, found = commune.schemes.get(campaign.scheme), set()
    for code in demo_year.WORKING:
        wanted = Wanted(subject=Subject.MEMBER, organization_id=cells[code], stage=Stage.REMARKED)
        for line in commune.reviews.board(campaign.id, wanted, 0, -1)[0]:
            opened = commune.self_reviews.open(line.id)
            content, form = opened.evaluation.content, opened.form
            assert form is not None
            assert errors(self_review.check(scheme, form, Subject.MEMBER, content, demo_year.TODAY)) == []
            said = {part.code for part in content.parts}
            assert {one.code for one in form.sections if one.kind in ("points", "text")} <= said
            assert content.points == (content.task_points or 0) + sum(part.points or 0 for part in content.parts)
            reachable = commune.self_reviews.assess(line.id, content).reachable
            assert content.self_level == content.committee_level == reachable
            found.add(reachable)
            assert commune.remedies.followed(YEAR, cells[code], opened.evaluation.member_id)
    assert len(found) > 1
    assert "failed" not in found


def test_two_cells_planned_their_year_and_looked_back_on_what_is_over(commune: Office, cells: dict[str, str]) -> None:
    for code in demo_year.WORKING:
        [coverage] = commune.tasks.coverage(YEAR, demo_year.TODAY, cells[code])
        assert 0 < len(coverage.without) <= demo_year.WITHOUT
        lines, _ = commune.tasks.page(WantedTasks(year=YEAR, cell_id=cells[code], planned=True), 0, -1)
        over = [
            line.assignment for line in lines if line.assignment.due_on and line.assignment.due_on < demo_year.TODAY
        ]
        assert over
        assert all(one.outcome != "open" for one in over)
        assert any(line.assignment.outcome == "open" for line in lines)


def test_households_are_looked_after_and_commitments_kept(commune: Office, cells: dict[str, str]) -> None:
    lines, total = commune.households.page(WantedHouseholds(on=demo_year.TODAY), 0, -1)
    told = demo_year.told()["households"]
    assert total == told["members"] * told["per_member"]
    assert all(line.member_id and line.visits for line in lines)
    assert {line.circumstance for line in lines} > {""}
    kept = commune.commitments.listed(YEAR, cells[demo_year.WORKING[0]])
    signed = [line.commitment for line in kept if line.commitment is not None]
    present = commune.members.of_cell(cells[demo_year.WORKING[0]], demo_year.TODAY)
    assert len(signed) == sum(row.duty is Duty.ACTIVE for row in present)
    assert all(len(one.reviews) == 10 for one in signed)
