"""The rows of the full register: particulars, dated acts, records, roles; conventions as in ``db.records``."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec

from db.records import Hamlet, Organization, Record

# --- a person's particulars ------------------------------------------------------------------------------------------

SENSITIVE = frozenset({"ethnic_code", "religion_code", "national_id", "health", "family_circumstances", "poverty_code"})
"""Fields that are covered on the screen and left out of packages and lists unless they are asked for.

Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 and Nghị định 356/2025 of 31/12/2025 (sensitive personal data).
"""


class MemberProfile(Record, frozen=True, kw_only=True):
    """What the register knows of a person besides name, dates and card; empty texts are unknown."""

    birth_name: str = ""
    """Họ và tên khai sinh, where it differs from the name in use."""
    alias: str = ""
    """Bí danh."""
    birth_place: str = ""
    home_place: str = ""
    """Quê quán."""
    permanent_address: str = ""
    temporary_address: str = ""
    hamlet_id: str | None = None
    """Hamlet the person lives in."""
    religion_code: str = ""
    """Code of resources/lists/religions.toml; sensitive."""
    national_id: str = ""
    """Số định danh cá nhân (CCCD), 12 digits; sensitive."""
    phone: str = ""
    family_background: str = ""
    """Thành phần gia đình."""
    occupation: str = ""
    """Nghề nghiệp hiện nay."""
    former_occupation: str = ""
    """Nghề nghiệp trước khi vào Đảng."""
    general_education: str = ""
    """Giáo dục phổ thông, for instance "12/12"."""
    qualification_code: str = ""
    """Code of resources/lists/qualifications.toml."""
    qualification_field: str = ""
    """Chuyên ngành."""
    academic_title: str = ""
    """Học hàm, học vị."""
    theory_code: str = ""
    """Code of resources/lists/theory_levels.toml (lý luận chính trị)."""
    foreign_language: str = ""
    computer_skill: str = ""
    minority_language: str = ""
    youth_joined_on: str = ""
    """Ngày vào Đoàn, partial date."""
    youth_member: bool = False
    """Còn là đoàn viên."""
    admitted_place: str = ""
    """Nơi kết nạp."""
    introducers: str = ""
    """Người giới thiệu vào Đảng."""
    official_place: str = ""
    """Nơi công nhận chính thức."""
    card_issued_on: str = ""
    """Ngày cấp thẻ, partial date."""
    file_number: str = ""
    """Số lý lịch đảng viên."""
    party_position: str = ""
    government_position: str = ""
    union_position: str = ""
    category_code: str = ""
    """Đối tượng: code of resources/lists/categories.toml."""
    political_system: str = ""
    """Làm việc trong hệ thống chính trị: "yes", "no", or empty."""
    service_code: str = ""
    """Bộ đội, công an, hưu trí: code of resources/lists/services.toml."""
    health: str = ""
    """Sensitive."""
    family_circumstances: str = ""
    """Hoàn cảnh gia đình; sensitive."""
    poverty_code: str = ""
    """Hộ nghèo, cận nghèo: code of resources/lists/poverty.toml; sensitive."""


# --- dated acts ------------------------------------------------------------------------------------------------------


class ChangeKind(StrEnum):
    """What may happen to a person's membership; each is one dated act."""

    REGISTERED = "registered"
    """Ghi vào danh sách: how the person stood when first written down."""
    ADMISSION = "admission"
    """Kết nạp."""
    RECOGNITION = "recognition"
    """Công nhận chính thức."""
    TRANSFER_IN = "transfer_in"
    """Chuyển sinh hoạt chính thức đến."""
    TRANSFER_OUT = "transfer_out"
    """Chuyển sinh hoạt chính thức đi."""
    CELL_MOVE = "cell_move"
    """Chuyển chi bộ trong đảng bộ."""
    TEMPORARY_IN = "temporary_in"
    """Sinh hoạt tạm thời đến."""
    TEMPORARY_OUT = "temporary_out"
    """Sinh hoạt tạm thời nơi khác."""
    TEMPORARY_END = "temporary_end"
    """Hết sinh hoạt tạm thời."""
    EXEMPTION = "exemption"
    """Miễn công tác và sinh hoạt đảng."""
    TEMPORARY_EXEMPTION = "temporary_exemption"
    """Tạm miễn sinh hoạt."""
    SUSPENSION = "suspension"
    """Đình chỉ sinh hoạt đảng."""
    RESUMPTION = "resumption"
    """Trở lại sinh hoạt."""
    REMOVAL = "removal"
    """Xóa tên."""
    EXPULSION = "expulsion"
    """Khai trừ."""
    RESIGNATION = "resignation"
    """Xin ra khỏi Đảng."""
    DEATH = "death"
    """Từ trần."""
    READMISSION = "readmission"
    """Kết nạp lại."""


