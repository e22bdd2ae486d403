"""The rows a report carries, one class a dataset: which fields a line has, of which shape, in order of name."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from desktop_app.exchange import limits

Id = Annotated[str, msgspec.Meta(min_length=36, max_length=36)]
"""A UUID; that all of a dataset are written as one is seen at once, not row by row."""
Reference = Annotated[str, msgspec.Meta(max_length=36)]
Text = Annotated[str, msgspec.Meta(max_length=limits.STRING_CHARS)]
Named = Annotated[str, msgspec.Meta(min_length=1, max_length=limits.STRING_CHARS)]
Long = Annotated[list[Named], msgspec.Meta(max_length=limits.LINE_BYTES // limits.STRING_CHARS)]
Day = Annotated[str, msgspec.Meta(min_length=10, max_length=10)]
Partial = Annotated[str, msgspec.Meta(min_length=4, max_length=10)]
"""A partial date; what is unknown is null."""
MaybePartial = Annotated[str, msgspec.Meta(max_length=10)]
"""A partial date; what is unknown is empty."""
DayOfMonth = Annotated[int, msgspec.Meta(ge=1, le=31)]
WholeNumber = Annotated[int, msgspec.Meta(ge=1, le=limits.INTEGER)]
Count = Annotated[int, msgspec.Meta(ge=0, le=limits.INTEGER)]
Code = Annotated[str, msgspec.Meta(max_length=40)]
"""A code of a list that grows with the programs: one that is unknown here is kept as it is and shown as it is."""
Stamp = Annotated[str, msgspec.Meta(max_length=40)]
"""Local wall time as its office wrote it, for display only."""
Flag = Literal[0, 1]
OfficeKind = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]

# The codes of db.records and db.register_records once more, as plain texts: they go straight from the line into the
# store. A test compares.
DutyCode = Literal["active", "exempt", "temporarily_exempt", "away", "visiting", "suspended"]
StandingCode = Literal["probationary", "official", "transferred", "removed", "expelled", "resigned", "deceased"]
SexCode = Literal["male", "female"]
AxisCode = Literal["standing", "duty"]
MeetingKindCode = Literal[
    "regular", "thematic", "combined", "extraordinary", "year_end", "congress", "committee", "party_group"
]
MeetingStateCode = Literal["final", "superseded", "cancelled"]
PresenceCode = Literal["present", "excused", "unexcused", "not_required"]
VoteFormCode = Literal["hands", "ballot", "electronic"]
VoteMatterCode = Literal["ordinary", "admission", "recognition", "removal", "expulsion"]
OutcomeCode = Literal["open", "above", "on_time", "late", "not_done", "withdrawn"]
TreeEventCode = Literal["created", "renamed", "changed", "closed", "split", "merged", "reparented", "retyped"]
PartCode = Literal["subject", "from", "to"]
RoleCode = Literal["secretary", "deputy", "committee", "in_charge", "group_leader"]
ChangeCode = Literal[
    "registered",
    "admission",
    "recognition",
    "transfer_in",
    "transfer_out",
    "cell_move",
    "temporary_in",
    "temporary_out",
    "temporary_end",
    "exemption",
    "temporary_exemption",
    "suspension",
    "resumption",
    "removal",
    "expulsion",
    "resignation",
    "death",
    "readmission",
]


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """Base of every row; the fields stand in order of name, which is the order of the canonical line.

    Rows hold texts, numbers and lists of texts, never one another: the garbage collector need not look at them.
    """


class OrganizationLine(Line, frozen=True, gc=False):
    """The office, one of its sections or one of its cells over one span of time."""

    closed_on: Day | None
    code: Named
    established_on: Day | None
    header_name: Text
    id: Id
    kind: OfficeKind
    meeting_day: DayOfMonth | None
    name: Named
    owner_id: Reference
    parent_id: Reference | None
    place: Text
    sector_code: Code
    type_code: Code
    valid_from: Day
    valid_to: Day | None


class OrganizationEventLine(Line, frozen=True, gc=False):
    """An act on the tree."""

    cancel_reason: Text
    cancelled: Stamp
    decided_by: Text
    decision_number: Text
    decision_on: Day | None
    id: Id
    kind: TreeEventCode
    note: Text
    on_date: Day
    owner_id: Reference


class OrganizationEventPartLine(Line, frozen=True, gc=False):
    """One unit that an act on the tree was about, ended or made."""

    event_id: Reference
    organization_id: Reference
    part: PartCode


class HamletLine(Line, frozen=True, gc=False):
    """A hamlet under the name it bears now."""

    closed_on: Day | None
    established_on: Day | None
    id: Id
    name: Named
    owner_id: Reference


class HamletNameLine(Line, frozen=True, gc=False):
    """What a hamlet was called until a day."""

    hamlet_id: Reference
    name: Named
    until: Day


class CellHamletLine(Line, frozen=True, gc=False):
    """One hamlet of one cell over a span of time."""

    cell_id: Reference
    hamlet_id: Reference
    id: Id
    owner_id: Reference
    valid_from: Day
    valid_to: Day | None


class MemberLine(Line, frozen=True, gc=False):
    """A person, without what is sensitive and without notes; one found to be written twice leads to the one kept."""

    admitted_on: Partial | None
    birth_date: MaybePartial
    card_number: Text
    full_name: Named
    id: Id
    merged_into: Reference | None
    official_on: Partial | None
    owner_id: Reference
    revision: WholeNumber
    sex: SexCode
    sort_name: Text


class RoleLine(Line, frozen=True, gc=False):
    """Who leads a unit; a person of no register or of another office's is told by name."""

    decision: Text
    id: Id
    member_id: Reference | None
    organization_id: Reference
    owner_id: Reference
    person_name: Text
    role: RoleCode
    valid_from: Day
    valid_to: Day | None


