"""The rows of the full register: particulars, dated acts, records, roles; conventions as in ``db.records``."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec

from db.record_base import Duty, Record, Standing

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
    standing: Standing | None = None
    """How the person stands who comes from elsewhere; None leaves it as the register knows it."""
    duty: Duty | None = None
    """Whether someone who is only written down takes part; None as usual."""
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
    standing: Standing
    """How the person stood once it was done."""
    duty: Duty
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


class RecordInput(Record, frozen=True, kw_only=True):
    """What a form hands over about one thing noted of a person."""

    kind: RecordKind
    on: str
    """Partial date."""
    until: str = ""
    """Partial date on which a discipline ends, or a contact."""
    form: str = ""
    """By kind: the words of a reward, a code of resources/lists/disciplines.toml, the years of a badge, "exempt" for a
    contact of somebody who need not attend there, a code of resources/lists/residence_levels.toml."""
    number: str = ""
    """Số quyết định, số giấy giới thiệu; of a badge the number on it."""
    issuer: str = ""
    """Who gave, decided or signed."""
    place: str = ""
    """The place of residence, for a contact and a comment."""
    text: str = ""
    """What for; of a badge the decision; of a comment its words."""


class MemberRecord(RecordInput, frozen=True, kw_only=True):
    """One thing noted of a person."""

    id: str
    owner_id: str
    member_id: str


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
