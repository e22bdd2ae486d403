"""The words of meetings: what is written about one, how it is kept, and what grows out of it.

The conventions of ``db.records`` hold; points are whole tenths (85 points are 850).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from db.record_base import Duty, Record, Standing


class MeetingKind(StrEnum):
    """Loại sinh hoạt."""

    REGULAR = "regular"
    """Thường kỳ (định kỳ)."""
    THEMATIC = "thematic"
    """Chuyên đề."""
    COMBINED = "combined"
    """Thường kỳ kết hợp chuyên đề."""
    EXTRAORDINARY = "extraordinary"
    """Bất thường."""
    YEAR_END = "year_end"
    """Tổng kết, kiểm điểm cuối năm."""
    CONGRESS = "congress"
    """Đại hội chi bộ."""
    COMMITTEE = "committee"
    """Họp chi ủy."""
    PARTY_GROUP = "party_group"
    """Họp tổ đảng."""


class MeetingState(StrEnum):
    """States of a kept meeting; a draft is not a meeting yet and lives in the drafts."""

    FINAL = "final"
    """Đã chốt."""
    SUPERSEDED = "superseded"
    """Đã có bản mới thay thế."""
    CANCELLED = "cancelled"
    """Đã hủy, có lý do."""


class Presence(StrEnum):
    """Whether a person was at the meeting."""

    PRESENT = "present"
    """Có mặt."""
    EXCUSED = "excused"
    """Vắng có lý do."""
    UNEXCUSED = "unexcused"
    """Vắng không lý do."""
    NOT_REQUIRED = "not_required"
    """Không phải dự (miễn, tạm miễn, đi sinh hoạt tạm thời, đình chỉ)."""


class VoteForm(StrEnum):
    """Hình thức biểu quyết."""

    HANDS = "hands"
    """Giơ tay."""
    BALLOT = "ballot"
    """Phiếu kín."""
    ELECTRONIC = "electronic"
    """Điện tử."""


class AttendanceMark(Record, frozen=True, kw_only=True):
    """One person's line on the attendance list, as the register stood on the meeting day."""

    member_id: str
    full_name: str
    standing: Standing
    duty: Duty
    presence: Presence
    reason: str = ""


class Guest(Record, frozen=True, kw_only=True):
    """Someone at the meeting who is not of the cell."""

    name: str
    position: str = ""
    unit: str = ""
    from_above: bool = False
    """Đại biểu cấp trên."""


class VoteMatter(StrEnum):
    """What is voted on, where the rules ask for another share of the votes than usual."""

    ORDINARY = "ordinary"
    """Nghị quyết, kết luận và việc thường."""
    ADMISSION = "admission"
    """Kết nạp đảng viên."""
    RECOGNITION = "recognition"
    """Công nhận đảng viên chính thức."""
    REMOVAL = "removal"
    """Xóa tên."""
    EXPULSION = "expulsion"
    """Khai trừ."""


class Vote(Record, frozen=True, kw_only=True):
    """One count of votes; entitled = agree + disagree + other when all present voted."""

    form: VoteForm = VoteForm.HANDS
    entitled: int
    """Có quyền biểu quyết: official members present, unless a rule says otherwise."""
    agree: int
    disagree: int = 0
    other: int = 0
    """Ý kiến khác."""
    matter: VoteMatter = VoteMatter.ORDINARY


class Opinion(Record, frozen=True, kw_only=True):
    """What one speaker said on an agenda item."""

    speaker: str
    text: str
    member_id: str | None = None


class MeetingTask(Record, frozen=True, kw_only=True):
    """A task given at the meeting; finalising makes an assignment of it that bears the same identifier."""

    id: str
    text: str
    assignee: str = ""
    """As it prints: a name, or "Chi ủy", "Toàn thể đảng viên"."""
    member_id: str | None = None
    """Who answers for it, where that is a person of the register."""
    due_on: date | None = None


class AgendaItem(Record, frozen=True, kw_only=True):
    """One item of the meeting: what was presented, said, concluded and voted."""

    title: str
    content: str = ""
    opinions: tuple[Opinion, ...] = ()
    conclusion: str = ""
    vote: Vote | None = None
    tasks: tuple[MeetingTask, ...] = ()
    attached: bool = False
    """A paper was read that lies with the minutes ("có tài liệu kèm theo")."""


class AnnouncedDocument(Record, frozen=True, kw_only=True):
    """A document of those above that was announced: số, ký hiệu and trích yếu."""

    number: str = ""
    summary: str = ""


