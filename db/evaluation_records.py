"""The words of the year-end review (kiểm điểm, đánh giá, xếp loại): campaign, evaluation, ballot, plan of remedies.

The conventions of ``db.records`` hold; points are whole tenths (85 points are 850). A level, a grade, a form, a section
and a step are codes of the scheme of the year (``desktop_app.rules.scheme``): no word of a scheme is fixed here.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

import msgspec

from db.record_base import Duty, Record, Standing


class Subject(StrEnum):
    """Who is rated."""

    MEMBER = "member"
    """Đảng viên."""
    CELL = "cell"
    """Chi bộ trực thuộc."""
    GRASSROOTS = "grassroots"
    """Tổ chức cơ sở đảng: đảng bộ cơ sở, chi bộ cơ sở."""
    COMMITTEE = "committee"
    """Tập thể lãnh đạo: chi ủy, đảng ủy."""


class CampaignState(StrEnum):
    """Whether anything of a campaign may still be changed."""

    OPEN = "open"
    """Đang làm."""
    CLOSED = "closed"
    """Đã khóa."""


class Exclusion(StrEnum):
    """Why a member is not rated; the empty text stands for those who are."""

    NONE = ""
    EXEMPT = "exempt"
    """Được miễn công tác và sinh hoạt đảng."""
    TEMPORARILY_EXEMPT = "temporarily_exempt"
    """Tạm miễn sinh hoạt quá thời gian quy định."""
    SUSPENDED = "suspended"
    """Bị đình chỉ sinh hoạt đảng."""
    TOO_NEW = "too_new"
    """Mới kết nạp, mới chuyển đến chưa đủ thời gian."""
    VISITING = "visiting"
    """Sinh hoạt tạm thời: đánh giá nơi sinh hoạt chính thức."""
    LEFT = "left"
    """Không còn trong đảng bộ khi kết thúc năm."""
    OTHER = "other"
    """Lý do khác, ghi rõ."""


class Stage(StrEnum):
    """How far a review has come; each includes those before it."""

    NONE = "none"
    """Chưa tự kiểm điểm."""
    SELF = "self"
    """Đã tự kiểm điểm, tự nhận mức."""
    REMARKED = "remarked"
    """Chi ủy đã nhận xét."""
    VOTED = "voted"
    """Đã bỏ phiếu, có kết quả kiểm phiếu."""
    PROPOSED = "proposed"
    """Chi bộ đã đề xuất."""
    DECIDED = "decided"
    """Cấp có thẩm quyền đã quyết định."""
    ANNULLED = "annulled"
    """Kết quả đã bị hủy."""


class RulingKind(StrEnum):
    """What was ruled about a rating."""

    PROPOSAL = "proposal"
    """Chi bộ đề xuất."""
    DECISION = "decision"
    """Cấp ủy có thẩm quyền quyết định."""
    ANNULMENT = "annulment"
    """Hủy kết quả."""


class CampaignStep(Record, frozen=True, kw_only=True):
    """One step of a campaign with its deadline."""

    code: str
    title: str
    due_on: date | None = None
    done_on: date | None = None
    note: str = ""


class Campaign(Record, frozen=True, kw_only=True):
    """Đợt kiểm điểm, đánh giá, xếp loại of one year and one unit."""

    id: str
    owner_id: str
    unit_id: str
    """The office, or a cell that reviews by itself."""
    year: int
    scheme: str
    """Code of the scheme it goes by."""
    state: CampaignState
    version: int
    """Rises by one each time it is reopened."""
    opened_on: date
    note: str = ""
    steps: tuple[CampaignStep, ...] = ()
    revision: int = 1


class CampaignVersion(Record, frozen=True, kw_only=True):
    """One time a campaign was closed."""

    version: int
    closed_at: str
    """Local wall time, ISO, for display."""
    reopened_at: str = ""
    reopen_reason: str = ""


class Part(Record, frozen=True, kw_only=True):
    """What is written in one section of a form, or given for one criterion."""

    code: str
    """Of the section or criterion in the scheme."""
    text: str = ""
    grade: str = ""
    """Code of a grade of the scheme; empty where none was given."""
    points: int | None = None
    """In tenths."""


class YearFigures(Record, frozen=True, kw_only=True):
    """What the twelve months say of one member; kept with the form as it stood when it was filled in."""

    required: int = 0
    """Regular meetings the member had to come to."""
    attended: int = 0
    excused: int = 0
    unexcused: int = 0
    tasks: int = 0
    """Tasks of the year that count: not withdrawn."""
    above: int = 0
    on_time: int = 0
    late: int = 0
    not_done: int = 0
    open: int = 0
    households: int = 0
    """Households in charge at some time of the year."""
    visits: int = 0
    dues_paid: int | None = None
    """Months paid; None while dues are not kept in this program."""
    commitment_months: int = 0
    """Months for which the commitment was looked back on."""
    commitment_kept: int = 0
    rewards: int = 0
    disciplines: int = 0
    themes: int = 0
    """Themes written or presented."""
    shortcomings: int = 0
    """Shortcomings of the plan made after the last review."""
    shortcomings_fixed: int = 0


class CollectiveFigures(Record, frozen=True, kw_only=True):
    """What the twelve months say of one collective."""

    regular: int = 0
    """Months with a final regular meeting."""
    months: int = 0
    """Months in which there ought to be one."""
    thematic: int = 0
    quarters: int = 0
    """Quarters with a theme."""
    committee: int = 0
    """Committee meetings."""
    required: int = 0
    present: int = 0
    quality: dict[str, int] = msgspec.field(default_factory=dict)
    """Meetings by their level of quality."""
    tasks: int = 0
    above: int = 0
    on_time: int = 0
    late: int = 0
    not_done: int = 0
    open: int = 0
    members: int = 0
    assigned: int = 0
    """Active members with a task."""
    disciplined: int = 0
    """Members disciplined in the year."""
    admitted: int = 0
    units: int = 0
    """Subordinate collectives or members rated, and below by level."""
    by_level: dict[str, int] = msgspec.field(default_factory=dict)
    shortcomings: int = 0
    shortcomings_fixed: int = 0


class EvaluationContent(Record, frozen=True, kw_only=True):
    """Everything people write about one review before it is voted on: the body of a draft and of what is kept."""

    form: str
    """Code of the form in the scheme."""
    positions: str = ""
    """Chức vụ Đảng, chính quyền, đoàn thể as the form prints them."""
    parts: tuple[Part, ...] = ()
    self_on: date | None = None
    self_level: str = ""
    """Tự nhận mức xếp loại (đảng viên, or the collective itself)."""
    official_level: str = ""
    """Tự nhận mức of a cadre, civil servant or public employee, where the form asks for it."""
    agency_level: str = ""
    """Mức the agency gave a cadre, civil servant or public employee."""
    task_points: int | None = None
    """Points of the results of tasks, in tenths."""
    points: int | None = None
    """All points together, in tenths; None while nothing is scored."""
    suggestions: str = ""
    """Gợi ý kiểm điểm of those above."""
    residence_comment: str = ""
    residence_by: str = ""
    residence_on: date | None = None
    committee_remark: str = ""
    """Nhận xét, đánh giá của chi ủy."""
    committee_level: str = ""
    """Mức chi ủy đề nghị trước khi bỏ phiếu."""


class Evaluation(Record, frozen=True, kw_only=True):
    """One member or collective in one campaign, as it stands."""

    id: str
    owner_id: str
    campaign_id: str
    year: int
    scheme: str
    subject: Subject
    organization_id: str
    """The cell that rates the member, or the collective itself."""
    member_id: str | None = None
    moved_by_hand: bool = False
    """Whether the clerk named the cell, so that the register is not followed any more."""
    content: EvaluationContent
    form_by_hand: bool = False
    """Whether the form was chosen by the clerk and not by the member's position."""
    exclusion: Exclusion = Exclusion.NONE
    exclusion_note: str = ""
    exclusion_by_hand: bool = False
    stage: Stage = Stage.NONE
    figures: YearFigures | CollectiveFigures | None = None
    """As the form was filled in; None while it was not."""
    proposed_level: str = ""
    proposed_on: date | None = None
    proposed_by: str = ""
    decided_level: str = ""
    decided_on: date | None = None
    decided_by: str = ""
    decision_number: str = ""
    annulled_on: date | None = None
    annul_reason: str = ""
    revision: int = 1


