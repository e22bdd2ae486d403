"""Votes of a campaign: prepared from the register or the year-end meeting, drafted, refused, kept, counted again."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from db import ballots as ballot_rows
from db import drafts, evaluations
from db.evaluation_records import (
    BallotForm,
    BallotInput,
    BallotLine,
    Campaign,
    Exclusion,
    Stage,
    Subject,
)
from db.meeting_records import MeetingKind, Presence
from db.problems import ProblemError
from db.records import Duty, Finding, Organization, Severity, Standing
from desktop_app.services.ballot_sheet import BallotSheet
from desktop_app.services.ballots import FORM, BallotService
from desktop_app.services.reviews import ReviewService
from tests.services.conftest import Commune, now
from tests.services.test_meetings import edit, written

PEOPLE = ("Lý A Sử", "Sùng Thị Mỷ", "Hoàng Văn Đào", "Đặng Văn Hùng")


@pytest.fixture
def cell(commune: Commune) -> Organization:
    cell = commune.cell()
    for name in PEOPLE:
        commune.person(cell.id, name)
    commune.person(cell.id, "Bàn Thị Mai", standing=Standing.PROBATIONARY)
    commune.person(cell.id, "Giàng A Páo", duty=Duty.EXEMPT)
    return cell


@pytest.fixture
def reviews(commune: Commune) -> ReviewService:
    return ReviewService(commune.store, commune.office.id, now)


@pytest.fixture
def ballots(commune: Commune) -> BallotService:
    return BallotService(commune.store, commune.office.id, now)


@pytest.fixture
def campaign(reviews: ReviewService, cell: Organization) -> Campaign:
    assert cell.id
    return reviews.open(2026)


def counted(sheet: BallotSheet, *votes: dict[str, int], **changes: object) -> BallotInput:
    """Return a sheet with votes of its first lines and totals that agree with four ballots."""
    lines = tuple(
        msgspec.structs.replace(line, votes=votes[place] if place < len(votes) else {})
        for place, line in enumerate(sheet.entered.lines)
    )
    totals = {"convened": 4, "present": 4, "issued": 4, "returned": 4, "valid": 4, "held_on": date(2026, 11, 19)}
    return msgspec.structs.replace(
        sheet.entered, **(totals | {"head_teller": "Trần Văn Toàn", "lines": lines} | changes)
    )


def findings(problem: ProblemError) -> tuple[Finding, ...]:
    """Return what a refusal says of single fields."""
    found = problem.values["findings"]
    assert isinstance(found, tuple)
    return found


def names(sheet: BallotSheet) -> list[str]:
    return [one.full_name or one.organization_name for one in sheet.rated]


def test_a_new_count_names_those_rated_and_those_the_register_gives_a_vote(
    ballots: BallotService, campaign: Campaign, cell: Organization
) -> None:
    sheet = ballots.prepare(campaign.id, cell.id)
    assert sorted(names(sheet)) == sorted([*PEOPLE, "Bàn Thị Mai"])
    # Nobody counts who is exempt, and a probationary member is rated but has no vote.
    assert sheet.entered.convened == 4
    assert sheet.entered.present is None
    assert [level.short for level in sheet.levels] == ["HTXSNV", "HTTNV", "HTNV", "KHTNV"]
    assert (sheet.ballot_id, sheet.drafted, sheet.meeting_on) == ("", "", None)


def test_a_year_end_meeting_gives_day_chair_and_totals(
    commune: Commune, ballots: BallotService, campaign: Campaign, cell: Organization
) -> None:
    draft = written(commune, cell, MeetingKind.YEAR_END, "2026-11")
    marks = list(draft.content.attendance)
    away = next(place for place, mark in enumerate(marks) if mark.full_name == "Sùng Thị Mỷ")
    marks[away] = msgspec.structs.replace(marks[away], presence=Presence.EXCUSED, reason="Đi viện")
    item = draft.content.agenda[0]
    assert item.vote is not None
    vote = msgspec.structs.replace(item.vote, entitled=3, agree=3, disagree=0, other=0)
    people = [mark.member_id for mark in marks if mark.presence is Presence.PRESENT]
    meeting = commune.meetings.finalize(
        edit(
            draft,
            attendance=tuple(marks),
            held_on=date(2026, 11, 15),
            secretary_id=people[-1],
            approval_agree=3,
            agenda=(msgspec.structs.replace(item, vote=vote), *draft.content.agenda[1:]),
        )
    )
    sheet = ballots.prepare(campaign.id, cell.id)
    begun = sheet.entered
    assert (begun.held_on, begun.convened, begun.present, begun.issued) == (date(2026, 11, 15), 4, 3, 3)
    assert begun.chair_id == meeting.content.chair_id
    assert sheet.meeting_on == date(2026, 11, 15)


def test_the_office_votes_on_every_collective_and_a_cell_on_its_own(
    commune: Commune, ballots: BallotService, campaign: Campaign, cell: Organization
) -> None:
    office = ballots.prepare(campaign.id, commune.office.id, collectives=True)
    assert {(one.subject, one.organization_id) for one in office.rated} == {
        (Subject.CELL, cell.id),
        (Subject.COMMITTEE, commune.office.id),
    }
    own = ballots.prepare(campaign.id, cell.id, collectives=True)
    assert [one.subject for one in own.rated] == [Subject.CELL]


def test_what_is_typed_stays_as_a_draft_until_it_is_saved_or_thrown_away(
    commune: Commune, ballots: BallotService, campaign: Campaign, cell: Organization
) -> None:
    sheet = ballots.prepare(campaign.id, cell.id)
    half = counted(sheet, {"excellent": 3}, valid=None)
    ballots.keep_draft(half, collectives=False)
    again = ballots.prepare(campaign.id, cell.id)
    assert again.entered == half
    assert again.drafted
    # The count of the cell itself is another form.
    assert not ballots.prepare(campaign.id, cell.id, collectives=True).drafted
    ballots.discard(campaign.id, cell.id, collectives=False)
    assert ballots.prepare(campaign.id, cell.id).entered.lines == sheet.entered.lines
    with commune.store.operation("test", "test"):
        id_ = f"{campaign.id}.{cell.id}.members."
        drafts.put(commune.store, FORM, id_, b"\x00", cell.id, "2026", "2026-11-20T09:30:00")
    assert not ballots.prepare(campaign.id, cell.id).drafted


def test_votes_that_do_not_add_up_are_refused_and_nothing_is_written(
    commune: Commune, ballots: BallotService, campaign: Campaign, cell: Organization
) -> None:
    wrong = counted(ballots.prepare(campaign.id, cell.id), {"excellent": 3}, {"good": 4})
    with pytest.raises(ProblemError) as problem:
        ballots.save(wrong)
    assert problem.value.code == "V01"
    assert [one.code for one in findings(problem.value)] == ["BALLOT_SUM_DIFFERS"]
    assert ballot_rows.of_body(commune.store, campaign.id, cell.id) == []


def test_a_saved_count_lets_those_voted_on_stand_as_voted_and_tells_the_result(
    commune: Commune, ballots: BallotService, campaign: Campaign, cell: Organization
) -> None:
    sheet = ballots.prepare(campaign.id, cell.id)
    ballots.keep_draft(sheet.entered, collectives=False)
    kept = ballots.save(counted(sheet, {"excellent": 3, "good": 1}, {"good": 2, "done": 1, "": 1}))
    first, second, third = (one.evaluation_id for one in sheet.rated[:3])
    assert ballots.get(kept.id) == kept
    stages = {one.evaluation_id: one.stage for one in ballots.prepare(campaign.id, cell.id).rated}
    assert [stages[id_] for id_ in (first, second, third)] == [Stage.VOTED, Stage.VOTED, Stage.NONE]
    results = ballots.results([first, second, third])
    assert {id_: line.result.level for id_, line in results.items()} == {first: "excellent", second: "done"}
    assert results[second].result.alone == ""
    # Shown again it is the kept count, not a draft, with a line for everybody.
    shown = ballots.prepare(campaign.id, cell.id)
    assert (shown.ballot_id, shown.revision, shown.drafted, len(shown.entered.lines)) == (kept.id, 1, "", 5)
    office, own = ballots.bodies(campaign.id)
    assert (own.name, own.members, own.members_voted, own.held_on) == (cell.name, 5, 2, date(2026, 11, 19))
    assert (office.organization_id, office.members, office.collectives) == (commune.office.id, 0, 2)


def test_a_vote_held_again_counts_and_the_first_stays(
    ballots: BallotService, campaign: Campaign, cell: Organization
) -> None:
    sheet = ballots.prepare(campaign.id, cell.id)
    ids = [one.evaluation_id for one in sheet.rated]
    first = ballots.save(counted(sheet, {"excellent": 4}, {"good": 4}))
    again = ballots.prepare(campaign.id, cell.id, again=True)
    assert (again.ballot_id, again.entered.lines[0].votes) == ("", {})
    second = ballots.save(counted(again, {"good": 4}, held_on=date(2026, 11, 20)))
    results = ballots.results(ids)
    assert [results[id_].result.level for id_ in ids[:2]] == ["good", "good"]
    assert [results[id_].ballot.id for id_ in ids[:2]] == [second.id, first.id]
    assert [id_ for id_, _ in ballots.prepare(campaign.id, cell.id).counts] == [second.id, first.id]
    assert ballots.prepare(campaign.id, cell.id, ballot_id=first.id).ballot_id == first.id
    # What is typed over the first does not touch what is typed over the second.
    over = counted(sheet, {"done": 4}, {"good": 4})
    ballots.keep_draft(over, collectives=False, ballot_id=first.id, revision=1)
    assert ballots.prepare(campaign.id, cell.id, ballot_id=first.id).entered.lines[0].votes == {"done": 4}
    assert ballots.prepare(campaign.id, cell.id).entered.lines[0].votes == {"good": 4}
    ballots.discard(campaign.id, cell.id, collectives=False, ballot_id=first.id)
    assert ballots.prepare(campaign.id, cell.id, ballot_id=first.id).entered.lines[0].votes == {"excellent": 4}
    ballots.remove(second.id, 1)
    assert ballots.results(ids)[ids[0]].result.level == "excellent"


def test_a_count_taken_away_leaves_everybody_where_they_were(
    commune: Commune, ballots: BallotService, campaign: Campaign, cell: Organization
) -> None:
    sheet = ballots.prepare(campaign.id, cell.id)
    first = evaluations.get(commune.store, sheet.rated[0].evaluation_id)
    assert first is not None
    content = msgspec.structs.replace(first.content, self_level="good", self_on=date(2026, 11, 10))
    with commune.store.operation("test", "test"):
        evaluations.put(commune.store, msgspec.structs.replace(first, content=content, stage=Stage.SELF))
    kept = ballots.save(counted(sheet, {"excellent": 4}, {"good": 4}))
    ballots.remove(kept.id, kept.revision)
    stages = [one.stage for one in ballots.prepare(campaign.id, cell.id).rated]
    assert stages[:3] == [Stage.SELF, Stage.NONE, Stage.NONE]
    with pytest.raises(ProblemError) as problem:
        ballots.remove(kept.id, kept.revision)
    assert problem.value.code == "Q61"


def test_a_count_changed_meanwhile_is_not_written_over(
    ballots: BallotService, campaign: Campaign, cell: Organization
) -> None:
    sheet = ballots.prepare(campaign.id, cell.id)
    kept = ballots.save(counted(sheet, {"excellent": 4}))
    ballots.save(counted(sheet, {"good": 4}), ballot_id=kept.id, revision=1)
    late = counted(sheet, {"done": 4})
    with pytest.raises(ProblemError) as saved:
        ballots.save(late, ballot_id=kept.id, revision=1)
    with pytest.raises(ProblemError) as removed:
        ballots.remove(kept.id, 1)
    assert (saved.value.code, removed.value.code) == ("Q63", "Q63")
    assert ballots.get(kept.id).revision == 2


def test_nobody_votes_on_somebody_left_out_of_the_rating(
    commune: Commune, ballots: BallotService, campaign: Campaign, cell: Organization, reviews: ReviewService
) -> None:
    sheet = ballots.prepare(campaign.id, cell.id)
    first = sheet.rated[0]
    reviews.set_exclusion(first.evaluation_id, first.revision, Exclusion.OTHER, "Đi học dài hạn")
    entered = counted(sheet, {"excellent": 4}, {"good": 4})
    assert [(one.code, one.field) for one in ballots.check(entered) if one.severity is Severity.ERROR] == [
        ("BALLOT_LINE_UNKNOWN", "lines.0")
    ]
    ballots.keep_draft(entered, collectives=False)
    # The votes typed for that person stay in sight, at the end, so that they can be deleted.
    assert ballots.prepare(campaign.id, cell.id).rated[-1].evaluation_id == first.evaluation_id
    elsewhere = msgspec.structs.replace(entered, organization_id=commune.office.id)
    assert {one.code for one in ballots.check(elsewhere) if one.severity is Severity.ERROR} == {"BALLOT_LINE_UNKNOWN"}


def test_a_closed_campaign_takes_no_votes(
    ballots: BallotService, campaign: Campaign, cell: Organization, reviews: ReviewService
) -> None:
    sheet = ballots.prepare(campaign.id, cell.id)
    kept = ballots.save(counted(sheet, {"excellent": 4}))
    reviews.close(campaign.id, campaign.revision)
    for refused in (
        lambda: ballots.save(counted(sheet, {"good": 4})),
        lambda: ballots.keep_draft(sheet.entered, collectives=False),
        lambda: ballots.remove(kept.id, kept.revision),
    ):
        with pytest.raises(ProblemError) as problem:
            refused()
        assert problem.value.code == "Q41"


def test_raised_hands_keep_no_numbers_of_ballots(
    ballots: BallotService, campaign: Campaign, cell: Organization
) -> None:
    sheet = ballots.prepare(campaign.id, cell.id)
    kept = ballots.save(counted(sheet, {"good": 4}, form=BallotForm.HANDS, issued=9, head_teller="  Lò  A "))
    assert (kept.issued, kept.returned, kept.valid, kept.head_teller, kept.tellers) == (None, None, None, "", ())
    assert kept.lines == (BallotLine(evaluation_id=sheet.rated[0].evaluation_id, votes={"good": 4}),)
