"""The words of the year's work: planned tasks, their diary and reviews, households in charge, commitments.

The conventions of ``db.records`` hold; progress is whole tenths of a percent (85 % is 850).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from db.meeting_records import Assignment, AssignmentOutcome
from db.record_base import Record


class Origin(StrEnum):
    """What a task grew out of; ``Assignment.origin_id`` names it."""

    MEETING = "meeting"
    """Giao tại buổi sinh hoạt."""
    PLAN = "plan"
    """Kế hoạch phân công năm."""
    POSITION = "position"
    """Theo chức vụ đang giữ; origin_id is the role."""
    HOUSEHOLD = "household"
    """Phụ trách hộ gia đình."""
    HELP = "help"
    """Giúp đỡ quần chúng ưu tú, đảng viên dự bị."""
    THEME = "theme"
    """Soạn, trình bày chuyên đề; origin_id is the line of the list of themes."""
    TAKEN_OVER = "taken_over"
    """Nhận bàn giao; origin_id is the assignment it takes over."""


class AssignmentInput(Record, frozen=True, kw_only=True):
    """What a form hands over about a task that no meeting gives."""

    cell_id: str
    member_id: str | None = None
    assignee: str = ""
    """As it prints; the member's name where ``member_id`` is given and this is empty."""
    kind: str = ""
    """Code of a kind of task (``office.tasks.kinds``)."""
    text: str
    target: str = ""
    """Chỉ tiêu, sản phẩm."""
    area: str = ""
    """Địa bàn."""
    given_on: date
    due_on: date | None = None
    """None: through the whole year."""
    basis: str = ""
    """Căn cứ: nghị quyết, biên bản số…"""
    supervisor_id: str | None = None
    supervisor: str = ""
    """Người theo dõi."""
    helped_id: str | None = None
    """The probationary member who is helped."""
    helped: str = ""
    """The candidate who is helped, by name."""
    weight: int = 1
    """How much it weighs beside the others when tasks are turned into points; 0 leaves it out."""
    origin: Origin = Origin.PLAN
    origin_id: str | None = None
    year: int


class TaskKind(Record, frozen=True, kw_only=True):
    """A kind of task: one the program knows, or one the office added."""

    code: str
    name: str
    own: bool = False
    hidden: bool = False


class TaskLine(Record, frozen=True, kw_only=True):
    """One task in a list with the names it points at."""

    assignment: Assignment
    cell_name: str
    full_name: str = ""
    """Name of the member; empty where nobody of the register answers for it."""
    kind_name: str = ""
    last_span: str = ""
    """The span of the last review, empty while there is none."""
    last_outcome: AssignmentOutcome | None = None


class TaskEntry(Record, frozen=True, kw_only=True):
    """One line of the diary: what was done for a task, or at a household, on a day."""

    id: str
    owner_id: str
    member_id: str | None = None
    assignment_id: str | None = None
    household_id: str | None = None
    on: date
    text: str = ""
    visits: int = 0
    """How often the household was called on."""
    progress: int | None = None
    at: str = ""


class TaskReview(Record, frozen=True, kw_only=True):
    """What was said of a task at the end of a span."""

    assignment_id: str
    span: str
    """"2026-03", "2026-Q1", "2026-H1" or "2026"."""
    progress: int | None = None
    self_assessment: str = ""
    """Đảng viên tự đánh giá."""
    committee_remark: str = ""
    """Chi ủy nhận xét."""
    conclusion: str = ""
    """Chi bộ kết luận."""
    outcome: AssignmentOutcome = AssignmentOutcome.OPEN
    """What the cell concluded; other than "open" it is the outcome of the task."""
    at: str = ""


class CellCoverage(Record, frozen=True, kw_only=True):
    """One cell: how many active members it has, and who of them has no task of the year."""

    cell_id: str
    cell_name: str
    active: int
    """Members who take part: those exempt, away, visiting or suspended are left out."""
    left_out: int
    without: tuple[tuple[str, str], ...]
    """Identifier and name of each active member without a task."""


class Orphan(Record, frozen=True, kw_only=True):
    """An open task whose member has left the cell."""

    assignment_id: str
    revision: int
    text: str
    cell_id: str
    cell_name: str
    member_id: str
    full_name: str


class ReviewLine(Record, frozen=True, kw_only=True):
    """One task on the sheet of a span, with what was said of it so far."""

    line: TaskLine
    review: TaskReview


# --- households ------------------------------------------------------------------------------------------------------


class Household(Record, frozen=True, kw_only=True):
    """A household (hộ gia đình) of a hamlet."""

    id: str
    owner_id: str
    hamlet_id: str | None = None
    head: str
    """Chủ hộ."""
    address: str = ""
    people: int | None = None
    """Số khẩu."""
    phone: str = ""
    note: str = ""
    valid_from: date
    valid_to: date | None = None
    end_reason: str = ""
    revision: int = 1


class Circumstance(Record, frozen=True, kw_only=True):
    """What a household was over a span of time: code of resources/lists/household_circumstances.toml."""

    id: str
    household_id: str
    code: str
    valid_from: date
    valid_to: date | None = None
    decision: str = ""


class Charge(Record, frozen=True, kw_only=True):
    """Who is in charge of a household over a span of time; at most one on any day."""

    id: str
    household_id: str
    member_id: str
    cell_id: str
    valid_from: date
    valid_to: date | None = None
    end_reason: str = ""


class HouseholdLine(Record, frozen=True, kw_only=True):
    """One household in a list, as of one day."""

    household: Household
    hamlet_name: str = ""
    circumstance: str = ""
    """Code that holds that day, empty for none."""
    member_id: str | None = None
    full_name: str = ""
    """Who is in charge that day; empty where nobody is."""
    cell_name: str = ""
    visits: int = 0
    """In the year of the day."""
    last_visit: date | None = None


# --- commitments -----------------------------------------------------------------------------------------------------


class Kept(StrEnum):
    """How a commitment was kept in a month."""

    KEPT = "kept"
    """Thực hiện tốt."""
    PARTLY = "partly"
    """Thực hiện chưa đầy đủ."""
    NOT_KEPT = "not_kept"
    """Chưa thực hiện."""


class CommitmentReview(Record, frozen=True, kw_only=True):
    """The monthly look back on a commitment."""

    period: str
    kept: Kept
    text: str = ""


class Commitment(Record, frozen=True, kw_only=True):
    """Bản cam kết tu dưỡng, rèn luyện, phấn đấu of one member and year."""

    id: str
    owner_id: str
    cell_id: str
    member_id: str
    year: int
    signed_on: date | None = None
    text: str = ""
    note: str = ""
    reviews: tuple[CommitmentReview, ...] = ()
    revision: int = 1


class CommitmentLine(Record, frozen=True, kw_only=True):
    """One member in the list of commitments of a year."""

    member_id: str
    full_name: str
    cell_id: str
    cell_name: str
    commitment: Commitment | None = None
    """None while the member has not written one."""