class Ruling(Record, frozen=True, kw_only=True):
    """One proposal, decision or annulment; it stays for good."""

    id: str
    evaluation_id: str
    seq: int
    version: int
    """Of the campaign when it was made."""
    kind: RulingKind
    level: str
    on: date
    by: str
    """Who: "Chi bộ thôn Nà Lừa", "Đảng ủy xã Mường Khương"."""
    number: str = ""
    reason: str = ""
    at: str = ""
    """Local wall time, ISO, for display."""


class BallotForm(StrEnum):
    """Hình thức bỏ phiếu, biểu quyết."""

    BALLOT = "ballot"
    """Phiếu kín."""
    HANDS = "hands"
    """Giơ tay."""


class BallotLine(Record, frozen=True, kw_only=True):
    """The votes for one member or collective."""

    evaluation_id: str
    votes: dict[str, int] = msgspec.field(default_factory=dict)
    """By level; "" counts ballots on which nothing was ticked here."""


class BallotInput(Record, frozen=True, kw_only=True):
    """What a form hands over about one count of ballots."""

    campaign_id: str
    organization_id: str
    """The body that voted: a cell, or the office for its committee."""
    held_on: date | None = None
    form: BallotForm = BallotForm.BALLOT
    convened: int | None = None
    """Đảng viên chính thức được triệu tập."""
    present: int | None = None
    issued: int | None = None
    """Số phiếu phát ra."""
    returned: int | None = None
    """Số phiếu thu về."""
    valid: int | None = None
    """Số phiếu hợp lệ; the rest of those returned is not."""
    chair_id: str | None = None
    head_teller: str = ""
    """Tổ trưởng tổ kiểm phiếu."""
    tellers: tuple[str, ...] = ()
    """Ủy viên tổ kiểm phiếu."""
    note: str = ""
    lines: tuple[BallotLine, ...] = ()


