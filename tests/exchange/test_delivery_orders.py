"""Whatever the order packages arrive in, twice, late or with gaps, the upper office ends in one state."""

from __future__ import annotations

import itertools
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import exchange as kept
from db.problems import ProblemError
from desktop_app.exchange import chain, limits
from desktop_app.exchange.chain import Link
from desktop_app.exchange.views import State, Verdict
from tests.helpers.exchange import (
    PERIOD,
    Pair,
    Side,
    add_meeting,
    add_members,
    change,
    dump,
    enrol,
    make_pair,
    province,
)
from tests.helpers.forging import opened

MONTHS = (PERIOD, "2026-12")


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pair, list[Path]]:
    """Return a commune and four packages: two of a month, one of the next, one more of the first."""
    folder = tmp_path_factory.mktemp("history")
    pair = make_pair(folder, members=2)
    paths = [pair.send().path]
    add_members(pair.child, pair.cells[0], 1)
    paths.append(pair.send().path)
    add_meeting(pair.child, pair.cells[1], pair.members[1], period="2026-12")
    paths.append(pair.send("2026-12").path)
    change(pair.child, "UPDATE meeting SET theme = 'sửa' WHERE period = ?", PERIOD)
    paths.append(pair.send().path)
    return pair, paths


def _fresh_parent(pair: Pair) -> Side:
    """Forget what the upper office took in: its records of the commune and of every package."""
    store = pair.parent.store
    with store.operation("test.forget", "-"):
        for table in ("receipt", "received_partition", "received_package", "chain_head", "held_package"):
            store.execute(f"DELETE FROM {table}")
        for table in ("meeting_score", "meeting_follow_up", "meeting_task", "meeting_document"):
            store.execute(f"DELETE FROM {table}")
        for table in ("guest", "opinion", "agenda_item", "attendance", "meeting", "membership", "member_status"):
            store.execute(f"DELETE FROM {table}")
        for table in ("organization_role", "organization_event_part", "organization_event", "member_event"):
            store.execute(f"DELETE FROM {table}")
        for table in ("member_profile", "member", "cell_hamlet", "hamlet_former_name", "hamlet"):
            store.execute(f"DELETE FROM {table}")
        store.execute("DELETE FROM organization_version WHERE kind IN ('cell', 'section')")
        store.execute("DELETE FROM organization WHERE id NOT IN (SELECT organization_id FROM organization_version)")
    return pair.parent


def _deliver(parent: Side, path: Path) -> State:
    entry = parent.exchange.preview(path)
    if entry.can_apply:
        parent.exchange.apply(entry, "thử")
    return entry.state


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_every_order_of_arrival_ends_in_the_same_state(
    history: tuple[Pair, list[Path]], order: tuple[int, ...]
) -> None:
    pair, paths = history
    parent = _fresh_parent(pair)
    for place in order:
        assert _deliver(parent, paths[place]) is State.PREVIEWED
    assert dump(parent, pair.child.office_id, MONTHS) == dump(pair.child, pair.child.office_id, MONTHS)
    assert [row["seq"] for row in kept.chain(parent.store, pair.child.office_id, 1)] == [1, 2, 3, 4]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deliveries=st.lists(st.integers(0, 3), max_size=9))
def test_lost_and_repeated_packages_that_arrive_in_the_end_leave_no_trace(
    history: tuple[Pair, list[Path]], deliveries: list[int]
) -> None:
    pair, paths = history
    parent = _fresh_parent(pair)
    seen: set[int] = set()
    for place in [*deliveries, 0, 1, 2, 3]:
        state = _deliver(parent, paths[place])
        assert state is (State.DUPLICATE if place in seen else State.PREVIEWED)
        seen.add(place)
    assert dump(parent, pair.child.office_id, MONTHS) == dump(pair.child, pair.child.office_id, MONTHS)


def test_a_gap_is_told_and_the_newer_figures_are_taken(history: tuple[Pair, list[Path]]) -> None:
    pair, paths = history
    parent = _fresh_parent(pair)
    _deliver(parent, paths[0])
    entry = parent.exchange.preview(paths[3])
    assert (entry.code, entry.verdict, entry.missing) == ("W34", Verdict.GAP_AHEAD, (2, 3))
    assert "2–3" in entry.sentence
    assert parent.exchange.apply(entry).missing == (2, 3)


def test_a_late_package_is_archived_and_says_whose_figures_hold(history: tuple[Pair, list[Path]]) -> None:
    pair, paths = history
    parent = _fresh_parent(pair)
    for place in (0, 3):
        _deliver(parent, paths[place])
    before = dump(parent, pair.child.office_id)
    entry = parent.exchange.preview(paths[1])
    assert (entry.code, entry.verdict) == ("I33", Verdict.LATE)
    assert "số 2" in entry.sentence
    assert "gói số 4" in entry.sentence
    assert parent.exchange.apply(entry).verdict == "superseded"
    assert dump(parent, pair.child.office_id) == before
    late = parent.exchange.preview(paths[2])
    assert late.code == "I32"
    assert parent.exchange.apply(late).verdict == "applied"


def test_the_acknowledgement_of_an_archived_package_claims_no_match(history: tuple[Pair, list[Path]]) -> None:
    pair, paths = history
    parent = _fresh_parent(pair)
    for place in (0, 2, 3):
        _deliver(parent, paths[place])
    receipt = parent.exchange.apply(parent.exchange.preview(paths[1]))
    change(parent, "DELETE FROM sent_package WHERE kind = 'ACK'")
    ack = pair.child.exchange.preview(parent.exchange.write_receipt(receipt, pair.stick))
    assert ack.can_apply
    assert pair.child.exchange.apply(ack).matched is None


def test_a_second_upper_office_is_not_pinned_beside_the_first(tmp_path: Path) -> None:
    pair = make_pair(tmp_path, members=1)
    other = province(tmp_path / "tinh2")
    with pytest.raises(ProblemError, match="X04"):
        enrol(pair.child, other, tmp_path / "usb2")


def _place(known: dict[int, Link], pair: Pair, path: Path) -> chain.Place:
    found = opened(pair, path)
    return chain.place(known, found.manifest, found.digest, "x")


def test_a_number_at_the_edge_of_the_jump_is_still_taken(history: tuple[Pair, list[Path]]) -> None:
    pair, paths = history
    found = opened(pair, paths[0])
    far = msgspec.structs.replace(found.manifest, seq=limits.SEQ_JUMP, prev="0" * 64)
    assert chain.place({}, far, "d" * 64, "x").verdict is Verdict.GAP_AHEAD
    further = msgspec.structs.replace(far, seq=limits.SEQ_JUMP + 1)
    problem = chain.place({}, further, "d" * 64, "x").problem
    assert problem is not None
    assert problem.code == "E38"


def test_counts_compare_with_every_neighbour_in_the_history(history: tuple[Pair, list[Path]]) -> None:
    pair, paths = history
    second, third = opened(pair, paths[1]), opened(pair, paths[2])
    prev = third.manifest.prev
    assert prev == second.digest
    later = {3: Link(third.digest, prev, second.manifest.counter, None)}
    assert _place(later, pair, paths[1]).verdict is Verdict.LATE
    fallen = {3: Link(third.digest, prev, second.manifest.counter - 1, None)}
    problem = _place(fallen, pair, paths[1]).problem
    assert problem is not None
    assert problem.code == "E36"
