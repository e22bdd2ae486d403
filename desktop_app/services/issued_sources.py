"""What an issued document takes from the store: the meeting behind it, who signs, the first words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec

from db import drafts, meetings, members, roles
from db.meeting_records import (
    IssuedContent,
    IssuedType,
    Meeting,
    MeetingContent,
    MeetingDraft,
    MeetingKind,
)
from db.problems import ProblemError
from db.records import Organization
from db.register_records import RoleKind
from desktop_app.rules.issued import MeetingBehind

if TYPE_CHECKING:
    from db.store import Store
    from desktop_app.documents.issued_text import Signer

Source = Meeting | MeetingDraft | str | None
"""The meeting a document comes out of: itself, its draft, the identifier of either, or none."""

_MEETING_FORM = "meeting"
"""The name drafts of meetings are kept under."""


def of_meeting(store: Store, source: Source) -> tuple[MeetingContent | None, str | None]:
    """Return the content of a meeting and its series; raises ProblemError V05 for an identifier of none."""
    if source is None:
        return None, None
    if isinstance(source, str):
        found: Meeting | MeetingDraft | None = meetings.get(store, source) or _draft(store, source)
        if found is None:
            raise ProblemError("V05", id=source)
        source = found
    if isinstance(source, Meeting):
        return source.content, source.series_id
    revised = meetings.head(store, source.revises) if source.revises else None
    return source.content, revised.series_id if revised else source.id


def _draft(store: Store, draft_id: str) -> MeetingDraft | None:
    kept = drafts.get(store, _MEETING_FORM, draft_id)
    return decoded(kept.body) if kept is not None else None


def decoded(body: bytes) -> MeetingDraft:
    """Return a kept draft of a meeting. Raises ProblemError V13 for one nobody can read."""
    try:
        return msgspec.json.decode(body, type=MeetingDraft)
    except msgspec.DecodeError as failure:
        raise ProblemError("V13") from failure


def behind(store: Store, series_id: str | None) -> MeetingBehind | None:
    """Return what the rules ask about the meeting of a series: its newest version, else the draft it is."""
    if series_id is None:
        return None
    versions = meetings.versions_of(store, series_id)
    kept: Meeting | MeetingDraft | None = meetings.get(store, versions[-1]) if versions else _draft(store, series_id)
    if kept is None:
        return None
    return MeetingBehind(
        held_on=kept.content.held_on,
        state=kept.state if isinstance(kept, Meeting) else None,
        voted=any(item.vote is not None for item in kept.content.agenda),
    )


def first_content(
    store: Store,
    type_: IssuedType,
    cell: Organization,
    office: Organization,
    *,
    issued_on: date,
    meeting: MeetingContent | None,
    meeting_series: str | None,
) -> IssuedContent:
    """Return the content a document begins with."""
    from desktop_app.documents import issued_text

    return issued_text.first_content(
        type_,
        cell.id,
        cell=cell.name,
        office=office.name,
        signer=_signer(store, cell.id, issued_on, meeting),
        issued_on=issued_on,
        meeting=meeting,
        meeting_series=meeting_series,
    )


def _signer(store: Store, cell_id: str, on: date, meeting: MeetingContent | None) -> Signer:
    """Return who signs: the secretary of the cell that day, else the deputy, else whoever chaired the meeting.

    A party group is led by its own head and a congress by its presidium: there the chair signs.
    """
    from desktop_app.documents.issued import wording
    from desktop_app.documents.issued_text import Signer

    titles: dict[str, str] = wording()["signer"]
    chair_id = meeting.chair_id if meeting else None
    kind = meeting.kind if meeting else None
    if kind in (MeetingKind.PARTY_GROUP, MeetingKind.CONGRESS):
        title = titles["party_group"] if kind is MeetingKind.PARTY_GROUP else ""
        return Signer(title, chair_id, _name(store, chair_id, meeting))
    held = {role.role: role for role in reversed(roles.of_unit(store, cell_id, on))}
    for kind_of_role in (RoleKind.SECRETARY, RoleKind.DEPUTY):
        role = held.get(kind_of_role)
        if role is not None:
            return Signer(titles[kind_of_role.value], role.member_id, role.person_name or _name(store, role.member_id))
    return Signer(titles["secretary"], chair_id, _name(store, chair_id, meeting))


def _name(store: Store, member_id: str | None, meeting: MeetingContent | None = None) -> str:
    listed = {mark.member_id: mark.full_name for mark in meeting.attendance} if meeting else {}
    if member_id is None or member_id in listed:
        return listed.get(member_id or "", "")
    member = members.get(store, member_id)
    return member.full_name if member else ""
