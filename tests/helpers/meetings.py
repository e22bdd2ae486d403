"""Meetings of any content a form can hold, for properties."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from db.meeting_records import (
    AgendaItem,
    AttendanceMark,
    Guest,
    MeetingContent,
    MeetingKind,
    Opinion,
    Presence,
    Vote,
    VoteForm,
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
votes = st.builds(Vote, form=st.sampled_from(VoteForm), entitled=counts, agree=counts, disagree=counts, other=counts)
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
)
guests = st.builds(Guest, name=filled, position=words, unit=words, from_above=st.booleans())
contents = st.builds(
    MeetingContent,
    cell_id=st.just("c"),
    kind=st.sampled_from(MeetingKind),
    period=st.builds("{:04d}-{:02d}".format, st.integers(2000, 2099), st.integers(1, 12)),
    held_on=st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2099, 12, 31))),
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
)
