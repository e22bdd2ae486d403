"""The clock of an old machine is told, never obeyed; names in file names are harmless."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from db.problems import ProblemError
from desktop_app.exchange import desk as desks
from desktop_app.exchange.desk import Desk
from desktop_app.exchange.views import State
from tests.helpers.exchange import Side, commune, make_pair
from tests.helpers.forging import opened
from tests.helpers.offices import HANOI


def _at(side: Side, moment: str) -> Desk:
    clock = datetime.fromisoformat(moment).replace(tzinfo=HANOI)
    return Desk(side.store, side.office_id, side.folder, lambda: clock)


@pytest.mark.parametrize(
    ("now", "verdict"),
    [
        ("2026-11-03T08:30:00", "ok"),
        ("2027-06-01T00:00:00", "ok"),
        ("2026-11-03T08:29:59", "suspect"),
        ("1980-01-01T00:00:00", "suspect"),
        ("2009-01-01T00:00:00", "suspect"),
        ("2028-02-29T12:00:00", "suspect"),
        ("2076-11-03T08:30:00", "suspect"),
    ],
)
def test_a_clock_outside_what_is_known_is_suspect(tmp_path: Path, now: str, verdict: str) -> None:
    stamp = desks.stamp(_at(commune(tmp_path / "xa"), now))
    assert (stamp.created, stamp.clock, stamp.floor) == (now, verdict, "2026-11-03T08:30:00")


def test_the_office_above_moves_the_floor(tmp_path: Path) -> None:
    pair = make_pair(tmp_path, members=1)
    pair.parent.clock.advance(days=5)
    receipt = pair.take(pair.send())
    ack = pair.parent.exchange.write_receipt(receipt, pair.stick)
    pair.child.exchange.apply(pair.child.exchange.preview(ack))
    stamp = desks.stamp(_at(pair.child, "2026-11-03T08:30:00"))
    assert (stamp.clock, stamp.floor) == ("suspect", "2026-11-08T08:30:00")


def test_a_dead_clock_stops_nothing_and_is_shown_to_the_receiver(tmp_path: Path) -> None:
    pair = make_pair(tmp_path, members=1)
    pair.child.clock.moment = datetime(1980, 1, 1, tzinfo=HANOI)
    sent = pair.send()
    assert opened(pair, sent.path).manifest.clock == "suspect"
    entry = pair.look(sent)
    assert (entry.state, entry.clock_suspect) == (State.PREVIEWED, True)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("MK01", "MK01"),
        ("MK-01", "MK-01"),
        ("../../x", "x"),
        ("Đ ảng", "ng"),
        ("", "DV"),
        ("=A1", "A1"),
        ("a" * 90, "a" * 40),
    ],
)
def test_codes_become_harmless_parts_of_file_names(text: str, part: str) -> None:
    assert desks.file_part(text) == part


def test_looking_makes_no_keys(tmp_path: Path) -> None:
    pair = make_pair(tmp_path, members=1)
    sent = pair.send()
    stranger = commune(tmp_path / "la", "XX01")
    assert stranger.exchange.preview(sent.path).code == "E13"
    assert stranger.exchange.verify(pair.stick / "DANGKY_MK01.goi").code == "I38"
    assert stranger.store.value("SELECT count(*) FROM own_key") == 0


def test_a_wrong_month_is_named() -> None:
    with pytest.raises(ProblemError) as caught:
        desks.require_month("11/2026")
    assert caught.value.values == {"period": "11/2026"}