class MembershipLine(Line, frozen=True, gc=False):
    """In which cell a member is."""

    cell_id: Reference
    id: Id
    member_id: Reference
    owner_id: Reference
    party_group: Text
    valid_from: Day
    valid_to: Day | None


class StatusLine(Line, frozen=True, gc=False):
    """One dated row of a member's history."""

    axis: AxisCode
    decision: Text
    id: Id
    member_id: Reference
    owner_id: Reference
    status: StandingCode | DutyCode
    valid_from: Day
    valid_to: Day | None


class MemberEventLine(Line, frozen=True, gc=False):
    """One dated act of a person's membership, without its reason: that may tell of health or family."""

    cancelled: Stamp | None
    cell_id: Reference | None
    decided_by: Text
    decision_number: Text
    decision_on: Day | None
    dues_until: Annotated[str, msgspec.Meta(max_length=7)]
    duty: DutyCode
    id: Id
    kind: ChangeCode
    member_id: Reference
    on_date: Day
    owner_id: Reference
    paper_number: Text
    party_group: Text
    place: Text
    seq: WholeNumber
    standing: StandingCode
    until: Day | None


class ProfileLine(Line, frozen=True, gc=False):
    """A person's particulars that are not sensitive; nobody of whom none is known has a row."""

    academic_title: Text
    admitted_place: Text
    alias: Text
    birth_name: Text
    birth_place: Text
    card_issued_on: MaybePartial
    category_code: Code
    computer_skill: Text
    family_background: Text
    file_number: Text
    foreign_language: Text
    former_occupation: Text
    general_education: Text
    government_position: Text
    hamlet_id: Reference | None
    home_place: Text
    introducers: Text
    member_id: Reference
    minority_language: Text
    occupation: Text
    official_place: Text
    party_position: Text
    permanent_address: Text
    phone: Text
    political_system: Literal["", "yes", "no"]
    qualification_code: Code
    qualification_field: Text
    service_code: Code
    temporary_address: Text
    theory_code: Code
    union_position: Text
    youth_joined_on: MaybePartial
    youth_member: Flag


class SensitiveLine(Line, frozen=True, gc=False):
    """A person's sensitive particulars, empty but for those the receiver asked for."""

    ethnic_code: Code
    family_circumstances: Text
    health: Text
    member_id: Reference
    national_id: Text
    poverty_code: Code
    religion_code: Code


class MeetingLine(Line, frozen=True, gc=False):
    """A kept meeting of any state."""

    approval_agree: Count | None
    cell_id: Reference
    chair_id: Reference | None
    conclusions: Count
    dues_note: Long
    end_time: Annotated[str, msgspec.Meta(max_length=5)]
    excused: Count
    finalized_at: Stamp
    guidance: Long
    guidance_reply: Long
    held_on: Day
    id: Id
    kind: MeetingKindCode
    number: WholeNumber
    owner_id: Reference
    party_group: Text
    period: Annotated[str, msgspec.Meta(min_length=7, max_length=7)]
    place: Text
    prepared_by: Reference | None
    present: Count
    quality_level: Code
    quality_points: Count | None
    recorded: Flag
    required: Count
    revision_reason: Text
    score_confirmed_by: Text
    score_scheme: Code
    secretary_id: Reference | None
    series_id: Id
    start_time: Annotated[str, msgspec.Meta(max_length=5)]
    state: MeetingStateCode
    theme: Text
    unexcused: Count
    version: WholeNumber


class AgendaLine(Line, frozen=True, gc=False):
    """One agenda item; long texts come in pieces of at most 4,000 characters."""

    attached: Flag
    conclusion: Long
    content: Long
    meeting_id: Reference
    position: Count
    title: Text
    vote_agree: Count | None
    vote_disagree: Count | None
    vote_entitled: Count | None
    vote_form: VoteFormCode | None
    vote_matter: VoteMatterCode
    vote_other: Count | None


class OpinionLine(Line, frozen=True, gc=False):
    """What one speaker said on an agenda item."""

    item_position: Count
    meeting_id: Reference
    member_id: Reference | None
    position: Count
    speaker: Text
    text: Long


class AttendanceLine(Line, frozen=True, gc=False):
    """One person's line on the attendance list of a meeting."""

    duty: DutyCode
    full_name: Text
    meeting_id: Reference
    member_id: Reference
    position: Count
    presence: PresenceCode
    reason: Text
    standing: StandingCode


class GuestLine(Line, frozen=True, gc=False):
    """A guest of a meeting."""

    from_above: Flag
    meeting_id: Reference
    name: Text
    position: Count
    role: Text
    unit: Text


class AnnouncedLine(Line, frozen=True, gc=False):
    """A document of those above that was announced at a meeting."""

    meeting_id: Reference
    number: Text
    position: Count
    summary: Text


class TaskLine(Line, frozen=True, gc=False):
    """A task given at a meeting, as the minutes have it."""

    assignee: Text
    due_on: Day | None
    item_position: Count
    meeting_id: Reference
    member_id: Reference | None
    position: Count
    task_id: Reference
    text: Long


class FollowUpLine(Line, frozen=True, gc=False):
    """A task of an earlier meeting as this meeting found it."""

    assignee: Text
    assignment_id: Reference
    due_on: Day | None
    meeting_id: Reference
    outcome: OutcomeCode
    position: Count
    remark: Long
    text: Long


class ScoreLine(Line, frozen=True, gc=False):
    """One criterion of the score sheet of a meeting; points are tenths."""

    code: Code
    confirmed: Count | None
    grouping: Text
    meeting_id: Reference
    most: Count
    position: Count
    proposed: Count | None
    remark: Text
    title: Text
    voted: Count | None


Row = Any
"""Any of the lines above."""
