"""What has to be looked up in the store before the rules can judge a meeting, and what only the store can tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from db import duplicates, meeting_bases, meetings, members, organizations, roles
from db.meeting_records import MeetingContent, MeetingDraft, MeetingKind, Presence
from db.records import Finding, MemberRow, Organization
from db.register_records import OrganizationRole, RoleKind
from desktop_app.rules import dates
from desktop_app.rules.absences import Past
from desktop_app.rules.findings import error, warning
from desktop_app.rules.meeting import MeetingContext, check
from desktop_app.rules.meeting_month import MONTHLY, PREPARED
from desktop_app.services import meeting_forms
from desktop_app.services.base import too_long
from desktop_app.services.board import quarter

if TYPE_CHECKING:
    from db.store import Store
    from desktop_app.rules.regulation import Overrides

MAX_REASON = 1_000
"""Characters of a reason for a new version or for taking a meeting out of use: it prints, and packages carry it."""
COMMITTEE = frozenset({RoleKind.SECRETARY, RoleKind.DEPUTY, RoleKind.COMMITTEE})
"""Roles of those who make up the committee of a cell (chi ủy)."""
OF_PART = (MeetingKind.COMMITTEE, MeetingKind.PARTY_GROUP)
"""Kinds only a part of the cell comes to; they are on no fixed day."""
_ABSENT = (Presence.EXCUSED, Presence.UNEXCUSED)


@dataclass(frozen=True)
class Case:
    """A draft with what is known around it."""

    draft: MeetingDraft
    """In its kept form (``meeting_forms.cleaned``)."""
    cell: Organization
    series: str
    """Series the draft will belong to."""
    today: date
    overrides: Overrides
    twin: MeetingDraft | None
    """Another draft of the same meeting."""

    @property
    def on(self) -> date:
        """The day that counts: that of the meeting, today while it has none."""
        return self.draft.content.held_on or self.today


def findings(store: Store, case: Case) -> list[Finding]:
    """Return all errors and warnings of a draft, each with the path of its field."""
    content = case.draft.content
    blank = meeting_forms.blank_guests(content)
    held = roles.of_unit(store, content.cell_id, case.on) if content.kind in (*PREPARED, MeetingKind.COMMITTEE) else []
    found = [finding for finding in check(content, _context(store, case, held)) if finding.field not in blank]
    found += _second(store, case)
    found += _twin(case)
    if case.draft.revises is not None and not case.draft.revision_reason.strip():
        found.append(error("MEETING_REVISION_REASON", "revision_reason"))
    found += too_long("revision_reason", case.draft.revision_reason, MAX_REASON)
    found += _cell_of_the_day(store, case)
    found += _people(store, case, held)
    if content.score is not None:
        from desktop_app.services import quality

        found += quality.findings(store, case.draft, case.cell, case.today, case.overrides)
    return found


def _context(store: Store, case: Case, held: Sequence[OrganizationRole]) -> MeetingContext:
    content, on = case.draft.content, case.on
    has_committee = any(role.role is RoleKind.COMMITTEE for role in held)
    committee_on = themes = None
    if has_committee and content.kind in PREPARED:
        if content.prepared_by:
            committee_on = meeting_bases.held_on(store, content.prepared_by)
        else:
            met = meeting_bases.preparing(store, content.cell_id, on, case.series)
            committee_on = met[1] if met else None
    if content.kind in MONTHLY:
        themes = meeting_bases.themes_held(store, content.cell_id, *quarter(content.period), case.series)
    return MeetingContext(
        today=case.today,
        meeting_day=case.cell.meeting_day,
        has_committee=has_committee,
        committee_on=committee_on,
        themes_held=themes,
        pasts=_pasts(store, case),
        overrides=case.overrides,
    )


def _pasts(store: Store, case: Case) -> dict[str, list[Past]]:
    content, on = case.draft.content, case.on
    absent = {mark.member_id for mark in content.attendance if mark.presence in _ABSENT}
    if not absent or content.kind not in PREPARED:
        return {}
    pasts: dict[str, list[Past]] = {}
    first = date(on.year, 1, 1)
    for member, period, presence in meeting_bases.absences(
        store, content.cell_id, absent, PREPARED, first, on, case.series
    ):
        pasts.setdefault(member, []).append(Past(period, presence))
    return pasts


def _second(store: Store, case: Case) -> Iterator[Finding]:
    content = case.draft.content
    if content.kind in MONTHLY:
        kept = meetings.regular(store, content.cell_id, content.period)
        if kept is not None and kept.id != case.draft.revises:
            period = f"{content.period[5:]}/{content.period[:4]}"
            yield error("MEETING_SECOND_REGULAR", "kind", period=period, number=kept.number)


def _twin(case: Case) -> Iterator[Finding]:
    if case.twin is not None:
        saved = case.twin.saved_at
        at = f"{saved[11:16]} {dates.format_day(date.fromisoformat(saved[:10]))}"
        yield warning("MEETING_TWO_DRAFTS", "kind", at=at)


def _cell_of_the_day(store: Store, case: Case) -> Iterator[Finding]:
    day = case.draft.content.held_on
    if day is None:
        return
    if day < case.cell.valid_from:
        since = organizations.versions(store, case.cell.id)[0].valid_from
        if day < since:
            yield error("MEETING_BEFORE_CELL", "held_on", day=dates.format_day(since))
    if case.cell.closed_on is not None and day >= case.cell.closed_on:
        yield error("MEETING_CELL_CLOSED", "held_on", day=dates.format_day(case.cell.closed_on))


# --- people ---


def base(
    store: Store, content: MeetingContent, on: date, held: Sequence[OrganizationRole] | None = None
) -> set[str] | None:
    """Return who has to come to a meeting of this kind on a day; None for everybody of the cell.

    ``held`` are the roles of the cell that day where they are known already.
    """
    if content.kind is MeetingKind.COMMITTEE:
        known = roles.of_unit(store, content.cell_id, on) if held is None else held
        return {role.member_id for role in known if role.role in COMMITTEE and role.member_id}
    if content.kind is MeetingKind.PARTY_GROUP:
        return meeting_bases.group_members(store, content.cell_id, content.party_group, on)
    return None


def register(store: Store, content: MeetingContent, on: date) -> list[MemberRow]:
    """Return the people of the cell who belong on the attendance list of a meeting on a day, by their names."""
    rows = members.of_cell(store, content.cell_id, on)
    wanted = base(store, content, on)
    return rows if wanted is None else [row for row in rows if row.id in wanted]


def _people(store: Store, case: Case, held: Sequence[OrganizationRole]) -> Iterator[Finding]:
    content, on = case.draft.content, case.on
    unknown = meetings.unknown_members(store, meeting_forms.people(content))
    if unknown:
        yield error("MEETING_MEMBER_UNKNOWN", "attendance")
    roll = members.roll(store, content.cell_id, on)
    here = {member for member, _, _ in roll}
    strange = {mark.member_id: mark.full_name for mark in content.attendance if mark.member_id not in here}
    strange = {member: name for member, name in strange.items() if member not in unknown}
    if strange and content.held_on is not None:
        yield from _strangers(store, content, on, strange)
    wanted = base(store, content, on, held)
    expected = roll if wanted is None else {line for line in roll if line[0] in wanted}
    differing = meeting_forms.register_differs(content, expected)
    if differing:
        yield warning("MEETING_REGISTER_CHANGED", "attendance", count=differing)


def _strangers(store: Store, content: MeetingContent, on: date, strange: dict[str, str]) -> Iterator[Finding]:
    """Yield an error for each person on the list who was not in the cell that day."""
    found = meeting_bases.stays(store, content.cell_id, strange, on)
    for position, mark in enumerate(content.attendance):
        # Somebody written down twice keeps the row of the day on old lists: that is no mistake of theirs.
        if mark.member_id not in strange or duplicates.merged_into(store, mark.member_id):
            continue
        stay, field, day = found[mark.member_id], f"attendance.{position}", dates.format_day(on)
        if stay.left_on is not None:
            left = dates.format_day(stay.left_on)
            yield error("MEETING_MEMBER_HAD_LEFT", field, name=mark.full_name, day=day, left=left)
        elif stay.comes_on is not None:
            comes = dates.format_day(stay.comes_on)
            yield error("MEETING_MEMBER_NOT_YET_THERE", field, name=mark.full_name, day=day, comes=comes)
        else:
            yield error("MEETING_MEMBER_ELSEWHERE", field, name=mark.full_name, day=day)
