"""Meetings of any content a form can hold, for properties."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from db.meeting_records import (
    AgendaItem,
    AnnouncedDocument,
    AssignmentOutcome,
    AttendanceMark,
    FollowUp,
    Guest,
    MeetingContent,
    MeetingKind,
    MeetingTask,
    Opinion,
    Presence,
    Vote,
    VoteForm,
    VoteMatter,
)
from db.records import Duty, Standing


def mark(number: int, presence: Presence = Presence.PRESENT, reason: str = "") -> AttendanceMark:
    names = ("Lý Minh Cường", "Nông Văn Hòa", "Trần Thị Thảo", "Lò Thị Mai")
    return AttendanceMark(
        member_id=f"m{number}",
        full_name=names[number % 4] if number < 4 else f"{names[number % 4]} {number}",
        standing=Standing.OFFICIAL,
        duty=Duty.ACTIVE,
        presence=presence,
        reason=reason,
    )


words = st.text(st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="\u00a0"), max_size=12)
filled = words.filter(lambda text: bool(text.strip()))
# A text editor of Qt turns these into line feeds or plain spaces; the services tidy them away in any case.
prose = st.lists(words, max_size=3).map("\n".join)
counts = st.integers(0, 999)
times = st.one_of(st.just(""), st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59)))
days = st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
votes = st.builds(
    Vote,
    form=st.sampled_from(VoteForm),
    entitled=counts,
    agree=counts,
    disagree=counts,
    other=counts,
    matter=st.sampled_from(VoteMatter),
)
identifiers = st.uuids(version=4).map(str)
tasks = st.one_of(
    st.builds(MeetingTask, id=identifiers, text=prose, assignee=filled.map(lambda text: f"~{text}"), due_on=days),
    st.builds(MeetingTask, id=identifiers, text=prose, assignee=st.just("Toàn thể đảng viên"), due_on=days),
    st.builds(
        MeetingTask,
        id=identifiers,
        text=prose,
        assignee=st.just("Nông Văn Hòa"),
        member_id=st.just("m1"),
        due_on=days,
    ),
    st.builds(MeetingTask, id=identifiers, text=prose.filter(bool), assignee=st.just("")),
)
documents = st.one_of(
    st.builds(AnnouncedDocument, number=filled, summary=words), st.builds(AnnouncedDocument, summary=filled)
)
follow_ups = st.builds(
    FollowUp,
    assignment_id=identifiers,
    text=prose,
    assignee=words,
    due_on=days,
    outcome=st.sampled_from(AssignmentOutcome),
    remark=words,
)
opinions = st.one_of(
    st.builds(Opinion, speaker=filled.map(lambda text: f"~{text}"), text=prose, member_id=st.none()),
    st.builds(Opinion, speaker=st.just("Nông Văn Hòa"), text=prose, member_id=st.just("m1")),
    st.builds(Opinion, speaker=st.just("Đã chuyển đi"), text=prose, member_id=st.just("gone")),
)
items = st.builds(
    AgendaItem,
    title=words,
    content=prose,
    opinions=st.lists(opinions, max_size=3).map(tuple),
    conclusion=prose,
    vote=st.one_of(st.none(), votes),
    tasks=st.lists(tasks, max_size=3).map(tuple),
    attached=st.booleans(),
)
guests = st.builds(Guest, name=filled, position=words, unit=words, from_above=st.booleans())
contents = st.builds(
    MeetingContent,
    cell_id=st.just("c"),
    kind=st.sampled_from(MeetingKind),
    period=st.builds("{:04d}-{:02d}".format, st.integers(2000, 2099), st.integers(1, 12)),
    held_on=days,
    start_time=times,
    end_time=times,
    place=words,
    chair_id=st.sampled_from([None, "m0", "m3"]),
    secretary_id=st.sampled_from([None, "m1", "gone"]),
    theme=words,
    attendance=st.lists(st.sampled_from(list(Presence)), max_size=8).map(
        lambda all_: tuple(mark(number, presence) for number, presence in enumerate(all_))
    ),
    guests=st.lists(guests, max_size=3).map(tuple),
    agenda=st.lists(items, max_size=4).map(tuple),
    approval_agree=st.one_of(st.none(), counts),
    party_group=words,
    prepared_by=st.sampled_from([None, "series"]),
    theme_id=st.sampled_from([None, "theme"]),
    documents=st.lists(documents, max_size=3).map(tuple),
    follow_ups=st.lists(follow_ups, max_size=4, unique_by=lambda line: line.assignment_id).map(tuple),
    guidance=prose,
    guidance_reply=prose,
    dues_note=prose,
    recorded=st.booleans(),
)
