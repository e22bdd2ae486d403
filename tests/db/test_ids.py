"""Identifiers: well formed, never twice, never going back."""

from __future__ import annotations

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from db.ids import new_id


def test_an_identifier_is_a_uuid_of_version_7() -> None:
    made = uuid.UUID(new_id())
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert str(made) == str(made).lower()


def test_its_time_part_is_about_now() -> None:
    milliseconds = uuid.UUID(new_id()).int >> 80
    assert abs(milliseconds - time.time() * 1000) < 3_600_000


def test_identifiers_rise_even_when_the_clock_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    first = new_id()
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    later = [new_id() for _ in range(1000)]
    assert sorted(later) == later
    assert first < later[0]


def test_threads_never_share_one() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: new_id(), range(4000)))
    assert len(set(made)) == len(made)