class Ballot(BallotInput, frozen=True, kw_only=True):
    """One count of ballots that is kept."""

    id: str
    owner_id: str
    revision: int = 1


class Registration(Record, frozen=True, kw_only=True):
    """What somebody set out to reach at the start of the year (bản đăng ký danh hiệu)."""

    id: str
    owner_id: str
    year: int
    subject: Subject
    organization_id: str
    member_id: str | None = None
    level: str = ""
    """Level of the scheme of the year."""
    title: str = ""
    """Danh hiệu thi đua in words, where one was registered."""
    registered_on: date | None = None
    note: str = ""
    revision: int = 1


class RemedyState(StrEnum):
    """How far a shortcoming is mended."""

    OPEN = "open"
    """Chưa khắc phục."""
    DOING = "doing"
    """Đang khắc phục."""
    DONE = "done"
    """Đã khắc phục."""
    DROPPED = "dropped"
    """Thôi theo dõi, có lý do."""


class Remedy(Record, frozen=True, kw_only=True):
    """One shortcoming and what is done about it (kế hoạch khắc phục hạn chế, khuyết điểm)."""

    id: str
    owner_id: str
    year: int
    """The year whose review found it; its items are followed in the next."""
    evaluation_id: str | None = None
    organization_id: str
    member_id: str | None = None
    """None for a shortcoming of the collective."""
    position: int = 0
    shortcoming: str
    measure: str = ""
    responsible: str = ""
    responsible_id: str | None = None
    due_on: date | None = None
    state: RemedyState = RemedyState.OPEN
    done_on: date | None = None
    result: str = ""
    """What was done; why it was dropped."""
    revision: int = 1


# --- whom a campaign is about ---


class Rateable(Record, frozen=True, kw_only=True):
    """One member as of the end of the year reviewed."""

    member_id: str
    cell_id: str
    standing: Standing
    duty: Duty
    admitted_on: str
    """Partial date; empty when unknown."""
    away_days: int
    """Days of the year on which the member was exempt for a time."""
    political_system: str
    category_code: str
    party_position: str
    government_position: str
    union_position: str
    roles: tuple[str, ...]
    """Values of RoleKind in the own cell."""
    office_roles: tuple[str, ...]
    """Values of RoleKind in the office."""


class Unit(Record, frozen=True, kw_only=True):
    """One organisation as of the end of the year reviewed."""

    id: str
    name: str
    kind: str
    type_code: str
    has_committee: bool


# --- the board of a campaign ---


class BoardLine(Record, frozen=True, kw_only=True):
    """One member or collective on the board of a campaign."""

    id: str
    subject: Subject
    organization_id: str
    organization_name: str
    member_id: str | None
    name: str
    form: str
    stage: Stage
    exclusion: Exclusion
    exclusion_note: str
    self_level: str
    points: int | None
    """In tenths."""
    committee_level: str
    proposed_level: str
    decided_level: str
    annulled: bool
    revision: int


class CellLine(Record, frozen=True, kw_only=True):
    """One cell of a campaign: how far its members are."""

    organization_id: str
    name: str
    stages: dict[str, int]
    """Members rated by the stage they stand at."""
    rated: int
    excluded: int
    behind: int = 0
    """Members rated who ought to be further by now: the deadline of a step has passed."""
    collectives: tuple[tuple[Subject, Stage, str], ...] = ()
    """As what the cell itself is reviewed, how far that is, and its level: decided, else proposed, else its own."""


class CampaignChange(Record, frozen=True, kw_only=True):
    """What is different between a campaign and the register since it was opened."""

    kind: str
    """"new", "new_unit", "left", "moved", "exclusion" or "form"."""
    name: str = ""
    evaluation_id: str = ""
    before: str = ""
    after: str = ""
    """Codes, identifiers of cells or of a new member; of a new unit its subject, a blank and its identifier."""
    cell_name: str = ""
    """Where the member is now."""
    was: str = ""
    """Name of the cell before, for those who moved."""


class Enrolled(NamedTuple):
    """Where one evaluation stands, and what of it was chosen by hand; thousands are held against the register."""

    id: str
    subject: str
    member_id: str | None
    organization_id: str
    form: str
    exclusion: str
    moved_by_hand: int
    form_by_hand: int
    exclusion_by_hand: int
    stage: str