class ChangeInput(Record, frozen=True, kw_only=True):
    """What a guided form hands over about one act."""

    kind: ChangeKind
    on: date
    """The day from which it holds."""
    cell_id: str = ""
    """The cell the person comes into, for kinds that need one."""
    party_group: str = ""
    """Tổ đảng."""
    decision_number: str = ""
    decision_on: date | None = None
    decided_by: str = ""
    place: str = ""
    """Từ đâu, đến đâu."""
    paper_number: str = ""
    """Số giấy giới thiệu sinh hoạt đảng."""
    dues_until: str = ""
    """Đã đóng đảng phí hết tháng, YYYY-MM."""
    until: date | None = None
    """Day on which a temporary act is meant to end."""
    reason: str = ""


class MemberChange(Record, frozen=True, kw_only=True):
    """One act of a person's history; it is never overwritten, only cancelled with a reason."""

    id: str
    owner_id: str
    member_id: str
    seq: int
    change: ChangeInput
    cancelled: str = ""
    """Local wall time of the cancelling, ISO; empty while the act holds."""
    cancel_reason: str = ""


# --- records of a person ---------------------------------------------------------------------------------------------


class RecordKind(StrEnum):
    """What is noted of a person besides acts."""

    REWARD = "reward"
    """Khen thưởng."""
    DISCIPLINE = "discipline"
    """Kỷ luật; ``form`` is a code of resources/lists/disciplines.toml."""
    BADGE = "badge"
    """Huy hiệu Đảng; ``form`` is the number of years."""
    RESIDENCE = "residence"
    """Giới thiệu với chi ủy nơi cư trú (213)."""
    COMMENT = "comment"
    """Nhận xét của chi ủy nơi cư trú; ``on`` is the year, ``form`` the level."""


class MemberRecord(Record, frozen=True, kw_only=True):
    """One thing noted of a person."""

    id: str
    owner_id: str
    member_id: str
    kind: RecordKind
    on: str
    """Partial date."""
    until: str = ""
    """Partial date on which a discipline ends, or a contact."""
    form: str = ""
    number: str = ""
    """Số quyết định, số giấy giới thiệu."""
    issuer: str = ""
    place: str = ""
    text: str = ""


# --- organisations ---------------------------------------------------------------------------------------------------


class TreeEventKind(StrEnum):
    """What may happen to an organisation."""

    CREATED = "created"
    RENAMED = "renamed"
    CHANGED = "changed"
    """Other particulars: code, meeting day, place, hamlets."""
    CLOSED = "closed"
    SPLIT = "split"
    """Chia tách."""
    MERGED = "merged"
    """Sáp nhập."""
    REPARENTED = "reparented"
    """Chuyển cấp trên trực tiếp."""
    RETYPED = "retyped"
    """Chuyển đổi loại hình."""


class TreeEvent(Record, frozen=True, kw_only=True):
    """One act on the tree with the units it concerned."""

    id: str
    owner_id: str
    kind: TreeEventKind
    on: date
    subjects: tuple[str, ...] = ()
    """Units it concerned that stay, by id."""
    sources: tuple[str, ...] = ()
    """Units that ended in it (split, merged), by id."""
    successors: tuple[str, ...] = ()
    """Units that go on in their place, by id."""
    decision_number: str = ""
    decision_on: date | None = None
    decided_by: str = ""
    note: str = ""
    cancelled: str = ""
    """Local wall time of the cancelling, ISO; empty while the act holds."""
    cancel_reason: str = ""


class UnitInput(Record, frozen=True, kw_only=True):
    """A cell or a section as a form hands it over."""

    code: str = ""
    name: str = ""
    header_name: str = ""
    """As documents print it; empty for the name in capitals."""
    kind: str = "cell"
    """"cell" or "section"."""
    parent_id: str = ""
    """The unit directly above; empty for the office itself."""
    place: str = ""
    meeting_day: int | None = None
    type_code: str = ""
    sector_code: str = ""
    hamlets: tuple[str, ...] = ()
    """Names of the hamlets it covers; a name that is not known yet is a new hamlet."""


class TreeAct(Record, frozen=True, kw_only=True):
    """What a guided form hands over about one act on the tree.

    Where members and hamlets of a cell that ends or is divided go is told by the codes of the cells that take them:
    new cells have no other name yet.
    """

    kind: TreeEventKind
    on: date
    """The day from which it holds."""
    unit_ids: tuple[str, ...] = ()
    """Whom it is about: none for CREATED, one for most, all that come together for MERGED."""
    units: tuple[UnitInput, ...] = ()
    """How the unit is from that day on; what is new in CREATED, SPLIT (one or more) and MERGED (none or one)."""
    into_id: str = ""
    """MERGED: the cell that takes the others in and stays; empty when they become a new one."""
    ends: bool = False
    """SPLIT: whether the cell that is divided ends; otherwise it goes on beside the new ones."""
    members_to: str = ""
    """Code of the cell that takes every member whom ``members`` does not name; empty for where they are now."""
    members: dict[str, str] = msgspec.field(default_factory=dict)
    """Code of the cell that takes a member, by the member's identifier."""
    hamlets: dict[str, str] = msgspec.field(default_factory=dict)
    """CLOSED: code of the cell that takes a hamlet, by the hamlet's name; the others stay without a cell."""
    decision_number: str = ""
    decision_on: date | None = None
    decided_by: str = ""
    note: str = ""


