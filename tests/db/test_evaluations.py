"""Whatever a campaign and an evaluation hold comes back from their rows unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given

from db import evaluations
from db.evaluation_records import (
    CampaignVersion,
    CollectiveFigures,
    EvaluationContent,
    Ruling,
    RulingKind,
    Stage,
    Subject,
    YearFigures,
)
from db.store import Store
from tests.helpers.reviews import campaign, contents, evaluation
from tests.helpers.stores import new_store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = new_store(Path(tmp_path_factory.mktemp("store")) / "store.db")
    # The rows point at no people and cells: what is asked here is only what comes back.
    made.connection.execute("PRAGMA foreign_keys = OFF")
    yield made
    made.close()


class _UndoneError(Exception):
    pass


@given(contents)
def test_every_field_of_an_evaluation_comes_back(store: Store, content: EvaluationContent) -> None:
    of = campaign("o")
    written = evaluation(of, "c", "m", content=content, stage=Stage.SELF, figures=YearFigures(required=12, attended=11))
    with suppress(_UndoneError), store.operation("evaluation.save", "evaluation:-"):
        evaluations.put_campaign(store, of)
        evaluations.put(store, written)
        assert evaluations.get(store, written.id) == written
        assert evaluations.of_member(store, of.id, "m") == written
        raise _UndoneError


def test_a_campaign_comes_back_with_its_steps_in_their_order(store: Store) -> None:
    of = campaign("u1")
    with store.operation("campaign.open", f"campaign:{of.id}"):
        evaluations.put_campaign(store, of)
    assert evaluations.campaign(store, of.id) == of
    assert evaluations.campaign_of(store, "u1", 2026) == of
    assert evaluations.campaigns(store, "u1") == [of]
    changed = msgspec.structs.replace(of, steps=of.steps[::-1], revision=2)
    with store.operation("campaign.save", f"campaign:{of.id}"):
        evaluations.put_campaign(store, changed)
    assert evaluations.campaign(store, of.id) == changed


def test_a_collective_keeps_figures_of_its_own_kind(store: Store) -> None:
    of = campaign("u2")
    written = evaluation(of, "c", None, figures=CollectiveFigures(regular=11, months=12, quality={"good": 8}))
    with store.operation("campaign.open", f"campaign:{of.id}"):
        evaluations.put_campaign(store, of)
        evaluations.put(store, written)
    assert evaluations.of_collective(store, of.id, Subject.CELL, "c") == written
    assert evaluations.identifiers(store, of.id, subject=Subject.CELL) == [written.id]
    assert evaluations.identifiers(store, of.id, subject=Subject.MEMBER) == []


def test_rulings_are_numbered_in_the_order_they_were_made(store: Store) -> None:
    of = campaign("u3")
    written = evaluation(of, "c", "m3")
    made = [
        Ruling(
            id=f"r{kind}",
            evaluation_id=written.id,
            seq=0,
            version=1,
            kind=kind,
            level="good",
            on=date(2026, 12, 10),
            by="Chi bộ thôn Nà Lừa",
            reason="Phát hiện vi phạm" if kind is RulingKind.ANNULMENT else "",
        )
        for kind in RulingKind
    ]
    with store.operation("campaign.open", f"campaign:{of.id}"):
        evaluations.put_campaign(store, of)
        evaluations.put(store, written)
        for one in made:
            evaluations.add_ruling(store, one)
    found = evaluations.rulings(store, written.id)
    assert [one.seq for one in found] == [1, 2, 3]
    assert [msgspec.structs.replace(one, seq=0) for one in found] == made


def test_each_closing_of_a_campaign_stays(store: Store) -> None:
    of = campaign("u4")
    first = CampaignVersion(version=1, closed_at="2027-01-05T08:00:00")
    with store.operation("campaign.close", f"campaign:{of.id}"):
        evaluations.put_campaign(store, of)
        evaluations.put_version(store, of.id, first)
    reopened = msgspec.structs.replace(first, reopened_at="2027-02-01T08:00:00", reopen_reason="Bổ sung kỷ luật")
    with store.operation("campaign.reopen", f"campaign:{of.id}"):
        evaluations.put_version(store, of.id, reopened)
        evaluations.put_version(store, of.id, CampaignVersion(version=2, closed_at="2027-02-02T08:00:00"))
    assert [one.version for one in evaluations.versions(store, of.id)] == [1, 2]
    assert evaluations.versions(store, of.id)[0] == reopened
