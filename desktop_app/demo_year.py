"""The year of the sample commune: last year's review closed, this year's tasks, and its review under way."""

from __future__ import annotations

import functools
import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from importlib import resources
from typing import TYPE_CHECKING, Any

import msgspec

from db.evaluation_records import Evaluation, EvaluationContent, Part, RemedyState, Subject, YearFigures
from db.meeting_records import AssignmentOutcome
from db.records import Duty, MemberRow
from db.task_records import AssignmentInput, CommitmentReview, Household, Kept, TaskReview

if TYPE_CHECKING:
    from db.evaluation_records import BoardLine, Campaign, CollectiveFigures
    from desktop_app.office import Office
    from desktop_app.rules.scheme import Form
    from desktop_app.services.base import Clock

YEAR = 2026
WORKING = ("NL", "BC")
"""Codes of the cells that have planned their year; the first has handed in every self-review, the second some."""
WRITTEN = 4
"""How many self-reviews of each of them are written out in full."""
WITHOUT = 3
"""How many of each cell the plan leaves without a task."""
GOING_ON = 12
"""How many of each cell the year is not looked back on with yet, those without a task among them."""
TODAY = date(YEAR, 11, 20)
_DECIDED_ON, _CLOSED_ON = date(YEAR - 1, 12, 25), date(YEAR, 1, 9)
_HANOI = timezone(timedelta(hours=7))
_SHARES = (("excellent", 0.12, 900, 960), ("good", 0.88, 720, 890), ("done", 0.997, 520, 690), ("failed", 1, 380, 480))
"""(level, share up to which it goes, fewest and most points in tenths)."""
_OUTCOMES = ((AssignmentOutcome.ABOVE, 0.35), (AssignmentOutcome.ON_TIME, 0.9), (AssignmentOutcome.LATE, 1.0))


@functools.cache
def told() -> dict[str, Any]:
    """Return what resources/demo/year.toml tells of the year."""
    return tomllib.loads(resources.files("resources").joinpath("demo/year.toml").read_text("utf-8"))


@dataclass(frozen=True)
class _Cell:
    id: str
    members: tuple[MemberRow, ...]
    """Those who come to meetings, by name."""


def year(office: Office, cells: dict[str, str], seed: int) -> None:
    """Record the year of the commune; ``cells`` gives identifiers by code."""
    rng = random.Random(seed + 2)  # noqa: S311  # invented reviews, nothing secret
    last_year(office, rng)
    working = []
    for code in WORKING:
        rows = office.members.of_cell(cells[code], TODAY)
        working.append(_Cell(cells[code], tuple(row for row in rows if row.duty is Duty.ACTIVE)))
    for cell in working:
        _tasks(office, cell, rng)
    _households(office, working[0], rng)
    _commitments(office, working[0], rng)
    this_year(office, working, rng)


# --- last year ---


def last_year(office: Office, rng: random.Random) -> None:
    """Review the year before: everybody says a level, the committee decides it, the campaign is closed.

    Written by the clocks of that November and December, so that the papers carry its days.
    """
    from desktop_app.services.decisions import Chosen, DecisionService, RulingInput
    from desktop_app.services.reviews import ReviewService
    from desktop_app.services.self_reviews import QuickEntry, SelfReviewService

    reviews = ReviewService(office.store, office.id, _clock(date(YEAR - 1, 11, 18)))
    campaign = reviews.open(YEAR - 1)
    entries, chosen = [], []
    for line in _board(office, campaign, None):
        collective = line.subject is not Subject.MEMBER
        level, points = _rated(rng.uniform(0, 0.85 if collective else 1), rng)
        modest = level if rng.random() < 0.9 or collective else "good"
        entries.append(
            QuickEntry(
                evaluation_id=line.id,
                revision=line.revision,
                self_level=modest,
                points=points,
                committee_level=level,
            )
        )
        chosen.append(Chosen(evaluation_id=line.id, level=level))
    SelfReviewService(office.store, office.id, _clock(date(YEAR - 1, 11, 28))).save_quick(entries)
    decisions = DecisionService(office.store, office.id, _clock(_DECIDED_ON))
    decisions.propose(chosen, RulingInput(on=date(YEAR - 1, 12, 12)))
    decisions.decide(chosen, RulingInput(on=_DECIDED_ON, number=told()["review"]["number"]))
    steps = [msgspec.structs.replace(step, done_on=step.due_on) for step in campaign.steps]
    campaign = reviews.set_steps(campaign.id, campaign.revision, steps)
    reviews = ReviewService(office.store, office.id, _clock(_CLOSED_ON))
    reviews.close(campaign.id, campaign.revision)


