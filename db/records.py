"""The rows as the program knows them: immutable, typed, the one vocabulary shared by every floor.

Conventions: identifiers are UUIDv7 texts; a day is ``datetime.date``; a time of day is the text ``HH:MM``; a period is
the text ``YYYY-MM``; a partial date is ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; ``owner_id`` is the office that
alone may change the row; dated rows hold from ``valid_from`` (included) to ``valid_to`` (excluded, None = still).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec

from db.record_base import Duty as Duty  # noqa: PLC0414  # read from here with all other words
from db.record_base import Record
from db.record_base import Standing as Standing  # noqa: PLC0414
from db.register_records import ChangeInput, MemberProfile

# --- organisations ---------------------------------------------------------------------------------------------------


class OrganizationKind(StrEnum):
    """What an organisation is; any depth of the tree is built from these."""

    PROVINCE = "province_committee"
    """Tỉnh ủy, thành ủy."""
    UPPER = "upper_committee"
    """Any other office above the commune level (huyện ủy until 30/6/2025, đảng ủy khối …)."""
    COMMUNE = "commune_committee"
    """Đảng ủy xã, phường, đặc khu."""
    SECTION = "section"
    """Đảng bộ bộ phận: stands between an office and its cells, and belongs to the office as they do."""
    CELL = "cell"
    """Chi bộ."""


class Organization(Record, frozen=True, kw_only=True):
    """An office or a cell, as it stands on one day."""

    id: str
    owner_id: str
    code: str
    """Own short code, ASCII letters, digits and '-', unique within its office; used in file names."""
    name: str
    """Full name, for instance "Chi bộ thôn Nà Lừa" or "Đảng ủy xã Mường Khương"."""
    header_name: str
    """The name as documents print it, capitals, for instance "CHI BỘ THÔN NÀ LỪA" or "ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG"."""
    kind: str
    """A value of OrganizationKind (a text, so that a newer office may name a kind unknown here)."""
    parent_id: str | None
    place: str = ""
    """Địa danh before the date on documents, for instance "Mường Khương"."""
    meeting_day: int | None = None
    """Fixed day of the month of the regular meeting (a cell only), 1 to 31."""
    type_code: str = ""
    """Loại: code of a type of resources/lists/organization_types.toml; empty while nobody chose one."""
    sector_code: str = ""
    """Loại hình: code of a sector of the same list."""
    established_on: date | None = None
    closed_on: date | None = None
    valid_from: date
    valid_to: date | None = None


class Hamlet(Record, frozen=True, kw_only=True):
    """Thôn, bản, xóm, tổ dân phố: a residential unit that a cell covers, under the name it bears on one day."""

    id: str
    owner_id: str
    name: str
    established_on: date | None = None
    """None when it was there before anybody wrote it down."""
    closed_on: date | None = None


class CellHamlet(Record, frozen=True, kw_only=True):
    """One hamlet of one cell over a span of time."""

    id: str
    owner_id: str
    cell_id: str
    hamlet_id: str
    valid_from: date
    valid_to: date | None = None


class CellView(Record, frozen=True, kw_only=True):
    """A cell with its hamlets and member count on one day."""

    organization: Organization
    hamlets: tuple[str, ...]
    members: int
    """Members belonging to the cell that day (đảng số)."""


# --- members ---------------------------------------------------------------------------------------------------------


class Sex(StrEnum):
    """Giới tính."""

    MALE = "male"
    FEMALE = "female"


class Member(Record, frozen=True, kw_only=True):
    """A person in the register."""

    id: str
    owner_id: str
    full_name: str
    birth_date: str = ""
    """Partial date, empty when unknown."""
    sex: Sex
    ethnic_code: str = ""
    """Two digits of resources/lists/ethnic_groups.toml; sensitive. Empty when unknown."""
    admitted_on: str = ""
    """Ngày kết nạp: a partial date, empty when unknown."""
    official_on: str = ""
    """Ngày công nhận chính thức: a partial date, empty when unknown."""
    card_number: str = ""
    """Số thẻ đảng viên."""
    sort_name: str = ""
    """Tên sắp xếp, typed only where the given name is not the last word."""
    note: str = ""
    revision: int = 1
    """Rises by one with each change; a form that was opened on an older revision is refused."""


class Membership(Record, frozen=True, kw_only=True):
    """In which cell a member is, over a span of time."""

    id: str
    owner_id: str
    member_id: str
    cell_id: str
    valid_from: date
    valid_to: date | None = None
    party_group: str = ""
    """Tổ đảng within the cell."""


class StatusAxis(StrEnum):
    """The two independent lines of history of a member."""

    STANDING = "standing"
    DUTY = "duty"


class MemberStatus(Record, frozen=True, kw_only=True):
    """One dated row of a member's history on one axis."""

    id: str
    owner_id: str
    member_id: str
    axis: StatusAxis
    status: str
    """A value of Standing or Duty, by axis."""
    valid_from: date
    valid_to: date | None = None
    decision: str = ""
    """Số quyết định and its day, as text."""
    reason: str = ""