class AssignmentOutcome(StrEnum):
    """How a task came out; the yearly rating counts these."""

    OPEN = "open"
    """Đang thực hiện."""
    ABOVE = "above"
    """Vượt mức."""
    ON_TIME = "on_time"
    """Đúng hạn."""
    LATE = "late"
    """Hoàn thành chậm."""
    NOT_DONE = "not_done"
    """Không hoàn thành."""
    WITHDRAWN = "withdrawn"
    """Thôi giao: the meeting that gave it was cancelled, its new version does not give it any more, or it was ended."""


class FollowUp(Record, frozen=True, kw_only=True):
    """A task of an earlier meeting as this meeting found it; the words are those of the day it was looked at."""

    assignment_id: str
    text: str
    assignee: str = ""
    due_on: date | None = None
    outcome: AssignmentOutcome = AssignmentOutcome.OPEN
    remark: str = ""


class ScorePoint(Record, frozen=True, kw_only=True):
    """One criterion of the quality score sheet with its points, in tenths; the scheme's words are kept with it."""

    code: str
    group: str
    title: str
    most: int
    """Highest points of the criterion."""
    proposed: int | None = None
    """Tự chấm (chi ủy dự kiến)."""
    voted: int | None = None
    """Sau khi chi bộ thảo luận, biểu quyết."""
    confirmed: int | None = None
    """Cấp ủy viên cấp trên dự sinh hoạt xác nhận."""
    remark: str = ""


class ScoreSheet(Record, frozen=True, kw_only=True):
    """Phiếu chấm điểm chất lượng buổi sinh hoạt."""

    scheme: str
    """Code of the scheme of resources/regulations/quality.toml under which it was scored."""
    points: tuple[ScorePoint, ...] = ()
    confirmed_by: str = ""
    """Name and office of who confirmed it from above."""
    level: str = ""
    """Code of the level reached, fixed when the meeting is finalised; empty while nothing is scored."""
    total: int | None = None
    """Points of the last stage that was filled in, in tenths, fixed with the level."""


