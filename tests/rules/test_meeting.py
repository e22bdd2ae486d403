"""What stops a meeting from being finalised, and what is only pointed out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.meeting_records import AgendaItem, Guest, MeetingContent, MeetingKind, Opinion, Presence, Vote
from db.records import Finding, Severity
from desktop_app import texts
from desktop_app.rules import meeting
from tests.rules.test_attendance import mark

CONTEXT = meeting.MeetingContext(today=date(2026, 11, 23), meeting_day=3)


def content(**changes: Any) -> MeetingContent:
    """Return a meeting nothing can be said against, with changes."""
    whole = MeetingContent(
        cell_id="cell",
        kind=MeetingKind.REGULAR,
        period="2026-11",
        held_on=date(2026, 11, 3),
        start_time="19:30",
        end_time="21:00",
        place="Nhà văn hóa thôn",
        chair_id="1",
        secretary_id="2",
        attendance=tuple(mark(number) for number in range(1, 11)),
        agenda=(AgendaItem(title="Nhiệm vụ tháng tới", conclusion="Nhất trí.", vote=Vote(entitled=10, agree=10)),),
        approval_agree=10,
    )
    return msgspec.structs.replace(whole, **changes)


def item(**changes: Any) -> tuple[AgendaItem, ...]:
    return (msgspec.structs.replace(content().agenda[0], **changes),)


def check(**changes: Any) -> list[Finding]:
    return meeting.check(content(**changes), CONTEXT)


def test_nothing_is_said_against_a_good_meeting() -> None:
    assert check() == []


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"held_on": None}, "MEETING_NO_DATE", "held_on"),
        ({"held_on": date(2026, 11, 24)}, "MEETING_IN_FUTURE", "held_on"),
        ({"held_on": date(2026, 10, 3)}, "MEETING_OTHER_MONTH", "held_on"),
        ({"held_on": date(2025, 11, 3)}, "MEETING_OTHER_MONTH", "held_on"),
        ({"start_time": ""}, "MEETING_NO_START", "start_time"),
        ({"end_time": ""}, "MEETING_NO_END", "end_time"),
        ({"start_time": "25:00"}, "MEETING_BAD_TIME", "start_time"),
        ({"end_time": "9 giờ"}, "MEETING_BAD_TIME", "end_time"),
        ({"end_time": "19:30"}, "MEETING_ENDS_BEFORE_START", "end_time"),
        ({"end_time": "07:00"}, "MEETING_ENDS_BEFORE_START", "end_time"),
        ({"place": " "}, "MEETING_NO_PLACE", "place"),
        ({"place": "a" * 301}, "MEETING_TEXT_LONG", "place"),
        ({"chair_id": None}, "MEETING_NO_CHAIR", "chair_id"),
        ({"secretary_id": None}, "MEETING_NO_SECRETARY", "secretary_id"),
        ({"attendance": ()}, "MEETING_NO_ATTENDANCE", "attendance"),
        ({"kind": MeetingKind.THEMATIC}, "MEETING_NO_THEME", "theme"),
        ({"kind": MeetingKind.COMBINED, "end_time": "22:00"}, "MEETING_NO_THEME", "theme"),
        ({"theme": "a" * 301}, "MEETING_TEXT_LONG", "theme"),
        ({"guests": (Guest(name=""),)}, "MEETING_GUEST_WITHOUT_NAME", "guests.0.name"),
        ({"guests": (Guest(name="Bàn Thị Mẩy", unit="a" * 301),)}, "MEETING_TEXT_LONG", "guests.0.unit"),
        ({"agenda": ()}, "MEETING_NO_AGENDA", "agenda"),
        ({"agenda": item(title="")}, "MEETING_ITEM_WITHOUT_TITLE", "agenda.0.title"),
        ({"agenda": item(title="a" * 301)}, "MEETING_TEXT_LONG", "agenda.0.title"),
        ({"agenda": item(content="a" * 8001)}, "MEETING_TEXT_LONG", "agenda.0.content"),
        ({"agenda": item(conclusion="a" * 8001)}, "MEETING_TEXT_LONG", "agenda.0.conclusion"),
        (
            {"agenda": item(opinions=(Opinion(speaker="", text="Nhất trí."),))},
            "MEETING_OPINION_WITHOUT_SPEAKER",
            "agenda.0.opinions.0.speaker",
        ),
        (
            {"agenda": item(opinions=(Opinion(speaker="Bàn Văn Minh", text="a" * 8001),))},
            "MEETING_TEXT_LONG",
            "agenda.0.opinions.0.text",
        ),
        ({"agenda": item(vote=Vote(entitled=10, agree=9))}, "MEETING_VOTE_SUM", "agenda.0.vote.agree"),
        ({"agenda": item(vote=Vote(entitled=11, agree=11))}, "MEETING_VOTE_TOO_MANY", "agenda.0.vote.entitled"),
        ({"agenda": item(vote=Vote(entitled=0, agree=0))}, "MEETING_VOTE_BY_NOBODY", "agenda.0.vote.entitled"),
        ({"agenda": item(vote=Vote(entitled=10, agree=11, other=-1))}, "MEETING_VOTE_NEGATIVE", "agenda.0.vote.agree"),
        ({"approval_agree": 11}, "MEETING_APPROVAL_TOO_MANY", "approval_agree"),
        ({"approval_agree": -1}, "MEETING_APPROVAL_NEGATIVE", "approval_agree"),
    ],
)
def test_an_error_blocks_finalising_and_names_its_field(changes: dict[str, Any], code: str, field: str) -> None:
    found = [finding for finding in check(**changes) if finding.severity == Severity.ERROR]
    assert [(finding.code, finding.field) for finding in found] == [(code, field)]


@pytest.mark.parametrize(
    ("changes", "code", "field", "sourced"),
    [
        ({"end_time": "20:50"}, "MEETING_SHORT", "end_time", True),
        (
            {"kind": MeetingKind.COMBINED, "theme": "Học tập Bác", "end_time": "21:20"},
            "MEETING_SHORT_COMBINED",
            "end_time",
            True,
        ),
        ({"secretary_id": "1"}, "MEETING_CHAIR_IS_SECRETARY", "secretary_id", True),
        ({"held_on": date(2026, 11, 4)}, "MEETING_OFF_FIXED_DAY", "held_on", True),
        ({"agenda": item(conclusion="")}, "MEETING_ITEM_WITHOUT_CONCLUSION", "agenda.0.conclusion", False),
        ({"agenda": item(vote=None)}, "MEETING_NO_VOTE", "agenda", False),
        (
            {"agenda": item(vote=Vote(entitled=10, agree=5, other=5))},
            "MEETING_VOTE_NOT_PASSED",
            "agenda.0.vote.agree",
            True,
        ),
        ({"approval_agree": None}, "MEETING_NOT_APPROVED", "approval_agree", False),
    ],
)
def test_a_warning_never_blocks(changes: dict[str, Any], code: str, field: str, *, sourced: bool) -> None:
    (finding,) = check(**changes)
    assert (finding.code, finding.field, finding.severity) == (code, field, Severity.WARNING)
    assert bool(finding.source) == sourced


def test_eighty_minutes_are_too_few_by_the_guide_of_the_day() -> None:
    (finding,) = check(end_time="20:50")
    assert (finding.values["minutes"], finding.values["least"]) == (80, 90)
    assert "42-HD/BTCTW ngày 28/10/2025" in finding.source


def test_ninety_minutes_are_enough() -> None:
    assert check(start_time="19:30", end_time="21:00") == []


def test_an_extraordinary_meeting_has_no_least_duration_and_no_fixed_day() -> None:
    assert check(kind=MeetingKind.EXTRAORDINARY, end_time="19:50", held_on=date(2026, 11, 12)) == []


def test_an_old_meeting_is_judged_by_the_rules_of_its_day() -> None:
    old = content(period="2012-05", held_on=date(2012, 5, 3), end_time="20:00")
    assert meeting.check(old, CONTEXT) == []


def test_the_office_may_set_its_own_least_duration() -> None:
    own = msgspec.structs.replace(CONTEXT, overrides={"meeting.min_minutes.regular": 60})
    assert meeting.check(content(end_time="20:30"), own) == []


@pytest.mark.parametrize(
    ("field", "code"), [("chair_id", "MEETING_CHAIR_ABSENT"), ("secretary_id", "MEETING_SECRETARY_ABSENT")]
)
def test_whoever_leads_or_writes_was_there(field: str, code: str) -> None:
    people = (*(mark(number) for number in range(1, 20)), mark(20, Presence.EXCUSED, reason="ốm"))
    (finding,) = check(
        attendance=people, approval_agree=19, **{field: "20"}, agenda=item(vote=Vote(entitled=19, agree=19))
    )
    assert (finding.code, finding.field, finding.severity) == (code, field, Severity.ERROR)


def test_empty_opinions_are_left_to_the_form() -> None:
    assert check(agenda=item(opinions=(Opinion(speaker="", text=""),))) == []


def test_every_kind_of_meeting_has_an_agenda_to_begin_with() -> None:
    for kind in MeetingKind:
        agenda = meeting.agenda_template(kind, date(2026, 11, 3))
        assert agenda
        assert all(entry.title and len(entry.title) <= meeting.MAX_LINE for entry in agenda)


def test_every_finding_is_a_whole_sentence_in_both_languages() -> None:
    broken = content(
        held_on=date(2027, 1, 1), end_time="9", place="", chair_id=None, secretary_id=None, agenda=(), approval_agree=99
    )
    findings = meeting.check(broken, CONTEXT)
    assert len(findings) >= 7
    for language in texts.LANGUAGES:
        texts.set_language(language)
        for finding in findings:
            told = texts.sentence(finding)
            assert told.endswith(".")
            assert "{" not in told


hostile = st.one_of(st.text(max_size=30), st.sampled_from(["=cmd", "<b>x</b>", "{0.__class__}", "\x00", "25:99"]))


@given(
    st.builds(
        content,
        held_on=st.none() | st.dates(),
        start_time=hostile,
        end_time=hostile,
        place=hostile,
        theme=hostile,
        chair_id=st.none() | hostile,
        approval_agree=st.none() | st.integers(-5, 50),
        attendance=st.lists(st.builds(mark, st.integers(0, 5), st.sampled_from(Presence), reason=hostile)).map(tuple),
        agenda=st.lists(
            st.builds(
                AgendaItem,
                title=hostile,
                conclusion=hostile,
                vote=st.none()
                | st.builds(Vote, entitled=st.integers(-2, 9), agree=st.integers(-2, 9), disagree=st.integers(-2, 9)),
            ),
            max_size=3,
        ).map(tuple),
    )
)
def test_whatever_is_typed_ends_in_sentences(written: MeetingContent) -> None:
    for finding in meeting.check(written, CONTEXT):
        assert texts.sentence(finding)


def test_the_rules_are_pure_and_give_the_same_twice() -> None:
    run: Callable[[], list[Finding]] = lambda: check(end_time="20:00", approval_agree=None)  # noqa: E731
    assert run() == run()