class MemberRow(Record, frozen=True, kw_only=True):
    """A line of the member list: a person as of one day."""

    id: str
    full_name: str
    birth_date: str
    sex: Sex
    ethnic_code: str
    cell_id: str
    cell_name: str
    standing: Standing
    duty: Duty
    admitted_on: str
    official_on: str
    card_number: str


class PersonInput(Record, frozen=True, kw_only=True):
    """What a form hands over about a person: the particulars, apart from cell, standing and duty."""

    full_name: str
    birth_date: str = ""
    """Partial date."""
    sex: Sex
    ethnic_code: str = ""
    admitted_on: str = ""
    """Partial date."""
    official_on: str = ""
    """Partial date."""
    card_number: str = ""
    sort_name: str = ""
    note: str = ""
    profile: MemberProfile = MemberProfile()


class MemberInput(PersonInput, frozen=True, kw_only=True):
    """What a form hands over about a new person: the particulars and how the person comes into a cell."""

    cell_id: str
    standing: Standing = Standing.OFFICIAL
    duty: Duty = Duty.ACTIVE
    since: date
    """The day from which cell, standing and duty hold."""
    party_group: str = ""
    """Tổ đảng."""
    entry: ChangeInput | None = None
    """The act by which the person comes; None where the person is only written down (``REGISTERED`` on ``since``)."""


class MemberFilter(Record, frozen=True, kw_only=True):
    """What the member list shows."""

    text: str = ""
    """Beginnings of words about a person, accents or not; parts of card, telephone and file numbers."""
    cell_id: str | None = None
    standing: Standing | None = None
    duty: Duty | None = None
    sex: Sex | None = None
    recognition_due: bool = False
    """Only probationary members who have served their probation."""
    include_left: bool = False
    """Also those who are no longer members."""
    order_by: str = "name"
    """One of name, birth_date, admitted_on, cell, card_number, standing."""
    descending: bool = False
    on: date


class MemberPage(Record, frozen=True, kw_only=True):
    """One page of the member list."""

    rows: tuple[MemberRow, ...]
    total: int
    """How many rows the filter finds in all."""
    offset: int


# --- the board of a month ---


class BoardState(StrEnum):
    """How far a cell's regular meeting of the month is."""

    NONE = "none"
    DRAFT = "draft"
    FINAL = "final"


class BoardRow(Record, frozen=True, kw_only=True):
    """One cell's line on the month's board."""

    cell_id: str
    cell_name: str
    hamlets: int
    members: int
    state: BoardState
    meeting_id: str | None
    """The final, or the draft where there is no final yet."""
    held_on: date | None
    number: int | None
    required: int
    present: int
    excused: int
    unexcused: int
    thematic: int
    """Thematic or combined meetings finalised in the quarter of the period."""
    missing: tuple[str, ...]
    """What is missing, as codes of resources/i18n/findings.*.toml."""
    missing_sources: tuple[str, ...] = ()
    """Beside each of ``missing`` the document, number, date of the rule that asks for it; empty for plain logic."""
    has_committee: bool = False
    """Whether the cell has a committee (chi ủy) that has to meet first."""
    committee_on: date | None = None
    """The day it met for the month's meeting."""
    quality_level: str = ""
    """Code of the level the month's meeting was rated at, empty when it was not scored."""
    quality_points: int | None = None
    """In tenths."""


# --- checking --------------------------------------------------------------------------------------------------------


class Severity(StrEnum):
    """An error stops finalising; a warning never stops anything."""

    ERROR = "error"
    WARNING = "warning"


class Finding(Record, frozen=True, kw_only=True):
    """Something a rule has to say about a form."""

    code: str
    """Leads to a sentence in resources/i18n/findings.<language>.toml."""
    severity: Severity
    field: str
    """Path of the field, for instance "start_time", "attendance.3.reason", "agenda.0.vote.agree"."""
    values: dict[str, str | int] = msgspec.field(default_factory=dict)
    source: str = ""
    """Document, number, date of the rule; empty for plain logic."""


# --- the trail -------------------------------------------------------------------------------------------------------


class AuditRow(Record, frozen=True, kw_only=True):
    """One committed operation; holds identifiers and codes, never personal data."""

    seq: int
    at: str
    actor: str
    action: str
    subject: str
    detail: str
    """Canonical JSON."""
    previous: bytes
    hash: bytes


# --- consolidation ---------------------------------------------------------------------------------------------------


class ConsolidatedRow(Record, frozen=True, kw_only=True):
    """One cell of one month as the upper office sees it."""

    office_id: str
    office_name: str
    cell_id: str
    cell_code: str
    cell_name: str
    members: int
    reported: bool
    """Whether a package covering this cell and month was imported."""
    regular: int
    thematic: int
    other: int
    required: int
    present: int
    conclusions: int
    package: str
    """File label of the package the figures came from, for instance "MK01 · 2026-11 · số 3"; empty when own or none."""