class MeetingContent(Record, frozen=True, kw_only=True):
    """Everything a person writes about one meeting: the body of a draft and of a final alike."""

    cell_id: str
    kind: MeetingKind
    period: str
    held_on: date | None = None
    start_time: str = ""
    end_time: str = ""
    place: str = ""
    chair_id: str | None = None
    secretary_id: str | None = None
    theme: str = ""
    """Tên chuyên đề, for thematic and combined meetings."""
    attendance: tuple[AttendanceMark, ...] = ()
    guests: tuple[Guest, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    approval_agree: int | None = None
    """How many agreed to the minutes when they were read back."""
    party_group: str = ""
    """Tổ đảng, for the meeting of one."""
    prepared_by: str | None = None
    """Series of the committee meeting (họp chi ủy) that prepared this one."""
    theme_id: str | None = None
    """The line of the yearly list of themes that is carried out here."""
    documents: tuple[AnnouncedDocument, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    """Tasks of earlier meetings, looked at here."""
    guidance: str = ""
    """Ý kiến chỉ đạo của cấp trên."""
    guidance_reply: str = ""
    """Chủ trì tiếp thu."""
    dues_note: str = ""
    """Đảng phí: what was said about dues."""
    recorded: bool = False
    """Whether the meeting was recorded in sound or picture (HD 16-HD/VPTW, 23/02/2023)."""
    score: ScoreSheet | None = None


class Meeting(Record, frozen=True, kw_only=True):
    """A kept meeting: content with number, version and state."""

    id: str
    owner_id: str
    series_id: str
    """The same for all versions of one meeting."""
    version: int
    state: MeetingState
    number: int
    """Số biên bản within the cell and year."""
    content: MeetingContent
    finalized_at: str
    """Local wall time, ISO, for display only."""
    revision_reason: str = ""
    """Why this version replaces the one before, or why the meeting was cancelled."""


class MeetingDraft(Record, frozen=True, kw_only=True):
    """A meeting being written; its id is that of the final it becomes."""

    id: str
    content: MeetingContent
    revises: str | None = None
    """The meeting that finalising this draft supersedes."""
    revision_reason: str = ""
    saved_at: str = ""
    """Local wall time of the last save, ISO; empty for one never saved."""


class MeetingSummary(Record, frozen=True, kw_only=True):
    """A kept meeting in one line of a list."""

    id: str
    cell_id: str
    cell_name: str
    kind: MeetingKind
    period: str
    held_on: date
    state: MeetingState
    version: int
    number: int
    required: int
    present: int
    excused: int
    unexcused: int
    conclusions: int
    """Agenda items that ended in a conclusion."""
    theme: str
    series_id: str = ""
    quality_level: str = ""
    """Code of the level the meeting was rated at, empty when it was not scored."""
    quality_points: int | None = None
    """In tenths."""


# --- what grows out of meetings ---


class Assignment(Record, frozen=True, kw_only=True):
    """A task given to someone, from the meeting that gave it until its outcome is known."""

    id: str
    owner_id: str
    cell_id: str
    meeting_id: str | None
    """The final meeting that gave it."""
    text: str
    assignee: str
    member_id: str | None
    given_on: date
    due_on: date | None
    outcome: AssignmentOutcome
    done_on: date | None = None
    remark: str = ""
    recorded_in: str | None = None
    """The meeting whose follow-up told the outcome; None while open or when it was entered by hand."""
    kind: str = "resolution"
    """Code of a kind of task; "resolution" for what a meeting gives."""
    origin: str = "meeting"
    """A value of ``db.task_records.Origin``."""
    origin_id: str | None = None
    year: int = 0
    """The year it counts in: that of the day it is due, else of the day it was given; of a plan the plan's."""
    target: str = ""
    """Chỉ tiêu, sản phẩm."""
    area: str = ""
    """Địa bàn."""
    basis: str = ""
    """Căn cứ."""
    supervisor_id: str | None = None
    supervisor: str = ""
    """Người theo dõi."""
    helped_id: str | None = None
    helped: str = ""
    """Who is helped: a probationary member, or a candidate by name."""
    weight: int = 1
    progress: int | None = None
    """The last that was told of it, in tenths of a percent."""
    ended_on: date | None = None
    """The day it was taken away from the assignee; its outcome is then "withdrawn"."""
    end_reason: str = ""
    revision: int = 1


class Theme(Record, frozen=True, kw_only=True):
    """One line of a cell's yearly list of themes (danh mục chuyên đề)."""

    id: str
    owner_id: str
    cell_id: str
    year: int
    quarter: int
    title: str
    writer_id: str | None = None
    """Who writes it (người soạn)."""
    presenter_id: str | None = None
    approved_on: date | None = None
    approval_number: str = ""
    """Số văn bản duyệt của cấp ủy cấp trên."""
    sent_on: date | None = None
    """Ngày gửi đảng viên."""
    reported_on: date | None = None
    """Ngày gửi báo cáo cấp trên."""
    note: str = ""
    revision: int = 1


class IssuedType(StrEnum):
    """What a cell issues beside its minutes; each has its own numbers."""

    RESOLUTION = "resolution"
    """Nghị quyết (NQ)."""
    NOTICE = "notice"
    """Thông báo kết luận (TB)."""
    INVITATION = "invitation"
    """Giấy mời (GM)."""


class DocumentSection(Record, frozen=True):
    """A heading and what stands under it; either may be empty."""

    heading: str = ""
    text: str = ""


class IssuedContent(Record, frozen=True, kw_only=True):
    """Everything a person writes about a document the cell issues: the body of a draft and of a final alike."""

    type: IssuedType
    cell_id: str
    issued_on: date | None = None
    meeting_series: str | None = None
    """The meeting it came out of or invites to."""
    subject: str = ""
    """Trích yếu."""
    sections: tuple[DocumentSection, ...] = ()
    recipients: tuple[str, ...] = ()
    """Nơi nhận, a line each."""
    authority: str = ""
    """What stands above the signature, for instance "T/M CHI BỘ"."""
    signer_title: str = ""
    """For instance "BÍ THƯ"."""
    signer_id: str | None = None
    signer: str = ""
    """Printed name."""


class IssuedDocument(Record, frozen=True, kw_only=True):
    """A document that bears a number; it lives like a meeting: final, superseded, cancelled."""

    id: str
    owner_id: str
    series_id: str
    version: int
    state: MeetingState
    number: int
    content: IssuedContent
    finalized_at: str
    revision_reason: str = ""


class IssuedDraft(Record, frozen=True, kw_only=True):
    """A document being written; its id is that of the final it becomes."""

    id: str
    content: IssuedContent
    revises: str | None = None
    revision_reason: str = ""
    saved_at: str = ""


class NumberSkip(Record, frozen=True, kw_only=True):
    """Numbers the program does not give out, and why: they stand in the paper book, or were spoiled."""

    id: str
    owner_id: str
    cell_id: str
    document: str
    """Which count: "minutes", "committee_minutes", "group_minutes" or a value of IssuedType."""
    first: int
    last: int
    on: date
    """A day within the span (year or term) the numbers belong to."""
    reason: str


class TextBlock(Record, frozen=True, kw_only=True):
    """A passage the clerk keeps for use again (F3)."""

    id: str
    field: str
    """Where it is offered first: "content", "conclusion", "opinion", "reason", "task", "guidance" or "dues"; empty for
    everywhere."""
    title: str
    body: str
    uses: int = 0
    revision: int = 1