class TreeNode(Record, frozen=True, kw_only=True):
    """One line of the tree on a day, in the order in which it prints: a unit stands before what is below it."""

    depth: int
    """0 for the office itself, one more for each level below it."""
    organization: Organization
    """The unit under the names, parent and particulars of that day."""
    type_word: str
    """Its type in words ("chi bộ trực thuộc"), of its kind where no type was chosen."""
    hamlets: tuple[str, ...] = ()
    """Names of the hamlets a cell covers, in order."""
    members: int = 0
    """Members belonging to a cell (đảng số); of a section or an office those of all cells below it."""
    secretary: str = ""
    """Full name of the secretary; empty when none is known."""


class HamletView(Record, frozen=True, kw_only=True):
    """A hamlet on a day with the cells that cover it and the members who live in it."""

    hamlet: Hamlet
    cell_ids: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    """Names of these cells."""
    members: int = 0
    """Members whose particulars name the hamlet as the place they live in."""
    unplaced: int = 0
    """Members of these cells of whom no hamlet is known: as long as there are any, nobody knows that there is none."""

    @property
    def without_cell(self) -> bool:
        """Thôn trắng tổ chức: no cell covers it."""
        return not self.cell_ids

    @property
    def without_member(self) -> bool:
        """Thôn trắng đảng viên: no member lives in it, as far as the register can tell."""
        return not self.members and not self.unplaced


class TreeCounts(Record, frozen=True, kw_only=True):
    """How the cells cover the hamlets on a day; derived, never typed."""

    sections: int = 0
    cells: int = 0
    members: int = 0
    hamlets: int = 0
    single: int = 0
    """Cells of one hamlet (độc lập)."""
    joint: dict[int, int] = msgspec.field(default_factory=dict)
    """Cells of several hamlets (ghép) by the number of hamlets."""
    no_hamlet: int = 0
    """Cells that cover none: those of agencies, schools, companies."""
    without_cell: int = 0
    without_member: int = 0


class RoleKind(StrEnum):
    """Who leads an organisation."""

    SECRETARY = "secretary"
    """Bí thư."""
    DEPUTY = "deputy"
    """Phó bí thư."""
    COMMITTEE = "committee"
    """Chi ủy viên."""
    IN_CHARGE = "in_charge"
    """Cấp ủy viên cấp trên phụ trách chi bộ."""
    GROUP_LEADER = "group_leader"
    """Tổ trưởng tổ đảng."""


class OrganizationRole(Record, frozen=True, kw_only=True):
    """One person in one role over a span of time."""

    id: str
    owner_id: str
    organization_id: str
    role: RoleKind
    member_id: str | None = None
    person_name: str = ""
    """The name of somebody who is not in the register; otherwise empty."""
    valid_from: date
    valid_to: date | None = None
    decision: str = ""
    note: str = ""


class RoleInput(Record, frozen=True, kw_only=True):
    """A role as a form hands it over."""

    role: RoleKind
    member_id: str | None = None
    person_name: str = ""
    """Somebody who is not in the register."""
    since: date
    until: date | None = None
    """The first day on which it no longer holds."""
    decision: str = ""
    note: str = ""


class RoleView(Record, frozen=True, kw_only=True):
    """A role with the name of who has it."""

    role: OrganizationRole
    name: str
    left_on: date | None = None
    """The day from which the person is no longer in the cell although the role goes on; None when all is well."""


# --- what can be taken back as a whole -------------------------------------------------------------------------------


class ChangeSet(Record, frozen=True, kw_only=True):
    """Many people changed at once."""

    id: str
    kind: str
    """"import", "bulk" or "merge"."""
    label: str
    at: str
    """Local wall time, ISO, for display."""
    added: int
    changed: int
    undone_at: str = ""


class MovementLine(Record, frozen=True, kw_only=True):
    """One person who came or went within a period."""

    member_id: str
    full_name: str
    cell_name: str
    kind: str
    """A value of ChangeKind, or "unexplained" for a change no act stands behind."""
    on: date
    sign: int
    """+1 came, -1 went, 0 neither (a change of standing or duty)."""
    decision: str = ""
    place: str = ""


class Movements(Record, frozen=True, kw_only=True):
    """Đầu kỳ … cuối kỳ: the members counted at both ends and every act between them."""

    start: date
    """The opening count is that of the end of the day before."""
    end: date
    opening: int
    closing: int
    counts: dict[str, int] = msgspec.field(default_factory=dict)
    """How many came or went by kind."""
    lines: tuple[MovementLine, ...] = ()

    @property
    def breaks(self) -> tuple[MovementLine, ...]:
        """The lines that no act explains."""
        return tuple(line for line in self.lines if line.kind == "unexplained")
