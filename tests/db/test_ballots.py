"""Counts of ballots: what is kept is read back, and the last of them speaks for everybody it has votes for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import ballots
from db.evaluation_records import Ballot, BallotForm, BallotLine, Campaign, Evaluation, Stage
from db.ids import new_id
from db.store import Store
from tests.helpers.meetings import words
from tests.helpers.reviews import campaign, evaluation, lay_down
from tests.services.conftest import Commune, found

numbers = st.one_of(st.none(), st.integers(0, 5_000))
contents = st.fixed_dictionaries(
    {
        "held_on": st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2099, 12, 31))),
        "form": st.sampled_from(BallotForm),
        "convened": numbers,
        "present": numbers,
        "issued": numbers,
        "returned": numbers,
        "valid": numbers,
        "head_teller": words,
        "tellers": st.lists(words, max_size=3).map(tuple),
        "note": words,
    }
)
votes = st.dictionaries(st.one_of(st.just(""), words), st.integers(1, 5_000), max_size=4)


class Cell:
    """A store with a campaign of three members and the cell itself."""

    def __init__(self, folder: Path) -> None:
        self.office = found(folder)
        self.store = Store.open(folder / "sochibo.db", bytes(32))
        self.commune = Commune(self.store, self.office)
        cell = self.commune.cell()
        self.cell_id = cell.id
        people = [self.commune.person(cell.id, name) for name in ("Lý A Sử", "Sùng Thị Mỷ", "Hoàng Văn Đào")]
        self.campaign: Campaign = campaign(self.office.id)
        self.people = [evaluation(self.campaign, cell.id, person.id) for person in people]
        self.itself: Evaluation = evaluation(self.campaign, cell.id, None)
        lay_down(self.store, self.campaign, [*self.people, self.itself])

    def count(self, *lines: dict[str, int], **changes: object) -> Ballot:
        made = Ballot(
            id=new_id(),
            owner_id=self.office.id,
            campaign_id=self.campaign.id,
            organization_id=self.cell_id,
            lines=tuple(
                BallotLine(evaluation_id=one.id, votes=line) for one, line in zip(self.people, lines, strict=False)
            ),
        )
        made = msgspec.structs.replace(made, **changes)
        with self.store.operation("test", "test"):
            ballots.put(self.store, made)
        return made


@pytest.fixture(scope="module")
def cell(tmp_path_factory: pytest.TempPathFactory) -> Cell:
    return Cell(tmp_path_factory.mktemp("ballots") / "xa")


@given(contents, st.lists(votes, min_size=3, max_size=3))
def test_a_count_is_read_as_it_was_kept(cell: Cell, content: dict[str, object], lines: list[dict[str, int]]) -> None:
    kept = cell.count(*lines, **content)
    read = ballots.get(cell.store, kept.id)
    assert read is not None
    by_person = {line.evaluation_id: line.votes for line in read.lines}
    assert by_person == {line.evaluation_id: line.votes for line in kept.lines if line.votes}
    assert msgspec.structs.replace(read, lines=kept.lines) == kept
    with cell.store.operation("test", "test"):
        ballots.remove(cell.store, kept.id)
    assert ballots.get(cell.store, kept.id) is None


def test_the_last_count_speaks_for_those_it_has_votes_for(cell: Cell) -> None:
    first = cell.count({"good": 5}, {"good": 5}, held_on=date(2026, 11, 2))
    last = cell.count({"good": 3}, held_on=date(2026, 11, 9))
    earlier = cell.count({"done": 3}, held_on=date(2026, 11, 1))
    ids = [one.id for one in cell.people]
    assert ballots.latest(cell.store, ids) == {ids[0]: last.id, ids[1]: first.id}
    assert [one.id for one in ballots.of_body(cell.store, cell.campaign.id, cell.cell_id)] == [
        last.id,
        first.id,
        earlier.id,
    ]
    (body,) = ballots.bodies(cell.store, cell.campaign.id, date(2026, 12, 31))
    assert (body.members, body.members_voted, body.collectives, body.collectives_voted) == (3, 2, 1, 0)
    assert body.held_on == date(2026, 11, 9)


def test_people_come_by_name_and_collectives_apart(cell: Cell) -> None:
    on = date(2026, 12, 31)
    people = ballots.rated(cell.store, cell.campaign.id, on, collectives=False, organization_id=cell.cell_id)
    assert [one.full_name for one in people] == ["Hoàng Văn Đào", "Sùng Thị Mỷ", "Lý A Sử"]
    assert {one.organization_name for one in people} == {"Chi bộ thôn Nà Lừa"}
    (itself,) = ballots.rated(cell.store, cell.campaign.id, on, collectives=True)
    assert (itself.evaluation_id, itself.member_id, itself.full_name) == (cell.itself.id, "", "")
    named = ballots.named(cell.store, [cell.itself.id, "nobody", people[0].evaluation_id], on)
    assert [one.evaluation_id for one in named] == [cell.itself.id, people[0].evaluation_id]


def test_a_stage_is_written_only_where_it_changes(cell: Cell) -> None:
    first, second = (one.id for one in cell.people[:2])
    with cell.store.operation("test", "test"):
        ballots.set_stages(cell.store, {first: Stage.VOTED, second: Stage.NONE})
    people = {one.evaluation_id: one for one in ballots.named(cell.store, [first, second], date(2026, 12, 31))}
    assert (people[first].stage, people[first].revision) == (Stage.VOTED, 2)
    assert (people[second].stage, people[second].revision) == (Stage.NONE, 1)
