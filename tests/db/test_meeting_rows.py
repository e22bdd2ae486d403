"""Whatever a meeting holds comes back from its rows unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import meetings
from db.meeting_records import Meeting, MeetingContent, MeetingState, ScorePoint, ScoreSheet
from db.store import Store
from tests.helpers.meetings import contents, filled, words
from tests.helpers.stores import KEY

points = st.one_of(st.none(), st.integers(0, 1000))
sheets = st.builds(
    ScoreSheet,
    scheme=filled,
    points=st.lists(
        st.builds(
            ScorePoint,
            code=words,
            group=words,
            title=words,
            most=st.integers(0, 1000),
            proposed=points,
            voted=points,
            confirmed=points,
            remark=words,
        ),
        max_size=4,
    ).map(tuple),
    confirmed_by=words,
    level=st.sampled_from(["", "good", "weak"]),
    total=points,
)
meetings_of_any_content = st.builds(
    lambda content, score, on, version: Meeting(
        id="m",
        owner_id="o",
        series_id="s",
        version=version,
        state=MeetingState.FINAL,
        number=7,
        content=msgspec.structs.replace(content, score=score, held_on=on),
        finalized_at="2026-11-03T10:00:00",
        revision_reason="Sửa giờ",
    ),
    contents,
    st.one_of(st.none(), sheets),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.integers(1, 9),
)
TOTALS = meetings.Totals(required=3, present=2, excused=1, unexcused=0, conclusions=4)


class _LookedAtError(Exception):
    """Ends the operation without keeping anything: the people of these meetings do not exist."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path: Path = tmp_path_factory.mktemp("rows") / "rows.db"
    store = Store.create(path, KEY)
    yield store
    store.close()


@given(meetings_of_any_content)
def test_a_meeting_is_read_as_it_was_written(store: Store, meeting: Meeting) -> None:
    with suppress(_LookedAtError), store.operation("test.look", "-"):
        meetings.insert(store, meeting, TOTALS)
        assert meetings.get(store, "m") == meeting
        head = meetings.head_only(store, "m")
        assert head is not None
        assert head.content == _without_rows(meeting.content)
        (line,) = meetings.summaries(store)
        score = meeting.content.score
        expected = (score.level, score.total) if score else ("", None)
        assert (line.series_id, line.quality_level, line.quality_points) == ("s", *expected)
        assert (line.required, line.present, line.excused, line.unexcused, line.conclusions) == (3, 2, 1, 0, 4)
        raise _LookedAtError


def _without_rows(content: MeetingContent) -> MeetingContent:
    return msgspec.structs.replace(
        content, attendance=(), guests=(), agenda=(), documents=(), follow_ups=(), score=None
    )