def _clock(on: date) -> Clock:
    return lambda: datetime(on.year, on.month, on.day, 9, 0, tzinfo=_HANOI)


def _rated(roll: float, rng: random.Random) -> tuple[str, int]:
    level, _, least, most = next(entry for entry in _SHARES if roll < entry[1])
    return level, 10 * rng.randint(least // 10, most // 10)


def _board(office: Office, campaign: Campaign, cell_id: str | None) -> list[BoardLine]:
    """Return everybody rated, collectives after members where no cell is named."""
    from db.review_board import Wanted

    lines, _ = office.reviews.board(
        campaign.id, Wanted(subject=Subject.MEMBER, organization_id=cell_id, excluded=False), 0, -1
    )
    return lines if cell_id else lines + office.reviews.board(campaign.id, Wanted(excluded=False), 0, -1)[0]


# --- this year ---


def _tasks(office: Office, cell: _Cell, rng: random.Random) -> None:
    """Give nearly everybody a task, many two; look back on those whose day has passed."""
    wanted = told()["task"]
    given = [
        AssignmentInput(
            cell_id=cell.id,
            member_id=member.id,
            kind=task["kind"],
            text=task["text"],
            target=task["target"],
            given_on=date(YEAR, 1, 15),
            due_on=date(YEAR, task["month"], 25) if task["month"] else None,
            basis=told()["basis"],
            year=YEAR,
        )
        for member in cell.members[:-WITHOUT]
        for task in rng.sample(wanted, rng.randint(1, 2))
    ]
    made = office.tasks.adopt(given)
    office.tasks.review(
        [
            TaskReview(assignment_id=one.id, span=f"{one.due_on:%Y-%m}", progress=1000, outcome=_outcome(rng))
            for one in made
            if one.due_on is not None and one.due_on < TODAY
        ]
    )
    going_on = {member.id for member in cell.members[-GOING_ON:]}
    office.tasks.review(
        [
            TaskReview(assignment_id=one.id, span=str(YEAR), progress=1000, outcome=_outcome(rng))
            for one in made
            if (one.due_on is None or one.due_on >= TODAY) and one.member_id not in going_on
        ]
    )


def _outcome(rng: random.Random) -> AssignmentOutcome:
    roll = rng.random()
    return next(outcome for outcome, share in _OUTCOMES if roll < share)


def _households(office: Office, cell: _Cell, rng: random.Random) -> None:
    """Put some members in charge of households of the hamlet, and let them call."""
    wanted, hamlet = told()["households"], _hamlet(office, cell)
    heads = rng.sample(cell.members, wanted["members"] * wanted["per_member"])
    made = office.households.save_many(
        [
            (
                Household(
                    id="",
                    owner_id="",
                    hamlet_id=hamlet,
                    head=f"{head.full_name.split()[0]} Văn {head.full_name.split()[-1]}",
                    people=rng.randint(*wanted["people"]),
                    valid_from=date(YEAR, 1, 1),
                ),
                _circumstance(rng.random()),
            )
            for head in heads
        ]
    )
    size = wanted["per_member"]
    for place, member in enumerate(cell.members[: wanted["members"]]):
        theirs = [one.id for one in made[place * size : place * size + size]]
        office.households.charge(theirs, member.id, cell.id, date(YEAR, 1, 15))
        for one in theirs:
            on = date(YEAR, rng.randint(2, 10), rng.randint(1, 28))
            office.households.visit(one, on, rng.choice(wanted["visits"]))


def _hamlet(office: Office, cell: _Cell) -> str:
    covers = next(one for one in office.organizations.cells(TODAY) if one.organization.id == cell.id)
    return next(one.id for one in office.members.hamlets() if one.name == covers.hamlets[0])


def _circumstance(roll: float) -> str:
    wanted = told()["households"]
    if roll < wanted["poor"]:
        return "poor"
    return "near_poor" if roll < wanted["poor"] + wanted["near_poor"] else ""


def _commitments(office: Office, cell: _Cell, rng: random.Random) -> None:
    people = [(member.id, cell.id) for member in cell.members]
    office.commitments.write(people, YEAR, told()["commitment"]["text"], date(YEAR, 1, 20))
    office.commitments.review(
        [
            (id_, f"{YEAR}-{month:02}", CommitmentReview(period=f"{YEAR}-{month:02}", kept=_kept(rng.random())))
            for id_, _ in people
            for month in range(1, 11)
        ]
    )


def _kept(roll: float) -> Kept:
    return Kept.KEPT if roll < 0.93 else Kept.PARTLY


def this_year(office: Office, working: Sequence[_Cell], rng: random.Random) -> None:
    """Open the review of the year, fill it in from the records, and let two cells write."""
    campaign = office.reviews.open(YEAR)
    writers = {cell.id: _writers(office, campaign, cell) for cell in working}
    for cell in working:
        _shortcomings(office, writers[cell.id])
    office.reviews.prefill(campaign.id)
    for place, cell in enumerate(working):
        for line in writers[cell.id]:
            _write(office, line.id, rng)
        _by_levels(office, _board(office, campaign, cell.id), every=place == 0, rng=rng)


def _writers(office: Office, campaign: Campaign, cell: _Cell) -> list[BoardLine]:
    """Return those who write first: the first by name who have nothing left to do."""
    figures = office.reviews.figures(campaign.id, cell.id)
    lines = _board(office, campaign, cell.id)
    return [line for line in lines if _done(figures[line.id])][:WRITTEN]


def _done(figures: YearFigures | CollectiveFigures) -> bool:
    return figures.tasks > 0 and figures.tasks == figures.above + figures.on_time


def _shortcomings(office: Office, lines: Sequence[BoardLine]) -> None:
    """Let last year's review have found something in people, mended or being mended since."""
    from db.rating_records import RemedyInput

    said = told()["review"]
    for place, line in enumerate(lines):
        pick = place % len(said["weak"])
        done = place > 0
        office.remedies.add(
            RemedyInput(
                year=YEAR - 1,
                organization_id=line.organization_id,
                member_id=line.member_id,
                shortcoming=said["weak"][pick],
                measure=said["measures"][pick],
                due_on=date(YEAR, 6, 30),
                state=RemedyState.DONE if done else RemedyState.DOING,
                done_on=date(YEAR, 6, 28) if done else None,
                result=said["results"][pick] if done else "",
            )
        )


def _write(office: Office, evaluation_id: str, rng: random.Random) -> None:
    """Write a self-review in full, as a member handed it in: at the level the year's figures bear."""
    opened = office.self_reviews.open(evaluation_id)
    assert opened.form is not None  # the scheme of the sample has one for everybody
    content = written(opened.evaluation, opened.form, rng)
    level = office.self_reviews.assess(evaluation_id, content).reachable
    content = msgspec.structs.replace(content, self_level=level, committee_level=level)
    office.self_reviews.save(evaluation_id, opened.evaluation.revision, content)


def written(kept: Evaluation, form: Form, rng: random.Random) -> EvaluationContent:
    """Return a review filled in but for the levels: points by criterion, texts, what others say of it."""
    from desktop_app.rules.scheme import SectionKind

    said, begun = told()["review"], {part.code: part for part in kept.content.parts}
    pick = rng.randrange(len(said["weak"]))
    texts = [section for section in form.sections if section.kind is SectionKind.TEXT]
    parts = dict(begun)
    for section in form.sections:
        if section.kind is SectionKind.POINTS:
            part = begun.get(section.code, Part(code=section.code))
            parts[section.code] = msgspec.structs.replace(part, points=section.most - rng.choice((0, 0, 5, 10)))
    for place, section in enumerate(texts):
        last = place == len(texts) - 1
        weak = section.code == "II"
        text = said["measures"][pick] if last else said["weak"][pick] if weak else said["good"]
        parts[section.code] = Part(code=section.code, text=text)
    more = isinstance(kept.figures, YearFigures) and kept.figures.above
    points = 10 * (rng.randint(65, 69) if more else rng.randint(56, 62))
    return msgspec.structs.replace(
        kept.content,
        parts=tuple(parts.values()),
        task_points=points,
        self_on=date(YEAR, 11, rng.randint(10, 18)),
        residence_comment=said["residence"],
        residence_by="Chi bộ nơi cư trú",
        residence_on=date(YEAR, 11, 18),
        committee_remark=said["remark"],
    )


def _by_levels(office: Office, lines: Sequence[BoardLine], *, every: bool, rng: random.Random) -> None:
    """Keep levels and points of forms that were handed in on paper: of all, or of a third."""
    from desktop_app.services.self_reviews import QuickEntry

    entries = []
    for line in lines:
        if line.self_level or not (every or rng.random() < 0.3):
            continue
        level, points = _rated(rng.uniform(0, 0.99), rng)
        entries.append(QuickEntry(evaluation_id=line.id, revision=line.revision, self_level=level, points=points))
    office.self_reviews.save_quick(entries)
