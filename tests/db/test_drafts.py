"""Drafts: the last state typed is what comes back, and only that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import drafts
from db.store import Store
from tests.helpers.stores import KEY, new_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = new_store(tmp_path / "sochibo.db")
    yield made
    made.close()


def put(
    store: Store,
    draft_id: str,
    body: bytes = b"x",
    cell: str | None = "c1",
    period: str | None = "2026-11",
    at: str = "1",
) -> None:
    with store.operation("draft.save", f"draft:{draft_id}"):
        drafts.put(store, "meeting", draft_id, body, cell, period, at)


def test_a_draft_comes_back_as_it_was_put(store: Store) -> None:
    put(store, "1", "Họp chi bộ".encode(), at="2026-11-03T08:00:00")
    found = drafts.get(store, "meeting", "1")
    assert found == drafts.Draft("meeting", "1", "c1", "2026-11", "Họp chi bộ".encode(), "2026-11-03T08:00:00")


def test_the_later_state_takes_the_place_of_the_earlier(store: Store) -> None:
    put(store, "1", b"old", at="1")
    put(store, "1", b"new", cell="c2", period="2026-12", at="2")
    assert drafts.listed(store, "meeting") == [drafts.Draft("meeting", "1", "c2", "2026-12", b"new", "2")]


def test_drafts_of_one_month_are_listed_by_cell(store: Store) -> None:
    put(store, "1", cell="b")
    put(store, "2", cell="a")
    put(store, "3", cell="a", period="2026-10")
    assert [draft.id for draft in drafts.listed(store, "meeting", "2026-11")] == ["2", "1"]
    assert [draft.id for draft in drafts.listed(store, "meeting")] == ["3", "2", "1"]
    assert drafts.listed(store, "member", "2026-11") == []


def test_the_draft_of_a_cell_and_month_saved_last_is_found(store: Store) -> None:
    put(store, "1", at="2026-11-03T08:00:00")
    put(store, "2", at="2026-11-04T08:00:00")
    found = drafts.find(store, "meeting", "c1", "2026-11")
    assert found is not None
    assert found.id == "2"
    assert drafts.find(store, "meeting", "c1", "2026-12") is None
    assert drafts.find(store, "member", "c1", "2026-11") is None


def test_a_removed_draft_is_gone(store: Store) -> None:
    put(store, "1")
    with store.operation("draft.discard", "draft:1"):
        assert drafts.remove(store, "meeting", "1")
        assert not drafts.remove(store, "meeting", "1")
    assert drafts.get(store, "meeting", "1") is None


def test_a_draft_is_written_inside_an_operation_only(store: Store) -> None:
    with pytest.raises(RuntimeError):
        drafts.put(store, "meeting", "1", b"", None, None, "")
    with pytest.raises(RuntimeError):
        drafts.remove(store, "meeting", "1")


@settings(max_examples=20)
@given(st.binary(max_size=5000))
def test_any_body_survives_closing_and_opening(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    store = new_store(tmp_path_factory.mktemp("draft") / "sochibo.db")
    put(store, "1", body, cell=None, period=None)
    store.close()
    again = Store.open(store.path, KEY)
    found = drafts.get(again, "meeting", "1")
    again.close()
    assert found is not None
    assert found.body == body
